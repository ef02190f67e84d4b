/* Terms of a record that was read: which there are, what they name, and what one more would make of it. */
#include "spf/record.h"

#include "spf/macro.h"

#include <string.h>

bool spf_problem_is_fatal(enum spf_problem_kind kind)
{
	switch (kind) {
	case SPF_FOREIGN_TOKEN:
	case SPF_VERSION_REPEATED:
	case SPF_EQUALS_FOR_COLON:
	case SPF_TYPO_MODIFIER:
	case SPF_WILDCARD:
	case SPF_NAME_TOO_LONG:
	case SPF_MACRO_P:
	case SPF_MACRO_LOCALPART:
	case SPF_IP6_MAPPED:
	case SPF_REDIRECT_WITH_ALL:
	case SPF_TERMS_AFTER_ALL:
	case SPF_MULTIPLE_ALL:
		return false;
	default:
		return true;
	}
}

const struct spf_term *spf_find_term(const struct spf_record *record, enum spf_term_kind kind)
{
	for (size_t i = 0; i < record->terms.count; i++)
		if (record->terms.at[i].kind == kind)
			return &record->terms.at[i];
	return NULL;
}

bool spf_term_is_network(const struct spf_term *term)
{
	return term->kind == SPF_TERM_IP4 || term->kind == SPF_TERM_IP6;
}

struct dns_address spf_term_address(const struct spf_term *term)
{
	struct dns_address address = { .is_ip6 = term->kind == SPF_TERM_IP6 };

	memcpy(address.bytes, term->address, sizeof address.bytes);
	return address;
}

unsigned spf_term_prefix(const struct spf_term *term)
{
	return term->kind == SPF_TERM_IP4 ? term->prefix4 : term->prefix6;
}

const char *spf_with_address(struct arena *arena, const struct spf_record *record,
	const struct dns_address *address, const struct spf_term *decided)
{
	struct dns_address plain = dns_address_unmapped(address);
	size_t before = decided ? (size_t)(decided - record->terms.at) : record->terms.count, at = 0;
	struct problem mend = { 0 };
	uint32_t offset;

	for (size_t i = 0; i < before; i++)
		if (spf_term_is_network(&record->terms.at[i]) && record->terms.at[i].qualifier == '+')
			at = i + 1;
	offset = at < record->terms.count ? record->terms.at[at].span.first : (uint32_t)record->text.len;
	mend.replaced = (struct span){ offset, offset };
	mend.replacement = arena_printf(arena, at < record->terms.count ? "%s:%s " : " %s:%s",
		plain.is_ip6 ? "ip6" : "ip4", dns_address_text(arena, &plain));
	return problem_mend(arena, &mend, record->text);
}

bool spf_term_target(const struct spf_record *record, const struct spf_term *term,
	const struct dns_name *owner, struct dns_name *ret_name)
{
	struct slice domain = slice_span(record->text, term->domain);
	struct spf_macro_values values = { { { NULL, 0 } } };
	struct arena scratch = { 0 };
	bool good;

	if (!domain.len) {
		*ret_name = *owner;
		return true;
	}
	if (term->macros & ~(1U << ('d' - 'a')))
		return false;
	values.of['d' - 'a'] = slice_of(term->macros ? dns_name_text(&scratch, owner) : "");
	good = dns_name_from_labels(spf_expand_domain(&scratch, domain, &values), ret_name) == DNS_NAME_OK;
	arena_release(&scratch);
	return good;
}

bool spf_term_is_live(const struct spf_record *record, const struct spf_term *term)
{
	return !record->all || (term->kind != SPF_TERM_REDIRECT && term <= record->all);
}
