/* Opens the sides of a comparison, each by its kind, and stacks the sources that answer for them. */
#include "cli/side.h"

#include "cli/inputs.h"
#include "cli/sources.h"

#include "base/escape.h"
#include "input/answers.h"
#include "input/decode.h"
#include "input/operand.h"
#include "input/recognise.h"
#include "judge/wanted.h"

#include <string.h>

static bool finish_zones(struct options *options, struct side *side)
{
	side->kind = SIDE_ZONES;
	if (!zone_files_finish(options, &side->files))
		return false;
	side->state.zones = side->files.zones;
	side->state.names = zone_names_find(&options->arena, side->files.zones);
	return true;
}

static bool has_mail_domains(const struct side *side)
{
	if (side->state.names->domains.count || side->is_nothing)
		return true;
	complain("%s: no name in it sends or receives mail", side->label);
	return false;
}

static bool open_folder(struct options *options, struct side *side, const char *word)
{
	zone_files_open(&side->files);
	return zone_files_read(options, &side->files, word) && finish_zones(options, side) &&
	       has_mail_domains(side);
}

static bool open_answers(struct options *options, struct side *side, struct text *text)
{
	const char *fault;

	side->kind = SIDE_ANSWERS;
	side->script = saved_answers_read(&options->arena, &side->answers, text, &fault);
	if (!side->script) {
		complain("%s", fault);
		return false;
	}
	saved_domains_find(&options->arena, side->script, &side->saved);
	side->state.selectors = side->saved.selectors.at;
	side->state.selector_count = side->saved.selectors.count;
	if (side->saved.domains.count)
		return true;
	complain("%s has no complete answers for any domain; MX, TXT, _dmarc and _domainkey are needed",
		side->label);
	return false;
}

/* What query tools printed: answers, too, of which each record has a place. */
static bool finish_pasted(struct options *options, struct side *side)
{
	struct saved_domains *saved = &side->saved;

	side->kind = SIDE_ANSWERS;
	for (size_t i = 0; i < side->files.pasted.count; i++) {
		const struct answers *answers = side->files.pasted.at[i];

		for (size_t k = 0; k < answers->domains.count; k++)
			*arena_append(&options->arena, &saved->domains) = answers->domains.at[k];
		for (size_t k = 0; k < answers->selectors.count; k++)
			*arena_append(&options->arena, &saved->selectors) =
				(struct change_selector){ answers->selectors.at[k].domain,
					answers->selectors.at[k].selector };
	}
	side->state.selectors = saved->selectors.at;
	side->state.selector_count = saved->selectors.count;
	return true;
}

static bool open_file(struct options *options, struct side *side, const char *word)
{
	struct text *text = arena_take(&options->arena, sizeof *text);

	side->is_nothing = strcmp(word, SIDE_OF_NOTHING) == 0;
	if (side->is_nothing) {
		zone_files_open(&side->files);
		return finish_zones(options, side);
	}
	if (!operand_open(options, text, word))
		return false;
	input_decode(text);
	if (input_recognise(text->bytes, text->name).kind == INPUT_SAVED_ANSWERS)
		return open_answers(options, side, text);
	zone_files_open(&side->files);
	if (!zone_files_read_text(options, &side->files, text))
		return false;
	if (side->files.pasted.count)
		return finish_pasted(options, side);
	return finish_zones(options, side) && has_mail_domains(side);
}

/* Offline nothing is known of a domain, but for what --answers tells. */
static bool open_domain(struct options *options, struct side *side, const char *word)
{
	const char *note;

	side->kind = SIDE_DOMAIN;
	if (options->lookup.offline && !options->lookup.answers) {
		complain("%s is a domain, which cannot be looked up with --offline", side->label);
		return false;
	}
	note = operand_domain_note(&options->arena, word);
	if (note)
		complain("%s", note);
	return checked_domain_read(options, slice_of(word), "", &side->state.domain);
}

bool side_open(struct options *options, struct side *side, const char *word, const char *other)
{
	*side = (struct side){ .label = escape_copy(&options->arena, slice_of(word)) };
	switch (operand_of_side(&options->arena, word, other)) {
	case OPERAND_DOMAIN:
		return open_domain(options, side, word);
	case OPERAND_FOLDER:
		return open_folder(options, side, word);
	case OPERAND_FILE:
		return open_file(options, side, word);
	case OPERAND_MISSING:
		break;
	}
	complain("%s", operand_missing_text(&options->arena, word));
	return false;
}

bool side_open_listed(
	struct options *options, struct side *side, const char *folder, const struct file_list *list)
{
	*side = (struct side){ .label = escape_copy(&options->arena, slice_of(folder)) };
	zone_files_open(&side->files);
	side->files.spares_empty_folders = true;
	return file_list_open(options, list, folder, &side->files) && finish_zones(options, side);
}

void side_close(struct side *side)
{
	dns_source_close(side->script);
	saved_answers_close(&side->answers);
	zone_files_close(&side->files);
}

/* Saved answers tell all that is known, unless --answers adds to them. */
static bool is_complete(const struct side *before, const struct side *after)
{
	bool before_saved = before->kind == SIDE_ANSWERS, after_saved = after->kind == SIDE_ANSWERS;

	return (before_saved && after->kind != SIDE_DOMAIN) || (after_saved && before->kind != SIDE_DOMAIN);
}

bool third_parties_open(struct options *options, struct third_parties *third, const struct side *before,
	const struct side *after)
{
	struct dns_source *source = NULL;

	*third = (struct third_parties){ 0 };
	if (options->lookup.answers) {
		source = answers_open(options, &third->answers);
		if (!source)
			return false;
	} else if (is_complete(before, after)) {
		return true;
	} else if (!live_source_make(options, NULL, &source)) {
		return false;
	}
	third->shared = dns_shared_new(source);
	return true;
}

void third_parties_close(struct third_parties *third)
{
	dns_shared_free(third->shared);
	saved_answers_close(&third->answers);
}

/* The answers of a side, saved or pasted, over the source below. */
static struct dns_source *answers_of_side(struct side *side, struct dns_source *below)
{
	if (!side->files.pasted.count)
		return saved_answers_source(&side->answers, below);
	for (size_t i = 0; i < side->files.pasted.count; i++)
		below = answers_source(side->files.pasted.at[i], below);
	return below;
}

struct dns_source *side_source(struct side *side, struct side *other, const struct third_parties *third)
{
	struct dns_source *source = third->shared ? dns_shared_source(third->shared) : NULL;

	if (side->kind == SIDE_DOMAIN)
		return source;
	/* What saved answers do not hold was not asked: live DNS may say something else today. */
	if (!third->answers.zones && (side->kind == SIDE_ANSWERS || other->kind == SIDE_ANSWERS)) {
		dns_source_close(source);
		source = NULL;
	}
	if (side->kind == SIDE_ANSWERS)
		return answers_of_side(side, source);
	if (other->kind == SIDE_ANSWERS)
		source = answers_of_side(other, source);
	return dns_zone_source(side->files.zones, source);
}

size_t side_domain_count(const struct side *side)
{
	if (side->kind == SIDE_ZONES)
		return side->state.names->domains.count;
	return side->kind == SIDE_ANSWERS ? side->saved.domains.count : 0;
}

struct dns_name side_domain(const struct side *side, size_t number)
{
	return side->kind == SIDE_ZONES
		       ? zone_set_name(side->files.zones, side->state.names->domains.at[number])
		       : side->saved.domains.at[number];
}

bool side_has_domain(const struct side *side, const struct dns_name *name)
{
	if (side->kind == SIDE_ZONES)
		return zone_names_has_domain(side->state.names, name);
	for (size_t i = 0; i < side->saved.domains.count; i++)
		if (dns_name_equal(&side->saved.domains.at[i], name))
			return true;
	return false;
}

bool side_holds(const struct side *side, const struct dns_name *name)
{
	if (side->kind == SIDE_ZONES)
		return wanted_is_held(side->files.zones, name);
	return side->kind == SIDE_DOMAIN || side_has_domain(side, name);
}
