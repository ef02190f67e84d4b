/* What DMARC says of a message, where its policy comes from, and what is aligned. */
#include "print/message/dmarc.h"

#include "print/members.h"
#include "print/message/lines.h"

#include <string.h>

enum { PCT_ALL = 100 };

static const struct dmarc_record *record_of(const struct message_dmarc *dmarc)
{
	return dmarc->has_policy ? dmarc->reading->found->record : NULL;
}

/* "policy reject, p= of example.com": where it was found, and what lessens it (pct of RFC 7489, t of RFC 9989). */
static const char *policy_text(struct arena *arena, const struct message_dmarc *dmarc)
{
	const struct dmarc_record *record = record_of(dmarc);
	const char *text, *owner;

	if (!dmarc->has_policy)
		return dns_outcome_is_answer(dmarc->outcome)
			       ? "no policy found"
			       : "the DNS lookup of the policy was not answered";
	owner = dns_name_text(arena, &dmarc->reading->found->name);
	text = arena_printf(arena, "policy %s%s", dmarc_policy_text(dmarc->policy),
		dmarc->reading->tag
			? arena_printf(arena, ", %s= of %s", dmarc->reading->tag, owner)
			: arena_printf(arena, ", because the one of %s is invalid or missing", owner));
	if (dmarc->is_rfc7489 && record->pct < PCT_ALL)
		text = arena_printf(arena, "%s for %u%% of the mail that fails", text, record->pct);
	if (!dmarc->is_rfc7489 && record->test_mode)
		text = arena_printf(arena, "%s, lowered by t=y", text);
	return text;
}

/* What does not pass is neither aligned nor not. */
static const char *alignment_text(bool aligned, bool passes, bool known)
{
	if (!known)
		return "not known";
	if (!passes)
		return "does not pass";
	return aligned ? "passes, aligned" : "passes, not aligned";
}

static bool knows_dkim(const struct message *message)
{
	for (size_t i = 0; i < message->dkim->list.count; i++)
		if (message->dkim->list.at[i].result == DKIM_TEMPERROR)
			return false;
	return !message_has_unchecked(message);
}

static const char *dmarc_line(
	struct arena *arena, const struct message *message, const struct message_dmarc *dmarc)
{
	bool knows_spf = message_knows_spf(message) && spf_is_known(message->spf),
	     spf = knows_spf && message->spf->result == SPF_PASS, dkim = message_passes_dkim(message);

	return arena_printf(arena, "%s (%s; SPF %s; DKIM %s)", message_dmarc_text(dmarc),
		policy_text(arena, dmarc), alignment_text(dmarc->spf_aligned, spf, knows_spf),
		alignment_text(dmarc->dkim_aligned, dkim, dkim || knows_dkim(message)));
}

void print_message_dmarc(struct print *print, const struct message *message)
{
	struct arena scratch = { 0 };
	const char *rfc7489, *rfc9989;

	if (!message->from) {
		print_message_line(print, "DMARC", "does not apply: From does not have exactly one domain");
		return;
	}
	rfc7489 = dmarc_line(&scratch, message, &message->rfc7489);
	rfc9989 = dmarc_line(&scratch, message, &message->rfc9989);
	if (strcmp(rfc7489, rfc9989) == 0) {
		print_message_line(print, "DMARC", rfc7489);
	} else {
		print_message_line(print, "DMARC", arena_printf(&scratch, "RFC 7489: %s", rfc7489));
		print_message_line(print, "", arena_printf(&scratch, "RFC 9989: %s", rfc9989));
	}
	arena_release(&scratch);
}

static void write_members(struct json *json, const struct message_dmarc *dmarc)
{
	const struct dmarc_record *record = record_of(dmarc);
	struct arena scratch = { 0 };

	member_text(json, "result", message_dmarc_text(dmarc));
	member_text(json, "policy", record ? dmarc_policy_text(dmarc->policy) : NULL);
	member_text(
		json, "policy_domain", record ? dns_name_text(&scratch, &dmarc->reading->found->name) : NULL);
	member_text(json, "policy_tag", record ? dmarc->reading->tag : NULL);
	if (dmarc->is_rfc7489) {
		json_key(json, "pct");
		if (record)
			json_number(json, record->pct);
		else
			json_null(json);
	} else {
		json_key(json, "testing");
		json_bool(json, record && record->test_mode);
	}
	json_key(json, "spf_aligned");
	json_bool(json, dmarc->spf_aligned);
	json_key(json, "dkim_aligned");
	json_bool(json, dmarc->dkim_aligned);
	arena_release(&scratch);
}

void write_message_dmarc(struct json *json, const struct message *message)
{
	struct message_dmarc none = { .is_rfc7489 = true };

	json_key(json, "dmarc");
	json_object_begin(json);
	write_members(json, message->from ? &message->rfc7489 : &none);
	json_key(json, "rfc9989");
	json_object_begin(json);
	write_members(json, &message->rfc9989);
	json_object_end(json);
	json_object_end(json);
}
