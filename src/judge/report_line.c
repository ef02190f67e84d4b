/* Of a line only what counts is read: { "domain", "findings": [ { "rule", "severity", "known" } ], "unanswered": [ { "reason" } ] }. */
#include "judge/report_line.h"

#include "dns/outcome.h"

#include <string.h>

static struct slice token_slice(const struct json_tokens *tokens, uint32_t token)
{
	return slice_part(tokens->text, tokens->at[token].first, tokens->at[token].end);
}

static bool read_severity(const struct json_tokens *tokens, uint32_t token, enum severity *ret_severity)
{
	for (int severity = SEVERITY_INFO; severity <= SEVERITY_ERROR; severity++) {
		*ret_severity = (enum severity)severity;
		if (json_token_is(tokens, token, severity_text(*ret_severity)))
			return true;
	}
	return false;
}

/* False for something else. */
static bool read_finding(
	const struct json_tokens *tokens, uint32_t token, struct report_line_finding *ret_finding)
{
	uint32_t rule = json_find_kind(tokens, token, "rule", JSON_STRING);
	uint32_t severity = json_find_kind(tokens, token, "severity", JSON_STRING);
	uint32_t known = json_find_kind(tokens, token, "known", JSON_BOOLEAN);

	if (!rule || !severity || !known || !read_severity(tokens, severity, &ret_finding->severity))
		return false;
	ret_finding->rule = token_slice(tokens, rule);
	ret_finding->known = slice_is(token_slice(tokens, known), "true");
	return ret_finding->rule.len;
}

bool report_line_finding(
	const struct report_line *line, uint32_t *at, struct report_line_finding *ret_finding)
{
	uint32_t name, value;

	return json_next(&line->tokens, line->findings, at, &name, &value) &&
	       read_finding(&line->tokens, value, ret_finding);
}

/* The findings that count; false when one is something else. */
static bool count_findings(struct report_line *line)
{
	uint32_t name, value;

	for (uint32_t at = 0; json_next(&line->tokens, line->findings, &at, &name, &value);) {
		struct report_line_finding finding;

		if (!read_finding(&line->tokens, value, &finding))
			return false;
		line->counts[finding.severity] += !finding.known;
	}
	return true;
}

static bool count_unanswered(struct report_line *line, uint32_t list)
{
	const char *wished = dns_outcome_reason(DNS_OFFLINE);
	uint32_t name, value;

	for (uint32_t at = 0; json_next(&line->tokens, list, &at, &name, &value);) {
		uint32_t reason = json_find_kind(&line->tokens, value, "reason", JSON_STRING);

		if (!reason)
			return false;
		line->unanswered++;
		line->unasked += json_token_is(&line->tokens, reason, wished);
	}
	return true;
}

/* Records that were judged alone have no domain. */
static bool read_name(struct report_line *line)
{
	uint32_t domain = json_find_kind(&line->tokens, 0, "domain", JSON_STRING);
	struct arena scratch = { 0 };
	bool good = domain && dns_name_from_text(json_token_text(&scratch, &line->tokens, domain), NULL,
				      &line->name) == DNS_NAME_OK;

	arena_release(&scratch);
	return good;
}

enum report_line_kind report_line_read(struct report_line *line, struct slice text)
{
	struct json_tokens tokens = line->tokens;
	uint32_t unanswered;
	size_t at = 0;
	bool whole = text.len <= REPORT_LINE_LONGEST && json_scan(&tokens, text, &at) && at == text.len;

	*line = (struct report_line){ .tokens = tokens };
	if (!whole)
		return REPORT_LINE_CUT;
	line->findings = json_find_kind(&line->tokens, 0, "findings", JSON_ARRAY);
	unanswered = json_find_kind(&line->tokens, 0, "unanswered", JSON_ARRAY);
	if (!line->findings || !unanswered || !read_name(line) || !count_findings(line) ||
		!count_unanswered(line, unanswered))
		return REPORT_LINE_OTHER;
	return REPORT_LINE_WHOLE;
}

void report_line_free(struct report_line *line)
{
	json_tokens_free(&line->tokens);
	*line = (struct report_line){ 0 };
}
