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
	OPCODE = 0x7800,
	FLAG_AA = 0x0400,
	FLAG_TC = 0x0200,
	FLAG_RD = 0x0100,
	FLAG_AD = 0x0020,
	FLAG_CD = 0x0010,
	OPTION_EXTENDED_ERROR = 15, /* RFC 8914 */
	RECORD_LEAST = 11, /* octets of a record: the root as owner, and no data (RFC 1035 section 4.1.3) */
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

/* The octets between the labels are lengths, none of which is a letter: they are at most 63. */
void dns_wire_mix_case(struct bytes *query, size_t length, struct random_pool *random)
{
	uint8_t coins = 0;

	for (size_t i = 0; i < length; i++, coins >>= 1) {
		uint8_t *octet = &query->at[DNS_HEADER_SIZE + i];

		if (i % 8 == 0)
			coins = random_u8(random);
		if (coins & 1)
			*octet = ascii_upper(*octet);
	}
}

bool dns_wire_repeats(struct slice packet, const uint8_t *name, size_t length)
{
	if (packet.len < DNS_HEADER_SIZE || (!packet.at[4] && !packet.at[5]))
		return true;
	return packet.len - DNS_HEADER_SIZE >= length &&
	       memcmp(packet.at + DNS_HEADER_SIZE, name, length) == 0;
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
	/* One string at least (RFC 1035 section 3.3.14). Without any the text is empty, and is printed and saved as such. */
	if (!txt->ends.count)
		*arena_append(arena, &txt->ends) = 0;
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

/* One record of a section. Its data is decoded once to see that it can be, and again by who keeps it. */
struct section_record {
	struct dns_name owner;
	struct dns_record record; /* of another class: type 0 */
	size_t data, end;	  /* where its data is in the message */
};

/* A message while it is read. */
struct reading {
	struct wire wire;
	struct arena *arena;  /* for what the reply keeps */
	struct arena scratch; /* for the rest */
	struct dns_reply *reply;
	const struct section_record *answers;
	size_t answer_count;
	size_t wanted; /* how many of them are the records that were asked for */
	uint8_t rcode;
	bool leads_back; /* the aliases do, or are too many */
	bool has_soa;	 /* of a zone that the name can be in */
	bool has_ns;
	bool extended;	   /* the rcode has upper bits that are not zero */
	bool contradicted; /* it holds what no denial comes with */
};

static void read_record(struct reading *reading, struct section_record *read)
{
	struct wire *wire = &reading->wire;
	uint16_t class, length;

	read->owner = wire_name(wire);
	read->record = (struct dns_record){ .type = wire_u16(wire) };
	class = wire_u16(wire);
	if (class != CLASS_IN && read->record.type != TYPE_OPT)
		read->record.type = 0;
	read->record.ttl = wire_u32(wire);
	length = wire_u16(wire);
	if (wire->broken || wire->packet.len - wire->at < length) {
		wire->broken = true;
		return;
	}
	read->data = wire->at;
	read->end = wire->end = wire->at + length;
	read_rdata(&reading->scratch, wire, &read->record);
	wire->end = wire->packet.len;
	wire->at = read->end;
}

/* The record with its data decoded once more, to be kept. */
static struct dns_record kept_record(struct reading *reading, const struct section_record *read)
{
	struct wire wire = { .packet = reading->wire.packet, .at = read->data, .end = read->end };
	struct dns_record record = { .type = read->record.type, .ttl = read->record.ttl };

	read_rdata(reading->arena, &wire, &record);
	return record;
}

/* The same alias was followed before: the search would go round. */
static bool was_followed(const struct dns_reply *reply, const struct dns_name *target)
{
	for (size_t i = 0; i < reply->aliases.count; i++)
		if (dns_name_equal(&reply->aliases.at[i].target, target))
			return true;
	return false;
}

/* Follows the aliases of the answer section in whatever order they are. */
static void follow_aliases(struct reading *reading)
{
	struct dns_reply *reply = reading->reply;
	const struct dns_name *owner = &reply->question.name;

	for (size_t i = 0; i < reading->answer_count && reply->question.type != DNS_TYPE_CNAME;) {
		const struct section_record *answer = &reading->answers[i++];

		if (answer->record.type != DNS_TYPE_CNAME || !dns_name_equal(&answer->owner, owner))
			continue;
		reading->leads_back = reply->aliases.count == DNS_ALIASES_MOST ||
				      was_followed(reply, answer->record.data.target);
		*arena_append(reading->arena, &reply->aliases) =
			(struct dns_alias){ .target = *answer->record.data.target,
				.ttl = answer->record.ttl };
		if (reading->leads_back)
			return;
		owner = answer->record.data.target;
		i = 0;
	}
}

static bool is_on_the_way(const struct dns_reply *reply, const struct dns_name *owner)
{
	return dns_name_equal(owner, &reply->question.name) || was_followed(reply, owner);
}

/*
 * A DNAME above a name on the way, but not above its end: there it would have led on (RFC 6672 section 3.1, by a CNAME in the same
 * message).
 */
static bool is_dname_on_the_way(const struct dns_reply *reply, const struct dns_name *owner)
{
	const struct dns_name *end = dns_reply_owner(reply);
	bool above = dns_name_is_under(&reply->question.name, owner);

	for (size_t i = 0; i < reply->aliases.count && !above; i++)
		above = dns_name_is_under(&reply->aliases.at[i].target, owner);
	return above && (!dns_name_is_under(end, owner) || dns_name_equal(end, owner));
}

/*
 * What the answer section of a denial may hold (RFC 2308 section 2): the aliases that lead to the denied name, with what
 * proves them. With records of another class, for other names or of other types the message answers something else.
 */
static bool may_be_in_denial(const struct reading *reading, const struct section_record *answer)
{
	const struct dns_reply *reply = reading->reply;

	switch (answer->record.type) {
	case DNS_TYPE_CNAME:
		return is_on_the_way(reply, &answer->owner);
	case DNS_TYPE_DNAME:
		return is_dname_on_the_way(reply, &answer->owner);
	case DNS_TYPE_RRSIG:
	case DNS_TYPE_NSEC:
	case DNS_TYPE_NSEC3:
		return true;
	default:
		return reply->beside_alias && answer->record.type == reply->question.type &&
		       dns_name_equal(&answer->owner, &reply->question.name);
	}
}

static bool is_wanted(const struct reading *reading, const struct section_record *answer)
{
	return answer->record.type == reading->reply->question.type &&
	       dns_name_equal(&answer->owner, dns_reply_owner(reading->reply));
}

/* Looks for the records at the end of the aliases, and for what no denial comes with. */
static void survey_answers(struct reading *reading)
{
	struct dns_reply *reply = reading->reply;

	for (size_t i = 0; i < reading->answer_count; i++) {
		const struct section_record *answer = &reading->answers[i];

		if (is_wanted(reading, answer))
			reading->wanted++;
		else if (answer->record.type == reply->question.type &&
			 dns_name_equal(&answer->owner, &reply->question.name))
			reply->beside_alias = true;
	}
	for (size_t i = 0; i < reading->answer_count; i++)
		reading->contradicted =
			reading->contradicted || !may_be_in_denial(reading, &reading->answers[i]);
}

static void take_answers(struct reading *reading)
{
	for (size_t i = 0; i < reading->answer_count; i++)
		if (is_wanted(reading, &reading->answers[i]))
			*arena_append(reading->arena, &reading->reply->records) =
				kept_record(reading, &reading->answers[i]);
}

/*
 * What a reply without records means (RFC 2308 section 2.2). With an SOA it is a denial. An alias without one was left to
 * the asker to follow. Name servers without an SOA are a referral: this server knows nothing about the name.
 */
static enum dns_outcome outcome_of(const struct reading *reading)
{
	const struct dns_reply *reply = reading->reply;

	if (reading->extended)
		return DNS_SERVFAIL;
	switch (reading->rcode) {
	case DNS_RCODE_NOERROR:
		if (reading->leads_back)
			return DNS_LOOP;
		if (reading->wanted + reply->records.count > DNS_RECORDS_MOST)
			return DNS_LIMIT;
		if (reading->wanted || reply->records.count)
			return DNS_ANSWER;
		if (reply->aliases.count && !reading->has_soa)
			return DNS_PENDING;
		if (reading->has_ns && !reading->has_soa)
			return DNS_REFUSED;
		return reading->contradicted ? DNS_MALFORMED : DNS_NO_DATA;
	case DNS_RCODE_NXDOMAIN:
		return reading->contradicted || reading->leads_back ? DNS_MALFORMED : DNS_NXDOMAIN;
	case DNS_RCODE_NOTIMP:
	case DNS_RCODE_REFUSED:
		return DNS_REFUSED;
	default:
		return DNS_SERVFAIL;
	}
}

/* The first extended error among the options of EDNS. */
static void read_options(struct dns_reply *reply, struct slice rdata)
{
	struct wire options = { .packet = rdata, .end = rdata.len };

	while (!options.broken && options.at < options.end && !reply->has_extended_error) {
		uint16_t code = wire_u16(&options);
		struct slice option = wire_take(&options, wire_u16(&options));

		if (code != OPTION_EXTENDED_ERROR || option.len < 2)
			continue;
		reply->has_extended_error = true;
		reply->extended_error = (uint16_t)(option.at[0] << 8 | option.at[1]);
	}
}

/*
 * A faulty additional section does not spoil an answer. It spoils a denial: counts that lie may hide the records
 * that the message has.
 */
static void read_additional(struct reading *reading, uint16_t count)
{
	struct wire *wire = &reading->wire;
	struct dns_reply *reply = reading->reply;

	for (uint16_t i = 0; i < count && !wire->broken; i++) {
		struct section_record read = { 0 };

		read_record(reading, &read);
		if (wire->broken)
			break;
		if (read.record.type == TYPE_OPT) {
			/* BADVERS and its like (RFC 6891 section 6.1.3) */
			reading->extended = reading->extended || read.record.ttl >> 24;
			read_options(reply, read.record.data.rdata);
		} else if (read.record.type == reply->question.type && is_on_the_way(reply, &read.owner)) {
			reading->contradicted = true;
		}
	}
	if (wire->broken || wire->at != wire->packet.len)
		reading->contradicted = true;
}

/* What a server of the parent zone says about the zone's name servers is in the authority section. */
static void take_referral(struct reading *reading, const struct section_record *authority)
{
	struct dns_reply *reply = reading->reply;

	if (reply->question.way.direct && reply->question.type == DNS_TYPE_NS && !reply->authoritative &&
		authority->record.type == DNS_TYPE_NS &&
		dns_name_equal(&authority->owner, &reply->question.name))
		*arena_append(reading->arena, &reply->records) = kept_record(reading, authority);
}

static void take_denial(struct reading *reading, const struct section_record *authority)
{
	struct dns_reply *reply = reading->reply;
	struct dns_name *zone;

	if (!dns_name_is_under(dns_reply_owner(reply), &authority->owner))
		return;
	zone = arena_take(reading->arena, sizeof *zone);
	*zone = authority->owner;
	reply->zone = zone;
	reply->negative_ttl = authority->record.ttl < authority->record.data.soa->minimum
				      ? authority->record.ttl
				      : authority->record.data.soa->minimum;
	reading->has_soa = true;
}

static void read_authority(struct reading *reading, uint16_t count)
{
	bool has_other_soa = false;

	for (uint16_t i = 0; i < count && !reading->wire.broken; i++) {
		struct section_record authority = { 0 };
		uint16_t type;

		read_record(reading, &authority);
		if (reading->wire.broken)
			return;
		type = authority.record.type;
		reading->has_ns = reading->has_ns || type == DNS_TYPE_NS;
		take_referral(reading, &authority);
		if (type == DNS_TYPE_SOA)
			take_denial(reading, &authority);
		has_other_soa = has_other_soa || (type == DNS_TYPE_SOA && !reading->has_soa);
		/* Of another class, or what was asked for in the wrong section. */
		if (!type || (type == reading->reply->question.type && type != DNS_TYPE_SOA &&
				     type != DNS_TYPE_NS && type != DNS_TYPE_DS))
			reading->contradicted = true;
	}
	/* RFC 2308 section 3: a denial has the SOA of the zone that the name is in. */
	if (has_other_soa && !reading->has_soa)
		reading->contradicted = true;
}

/* The question of an answer is the one that was asked (RFC 5452 section 9.1). Only an error may leave it out. */
static bool read_question(struct reading *reading, uint16_t count)
{
	const struct dns_question *asked = &reading->reply->question;
	struct wire *wire = &reading->wire;
	struct dns_name name;

	if (count != 1)
		return !count && reading->rcode != DNS_RCODE_NOERROR && reading->rcode != DNS_RCODE_NXDOMAIN;
	name = wire_name(wire);
	return wire_u16(wire) == asked->type && wire_u16(wire) == CLASS_IN && !wire->broken &&
	       dns_name_equal(&name, &asked->name);
}

static bool read_sections(struct reading *reading, const uint16_t counts[3])
{
	struct wire *wire = &reading->wire;
	struct section_record *answers;

	if ((size_t)counts[0] + counts[1] > (wire->packet.len - wire->at) / RECORD_LEAST)
		return false;
	answers = arena_take_array(&reading->scratch, counts[0], sizeof *answers);
	for (size_t i = 0; i < counts[0] && !wire->broken; i++)
		read_record(reading, &answers[i]);
	if (wire->broken)
		return false;
	reading->answers = answers;
	reading->answer_count = counts[0];
	follow_aliases(reading);
	survey_answers(reading);
	read_authority(reading, counts[1]);
	if (wire->broken)
		return false;
	read_additional(reading, counts[2]);
	return true;
}

static enum dns_outcome read_message(struct reading *reading, uint8_t *ret_rcode)
{
	struct wire *wire = &reading->wire;
	struct dns_reply *reply = reading->reply;
	uint16_t flags, questions, counts[3];

	wire_u16(wire); /* the id: whoever received the message has matched it */
	flags = wire_u16(wire);
	questions = wire_u16(wire);
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
		counts[i] = wire_u16(wire);
	if (wire->broken || !(flags & FLAG_QR) || flags & OPCODE)
		return DNS_MALFORMED;
	*ret_rcode = reading->rcode = flags & 0xf;
	reply->truncated = flags & FLAG_TC;
	reply->authenticated = flags & FLAG_AD;
	reply->authoritative = flags & FLAG_AA;
	if (!read_question(reading, questions))
		return DNS_MALFORMED;
	if (reply->truncated) /* RFC 2181 section 9: what a truncated message holds is not to be used */
		return DNS_TRUNCATED;
	if (!read_sections(reading, counts))
		return DNS_MALFORMED;
	if (reading->extended) /* as good as FORMERR */
		*ret_rcode = DNS_RCODE_FORMERR;
	return outcome_of(reading);
}

struct dns_reply *dns_wire_reply(
	struct arena *arena, const struct dns_question *question, struct slice packet, uint8_t *ret_rcode)
{
	struct reading reading = { .wire = { .packet = packet, .end = packet.len }, .arena = arena };
	struct dns_reply *reply = reading.reply = arena_take(arena, sizeof *reply);

	reply->question = *question;
	*ret_rcode = 255;
	reply->outcome = read_message(&reading, ret_rcode);
	if (reply->outcome == DNS_MALFORMED)
		reply->aliases.count = 0;
	if (reply->outcome == DNS_ANSWER)
		take_answers(&reading);
	else
		reply->records.count = 0;
	arena_release(&reading.scratch);
	return reply;
}
