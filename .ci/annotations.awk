# Reads annotations (::LEVEL PROPERTIES::MESSAGE) and prints them so that a runner shows all: it shows ten of each level. More than
# ten of a level become one for each file; more than ten files, nine and one for the rest. Findings of files that are no longer there
# ("was=" instead of "file=") are put to no file.

# Colons and commas of a value are escaped.
function property(properties, name,    n, i, parts) {
	n = split(properties, parts, ",")
	for (i = 1; i <= n; i++)
		if (index(parts[i], name "=") == 1)
			return substr(parts[i], length(name) + 2)
	return ""
}

# Takes a line apart: level, properties and message.
{
	level = $1
	sub(/^::/, "", level)
	rest = substr($0, length($1) + 2)
	at = index(rest, "::")
	properties = substr(rest, 1, at - 1)
	message = substr(rest, at + 2)
	file = property(properties, "file")
	text = $0
	was = property(properties, "was")
	if (was != "")
		text = "::" level " title=" property(properties, "title") "::" was ": " message
	n = ++count[level]
	whole[level, n] = text
	sub(/%0A.*/, "", message)
	if (file != "")
		message = "line " property(properties, "line") ": " message
	message = message " [" property(properties, "title") "]"
	if (!((level, file) in lines)) {
		files[level, ++file_count[level]] = file
		first_line[level, file] = property(properties, "line")
	}
	lines[level, file]++
	if (lines[level, file] <= 20)
		messages[level, file] = messages[level, file] "%0A" message
	else if (lines[level, file] == 21)
		messages[level, file] = messages[level, file] "%0A..."
}

function print_file(level, file) {
	printf "::%s ", level
	if (file != "")
		printf "file=%s,line=%s,", file, first_line[level, file]
	printf "title=%d %ss::%d %ss%s%s\n", lines[level, file], level, lines[level, file], level,
		file == "" ? "" : " in this file", messages[level, file]
}

function print_level(level,    i, shown, left) {
	if (count[level] <= 10) {
		for (i = 1; i <= count[level]; i++)
			print whole[level, i]
		return
	}
	shown = file_count[level] <= 10 ? file_count[level] : 9
	for (i = 1; i <= shown; i++)
		print_file(level, files[level, i])
	for (; i <= file_count[level]; i++)
		left += lines[level, files[level, i]]
	if (left)
		printf "::%s title=%d more %ss::%d more %ss in %d other files; see the summary of the run\n", level, left, level, left,
			level, file_count[level] - shown
}

END {
	print_level("error")
	print_level("warning")
	print_level("notice")
}
