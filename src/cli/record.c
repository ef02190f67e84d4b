/* `record`: one record, from an argument or standard input. */
#include "cli/commands.h"
#include "cli/run.h"

#include "base/escape.h"
#include "check/record.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static void complain_unknown_text(struct options *options, const struct text *text, struct slice value)
{
	const char *start = escape_copy(&options->arena, slice_part(value, 0, 40));

	complain("%s: no record that this program knows (SPF, DKIM, DMARC, MTA-STS, TLS-RPT, BIMI): it "
		 "begins with \"%s%s\"",
		text->name, start, value.len > 40 ? "..." : "");
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

/* False after a message. */
static bool read_record(struct options *options, struct text *text, struct zone_set *zones,
	struct published *ret_published, enum record_kind *ret_kind)
{
	switch (record_read(&options->arena, text, zones, ret_published)) {
	case RECORD_EMPTY:
		complain("%s: no text to judge; try: mailauth-check record 'v=spf1 mx -all'", text->name);
		return false;
	case RECORD_TOO_LONG:
		complain("%s: more than a record can hold (%d octets)", text->name, DNS_RDATA_MOST);
		return false;
	case RECORD_SEVERAL:
		complain("%s: more than one record; one is judged at a time", text->name);
		return false;
	default:
		*ret_kind = record_kind_of(ret_published->txt->joined);
		if (!*ret_kind)
			complain_unknown_text(options, text, ret_published->txt->joined);
		return *ret_kind;
	}
}

/* An operand that is no record, and names a file: that of opendkim-genkey, say. */
static bool is_file(const char *word)
{
	struct stat status;

	return record_kind_of(slice_of(word)) == RECORD_UNKNOWN && stat(word, &status) == 0 &&
	       !S_ISDIR(status.st_mode);
}

/* The text of the operand, of the file that it names, or of standard input. False after a message. */
static bool open_text(struct options *options, struct text *text)
{
	const char *word = options->operands.count ? options->operands.at[0] : "-";

	if (strcmp(word, "-") != 0 && !is_file(word)) {
		*text = text_of("<argument>", slice_of(word));
	} else if (!text_open(text, word)) {
		complain("cannot read %s: %s", escape_copy(&options->arena, slice_of(word)), strerror(errno));
		return false;
	}
	return true;
}

enum exit_status command_record(struct options *options)
{
	struct zone_set *zones = zone_set_new();
	enum exit_status status = EXIT_USAGE;
	struct text text = { 0 };
	struct published published;
	enum record_kind kind;

	if (options->operands.count > 1)
		complain("one record is judged at a time: put its text in quotes");
	else if (open_text(options, &text) && read_record(options, &text, zones, &published, &kind))
		status = judge(options, &published, kind, zones);
	zone_set_free(zones);
	text_close(&text);
	return status;
}
