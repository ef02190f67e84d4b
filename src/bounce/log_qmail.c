/*
 * qmail-send:
 *
 *   "info msg " number ": bytes " number " from <" sender "> ..."
 *   "starting delivery " number ": msg " number " to remote " recipient
 *   "delivery " number ": " ( "success" / "failure" / "deferral" ) ": " text     blanks are underscores, line ends are slashes
 */
#include "bounce/log_tale.h"

#include "bounce/log_words.h"

static struct slice from_mark(struct slice text, const char *mark)
{
	ptrdiff_t at = slice_find_text(text, mark, 0);

	return slice_part(text, at < 0 ? text.len : (size_t)at, text.len);
}

bool log_is_qmail(const struct log_entry *entry)
{
	struct slice text = from_mark(slice_part(entry->text, 0, 64), "delivery ");

	return slice_starts(entry->text, "info msg ") || slice_starts_nocase(entry->program, "qmail") ||
	       (text.len && (slice_find_text(text, ": failure: ", 0) >= 0 ||
				    slice_find_text(text, ": deferral: ", 0) >= 0 ||
				    slice_find_text(text, ": success: ", 0) >= 0 ||
				    slice_find_text(text, ": msg ", 0) >= 0));
}

/* "delivery 12" or "msg 12", up to the colon or blank after the number. */
static struct slice id_at(struct slice text, const char *mark)
{
	struct slice found = from_mark(text, mark);
	ptrdiff_t blank = slice_find(found, ' ', 0);
	size_t end = blank < 0 ? found.len : (size_t)blank + 1;

	while (end < found.len && found.at[end] >= '0' && found.at[end] <= '9')
		end++;
	return slice_part(found, 0, end);
}

struct log_tale log_tell_qmail(const struct log_entry *entry)
{
	struct log_tale tale = { 0 };
	struct slice text = entry->text;

	if (slice_find_text(text, "info msg ", 0) >= 0) {
		tale.sort = LOG_NOTE;
		tale.id = id_at(text, "msg ");
		tale.sender = log_between(text, " from <", '>', &tale.has_sender);
	} else if (slice_find_text(text, "starting delivery ", 0) >= 0) {
		tale.sort = LOG_NOTE;
		tale.id = id_at(text, "delivery ");
		tale.of = id_at(text, "msg ");
		tale.recipient = log_word_after(text, " to remote ");
	} else if (slice_find_text(text, ": failure: ", 0) >= 0 ||
		   slice_find_text(text, ": deferral: ", 0) >= 0) {
		tale.sort = LOG_REFUSAL;
		tale.id = id_at(text, "delivery ");
		tale.text = log_after(from_mark(text, "delivery "), ": ");
	}
	return tale;
}
