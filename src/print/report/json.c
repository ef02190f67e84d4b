/* JSON, version 1. Absent things are null, never left out; numbers are numbers. */
#include "check/accept.h"
#include "check/claims.h"
#include "print/excerpt.h"
#include "print/finding.h"
#include "print/members.h"
#include "print/printers.h"
#include "print/receivers.h"
#include "print/remedies.h"
#include "print/spf_tree.h"
#include "rules/registry.h"

#include <string.h>

static void write_strings(struct json *json, const struct dns_txt *txt)
{
	json_key(json, "strings");
	json_array_begin(json);
	for (size_t i = 0; i < txt->ends.count; i++)
		json_string(json, slice_part(txt->joined, dns_txt_string_start(txt, i), txt->ends.at[i]));
	json_array_end(json);
}

static void write_budget(struct json *json, const char *key, unsigned used, unsigned limit)
{
	json_key(json, key);
	json_object_begin(json);
	member_number(json, "used", used);
	member_number(json, "limit", limit);
	json_object_end(json);
}

/* Not known while a question is open; what only a mail decides (exists, ptr, macros) is not in it. */
static void write_ip4_addresses(struct json *json, const struct spf_networks *networks)
{
	if (networks->answered && !networks->cut)
		member_number(json, "ip4_addresses", address_set_count_ip4(&networks->by_result[SPF_PASS]));
	else
		member_null(json, "ip4_addresses");
}

static void write_spf(struct json *json, const struct domain *domain)
{
	const struct spf_subject *spf = domain_spf(domain);
	const struct spf_node *redirected;
	const struct spf_term *all; /* that decides: a redirect hands over to that of its target */
	char qualifier[2] = "";

	json_key(json, "spf");
	if (!spf) {
		json_null(json);
		return;
	}
	redirected = domain_redirected(domain);
	all = redirected ? redirected->record->all : spf->record->all;
	qualifier[0] = all ? (char)all->qualifier : 0;
	json_object_begin(json);
	member_owner(json, "name", &spf->published.name);
	member_slice(json, "text", spf->record->text);
	write_strings(json, spf->published.txt);
	json_key(json, "valid");
	json_bool(json, spf->record->valid);
	member_text(json, "all", all ? qualifier : NULL);
	if (domain->spf_tree) {
		write_budget(json, "lookups", domain->spf_tree->lookups, SPF_LOOKUPS_MOST);
		write_budget(json, "void_lookups", domain->spf_tree->void_lookups, SPF_VOID_LOOKUPS_MOST);
		write_ip4_addresses(json, &domain->spf_tree->root->networks);
		json_key(json, "tree");
		write_spf_node(json, domain->spf_tree->root);
	} else { /* a record that is judged alone: its includes are not followed */
		member_null(json, "lookups");
		member_null(json, "void_lookups");
		member_null(json, "ip4_addresses");
		member_null(json, "tree");
	}
	json_object_end(json);
}

static void write_dkim(struct json *json, const struct domain *domain)
{
	json_key(json, "dkim");
	json_array_begin(json);
	for (size_t i = 0; i < domain->selectors.count; i++) {
		const struct dkim_selector *selector = &domain->selectors.at[i];
		const struct dkim_key *key = selector->keys.count ? selector->keys.at[0].key : NULL;

		json_object_begin(json);
		member_text(json, "selector", selector->selector);
		member_name(json, "name", &selector->name);
		json_key(json, "text");
		if (key)
			json_string(json, key->text);
		else
			json_null(json);
		member_text(json, "status", dkim_status_text(selector->status));
		member_text(json, "key_type",
			!key || !key->type	    ? NULL
			: key->type == DKIM_KEY_RSA ? "rsa"
						    : "ed25519");
		json_key(json, "bits");
		if (key && key->bits)
			json_number(json, key->bits);
		else
			json_null(json);
		json_key(json, "cname");
		json_array_begin(json);
		for (size_t a = 0; a < selector->reply->aliases.count; a++) {
			struct arena scratch = { 0 };

			json_text(json, dns_name_text(&scratch, &selector->reply->aliases.at[a].target));
			arena_release(&scratch);
		}
		json_array_end(json);
		json_object_end(json);
	}
	json_array_end(json);
}

static void write_reading(struct json *json, const char *key, const struct dmarc_reading *reading)
{
	json_key(json, key);
	json_object_begin(json);
	json_key(json, "applies");
	if (dns_outcome_is_answer(reading->outcome))
		json_bool(json, reading->applies);
	else
		json_null(json);
	member_text(json, "policy", reading->applies ? dmarc_policy_text(reading->policy) : NULL);
	member_name(json, "organizational_domain", &reading->organizational_domain);
	json_object_end(json);
}

static void write_dmarc(struct json *json, const struct domain *domain)
{
	const struct dmarc_discovery *dmarc = domain->dmarc;
	const struct dmarc_answer *found = !dmarc		  ? NULL
					   : dmarc->rfc9989.found ? dmarc->rfc9989.found
								  : dmarc->rfc7489.found;

	json_key(json, "dmarc");
	if (!found) {
		json_null(json);
		return;
	}
	json_object_begin(json);
	member_name(json, "name", &found->owner);
	member_slice(json, "text", found->record->text);
	member_name(json, "found_at", &found->name);
	json_key(json, "valid");
	json_bool(json, dmarc->rfc9989.applies && found->record->p >= DMARC_NONE);
	write_reading(json, "rfc7489", &dmarc->rfc7489);
	write_reading(json, "rfc9989", &dmarc->rfc9989);
	json_object_end(json);
}

static void write_addresses(struct json *json, const struct dns_reply *reply)
{
	for (size_t i = 0; reply && i < reply->records.count; i++) {
		struct arena scratch = { 0 };

		json_text(json, dns_address_text(&scratch, &reply->records.at[i].data.address));
		arena_release(&scratch);
	}
}

static void write_mx(struct json *json, const struct domain *domain)
{
	json_key(json, "mx");
	json_array_begin(json);
	for (size_t i = 0; i < domain->mx.count; i++) {
		const struct mx_subject *mx = &domain->mx.at[i];

		json_object_begin(json);
		member_number(json, "preference", mx->mx->preference);
		member_name(json, "exchange", &mx->mx->exchange);
		json_key(json, "addresses");
		json_array_begin(json);
		write_addresses(json, mx->ip4);
		write_addresses(json, mx->ip6);
		json_array_end(json);
		json_object_end(json);
	}
	json_array_end(json);
}

static void write_place(struct json *json, const struct finding *finding)
{
	struct text_place place = text_origin(excerpt_place(finding));
	struct text_position first, end;

	if (!place.text) {
		static const char *const keys[] = { "file", "line", "column", "end_line", "end_column" };

		for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
			member_null(json, keys[i]);
		return;
	}
	first = text_position(place.text, place.first);
	end = text_position(place.text, place.end);
	member_text(json, "file", place.text->name);
	member_number(json, "line", first.line);
	member_number(json, "column", first.column);
	member_number(json, "end_line", end.line);
	member_number(json, "end_column", end.column);
}

static void write_related(struct json *json, const struct finding *finding)
{
	json_key(json, "related");
	json_array_begin(json);
	for (size_t i = 0; i < finding->related.count; i++) {
		const struct related *related = &finding->related.at[i];

		json_object_begin(json);
		member_text(json, "message", related->message);
		member_owner(json, "name", &related->record->name);
		member_slice(json, "text", related->record->txt->joined);
		write_place(json,
			&(struct finding){ .record = related->record, .span = whole_text(related->record) });
		json_object_end(json);
	}
	json_array_end(json);
}

static void write_fix(struct json *json, const struct finding *finding)
{
	struct arena scratch = { 0 };

	json_key(json, "fix");
	if (finding->remedy && finding->remedy->text) {
		json_object_begin(json);
		member_owner(json, "name", &finding->remedy->name);
		member_text(json, "type", dns_type_text(&scratch, finding->remedy->type));
		member_text(json, "text", finding->remedy->text);
		json_object_end(json);
	} else {
		json_null(json);
	}
	arena_release(&scratch);
}

void write_finding(struct json *json, const struct finding *finding)
{
	struct arena scratch = { 0 };

	json_object_begin(json);
	member_text(json, "rule", finding->rule->id);
	member_text(json, "severity", severity_text(finding->severity));
	member_text(json, "confidence", confidence_text(finding->confidence));
	json_key(json, "known");
	json_bool(json, finding->known);
	if (finding->accepted)
		member_slice(json, "accepted", finding->accepted->last_text);
	else
		member_null(json, "accepted");
	member_text(json, "message", finding->message);
	member_owner(json, "name", &finding->name);
	member_text(json, "type", finding->type ? published_type_text(&scratch, finding->type) : NULL);
	json_key(json, "text");
	if (finding->record)
		json_string(json, finding->record->txt->joined);
	else
		json_null(json);
	json_key(json, "span");
	if (finding->record) {
		json_object_begin(json);
		member_number(json, "start", finding->span.first);
		member_number(json, "end", finding->span.end);
		json_object_end(json);
	} else {
		json_null(json);
	}
	write_place(json, finding);
	write_related(json, finding);
	member_text(json, "why", finding->rule->why);
	member_text(json, "help", finding->help);
	write_fix(json, finding);
	json_key(json, "references");
	json_array_begin(json);
	if (finding->rule->reference)
		json_text(json, finding->rule->reference);
	json_array_end(json);
	json_object_end(json);
	arena_release(&scratch);
}

static void write_findings(struct json *json, const char *key, const struct report *report)
{
	json_key(json, key);
	json_array_begin(json);
	for (size_t i = 0; i < report->findings.count; i++)
		write_finding(json, &report->findings.at[i]);
	json_array_end(json);
}

/* What a change has cured: where it was is no place of the state after. */
static void write_cured(struct json *json, const struct findings *cured)
{
	json_key(json, "gone");
	json_array_begin(json);
	for (size_t i = 0; i < cured->list.count; i++) {
		const struct finding *finding = &cured->list.at[i];

		json_object_begin(json);
		member_text(json, "rule", finding->rule->id);
		member_text(json, "severity", severity_text(finding->severity));
		member_text(json, "message", finding->message);
		member_owner(json, "name", &finding->name);
		json_object_end(json);
	}
	json_array_end(json);
}

static void write_unanswered(struct json *json, const struct report *report)
{
	json_key(json, "unanswered");
	json_array_begin(json);
	for (size_t i = 0; i < report->unanswered.count; i++) {
		const struct unanswered *unanswered = &report->unanswered.at[i];
		struct arena scratch = { 0 };

		json_object_begin(json);
		member_name(json, "name", &unanswered->question.name);
		member_text(json, "type", dns_question_type_text(&scratch, &unanswered->question));
		member_text(json, "reason", dns_outcome_reason(unanswered->reason));
		json_object_end(json);
		arena_release(&scratch);
	}
	json_array_end(json);
}

static void print_json_report(struct print *print, const struct report *report)
{
	struct json *json = &print->json;
	const struct domain *domain = report->domain;
	struct arena scratch = { 0 };

	json_object_begin(json);
	member_owner(json, "domain", &domain->name);
	member_text(json, "unicode", domain->name.len > 1 ? dns_name_unicode(&scratch, &domain->name) : NULL);
	if (report->cured) {
		json_key(json, "removed");
		json_bool(json, report->gone);
	}
	member_text(json, "role", role_text(domain->role));
	member_text(json, "status", report_status_text(report->status));
	json_key(json, "records");
	json_object_begin(json);
	write_spf(json, domain);
	write_dkim(json, domain);
	write_dmarc(json, domain);
	write_mx(json, domain);
	json_object_end(json);
	json_key(json, "remedies");
	write_remedies(json, report->remedies);
	write_receivers(json, report->receivers);
	write_findings(json, "findings", report);
	if (report->cured) {
		write_findings(json, "changes", report);
		write_cured(json, report->cured);
	}
	write_unanswered(json, report);
	json_object_end(json);
	arena_release(&scratch);
}

static void begin_json(struct print *print)
{
	print->json = (struct json){ .out = &print->out };
	json_object_begin(&print->json);
	members_of_document(&print->json);
	json_key(&print->json, "domains");
	json_array_begin(&print->json);
}

void write_totals(struct json *json, const struct print_totals *totals)
{
	json_key(json, "summary");
	json_object_begin(json);
	member_number(json, "domains", totals->domains);
	member_number(json, "errors", totals->counts[SEVERITY_ERROR]);
	member_number(json, "warnings", totals->counts[SEVERITY_WARNING]);
	member_number(json, "infos", totals->counts[SEVERITY_INFO]);
	member_number(json, "unanswered", totals->unanswered);
	json_object_end(json);
}

static void end_json(struct print *print)
{
	struct json *json = &print->json;

	json_array_end(json);
	write_totals(json, &print->totals);
	json_object_end(json);
	bytes_add_byte(&print->out, '\n');
}

const struct report_printer json_printer = { begin_json, print_json_report, end_json };
