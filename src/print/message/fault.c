/* The verdict on a message and whose fault a failure is, as text and as JSON. */
#include "print/message/fault.h"

#include "message/sentence.h"
#include "print/members.h"
#include "print/style.h"

void print_message_verdict(struct print *print, const struct message *message)
{
	struct arena scratch = { 0 };

	style_begin(print, STYLE_BOLD);
	style_wrap(print, message_sentence(&scratch, message), 0);
	style_end(print);
	bytes_add_byte(&print->out, '\n');
	if (message->fault.who != FAULT_NONE || !message->rfc7489.pass) {
		style_wrap(print, message->fault.text, 0);
		bytes_add_byte(&print->out, '\n');
	}
	arena_release(&scratch);
}

void write_message_fault(struct json *json, const struct message *message)
{
	struct arena scratch = { 0 };

	member_text(json, "verdict", message_sentence(&scratch, message));
	arena_release(&scratch);
	json_key(json, "fault");
	json_object_begin(json);
	member_text(json, "who", message_fault_text(message->fault.who));
	member_text(json, "text", message->fault.text);
	json_object_end(json);
}
