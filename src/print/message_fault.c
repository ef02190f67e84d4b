/* The sentence on whose fault a failure is, as text and as JSON. */
#include "print/message_fault.h"

#include "print/members.h"
#include "print/message_lines.h"

void print_message_fault(struct print *print, const struct message *message)
{
	if (message->fault.who != FAULT_NONE || !message->rfc7489.pass)
		print_message_line(
			print, message->fault.who == FAULT_NONE ? "verdict" : "fault", message->fault.text);
}

void write_message_fault(struct json *json, const struct message *message)
{
	json_key(json, "fault");
	json_object_begin(json);
	member_text(json, "who", message_fault_text(message->fault.who));
	member_text(json, "text", message->fault.text);
	json_object_end(json);
}
