/* What SPF says of a message, and why. */
#include "print/message/spf.h"

#include "base/escape.h"
#include "print/members.h"
#include "print/message/lines.h"
#include "spf/reason.h"

/* RFC 7208 section 2.4: with a null reverse-path the HELO identity is checked. */
static bool is_of_mail_from(const struct message *message)
{
	return message->mail_from && message->mail_from[0];
}

void print_message_spf(struct print *print, const struct message *message)
{
	struct arena scratch = { 0 };

	if (!message->spf)
		print_message_line(print, "SPF", "not checked");
	else
		print_message_line(print, "SPF",
			arena_printf(&scratch, "%s (%s %s): %s", spf_result_text(message->spf->result),
				is_of_mail_from(message) ? "MAIL FROM" : "HELO",
				escape_copy(&scratch, message->spf->root->domain),
				spf_reason(&scratch, message->spf)));
	arena_release(&scratch);
}

void write_message_spf(struct json *json, const struct message *message)
{
	struct arena scratch = { 0 };

	member_text(json, "spf", message->spf ? spf_result_text(message->spf->result) : NULL);
	json_key(json, "spf_check");
	if (message->spf) {
		json_object_begin(json);
		member_text(json, "identity", is_of_mail_from(message) ? "mailfrom" : "helo");
		member_text(json, "domain", escape_copy(&scratch, message->spf->root->domain));
		member_text(json, "why", spf_reason(&scratch, message->spf));
		json_object_end(json);
	} else {
		json_null(json);
	}
	arena_release(&scratch);
}
