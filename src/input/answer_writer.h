/*
 * What the readers of answers have in common: they hand over records and outcomes of questions as they come to them, and this writes the
 * lines.
 */
#ifndef MAILAUTH_INPUT_ANSWER_WRITER_H
#define MAILAUTH_INPUT_ANSWER_WRITER_H

#include "input/answers.h"
#include "text/translation.h"

/* A question, as far as it is known. */
struct asked {
	bool has_name;
	struct dns_name name;
	uint32_t at;   /* where the name is written */
	uint16_t type; /* 0 when it is not known */
};

/* An answer as a whole. */
struct answer_set {
	struct dns_name name;
	uint16_t type;
	uint64_t sum;
};

/* How far everything was before an answer. */
struct answer_state {
	struct translation_mark lines;
	size_t questions, records;
};

struct answer_writer {
	struct arena *arena;
	struct text *text;
	struct translation lines;
	struct answers *answers;
	size_t string_len;     /* of the string that is being written */
	struct dns_name owner; /* of the record that is being written, or was last */
	uint16_t type;
	struct zone_set *names; /* numbers for them */
	uint8_t *marks;		/* by number */
	size_t marks_size;
	size_t data;  /* where the data of the record begins in the lines */
	uint64_t sum; /* of the data of all records since answer_begin_set(), in whatever order */
	ARENA_LIST(struct answer_set) told;
	struct answer_state before; /* the set that is being told */
};

/* The offset of a slice of the text. */
uint32_t answer_offset(const struct answer_writer *writer, struct slice part);

/*
 * Begins a record: the owner is a part of the text, in any form in which tools print names. The RDATA follows, then answer_end_record().
 * False, with nothing begun, when it is no name.
 */
bool answer_begin_record(struct answer_writer *writer, struct slice owner, uint32_t ttl, uint16_t type);

/* The same for an owner that the record itself does not tell; the root when it is not known. `at` is where the record is. */
void answer_begin_record_of(
	struct answer_writer *writer, const struct asked *asked, uint16_t type, uint32_t at);

/* RDATA in the form of master files, a part of the text. */
void answer_add_data(struct answer_writer *writer, struct slice part);

/* The same, of which each ' is written twice (YAML 1.2 section 7.3.2). */
void answer_add_quoted_data(struct answer_writer *writer, struct slice part);

/* A text without quotes, cut into strings of 255 octets: character by character, between answer_begin_text() and answer_end_text(). */
void answer_begin_text(struct answer_writer *writer, uint32_t at);
void answer_add_character(struct answer_writer *writer, struct slice bytes, uint32_t first, uint32_t end);
void answer_end_text(struct answer_writer *writer, uint32_t at);

/* The whole of it. */
void answer_add_text(struct answer_writer *writer, struct slice part);

void answer_end_record(struct answer_writer *writer, uint32_t at);

/*
 * Between these is one answer to a question. One that was answered before is taken back; when it differs from the first one, that is
 * noted.
 */
void answer_begin_set(struct answer_writer *writer);
void answer_end_set(struct answer_writer *writer, const struct dns_name *name, uint16_t type);

/* How a question ended. */
void answer_note(
	struct answer_writer *writer, const struct dns_name *name, uint16_t type, enum dns_outcome outcome);

/* The same for one that may not be known: then it counts as nameless. */
void answer_note_asked(struct answer_writer *writer, const struct asked *asked, enum dns_outcome outcome);

/* That the name is a domain's, or of a record of one: _dmarc.example.com is of example.com. */
void answer_note_domain(struct answer_writer *writer, const struct dns_name *name);

/* That an alias leads to the name: it is no domain of its own, if it is not one already. */
void answer_note_target(struct answer_writer *writer, const struct dns_name *name);

/* A line that may hold a record, and could not be read. */
void answer_note_unread(struct answer_writer *writer, struct slice line);

/* Begins and ends the whole. */
struct answer_writer answer_writer_begin(struct arena *arena, struct text *text, struct answers *answers);
void answer_writer_finish(struct answer_writer *writer);

#endif
