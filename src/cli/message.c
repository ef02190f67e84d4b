/* `message`: a stored message, authenticated as a receiver would, and the domain in its From. */
#include "cli/run.h"

#include "base/escape.h"
#include "judge/session.h"
#include "judge/wait.h"
#include "print/message.h"

#include <errno.h>
#include <string.h>
#include <time.h>

struct authentication {
	struct facts_view *view;
	struct arena *arena;
	const struct suffix_list *suffixes;
	const struct text *text;
	const struct message_transport *transport;
	const struct message *message;
};

static bool authenticate_once(void *context)
{
	struct authentication *self = context;

	self->message =
		message_authenticate(self->arena, self->view, self->suffixes, self->text, self->transport);
	return !self->view->incomplete;
}

/* In as many passes as its chain of dependent questions is long. */
static const struct message *authenticate(
	struct run *run, struct facts_view *view, struct arena *arena, const struct text *text)
{
	struct options *options = run->options;
	struct message_transport transport = { .ip = options->addresses.count ? &options->addresses.at[0]
									      : NULL,
		.helo = options->helo,
		.mail_from = options->mail_from,
		.now = (uint64_t)time(NULL) };

	struct authentication self = { view, arena, run->suffixes, text, &transport, NULL };

	wait_for_passes(view, arena, authenticate_once, &self);
	return self.message;
}

/* The check of the From domain knows what the message tells: who sent it, and with which selectors it is signed. */
static void fill_options(struct options *options, const struct message *message, struct arena *arena,
	struct dns_address *ip, struct check_options *check)
{
	const char **selectors = arena_take_array(arena, message->dkim->list.count + 1, sizeof *selectors);
	size_t count = 0;

	*check = options->check;
	if (check->role == ROLE_AUTO)
		check->role = ROLE_SENDS;
	for (size_t i = 0; i < message->dkim->list.count; i++)
		if (message->dkim->list.at[i].has_domain && message->dkim->list.at[i].selector &&
			dns_name_equal(&message->dkim->list.at[i].domain, &message->from_domain))
			selectors[count++] = message->dkim->list.at[i].selector;
	if (!check->selector_count) {
		check->selectors = selectors;
		check->selector_count = count;
	}
	/* Only where SPF is about the same domain does the address say something about it. */
	if (!check->address_count && message->ip && message->rfc7489.spf_aligned &&
		dns_address_from_text(slice_of(message->ip), ip)) {
		check->addresses = ip;
		check->address_count = 1;
	}
}

static void judge(struct run *run, const struct text *text)
{
	struct options *options = run->options;
	struct arena arena = { 0 };
	struct facts_view view = { .facts = run->facts };
	const struct message *message = authenticate(run, &view, &arena, text);
	const struct mail_results results = {
		.spf_known = message->spf && message->spf->result != SPF_TEMPERROR,
		.spf_pass = message->spf && message->spf->result == SPF_PASS,
		.dkim_pass = message_passes_dkim(message),
		.dmarc_known = !message->rfc7489.open,
		.aligned = message->rfc7489.pass,
	};
	struct check_options check;
	struct dns_address ip;
	struct session session = {
		.view = { .facts = run->facts }, .options = &check, .rules = &options->rules
	};

	for (size_t i = 0; i < message->findings.count; i++)
		run->has_failing =
			run->has_failing || (int)message->findings.at[i].severity >= (int)options->fail_on;
	run->has_unanswered = run->has_unanswered || (message->from && message->rfc7489.open);
	if (message->from) {
		session.name = message->from_domain;
		fill_options(options, message, &arena, &ip, &check);
		check.mail = &results;
		session_finish(&session);
		run_count(run, session.report);
	}
	options->format->message(&run->print, text->name, message, session.report);
	session_close(&session);
	facts_release(&view);
	arena_release(&arena);
}

enum exit_status command_message(struct options *options)
{
	const char *path = options->operands.count ? options->operands.at[0] : "-";
	struct zone_set *zones = NULL;
	struct text text, zone = { 0 };
	struct run run;
	bool good = true;

	if (options->operands.count > 1 || options->addresses.count > 1) {
		complain("one message and one --ip at a time");
		return EXIT_USAGE;
	}
	if (!text_open(&text, path)) {
		complain("cannot read %s: %s", escape_copy(&options->arena, slice_of(path)), strerror(errno));
		return EXIT_USAGE;
	}
	if (!mail_looks_like_message(text.bytes)) {
		complain("%s: it does not begin with the header of a message",
			escape_copy(&options->arena, slice_of(text.name)));
		good = false;
	}
	if (good && options->zone) {
		zones = zone_set_new();
		good = zone_file_read(options, zones, &zone, options->zone);
		if (good)
			zone_set_finish(zones);
	}
	if (!good || !run_open(&run, options, zones)) {
		if (good)
			run_close(&run);
		zone_set_free(zones);
		text_close(&zone);
		text_close(&text);
		return EXIT_USAGE;
	}
	judge(&run, &text);
	good = run_close(&run) != EXIT_USAGE;
	zone_set_free(zones);
	text_close(&zone);
	text_close(&text);
	return !good		    ? EXIT_USAGE
	       : run.has_failing    ? EXIT_FINDINGS
	       : run.has_unanswered ? EXIT_UNKNOWN
				    : EXIT_CLEAN;
}
