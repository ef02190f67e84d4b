/* `record`: records that people paste, from an argument, a file or standard input; each is judged without its domain. */
#include "cli/commands.h"
#include "cli/inputs.h"
#include "cli/pasted.h"
#include "cli/run.h"
#include "input/operand.h"

#include "base/escape.h"
#include "check/record.h"
#include "input/decode.h"

#include <string.h>

enum { SHOWN_MOST = 40 };

/* What was given, and what was read of it. */
struct pasted {
	struct text text;
	struct answers answers; /* when it is what a tool printed */
	struct zone_set *zones; /* when it is not */
	struct pasted_records records;
};

static void complain_unknown_text(struct options *options, const struct text *text, struct slice value)
{
	const char *start = escape_copy(&options->arena, slice_part(value, 0, SHOWN_MOST));

	complain("%s: not an SPF, DKIM, DMARC, MTA-STS, TLS-RPT or BIMI record; it begins with \"%s%s\"",
		text->name, start, value.len > SHOWN_MOST ? "..." : "");
}

static void begin_domain(
	struct session *session, const struct pasted *pasted, const struct run *run, size_t first)
{
	struct options *options = run->options;
	const struct pasted_record *records = pasted->records.list.at + first;

	*session = (struct session){ .options = &options->check,
		.rules = &options->selection.rules,
		.zones = first		 ? NULL
			 : pasted->zones ? pasted->zones
					 : pasted->answers.zones,
		.alone = records,
		.alone_count = records_of_domain(records, pasted->records.list.count - first) };
	session->view.facts = run->sources.facts;
}

static enum exit_status judge(struct options *options, const struct pasted *pasted)
{
	size_t count = pasted->records.list.count;
	struct run run;

	options->lookup.offline = true;
	if (!run_open(&run, options, NULL)) {
		run_close(&run);
		return EXIT_USAGE;
	}
	run.print.several = records_of_domain(pasted->records.list.at, count) < count;
	run.print.left_alone = pasted->records.foreign_count + pasted->records.other_count;
	for (size_t first = 0; first < count;) {
		struct session session;

		begin_domain(&session, pasted, &run, first);
		session.wish = run_wish(&run);
		first += session.alone_count;
		session_finish(&session);
		run_report(&run, session.report);
		session_close(&session);
	}
	return run_close(&run);
}

/* Answers of tools, which may say that there is no record. False after a message. */
static bool read_answers(struct options *options, struct pasted *pasted)
{
	if (!pasted_answers_read(options, &pasted->text, &pasted->answers))
		return false;
	records_take(&options->arena, pasted->answers.zones, &pasted->records);
	return true;
}

/* Lines of a zone file, and bare texts. False after a message. */
static bool read_text(struct options *options, struct pasted *pasted)
{
	pasted->zones = zone_set_new();
	switch (records_read(&options->arena, &pasted->text, pasted->zones, &pasted->records)) {
	case RECORD_EMPTY:
		complain("%s: no text to check; try: mailauth-check record 'v=spf1 mx -all'",
			pasted->text.name);
		return false;
	case RECORD_TOO_LONG:
		complain("%s: longer than a record can be (%d octets)", pasted->text.name, DNS_RDATA_MOST);
		return false;
	case RECORD_READ:
		break;
	}
	return true;
}

/* False after a message, also when nothing is there to be judged. */
static bool read_records(struct options *options, struct pasted *pasted)
{
	const struct pasted_records *records = &pasted->records;
	struct input input;

	input_decode(&pasted->text);
	input = input_recognise(pasted->text.bytes, NULL);
	if (pasted_is_refused(&input, pasted->text.bytes)) {
		complain("%s: %s", pasted->text.name, input_refusal(&options->arena, &input));
		return false;
	}
	if (!(pasted_is_answer(&input) ? read_answers(options, pasted) : read_text(options, pasted)))
		return false;
	if (records->cut) {
		complain("%s: only the first %d records of a name were read", pasted->text.name,
			ZONE_RRSET_MOST);
		options->lookup.incomplete = true;
	}
	if (records->list.count)
		return true;
	if (records->foreign)
		complain_unknown_text(options, &pasted->text, records->foreign->joined);
	else if (pasted_is_answer(&input))
		complain("%s: the answers contain no TXT record; mailauth-check zone checks other answers",
			pasted->text.name);
	else
		complain("%s: contains no TXT record", pasted->text.name);
	return false;
}

/* The text of the operand, of the file that it names, or of standard input. False after a message. */
static bool open_text(struct options *options, struct text *text)
{
	const char *word = options->operands.count ? options->operands.at[0] : "-";
	bool is_record = record_kind_of(slice_of(word)) != RECORD_UNKNOWN;

	switch (is_record ? OPERAND_DOMAIN : operand_of_record(word)) {
	case OPERAND_DOMAIN:
		*text = text_of("<argument>", slice_of(word));
		return true;
	case OPERAND_MISSING:
	case OPERAND_FOLDER:
	case OPERAND_FILE:
		break;
	}
	return file_open(options, text, word, TEXT_SETTINGS);
}

enum exit_status command_record(struct options *options)
{
	enum exit_status status = EXIT_USAGE;
	struct pasted pasted = { 0 };

	if (options->operands.count > 1)
		complain(
			"only one text is allowed: put it in quotes, as in mailauth-check record 'v=spf1 mx -all'");
	else if (open_text(options, &pasted.text) && read_records(options, &pasted))
		status = judge(options, &pasted);
	zone_set_free(pasted.zones);
	answers_close(&pasted.answers);
	text_close(&pasted.text);
	return status;
}
