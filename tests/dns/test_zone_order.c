/* Names of a zone set in the order of RFC 4034 section 6.1, and those below a name. */
#include "support/world.h"

#include "dns/zone.h"

#include <string.h>

/* The names of section 6.1's example in its order, a space after each; with others that only nearly are below one of them. */
static const char ordered[] =
	"example. a.example. yljkjljk.a.example. z.a.example. zabc.a.example. z.example. "
	"\\001.z.example. *.z.example. \\200.z.example. az.example. b.az.example. example2. ";

struct names {
	struct arena arena;
	struct zone_set *zones;
	uint32_t numbers[20];
	size_t count;
};

/* The names of a text from the last to the first. */
static void open_names(struct names *names, const char *text)
{
	struct slice word;
	size_t at = 0;

	*names = (struct names){ .zones = zone_set_new() };
	for (; slice_next_item(slice_of(text), ' ', &at, &word); names->count++) {
		struct dns_name name;

		if (!word.len)
			break;
		assert_int_equal(dns_name_from_text(word, NULL, &name), DNS_NAME_OK);
		memmove(names->numbers + 1, names->numbers, names->count * sizeof *names->numbers);
		names->numbers[0] = (uint32_t)zone_set_add_name(names->zones, &name);
	}
}

static void close_names(struct names *names)
{
	zone_set_free(names->zones);
	arena_release(&names->arena);
}

static void expect(struct names *names, const uint32_t *numbers, size_t count, const char *wanted)
{
	const char *found = "";

	for (size_t i = 0; i < count; i++) {
		struct dns_name name = zone_set_name(names->zones, numbers[i]);

		found = arena_printf(
			&names->arena, "%s%s ", found, dns_name_absolute_text(&names->arena, &name));
	}
	assert_string_equal(found, wanted);
}

static void names_are_sorted_from_the_right(void **state)
{
	struct names names;

	(void)state;
	open_names(&names,
		"example. a.example. yljkjljk.a.example. z.a.example. zabc.a.example. az.example. b.az.example. "
		"z.example. \\001.z.example. *.z.example. \\200.z.example. example2. ");
	zone_set_sort_names(names.zones, names.numbers, names.count);
	expect(&names, names.numbers, names.count,
		"example. a.example. yljkjljk.a.example. z.a.example. zabc.a.example. az.example. b.az.example. "
		"z.example. \\001.z.example. *.z.example. \\200.z.example. example2. ");
	close_names(&names);
}

static void what_is_below_a_name_is_found(void **state)
{
	static const struct {
		const char *name, *below;
	} rows[] = {
		{ "z.example", "z.example. \\001.z.example. *.z.example. \\200.z.example. " },
		{ "a.example", "a.example. yljkjljk.a.example. z.a.example. zabc.a.example. " },
		{ "az.example", "az.example. b.az.example. " },
		{ "zabc.a.example", "zabc.a.example. " },
		{ "b.example", "" },
		{ "aaa", "" },
		{ "zzz", "" },
		{ "example2", "example2. " },
	};
	struct names names;
	const uint32_t *below;
	struct dns_name root = dns_name_root();
	size_t count;

	(void)state;
	open_names(&names, ordered);
	zone_set_sort_names(names.zones, names.numbers, names.count);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct dns_name name = dns_name_of(rows[i].name);

		below = zone_set_names_below(names.zones, names.numbers, names.count, &name, &count);
		expect(&names, below, count, rows[i].below);
	}
	zone_set_names_below(names.zones, names.numbers, names.count, &root, &count);
	assert_int_equal(count, names.count);
	zone_set_names_below(names.zones, NULL, 0, &root, &count);
	assert_int_equal(count, 0);
	close_names(&names);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_sorted_from_the_right),
		cmocka_unit_test(what_is_below_a_name_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
