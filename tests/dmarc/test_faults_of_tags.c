/*
 * For every tag of RFC 9989 section 4.7 and RFC 7489 section 6.3 the slips that people make: each is named as what it is, at
 * its place.
 */
#include "support/world.h"

#include <stdio.h>
#include <string.h>

struct tag_case {
	const char *name;
	const char *good;
	const char *wrong;	/* a value that the tag must not have */
	const char *wrong_rule; /* what that is called */
};

static const struct tag_case tags[] = {
	{ "p", "reject", "rejct", "dmarc-p-invalid" },
	{ "sp", "reject", "blok", "dmarc-sp-invalid" },
	{ "np", "reject", "blok", "dmarc-np-invalid" },
	{ "adkim", "r", "x", "dmarc-adkim-invalid" },
	{ "aspf", "r", "x", "dmarc-aspf-invalid" },
	{ "t", "n", "x", "dmarc-t-invalid" },
	{ "psd", "n", "x", "dmarc-psd-invalid" },
	{ "pct", "100", "101", "dmarc-pct-invalid" },
	{ "fo", "1", "9", "dmarc-fo-invalid" },
	{ "rf", "afrf", "iodef", "dmarc-rf-invalid" },
	{ "ri", "86400", "daily", "dmarc-ri-invalid" },
	{ "rua", "mailto:d@example.com", "d@example.com", "dmarc-rua-no-scheme" },
	{ "ruf", "mailto:f@example.com", "f@example.com", "dmarc-rua-no-scheme" },
};

/* The record around a tag, so that it has neighbours on both sides; the tag itself stands where %s is. */
static const char *frame_of(const struct tag_case *tag)
{
	if (strcmp(tag->name, "p") == 0)
		return "v=DMARC1; %s; rua=mailto:d@example.com; aspf=r";
	if (strcmp(tag->name, "rua") == 0)
		return "v=DMARC1; p=reject; %s; aspf=r";
	if (strcmp(tag->name, "aspf") == 0)
		return "v=DMARC1; p=reject; %s; rua=mailto:d@example.com; ruf=mailto:f@example.com";
	if (strcmp(tag->name, "ruf") == 0)
		return "v=DMARC1; p=reject; %s; rua=mailto:d@example.com; aspf=r";
	return "v=DMARC1; p=reject; %s; rua=mailto:d@example.com; ruf=mailto:f@example.com; aspf=r";
}

static const char *fill(struct arena *arena, const struct tag_case *tag, const char *text)
{
	const char *frame = frame_of(tag), *hole = strstr(frame, "%s");

	return arena_printf(arena, "%.*s%s%s", (int)(hole - frame), frame, text, hole + 2);
}

/*
 * Judges the record: a finding of the rule must overlap the faulty text, which stands in the record at `fault`. The zone
 * text has backslashes doubled.
 */
static void expect(const char *record, const char *fault, const char *rule)
{
	struct arena arena = { 0 };
	char *quoted = arena_take(&arena, strlen(record) * 2 + 1), *out = quoted;
	const char *at = strstr(record, fault);
	struct world world;
	const struct report *report;
	bool found = false;

	assert_non_null(at);
	for (const char *c = record; *c; c++) {
		if (*c == '\\')
			*out++ = '\\';
		*out++ = *c;
	}
	*out = 0;
	world_open(&world,
		world_with_apex(&arena, arena_printf(&arena, "@ A 11.0.0.9\n_dmarc TXT \"%s\"", quoted)));
	report = world_report(&world, "example.com");
	for (size_t i = 0; i < report->findings.count; i++) {
		const struct finding *finding = &report->findings.at[i];
		uint32_t first = (uint32_t)(at - record), end = first + (uint32_t)strlen(fault);

		found = found || (strcmp(finding->rule->id, rule) == 0 && finding->span.first < end &&
					 finding->span.end >= first);
	}
	if (!found) {
		for (size_t i = 0; i < report->findings.count; i++)
			print_error("  raised: %s at %u-%u\n", report->findings.at[i].rule->id,
				report->findings.at[i].span.first, report->findings.at[i].span.end);
		fail_msg("%s: no %s at \"%s\"", record, rule, fault);
	}
	world_close(&world);
	arena_release(&arena);
}

#define FOR_EACH_TAG(t) for (const struct tag_case *t = tags; t < tags + sizeof tags / sizeof *tags; t++)

static void a_wrong_value(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	FOR_EACH_TAG(tag)
	{
		const char *text = arena_printf(&arena, "%s=%s", tag->name, tag->wrong);

		expect(fill(&arena, tag, text), text, tag->wrong_rule);
	}
	expect("v=DMARC2; p=reject; rua=mailto:d@example.com", "DMARC2", "dmarc-version-value");
	arena_release(&arena);
}

static void an_empty_value(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	FOR_EACH_TAG(tag)
	{
		const char *text = arena_printf(&arena, "%s=;", tag->name);

		expect(fill(&arena, tag, arena_printf(&arena, "%s=", tag->name)), text,
			"dmarc-tag-empty-value");
	}
	expect("v=; p=reject; rua=mailto:d@example.com", "v=", "dmarc-version-value");
	arena_release(&arena);
}

static void a_duplicate(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	FOR_EACH_TAG(tag)
	{
		const char *text = arena_printf(&arena, "%s=%s", tag->name, tag->good),
			   *record = fill(&arena, tag, arena_printf(&arena, "%s; %s", text, text));

		/* The second one is the one too many. */
		expect(record, strstr(strstr(record, text) + 1, text), "dmarc-duplicate-tag");
	}
	expect("v=DMARC1; p=reject; v=DMARC1; rua=mailto:d@example.com", "v=DMARC1; rua",
		"dmarc-duplicate-tag");
	arena_release(&arena);
}

static void the_wrong_case(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	FOR_EACH_TAG(tag)
	{
		char *name = arena_strdup(&arena, tag->name);
		const char *text;

		name[0] = (char)(name[0] - 'a' + 'A');
		text = arena_printf(&arena, "%s=%s", name, tag->good);
		expect(fill(&arena, tag, text), text, "dmarc-tag-case");
	}
	expect("V=DMARC1; p=reject; rua=mailto:d@example.com", "V", "dmarc-version-tag-case");
	expect("v=dmarc1; p=reject; rua=mailto:d@example.com", "dmarc1", "dmarc-version-case");
	arena_release(&arena);
}

/* A tag that runs into the next one. */
static void between_tags(const char *separator, const char *rule)
{
	struct arena arena = { 0 };

	FOR_EACH_TAG(tag)
	{
		const char *text = arena_printf(&arena, "%s=%s%s", tag->name, tag->good, separator), *record,
			   *end;

		record = fill(&arena, tag, text);
		/* The frame's own semicolon is what is missing. */
		end = strstr(record, text) + strlen(text);
		record = arena_printf(&arena, "%.*s%s", (int)(end - record), record, end + 2);
		expect(record, strlen(separator) > 1 ? separator : strstr(record, text), rule);
	}
	arena_release(&arena);
}

static void a_missing_semicolon(void **state)
{
	(void)state;
	between_tags(" ", "dmarc-separator-comma");
	expect("v=DMARC1 p=reject; rua=mailto:d@example.com", "DMARC1 p", "dmarc-separator-comma");
}

static void a_comma_for_a_semicolon(void **state)
{
	(void)state;
	between_tags(", ", "dmarc-separator-comma");
	expect("v=DMARC1, p=reject; rua=mailto:d@example.com", "DMARC1,", "dmarc-version-value");
}

static void an_escaped_semicolon(void **state)
{
	(void)state;
	between_tags("\\; ", "dmarc-escaped-semicolon");
	expect("v=DMARC1\\; p=reject; rua=mailto:d@example.com", "\\;", "dmarc-escaped-semicolon");
}

static void smart_quotes(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	FOR_EACH_TAG(tag)
	{
		const char *text =
			arena_printf(&arena, "%s=\342\200\234%s\342\200\235", tag->name, tag->good);

		expect(fill(&arena, tag, text), "\342\200\234", "dmarc-non-ascii");
	}
	expect("\342\200\234v=DMARC1; p=reject; rua=mailto:d@example.com\342\200\235", "\342\200\234",
		"dmarc-non-ascii");
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests_of_slips[] = {
		cmocka_unit_test(a_wrong_value),
		cmocka_unit_test(an_empty_value),
		cmocka_unit_test(a_duplicate),
		cmocka_unit_test(the_wrong_case),
		cmocka_unit_test(a_missing_semicolon),
		cmocka_unit_test(a_comma_for_a_semicolon),
		cmocka_unit_test(an_escaped_semicolon),
		cmocka_unit_test(smart_quotes),
	};

	return cmocka_run_group_tests(tests_of_slips, NULL, NULL);
}
