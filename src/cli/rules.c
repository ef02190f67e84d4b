/* `rules` and `explain`. */
#include "cli/commands.h"
#include "cli/output.h"

#include "base/escape.h"
#include "base/nearest.h"
#include "print/terminal.h"
#include "rules/registry.h"
#include "rules/topics.h"

#include <limits.h>
#include <unistd.h>

/* How wide the text may be: as wide as it wants where no person looks at it, since each line is one rule then. */
static struct print printer_of(const struct options *options, unsigned width)
{
	return (struct print){ .format = options->output.format,
		.colour = options->output.colour,
		.width = isatty(STDOUT_FILENO) ? terminal_width() : width,
		.unicode = terminal_shows_unicode() };
}

/* The topics, with commas between. */
static const char *topic_names(struct arena *arena)
{
	const char *names = rule_topics->name;

	for (const struct rule_topic *topic = rule_topics + 1; topic->name; topic++)
		names = arena_printf(arena, "%s, %s", names, topic->name);
	return names;
}

static const char *nearest_word(struct slice word)
{
	struct nearest nearest = { .word = word };

	for (const struct rule_topic *topic = rule_topics; topic->name; topic++)
		nearest_offer(&nearest, topic->name);
	return nearest.best ? nearest.best : rules_nearest(word);
}

/* The rules that the operands mean, each once; false when one means none. */
static bool find_rules(struct options *options, struct rule_set *ret_rules)
{
	struct arena *arena = &options->arena;
	const struct rule **rules = arena_take_array(arena, rules_count(), sizeof *rules);
	bool known = true;

	*ret_rules = (struct rule_set){ rules, 0 };
	for (size_t i = 0; i < options->operands.count; i++) {
		const char *word = options->operands.at[i];
		struct rule_set meant = rules_meant(arena, word);

		for (size_t r = 0; r < meant.count; r++)
			if (!rule_set_has(ret_rules, meant.rules[r]))
				rules[ret_rules->count++] = meant.rules[r];
		if (meant.count)
			continue;
		known = false;
		complain("unknown rule %s%s", escape_copy(arena, slice_of(word)),
			nearest_word(slice_of(word))
				? nearest_question(arena, nearest_word(slice_of(word)))
				: arena_printf(arena, " (topics: %s)", topic_names(arena)));
	}
	return known;
}

enum exit_status command_rules(struct options *options)
{
	struct print print = printer_of(options, UINT_MAX);
	struct rule_set rules = rules_all(&options->arena);

	if (options->operands.count && !find_rules(options, &rules))
		return EXIT_USAGE;
	options->output.format->rules(&print, &rules);
	output_localize(&print.out, print.format);
	return write_out(&print.out) ? EXIT_CLEAN : EXIT_USAGE;
}

enum exit_status command_explain(struct options *options)
{
	struct print print = printer_of(options, TERMINAL_WIDTH_USUAL);
	struct rule_set told;

	if (!options->operands.count) {
		complain("explain needs a rule, such as spf-plus-all, or a topic: %s",
			topic_names(&options->arena));
		return EXIT_USAGE;
	}
	if (!find_rules(options, &told))
		return EXIT_USAGE;
	options->output.format->stories(&print, &told);
	output_localize(&print.out, print.format);
	return write_out(&print.out) ? EXIT_CLEAN : EXIT_USAGE;
}
