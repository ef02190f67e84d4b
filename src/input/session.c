/*
 *   session = *( command / prompt / fence / line of the zone file )
 *   prompt  = *CHAR ( "$" / "#" / "%" / ">" )            without blanks but in "[root@host ~]#"
 *   fence   = ( "```" / "~~~" ) *CHAR
 */
#include "input/session.h"

#include "base/bytes.h"
#include "input/command.h"
#include "input/lines.h"

#include <string.h>

static bool is_command(struct slice line)
{
	struct slice tool, arguments;

	return line.len && line.at[0] != ';' && slice_find(line, '"', 0) < 0 &&
	       input_command(line, &tool, &arguments) && tool.at != line.at;
}

static bool is_prompt(struct slice line)
{
	struct slice rest = line, word = input_next_word(&rest);

	if (!word.len || word.at[0] == ';' || !strchr("$#%>", line.at[line.len - 1]))
		return false;
	return line.len == 1 ||
	       (slice_find(line, '@', 0) > 0 && (!slice_trim(rest).len || line.at[0] == '['));
}

bool session_is(struct slice text)
{
	enum { LINES_LOOKED_AT = 20 };
	struct slice line;
	size_t at = 0;

	for (int i = 0; i < LINES_LOOKED_AT && input_next_line(text, &at, &line); i++) {
		line = slice_trim(line);
		if (line.len && line.at[0] != ';')
			return input_is_fence(line) || is_command(line);
	}
	return false;
}

void session_hide(struct text *text)
{
	const char *name = text->name;
	struct bytes copy = { 0 };
	struct slice line;
	size_t at = 0;

	bytes_add(&copy, text->bytes);
	while (input_next_line(text->bytes, &at, &line)) {
		struct slice trimmed = slice_trim(line);

		if (input_is_fence(trimmed) || is_command(trimmed) || is_prompt(trimmed))
			copy.at[line.at - text->bytes.at] = ';';
	}
	text_close(text);
	*text = text_of(name, bytes_slice(&copy));
	text->owned = copy.at;
}
