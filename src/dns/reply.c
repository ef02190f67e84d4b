/* What every reply can do, whichever source made it: comparing and sorting records, strings of a TXT. */
#include "dns/reply.h"

#include <stdlib.h>
#include <string.h>

const struct dns_name *dns_reply_owner(const struct dns_reply *reply)
{
	return reply->aliases.count ? &reply->aliases.at[reply->aliases.count - 1].target
				    : &reply->question.name;
}

bool dns_mx_is_null(const struct dns_mx *mx)
{
	return mx->exchange.len == 1;
}

bool dns_reply_is_null_mx(const struct dns_reply *mx)
{
	return mx->records.count == 1 && dns_mx_is_null(mx->records.at[0].data.mx);
}

bool dns_reply_is_circle(const struct dns_reply *reply)
{
	for (size_t i = 0; i < reply->aliases.count; i++) {
		if (dns_name_equal(&reply->aliases.at[i].target, &reply->question.name))
			return true;
		for (size_t k = 0; k < i; k++)
			if (dns_name_equal(&reply->aliases.at[i].target, &reply->aliases.at[k].target))
				return true;
	}
	return false;
}

const char *dns_question_type_text(struct arena *arena, const struct dns_question *question)
{
	return question->way.policy ? "STS-POLICY" : dns_type_text(arena, question->type);
}

bool dns_way_equal(const struct dns_way *a, const struct dns_way *b)
{
	return a->checking_disabled == b->checking_disabled && a->direct == b->direct &&
	       a->over_tcp == b->over_tcp && a->policy == b->policy && a->server.is_ip6 == b->server.is_ip6 &&
	       memcmp(a->server.bytes, b->server.bytes, sizeof a->server.bytes) == 0;
}

bool dns_record_same_data(const struct dns_record *a, const struct dns_record *b)
{
	if (a->type != b->type)
		return false;
	switch (a->type) {
	case DNS_TYPE_TXT:
	case DNS_TYPE_SPF:
		return slice_equal(a->data.txt->joined, b->data.txt->joined) &&
		       a->data.txt->ends.count == b->data.txt->ends.count &&
		       (!a->data.txt->ends.count ||
			       memcmp(a->data.txt->ends.at, b->data.txt->ends.at,
				       a->data.txt->ends.count * sizeof *a->data.txt->ends.at) == 0);
	case DNS_TYPE_MX:
		return a->data.mx->preference == b->data.mx->preference &&
		       dns_name_equal(&a->data.mx->exchange, &b->data.mx->exchange);
	case DNS_TYPE_A:
	case DNS_TYPE_AAAA:
		return memcmp(a->data.address.bytes, b->data.address.bytes, sizeof a->data.address.bytes) ==
		       0;
	case DNS_TYPE_SOA:
		return a->data.soa->serial == b->data.soa->serial &&
		       dns_name_equal(&a->data.soa->primary, &b->data.soa->primary);
	case DNS_TYPE_CNAME:
	case DNS_TYPE_DNAME:
	case DNS_TYPE_NS:
	case DNS_TYPE_PTR:
		return dns_name_equal(a->data.target, b->data.target);
	case DNS_TYPE_TLSA:
	case DNS_TYPE_DS:
	case DNS_TYPE_DNSKEY:
	case DNS_TYPE_RRSIG:
		return slice_equal(a->data.rdata, b->data.rdata);
	default: /* data that is carried along undecoded */
		return false;
	}
}

bool dns_record_is_carried(const struct dns_record *record)
{
	switch (record->type) {
	case DNS_TYPE_TXT:
	case DNS_TYPE_SPF:
	case DNS_TYPE_MX:
	case DNS_TYPE_A:
	case DNS_TYPE_AAAA:
	case DNS_TYPE_SOA:
	case DNS_TYPE_CNAME:
	case DNS_TYPE_DNAME:
	case DNS_TYPE_NS:
	case DNS_TYPE_PTR:
	case DNS_TYPE_TLSA:
		return false;
	default:
		return true;
	}
}

static int compare_bytes(struct slice a, struct slice b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = len ? memcmp(a.at, b.at, len) : 0;

	return order ? order : (a.len > b.len) - (a.len < b.len);
}

static int compare_names(const struct dns_name *a, const struct dns_name *b)
{
	return compare_bytes((struct slice){ a->wire, a->len }, (struct slice){ b->wire, b->len });
}

static int compare_records(const void *left, const void *right)
{
	const struct dns_record *a = left, *b = right;

	switch (a->type) {
	case DNS_TYPE_TXT:
	case DNS_TYPE_SPF:
		return compare_bytes(a->data.txt->joined, b->data.txt->joined);
	case DNS_TYPE_MX:
		return a->data.mx->preference != b->data.mx->preference
			       ? a->data.mx->preference - b->data.mx->preference
			       : compare_names(&a->data.mx->exchange, &b->data.mx->exchange);
	case DNS_TYPE_A:
	case DNS_TYPE_AAAA:
		return memcmp(a->data.address.bytes, b->data.address.bytes, sizeof a->data.address.bytes);
	case DNS_TYPE_CNAME:
	case DNS_TYPE_DNAME:
	case DNS_TYPE_NS:
	case DNS_TYPE_PTR:
		return compare_names(a->data.target, b->data.target);
	case DNS_TYPE_TLSA:
	case DNS_TYPE_DS:
	case DNS_TYPE_DNSKEY:
	case DNS_TYPE_RRSIG:
		return compare_bytes(a->data.rdata, b->data.rdata);
	default:
		return 0;
	}
}

void dns_reply_sort(struct dns_reply *reply)
{
	if (reply->records.count > 1)
		qsort(reply->records.at, reply->records.count, sizeof *reply->records.at, compare_records);
}

size_t dns_txt_string_at(const struct dns_txt *txt, uint32_t offset)
{
	size_t string = 0;

	while (string + 1 < txt->ends.count && txt->ends.at[string] <= offset)
		string++;
	return string;
}

uint32_t dns_txt_string_start(const struct dns_txt *txt, size_t string)
{
	return string ? txt->ends.at[string - 1] : 0;
}

struct dns_name dns_address_reverse(const struct dns_address *ip)
{
	static const char digits[] = "0123456789abcdef";
	struct dns_name name = { 0 };

	if (!ip->is_ip6) {
		for (int i = 3; i >= 0; i--) {
			uint8_t octet = ip->bytes[i], *label = &name.wire[name.len];
			uint8_t len = octet > 99 ? 3 : octet > 9 ? 2 : 1;

			label[0] = len;
			for (uint8_t d = len; d; d--, octet /= 10)
				label[d] = (uint8_t)digits[octet % 10];
			name.len = (uint8_t)(name.len + len + 1);
		}
		memcpy(name.wire + name.len, "\7in-addr\4arpa", 14);
		name.len = (uint8_t)(name.len + 14);
		return name;
	}
	for (int i = 15; i >= 0; i--) {
		name.wire[name.len++] = 1;
		name.wire[name.len++] = (uint8_t)digits[ip->bytes[i] & 15];
		name.wire[name.len++] = 1;
		name.wire[name.len++] = (uint8_t)digits[ip->bytes[i] >> 4];
	}
	memcpy(name.wire + name.len, "\3ip6\4arpa", 10);
	name.len = (uint8_t)(name.len + 10);
	return name;
}

const struct dns_txt *dns_txt_of(struct arena *arena, struct slice text)
{
	return dns_txt_traced(arena, text, NULL);
}

const struct dns_txt *dns_txt_traced(struct arena *arena, struct slice text, const struct trace *trace)
{
	struct dns_txt *txt = arena_take(arena, sizeof *txt);

	txt->joined = text;
	txt->trace = trace;
	*arena_append(arena, &txt->ends) = (uint32_t)text.len;
	return txt;
}
