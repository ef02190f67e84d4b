/*
 * Prints what the zone reader understood, in a form that other programs' output can be compared with.
 *
 *   zone_dump ORIGIN FILE...                        every record, sorted: "owner. TTL IN TYPE RDATA"
 *   zone_dump --ask NAME TYPE ... ORIGIN FILE...    what zone_set_answer() says to each question
 *   zone_dump --ask-from LIST ORIGIN FILE...        the same for the lines "NAME TYPE" of a file
 *
 * Of a SOA record only the primary, the mailbox and the serial are printed. Faults go to standard error as
 * "file:line:column: message".
 */
#include "dns/present.h"
#include "dns/zone.h"
#include "text/open.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const uint16_t shown_types[] = { DNS_TYPE_A, DNS_TYPE_AAAA, DNS_TYPE_NS, DNS_TYPE_CNAME, DNS_TYPE_SOA,
	DNS_TYPE_PTR, DNS_TYPE_MX, DNS_TYPE_TXT, DNS_TYPE_DNAME };

struct dump {
	struct zone_set *zones;
	struct arena arena;
	ARENA_LIST(const char *) lines;
};

static void fail(const char *what, const char *which)
{
	fprintf(stderr, "zone_dump: %s %s\n", what, which);
	exit(2);
}

static const char *absolute(struct arena *arena, const struct dns_name *name)
{
	const char *text = dns_name_text(arena, name);

	return name->len == 1 ? text : arena_printf(arena, "%s.", text);
}

static void present(struct bytes *out, const struct dns_record *record)
{
	struct arena arena = { 0 };

	if (record->type == DNS_TYPE_SOA) {
		bytes_printf(out, "%s ", absolute(&arena, &record->data.soa->primary));
		bytes_printf(
			out, "%s %u", absolute(&arena, &record->data.soa->mailbox), record->data.soa->serial);
	} else {
		dns_present_rdata(out, record);
	}
	arena_release(&arena);
}

static void dump_type(struct dump *dump, const struct dns_name *name, uint16_t type)
{
	struct dns_question question = { .name = *name, .type = type };
	struct arena scratch = { 0 };
	const struct dns_reply *reply = zone_set_records_at(dump->zones, &scratch, &question);

	for (size_t i = 0; reply && i < reply->records.count; i++) {
		struct bytes rdata = { 0 };

		present(&rdata, &reply->records.at[i]);
		bytes_add_byte(&rdata, 0);
		*arena_append(&dump->arena, &dump->lines) = arena_printf(&dump->arena, "%s %u IN %s %s",
			absolute(&scratch, name), reply->records.at[i].ttl, dns_type_text(&scratch, type),
			(const char *)rdata.at);
		bytes_free(&rdata);
	}
	if (reply && reply->outcome != DNS_ANSWER)
		fprintf(stderr, "zone_dump: %s %s: %s\n", absolute(&scratch, name),
			dns_type_text(&scratch, type), dns_outcome_word(reply->outcome));
	arena_release(&scratch);
}

/* The types that are handed over are a hint only: every shown type is asked for. */
static void visit(
	void *context, size_t number, const struct dns_name *name, const uint16_t *types, size_t type_count)
{
	struct dump *dump = context;

	(void)number;
	(void)types;
	(void)type_count;
	for (size_t i = 0; i < sizeof shown_types / sizeof *shown_types; i++)
		dump_type(dump, name, shown_types[i]);
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void print_records(struct zone_set *zones)
{
	struct dump dump = { .zones = zones };

	zone_set_each_name(zones, visit, &dump);
	if (dump.lines.count)
		qsort(dump.lines.at, dump.lines.count, sizeof *dump.lines.at, compare);
	for (size_t i = 0; i < dump.lines.count; i++)
		puts(dump.lines.at[i]);
	arena_release(&dump.arena);
}

static void answer(struct zone_set *zones, const char *name, const char *type)
{
	struct arena arena = { 0 };
	struct dns_question question;
	const struct dns_reply *reply;

	if (dns_name_from_text(slice_of(name), NULL, &question.name) != DNS_NAME_OK)
		fail("no domain name:", name);
	if (!dns_type_from_text(slice_of(type), &question.type))
		fail("no type:", type);
	reply = zone_set_answer(zones, &arena, &question);
	printf("ask %s %s: %s%s\n", name, type, reply ? dns_outcome_word(reply->outcome) : "none",
		reply && reply->wildcard ? " wildcard" : "");
	for (size_t i = 0; reply && i < reply->aliases.count; i++)
		printf("alias %s\n", absolute(&arena, &reply->aliases.at[i].target));
	for (size_t i = 0; reply && i < reply->records.count; i++) {
		struct bytes rdata = { 0 };

		present(&rdata, &reply->records.at[i]);
		printf("record %.*s\n", (int)rdata.len, (const char *)rdata.at);
		bytes_free(&rdata);
	}
	arena_release(&arena);
}

static void answer_list(struct zone_set *zones, const char *path)
{
	char line[2100], name[2048], type[32];
	FILE *list = fopen(path, "r");

	if (!list)
		fail("cannot read", path);
	while (fgets(line, sizeof line, list))
		if (sscanf(line, "%2047s %31s", name, type) == 2)
			answer(zones, name, type);
	fclose(list);
}

/* Servers load a zone with records that they do not answer, and without glue. */
static bool is_loaded(const struct zone_fault *fault)
{
	return fault->kind == ZONE_FAULT_HIDDEN_MAIL || fault->kind == ZONE_FAULT_HIDDEN ||
	       fault->kind == ZONE_FAULT_GLUE;
}

static void print_faults(const struct zone_set *zones)
{
	for (size_t i = 0; i < zone_set_fault_count(zones); i++) {
		const struct zone_fault *fault = zone_set_fault(zones, i);
		struct text_place place = text_origin(fault->place);
		struct text_position at = text_position(place.text, place.first);

		if (!is_loaded(fault))
			fprintf(stderr, "%s:%u:%u: %s\n", place.text->name, at.line, at.column,
				fault->message);
	}
}

int main(int argc, char **argv)
{
	struct zone_set *zones = zone_set_new();
	struct dns_name origin;
	struct text *texts;
	int first = 1, asked;

	while (argc - first >= 2 && strncmp(argv[first], "--ask", 5) == 0)
		first += strcmp(argv[first], "--ask") == 0 ? 3 : 2;
	asked = first;
	if (argc - first < 2)
		fail("usage:", "[--ask NAME TYPE | --ask-from LIST]... ORIGIN FILE...");
	if (dns_name_from_text(slice_of(argv[first]), NULL, &origin) != DNS_NAME_OK)
		fail("no domain name:", argv[first]);
	texts = calloc((size_t)argc, sizeof *texts);
	for (int i = first + 1; texts && i < argc; i++) {
		if (text_open(&texts[i], argv[i], &(struct text_wish){ .kind = TEXT_DATA }))
			fail("cannot read", argv[i]);
		zone_set_read(zones, &texts[i], &origin);
	}
	zone_set_finish(zones);
	print_faults(zones);
	if (asked == 1)
		print_records(zones);
	for (int i = 1; i < asked; i += strcmp(argv[i], "--ask") == 0 ? 3 : 2) {
		if (strcmp(argv[i], "--ask") == 0)
			answer(zones, argv[i + 1], argv[i + 2]);
		else
			answer_list(zones, argv[i + 1]);
	}
	zone_set_free(zones);
	for (int i = first + 1; texts && i < argc; i++)
		text_close(&texts[i]);
	free(texts);
	return 0;
}
