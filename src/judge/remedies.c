/* What a search has found, as remedies: which finding each of them cures, and what it changes beside. */
#include "judge/remedies.h"

#include "rules/dmarc/tags.h"

static void add_cure(struct arena *arena, struct remedy *remedy, const struct rule *rule)
{
	for (size_t i = 0; i < remedy->cures.count; i++)
		if (remedy->cures.at[i] == rule)
			return;
	*arena_append(arena, &remedy->cures) = rule;
}

/* The first one at the finding's name and type; or of all, when they are of one RRset and the finding is of the whole domain. */
static struct remedy *remedy_of_name(struct remedies *remedies, const struct finding *finding)
{
	const struct remedy *first = &remedies->list.at[0];

	for (size_t i = 0; i < remedies->list.count; i++)
		if (finding->type == remedies->list.at[i].type &&
			dns_name_equal(&finding->name, &remedies->list.at[i].name))
			return &remedies->list.at[i];
	for (size_t i = 1; i < remedies->list.count; i++)
		if (remedies->list.at[i].type != first->type ||
			!dns_name_equal(&remedies->list.at[i].name, &first->name))
			return NULL;
	return &remedies->list.at[0];
}

/* The remedy that a finding's cure belongs to: of its own record, of the one that its fix names, or the only one there is. */
static struct remedy *remedy_for(struct remedies *remedies, const struct finding *finding)
{
	for (size_t i = 0; i < remedies->list.count; i++) {
		struct remedy *remedy = &remedies->list.at[i];

		if (remedy->text && remedy->old && finding->record &&
			published_is_same(remedy->old, finding->record))
			return remedy;
	}
	for (size_t i = 0; i < remedies->list.count; i++) {
		struct remedy *remedy = &remedies->list.at[i];

		if (finding->fix_text && remedy->text && remedy->type == finding->fix_type &&
			dns_name_equal(&remedy->name, &finding->fix_name))
			return remedy;
		if (remedy->old && finding->record && published_is_same(remedy->old, finding->record))
			return remedy;
	}
	return remedy_of_name(remedies, finding);
}

/* The records that go because of a finding. */
static void link_deletions(struct arena *arena, struct remedies *remedies, const struct finding *finding)
{
	for (size_t i = 0; i < remedies->list.count; i++) {
		struct remedy *remedy = &remedies->list.at[i];

		for (size_t k = 0; k < finding->deletes.count && remedy->action == REMEDY_DELETE; k++)
			if (published_is_same(finding->deletes.at[k], remedy->old))
				add_cure(arena, remedy, finding->rule);
	}
}

static void link_findings(
	struct search *search, struct arena *arena, struct remedies *remedies, struct report *report)
{
	for (size_t i = 0; i < report->findings.count; i++) {
		struct finding *finding = &report->findings.at[i];
		struct remedy *remedy;

		if (!proposal_keeps(&search->start, &search->start, finding) ||
			proposal_keeps(&search->start, &search->now, finding))
			continue;
		remedy = remedy_for(remedies, finding);
		if (!remedy)
			continue;
		finding->remedy = remedy;
		if (!search_wants(search, finding))
			continue;
		add_cure(arena, remedy, finding->rule);
		link_deletions(arena, remedies, finding);
	}
}

static bool is_spf(const struct remedy *remedy)
{
	return remedy->type == DNS_TYPE_TXT &&
	       ((remedy->text && spf_is_selected(slice_of(remedy->text))) ||
		       (remedy->old && spf_is_selected(remedy->old->txt->joined)));
}

static bool is_dmarc(const struct remedy *remedy)
{
	return slice_is_nocase(dns_name_first_label(&remedy->name), "_dmarc") ||
	       (remedy->text && dmarc_is_selected(slice_of(remedy->text)));
}

/*
 * The remedy that a change of meaning belongs to: the text that says it, else the record of the kind that goes, else whatever
 * else is changed: the hosts of an MX record pass SPF by "mx".
 */
static struct remedy *remedy_of_effect(struct remedies *remedies, bool (*is_it)(const struct remedy *))
{
	struct remedy *found = NULL;

	for (size_t i = 0; i < remedies->list.count; i++) {
		struct remedy *remedy = &remedies->list.at[i];

		if (is_it(remedy) && remedy->text)
			return remedy;
		if (!found || (is_it(remedy) && !is_it(found)))
			found = remedy;
	}
	return found;
}

static void add_effect(struct arena *arena, struct remedy *remedy, const char *effect)
{
	remedy->effect = remedy->effect ? arena_printf(arena, "%s; %s", remedy->effect, effect)
					: arena_strdup(arena, effect);
}

static void tell_effect(struct arena *arena, struct remedies *remedies, const char *effect,
	bool (*is_it)(const struct remedy *))
{
	struct remedy *remedy = effect ? remedy_of_effect(remedies, is_it) : NULL;

	if (remedy)
		add_effect(arena, remedy, effect);
}

/* A warning that comes with a remedy: about its record, or about the answer that holds it. */
static bool comes_with(const struct finding *finding, const struct remedy *remedy)
{
	if (!remedy->text || !dns_name_equal(&finding->name, &remedy->name))
		return false;
	return !finding->record || (published_is_of(finding->record, &remedy->name, remedy->type) &&
					   slice_is(finding->record->txt->joined, remedy->text));
}

/* Whether a finding before the i-th was of the same rule and came with the same remedy. */
static bool is_told_before(const struct report *report, size_t i, const struct remedy *remedy)
{
	for (size_t k = 0; k < i; k++)
		if (report->findings.at[k].rule == report->findings.at[i].rule &&
			comes_with(&report->findings.at[k], remedy))
			return true;
	return false;
}

/* Warnings that the new record brings with it, each once. */
static void tell_remarks(struct search *search, struct arena *arena, struct remedies *remedies)
{
	const struct report *report = search->now.report;

	for (size_t i = 0; i < report->findings.count; i++) {
		const struct finding *finding = &report->findings.at[i];
		bool told = !finding_is_new(search->start.report, report, finding);

		for (size_t k = 0; k < remedies->list.count && !told; k++) {
			told = comes_with(finding, &remedies->list.at[k]);
			if (told && !is_told_before(report, i, &remedies->list.at[k]))
				add_effect(arena, &remedies->list.at[k],
					arena_printf(arena, "%s will be reported", finding->rule->id));
		}
	}
}

static enum spf_result result_at(const struct domain *domain, size_t i)
{
	return domain->senders.at[i].evaluation->result;
}

/* The addresses that get this result now and did not before, "192.0.2.1 and 192.0.2.2 pass SPF"; NULL for none. */
static const char *sentence_of_result(
	struct arena *arena, const struct domain *before, const struct domain *after, enum spf_result result)
{
	const char *addresses = NULL, *last = NULL;

	for (size_t i = 0; i < after->senders.count && i < before->senders.count; i++) {
		if (result_at(after, i) != result || result_at(before, i) == result)
			continue;
		if (last)
			addresses = addresses ? arena_printf(arena, "%s, %s", addresses, last) : last;
		last = dns_address_text(arena, &after->senders.at[i].address);
	}
	if (!last)
		return NULL;
	if (addresses)
		addresses = arena_printf(arena, "%s and %s", addresses, last);
	if (result == SPF_PASS)
		return arena_printf(
			arena, addresses ? "%s pass SPF" : "%s passes SPF", addresses ? addresses : last);
	return arena_printf(arena, addresses ? "%s get %s" : "%s gets %s", addresses ? addresses : last,
		spf_result_text(result));
}

/* What the addresses that send get with the changes in place, where it is another result than today. */
static const char *outcome_of(const struct search *search, struct arena *arena)
{
	const struct domain *before = search->start.report->domain, *after = search->now.report->domain;
	const char *outcome = NULL;

	for (size_t i = 0; i < after->senders.count && i < before->senders.count; i++) {
		enum spf_result result = result_at(after, i);
		const char *sentence;
		bool told = false;

		for (size_t k = 0; k < i; k++)
			told = told || (result_at(after, k) == result && result_at(before, k) != result);
		sentence = told || result_at(before, i) == result
				   ? NULL
				   : sentence_of_result(arena, before, after, result);
		if (sentence)
			outcome = outcome ? arena_printf(arena, "%s, and %s", outcome, sentence) : sentence;
	}
	return outcome;
}

static void add_remedy(struct arena *arena, struct remedies *remedies, const struct draft *draft)
{
	struct remedy *remedy = arena_append(arena, &remedies->list);
	struct published *old = NULL;

	if (draft->old) {
		old = arena_take(arena, sizeof *old);
		*old = *draft->old;
	}
	*remedy = (struct remedy){
		.action = !draft->old	? REMEDY_ADD
			  : draft->text ? REMEDY_REPLACE
					: REMEDY_DELETE,
		.name = draft->name,
		.type = draft->type,
		.old = old,
		.text = draft->text ? arena_strdup(arena, draft->text) : NULL,
	};
}

/* A record that goes with another one, or comes with it, cures what that one cures. */
static void link_companions(struct arena *arena, struct remedies *remedies)
{
	for (size_t i = 0; i < remedies->list.count; i++) {
		struct remedy *remedy = &remedies->list.at[i];

		for (size_t k = 0; k < remedies->list.count && !remedy->cures.count; k++) {
			const struct remedy *other = &remedies->list.at[k];

			for (size_t c = 0; c < other->cures.count && other->type == remedy->type &&
					   dns_name_equal(&other->name, &remedy->name);
				c++)
				add_cure(arena, remedy, other->cures.at[c]);
		}
	}
}

/* A mailbox that a new text names may have to be created. */
static void tell_mailboxes(struct arena *arena, struct remedies *remedies)
{
	for (size_t i = 0; i < remedies->list.count; i++) {
		struct remedy *remedy = &remedies->list.at[i];
		struct slice old = remedy->old ? remedy->old->txt->joined : slice_of("");

		if (slice_find_text(slice_of(remedy->text), OWN_REPORT_MAILBOX, 0) >= 0 &&
			slice_find_text(old, OWN_REPORT_MAILBOX, 0) < 0)
			add_effect(arena, remedy, "reports are sent to the mailbox in rua=; create it first");
	}
}

static void publish(struct search *search, struct arena *arena, struct report *report)
{
	struct remedies *remedies = arena_take(arena, sizeof *remedies);
	struct excuses excuses = { 0 };
	struct meaning_change change;

	for (size_t i = 0; i < search->now.drafts.count; i++)
		add_remedy(arena, remedies, &search->now.drafts.at[i]);
	link_findings(search, arena, remedies, report);
	link_companions(arena, remedies);
	for (size_t i = 0; i < report->findings.count; i++)
		if (report->findings.at[i].remedy)
			search_excuse(search, &excuses, &report->findings.at[i]);
	change = meaning_compare(
		search->arena, search->start.report->domain, search->now.report->domain, &excuses);
	tell_effect(arena, remedies, change.spf, is_spf);
	tell_effect(arena, remedies, change.dmarc, is_dmarc);
	tell_mailboxes(arena, remedies);
	tell_remarks(search, arena, remedies);
	remedies->outcome = outcome_of(search, arena);
	report->remedies = remedies;
}

/* A text that no record can hold is not offered, and that is said. */
static void refuse_long_texts(const struct search *search, struct arena *arena, struct report *report)
{
	for (size_t i = 0; i < report->findings.count; i++) {
		const struct finding *finding = &report->findings.at[i];
		struct remedies *remedies;

		if (!search_wants(search, finding) || !finding_fix_is_too_long(finding))
			continue;
		remedies = arena_take(arena, sizeof *remedies);
		*remedies = report->remedies ? *report->remedies : *remedies;
		remedies->refusal = arena_printf(arena,
			"The record that fixes %s would be longer than %d octets, the maximum size of a "
			"record.",
			finding->rule->id, DNS_RDATA_MOST);
		report->remedies = remedies;
		return;
	}
}

/* A remedy of thousands of terms is no remedy. */
static bool is_too_long(const struct domain *domain)
{
	for (size_t i = 0; i < domain->spf.count; i++)
		if (domain->spf.at[i].record->terms.count > SPF_TERMS_REWRITTEN_MOST)
			return true;
	return false;
}

bool remedies_find(struct arena *arena, const struct remedy_request *request, struct report *report)
{
	struct arena scratch = { 0 };
	struct search search = { .request = request, .arena = &scratch };

	if (!is_too_long(report->domain) && remedy_search(&search))
		publish(&search, arena, report);
	if (!search.waiting)
		refuse_long_texts(&search, arena, report);
	arena_release(&scratch);
	return !search.waiting;
}
