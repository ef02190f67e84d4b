/*
 * Records as they are to become, composed of the fixes of findings, and what is left of a finding when they are in place.
 */
#include "judge/proposal.h"

#include "judge/remedy.h"

#include <string.h>

struct slice published_text(const struct published *record)
{
	return record ? record->txt->joined : slice_of(NULL);
}

bool published_is_of(const struct published *record, const struct dns_name *name, uint16_t type)
{
	return record && record->type == type && dns_name_equal(&record->name, name);
}

bool published_is_same(const struct published *a, const struct published *b)
{
	return published_is_of(a, &b->name, b->type) && slice_equal(a->txt->joined, b->txt->joined);
}

/* The fix replaces the finding's own record; any other one adds a record. */
bool finding_replaces(const struct finding *finding)
{
	return finding->fix_text && published_is_of(finding->record, &finding->fix_name, finding->fix_type);
}

void proposal_copy(const struct proposal *from, struct proposal *to)
{
	*to = (struct proposal){ .arena = from->arena, .shown = from->shown };
	for (size_t i = 0; i < from->drafts.count; i++)
		*arena_append(to->arena, &to->drafts) = from->drafts.at[i];
}

/* The draft that has made a record of the proposal what it is; NULL for a record that is untouched. */
struct draft *proposal_draft(struct proposal *proposal, const struct published *record)
{
	for (size_t i = 0; i < proposal->drafts.count; i++) {
		struct draft *draft = &proposal->drafts.at[i];

		if (draft->text && published_is_of(record, &draft->name, draft->type) &&
			slice_is(record->txt->joined, draft->text))
			return draft;
	}
	return NULL;
}

/* The record as the shown report has it, whose places in files are kept. */
static const struct published *original(const struct proposal *proposal, const struct published *record)
{
	const struct report *report = proposal->shown;
	struct published *copy;

	for (size_t i = 0; i < report->findings.count; i++) {
		const struct finding *finding = &report->findings.at[i];

		if (finding->record && published_is_same(finding->record, record))
			return finding->record;
		for (size_t k = 0; k < finding->deletes.count; k++)
			if (published_is_same(finding->deletes.at[k], record))
				return finding->deletes.at[k];
	}
	for (size_t i = 0; i < report->domain->mx.count; i++) /* whose text is made anew in each pass */
		if (published_is_same(&report->domain->mx.at[i].published, record))
			return &report->domain->mx.at[i].published;
	copy = arena_take(proposal->arena, sizeof *copy);
	*copy = *record;
	return copy;
}

/* Gives a record another text; NULL takes it away. False for one that has a new text already. */
static bool change_record(struct proposal *proposal, const struct published *record, const char *text)
{
	struct draft *draft = proposal_draft(proposal, record);

	if (!draft) {
		draft = arena_append(proposal->arena, &proposal->drafts);
		*draft = (struct draft){ .old = original(proposal, record),
			.name = record->name,
			.type = record->type,
			.ttl = record->ttl };
	}
	if (!draft->old && !text)
		return false;
	draft->text = text;
	return true;
}

static bool add_record(struct proposal *proposal, const struct finding *finding)
{
	for (size_t i = 0; i < proposal->drafts.count; i++)
		if (proposal->drafts.at[i].type == finding->fix_type && !proposal->drafts.at[i].old &&
			dns_name_equal(&proposal->drafts.at[i].name, &finding->fix_name))
			return false;
	*arena_append(proposal->arena, &proposal->drafts) =
		(struct draft){ NULL, finding->fix_name, finding->fix_type, REMEDY_TTL, finding->fix_text };
	return true;
}

bool finding_fix_is_too_long(const struct finding *finding)
{
	size_t length = finding->fix_text ? strlen(finding->fix_text) : 0;

	return length + length / DNS_STRING_MOST + 1 > DNS_RDATA_MOST;
}

/* The record that the fix takes the place of: the finding's own, or the first one that goes from the RRset that it is for. */
static const struct published *replaced_by(const struct finding *finding)
{
	if (finding_replaces(finding))
		return finding->record;
	if (finding->fix_text && finding->deletes.count &&
		published_is_of(finding->deletes.at[0], &finding->fix_name, finding->fix_type))
		return finding->deletes.at[0];
	return NULL;
}

bool proposal_apply(struct proposal *proposal, const struct finding *finding)
{
	const struct published *replaced = replaced_by(finding);

	if (finding_fix_is_too_long(finding))
		return false;
	if (replaced && !change_record(proposal, replaced, finding->fix_text))
		return false;
	if (finding->fix_text && !replaced && !add_record(proposal, finding))
		return false;
	for (size_t i = 0; i < finding->deletes.count; i++)
		if (finding->deletes.at[i] != replaced &&
			!change_record(proposal, finding->deletes.at[i], NULL))
			return false;
	return true;
}

static const struct dns_record *record_of(struct arena *arena, const struct draft *draft, struct slice text)
{
	return dns_record_of(arena, draft->type, draft->ttl, text);
}

/* The drafts as changes of DNS. False when one is of a type that cannot be judged. */
bool proposal_overlay(const struct proposal *proposal, struct dns_overlay *overlay)
{
	*overlay = (struct dns_overlay){ .arena = proposal->arena };
	for (size_t i = 0; i < proposal->drafts.count; i++) {
		const struct draft *draft = &proposal->drafts.at[i];
		struct dns_change change = { .name = draft->name, .type = draft->type };

		if (draft->old) {
			change.removed = record_of(proposal->arena, draft, draft->old->txt->joined);
			if (!change.removed)
				return false;
		}
		if (draft->text) {
			change.added = record_of(proposal->arena, draft, slice_of(draft->text));
			if (!change.added)
				return false;
		}
		*arena_append(proposal->arena, &overlay->changes) = change;
	}
	return true;
}

/* Takes back what changes an RRset. */
void proposal_drop(struct proposal *proposal, struct dns_name name, uint16_t type)
{
	size_t kept = 0;

	for (size_t i = 0; i < proposal->drafts.count; i++)
		if (proposal->drafts.at[i].type != type ||
			!dns_name_equal(&proposal->drafts.at[i].name, &name))
			proposal->drafts.at[kept++] = proposal->drafts.at[i];
	proposal->drafts.count = kept;
}

/* The text that a record of one proposal has in the other; without bytes when it is gone. */
static struct slice text_after(
	struct proposal *before, const struct proposal *after, const struct published *record)
{
	const struct draft *draft = proposal_draft(before, record);

	for (size_t i = 0; i < after->drafts.count; i++) {
		const struct draft *later = &after->drafts.at[i];

		if (draft ? later->old == draft->old && later->type == draft->type &&
					dns_name_equal(&later->name, &draft->name)
			  : later->old && published_is_same(later->old, record))
			return slice_of(later->text);
	}
	return published_text(record);
}

size_t proposal_count(struct proposal *before, const struct proposal *after, const struct finding *finding)
{
	struct slice text = { 0 };
	size_t count = 0;

	if (finding->record)
		text = text_after(before, after, finding->record);
	for (size_t i = 0; i < after->report->findings.count; i++) {
		const struct finding *other = &after->report->findings.at[i];

		count +=
			other->rule == finding->rule && other->type == finding->type &&
			dns_name_equal(&other->name, &finding->name) &&
			(!finding->record || !other->record || slice_equal(text, other->record->txt->joined));
	}
	return count;
}

bool proposal_keeps(struct proposal *before, const struct proposal *after, const struct finding *finding)
{
	return proposal_count(before, after, finding) > 0;
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

bool finding_is_new(const struct report *before, const struct report *after, const struct finding *finding)
{
	return finding->severity > SEVERITY_INFO && count_like(after, finding) > count_like(before, finding);
}

/* Has a text that is to be published an error of its own? */
bool draft_has_error(const struct proposal *proposal, const struct draft *draft)
{
	for (size_t i = 0; draft->text && i < proposal->report->findings.count; i++) {
		const struct finding *finding = &proposal->report->findings.at[i];

		if (finding->severity == SEVERITY_ERROR &&
			published_is_of(finding->record, &draft->name, draft->type) &&
			slice_is(finding->record->txt->joined, draft->text))
			return true;
	}
	return false;
}
