/* Names are compared without case and without the marks between their words. */
#include "bounce/told.h"

#include "base/ascii.h"
#include "bounce/likely.h"
#include "bounce/mail_address.h"
#include "dns/special_address.h"

#include <string.h>

enum { NAME_MOST = 40, REPLY_MOST = 16 * 1024 };

enum told_role told_role_of(struct slice name)
{
	static const struct {
		const char *name;
		enum told_role role;
	} names[] = { { "source", TOLD_SENDER }, { "sender", TOLD_SENDER }, { "mailfrom", TOLD_SENDER },
		{ "msgfrom", TOLD_SENDER }, { "envelopefrom", TOLD_SENDER },
		{ "envelopesender", TOLD_SENDER }, { "returnpath", TOLD_SENDER }, { "orig", TOLD_SENDER },
		{ "bounceaddress", TOLD_SENDER }, { "senderaddress", TOLD_AUTHOR }, { "from", TOLD_AUTHOR },
		{ "headerfrom", TOLD_AUTHOR }, { "friendlyfrom", TOLD_AUTHOR }, { "fromemail", TOLD_AUTHOR },
		{ "fromaddress", TOLD_AUTHOR }, { "senderemail", TOLD_AUTHOR },
		{ "recipient", TOLD_RECIPIENT }, { "rcptto", TOLD_RECIPIENT }, { "rcpt", TOLD_RECIPIENT },
		{ "to", TOLD_RECIPIENT }, { "email", TOLD_RECIPIENT }, { "emailaddress", TOLD_RECIPIENT },
		{ "destination", TOLD_RECIPIENT }, { "recipientaddress", TOLD_RECIPIENT },
		{ "finalrecipient", TOLD_RECIPIENT }, { "recipientemail", TOLD_RECIPIENT },
		{ "toaddress", TOLD_RECIPIENT }, { "toemail", TOLD_RECIPIENT }, { "address", TOLD_RECIPIENT },
		{ "sendingip", TOLD_IP }, { "dlvsourceip", TOLD_IP }, { "originip", TOLD_IP },
		{ "egressip", TOLD_IP }, { "outboundip", TOLD_IP }, { "timestamp", TOLD_TIME },
		{ "time", TOLD_TIME }, { "datetime", TOLD_TIME }, { "date", TOLD_TIME }, { "ts", TOLD_TIME },
		{ "bouncedat", TOLD_TIME }, { "eventtime", TOLD_TIME }, { "createdat", TOLD_TIME },
		{ "timelogged", TOLD_TIME }, { "datetimeutc", TOLD_TIME },
		{ "origintimestamputc", TOLD_TIME }, { "received", TOLD_TIME }, { "sessionid", TOLD_ID },
		{ "code", TOLD_CODE }, { "errorcode", TOLD_CODE }, { "responsecode", TOLD_CODE },
		{ "smtpcode", TOLD_CODE }, { "bouncecode", TOLD_CODE }, { "statuscode", TOLD_CODE },
		{ "status", TOLD_STATUS }, { "enhancedcode", TOLD_STATUS },
		{ "enhancedstatuscode", TOLD_STATUS }, { "dsnstatus", TOLD_STATUS },
		{ "dsncode", TOLD_STATUS }, { "dsn", TOLD_STATUS }, { "mxhost", TOLD_HOST },
		{ "mx", TOLD_HOST }, { "hostname", TOLD_HOST }, { "remotemta", TOLD_HOST },
		{ "dsnmta", TOLD_HOST }, { "mailexchange", TOLD_HOST }, { "serverhostname", TOLD_HOST },
		{ "subject", TOLD_ASIDE }, { "messagesubject", TOLD_ASIDE }, { "useragent", TOLD_ASIDE },
		{ "url", TOLD_ASIDE }, { "messageid", TOLD_ASIDE }, { "stack", TOLD_ASIDE },
		{ "clientip", TOLD_ASIDE }, { "backtrace", TOLD_ASIDE }, { "errorbacktrace", TOLD_ASIDE },
		{ "feedbackid", TOLD_ASIDE }, { "recipientstatus", TOLD_REPLY }, { "diagnostic", TOLD_REPLY },
		{ "diagnosticcode", TOLD_REPLY }, { "dsndiag", TOLD_REPLY }, { "reason", TOLD_REPLY },
		{ "response", TOLD_REPLY }, { "smtpresponse", TOLD_REPLY }, { "message", TOLD_REPLY },
		{ "content", TOLD_REPLY }, { "details", TOLD_REPLY }, { "error", TOLD_REPLY },
		{ "errormessage", TOLD_REPLY }, { "diag", TOLD_REPLY }, { "rawreason", TOLD_REPLY },
		{ "description", TOLD_REPLY }, { "data", TOLD_REPLY }, { "csuriquery", TOLD_REPLY } };
	char plain[NAME_MOST + 1] = { 0 };
	size_t len = 0;

	for (size_t i = 0; i < name.len; i++) {
		if (!ascii_is_alnum(name.at[i]))
			continue;
		if (len == NAME_MOST)
			return TOLD_NOTHING;
		plain[len++] = (char)ascii_lower(name.at[i]);
	}
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(plain, names[i].name) == 0)
			return names[i].role;
	return TOLD_NOTHING;
}

static bool is_of_role(enum told_role role, struct slice value)
{
	struct dns_address address;
	uint64_t number;

	switch (role) {
	case TOLD_SENDER:
	case TOLD_AUTHOR:
	case TOLD_RECIPIENT:
		return slice_find(value, '@', 0) >= 0;
	case TOLD_IP:
		return dns_address_from_text(value, &address) &&
		       !private_network_of(&address, host_prefix(&address));
	case TOLD_CODE:
		return slice_number(value, 599, &number) && number >= 400;
	case TOLD_STATUS:
		return value.len > 4 && (value.at[0] == '4' || value.at[0] == '5') && value.at[1] == '.';
	default:
		return value.len > 0;
	}
}

void told_set(struct told *told, enum told_role role, struct slice value)
{
	struct slice *to = &told->values[role];

	value = slice_trim(value);
	if (role == TOLD_ASIDE || !value.len)
		return;
	if (role == TOLD_STATUS && value.len > 12)
		role = TOLD_REPLY; /* the whole reply */
	if (role != TOLD_NOTHING && role != TOLD_REPLY) {
		if (!to->len && is_of_role(role, value))
			*to = value;
		return;
	}
	to = &told->values[TOLD_REPLY];
	if (value.len <= REPLY_MOST && value.len > to->len && (role == TOLD_REPLY || likely_reply(value)) &&
		(!to->len || likely_reply(value) || !likely_reply(*to)))
		*to = value;
}

void told_inherit(struct told *told, const struct told *from)
{
	for (size_t i = 0; i < TOLD_ROLES; i++)
		if (!told->values[i].len && i != TOLD_REPLY)
			told->values[i] = from->values[i];
}

static const char *copy_text(struct arena *arena, struct slice text)
{
	return text.len ? (const char *)arena_copy(arena, text).at : NULL;
}

/* Where the basic code is kept apart, each line of the reply may begin with the enhanced one. */
static struct slice without_repeated(struct arena *arena, struct slice reply, struct slice status)
{
	uint8_t *to = arena_take(arena, reply.len + 1);
	size_t len = 0;

	for (size_t i = 0; i < reply.len; i++) {
		struct slice rest = slice_part(reply, i + 1, i + 1 + status.len);

		to[len++] = reply.at[i];
		if (reply.at[i] == '\n' && slice_equal(rest, status))
			i += status.len;
	}
	return (struct slice){ to, len };
}

static void add_word(struct bytes *to, const char *before, struct slice word, const char *after)
{
	if (!word.len)
		return;
	bytes_add_text(to, before);
	bytes_add(to, word);
	bytes_add_text(to, after);
}

/* Some keep the codes apart from the words. */
static struct slice whole_reply(struct arena *arena, const struct told *told)
{
	struct slice reply = told->values[TOLD_REPLY], code = told->values[TOLD_CODE],
		     status = told->values[TOLD_STATUS], whole;
	struct bytes text = { 0 };
	struct reply_code found;
	bool has = reply_next_code(reply, 0, &found);

	if (has && found.basic)
		code.len = status.len = 0;
	if (has && !found.basic && found.first == 0) {
		reply = without_repeated(arena, reply, slice_of(found.enhanced));
		status.len = 0;
	}
	add_word(&text, "host ", told->values[TOLD_HOST], " said: ");
	add_word(&text, "", code, " ");
	add_word(&text, "", status, " ");
	bytes_add(&text, reply);
	whole = arena_copy(arena, bytes_slice(&text));
	bytes_free(&text);
	return whole;
}

bool told_add(struct reader *reader, const struct told *told)
{
	struct arena *arena = reader->arena;
	const struct slice *values = told->values;
	struct context context = { .log_id = copy_text(arena, values[TOLD_ID]),
		.sender = mail_address_in(arena, values[TOLD_SENDER]),
		.mail_from = reply_domain_of_address(arena, values[TOLD_SENDER]),
		.author = mail_address_in(arena, values[TOLD_AUTHOR]),
		.header_from = reply_domain_of_address(arena, values[TOLD_AUTHOR]),
		.recipient = mail_address_in(arena, values[TOLD_RECIPIENT]),
		.recipient_domain = reply_domain_of_address(arena, values[TOLD_RECIPIENT]),
		.ip = copy_text(arena, values[TOLD_IP]),
		.time = copy_text(arena, values[TOLD_TIME]) };

	if (!values[TOLD_REPLY].len ||
		(!values[TOLD_CODE].len && !values[TOLD_STATUS].len && !likely_reply(values[TOLD_REPLY])))
		return false;
	return bounce_add(reader, whole_reply(arena, told), &context, true);
}
