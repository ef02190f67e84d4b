/* RDATA of each type as text: strings quoted and escaped, names with a dot at the end, the rest as RFC 3597 has it. */
#include "dns/present.h"

#include "base/ascii.h"

void dns_present_string(struct bytes *out, struct slice string)
{
	bytes_add_byte(out, '"');
	for (size_t i = 0; i < string.len; i++) {
		uint8_t c = string.at[i];

		if (c == '"' || c == '\\')
			bytes_add_byte(out, '\\');
		if (c == ' ' || ascii_is_visible(c))
			bytes_add_byte(out, c);
		else
			bytes_printf(out, "\\%03u", c);
	}
	bytes_add_byte(out, '"');
}

void dns_present_text(struct bytes *out, struct slice text)
{
	size_t at = 0;

	do {
		if (at)
			bytes_add_byte(out, ' ');
		dns_present_string(out, slice_part(text, at, at + DNS_STRING_MOST));
		at += DNS_STRING_MOST;
	} while (at < text.len);
}

static void present_name(struct bytes *out, const struct dns_name *name)
{
	struct arena arena = { 0 };

	bytes_add_text(out, dns_name_text(&arena, name));
	if (name->len > 1)
		bytes_add_byte(out, '.');
	arena_release(&arena);
}

static void present_hex(struct bytes *out, struct slice data)
{
	for (size_t i = 0; i < data.len; i++)
		bytes_printf(out, "%02x", data.at[i]);
}

/* RFC 6698 section 2.2. */
static void present_tlsa(struct bytes *out, struct slice rdata)
{
	bytes_printf(out, "%u %u %u ", rdata.at[0], rdata.at[1], rdata.at[2]);
	present_hex(out, slice_part(rdata, 3, rdata.len));
}

void dns_present_rdata(struct bytes *out, const struct dns_record *record)
{
	struct arena arena = { 0 };

	switch (record->type) {
	case DNS_TYPE_TXT:
	case DNS_TYPE_SPF:
		for (size_t i = 0; i < record->data.txt->ends.count; i++) {
			if (i)
				bytes_add_byte(out, ' ');
			dns_present_string(out, slice_part(record->data.txt->joined,
							dns_txt_string_start(record->data.txt, i),
							record->data.txt->ends.at[i]));
		}
		break;
	case DNS_TYPE_MX:
		bytes_printf(out, "%u ", record->data.mx->preference);
		present_name(out, &record->data.mx->exchange);
		break;
	case DNS_TYPE_A:
	case DNS_TYPE_AAAA:
		bytes_add_text(out, dns_address_text(&arena, &record->data.address));
		break;
	case DNS_TYPE_SOA:
		present_name(out, &record->data.soa->primary);
		bytes_add_byte(out, ' ');
		present_name(out, &record->data.soa->mailbox);
		bytes_printf(out, " %u 0 0 0 %u", record->data.soa->serial, record->data.soa->minimum);
		break;
	case DNS_TYPE_CNAME:
	case DNS_TYPE_DNAME:
	case DNS_TYPE_NS:
	case DNS_TYPE_PTR:
		present_name(out, record->data.target);
		break;
	case DNS_TYPE_TLSA:
		present_tlsa(out, record->data.rdata);
		break;
	case DNS_TYPE_DS:
	case DNS_TYPE_DNSKEY:
	case DNS_TYPE_RRSIG:
		bytes_printf(out, "\\# %zu ", record->data.rdata.len);
		present_hex(out, record->data.rdata);
		break;
	default: /* data that is carried along undecoded */
		break;
	}
	arena_release(&arena);
}
