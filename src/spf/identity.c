/* The arguments of check_host() that follow from what is known of a client. */
#include "spf/identity.h"

/* A domain with its U-labels as A-labels (RFC 8616 section 4). What is no name stays as it is: the result is none then. */
static struct slice ascii_domain(struct arena *arena, struct slice text)
{
	struct dns_name name;
	bool ascii = true;

	for (size_t i = 0; i < text.len; i++)
		ascii = ascii && text.at[i] < 0x80;
	return !ascii && dns_name_from_unicode(text, &name) == DNS_NAME_OK
		       ? slice_of(dns_name_text(arena, &name))
		       : text;
}

/* <domain> of check_host(), which goes into names: without a final dot. */
static struct slice without_final_dot(struct slice domain)
{
	return domain.len > 1 && domain.at[domain.len - 1] == '.' ? slice_part(domain, 0, domain.len - 1)
								  : domain;
}

/* local-part@domain without the brackets of SMTP. */
static struct slice sender_argument(struct arena *arena, struct slice text, struct slice *ret_domain)
{
	size_t at;

	if (text.len > 1 && text.at[0] == '<' && text.at[text.len - 1] == '>')
		text = slice_part(text, 1, text.len - 1);
	for (at = text.len; at && text.at[at - 1] != '@'; at--)
		;
	*ret_domain = ascii_domain(arena, slice_part(text, at, text.len));
	return slice_of(arena_printf(arena, "%.*s%.*s", (int)at, text.len ? (const char *)text.at : "",
		(int)ret_domain->len, ret_domain->len ? (const char *)ret_domain->at : ""));
}

enum spf_identity_fault spf_request_identities(
	struct arena *arena, const struct spf_identities *given, struct spf_request *request)
{
	struct slice sender_domain = { 0 };

	request->helo = ascii_domain(arena, slice_of(given->helo));
	request->sender = sender_argument(arena, slice_of(given->mail_from), &sender_domain);
	request->domain = without_final_dot(given->domain	  ? ascii_domain(arena, *given->domain)
					    : request->sender.len ? sender_domain
								  : request->helo);
	if (!request->domain.len && !given->helo && !given->domain && !request->sender.len)
		return SPF_IDENTITY_MISSING;
	if (request->domain.len > SPF_IDENTITY_MOST || request->sender.len > SPF_IDENTITY_MOST ||
		request->helo.len > SPF_IDENTITY_MOST)
		return SPF_IDENTITY_TOO_LONG;
	if (!request->sender.len)
		request->sender = request->helo.len && !given->domain ? request->helo : request->domain;
	if (!request->helo.len)
		request->helo = request->domain;
	return SPF_IDENTITY_OK;
}
