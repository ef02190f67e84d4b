/* Which scripts a name is written in (UTS #39 section 5.2, level "highly restrictive"). */
#include "dns/name.h"

#include <string.h>
#include <unictype.h>
#include <unistr.h>

enum script {
	LATIN = 1,
	HAN = 2,
	HIRAGANA = 4,
	KATAKANA = 8,
	BOPOMOFO = 16,
	HANGUL = 32,
	OTHER = 64, /* one other script; several are told apart by their names */
};

static enum script script_of(const char *name)
{
	static const char *const names[] = { "Latin", "Han", "Hiragana", "Katakana", "Bopomofo", "Hangul" };

	for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(name, names[i]) == 0)
			return (enum script)(1U << i);
	return OTHER;
}

/* Latin may be together with what Japanese, Chinese and Korean are written in; every other script must be alone. */
static bool is_allowed(unsigned scripts)
{
	static const unsigned sets[] = { LATIN | HAN | HIRAGANA | KATAKANA, LATIN | HAN | BOPOMOFO,
		LATIN | HAN | HANGUL, OTHER };

	for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
		if (!(scripts & ~sets[i]))
			return true;
	return false;
}

static bool mixes(const char *label, size_t len)
{
	const uint8_t *at = (const uint8_t *)label, *end = at + len;
	const char *other = NULL;
	unsigned scripts = 0;

	while (at < end) {
		const uc_script_t *script;
		ucs4_t code;
		int step = u8_mbtouc(&code, at, (size_t)(end - at));

		at += step > 0 ? step : 1;
		script = uc_script(code);
		if (!script || strcmp(script->name, "Common") == 0 || strcmp(script->name, "Inherited") == 0)
			continue;
		if (script_of(script->name) == OTHER && other && strcmp(other, script->name) != 0)
			return true;
		if (script_of(script->name) == OTHER)
			other = script->name;
		scripts |= script_of(script->name);
	}
	return !is_allowed(scripts);
}

bool dns_name_mixes_scripts(struct arena *arena, const struct dns_name *name)
{
	const char *text = dns_name_unicode(arena, name);

	for (size_t len; *text; text += len + (text[len] == '.')) {
		len = strcspn(text, ".");
		if (mixes(text, len))
			return true;
	}
	return false;
}
