/* Reads what servers state of the client out of the fields of a header. */
#include "message/statement.h"

#include "base/ascii.h"
#include "mail/authentication_results.h"
#include "mail/message.h"
#include "mail/received.h"
#include "mail/received_spf.h"

#include <string.h>

static void read_received_spf(struct slice text, struct statement *statement)
{
	const struct received_spf spf = received_spf_read(text);

	statement->kind = STATEMENT_RECEIVED_SPF;
	statement->has_address = spf.has_address;
	statement->address = spf.address;
	statement->helo = spf.helo;
	statement->server = spf.receiver;
	statement->has_sender = spf.has_sender;
	statement->sender = spf.sender;
	statement->has_spf = true;
}

static void take_address(struct statement *statement, struct slice value)
{
	struct dns_address address;

	if (!statement->has_address && received_address(value, &address)) {
		statement->has_address = true;
		statement->address = address;
	}
}

/* "<ann@example.net>": the address as a mail server of Tencent writes it. */
static struct slice without_brackets(struct slice value)
{
	if (value.len > 2 && value.at[0] == '<' && value.at[value.len - 1] == '>')
		return slice_part(value, 1, value.len - 1);
	return value;
}

static void read_spf_result(const struct authentication_result *result, struct statement *statement)
{
	static const char *const senders[] = { "mailfrom", "mail", "mfrom", "envelope-from" };
	static const char *const addresses[] = { "remote-ip", "client-ip", "client_ip" };
	struct slice value;

	statement->has_spf = true;
	for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++)
		take_address(statement, authentication_property_of(result, "smtp", addresses[i]));
	if (!statement->has_address)
		statement->has_address = received_spf_address(result->comment, &statement->address);
	for (size_t i = 0; i < sizeof senders / sizeof *senders; i++) {
		value = authentication_property_of(result, "smtp", senders[i]);
		if (value.at && !statement->has_sender) {
			statement->has_sender = value.len > 0;
			statement->sender = without_brackets(value);
		}
	}
	value = authentication_property_of(result, "smtp", "helo");
	if (value.len)
		statement->helo = value;
}

/* policy.iprev (RFC 8601 section 2.7.3); Exim writes smtp.remote-ip. */
static void read_iprev_result(const struct authentication_result *result, struct statement *statement)
{
	take_address(statement, authentication_property_of(result, "policy", "iprev"));
	take_address(statement, authentication_property_of(result, "smtp", "remote-ip"));
}

static void read_results(struct arena *arena, const struct mail_field *field, struct statement *statement)
{
	const struct authentication_results *results = authentication_results_parse(arena, field->body);

	statement->kind = STATEMENT_AUTHENTICATION_RESULTS;
	statement->server = results->authserv_id;
	for (size_t i = 0; i < results->list.count; i++) {
		const struct authentication_result *result = &results->list.at[i];

		if (slice_is_nocase(result->method, "spf") || slice_is_nocase(result->method, "sender-id"))
			read_spf_result(result, statement);
		else if (slice_is_nocase(result->method, "iprev"))
			read_iprev_result(result, statement);
		else if (slice_is_nocase(result->method, "auth") && slice_is_nocase(result->result, "pass"))
			statement->is_login = true;
		statement->has_spf = statement->has_spf || slice_is_nocase(result->method, "dmarc");
	}
}

/* What follows a label such as "CIP:" up to a semicolon. */
static struct slice find_value(struct slice text, const char *label)
{
	struct slice item;

	for (size_t at = 0; slice_next_item(text, ';', &at, &item);)
		if (slice_starts_nocase(item, label))
			return slice_trim(slice_part(item, strlen(label), item.len));
	return (struct slice){ 0 };
}

static void read_exchange(struct slice text, struct statement *statement)
{
	statement->kind = STATEMENT_EXCHANGE;
	take_address(statement, find_value(text, "CIP:"));
	statement->helo = find_value(text, "H:");
}

static void read_exchange_original(struct slice text, struct statement *statement)
{
	statement->kind = STATEMENT_EXCHANGE_ORIGINAL;
	take_address(statement, find_value(text, "ip="));
}

static bool read_field(struct arena *arena, const struct mail_field *field, struct statement *statement)
{
	static const char *const originals[] = { "X-MS-Exchange-ExternalOriginalInternetSender",
		"X-MS-Exchange-SkipListedInternetSender" };

	*statement = (struct statement){ .field = field->whole };
	if (slice_is_nocase(field->name, "Received-SPF")) {
		statement->field_name = "Received-SPF";
		read_received_spf(mail_unfold(arena, field->body), statement);
	} else if (slice_is_nocase(field->name, "Authentication-Results")) {
		statement->field_name = "Authentication-Results";
		read_results(arena, field, statement);
	} else if (slice_is_nocase(field->name, "X-Forefront-Antispam-Report")) {
		statement->field_name = "X-Forefront-Antispam-Report";
		read_exchange(mail_unfold(arena, field->body), statement);
	}
	for (size_t i = 0; i < sizeof originals / sizeof *originals; i++)
		if (slice_is_nocase(field->name, originals[i])) {
			statement->field_name = originals[i];
			read_exchange_original(mail_unfold(arena, field->body), statement);
		}
	return statement->field_name != NULL;
}

struct statements *statements_read(struct arena *arena, struct slice header)
{
	struct statements *statements = arena_take(arena, sizeof *statements);
	struct statement statement;
	struct mail_field field;

	for (size_t at = 0; statements->list.count < STATEMENTS_MOST && mail_next_field(header, &at, &field);)
		if (read_field(arena, &field, &statement))
			*arena_append(arena, &statements->list) = statement;
	return statements;
}
