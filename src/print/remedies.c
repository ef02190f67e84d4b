/* The block "To publish": each change with its record, what it cures, and what else it changes. */
#include "print/remedies.h"

#include "base/escape.h"
#include "check/record.h"
#include "dns/present.h"
#include "print/members.h"
#include "print/style.h"

#include <string.h>

enum { INDENT = 11, STRING_LEAST = 20 };

static struct slice shown_text(const struct remedy *remedy)
{
	return remedy->text ? slice_of(remedy->text) : remedy->old->txt->joined;
}

/* No top-level domain begins with an underscore: such a name of a record that was judged alone lacks its zone. */
static bool is_relative(const struct dns_name *name)
{
	struct dns_name last = dns_name_suffix(name, 1);

	return slice_starts(dns_name_first_label(&last), "_");
}

const char *remedy_zone_line(struct arena *arena, const struct remedy *remedy)
{
	struct bytes out = { 0 };
	const char *text;

	if (remedy->name.len > 1)
		bytes_printf(&out, "%s%s %s ", dns_name_text(arena, &remedy->name),
			is_relative(&remedy->name) ? "" : ".", dns_type_text(arena, remedy->type));
	if (remedy->type == DNS_TYPE_TXT)
		dns_present_text(&out, shown_text(remedy));
	else
		escape_visible(&out, shown_text(remedy));
	text = (const char *)arena_copy(arena, bytes_slice(&out)).at;
	bytes_free(&out);
	return text;
}

const char *remedy_sentence(struct arena *arena, const struct finding *finding)
{
	const struct remedy *remedy = finding->remedy;

	if (!remedy)
		return NULL;
	return arena_printf(
		arena, "%s: %s", remedy->text ? "Publish" : "Delete", remedy_zone_line(arena, remedy));
}

static void write_remedy(struct json *json, const struct remedy *remedy)
{
	struct slice text = slice_of(remedy->text);
	struct arena scratch = { 0 };

	json_object_begin(json);
	member_owner(json, "name", &remedy->name);
	member_text(json, "type", dns_type_text(&scratch, remedy->type));
	member_text(json, "action", remedy_action_text(remedy->action));
	json_key(json, "old");
	if (remedy->old)
		json_string(json, remedy->old->txt->joined);
	else
		json_null(json);
	member_text(json, "text", remedy->text);
	json_key(json, "strings");
	json_array_begin(json);
	for (size_t at = 0; remedy->type == DNS_TYPE_TXT && at < text.len; at += DNS_STRING_MOST)
		json_string(json, slice_part(text, at, at + DNS_STRING_MOST));
	json_array_end(json);
	json_key(json, "cures");
	json_array_begin(json);
	for (size_t i = 0; i < remedy->cures.count; i++)
		json_text(json, remedy->cures.at[i]->id);
	json_array_end(json);
	member_text(json, "effect", remedy->effect);
	json_object_end(json);
	arena_release(&scratch);
}

void write_remedies(struct json *json, const struct remedies *remedies)
{
	json_array_begin(json);
	for (size_t i = 0; remedies && i < remedies->list.count; i++)
		write_remedy(json, &remedies->list.at[i]);
	json_array_end(json);
}

/* Of a record that was judged alone the zone is not known: what ends in a label with an underscore is below it. */
static const char *part_with_underscore(struct arena *arena, const char *name)
{
	size_t end = 0;

	for (size_t at = 0; name[at]; at += name[at] == '.') {
		size_t length = strcspn(name + at, ".");

		if (name[at] == '_')
			end = at + length;
		at += length;
	}
	return end ? arena_printf(arena, "%.*s", (int)end, name) : name;
}

/* The owner as web panels want it: without the zone's own name, which they add; "@" for the zone itself. */
static const char *host_part(struct arena *arena, const struct report *report, const struct remedy *remedy)
{
	const struct domain *domain = report->domain;
	const struct dns_name *zone =
		domain->dns.has_apex ? &domain->dns.apex : &domain->dmarc->rfc7489.organizational_domain;
	const char *name = dns_name_text(arena, &remedy->name), *suffix = dns_name_text(arena, zone);

	if (report->alone)
		return part_with_underscore(arena, name);
	if (!dns_name_is_under(&remedy->name, zone) || zone->len <= 1)
		return name;
	if (dns_name_equal(&remedy->name, zone))
		return "@";
	return arena_printf(arena, "%.*s", (int)(slice_of(name).len - slice_of(suffix).len - 1), name);
}

/* Of what is below a record: less on a narrow terminal. */
static unsigned indent_of_notes(const struct print *print)
{
	enum { NARROW = 60, LESS = 4 };

	return print->width < NARROW ? LESS : INDENT;
}

/* How much of a text goes into one string: it ends after a space where there is one. */
static size_t string_length(struct slice text, size_t room)
{
	size_t length = text.len < room ? text.len : room;

	for (size_t i = length; i && length < text.len; i--)
		if (text.at[i - 1] == ' ')
			return i;
	return length;
}

/* A TXT record over several lines, each a string: the parentheses of a zone file (RFC 1035 section 5.1). */
static void print_folded(struct print *print, const struct remedy *remedy)
{
	enum { AROUND = 4 }; /* quotes, a space and the parenthesis */
	unsigned indent = indent_of_notes(print);
	struct slice text = shown_text(remedy);
	size_t room =
		print->width > indent + AROUND + STRING_LEAST ? print->width - indent - AROUND : STRING_LEAST;
	struct arena scratch = { 0 };

	if (room > DNS_STRING_MOST)
		room = DNS_STRING_MOST;
	bytes_printf(&print->out, "%s%s TXT (\n", dns_name_text(&scratch, &remedy->name),
		is_relative(&remedy->name) ? "" : ".");
	while (text.len) {
		struct slice string = slice_part(text, 0, string_length(text, room));

		bytes_printf(&print->out, "%*s", (int)indent, "");
		dns_present_string(&print->out, string);
		text = slice_part(text, string.len, text.len);
		bytes_add_text(&print->out, text.len ? "\n" : " )\n");
	}
	arena_release(&scratch);
}

/* Of the only record of a name its beginning is enough to know which one goes. */
static bool is_shortened(const struct print *print, const struct remedy *remedy)
{
	return remedy->action == REMEDY_DELETE && remedy->old && remedy->old->count <= 1 && !print->verbose &&
	       print->publish_as == PUBLISH_AS_USUAL;
}

/* A record that goes: as much as a line holds. */
static void print_shortened(struct print *print, const struct remedy *remedy, const char *line)
{
	static const char end[] = "...\"";
	struct arena scratch = { 0 };
	size_t least = strlen(dns_name_text(&scratch, &remedy->name)) + sizeof " TXT \"v=" + 1, length,
	       used = INDENT + sizeof end - 1;

	length = print->width > used + least ? print->width - used : least;
	bytes_printf(&print->out, "%.*s%s\n", (int)length, line, end);
	arena_release(&scratch);
}

void print_remedy_record(struct print *print, const struct report *report, const struct remedy *remedy)
{
	struct arena scratch = { 0 };

	if (print->publish_as != PUBLISH_AS_PANEL || remedy->name.len <= 1) {
		const char *line = remedy_zone_line(&scratch, remedy);

		bool folds = print->folds && remedy->type == DNS_TYPE_TXT && remedy->name.len > 1 &&
			     INDENT + style_width(print, slice_of(line)) > print->width;

		if (folds && is_shortened(print, remedy))
			print_shortened(print, remedy, line);
		else if (folds)
			print_folded(print, remedy);
		else
			bytes_printf(&print->out, "%s\n", line);
	} else {
		bytes_printf(&print->out, "host %s, type %s, value:\n%*s",
			host_part(&scratch, report, remedy), dns_type_text(&scratch, remedy->type), INDENT,
			"");
		escape_visible(&print->out, shown_text(remedy));
		bytes_add_byte(&print->out, '\n');
	}
	arena_release(&scratch);
}

/* "changes: ...", below the record. */
static void print_note(struct print *print, const char *label, const char *text)
{
	enum { LABEL = 9 };
	unsigned indent = indent_of_notes(print);

	bytes_printf(&print->out, "%*s%-*s", (int)indent, "", LABEL, label);
	style_wrap_from(print, text, indent + LABEL, indent < INDENT ? indent + 2 : indent + LABEL);
	bytes_add_byte(&print->out, '\n');
}

static void print_cures(struct print *print, const struct remedy *remedy)
{
	struct arena scratch = { 0 };
	const char *cures = "";

	for (size_t i = 0; i < remedy->cures.count; i++)
		cures = arena_printf(&scratch, "%s%s%s", cures, i ? ", " : "", remedy->cures.at[i]->id);
	if (remedy->cures.count && print->verbose)
		print_note(print, "cures:", cures);
	if (remedy->effect)
		print_note(print, "changes:", remedy->effect);
	arena_release(&scratch);
}

/* Records that were judged alone, to be copied as they are. */
static void print_alone(struct print *print, const struct report *report)
{
	struct arena scratch = { 0 };

	bytes_add_byte(&print->out, '\n');
	style_text(print, STYLE_GOOD, "To publish");
	bytes_add_byte(&print->out, '\n');
	for (size_t i = 0; i < report->alone_count; i++) {
		const struct published *record = &report->alone[i].published;
		const struct remedy remedy = { .action = REMEDY_ADD,
			.name = record->name,
			.type = record->type,
			.text = (const char *)arena_copy(&scratch, record->txt->joined).at };

		bytes_printf(&print->out, "%*s", INDENT, "");
		print_remedy_record(print, report, &remedy);
	}
	arena_release(&scratch);
}

static void print_refusal(struct print *print, const struct remedies *remedies)
{
	if (!remedies || !remedies->refusal)
		return;
	bytes_add_byte(&print->out, '\n');
	style_wrap(print, remedies->refusal, 0);
	bytes_add_byte(&print->out, '\n');
}

void print_remedies(struct print *print, const struct report *report)
{
	const struct remedies *remedies = report->remedies;

	if (remedies && remedies->list.count) {
		print_remedies_titled(print, report, remedies, "To publish");
		return;
	}
	if (report->alone && print->publish_as != PUBLISH_AS_USUAL && !report->counts[SEVERITY_ERROR])
		print_alone(print, report);
	print_refusal(print, remedies);
}

void print_remedies_titled(
	struct print *print, const struct report *report, const struct remedies *remedies, const char *title)
{
	bytes_add_byte(&print->out, '\n');
	style_begin(print, STYLE_GOOD);
	style_wrap(print, title, 0);
	style_end(print);
	bytes_add_byte(&print->out, '\n');
	for (size_t i = 0; i < remedies->list.count; i++) {
		const struct remedy *remedy = &remedies->list.at[i];

		bytes_printf(&print->out, "  %-*s", INDENT - 2, remedy_action_text(remedy->action));
		print_remedy_record(print, report, remedy);
		print_cures(print, remedy);
	}
	if (remedies->outcome) {
		struct arena scratch = { 0 };

		style_wrap(print, arena_printf(&scratch, "  With this in place %s.", remedies->outcome), 2);
		bytes_add_byte(&print->out, '\n');
		arena_release(&scratch);
	}
	print_refusal(print, remedies);
}
