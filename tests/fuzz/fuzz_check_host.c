/*
 * Any world is evaluated to an end: the input is the sender in its first line, the HELO name in its second, and behind
 * them zone text with scripted outcomes. Limits hold, and the static view of the same record ends too.
 */
#include "support/mutate.h"

#include "dns/source.h"
#include "spf/check_host.h"
#include "spf/tree.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ROUNDS_MOST = 200 };

static struct slice take_line(struct slice *rest)
{
	ptrdiff_t end = slice_find(*rest, '\n', 0);
	struct slice line = slice_part(*rest, 0, end < 0 ? rest->len : (size_t)end);

	*rest = slice_part(*rest, line.len + 1, rest->len);
	return line;
}

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

static enum spf_result evaluate(struct facts *facts, const struct spf_request *request)
{
	struct facts_view view = { .facts = facts };
	struct arena arena = { 0 };
	enum spf_result result;

	for (int rounds = 0;; rounds++) {
		const struct spf_evaluation *evaluation = spf_check_host(&arena, &view, request);

		if (!evaluation->pending) {
			check(evaluation);
			result = evaluation->result;
			break;
		}
		if (rounds == ROUNDS_MOST)
			abort();
		facts_send(facts);
		arena_rewind(&arena);
	}
	facts_release(&view);
	arena_release(&arena);
	return result;
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

static void build_tree(struct facts *facts, const struct dns_name *name, const struct dns_address ips[2],
	const enum spf_result results[2])
{
	struct facts_view view = { .facts = facts };
	struct arena arena = { 0 };

	for (int rounds = 0; rounds < ROUNDS_MOST; rounds++) {
		const struct dns_reply *reply = facts_get(&view, name, DNS_TYPE_TXT);

		view.incomplete = reply->outcome == DNS_PENDING;
		if (reply->records.count && spf_is_selected(reply->records.at[0].data.txt->joined)) {
			struct spf_record *record = spf_parse(&arena, reply->records.at[0].data.txt, name);
			const struct spf_tree *tree = spf_tree_build(&arena, &view, name, record);

			for (int i = 0; i < 2 && !view.incomplete; i++)
				check_networks(&tree->root->networks, &ips[i], results[i]);
		}
		if (!view.incomplete)
			break;
		facts_send(facts);
		arena_rewind(&arena);
	}
	facts_release(&view);
	arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice rest = { data, size };
	struct spf_request request = { .domain = slice_of("example.com"), .now = 1 };
	struct dns_name origin = dns_name_of("example.com");
	struct zone_set *zones;
	struct dns_source *source;
	const char *fault;
	uint32_t line;
	struct text text;

	for (size_t i = 0; i + 1 < size; i++) /* no files, and no millions of records, from here */
		if (data[i] == '$' && (data[i + 1] | 32) >= 'g' && (data[i + 1] | 32) <= 'i')
			return 0;
	request.sender = take_line(&rest);
	request.helo = take_line(&rest);
	if (!rest.len || request.sender.len > 1000 || request.helo.len > 1000)
		return 0;
	zones = zone_set_new();
	text = text_of("zone", rest);
	zone_set_read(zones, &text, &origin);
	zone_set_finish(zones);
	source = dns_script_source(zones, &text, NULL, &line, &fault);
	if (source) {
		struct facts *facts = facts_new(source, 100, NULL);

		struct dns_address ips[2];
		enum spf_result results[2];

		dns_address_from_text(slice_of("192.0.2.3"), &ips[0]);
		dns_address_from_text(slice_of("2001:db8::cb01"), &ips[1]);
		for (int i = 0; i < 2; i++) {
			request.ip = ips[i];
			results[i] = evaluate(facts, &request);
		}
		build_tree(facts, &origin, ips, results);
		dns_source_close(source);
		facts_free(facts);
	}
	zone_set_free(zones);
	text_close(&text);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	return mutate_text(data, size, most, seed, MUTATE_LINES | MUTATE_TERMS | MUTATE_LABELS);
}
