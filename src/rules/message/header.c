/* Rules on the header of a stored message: the fields that RFC 5322 allows once, From, and those of one-click unsubscribe. */
#include "message/message.h"
#include "rules/families.h"
#include "rules/message/example_mail.h"

#include "base/escape.h"

enum { FROM_SHOWN = 80 };

static size_t count_fields(const struct message *message, const char *name)
{
	struct mail_field field;
	size_t count = 0;

	for (size_t at = 0; mail_next_field(message->header, &at, &field);)
		count += slice_is_nocase(field.name, name);
	return count;
}

/* The last field of a name, or the end of the header, where a missing one would be. */
static struct slice last_field(const struct message *message, const char *name)
{
	struct slice found = slice_part(message->header, message->header.len, message->header.len);
	struct mail_field field;

	for (size_t at = 0; mail_next_field(message->header, &at, &field);)
		if (slice_is_nocase(field.name, name))
			found = field.whole;
	return found;
}

/* RFC 5322 section 3.6: at most one of each. */
static void field_twice(struct rule_run *run, const struct message *message)
{
	static const char *const once[] = { "From", "Date", "Sender", "Reply-To", "To", "Cc", "Message-ID",
		"Subject" };

	for (size_t i = 0; i < sizeof once / sizeof *once; i++) {
		size_t count = count_fields(message, once[i]);

		if (count > 1)
			report_finding(run, NULL, (struct span){ 0 }, "%zu %s fields; only one is allowed",
				count, once[i])
				->place = message_place(message, last_field(message, once[i]));
	}
}

static void report_missing(struct rule_run *run, const struct message *message, const char *name)
{
	if (!count_fields(message, name))
		report_finding(run, NULL, (struct span){ 0 }, "missing %s field", name)->place =
			message_place(message, last_field(message, name));
}

static void from_missing(struct rule_run *run, const struct message *message)
{
	report_missing(run, message, "From");
}

static void date_missing(struct rule_run *run, const struct message *message)
{
	report_missing(run, message, "Date");
}

static void id_missing(struct rule_run *run, const struct message *message)
{
	report_missing(run, message, "Message-ID");
}

static void from_invalid(struct rule_run *run, const struct message *message)
{
	struct slice text = mail_field_text(run->arena, message->header, "From");

	if (message->from_state == MESSAGE_FROM_INVALID)
		report_finding(run, NULL, (struct span){ 0 }, "invalid From \"%s\": %s",
			escape_copy(run->arena, slice_part(text, 0, FROM_SHOWN)), message->from_fault)
			->place = message_place(message, message->from_field);
}

static void from_empty_group(struct rule_run *run, const struct message *message)
{
	if (message->from_state == MESSAGE_FROM_EMPTY_GROUP)
		report_finding(run, NULL, (struct span){ 0 }, "From is a group without an address")->place =
			message_place(message, message->from_field);
}

static void from_several(struct rule_run *run, const struct message *message)
{
	if (message->from_state == MESSAGE_FROM_SEVERAL)
		report_finding(run, NULL, (struct span){ 0 }, "From contains addresses of several domains")
			->place = message_place(message, message->from_field);
}

/* RFC 8058 section 3.1: both fields, and an https URI. */
static bool is_one_click(struct arena *arena, const struct message *message)
{
	struct slice list = mail_field_text(arena, message->header, "List-Unsubscribe"),
		     post = mail_field_text(arena, message->header, "List-Unsubscribe-Post");

	return slice_is_nocase(post, "List-Unsubscribe=One-Click") &&
	       slice_find_nocase(list, "<https://", 0) >= 0;
}

static void unsubscribe_not_one_click(struct rule_run *run, const struct message *message)
{
	bool list = count_fields(message, "List-Unsubscribe");

	if (!message->fault.listed && (list || count_fields(message, "List-Unsubscribe-Post")) &&
		!is_one_click(run->arena, message))
		report_finding(run, NULL, (struct span){ 0 },
			"the List-Unsubscribe fields do not offer one-click "
			"unsubscribe")
			->place = message_place(
			message, last_field(message, list ? "List-Unsubscribe" : "List-Unsubscribe-Post"));
}

/* True when a DKIM signature that passes covers a field. */
static bool is_signed(const struct message *message, const char *name)
{
	for (size_t i = 0; i < message->dkim->list.count; i++)
		if (message->dkim->list.at[i].result == DKIM_PASS &&
			dkim_signs_field(&message->dkim->list.at[i], name))
			return true;
	return false;
}

static void unsubscribe_unsigned(struct rule_run *run, const struct message *message)
{
	if (is_one_click(run->arena, message) && !message->fault.listed &&
		!message_fault_is_of_others(&message->fault) &&
		(!is_signed(message, "List-Unsubscribe") || !is_signed(message, "List-Unsubscribe-Post")))
		report_finding(run, NULL, (struct span){ 0 },
			"no valid DKIM signature covers the List-Unsubscribe fields")
			->place = message_place(message, last_field(message, "List-Unsubscribe"));
}

static const struct rule rows[] = {
	{
		.id = "message-from-missing",
		MESSAGE_ROW(ERROR, from_missing),
		.summary = "missing From field",
		.why = "DMARC checks the domain in From. Many receivers reject a message without a From "
		       "field.",
		.help = "Send every message with one From field that contains one address.",
		.reference = "RFC 5322 section 3.6.2",
		.bad = SENT DATE ID BODY DNS,
		.good = MESSAGE BODY DNS,
	},
	{
		.id = "message-from-invalid",
		MESSAGE_ROW(ERROR, from_invalid),
		.summary = "From address has no valid domain",
		.why = "Receivers cannot apply DMARC, and many reject the message.",
		.help = "Send a From address whose domain exists.",
		.reference = "RFC 5322 section 3.4",
		.bad = SENT "From: a\n" DATE ID BODY DNS,
		.good = MESSAGE BODY DNS,
	},
	{
		.id = "message-from-empty-group",
		MESSAGE_ROW(WARNING, from_empty_group),
		.summary = "From is a group without an address",
		.why = "RFC 6854 allows this form, but DMARC then finds no From domain. Many receivers "
		       "reject the message.",
		.help = "Send a From address whose domain exists.",
		.reference = "RFC 6854 section 2 and RFC 7489 section 6.6.1",
		.bad = SENT "From: undisclosed:;\n" DATE ID BODY DNS,
		.good = SENT "From: authors: a@example.com, b@example.com;\n" DATE ID BODY DNS,
	},
	{
		.id = "message-from-several",
		MESSAGE_ROW(ERROR, from_several),
		.summary = "From contains addresses of several domains",
		.why = "DMARC checks one domain. Many receivers reject a message with several From "
		       "domains, because users may see a different domain from the one that was checked.",
		.help = "Send with one address in From, and put the other authors into Cc or Reply-To.",
		.reference = "RFC 9989 section 5.3.1 and RFC 7489 section 6.6.1",
		.bad = SENT "From: a@example.com, b@example.net\n" DATE ID BODY DNS,
		.good = SENT "From: a@example.com, b@example.com\n" DATE ID BODY DNS,
	},
	{
		.id = "message-field-twice",
		MESSAGE_ROW(ERROR, field_twice),
		.summary = "duplicate header field",
		.why = "Programs may check one of the fields and show another. Gmail rejects such messages.",
		.help = "Send each of From, Date, Sender, Reply-To, To, Cc, Message-ID and Subject at "
			"most once.",
		.reference = "RFC 5322 section 3.6",
		.bad = SENT FROM FROM DATE ID BODY DNS,
		.good = MESSAGE BODY DNS,
	},
	{
		.id = "message-date-missing",
		MESSAGE_ROW(ERROR, date_missing),
		.summary = "missing Date field",
		.why = "RFC 5322 requires a Date field, and spam filters count its absence against the "
		       "message.",
		.help = "Send every message with a Date field.",
		.reference = "RFC 5322 section 3.6.1",
		.bad = SENT FROM ID BODY DNS,
		.good = MESSAGE BODY DNS,
	},
	{
		.id = "message-id-missing",
		MESSAGE_ROW(ERROR, id_missing),
		.summary = "missing Message-ID field",
		.why = "Gmail may reject messages without a Message-ID field.",
		.help = "Send every message with a Message-ID field.",
		.reference = "RFC 5322 section 3.6.4",
		.bad = SENT FROM DATE BODY DNS,
		.good = MESSAGE BODY DNS,
	},
	{
		.id = "message-unsubscribe-not-one-click",
		MESSAGE_ROW(WARNING, unsubscribe_not_one_click),
		.summary = "List-Unsubscribe fields do not offer one-click unsubscribe",
		.why = "Gmail and Yahoo require one-click unsubscribe for marketing mail of bulk senders.",
		.help = "Send List-Unsubscribe with an https URI, and `List-Unsubscribe-Post: "
			"List-Unsubscribe=One-Click`.",
		.reference = "RFC 8058 section 3.1",
		.bad = MESSAGE "List-Unsubscribe: <mailto:u@example.com>\n" BODY DNS,
		.good = SIGNED_UNSUBSCRIBE MESSAGE UNSUBSCRIBE BODY DNS KEY,
	},
	{
		.id = "message-unsubscribe-unsigned",
		MESSAGE_ROW(WARNING, unsubscribe_unsigned),
		.summary = "no valid DKIM signature covers the fields of one-click unsubscribe",
		.why = "Receivers offer one-click unsubscribe only if both fields are signed.",
		.help = "Add List-Unsubscribe and List-Unsubscribe-Post to the signed fields (h=) of the "
			"DKIM signature.",
		.reference = "RFC 8058 section 4",
		.bad = SIGNED MESSAGE UNSUBSCRIBE BODY DNS KEY,
		.good = SIGNED_UNSUBSCRIBE MESSAGE UNSUBSCRIBE BODY DNS KEY,
	},
};

RULE_FAMILY(message_header_rules, "Messages: header", rows);
