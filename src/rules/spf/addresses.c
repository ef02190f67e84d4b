/* SPF: which addresses the record lets through. */
#include "check/claims.h"
#include "dns/special_address.h"
#include "rules/common.h"
#include "rules/families.h"
#include "rules/spf/walk.h"

enum {
	IP4_BROAD = 16, /* shorter prefixes are wide: 65,536 addresses and more */
	IP4_VERY_BROAD = 8,
	IP6_BROAD = 32,
	ADDRESSES_MANY = 100000,
	ADDRESSES_TOO_MANY = 1000000,
	COVERED_MOST = 1000, /* terms of one record that are compared with each other */
};

static void zero_prefix(struct rule_run *run, const struct spf_subject *spf)
{
	for (size_t i = 0; i < spf->record->terms.count; i++) {
		const struct spf_term *term = &spf->record->terms.at[i];
		bool network = spf_term_is_network(term) && !spf_term_prefix(term);
		bool hosts = (term->kind == SPF_TERM_A || term->kind == SPF_TERM_MX) &&
			     (!term->prefix4 || !term->prefix6);

		if ((network || hosts) && term->qualifier == '+')
			report_finding(run, &spf->published, term->span,
				"a prefix length of 0 matches every address");
	}
}

typedef const char *network_kind(const struct dns_address *address, unsigned prefix);

/* What the network of an ip4 or ip6 lies in, as a clause; NULL for an ordinary one and for other terms. */
static const char *special_network(const struct spf_term *term, network_kind *kind)
{
	struct dns_address network = spf_term_address(term);

	return spf_term_is_network(term) ? kind(&network, spf_term_prefix(term)) : NULL;
}

/* The network of an ip4 or ip6, and the width that a, mx give to each address they find. */
static void report_broad(struct rule_run *run, const struct spf_subject *spf, const struct spf_term *term)
{
	bool host = term->kind == SPF_TERM_A || term->kind == SPF_TERM_MX;
	bool ip4 = (term->kind == SPF_TERM_IP4 || host) && term->prefix4 && term->prefix4 < IP4_BROAD;
	bool ip6 = (term->kind == SPF_TERM_IP6 || host) && term->prefix6 && term->prefix6 < IP6_BROAD;
	struct finding *finding = NULL;

	if (ip4)
		finding = report_finding(run, &spf->published, term->span, "the network has %llu addresses",
			1ULL << (32 - term->prefix4));
	else if (ip6)
		finding = report_finding(
			run, &spf->published, term->span, "the IPv6 network is larger than /32");
	if (ip4 && term->prefix4 <= IP4_VERY_BROAD)
		finding->severity = SEVERITY_ERROR;
}

static void broad(struct rule_run *run, const struct spf_subject *spf)
{
	for (size_t i = 0; i < spf->record->terms.count; i++)
		if (spf->record->terms.at[i].qualifier != '-' &&
			!special_network(&spf->record->terms.at[i], private_network_of))
			report_broad(run, spf, &spf->record->terms.at[i]);
}

static bool is_within(const struct spf_term *term, const struct dns_address *network, unsigned prefix)
{
	struct dns_address address = spf_term_address(term);

	return spf_term_is_network(term) && spf_term_prefix(term) >= prefix &&
	       dns_address_is_within(&address, network, prefix);
}

static void report_special(struct rule_run *run, const struct spf_subject *spf, network_kind *kind)
{
	for (size_t i = 0; i < spf->record->terms.count; i++) {
		const struct spf_term *term = &spf->record->terms.at[i];
		const char *what = special_network(term, kind);

		if (what)
			report_finding(run, &spf->published, term->span, "%s", what);
	}
}

/* The first address of an answer that is of the kind; NULL for none. */
static const struct dns_address *find_special(const struct dns_reply *reply, network_kind *kind)
{
	for (size_t i = 0; i < reply->records.count; i++)
		if (kind(&reply->records.at[i].data.address, host_prefix(&reply->records.at[i].data.address)))
			return &reply->records.at[i].data.address;
	return NULL;
}

/* The hosts that the record's own a and mx terms find. */
static void report_special_hosts(struct rule_run *run, const struct spf_subject *spf, network_kind *kind)
{
	const struct spf_tree *tree = run->domain->spf_tree;

	for (size_t i = 0; tree && tree->root->record == spf->record && i < tree->root->query_count; i++) {
		const struct spf_query *query = &tree->root->queries[i];
		const struct dns_address *address = NULL;

		for (size_t k = 0; k < query->hosts.count && !address; k++) {
			address = find_special(query->hosts.at[k].ip4, kind);
			address = address ? address : find_special(query->hosts.at[k].ip6, kind);
		}
		if (address)
			report_finding(run, &spf->published, query->term->span,
				"\"%s\" resolves to %s, and %s", term_text(run, spf->record, query->term),
				dns_address_text(run->arena, address), kind(address, host_prefix(address)));
	}
}

static void private_networks(struct rule_run *run, const struct spf_subject *spf)
{
	report_special(run, spf, private_network_of);
	report_special_hosts(run, spf, private_network_of);
}

static void reserved_networks(struct rule_run *run, const struct spf_subject *spf)
{
	report_special(run, spf, reserved_network_of);
}

/* An earlier network of the record that holds the term's, with the same qualifier or with another one; or NULL. */
static const struct spf_term *covering(const struct spf_record *record, size_t number, bool same_qualifier)
{
	const struct spf_term *later = &record->terms.at[number];

	for (size_t k = 0; k < number && number < COVERED_MOST; k++) {
		const struct spf_term *earlier = &record->terms.at[k];
		struct dns_address network = spf_term_address(earlier);

		if (spf_term_is_network(earlier) &&
			(later->qualifier == earlier->qualifier) == same_qualifier &&
			is_within(later, &network, spf_term_prefix(earlier)))
			return earlier;
	}
	return NULL;
}

/* The record with the narrower network before the wider one that hides it; equal ones: without the later. */
static void fix_order(struct rule_run *run, struct finding *finding, const struct spf_record *record,
	const struct spf_term *wide, const struct spf_term *narrow)
{
	struct problem mend = { .replaced = { wide->span.first, wide->span.first } };
	struct slice text = slice_span(record->text, narrow->span);

	if (!record->valid)
		return;
	if (spf_term_prefix(wide) == spf_term_prefix(narrow)) {
		finding_fix_text(finding, without_term(run, record, narrow));
		return;
	}
	mend.replacement = arena_printf(run->arena, "%.*s ", (int)text.len, (const char *)text.at);
	/* The wider one comes first: its offset stays. */
	finding_fix_text(
		finding, problem_mend(run->arena, &mend, slice_of(without_term(run, record, narrow))));
}

/* The same network, or one within another, with another qualifier: which of them counts depends on the order. */
static void conflicting_qualifiers(struct rule_run *run, const struct spf_subject *spf)
{
	const struct spf_record *record = spf->record;

	for (size_t i = 0; i < record->terms.count; i++) {
		const struct spf_term *earlier = covering(record, i, false);

		if (earlier && spf_term_is_live(record, &record->terms.at[i]))
			fix_order(run,
				report_finding(run, &spf->published, record->terms.at[i].span,
					"\"%s\" comes first and decides for these addresses",
					term_text(run, record, earlier)),
				record, earlier, &record->terms.at[i]);
	}
}

static bool same_text(const struct spf_record *record, const struct spf_term *a, const struct spf_term *b)
{
	return slice_equal(slice_span(record->text, a->span), slice_span(record->text, b->span));
}

/* True when nothing between two terms can decide otherwise: networks of the same qualifier only. */
static bool only_networks_between(
	const struct spf_record *record, size_t first, size_t last, uint8_t qualifier)
{
	for (size_t i = first + 1; i < last; i++)
		if (!spf_term_is_network(&record->terms.at[i]) || record->terms.at[i].qualifier != qualifier)
			return false;
	return true;
}

/* Whether the network at `narrow` changes nothing because of the one at `wide`. Equal texts are duplicates instead. */
static bool is_needless(const struct spf_record *record, size_t narrow, size_t wide)
{
	const struct spf_term *inner = &record->terms.at[narrow], *outer = &record->terms.at[wide];
	struct dns_address network = spf_term_address(outer);

	if (wide == narrow || !spf_term_is_network(outer) || outer->qualifier != inner->qualifier ||
		!spf_term_is_live(record, outer) || !is_within(inner, &network, spf_term_prefix(outer)) ||
		same_text(record, outer, inner))
		return false;
	if (wide < narrow)
		return true;
	return spf_term_prefix(outer) < spf_term_prefix(inner) &&
	       only_networks_between(record, narrow, wide, inner->qualifier);
}

static void overlap(struct rule_run *run, const struct spf_subject *spf)
{
	const struct spf_record *record = spf->record;

	for (size_t i = 0; i < record->terms.count && i < COVERED_MOST; i++) {
		const struct spf_term *narrow = &record->terms.at[i];
		bool found = !spf_term_is_network(narrow) || !spf_term_is_live(record, narrow);

		for (size_t k = 0; k < record->terms.count && k < COVERED_MOST && !found; k++) {
			found = is_needless(record, i, k);
			if (found)
				finding_fix_text(report_finding(run, &spf->published, narrow->span,
							 "\"%s\" already contains this network",
							 term_text(run, record, &record->terms.at[k])),
					without_term(run, record, narrow));
		}
	}
}

static bool lets_pass(const struct spf_query *include, const struct spf_term *term)
{
	struct dns_address network = spf_term_address(term);

	return include->term->kind == SPF_TERM_INCLUDE && include->live && include->term->qualifier == '+' &&
	       include->child && include->child->record &&
	       address_set_covers(
		       &include->child->networks.by_result[SPF_PASS], &network, spf_term_prefix(term));
}

/* A network of the domain's record that an include of it lets through as well, with nothing but passes in the record. */
static void overlap_with_includes(struct rule_run *run, const struct spf_subject *spf)
{
	const struct spf_tree *tree = run->domain->spf_tree;

	overlap(run, spf);
	if (!tree || tree->root->record != spf->record)
		return;
	for (size_t i = 0; i < tree->root->query_count && i < COVERED_MOST; i++) {
		const struct spf_term *term = tree->root->queries[i].term;

		if (term->kind < SPF_TERM_REDIRECT && term->qualifier != '+')
			return;
		for (size_t k = 0; spf_term_is_network(term) && k < tree->root->query_count; k++) {
			const struct spf_query *include = &tree->root->queries[k];

			if (include->term->kind < SPF_TERM_REDIRECT && include->term->qualifier != '+')
				break;
			if (lets_pass(include, term))
				report_finding(run, &spf->published, term->span,
					"\"%s\" already authorizes this network",
					term_text(run, spf->record, include->term));
		}
	}
}

/* The network with its host bits cleared, as a term. */
static const char *without_host_bits(struct rule_run *run, const struct spf_term *term)
{
	struct dns_address network = spf_term_address(term);
	unsigned prefix = spf_term_prefix(term);
	char qualifier[2] = { term->qualifier == '+' ? 0 : (char)term->qualifier, 0 };

	for (unsigned bit = prefix; bit < (network.is_ip6 ? 128U : 32U); bit++)
		network.bytes[bit / 8] &= (uint8_t) ~(0x80U >> bit % 8);
	return arena_printf(run->arena, "%s%s:%s/%u", qualifier, spf_term_word(term->kind),
		dns_address_text(run->arena, &network), prefix);
}

static bool has_host_bits(const struct spf_term *term)
{
	struct dns_address network = spf_term_address(term);

	for (unsigned bit = spf_term_prefix(term); bit < (network.is_ip6 ? 128U : 32U); bit++)
		if (network.bytes[bit / 8] >> (7 - bit % 8) & 1)
			return true;
	return false;
}

static void host_bits_set(struct rule_run *run, const struct spf_subject *spf)
{
	for (size_t i = 0; i < spf->record->terms.count; i++) {
		const struct spf_term *term = &spf->record->terms.at[i];
		const char *exact;

		if (!spf_term_is_network(term) || !has_host_bits(term))
			continue;
		exact = without_host_bits(run, term);
		fix_replaced(run,
			report_finding(run, &spf->published, term->span,
				"only the first %u bits count; the network is %s", spf_term_prefix(term),
				exact),
			term->span, exact);
	}
}

static void total_addresses(struct rule_run *run)
{
	const struct spf_tree *tree = run->domain->spf_tree;
	const struct spf_subject *spf = domain_spf(run->domain);
	uint64_t count = tree ? address_set_count_ip4(&tree->root->networks.by_result[SPF_PASS]) : 0;
	struct finding *finding;

	if (tree && tree->root->networks.cut) {
		report_finding(run, &spf->published, whole_text(&spf->published),
			"the record and its includes list too many networks to count")
			->severity = SEVERITY_WARNING;
		return;
	}
	if (count < ADDRESSES_MANY)
		return;
	finding = report_finding(run, &spf->published, whole_text(&spf->published),
		"%llu IPv4 addresses pass SPF", (unsigned long long)count);
	if (count > ADDRESSES_TOO_MANY)
		finding->severity = SEVERITY_WARNING;
}

static const struct rule rows[] = {
	{
		.id = "spf-ip4-zero",
		.severity = SEVERITY_ERROR,
		.scope = SCOPE_SPF,
		.check.spf = zero_prefix,
		.summary = "prefix length of 0 authorizes every address",
		.why = "Anyone can send mail that passes SPF for this domain. Such mail also passes DMARC if the From header field has this domain.",
		.help = "List only the networks that send mail.",
		.reference = "RFC 7208 section 5.6",
		.bad = SPF_EXAMPLE("v=spf1 ip4:0.0.0.0/0 -all"),
		.good = SPF_EXAMPLE("v=spf1 ip4:192.0.2.0/24 -all"),
	},
	{
		.id = "spf-ip4-broad",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_SPF,
		.check.spf = broad,
		.also = ALSO(ERROR),
		.summary = "very large network is authorized",
		.why = "Every host in the network can send mail that passes SPF for this domain. Networks "
		       "larger than /16 (IPv4) or /32 (IPv6) are rarely intended.",
		.help = "List only the hosts and networks that send mail.",
		.reference = "RFC 9989 section 7.1",
		.bad = SPF_EXAMPLE("v=spf1 ip4:11.0.0.0/9 -all"),
		.good = SPF_EXAMPLE("v=spf1 ip4:11.0.0.0/24 -all"),
	},
	{
		.id = "spf-private-ip",
		.severity = SEVERITY_INFO,
		.scope = SCOPE_SPF,
		.check.spf = private_networks,
		.summary = "private, loopback or link-local network is listed",
		.why = "Receivers on the Internet never see mail from such an address. The public address may be missing from the record.",
		.help = "List the public address that your mail comes from.",
		.reference = "RFC 6890 and RFC 1918",
		.bad = SPF_EXAMPLE("v=spf1 ip4:10.0.0.5 -all"),
		.good = SPF_EXAMPLE("v=spf1 ip4:11.0.0.5 -all"),
	},
	{
		.id = "spf-reserved-ip",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_SPF,
		.check.spf = reserved_networks,
		.summary = "reserved, multicast or documentation network is listed",
		.why = "No mail comes from such an address. Documentation networks are usually copied from a "
		       "template.",
		.help = "Replace the network with the addresses that your mail comes from.",
		.reference = "RFC 6890, RFC 5737 and RFC 3849",
		.bad = SPF_EXAMPLE("v=spf1 ip4:192.0.2.1 -all"),
		.good = SPF_EXAMPLE("v=spf1 ip4:11.0.0.5 -all"),
	},
	{
		.id = "spf-conflicting-qualifiers",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_SPF,
		.check.spf = conflicting_qualifiers,
		.also = ALSO(INFO),
		.summary = "network comes after a wider or equal network with another qualifier",
		.why = "The first term that matches decides, so the later term has no effect.",
		.help = "Move the narrower network before the wider one, or remove the term that has no "
			"effect.",
		.reference = "RFC 7208 section 4.6.2",
		.bad = SPF_EXAMPLE("v=spf1 ip4:11.0.0.0/24 -ip4:11.0.0.5 -all"),
		.good = SPF_EXAMPLE("v=spf1 -ip4:11.0.1.5 ip4:11.0.0.0/24 -all"),
	},
	{
		.id = "spf-overlap",
		SPF_ROW(INFO, overlap_with_includes),
		.safe_fix = true,
		.summary = "network is part of another authorized network",
		.why = "The term has no effect now. If the other term is removed, this term still authorizes the network.",
		.help = "Remove the narrower network.",
		.reference = "RFC 7208 section 10.1.1",
		.bad = SPF_EXAMPLE("v=spf1 ip4:11.0.0.0/24 ip4:11.0.0.5 -all"),
		.good = SPF_EXAMPLE("v=spf1 ip4:11.0.0.0/24 ip4:11.0.1.5 -all"),
	},
	{
		.id = "spf-host-bits-set",
		SPF_ROW(INFO, host_bits_set),
		.safe_fix = true,
		.summary = "address of a network has host bits set",
		.why = "Receivers compare only the bits of the prefix length. If you meant a single host, "
		       "the term authorizes too many addresses.",
		.help = "Write the first address of the network, or remove the prefix length for a single "
			"host.",
		.reference = "RFC 7208 section 5.6",
		.bad = SPF_EXAMPLE("v=spf1 ip4:11.0.0.5/24 -all"),
		.good = SPF_EXAMPLE("v=spf1 ip4:11.0.0.0/24 -all"),
	},
	{
		.id = "spf-total-addresses",
		DOMAIN_ROW(INFO, total_addresses),
		.follows = "spf-plus-all,spf-ip4-zero,spf-ip4-broad,spf-include-passes-all",
		.also = ALSO(WARNING),
		.summary = "record and its includes authorize very many addresses",
		.why = "Every host at these addresses can send mail that passes SPF for this domain.",
		.help = "Remove the includes of services that you do not use, and list smaller networks.",
		.reference = "RFC 9989 section 7.1",
		.bad = SPF_EXAMPLE("v=spf1 ip4:11.0.0.0/12 -all"),
		.good = SPF_EXAMPLE("v=spf1 ip4:11.0.0.0/24 -all"),
	},
};

RULE_FAMILY(spf_address_rules, "SPF: addresses", rows);
