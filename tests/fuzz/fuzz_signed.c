/*
 * Any bytes are a message of example.com, whose keys are known: mutations are signed anew, so that they reach what only good signatures
 * reach. How lines end, and empty lines at the end, are nothing to a signature.
 */
#include "support/mutate.h"
#include "support/sign.h"
#include "support/world.h"

#include "check/report.h"
#include "message/message.h"
#include "rules/registry.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char world[] =
	"$ORIGIN example.com.\n@ SOA ns h 1 2 3 4 5\n@ NS ns\n@ MX 10 mail\nmail A 192.0.2.3\n"
	"@ TXT \"v=spf1 mx -all\"\n_dmarc TXT \"v=DMARC1; p=reject\"\n"
	"s2._domainkey TXT \"v=DKIM1; p=\"\n; @answer s3._domainkey.example.com TXT servfail\n"
	"s1._domainkey TXT ";

/* What verification says: one letter for each signature, and the chain's result. */
struct verified {
	char dkim[DKIM_SIGNATURES_MOST + 1];
	enum arc_result arc;
};

static void check(const struct message *message, const struct text *text, struct arena *arena)
{
	const struct rule_set rules = rules_all(arena);
	const struct dns_name root = dns_name_root();
	struct findings findings = { 0 };

	for (size_t i = 0; i < message->dkim->list.count; i++)
		if ((message->dkim->list.at[i].result == DKIM_PASS) != !message->dkim->list.at[i].reason)
			abort();
	if ((message->arc->result == ARC_NONE || message->arc->result == ARC_PASS) != !message->arc->why)
		abort();
	engine_run_message(arena, message, &root, &rules, &findings);
	for (size_t i = 0; i < findings.list.count; i++)
		if (findings.list.at[i].place.text != text || findings.list.at[i].place.end > text->bytes.len)
			abort();
}

struct verification {
	struct text text;
	struct verified verdict;
};

static void verify_pass(void *context, struct arena *arena, struct facts_view *view)
{
	struct message_transport transport = { .now = 1795000000 };
	struct verification *verification = context;
	const struct message *message =
		message_authenticate(arena, view, NULL, &verification->text, &transport, NULL);

	if (view->incomplete)
		return;
	check(message, &verification->text, arena);
	for (size_t i = 0; i < message->dkim->list.count; i++)
		verification->verdict.dkim[i] = (char)('a' + message->dkim->list.at[i].result);
	verification->verdict.arc = message->arc->result;
}

static struct verified verify(struct facts *facts, struct slice bytes)
{
	struct verification verification = { .text = text_of("m.eml", bytes) };

	world_ask_again(facts, verify_pass, &verification);
	text_close(&verification.text);
	return verification.verdict;
}

/* With CRLF, when it has LF alone. */
static void add_crlf(struct bytes *out, struct slice message)
{
	for (size_t i = 0; i < message.len; i++) {
		if (message.at[i] == '\n')
			bytes_add_byte(out, '\r');
		bytes_add_byte(out, message.at[i]);
	}
}

static void compare(struct facts *facts, struct slice message, const struct verified *verdict)
{
	struct bytes other = { 0 };
	struct verified again;

	if (slice_find(message, '\r', 0) >= 0)
		return;
	add_crlf(&other, message);
	again = verify(facts, bytes_slice(&other));
	if (strcmp(again.dkim, verdict->dkim) != 0 || again.arc != verdict->arc)
		abort();
	bytes_free(&other);
}

static void verify_world(void *context, struct facts *facts)
{
	const struct slice *message = context;
	struct verified verdict = verify(facts, *message);

	compare(facts, *message, &verdict);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice message = { data, size };
	struct bytes zone = { 0 };

	bytes_printf(&zone, "%s\"%s\"\n", world, sign_record());
	world_of(bytes_slice(&zone), verify_world, &message);
	bytes_free(&zone);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	struct bytes out = { 0 };

	size = mutate_text(data, size, most, seed, MUTATE_LINES | MUTATE_TAGS | MUTATE_TERMS | MUTATE_BASE64);
	if (seed % 4) {
		sign_message(&out, (struct slice){ data, size });
		if (out.len && out.len <= most) {
			memcpy(data, out.at, out.len);
			size = out.len;
		}
		bytes_free(&out);
	}
	return size;
}
