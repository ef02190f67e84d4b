/* Reads a policy line by line, and matches the patterns of its mx lines (RFC 8461 section 4.1). */
#include "tls/sts_policy.h"

#include "base/ascii.h"

static struct span trimmed(struct slice text, size_t first, size_t end)
{
	while (first < end && ascii_is_space(text.at[first]))
		first++;
	while (end > first && ascii_is_space(text.at[end - 1]))
		end--;
	return (struct span){ (uint32_t)first, (uint32_t)end };
}

static void read_line(struct arena *arena, struct sts_policy *policy, struct slice text, size_t offset)
{
	struct sts_line *line = arena_append(arena, &policy->lines);
	ptrdiff_t colon = slice_find(text, ':', 0);

	*line = (struct sts_line){
		.number = policy->lines.count, .offset = offset, .text = text, .is_field = colon >= 0
	};
	line->name = (struct span){ 0, (uint32_t)(colon < 0 ? (ptrdiff_t)text.len : colon) };
	line->value = trimmed(text, colon < 0 ? text.len : (size_t)colon + 1, text.len);
}

bool sts_line_is(const struct sts_line *line, const char *name)
{
	return line->is_field && slice_is(slice_span(line->text, line->name), name);
}

static const struct sts_line *find(const struct sts_policy *policy, const char *name)
{
	for (size_t i = 0; i < policy->lines.count; i++)
		if (sts_line_is(&policy->lines.at[i], name))
			return &policy->lines.at[i];
	return NULL;
}

static struct slice value_of(const struct sts_line *line)
{
	return line ? slice_span(line->text, line->value) : (struct slice){ 0 };
}

static enum sts_mode mode_of(struct slice value)
{
	if (slice_is(value, "enforce"))
		return STS_MODE_ENFORCE;
	if (slice_is(value, "testing"))
		return STS_MODE_TESTING;
	return slice_is(value, "none") ? STS_MODE_NONE : STS_MODE_INVALID;
}

struct sts_policy *sts_policy_parse(struct arena *arena, struct slice text)
{
	struct sts_policy *policy = arena_take(arena, sizeof *policy);

	for (size_t at = 0; at < text.len && policy->lines.count < STS_LINES_MOST;) {
		ptrdiff_t end = slice_find(text, '\n', at);
		struct slice line = slice_part(text, at, end < 0 ? text.len : (size_t)end);
		size_t offset = at;

		at += line.len + 1;
		if (line.len && line.at[line.len - 1] == '\r')
			line.len--;
		read_line(arena, policy, line, offset);
	}
	policy->version = find(policy, "version");
	policy->mode = find(policy, "mode");
	policy->max_age = find(policy, "max_age");
	policy->version_valid = slice_is(value_of(policy->version), "STSv1");
	policy->mode_value = mode_of(value_of(policy->mode));
	policy->max_age_valid =
		slice_number(value_of(policy->max_age), STS_MAX_AGE_MOST, &policy->max_age_value);
	for (size_t i = 0; i < policy->lines.count; i++)
		policy->mx_count += sts_line_is(&policy->lines.at[i], "mx");
	return policy;
}

static bool read_pattern(struct slice pattern, bool *ret_wildcard, struct dns_name *ret_name)
{
	*ret_wildcard = slice_starts(pattern, "*.");
	if (*ret_wildcard)
		pattern = slice_part(pattern, 2, pattern.len);
	for (size_t i = 0; i < pattern.len; i++)
		if (!ascii_is_alnum(pattern.at[i]) && pattern.at[i] != '-' && pattern.at[i] != '.')
			return false;
	return pattern.len && pattern.at[pattern.len - 1] != '.' &&
	       dns_name_from_text(pattern, NULL, ret_name) == DNS_NAME_OK;
}

bool sts_pattern_is_valid(struct slice pattern)
{
	struct dns_name name;
	bool wildcard;

	return read_pattern(pattern, &wildcard, &name);
}

bool sts_pattern_matches(struct slice pattern, const struct dns_name *host)
{
	struct dns_name name, rest = *host;
	bool wildcard;

	if (!read_pattern(pattern, &wildcard, &name))
		return false;
	if (wildcard)
		rest = dns_name_parent(host);
	return (!wildcard || host->len > 1) && dns_name_equal(&rest, &name);
}
