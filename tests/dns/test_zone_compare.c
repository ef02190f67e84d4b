/* In which RRsets two states of zone files differ. */
#include "support/world.h"

#include "dns/zone.h"

#include <stdio.h>
#include <string.h>

#define HEAD "$ORIGIN example.com.\n$TTL 300\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 11.0.0.1\n"

struct side {
	struct text text;
	struct zone_set *zones;
};

struct found {
	struct side before, after;
	char text[200];
};

static void open_side(struct arena *arena, struct side *side, const char *lines)
{
	struct dns_name origin = dns_name_of("example.com");

	side->text = text_of("zone", slice_of(arena_printf(arena, "%s%s", HEAD, lines)));
	side->zones = zone_set_new();
	zone_set_read(side->zones, &side->text, &origin);
	zone_set_finish(side->zones);
}

static void close_side(struct side *side)
{
	zone_set_free(side->zones);
	text_close(&side->text);
}

/* "a.example.com A -+": its sides (- before, + after), then ttl for a TTL alone. */
static void note(void *context, const struct zone_difference *difference)
{
	struct found *found = context;
	struct arena scratch = { 0 };
	struct dns_name name = zone_set_name(
		difference->is_new_name ? found->after.zones : found->before.zones, difference->name);
	const char *sides = difference->before && difference->after ? "-+" : difference->before ? "-" : "+";
	size_t used = strlen(found->text);

	snprintf(found->text + used, sizeof found->text - used, "%s%s %s %s", used ? "; " : "",
		dns_name_text(&scratch, &name), dns_type_text(&scratch, difference->type), sides);
	if (!difference->data)
		strcat(found->text, "ttl");
	arena_release(&scratch);
}

static void expect(const char *before, const char *after, const char *wanted)
{
	struct found found = { .text = "" };
	struct arena arena = { 0 };

	open_side(&arena, &found.before, before);
	open_side(&arena, &found.after, after);
	zone_sets_compare(found.before.zones, found.after.zones, note, &found);
	if (strcmp(found.text, wanted) != 0)
		fail_msg("found \"%s\" and not \"%s\" between:\n%s\nand:\n%s", found.text, wanted, before,
			after);
	close_side(&found.before);
	close_side(&found.after);
	arena_release(&arena);
}

static void layout_and_order_are_no_difference(void **state)
{
	(void)state;
	expect("a A 11.0.0.2\nb TXT x", "b TXT \"x\"\na.example.com.\tIN 300 A ( 11.0.0.2 )", "");
	expect("a A 11.0.0.2\na A 11.0.0.3", "a A 11.0.0.3\na A 11.0.0.2\na A 11.0.0.3", "");
	expect("a MX 10 b", "$ORIGIN a.example.com.\n@ MX 010 b.example.com.", "");
	expect("s SRV 0 5 5060 a", "s SRV 0 5\t( 5060\n a )", "");
	expect("@ CAA 0 issue \"ca.example.net\"", "@ CAA 0 issue   \"ca.example.net\" ; x", "");
}

static void each_rrset_is_told_once(void **state)
{
	(void)state;
	expect("a A 11.0.0.2\na A 11.0.0.3", "a A 11.0.0.2\na A 11.0.0.4", "a.example.com A -+");
	expect("a A 11.0.0.2", "a A 11.0.0.2\na AAAA 2a00:1::2", "a.example.com AAAA +");
	expect("a A 11.0.0.2\na TXT x", "b TXT x",
		"a.example.com A -; a.example.com TXT -; b.example.com TXT +");
	expect("a 60 TXT x", "a 90 TXT x", "a.example.com TXT -+ttl");
	expect("a MX 10 b", "$ORIGIN a.example.com.\n@ MX 10 b", "a.example.com MX -+");
}

static void undecoded_data_is_compared_too(void **state)
{
	(void)state;
	expect("s SRV 0 5 5060 a", "s SRV 0 5 5061 a", "s.example.com SRV -+");
	expect("d DS 1 13 2 00", "d DS 1 13 2 01", "d.example.com DS -+");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(layout_and_order_are_no_difference),
		cmocka_unit_test(each_rrset_is_told_once),
		cmocka_unit_test(undecoded_data_is_compared_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
