/* SPF: what a valid record lets through, and what it costs. */
#include "mailauth/check/domain.h"
#include "mailauth/check/rule.h"
#include "rules/families.h"

#include <string.h>

static bool is_main(const struct spf_subject *spf)
{
	return spf->record->selected && !spf->included;
}

static void plus_all(struct rule_run *run, const struct spf_subject *spf)
{
	const struct spf_term *all = spf_find_term(spf->record, SPF_TERM_ALL);
	struct problem mend;

	if (!all || all->qualifier != '+' || problem_has(&spf->record->problems, SPF_QUALIFIER_ALONE))
		return;
	mend = (struct problem){ .replaced = all->span, .replacement = "~all" };
	finding_fix_text(
		report(run, &spf->published, all->span, "\"%.*s\" lets every host of the Internet pass",
			(int)(all->span.end - all->span.first),
			(const char *)spf->record->text.at + all->span.first),
		problem_mend(run->arena, &mend, spf->record->text));
}

static void neutral_all(struct rule_run *run, const struct spf_subject *spf)
{
	const struct spf_term *all = spf_find_term(spf->record, SPF_TERM_ALL);
	struct problem mend;

	if (!all || all->qualifier != '?' || spf->included)
		return;
	mend = (struct problem){ .replaced = all->span, .replacement = "~all" };
	finding_fix_text(report(run, &spf->published, all->span,
				 "\"?all\" says nothing about hosts that are not listed"),
		problem_mend(run->arena, &mend, spf->record->text));
}

/* The record with "~all" behind its last term. */
static const char *with_all(struct rule_run *run, const struct spf_record *record)
{
	struct slice text = record->text;

	while (text.len && text.at[text.len - 1] == ' ')
		text.len--;
	return arena_printf(run->arena, "%.*s ~all", (int)text.len, (const char *)text.at);
}

static void missing_all(struct rule_run *run, const struct spf_subject *spf)
{
	const struct spf_record *record = spf->record;
	uint32_t end = (uint32_t)record->text.len;

	/* A record that is not valid has other worries, and its "all" may be there in a form that nobody reads. */
	if (!is_main(spf) || !record->terms.count || !record->valid || spf_find_term(record, SPF_TERM_ALL) ||
		spf_find_term(record, SPF_TERM_REDIRECT) ||
		problem_has(&record->problems, SPF_MISSING_SPACE) ||
		problem_has(&record->problems, SPF_MISSING_SPACE_AT_JOIN))
		return;
	finding_fix_text(report(run, &spf->published, (struct span){ end, end },
				 "the record ends without \"all\" or \"redirect\""),
		with_all(run, record));
}

static void empty_policy(struct rule_run *run, const struct spf_subject *spf)
{
	if (is_main(spf) && !spf->record->terms.count)
		finding_fix_text(report(run, &spf->published, whole_text(&spf->published),
					 "the record names no senders and no policy"),
			"v=spf1 -all");
}

static void include_self(struct rule_run *run, const struct spf_subject *spf)
{
	for (size_t i = 0; i < spf->record->terms.count; i++) {
		const struct spf_term *term = &spf->record->terms.at[i];
		struct dns_name target;

		if ((term->kind == SPF_TERM_INCLUDE || term->kind == SPF_TERM_REDIRECT) &&
			spf_term_is_live(spf->record, term) &&
			spf_term_target(spf->record, term, &spf->published.name, &target) &&
			dns_name_equal(&target, &spf->published.name))
			report(run, &spf->published, term->span, "the record %s itself",
				term->kind == SPF_TERM_INCLUDE ? "includes" : "redirects to");
	}
}

static void exists_constant(struct rule_run *run, const struct spf_subject *spf)
{
	for (size_t i = 0; i < spf->record->terms.count; i++) {
		const struct spf_term *term = &spf->record->terms.at[i];

		if (term->kind == SPF_TERM_EXISTS &&
			slice_find(slice_span(spf->record->text, term->domain), '%', 0) < 0)
			report(run, &spf->published, term->span,
				"this exists has no macro: it is true for every client or for none");
	}
}

static void ptr(struct rule_run *run, const struct spf_subject *spf)
{
	for (size_t i = 0; i < spf->record->terms.count; i++)
		if (spf->record->terms.at[i].kind == SPF_TERM_PTR)
			report(run, &spf->published, spf->record->terms.at[i].span,
				"ptr should not be published");
}

static unsigned prefix_of(const struct spf_term *term)
{
	return term->kind == SPF_TERM_IP4 ? term->prefix4 : term->prefix6;
}

static bool is_network(const struct spf_term *term)
{
	return term->kind == SPF_TERM_IP4 || term->kind == SPF_TERM_IP6;
}

static void zero_prefix(struct rule_run *run, const struct spf_subject *spf)
{
	for (size_t i = 0; i < spf->record->terms.count; i++) {
		const struct spf_term *term = &spf->record->terms.at[i];
		bool network = is_network(term) && !prefix_of(term);
		bool hosts = (term->kind == SPF_TERM_A || term->kind == SPF_TERM_MX) &&
			     (!term->prefix4 || !term->prefix6);

		if ((network || hosts) && term->qualifier == '+')
			report(run, &spf->published, term->span,
				"a prefix length of 0 matches every address");
	}
}

static void broad(struct rule_run *run, const struct spf_subject *spf)
{
	enum { IP4_BROAD = 16, IP4_VERY_BROAD = 8, IP6_BROAD = 32 };

	for (size_t i = 0; i < spf->record->terms.count; i++) {
		const struct spf_term *term = &spf->record->terms.at[i];
		unsigned prefix = prefix_of(term);
		struct finding *finding;

		if (!is_network(term) || !prefix ||
			prefix >= (term->kind == SPF_TERM_IP4 ? IP4_BROAD : IP6_BROAD) ||
			term->qualifier == '-')
			continue;
		if (term->kind == SPF_TERM_IP4)
			finding = report(run, &spf->published, term->span, "a network of %llu addresses",
				1ULL << (32 - prefix));
		else
			finding = report(run, &spf->published, term->span,
				"a network wider than a provider's usual /32");
		if (term->kind == SPF_TERM_IP4 && prefix <= IP4_VERY_BROAD)
			finding->severity = SEVERITY_ERROR;
	}
}

struct special_network {
	enum spf_term_kind kind;
	uint8_t address[16];
	unsigned prefix;
	const char *what;
};

static bool is_within(const struct spf_term *term, const struct special_network *special)
{
	unsigned bytes = special->prefix / 8, bits = special->prefix % 8;

	return term->kind == special->kind && prefix_of(term) >= special->prefix &&
	       memcmp(term->address, special->address, bytes) == 0 &&
	       (!bits || (term->address[bytes] ^ special->address[bytes]) >> (8 - bits) == 0);
}

static void report_special(struct rule_run *run, const struct spf_subject *spf,
	const struct special_network *specials, size_t count)
{
	for (size_t i = 0; i < spf->record->terms.count; i++) {
		const struct spf_term *term = &spf->record->terms.at[i];

		for (size_t k = 0; k < count; k++) {
			if (is_within(term, &specials[k])) {
				report(run, &spf->published, term->span, "%s", specials[k].what);
				break;
			}
		}
	}
}

/* RFC 6890 and RFC 1918, RFC 4193, RFC 6598. */
static void private_networks(struct rule_run *run, const struct spf_subject *spf)
{
	static const struct special_network specials[] = {
		{ SPF_TERM_IP4, { 10 }, 8, "10.0.0.0/8 is for private networks" },
		{ SPF_TERM_IP4, { 172, 16 }, 12, "172.16.0.0/12 is for private networks" },
		{ SPF_TERM_IP4, { 192, 168 }, 16, "192.168.0.0/16 is for private networks" },
		{ SPF_TERM_IP4, { 127 }, 8, "127.0.0.0/8 is loopback" },
		{ SPF_TERM_IP4, { 169, 254 }, 16, "169.254.0.0/16 is link-local" },
		{ SPF_TERM_IP4, { 100, 64 }, 10, "100.64.0.0/10 is shared address space behind carrier NAT" },
		{ SPF_TERM_IP6, { 0xfc }, 7, "fc00::/7 is for private networks" },
		{ SPF_TERM_IP6, { 0xfe, 0x80 }, 10, "fe80::/10 is link-local" },
		{ SPF_TERM_IP6, { [15] = 1 }, 128, "::1 is loopback" },
	};

	report_special(run, spf, specials, sizeof specials / sizeof *specials);
}

/* RFC 6890, RFC 5737, RFC 3849. */
static void reserved_networks(struct rule_run *run, const struct spf_subject *spf)
{
	static const struct special_network specials[] = {
		{ SPF_TERM_IP4, { 0 }, 8, "0.0.0.0/8 is reserved" },
		{ SPF_TERM_IP4, { 192, 0, 2 }, 24, "192.0.2.0/24 is for documentation" },
		{ SPF_TERM_IP4, { 198, 51, 100 }, 24, "198.51.100.0/24 is for documentation" },
		{ SPF_TERM_IP4, { 203, 0, 113 }, 24, "203.0.113.0/24 is for documentation" },
		{ SPF_TERM_IP4, { 224 }, 4, "224.0.0.0/4 is multicast" },
		{ SPF_TERM_IP4, { 240 }, 4, "240.0.0.0/4 is reserved" },
		{ SPF_TERM_IP6, { 0x20, 0x01, 0x0d, 0xb8 }, 32, "2001:db8::/32 is for documentation" },
		{ SPF_TERM_IP6, { 0xff }, 8, "ff00::/8 is multicast" },
	};

	report_special(run, spf, specials, sizeof specials / sizeof *specials);
}

/* The same network, or one within another, with another qualifier: which of them counts depends on the order. */
static void conflicting_qualifiers(struct rule_run *run, const struct spf_subject *spf)
{
	const struct spf_record *record = spf->record;

	for (size_t i = 0; i < record->terms.count; i++) {
		const struct spf_term *later = &record->terms.at[i];
		bool found = false;

		for (size_t k = 0; k < i && is_network(later) && !found; k++) {
			const struct spf_term *earlier = &record->terms.at[k];
			struct special_network wide = { earlier->kind, { 0 }, prefix_of(earlier), NULL };

			memcpy(wide.address, earlier->address, sizeof wide.address);
			found = is_network(earlier) && later->qualifier != earlier->qualifier &&
				is_within(later, &wide);
			if (found)
				report(run, &spf->published, later->span,
					"\"%.*s\" in front of it matches the same addresses with another "
					"qualifier",
					(int)(earlier->span.end - earlier->span.first),
					(const char *)record->text.at + earlier->span.first);
		}
	}
}

static const struct rule rows[] = {
	{
		.id = "spf-plus-all",
		.severity = SEVERITY_ERROR,
		.scope = SCOPE_SPF,
		.check.spf = plus_all,
		.summary = "the record lets the whole Internet pass",
		.why = "Anybody can send mail that passes SPF in the domain's name, and Gmail treats such "
		       "records as suspicious.",
		.help = "Use ~all, or -all, and list your senders in front of it.",
		.reference = "RFC 7208 section 5.1",
		.bad = SPF_EXAMPLE("v=spf1 +all"),
		.good = SPF_EXAMPLE("v=spf1 ~all"),
	},
	{
		.id = "spf-neutral-all",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_SPF,
		.check.spf = neutral_all,
		.summary = "the record ends in ?all and asserts nothing",
		.why = "Neutral means that the domain says nothing about the sender: forged mail is treated "
		       "like mail from a domain without SPF.",
		.help = "Use ~all.",
		.reference = "RFC 7208 sections 2.6.2 and 8.2",
		.bad = SPF_EXAMPLE("v=spf1 mx ?all"),
		.good = SPF_EXAMPLE("v=spf1 mx ~all"),
	},
	{
		.id = "spf-missing-all",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_SPF,
		.check.spf = missing_all,
		.summary = "the record has neither all nor redirect",
		.why = "Without them the result for unlisted senders is neutral, as if ?all stood at the "
		       "end.",
		.help = "End the record in ~all or -all.",
		.reference = "RFC 7208 section 4.7",
		.bad = SPF_EXAMPLE("v=spf1 mx"),
		.good = SPF_EXAMPLE("v=spf1 mx ~all"),
	},
	{
		.id = "spf-empty-policy",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_SPF,
		.check.spf = empty_policy,
		.summary = "the record is v=spf1 and nothing else",
		.why = "It is neutral for all mail, as if there were no record.",
		.help = "Name your senders, or publish v=spf1 -all if there are none.",
		.reference = "RFC 7208 section 4.7",
		.bad = SPF_EXAMPLE("v=spf1"),
		.good = SPF_EXAMPLE("v=spf1 -all"),
	},
	{
		.id = "spf-include-self",
		.severity = SEVERITY_ERROR,
		.scope = SCOPE_SPF,
		.check.spf = include_self,
		.summary = "the record includes itself",
		.why = "The evaluation runs in a circle until the limit of ten look-ups ends it in "
		       "permerror.",
		.help = "Remove the term.",
		.reference = "RFC 7208 section 4.6.4",
		.bad = SPF_EXAMPLE("v=spf1 include:example.com -all"),
		.good = SPF_EXAMPLE("v=spf1 include:_spf.example.net -all"),
	},
	{
		.id = "spf-exists-constant",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_SPF,
		.check.spf = exists_constant,
		.summary = "exists has no macro, so it is true for every client or for none",
		.why = "If the name has an address record the term matches every sender of the Internet, "
		       "like +all.",
		.help = "Remove it, or put a macro such as %{i} into the name.",
		.reference = "RFC 7208 section 5.7",
		.bad = SPF_EXAMPLE("v=spf1 exists:_spf.example.net -all"),
		.good = SPF_EXAMPLE("v=spf1 exists:%{i}._spf.example.net -all"),
	},
	{
		.id = "spf-ptr",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_SPF,
		.check.spf = ptr,
		.summary = "the record uses ptr",
		.why = "It is slow, depends on somebody else's reverse DNS, and some large receivers skip "
		       "it.",
		.help = "List the addresses with ip4: and ip6:.",
		.reference = "RFC 7208 section 5.5",
		.bad = SPF_EXAMPLE("v=spf1 ptr -all"),
		.good = SPF_EXAMPLE("v=spf1 mx -all"),
	},
	{
		.id = "spf-ip4-zero",
		.severity = SEVERITY_ERROR,
		.scope = SCOPE_SPF,
		.check.spf = zero_prefix,
		.summary = "a network of all addresses is authorised",
		.why = "Anybody can send mail that passes SPF in the domain's name.",
		.help = "Write the networks that really send.",
		.reference = "RFC 7208 section 5.6",
		.bad = SPF_EXAMPLE("v=spf1 ip4:0.0.0.0/0 -all"),
		.good = SPF_EXAMPLE("v=spf1 ip4:192.0.2.0/24 -all"),
	},
	{
		.id = "spf-ip4-broad",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_SPF,
		.check.spf = broad,
		.summary = "a very large network is authorised",
		.why = "Everybody who can send from any of its addresses passes SPF in the domain's name. "
		       "Below /16 for IPv4 and /32 for IPv6 that is rarely meant.",
		.help = "Narrow it to the hosts that send.",
		.reference = "RFC 9989 section 7.1",
		.bad = SPF_EXAMPLE("v=spf1 ip4:11.0.0.0/9 -all"),
		.good = SPF_EXAMPLE("v=spf1 ip4:11.0.0.0/24 -all"),
	},
	{
		.id = "spf-private-ip",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_SPF,
		.check.spf = private_networks,
		.summary = "a private, loopback or link-local network is listed",
		.why = "No receiver on the Internet ever sees such a client: the term only hides that the "
		       "public address is missing.",
		.help = "List the public address that your mail leaves from.",
		.reference = "RFC 6890 and RFC 1918",
		.bad = SPF_EXAMPLE("v=spf1 ip4:10.0.0.5 -all"),
		.good = SPF_EXAMPLE("v=spf1 ip4:11.0.0.5 -all"),
	},
	{
		.id = "spf-reserved-ip",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_SPF,
		.check.spf = reserved_networks,
		.summary = "a reserved, multicast or documentation network is listed",
		.why = "No mail comes from these addresses; documentation networks are left over from a "
		       "template.",
		.help = "List the addresses that your mail leaves from.",
		.reference = "RFC 6890, RFC 5737 and RFC 3849",
		.bad = SPF_EXAMPLE("v=spf1 ip4:192.0.2.1 -all"),
		.good = SPF_EXAMPLE("v=spf1 ip4:11.0.0.5 -all"),
	},
	{
		.id = "spf-conflicting-qualifiers",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_SPF,
		.check.spf = conflicting_qualifiers,
		.summary = "one network is listed with two qualifiers",
		.why = "The first term that matches decides, so the later one has no effect.",
		.help = "Keep one of them, or put the narrower network first.",
		.reference = "RFC 7208 section 4.6.2",
		.bad = SPF_EXAMPLE("v=spf1 ip4:11.0.0.0/24 -ip4:11.0.0.5 -all"),
		.good = SPF_EXAMPLE("v=spf1 -ip4:11.0.0.5 ip4:11.0.0.0/24 -all"),
	},
};

RULE_FAMILY(spf_policy_rules, "SPF: what is authorised", rows);
