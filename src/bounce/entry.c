/*
 *   entry   = *stamp [ host ] [ facility ] [ program ":" ] message
 *   program = name [ "[" 1*DIGIT "]" ]     a name alone is that of a program known to log mail
 */
#include "bounce/entry.h"

#include "base/ascii.h"
#include "base/bytes.h"
#include "bounce/stamp.h"

#include <string.h>

enum { STAMPS_MOST = 4, WORDS_MOST = 5 };

static size_t word_length(struct slice text, size_t at)
{
	size_t end = at;

	while (end < text.len && !ascii_is_space(text.at[end]))
		end++;
	return end - at;
}

static size_t blanks_length(struct slice text, size_t at)
{
	size_t end = at;

	while (end < text.len && (text.at[end] == ' ' || text.at[end] == '\t'))
		end++;
	return end - at;
}

static bool is_known_program(struct slice name)
{
	static const char *const names[] = { "postfix", "exim", "sendmail", "sm-mta", "sm-msp", "qmail",
		"smtpd", "opensmtpd", "opendmarc", "opendkim", "openarc", "policyd", "policy", "spfpolicy",
		"dovecot", "amavis", "rspamd", "haraka", "splogger", "milter", "dkim", "spamd", "spamass",
		"master", "mail", "smtp", "msmtp", "ssmtp", "nullmailer", "dma", "zimbra", "stalwart",
		"kumod", "mta", "courier", "esmtp", "mimedefang", "postgrey", "postscreen", "tlsproxy",
		"cleanup", "qmgr", "bounce", "error", "local", "lmtp", "pipe", "virtual", "pickup", "anvil",
		"verify", "trivial-rewrite", "proxymap" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (slice_starts_nocase(name, names[i]))
			return true;
	return false;
}

/* The name before "[1234]:" or ":"; empty when the word is no program's. */
static struct slice program_in(struct slice word, bool *ret_numbered)
{
	size_t end = 0, digits;

	*ret_numbered = false;
	while (end < word.len && (ascii_is_alnum(word.at[end]) || strchr("_./-", word.at[end])))
		end++;
	if (!end || end == word.len || !word.at[end])
		return (struct slice){ 0 };
	if (word.at[end] == ':' && end + 1 == word.len)
		return slice_part(word, 0, end);
	if (word.at[end] != '[')
		return (struct slice){ 0 };
	for (digits = end + 1; digits < word.len && ascii_is_alnum(word.at[digits]);)
		digits++;
	*ret_numbered = digits + 2 == word.len && word.at[digits] == ']' && word.at[digits + 1] == ':';
	return slice_part(word, 0, *ret_numbered ? end : 0);
}

/* The program among the first words. Without a time before them it has to be one that is known, with its process. */
static void read_program(struct slice line, struct entry_head *head)
{
	size_t at = head->end;

	for (unsigned words = 0; words < WORDS_MOST; words++) {
		size_t length = word_length(line, at);
		struct slice word = slice_part(line, at, at + length);
		bool numbered;
		struct slice name = program_in(word, &numbered);

		if (!length || (!head->time.len && (words > 1 || ascii_is_digit(word.at[0]))))
			return;
		if (name.len && (head->time.len ? numbered || is_known_program(name)
						: (numbered || slice_starts(name, "postfix/")) &&
							  is_known_program(name))) {
			head->program = name;
			head->end = at + length + blanks_length(line, at + length);
			return;
		}
		if (word.at[length - 1] == ':' && !numbered)
			return; /* the id of a mail, or what an application says */
		at += length + blanks_length(line, at + length);
	}
}

struct entry_head entry_head_of(struct slice line)
{
	struct entry_head head = { 0 };
	size_t length;

	head.end = blanks_length(line, 0);
	for (unsigned i = 0; i < STAMPS_MOST; i++) {
		length = stamp_length(slice_part(line, head.end, line.len), &head.time);
		if (!length)
			break;
		head.end += length;
	}
	read_program(line, &head);
	return head;
}

static void add_part(struct bytes *to, struct slice part, const char *otherwise, const char *behind)
{
	if (part.len)
		bytes_add(to, part);
	else
		bytes_add_text(to, otherwise);
	bytes_add_text(to, behind);
}

struct slice entry_write(struct arena *arena, const struct entry_parts *parts)
{
	struct bytes text = { 0 };
	struct slice entry;

	if (parts->time.len)
		add_part(&text, parts->time, "", " ");
	if (parts->program.len) {
		add_part(&text, parts->host, "-", " ");
		add_part(&text, parts->program, "", "[");
		add_part(&text, parts->process, "0", "]: ");
	}
	bytes_add(&text, parts->message);
	entry = arena_copy(arena, bytes_slice(&text));
	bytes_free(&text);
	return entry;
}

/* "4bG1000001: to=<", as Postfix and Sendmail write it, and "1d0RET-0007Qn-0Y ** " of Exim. */
static bool is_mail_of(struct slice line)
{
	static const char *const behind[] = { "to=", "from=", "client=", "message-id=", "reject",
		"milter-reject", "uid=", "sender", "removed", "host ", "lost ", "conversation ",
		"enabling " };
	static const char *const marks[] = { "<= ", "=> ", "-> ", "** ", "== ", "Completed", "SMTP error" };
	size_t first = blanks_length(line, 0), length = word_length(line, first);
	struct slice word = slice_part(line, first, first + length);
	struct slice rest = slice_part(line, first + length + blanks_length(line, first + length), line.len);

	if (length >= 16 && word.at[6] == '-' && ascii_is_alnum(word.at[0])) {
		for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
			if (slice_starts(rest, marks[i]))
				return true;
	}
	if (length < 7 || word.at[length - 1] != ':')
		return false;
	for (size_t i = 0; i + 1 < length; i++)
		if (!ascii_is_alnum(word.at[i]))
			return false;
	for (size_t i = 0; i < sizeof behind / sizeof *behind; i++)
		if (slice_starts(rest, behind[i]))
			return true;
	return false;
}

bool entry_is_start(struct slice line)
{
	struct entry_head head = entry_head_of(line);
	struct slice message = slice_trim(slice_part(line, head.end, line.len));

	/* A date alone is the end of a field of a header, with the zone's name in parentheses. */
	return head.program.len || (head.time.len && message.len && message.at[0] != '(') || is_mail_of(line);
}
