/*
 * Any bytes are a zone file and a script: every record can be decoded, every fault has a place, names are answered, and every byte is
 * of a record, a directive, a comment, white space, or of an entry with a fault that is told.
 */
#include "support/mutate.h"

#include "base/ascii.h"
#include "dns/source.h"
#include "dns/zone_store.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct visit {
	struct zone_set *zones;
	struct arena arena;
};

static void ask(
	void *context, size_t number, const struct dns_name *name, const uint16_t *types, size_t count)
{
	struct visit *visit = context;

	struct dns_name again;

	(void)number;
	if (dns_name_from_text(slice_of(dns_name_absolute_text(&visit->arena, name)), NULL, &again) !=
			DNS_NAME_OK ||
		!dns_name_equal(&again, name))
		abort();
	for (size_t i = 0; i < count; i++) {
		struct dns_question question = { .name = *name, .type = types[i] };

		if (!zone_set_records_at(visit->zones, &visit->arena, &question))
			abort();
		zone_set_answer(visit->zones, &visit->arena, &question);
	}
	arena_release(&visit->arena);
}

/* An entry, and what the reader has made of it. */
struct account {
	struct zone_set *zones;
	struct text *text;
	uint32_t first, end;
	bool owned;		  /* it begins with an owner */
	bool directive, of_other; /* a type that only one server has */
	bool fault, record;
	uint32_t record_end; /* of the record that begins it */
	bool owner_lost;     /* the last owner could not be read, which was told there */
};

static void find_faults(struct account *account)
{
	account->fault = false;
	for (size_t i = 0; i < zone_set_fault_count(account->zones) && !account->fault; i++) {
		struct text_place place = text_origin(zone_set_fault(account->zones, i)->place);

		account->fault = place.text == account->text && place.first >= account->first &&
				 place.first <= account->end;
	}
}

static void find_record(struct account *account, uint32_t first)
{
	account->record = false;
	for (size_t i = 0; i < zone_set_record_count(account->zones) && !account->record; i++) {
		struct text_place place = zone_record_place(account->zones, &account->zones->records[i]);

		account->record = place.text == account->text && place.first == first;
		account->record_end = place.end;
	}
}

static bool is_of_other_server(struct slice word)
{
	return slice_is_nocase(word, "AWS") || slice_is_nocase(word, "WINS") ||
	       slice_is_nocase(word, "WINSR") || slice_is_nocase(word, "WINS-R");
}

/* Reads the tokens of an entry. False when nothing closes its parenthesis: the reader goes back then, which is told. */
static bool take_entry(struct account *account, struct zone_lexer *lexer)
{
	const struct slice bytes = account->text->bytes;
	struct zone_token token, last = { 0 };
	bool any = false;

	account->first = lexer->at;
	account->owned = bytes.at[lexer->at] != ' ' && bytes.at[lexer->at] != '\t';
	account->directive = account->of_other = account->record = false;
	for (;;) {
		token = zone_lexer_next(lexer);
		if (token.kind == ZONE_TOKEN_END || token.kind == ZONE_TOKEN_FILE_END)
			break;
		if (token.kind == ZONE_TOKEN_UNCLOSED_PARENTHESIS)
			return false;
		if (!any) {
			find_record(account, token.first);
			account->directive = account->owned && token.kind == ZONE_TOKEN_WORD &&
					     bytes.at[token.first] == '$';
		}
		any = true;
		account->of_other = account->of_other || is_of_other_server(zone_token_bytes(lexer, token));
		last = token;
	}
	account->end = lexer->at;
	find_faults(account);
	if (any && account->owned && !account->directive)
		account->owner_lost = account->fault && !account->record;
	if (any && !account->record && !account->directive && !account->fault && !account->of_other &&
		(account->owned || !account->owner_lost))
		abort();
	if (account->record && !account->fault && last.end > account->record_end)
		abort();
	return true;
}

/* Few enough to account for each byte. */
static void account_for(struct zone_set *zones, struct text *text)
{
	enum { OCTETS_MOST = 20000 };
	struct zone_lexer lexer = { .text = text };
	struct account account = { .zones = zones, .text = text };

	if (text->bytes.len > OCTETS_MOST)
		return;
	if (slice_starts(text->bytes, "\xef\xbb\xbf"))
		lexer.at = 3;
	for (size_t i = 0; i < zone_set_fault_count(zones); i++)
		if (zone_set_fault(zones, i)->kind == ZONE_FAULT_MANY)
			return; /* the rest was not read, which is told */
	while (lexer.at < text->bytes.len && take_entry(&account, &lexer))
		;
}

/* $GENERATE lines that make records by the thousand. */
static bool makes_many(struct slice text)
{
	enum { LINES_MOST = 4, DIGITS_MOST = 2 };
	size_t lines = 0, digits = 0;
	ptrdiff_t at = slice_find_nocase(text, "$g", 0);

	for (ptrdiff_t line = at; line >= 0; line = slice_find_nocase(text, "$g", (size_t)line + 1))
		lines++;
	for (size_t i = at < 0 ? text.len : (size_t)at; i < text.len; i++) {
		digits = ascii_is_digit(text.at[i]) ? digits + 1 : 0;
		if (digits > DIGITS_MOST && text.at[i - digits] != '.')
			return true;
	}
	return lines > LINES_MOST;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text text = text_of("zone", (struct slice){ data, size });
	struct dns_name origin = dns_name_of("example.com");
	struct visit visit = { .zones = zone_set_new() };
	struct dns_source *source;
	const char *fault;
	uint32_t line;

	if (makes_many(text.bytes))
		goto done;
	zone_set_include_nothing(visit.zones);
	zone_text_needs_origin(&text);
	zone_set_read(visit.zones, &text, &origin);
	zone_set_finish(visit.zones);
	for (size_t i = 0; i < zone_set_fault_count(visit.zones); i++) {
		struct text_place place = zone_set_fault(visit.zones, i)->place;

		if (place.first > place.end || place.end > place.text->bytes.len)
			abort();
		text_position(place.text, place.first);
	}
	account_for(visit.zones, &text);
	zone_set_each_name(visit.zones, ask, &visit);
	source = dns_script_source(visit.zones, &text, NULL, &line, &fault);
	if (source)
		dns_source_close(source);
done:
	zone_set_free(visit.zones);
	text_close(&text);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	return mutate_text(data, size, most, seed, MUTATE_LINES | MUTATE_TERMS | MUTATE_LABELS);
}
