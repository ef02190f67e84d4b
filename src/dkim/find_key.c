/* Asks for the key of a signature, and holds each record against it. */
#include "dkim/find_key.h"

/* An item of a colon-separated list in the key record; an absent tag allows everything. */
static bool key_allows(const struct dkim_key *key, const char *tag, const char *wanted)
{
	const struct tag *found = tags_find(&key->tags, tag, false);
	struct slice item;

	if (!found)
		return true;
	for (size_t at = 0; slice_next_item(tags_value(&key->tags, found), ':', &at, &item);)
		if (slice_is_nocase(item, wanted) || slice_is(item, "*"))
			return true;
	return false;
}

static bool has_flag(const struct dkim_key *key, const char *flag)
{
	return tags_find(&key->tags, "t", false) && key_allows(key, "t", flag);
}

/* t=s: the domain of i= is that of d= itself. */
static bool is_agent_of_subdomain(const struct dkim_key_wanted *wanted)
{
	struct slice i = wanted->agent;
	struct dns_name agent;
	size_t at = i.len;

	while (at && i.at[at - 1] != '@')
		at--;
	return at && dns_name_from_unicode(slice_part(i, at, i.len), &agent) == DNS_NAME_OK &&
	       !dns_name_equal(&agent, wanted->domain);
}

/* The rules of section 3.6.1 that tie a key to a signature. */
static const char *find_misfit(const struct dkim_key_wanted *wanted, const struct dkim_key *key)
{
	if (key->revoked)
		return "the key is revoked";
	if (dkim_key_is_too_short(key))
		return "the key has less than 1024 bits (RFC 8301 section 3.2)";
	if (!key->valid || !key->bytes.len)
		return "the key record is invalid";
	if ((key->type == DKIM_KEY_ED25519) != wanted->ed25519)
		return "the key is of another type than a=";
	if (!key_allows(key, "h", "sha256"))
		return "the key does not allow sha256 (h=)";
	if (!key_allows(key, "s", "email"))
		return "the key is not for mail (s=)";
	if (has_flag(key, "s") && is_agent_of_subdomain(wanted))
		return "i= is not d=, as the key wants (t=s)";
	return NULL;
}

struct dkim_key_found dkim_find_key(
	struct arena *arena, struct facts_view *view, const struct dkim_key_wanted *wanted)
{
	struct dkim_key_found found = { .state = DKIM_KEY_NONE, .reason = "s= makes no name" };
	struct dns_name domainkey, name;
	const struct dns_reply *reply;

	if (!dns_name_prepend("_domainkey", wanted->domain, &domainkey) ||
		!dns_name_prepend(wanted->selector, &domainkey, &name))
		return found;
	reply = facts_get(view, &name, DNS_TYPE_TXT);
	if (!dns_outcome_is_answer(reply->outcome)) {
		found.state = DKIM_KEY_UNANSWERED;
		found.reason = "the key was not answered";
		found.pending = reply->outcome == DNS_PENDING;
		return found;
	}
	found.reason = "no key at the selector";
	for (size_t i = 0; i < reply->records.count; i++) {
		const struct dkim_key *key = dkim_parse_kept(arena, reply, i);

		found.reason = find_misfit(wanted, key);
		found.state = found.reason ? DKIM_KEY_UNUSABLE : DKIM_KEY_FOUND;
		found.testing = key->testing;
		found.key = found.reason ? NULL : key;
		if (found.key)
			break;
	}
	return found;
}
