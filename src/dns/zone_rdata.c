/*
 * The data of one record, a function for each kind of field; it is checked when the file is read, and decoded when
 * somebody asks.
 *
 *   rdata   = fields of the type / "\#" length *hex (RFC 3597 section 5)
 *   strings = 1*( word / quoted ), each at most 255 octets (RFC 1035 section 3.3)
 */
#include "dns/zone_rdata.h"

#include "base/ascii.h"
#include "base/escape.h"
#include "dns/wire.h"

#include <arpa/inet.h>
#include <string.h>

struct rdata_reader {
	struct arena *arena;
	struct zone_lexer *lexer;
	const struct dns_name *origin;
	const struct zone_dialect *dialect;
	struct zone_token token; /* the one that comes next */
	struct zone_rdata_fault *fault;
};

/* Seconds of a unit in a TTL; 0 for a letter that is none. */
static uint64_t ttl_unit(uint8_t letter)
{
	switch (letter) {
	case 's':
		return 1;
	case 'm':
		return 60;
	case 'h':
		return 3600;
	case 'd':
		return 86400;
	case 'w':
		return 604800;
	default:
		return 0;
	}
}

bool zone_ttl_from_text(struct slice text, uint32_t *ret_seconds)
{
	uint64_t total = 0, number = 0;
	bool digits = false;

	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = ascii_lower(text.at[i]);
		uint64_t unit = ttl_unit(c);

		if (ascii_is_digit(c)) {
			number = number * 10 + (uint64_t)(c - '0');
			digits = true;
		} else if (unit && digits) {
			total += number * unit;
			number = 0;
			digits = false;
		} else {
			return false;
		}
		if (number > ZONE_TTL_MOST || total > ZONE_TTL_MOST)
			return false;
	}
	if (!text.len || total + number > ZONE_TTL_MOST)
		return false;
	*ret_seconds = (uint32_t)(total + number);
	return true;
}

static void next(struct rdata_reader *reader)
{
	reader->token = zone_lexer_next(reader->lexer);
}

static bool at_end(const struct rdata_reader *reader)
{
	return reader->token.kind == ZONE_TOKEN_END || reader->token.kind == ZONE_TOKEN_FILE_END;
}

static struct text_place token_place(const struct rdata_reader *reader)
{
	return (struct text_place){ reader->lexer->text, reader->token.first, reader->token.end };
}

static bool fail(struct rdata_reader *reader, enum zone_fault_kind kind, const char *message)
{
	if (!reader->fault->message) {
		reader->fault->kind = kind;
		reader->fault->message = message;
		reader->fault->place = token_place(reader);
	}
	return false;
}

/* Takes the next token as a word; quotes and parentheses at fault and the end of the entry are refused. */
static bool take_word(struct rdata_reader *reader, const char *expected, struct slice *ret_word)
{
	switch (reader->token.kind) {
	case ZONE_TOKEN_UNCLOSED_QUOTE:
		return fail(reader, ZONE_FAULT_QUOTE, "the quote is not closed on its line");
	case ZONE_TOKEN_UNCLOSED_PARENTHESIS:
		return fail(reader, ZONE_FAULT_PARENTHESIS, "the \"(\" is never closed");
	case ZONE_TOKEN_UNOPENED_PARENTHESIS:
		return fail(reader, ZONE_FAULT_PARENTHESIS, "\")\" without \"(\"");
	case ZONE_TOKEN_END:
	case ZONE_TOKEN_FILE_END:
		return fail(reader, ZONE_FAULT_RDATA,
			arena_printf(reader->arena, "unexpected end of line; expected %s", expected));
	default:
		*ret_word = zone_token_bytes(reader->lexer, reader->token);
		return true;
	}
}

static bool take_name(struct rdata_reader *reader, struct dns_name *ret_name)
{
	enum dns_name_fault fault;
	struct slice word;

	if (!take_word(reader, "a domain name", &word))
		return false;
	if (reader->token.kind == ZONE_TOKEN_QUOTED)
		return fail(reader, ZONE_FAULT_RDATA, "a domain name must not be in quotes");
	fault = zone_target_from_text(reader->dialect, word, reader->origin, ret_name);
	if (fault)
		return fail(reader, ZONE_FAULT_NAME,
			arena_printf(reader->arena, "invalid domain name \"%s\": %s",
				escape_visible_copy(reader->arena, slice_part(word, 0, 80)),
				dns_name_fault_text(fault)));
	next(reader);
	return true;
}

static bool take_number(
	struct rdata_reader *reader, uint64_t most, const char *expected, uint64_t *ret_number)
{
	struct slice word;

	if (!take_word(reader, expected, &word))
		return false;
	if (reader->token.kind == ZONE_TOKEN_QUOTED || !slice_number(word, most, ret_number))
		return fail(reader, ZONE_FAULT_RDATA,
			arena_printf(reader->arena, "invalid value \"%s\"; expected %s",
				escape_visible_copy(reader->arena, slice_part(word, 0, 80)), expected));
	next(reader);
	return true;
}

static bool take_address(struct rdata_reader *reader, bool is_ip6, struct dns_address *ret_address)
{
	const char *expected = is_ip6 ? "an IPv6 address" : "an IPv4 address";
	char text[INET6_ADDRSTRLEN] = "";
	struct slice word;

	if (!take_word(reader, expected, &word))
		return false;
	if (word.len && word.len < sizeof text && !memchr(word.at, 0, word.len))
		memcpy(text, word.at, word.len);
	if (reader->token.kind == ZONE_TOKEN_QUOTED)
		return fail(reader, ZONE_FAULT_RDATA, "an address must not be in quotes");
	*ret_address = (struct dns_address){ .is_ip6 = is_ip6 };
	if (inet_pton(is_ip6 ? AF_INET6 : AF_INET, text, ret_address->bytes) != 1)
		return fail(reader, ZONE_FAULT_RDATA,
			arena_printf(reader->arena, "invalid value \"%s\"; expected %s",
				escape_visible_copy(reader->arena, slice_part(word, 0, 80)), expected));
	next(reader);
	return true;
}

static bool take_soa(struct rdata_reader *reader, struct dns_soa *soa)
{
	uint32_t timer = 0;
	uint64_t serial, number;

	if (!take_name(reader, &soa->primary) || !take_name(reader, &soa->mailbox) ||
		!take_number(reader, UINT32_MAX, "a serial number", &serial))
		return false;
	soa->serial = (uint32_t)serial;
	for (int i = 0; i < 4; i++) {
		struct slice word;

		if (!take_word(reader, "one of the four SOA times", &word))
			return false;
		if (slice_number(word, UINT32_MAX, &number))
			timer = (uint32_t)number;
		else if (!zone_ttl_from_text(word, &timer))
			return fail(reader, ZONE_FAULT_RDATA,
				arena_printf(reader->arena,
					"invalid value \"%s\"; expected a time in seconds",
					escape_visible_copy(reader->arena, slice_part(word, 0, 80))));
		next(reader);
	}
	soa->minimum = timer;
	return true;
}

/* Length of the escape at `at` and the byte that it means; 0 when it is malformed. */
static size_t unescape(struct slice bytes, size_t at, uint8_t *ret_byte)
{
	unsigned value = 0;

	if (at + 1 >= bytes.len)
		return 0;
	if (!ascii_is_digit(bytes.at[at + 1])) {
		*ret_byte = bytes.at[at + 1];
		return 2;
	}
	for (size_t i = at + 1; i <= at + 3; i++) {
		if (i >= bytes.len || !ascii_is_digit(bytes.at[i]))
			return 0;
		value = value * 10 + (unsigned)(bytes.at[i] - '0');
	}
	*ret_byte = (uint8_t)value;
	return value <= 255 ? 4 : 0;
}

/* One character-string; `out` is NULL when it is only checked. Returns its decoded length. */
static size_t take_string(
	struct rdata_reader *reader, struct slice word, uint8_t *out, struct trace *trace, uint32_t decoded)
{
	size_t len = 0;

	if (word.len && !memchr(word.at, '\\', word.len) && !memchr(word.at, 0, word.len)) { /* as most are */
		if (out) {
			memcpy(out + decoded, word.at, word.len);
			trace_add(reader->arena, trace, decoded, reader->token.first, 1);
		}
		return word.len;
	}
	for (size_t i = 0; i < word.len; len++) {
		uint8_t byte = word.at[i];
		size_t width = 1;

		if (!byte)
			fail(reader, ZONE_FAULT_RDATA, "a NUL byte must be written as \\000");
		if (byte == '\\') {
			width = unescape(word, i, &byte);
			if (!width) {
				struct zone_token token = reader->token;

				reader->token.first += (uint32_t)i;
				reader->token.end = reader->token.first + 1;
				fail(reader, ZONE_FAULT_ESCAPE,
					"after a backslash, a character or three digits (000 to 255) "
					"must follow");
				reader->token = token;
				width = 1;
			}
		}
		if (out) {
			out[decoded + len] = byte;
			trace_add(reader->arena, trace, decoded + (uint32_t)len,
				reader->token.first + (uint32_t)i, (uint32_t)width);
		}
		i += width;
	}
	return len;
}

static bool take_txt(struct rdata_reader *reader, bool decode, struct dns_record *record)
{
	/* DNS hosting stores texts of any length, and splits them when it answers. */
	bool is_cut = reader->dialect && reader->dialect->is_export;
	struct trace *trace = NULL;
	struct dns_txt *txt = NULL;
	struct bytes joined = { 0 };
	size_t total = 0;
	struct slice word;

	if (decode) {
		trace = arena_take(reader->arena, sizeof *trace);
		trace->text = reader->lexer->text;
		txt = arena_take(reader->arena, sizeof *txt);
		txt->trace = trace;
	}
	do {
		size_t len;

		if (!take_word(reader, "a character-string", &word)) {
			bytes_free(&joined);
			return false;
		}
		if (decode) {
			struct slice room = { word.at, word.len };

			bytes_add(&joined, room); /* decoding never makes it longer */
			joined.len = total;
		}
		len = take_string(reader, word, decode ? joined.at : NULL, trace, (uint32_t)total);
		if (len > DNS_STRING_MOST && !is_cut)
			fail(reader, ZONE_FAULT_STRING,
				arena_printf(reader->arena,
					"character-string of %zu octets; the limit is 255", len));
		total += len;
		if (decode) {
			joined.len = total;
			for (size_t end = total - len + DNS_STRING_MOST; is_cut && end < total;
				end += DNS_STRING_MOST)
				*arena_append(reader->arena, &txt->ends) = (uint32_t)end;
			*arena_append(reader->arena, &txt->ends) = (uint32_t)total;
		}
		next(reader);
	} while (!at_end(reader));
	if (decode) {
		txt->joined = arena_copy(reader->arena, bytes_slice(&joined));
		record->data.txt = txt;
		bytes_free(&joined);
	}
	if (total > DNS_RDATA_MOST)
		return fail(reader, ZONE_FAULT_RDATA, "more than 65535 octets of text in one record");
	return true;
}

/* Hexadecimal digits to the end of the entry, with any whitespace between them. */
static bool take_hex(struct rdata_reader *reader, struct bytes *out)
{
	unsigned digits = 0, value = 0;
	struct slice word;

	while (!at_end(reader)) {
		if (!take_word(reader, "hexadecimal digits", &word))
			return false;
		for (size_t i = 0; i < word.len; i++) {
			uint8_t c = ascii_lower(word.at[i]);

			if (!ascii_is_hex(c))
				return fail(
					reader, ZONE_FAULT_RDATA, "only hexadecimal digits are allowed here");
			value = value << 4 | (unsigned)(ascii_is_digit(c) ? c - '0' : c - 'a' + 10);
			if (++digits % 2 == 0)
				bytes_add_byte(out, (uint8_t)value);
		}
		next(reader);
	}
	return digits % 2 == 0 || fail(reader, ZONE_FAULT_RDATA, "the number of hexadecimal digits is odd");
}

/* Usage, selector, matching type, and the data in hexadecimal digits (RFC 6698 section 2.2). */
static bool take_tlsa(struct rdata_reader *reader, struct dns_record *record)
{
	static const char *const expected[] = { "a certificate usage from 0 to 255",
		"a selector from 0 to 255", "a matching type from 0 to 255" };
	struct bytes rdata = { 0 };
	bool good = true;
	uint64_t number;

	for (size_t i = 0; good && i < 3; i++) {
		good = take_number(reader, 255, expected[i], &number);
		bytes_add_byte(&rdata, (uint8_t)number);
	}
	if (good && at_end(reader))
		good = fail(
			reader, ZONE_FAULT_RDATA, "unexpected end of line; expected the certificate data");
	good = good && take_hex(reader, &rdata);
	record->data.rdata = arena_copy(reader->arena, bytes_slice(&rdata));
	bytes_free(&rdata);
	return good;
}

/* \# LENGTH HEX... */
static bool take_generic(struct rdata_reader *reader, struct dns_record *record)
{
	struct bytes rdata = { 0 };
	uint64_t length;
	bool good;

	next(reader);
	if (!take_number(reader, DNS_RDATA_MOST, "the length of the RDATA", &length))
		return false;
	good = take_hex(reader, &rdata);
	if (good && rdata.len != length)
		good = fail(reader, ZONE_FAULT_RDATA,
			"the number of hexadecimal digits does not match the length before them");
	if (good && !length && (record->type == DNS_TYPE_TXT || record->type == DNS_TYPE_SPF))
		good = fail(reader, ZONE_FAULT_RDATA, "a TXT record must have at least one string");
	if (good && !dns_wire_rdata(reader->arena, record->type,
			    arena_copy(reader->arena, bytes_slice(&rdata)), record))
		good = fail(reader, ZONE_FAULT_RDATA, "invalid data for this record type");
	bytes_free(&rdata);
	return good;
}

static bool take_rdata(struct rdata_reader *reader, bool decode, struct dns_record *record)
{
	struct dns_name *target;
	struct dns_soa *soa;
	struct dns_mx *mx;
	uint64_t preference;
	struct slice word;

	switch (record->type) {
	case DNS_TYPE_A:
	case DNS_TYPE_AAAA:
		return take_address(reader, record->type == DNS_TYPE_AAAA, &record->data.address);
	case DNS_TYPE_MX:
		record->data.mx = mx = arena_take(reader->arena, sizeof *mx);
		mx->exchange = dns_name_root();
		mx->preference_place = token_place(reader);
		if (!take_number(reader, 65535, "a preference from 0 to 65535", &preference))
			return false;
		mx->preference = (uint16_t)preference;
		mx->exchange_place = token_place(reader);
		return take_name(reader, &mx->exchange);
	case DNS_TYPE_SOA:
		record->data.soa = soa = arena_take(reader->arena, sizeof *soa);
		soa->primary = soa->mailbox = dns_name_root();
		return take_soa(reader, soa);
	case DNS_TYPE_CNAME:
	case DNS_TYPE_DNAME:
	case DNS_TYPE_NS:
	case DNS_TYPE_PTR:
		record->data.target = target = arena_take(reader->arena, sizeof *target);
		*target = dns_name_root();
		return take_name(reader, target);
	case DNS_TYPE_TLSA:
		return take_tlsa(reader, record);
	case DNS_TYPE_TXT:
	case DNS_TYPE_SPF:
		return take_txt(reader, decode, record);
	default:
		if (!dns_type_has_name(record->type))
			return fail(reader, ZONE_FAULT_RDATA,
				"data of an unknown record type must be written as \\# LENGTH HEX");
		while (!at_end(reader)) {
			if (!take_word(reader, "", &word))
				return false;
			next(reader);
		}
		return true;
	}
}

bool zone_read_rdata(struct arena *arena, struct zone_lexer *lexer, uint16_t type,
	const struct dns_name *origin, const struct zone_dialect *dialect, bool decode,
	struct dns_record *ret_record, struct zone_rdata_fault *ret_fault)
{
	struct rdata_reader reader = {
		.arena = arena, .lexer = lexer, .origin = origin, .dialect = dialect, .fault = ret_fault
	};
	bool good;

	ret_record->type = type;
	next(&reader);
	if (reader.token.kind == ZONE_TOKEN_WORD && slice_is(zone_token_bytes(lexer, reader.token), "\\#"))
		good = take_generic(&reader, ret_record);
	else
		good = take_rdata(&reader, decode, ret_record);
	if (good && !at_end(&reader))
		good = fail(&reader, ZONE_FAULT_RDATA, "unexpected data at the end of the record");
	ret_fault->last = reader.token;
	return good;
}

bool zone_plain_text(struct zone_lexer *lexer, struct slice *ret_text)
{
	struct zone_token token = zone_lexer_next(lexer), after;
	struct slice text;

	if (token.kind != ZONE_TOKEN_WORD && token.kind != ZONE_TOKEN_QUOTED)
		return false;
	text = zone_token_bytes(lexer, token);
	after = zone_lexer_next(lexer);
	if ((after.kind != ZONE_TOKEN_END && after.kind != ZONE_TOKEN_FILE_END) || !text.len ||
		memchr(text.at, '\\', text.len) || memchr(text.at, 0, text.len))
		return false;
	*ret_text = text;
	return true;
}
