/* Days and patterns of files, as configuration files have them. */
#include "support/world.h"

#include "base/date.h"
#include "base/path.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void days_are_counted(void **state)
{
	uint32_t day = 0;

	(void)state;
	assert_true(date_read(slice_of("1970-01-01"), &day));
	assert_int_equal(day, 0);
	assert_true(date_read(slice_of("1972-02-29"), &day));
	assert_int_equal(day, 789);
	assert_true(
		date_read(slice_of("2027-03-01"), &day)); /* date -d 2027-03-01 +%s gives 1803859200 in UTC */
	assert_int_equal(day, 1803859200 / 86400);
	assert_true(date_read(slice_of("2099-12-31"), &day));
	assert_int_equal(day, 4102358400 / 86400);
}

static void what_is_no_day_is_refused(void **state)
{
	static const char *const texts[] = { "", "2027-02-29", "2100-02-29", "2027-13-01", "2027-00-10",
		"2027-04-31", "2027-4-1", "27-04-01", "2027/04/01", "2027-04-01T", "tomorrow", "1969-12-31",
		"2027-04-00", "2027-04-0x" };
	uint32_t day;

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_false(date_read(slice_of(texts[i]), &day));
}

static void a_day_ends_at_midnight(void **state)
{
	(void)state;
	assert_false(date_is_over(1, 2 * 86400 - 1));
	assert_true(date_is_over(1, 2 * 86400));
	assert_false(date_is_over(1, 0)); /* the time is not known */
}

static void patterns_are_of_paths_below_the_folder(void **state)
{
	char folder[] = "/tmp/mailauth-path-XXXXXX";
	struct arena arena = { 0 };
	const char *root, *file, *inner;
	FILE *made;

	(void)state;
	assert_non_null(mkdtemp(folder));
	root = path_folder(&arena, arena_printf(&arena, "%s/any.conf", folder));
	inner = arena_printf(&arena, "%s/zones", folder);
	file = arena_printf(&arena, "%s/../zones/db.example.com", inner);
	assert_int_equal(mkdir(inner, 0700), 0);
	made = fopen(file, "w");
	assert_non_null(made);
	fclose(made);
	assert_true(path_matches("zones/db.example.com", root, file));
	assert_true(path_matches("zones", root, file));
	assert_true(path_matches("zones/", root, file));
	assert_true(path_matches("zones/*", root, file));
	assert_true(path_matches("*.com", root, file));
	assert_true(path_matches(arena_printf(&arena, "%s/*", root), root, file));
	assert_false(path_matches("zone", root, file));
	assert_false(path_matches("db.*", root, file));
	assert_false(path_matches("*.net", root, file));
	unlink(file);
	rmdir(inner);
	rmdir(folder);
	assert_true(path_matches("gone/*", root, "gone/db.example.com"));
	assert_true(path_matches("-", NULL, "-"));
	assert_null(path_folder(&arena, "/nowhere at all/x"));
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_are_counted),
		cmocka_unit_test(what_is_no_day_is_refused),
		cmocka_unit_test(a_day_ends_at_midnight),
		cmocka_unit_test(patterns_are_of_paths_below_the_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
