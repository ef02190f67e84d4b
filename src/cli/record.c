/* `record`: one record, from an argument or standard input. */
#include "cli/commands.h"
#include "cli/run.h"

#include "base/escape.h"
#include "check/record.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* RDATA has at most 65535 octets; quotes, escapes and line ends of a zone file may make it four times as long. */
enum { TEXT_MOST = 65535 * 4 + 1024 };

static void complain_unknown_text(struct options *options, const struct text *text, struct slice value)
{
	const char *start = escape_copy(&options->arena, slice_part(value, 0, 40));

	complain("%s: no record that this program knows (SPF, DKIM, DMARC, MTA-STS, TLS-RPT, BIMI): it "
		 "begins with \"%s%s\"",
		text->name, start, value.len > 40 ? "..." : "");
	if (options->operands.count == 1 && access(options->operands.at[0], R_OK) == 0)
		complain("to read a file: mailauth-check record < %s",
			escape_copy(&options->arena, slice_of(options->operands.at[0])));
}

static enum exit_status judge(struct options *options, const struct published *published,
	enum record_kind kind, struct zone_set *zones)
{
	struct session session = { .options = &options->check,
		.rules = &options->selection.rules,
		.zones = zones,
		.alone = published,
		.kind = kind };
	struct run run;

	options->lookup.offline = true;
	if (!run_open(&run, options, NULL)) {
		run_close(&run);
		return EXIT_USAGE;
	}
	session.view.facts = run.sources.facts;
	session.wish = run_wish(&run);
	session_finish(&session);
	run_report(&run, session.report);
	session_close(&session);
	return run_close(&run);
}

enum exit_status command_record(struct options *options)
{
	const char *word = options->operands.count ? options->operands.at[0] : "-";
	struct zone_set *zones = zone_set_new();
	enum exit_status status = EXIT_USAGE;
	struct published published;
	enum record_kind kind;
	struct text text = { 0 };

	if (options->operands.count > 1) {
		complain("one record is judged at a time: put its text in quotes");
	} else if (strcmp(word, "-") == 0 && !text_open(&text, "-")) {
		complain("cannot read standard input: %s", strerror(errno));
	} else {
		if (strcmp(word, "-") != 0)
			text = text_of("<argument>", slice_of(word));
		if (text.bytes.len > TEXT_MOST) {
			complain("%s: more than a record can hold (65535 octets)", text.name);
		} else if (slice_find_nocase(text.bytes, "\n\"v=", 0) > 0 &&
			   slice_find_nocase(text.bytes, "v=", 0) < 3) {
			complain("%s: more than one record; one is judged at a time", text.name);
		} else if (!record_read(&options->arena, &text, zones, &published)) {
			complain("%s: no text to judge; try: mailauth-check record 'v=spf1 mx -all'",
				text.name);
		} else {
			kind = record_kind_of(published.txt->joined);
			if (kind)
				status = judge(options, &published, kind, zones);
			else
				complain_unknown_text(options, &text, published.txt->joined);
		}
	}
	zone_set_free(zones);
	text_close(&text);
	return status;
}
