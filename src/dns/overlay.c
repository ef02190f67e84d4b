/* Answers with record changes in place: what is taken out and put in at a name, and names that come to exist by it. */
#include "dns/overlay.h"

#include "base/ascii.h"

#include <string.h>

static bool touches(const struct dns_change *change, const struct dns_name *owner, uint16_t type)
{
	return change->type == type && dns_name_equal(&change->name, owner);
}

static bool is_touched(const struct dns_overlay *overlay, const struct dns_name *owner, uint16_t type)
{
	for (size_t i = 0; i < overlay->changes.count; i++)
		if (touches(&overlay->changes.at[i], owner, type))
			return true;
	return false;
}

/* A record at the name or below it makes the name exist (RFC 8020 section 2). */
static bool comes_to_exist(const struct dns_overlay *overlay, const struct dns_name *owner)
{
	for (size_t i = 0; i < overlay->changes.count; i++)
		if (overlay->changes.at[i].added && dns_name_is_under(&overlay->changes.at[i].name, owner))
			return true;
	return false;
}

/* How a text is cut into strings makes no difference to what it says (RFC 7208 section 3.3). */
static bool is_same(const struct dns_record *a, const struct dns_record *b)
{
	if (a->type == DNS_TYPE_TXT || a->type == DNS_TYPE_SPF)
		return slice_equal(a->data.txt->joined, b->data.txt->joined);
	return dns_record_same_data(a, b);
}

static bool is_removed(
	const struct dns_overlay *overlay, const struct dns_name *owner, const struct dns_record *record)
{
	for (size_t i = 0; i < overlay->changes.count; i++) {
		const struct dns_change *change = &overlay->changes.at[i];

		if (touches(change, owner, record->type) && change->removed &&
			is_same(change->removed, record))
			return true;
	}
	return false;
}

/* What was made from a wildcard is not there any more once the name has a record of its own (RFC 4592 section 2.2.1). */
static void take_over(struct dns_overlay *overlay, const struct dns_reply *reply,
	const struct dns_name *owner, struct dns_reply *made)
{
	for (size_t i = 0; i < reply->records.count && !reply->wildcard; i++)
		if (!is_removed(overlay, owner, &reply->records.at[i]))
			*arena_append(overlay->arena, &made->records) = reply->records.at[i];
	for (size_t i = 0; i < overlay->changes.count; i++)
		if (touches(&overlay->changes.at[i], owner, reply->question.type) &&
			overlay->changes.at[i].added)
			*arena_append(overlay->arena, &made->records) = *overlay->changes.at[i].added;
}

static const struct dns_reply *make(
	struct dns_overlay *overlay, const struct dns_reply *reply, const struct dns_name *owner)
{
	struct dns_reply *made = arena_take(overlay->arena, sizeof *made);

	*made = *reply;
	made->wildcard = false;
	made->keeper = NULL; /* what is kept there was made of other records */
	memset(&made->records, 0, sizeof made->records);
	take_over(overlay, reply, owner, made);
	if (made->records.count)
		made->outcome = DNS_ANSWER;
	else if (dns_outcome_has_records(reply->outcome) || comes_to_exist(overlay, owner))
		made->outcome = DNS_NO_DATA;
	dns_reply_sort(made);
	*arena_append(overlay->arena, &overlay->made) = made;
	return made;
}

const struct dns_reply *dns_overlay_apply(struct dns_overlay *overlay, const struct dns_reply *reply)
{
	const struct dns_name *owner = dns_reply_owner(reply);
	bool created = dns_outcome_has_no_name(reply->outcome) && comes_to_exist(overlay, owner);

	if (!dns_outcome_is_answer(reply->outcome) ||
		(!created && !is_touched(overlay, owner, reply->question.type)))
		return reply;
	for (size_t i = 0; i < overlay->made.count; i++) {
		const struct dns_reply *made = overlay->made.at[i];

		if (made->question.type == reply->question.type &&
			dns_way_equal(&made->question.way, &reply->question.way) &&
			dns_name_equal(&made->question.name, &reply->question.name))
			return made;
	}
	return make(overlay, reply, owner);
}

/* A text in as few character-strings as hold it (RFC 1035 section 3.3). */
static const struct dns_txt *txt_of(struct arena *arena, struct slice text)
{
	struct dns_txt *txt = arena_take(arena, sizeof *txt);

	txt->joined = text;
	for (size_t end = DNS_STRING_MOST; end < text.len; end += DNS_STRING_MOST)
		*arena_append(arena, &txt->ends) = (uint32_t)end;
	*arena_append(arena, &txt->ends) = (uint32_t)text.len;
	return txt;
}

static const struct dns_mx *mx_of(struct arena *arena, struct slice text)
{
	ptrdiff_t blank = slice_find(text, ' ', 0);
	struct dns_mx *mx = arena_take(arena, sizeof *mx);
	struct slice exchange;
	uint64_t preference;

	if (blank < 0 || !slice_number(slice_part(text, 0, (size_t)blank), UINT16_MAX, &preference))
		return NULL;
	exchange = slice_trim(slice_part(text, (size_t)blank, text.len));
	if (dns_name_from_text(exchange, NULL, &mx->exchange) != DNS_NAME_OK)
		return NULL;
	mx->preference = (uint16_t)preference;
	return mx;
}

static int digit_of(uint8_t c)
{
	return ascii_is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "3 1 1 8CB0...": three numbers and the octets of the certificate (RFC 6698 section 2.2). Empty when malformed. */
static struct slice tlsa_of(struct arena *arena, struct slice text)
{
	enum { NUMBERS = 3 };
	uint8_t *rdata = arena_take(arena, text.len + 1);
	size_t at = 0, len = 0;
	struct slice field;
	uint64_t number;

	for (; len < NUMBERS; len++) {
		if (!slice_next_item(text, ' ', &at, &field) || !slice_number(field, UINT8_MAX, &number))
			return (struct slice){ 0 };
		rdata[len] = (uint8_t)number;
	}
	while (slice_next_item(text, ' ', &at, &field))
		for (size_t i = 0; i < field.len; i += 2) {
			int high = digit_of(ascii_lower(field.at[i])),
			    low = i + 1 < field.len ? digit_of(ascii_lower(field.at[i + 1])) : -1;

			if (high < 0 || low < 0)
				return (struct slice){ 0 };
			rdata[len++] = (uint8_t)(high << 4 | low);
		}
	return (struct slice){ rdata, len };
}

const struct dns_record *dns_record_of(struct arena *arena, uint16_t type, uint32_t ttl, struct slice text)
{
	struct dns_record *record = arena_take(arena, sizeof *record);

	*record = (struct dns_record){ .type = type, .ttl = ttl };
	if (type == DNS_TYPE_TXT || type == DNS_TYPE_SPF)
		record->data.txt = txt_of(arena, text);
	else if (type == DNS_TYPE_MX)
		record->data.mx = mx_of(arena, text);
	else if (type == DNS_TYPE_TLSA)
		record->data.rdata = tlsa_of(arena, text);
	else
		return NULL;
	if (type == DNS_TYPE_TLSA)
		return record->data.rdata.len ? record : NULL;
	return type == DNS_TYPE_MX && !record->data.mx ? NULL : record;
}
