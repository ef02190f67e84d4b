/* Nothing for half a second, then one line that is written over. */
#include "cli/progress.h"

#include "base/bytes.h"
#include "base/slice.h"
#include "dns/live.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { AFTER_MS = 500, COLUMNS_USUAL = 80 };

#define ERASE "\r\x1b[K"

/* One column less than the terminal has: a line that wraps could not be written over. */
static int room(void)
{
	struct winsize size = { 0 };

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || !size.ws_col)
		size.ws_col = COLUMNS_USUAL;
	return size.ws_col - 1;
}

static void show(void *context, const struct facts *facts)
{
	struct progress *progress = context;
	const struct dns_question *question;
	size_t open = facts_open(facts, &question);
	struct arena scratch = { 0 };
	const char *line;

	if (!question || dns_live_now() - progress->begun_ms < AFTER_MS)
		return;
	line = arena_printf(&scratch, "waiting for %zu DNS answer%s, %s %s", open, plural(open),
		dns_name_text(&scratch, &question->name), dns_question_type_text(&scratch, question));
	fprintf(stderr, ERASE "%.*s", room(), line);
	fflush(stderr);
	progress->shown = true;
	arena_release(&scratch);
}

void progress_begin(struct progress *progress, struct facts *facts, bool quiet)
{
	const char *term = getenv("TERM");

	*progress = (struct progress){ .begun_ms = dns_live_now() };
	if (!quiet && term && strcmp(term, "dumb") != 0 && isatty(STDERR_FILENO))
		facts_watch(facts, show, progress);
}

void progress_clear(struct progress *progress)
{
	if (progress->shown)
		fputs(ERASE, stderr);
	progress->shown = false;
}
