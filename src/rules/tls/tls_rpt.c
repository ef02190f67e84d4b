/* TLS-RPT: where reports about TLS failures go (RFC 8460 section 3). */
#include "base/ascii.h"
#include "base/bytes.h"
#include "base/nearest.h"
#include "check/claims.h"

#include "rules/common.h"
#include "rules/families.h"
#include "rules/mx/mail_host.h"
#include "rules/tagged.h"

static const char *const known_tags[] = { "v", "rua", NULL };

static void none(struct rule_run *run)
{
	if (domain_receives(run->domain) && domain_has_authors(run->domain) &&
		tagged_is_absent(run->domain, TAGGED_TLS_RPT))
		report_finding(run, NULL, (struct span){ 0 }, "%s has no TLS-RPT record",
			dns_name_text(run->arena, &run->domain->name));
}

/* The addresses of all records in one list. */
static void add_addresses(struct bytes *list, const struct tagged_record *record)
{
	const struct tag *rua = record->selected ? tagged_find(record, "rua") : NULL;
	struct slice value = rua ? tags_value(&record->tags, rua) : (struct slice){ 0 }, address;
	size_t at = 0;

	while (slice_next_item(value, ',', &at, &address)) {
		bool is_there = false;
		struct slice other;

		for (size_t k = 0; slice_next_item(bytes_slice(list), ',', &k, &other);)
			is_there = is_there || slice_equal_nocase(address, other);
		if (is_there)
			continue;
		if (list->len)
			bytes_add_byte(list, ',');
		bytes_add(list, address);
	}
}

static void multiple(struct rule_run *run)
{
	const struct tagged_set *set = &run->domain->tagged[TAGGED_TLS_RPT];
	struct finding *finding = report_several(run, TAGGED_TLS_RPT, "senders send no reports");
	struct bytes list = { 0 };

	for (size_t i = 0; finding && i < set->records.count; i++)
		add_addresses(&list, set->records.at[i].record);
	if (list.len) {
		finding_fix_text(
			finding, arena_printf(run->arena, "%s; rua=%.*s", tagged_version(TAGGED_TLS_RPT),
					 (int)list.len, (const char *)list.at));
		for (size_t i = 0; i < set->records.count; i++)
			if (set->records.at[i].record->selected &&
				&set->records.at[i].published != finding->record)
				*arena_append(run->arena, &finding->deletes) = &set->records.at[i].published;
	}
	bytes_free(&list);
}

static const struct tag *rua_of(const struct tagged_subject *rpt)
{
	return rpt->record->selected ? tagged_find(rpt->record, "rua") : NULL;
}

/* The addresses under another name: "RUA", "ruaa"; NULL when there are none. */
static const struct tag *other_rua(const struct tagged_subject *rpt)
{
	const struct tag_list *tags = &rpt->record->tags;

	for (size_t i = 1; i < tags->tags.count && !tags_find(tags, "rua", false); i++) {
		const struct tag *tag = &tags->tags.at[i];
		struct slice value = tags_value(tags, tag);

		if (tag->has_equals && (slice_is_nocase(tags_name(tags, tag), "rua") ||
					       (!slice_is_nocase(tags_name(tags, tag), "ruf") &&
						       (slice_starts_nocase(value, "mailto:") ||
							       slice_starts_nocase(value, "https:")))))
			return tag;
	}
	return NULL;
}

static void rua_missing(struct rule_run *run, const struct tagged_subject *rpt)
{
	const struct tag *rua = rua_of(rpt);
	uint32_t end = (uint32_t)rpt->record->text.len;
	const char *address;

	if (!rpt->record->selected || (rua && rua->value.first < rua->value.end))
		return;
	address = arena_printf(
		run->arena, "mailto:tls-reports@%s", dns_name_text(run->arena, &run->domain->name));
	if (other_rua(rpt))
		report_replaced(run, &rpt->published, other_rua(rpt)->span, other_rua(rpt)->name, "rua",
			"the field name must be \"rua\" in lower case");
	else if (!rua && slice_find_nocase(rpt->record->text, "rua", 0) >= 0)
		report_finding(run, &rpt->published, whole_text(&rpt->published), "the rua field is invalid");
	else if (rua)
		report_replaced(
			run, &rpt->published, rua->span, rua->value, address, "the rua field is empty");
	else
		report_replaced(run, &rpt->published, whole_text(&rpt->published), (struct span){ end, end },
			arena_printf(run->arena, "%srua=%s", rpt->record->tags.ends_in_semicolon ? " " : "; ",
				address),
			"the rua field is missing; senders have no address for reports");
}

/* Where a URI's scheme ends: the number of bytes before ":", 0 for none (RFC 3986 section 3.1). */
static size_t scheme_length(struct slice uri)
{
	size_t len = 0;

	while (len < uri.len &&
		(ascii_is_alnum(uri.at[len]) ||
			(len && uri.at[len] &&
				(uri.at[len] == '+' || uri.at[len] == '-' || uri.at[len] == '.'))))
		len++;
	return len < uri.len && uri.at[len] == ':' ? len : 0;
}

static bool is_scheme(struct slice uri, size_t len)
{
	return slice_is_nocase(slice_part(uri, 0, len), "mailto") ||
	       slice_is_nocase(slice_part(uri, 0, len), "https");
}

/* `before` is the previous part of the same list, empty for the first. */
typedef void visit_uri(struct rule_run *run, const struct tagged_subject *rpt, struct span span,
	struct slice uri, struct slice before);

static void each_uri(struct rule_run *run, const struct tagged_subject *rpt, visit_uri *visit)
{
	const struct tag *rua = rua_of(rpt);
	uint32_t at = rua ? rua->value.first : 0;
	struct slice before = { 0 };
	struct span span;

	while (rua && rua->value.first < rua->value.end && run->reported <= FINDINGS_OF_A_RULE &&
		tags_next_piece(rpt->record->text, rua->value, ',', &at, &span)) {
		visit(run, rpt, span, slice_span(rpt->record->text, span), before);
		before = slice_span(rpt->record->text, span);
	}
}

static bool has_at(struct slice uri)
{
	return slice_find(uri, '@', 0) >= 0;
}

/* Part of the address before it, which has a comma in it: no scheme, and one "@" for both. */
static bool is_rest(struct slice uri, struct slice before)
{
	return before.len && uri.len && !scheme_length(uri) && has_at(uri) != has_at(before);
}

/* The comma after it is part of the address: the next part is its rest. */
static bool is_cut(const struct tagged_subject *rpt, struct span span)
{
	struct slice text = rpt->record->text;
	ptrdiff_t comma = slice_find(text, ',', span.end), end = slice_find(text, ';', span.end);
	struct slice next = comma < 0 ? slice_none()
				      : slice_part(text, (size_t)comma + 1, end < 0 ? text.len : (size_t)end);

	return next.len && !scheme_length(slice_trim(next)) && has_at(next);
}

/* Something comes after "mailto:" and "https:". */
static bool has_target(struct slice uri)
{
	if (slice_starts_nocase(uri, "mailto:"))
		return slice_find(uri, '@', 0) > (ptrdiff_t)sizeof "mailto:" - 1 &&
		       uri.at[uri.len - 1] != '@' && slice_find(uri, '<', 0) < 0;
	return slice_starts_nocase(uri, "https://") && uri.len > sizeof "https://" - 1;
}

/* One address as senders can use it. */
static void add_fixed(struct bytes *list, struct slice uri)
{
	size_t scheme = scheme_length(uri);
	struct nearest nearest = { .word = slice_part(uri, 0, scheme) };
	const char *fixed = NULL;

	nearest_offer(&nearest, "mailto");
	nearest_offer(&nearest, "https");
	if (!scheme && slice_find(uri, '@', 0) > 0)
		fixed = "mailto:";
	else if (slice_is_nocase(nearest.word, "http"))
		fixed = "https";
	else if (!is_scheme(uri, scheme))
		fixed = nearest.best;
	if (list->len)
		bytes_add_byte(list, ',');
	if (fixed) {
		bytes_add_text(list, fixed);
		uri = slice_part(uri, scheme, uri.len);
	}
	for (size_t i = 0; i < uri.len; i++)
		if (uri.at[i] == '!')
			bytes_add_text(list, "%21");
		else if (!ascii_is_space(uri.at[i]) && uri.at[i] != '<' && uri.at[i] != '>')
			bytes_add_byte(list, uri.at[i]);
}

/* The length of the address at the start of a list: up to a comma, or whitespace before another address. */
static size_t address_length(struct slice list)
{
	size_t at = 0;

	for (; at < list.len && list.at[at] != ','; at++) {
		struct slice rest = slice_trim(slice_part(list, at, list.len));

		if (ascii_is_space(list.at[at]) && has_at(slice_part(list, 0, at)) &&
			(scheme_length(rest) || has_at(rest)))
			break;
	}
	return at;
}

/* The addresses with all of their mistakes corrected: what one rule finds wrong and what another does is one list. */
static const char *fixed_list(struct arena *arena, struct slice value)
{
	struct slice left = slice_of(text_as_typed(arena, value)), before = { 0 };
	struct bytes list = { 0 };
	const char *copy;

	while (left.len) {
		size_t len = address_length(left);
		struct slice uri = slice_trim(slice_part(left, 0, len));

		left = slice_trim(
			slice_part(left, len < left.len && left.at[len] == ',' ? len + 1 : len, left.len));
		if (!uri.len)
			continue;
		if (is_rest(uri, before))
			bytes_printf(&list, "%%2C%.*s", (int)uri.len, (const char *)uri.at);
		else
			add_fixed(&list, uri);
		before = uri;
	}
	copy = (const char *)arena_copy(arena, bytes_slice(&list)).at;
	bytes_free(&list);
	return copy;
}

/* Publish the record with all addresses corrected. */
static void fix_addresses(struct rule_run *run, const struct tagged_subject *rpt, struct finding *finding)
{
	const struct tag *rua = rua_of(rpt);
	const char *list = rua ? fixed_list(run->arena, slice_span(rpt->record->text, rua->value)) : "";

	if (*list)
		fix_replaced(run, finding, rua->value, list);
}

static void check_scheme(struct rule_run *run, const struct tagged_subject *rpt, struct span span,
	struct slice uri, struct slice before)
{
	size_t scheme = scheme_length(uri);

	if (!uri.len || is_rest(uri, before))
		return;
	if (scheme && is_scheme(uri, scheme)) {
		if (!has_target(uri) && slice_find(uri, '@', 0) >= 0)
			fix_addresses(run, rpt,
				report_finding(run, &rpt->published, span,
					"mail address missing after \"mailto:\""));
		else if (!has_target(uri) && !is_cut(rpt, span))
			report_finding(run, &rpt->published, span, "address missing after the scheme");
	} else if (!scheme && slice_find(uri, '@', 0) > 0) {
		fix_addresses(run, rpt,
			report_finding(
				run, &rpt->published, span, "\"mailto:\" is missing before the address"));
	} else if (slice_is_nocase(slice_part(uri, 0, scheme), "http")) {
		fix_addresses(run, rpt,
			report_finding(run, &rpt->published,
				(struct span){ span.first, span.first + (uint32_t)scheme },
				"invalid scheme \"http\"; expected https or mailto"));
	} else {
		fix_addresses(run, rpt,
			report_finding(
				run, &rpt->published, span, "invalid URI; expected mailto: or https:"));
	}
}

static void rua_scheme(struct rule_run *run, const struct tagged_subject *rpt)
{
	each_uri(run, rpt, check_scheme);
}

static void check_encoding(struct rule_run *run, const struct tagged_subject *rpt, struct span span,
	struct slice uri, struct slice before)
{
	ptrdiff_t bang = slice_find(uri, '!', 0);

	if (!uri.len)
		fix_addresses(run, rpt,
			report_finding(run, &rpt->published, span,
				"empty address; two commas in a row or a comma at the end"));
	else if (is_rest(uri, before))
		fix_addresses(run, rpt,
			report_finding(run, &rpt->published, span,
				"invalid URI; a comma in it must be written as %%2C"));
	if (bang >= 0)
		fix_addresses(run, rpt,
			report_finding(run, &rpt->published,
				(struct span){ span.first + (uint32_t)bang, span.first + (uint32_t)bang + 1 },
				"an exclamation mark in the URI must be written as %%21"));
	for (size_t i = 0; i < uri.len; i++)
		if (!ascii_is_visible(uri.at[i])) {
			fix_addresses(run, rpt,
				report_finding(run, &rpt->published,
					(struct span){
						span.first + (uint32_t)i, span.first + (uint32_t)i + 1 },
					"invalid URI; whitespace and non-ASCII characters are not allowed"));
			break;
		}
}

static void rua_encoding(struct rule_run *run, const struct tagged_subject *rpt)
{
	each_uri(run, rpt, check_encoding);
}

/* The hosts of a mailto: URI; %2C separates several addresses (RFC 6068 section 2). */
static void check_host(struct rule_run *run, const struct tagged_subject *rpt, struct span span,
	struct slice uri, struct slice before)
{
	ptrdiff_t question = slice_find(uri, '?', 0), at;
	size_t from = sizeof "mailto:" - 1;

	(void)before;
	if (!slice_starts_nocase(uri, "mailto:"))
		return;
	uri = slice_part(uri, 0, question < 0 ? uri.len : (size_t)question);
	while ((at = slice_find(uri, '@', from)) >= 0) {
		ptrdiff_t comma = slice_find_nocase(uri, "%2c", (size_t)at);
		struct slice host = slice_part(uri, (size_t)at + 1, comma < 0 ? uri.len : (size_t)comma);
		struct dns_name name;
		const char *why;

		from = (size_t)at + 1 + host.len;
		if (dns_name_from_text(host, NULL, &name) != DNS_NAME_OK)
			continue;
		why = why_no_mail(run, &name);
		if (why)
			report_finding(run, &rpt->published, span, "reports cannot be delivered: %s %s",
				dns_name_text(run->arena, &name), why);
	}
}

static void rua_host(struct rule_run *run, const struct tagged_subject *rpt)
{
	if (dns_outcome_is_answer(run->domain->tagged[TAGGED_TLS_RPT].reply->outcome))
		each_uri(run, rpt, check_host);
}

static void wrong_name(struct rule_run *run)
{
	if (run->domain->options->zone_names || domain_receives(run->domain)) /* live it costs questions */
		report_tagged_elsewhere(run, TAGGED_TLS_RPT);
}

static void unknown_field(struct rule_run *run, const struct tagged_subject *rpt)
{
	report_unknown_tags(run, rpt, known_tags);
}

#define RPT(text) "@ MX 10 ns\n_smtp._tls TXT \"" text "\""
#define GOOD RPT("v=TLSRPTv1; rua=mailto:tls@example.com")

static const struct rule rows[] = {
	{
		.id = "tlsrpt-none",
		DOMAIN_ROW(INFO, none),
		.follows = "tlsrpt-wrong-name,mta-sts-no-tlsrpt",
		.summary = "domain has no TLS-RPT record",
		.why = "Senders notice TLS failures, but they report them only to domains with a TLS-RPT "
		       "record.",
		.help = "Publish `v=TLSRPTv1; rua=mailto:ADDRESS` at _smtp._tls.DOMAIN.",
		.reference = "RFC 8460 section 3",
		.bad = "@ MX 10 ns",
		.good = GOOD,
	},
	{
		.id = "tlsrpt-multiple",
		DOMAIN_ROW(WARNING, multiple),
		.summary = "several TLS-RPT records",
		.why = "With more than one record, senders send no reports.",
		.help = "Keep only one TLS-RPT record; list several addresses in it, separated by commas.",
		.reference = "RFC 8460 section 3",
		.bad = GOOD "\n_smtp._tls TXT \"v=TLSRPTv1; rua=mailto:other@example.com\"",
		.good = GOOD,
	},
	{
		.id = "tlsrpt-version",
		SUBJECT_ROW(WARNING, TLS_RPT, tagged, report_bad_version),
		.safe_fix = true,
		.summary = "TLS-RPT record does not begin with \"v=TLSRPTv1;\"",
		.why = "Senders ignore records that do not begin with exactly these characters.",
		.help = "Begin the record with `v=TLSRPTv1;`, in exactly this spelling and without spaces.",
		.reference = "RFC 8460 section 3",
		.bad = RPT("v=TLSRPT1; rua=mailto:tls@example.com"),
		.good = GOOD,
	},
	{
		.id = "tlsrpt-syntax",
		SUBJECT_ROW(WARNING, TLS_RPT, tagged, report_bad_syntax),
		.summary = "TLS-RPT record has a syntax error",
		.why = "Senders ignore a record with a syntax error and send no reports.",
		.help = "Write each field as name=value, with one semicolon between fields and a comma "
			"between addresses.",
		.reference = "RFC 8460 section 3",
		.bad = RPT("v=TLSRPTv1; rua=mailto:tls@example.com; mailto:b@example.com"),
		.good = GOOD,
	},
	{
		.id = "tlsrpt-rua-missing",
		SUBJECT_ROW(WARNING, TLS_RPT, tagged, rua_missing),
		.summary = "TLS-RPT record has no rua address",
		.why = "A record without an rua address is invalid, and senders send no reports.",
		.help = "Add an `rua` field with the address for the reports.",
		.reference = "RFC 8460 section 3",
		.bad = RPT("v=TLSRPTv1;"),
		.good = GOOD,
	},
	{
		.id = "tlsrpt-rua-scheme",
		SUBJECT_ROW(WARNING, TLS_RPT, tagged, rua_scheme),
		.safe_fix = true,
		.summary = "TLS-RPT address is not a mailto: or https: URI",
		.why = "Senders can deliver reports only to mailto: and https: URIs.",
		.help = "Write `mailto:` before the mail address, or use an https: URI.",
		.reference = "RFC 8460 section 3",
		.bad = RPT("v=TLSRPTv1; rua=tls@example.com"),
		.good = GOOD,
	},
	{
		.id = "tlsrpt-rua-encoding",
		SUBJECT_ROW(WARNING, TLS_RPT, tagged, rua_encoding),
		.safe_fix = true,
		.summary = "TLS-RPT address has characters that must be percent-encoded",
		.why = "Commas separate addresses and semicolons separate fields. Within an address, "
		       "commas, semicolons and exclamation marks must be percent-encoded.",
		.help = "Write a comma as `%2C`, an exclamation mark as `%21` and a semicolon as `%3B`.",
		.reference = "RFC 8460 section 3",
		.bad = RPT("v=TLSRPTv1; rua=mailto:tls!10m@example.com"),
		.good = GOOD,
	},
	{
		.id = "tlsrpt-rua-host",
		.asks = true,
		SUBJECT_ROW(WARNING, TLS_RPT, tagged, rua_host),
		.summary = "TLS reports go to a domain that accepts no mail",
		.why = "The reports are lost.",
		.help = "Use a report address whose domain accepts mail.",
		.reference = "RFC 8460 section 3 and RFC 5321 section 5.1",
		.bad = RPT("v=TLSRPTv1; rua=mailto:tls@reports.example.com"),
		.good = GOOD,
	},
	{
		.id = "tlsrpt-wrong-name",
		.asks = true,
		DOMAIN_ROW(WARNING, wrong_name),
		.also = ALSO(INFO),
		.summary = "TLS-RPT record is at a name that no sender looks up",
		.why = "Senders look up only _smtp._tls.DOMAIN. They do not find the record and send no "
		       "reports.",
		.help = "Move the TLS-RPT record to _smtp._tls.DOMAIN.",
		.reference = "RFC 8460 section 3",
		.bad = "_smtp-tls TXT \"v=TLSRPTv1; rua=mailto:tls@example.com\"",
		.good = GOOD,
	},
	{
		.id = "tlsrpt-unknown-field",
		SUBJECT_ROW(INFO, TLS_RPT, tagged, unknown_field),
		.summary = "TLS-RPT record has an unknown field",
		.why = "Senders ignore unknown fields.",
		.help = "Remove the unknown field from the TLS-RPT record.",
		.reference = "RFC 8460 section 3",
		.bad = RPT("v=TLSRPTv1; rua=mailto:tls@example.com; ruf=mailto:a@example.com"),
		.good = GOOD,
	},
};

RULE_FAMILY(tls_rpt_rules, "TLS-RPT", rows);
