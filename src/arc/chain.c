/* The algorithm of RFC 8617 section 5.2. Every signature is tried, so that all faults can be told; the first one decides. */
#include "arc/chain.h"

#include "arc/signature.h"

static void add_relaxed(struct digest *digest, const struct mail_field *field)
{
	struct bytes canonical = { 0 };

	canonical_field(&canonical, field, true);
	digest_add(digest, bytes_slice(&canonical));
	bytes_free(&canonical);
}

/* A seal covers the sets up to its own: results, message signature and seal of each (section 5.1.1). What comes first is hashed once for all seals. */
static void verify_seals(const struct arc_verifier *verifier, const struct arc_sets *sets)
{
	uint8_t hash[DIGEST_SIZE];
	struct digest all;

	digest_open(&all);
	for (size_t i = 0; i < sets->list.count; i++) {
		struct arc_set *set = &sets->list.at[i];
		struct bytes own = { 0 };
		struct digest digest;

		add_relaxed(&all, set->results);
		add_relaxed(&all, set->message_signature.field);
		digest_copy(&digest, &all);
		signed_message_add_own(&own, verifier->arena, set->seal.field, true);
		digest_add(&digest, bytes_slice(&own));
		digest_close(&digest, hash);
		bytes_free(&own);
		arc_verify_seal(verifier, &set->seal, hash);
		add_relaxed(&all, set->seal.field);
	}
	digest_close(&all, hash);
}

/* Steps 4 and 5: the newest message signature counts; older ones tell since when the message is unchanged. */
static void verify_message_signatures(const struct arc_verifier *verifier, struct arc_chain *chain)
{
	const struct arc_sets *sets = chain->sets;
	size_t i = sets->list.count;

	for (size_t each = 0; each < sets->list.count; each++)
		arc_verify_message_signature(verifier, &sets->list.at[each].message_signature);
	while (i && sets->list.at[i - 1].message_signature.state == ARC_VERIFIED)
		i--;
	chain->has_oldest_pass = i < sets->list.count &&
				 (!i || sets->list.at[i - 1].message_signature.state != ARC_UNANSWERED);
	chain->oldest_pass = i ? (unsigned)i + 1 : 0;
}

/* Takes a signature into the result; the first one that fails says why, and none that fails is made up for by one that is not known. */
static void take(struct arena *arena, struct arc_chain *chain, const struct arc_signature *signature,
	const char *name, unsigned instance)
{
	if (signature->state == ARC_VERIFIED || chain->result == ARC_FAIL ||
		(signature->state == ARC_UNANSWERED && chain->result == ARC_UNKNOWN))
		return;
	chain->result = signature->state == ARC_UNANSWERED ? ARC_UNKNOWN : ARC_FAIL;
	chain->why = arena_printf(arena, "%s of set %u: %s", name, instance, signature->reason);
}

static void verify_chain(const struct arc_verifier *verifier, struct arc_chain *chain)
{
	const struct arc_sets *sets = chain->sets;
	size_t newest = sets->list.count - 1;

	chain->result = ARC_PASS;
	verify_message_signatures(verifier, chain);
	verify_seals(verifier, sets);
	take(verifier->arena, chain, &sets->list.at[newest].message_signature, "ARC-Message-Signature",
		(unsigned)newest + 1);
	for (size_t i = sets->list.count; i; i--)
		take(verifier->arena, chain, &sets->list.at[i - 1].seal, "ARC-Seal", (unsigned)i);
}

struct arc_chain *arc_verify(struct arena *arena, struct facts_view *view, struct signed_message *message,
	uint64_t now, uint64_t received)
{
	const struct arc_verifier verifier = { arena, view, message, now, received };
	struct arc_chain *chain = arena_take(arena, sizeof *chain);
	const struct arc_sets *sets = chain->sets = arc_sets_read(arena, message);
	const struct arc_set *newest = sets->list.count ? &sets->list.at[sets->list.count - 1] : NULL;

	if (!newest && !sets->out_of_range && !sets->strays)
		return chain;
	if (newest && newest->status == ARC_STATUS_FAIL && !sets->out_of_range)
		chain->why = arena_printf(arena, "set %u reports that the chain was already broken (cv=fail)",
			newest->instance);
	else
		chain->why = arc_sets_fault(arena, sets);
	chain->result = ARC_FAIL;
	if (!chain->why)
		verify_chain(&verifier, chain);
	return chain;
}

const char *arc_result_text(enum arc_result result)
{
	static const char *const texts[] = { "none", "pass", "fail", "unknown" };

	return texts[result];
}
