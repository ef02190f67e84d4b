/* merge-1.schema.json. */
#include "print/merged/merged.h"

#include "print/members.h"
#include "print/printers.h"

static void add_lines(struct json *json, const struct merged *merged)
{
	json_key(json, "lines");
	json_object_begin(json);
	member_number(json, "files", merged->files);
	member_number(json, "domains", merged->domains);
	member_number(json, "repeated", merged->repeated.count);
	member_number(json, "cut", merged->cut.count);
	member_number(json, "other", merged->other.count);
	json_object_end(json);
}

static void add_rules(struct json *json, const struct merged *merged)
{
	json_key(json, "statistics");
	json_array_begin(json);
	for (size_t i = 0; i < merged->rule_count && merged->rules[i].frequency.findings; i++) {
		const struct merged_rule *row = &merged->rules[i];

		json_object_begin(json);
		member_slice(json, "rule", row->id);
		member_text(json, "severity", severity_text(row->frequency.severity));
		member_text(json, "summary", row->rule ? row->rule->summary : NULL);
		member_number(json, "findings", row->frequency.findings);
		member_number(json, "domains", row->frequency.domains);
		json_object_end(json);
	}
	json_array_end(json);
}

static void add_worst(struct json *json, const struct merged *merged)
{
	json_key(json, "worst");
	json_array_begin(json);
	for (size_t i = 0; i < merged->worst_count; i++) {
		const struct merged_domain *domain = &merged->worst[i];

		json_object_begin(json);
		member_name(json, "domain", &domain->name);
		member_number(json, "errors", domain->counts[SEVERITY_ERROR]);
		member_number(json, "warnings", domain->counts[SEVERITY_WARNING]);
		member_number(json, "infos", domain->counts[SEVERITY_INFO]);
		member_number(json, "unanswered", domain->unanswered);
		json_object_end(json);
	}
	json_array_end(json);
}

void print_merged_json(struct print *print, const struct merged *merged)
{
	struct json *json = &print->json;
	struct print_totals totals = merged_totals(merged);

	*json = (struct json){ .out = &print->out };
	json_object_begin(json);
	members_of_document(json);
	add_lines(json, merged);
	add_rules(json, merged);
	add_worst(json, merged);
	write_totals(json, &totals);
	json_object_end(json);
	bytes_add_byte(&print->out, '\n');
}
