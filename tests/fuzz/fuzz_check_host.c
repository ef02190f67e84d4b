/*
 * Any world is evaluated to an end: the input is the sender in its first line, the HELO name in its second, and after
 * them zone text with scripted outcomes. Limits hold, and the static view of the same record ends too.
 */
#include "support/command.h"
#include "support/mutate.h"
#include "support/world.h"

#include "spf/check_host.h"
#include "spf/tree.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct spf_evaluation *evaluation)
{
	bool problem = evaluation->result == SPF_NONE || evaluation->result >= SPF_TEMPERROR;

	if (evaluation->lookups > SPF_LOOKUPS_MOST + 1 ||
		evaluation->void_lookups > SPF_VOID_LOOKUPS_MOST + 1 ||
		problem != (evaluation->problem != NULL) ||
		(evaluation->explanation.len && evaluation->result != SPF_FAIL))
		abort();
	for (size_t i = 0; i < evaluation->explanation.len; i++)
		if (evaluation->explanation.at[i] < ' ' || evaluation->explanation.at[i] > '~')
			abort();
	spf_deciding_step(evaluation);
}

struct asked {
	struct spf_request request;
	enum spf_result result;
};

static void evaluate_pass(void *context, struct arena *arena, struct facts_view *view)
{
	struct asked *asked = context;
	const struct spf_evaluation *evaluation = spf_check_host(arena, view, &asked->request);

	view->incomplete = evaluation->pending;
	if (evaluation->pending)
		return;
	check(evaluation);
	asked->result = evaluation->result;
}

/* What the evaluation says about a client, the set of the static view says too, unless it knows that it cannot know. */
static void check_networks(
	const struct spf_networks *networks, const struct dns_address *ip, enum spf_result result)
{
	unsigned prefix = ip->is_ip6 ? 128 : 32;
	bool decided = address_set_covers(&networks->decided, ip, prefix);

	if (!networks->complete || result == SPF_NONE || result >= SPF_TEMPERROR)
		return;
	if (decided ? !address_set_covers(&networks->by_result[result], ip, prefix) : result != SPF_NEUTRAL)
		abort();
}

enum { CLIENTS = 2 };

/* The static view of the record of example.com; `context` is what was asked for each client. */
static void tree_pass(void *context, struct arena *arena, struct facts_view *view)
{
	const struct asked *asked = context;
	const struct dns_name name = dns_name_of("example.com");
	const struct dns_reply *reply = facts_get(view, &name, DNS_TYPE_TXT);
	struct spf_record *record;
	const struct spf_tree *tree;

	view->incomplete = reply->outcome == DNS_PENDING;
	if (!reply->records.count || !spf_is_selected(reply->records.at[0].data.txt->joined))
		return;
	record = spf_parse(arena, reply->records.at[0].data.txt, &name);
	tree = spf_tree_build(arena, view, &name, record);
	for (int i = 0; i < CLIENTS && !view->incomplete; i++)
		check_networks(&tree->root->networks, &asked[i].request.ip, asked[i].result);
}

static void evaluate_world(void *context, struct facts *facts)
{
	static const char *const clients[CLIENTS] = { "192.0.2.3", "2001:db8::cb01" };
	struct asked asked[CLIENTS];

	for (int i = 0; i < CLIENTS; i++) {
		asked[i].request = *(const struct spf_request *)context;
		dns_address_from_text(slice_of(clients[i]), &asked[i].request.ip);
		world_ask_again(facts, evaluate_pass, &asked[i]);
	}
	world_ask_again(facts, tree_pass, asked);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice rest = { data, size };
	struct spf_request request = { .domain = slice_of("example.com"), .now = 1 };

	request.sender = slice_take_line(&rest);
	request.helo = slice_take_line(&rest);
	if (rest.len && request.sender.len <= 1000 && request.helo.len <= 1000 && !reaches_out(rest))
		world_of(rest, evaluate_world, &request);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	return mutate_text(data, size, most, seed, MUTATE_LINES | MUTATE_TERMS | MUTATE_LABELS);
}
