/* Which zone a text is, by all that may name it. */
#include "support/world.h"

#include "input/origin.h"

#include <string.h>

enum { NO_NOTE = -1, REFUSED = -2 };

struct expected {
	const char *zone; /* or what the refusal says */
	int note;	  /* enum zone_fault_kind, NO_NOTE or REFUSED */
	const char *path, *origin;
	const char *text;
};

#define SOA " SOA ns.example.net. h.example.net. 1 2 3 4 5\n"
#define CLOUDFLARE ";;\n;; Domain:     example.com.\n"

static const struct expected cases[] = {
	/* Each witness alone. */
	{ "example.com", NO_NOTE, "zone", "example.com", "@" SOA },
	{ "example.com", ZONE_FAULT_FINAL_DOT, "zone", NULL,
		"$ORIGIN example.com.\n@" SOA "$ORIGIN sub.example.com\nwww A 11.0.0.1\n" },
	{ "example.com", NO_NOTE, "zone", NULL,
		"$ORIGIN .\n$ORIGIN example.com\n@" SOA "$ORIGIN sub\na A 11.0.0.1\n" },
	{ "example.com", NO_NOTE, "zone", NULL,
		"$ORIGIN com.\nexample" SOA
		"$ORIGIN example.com.\na A 11.0.0.1\n$ORIGIN .\nb.example.com A 11.0.0.1\n" },
	{ "example.com", NO_NOTE, "zone", NULL, "$ORIGIN example.com.\n@" SOA },
	{ "example.com", NO_NOTE, "zone", NULL, "example.com." SOA "@ NS ns\n" },
	{ "example.com", NO_NOTE, "zone", NULL, CLOUDFLARE "@" SOA },
	{ "example.com", NO_NOTE, "db.example.com", NULL, "@" SOA },
	{ "example.com", NO_NOTE, "zone", NULL, "example.com. TXT a\n_dmarc.example.com. TXT b\n" },
	{ "example.com", NO_NOTE, "zone", NULL, "s1._domainkey.example.com. TXT b\n" },
	{ "example.com", NO_NOTE, "zone", NULL, "$ORIGIN com.\nexample" SOA },
	{ "", NO_NOTE, "zone", NULL, "example.com. A 11.0.0.1\nexample.org. A 11.0.0.1\n" },
	{ "--origin", REFUSED, "zone", NULL, "@" SOA },
	{ "--origin", REFUSED, "2026.11", NULL, "@" SOA },

	/* Absolute names below "@ SOA", as Plesk writes them; those of a delegation are not the zone's. */
	{ "example.com", NO_NOTE, "zone", NULL,
		"@" SOA "example.com. NS ns1.example.net.\nexample.com. MX 10 mx1.example.net.\n" },
	{ "--origin", REFUSED, "zone", NULL, "@" SOA "sub.example.com. NS ns1.example.net.\n" },
	{ "--origin", REFUSED, "backup.v2", NULL, "@" SOA },

	/* The arguments of dig. */
	{ "example.com", NO_NOTE, "zone", NULL,
		"; <<>> DiG 9.18.28 <<>> +onesoa example.com axfr @ns1.example.net\nexample.com." SOA },
	{ "example.com", NO_NOTE, "zone", NULL,
		"; <<>> DiG 9.18.28 <<>> AXFR @ns1.example.net example.com\nexample.com." SOA },

	/* The header of an export. */
	{ "example.com", NO_NOTE, "zone", NULL,
		";  Database file example.com.dns for example.com zone.\r\n@" SOA },
	{ "example.com", NO_NOTE, "zone", NULL,
		";  Database file (null) for Default zone scope in zone example.com.\n@" SOA },
	{ "example.com", NO_NOTE, "zone", NULL, "; Zone file for example.com\nwww A 11.0.0.1\n" },
	{ "example.com", NO_NOTE, "zone", NULL, ";      Zone name: example.com\n@" SOA },
	{ "example.com", NO_NOTE, "zone", NULL, "[example.com.] www.example.com. A 11.0.0.1\n" },
	{ "xn--mnchen-3ya.example", NO_NOTE, "zone", NULL, "; Domain: m\303\274nchen.example\n@" SOA },

	/* The SOA record without a final dot, and at the root. */
	{ "example.com", ZONE_FAULT_EXPORT_ORIGIN, "zone", NULL, CLOUDFLARE "example.com" SOA },
	{ "example.com", ZONE_FAULT_ORIGIN, "example.com.zone", NULL, "example.com" SOA "www A 11.0.0.1\n" },
	{ "example.com", ZONE_FAULT_ORIGIN, "zone", NULL, "example.com" SOA "example.com. A 11.0.0.1\n" },
	{ "example.com", ZONE_FAULT_ORIGIN, "zone", NULL, "example.com" SOA "mail.example.com A 11.0.0.1\n" },
	{ "example.com", ZONE_FAULT_ORIGIN, "zone", "example.com", "example.com" SOA },
	{ "example.com", ZONE_FAULT_EXPORT_ORIGIN, "zone", NULL, CLOUDFLARE "$ORIGIN .\n@" SOA },
	{ "example.com", ZONE_FAULT_ORIGIN, "zone", NULL, "$ORIGIN .\n@" SOA "example.com. A 11.0.0.1\n" },
	{ "example.com", ZONE_FAULT_ORIGIN, "db.example.com", NULL, "$ORIGIN .\n@" SOA "mail A 11.0.0.1\n" },
	{ "", NO_NOTE, "zone", NULL, "." SOA "com. NS a.\norg. NS a.\n" },
	{ "example.com", NO_NOTE, "zone", NULL,
		"$ORIGIN .\n$TTL 60\nexample.com" SOA "www.example.com A 11.0.0.1\n" },

	/* $ORIGIN without a final dot. */
	{ "example.com", ZONE_FAULT_ORIGIN, "zone", NULL, "$ORIGIN example.com\n@" SOA },
	{ "example.com", ZONE_FAULT_ORIGIN, "example.com.zone", NULL, "$ORIGIN example.com\n@" SOA },
	{ "example.com", ZONE_FAULT_ORIGIN, "zone", "example.com", "$ORIGIN example.com\n@" SOA },
	{ "example.com", ZONE_FAULT_EXPORT_ORIGIN, "zone", NULL,
		"; Domain: example.com\n; Exported (y-m-d hh:mm:ss): 2026-11-30 10:00:00\n$ORIGIN example.com\n@" SOA },
	{ "example.com", NO_NOTE, "zone", NULL, "example.com." SOA "$ORIGIN _tcp\na A 11.0.0.1\n" },

	/* The zone's name twice. */
	{ "example.com", ZONE_FAULT_EXPORT_ORIGIN, "zone", NULL, CLOUDFLARE "example.com.example.com." SOA },
	{ "example.com", ZONE_FAULT_ORIGIN, "example.com.zone", NULL,
		"$ORIGIN example.com.example.com.\n@" SOA },
	{ "example.com", ZONE_FAULT_ORIGIN, "zone", NULL,
		"example.com.example.com." SOA "example.com. A 11.0.0.1\n" },
	{ "com.com", NO_NOTE, "zone", NULL, "com.com." SOA "www A 11.0.0.1\n" },

	/* Names that look absolute. */
	{ "example.com", ZONE_FAULT_FINAL_DOT, "zone", NULL,
		"$ORIGIN example.com.\n@" SOA "www.example.com A 11.0.0.1\n" },
	{ "example.com", ZONE_FAULT_FINAL_DOT, "zone", NULL, "example.com." SOA "www CNAME example.com\n" },
	{ "example.com", NO_NOTE, "zone", NULL, "$ORIGIN example.com.\n@" SOA "@ MX 1 a.example.com\n" },
	{ "example.com", NO_NOTE, "zone", NULL,
		"$ORIGIN example.com.\n@" SOA "www.example.com. A 11.0.0.1\n" },

	/* Two that disagree; the name of a file is a weak witness. */
	{ "example.org", REFUSED, "zone", NULL, CLOUDFLARE "example.org." SOA },
	{ "example.org", REFUSED, "zone", NULL, CLOUDFLARE "example.org" SOA },
	{ "example.org", REFUSED, "zone", NULL, CLOUDFLARE "$ORIGIN example.org.\n@" SOA },
	{ "example.org", REFUSED, "zone", NULL, CLOUDFLARE "$ORIGIN example.org\n@" SOA },
	{ "example.org", REFUSED, "zone", NULL, CLOUDFLARE "$ORIGIN example.org.\n@ A 11.0.0.1\n" },
	{ "example.org", REFUSED, "zone", "example.com", "example.org." SOA },
	{ "example.org", REFUSED, "zone", "example.com", "$ORIGIN example.org.\n@" SOA },
	{ "example.org", NO_NOTE, "zone", "example.org", CLOUDFLARE "example.org." SOA },
	{ "example.org", NO_NOTE, "db.example.com", NULL, "example.org." SOA },
	{ "example.com", NO_NOTE, "db.sub.example.com", NULL,
		"example.com. A 11.0.0.1\nwww.example.com. A 11.0.0.1\n" },
	/* Several zones in one file. */
	{ "example.org", NO_NOTE, "zone", "example.com", "example.org." SOA "example.com." SOA },
};

static void check_case(const struct expected *expected)
{
	struct arena arena = { 0 };
	struct text text = text_of(expected->path, slice_of(expected->text));
	struct dns_name name;
	struct origin_wish wish = { 0 };
	struct input_origin found;
	const char *zone;
	bool matches;
	int note;

	if (expected->origin) {
		name = dns_name_of(expected->origin);
		wish.origin = &name;
	}
	found = input_origin_find(&arena, &text, &wish);
	zone = found.refusal ? found.refusal : dns_name_text(&arena, &found.dialect.zone);
	note = found.note ? (int)found.note_kind : NO_NOTE;
	if (found.refusal)
		note = REFUSED;
	matches = found.refusal ? strstr(found.refusal, expected->zone) != NULL
				: strcmp(zone, *expected->zone ? expected->zone : ".") == 0;
	if (!matches || note != expected->note)
		fail_msg("%s: %s, note %d (%s); expected %s, note %d", expected->text, zone, note,
			found.note ? found.note : "", expected->zone, expected->note);
	if (found.note)
		assert_true(found.place.end > found.place.first && found.place.end <= text.bytes.len);
	text_close(&text);
	arena_release(&arena);
}

static void the_zone_is_what_the_best_witness_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		check_case(&cases[i]);
}

/* What --domain says is taken where nothing else tells. */
static void the_wanted_domain_is_the_last_witness(void **state)
{
	struct arena arena = { 0 };
	struct dns_name name = dns_name_of("example.org");
	struct origin_wish wish = { .domain = &name };
	struct text text = text_of("zone", slice_of("@" SOA));
	struct input_origin found = input_origin_find(&arena, &text, &wish);

	(void)state;
	assert_true(dns_name_equal(&found.dialect.zone, &name));
	text = text_of("example.com.zone", slice_of("@" SOA));
	found = input_origin_find(&arena, &text, &wish);
	assert_false(dns_name_equal(&found.dialect.zone, &name));
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_zone_is_what_the_best_witness_says),
		cmocka_unit_test(the_wanted_domain_is_the_last_witness),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
