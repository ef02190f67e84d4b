/* Asks for the key of a signature, and holds each record against it. */
#include "dkim/find_key.h"

/* Several labels with dots; an internationalized message may have U-labels (RFC 8616 section 5). */
static bool make_name(const struct dkim_key_wanted *wanted, struct dns_name *ret_name)
{
	struct dns_name domainkey, selector;

	return dns_name_prepend("_domainkey", wanted->domain, &domainkey) &&
	       dns_name_from_unicode(slice_of(wanted->selector), &selector) == DNS_NAME_OK &&
	       dns_name_join(&selector, &domainkey, ret_name);
}

struct dkim_key_found dkim_find_key(
	struct arena *arena, struct facts_view *view, const struct dkim_key_wanted *wanted)
{
	struct dkim_key_found found = { .state = DKIM_KEY_NONE,
		.reason = "s= and d= do not form a valid DNS name" };
	const struct dns_reply *reply;
	bool is_of_key = false; /* the reason */
	struct dns_name name;

	if (!make_name(wanted, &name))
		return found;
	reply = facts_get(view, &name, DNS_TYPE_TXT);
	if (!dns_outcome_is_answer(reply->outcome)) {
		found.state = DKIM_KEY_UNANSWERED;
		found.reason = "the DNS query for the key was not answered";
		found.pending = dns_outcome_is_pending(reply->outcome);
		return found;
	}
	found.reason = "no key record at the selector";
	for (size_t i = 0; i < reply->records.count; i++) {
		const struct dkim_key *key = dkim_parse_kept(arena, reply, i);

		const char *misfit = key_misfit(arena, key, wanted);

		if (misfit && is_of_key)
			continue;
		found.reason = misfit;
		found.state = misfit ? DKIM_KEY_UNUSABLE : DKIM_KEY_FOUND;
		found.testing = key->testing;
		is_of_key = key->is_key;
		if (misfit)
			continue;
		found.key = key;
		break;
	}
	return found;
}
