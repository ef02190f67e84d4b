/* Records are written as they come; the outcomes of questions follow them, those that know most last, as the last one holds. */
#include "input/answer_writer.h"

#include "base/ascii.h"
#include "dns/present.h"

#include <stdlib.h>
#include <string.h>

enum { TTL_NOT_KNOWN = 3600, UNREAD_MOST = 1000 };

static const char marker[] = "; @pasted\n";

uint32_t answer_offset(const struct answer_writer *writer, struct slice part)
{
	return (uint32_t)(part.at - writer->text->bytes.at);
}

static uint32_t end_of(const struct answer_writer *writer, struct slice part)
{
	return answer_offset(writer, part) + (uint32_t)part.len;
}

struct answer_writer answer_writer_begin(struct arena *arena, struct text *text, struct answers *answers)
{
	struct answer_writer writer = {
		.arena = arena, .text = text, .lines = translation_begin(arena, text), .answers = answers
	};

	*answers = (struct answers){ .text = text, .zones = zone_set_new() };
	writer.names = zone_set_new();
	translation_add_text(&writer.lines, marker, 0);
	return writer;
}

/* A name that needs neither escapes nor A-labels is copied as it is. */
static bool is_plain(struct slice name)
{
	for (size_t i = 0; i < name.len; i++)
		if (name.at[i] <= ' ' || name.at[i] > '~' || strchr("\"\\();$@*", name.at[i]))
			return false;
	return true;
}

static void add_name(struct answer_writer *writer, const struct dns_name *name, struct slice written)
{
	uint32_t first = answer_offset(writer, written), end = end_of(writer, written);

	if (is_plain(written)) {
		translation_copy(&writer->lines, first, end);
		if (written.at[written.len - 1] != '.')
			translation_add_text(&writer->lines, ".", end);
	} else {
		translation_add(
			&writer->lines, slice_of(dns_name_absolute_text(writer->arena, name)), first, end);
	}
}

static void add_header(
	struct answer_writer *writer, const struct dns_name *owner, uint32_t ttl, uint16_t type, uint32_t at)
{
	if (ttl > ZONE_TTL_MOST)
		ttl = ZONE_TTL_MOST;
	translation_add_text(&writer->lines,
		arena_printf(writer->arena, " %u IN %s ", ttl, dns_type_text(writer->arena, type)), at);
	writer->answers->records++;
	writer->owner = *owner;
	writer->type = type;
	writer->data = writer->lines.made.len;
}

bool answer_begin_record(struct answer_writer *writer, struct slice owner, uint32_t ttl, uint16_t type)
{
	struct dns_name name;

	if (!owner.len || dns_name_from_unicode(owner, &name) != DNS_NAME_OK)
		return false;
	add_name(writer, &name, owner);
	add_header(writer, &name, ttl, type, end_of(writer, owner));
	return true;
}

void answer_begin_record_of(
	struct answer_writer *writer, const struct asked *asked, uint16_t type, uint32_t at)
{
	struct dns_name root = dns_name_root();
	const struct dns_name *name = asked->has_name ? &asked->name : &root;

	translation_add(&writer->lines, slice_of(dns_name_absolute_text(writer->arena, name)), at, at);
	add_header(writer, name, TTL_NOT_KNOWN, type, at);
	if (!asked->has_name)
		writer->answers->nameless++;
}

void answer_add_data(struct answer_writer *writer, struct slice part)
{
	translation_copy(&writer->lines, answer_offset(writer, part), end_of(writer, part));
}

void answer_add_quoted_data(struct answer_writer *writer, struct slice part)
{
	ptrdiff_t quote;

	while ((quote = slice_find_text(part, "''", 0)) >= 0) {
		answer_add_data(writer, slice_part(part, 0, (size_t)quote + 1));
		part = slice_part(part, (size_t)quote + 2, part.len);
	}
	answer_add_data(writer, part);
}

void answer_begin_text(struct answer_writer *writer, uint32_t at)
{
	translation_add_text(&writer->lines, "\"", at);
	writer->string_len = 0;
}

void answer_add_character(struct answer_writer *writer, struct slice bytes, uint32_t first, uint32_t end)
{
	if (writer->string_len + bytes.len > DNS_STRING_MOST) {
		answer_end_text(writer, first);
		answer_begin_text(writer, first);
	}
	writer->string_len += bytes.len;
	for (size_t i = 0; i < bytes.len; i++) {
		uint8_t escaped[] = { '\\', bytes.at[i] };

		if (bytes.at[i] < ' ' || bytes.at[i] == 0x7f)
			translation_add(&writer->lines,
				slice_of(arena_printf(writer->arena, "\\%03u", bytes.at[i])), first, end);
		else if (bytes.at[i] == '"' || bytes.at[i] == '\\')
			translation_add(&writer->lines, (struct slice){ escaped, 2 }, first, end);
		else if (bytes.len == 1 && end - first == 1)
			translation_copy(&writer->lines, first, end);
		else
			translation_add(&writer->lines, slice_part(bytes, i, i + 1), first, end);
	}
}

void answer_end_text(struct answer_writer *writer, uint32_t at)
{
	translation_add_text(&writer->lines, "\" ", at);
}

void answer_add_text(struct answer_writer *writer, struct slice part)
{
	uint32_t at = answer_offset(writer, part);

	answer_begin_text(writer, at);
	for (uint32_t i = 0; i < part.len; i++)
		answer_add_character(writer, slice_part(part, i, i + 1), at + i, at + i + 1);
	answer_end_text(writer, end_of(writer, part));
}

/* FNV-1a, over the owner's hash and the octets that are no blanks. */
static uint64_t sum_of_record(const struct answer_writer *writer)
{
	uint64_t sum = dns_name_hash(&writer->owner) ^ writer->type;

	for (size_t i = writer->data; i < writer->lines.made.len; i++)
		if (!ascii_is_space(writer->lines.made.at[i]))
			sum = (sum ^ writer->lines.made.at[i]) * 0x100000001b3;
	return sum;
}

void answer_end_record(struct answer_writer *writer, uint32_t at)
{
	if (writer->type != DNS_TYPE_RRSIG) /* it comes or not as the question had it */
		writer->sum += sum_of_record(writer);
	translation_add_text(&writer->lines, "\n", at);
}

void answer_begin_set(struct answer_writer *writer)
{
	writer->sum = 0;
	writer->before = (struct answer_state){ translation_mark(&writer->lines),
		writer->answers->questions.count, writer->answers->records };
}

/* The answer that was told of the question before; NULL for none. */
static const struct answer_set *told_before(
	const struct answer_writer *writer, const struct dns_name *name, uint16_t type)
{
	enum { LOOKED_AT = 1000 };
	size_t count = writer->told.count, first = count > LOOKED_AT ? count - LOOKED_AT : 0;

	for (size_t i = first; i < count; i++)
		if (writer->told.at[i].type == type && dns_name_equal(&writer->told.at[i].name, name))
			return &writer->told.at[i];
	return NULL;
}

void answer_end_set(struct answer_writer *writer, const struct dns_name *name, uint16_t type)
{
	const struct answer_set *first = told_before(writer, name, type);

	if (!first) {
		*arena_append(writer->arena, &writer->told) = (struct answer_set){ *name, type, writer->sum };
		return;
	}
	if (first->sum != writer->sum)
		*arena_append(writer->arena, &writer->answers->differing) =
			(struct answer_question){ *name, type, DNS_ANSWER };
	translation_rewind(&writer->lines, writer->before.lines);
	writer->answers->questions.count = writer->before.questions;
	writer->answers->records = writer->before.records;
}

static uint8_t *mark_of(struct answer_writer *writer, const struct dns_name *name)
{
	size_t number = zone_set_add_name(writer->names, name), size = writer->marks_size;

	while (number >= size)
		size = size ? size * 2 : 256;
	if (size > writer->marks_size) {
		writer->marks = xrealloc(writer->marks, size);
		memset(writer->marks + writer->marks_size, 0, size - writer->marks_size);
		writer->marks_size = size;
	}
	return &writer->marks[number];
}

enum { LISTED = 1, TARGET = 2, SELECTOR = 4, MAILED = 8, INCLUDED = 16 };

void answer_note(
	struct answer_writer *writer, const struct dns_name *name, uint16_t type, enum dns_outcome outcome)
{
	*arena_append(writer->arena, &writer->answers->questions) =
		(struct answer_question){ *name, type, outcome };
	if (type == DNS_TYPE_MX)
		*mark_of(writer, name) |= MAILED;
}

void answer_note_asked(struct answer_writer *writer, const struct asked *asked, enum dns_outcome outcome)
{
	if (asked->has_name)
		answer_note_domain(writer, &asked->name);
	if (asked->has_name && dns_outcome_has_no_name(outcome))
		answer_note(writer, &asked->name, ANSWER_EVERY_TYPE, outcome);
	else if (asked->has_name && asked->type)
		answer_note(writer, &asked->name, asked->type, outcome);
	else
		writer->answers->nameless++;
}

/* Labels below which the records of a domain stand; other names with an underscore, as _spf.example.com, are names of their own. */
static bool is_service(struct slice label)
{
	static const char *const labels[] = { "_dmarc", "_domainkey", "_mta-sts", "_tls", "_bimi", "_adsp",
		"_report", "_tcp", "_domainconnect" };

	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
		if (slice_is_nocase(label, labels[i]))
			return true;
	return false;
}

/* "_dmarc.example.com", "s1._domainkey.example.com": the domain is what follows the last of these labels. */
static struct dns_name domain_of(const struct dns_name *name)
{
	unsigned labels = dns_name_labels(name), below = labels;
	struct dns_name rest = *name;

	for (unsigned i = 0; i < labels; i++, rest = dns_name_parent(&rest))
		if (is_service(dns_name_first_label(&rest)))
			below = labels - i - 1;
	return dns_name_suffix(name, below);
}

/* "s1._domainkey.example.com"; a selector may have dots in it. */
static void note_selector(struct answer_writer *writer, const struct dns_name *name)
{
	unsigned labels = dns_name_labels(name), kept = labels;
	struct dns_name at = *name, selector = *name;

	for (; kept && !slice_is_nocase(dns_name_first_label(&at), "_domainkey"); kept--)
		at = dns_name_parent(&at);
	if (!kept || kept == labels || *mark_of(writer, name) & SELECTOR)
		return;
	*mark_of(writer, name) |= SELECTOR;
	selector.len = (uint8_t)(name->len - at.len + 1);
	selector.wire[selector.len - 1] = 0;
	*arena_append(writer->arena, &writer->answers->selectors) =
		(struct answer_selector){ dns_name_parent(&at), dns_name_text(writer->arena, &selector) };
}

void answer_note_domain(struct answer_writer *writer, const struct dns_name *name)
{
	struct dns_name domain = domain_of(name);

	if (domain.len == 1 || *mark_of(writer, name) & TARGET)
		return;
	note_selector(writer, name);
	if (!dns_name_equal(&domain, name))
		*mark_of(writer, &domain) |= MAILED;
	if (*mark_of(writer, &domain) & LISTED)
		return;
	*mark_of(writer, &domain) |= LISTED;
	*arena_append(writer->arena, &writer->answers->domains) = domain;
}

void answer_note_target(struct answer_writer *writer, const struct dns_name *name)
{
	*mark_of(writer, name) |= TARGET;
}

void answer_note_unread(struct answer_writer *writer, struct slice line)
{
	if (writer->answers->unread.count < UNREAD_MOST)
		*arena_append(writer->arena, &writer->answers->unread) =
			(struct span){ answer_offset(writer, line), end_of(writer, line) };
}

/* How much an outcome knows: what was answered once is known, whatever was not answered at another time. */
static int rank_of(enum dns_outcome outcome)
{
	if (dns_outcome_has_records(outcome))
		return 2;
	return dns_outcome_is_answer(outcome) ? 1 : 0;
}

static void add_questions(struct answer_writer *writer, int rank)
{
	const struct answers *answers = writer->answers;

	for (size_t i = 0; i < answers->questions.count; i++) {
		const struct answer_question *question = &answers->questions.at[i];
		struct arena scratch = { 0 };

		if (rank_of(question->outcome) == rank)
			translation_add_text(&writer->lines,
				arena_printf(&scratch, "; @answer %s %s %s\n",
					dns_name_absolute_text(&scratch, &question->name),
					question->type ? dns_type_text(&scratch, question->type) : "*",
					dns_outcome_word(question->outcome)),
				0);
		arena_release(&scratch);
	}
}

/* Names that the SPF records lead to. */
static void mark_included(struct answer_writer *writer)
{
	static const char *const starts[] = { "include:", "redirect=" };
	struct slice lines = bytes_slice(&writer->lines.made);

	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
		for (ptrdiff_t at = 0; (at = slice_find_text(lines, starts[i], (size_t)at)) >= 0;) {
			size_t first = (size_t)at + strlen(starts[i]), end = first;
			struct dns_name name;

			while (end < lines.len && !ascii_is_space(lines.at[end]) && lines.at[end] != '"')
				end++;
			at = (ptrdiff_t)end;
			if (dns_name_from_unicode(slice_part(lines, first, end), &name) == DNS_NAME_OK)
				*mark_of(writer, &name) |= INCLUDED;
		}
	}
}

/* Of a name that another record includes no more was asked for its own sake than its text. */
static void drop_included(struct answer_writer *writer)
{
	struct answers *answers = writer->answers;
	size_t kept = 0;

	mark_included(writer);
	for (size_t i = 0; i < answers->domains.count; i++)
		if ((*mark_of(writer, &answers->domains.at[i]) & (MAILED | INCLUDED)) != INCLUDED)
			answers->domains.at[kept++] = answers->domains.at[i];
	if (kept)
		answers->domains.count = kept;
}

void answer_writer_finish(struct answer_writer *writer)
{
	struct answers *answers = writer->answers;
	struct dns_name root = dns_name_root();

	for (int rank = 0; rank <= 2; rank++)
		add_questions(writer, rank);
	drop_included(writer);
	answers->lines = translation_finish(&writer->lines);
	zone_set_read(answers->zones, answers->lines, &root);
	zone_set_free(writer->names);
	free(writer->marks);
}
