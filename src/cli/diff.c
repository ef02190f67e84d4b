/* `diff`: two states of the same domains, each from a zone file or live DNS, and what the change does to mail. */
#include "cli/config.h"
#include "cli/run.h"

#include "base/escape.h"
#include "judge/session.h"

#include <string.h>
#include <sys/stat.h>

enum { FACTS_KEPT = 2000 };

struct side {
	const char *word;
	bool is_file;
	struct text text;
	struct zone_set *zones;
	struct zone_names *names;
	struct dns_name domain; /* of a side that is no file */
	struct check_options check;
};

/* A name of both sides; they differ only when two live domains are compared. */
struct pair {
	struct dns_name old, new;
};

struct pairs {
	ARENA_LIST(struct pair) list;
};

static bool is_file(const char *word)
{
	struct stat status;

	return strcmp(word, "-") == 0 || strchr(word, '/') || stat(word, &status) == 0;
}

static bool open_side(struct options *options, struct side *side, const char *word)
{
	*side = (struct side){ .word = word, .is_file = is_file(word) };
	if (!side->is_file)
		return domain_read(options, slice_of(word), "", &side->domain);
	side->zones = zone_set_new();
	if (!zone_file_read(options, side->zones, &side->text, word))
		return false;
	zone_set_finish(side->zones);
	side->names = zone_names_find(&options->arena, side->zones);
	return true;
}

static void close_side(struct side *side)
{
	if (side->zones)
		zone_set_free(side->zones);
	text_close(&side->text);
}

static void add_pair(struct arena *arena, struct pairs *pairs, const struct dns_name *name)
{
	for (size_t i = 0; i < pairs->list.count; i++)
		if (dns_name_equal(&pairs->list.at[i].new, name))
			return;
	*arena_append(arena, &pairs->list) = (struct pair){ *name, *name };
}

static void add_pairs(struct arena *arena, struct pairs *pairs, const struct zone_names *names)
{
	for (size_t i = 0; names && i < names->domains.count; i++) {
		struct dns_name name = zone_set_name(names->zones, names->domains.at[i]);

		add_pair(arena, pairs, &name);
	}
}

static bool is_known(const struct side *side, const struct dns_name *name)
{
	size_t number;

	return zone_set_find_name(side->zones, name, &number) && zone_set_name_exists(side->zones, number);
}

/* The mail domains of the files, or the two domains. */
static bool choose_pairs(
	struct options *options, const struct side *old, const struct side *new, struct pairs *pairs)
{
	struct arena *arena = &options->arena;

	for (size_t i = 0; i < options->domains.count; i++) {
		struct dns_name name;

		if (!domain_read(options, slice_of(options->domains.at[i]), "--domain ", &name))
			return false;
		if (old->is_file && new->is_file && !is_known(old, &name) && !is_known(new, &name)) {
			complain("--domain %s: neither file has records at that name",
				escape_copy(arena, slice_of(options->domains.at[i])));
			return false;
		}
		add_pair(arena, pairs, &name);
	}
	if (options->domains.count)
		return true;
	if (!old->is_file && !new->is_file) {
		*arena_append(arena, &pairs->list) = (struct pair){ old->domain, new->domain };
		return true;
	}
	add_pairs(arena, pairs, new->names);
	add_pairs(arena, pairs, old->names);
	return true;
}

static bool has_question(const struct report *report, const struct dns_question *question)
{
	for (size_t i = 0; i < report->unanswered.count; i++)
		if (report->unanswered.at[i].question.type == question->type &&
			dns_name_equal(&report->unanswered.at[i].question.name, &question->name))
			return true;
	return false;
}

/* What the side before leaves open leaves the comparison open, too. */
static void add_unanswered(struct session *new, const struct report *old)
{
	for (size_t i = 0; i < old->unanswered.count; i++)
		if (!has_question(new->report, &old->unanswered.at[i].question))
			*arena_append(&new->arena, &new->report->unanswered) = old->unanswered.at[i];
}

/* Judges both states of a domain, and prints what is new in the second, and what changed. */
static void compare(struct run *run, struct facts *old_facts, const struct side *old, const struct side *new,
	const struct pair *pair, bool first)
{
	const struct domain_config *old_config = config_of_domain(run->options, &pair->old),
				   *new_config = config_of_domain(run->options, &pair->new);
	struct check_options check = new_config ? new_config->check : new->check,
			     old_check = old_config ? old_config->check : old->check;
	struct session before = { .view = { .facts = old_facts },
		.name = pair->old,
		.options = &old_check,
		.rules = old_config ? &old_config->rules : &run->options->rules,
		.zones = first ? old->zones : NULL };
	struct session after = { .view = { .facts = run->facts },
		.name = pair->new,
		.options = &check,
		.rules = new_config ? &new_config->rules : &run->options->rules,
		.zones = first ? new->zones : NULL };

	check.zone_names = new->names;
	old_check.zone_names = old->names;
	session_finish(&before);
	check.before = before.report;
	session_finish(&after);
	suppressions_apply(&run->known.comments, after.report);
	report_without(after.report, before.report);
	add_unanswered(&after, before.report);
	run_report(run, after.report);
	session_close(&after);
	session_close(&before);
}

static enum exit_status compare_all(struct options *options, struct side *old, struct side *new)
{
	struct dns_source *old_source = NULL;
	struct facts *old_facts = NULL;
	struct pairs pairs = { 0 };
	struct run run;

	if (!choose_pairs(options, old, new, &pairs))
		return EXIT_USAGE;
	if (!run_open(&run, options, new->zones) || !run_make_source(options, old->zones, &old_source)) {
		run_close(&run);
		return EXIT_USAGE;
	}
	old_facts = facts_new(old_source, FACTS_KEPT, NULL);
	old->check = new->check = options->check;
	old->check.zone_names = old->names;
	new->check.zone_names = new->names;
	if (new->zones)
		known_read_comments(&run.known, new->zones);
	for (size_t i = 0; i < pairs.list.count; i++)
		compare(&run, old_facts, old, new, &pairs.list.at[i], !i);
	dns_source_close(old_source);
	facts_free(old_facts);
	return run_close(&run);
}

enum exit_status command_diff(struct options *options)
{
	struct side old = { 0 }, new = { 0 };
	enum exit_status status = EXIT_USAGE;

	if (options->operands.count != 2)
		complain(
			"two sides are compared; try: mailauth-check diff db.example.com.old db.example.com");
	else if (open_side(options, &old, options->operands.at[0]) &&
		 open_side(options, &new, options->operands.at[1]))
		status = compare_all(options, &old, &new);
	close_side(&old);
	close_side(&new);
	return status;
}
