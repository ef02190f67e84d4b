/* `spf`: what a receiver's check_host() returns for a client address, and why. */
#include "cli/commands.h"
#include "cli/run.h"
#include "dns/pasted.h"

#include "base/escape.h"
#include "judge/evaluation.h"
#include "print/evaluation/evaluation.h"
#include "spf/identity.h"

#include <time.h>

/* DOMAIN, from whatever it was pasted as. */
static struct slice domain_operand(struct options *options)
{
	const char *word = options->operands.at[0];
	struct pasted pasted = pasted_domain(slice_of(word));

	if (pasted.count != 1)
		return slice_of(word);
	if (pasted.what)
		complain("\"%s\" is %s; checking %s", escape_copy(&options->arena, slice_of(word)),
			pasted.what, escape_copy(&options->arena, pasted.domain));
	return pasted.domain;
}

static bool read_identity(struct options *options, struct spf_request *request)
{
	struct slice domain = options->operands.count ? domain_operand(options) : (struct slice){ 0 };
	const struct spf_identities given = { options->subject.helo, options->subject.mail_from,
		options->operands.count ? &domain : NULL };
	enum spf_identity_fault fault = spf_request_identities(&options->arena, &given, request);

	if (fault == SPF_IDENTITY_MISSING)
		complain("no domain to check; give DOMAIN, --mail-from or --helo (an empty --mail-from "
			 "needs --helo)");
	else if (fault == SPF_IDENTITY_TOO_LONG)
		complain("--helo or --mail-from is longer than %d characters", SPF_IDENTITY_MOST);
	return fault == SPF_IDENTITY_OK;
}

enum exit_status command_spf(struct options *options)
{
	struct spf_request request = { .now = (uint64_t)time(NULL) };
	struct print_identity identity = { &request, options->subject.helo, options->subject.mail_from };
	const struct spf_evaluation *evaluation;
	enum exit_status status;
	struct facts_view view = { 0 };
	struct arena arena = { 0 };
	struct run run;

	if (options->subject.addresses.count != 1) {
		complain(options->subject.addresses.count ? "spf takes only one --ip"
							  : "spf needs --ip ADDR, the IP address of the "
							    "client");
		return EXIT_USAGE;
	}
	if (options->operands.count > 1) {
		complain("spf takes only one domain");
		return EXIT_USAGE;
	}
	request.ip = options->subject.addresses.at[0];
	if (!read_identity(options, &request))
		return EXIT_USAGE;
	if (!run_open(&run, options, NULL)) {
		run_close(&run);
		return EXIT_USAGE;
	}
	view.facts = run.sources.facts;
	evaluation = evaluate_host(&view, &request, &arena);
	options->output.format->evaluation(&run.print, &identity, evaluation);
	if (evaluation->uncertain && !spf_is_known(evaluation))
		complain("reverse DNS of the address was not answered: where it is, \"ptr\" may match");
	status = !spf_is_known(evaluation)	  ? EXIT_UNKNOWN
		 : evaluation->result == SPF_PASS ? EXIT_CLEAN
						  : EXIT_FINDINGS;
	facts_release(&view);
	arena_release(&arena);
	return run_close(&run) == EXIT_USAGE ? EXIT_USAGE : status;
}
