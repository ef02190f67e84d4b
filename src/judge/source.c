/* Opens the sources that commands and the library have in common, and says in one way what is wrong with them. */
#include "judge/source.h"

#include "base/escape.h"
#include "text/open.h"

#include <errno.h>
#include <string.h>

enum { POLICY_MS = 60000 };

struct dns_source *live_source_open(struct arena *arena, const struct dns_live_options *live,
	const struct policy_options *policies, const char **ret_fault)
{
	struct policy_options with_time = *policies;
	const char *error = "";
	struct dns_source *source = dns_live_source(live, &error);

	if (!source) {
		*ret_fault = arena_printf(arena, "cannot query DNS: %s", error);
		fetch_helper_stop(&with_time.helper);
		return NULL;
	}
	if (!with_time.timeout_ms)
		with_time.timeout_ms = POLICY_MS;
	return policy_source(&with_time, source);
}

struct dns_source *saved_answers_read(
	struct arena *arena, struct saved_answers *answers, struct text *text, const char **ret_fault)
{
	const char *shown = escape_copy(arena, slice_of(text->name)), *fault;
	struct dns_name root = dns_name_root();
	struct dns_source *source;
	uint32_t line;

	*answers = (struct saved_answers){ .text = *text };
	errno = 0;
	if (slice_find_nocase(answers->text.bytes, "; @recorded", 0) < 0 &&
		slice_find_nocase(answers->text.bytes, "; @answer", 0) < 0) {
		*ret_fault = arena_printf(arena,
			"%s contains no saved answers (no line begins with \"; @answer\" or \"; @recorded\")",
			shown);
		return NULL;
	}
	answers->zones = zone_set_new();
	zone_set_read(answers->zones, &answers->text, &root);
	zone_set_finish(answers->zones);
	source = dns_script_source(answers->zones, &answers->text, NULL, &line, &fault);
	if (!source) {
		*ret_fault = arena_printf(arena, "%s:%u: %s", shown, line, fault);
		errno = 0;
	}
	return source;
}

struct dns_source *saved_answers_open(
	struct arena *arena, struct saved_answers *answers, const char *path, const char **ret_fault)
{
	const struct text_wish wish = { .kind = TEXT_DATA };
	const char *fault;
	struct text text;

	*answers = (struct saved_answers){ 0 };
	fault = text_open(&text, path, &wish);
	if (fault) {
		errno = errno ? errno : EIO;
		*ret_fault =
			arena_printf(arena, "cannot read %s: %s", escape_copy(arena, slice_of(path)), fault);
		return NULL;
	}
	return saved_answers_read(arena, answers, &text, ret_fault);
}

struct dns_source *saved_answers_source(struct saved_answers *answers, struct dns_source *below)
{
	const char *fault;
	uint32_t line;

	return dns_script_source(answers->zones, &answers->text, below, &line, &fault);
}

void saved_answers_close(struct saved_answers *answers)
{
	if (answers->zones)
		zone_set_free(answers->zones);
	text_close(&answers->text);
}
