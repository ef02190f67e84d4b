/*
 * Metrics in the text format of Prometheus (version 0.0.4), for the textfile collector of node_exporter. All samples of a metric
 * follow each other, so the figures of the domains are kept until the end. A domain that was given twice is told once.
 */
#include "base/escape.h"
#include "check/claims.h"
#include "check/selectors.h"

#include "print/printers.h"

#include <stdlib.h>
#include <string.h>

enum { STATUSES = REPORT_UNANSWERED + 1 };

struct key_figures {
	const char *selector;
	unsigned bits; /* 0 when it is no key */
	bool dated;
	uint32_t age; /* in days, by the name of the selector */
};

/* What is told of one domain. */
struct figures {
	const char *domain;
	size_t counts[SEVERITY_ERROR + 1];
	size_t known, unanswered;
	enum report_status status;
	const struct spf_tree *tree; /* NULL without exactly one SPF record; not followed */
	unsigned lookups, void_lookups;
	ARENA_LIST(struct key_figures) keys;
};

struct metrics {
	struct arena arena;
	ARENA_LIST(struct figures) domains;
};

static void begin_prometheus(struct print *print)
{
	print->metrics = xrealloc(NULL, sizeof *print->metrics);
	*print->metrics = (struct metrics){ 0 };
}

static void take_keys(struct arena *arena, struct figures *figures, const struct domain *domain)
{
	enum { DAY = 86400 };
	uint32_t today = domain->options->now / DAY, day;

	for (size_t i = 0; i < domain->selectors.count; i++) {
		const struct dkim_selector *selector = &domain->selectors.at[i];
		const struct dkim_key *key = selector->keys.count ? selector->keys.at[0].key : NULL;
		struct key_figures taken = { .selector = arena_strdup(arena, selector->selector) };

		if (!key || key->revoked)
			continue;
		taken.bits = key->bits;
		taken.dated = selector_day(selector->selector, &day) && day <= today;
		taken.age = taken.dated ? today - day : 0;
		*arena_append(arena, &figures->keys) = taken;
	}
}

static void print_prometheus_report(struct print *print, const struct report *report)
{
	struct arena *arena = &print->metrics->arena;
	struct figures *figures = arena_append(arena, &print->metrics->domains);
	const struct domain *domain = report->domain;

	*figures = (struct figures){ .domain = dns_name_text(arena, &domain->name),
		.known = report->known,
		.status = report->status,
		.tree = domain->spf_tree };
	memcpy(figures->counts, report->counts, sizeof figures->counts);
	for (size_t i = 0; i < report->unanswered.count; i++)
		figures->unanswered +=
			print->complete || !dns_outcome_is_wished(report->unanswered.at[i].reason);
	if (domain->spf_tree) {
		figures->lookups = domain->spf_tree->lookups;
		figures->void_lookups = domain->spf_tree->void_lookups;
	}
	take_keys(arena, figures, domain);
}

static void add_heading(struct bytes *out, const char *name, const char *help)
{
	bytes_printf(out, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
}

/* A label's value: backslash, quote and line feed are escaped. */
static void add_label(struct bytes *out, const char *name, const char *value)
{
	struct bytes shown = { 0 };

	escape_text(&shown, slice_of(value));
	bytes_printf(out, "%s=\"", name);
	for (size_t i = 0; i < shown.len; i++) {
		if (shown.at[i] == '\\' || shown.at[i] == '"')
			bytes_add_byte(out, '\\');
		bytes_add_byte(out, shown.at[i]);
	}
	bytes_add_byte(out, '"');
	bytes_free(&shown);
}

static void add_sample(struct bytes *out, const char *name, const char *domain, const char *label,
	const char *value, size_t number)
{
	bytes_printf(out, "%s{", name);
	add_label(out, "domain", domain);
	if (label) {
		bytes_add_byte(out, ',');
		add_label(out, label, value);
	}
	bytes_printf(out, "} %zu\n", number);
}

static void add_findings(struct bytes *out, const struct metrics *metrics)
{
	static const char name[] = "mailauth_findings", known[] = "mailauth_known_findings";

	add_heading(out, name, "Findings by severity, without those of the baseline.");
	for (size_t i = 0; i < metrics->domains.count; i++)
		for (int severity = SEVERITY_ERROR; severity >= SEVERITY_INFO; severity--)
			add_sample(out, name, metrics->domains.at[i].domain, "severity",
				severity_text((enum severity)severity),
				metrics->domains.at[i].counts[severity]);
	add_heading(out, known, "Findings of the baseline, and accepted changes.");
	for (size_t i = 0; i < metrics->domains.count; i++)
		add_sample(
			out, known, metrics->domains.at[i].domain, NULL, NULL, metrics->domains.at[i].known);
}

static void add_statuses(struct bytes *out, const struct metrics *metrics)
{
	static const char name[] = "mailauth_status", open[] = "mailauth_unanswered_questions";

	add_heading(out, open, "DNS questions without an answer.");
	for (size_t i = 0; i < metrics->domains.count; i++)
		add_sample(out, open, metrics->domains.at[i].domain, NULL, NULL,
			metrics->domains.at[i].unanswered);
	add_heading(out, name, "Verdict: 1 for the status that the domain has, 0 for the others.");
	for (size_t i = 0; i < metrics->domains.count; i++)
		for (int status = REPORT_CLEAN; status < STATUSES; status++)
			add_sample(out, name, metrics->domains.at[i].domain, "status",
				report_status_text((enum report_status)status),
				metrics->domains.at[i].status == (enum report_status)status);
}

/* Nothing of a domain without exactly one SPF record: 0 would say that there is one without lookups. */
static void add_lookups(struct bytes *out, const struct metrics *metrics)
{
	static const char name[] = "mailauth_spf_dns_lookups", empty[] = "mailauth_spf_void_lookups";

	add_heading(out, name, "DNS lookups of the SPF record, of which 10 are allowed.");
	for (size_t i = 0; i < metrics->domains.count; i++)
		if (metrics->domains.at[i].tree)
			add_sample(out, name, metrics->domains.at[i].domain, NULL, NULL,
				metrics->domains.at[i].lookups);
	add_heading(out, empty, "Void DNS lookups of the SPF record, of which 2 are allowed.");
	for (size_t i = 0; i < metrics->domains.count; i++)
		if (metrics->domains.at[i].tree)
			add_sample(out, empty, metrics->domains.at[i].domain, NULL, NULL,
				metrics->domains.at[i].void_lookups);
}

static void add_keys(struct bytes *out, const struct metrics *metrics)
{
	static const char bits[] = "mailauth_dkim_key_bits", age[] = "mailauth_dkim_key_age_days";

	add_heading(out, bits, "Size of the DKIM key of each selector.");
	for (size_t i = 0; i < metrics->domains.count; i++)
		for (size_t k = 0; k < metrics->domains.at[i].keys.count; k++)
			if (metrics->domains.at[i].keys.at[k].bits)
				add_sample(out, bits, metrics->domains.at[i].domain, "selector",
					metrics->domains.at[i].keys.at[k].selector,
					metrics->domains.at[i].keys.at[k].bits);
	add_heading(out, age, "Age of the DKIM key of a selector whose name is a date, such as 20260131.");
	for (size_t i = 0; i < metrics->domains.count; i++)
		for (size_t k = 0; k < metrics->domains.at[i].keys.count; k++)
			if (metrics->domains.at[i].keys.at[k].dated)
				add_sample(out, age, metrics->domains.at[i].domain, "selector",
					metrics->domains.at[i].keys.at[k].selector,
					metrics->domains.at[i].keys.at[k].age);
}

static int by_domain(const void *a, const void *b)
{
	return strcmp(((const struct figures *)a)->domain, ((const struct figures *)b)->domain);
}

static void sort_domains(struct metrics *metrics)
{
	size_t kept = 0;

	if (metrics->domains.count)
		qsort(metrics->domains.at, metrics->domains.count, sizeof *metrics->domains.at, by_domain);
	for (size_t i = 0; i < metrics->domains.count; i++)
		if (!kept || by_domain(&metrics->domains.at[kept - 1], &metrics->domains.at[i]) != 0)
			metrics->domains.at[kept++] = metrics->domains.at[i];
	metrics->domains.count = kept;
}

static void end_prometheus(struct print *print)
{
	static const char name[] = "mailauth_last_check_timestamp_seconds";
	struct metrics *metrics = print->metrics;
	struct bytes *out = &print->out;

	sort_domains(metrics);
	add_findings(out, metrics);
	add_statuses(out, metrics);
	add_lookups(out, metrics);
	add_keys(out, metrics);
	add_heading(out, name, "When the domain was checked, in seconds since 1970.");
	for (size_t i = 0; i < metrics->domains.count; i++)
		add_sample(out, name, metrics->domains.at[i].domain, NULL, NULL, print->now);
	arena_release(&metrics->arena);
	free(metrics);
	print->metrics = NULL;
}

const struct report_printer prometheus_printer = { begin_prometheus, print_prometheus_report,
	end_prometheus };
