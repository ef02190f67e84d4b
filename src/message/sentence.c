/* Words the results of SPF, DKIM and DMARC of one message. */
#include "message/sentence.h"

#include "base/escape.h"
#include "message/source.h"

#include <string.h>

static const char *client_text(struct arena *arena, const struct message *message)
{
	const char *client = message_client(arena, message);

	if (!client)
		return "an unknown server";
	if (strchr(client, ' ') || !message->helo || !message->helo[0])
		return client;
	return arena_printf(arena, "%s (HELO %s)", client, escape_copy(arena, slice_of(message->helo)));
}

/* " for mail.example.net", unless it is the domain in From. */
static const char *for_domain(struct arena *arena, const struct message *message, const char *domain)
{
	if (message->from && slice_equal_nocase(slice_of(message->from), slice_of(domain)))
		return "";
	return arena_printf(arena, " for %s", escape_copy(arena, slice_of(domain)));
}

static const char *spf_text(struct arena *arena, const struct message *message)
{
	static const char *const words[] = {
		[SPF_NONE] = "no SPF record",
		[SPF_NEUTRAL] = "SPF is neutral",
		[SPF_PASS] = "SPF passes",
		[SPF_FAIL] = "SPF fails",
		[SPF_SOFTFAIL] = "SPF softfails",
		[SPF_TEMPERROR] = "SPF is not known (a DNS lookup was not answered)",
		[SPF_PERMERROR] = "SPF ends in permerror",
	};

	if (!message->spf || !message->spf_domain)
		return "SPF was not checked";
	return arena_printf(
		arena, "%s%s", words[message->spf->result], for_domain(arena, message, message->spf_domain));
}

/* The domains whose signatures have the result, each once: "example.com and example.net". */
static const char *signers(struct arena *arena, const struct message *message, bool (*is)(enum dkim_result))
{
	const struct dkim_signatures *dkim = message->dkim;
	const char *text = NULL;

	for (size_t i = 0; i < dkim->list.count; i++) {
		const struct dkim_signature *signature = &dkim->list.at[i];
		bool told = !signature->has_domain || !is(signature->result);

		for (size_t k = 0; k < i && !told; k++)
			told = dkim->list.at[k].has_domain && is(dkim->list.at[k].result) &&
			       dns_name_equal(&dkim->list.at[k].domain, &signature->domain);
		if (told)
			continue;
		text = text ? arena_printf(arena, "%s and %s", text, dns_name_text(arena, &signature->domain))
			    : dns_name_text(arena, &signature->domain);
	}
	return text;
}

static bool is_pass(enum dkim_result result)
{
	return result == DKIM_PASS;
}

static bool is_failure(enum dkim_result result)
{
	return result == DKIM_FAIL || result == DKIM_PERMERROR;
}

static bool is_open(enum dkim_result result)
{
	return !is_pass(result) && !is_failure(result);
}

static const char *dkim_text(struct arena *arena, const struct message *message)
{
	const char *passes = signers(arena, message, is_pass), *fails = signers(arena, message, is_failure),
		   *open = signers(arena, message, is_open);

	if (!message->dkim->list.count)
		return "no DKIM signature";
	if (passes && fails)
		return arena_printf(arena, "DKIM passes for %s and fails for %s", passes, fails);
	if (passes)
		return arena_printf(arena, "DKIM passes for %s", passes);
	if (fails)
		return arena_printf(arena, "DKIM fails for %s", fails);
	return open ? arena_printf(arena, "DKIM of %s could not be checked", open)
		    : "the DKIM signature is invalid";
}

/* What passes, and is not aligned with From; NULL when nothing passes. */
static const char *unaligned(const struct message *message)
{
	bool spf = message_knows_spf(message) && message->spf->result == SPF_PASS,
	     dkim = message_passes_dkim(message);

	if (spf && dkim)
		return "neither is aligned with From";
	if (spf)
		return "SPF is not aligned with From";
	return dkim ? "DKIM is not aligned with From" : NULL;
}

/* Without the policy, which the two specifications may read otherwise. */
static const char *result_text(const struct message_dmarc *dmarc)
{
	if (dns_outcome_is_answer(dmarc->outcome) && !dmarc->has_policy)
		return "does not apply (no DMARC record)";
	if (dmarc->open)
		return "is not known";
	return dmarc->pass ? "passes" : "fails";
}

static bool fails(const struct message_dmarc *dmarc)
{
	return dmarc->has_policy && !dmarc->open && !dmarc->pass;
}

/* "fails, because SPF is not aligned with From (policy reject)". */
static const char *failure_text(struct arena *arena, const struct message *message)
{
	const char *why = unaligned(message), *policy = dmarc_policy_text(message->rfc7489.policy);

	if (message->rfc7489.policy != message->rfc9989.policy)
		policy = arena_printf(arena, "%s at RFC 7489 receivers, %s at RFC 9989 receivers", policy,
			dmarc_policy_text(message->rfc9989.policy));
	return arena_printf(arena, "fails%s%s (policy %s)", why ? ", because " : "", why ? why : "", policy);
}

static const char *dmarc_text(struct arena *arena, const struct message *message)
{
	const char *rfc7489, *rfc9989;

	if (!message->from)
		return "DMARC does not apply without a domain in From";
	if (fails(&message->rfc7489) && fails(&message->rfc9989))
		return arena_printf(arena, "DMARC %s", failure_text(arena, message));
	rfc7489 = result_text(&message->rfc7489);
	rfc9989 = result_text(&message->rfc9989);
	if (strcmp(rfc7489, rfc9989) == 0)
		return arena_printf(arena, "DMARC %s", rfc7489);
	return arena_printf(
		arena, "DMARC %s at RFC 7489 receivers, and %s at RFC 9989 receivers", rfc7489, rfc9989);
}

const char *message_sentence(struct arena *arena, const struct message *message)
{
	const char *from = message->from ? arena_printf(arena, "From %s, sent", message->from) : "Sent";

	return arena_printf(arena, "%s by %s: %s, %s; %s.", from, client_text(arena, message),
		spf_text(arena, message), dkim_text(arena, message), dmarc_text(arena, message));
}
