/*
 * The fixes of findings are composed step by step: those that do not touch each other at once, the others one by one in the
 * order of the findings (most severe first, then in the order of the rules), with the domain judged again after each step. A
 * step stands when what it cures is gone and the records mean what they meant; the whole is proven against the domain as it is.
 */
#include "judge/remedy.h"

#include "judge/meaning.h"

#include <string.h>

enum {
	STEPS_MOST = 12,
	RECORD_MOST = 65535, /* octets of RDATA (RFC 1035 section 3.2.1) */
};

/* One record as it is to become. */
struct draft {
	const struct published *old; /* NULL for an addition */
	struct dns_name name;
	uint16_t type;
	uint32_t ttl;
	const char *text; /* NULL for a deletion */
};

/* Changes that belong together, with the domain judged with them in place. */
struct state {
	ARENA_LIST(struct draft) drafts;
	const struct report *report;
};

/* A fix that was tried: it is not tried again. */
struct attempt {
	const struct rule *rule;
	struct dns_name name;
	struct slice old; /* the text of the finding's record */
	const char *text; /* NULL for none */
};

struct search {
	const struct remedy_request *request;
	struct arena *arena; /* of the search, thrown away with it */
	ARENA_LIST(struct attempt) attempts;
	struct state start, now;
	bool strict;  /* a step may raise nothing new, not even for a while */
	bool waiting; /* answers are missing */
};

static struct slice record_text(const struct published *record)
{
	return record ? record->txt->joined : slice_of(NULL);
}

static bool is_of(const struct published *record, const struct dns_name *name, uint16_t type)
{
	return record && record->type == type && dns_name_equal(&record->name, name);
}

static bool same_record(const struct published *a, const struct published *b)
{
	return is_of(a, &b->name, b->type) && slice_equal(a->txt->joined, b->txt->joined);
}

/* The fix replaces the finding's own record; any other one adds a record. */
static bool is_replacement(const struct finding *finding)
{
	return finding->fix_text && is_of(finding->record, &finding->fix_name, finding->fix_type);
}

static bool has_fix(const struct finding *finding)
{
	return finding->fix_text || finding->deletes.count;
}

/* What the report shows and counts. */
static bool is_wanted(const struct search *search, const struct finding *finding)
{
	return !finding->known && (finding->severity > SEVERITY_INFO || search->request->notes);
}

/* A finding of the report that is shown, beside this one of the same rule: it is not one that nobody asked about. */
static bool is_shown(const struct search *search, const struct finding *finding)
{
	const struct report *report = search->request->report;

	for (size_t i = 0; i < report->findings.count; i++)
		if (report->findings.at[i].rule == finding->rule &&
			is_wanted(search, &report->findings.at[i]))
			return true;
	return false;
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static struct attempt attempt_of(const struct finding *finding)
{
	return (struct attempt){ finding->rule, finding->fix_text ? finding->fix_name : finding->name,
		record_text(finding->record), finding->fix_text };
}

static bool was_tried(const struct search *search, const struct finding *finding)
{
	struct attempt wanted = attempt_of(finding);

	for (size_t i = 0; i < search->attempts.count; i++) {
		const struct attempt *attempt = &search->attempts.at[i];

		if (attempt->rule == wanted.rule && dns_name_equal(&attempt->name, &wanted.name) &&
			same_text(attempt->text, wanted.text) && slice_equal(attempt->old, wanted.old))
			return true;
	}
	return false;
}

static void note_attempt(struct search *search, const struct finding *finding)
{
	*arena_append(search->arena, &search->attempts) = attempt_of(finding);
}

/* Is the record one of an RRset that changes? */
static bool is_drafted(const struct search *search, const struct published *record)
{
	for (size_t i = 0; i < search->now.drafts.count; i++)
		if (is_of(record, &search->now.drafts.at[i].name, search->now.drafts.at[i].type))
			return true;
	return false;
}

/* Mending one fault shows others that it hid: those of the same records are wanted, too. */
static bool is_candidate(const struct search *search, const struct finding *finding)
{
	if (!has_fix(finding) || finding->known || was_tried(search, finding))
		return false;
	if (!search->request->unsafe && !rule_fix_is_safe(finding->rule))
		return false;
	return is_shown(search, finding) ||
	       (finding->severity > SEVERITY_INFO && is_drafted(search, finding->record));
}

static void copy_drafts(struct search *search, const struct state *from, struct state *to)
{
	*to = (struct state){ 0 };
	for (size_t i = 0; i < from->drafts.count; i++)
		*arena_append(search->arena, &to->drafts) = from->drafts.at[i];
}

/* The draft that has made a record of the state what it is; NULL for a record that is untouched. */
static struct draft *draft_of(struct state *state, const struct published *record)
{
	for (size_t i = 0; i < state->drafts.count; i++) {
		struct draft *draft = &state->drafts.at[i];

		if (draft->text && is_of(record, &draft->name, draft->type) &&
			slice_is(record->txt->joined, draft->text))
			return draft;
	}
	return NULL;
}

/* The record as the shown report has it, whose places in files are kept. */
static const struct published *original(const struct search *search, const struct published *record)
{
	const struct report *report = search->request->report;
	struct published *copy;

	for (size_t i = 0; i < report->findings.count; i++) {
		const struct finding *finding = &report->findings.at[i];

		if (finding->record && same_record(finding->record, record))
			return finding->record;
		for (size_t k = 0; k < finding->deletes.count; k++)
			if (same_record(finding->deletes.at[k], record))
				return finding->deletes.at[k];
	}
	copy = arena_take(search->arena, sizeof *copy);
	*copy = *record;
	return copy;
}

/* Gives a record of the state another text; NULL takes it away. False for one that has a new text already. */
static bool change_record(
	struct search *search, struct state *state, const struct published *record, const char *text)
{
	struct draft *draft = draft_of(state, record);

	if (!draft) {
		draft = arena_append(search->arena, &state->drafts);
		*draft = (struct draft){ .old = original(search, record),
			.name = record->name,
			.type = record->type,
			.ttl = record->ttl };
	}
	if (!draft->old && !text)
		return false;
	draft->text = text;
	return true;
}

static bool add_record(struct search *search, struct state *state, const struct finding *finding)
{
	for (size_t i = 0; i < state->drafts.count; i++)
		if (state->drafts.at[i].type == finding->fix_type && !state->drafts.at[i].old &&
			dns_name_equal(&state->drafts.at[i].name, &finding->fix_name))
			return false;
	*arena_append(search->arena, &state->drafts) =
		(struct draft){ NULL, finding->fix_name, finding->fix_type, REMEDY_TTL, finding->fix_text };
	return true;
}

static bool apply(struct search *search, struct state *state, const struct finding *finding)
{
	if (finding->fix_text && strlen(finding->fix_text) > RECORD_MOST)
		return false;
	if (is_replacement(finding) && !change_record(search, state, finding->record, finding->fix_text))
		return false;
	if (finding->fix_text && !is_replacement(finding) && !add_record(search, state, finding))
		return false;
	for (size_t i = 0; i < finding->deletes.count; i++)
		if (!change_record(search, state, finding->deletes.at[i], NULL))
			return false;
	return true;
}

static const struct dns_record *record_of(struct arena *arena, const struct draft *draft, struct slice text)
{
	return dns_record_of(arena, draft->type, draft->ttl, text);
}

/* The drafts as changes of DNS. False when one is of a type that cannot be judged. */
static bool fill_overlay(struct search *search, const struct state *state, struct dns_overlay *overlay)
{
	*overlay = (struct dns_overlay){ .arena = search->arena };
	for (size_t i = 0; i < state->drafts.count; i++) {
		const struct draft *draft = &state->drafts.at[i];
		struct dns_change change = { .name = draft->name, .type = draft->type };

		if (draft->old) {
			change.removed = record_of(search->arena, draft, draft->old->txt->joined);
			if (!change.removed)
				return false;
		}
		if (draft->text) {
			change.added = record_of(search->arena, draft, slice_of(draft->text));
			if (!change.added)
				return false;
		}
		*arena_append(search->arena, &overlay->changes) = change;
	}
	return true;
}

static bool judge(struct search *search, struct state *state)
{
	struct dns_overlay *overlay = arena_take(search->arena, sizeof *overlay);

	state->report = NULL;
	if (!fill_overlay(search, state, overlay))
		return false;
	state->report = search->request->judge(search->request->context, search->arena, overlay);
	search->waiting = search->waiting || !state->report;
	return state->report;
}

/* The text that a record of one state has in the other; without bytes when it is gone. */
static struct slice text_after(
	struct state *before, const struct state *after, const struct published *record)
{
	const struct draft *draft = draft_of(before, record);

	for (size_t i = 0; i < after->drafts.count; i++) {
		const struct draft *later = &after->drafts.at[i];

		if (draft ? later->old == draft->old && later->type == draft->type &&
					dns_name_equal(&later->name, &draft->name)
			  : later->old && same_record(later->old, record))
			return slice_of(later->text);
	}
	return record_text(record);
}

/* Is the finding of the state before still there? */
static bool is_alive(struct state *before, const struct state *after, const struct finding *finding)
{
	struct slice text = { 0 };

	if (finding->record)
		text = text_after(before, after, finding->record);
	for (size_t i = 0; i < after->report->findings.count; i++) {
		const struct finding *other = &after->report->findings.at[i];

		if (other->rule == finding->rule && other->type == finding->type &&
			dns_name_equal(&other->name, &finding->name) &&
			(!finding->record || !other->record || slice_equal(text, other->record->txt->joined)))
			return true;
	}
	return false;
}

static bool is_like(const struct finding *other, const struct finding *finding)
{
	return other->rule == finding->rule && other->severity >= finding->severity &&
	       dns_name_equal(&other->name, &finding->name);
}

/* Those that are not told because they follow from another finding are there, too: its cure does not make them new. */
static size_t count_like(const struct report *report, const struct finding *finding)
{
	size_t count = 0;

	for (size_t i = 0; i < report->findings.count; i++)
		count += is_like(&report->findings.at[i], finding);
	for (size_t i = 0; i < report->folded.list.count; i++)
		count += is_like(&report->folded.list.at[i], finding);
	return count;
}

static bool is_new(const struct report *before, const struct report *after, const struct finding *finding)
{
	return finding->severity > SEVERITY_INFO && count_like(after, finding) > count_like(before, finding);
}

/* Has the record, as the domain has it today, an error of its own? */
static bool had_error(const struct search *search, const struct published *record)
{
	const struct report *report = search->start.report;

	for (size_t i = 0; record && i < report->findings.count; i++)
		if (report->findings.at[i].severity == SEVERITY_ERROR && report->findings.at[i].record &&
			same_record(report->findings.at[i].record, record))
			return true;
	return false;
}

/*
 * Warnings that are told and are no obstacle: about what DNS cannot show, such as a policy without a key that anybody knows of;
 * and those of a record whose error hid them, or that is added.
 */
static bool is_remark(const struct search *search, struct state *state, const struct finding *finding)
{
	const struct draft *draft;

	if (finding->severity != SEVERITY_WARNING)
		return false;
	if (finding->confidence == LIKELY || !finding->record)
		return finding->confidence == LIKELY;
	draft = draft_of(state, finding->record);
	return draft && (!draft->old || had_error(search, draft->old));
}

/* An error or a warning that was not there before. */
static bool has_new(const struct search *search, const struct report *before, struct state *after)
{
	for (size_t i = 0; i < after->report->findings.count; i++) {
		const struct finding *finding = &after->report->findings.at[i];

		if (is_new(before, after->report, finding) && !is_remark(search, after, finding))
			return true;
	}
	return false;
}

/* The candidates of one step: the findings of the state whose fixes are made together. */
struct step {
	ARENA_LIST(const struct finding *) findings;
};

static bool is_unsafe(const struct step *step)
{
	for (size_t i = 0; i < step->findings.count; i++)
		if (!rule_fix_is_safe(step->findings.at[i]->rule))
			return true;
	return false;
}

static void excuse(struct search *search, struct excuses *excuses, const struct finding *finding)
{
	if (finding->record && rule_fix_is_safe(finding->rule))
		*arena_append(search->arena, &excuses->list) =
			(struct excuse){ finding->record->txt->joined, finding->span };
}

/* Warnings that only the mending of something else has shown are mended where that changes nothing at all. */
static bool is_tidying(const struct search *search, const struct step *step)
{
	for (size_t i = 0; i < step->findings.count; i++)
		if (step->findings.at[i]->severity == SEVERITY_ERROR ||
			is_shown(search, step->findings.at[i]))
			return false;
	return true;
}

/* Do the records mean what they meant? A fix that is unsafe by its row may change that. */
static bool means_the_same(struct search *search, const struct state *next, const struct step *step)
{
	bool tidying = is_tidying(search, step);
	struct excuses excuses = { 0 };
	struct meaning_change change;

	if (is_unsafe(step) && !tidying)
		return true;
	for (size_t i = 0; i < step->findings.count; i++)
		excuse(search, &excuses, step->findings.at[i]);
	change = meaning_compare(search->arena, search->now.report->domain, next->report->domain, &excuses);
	return tidying ? !change.spf && !change.dmarc : !change.spf_weaker && !change.dmarc_weaker;
}

static bool stands(struct search *search, struct state *next, const struct step *step)
{
	for (size_t i = 0; i < step->findings.count; i++)
		if (is_alive(&search->now, next, step->findings.at[i]))
			return false;
	if (search->strict && has_new(search, search->now.report, next))
		return false;
	return means_the_same(search, next, step);
}

/* Makes the fixes of a step. True when it stands; the state is then the one after it. */
static bool try_step(struct search *search, const struct step *step)
{
	struct state next;

	copy_drafts(search, &search->now, &next);
	for (size_t i = 0; i < step->findings.count; i++)
		if (!apply(search, &next, step->findings.at[i]))
			return false;
	if (!judge(search, &next) || !stands(search, &next, step))
		return false;
	search->now = next;
	return true;
}

/* Two fixes that have to do with one record are made one after the other. */
static bool shares_record(const struct finding *a, const struct finding *b)
{
	if (a->fix_text && b->fix_text && a->fix_type == b->fix_type &&
		dns_name_equal(&a->fix_name, &b->fix_name) && !is_replacement(a) && !is_replacement(b))
		return true;
	if (a->record && b->record && same_record(a->record, b->record))
		return true;
	for (size_t i = 0; i < a->deletes.count; i++)
		if (b->record && same_record(a->deletes.at[i], b->record))
			return true;
	for (size_t i = 0; i < b->deletes.count; i++)
		if (a->record && same_record(b->deletes.at[i], a->record))
			return true;
	return false;
}

static bool fits(const struct step *step, const struct finding *finding)
{
	for (size_t i = 0; i < step->findings.count; i++)
		if (shares_record(step->findings.at[i], finding))
			return false;
	return true;
}

/* The first candidate of each record. */
static struct step choose(struct search *search)
{
	const struct report *report = search->now.report;
	struct step step = { 0 };

	for (size_t i = 0; i < report->findings.count; i++)
		if (is_candidate(search, &report->findings.at[i]) && fits(&step, &report->findings.at[i]))
			*arena_append(search->arena, &step.findings) = &report->findings.at[i];
	return step;
}

/* One step more. False when nothing is left to try, or answers are missing. */
static bool advance(struct search *search)
{
	struct step step = choose(search);

	if (!step.findings.count)
		return false;
	if (step.findings.count > 1 && try_step(search, &step))
		return true;
	for (size_t i = 0; i < step.findings.count && !search->waiting; i++) {
		struct step one = { 0 };
		const struct finding *finding = step.findings.at[i];

		*arena_append(search->arena, &one.findings) = finding;
		note_attempt(search, finding);
		if (try_step(search, &one))
			return true;
	}
	return !search->waiting;
}

static void run(struct search *search, bool strict)
{
	search->strict = strict;
	search->attempts.count = 0;
	search->now = search->start;
	for (int step = 0; step < STEPS_MOST * 4 && advance(search); step++)
		;
}

/* A string that is too long cannot be published: the same text in strings that fit is another record. */
static bool has_long_string(const struct dns_txt *txt)
{
	for (size_t i = 0; i < txt->ends.count; i++)
		if (txt->ends.at[i] - dns_txt_string_start(txt, i) > DNS_STRING_MOST)
			return true;
	return false;
}

/* A draft that leaves its record as it is was a detour. */
static void drop_detours(struct search *search)
{
	size_t kept = 0;

	for (size_t i = 0; i < search->now.drafts.count; i++) {
		const struct draft *draft = &search->now.drafts.at[i];

		if (!draft->old || !draft->text || !slice_is(draft->old->txt->joined, draft->text) ||
			has_long_string(draft->old->txt))
			search->now.drafts.at[kept++] = *draft;
	}
	search->now.drafts.count = kept;
}

/* Has a text that is to be published an error of its own? */
static bool has_error(const struct state *state, const struct draft *draft)
{
	for (size_t i = 0; draft->text && i < state->report->findings.count; i++) {
		const struct finding *finding = &state->report->findings.at[i];

		if (finding->severity == SEVERITY_ERROR &&
			is_of(finding->record, &draft->name, draft->type) &&
			slice_is(finding->record->txt->joined, draft->text))
			return true;
	}
	return false;
}

/* Takes back what changes an RRset. */
static void drop_rrset(struct state *state, struct dns_name name, uint16_t type)
{
	size_t kept = 0;

	for (size_t i = 0; i < state->drafts.count; i++)
		if (state->drafts.at[i].type != type || !dns_name_equal(&state->drafts.at[i].name, &name))
			state->drafts.at[kept++] = state->drafts.at[i];
	state->drafts.count = kept;
}

/* A record with an error that text does not mend is left to a person; what is left has to be proven anew. */
static void drop_faulty(struct search *search)
{
	for (size_t i = 0; i < search->now.drafts.count;) {
		const struct draft *draft = &search->now.drafts.at[i];

		if (!has_error(&search->now, draft)) {
			i++;
			continue;
		}
		drop_rrset(&search->now, draft->name, draft->type);
		i = 0;
		if (search->now.drafts.count &&
			(!judge(search, &search->now) || has_new(search, search->start.report, &search->now)))
			search->now.drafts.count = 0;
	}
}

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
			same_record(remedy->old, finding->record))
			return remedy;
	}
	for (size_t i = 0; i < remedies->list.count; i++) {
		struct remedy *remedy = &remedies->list.at[i];

		if (finding->fix_text && remedy->text && remedy->type == finding->fix_type &&
			dns_name_equal(&remedy->name, &finding->fix_name))
			return remedy;
		if (remedy->old && finding->record && same_record(remedy->old, finding->record))
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
			if (same_record(finding->deletes.at[k], remedy->old))
				add_cure(arena, remedy, finding->rule);
	}
}

static void link_findings(
	struct search *search, struct arena *arena, struct remedies *remedies, struct report *report)
{
	for (size_t i = 0; i < report->findings.count; i++) {
		struct finding *finding = &report->findings.at[i];
		struct remedy *remedy;

		if (!is_alive(&search->start, &search->start, finding) ||
			is_alive(&search->start, &search->now, finding))
			continue;
		remedy = remedy_for(remedies, finding);
		if (!remedy)
			continue;
		if (is_wanted(search, finding))
			add_cure(arena, remedy, finding->rule);
		if (is_wanted(search, finding))
			link_deletions(arena, remedies, finding);
		finding->remedy = remedy;
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

static void tell_effect(struct arena *arena, struct remedies *remedies, const char *effect,
	bool (*is_it)(const struct remedy *))
{
	struct remedy *remedy = effect ? remedy_of_effect(remedies, is_it) : NULL;

	if (remedy)
		remedy->effect = remedy->effect ? arena_printf(arena, "%s; %s", remedy->effect, effect)
						: arena_strdup(arena, effect);
}

/* Warnings that a record as it is to be brings with it. */
static void tell_remarks(struct search *search, struct arena *arena, struct remedies *remedies)
{
	const struct report *report = search->now.report;

	for (size_t i = 0; i < report->findings.count; i++) {
		const struct finding *finding = &report->findings.at[i];

		if (!is_new(search->start.report, report, finding))
			continue;
		for (size_t k = 0; k < remedies->list.count; k++) {
			struct remedy *remedy = &remedies->list.at[k];
			const char *remark = arena_printf(arena, "then %s applies", finding->rule->id);

			if (remedy->text && is_of(finding->record, &remedy->name, remedy->type) &&
				slice_is(finding->record->txt->joined, remedy->text))
				remedy->effect =
					remedy->effect ? arena_printf(arena, "%s; %s", remedy->effect, remark)
						       : remark;
		}
	}
}

/* What the addresses that send get with the changes in place, where it is another result than today. */
static const char *outcome_of(const struct search *search, struct arena *arena)
{
	const struct domain *before = search->start.report->domain, *after = search->now.report->domain;
	const char *outcome = NULL;

	for (size_t i = 0; i < after->senders.count && i < before->senders.count; i++) {
		const struct sender *sender = &after->senders.at[i];
		enum spf_result result = sender->evaluation->result;
		const char *address = dns_address_text(arena, &sender->address), *what;

		if (result == before->senders.at[i].evaluation->result)
			continue;
		what = result == SPF_PASS ? "passes SPF"
					  : arena_printf(arena, "gets %s", spf_result_text(result));
		what = arena_printf(arena, "%s %s", address, what);
		outcome = outcome ? arena_printf(arena, "%s, %s", outcome, what) : what;
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

static void publish(struct search *search, struct arena *arena, struct report *report)
{
	struct remedies *remedies = arena_take(arena, sizeof *remedies);
	struct excuses excuses = { 0 };
	struct meaning_change change;

	for (size_t i = 0; i < search->now.drafts.count; i++)
		add_remedy(arena, remedies, &search->now.drafts.at[i]);
	link_findings(search, arena, remedies, report);
	for (size_t i = 0; i < report->findings.count; i++)
		if (report->findings.at[i].remedy)
			excuse(search, &excuses, &report->findings.at[i]);
	change = meaning_compare(
		search->arena, search->start.report->domain, search->now.report->domain, &excuses);
	tell_effect(arena, remedies, change.spf, is_spf);
	tell_effect(arena, remedies, change.dmarc, is_dmarc);
	tell_remarks(search, arena, remedies);
	remedies->outcome = outcome_of(search, arena);
	report->remedies = remedies;
}

static bool has_candidates(struct search *search)
{
	const struct report *report = search->request->report;

	for (size_t i = 0; i < report->findings.count; i++)
		if (is_candidate(search, &report->findings.at[i]))
			return true;
	return false;
}

bool remedies_find(struct arena *arena, const struct remedy_request *request, struct report *report)
{
	struct arena scratch = { 0 };
	struct search search = { .request = request, .arena = &scratch };

	if (has_candidates(&search) && judge(&search, &search.start)) {
		search.now = search.start;
		run(&search, false);
		if (!search.waiting && has_new(&search, search.start.report, &search.now))
			run(&search, true);
		drop_detours(&search);
		drop_faulty(&search);
		if (!search.waiting && search.now.drafts.count)
			publish(&search, arena, report);
	}
	arena_release(&scratch);
	return !search.waiting;
}

const char *remedy_action_text(enum remedy_action action)
{
	static const char *const texts[] = { "add", "replace", "delete" };

	return texts[action];
}
