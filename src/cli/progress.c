/* Nothing for half a second, then one line that is written over. */
#include "cli/progress.h"

#include "base/slice.h"
#include "dns/live.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum {
	AFTER_MS = 500,
	AGAIN_MS = 90, /* a little less than answers are waited for */
	COLUMNS_USUAL = 80,
	BAR = 10,
	FAST = 10, /* domains a second, of which no fraction is said */
	SECONDS_OF_MINUTE = 60,
	SECONDS_OF_HOUR = 3600,
};

#define BAR_FULL "##########"

#define ERASE "\r\x1b[K"

/* One column less than the terminal has: a line that wraps could not be written over. */
static int room(void)
{
	struct winsize size = { 0 };

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || !size.ws_col)
		size.ws_col = COLUMNS_USUAL;
	return size.ws_col - 1;
}

/* In the largest unit in which it is at least one. */
static void add_time(struct bytes *out, uint64_t seconds)
{
	if (seconds < SECONDS_OF_MINUTE)
		bytes_printf(out, "%u s", (unsigned)seconds);
	else if (seconds < SECONDS_OF_HOUR)
		bytes_printf(out, "%u min", (unsigned)(seconds / SECONDS_OF_MINUTE));
	else
		bytes_printf(out, "%llu h %u min", (unsigned long long)(seconds / SECONDS_OF_HOUR),
			(unsigned)(seconds % SECONDS_OF_HOUR / SECONDS_OF_MINUTE));
}

void progress_text(struct bytes *out, const struct progress_count *count, uint64_t passed_ms)
{
	double rate = passed_ms ? 1000.0 * (double)(count->done - count->before) / (double)passed_ms : 0;
	size_t filled = count->total ? count->done * BAR / count->total : 0;

	if (count->total)
		bytes_printf(out, "[%.*s%*s] %zu of %zu domain%s", (int)filled, BAR_FULL, (int)(BAR - filled),
			"", count->done, count->total, plural(count->total));
	else
		bytes_printf(out, "%zu domain%s", count->done, plural(count->done));
	if (rate > 0)
		bytes_printf(out, rate < FAST ? ", %.1f/s" : ", %.0f/s", rate);
	if (rate > 0 && count->total > count->done) {
		bytes_add_text(out, ", ");
		add_time(out, (uint64_t)((double)(count->total - count->done) / rate + 0.5));
		bytes_add_text(out, " left");
	}
	if (count->unknown)
		bytes_printf(out, ", %zu not answered", count->unknown);
}

static void add_waiting(struct bytes *out, const struct facts *facts)
{
	const struct dns_question *question;
	size_t open = facts_open(facts, &question);
	struct arena scratch = { 0 };

	if (question)
		bytes_printf(out, "%swaiting for %zu DNS answer%s, %s %s", out->len ? ", " : "", open,
			plural(open), dns_name_text(&scratch, &question->name),
			dns_question_type_text(&scratch, question));
	arena_release(&scratch);
}

static void show(void *context, const struct facts *facts)
{
	struct progress *progress = context;
	uint64_t now = dns_live_now();
	struct bytes line = { 0 };

	if (now - progress->begun_ms < AFTER_MS || now - progress->shown_ms < AGAIN_MS)
		return;
	progress->shown_ms = now;
	if (progress->count.used)
		progress_text(&line, &progress->count, now - progress->begun_ms);
	add_waiting(&line, facts);
	if (line.len) {
		fprintf(stderr, ERASE "%.*s", line.len < (size_t)room() ? (int)line.len : room(),
			(const char *)line.at);
		fflush(stderr);
		progress->shown = true;
	}
	bytes_free(&line);
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
