/* What each command is called, takes and does, with two examples. */
#include "cli/command_rows.h"

const struct usage_command command_rows[] = {
	{ COMMAND_CHECK, DOCUMENT_REPORTS, "check", NULL, "[check] [OPTIONS] DOMAIN...",
		"check what DNS publishes for each DOMAIN",
		"  mailauth-check example.com\n  mailauth-check --server 192.0.2.53 --selector s1 "
		"example.com example.net\n" },
	{ COMMAND_ZONE, DOCUMENT_REPORTS, "zone", "FILE", "zone [OPTIONS] FILE|DIR...",
		"check zone files, or folders of them, before you publish them",
		"  mailauth-check zone --offline db.example.com\n  mailauth-check zone --format short "
		"--fail-on warning example.com.zone\n" },
	{ COMMAND_RECORD, DOCUMENT_REPORTS, "record", "FILE", "record [OPTIONS] [TEXT|FILE]",
		"check the text of records, or the output of dig, host and others",
		"  mailauth-check record 'v=spf1 mx -all'\n  mailauth-check record --publish-as panel s1.txt\n" },
	{ COMMAND_SPF, DOCUMENT_EVALUATION, "spf", NULL, "spf [OPTIONS] --ip ADDR [DOMAIN]",
		"show which SPF result receivers get for ADDR, and why",
		"  mailauth-check spf --ip 192.0.2.25 example.com\n  mailauth-check spf --ip 192.0.2.25 "
		"--helo mail.example.com --mail-from ''\n" },
	{ COMMAND_BOUNCE, DOCUMENT_BOUNCES, "bounce", "FILE", "bounce [OPTIONS] [TEXT|FILE]",
		"explain a bounce or log line, and check the domain that it names",
		"  mailauth-check bounce '550 5.7.26 ...'\n  mailauth-check bounce --ip 192.0.2.25 bounce.eml\n" },
	{ COMMAND_MESSAGE, DOCUMENT_MESSAGE, "message", "FILE", "message [OPTIONS] [FILE]",
		"authenticate a stored message as a receiver would",
		"  mailauth-check message mail.eml\n  mailauth-check message --ip 192.0.2.25 --mail-from "
		"a@example.com < mail.eml\n" },
	{ COMMAND_DIFF, DOCUMENT_REPORTS, "diff", "FILE", "diff [OPTIONS] OLD NEW",
		"show what a change of zone files or DNS does to mail",
		"  mailauth-check diff --offline main/zones branch/zones\n  mailauth-check diff example.com "
		"db.example.com\n" },
	{ COMMAND_MERGE, DOCUMENT_MERGED, "merge", "FILE", "merge [OPTIONS] FILE...",
		"sum up what check --format jsonl printed in many runs",
		"  mailauth-check merge night-*.jsonl\n  mailauth-check merge --format json - < "
		"night.jsonl\n" },
	{ COMMAND_RULES, DOCUMENT_RULES, "rules", "RULES", "rules [OPTIONS] [TOPIC|RULE...]",
		"list all rules, or those of a topic such as spf",
		"  mailauth-check rules spf\n  mailauth-check rules --format json\n" },
	{ COMMAND_EXPLAIN, DOCUMENT_STORIES, "explain", "RULES", "explain [OPTIONS] RULE|TOPIC...",
		"explain rules: why, source, examples and fix",
		"  mailauth-check explain spf-plus-all\n  mailauth-check explain dmarc-p-invalid "
		"dmarc-rua-missing\n" },
	{ COMMAND_SHOW_CONFIG, DOCUMENT_SETTINGS, "show-config", NULL, "show-config [OPTIONS] [DOMAIN]",
		"show the settings in effect, and where they come from",
		"  mailauth-check show-config\n  mailauth-check show-config --format json example.com\n" },
	{ COMMAND_COMPLETION, DOCUMENT_NONE, "completion", "bash zsh fish", "completion bash|zsh|fish",
		"print the completion script for a shell",
		"  mailauth-check completion bash > /etc/bash_completion.d/mailauth-check\n  mailauth-check "
		"completion fish | source\n" },
};

const size_t command_rows_count = sizeof command_rows / sizeof *command_rows;

const struct usage_command *command_row_of(enum command command)
{
	const struct usage_command *row = command_rows;

	while (row->bit != (int)command)
		row++;
	return row;
}
