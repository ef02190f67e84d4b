/* Findings that several families make alike: strings that are too long, records that lose or change a part. */
#include "rules/common.h"

#include "base/bytes.h"
#include "base/utf8.h"

#include "text/problem.h"

void report_long_strings(struct rule_run *run, const struct published *published)
{
	const struct dns_txt *txt = published->txt;

	for (size_t i = 0; i < txt->ends.count; i++) {
		uint32_t start = dns_txt_string_start(txt, i), length = txt->ends.at[i] - start;

		if (length > DNS_STRING_MOST)
			finding_fix_text(report_finding(run, published,
						 (struct span){ start + DNS_STRING_MOST, txt->ends.at[i] },
						 "character-string of %u octets; the limit is 255", length),
				(const char *)arena_copy(run->arena, txt->joined).at);
	}
}

const char *text_as_typed(struct arena *arena, struct slice text)
{
	struct bytes typed = { 0 };
	const char *copy;
	size_t len;

	for (size_t i = 0; i < text.len; i += len) {
		uint32_t code = 0;
		const char *ascii;

		len = utf8_decode(text, i, &code);
		ascii = len > 1 ? utf8_typed(code) : NULL;
		len = len ? len : 1;
		if (ascii)
			bytes_add_text(&typed, ascii);
		else if (code != '\\' || i + 1 == text.len || text.at[i + 1] != ';')
			bytes_add(&typed, slice_part(text, i, i + len));
	}
	copy = (const char *)arena_copy(arena, bytes_slice(&typed)).at;
	bytes_free(&typed);
	return copy;
}

void fix_replaced(
	struct rule_run *run, struct finding *finding, struct span replaced, const char *replacement)
{
	struct problem mend = { .replaced = replaced, .replacement = replacement };

	if (run->reported > FINDINGS_OF_A_RULE) /* nobody sees it, and the record may be long */
		return;
	finding_fix_text(finding, problem_mend(run->arena, &mend, finding->record->txt->joined));
}

void report_replaced(struct rule_run *run, const struct published *published, struct span span,
	struct span replaced, const char *replacement, const char *message)
{
	fix_replaced(run, report_finding(run, published, span, "%s", message), replaced, replacement);
}

void fix_without(struct rule_run *run, struct finding *finding, const struct span *spans, size_t count)
{
	struct slice text = finding->record->txt->joined;
	struct bytes left = { 0 };
	uint32_t at = 0;

	if (run->reported > FINDINGS_OF_A_RULE)
		return;
	for (size_t i = 0; i < count; i++) {
		bytes_add(&left, slice_part(text, at, spans[i].first));
		at = spans[i].end;
	}
	bytes_add(&left, slice_part(text, at, text.len));
	finding_fix_text(finding, (const char *)arena_copy(run->arena, bytes_slice(&left)).at);
	bytes_free(&left);
}

void fix_by_deletion(struct rule_run *run, struct finding *finding)
{
	*arena_append(run->arena, &finding->deletes) = finding->record;
}

void fix_without_tag(
	struct rule_run *run, struct finding *finding, const struct tag_list *tags, const struct tag *tag)
{
	fix_replaced(run, finding, tags_with_separator(tags, tag), "");
}

void report_stray(struct rule_run *run, const struct stray *stray, enum stray_kind kind, const char *message)
{
	bool known, copy = stray_has_right(run->domain, kind, &stray->right, &known);
	struct finding *finding =
		report_finding(run, &stray->published, whole_text(&stray->published), "%s", message);

	if (!stray->near)
		finding->confidence = LIKELY;
	if ((copy || !known || !stray->near) && finding->severity > SEVERITY_INFO)
		finding->severity--;
	if (!known || !(copy || stray->alone))
		return;
	if (!copy)
		finding_fix(finding, &stray->right, DNS_TYPE_TXT,
			(const char *)arena_copy(run->arena, stray->published.txt->joined).at);
	if (stray->near)
		fix_by_deletion(run, finding);
}

bool exchange_is_under(const struct mx_subject *mx, const char *domain)
{
	struct dns_name ancestor = dns_name_of(domain);

	return dns_name_is_under(&mx->mx->exchange, &ancestor);
}

const char *not_known_text(enum dns_outcome outcome)
{
	if (dns_outcome_is_wished(outcome))
		return "is not known offline";
	if (dns_outcome_is_unread(outcome))
		return "is not known because a line of the zone file is invalid";
	return "is not known because DNS did not answer";
}

const struct published *published_cname(
	struct arena *arena, const struct dns_name *name, const struct dns_name *target)
{
	struct published *published = arena_take(arena, sizeof *published);
	struct dns_txt *txt = arena_take(arena, sizeof *txt);

	txt->joined = slice_of(arena_printf(arena, "%s.", dns_name_text(arena, target)));
	*published = (struct published){ .name = *name, .type = DNS_TYPE_CNAME, .txt = txt };
	return published;
}

/* What comes before an ancestor of the name, taken for a full name. */
static struct dns_name without_suffix(const struct dns_name *name, const struct dns_name *suffix)
{
	struct dns_name left = *name;

	left.len = (uint8_t)(name->len - suffix->len + 1);
	left.wire[left.len - 1] = 0;
	return left;
}

/* "in.news" below a host "news" is a name of the zone, whatever top-level domain there is. */
bool name_exists(struct rule_run *run, const struct dns_name *name)
{
	enum dns_outcome outcome = facts_get_aside(run->domain->view, name, DNS_TYPE_A)->outcome;

	return dns_outcome_has_name(outcome);
}

/* The last label is a top-level domain, or the one of examples (RFC 6761 section 6.5). */
static bool ends_in_top_level(struct rule_run *run, const struct dns_name *name)
{
	struct dns_name last = dns_name_suffix(name, 1);

	return suffix_list_has(run->domain->options->suffixes, &last) ||
	       slice_is_nocase(dns_name_first_label(&last), "example");
}

bool name_without_zone(struct rule_run *run, const struct dns_name *name, bool is_missing,
	struct dns_name *ret_name, bool *ret_doubled)
{
	for (struct dns_name at = run->domain->name; dns_name_labels(&at) >= 2; at = dns_name_parent(&at)) {
		struct dns_name above;

		if (!dns_name_is_under(name, &at))
			continue;
		*ret_name = without_suffix(name, &at);
		above = dns_name_suffix(name, dns_name_labels(&at) + 1);
		*ret_doubled = dns_name_is_under(ret_name, &at);
		if (*ret_doubled || (dns_name_labels(ret_name) >= 2 && is_missing &&
					    ends_in_top_level(run, ret_name) && !name_exists(run, &above)))
			return true;
	}
	return false;
}
