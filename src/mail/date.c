/* Reads words and numbers in their order; comments in parentheses are passed over. */
#include "mail/date.h"

#include "base/ascii.h"

struct reader {
	struct slice text;
	size_t at;
};

enum { YEAR_LEAST = 1970, YEAR_MOST = 9999, MINUTE = 60, HOUR = 3600, DAY = 86400 };

static void skip_space(struct reader *r)
{
	unsigned depth = 0;

	for (; r->at < r->text.len; r->at++) {
		uint8_t c = r->text.at[r->at];

		if (c == '(')
			depth++;
		else if (c == ')' && depth)
			depth--;
		else if (!depth && !ascii_is_space(c))
			return;
	}
}

static bool skip(struct reader *r, uint8_t wanted)
{
	skip_space(r);
	if (r->at == r->text.len || r->text.at[r->at] != wanted)
		return false;
	r->at++;
	return true;
}

/* Letters, or else digits. */
static struct slice next_word(struct reader *r, bool letters)
{
	size_t first;

	skip_space(r);
	for (first = r->at; r->at < r->text.len; r->at++)
		if (letters ? !ascii_is_alpha(r->text.at[r->at]) : !ascii_is_digit(r->text.at[r->at]))
			break;
	return slice_part(r->text, first, r->at);
}

static bool read_number(struct reader *r, uint64_t most, uint64_t *ret_number)
{
	return slice_number(next_word(r, false), most, ret_number);
}

static bool read_month(struct reader *r, uint64_t *ret_month)
{
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep",
		"Oct", "Nov", "Dec" };
	struct slice word = next_word(r, true);

	for (*ret_month = 0; *ret_month < 12; ++*ret_month)
		if (slice_is_nocase(slice_part(word, 0, 3), months[*ret_month]))
			return true;
	return false;
}

/* Two and three digits are years of the last century or of this one (section 4.3). */
static bool read_year(struct reader *r, uint64_t *ret_year)
{
	struct slice word = next_word(r, false);

	if (!slice_number(word, YEAR_MOST, ret_year) || word.len < 2)
		return false;
	if (word.len == 2)
		*ret_year += *ret_year < 50 ? 2000 : 1900;
	else if (word.len == 3)
		*ret_year += 1900;
	return *ret_year >= YEAR_LEAST;
}

static uint64_t days_before(uint64_t year, uint64_t month, uint64_t day)
{
	static const uint16_t before[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	uint64_t last = year - 1;

	return (year - YEAR_LEAST) * 365 + (last / 4 - last / 100 + last / 400) -
	       (1969 / 4 - 1969 / 100 + 1969 / 400) + before[month] + (leap && month > 1) + day - 1;
}

/* Seconds to the east; names that nobody knows are those of UTC (section 4.3). */
static bool read_zone(struct reader *r, int64_t *ret_east)
{
	static const struct {
		const char *name;
		int hours;
	} zones[] = { { "EST", -5 }, { "EDT", -4 }, { "CST", -6 }, { "CDT", -5 }, { "MST", -7 },
		{ "MDT", -6 }, { "PST", -8 }, { "PDT", -7 }, { "CET", 1 }, { "CEST", 2 }, { "JST", 9 } };
	bool east = skip(r, '+'), west = !east && skip(r, '-');
	struct slice word = next_word(r, !east && !west);
	uint64_t number;

	*ret_east = 0;
	if (!east && !west) {
		for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
			if (slice_is_nocase(word, zones[i].name))
				*ret_east = (int64_t)zones[i].hours * HOUR;
		return word.len > 0;
	}
	if (word.len != 4 || !slice_number(word, 9999, &number) || number % 100 > 59)
		return false;
	*ret_east = (int64_t)(number / 100 * HOUR + number % 100 * MINUTE) * (east ? 1 : -1);
	return true;
}

static bool read_time(struct reader *r, uint64_t *ret_seconds)
{
	uint64_t hour, minute, second = 0;

	if (!read_number(r, 23, &hour) || !skip(r, ':') || !read_number(r, 59, &minute) ||
		(skip(r, ':') && !read_number(r, 60, &second)))
		return false;
	*ret_seconds = hour * HOUR + minute * MINUTE + second;
	return true;
}

bool mail_date_read(struct slice text, uint64_t *ret_seconds)
{
	struct reader r = { .text = text };
	uint64_t day, month, year, time;
	int64_t east, seconds;

	if (next_word(&r, true).len)
		skip(&r, ',');
	if (!read_number(&r, 31, &day) || !day || !read_month(&r, &month) || !read_year(&r, &year) ||
		!read_time(&r, &time) || !read_zone(&r, &east))
		return false;
	seconds = (int64_t)(days_before(year, month, day) * DAY + time) - east;
	*ret_seconds = seconds < 0 ? 0 : (uint64_t)seconds;
	return seconds >= 0;
}

bool mail_received_date(struct slice field, uint64_t *ret_seconds)
{
	size_t at = field.len;

	while (at && field.at[at - 1] != ';')
		at--;
	return at && mail_date_read(slice_part(field, at, field.len), ret_seconds);
}
