/* Tells a mistyped command from a domain. */
#include "cli/mistyped.h"

#include "base/escape.h"
#include "base/nearest.h"
#include "cli/command_rows.h"

#include <string.h>

/* What other programs have as commands, and this one as options. */
static const char *const options_only[] = { "help", "version" };

static const char *nearest_command(const char *word, bool with_options)
{
	struct nearest nearest = { .word = slice_of(word) };

	for (size_t i = 0; i < command_rows_count; i++)
		nearest_offer(&nearest, command_rows[i].name);
	for (size_t i = 0; with_options && i < sizeof options_only / sizeof *options_only; i++)
		nearest_offer(&nearest, options_only[i]);
	return nearest.best;
}

bool command_is_mistyped(struct options *options, const char *word)
{
	const char *shown = escape_copy(&options->arena, slice_of(word)), *near, *dashes;

	near = strpbrk(word, ".@:/\\ \t,;") ? NULL : nearest_command(word, true);
	if (!near)
		return false;
	dashes = near == options_only[0] || near == options_only[1] ? "--" : "";
	complain("unknown command %s; did you mean %s%s? To check a domain with this name: mailauth-check "
		 "-- %s",
		shown, dashes, near, shown);
	return true;
}

void complain_no_command(struct options *options, const char *word)
{
	const char *near = nearest_command(word, false);

	complain("unknown command %s%s", escape_copy(&options->arena, slice_of(word)),
		near ? nearest_question(&options->arena, near) : "; see mailauth-check --help");
}
