/* `rules` and `explain`. */
#include "cli/commands.h"
#include "cli/output.h"

#include "base/escape.h"
#include "base/nearest.h"
#include "print/terminal.h"
#include "rules/registry.h"

enum exit_status command_rules(struct options *options)
{
	struct print print = { .format = options->output.format,
		.colour = options->output.colour,
		.width = TERMINAL_WIDTH_USUAL,
		.unicode = terminal_shows_unicode() };
	struct rule_set rules = rules_all(&options->arena);

	if (options->operands.count) {
		complain("rules takes no operand; try: mailauth-check explain %s",
			escape_copy(&options->arena, slice_of(options->operands.at[0])));
		return EXIT_USAGE;
	}
	options->output.format->rules(&print, &rules);
	output_localize(&print.out, print.format);
	return write_out(&print.out) ? EXIT_CLEAN : EXIT_USAGE;
}

enum exit_status command_explain(struct options *options)
{
	struct print print = { .format = options->output.format,
		.colour = options->output.colour,
		.width = TERMINAL_WIDTH_USUAL,
		.unicode = terminal_shows_unicode() };
	const struct rule **rules = arena_take_array(&options->arena, options->operands.count, sizeof *rules);
	struct rule_set told = { rules, 0 };
	bool known = true;

	if (!options->operands.count) {
		complain("explain what? Give one or more rules; mailauth-check rules lists them");
		return EXIT_USAGE;
	}
	for (size_t i = 0; i < options->operands.count; i++) {
		struct slice id = slice_of(options->operands.at[i]);
		const struct rule *rule = rules_find(id);
		const char *nearest = rules_nearest(id);

		if (rule) {
			rules[told.count++] = rule;
			continue;
		}
		known = false;
		complain("there is no rule %s%s", escape_copy(&options->arena, id),
			nearest ? nearest_question(&options->arena, nearest)
				: " (see: mailauth-check rules)");
	}
	if (!known)
		return EXIT_USAGE;
	options->output.format->stories(&print, &told);
	output_localize(&print.out, print.format);
	return write_out(&print.out) ? EXIT_CLEAN : EXIT_USAGE;
}
