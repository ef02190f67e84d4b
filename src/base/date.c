/* full-date = 4DIGIT "-" 2DIGIT "-" 2DIGIT (RFC 3339 section 5.6), in the proleptic Gregorian calendar. */
#include "base/date.h"

#include "base/ascii.h"

#include <time.h>

enum { TEXT_LENGTH = 10, YEAR_FIRST = 1970, YEAR_LAST = 2099, SECONDS_OF_A_DAY = 86400 };

static const uint64_t SECONDS_MOST = 253402300799; /* the last one of 9999 */

static bool is_leap(unsigned year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static unsigned days_of_month(unsigned year, unsigned month)
{
	static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

static unsigned digits(struct slice text, size_t first, size_t end)
{
	unsigned number = 0;

	for (size_t i = first; i < end; i++)
		number = number * 10 + (unsigned)(text.at[i] - '0');
	return number;
}

static bool has_form(struct slice text)
{
	for (size_t i = 0; i < TEXT_LENGTH && text.len == TEXT_LENGTH; i++)
		if (i == 4 || i == 7 ? text.at[i] != '-' : !ascii_is_digit(text.at[i]))
			return false;
	return text.len == TEXT_LENGTH;
}

bool date_read(struct slice text, uint32_t *ret_day)
{
	unsigned year, month, day;

	if (!has_form(text))
		return false;
	year = digits(text, 0, 4);
	month = digits(text, 5, 7);
	day = digits(text, 8, TEXT_LENGTH);
	if (year < YEAR_FIRST || year > YEAR_LAST || month < 1 || month > 12 || day < 1 ||
		day > days_of_month(year, month))
		return false;
	*ret_day = day - 1;
	for (unsigned before = YEAR_FIRST; before < year; before++)
		*ret_day += is_leap(before) ? 366 : 365;
	for (unsigned before = 1; before < month; before++)
		*ret_day += days_of_month(year, before);
	return true;
}

bool date_is_over(uint32_t day, uint32_t now)
{
	return now / SECONDS_OF_A_DAY > day;
}

const char *date_text(struct arena *arena, uint64_t seconds)
{
	char *text = arena_take(arena, TEXT_LENGTH + 1);
	time_t time = (time_t)seconds;
	struct tm date;

	if (seconds > SECONDS_MOST || !gmtime_r(&time, &date))
		return NULL;
	return strftime(text, TEXT_LENGTH + 1, "%Y-%m-%d", &date) ? text : NULL;
}
