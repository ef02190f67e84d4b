/* `spf`: what a receiver's check_host() returns for a client address, and why. */
#include "cli/pasted.h"
#include "cli/run.h"

#include "base/escape.h"
#include "judge/evaluation.h"
#include "print/evaluation.h"

#include <time.h>

enum { TEXT_MOST = 1000 };

/* A domain with its U-labels as A-labels (RFC 8616 section 4). What is no name stays as it is: the result is none then. */
static struct slice ascii_domain(struct arena *arena, struct slice text)
{
	struct dns_name name;
	bool ascii = true;

	for (size_t i = 0; i < text.len; i++)
		ascii = ascii && text.at[i] < 0x80;
	return !ascii && dns_name_from_unicode(text, &name) == DNS_NAME_OK
		       ? slice_of(dns_name_text(arena, &name))
		       : text;
}

/* <domain> of check_host(), which goes into names: without a final dot. */
static struct slice without_final_dot(struct slice domain)
{
	return domain.len > 1 && domain.at[domain.len - 1] == '.' ? slice_part(domain, 0, domain.len - 1)
								  : domain;
}

/* local-part@domain without the brackets of SMTP. */
static struct slice sender_argument(struct arena *arena, struct slice text, struct slice *ret_domain)
{
	size_t at;

	if (text.len > 1 && text.at[0] == '<' && text.at[text.len - 1] == '>')
		text = slice_part(text, 1, text.len - 1);
	for (at = text.len; at && text.at[at - 1] != '@'; at--)
		;
	*ret_domain = ascii_domain(arena, slice_part(text, at, text.len));
	return slice_of(arena_printf(arena, "%.*s%.*s", (int)at, text.len ? (const char *)text.at : "",
		(int)ret_domain->len, ret_domain->len ? (const char *)ret_domain->at : ""));
}

/* Who is checked: DOMAIN, else MAIL FROM, else HELO (RFC 7208 sections 2.3 and 2.4). */
static struct slice domain_operand(struct options *options)
{
	const char *word = options->operands.at[0], *what;
	struct slice domain = pasted_domain(slice_of(word), &what);

	if (what)
		complain("\"%s\" is %s; checking %s", escape_copy(&options->arena, slice_of(word)), what,
			escape_copy(&options->arena, domain));
	return ascii_domain(&options->arena, domain);
}

static bool read_identity(struct options *options, struct spf_request *request)
{
	struct slice sender_domain = { 0 };

	request->helo = ascii_domain(&options->arena, slice_of(options->helo));
	request->sender = sender_argument(&options->arena, slice_of(options->mail_from), &sender_domain);
	request->domain = without_final_dot(options->operands.count ? domain_operand(options)
					    : request->sender.len   ? sender_domain
								    : request->helo);
	if (!request->domain.len && !options->helo && !options->operands.count && !request->sender.len) {
		complain("no domain to check; give DOMAIN, --mail-from or --helo (which an empty --mail-from "
			 "needs)");
		return false;
	}
	if (request->domain.len > TEXT_MOST || request->sender.len > TEXT_MOST ||
		request->helo.len > TEXT_MOST) {
		complain("an identity of more than %d characters", TEXT_MOST);
		return false;
	}
	if (!request->sender.len)
		request->sender =
			request->helo.len && !options->operands.count ? request->helo : request->domain;
	if (!request->helo.len)
		request->helo = request->domain;
	return true;
}

enum exit_status command_spf(struct options *options)
{
	struct spf_request request = { .now = (uint64_t)time(NULL) };
	struct print_identity identity = { &request, options->helo, options->mail_from };
	const struct spf_evaluation *evaluation;
	enum exit_status status;
	struct facts_view view = { 0 };
	struct arena arena = { 0 };
	struct run run;

	if (options->addresses.count != 1) {
		complain(options->addresses.count ? "one --ip at a time"
						  : "--ip ADDR is needed: the address of the client");
		return EXIT_USAGE;
	}
	if (options->operands.count > 1) {
		complain("one domain at a time");
		return EXIT_USAGE;
	}
	request.ip = options->addresses.at[0];
	if (!read_identity(options, &request))
		return EXIT_USAGE;
	if (!run_open(&run, options, NULL)) {
		run_close(&run);
		return EXIT_USAGE;
	}
	view.facts = run.facts;
	evaluation = evaluate_host(&view, &request, &arena);
	options->format->evaluation(&run.print, &identity, evaluation);
	status = evaluation->result == SPF_PASS	       ? EXIT_CLEAN
		 : evaluation->result == SPF_TEMPERROR ? EXIT_UNKNOWN
						       : EXIT_FINDINGS;
	facts_release(&view);
	arena_release(&arena);
	return run_close(&run) == EXIT_USAGE ? EXIT_USAGE : status;
}
