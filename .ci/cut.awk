# Markdown up to `most` octets, cut between two lines; what is cut is said, and a folded block that it was in is ended.
BEGIN {
	end = "\n\nThe rest is too long to show here; run the program to see all of it.\n"
	most -= length(end) + length("\n</details>\n")
}

full { next }

used + length($0) + 1 > most {
	full = 1
	if (open > 0)
		printf "\n</details>\n"
	printf "%s", end
	next
}

{
	used += length($0) + 1
	open += /^<details>/
	open -= /^<\/details>/
	print
}
