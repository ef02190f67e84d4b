/* Whom a reply is about: the domain and the address that were judged, as its wording gives them, else as the mail beside it tells. */
#include "bounce/subject.h"

#include "bounce/pattern.h"
#include "bounce/reply.h"

#include <string.h>

static const char *read_domain(struct arena *arena, const struct captures *captures)
{
	return reply_domain(arena, captures->domain);
}

static const char *read_address(struct arena *arena, const struct captures *captures)
{
	return pattern_address(arena, captures->ip);
}

/* Whom the mail was for: the domain that the complaint is about, or that of the address. */
static const char *read_recipient(struct arena *arena, const char *folded)
{
	static const char *const named[] = { "domain [%d] does not accept mail",
		"for name=%d type=", "mx list for [%d]", "mail for [%d] loops", "host named [%d]",
		"mail hosts for domain [%d]", "unable to look up host [%d]", "to=[%d@%d]", "%d@%d" };
	const char *domain = NULL;

	for (size_t i = 0; i < sizeof named / sizeof *named && !domain; i++)
		domain = pattern_find(arena, folded, named[i], read_domain);
	return domain;
}

static void read_wordings(struct arena *arena, const char *folded, struct bounce *bounce)
{
	static const char *const named[] = { "spf [%d] with ip", "spf check for [%d] did not pass",
		"mail from domain [%d] has an spf", "email from domain [%d] has an spf",
		"email from [%d] has an spf", "unauthenticated email from [%d] is not accepted",
		"sending domain [%d] does", "due to [%d]s dmarc", "dmarc policy for [%d]",
		"dmarc policy of [%d]", "dmarc failure for domain [%d]", "policy for [%d] is",
		"allowed to send from [%d] per", "allowed to send mail from [%d]", "to send mail for [%d]",
		"to send for [%d]", "@[%d];ip=", "@[%d]&ip=", "spf: [%d] is not allowed",
		"the administrator of [%d]", "domain [%d] does not exist", "domain [%d] is unauthenticated",
		"dns domain [%d]", "for domain [%d]", "domain of [%d]", "spf record for [%d]",
		"spf records for [%d]", "spf check for [%d]", "spf fail for [%d]", "dmarc record for [%d]",
		"dkim for [%d]" };
	static const char *const addresses[] = { "with ip: [%i]", "with the ip: [%i]",
		"with ip address: [%i]", "ip: [%i]", "spf with [%i]", "over ipv6 [%i]", "sending ip [%i]",
		"client host [%i]", "reverse dns for [%i]", "ip address [%i]", "ip address: [%i]",
		"your ip [%i]", "ptr record for [%i]", "hostname, [%i]", "your hostname, [%i]",
		"address [%i]", "ip [%i]", "ip=[%i]", "host [%i]", "banned sender [%i]", "%i is not allowed",
		"%i is not authorized", "%i not allowed", "domain [%d] [%i]", "from [%i]" };

	for (size_t i = 0; i < sizeof named / sizeof *named && !bounce->domain; i++)
		bounce->domain = pattern_find(arena, folded, named[i], read_domain);
	if (!bounce->domain && bounce->kind == BOUNCE_RECIPIENT_DNS)
		bounce->domain = read_recipient(arena, folded);
	if (bounce->domain)
		bounce->domain_source = BOUNCE_IN_REPLY;
	for (size_t i = 0; i < sizeof addresses / sizeof *addresses && !bounce->ip; i++)
		bounce->ip = pattern_find(arena, folded, addresses[i], read_address);
	if (bounce->ip)
		bounce->ip_source = BOUNCE_IN_REPLY;
}

/* The domain whose records matter: the one that the reply names, else the one that the complaint is about. */
static void choose_domain(struct bounce *bounce)
{
	bool from_matters = bounce->kind == BOUNCE_DMARC || bounce->kind == BOUNCE_DMARC_MISSING ||
			    bounce->kind == BOUNCE_ALIGNMENT || bounce->kind == BOUNCE_SEVERAL ||
			    bounce->kind == BOUNCE_DKIM;
	const char *first = from_matters ? bounce->header_from : bounce->mail_from,
		   *second = from_matters ? bounce->mail_from : bounce->header_from;

	if (bounce->domain)
		return;
	bounce->domain = first ? first : second;
	if (bounce->domain)
		bounce->domain_source =
			bounce->domain == bounce->header_from ? BOUNCE_IN_FROM : BOUNCE_IN_ENVELOPE;
}

/* Gmail begins with the address that it talks to: "[192.0.2.1      15] Our system ...". */
static void read_leading_address(struct arena *arena, struct bounce *bounce)
{
	struct slice reply = slice_of(bounce->reply), ip;
	struct dns_address address;
	size_t end = 1;

	while (end < reply.len && reply.at[end] != ' ' && reply.at[end] != ']')
		end++;
	ip = slice_part(reply, 1, end);
	if (!reply.len || reply.at[0] != '[' || !dns_address_from_text(ip, &address))
		return;
	bounce->ip = (const char *)arena_copy(arena, ip).at;
	bounce->ip_source = BOUNCE_IN_REPLY;
}

void subject_find(
	struct arena *arena, const char *folded, const struct context *context, struct bounce *bounce)
{
	read_wordings(arena, folded, bounce);
	if (!bounce->ip)
		read_leading_address(arena, bounce);
	if (!bounce->ip && context->ip) {
		bounce->ip = context->ip;
		bounce->ip_source = BOUNCE_IN_LOG;
	}
	choose_domain(bounce);
}
