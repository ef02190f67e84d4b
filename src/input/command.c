/*
 *   command = [ prompt ] tool SP arguments
 *   prompt  = *CHAR ( "$" / "#" / "%" / ">" ) *SP
 */
#include "input/command.h"

#include "base/ascii.h"
#include "dns/type.h"
#include "input/lines.h"

#include <string.h>

enum { LINES_LOOKED_AT = 200, BARE_LINES_MOST = 200 };

static bool is_tool(struct slice word)
{
	static const char *const tools[] = { "dig", "kdig", "drill", "delv", "host", "khost", "nslookup",
		"resolvectl", "doggo", "dog", "q", "curl" };
	static const char *const windows[] = { "Resolve-DnsName", "dig.exe", "nslookup.exe", "kdig.exe",
		"drill.exe", "nslookup" };

	for (size_t i = 0; i < sizeof tools / sizeof *tools; i++)
		if (slice_is(word, tools[i]))
			return true;
	for (size_t i = 0; i < sizeof windows / sizeof *windows; i++)
		if (slice_is_nocase(word, windows[i]))
			return true;
	return false;
}

static bool ends_prompt(struct slice before)
{
	before = slice_trim(before);
	if (slice_starts(before, "\xe2\x9e\x9c ") || slice_ends_nocase(before, "\xe2\x9d\xaf")) /* of zsh */
		return true;
	return before.len && before.at[before.len - 1] && strchr("$#%>", before.at[before.len - 1]);
}

/* "C:\>nslookup": no blank is between. */
static struct slice after_prompt(struct slice word)
{
	size_t at = word.len;

	while (at && word.at[at - 1] != '>')
		at--;
	return at && is_tool(slice_part(word, at, word.len)) ? slice_part(word, at, word.len) : word;
}

bool input_command(struct slice line, struct slice *ret_tool, struct slice *ret_arguments)
{
	struct slice rest = line, word;

	while ((word = input_next_word(&rest)).len) {
		struct slice before;

		word = after_prompt(word);
		before = slice_trim(slice_part(line, 0, (size_t)(word.at - line.at)));
		if (!is_tool(word) || (before.len && !ends_prompt(before)))
			continue;
		*ret_tool = word;
		*ret_arguments = slice_trim(rest);
		/* A record may begin with such a word. */
		return ret_arguments->len && (before.len || slice_find(rest, '"', 0) < 0);
	}
	return false;
}

/* Without a prompt the word must be one that is nothing but a program, and what follows must be what it is given. */
static bool is_sure(struct slice line, struct slice tool, struct slice arguments)
{
	static const char *const words[] = { "dig", "kdig", "nslookup", "drill", "Resolve-DnsName" };
	struct slice first = input_next_word(&arguments);

	if (tool.at != slice_trim(line).at)
		return true;
	if (slice_find(first, '.', 0) < 0 && !strchr("@+-", first.at[0]))
		return false;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (slice_is_nocase(tool, words[i]))
			return true;
	return false;
}

bool input_has_command(struct slice text)
{
	struct slice line, tool, arguments;
	size_t at = 0;

	for (unsigned i = 0; i < LINES_LOOKED_AT && input_next_line(text, &at, &line); i++)
		if (input_command(line, &tool, &arguments) && is_sure(line, tool, arguments))
			return true;
	return false;
}

/* dog prints the type first: TXT example.com. 5m00s "v=spf1 -all". */
static bool is_record_of_dog(struct slice line)
{
	struct slice type = input_next_word(&line), owner = input_next_word(&line),
		     ttl = input_next_word(&line);

	return slice_is(type, "TXT") && owner.len > 1 && owner.at[owner.len - 1] == '.' && ttl.len &&
	       ascii_is_digit(ttl.at[0]) && ttl.at[ttl.len - 1] == 's' &&
	       slice_starts(slice_trim(line), "\"");
}

static bool is_bare_record(struct slice line)
{
	struct slice owner = input_next_word(&line), ttl = input_next_word(&line),
		     class = input_next_word(&line), word = input_next_word(&line), data = slice_trim(line);
	uint64_t number;
	uint16_t type;

	if (owner.len < 2 || owner.at[owner.len - 1] != '.' || !slice_number(ttl, UINT32_MAX, &number) ||
		!slice_is(class, "IN") || !dns_type_from_text(word, &type) || type == DNS_TYPE_SOA)
		return false;
	return type == DNS_TYPE_TXT ? slice_starts(data, "\"") : data.len > 0;
}

static bool is_remark_of_delv(struct slice line)
{
	return slice_starts(line, "; fully validated") || slice_starts(line, "; unsigned answer") ||
	       slice_starts(line, "; authoritative");
}

bool input_is_bare_answer(struct slice text)
{
	struct slice line;
	size_t at = 0, records = 0;

	while (input_next_line(text, &at, &line)) {
		if (!slice_trim(line).len || is_remark_of_delv(line) || input_is_fence(line))
			continue;
		if ((!is_bare_record(line) && !is_record_of_dog(line)) || ++records > BARE_LINES_MOST)
			return false;
	}
	return records;
}
