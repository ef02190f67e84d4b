/* MTA-STS: the policy that is served over HTTPS (RFC 8461 sections 3.2, 3.3 and 4.1). */
#include "base/escape.h"
#include "check/claims.h"

#include "rules/common.h"
#include "rules/families.h"

enum { WEEK = 7 * 86400 };

static struct slice value_of(const struct sts_line *line)
{
	return slice_span(line->text, line->value);
}

/* A line of the policy, as findings show it. */
static const struct published *line_record(struct rule_run *run, const struct sts_line *line)
{
	struct published *record = arena_take(run->arena, sizeof *record);
	struct text *source = run->domain->sts_host.source;
	struct trace *trace = NULL;

	record->name = run->domain->sts_host.name;
	record->type = TYPE_OF_POLICY;
	if (source) {
		trace = arena_take(run->arena, sizeof *trace);
		trace->text = source;
		trace_add(run->arena, trace, 0, (uint32_t)line->offset, 1);
		record->place = (struct text_place){ source, (uint32_t)line->offset,
			(uint32_t)(line->offset + line->text.len) };
	}
	record->txt = dns_txt_traced(run->arena, line->text, trace);
	record->number = line->number;
	record->count = run->domain->sts_host.policy->lines.count;
	return record;
}

static struct finding *report_line(struct rule_run *run, const struct sts_line *line, const char *message)
{
	return report_finding(
		run, line_record(run, line), (struct span){ 0, (uint32_t)line->text.len }, "%s", message);
}

static void report_policy(struct rule_run *run, const char *message)
{
	struct finding *finding = report_finding(run, NULL, (struct span){ 0 }, "%s", message);

	finding->name = run->domain->sts_host.name;
	if (run->domain->sts_host.source)
		finding->place = (struct text_place){ run->domain->sts_host.source, 0, 0 };
	finding->type = TYPE_OF_POLICY;
}

static void unfetchable(struct rule_run *run)
{
	const struct sts_host *host = &run->domain->sts_host;

	if (host->failure)
		report_policy(
			run, arena_printf(run->arena, "the MTA-STS policy cannot be fetched: %s",
				     escape_copy(run->arena, slice_part(slice_of(host->failure), 0, 200))));
	else if (host->media_type)
		report_finding(run, NULL, (struct span){ 0 },
			"the MTA-STS policy is served as %s, not as text/plain",
			escape_copy(run->arena, slice_part(slice_of(host->media_type), 0, 80)));
}

static void version(struct rule_run *run)
{
	const struct sts_policy *policy = run->domain->sts_host.policy;

	if (policy && !policy->version)
		report_policy(run, "the policy has no line \"version: STSv1\"");
	else if (policy && !policy->version_valid)
		report_line(run, policy->version, "invalid version; expected STSv1");
}

static void mode(struct rule_run *run)
{
	const struct sts_policy *policy = run->domain->sts_host.policy;

	if (policy && !policy->mode)
		report_policy(run, "the policy has no mode");
	else if (policy && policy->mode_value == STS_MODE_INVALID)
		report_line(run, policy->mode, "invalid mode; expected enforce, testing or none");
}

static void testing(struct rule_run *run)
{
	const struct sts_policy *policy = run->domain->sts_host.policy;

	if (policy && policy->mode_value == STS_MODE_TESTING)
		report_line(run, policy->mode,
			"mode testing: senders report TLS failures but still deliver the mail");
	else if (policy && policy->mode_value == STS_MODE_NONE)
		report_line(run, policy->mode, "mode none: senders act as if there were no policy");
}

static void max_age(struct rule_run *run)
{
	const struct sts_policy *policy = run->domain->sts_host.policy;

	if (policy && !policy->max_age)
		report_policy(run, "the policy has no max_age");
	else if (policy && !policy->max_age_valid)
		report_line(run, policy->max_age, "invalid max_age; expected 0 to 31557600 seconds");
	else if (policy && policy->max_age_value < WEEK && policy->mode_value == STS_MODE_ENFORCE)
		report_line(run, policy->max_age, "max_age is less than 1 week")->severity = SEVERITY_INFO;
}

static void mx_missing(struct rule_run *run)
{
	const struct sts_policy *policy = run->domain->sts_host.policy;

	if (policy && !policy->mx_count && policy->mode_value >= STS_MODE_TESTING)
		report_policy(run, "the policy has no \"mx\" line");
}

static void mx_pattern(struct rule_run *run)
{
	const struct sts_policy *policy = run->domain->sts_host.policy;

	for (size_t i = 0; policy && i < policy->lines.count; i++) {
		const struct sts_line *line = &policy->lines.at[i];

		if (sts_line_is(line, "mx") && !sts_pattern_is_valid(value_of(line)))
			report_finding(run, line_record(run, line), line->value,
				"invalid mx line; expected a host name, or \"*.\" before a domain");
	}
}

static bool covers(const struct sts_policy *policy, const struct dns_name *host)
{
	for (size_t i = 0; i < policy->lines.count; i++)
		if (sts_line_is(&policy->lines.at[i], "mx") &&
			sts_pattern_matches(value_of(&policy->lines.at[i]), host))
			return true;
	return false;
}

static void mx_not_covered(struct rule_run *run)
{
	const struct domain *domain = run->domain;
	const struct sts_policy *policy = domain->sts_host.policy;

	for (size_t i = 0;
		policy && policy->mx_count && policy->mode_value >= STS_MODE_TESTING && i < domain->mx.count;
		i++) {
		const struct mx_subject *mx = &domain->mx.at[i];

		if (!dns_mx_is_null(mx->mx) && !covers(policy, &mx->mx->exchange))
			report_finding(run, &mx->published, mx->exchange,
				policy->mode_value == STS_MODE_ENFORCE
					? "the MTA-STS policy does not list %s; senders do not deliver to it"
					: "the MTA-STS policy does not list %s; mode enforce would block "
					  "mail to it",
				dns_name_text(run->arena, &mx->mx->exchange))
				->severity =
				policy->mode_value == STS_MODE_ENFORCE ? SEVERITY_ERROR : SEVERITY_WARNING;
	}
}

#define RECORD "@ MX 10 ns\n_mta-sts TXT \"v=STSv1; id=1\"\nmta-sts A 11.0.0.8\n"
#define FETCHED(status, detail, policy) \
	RECORD "; @answer mta-sts.example.com policy answer at=11.0.0.8\n" \
	       "mta-sts.example.com.11-0-0-8.policy.invalid. TXT \"" status "\" \"" detail "\" \"" policy \
	       "\""
#define VERSION "version: STSv1\\010"
#define ENFORCE "mode: enforce\\010"
#define MX "mx: ns.example.com\\010"
#define MAX_AGE "max_age: 1209600\\010"
#define GOOD FETCHED("done", "text/plain", VERSION ENFORCE MX MAX_AGE)

static const struct rule rows[] = {
	{
		.id = "mta-sts-policy-unfetchable",
		DOMAIN_ROW(WARNING, unfetchable),
		.follows = "mta-sts-host-missing",
		.summary = "MTA-STS policy cannot be fetched",
		.why = "Senders accept a policy only with HTTP status 200, over HTTPS with a valid "
		       "certificate, and without a redirect. Otherwise they deliver mail as if there "
		       "were no policy.",
		.help = "Serve the policy as text/plain at https://mta-sts.DOMAIN/.well-known/mta-sts.txt, from an address that the Internet reaches.",
		.reference = "RFC 8461 section 3.3",
		.bad = FETCHED("http-status", "404", ""),
		.good = GOOD,
	},
	{
		.id = "mta-sts-policy-version",
		DOMAIN_ROW(ERROR, version),
		.summary = "MTA-STS policy has no valid version",
		.why = "Senders ignore a policy without the line \"version: STSv1\".",
		.help = "Begin the policy with the line `version: STSv1`.",
		.reference = "RFC 8461 section 3.2",
		.bad = FETCHED("done", "text/plain", "version: stsv1\\010" ENFORCE MX MAX_AGE),
		.good = GOOD,
	},
	{
		.id = "mta-sts-policy-mode",
		DOMAIN_ROW(ERROR, mode),
		.summary = "MTA-STS policy has no valid mode",
		.why = "A policy without a valid mode is invalid, and senders ignore it.",
		.help = "Write the line `mode: enforce` in the policy, or `mode: testing` at first.",
		.reference = "RFC 8461 section 3.2",
		.bad = FETCHED("done", "text/plain", VERSION "mode: enforced\\010" MX MAX_AGE),
		.good = GOOD,
	},
	{
		.id = "mta-sts-policy-testing",
		DOMAIN_ROW(INFO, testing),
		.summary = "MTA-STS policy is not enforced",
		.why = "Senders deliver mail even when TLS fails.",
		.help = "When TLS-RPT reports show no failures, set `mode: enforce` in the policy and "
			"change the id of the MTA-STS record.",
		.reference = "RFC 8461 section 5",
		.bad = FETCHED("done", "text/plain", VERSION "mode: testing\\010" MX MAX_AGE),
		.good = GOOD,
	},
	{
		.id = "mta-sts-policy-max-age",
		DOMAIN_ROW(ERROR, max_age),
		.also = ALSO(INFO),
		.summary = "max_age of the MTA-STS policy is missing, invalid or short",
		.why = "A policy without a valid max_age is invalid, and senders ignore it. With a short "
		       "max_age, senders soon forget the policy when an attacker blocks the host.",
		.help = "Set max_age to at most 31557600 seconds, and to at least 604800 seconds (one "
			"week) in mode enforce.",
		.reference = "RFC 8461 section 3.2",
		.bad = FETCHED("done", "text/plain", VERSION ENFORCE MX "max_age: 2w\\010"),
		.good = GOOD,
	},
	{
		.id = "mta-sts-policy-mx-missing",
		DOMAIN_ROW(ERROR, mx_missing),
		.summary = "MTA-STS policy lists no MX host",
		.why = "A policy must have at least one mx line unless its mode is none. Senders ignore "
		       "an invalid policy.",
		.help = "Add a line `mx: HOST` for each MX host to the policy.",
		.reference = "RFC 8461 section 3.2",
		.bad = FETCHED("done", "text/plain", VERSION ENFORCE MAX_AGE),
		.good = GOOD,
	},
	{
		.id = "mta-sts-policy-mx-pattern",
		DOMAIN_ROW(ERROR, mx_pattern),
		.summary = "mx line of the MTA-STS policy is invalid",
		.why = "An mx line contains a host name in A-labels. A wildcard is allowed only as the "
		       "whole first label.",
		.help = "Write the full host name in the mx line, or `*.` followed by the domain of the "
			"hosts.",
		.reference = "RFC 8461 section 4.1",
		.bad = FETCHED("done", "text/plain", VERSION ENFORCE MX "mx: mx*.example.com\\010" MAX_AGE),
		.good = GOOD,
	},
	{
		.id = "mta-sts-mx-not-covered",
		DOMAIN_ROW(ERROR, mx_not_covered),
		.also = ALSO(WARNING),
		.summary = "MTA-STS policy does not list an MX host of the domain",
		.why = "In mode enforce, senders that support MTA-STS do not deliver to an MX host that the policy does not list.",
		.help = "Add a line `mx: HOST` for the MX host to the policy, then change the id of the "
			"MTA-STS record.",
		.reference = "RFC 8461 sections 4.1 and 5",
		.bad = FETCHED("done", "text/plain", VERSION ENFORCE "mx: *.mail.example.com\\010" MAX_AGE),
		.good = GOOD,
	},
};

RULE_FAMILY(mta_sts_policy_rules, "MTA-STS: the policy", rows);
