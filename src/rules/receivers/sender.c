/* The server that sends: reverse DNS of its addresses, and its name in HELO (RFC 8601 section 3, RFC 5321). */
#include "base/ascii.h"

#include "rules/common.h"
#include "rules/families.h"

#include <stdio.h>
#include <string.h>

typedef void visit_sender(struct rule_run *run, const struct sender *sender);

static void each_sender(struct rule_run *run, visit_sender *visit)
{
	for (size_t i = 0; i < run->domain->senders.count; i++)
		visit(run, &run->domain->senders.at[i]);
}

static const char *address_text(struct rule_run *run, const struct sender *sender)
{
	return dns_address_text(run->arena, &sender->address);
}

static struct finding *report_sender(struct rule_run *run, const struct sender *sender, const char *message)
{
	struct finding *finding =
		report_finding(run, NULL, (struct span){ 0 }, "%s %s", address_text(run, sender), message);

	finding->name = sender->ptr->question.name;
	finding->type = DNS_TYPE_PTR;
	return finding;
}

static void check_missing(struct rule_run *run, const struct sender *sender, bool is_ip6)
{
	if (sender->address.is_ip6 == is_ip6 && dns_outcome_is_void(sender->ptr->outcome))
		report_sender(run, sender, "has no PTR record");
}

static void check_missing_ip4(struct rule_run *run, const struct sender *sender)
{
	check_missing(run, sender, false);
}

static void check_missing_ip6(struct rule_run *run, const struct sender *sender)
{
	check_missing(run, sender, true);
}

static void ptr_missing(struct rule_run *run)
{
	each_sender(run, check_missing_ip4);
}

static void ptr_ipv6_missing(struct rule_run *run)
{
	each_sender(run, check_missing_ip6);
}

/* One name that resolves back is enough; while one is not answered it may be that one. */
static void check_forward(struct rule_run *run, const struct sender *sender)
{
	for (size_t i = 0; i < sender->names.count; i++)
		if (sender->names.at[i].confirmed ||
			!dns_outcome_is_answer(sender->names.at[i].forward->outcome))
			return;
	if (sender->names.count)
		report_sender(run, sender,
			arena_printf(run->arena, "has PTR name %s; %s",
				dns_name_text(run->arena, &sender->names.at[0].name),
				sender->names.count > 1 ? "none of its PTR names resolves back to the address"
				: dns_outcome_has_records(sender->names.at[0].forward->outcome)
					? "it resolves to other addresses"
					: "which does not resolve back to the address"));
}

static void fcrdns_mismatch(struct rule_run *run)
{
	each_sender(run, check_forward);
}

static void check_multiple(struct rule_run *run, const struct sender *sender)
{
	if (sender->ptr->records.count > 1)
		report_sender(run, sender,
			arena_printf(run->arena, "has %zu PTR records", sender->ptr->records.count));
}

static void ptr_multiple(struct rule_run *run)
{
	each_sender(run, check_multiple);
}

/* Words in names that access providers give to their customers' lines. */
static bool is_word_of_line(struct slice word)
{
	static const char *const words[] = { "adsl", "broadband", "cable", "catv", "client", "clients",
		"cust", "customer", "customers", "dhcp", "dial", "dialup", "dsl", "dyn", "dynamic", "dynip",
		"pool", "ppp", "pppoe", "residential", "vdsl", "xdsl" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (slice_is_nocase(word, words[i]))
			return true;
	return false;
}

static bool has_word_of_line(struct slice text)
{
	size_t at = 0;

	while (at < text.len) {
		size_t end = at;

		/* "dsl81" and "pool-12" are such words too. */
		while (end < text.len && ascii_is_alpha(text.at[end]))
			end++;
		if (is_word_of_line(slice_part(text, at, end)))
			return true;
		at = end + 1;
	}
	return false;
}

/* The next run of letters and digits after *at; false at the end. */
static bool next_piece(struct slice text, bool (*belongs)(uint8_t c), size_t *at, struct slice *ret_piece)
{
	size_t first = *at, end;

	while (first < text.len && !belongs(text.at[first]))
		first++;
	for (end = first; end < text.len && belongs(text.at[end]); end++)
		;
	*ret_piece = slice_part(text, first, end);
	*at = end;
	return end > first;
}

static bool is_digit(uint8_t c)
{
	return ascii_is_digit(c);
}

static bool is_alnum(uint8_t c)
{
	return ascii_is_alnum(c);
}

/* Three octets of the address as numbers, each number counted once, or all four run together. */
static bool has_ip4(struct slice text, const uint8_t *octets)
{
	char together[16], padded[16];
	bool seen[4] = { false };
	struct slice piece;
	unsigned count = 0;

	snprintf(together, sizeof together, "%02x%02x%02x%02x", octets[0], octets[1], octets[2], octets[3]);
	snprintf(padded, sizeof padded, "%03u%03u%03u%03u", octets[0], octets[1], octets[2], octets[3]);
	if (slice_find_nocase(text, together, 0) >= 0 || slice_find_nocase(text, padded, 0) >= 0)
		return true;
	for (size_t at = 0; next_piece(text, is_digit, &at, &piece);) {
		uint64_t number;

		for (size_t i = 0; i < 4 && slice_number(piece, 255, &number); i++)
			if (!seen[i] && number == octets[i]) {
				seen[i] = true;
				count++;
				break;
			}
	}
	return count >= 3;
}

enum { GROUPS = 8, GROUPS_TELLING = 4 };

/* Its groups between delimiters, four of them or all that are not zero, or the address written as one hexadecimal number. */
static bool has_ip6(struct slice text, const uint8_t *bytes)
{
	char half[17];
	bool seen[GROUPS] = { false };
	unsigned count = 0, telling = 0;
	struct slice piece;

	for (size_t i = 0; i < sizeof half / 2; i++)
		snprintf(half + i * 2, 3, "%02x", bytes[i]);
	for (size_t i = 0; i < GROUPS; i++)
		telling += bytes[i * 2] || bytes[i * 2 + 1];
	for (size_t at = 0; next_piece(text, is_alnum, &at, &piece);) {
		for (size_t i = 0; i < GROUPS; i++) {
			char group[5], padded[5];
			unsigned value = (unsigned)bytes[i * 2] << 8 | bytes[i * 2 + 1];

			snprintf(group, sizeof group, "%x", value);
			snprintf(padded, sizeof padded, "%04x", value);
			if (seen[i] || !value ||
				(!slice_is_nocase(piece, group) && !slice_is_nocase(piece, padded)))
				continue;
			seen[i] = true;
			count++;
			break;
		}
	}
	return slice_find_nocase(text, half, 0) >= 0 ||
	       (count >= 3 && count >= (telling < GROUPS_TELLING ? telling : GROUPS_TELLING));
}

static bool is_generic(struct rule_run *run, const struct dns_name *name, const struct dns_address *address)
{
	struct dns_name organizational =
		suffix_list_organizational_domain(run->domain->options->suffixes, name);
	struct slice text = slice_of(dns_name_text(run->arena, name)), host;

	/* What the provider is called says nothing. */
	host = slice_part(text, 0, text.len - slice_of(dns_name_text(run->arena, &organizational)).len);
	return has_word_of_line(host) ||
	       (address->is_ip6 ? has_ip6(text, address->bytes) : has_ip4(text, address->bytes));
}

static void check_generic(struct rule_run *run, const struct sender *sender)
{
	for (size_t i = 0; i < sender->names.count; i++)
		if (is_generic(run, &sender->names.at[i].name, &sender->address)) {
			report_sender(run, sender,
				arena_printf(run->arena, "has PTR name %s, which looks generic",
					dns_name_text(run->arena, &sender->names.at[i].name)));
			return;
		}
}

static void ptr_generic(struct rule_run *run)
{
	each_sender(run, check_generic);
}

/* A name that nobody outside knows (RFC 6762 section 3, and what local networks use besides). */
static bool is_local(const struct dns_name *name)
{
	static const char *const endings[] = { "local", "localdomain", "internal", "lan", "home", "corp",
		"home.arpa" };

	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		struct dns_name ending = dns_name_of(endings[i]);

		if (dns_name_is_under(name, &ending))
			return true;
	}
	return dns_name_labels(name) < 2;
}

static void check_fqdn(struct rule_run *run, const struct sender *sender)
{
	for (size_t i = 0; i < sender->names.count; i++)
		if (is_local(&sender->names.at[i].name))
			report_sender(run, sender,
				arena_printf(run->arena,
					"has PTR name %s, which is not a public fully qualified name",
					dns_name_text(run->arena, &sender->names.at[i].name)));
}

static void ptr_not_fqdn(struct rule_run *run)
{
	each_sender(run, check_fqdn);
}

static void helo_not_resolving(struct rule_run *run)
{
	const struct domain *domain = run->domain;

	if (domain->helo_ip4 && dns_outcome_is_void(domain->helo_ip4->outcome) &&
		dns_outcome_is_void(domain->helo_ip6->outcome))
		report_finding(run, NULL, (struct span){ 0 }, "the HELO name %s has no A or AAAA record",
			dns_name_text(run->arena, &domain->helo))
			->name = domain->helo;
}

static void check_helo(struct rule_run *run, const struct sender *sender)
{
	const struct domain *domain = run->domain;

	if (!domain->helo_ip4 || !sender->names.count)
		return;
	for (size_t i = 0; i < sender->names.count; i++)
		if (dns_name_equal(&sender->names.at[i].name, &domain->helo))
			return;
	report_sender(run, sender,
		arena_printf(run->arena, "has PTR name %s but HELO name %s",
			dns_name_text(run->arena, &sender->names.at[0].name),
			dns_name_text(run->arena, &domain->helo)));
}

static void helo_mismatch_ptr(struct rule_run *run)
{
	each_sender(run, check_helo);
}

#define WITH_IP \
	"; with --ip 11.0.0.25\n; domain example.com\n@ TXT \"v=spf1 ip4:11.0.0.25 -all\"\nmail A 11.0.0.25\n"
#define WITH_IP6 \
	"; with --ip 2a00:1::25\n; domain example.com\n@ TXT \"v=spf1 ip6:2a00:1::25 -all\"\nmail AAAA 2a00:1::25\n"
#define REVERSE(name) \
	"$ORIGIN 11.in-addr.arpa.\n@ SOA ns.example.com. h 1 2 3 4 5\n@ NS ns.example.com.\n" name
#define REVERSE6(name) \
	"$ORIGIN 1.0.0.0.0.0.a.2.ip6.arpa.\n@ SOA ns.example.com. h 1 2 3 4 5\n@ NS ns.example.com.\n" name
#define GOOD WITH_IP REVERSE("25.0.0 PTR mail.example.com.")

static const struct rule rows[] = {
	{
		.id = "gmail-ptr-missing",
		DOMAIN_ROW(ERROR, ptr_missing),
		.summary = "sending IP address has no PTR record",
		.why = "Gmail defers or rejects the mail (4.7.23, 5.7.25), and so do many other receivers.",
		.help = "Ask the provider of the IP address for a PTR record with the name of the mail "
			"server.",
		.reference = "RFC 8601 section 3 and RFC 1912 section 2.1",
		.bad = WITH_IP REVERSE(""),
		.good = GOOD,
	},
	{
		.id = "ptr-ipv6-missing",
		DOMAIN_ROW(ERROR, ptr_ipv6_missing),
		.summary = "sending IPv6 address has no PTR record",
		.why = "Gmail and Microsoft reject mail over IPv6 from such an address.",
		.help = "Ask the provider of the IPv6 address for a PTR record, or send over IPv4.",
		.reference = "RFC 8601 section 3",
		.bad = WITH_IP6 REVERSE6(""),
		.good = WITH_IP6 REVERSE6(
			"5.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0 PTR mail.example.com."),
	},
	{
		.id = "gmail-fcrdns-mismatch",
		DOMAIN_ROW(ERROR, fcrdns_mismatch),
		.summary = "PTR name does not resolve back to the sending IP (FCrDNS)",
		.why = "The operator of an IP address can set any PTR name. Gmail and other receivers "
		       "trust the name only if it resolves back to the address.",
		.help = "Publish an A or AAAA record with the sending IP address at the PTR name.",
		.reference = "RFC 8601 section 3",
		.bad = WITH_IP REVERSE("25.0.0 PTR other.example.com."),
		.good = GOOD,
	},
	{
		.id = "ptr-multiple",
		DOMAIN_ROW(INFO, ptr_multiple),
		.summary = "sending IP address has several PTR records",
		.why = "Some receivers check only some of the PTR names. At least one of these must "
		       "resolve back to the IP address.",
		.help = "Keep only one PTR record for each sending IP address.",
		.reference = "RFC 8601 section 3",
		.bad = GOOD "\n25.0.0 PTR www.example.com.",
		.good = GOOD,
	},
	{
		.id = "ptr-generic",
		DOMAIN_ROW(WARNING, ptr_generic),
		.summary = "PTR name of a sending IP address looks generic",
		.why = "Internet providers give such names to customer connections. Yahoo asks for a meaningful name, and some receivers reject the mail.",
		.help = "Set a PTR record with the name of the mail server.",
		.reference = "Yahoo's Sender Best Practices",
		.bad = WITH_IP REVERSE("25.0.0 PTR 25-0-0-11.pool.example.com."),
		.good = GOOD,
	},
	{
		.id = "ptr-not-fqdn",
		DOMAIN_ROW(ERROR, ptr_not_fqdn),
		.summary = "PTR record is not a public fully qualified name",
		.why = "Receivers cannot look up a name of one label or of a local network.",
		.help = "Set a PTR record with the fully qualified name of the mail server.",
		.reference = "RFC 1912 section 2.1",
		.bad = WITH_IP REVERSE("25.0.0 PTR mail.internal."),
		.good = GOOD,
	},
	{
		.id = "helo-not-resolving",
		DOMAIN_ROW(WARNING, helo_not_resolving),
		.summary = "HELO name has no A or AAAA record",
		.why = "A HELO name must have an A or AAAA record, and some receivers check it. A server "
		       "without such a name must use an address literal.",
		.help = "Publish an A or AAAA record for the HELO name, or configure the server with a "
			"HELO name that has one.",
		.reference = "RFC 5321 section 2.3.5",
		.bad = "; with --helo gone.example.com\n" GOOD,
		.good = "; with --helo mail.example.com\n" GOOD,
	},
	{
		.id = "helo-mismatch-ptr",
		DOMAIN_ROW(INFO, helo_mismatch_ptr),
		.follows = "helo-not-resolving",
		.summary = "HELO name differs from the PTR name",
		.why = "This is allowed, but some spam filters count it against the sender.",
		.help = "Configure the server with its PTR name as the HELO name.",
		.reference = "RFC 5321 section 4.1.4",
		.bad = "; with --helo ns.example.com\n" GOOD,
		.good = "; with --helo mail.example.com\n" GOOD,
	},
};

RULE_FAMILY(sender_rules, "The sending server", rows);
