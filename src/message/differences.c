/*
 * Compares claims by their meaning. For DKIM the question is whether the signature verifies, for words of failures differ between
 * verifiers; for SPF the word counts; for DMARC one of the two specifications has to agree.
 */
#include "message/differences.h"

#include "base/ascii.h"
#include "mail/received.h"
#include "tags/tags.h"

#include <string.h>

static struct slice after_at(struct slice address)
{
	if (address.len && address.at[0] == '<')
		address = slice_part(address, 1, address.len);
	if (address.len && address.at[address.len - 1] == '>')
		address.len--;
	return slice_after_last(address, '@');
}

static bool same_domain(struct slice a, struct slice b)
{
	struct dns_name first, second;

	return dns_name_from_unicode(after_at(a), &first) == DNS_NAME_OK &&
	       dns_name_from_unicode(after_at(b), &second) == DNS_NAME_OK && dns_name_equal(&first, &second);
}

/* True unless the claim is about another domain or selector. header.i may be below header.d. */
static bool is_of_signature(
	struct arena *arena, const struct message_claim *claim, const struct dkim_signature *signature)
{
	struct slice domain = authentication_property_of(claim->said, "header", "d"),
		     identity = authentication_property_of(claim->said, "header", "i"),
		     selector = authentication_property_of(claim->said, "header", "s");
	struct dns_name name;

	if (!signature->has_domain)
		return false;
	if (domain.len && !same_domain(domain, slice_of(dns_name_text(arena, &signature->domain))))
		return false;
	if (!domain.len && identity.len &&
		(dns_name_from_unicode(after_at(identity), &name) != DNS_NAME_OK ||
			!dns_name_is_under(&name, &signature->domain)))
		return false;
	return !selector.len || (signature->selector && slice_is_nocase(selector, signature->selector));
}

/* header.b= is the beginning of b= (RFC 6008). */
static bool has_beginning(struct arena *arena, const struct dkim_signature *signature, struct slice beginning)
{
	ptrdiff_t colon = slice_find(signature->field, ':', 0);
	struct tag_list tags =
		tags_split(arena, slice_part(signature->field, (size_t)(colon + 1), signature->field.len));
	const struct tag *b = tags_find(&tags, "b", false);
	struct slice value = b ? tags_value(&tags, b) : (struct slice){ 0 };
	size_t found = 0;

	for (size_t i = 0; i < value.len && found < beginning.len; i++) {
		if (ascii_is_space(value.at[i]))
			continue;
		if (value.at[i] != beginning.at[found])
			return false;
		found++;
	}
	return beginning.len && found == beginning.len;
}

/* What became of the signatures that a claim may be about. */
struct outcome {
	bool pass, other, unknown;
};

static void add_outcome(struct outcome *outcome, enum dkim_result result)
{
	outcome->pass = outcome->pass || result == DKIM_PASS;
	outcome->unknown = outcome->unknown || result == DKIM_TEMPERROR || result == DKIM_NEUTRAL;
	outcome->other = outcome->other || result == DKIM_FAIL || result == DKIM_PERMERROR;
}

static struct outcome outcome_of(
	struct arena *arena, const struct message *message, const struct message_claim *claim)
{
	struct slice beginning = authentication_property_of(claim->said, "header", "b");
	struct outcome all = { 0 }, exact = { 0 };
	bool any = false;

	for (size_t i = 0; i < message->dkim->list.count; i++) {
		const struct dkim_signature *signature = &message->dkim->list.at[i];

		if (!is_of_signature(arena, claim, signature))
			continue;
		add_outcome(&all, signature->result);
		if (has_beginning(arena, signature, beginning)) {
			add_outcome(&exact, signature->result);
			any = true;
		}
	}
	return any ? exact : all;
}

/* A pass against a signature that does not verify, or the other way; nothing while several signatures may be meant. */
static const char *dkim_differs(
	struct arena *arena, const struct message *message, const struct message_claim *claim)
{
	struct outcome outcome = outcome_of(arena, message, claim);
	bool said_pass = claim->meaning == CLAIM_PASS;

	if (claim->meaning == CLAIM_UNKNOWN || claim->meaning == CLAIM_TEMPERROR ||
		claim->meaning == CLAIM_POLICY || outcome.unknown || outcome.pass == outcome.other)
		return NULL;
	if (said_pass == outcome.pass)
		return NULL;
	return outcome.pass ? "pass" : "fail";
}

/* The client's address in a text such as "sender IP is 192.0.2.1"; false when it names none. */
static bool read_address(struct slice text, struct dns_address *ret_address)
{
	struct slice word;

	for (size_t at = 0; slice_next_item(text, ' ', &at, &word);)
		if (received_address(word, ret_address))
			return true;
	return false;
}

/* The address that an SPF result is about; NULL when the claim names none. */
static const char *address_of(struct arena *arena, const struct message_claim *claim)
{
	struct slice given = authentication_property_of(claim->said, "smtp", "remote-ip");
	struct dns_address address;

	if (!given.len)
		given = authentication_property_of(claim->said, "smtp", "client-ip");
	if (!given.len)
		given = authentication_property_of(claim->said, NULL, "client-ip");
	if (!read_address(given, &address) && !read_address(claim->said->comment, &address))
		return NULL;
	return dns_address_text(arena, &address);
}

bool message_claims_name_address(struct arena *arena, const struct message *message, const char *address)
{
	for (size_t i = 0; i < message->claims.count; i++) {
		const struct message_claim *claim = &message->claims.at[i];
		const char *named = claim->own && slice_is_nocase(claim->said->method, "spf")
					    ? address_of(arena, claim)
					    : NULL;

		if (named && strcmp(named, address) == 0)
			return true;
	}
	return false;
}

static bool is_of_address(
	struct arena *arena, const struct message *message, const struct message_claim *claim)
{
	const char *named = address_of(arena, claim);

	return !named || (message->ip && strcmp(named, message->ip) == 0);
}

/* smtp.mailfrom and its older names, else smtp.helo; without any the claim may be of the identity that is checked now. */
static bool is_of_identity(const struct message *message, const struct message_claim *claim)
{
	static const char *const names[] = { "mailfrom", "mail", "mfrom", "envelope-from", "helo" };
	struct slice checked = message->spf->root->domain;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct slice value = authentication_property_of(claim->said, "smtp", names[i]);

		if (!value.len)
			value = authentication_property_of(claim->said, NULL, names[i]);

		if (after_at(value).len)
			return same_domain(value, checked);
	}
	return true;
}

static const char *spf_differs(
	struct arena *arena, const struct message *message, const struct message_claim *claim)
{
	const char *now;

	if (!message->spf || !spf_is_known(message->spf) || claim->meaning == CLAIM_UNKNOWN ||
		claim->meaning == CLAIM_TEMPERROR || claim->meaning == CLAIM_POLICY ||
		!is_of_identity(message, claim) || !is_of_address(arena, message, claim))
		return NULL;
	now = spf_result_text(message->spf->result);
	return strcmp(now, claim_meaning_text(claim->meaning)) == 0 ? NULL : now;
}

/* Several or invalid records are a permerror to some receivers, and no policy to both specifications. */
static bool says(const struct message_claim *claim, const char *now)
{
	enum claim_meaning meaning = claim->meaning == CLAIM_PERMERROR ? CLAIM_NONE : claim->meaning;

	return strcmp(now, claim_meaning_text(meaning)) == 0;
}

static bool is_known(const char *result)
{
	return strcmp(result, "pass") == 0 || strcmp(result, "fail") == 0 || strcmp(result, "none") == 0;
}

static const char *dmarc_differs(const struct message *message, const struct message_claim *claim)
{
	struct slice from = authentication_property_of(claim->said, "header", "from");
	const char *rfc7489 = message_dmarc_text(&message->rfc7489),
		   *rfc9989 = message_dmarc_text(&message->rfc9989);

	if (!message->from || (from.len && !same_domain(from, slice_of(message->from))) ||
		!is_known(rfc7489) || !is_known(rfc9989))
		return NULL;
	if (claim->meaning != CLAIM_PASS && claim->meaning != CLAIM_FAIL && claim->meaning != CLAIM_NONE &&
		claim->meaning != CLAIM_PERMERROR)
		return NULL;
	return says(claim, rfc7489) || says(claim, rfc9989) ? NULL : rfc7489;
}

const char *message_claim_differs(
	struct arena *arena, const struct message *message, const struct message_claim *claim)
{
	if (!claim->own)
		return NULL;
	if (slice_is_nocase(claim->said->method, "dkim"))
		return dkim_differs(arena, message, claim);
	if (slice_is_nocase(claim->said->method, "spf"))
		return spf_differs(arena, message, claim);
	if (slice_is_nocase(claim->said->method, "dmarc"))
		return dmarc_differs(message, claim);
	return NULL;
}
