/* What the search for a fault asks of a message again and again. */
#include "message/finder.h"

#include "base/escape.h"
#include "message/source.h"

#include <string.h>

struct message_fault finder_fault(
	const struct finder *finder, enum message_fault_of who, const char *format, ...)
{
	struct message_fault found = { .who = who };
	va_list arguments;

	va_start(arguments, format);
	found.text = arena_vprintf(finder->arena, format, arguments);
	va_end(arguments);
	return found;
}

bool finder_is_of_from(const struct finder *finder, struct slice domain)
{
	return message_is_of_from(finder->message, finder->suffixes, domain);
}

const char *finder_signer(const struct finder *finder, const struct dkim_signature *signature)
{
	return dns_name_text(finder->arena, &signature->domain);
}

bool signature_was_changed(const struct dkim_signature *signature)
{
	return signature && (signature->cause == DKIM_CAUSE_BODY || signature->cause == DKIM_CAUSE_HEADER);
}

const char *signature_what_changed(const struct dkim_signature *signature)
{
	return signature->cause == DKIM_CAUSE_BODY ? "the body" : "signed header fields";
}

/* An own claim of a method with a meaning; for DKIM one that the signature of the From domain passed. */
const struct message_claim *finder_claim(
	const struct finder *finder, const char *method, enum claim_meaning meaning)
{
	for (size_t i = 0; i < finder->message->claims.count; i++) {
		const struct message_claim *claim = &finder->message->claims.at[i];
		struct slice domain = authentication_property_of(claim->said, "header", "d");

		if (!domain.len)
			domain = authentication_property_of(claim->said, "header", "i");
		domain = slice_after_last(domain, '@');
		if (claim->own && claim->meaning == meaning && slice_is_nocase(claim->said->method, method) &&
			(strcmp(method, "dkim") != 0 || !domain.len || finder_is_of_from(finder, domain)))
			return claim;
	}
	return NULL;
}

const char *finder_client(const struct finder *finder)
{
	const char *client = message_client(finder->arena, finder->message);

	return client ? client : "an unknown server";
}
