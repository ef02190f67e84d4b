/* `rules` and `explain`. */
#include "cli/run.h"

#include "base/escape.h"
#include "rules/registry.h"

#include <string.h>

enum exit_status command_rules(struct options *options)
{
	struct print print = { .colour = options->colour, .width = 80 };

	if (options->operands.count) {
		complain("rules takes no operand; try: mailauth-check explain %s",
			escape_copy(&options->arena, slice_of(options->operands.at[0])));
		return EXIT_USAGE;
	}
	if (strcmp(options->format, "mdoc") == 0)
		print_rules_manual(&print.out);
	else
		print_rule_list(&print);
	return write_out(&print.out);
}

enum exit_status command_explain(struct options *options)
{
	struct print print = { .colour = options->colour, .width = 80 };
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
			print_rule(&print, rule);
			continue;
		}
		known = false;
		complain("there is no rule %s%s%s%s", escape_copy(&options->arena, id),
			nearest ? "; did you mean " : "", nearest ? nearest : "",
			nearest ? "?" : " (see: mailauth-check rules)");
	}
	if (!known) {
		bytes_free(&print.out);
		return EXIT_USAGE;
	}
	return write_out(&print.out);
}
