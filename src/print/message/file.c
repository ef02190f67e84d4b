/* Tells what was left out of the file, and what is missing in it. */
#include "print/message/file.h"

#include "print/members.h"
#include "print/message/lines.h"

enum { NOTES_MOST = 3 };

static size_t find_notes(struct arena *arena, const struct message *message, const char *notes[NOTES_MOST])
{
	size_t count = 0;

	if (message->is_page)
		notes[count++] =
			"this is a copy of the web page that shows the original; whitespace and line endings may be lost; use \"Download original\" on that page";
	if (message->mails_in_file > 1)
		notes[count++] = arena_printf(arena,
			"the file has %zu messages; only the first one is checked", message->mails_in_file);
	if (message->body.why)
		notes[count++] = message->body.why;
	return count;
}

void print_message_file(struct print *print, const struct message *message)
{
	struct arena scratch = { 0 };
	const char *notes[NOTES_MOST];
	size_t count = find_notes(&scratch, message, notes);

	for (size_t i = 0; i < count; i++)
		print_message_line(print, i ? "" : "file", notes[i]);
	arena_release(&scratch);
}

void write_message_file(struct json *json, const struct message *message)
{
	struct arena scratch = { 0 };
	const char *notes[NOTES_MOST];
	size_t count = find_notes(&scratch, message, notes);

	member_text(json, "body", mail_body_text(message->body.state));
	json_key(json, "notes");
	json_array_begin(json);
	for (size_t i = 0; i < count; i++)
		json_text(json, notes[i]);
	json_array_end(json);
	arena_release(&scratch);
}
