/* Follows the steps that decided down to the last one, and says what became of it. */
#include "spf/reason.h"

#include "base/bytes.h"
#include "base/escape.h"

enum { TERM_SHOWN = 80 };

static const char *term_text(struct arena *arena, const struct spf_visit *visit, const struct spf_term *term)
{
	return escape_copy(arena, slice_part(slice_span(visit->record->text, term->span), 0, TERM_SHOWN));
}

static const struct spf_term *find_fault(const struct spf_record *record)
{
	for (size_t i = 0; i < record->terms.count; i++)
		if (record->terms.at[i].kind == SPF_TERM_INVALID)
			return &record->terms.at[i];
	return NULL;
}

/* What a term that is not in the grammar was to be. */
static const char *syntax_clause(struct slice term)
{
	static const struct {
		const char *begin, *clause;
	} clauses[] = {
		{ "ip4", "is not an IPv4 network" },
		{ "ip6", "is not an IPv6 network" },
		{ "include", "does not name a valid domain" },
		{ "redirect", "does not name a valid domain" },
		{ "exists", "does not name a valid domain" },
		{ "exp", "does not name a valid domain" },
		{ "all", "is not a valid \"all\" mechanism" },
	};

	if (term.len && (term.at[0] == '+' || term.at[0] == '-' || term.at[0] == '?' || term.at[0] == '~'))
		term = slice_part(term, 1, term.len);
	for (size_t i = 0; i < sizeof clauses / sizeof *clauses; i++)
		if (slice_starts_nocase(term, clauses[i].begin))
			return clauses[i].clause;
	return "is not a valid SPF term";
}

/* Where the steps that decided lead: the last of them (NULL: there is none), and the call that it is of or that it led to. */
struct trail {
	const struct spf_step *step;
	const struct spf_visit *of;    /* whose step it is */
	const struct spf_visit *visit; /* the last call: `of`, or the one that the step led to */
	const char *includes;	       /* "a > b > ": the steps before, or "" */
};

static struct trail follow(struct arena *arena, const struct spf_visit *root)
{
	struct trail trail = { .visit = root, .includes = "" };
	const struct spf_visit *next = root;

	while (next && next->decided) {
		if (trail.step)
			trail.includes = arena_printf(arena, "%s%s > ", trail.includes,
				term_text(arena, trail.of, trail.step->term));
		trail.of = next;
		trail.step = next->decided;
		next = trail.step->visit;
		trail.visit = next ? next : trail.of;
	}
	return trail;
}

static const char *syntax_reason(struct arena *arena, const struct trail *trail, const char *before)
{
	const struct spf_record *record = trail->visit->record;
	const struct spf_term *term = find_fault(record);
	const char *name = dns_name_text(arena, &trail->visit->name);

	if (!term)
		return arena_printf(arena, "%sa modifier occurs twice in the record of %s", before, name);
	return arena_printf(arena, "%s%s %s, in the record of %s", before,
		term_text(arena, trail->visit, term), syntax_clause(slice_span(record->text, term->span)),
		name);
}

/* "x.example has no SPF record" after "include:x.example" names it once. */
static const char *error_reason(
	struct arena *arena, const struct spf_evaluation *evaluation, const struct trail *trail)
{
	const char *name = dns_name_text(arena, &trail->visit->name), *problem = evaluation->problem,
		   *term = trail->step ? term_text(arena, trail->of, trail->step->term) : NULL,
		   *before = term ? arena_printf(arena, "%s%s > ", trail->includes, term) : "";

	if (trail->visit->record && !trail->visit->record->valid)
		return syntax_reason(arena, trail, before);
	problem = problem ? problem : "the record could not be evaluated";
	if (!term)
		return problem;
	if (trail->visit != trail->of && slice_ends_nocase(slice_of(term), name) &&
		slice_starts(slice_of(problem), name))
		return arena_printf(arena, "%s%s%s", trail->includes, term, problem + slice_of(name).len);
	return arena_printf(arena, "%s%s: %s", trail->includes, term, problem);
}

const char *spf_reason(struct arena *arena, const struct spf_evaluation *evaluation)
{
	struct trail trail = follow(arena, evaluation->root);
	const char *name = dns_name_text(arena, &trail.visit->name);

	if (evaluation->result == SPF_NONE || evaluation->result >= SPF_TEMPERROR)
		return error_reason(arena, evaluation, &trail);
	if (!trail.step)
		return arena_printf(arena, "no mechanism of the record of %s matches", name);
	if (trail.visit != trail.of)
		return arena_printf(arena, "%s%s > no mechanism of the record of %s matches", trail.includes,
			term_text(arena, trail.of, trail.step->term), name);
	if (trail.step->term->kind == SPF_TERM_ALL)
		return arena_printf(arena, "%sno mechanism before %s in the record of %s matches",
			trail.includes, term_text(arena, trail.of, trail.step->term), name);
	return arena_printf(arena, "%s%s in the record of %s matches", trail.includes,
		term_text(arena, trail.of, trail.step->term), name);
}
