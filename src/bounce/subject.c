/*
 * Whom a reply is about: the domain that its wording names, by the kind of complaint, else the one name in it that is of nobody
 * else, else as the mail beside it tells. What is captured by the patterns is told in bounce/pattern.h.
 */
#include "bounce/subject.h"

#include "base/ascii.h"

#include "bounce/address.h"
#include "bounce/lone_name.h"
#include "bounce/pattern.h"
#include "bounce/reply.h"

#include <string.h>

/* Wordings that name the domain of the envelope, or of HELO. */
static const char *const of_envelope[] = { "sender [%a]", "sender: [%a]", "s=mfrom;id=[%d]",
	"s=mfrom&id=[%d]", "s=helo;id=[%d]", "s=helo&id=[%d]", "scope=mfrom;identity=[%d]",
	"scope=mfrom&identity=[%d]", "/why?sender=[%d]", "/why.html?sender=[%d]", "?id=[%d]",
	"spf [%d] with ip", "spf check for [%d] did not pass", "mail from domain [%d] has an spf",
	"email from domain [%d] has an spf", "email from [%d] has an spf", "mail from domain [%d]",
	"mails from [%d] over foreign", "mail from [%d] over foreign", "smtp.mailfrom=[%d]", "smtp.mail=[%d]",
	"envelope-from=[%d]", "envelope-from [%d]", "mailfrom=[%d]", "mail-from=[%d]", "mfrom=[%d]",
	"@[%d];ip=", "@[%d]&ip=", "envelope sender [%d]", "return-path [%d]", "return path [%d]",
	"spf: [%d] is not allowed", "[%d]: reject due to spf", "[%d] spf failed", "[%d] spf fail",
	"spf record for [%d]", "spf record of [%d]", "spf records for [%d]", "spf records of [%d]",
	"spf policy for [%d]", "spf policy of [%d]", "spf check for [%d]", "spf fail for [%d]",
	"spf failure for [%d]", "spf failed for [%d]", "spf for [%d]", "allowed to send from [%d] per",
	"allowed to send mail from [%d]", "allowed to send mail for [%d]", "allowed to send for [%d]",
	"authorized to send for [%d]", "to send mail for [%d]", "to send for [%d]",
	"to send on behalf of [%d]", "to send email for [%d]", "domain of [%d] does not designate",
	"mailserver for [%d]", "mail server for [%d]", "not allowed for [%d]", "not permitted for [%d]",
	"not authorized for [%d]", "spf check failed for [%d]", "spf validation failed for [%d]",
	"permitted sender by [%d]", "permitted by [%d]", "authorized by [%d]", "designated by [%d]",
	"allowed by [%d]", "from=[%a]" };

/* Wordings that name the domain of the From field. */
static const char *const of_from[] = { "header.from=[%d]", "header from=[%d]", "header-from=[%d]",
	"unauthenticated email from [%d] is not accepted", "due to [%d]s dmarc", "dmarc policy for [%d]",
	"dmarc policy of [%d]", "dmarc policy at [%d]", "dmarc policy by [%d]", "dmarc policy from [%d]",
	"dmarc policy in [%d]", "dmarc policy for domain [%d]", "dmarc policy of domain [%d]",
	"dmarc policy for the domain [%d]", "dmarc record for [%d]", "dmarc record of [%d]",
	"dmarc record at [%d]", "dmarc failure for domain [%d]", "dmarc failure for [%d]",
	"dmarc check for [%d]", "dmarc for [%d]", "dmarc fail for [%d]", "policy for [%d] is",
	"policy of [%d] is", "_dmarc.%d", "from domain [%d]", "from: domain [%d]", "from header domain [%d]",
	"from: [%d]", "the administrator of [%d]", "sending domain [%d]" };

/* And that of a signature. */
static const char *const of_signature[] = { "_domainkey.%d", "dkim for [%d]", "dkim signature of [%d]",
	"dkim signature for [%d]", "dkim signature from [%d]", "dkim key for [%d]", "header.d=[%d]",
	"header.i=[%d]", "header.i=@[%d]", " d=[%d]" };

/* d= of a signature, beside its s=. */
static const char *const signs_with[] = { "d=[%d]", "header.d=[%d]" };

/* Wordings of any complaint. */
static const char *const of_any[] = { "sending domain [%d]", "sender domain [%d]",
	"domain of sender address [%d]", "sender address [%d]", "sender verify failed for [%d]",
	"sender verify fail for [%d]", "verify sender [%d]", "domain of [%d]", "domain [%d] does not exist",
	"domain [%d] is unauthenticated", "dns domain [%d]", "for domain [%d]", "on behalf of [%d]",
	"your domain [%d]", "the domain [%d]", "domain [%d]", "domain: [%d]", "domain=[%d]", "domain\": [%d]",
	"domain name [%d]", "sender [%d]", "sender: [%d]", "sender=[%d]", "[%d]: sender address",
	"[%d]... domain of sender", "[%d]... sender" };

/* Wordings that name the domain that the mail was for. */
static const char *const of_recipient[] = { "domain [%d] does not accept mail",
	"for name=%d type=", "mx list for [%d]", "mail for [%d] loops", "host named [%d]",
	"mail hosts for domain [%d]", "unable to look up host [%d]", "recipient domain [%d]", "to=[%d]",
	"the server for the domain [%d]", "[%d]: recipient address", "[%d]: host or domain" };

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* Records of a domain are named below it. */
static struct slice without_labels(struct slice name)
{
	ptrdiff_t key = slice_find_text(name, "._domainkey.", 0);

	if (slice_starts(name, "_dmarc."))
		return slice_part(name, 7, name.len);
	return key > 0 ? slice_part(name, (size_t)key + 12, name.len) : name;
}

static const char *read_domain(struct arena *arena, const struct captures *captures)
{
	const char *domain = reply_domain(arena, without_labels(captures->domain));

	return domain && lone_name_is_plausible(domain) ? domain : NULL;
}

static const char *find_any(struct arena *arena, const char *text, const char *const *patterns, size_t count)
{
	const char *domain = NULL;

	for (size_t i = 0; i < count && !domain; i++)
		domain = pattern_find(arena, text, patterns[i], read_domain);
	return domain;
}

/* DMARC is about the domain in From. */
static bool is_of_from(enum bounce_kind kind)
{
	return kind == BOUNCE_DMARC || kind == BOUNCE_DMARC_MISSING || kind == BOUNCE_ALIGNMENT;
}

static bool is_of_recipient(enum bounce_kind kind)
{
	return kind == BOUNCE_RECIPIENT_DNS || kind == BOUNCE_RECIPIENT_TLS;
}

/* The domain by the wordings, those of the complaint's own kind first. */
static const char *find_named(struct arena *arena, const char *text, enum bounce_kind kind)
{
	bool from_first = is_of_from(kind) || kind == BOUNCE_SEVERAL || kind == BOUNCE_DKIM;
	const char *domain = NULL;

	if (kind == BOUNCE_DKIM)
		domain = find_any(arena, text, of_signature, COUNT(of_signature));
	if (!domain && !from_first)
		domain = find_any(arena, text, of_envelope, COUNT(of_envelope));
	if (!domain)
		domain = find_any(arena, text, of_from, COUNT(of_from));
	if (!domain && from_first && !is_of_from(kind))
		domain = find_any(arena, text, of_envelope, COUNT(of_envelope));
	return domain ? domain : find_any(arena, text, of_any, COUNT(of_any));
}

/* East Asian text has no blanks around names. */
static const char *spaced(struct arena *arena, const char *text)
{
	size_t len = strlen(text), at = 0;
	char *copy = arena_take(arena, 2 * len + 1);

	for (size_t i = 0; i < len; i++) {
		uint8_t c = (uint8_t)text[i], before = i ? (uint8_t)text[i - 1] : ' ';
		bool is_wide = c >= 0xe0 || (c >= 0x80 && c < 0xc0), was_wide = before >= 0x80;

		/* Letters of three octets are of the East; those of two are of names too. */
		if ((c >= 0xe3 && before < 0x80 && ascii_is_alnum(before)) ||
			(!is_wide && c < 0x80 && was_wide && ascii_is_alnum(c) && i > 2 &&
				(uint8_t)text[i - 3] >= 0xe3))
			copy[at++] = ' ';
		copy[at++] = (char)c;
	}
	return copy;
}

/* Mail programs say for whom the server is that refused. */
static const char *without_servers(struct arena *arena, const char *text)
{
	static const char mark[] = "the server for the domain";
	char *copy = strstr(text, mark) ? arena_strdup(arena, text) : NULL;

	if (!copy)
		return text;
	for (char *at = copy; (at = strstr(at, mark));)
		for (at += sizeof mark - 1; *at && *at != ')'; at++)
			*at = ' ';
	return copy;
}

static const char *lower(struct arena *arena, const char *text)
{
	char *copy = arena_strdup(arena, text);

	for (char *c = copy; *c; c++)
		*c = (char)ascii_lower((uint8_t)*c);
	return copy;
}

/* What the mail tells: the domain that the complaint's kind is about, else another of it that may be the same. */
static const char *find_of_mail(const struct context *context, struct bounce *bounce)
{
	bool from_first =
		is_of_from(bounce->kind) || bounce->kind == BOUNCE_SEVERAL || bounce->kind == BOUNCE_DKIM;

	if (from_first && bounce->header_from) {
		bounce->domain_source = BOUNCE_IN_FROM;
		return bounce->header_from;
	}
	if (is_of_from(bounce->kind))
		return NULL;
	if (bounce->mail_from || (context->is_null_sender && context->helo)) {
		bounce->domain_source = BOUNCE_IN_ENVELOPE;
		return bounce->mail_from ? bounce->mail_from : context->helo;
	}
	bounce->domain_source = BOUNCE_IN_FROM;
	return bounce->header_from;
}

/* The domain that the complaint is about, else that of the address that the mail was for. */
static const char *find_recipient(struct arena *arena, const char *folded, const char *said)
{
	const char *domain = find_any(arena, said, of_recipient, COUNT(of_recipient));

	if (!domain)
		domain = find_any(arena, said, of_any, COUNT(of_any));
	if (!domain)
		domain = find_any(arena, folded, of_recipient, COUNT(of_recipient));
	return domain ? domain : pattern_find(arena, folded, "%a", read_domain);
}

/* Where a name in HELO is refused, it precedes the complaint. */
static const char *find_helo(struct arena *arena, const char *said)
{
	static const char *const wordings[] = { "[%d]: helo command rejected", "helo [%d]", "ehlo [%d]",
		"helo=[%d]", "helo name [%d]", "use the name [%d]", "s=helo;id=[%d]" };

	return find_any(arena, said, wordings, COUNT(wordings));
}

/* Wordings that name the selector of a signature. */
static const char *const of_selector[] = { "header.s=[%d]", "selector=[%d]", "selector: [%d]",
	"selector is [%d]", "selector [%d]" };

/* A word that is a selector, and not the next word of a sentence about selectors; with or without the name that it is part of. */
static const char *read_selector(struct arena *arena, const struct captures *captures)
{
	static const char *const words[] = { "of", "for", "is", "was", "not", "and", "or", "in", "at", "does",
		"has", "record", "records", "key", "name", "from", "could", "cannot", "with", "used", "found",
		"mfrom", "helo" };
	ptrdiff_t key = slice_find_text(captures->domain, "._domainkey", 0);
	struct slice selector = slice_part(captures->domain, 0, key < 0 ? captures->domain.len : (size_t)key);

	while (selector.len && selector.at[selector.len - 1] == '.')
		selector.len--;
	for (size_t i = 0; i < COUNT(words); i++)
		if (slice_is(selector, words[i]))
			return NULL;
	return selector.len && selector.len < DNS_NAME_SIZE ? (const char *)arena_copy(arena, selector).at
							    : NULL;
}

/* "mail2026._domainkey.example.com": what captures is the first part of it. */
static const char *read_key_name(struct arena *arena, const struct captures *captures)
{
	return slice_find_text(captures->domain, "._domainkey.", 0) > 0 ? read_selector(arena, captures)
									: NULL;
}

/*
 * The selector that the reply names is looked up even where the mail beside it has another signature. Its domain is the one that
 * the reply is about.
 */
static void find_selector(struct arena *arena, const char *said, struct bounce *bounce)
{
	const char *selector = pattern_find(arena, said, "[%d", read_key_name);

	for (size_t i = 0; i < COUNT(of_selector) && !selector; i++)
		selector = pattern_find(arena, said, of_selector[i], read_selector);
	if (!selector && find_any(arena, said, signs_with, COUNT(signs_with)))
		selector = pattern_find(arena, said, "s=[%d]", read_selector);
	if (!selector)
		return;
	bounce->selector = selector;
	bounce->signer = find_any(arena, said, of_signature, COUNT(of_signature));
	if (!bounce->signer)
		bounce->signer = bounce->domain;
}

static void find_domain(struct arena *arena, const char *folded, const char *said,
	const struct context *context, struct bounce *bounce)
{
	bool matters = bounce_kind_rules(bounce->kind) != NULL;
	const char *domain = NULL;

	bounce->domain_source = BOUNCE_IN_REPLY;
	if (!is_of_recipient(bounce->kind)) {
		folded = without_servers(arena, folded);
		said = without_servers(arena, said);
	}
	if (is_of_recipient(bounce->kind)) {
		domain = find_recipient(arena, folded, said);
		if (!domain)
			domain = context->recipient_domain;
	} else {
		domain = find_named(arena, said, bounce->kind);
		if (!domain && matters)
			domain = lone_name(arena, said, context->recipient_domain);
		if (!domain && bounce->kind == BOUNCE_SPF)
			domain = find_helo(arena, said);
		if (!domain)
			domain = find_named(arena, folded, bounce->kind);
	}
	bounce->domain = domain ? domain : find_of_mail(context, bounce);
}

void subject_find(
	struct arena *arena, const char *folded, const struct context *context, struct bounce *bounce)
{
	const char *said = spaced(arena, lower(arena, bounce->reply));

	folded = spaced(arena, folded);
	find_domain(arena, folded, said, context, bounce);
	if (bounce_kind_rules(bounce->kind))
		find_selector(arena, said, bounce);
	bounce->helo = find_helo(arena, said);
	if (!bounce->helo)
		bounce->helo = context->helo;
	bounce->ip = address_judged(arena, folded, said, bounce_kind_rules(bounce->kind) != NULL);
	bounce->ip_source = BOUNCE_IN_REPLY;
	if (!bounce->ip && context->ip) {
		bounce->ip = context->ip;
		bounce->ip_source = BOUNCE_IN_LOG;
	}
}
