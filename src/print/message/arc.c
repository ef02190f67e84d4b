/* The ARC chain of a message, as text and as JSON. */
#include "print/message/arc.h"

#include "base/escape.h"
#include "print/members.h"
#include "print/message/lines.h"

/* NULL for a signature that was not tried. */
static const char *state_text(const struct arc_signature *signature)
{
	static const char *const texts[] = { NULL, "pass", "fail", "unknown" };

	return texts[signature->state];
}

static const char *sealer(struct arena *arena, const struct arc_signature *seal)
{
	return seal->has_domain ? dns_name_text(arena, &seal->domain) : NULL;
}

/* Results that the sealer of a set wrote down. */
static void add_results(struct bytes *out, const struct authentication_results *said)
{
	for (size_t i = 0; said && i < said->list.count; i++) {
		bytes_add_text(out, i ? ", " : "; it recorded ");
		escape_text(out, said->list.at[i].method);
		bytes_add_byte(out, '=');
		escape_text(out, said->list.at[i].result);
	}
}

/* "set 2: sealed by lists.example (selector s); it recorded spf=pass, dkim=pass; ARC-Message-Signature fails: ...". */
static void print_set(struct print *print, const struct arc_set *set, bool newest)
{
	struct arena scratch = { 0 };
	struct bytes text = { 0 };
	const struct arc_signature *signature = &set->message_signature;
	const char *domain = sealer(&scratch, &set->seal);

	bytes_printf(&text, "set %u", set->instance);
	if (domain)
		bytes_printf(&text, ": sealed by %s (selector %s)", domain,
			set->seal.selector ? escape_copy(&scratch, slice_of(set->seal.selector)) : "?");
	add_results(&text, set->said);
	if (signature->reason)
		bytes_printf(&text, "; ARC-Message-Signature %s%s: %s", state_text(signature),
			newest ? "" : " (that of an older set does not count)", signature->reason);
	if (set->seal.reason)
		bytes_printf(&text, "; ARC-Seal %s: %s", state_text(&set->seal), set->seal.reason);
	bytes_add_byte(&text, 0);
	print_message_line(print, "", (const char *)text.at);
	bytes_free(&text);
	arena_release(&scratch);
}

static const char *summary(struct arena *arena, const struct arc_chain *chain)
{
	size_t count = chain->sets->list.count;
	const char *result = arc_result_text(chain->result),
		   *sets = arena_printf(arena, "%zu set%s", count, plural(count));

	if (chain->why)
		return arena_printf(arena, "%s (%s); %s", result, sets, chain->why);
	if (!chain->has_oldest_pass)
		return arena_printf(arena, "%s (%s)", result, sets);
	return arena_printf(arena, "%s (%s); the message is unchanged since set %u", result, sets,
		chain->oldest_pass ? chain->oldest_pass : 1);
}

void print_message_arc(struct print *print, const struct message *message)
{
	const struct arc_chain *chain = message->arc;
	struct arena scratch = { 0 };

	if (chain->result == ARC_NONE)
		return;
	print_message_line(print, "ARC", summary(&scratch, chain));
	for (size_t i = 0; i < chain->sets->list.count; i++)
		print_set(print, &chain->sets->list.at[i], i + 1 == chain->sets->list.count);
	if (chain->result == ARC_PASS && !message->rfc7489.pass)
		print_message_line(print, "",
			"A receiver that trusts these sealers may accept the message by local policy, although DMARC "
			"fails (RFC 8617 section 7.2.1).");
	if (chain->result == ARC_FAIL)
		print_message_line(print, "",
			"Receivers treat the message as if it had no ARC chain (RFC 8617 section 5.2).");
	arena_release(&scratch);
}

static void write_results(struct json *json, const struct authentication_results *said)
{
	json_key(json, "results");
	json_array_begin(json);
	for (size_t i = 0; said && i < said->list.count; i++) {
		json_object_begin(json);
		member_slice(json, "method", said->list.at[i].method);
		member_slice(json, "result", said->list.at[i].result);
		json_object_end(json);
	}
	json_array_end(json);
}

static void write_set(struct json *json, const struct arc_set *set)
{
	struct arena scratch = { 0 };

	json_object_begin(json);
	member_number(json, "instance", set->instance);
	member_text(json, "domain", sealer(&scratch, &set->seal));
	member_text(json, "selector", set->seal.selector);
	member_text(json, "cv", set->seal.field ? arc_status_text(set->status) : NULL);
	member_text(json, "seal", state_text(&set->seal));
	member_text(json, "seal_reason", set->seal.reason);
	member_text(json, "message_signature", state_text(&set->message_signature));
	member_text(json, "message_signature_reason", set->message_signature.reason);
	write_results(json, set->said);
	json_object_end(json);
	arena_release(&scratch);
}

void write_message_arc(struct json *json, const struct arc_chain *chain)
{
	json_key(json, "arc");
	json_object_begin(json);
	member_text(json, "result", arc_result_text(chain->result));
	member_text(json, "why", chain->why);
	if (chain->has_oldest_pass)
		member_number(json, "oldest_pass", chain->oldest_pass);
	else
		member_null(json, "oldest_pass");
	json_key(json, "sets");
	json_array_begin(json);
	for (size_t i = 0; i < chain->sets->list.count; i++)
		write_set(json, &chain->sets->list.at[i]);
	json_array_end(json);
	json_object_end(json);
}
