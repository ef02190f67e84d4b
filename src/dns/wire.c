/*
 * Encodes a query, decodes a response, and says what kind of answer it is (RFC 2308 section 2).
 *
 *   message = header question answers authorities additionals (RFC 1035 section 4.1)
 *   record  = name type class ttl rdlength rdata; a name may end in a pointer back (section 4.1.4)
 */
#include "dns/wire.h"

#include "base/ascii.h"

#include <string.h>

enum {
	CLASS_IN = 1,
	TYPE_OPT = 41,
	FLAG_QR = 0x8000,
	FLAG_AA = 0x0400,
	FLAG_TC = 0x0200,
	FLAG_RD = 0x0100,
	FLAG_AD = 0x0020,
	FLAG_CD = 0x0010,
	OPTION_EXTENDED_ERROR = 15, /* RFC 8914 */
	RECORDS_MOST = 4096,	    /* more records than a 64 KiB message can usefully hold */
};

/* The sticky error: once broken, every read yields zeros and moves nothing. */
struct wire {
	struct slice packet;
	size_t at;
	size_t end;
	bool no_pointers; /* RDATA outside a message: there is nothing to point to */
	bool broken;
};

static uint8_t wire_u8(struct wire *wire)
{
	if (wire->broken || wire->at >= wire->end) {
		wire->broken = true;
		return 0;
	}
	return wire->packet.at[wire->at++];
}

static uint16_t wire_u16(struct wire *wire)
{
	unsigned high = wire_u8(wire);

	return (uint16_t)(high << 8 | wire_u8(wire));
}

static uint32_t wire_u32(struct wire *wire)
{
	uint32_t high = wire_u16(wire);

	return high << 16 | wire_u16(wire);
}

static struct slice wire_take(struct wire *wire, size_t len)
{
	struct slice taken = { wire->packet.at + wire->at, len };

	if (wire->broken || wire->end - wire->at < len) {
		wire->broken = true;
		return (struct slice){ 0 };
	}
	wire->at += len;
	return taken;
}

/* RFC 1035 section 4.1.4: a pointer must go back, so a chain of them ends. */
static struct dns_name wire_name(struct wire *wire)
{
	struct dns_name name = { 0 };
	size_t used = 0, at = wire->at, lowest = wire->at;
	bool jumped = false;

	while (!wire->broken) {
		uint8_t octet =
			at < wire->packet.len && (jumped || at < wire->end) ? wire->packet.at[at] : 0xff;

		if (octet >> 6 == 3 && !wire->no_pointers && at + 1 < wire->packet.len && octet != 0xff) {
			size_t target = (octet & 0x3fU) << 8 | wire->packet.at[at + 1];

			if (!jumped)
				wire->at = at + 2;
			jumped = true;
			if (target >= lowest)
				break;
			at = lowest = target;
			continue;
		}
		if (octet > DNS_LABEL_SIZE || used + octet + 1U > DNS_NAME_SIZE ||
			wire->packet.len - at <= octet)
			break;
		name.wire[used++] = octet;
		for (size_t i = 1; i <= octet; i++)
			name.wire[used++] = ascii_lower(wire->packet.at[at + i]);
		at += octet + 1U;
		if (!octet) {
			name.len = (uint8_t)used;
			if (!jumped)
				wire->at = at;
			if (wire->at > wire->end)
				wire->broken = true;
			return name;
		}
	}
	wire->broken = true;
	return dns_name_root();
}

void dns_wire_query(struct bytes *out, const struct dns_question *question, uint16_t id, bool edns)
{
	const uint8_t header[] = { (uint8_t)(id >> 8), (uint8_t)id, question->way.direct ? 0 : FLAG_RD >> 8,
		FLAG_AD | (question->way.checking_disabled ? FLAG_CD : 0), 0, 1, 0, 0, 0, 0, 0, edns };
	const uint8_t tail[] = { (uint8_t)(question->type >> 8), (uint8_t)question->type, 0, CLASS_IN };
	const uint8_t opt[] = { 0, 0, TYPE_OPT, DNS_EDNS_SIZE >> 8, DNS_EDNS_SIZE & 0xff, 0, 0, 0, 0, 0, 0 };

	bytes_add(out, (struct slice){ header, sizeof header });
	bytes_add(out, (struct slice){ question->name.wire, question->name.len });
	bytes_add(out, (struct slice){ tail, sizeof tail });
	if (edns)
		bytes_add(out, (struct slice){ opt, sizeof opt });
}

static const struct dns_txt *read_txt(struct arena *arena, struct wire *wire)
{
	struct dns_txt *txt = arena_take(arena, sizeof *txt);
	uint8_t *joined = arena_take(arena, wire->end - wire->at + 1);

	txt->joined.at = joined;
	while (!wire->broken && wire->at < wire->end) {
		uint8_t len = wire_u8(wire);
		struct slice string = wire_take(wire, len);

		if (string.len)
			memcpy(joined + txt->joined.len, string.at, string.len);
		txt->joined.len += string.len;
		*arena_append(arena, &txt->ends) = (uint32_t)txt->joined.len;
	}
	return txt;
}

static void read_rdata(struct arena *arena, struct wire *wire, struct dns_record *record)
{
	struct dns_soa *soa;
	struct dns_mx *mx;
	struct dns_name *target;
	struct slice address;

	switch (record->type) {
	case DNS_TYPE_TXT:
	case DNS_TYPE_SPF:
		record->data.txt = read_txt(arena, wire);
		break;
	case DNS_TYPE_MX:
		mx = arena_take(arena, sizeof *mx);
		mx->preference = wire_u16(wire);
		mx->exchange = wire_name(wire);
		record->data.mx = mx;
		break;
	case DNS_TYPE_A:
	case DNS_TYPE_AAAA:
		record->data.address = (struct dns_address){ .is_ip6 = record->type == DNS_TYPE_AAAA };
		address = wire_take(wire, record->type == DNS_TYPE_A ? 4 : 16);
		if (address.len)
			memcpy(record->data.address.bytes, address.at, address.len);
		break;
	case DNS_TYPE_SOA:
		soa = arena_take(arena, sizeof *soa);
		soa->primary = wire_name(wire);
		soa->mailbox = wire_name(wire);
		soa->serial = wire_u32(wire);
		wire_take(wire, 12);
		soa->minimum = wire_u32(wire);
		record->data.soa = soa;
		break;
	case DNS_TYPE_CNAME:
	case DNS_TYPE_DNAME:
	case DNS_TYPE_NS:
	case DNS_TYPE_PTR:
		target = arena_take(arena, sizeof *target);
		*target = wire_name(wire);
		record->data.target = target;
		break;
	case DNS_TYPE_TLSA:
	case DNS_TYPE_DS:
	case DNS_TYPE_DNSKEY:
	case DNS_TYPE_RRSIG:
		if (wire->end - wire->at < 4) /* shorter than any of them can be */
			wire->broken = true;
		record->data.rdata = arena_copy(arena, wire_take(wire, wire->end - wire->at));
		break;
	case TYPE_OPT: /* only for as long as the message is read */
		record->data.rdata = wire_take(wire, wire->end - wire->at);
		break;
	default:
		wire->at = wire->end;
	}
	if (wire->at != wire->end)
		wire->broken = true;
}

bool dns_wire_rdata(struct arena *arena, uint16_t type, struct slice rdata, struct dns_record *ret_record)
{
	struct wire wire = { .packet = rdata, .end = rdata.len, .no_pointers = true };

	ret_record->type = type;
	read_rdata(arena, &wire, ret_record);
	return !wire.broken;
}

/* One record of a section with its owner. */
struct section_record {
	struct dns_name owner;
	struct dns_record record;
};

static void read_record(struct arena *arena, struct wire *wire, struct section_record *read)
{
	size_t length, after;

	read->owner = wire_name(wire);
	read->record = (struct dns_record){ .type = wire_u16(wire) };
	if (wire_u16(wire) != CLASS_IN && read->record.type != TYPE_OPT)
		read->record.type = 0;
	read->record.ttl = wire_u32(wire);
	length = wire_u16(wire);
	if (wire->broken || wire->packet.len - wire->at < length) {
		wire->broken = true;
		return;
	}
	after = wire->at + length;
	wire->end = after;
	read_rdata(arena, wire, &read->record);
	wire->end = wire->packet.len;
	wire->at = after;
}

/* The same alias was followed before: the search would go round. */
static bool was_followed(const struct dns_reply *reply, const struct dns_name *target)
{
	for (size_t i = 0; i < reply->aliases.count; i++)
		if (dns_name_equal(&reply->aliases.at[i].target, target))
			return true;
	return false;
}

/*
 * Follows the aliases of the answer section in whatever order they are, then takes the records at their end. False when they
 * lead back, or are too many.
 */
static bool collect(
	struct arena *arena, struct dns_reply *reply, const struct section_record *answers, size_t count)
{
	const struct dns_name *owner = &reply->question.name;

	for (size_t i = 0; i < count && reply->question.type != DNS_TYPE_CNAME;) {
		if (answers[i].record.type != DNS_TYPE_CNAME || !dns_name_equal(&answers[i].owner, owner)) {
			i++;
			continue;
		}
		if (reply->aliases.count == DNS_ALIASES_MOST ||
			was_followed(reply, answers[i].record.data.target))
			return false;
		*arena_append(arena, &reply->aliases) =
			(struct dns_alias){ .target = *answers[i].record.data.target,
				.ttl = answers[i].record.ttl };
		owner = answers[i].record.data.target;
		i = 0;
	}
	for (size_t i = 0; i < count; i++)
		reply->beside_alias =
			reply->beside_alias ||
			(reply->aliases.count && answers[i].record.type == reply->question.type &&
				dns_name_equal(&answers[i].owner, &reply->question.name));
	for (size_t i = 0; i < count; i++)
		if (answers[i].record.type == reply->question.type &&
			dns_name_equal(&answers[i].owner, owner))
			*arena_append(arena, &reply->records) = answers[i].record;
	return true;
}

/*
 * What a reply without records means (RFC 2308 section 2.2). With an SOA it is a denial. An alias without one was left to
 * the asker to follow. Name servers without an SOA are a referral: this server knows nothing about the name.
 */
static enum dns_outcome outcome_of(const struct dns_reply *reply, uint8_t rcode, bool has_soa, bool has_ns)
{
	switch (rcode) {
	case DNS_RCODE_NOERROR:
		if (reply->records.count)
			return DNS_ANSWER;
		if (reply->aliases.count && !has_soa)
			return DNS_PENDING;
		return has_ns && !has_soa ? DNS_REFUSED : DNS_NO_DATA;
	case DNS_RCODE_NXDOMAIN:
		return DNS_NXDOMAIN;
	case DNS_RCODE_NOTIMP:
	case DNS_RCODE_REFUSED:
		return DNS_REFUSED;
	default:
		return DNS_SERVFAIL;
	}
}

/* The extended error among the options of EDNS. A faulty additional section does not spoil the answer. */
static void read_additional(
	struct arena *arena, struct dns_reply *reply, struct wire *wire, uint16_t count, uint8_t *ret_rcode)
{
	for (uint16_t i = 0; i < count && !wire->broken; i++) {
		struct section_record read = { 0 };
		struct wire options = { 0 };

		read_record(arena, wire, &read);
		if (wire->broken || read.record.type != TYPE_OPT)
			continue;
		if (read.record.ttl >>
			24) { /* BADVERS and its like (RFC 6891 section 6.1.3): as good as FORMERR */
			reply->outcome = DNS_SERVFAIL;
			*ret_rcode = DNS_RCODE_FORMERR;
		}
		options.packet = read.record.data.rdata;
		options.end = options.packet.len;
		while (!options.broken && options.at < options.end && !reply->has_extended_error) {
			uint16_t code = wire_u16(&options);
			struct slice option = wire_take(&options, wire_u16(&options));

			if (code != OPTION_EXTENDED_ERROR || option.len < 2)
				continue;
			reply->has_extended_error = true;
			reply->extended_error = (uint16_t)(option.at[0] << 8 | option.at[1]);
		}
	}
}

/* What a server of the parent zone says about the zone's name servers is in the authority section. */
static void take_referral(
	struct arena *arena, struct dns_reply *reply, const struct section_record *authority)
{
	if (reply->question.way.direct && reply->question.type == DNS_TYPE_NS && !reply->authoritative &&
		authority->record.type == DNS_TYPE_NS &&
		dns_name_equal(&authority->owner, &reply->question.name))
		*arena_append(arena, &reply->records) = authority->record;
}

static void take_denial(struct arena *arena, struct dns_reply *reply, const struct section_record *authority)
{
	struct dns_name *zone = arena_take(arena, sizeof *zone);

	*zone = authority->owner;
	reply->zone = zone;
	reply->negative_ttl = authority->record.ttl < authority->record.data.soa->minimum
				      ? authority->record.ttl
				      : authority->record.data.soa->minimum;
}

static bool read_message(struct arena *arena, struct dns_reply *reply, struct wire *wire, uint8_t *ret_rcode)
{
	struct section_record *answers, authority;
	uint16_t flags, questions, answer_count, authority_count, additional_count;
	bool has_soa = false, has_ns = false, ends;

	wire_u16(wire); /* the id: whoever received the message has matched it */
	flags = wire_u16(wire);
	questions = wire_u16(wire);
	answer_count = wire_u16(wire);
	authority_count = wire_u16(wire);
	additional_count = wire_u16(wire);
	if (wire->broken || !(flags & FLAG_QR))
		return false;
	*ret_rcode = flags & 0xf;
	reply->truncated = flags & FLAG_TC;
	reply->authenticated = flags & FLAG_AD;
	reply->authoritative = flags & FLAG_AA;
	if (questions > 1 || answer_count > RECORDS_MOST || authority_count > RECORDS_MOST)
		return false;
	if (questions) {
		struct dns_name name = wire_name(wire);
		uint16_t type = wire_u16(wire);

		wire_u16(wire);
		if (wire->broken || !dns_name_equal(&name, &reply->question.name) ||
			type != reply->question.type)
			return false;
	}
	if (reply->truncated) /* RFC 2181 section 9: what a truncated message holds is not to be used */
		return true;
	answers = arena_take_array(arena, answer_count, sizeof *answers);
	for (size_t i = 0; i < answer_count && !wire->broken; i++)
		read_record(arena, wire, &answers[i]);
	if (wire->broken)
		return false;
	ends = collect(arena, reply, answers, answer_count);
	for (size_t i = 0; i < authority_count && !wire->broken; i++) {
		read_record(arena, wire, &authority);
		if (wire->broken)
			break;
		has_ns = has_ns || authority.record.type == DNS_TYPE_NS;
		take_referral(arena, reply, &authority);
		if (authority.record.type == DNS_TYPE_SOA)
			take_denial(arena, reply, &authority);
		has_soa = has_soa || authority.record.type == DNS_TYPE_SOA;
	}
	reply->outcome = ends ? outcome_of(reply, *ret_rcode, has_soa, has_ns) : DNS_LOOP;
	if (wire->broken)
		return false;
	read_additional(arena, reply, wire, additional_count, ret_rcode);
	return true;
}

struct dns_reply *dns_wire_reply(
	struct arena *arena, const struct dns_question *question, struct slice packet, uint8_t *ret_rcode)
{
	struct wire wire = { .packet = packet, .end = packet.len };
	struct dns_reply *reply = arena_take(arena, sizeof *reply);

	reply->question = *question;
	*ret_rcode = 255;
	if (!read_message(arena, reply, &wire, ret_rcode)) {
		reply->outcome = DNS_MALFORMED;
		reply->records.count = reply->aliases.count = 0;
	} else if (reply->truncated) {
		reply->outcome = DNS_TRUNCATED;
	}
	return reply;
}
