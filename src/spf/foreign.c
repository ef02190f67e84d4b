/* Which words of an SPF record are tokens that another service looks for. */
#include "spf/foreign.h"

#include "base/ascii.h"

#include <string.h>

/* Names before "=" that do not say themselves what they are. */
static const char *const services[] = { "MS", "EM", "google", "apple-domain", "globalsign", "docusign",
	"atlassian", "asv", "bw", "d365mktkey", "intersight", "mailru-domain", "onetrust" };

/* Tags of DMARC and DKIM records. */
static const char *const tags[] = { "p", "sp", "np", "k", "aspf", "adkim", "rua", "ruf", "pct", "fo" };

static bool is_among(struct slice name, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (slice_is_nocase(name, words[i]))
			return true;
	return false;
}

static bool is_token_name(struct slice name)
{
	return slice_find_nocase(name, "verif", 0) >= 0 || slice_find_nocase(name, "validation", 0) >= 0 ||
	       slice_ends_nocase(name, "-code") || slice_starts_nocase(name, "_globalsign") ||
	       slice_starts_nocase(name, "pardot_") || slice_ends_nocase(name, "-domain");
}

/* The name before the first "=" or ":"; empty without one, or when other characters come before. */
static struct slice name_of(struct slice token)
{
	size_t end = 0;

	while (end < token.len && (ascii_is_alnum(token.at[end]) || strchr("-_.", token.at[end])))
		end++;
	return slice_part(token, 0, end < token.len && strchr("=:", token.at[end]) ? end : 0);
}

bool spf_is_version(struct slice token)
{
	return slice_starts_nocase(token, "v=spf1");
}

bool spf_is_foreign(struct slice token)
{
	struct slice name = name_of(token);
	bool equals = name.len && token.at[name.len] == '=';

	if (!name.len || spf_is_version(token))
		return false;
	if (!equals)
		return is_token_name(name) && name.len + 1 < token.len;
	return is_token_name(name) || slice_is_nocase(name, "v") ||
	       is_among(name, services, sizeof services / sizeof *services) ||
	       is_among(name, tags, sizeof tags / sizeof *tags);
}
