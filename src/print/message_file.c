/* Tells what was left out of the file, and what is missing in it. */
#include "print/message_file.h"

#include "print/members.h"
#include "print/message_lines.h"

enum { NOTES_MOST = 3 };

static size_t find_notes(struct arena *arena, const struct message *message, const char *notes[NOTES_MOST])
{
	size_t count = 0;

	if (message->is_page)
		notes[count++] =
			"the page that shows the original was pasted: its table is left out, and spaces and "
			"line ends may be lost; use \"Download original\" of that page";
	if (message->mails_in_file > 1)
		notes[count++] = arena_printf(
			arena, "the file holds %zu messages: the first is judged", message->mails_in_file);
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
