/* What is wrong with the argument of ip4 and ip6, and with a prefix length (RFC 7208 section 5.6). */
#include "base/ascii.h"
#include "spf/diagnosis.h"
#include "spf/grammar.h"

#include <string.h>

/* The four numbers of something that looks like an IPv4 address. Returns how many were read, 0 when it does not. */
static unsigned read_octets(struct slice text, uint64_t octets[4], bool *ret_leading_zero)
{
	unsigned count = 0;
	size_t first = 0;

	*ret_leading_zero = false;
	for (size_t i = 0; i <= text.len; i++) {
		if (i < text.len && text.at[i] != '.')
			continue;
		if (count == 4 || !slice_number(slice_part(text, first, i), 100000, &octets[count]))
			return first == text.len && count && text.at[text.len - 1] == '.' ? count : 0;
		*ret_leading_zero = *ret_leading_zero || (text.at[first] == '0' && i - first > 1);
		count++;
		first = i + 1;
	}
	return count;
}

static bool diagnose_octets(struct spf_diagnosis *d, struct span address)
{
	struct slice text = slice_span(d->record->text, address);
	uint64_t octets[4] = { 0 };
	bool leading_zero;
	unsigned count = read_octets(text, octets, &leading_zero);
	struct problem *problem;

	if (!count)
		return false;
	for (unsigned i = 0; i < count; i++) {
		if (octets[i] > 255) {
			spf_note(d, SPF_IP4_OCTET_RANGE, address.first, address.end);
			return true;
		}
	}
	if (count < 4) {
		problem = spf_note(d, SPF_IP4_PARTIAL, address.first, address.end);
		if (address.end < d->record->text.len && d->record->text.at[address.end] == '/')
			problem_replace(problem,
				arena_printf(d->arena, "%u.%u.%u.%u", (unsigned)octets[0],
					(unsigned)octets[1], (unsigned)octets[2], (unsigned)octets[3]));
		return true;
	}
	if (leading_zero) {
		problem_replace(spf_note(d, SPF_IP4_LEADING_ZERO, address.first, address.end),
			arena_printf(d->arena, "%u.%u.%u.%u", (unsigned)octets[0], (unsigned)octets[1],
				(unsigned)octets[2], (unsigned)octets[3]));
		return true;
	}
	return false;
}

/* The prefix length that a netmask means; -1 when its bits have a gap. */
static int prefix_of_mask(const uint8_t mask[16])
{
	uint32_t bits = (uint32_t)mask[0] << 24 | (uint32_t)mask[1] << 16 | (uint32_t)mask[2] << 8 | mask[3];
	int prefix = 0;

	while (prefix < 32 && bits & 0x80000000U) {
		bits <<= 1;
		prefix++;
	}
	return bits ? -1 : prefix;
}

/* A prefix length on a mechanism that has none: digits and slashes only, or it is something else. */
static bool diagnose_needless_prefix(struct spf_diagnosis *d, enum spf_term_kind kind, struct span prefix)
{
	struct slice text = slice_span(d->record->text, prefix);

	for (size_t i = 0; i < text.len; i++)
		if (!ascii_is_digit(text.at[i]) && text.at[i] != '/')
			return false;
	problem_replace(spf_note(d,
				kind == SPF_TERM_INCLUDE  ? SPF_INCLUDE_CIDR
				: kind == SPF_TERM_EXISTS ? SPF_EXISTS_CIDR
							  : SPF_PTR_CIDR,
				prefix.first, prefix.end),
		"");
	return true;
}

/* The number after the slashes: with leading zeros, or too large. `bars` slashes, digits up to `end`. */
static bool diagnose_prefix_number(
	struct spf_diagnosis *d, enum spf_term_kind kind, struct span prefix, size_t bars, size_t end)
{
	struct slice text = slice_span(d->record->text, prefix);
	bool dual = kind == SPF_TERM_A || kind == SPF_TERM_MX;
	uint64_t value, most = kind == SPF_TERM_IP6 || bars == 2 ? 128 : 32;
	struct problem *problem;
	size_t zeros = bars;

	if (end - bars > 1 && text.at[bars] == '0') {
		while (zeros + 1 < end && text.at[zeros] == '0')
			zeros++;
		problem_replace(spf_note(d, SPF_CIDR_LEADING_ZERO, prefix.first + bars, prefix.first + end),
			arena_printf(d->arena, "%.*s", (int)(end - zeros), (const char *)text.at + zeros));
		return true;
	}
	if (!dual && bars == 2) {
		problem_replace(spf_note(d, SPF_CIDR_ORDER, prefix.first, prefix.first + 2), "/");
		return true;
	}
	if (slice_number(slice_part(text, bars, end), most, &value))
		return false;
	problem = spf_note(d, SPF_CIDR_RANGE, prefix.first, prefix.first + end);
	if (dual && bars == 1 && slice_number(slice_part(text, bars, end), 128, &value)) {
		problem->hint = "an IPv6 prefix length needs two slashes";
		problem->replacement = arena_printf(d->arena, "//%u", (unsigned)value);
	}
	return true;
}

/* "//64/24" as "/24//64"; `end` is where the first number ends. */
static const char *swapped(struct spf_diagnosis *d, struct slice text, size_t end)
{
	return arena_printf(d->arena, "%.*s%.*s", (int)(text.len - end), (const char *)text.at + end,
		(int)end, (const char *)text.at);
}

/* "/24/64" as "/24//64" */
static const char *doubled_bar(struct spf_diagnosis *d, struct slice text, size_t end)
{
	return arena_printf(d->arena, "%.*s/%.*s", (int)end, (const char *)text.at, (int)(text.len - end),
		(const char *)text.at + end);
}

/* "/024", "/33", "/", "//64", "/64/24", and what follows no address at all. */
bool spf_diagnose_prefix(struct spf_diagnosis *d, enum spf_term_kind kind, struct span prefix)
{
	struct slice text = slice_span(d->record->text, prefix);
	bool dual = kind == SPF_TERM_A || kind == SPF_TERM_MX;
	size_t bars = text.len > 1 && text.at[1] == '/' ? 2 : 1, end = bars;

	if (kind == SPF_TERM_INCLUDE || kind == SPF_TERM_EXISTS || kind == SPF_TERM_PTR)
		return diagnose_needless_prefix(d, kind, prefix);
	while (end < text.len && ascii_is_digit(text.at[end]))
		end++;
	if (end == bars) {
		if (bars < text.len)
			return false;
		problem_replace(spf_note(d, SPF_CIDR_EMPTY, prefix.first, prefix.end), "");
		return true;
	}
	if (diagnose_prefix_number(d, kind, prefix, bars, end))
		return true;
	if (end == text.len || text.at[end] != '/')
		return false;
	if (bars == 2 || !dual || (end + 1 < text.len && text.at[end + 1] != '/')) {
		struct problem *problem = spf_note(d, SPF_CIDR_ORDER, prefix.first, prefix.end);

		if (dual) /* "//64/24" is "/24//64", and so is "/24/64" */
			problem->replacement = bars == 2 ? swapped(d, text, end) : doubled_bar(d, text, end);
		return true;
	}
	return spf_diagnose_prefix(d, kind, (struct span){ prefix.first + (uint32_t)end, prefix.end });
}

static uint32_t number_of(const uint8_t address[16])
{
	return (uint32_t)address[0] << 24 | (uint32_t)address[1] << 16 | (uint32_t)address[2] << 8 |
	       address[3];
}

/* The end of a range: a whole address, or its last number ("192.0.2.1-9"). */
static bool read_range_end(struct slice text, const uint8_t first[16], uint8_t ret_last[16])
{
	uint64_t octet;

	if (spf_read_ip4(text, ret_last))
		return true;
	memcpy(ret_last, first, 16);
	if (!slice_number(text, 255, &octet))
		return false;
	ret_last[3] = (uint8_t)octet;
	return true;
}

/* "192.0.2.1 ip4:192.0.2.2/31 ...": the networks of a range, each with the qualifier of the term; NULL for no range. */
static const char *networks_of_range(struct spf_diagnosis *d, struct span address, size_t dash)
{
	enum { NETWORKS_MOST = 20 };
	const struct slice text = slice_span(d->record->text, address);
	uint8_t first[16], last[16];
	uint32_t start = address.first;
	const char *list = "", *keyword;

	while (start && d->record->text.at[start - 1] != ' ')
		start--;
	keyword = arena_printf(
		d->arena, " %.*s", (int)(address.first - start), (const char *)d->record->text.at + start);
	if (!spf_read_ip4(slice_part(text, 0, dash), first) ||
		!read_range_end(slice_part(text, dash + 1, text.len), first, last))
		return NULL;
	for (uint64_t at = number_of(first), end = number_of(last), count = 0; at <= end; count++) {
		unsigned bits = 0;

		while (bits < 31 && at % (2ULL << bits) == 0 && at + (2ULL << bits) - 1 <= end)
			bits++;
		if (count == NETWORKS_MOST)
			return NULL;
		list = arena_printf(d->arena, "%s%s%u.%u.%u.%u", list, count ? keyword : "",
			(unsigned)(at >> 24), (unsigned)(at >> 16 & 255), (unsigned)(at >> 8 & 255),
			(unsigned)(at & 255));
		if (bits)
			list = arena_printf(d->arena, "%s/%u", list, 32 - bits);
		at += 1ULL << bits;
	}
	return *list ? list : NULL;
}

static bool diagnose_ip4(struct spf_diagnosis *d, struct span address, struct span network)
{
	struct slice text = slice_span(d->record->text, address);
	ptrdiff_t dash = slice_find(text, '-', 0), colon = slice_find(text, ':', 0);
	uint8_t read[16];
	uint64_t port;

	if (spf_read_ip6(text, read)) {
		uint32_t keyword = network.first - 4;
		struct problem *problem = spf_note(d, SPF_IP4_WITH_IP6, keyword, address.end);

		problem->replaced.end = network.first;
		problem->replacement = "ip6:";
		return true;
	}
	if (dash > 0 && spf_read_ip4(slice_part(text, 0, (size_t)dash), read)) {
		problem_replace(spf_note(d, SPF_IP4_RANGE_DASH, address.first, address.end),
			networks_of_range(d, address, (size_t)dash));
		return true;
	}
	if (colon > 0 && spf_read_ip4(slice_part(text, 0, (size_t)colon), read) &&
		slice_number(slice_part(text, (size_t)colon + 1, text.len), 65535, &port)) {
		problem_replace(
			spf_note(d, SPF_IP_WITH_PORT, address.first + (size_t)colon, address.end), "");
		return true;
	}
	if (slice_ends_nocase(text, "all") && spf_read_ip4(slice_part(text, 0, text.len - 3), read)) {
		struct problem *problem = spf_note(d, SPF_ALL_GLUED_TO_IP, address.end - 3, address.end);

		problem->replacement = " ~all";
		return true;
	}
	return diagnose_octets(d, address);
}

static bool diagnose_ip6(struct spf_diagnosis *d, struct span address, struct span network)
{
	struct slice text = slice_span(d->record->text, address);
	uint8_t read[16];

	if (spf_read_ip4(text, read)) {
		struct problem *problem = spf_note(d, SPF_IP6_WITH_IP4, network.first - 4, address.end);

		problem->replaced.end = network.first;
		problem->replacement = "ip4:";
		return true;
	}
	if (slice_starts(text, "[") || slice_find(text, '%', 0) > 0) {
		struct slice inner = slice_trim(text);
		ptrdiff_t zone;

		inner = slice_part(inner, inner.at[0] == '[',
			inner.at[inner.len - 1] == ']' ? inner.len - 1 : inner.len);
		zone = slice_find(inner, '%', 0);
		inner = slice_part(inner, 0, zone < 0 ? inner.len : (size_t)zone);
		if (spf_read_ip6(inner, read)) {
			problem_replace(spf_note(d, SPF_IP6_BRACKETS_OR_ZONE, address.first, address.end),
				arena_printf(d->arena, "%.*s", (int)inner.len, (const char *)inner.at));
			return true;
		}
	}
	return false;
}

static void diagnose_mapped(struct spf_diagnosis *d, const uint8_t address[16], struct span network)
{
	static const uint8_t mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
	struct slice text = slice_span(d->record->text, network);
	struct problem *problem;

	if (memcmp(address, mapped, sizeof mapped) != 0)
		return;
	problem = spf_note(d, SPF_IP6_MAPPED, network.first, network.end);
	if (slice_find(text, '/', 0) < 0) {
		problem->replaced.first = network.first - 4;
		problem->replacement = arena_printf(
			d->arena, "ip4:%u.%u.%u.%u", address[12], address[13], address[14], address[15]);
	}
}

/* "192.0.2.*": the network of all its addresses; NULL for anything else. */
static const char *network_of_stars(struct spf_diagnosis *d, struct slice text)
{
	unsigned stars = 0;
	uint8_t address[16];
	const char *zeros;

	while (text.len > 2 && text.at[text.len - 1] == '*' && text.at[text.len - 2] == '.') {
		text.len -= 2;
		stars++;
	}
	zeros = arena_printf(d->arena, "%.*s%s", (int)text.len, (const char *)text.at,
		stars == 1   ? ".0"
		: stars == 2 ? ".0.0"
			     : "");
	return stars && spf_read_ip4(slice_of(zeros), address)
		       ? arena_printf(d->arena, "%s/%u", zeros, 32 - stars * 8)
		       : NULL;
}

/* An argument that is no address at all: a pattern, or the name of a host or of SPF records. */
static void note_invalid(struct spf_diagnosis *d, enum spf_term_kind kind, struct span network)
{
	struct slice text = slice_span(d->record->text, network);
	struct problem *problem = spf_note(
		d, kind == SPF_TERM_IP4 ? SPF_IP4_INVALID : SPF_IP6_INVALID, network.first, network.end);
	const char *stars = kind == SPF_TERM_IP4 ? network_of_stars(d, text) : NULL;
	uint32_t macros = 0;
	bool name = slice_find(text, '.', 0) > 0;

	for (size_t i = 0; i < text.len; i++)
		name = name && spf_is_name_byte(text.at[i]);
	if (stars) {
		problem_replace(problem, stars);
	} else if (name && spf_is_domain_spec(text, &macros)) {
		problem->replaced.first = network.first - 4;
		problem->replaced.end = network.first;
		problem->replacement = spf_names_record(text) ? "include:" : "a:";
	}
}

bool spf_diagnose_network(struct spf_diagnosis *d, enum spf_term_kind kind, struct span network)
{
	struct slice text = slice_span(d->record->text, network);
	ptrdiff_t slash = slice_find(text, '/', 0), percent = slice_find(text, '%', 0);
	struct span address = { network.first, slash < 0 ? network.end : network.first + (uint32_t)slash };
	struct span prefix = { address.end, network.end };
	struct slice bare = slice_span(d->record->text, address);
	uint8_t read[16];
	bool good = kind == SPF_TERM_IP4 ? spf_read_ip4(bare, read) : spf_read_ip6(bare, read);

	if (percent >= 0 && (size_t)percent + 1 < text.len && text.at[percent + 1] == '{') {
		spf_note(d, SPF_MACRO_IN_IP, network.first + (size_t)percent, network.end);
		return true;
	}
	if (good && kind == SPF_TERM_IP6)
		diagnose_mapped(d, read, network);
	if (good && slash < 0)
		return false;
	if (good && kind == SPF_TERM_IP4 &&
		spf_read_ip4(slice_part(text, (size_t)slash + 1, text.len), read)) {
		struct problem *problem = spf_note(d, SPF_IP4_NETMASK, prefix.first, prefix.end);

		if (prefix_of_mask(read) >= 0)
			problem_replace(problem, arena_printf(d->arena, "/%d", prefix_of_mask(read)));
		return true;
	}
	if (good && spf_diagnose_prefix(d, kind, prefix))
		return true;
	if (!good && (kind == SPF_TERM_IP4 ? diagnose_ip4(d, address, network)
					   : diagnose_ip6(d, address, network)))
		return true;
	if (good) {
		struct spf_term term;

		if (spf_read_term(d->record->text, (struct span){ network.first - 4, network.end }, &term))
			return false;
	}
	note_invalid(d, kind, network);
	return true;
}
