/* Makes of the examples in the rows of rules files that can be saved, and the command that judges them. */
#include "rules/example.h"

#include "base/bytes.h"

#include <string.h>

#define WHOLE_FILE "; whole file"

/* What a line of an example asks for, and what follows its first words. */
enum direction { DIRECTION_NONE, DIRECTION_OPTION, DIRECTION_SETTING, DIRECTION_DOMAIN, DIRECTION_OTHER };

static enum direction direction_of(struct slice line, struct slice *ret_value)
{
	static const struct {
		const char *words;
		enum direction direction;
		size_t skipped;
	} directions[] = {
		{ "; with ", DIRECTION_OPTION, 7 },
		{ "; expect-", DIRECTION_SETTING, 2 },
		{ "; accept = ", DIRECTION_SETTING, 2 },
		{ "; domain ", DIRECTION_DOMAIN, 9 },
		{ "; live", DIRECTION_OTHER, 0 },
		{ "; readable by others", DIRECTION_OTHER, 0 },
		{ "; before from a file", DIRECTION_OTHER, 0 },
		{ WHOLE_FILE, DIRECTION_OTHER, 0 },
	};

	for (size_t i = 0; i < sizeof directions / sizeof *directions; i++)
		if (slice_starts(line, directions[i].words)) {
			*ret_value = slice_part(line, directions[i].skipped, line.len);
			return directions[i].direction;
		}
	return DIRECTION_NONE;
}

/* The values of one direction, each with something before it and after it. */
static const char *values_of(struct arena *arena, const char *text, enum direction direction,
	const char *before, const char *after)
{
	struct slice rest = slice_of(text), value;
	const char *values = "";

	while (rest.len)
		if (direction_of(slice_take_line(&rest), &value) == direction)
			values = arena_printf(arena, "%s%s%.*s%s", values, before, (int)value.len,
				(const char *)value.at, after);
	return values;
}

const char *example_piece(struct arena *arena, const char *text)
{
	struct slice rest = slice_of(text), value;
	struct bytes piece = { 0 };
	const char *copy;

	while (rest.len) {
		struct slice line = slice_take_line(&rest);

		if (direction_of(line, &value) != DIRECTION_NONE)
			continue;
		bytes_add(&piece, line);
		bytes_add_byte(&piece, '\n');
	}
	copy = (const char *)arena_copy(arena, bytes_slice(&piece)).at;
	bytes_free(&piece);
	return copy;
}

static bool has_line(const char *text, const char *start)
{
	struct slice rest = slice_of(text);

	while (rest.len)
		if (slice_starts(slice_take_line(&rest), start))
			return true;
	return false;
}

const char *example_zone(struct arena *arena, const char *piece)
{
	bool apex = has_line(piece, "@ A ") || has_line(piece, "@ MX ") || has_line(piece, "@ CNAME ");

	if (has_line(piece, WHOLE_FILE))
		return piece;
	return arena_printf(arena, EXAMPLE_HEAD "%s%s%s", apex ? "" : "@ A 11.0.0.1\n", piece,
		slice_ends_nocase(slice_of(piece), "\n") ? "" : "\n");
}

static void add_file(struct example *example, const char *name, const char *text)
{
	example->files[example->count++] = (struct example_file){ name, text };
}

static const char *zone_file(struct arena *arena, const char *text)
{
	return example_piece(arena, example_zone(arena, text));
}

/* The two halves of an example with a marker between. */
static const char *half_before(struct arena *arena, const char *text, const char *marker)
{
	return arena_printf(arena, "%.*s", (int)(strstr(text, marker) - text), text);
}

static const char *half_after(const char *text, const char *marker)
{
	return strstr(text, marker) + strlen(marker);
}

/* What comes after "--offline" or "--answers", and the options that every kind of example takes. */
static const char *options_of(
	struct arena *arena, struct example *example, const struct rule *rule, const char *text)
{
	const char *settings = values_of(arena, text, DIRECTION_SETTING, "", "\n");
	const char *options = values_of(arena, text, DIRECTION_OPTION, " ", "");

	example->conditions = values_of(arena, text, DIRECTION_OPTION, "", " ");
	if (*settings) {
		example->conditions = arena_printf(arena, "%s%s", example->conditions,
			values_of(arena, text, DIRECTION_SETTING, "", " "));
		add_file(example, "example.conf",
			arena_printf(arena, "[domain \"example.com\"]\n%s", settings));
		options = arena_printf(arena, "%s --config example.conf", options);
	}
	if (strstr(options, "--private-key"))
		add_file(example, "key.pem", EXAMPLE_KEY_FILE);
	if (rule->follows)
		options = arena_printf(arena, "%s --select %s", options, rule->id);
	return rule->severity == SEVERITY_INFO ? arena_printf(arena, "%s -v", options) : options;
}

struct example example_of(struct arena *arena, const struct rule *rule, const char *text)
{
	struct example example = { 0 };
	const char *options = options_of(arena, &example, rule, text);
	const char *domain = values_of(arena, text, DIRECTION_DOMAIN, "", "");

	if (strstr(text, EXAMPLE_DNS)) {
		add_file(&example, "example.eml", half_before(arena, text, EXAMPLE_DNS));
		add_file(&example, "example.zone", zone_file(arena, half_after(text, EXAMPLE_DNS)));
		example.command =
			arena_printf(arena, "message --offline --zone example.zone%s example.eml", options);
	} else if (strstr(text, EXAMPLE_AFTER)) {
		add_file(&example, "before.zone", zone_file(arena, half_before(arena, text, EXAMPLE_AFTER)));
		add_file(&example, "after.zone", zone_file(arena, half_after(text, EXAMPLE_AFTER)));
		example.command = arena_printf(arena, "diff --offline%s before.zone after.zone", options);
	} else if (has_line(text, "; live") || has_line(text, "; @answer") || strstr(options, "--probe")) {
		add_file(&example, "example.answers", zone_file(arena, text));
		example.command = arena_printf(arena, "check --answers example.answers%s %s", options,
			*domain ? domain : "example.com");
	} else {
		add_file(&example, "example.zone", zone_file(arena, text));
		example.command = arena_printf(arena, "zone --offline%s%s%s example.zone", options,
			*domain ? " --domain " : "", domain);
	}
	return example;
}
