/* DANE for SMTP: TLSA records of the hosts that receive mail (RFC 7672, RFC 6698). */
#include "check/claims.h"
#include "dns/present.h"

#include "rules/common.h"
#include "rules/families.h"

/* Certificate usage, selector and matching type, and the bytes behind them (RFC 6698 section 2.1). */
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
	return mx->tlsa && mx->tlsa->outcome == DNS_ANSWER;
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
			rdata.at[0] == PKIX_EE ? "3" : "2", "certificate usages 0 and 1 are not for SMTP");
	else
		report_finding(run, tlsa, (struct span){ 0, 1 }, "certificate usage %u is none of 0 to 3",
			rdata.at[0]);
}

static void usage(struct rule_run *run)
{
	each_tlsa(run, check_usage);
}

/* The digest is as long as one of the two: its type is the other. */
static void mend_matching_type(struct rule_run *run, struct finding *finding, size_t size)
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
			"selector %u is neither 0 (the certificate) nor 1 (its key)", rdata.at[1]);
	else if (rdata.at[2] > 2)
		report_finding(run, tlsa, whole_text(tlsa),
			"matching type %u is none of 0, 1 (SHA-256) and 2 (SHA-512)", rdata.at[2]);
	else if (rdata.at[2] == 1 && size != SHA_256_SIZE)
		mend_matching_type(run,
			report_finding(run, tlsa, whole_text(tlsa),
				"a SHA-256 digest has 32 octets and not %zu", size),
			size);
	else if (rdata.at[2] == 2 && size != SHA_512_SIZE)
		mend_matching_type(run,
			report_finding(run, tlsa, whole_text(tlsa),
				"a SHA-512 digest has 64 octets and not %zu", size),
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
				"%s has signed TLSA records, and this MX record is not signed",
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
				"one key is published; publish the next one before the host begins to use it");
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
		else if (mx->tlsa
				 ? dns_outcome_is_void(mx->tlsa->outcome)
				 : mx->ip4 && mx->ip4->outcome == DNS_ANSWER && can_tell_signed(run, mx->ip4))
			without =
				without ? without : mx; /* unsigned addresses have none that count, either */
	}
	if (with && without)
		finding_relate(run,
			report_finding(run, &without->published, without->exchange,
				"%s has no TLSA record, while another exchange has one",
				dns_name_text(run->arena, &without->mx->exchange)),
			&with->published, "this one has");
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
	if (reply->outcome != DNS_ANSWER || reply->wildcard)
		return NULL;
	return report_finding(run, publish(run, reply, 0), (struct span){ 0 },
		"senders of mail look at %s, and not at %s", dns_name_text(run->arena, right),
		dns_name_text(run->arena, &name));
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
		.summary = "a TLSA record of a mail host has a certificate usage that is not for SMTP",
		.why = "Senders of mail use 2 (DANE-TA) and 3 (DANE-EE) only, and take other records for "
		       "unusable: with none left they cannot authenticate the host.",
		.help = "Publish 3 1 1 with the SHA-256 digest of the host's key.",
		.reference = "RFC 7672 section 3.1.3",
		.bad = HOST "_25._tcp.mail TLSA 1 1 1 " DIGEST,
		.good = GOOD,
	},
	{
		.id = "dane-selector-mtype",
		DOMAIN_ROW(ERROR, selector_mtype),
		.summary = "a TLSA record of a mail host is malformed",
		.why = "A record with an unknown selector or matching type, or a digest of the wrong length, "
		       "matches no certificate.",
		.help = "Publish 3 1 1 with the SHA-256 digest of the host's key.",
		.reference = "RFC 6698 section 2.1",
		.bad = HOST "_25._tcp.mail TLSA 3 1 2 " DIGEST,
		.good = GOOD,
	},
	{
		.id = "dane-tlsa-unsigned",
		DOMAIN_ROW(WARNING, tlsa_unsigned),
		.summary = "the TLSA record of a mail host is not signed",
		.why = "Without DNSSEC the record could come from anybody: senders ignore it.",
		.help = "Sign the zone of the mail host, and publish its DS record in the zone above.",
		.reference = "RFC 7672 section 2.2",
		.bad = SEEN GOOD,
		.good = SEEN "; @answer _25._tcp.mail.example.com TLSA answer ad\n" GOOD,
	},
	{
		.id = "dane-mx-unsigned",
		DOMAIN_ROW(WARNING, mx_unsigned),
		.summary = "mail hosts have TLSA records, and the MX records are not signed",
		.why = "Whoever forges the MX record sends the mail elsewhere, so what the host's own zone "
		       "says protects little.",
		.help = "Sign the domain's zone, and publish its DS record in the zone above.",
		.reference = "RFC 7672 section 2.2.1",
		.bad = "; live\n; @answer . SOA answer ad\n; @answer mail.example.com A answer ad\n; @answer "
		       "_25._tcp.mail.example.com TLSA answer ad\n" GOOD,
		.good = SEEN "; @answer _25._tcp.mail.example.com TLSA answer ad\n" GOOD,
	},
	{
		.id = "dane-rollover",
		DOMAIN_ROW(INFO, rollover),
		.summary = "a mail host has one TLSA record",
		.why = "When the host changes its key and DNS still has the old one, senders stop to deliver.",
		.help = "Publish the digest of the next key some days before the host uses it.",
		.reference = "RFC 6698 appendix A.4",
		.bad = HOST "_25._tcp.mail TLSA 3 1 1 " DIGEST,
		.good = GOOD,
	},
	{
		.id = "dane-partial",
		DOMAIN_ROW(WARNING, partial),
		.summary = "some mail hosts have TLSA records and others have none",
		.why = "Whoever stands between can make senders go to the host without.",
		.help = "Publish TLSA records for all of them.",
		.reference = "RFC 7672 section 2.2",
		.bad = GOOD "\n@ MX 20 backup\nbackup A 11.0.1.7",
		.good = GOOD,
	},
	{
		.id = "dane-wrong-name",
		DOMAIN_ROW(WARNING, wrong_name),
		.also = ALSO(INFO),
		.summary = "a TLSA record stands where no sender of mail looks",
		.why = "Senders ask for _25._tcp. and the name of the host in the MX record.",
		.help = "Publish the record at _25._tcp and the mail host's name.",
		.reference = "RFC 7672 section 2.2.3",
		.bad = HOST "_25._tcp TLSA 3 1 1 " DIGEST,
		.good = GOOD,
	},
};

RULE_FAMILY(dane_rules, "DANE", rows);
