/* MTA-STS: the record that says there is a policy, and its host (RFC 8461 sections 3.1 and 3.3). */
#include "base/ascii.h"
#include "check/claims.h"

#include "rules/common.h"
#include "rules/families.h"
#include "rules/tagged.h"

static const char *const known_tags[] = { "v", "id", NULL };

static void none(struct rule_run *run)
{
	if (domain_receives(run->domain) && domain_has_authors(run->domain) &&
		tagged_is_absent(run->domain, TAGGED_MTA_STS))
		report_finding(run, NULL, (struct span){ 0 },
			"%s has no MTA-STS record; mail to it may be sent without TLS",
			dns_name_text(run->arena, &run->domain->name));
}

/* Any id does: it only tells whether the policy has changed. */
static const struct tagged_subject *kept_record(const struct tagged_set *set)
{
	const struct tagged_subject *kept = NULL;

	for (size_t i = 0; i < set->records.count; i++) {
		const struct tagged_subject *sts = &set->records.at[i];
		const struct tag *id = sts->record->selected ? tagged_find(sts->record, "id") : NULL;

		if (sts->record->selected && (!kept || (id && !tagged_find(kept->record, "id"))))
			kept = sts;
	}
	return kept;
}

static void multiple(struct rule_run *run)
{
	struct finding *finding = report_several(run, TAGGED_MTA_STS, "senders assume no policy");

	if (finding)
		fix_by_keeping(
			run, finding, TAGGED_MTA_STS, kept_record(&run->domain->tagged[TAGGED_MTA_STS]));
}

static const struct tag *id_of(const struct tagged_subject *sts)
{
	return sts->record->selected ? tagged_find(sts->record, "id") : NULL;
}

static void id_missing(struct rule_run *run, const struct tagged_subject *sts)
{
	uint32_t end = (uint32_t)sts->record->text.len;

	if (!sts->record->selected || id_of(sts))
		return;
	for (size_t i = 1; i < sts->record->tags.tags.count; i++) {
		const struct tag *tag = &sts->record->tags.tags.at[i];
		struct slice name = tags_name(&sts->record->tags, tag);

		if (tag->has_equals && (slice_is_nocase(name, "id") || slice_is_nocase(name, "ids"))) {
			report_replaced(run, &sts->published, tag->span, tag->name, "id",
				"the field name must be \"id\" in lower case");
			return;
		}

		if (!tag->has_equals && slice_starts(slice_span(sts->record->text, tag->span), "id")) {
			report_replaced(run, &sts->published, tag->span, tag->span, "id=1",
				"the id field has no value");
			return;
		}
	}
	report_replaced(run, &sts->published, whole_text(&sts->published), (struct span){ end, end },
		sts->record->tags.ends_in_semicolon ? " id=1;" : "; id=1;", "the id field is missing");
}

/* 1*32(ALPHA / DIGIT) */
static bool is_id(struct slice id)
{
	for (size_t i = 0; i < id.len; i++)
		if (!ascii_is_alnum(id.at[i]))
			return false;
	return id.len >= 1 && id.len <= 32;
}

static const char *id_without_others(struct arena *arena, struct slice id)
{
	char *kept = arena_take(arena, 33);
	size_t len = 0;

	for (size_t i = 0; i < id.len && len < 32; i++)
		if (ascii_is_alnum(id.at[i]))
			kept[len++] = (char)id.at[i];
	return len ? kept : "1";
}

static void id_syntax(struct rule_run *run, const struct tagged_subject *sts)
{
	const struct tag *id = id_of(sts);
	struct slice value = id ? tags_value(&sts->record->tags, id) : (struct slice){ 0 };

	if (id && !is_id(value))
		report_replaced(run, &sts->published, id->span, id->value,
			id_without_others(run->arena, value),
			value.len > 32 ? "the id is longer than 32 characters"
			: value.len    ? "the id must contain only letters and digits"
				       : "the id is empty");
}

static void unknown_field(struct rule_run *run, const struct tagged_subject *sts)
{
	report_unknown_tags(run, sts, known_tags);
}

static void cname(struct rule_run *run)
{
	const struct tagged_set *set = &run->domain->tagged[TAGGED_MTA_STS];

	if (set->reply->aliases.count && set->selected)
		report_finding(run, NULL, (struct span){ 0 }, "%s is a CNAME; the id at %s applies",
			dns_name_text(run->arena, &set->name),
			dns_name_text(run->arena, dns_reply_owner(set->reply)));
}

static void host_missing(struct rule_run *run)
{
	const struct sts_host *host = &run->domain->sts_host;

	if (!host->ip4 || !dns_outcome_is_void(host->ip4->outcome) ||
		!dns_outcome_is_void(host->ip6->outcome))
		return;
	report_finding(run, &run->domain->tagged[TAGGED_MTA_STS].records.at[0].published, (struct span){ 0 },
		"MTA-STS policy host %s %s", dns_name_text(run->arena, &host->name),
		dns_outcome_has_no_name(host->ip4->outcome) ? "does not exist" : "has no A or AAAA record");
}

static void no_tlsrpt(struct rule_run *run)
{
	const struct domain *domain = run->domain;

	if (domain->tagged[TAGGED_MTA_STS].selected && tagged_is_absent(domain, TAGGED_TLS_RPT))
		report_finding(run, NULL, (struct span){ 0 },
			"%s has an MTA-STS record but no TLS-RPT record",
			dns_name_text(run->arena, &domain->name));
}

static void wrong_name(struct rule_run *run)
{
	if (run->domain->options->zone_names || domain_receives(run->domain)) /* live it costs questions */
		report_tagged_elsewhere(run, TAGGED_MTA_STS);
}

#define STS(text) "_mta-sts TXT \"" text "\"\nmta-sts A 11.0.0.8"
#define GOOD STS("v=STSv1; id=20261122")

static const struct rule rows[] = {
	{
		.id = "mta-sts-none",
		DOMAIN_ROW(INFO, none),
		.summary = "domain has no MTA-STS record",
		.why = "Senders use TLS only when the MX host offers it, and an attacker can remove the "
		       "offer. With MTA-STS or DANE, senders require TLS.",
		.help = "Publish a policy with mode `testing` over HTTPS, then publish the MTA-STS record.",
		.reference = "RFC 8461 section 3.1",
		.bad = "@ MX 10 ns",
		.good = "@ MX 10 ns\n" GOOD,
	},
	{
		.id = "mta-sts-multiple",
		DOMAIN_ROW(WARNING, multiple),
		.summary = "several MTA-STS records",
		.why = "With more than one record, senders treat the domain as one without a policy.",
		.help = "Keep only one MTA-STS record.",
		.reference = "RFC 8461 section 3.1",
		.bad = GOOD "\n_mta-sts TXT \"v=STSv1; id=2\"",
		.good = GOOD,
	},
	{
		.id = "mta-sts-version",
		SUBJECT_ROW(WARNING, MTA_STS, tagged, report_bad_version),
		.safe_fix = true,
		.summary = "MTA-STS record does not begin with \"v=STSv1;\"",
		.why = "Senders ignore records that do not begin with exactly these characters.",
		.help = "Begin the record with `v=STSv1;`, in exactly this spelling and without spaces.",
		.reference = "RFC 8461 section 3.1",
		.bad = STS("v=stsv1; id=20261122"),
		.good = GOOD,
	},
	{
		.id = "mta-sts-id-missing",
		SUBJECT_ROW(WARNING, MTA_STS, tagged, id_missing),
		.summary = "MTA-STS record has no id",
		.why = "A record without an id is invalid, and senders treat the domain as one without a policy.",
		.help = "Add an id to the MTA-STS record, and change it whenever the policy changes.",
		.reference = "RFC 8461 section 3.1",
		.bad = STS("v=STSv1;"),
		.good = GOOD,
	},
	{
		.id = "mta-sts-id-syntax",
		SUBJECT_ROW(WARNING, MTA_STS, tagged, id_syntax),
		.safe_fix = true,
		.summary = "id of an MTA-STS record is invalid",
		.why = "An id has 1 to 32 letters and digits. Senders ignore an invalid record and "
		       "treat the domain as one without a policy.",
		.help = "Write an id of 1 to 32 letters and digits.",
		.reference = "RFC 8461 section 3.1",
		.bad = STS("v=STSv1; id=2026-11-22"),
		.good = GOOD,
	},
	{
		.id = "mta-sts-syntax",
		SUBJECT_ROW(WARNING, MTA_STS, tagged, report_bad_syntax),
		.summary = "MTA-STS record has a syntax error",
		.why = "Senders ignore a record with a syntax error and treat the domain as one without a policy.",
		.help = "Write each field as name=value, with one semicolon between fields.",
		.reference = "RFC 8461 section 3.1",
		.bad = STS("v=STSv1; id=20261122; mode:enforce"),
		.good = GOOD,
	},
	{
		.id = "mta-sts-unknown-field",
		SUBJECT_ROW(INFO, MTA_STS, tagged, unknown_field),
		.summary = "MTA-STS record has an unknown field",
		.why = "Senders ignore unknown fields. A field of the policy has no effect in the record.",
		.help = "Remove the unknown field from the MTA-STS record.",
		.reference = "RFC 8461 section 3.2",
		.bad = STS("v=STSv1; id=20261122; mode=enforce"),
		.good = GOOD,
	},
	{
		.id = "mta-sts-cname",
		DOMAIN_ROW(INFO, cname),
		.summary = "MTA-STS record is published through a CNAME",
		.why = "This is allowed, so that a service can manage both the record and the policy.",
		.help = NULL,
		.reference = "RFC 8461 section 8.2",
		.bad = "_mta-sts CNAME sts\nsts TXT \"v=STSv1; id=1\"\nmta-sts A 11.0.0.8",
		.good = GOOD,
	},
	{
		.id = "mta-sts-host-missing",
		DOMAIN_ROW(WARNING, host_missing),
		.summary = "host of the MTA-STS policy has no A or AAAA record",
		.why = "Senders cannot fetch the policy and deliver mail without it.",
		.help = "Publish an A record for mta-sts.DOMAIN and serve the policy there, or remove "
			"the MTA-STS record.",
		.reference = "RFC 8461 section 3.3",
		.bad = "_mta-sts TXT \"v=STSv1; id=20261122\"",
		.good = GOOD,
	},
	{
		.id = "mta-sts-no-tlsrpt",
		DOMAIN_ROW(INFO, no_tlsrpt),
		.follows = "tlsrpt-wrong-name",
		.summary = "domain with MTA-STS has no TLS-RPT record",
		.why = "When a certificate or the policy is wrong, senders do not deliver in mode enforce. They report these failures only to a domain with a TLS-RPT record.",
		.help = "Publish a TLS-RPT record at _smtp._tls.DOMAIN.",
		.reference = "RFC 8460 section 1",
		.bad = GOOD,
		.good = GOOD "\n_smtp._tls TXT \"v=TLSRPTv1; rua=mailto:tls@example.com\"",
	},
	{
		.id = "mta-sts-wrong-name",
		.asks = true,
		DOMAIN_ROW(WARNING, wrong_name),
		.also = ALSO(INFO),
		.summary = "MTA-STS record is at a name that no sender looks up",
		.why = "Senders look up only _mta-sts.DOMAIN. They do not fetch the policy and deliver "
		       "mail without it.",
		.help = "Move the MTA-STS record to _mta-sts.DOMAIN.",
		.reference = "RFC 8461 section 3.1",
		.bad = "_mtasts TXT \"v=STSv1; id=1\"",
		.good = STS("v=STSv1; id=1"),
	},
};

RULE_FAMILY(mta_sts_rules, "MTA-STS: the record", rows);
