/* DANE for SMTP: TLSA records of the hosts that receive mail (RFC 7672, RFC 6698). */
#include "check/claims.h"
#include "dns/present.h"

#include "rules/common.h"
#include "rules/families.h"

/* Certificate usage, selector and matching type, and the bytes after them (RFC 6698 section 2.1). */
enum { PKIX_TA, PKIX_EE, DANE_TA, DANE_EE };
enum { DATA_AT = 3, SHA_256_SIZE = 32, SHA_512_SIZE = 64 };

typedef void visit_tlsa(struct rule_run *run, const struct published *published, struct slice rdata);

static const struct published *publish(struct rule_run *run, const struct dns_reply *reply, size_t number)
{
	struct published *published = arena_take(run->arena, sizeof *published);
	struct bytes text = { 0 };

	dns_present_rdata(&text, &reply->records.at[number]);
	*published = (struct published){
		.name = *dns_reply_owner(reply),
		.type = DNS_TYPE_TLSA,
		.ttl = reply->records.at[number].ttl,
		.txt = dns_txt_of(run->arena, arena_copy(run->arena, bytes_slice(&text))),
		.place = reply->records.at[number].place,
		.number = number + 1,
		.count = reply->records.count,
	};
	bytes_free(&text);
	return published;
}

static bool has_tlsa(const struct mx_subject *mx)
{
	return mx->tlsa && dns_outcome_has_records(mx->tlsa->outcome);
}

/* Two MX records may name the same host. */
static bool is_first(const struct domain *domain, size_t number)
{
	for (size_t i = 0; i < number; i++)
		if (domain->mx.at[i].tlsa == domain->mx.at[number].tlsa)
			return false;
	return true;
}

static void each_tlsa(struct rule_run *run, visit_tlsa *visit)
{
	const struct domain *domain = run->domain;

	for (size_t i = 0; i < domain->mx.count; i++) {
		const struct dns_reply *tlsa = domain->mx.at[i].tlsa;

		for (size_t k = 0; tlsa && is_first(domain, i) && k < tlsa->records.count; k++)
			visit(run, publish(run, tlsa, k), tlsa->records.at[k].data.rdata);
	}
}

static void check_usage(struct rule_run *run, const struct published *tlsa, struct slice rdata)
{
	if (rdata.at[0] >= DANE_TA && rdata.at[0] <= DANE_EE)
		return;
	if (rdata.at[0] < DANE_TA) /* the same certificate, by the usage that needs no public authority */
		report_replaced(run, tlsa, (struct span){ 0, 1 }, (struct span){ 0, 1 },
			rdata.at[0] == PKIX_EE ? "3" : "2",
			"certificate usages 0 and 1 are not for SMTP; expected 2 or 3");
	else
		report_finding(run, tlsa, (struct span){ 0, 1 },
			"unknown certificate usage %u; expected 2 or 3", rdata.at[0]);
}

static void usage(struct rule_run *run)
{
	each_tlsa(run, check_usage);
}

/* The digest is as long as one of the two: its type is the other. */
static void fix_matching_type(struct rule_run *run, struct finding *finding, size_t size)
{
	enum { MATCHING_TYPE_AT = 4 }; /* of "3 1 2 8CB0..." */
	const char *type = size == SHA_256_SIZE ? "1" : size == SHA_512_SIZE ? "2" : NULL;

	if (type)
		fix_replaced(run, finding, (struct span){ MATCHING_TYPE_AT, MATCHING_TYPE_AT + 1 }, type);
}

static void check_selector_mtype(struct rule_run *run, const struct published *tlsa, struct slice rdata)
{
	size_t size = rdata.len - DATA_AT;

	if (rdata.at[1] > 1)
		report_finding(run, tlsa, whole_text(tlsa),
			"unknown selector %u; expected 0 (certificate) or 1 (public key)", rdata.at[1]);
	else if (rdata.at[2] > 2)
		report_finding(run, tlsa, whole_text(tlsa),
			"unknown matching type %u; expected 0, 1 (SHA-256) or 2 (SHA-512)", rdata.at[2]);
	else if (rdata.at[2] == 1 && size != SHA_256_SIZE)
		fix_matching_type(run,
			report_finding(run, tlsa, whole_text(tlsa),
				"a SHA-256 digest must have 32 octets, not %zu", size),
			size);
	else if (rdata.at[2] == 2 && size != SHA_512_SIZE)
		fix_matching_type(run,
			report_finding(run, tlsa, whole_text(tlsa),
				"a SHA-512 digest must have 64 octets, not %zu", size),
			size);
}

static void selector_mtype(struct rule_run *run)
{
	each_tlsa(run, check_selector_mtype);
}

/* Whether the resolver validates: the root is signed. What a zone file holds is signed later. */
static bool can_tell_signed(struct rule_run *run, const struct dns_reply *reply)
{
	struct dns_name root = dns_name_root();

	return !run->domain->options->zone_names && !reply->from_zone_file &&
	       facts_get_aside(run->domain->view, &root, DNS_TYPE_SOA)->authenticated;
}

static void tlsa_unsigned(struct rule_run *run)
{
	const struct domain *domain = run->domain;

	for (size_t i = 0; i < domain->mx.count; i++) {
		const struct mx_subject *mx = &domain->mx.at[i];

		if (has_tlsa(mx) && is_first(domain, i) && !mx->tlsa->authenticated &&
			can_tell_signed(run, mx->tlsa))
			report_finding(run, publish(run, mx->tlsa, 0), (struct span){ 0 },
				"the TLSA record of %s is not signed with DNSSEC",
				dns_name_text(run->arena, &mx->mx->exchange));
	}
}

static void mx_unsigned(struct rule_run *run)
{
	const struct domain *domain = run->domain;

	for (size_t i = 0; i < domain->mx.count; i++)
		if (has_tlsa(&domain->mx.at[i]) && domain->mx.at[i].tlsa->authenticated &&
			!domain->mx_reply->authenticated && can_tell_signed(run, domain->mx_reply)) {
			report_finding(run, &domain->mx.at[i].published,
				whole_text(&domain->mx.at[i].published),
				"%s has signed TLSA records, but this MX record is not signed",
				dns_name_text(run->arena, &domain->mx.at[i].mx->exchange));
			return;
		}
}

static void rollover(struct rule_run *run)
{
	const struct domain *domain = run->domain;

	for (size_t i = 0; i < domain->mx.count; i++) {
		const struct dns_reply *tlsa = domain->mx.at[i].tlsa;

		if (tlsa && tlsa->records.count == 1 && is_first(domain, i) &&
			tlsa->records.at[0].data.rdata.at[0] == DANE_EE)
			report_finding(run, publish(run, tlsa, 0), (struct span){ 0 },
				"only one TLSA record; add the next key before the MX host uses it");
	}
}

static void partial(struct rule_run *run)
{
	const struct domain *domain = run->domain;
	const struct mx_subject *with = NULL, *without = NULL;

	for (size_t i = 0; i < domain->mx.count; i++) {
		const struct mx_subject *mx = &domain->mx.at[i];

		if (has_tlsa(mx))
			with = mx;
		else if (mx->tlsa ? dns_outcome_is_void(mx->tlsa->outcome)
				  : mx->ip4 && dns_outcome_has_records(mx->ip4->outcome) &&
					    can_tell_signed(run, mx->ip4))
			without =
				without ? without : mx; /* unsigned addresses have none that count, either */
	}
	if (with && without)
		finding_relate(run,
			report_finding(run, &without->published, without->exchange,
				"MX host %s has no TLSA record, but another MX host has one",
				dns_name_text(run->arena, &without->mx->exchange)),
			&with->published, "this MX host has one");
}

/* TLSA records at a name where no sender looks; only in zone files, and where DNSSEC makes the question worth it. */
static struct finding *look_at(
	struct rule_run *run, const char *labels, const struct dns_name *host, const struct dns_name *right)
{
	const struct dns_reply *reply;
	struct dns_name name;

	if (!dns_name_prepend(labels, host, &name))
		return NULL;
	reply = facts_get_aside(run->domain->view, &name, DNS_TYPE_TLSA);
	if (!dns_outcome_has_records(reply->outcome) || reply->wildcard)
		return NULL;
	return report_finding(run, publish(run, reply, 0), (struct span){ 0 }, "senders look up %s, not %s",
		dns_name_text(run->arena, right), dns_name_text(run->arena, &name));
}

/* Of one mail host, the record can only be for that. */
static void move_to_only_exchange(struct rule_run *run, struct finding *finding)
{
	const struct mx_subject *mx = &run->domain->mx.at[0];

	if (!finding || run->domain->mx.count != 1 || finding->record->count != 1 || !mx->tlsa ||
		!dns_outcome_is_void(mx->tlsa->outcome))
		return;
	finding_fix(finding, &mx->tlsa_name, DNS_TYPE_TLSA,
		(const char *)arena_copy(run->arena, finding->record->txt->joined).at);
	fix_by_deletion(run, finding);
}

static void wrong_name(struct rule_run *run)
{
	const struct domain *domain = run->domain;
	bool is_exchange = false;

	if (!domain->options->zone_names && !domain->mx_reply->authenticated)
		return;
	for (size_t i = 0; i < domain->mx.count; i++) {
		const struct mx_subject *mx = &domain->mx.at[i];
		struct finding *finding = NULL;

		is_exchange = is_exchange || dns_name_equal(&mx->mx->exchange, &domain->name);
		if (mx->tlsa && dns_outcome_is_void(mx->tlsa->outcome) && is_first(domain, i))
			finding = look_at(run, "_443._tcp", &mx->mx->exchange, &mx->tlsa_name);
		if (finding) { /* right for a web site on the same host */
			finding->severity = SEVERITY_INFO;
			finding->confidence = LIKELY;
		}
	}
	if (domain_receives(domain) && !is_exchange && domain->mx.at[0].tlsa_name.len)
		move_to_only_exchange(
			run, look_at(run, "_25._tcp", &domain->name, &domain->mx.at[0].tlsa_name));
}

#define DIGEST "8cb0fc6c527506a053f4f14c8464bebbd6dede2738d11468dd953d7d6a3021f1"
#define OTHER "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
#define HOST "@ MX 10 mail\nmail A 11.0.0.7\n"
#define GOOD HOST "_25._tcp.mail TLSA 3 1 1 " DIGEST "\n_25._tcp.mail TLSA 3 1 1 " OTHER
/* A resolver that validates, and a zone as it sees it. */
#define SEEN \
	"; live\n; @answer . SOA answer ad\n; @answer mail.example.com A answer ad\n" \
	"; @answer example.com MX answer ad\n"

static const struct rule rows[] = {
	{
		.id = "dane-usage",
		DOMAIN_ROW(WARNING, usage),
		.summary = "TLSA record has a certificate usage that is not for SMTP",
		.why = "Many senders cannot use a TLSA record with usage 0 or 1. Without a usable record "
		       "they do not authenticate the MX host.",
		.help = "Publish a TLSA record `3 1 1` with the SHA-256 digest of the public key of the "
			"MX host.",
		.reference = "RFC 7672 section 3.1.3",
		.bad = HOST "_25._tcp.mail TLSA 1 1 1 " DIGEST,
		.good = GOOD,
	},
	{
		.id = "dane-selector-mtype",
		DOMAIN_ROW(ERROR, selector_mtype),
		.summary = "TLSA record of an MX host is invalid",
		.why = "A TLSA record with an unknown selector or matching type, or with a digest of the "
		       "wrong length, matches no certificate.",
		.help = "Publish a TLSA record `3 1 1` with the SHA-256 digest of the public key of the "
			"MX host.",
		.reference = "RFC 6698 section 2.1",
		.bad = HOST "_25._tcp.mail TLSA 3 1 2 " DIGEST,
		.good = GOOD,
	},
	{
		.id = "dane-tlsa-unsigned",
		.asks = true,
		DOMAIN_ROW(WARNING, tlsa_unsigned),
		.summary = "TLSA record of an MX host is not signed with DNSSEC",
		.why = "Senders ignore a TLSA record without DNSSEC, because an attacker could have "
		       "changed it.",
		.help = "Sign the zone of the MX host with DNSSEC, and publish its DS record in the "
			"parent zone.",
		.reference = "RFC 7672 section 2.2",
		.bad = SEEN GOOD,
		.good = SEEN "; @answer _25._tcp.mail.example.com TLSA answer ad\n" GOOD,
	},
	{
		.id = "dane-mx-unsigned",
		.asks = true,
		DOMAIN_ROW(WARNING, mx_unsigned),
		.summary = "MX hosts have signed TLSA records, but the MX records are unsigned",
		.why = "An attacker who changes the MX records sends the mail to another host. The TLSA "
		       "records of the real host do not prevent this.",
		.help = "Sign the zone of the domain with DNSSEC, and publish its DS record in the "
			"parent zone.",
		.reference = "RFC 7672 section 2.2.1",
		.bad = "; live\n; @answer . SOA answer ad\n; @answer mail.example.com A answer ad\n; @answer "
		       "_25._tcp.mail.example.com TLSA answer ad\n" GOOD,
		.good = SEEN "; @answer _25._tcp.mail.example.com TLSA answer ad\n" GOOD,
	},
	{
		.id = "dane-rollover",
		DOMAIN_ROW(INFO, rollover),
		.summary = "MX host has only one TLSA record",
		.why = "When the host uses a new key and DNS still has only the old digest, senders stop "
		       "delivering.",
		.help = "Publish the digest of the next key several days before the MX host uses the key.",
		.reference = "RFC 6698 appendix A.4",
		.bad = HOST "_25._tcp.mail TLSA 3 1 1 " DIGEST,
		.good = GOOD,
	},
	{
		.id = "dane-partial",
		.asks = true,
		DOMAIN_ROW(WARNING, partial),
		.summary = "some MX hosts have TLSA records and others have none",
		.why = "An attacker can make senders use the MX host without TLSA records.",
		.help = "Publish TLSA records for all MX hosts.",
		.reference = "RFC 7672 section 2.2",
		.bad = GOOD "\n@ MX 20 backup\nbackup A 11.0.1.7",
		.good = GOOD,
	},
	{
		.id = "dane-wrong-name",
		.asks = true,
		DOMAIN_ROW(WARNING, wrong_name),
		.also = ALSO(INFO),
		.summary = "TLSA record is at a name that senders do not look up",
		.why = "Senders look up _25._tcp followed by the name of the MX host.",
		.help = "Publish the TLSA record at _25._tcp followed by the name of the MX host.",
		.reference = "RFC 7672 section 2.2.3",
		.bad = HOST "_25._tcp TLSA 3 1 1 " DIGEST,
		.good = GOOD,
	},
};

RULE_FAMILY(dane_rules, "DANE", rows);
