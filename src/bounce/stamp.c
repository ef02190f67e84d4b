/*
 * Dates and times at the start of a line are told by their shape, so that no table of languages is needed:
 *
 *   stamp   = [ open ] ( date delimiters clock / compact / epoch / tai64 / monotonic / clock ) [ close ]
 *   date    = number sep number sep number                      2026-03-02, 02.03.2026, 3/2/26; a year has 4 digits or is last
 *           / [ weekday ] month day [ "," ] [ year ]            Mar  2 (RFC 3164), Mon Mar  2, 3月  2, févr. 2
 *           / [ weekday ] [ year ] day sep month sep [ year ]   02/Mar/2026, Mon, 2 Mar 2026 (RFC 5322)
 *   clock   = 1*2DIGIT ":" 2DIGIT [ ":" 2DIGIT [ fraction ] ] [ "AM" / "PM" ] [ zone ] [ year ]
 *   compact = 8DIGIT [ "T" / "-" / SP ] ( 6DIGIT / clock )
 *   tai64   = "@" 16HEX [ 8HEX ]                                multilog
 */
#include "bounce/stamp.h"

#include "base/ascii.h"

#include <string.h>

static uint8_t byte_at(struct slice text, size_t at)
{
	return at < text.len ? text.at[at] : 0;
}

static bool is_one_of(struct slice text, size_t at, const char *bytes)
{
	return at < text.len && text.at[at] && strchr(bytes, text.at[at]);
}

/* The number of digits at an offset when it lies within the bounds; else 0. */
static size_t digits_at(struct slice text, size_t at, size_t least, size_t most)
{
	size_t count = 0;

	while (ascii_is_digit(byte_at(text, at + count)))
		count++;
	return count >= least && count <= most ? count : 0;
}

/* The name of a month or weekday: letters of any script, also with a number before it as in 3月, and a dot. */
static size_t name_at(struct slice text, size_t at)
{
	enum { LONGEST = 16 };
	size_t digits = digits_at(text, at, 1, 2), end = at + digits;

	if (digits && byte_at(text, end) < 0x80)
		return 0;
	while (end < text.len && (text.at[end] >= 0x80 || ascii_is_alpha(text.at[end])))
		end++;
	if (end - at < 2 || end - at > LONGEST)
		return 0;
	return end - at + (byte_at(text, end) == '.');
}

static size_t zone_at(struct slice text, size_t at)
{
	static const char *const names[] = { "UTC", "GMT", "CEST", "CET", "MSK", "EST", "EDT", "CST", "CDT",
		"MST", "MDT", "PST", "PDT", "BST", "JST", "IST", "EEST", "EET", "WEST", "WET", "Z" };
	size_t blank = slice_run(text, at, " "), first = at + blank;

	if (blank > 1)
		return 0;
	if (is_one_of(text, first, "+-") && digits_at(text, first + 1, 4, 4))
		return blank + 5;
	if (is_one_of(text, first, "+-") && digits_at(text, first + 1, 2, 2))
		return blank + (byte_at(text, first + 3) == ':' && digits_at(text, first + 4, 2, 2) ? 6 : 3);
	for (size_t i = 0; ascii_is_upper(byte_at(text, first)) && i < sizeof names / sizeof *names; i++)
		if (slice_starts(slice_part(text, first, text.len), names[i]) &&
			!ascii_is_alnum(byte_at(text, first + strlen(names[i]))))
			return blank + strlen(names[i]);
	return 0;
}

static size_t clock_at(struct slice text, size_t at, bool *ret_seconds)
{
	size_t hour = digits_at(text, at, 1, 2), end = at + hour, blank;

	*ret_seconds = false;
	if (!hour || byte_at(text, end) != ':' || !digits_at(text, end + 1, 2, 2))
		return 0;
	end += 3;
	if (byte_at(text, end) == ':' && digits_at(text, end + 1, 2, 2)) {
		*ret_seconds = true;
		end += 3;
		if (is_one_of(text, end, ".,") && digits_at(text, end + 1, 1, 9))
			end += 1 + digits_at(text, end + 1, 1, 9);
	}
	blank = slice_run(text, end, " ");
	if (is_one_of(text, end + blank, "AaPp") && is_one_of(text, end + blank + 1, "Mm") &&
		!ascii_is_alnum(byte_at(text, end + blank + 2)))
		end += blank + 2;
	return end + zone_at(text, end) - at;
}

/* A year that follows a blank: "Mon Mar  2 07:31:13 2026". */
static size_t year_behind(struct slice text, size_t at)
{
	return byte_at(text, at) == ' ' && digits_at(text, at + 1, 4, 4) &&
			       (byte_at(text, at + 1) == '1' || byte_at(text, at + 1) == '2') &&
			       !is_one_of(text, at + 5, "-.")
		       ? 5
		       : 0;
}

static size_t numeric_date_at(struct slice text, size_t at)
{
	size_t first = digits_at(text, at, 1, 4), second, third, end = at + first;
	uint8_t separator = byte_at(text, end);

	if (!first || !separator || !strchr("-/.", separator))
		return 0;
	second = digits_at(text, end + 1, 1, 2);
	end += 1 + second;
	if (!second || byte_at(text, end) != separator)
		return 0;
	third = digits_at(text, end + 1, 1, 4);
	return third >= 2 || (third && first == 4) ? end + 1 + third - at : 0;
}

/* "2026年3月2日" */
static size_t counted_date_at(struct slice text, size_t at)
{
	size_t end = at;

	for (unsigned part = 0; part < 3; part++) {
		size_t digits = digits_at(text, end, 1, 4);

		if (!digits || byte_at(text, end + digits) < 0xe0)
			return 0;
		end += digits + 3;
		end += slice_run(text, end, " ");
	}
	return end < text.len ? end - at : 0;
}

static size_t month_and_day_at(struct slice text, size_t at)
{
	size_t name = name_at(text, at), end = at + name, blank = slice_run(text, end, " "), digits;

	if (!name || !blank)
		return 0;
	end += blank;
	digits = digits_at(text, end, 1, 2);
	if (!digits)
		return 0;
	end += digits;
	end += byte_at(text, end) == '.' || byte_at(text, end) == ',';
	return end + year_behind(text, end) - at;
}

static size_t day_and_month_at(struct slice text, size_t at)
{
	size_t end = at, digits, name;

	if (digits_at(text, end, 4, 4) && byte_at(text, end + 4) == ' ') /* the year first */
		end += 5;
	digits = digits_at(text, end, 1, 2);
	if (!digits)
		return 0;
	end += digits + (byte_at(text, end + digits) == '.');
	if (!is_one_of(text, end, " -/"))
		return 0;
	end += 1;
	name = name_at(text, end);
	if (!name)
		return 0;
	end += name;
	if (is_one_of(text, end, " -/") && digits_at(text, end + 1, 4, 4))
		end += 5;
	return end - at;
}

static size_t named_date_at(struct slice text, size_t at)
{
	size_t weekday = name_at(text, at), skip = at + weekday, date;

	date = month_and_day_at(text, at);
	if (!date)
		date = day_and_month_at(text, at);
	if (date || !weekday)
		return date;
	skip += byte_at(text, skip) == ',';
	skip += slice_run(text, skip, " ");
	date = month_and_day_at(text, skip);
	if (!date)
		date = day_and_month_at(text, skip);
	if (!date)
		date = numeric_date_at(text, skip);
	return date ? skip + date - at : 0;
}

static size_t dated_at(struct slice text, size_t at)
{
	enum { DELIMITERS_MOST = 4 };
	size_t date = numeric_date_at(text, at), between, clock;
	bool named = !date, seconds;

	if (!date)
		date = counted_date_at(text, at);
	if (!date)
		date = named_date_at(text, at);
	if (!date)
		return 0;
	between = slice_run(text, at + date, " \tT_,:@-");
	clock = clock_at(text, at + date + between, &seconds);
	if (between > DELIMITERS_MOST || !clock || (named && !seconds))
		return 0;
	clock += named ? year_behind(text, at + date + between + clock) : 0;
	return date + between + clock;
}

static size_t compact_at(struct slice text, size_t at)
{
	size_t end = at + 8;
	bool seconds;

	if (!digits_at(text, at, 8, 8) && !digits_at(text, at, 14, 14))
		return 0;
	if (byte_at(text, at) != '2' && byte_at(text, at) != '1')
		return 0;
	end += slice_run(text, end, "T- ") == 1;
	if (digits_at(text, end, 6, 6)) {
		end += 6;
		if (is_one_of(text, end, ".,") && digits_at(text, end + 1, 1, 9))
			end += 1 + digits_at(text, end + 1, 1, 9);
		return end + zone_at(text, end) - at;
	}
	return clock_at(text, end, &seconds) ? end - at + clock_at(text, end, &seconds) : 0;
}

/* Seconds since 1970, also with a fraction or in milli-, micro- or nanoseconds; or since the start of the machine. */
static size_t counted_at(struct slice text, size_t at)
{
	size_t digits = digits_at(text, at, 10, 19), fraction;

	if (digits && byte_at(text, at) == '1' && (digits - 10) % 3 == 0) {
		fraction = byte_at(text, at + digits) == '.' ? digits_at(text, at + digits + 1, 1, 9) : 0;
		digits += fraction ? fraction + 1 : 0;
		return is_one_of(text, at + digits, " \t,;]\"") ? digits : 0;
	}
	if (!at || byte_at(text, at - 1) != '[')
		return 0;
	fraction = slice_run(text, at, " ");
	digits = digits_at(text, at + fraction, 1, 9);
	return digits && byte_at(text, at + fraction + digits) == '.' &&
			       digits_at(text, at + fraction + digits + 1, 6, 6) &&
			       byte_at(text, at + fraction + digits + 7) == ']'
		       ? fraction + digits + 7
		       : 0;
}

static size_t tai64_at(struct slice text, size_t at)
{
	size_t digits = 0;

	if (byte_at(text, at) != '@' || byte_at(text, at + 1) != '4')
		return 0;
	while (ascii_is_hex(byte_at(text, at + 1 + digits)))
		digits++;
	return digits == 16 || digits == 24 ? digits + 1 : 0;
}

/* A time of the day without a date. */
static size_t time_at(struct slice text, size_t at)
{
	bool seconds;
	size_t clock = clock_at(text, at, &seconds);

	return seconds && is_one_of(text, at + clock, " \t]),;|") ? clock : 0;
}

size_t stamp_length(struct slice line, struct slice *ret_stamp)
{
	static size_t (*const forms[])(
		struct slice text, size_t at) = { dated_at, compact_at, counted_at, tai64_at, time_at };
	size_t first = is_one_of(line, 0, "[(\"'"), length = 0, end;

	for (size_t i = 0; i < sizeof forms / sizeof *forms && !length; i++)
		length = forms[i](line, first);
	end = first + length;
	if (!length || (end < line.len && !is_one_of(line, end, " \t\r\n])\"',;|:")))
		return 0;
	if (ret_stamp)
		*ret_stamp = slice_part(line, first, end);
	end += is_one_of(line, end, "])\"'");
	end += byte_at(line, end) == ':';
	return end + slice_run(line, end, " \t,;|");
}
