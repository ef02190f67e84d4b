/* The path of a message: its hops, which of them is the delivery to the receiver, and what SPF says of it. */
#include "print/message/path.h"

#include "base/escape.h"
#include "print/members.h"
#include "print/message/lines.h"

static uint32_t line_of(const struct message *message, struct slice field)
{
	return text_position(message->text, message_place(message, field).first).line;
}

static const char *sender_text(struct arena *arena, const struct message *message)
{
	if (!message->mail_from)
		return "not known; give it with --mail-from";
	return arena_printf(arena, "%s (%s)",
		message->mail_from[0] ? escape_copy(arena, slice_of(message->mail_from)) : "<>",
		message->mail_from_source);
}

/* "line 3: mx.example.net received the message from it". */
static const char *why_text(struct arena *arena, const struct message *message)
{
	return message->ip && message->delivery.len
		       ? arena_printf(
				 arena, "line %u: %s", line_of(message, message->delivery), message->ip_why)
		       : message->ip_why;
}

static const char *client_text(struct arena *arena, const struct message *message)
{
	const char *helo = message->helo ? escape_copy(arena, slice_of(message->helo)) : NULL;

	if (!message->ip)
		return "not known; give it with --ip";
	return arena_printf(arena, "%s (%s)%s%s", message->ip, message->ip_source, helo ? ", HELO " : "",
		helo ? helo : "");
}

void print_message_path(struct print *print, const struct message *message)
{
	struct arena scratch = { 0 };

	print_message_line(print, "MAIL FROM", sender_text(&scratch, message));
	print_message_line(print, "address", client_text(&scratch, message));
	if (message->path->hops.list.count || !message->ip)
		print_message_line(print, "", why_text(&scratch, message));
	arena_release(&scratch);
}

static void member_words(struct json *json, struct arena *arena, const char *key, struct slice words)
{
	member_text(json, key, words.len ? escape_copy(arena, words) : NULL);
}

static void write_hop(struct json *json, const struct message *message, const struct path_hop *hop)
{
	const struct received *received = &hop->received;
	struct arena scratch = { 0 };

	json_object_begin(json);
	member_number(json, "line", line_of(message, hop->field));
	member_words(json, &scratch, "from", received->name.len ? received->name : received->helo);
	member_text(
		json, "ip", received->has_address ? dns_address_text(&scratch, &received->address) : NULL);
	member_words(json, &scratch, "by", received->by);
	member_words(json, &scratch, "with", received->with);
	member_text(json, "kind", path_kind_text(hop->kind));
	json_key(json, "taken");
	json_bool(json, hop->taken);
	json_object_end(json);
	arena_release(&scratch);
}

void write_message_path(struct json *json, const struct message *message)
{
	member_text(json, "mail_from", message->mail_from);
	member_text(json, "ip", message->ip);
	member_text(json, "ip_source", message->ip_source);
	member_text(json, "ip_why", message->ip_why);
	member_text(json, "helo", message->helo);
	json_key(json, "hops");
	json_array_begin(json);
	for (size_t i = 0; i < message->path->hops.list.count; i++)
		write_hop(json, message, &message->path->hops.list.at[i]);
	json_array_end(json);
}
