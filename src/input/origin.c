/*
 * First the whole text is looked through for what may name its zone, then the witnesses are compared. The root, and a name that is
 * another one twice (example.com.example.com), come from missing final dots: they are no witnesses.
 */
#include "input/origin.h"

#include "base/bytes.h"
#include "base/escape.h"
#include "input/entries.h"
#include "input/header.h"

#include <stdlib.h>
#include <string.h>

enum {
	LOOKED_AT = 1024 * 1024, /* octets at the start of a text */
	APEXES_MOST = 32,
	LINES_SHOWN = 10,
	LABELS_LEAST = 2, /* of a zone that names alone can tell */
};

/* A name as the text writes it, and as a server completes it where that can be told. */
struct written {
	bool found;
	bool absolute;
	bool is_exchange;
	struct zone_token token;
	struct slice word;
	struct dns_name name; /* as if it ended in a dot, when it is not absolute */
};

struct scan {
	struct text head;
	uint32_t start_at; /* after a byte order mark */
	struct input_header header;
	struct written directive; /* the first $ORIGIN before any SOA but that of the root */
	bool root_directive;
	struct written start;		     /* the owner of the first SOA */
	bool start_is_apex;		     /* it is written as @, or left to $ORIGIN */
	struct dns_name apexes[APEXES_MOST]; /* of all SOA records whose owner is certain */
	size_t apex_count;
	bool has_shared;
	struct dns_name shared;	      /* what all absolute owners end in */
	struct dns_name home;	      /* the first absolute owner of NS records */
	bool has_home, home_has_mail; /* it has TXT or MX records as well: it is no delegation */
	bool has_absolute;	      /* any name ends in a dot */
	size_t records;
};

static bool is_absolute(struct slice word)
{
	return word.len && word.at[word.len - 1] == '.' && (word.len < 2 || word.at[word.len - 2] != '\\');
}

static bool has_inner_dot(struct slice word)
{
	return slice_find(slice_part(word, 0, word.len - 1), '.', 0) > 0;
}

static bool read_written(const struct scan *scan, struct zone_token token, struct written *ret)
{
	struct slice word = slice_part(scan->head.bytes, token.first, token.end);

	*ret = (struct written){ .token = token, .word = word, .absolute = is_absolute(word) };
	ret->found = word.len && dns_name_from_text(word, NULL, &ret->name) == DNS_NAME_OK;
	return ret->found;
}

static struct dns_name common_suffix(const struct dns_name *a, const struct dns_name *b)
{
	struct dns_name suffix = *a;

	while (!dns_name_is_under(b, &suffix))
		suffix = dns_name_parent(&suffix);
	return suffix;
}

/* Names such as _dmarc and s1._domainkey belong to the domain above them. */
static struct dns_name without_underscores(const struct dns_name *name)
{
	unsigned keep = dns_name_labels(name);
	struct dns_name at = *name;

	for (; at.len > 1; at = dns_name_parent(&at)) {
		struct slice label = dns_name_first_label(&at);

		if (label.at[0] == '_' || slice_is(label, "*"))
			keep = dns_name_labels(&at) - 1;
	}
	return dns_name_suffix(name, keep);
}

static void share(struct scan *scan, const struct dns_name *owner)
{
	struct dns_name domain = without_underscores(owner);

	scan->shared = scan->has_shared ? common_suffix(&scan->shared, &domain) : domain;
	scan->has_shared = true;
}

/* The owner of a record, where the $ORIGIN in force is known to be absolute or not to matter. */
static bool owner_of(const struct written *owner, const struct written *origin, struct dns_name *ret_name)
{
	if (owner->absolute) {
		*ret_name = owner->name;
		return true;
	}
	return origin->found && origin->absolute &&
	       dns_name_from_text(owner->word, &origin->name, ret_name) == DNS_NAME_OK;
}

static void scan_start(struct scan *scan, const struct entry *entry, const struct written *origin)
{
	struct written owner;
	struct dns_name name;

	if (!entry->owner.end || !read_written(scan, entry->owner, &owner))
		return;
	if (!scan->start.found) {
		scan->start = owner;
		scan->start_is_apex = slice_is(owner.word, "@");
	}
	if (scan->apex_count < APEXES_MOST && owner_of(&owner, origin, &name))
		scan->apexes[scan->apex_count++] = name;
}

static bool is_origin_line(const struct scan *scan, const struct entry *entry)
{
	return entry->is_directive && entry->data.end &&
	       slice_is_nocase(slice_part(scan->head.bytes, entry->owner.first, entry->owner.end), "$ORIGIN");
}

/* Takes the operand of a $ORIGIN line, completed with the $ORIGIN before it where that is certain. */
static bool read_origin(const struct scan *scan, const struct entry *entry, struct written *origin)
{
	struct written before = *origin;

	if (!read_written(scan, entry->data, origin))
		return false;
	if (before.found && before.absolute && !origin->absolute)
		origin->absolute =
			dns_name_from_text(origin->word, &before.name, &origin->name) == DNS_NAME_OK;
	return true;
}

/* Names in the data are those of types whose data is a name, or begins or ends with one. */
static void note_absolute(struct scan *scan, const struct entry *entry)
{
	struct zone_token names[] = { entry->owner, entry->data, entry->last };
	bool targets = entry->type == DNS_TYPE_SOA || entry->type == DNS_TYPE_NS ||
		       entry->type == DNS_TYPE_MX || entry->type == DNS_TYPE_CNAME;

	for (size_t i = 0; i < (targets ? 3 : 1); i++)
		scan->has_absolute = scan->has_absolute ||
				     is_absolute(slice_part(scan->head.bytes, names[i].first, names[i].end));
}

/* Records of an absolute name. NS records come first in the zones that hosting panels write. */
static void note_home(struct scan *scan, const struct entry *entry, const struct dns_name *owner)
{
	if (entry->type == DNS_TYPE_NS && !scan->has_home) {
		scan->home = *owner;
		scan->has_home = true;
	} else if (scan->has_home && (entry->type == DNS_TYPE_TXT || entry->type == DNS_TYPE_MX)) {
		scan->home_has_mail = scan->home_has_mail || dns_name_equal(owner, &scan->home);
	}
}

static void scan_entry(struct scan *scan, const struct entry *entry, struct written *origin)
{
	struct written owner;
	struct dns_name name;

	if (entry->is_directive) {
		bool first = !origin->found && !scan->start.found && !scan->records;

		if (!is_origin_line(scan, entry) || !read_origin(scan, entry, origin))
			return;
		scan->root_directive = scan->root_directive || (first && origin->name.len == 1);
		if (!scan->directive.found && !scan->start.found && origin->name.len > 1)
			scan->directive = *origin;
		return;
	}
	scan->records++;
	note_absolute(scan, entry);
	if (entry->type == DNS_TYPE_SOA)
		scan_start(scan, entry, origin);
	else if (entry->owner.end && read_written(scan, entry->owner, &owner) &&
		 owner_of(&owner, origin, &name)) {
		share(scan, &name);
		note_home(scan, entry, &name);
	}
}

static struct scan scan_text(const struct text *text)
{
	struct scan scan = { .shared = dns_name_root(),
		.head = text_of(text->name, slice_part(text->bytes, 0, LOOKED_AT)),
		.header = input_header_read(text) };
	struct zone_lexer lexer = { .text = &scan.head };
	struct written origin = { 0 };
	struct entry entry;

	scan.start_at = slice_starts(text->bytes, "\xef\xbb\xbf") ? 3 : 0;
	lexer.at = scan.start_at;
	while (entry_next(&lexer, &entry))
		scan_entry(&scan, &entry, &origin);
	return scan;
}

/* A zone's name twice: X of X.X, when X has two labels at least. */
static bool half_of(const struct dns_name *name, struct dns_name *ret_half)
{
	unsigned labels = dns_name_labels(name);
	struct dns_name once;

	*ret_half = dns_name_suffix(name, labels / 2);
	return labels >= 2 * LABELS_LEAST && labels % 2 == 0 &&
	       dns_name_without_second_zone(name, ret_half, &once);
}

struct finder {
	struct arena *arena;
	struct text *text;
	const struct scan *scan;
	const struct origin_wish *wish;
	struct input_origin *found;
	struct dns_name file; /* the name that the file's name tells */
	bool has_file;
};

static const char *shown(const struct finder *finder, const struct dns_name *name)
{
	return dns_name_text(finder->arena, name);
}

static void refuse(struct finder *finder, const char *one, const struct dns_name *first, const char *other,
	const struct dns_name *second)
{
	finder->found->refusal = arena_printf(finder->arena,
		"conflicting zone names, so the file was not checked: %s %s, but %s %s", one,
		shown(finder, first), other, shown(finder, second));
}

static void note(struct finder *finder, struct zone_token token, const char *message)
{
	finder->found->note = message;
	finder->found->note_kind =
		finder->found->dialect.is_export ? ZONE_FAULT_EXPORT_ORIGIN : ZONE_FAULT_ORIGIN;
	finder->found->place = (struct text_place){ finder->text, token.first, token.end };
}

static bool is_apex(const struct scan *scan, const struct dns_name *name)
{
	for (size_t i = 0; i < scan->apex_count; i++)
		if (dns_name_equal(&scan->apexes[i], name))
			return true;
	return false;
}

/* What the user or the header says; NULL when neither does. */
static const struct dns_name *told(const struct finder *finder)
{
	if (finder->wish->origin)
		return finder->wish->origin;
	return finder->scan->header.has_zone ? &finder->scan->header.zone : NULL;
}

static const char *told_by(const struct finder *finder)
{
	return finder->wish->origin ? "--origin says" : "the header of the file says";
}

/* The owner or target of an entry, when it ends in the zone's name and lacks its final dot. */
static bool find_whole_name(
	const struct scan *scan, const struct entry *entry, const struct dns_name *zone, struct written *ret)
{
	bool targets = entry->type == DNS_TYPE_MX || entry->type == DNS_TYPE_NS ||
		       entry->type == DNS_TYPE_CNAME || entry->type == DNS_TYPE_PTR;

	if (entry->is_directive && is_origin_line(scan, entry))
		return read_written(scan, entry->data, ret) && !ret->absolute &&
		       dns_name_is_under(&ret->name, zone);
	if (entry->is_directive)
		return false;
	if (entry->owner.end && read_written(scan, entry->owner, ret) && !ret->absolute &&
		dns_name_is_under(&ret->name, zone))
		return true;
	if (!targets || !entry->last.end || !read_written(scan, entry->last, ret))
		return false;
	ret->is_exchange = entry->type == DNS_TYPE_MX;
	return !ret->absolute && dns_name_is_under(&ret->name, zone);
}

/* Lines in which a name ends in the zone's name and lacks its final dot, as text: "lines 3, 4, 9". */
static const char *whole_names(const struct finder *finder, size_t *ret_count, struct written *ret_first)
{
	const struct scan *scan = finder->scan;
	const struct dns_name *zone = &finder->found->dialect.zone;
	struct text head = scan->head;
	struct zone_lexer lexer = { .text = &head, .at = scan->start_at };
	struct written origin = { 0 }, name;
	const char *lines = "";
	struct entry entry;

	for (*ret_count = 0; entry_next(&lexer, &entry);) {
		bool elsewhere = origin.found && origin.absolute && !dns_name_is_under(&origin.name, zone);

		if (is_origin_line(scan, &entry))
			read_origin(scan, &entry, &origin);
		if (elsewhere || !find_whole_name(scan, &entry, zone, &name))
			continue;
		if (!*ret_count)
			*ret_first = name;
		if ((*ret_count)++ < LINES_SHOWN)
			lines = arena_printf(finder->arena, "%s%s%u", lines, *lines ? ", " : "",
				text_position(&head, name.token.first).line);
	}
	free(head.line_starts);
	return arena_printf(finder->arena, "line%s %s%s", plural(*ret_count), lines,
		*ret_count > LINES_SHOWN ? ", ..." : "");
}

/* The names of the file lack their final dots, and are read as if they had them. */
static void take_whole(
	struct finder *finder, const struct dns_name *zone, const struct written *at, const char *what)
{
	struct input_origin *found = finder->found;
	struct written first;
	const char *lines;
	size_t count;

	found->dialect.zone = *zone;
	found->dialect.names_are_whole = true;
	found->dialect.targets_are_whole = found->dialect.targets_are_whole || !finder->scan->has_absolute;
	lines = whole_names(finder, &count, &first);
	note(finder, at->token,
		arena_printf(finder->arena,
			"%s \"%s\" has no final dot, so name servers read it as %s.%s%s; checked as %s", what,
			escape_copy(finder->arena, at->word), shown(finder, &at->name), shown(finder, zone),
			count > 1 ? arena_printf(finder->arena, " (%s)", lines) : "", shown(finder, zone)));
}

/* "$ORIGIN example.com", before an SOA record whose owner it is. True when that was it. */
static bool take_directive_without_dot(struct finder *finder)
{
	const struct written *directive = &finder->scan->directive;
	const struct dns_name *says = told(finder);

	if (!directive->found || directive->absolute || !has_inner_dot(directive->word))
		return false;
	if (says && !dns_name_equal(says, &directive->name)) {
		if (!finder->scan->start_is_apex || finder->wish->origin)
			return false;
		refuse(finder, told_by(finder), says, "$ORIGIN is", &directive->name);
		return true;
	}
	if (finder->has_file && !dns_name_equal(&finder->file, &directive->name) &&
		!finder->scan->start_is_apex)
		return false;
	take_whole(finder, &directive->name, directive, "$ORIGIN");
	return true;
}

/* True when other records have names at or below it, as absolute ones or without final dots, too. */
static bool is_shared(const struct finder *finder, const struct dns_name *zone)
{
	struct dns_name kept = finder->found->dialect.zone;
	struct written first;
	size_t count;

	if (finder->scan->has_shared && dns_name_is_under(&finder->scan->shared, zone))
		return true;
	finder->found->dialect.zone = *zone;
	whole_names(finder, &count, &first);
	finder->found->dialect.zone = kept;
	return count > 1;
}

/* An SOA record whose owner lacks its final dot. True when that was it. */
static bool take_start_without_dot(struct finder *finder)
{
	const struct written *start = &finder->scan->start;
	const struct dns_name *says = told(finder);

	if (!start->found || start->absolute || finder->scan->apex_count || finder->scan->directive.found ||
		!has_inner_dot(start->word))
		return false;
	if (says && !dns_name_equal(says, &start->name)) {
		if (finder->wish->origin && dns_name_labels(says) < LABELS_LEAST)
			return false;
		refuse(finder, told_by(finder), says, "the SOA record is for", &start->name);
		return true;
	}
	if (!says && finder->has_file && !dns_name_equal(&finder->file, &start->name) &&
		!is_shared(finder, &start->name))
		return false;
	take_whole(finder, &start->name, start, "the owner of the SOA record");
	return true;
}

/* A name that is another one twice is right only where the names of all records say the same, and nothing else does. */
static bool is_false_double(
	const struct finder *finder, const struct dns_name *apex, const struct dns_name *half)
{
	const struct scan *scan = finder->scan;
	const struct dns_name *says = told(finder);

	if (says)
		return dns_name_equal(says, half);
	return (finder->has_file && dns_name_equal(&finder->file, half)) || !scan->has_shared ||
	       !dns_name_is_under(&scan->shared, apex);
}

/* An SOA record of the root: of the zone that the other witnesses name, whose $ORIGIN was lost. */
static bool take_root(struct finder *finder)
{
	const struct scan *scan = finder->scan;
	const struct dns_name *says = told(finder);
	struct zone_dialect *dialect = &finder->found->dialect;

	if (says)
		dialect->zone = *says;
	else if (dns_name_labels(&scan->shared) >= LABELS_LEAST)
		dialect->zone = scan->shared;
	else if (finder->has_file)
		dialect->zone = finder->file;
	else
		return false;
	if (dialect->zone.len > 1) {
		dialect->root_is_zone = dialect->names_are_whole = dialect->targets_are_whole = true;
		note(finder, scan->start.token,
			arena_printf(finder->arena,
				"the owner of the SOA record is the root (\".\"); checked as %s",
				shown(finder, &dialect->zone)));
	}
	return true;
}

/* An SOA record at the root, or at the zone's name twice. True when that was it. */
static bool take_false_apex(struct finder *finder)
{
	const struct scan *scan = finder->scan;
	const struct dns_name *apex = &scan->apexes[0];
	struct zone_dialect *dialect = &finder->found->dialect;
	struct dns_name half;

	if (!scan->apex_count)
		return false;
	if (half_of(apex, &half) && is_false_double(finder, apex, &half)) {
		dialect->zone = half;
		dialect->names_are_whole = true;
		note(finder, scan->start.token,
			arena_printf(finder->arena,
				"the owner of the SOA record is %s, the zone name twice; checked as %s",
				shown(finder, apex), shown(finder, &half)));
		return true;
	}
	return apex->len == 1 && take_root(finder);
}

/* An SOA record with a certain owner. */
static bool take_apex(struct finder *finder)
{
	const struct scan *scan = finder->scan;
	const struct dns_name *says = told(finder);

	if (!scan->apex_count)
		return false;
	if (says && !is_apex(scan, says) && !(finder->wish->origin && finder->wish->of_several))
		refuse(finder, told_by(finder), says, "the SOA record is for", &scan->apexes[0]);
	finder->found->dialect.zone = scan->apexes[0];
	return true;
}

/* "@ SOA", and below it the absolute names of one zone: that of its NS and mail records, in which all others end. */
static bool is_home(const struct scan *scan)
{
	return scan->start_is_apex && scan->home_has_mail && !scan->directive.found &&
	       dns_name_labels(&scan->home) >= LABELS_LEAST && dns_name_equal(&scan->home, &scan->shared);
}

/* No SOA record tells. */
static void take_weak(struct finder *finder)
{
	const struct scan *scan = finder->scan;
	const struct dns_name *says = told(finder);
	struct dns_name *zone = &finder->found->dialect.zone;
	bool needs = zone_text_needs_origin(finder->text);
	bool shared = scan->has_shared && dns_name_labels(&scan->shared) >= LABELS_LEAST;

	*zone = dns_name_root();
	if (says)
		*zone = *says;
	else if (finder->has_file && (needs || scan->directive.found || !shared ||
					     dns_name_is_under(&scan->shared, &finder->file)))
		*zone = finder->file;
	else if (finder->wish->domain)
		*zone = *finder->wish->domain;
	else if ((!needs && !scan->directive.found && shared) || is_home(scan))
		*zone = scan->shared;
	else if (needs)
		finder->found->refusal =
			"the zone name is not known, because the file has relative names and no $ORIGIN; "
			"set it with --origin";
	if (says && scan->header.has_zone && scan->directive.found && scan->directive.absolute &&
		!dns_name_is_under(&scan->directive.name, says) && says == &scan->header.zone)
		refuse(finder, told_by(finder), says, "$ORIGIN is", &scan->directive.name);
}

/* Names that look absolute, and that name servers complete: the zone's name is in them twice. */
static void note_doubled_names(struct finder *finder)
{
	const char *lines, *more = "";
	struct written first;
	size_t count;

	if (finder->found->note || finder->found->refusal || finder->found->dialect.zone.len == 1)
		return;
	lines = whole_names(finder, &count, &first);
	if (!count || (count == 1 && first.is_exchange)) /* of which a rule about MX records tells */
		return;
	if (count > 1)
		more = arena_printf(finder->arena, " (names without a final dot: %s)", lines);
	finder->found->note = arena_printf(finder->arena, "\"%s\" has no final dot, so it ends in %s.%s%s",
		escape_copy(finder->arena, first.word), shown(finder, &finder->found->dialect.zone),
		shown(finder, &finder->found->dialect.zone), more);
	finder->found->note_kind = ZONE_FAULT_FINAL_DOT;
	finder->found->place = (struct text_place){ finder->text, first.token.first, first.token.end };
}

struct input_origin input_origin_find(struct arena *arena, struct text *text, const struct origin_wish *wish)
{
	const struct scan scan = scan_text(text);
	struct input_origin found = { .dialect = scan.header.dialect };
	struct finder finder = { .arena = arena, .text = text, .scan = &scan, .wish = wish, .found = &found };

	finder.has_file = zone_origin_of_path(text->name, &finder.file);
	found.dialect.knows_aliases = found.dialect.knows_aliases || scan.root_directive;
	if (!take_directive_without_dot(&finder) && !take_start_without_dot(&finder) &&
		!take_false_apex(&finder) && !take_apex(&finder))
		take_weak(&finder);
	note_doubled_names(&finder);
	return found;
}
