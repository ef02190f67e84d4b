/* Names in a reply are passed over for what is beside them, until one is left. */
#include "bounce/lone_name.h"

#include "base/ascii.h"

#include "bounce/pattern.h"
#include "bounce/reply.h"

#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* Hosts that give advice or answer for many, and are nobody's in a complaint. */
static bool is_of_advice(const char *domain)
{
	static const char *const names[] = { "google.com", "yahoo.com", "yahooinc.com", "yahoodns.net",
		"outlook.com", "office.com", "exchangelabs.com", "microsoft.com", "apple.com", "openspf.org",
		"openspf.net", "open-spf.org", "spamhaus.org", "spamcop.net", "rfc-editor.org", "ietf.org",
		"mail-tester.com", "mxtoolbox.com", "senderbase.org", "senderscore.org", "dmarc.org" };
	size_t len = strlen(domain);

	for (size_t i = 0; i < COUNT(names); i++) {
		size_t most = strlen(names[i]);

		if (len >= most && strcmp(domain + len - most, names[i]) == 0 &&
			(len == most || domain[len - most - 1] == '.'))
			return true;
	}
	return false;
}

/* "mx1.example.net" answers, and so does what a reply begins with; who sends is told by a domain or an address. */
static bool is_of_server(const char *domain, bool is_first)
{
	static const char *const labels[] = { "mx", "mail", "smtp", "mta", "relay", "in", "inbound", "imp",
		"mxin", "gateway", "mailin", "spam", "filter", "www" };
	const char *dot = strchr(domain, '.');
	size_t len;

	if (!dot || !strchr(dot + 1, '.'))
		return false;
	if (is_first)
		return true;
	len = strcspn(domain, "0123456789.-");
	for (size_t i = 0; i < COUNT(labels); i++)
		if (strlen(labels[i]) == len && strncmp(domain, labels[i], len) == 0)
			return true;
	return false;
}

bool lone_name_is_plausible(const char *domain)
{
	static const char *const endings[] = { "js", "php", "html", "htm", "txt", "log", "eml", "asp", "aspx",
		"jsp", "cgi", "local", "localdomain", "internal", "lan", "localhost", "arpa", "mailfrom",
		"from", "cf", "xml", "json", "java", "policy", "invalid", "domain" };
	const char *last = strrchr(domain, '.');

	if (!last || strlen(last) < 3 || (strncmp(last, ".xn--", 5) != 0 && strpbrk(last, "0123456789-_")))
		return false;
	for (size_t i = 0; i < COUNT(endings); i++)
		if (strcmp(last + 1, endings[i]) == 0)
			return false;
	return true;
}

static bool is_name_byte(uint8_t c)
{
	return c >= 0x80 || ascii_is_alnum(c) || c == '.' || c == '-' || c == '_';
}

static bool is_word_in_front(const char *text, const char *at, const char *const *words, size_t count)
{
	while (at > text && strchr(" [(<\"'*", at[-1]))
		at--;
	for (size_t i = 0; i < count; i++) {
		size_t len = strlen(words[i]);

		if ((size_t)(at - text) >= len && strncmp(at - len, words[i], len) == 0 &&
			((size_t)(at - text) == len || !ascii_is_alnum((uint8_t)at[-(ptrdiff_t)len - 1])))
			return true;
	}
	return false;
}

/* "554-example.net (mx1) ESMTP Service not available": the greeting of RFC 5321 section 4.2. */
static bool is_greeting(const char *end)
{
	static const char word[] = "esmtp";
	enum { GREETING_MOST = 48 + sizeof word - 2 };
	struct slice near = { (const uint8_t *)end, strnlen(end, GREETING_MOST) };
	ptrdiff_t service = slice_find_text(near, word, 0);

	return service >= 0 && slice_find(slice_part(near, 0, (size_t)service), '.', 0) < 0;
}

/* Whom the mail was for, or which host spoke, as the words beside a name tell. */
static bool is_passed_over(const char *text, const char *at, const char *end, bool is_address)
{
	static const char *const hosts[] = { "host", "dns;", "smtp;", "relay=", "server", "by", "mta", "mx",
		"message-id:", "hostname", "helo", "ehlo",
		"include:", "redirect=", "mx:", "a:", "exists:", "ptr:", "see", "visit", "at", "resolves to",
		"points to" };
	static const char *const recipients[] = { "for", "to", "recipient", "user", "mailbox", "account",
		"rcpt to:", "message-id:", "recipient:", "to:" };
	static const char *const behind[] = { ": recipient address", ": user unknown", ": relay access",
		": temporary lookup failure", " user unknown", ": mailbox", ": no such user" };

	if (is_greeting(end) || *end == '/' || *end == '=' ||
		(*end == '[' && ascii_is_digit((uint8_t)end[1])) ||
		(end[0] == ' ' && (end[1] == '[' || end[1] == '(') && ascii_is_digit((uint8_t)end[2])))
		return true;
	if (is_word_in_front(
		    text, at, is_address ? recipients : hosts, is_address ? COUNT(recipients) : COUNT(hosts)))
		return true;
	end += strspn(end, ">\"')]");
	for (size_t i = 0; i < COUNT(behind); i++)
		if (strncmp(end, behind[i], strlen(behind[i])) == 0)
			return true;
	return false;
}

/* After a link at the start of a text; NULL when there is none. */
static const char *behind_link(const char *at)
{
	static const char *const starts[] = { "http://", "https://", "www.", "mailto:", "ftp://" };

	for (size_t i = 0; i < COUNT(starts); i++)
		if (strncmp(at, starts[i], strlen(starts[i])) == 0)
			return at + strcspn(at, " \"<>)]'");
	return NULL;
}

const char *lone_name(struct arena *arena, const char *said, const char *recipient)
{
	const char *found = NULL, *words = said;

	if (strspn(words, "0123456789") == 3) /* a code */
		words += 3 + strspn(words + 3, " -");
	for (const char *at = words; *at;) {
		const char *link = behind_link(at), *first = at, *end, *domain;
		size_t local = pattern_local_part(at);

		if (link) {
			at = link;
			continue;
		}
		first += local;
		for (end = first; is_name_byte((uint8_t)*end);)
			end++;
		at = end > first ? end : at + 1;
		domain = end > first ? reply_domain(arena, (struct slice){ (const uint8_t *)first,
								   (size_t)(end - first) })
				     : NULL;
		if (!domain || !lone_name_is_plausible(domain) ||
			(recipient && strcmp(domain, recipient) == 0) ||
			is_passed_over(said, first - local, end, local > 0) ||
			(!local && (is_of_advice(domain) || is_of_server(domain, first == words))))
			continue;
		if (found && strcmp(found, domain) != 0)
			return NULL;
		found = domain;
	}
	return found;
}
