/* The table of formats, and which of them prints what. */
#include "print/format.h"

#include "print/bounce/bounce.h"
#include "print/command/settings.h"
#include "print/evaluation/evaluation.h"
#include "print/merged/merged.h"
#include "print/message/message.h"
#include "print/printers.h"
#include "print/report/statistics.h"
#include "print/rules/rules.h"

static const struct format formats[] = {
	{ .name = "text",
		.localized = true,
		.reports = &text_printer,
		.statistics = &text_statistics,
		.evaluation = print_evaluation_text,
		.bounces_begin = print_bounces_text_begin,
		.bounce = print_bounce_text,
		.bounces_end = print_bounces_text_end,
		.message = print_message_text,
		.merged = print_merged_text,
		.rules = print_rule_list,
		.stories = print_rule_stories,
		.settings = print_settings_text },
	{ .name = "short",
		.localized = true,
		.reports = &short_printer,
		.evaluation = print_evaluation_short,
		.bounce = print_bounce_short,
		.message = print_message_reports },
	{ .name = "json",
		.reports = &json_printer,
		.statistics = &json_statistics,
		.evaluation = print_evaluation_json,
		.bounces_begin = print_bounces_json_begin,
		.bounce = print_bounce_json,
		.bounces_end = print_bounces_json_end,
		.message = print_message_json,
		.merged = print_merged_json,
		.rules = print_rules_json,
		.stories = print_rules_json,
		.settings = print_settings_json },
	{ .name = "jsonl", .by_line = true, .reports = &jsonl_printer, .bounce = print_bounce_jsonl },
	{ .name = "sarif", .reports = &sarif_printer, .message = print_message_reports },
	{ .name = "github", .reports = &github_printer, .message = print_message_reports },
	{ .name = "gitlab", .reports = &gitlab_printer },
	{ .name = "junit", .reports = &junit_printer, .message = print_message_reports },
	{ .name = "markdown", .reports = &markdown_printer }, { .name = "html", .reports = &html_printer },
	{ .name = "csv",
		.by_line = true,
		.reports = &csv_printer,
		.statistics = &csv_statistics,
		.message = print_message_reports },
	{ .name = "prometheus", .reports = &prometheus_printer },
	{ .name = "nagios",
		.localized = true,
		.reports = &nagios_printer,
		.status = nagios_status,
		.unjudged = nagios_unjudged,
		.unjudged_status = NAGIOS_UNKNOWN },
	{ .name = "mdoc", .rules = print_rules_manual }, /* of the manual page */
};

enum { FORMATS = sizeof formats / sizeof *formats };

const struct format *const format_default = &formats[0];

static bool prints(const struct format *format, enum document document)
{
	switch (document) {
	case DOCUMENT_REPORTS:
		return format->reports;
	case DOCUMENT_STATISTICS:
		return format->statistics;
	case DOCUMENT_EVALUATION:
		return format->evaluation;
	case DOCUMENT_BOUNCES:
		return format->bounce;
	case DOCUMENT_MESSAGE:
		return format->message;
	case DOCUMENT_MERGED:
		return format->merged;
	case DOCUMENT_RULES:
		return format->rules;
	case DOCUMENT_STORIES:
		return format->stories;
	case DOCUMENT_SETTINGS:
		return format->settings;
	default:
		return false;
	}
}

const struct format *format_find(struct slice name, enum document document)
{
	for (size_t i = 0; i < FORMATS; i++)
		if (slice_is(name, formats[i].name) && prints(&formats[i], document))
			return &formats[i];
	return NULL;
}

const char *format_names(struct arena *arena, enum document document)
{
	const char *names = "";

	for (size_t i = 0; i < FORMATS; i++)
		if (prints(&formats[i], document))
			names = arena_printf(arena, "%s%s%s", names, *names ? " " : "", formats[i].name);
	return names;
}
