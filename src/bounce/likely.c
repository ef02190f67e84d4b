/* Numbers of three digits are also sizes, ports and results of other protocols. */
#include "bounce/likely.h"

#include "bounce/reply.h"

/* Words without which a number of three digits is no code of SMTP. */
static bool speaks_of_mail(struct slice text)
{
	static const char *const words[] = { "smtp", "mail", "rcpt", "recipient", "sender", "spf", "dkim",
		"dmarc", "reject", "denied", "refus", "blocked", "ptr", "reverse", "authenticat", "spam" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (slice_find_nocase(text, words[i], 0) >= 0)
			return true;
	return false;
}

bool likely_reply(struct slice text)
{
	struct reply_code code;

	for (size_t at = 0; reply_next_code(text, at, &code); at = code.end)
		if (code.enhanced[0] && code.enhanced[0] != '2' ? code.basic || speaks_of_mail(text)
								: code.basic && speaks_of_mail(text))
			return true;
	return false;
}
