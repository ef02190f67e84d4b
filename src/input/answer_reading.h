/*
 * The state of a reader of printed answers, which goes line by line. Each family of tools has a function that takes the lines that are
 * its own, and tells whether it did.
 */
#ifndef MAILAUTH_INPUT_ANSWER_READING_H
#define MAILAUTH_INPUT_ANSWER_READING_H

#include "input/answer_writer.h"

/* The parts of a message as dig, kdig, drill, delv and `host -a` print it. */
enum message_part { PART_NONE, PART_QUESTION, PART_ANSWER, PART_OTHER };

/* A message that is being read. */
struct printed_message {
	bool open;
	enum message_part part;
	enum dns_outcome outcome; /* by its status */
	bool truncated, recursive;
	struct asked question;
	struct dns_name end; /* of the aliases */
	size_t records;	     /* of the wanted type, at that name */
};

/* What a shell command says that was asked for. */
struct command {
	struct asked asked;
	bool is_short; /* dig +short */
	bool failed;   /* a server was not reached, and nothing was printed since */
};

/* An object of Resolve-DnsName | Format-List, or a row of its table. */
struct powershell_object {
	bool open, table; /* rows of a table may follow */
	struct slice name, section, preference;
	uint32_t ttl;
	uint16_t type;
	ARENA_LIST(struct slice) value; /* its data, which may go over several lines */
	bool in_value;			/* the last field was the data */
};

/* Aliases that were printed one after the other, without a question. */
struct alias_chain {
	bool open;
	struct dns_name first, end;
};

struct answer_reader {
	struct answer_writer writer;
	struct slice rest; /* the lines that are not read yet */
	struct command command;
	struct asked alias; /* the end of the aliases that dig +short printed */
	struct alias_chain chain;
	struct printed_message message;
	bool in_text, has_string; /* of Windows' nslookup: strings follow */
	bool yaml;		  /* of dig +yaml */
	struct powershell_object object;
	unsigned not_json; /* lines that begin as JSON does, and are none */
};

/* The next line, without its line end and the blanks at its end. False at the end. */
bool answer_next_line(struct answer_reader *reader, struct slice *ret_line);

/* The next word; *rest is what follows, without the blanks between. */
struct slice answer_word(struct slice *rest);

/* True for a word that may be a name with a dot in it, and is no address. */
bool answer_is_name(struct slice word);

/* Reads a type, ANY among them. False, with *ret_type undefined, when it is none. */
bool answer_type(struct slice word, uint16_t *ret_type);

enum { ANSWER_TYPE_ANY = 255 }; /* RFC 1035 section 3.2.3 */

/* What is after the first occurrence of a text; empty when it is not there. *ret_before is what is before. */
struct slice answer_after(struct slice line, const char *text, struct slice *ret_before);

/* Makes the name of a question. False when it is none. */
bool answer_set_name(const struct answer_reader *reader, struct asked *asked, struct slice name);

/* How a line of a master file ends: within quotes, and with how many parentheses open. */
struct line_state {
	bool quoted;
	unsigned depth;
	size_t comment; /* where a comment begins, or the length */
};

/* Goes on with the state of the line before. */
void answer_scan_line(struct line_state *state, struct slice line);

/* A record in the answer of a message, or of none: its outcome, and the domain that it is of, are noted. */
void answer_note_record(struct answer_reader *reader);

/* That the record that was just written is a CNAME record with this target. */
void answer_note_alias(struct answer_reader *reader, struct slice target);

/* How a question ended that no message tells: that of the name before the aliases ended so, too. */
void answer_note_outcome(struct answer_reader *reader, const struct asked *asked, enum dns_outcome outcome);

/*
 * Adds the data of a record, in the form of master files. A parenthesis or a quote that is open at the end of the line goes on in the
 * next one: the quote was broken by a terminal or a mail program. `yaml`: each ' is written twice.
 */
void answer_add_lines(struct answer_reader *reader, struct slice data, bool yaml);

/* The families. */
bool answer_read_string(struct answer_reader *reader, struct slice line);
bool answer_read_command(struct answer_reader *reader, struct slice line);
bool answer_read_message_line(struct answer_reader *reader, struct slice line);
bool answer_read_yaml(struct answer_reader *reader, struct slice line);
bool answer_read_record(struct answer_reader *reader, struct slice line);
bool answer_read_short(struct answer_reader *reader, struct slice line);
bool answer_read_host(struct answer_reader *reader, struct slice line);
bool answer_read_nslookup(struct answer_reader *reader, struct slice line);
bool answer_read_resolvectl(struct answer_reader *reader, struct slice line);
bool answer_read_powershell(struct answer_reader *reader, struct slice line);
bool answer_read_json(struct answer_reader *reader, struct slice line);

/* No server was reached for what the last command asked. */
void answer_note_failure(struct answer_reader *reader);

/* A message begins, whose status is this outcome. */
void answer_open_message(struct answer_reader *reader, enum dns_outcome outcome);

/* End what may be open: a message, an object of PowerShell, a text of Windows' nslookup. */
void answer_close_message(struct answer_reader *reader);
void answer_close_object(struct answer_reader *reader);
void answer_close_text(struct answer_reader *reader);

#endif
