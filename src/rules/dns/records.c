/* DNS: the size of RRsets, and their TTLs. */
#include "rules/common.h"
#include "rules/families.h"

enum {
	MESSAGE_MOST = 1232, /* what passes without fragments (DNS flag day 2020) */
	HEADER = 12,
	QUESTION_TAIL = 4,
	RECORD_HEAD = 12, /* owner as a pointer, type, class, TTL, length */
	TTL_HIGH = 86400, /* seconds */
	TTL_VERY_LOW = 60,
	NEGATIVE_TTL_HIGH = 3600,
};

static void txt_set_large(struct rule_run *run)
{
	const struct domain *domain = run->domain;
	size_t size = HEADER + domain->name.len + QUESTION_TAIL;

	for (size_t i = 0; i < domain->txts.count; i++)
		size += RECORD_HEAD + domain->txts.at[i].txt->ends.count + domain->txts.at[i].txt->joined.len;
	if (size > MESSAGE_MOST)
		report_finding(run, NULL, (struct span){ 0 },
			"the %zu TXT records of %s need %zu octets; the safe limit over UDP is %d",
			domain->txts.count, dns_name_text(run->arena, &domain->name), size, MESSAGE_MOST);
}

typedef void visit_record(struct rule_run *run, const struct published *record);

/* The records that mail is judged by. */
static void each_record(struct rule_run *run, visit_record *visit)
{
	const struct domain *domain = run->domain;

	for (size_t i = 0; i < domain->spf.count; i++)
		visit(run, &domain->spf.at[i].published);
	for (size_t i = 0; i < domain->dmarcs.count; i++)
		visit(run, &domain->dmarcs.at[i].published);
	for (size_t i = 0; i < domain->selectors.count; i++)
		for (size_t k = 0; k < domain->selectors.at[i].keys.count; k++)
			visit(run, &domain->selectors.at[i].keys.at[k].published);
}

static void check_high(struct rule_run *run, const struct published *record)
{
	if (record->ttl > TTL_HIGH)
		report_finding(run, record, whole_text(record), "the TTL is %u seconds (more than 1 day)",
			record->ttl);
}

static void ttl_high(struct rule_run *run)
{
	each_record(run, check_high);
}

/* What a cache answers counts down; only a zone file shows the TTL that is published. */
static void check_very_low(struct rule_run *run, const struct published *record)
{
	if (run->domain->options->zone_names && record->ttl < TTL_VERY_LOW)
		report_finding(run, record, whole_text(record), "the TTL is %u seconds (less than 1 minute)",
			record->ttl);
}

static void ttl_very_low(struct rule_run *run)
{
	each_record(run, check_very_low);
}

/* The first record of a set with another TTL than the one before it. */
static void report_mismatch(
	struct rule_run *run, const struct published *first, const struct published *other)
{
	if (first->ttl != other->ttl)
		finding_relate(run,
			report_finding(run, other, whole_text(other),
				"the TTL is %u seconds; another record of the RRset has %u", other->ttl,
				first->ttl),
			first, "the other record");
}

static void ttl_mismatch(struct rule_run *run)
{
	const struct domain *domain = run->domain;

	for (size_t i = 1; i < domain->txts.count && !run->reported; i++)
		report_mismatch(run, &domain->txts.at[0], &domain->txts.at[i]);
	for (size_t i = 1; i < domain->mx.count && run->reported < 2; i++)
		report_mismatch(run, &domain->mx.at[0].published, &domain->mx.at[i].published);
}

/* RFC 2308 section 5: the smaller one of the SOA's TTL and its last number. What a resolver answers counts down. */
static void negative_ttl(struct rule_run *run)
{
	const struct dns_reply *reply = run->domain->dns.soa;
	const struct dns_record *soa =
		reply && dns_outcome_has_records(reply->outcome) ? &reply->records.at[0] : NULL;

	if (!soa || reply->aliases.count || soa->data.soa->minimum <= NEGATIVE_TTL_HIGH ||
		soa->ttl <= NEGATIVE_TTL_HIGH)
		return;
	report_finding(run, NULL, (struct span){ 0 },
		"a new record can stay unseen for up to %u minutes (negative caching)",
		(soa->data.soa->minimum < soa->ttl ? soa->data.soa->minimum : soa->ttl) / 60);
}

#define SENDS "@ TXT \"v=spf1 a -all\"\n@ A 11.0.0.9\n"
#define JUNK \
	"\"verification=" \
	"01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567" \
	"89" \
	"0123456789012345678901234567890123456789012345678901234567890123456789\"\n"

static const struct rule rows[] = {
	{
		.id = "dns-txt-set-large",
		DOMAIN_ROW(WARNING, txt_set_large),
		.follows = "spf-record-over-450,spf-record-over-512",
		.summary = "TXT records of the domain do not fit into one UDP answer",
		.why = "Resolvers get the answer with the SPF record over TCP or in fragments. Some "
		       "receivers get no answer at all.",
		.help = "Remove TXT records of old domain verifications.",
		.reference = "RFC 7208 section 3.4",
		.bad = SENDS "@ TXT " JUNK "@ TXT \"2\" " JUNK "@ TXT \"3\" " JUNK "@ TXT \"4\" " JUNK
			     "@ TXT \"5\" " JUNK "@ TXT \"6\" " JUNK "@ TXT \"7\" " JUNK,
		.good = SENDS,
	},
	{
		.id = "dns-ttl-high",
		DOMAIN_ROW(INFO, ttl_high),
		.summary = "TTL of a mail record is more than one day",
		.why = "A correction or a change of the mail service takes that long to reach all receivers.",
		.help = "Set the TTL to 3600 seconds.",
		.reference = "RFC 2181 section 8",
		.bad = "@ 604800 TXT \"v=spf1 a -all\"\n@ A 11.0.0.9",
		.good = SENDS,
	},
	{
		.id = "dns-ttl-very-low",
		DOMAIN_ROW(INFO, ttl_very_low),
		.summary = "TTL of a mail record is less than one minute",
		.why = "Receivers query the record for nearly every message, and each query can fail.",
		.help = "Set the TTL to 3600 seconds, or to 300 seconds before a change.",
		.reference = "RFC 2181 section 8",
		.bad = "@ 5 TXT \"v=spf1 a -all\"\n@ A 11.0.0.9",
		.good = SENDS,
	},
	{
		.id = "dns-ttl-mismatch",
		DOMAIN_ROW(INFO, ttl_mismatch),
		.summary = "records of one RRset have different TTLs",
		.why = "RFC 2181 deprecates different TTLs in one RRset. Resolvers use the lowest TTL "
		       "for all records.",
		.help = "Give all records of the RRset the same TTL.",
		.reference = "RFC 2181 section 5.2",
		.bad = SENDS "@ 300 TXT \"token\"",
		.good = SENDS "@ TXT \"token\"",
	},
	{
		.id = "dns-negative-ttl",
		DOMAIN_ROW(INFO, negative_ttl),
		.summary = "negative answers are cached for more than one hour",
		.why = "A resolver that asked before the record was published does not see the new "
		       "record during this time.",
		.help = "Set the last number of the SOA record (negative TTL) to 3600 or less.",
		.reference = "RFC 2308 section 5",
		.bad = "; whole file\n$ORIGIN example.com.\n$TTL 86400\n@ SOA ns h 1 3600 600 86400 86400\n@ "
		       "NS ns",
		.good = SENDS,
	},
};

RULE_FAMILY(dns_record_rules, "DNS: RRsets", rows);
