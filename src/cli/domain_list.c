/* One domain a line; blank lines and what follows a # are passed over. */
#include "cli/domain_list.h"

#include "base/escape.h"
#include "input/operand.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	LINE_LONGEST = 64 * 1024,
	REMEMBERED_MOST = 512 * 1024, /* domains, to tell those that come again */
	REPEATED_SAID = 3,
	WAIT_MS = 200,
	ASIDE_MOST = 100 * 1000, /* domains: more than are under way at a time */
	PASSED_MOST = 4096,	 /* lines without a domain, before somebody else has a turn */
};

static bool is_file(int file, uint64_t *ret_start)
{
	struct stat status;
	off_t start = lseek(file, 0, SEEK_CUR);

	*ret_start = start > 0 ? (uint64_t)start : 0;
	return start >= 0 && fstat(file, &status) == 0 && S_ISREG(status.st_mode);
}

/* Standard input is read once. */
static bool has_standard_input(const struct domain_list *list)
{
	for (size_t i = 0; i < list->parts.count; i++)
		if (list->parts.at[i].name && list->parts.at[i].lines.file == STDIN_FILENO)
			return true;
	return false;
}

/* What a line says, without comment and blanks; empty for nothing. */
static struct slice word_of_line(struct slice line, uint64_t number)
{
	if (number == 1 && slice_starts(line, "\xef\xbb\xbf"))
		line = slice_part(line, 3, line.len);
	if (slice_find(line, '#', 0) >= 0)
		line = slice_part(line, 0, (size_t)slice_find(line, '#', 0));
	return slice_trim(line);
}

/* One that is judged again is said, the first times at its place. It may come again with another selector. */
static void note_seen(struct domain_list *list, const char *where, const struct listed_domain *listed)
{
	struct arena scratch = { 0 };

	if (!listed->selector && !name_set_add(&list->seen, &listed->name) &&
		++list->repeated <= REPEATED_SAID)
		complain("%s%s is listed again", where, dns_name_text(&scratch, &listed->name));
	arena_release(&scratch);
}

/* *ret_bad tells of a line that is none. */
static enum list_state read_line(struct domain_list *list, struct list_part *part, int wait_ms, bool silent,
	struct arena *arena, struct listed_domain *ret_listed, bool *ret_bad)
{
	struct arena scratch = { 0 };
	enum list_state state = LIST_PASSED;
	struct slice line = { 0 };
	const char *where;
	enum line_state got = lines_next(&part->lines, wait_ms, &line);

	*ret_bad = false;
	if (got == LINE_LATER)
		return LIST_LATER;
	if (got == LINE_FAULT || got == LINE_TOO_MUCH) {
		complain("cannot read %s: %s", escape_copy(&scratch, slice_of(part->name)),
			got == LINE_FAULT ? strerror(errno)
					  : "more than 4 MB came from it, the limit for a device");
		list->broken = true;
	}
	if (got == LINE_NONE || list->broken) {
		arena_release(&scratch);
		return LIST_END;
	}
	where = arena_printf(&scratch, "%s:%llu: ", part->name, (unsigned long long)part->lines.number);
	line = word_of_line(line, part->lines.number);
	if (line.len && listed_domain_read(&scratch, line, where, silent, ret_listed)) {
		if (ret_listed->selector)
			ret_listed->selector = arena_strdup(arena, ret_listed->selector);
		if (!silent)
			note_seen(list, where, ret_listed);
		state = LIST_DOMAIN;
	} else {
		*ret_bad = line.len;
	}
	arena_release(&scratch);
	return state;
}

/* Reads all of a file, and begins again. False when a line is no domain. */
static bool count_file(struct domain_list *list, struct list_part *part)
{
	struct arena scratch = { 0 };
	struct listed_domain listed;
	enum list_state state;
	bool good = true, bad;

	do {
		state = read_line(list, part, -1, false, &scratch, &listed, &bad);
		list->total += state == LIST_DOMAIN;
		good = good && !bad;
		arena_release(&scratch);
	} while (state != LIST_END);
	if (!list->broken && !lines_rewind(&part->lines, part->start)) {
		complain("cannot read %s: %s", escape_copy(&scratch, slice_of(part->name)), strerror(errno));
		list->broken = true;
	}
	arena_release(&scratch);
	return good && !list->broken;
}

static bool open_list(struct options *options, struct domain_list *list, const char *path)
{
	const char *name;
	int file = file_open_stream(options, path, TEXT_LIST, &name);
	struct list_part *part;

	if (file < 0)
		return false;
	if (file == STDIN_FILENO && has_standard_input(list))
		return true;
	part = arena_append(&options->arena, &list->parts);
	*part = (struct list_part){ .name = name };
	part->file = is_file(file, &part->start);
	lines_open(&part->lines, file, LINE_LONGEST);
	list->listed = true;
	list->endless = list->endless || !part->file;
	return !part->file || count_file(list, part);
}

/* What is there under the name of a domain: a file that is no domain, or one that is passed over. False after a message. */
static bool is_only_domain(struct options *options, const char *word)
{
	struct arena *arena = &options->arena;
	enum operand_kind kind = operand_existing(word);
	const char *there = kind == OPERAND_FOLDER ? "folder" : "file";
	const char *shown = escape_copy(arena, slice_of(word)), *command;
	struct dns_name name;
	bool good;

	if (kind == OPERAND_MISSING)
		return true;
	command = arena_printf(arena, strchr(word, ' ') ? "mailauth-check %s '%s'" : "mailauth-check %s %s",
		operand_is_mail_name(word) ? "bounce" : "zone", shown);
	good = !domain_parse(options, slice_of(word), &name);
	if (good)
		complain("%s is read as a domain; to check the %s with this name: %s", shown, there, command);
	else
		complain("%s is a %s, not a domain; try: %s", shown, there, command);
	return good;
}

/* Of a word that is a file's name there is no domain to judge. False after a message. */
static bool is_domain(struct options *options, const char *word)
{
	enum operand_kind kind = operand_of_check(&options->arena, word);

	if (kind == OPERAND_DOMAIN)
		return is_only_domain(options, word);

	if (kind == OPERAND_MISSING)
		complain("%s", operand_missing_text(&options->arena, word));
	else
		complain("%s is a %s; try: mailauth-check zone %s (--from-file reads a list of domains)",
			escape_copy(&options->arena, slice_of(word)),
			kind == OPERAND_FOLDER ? "folder" : "file",
			escape_copy(&options->arena, slice_of(word)));
	return false;
}

static bool add_word(struct options *options, struct domain_list *list, const char *word)
{
	struct listed_domain listed;

	if (!is_domain(options, word) ||
		!listed_domain_read(&options->arena, slice_of(word), "", false, &listed))
		return false;
	note_seen(list, "", &listed);
	*arena_append(&options->arena, &list->parts) = (struct list_part){ .listed = listed };
	list->total++;
	return true;
}

bool domain_list_open(struct options *options, struct domain_list *list)
{
	const char *path = options->subject.from_file;
	bool good;

	*list = (struct domain_list){ .seen = { .most = REMEMBERED_MOST } };
	good = !path || open_list(options, list, path);
	for (size_t i = 0; i < options->operands.count; i++) {
		const char *word = options->operands.at[i];

		if (strcmp(word, "-") == 0)
			good = open_list(options, list, word) && good;
		else
			good = add_word(options, list, word) && good;
	}
	return good;
}

static enum list_state read_part(struct domain_list *list, struct list_part *part, int wait_ms,
	struct arena *arena, struct listed_domain *ret_listed)
{
	enum list_state state;
	bool bad;

	if (!part->name) {
		*ret_listed = part->listed;
		list->at++;
		return LIST_DOMAIN;
	}
	state = read_line(list, part, wait_ms, part->file, arena, ret_listed, &bad);
	list->bad += bad;
	list->at += state == LIST_END;
	return state == LIST_END ? LIST_PASSED : state;
}

static enum list_state read_next(
	struct domain_list *list, struct arena *arena, int wait_ms, struct listed_domain *ret_listed)
{
	enum list_state state = LIST_PASSED;

	for (int passed = 0; state == LIST_PASSED && passed < PASSED_MOST; passed++)
		state = list->at < list->parts.count
				? read_part(list, &list->parts.at[list->at], wait_ms, arena, ret_listed)
				: LIST_END;
	return state == LIST_PASSED ? LIST_LATER : state;
}

enum list_state domain_list_read(
	struct domain_list *list, struct arena *arena, bool wait, struct listed_domain *ret_listed)
{
	return read_next(list, arena, wait ? WAIT_MS : 0, ret_listed);
}

bool domain_list_put_aside(struct domain_list *list, const struct listed_domain *listed)
{
	struct listed_domain *kept;

	if (list->aside.count - list->aside_first == ASIDE_MOST)
		return false;
	kept = arena_append(&list->aside_arena, &list->aside);
	*kept = *listed;
	if (listed->selector)
		kept->selector = arena_strdup(&list->aside_arena, listed->selector);
	return true;
}

bool domain_list_take_aside(struct domain_list *list, const struct dns_name *name)
{
	for (size_t i = list->aside_first; i < list->aside.count; i++) {
		if (!dns_name_equal(&list->aside.at[i].name, name))
			continue;
		memmove(&list->aside.at[i], &list->aside.at[i + 1],
			(list->aside.count - i - 1) * sizeof *list->aside.at);
		list->aside.count--;
		return true;
	}
	return false;
}

bool domain_list_wait(struct domain_list *list)
{
	struct arena scratch = { 0 };
	enum list_state state = list->aside.count ? LIST_DOMAIN : LIST_LATER;
	struct listed_domain listed;

	while (state == LIST_LATER) {
		state = read_next(list, &scratch, -1, &listed);
		if (state == LIST_DOMAIN)
			(void)domain_list_put_aside(list, &listed);
	}
	arena_release(&scratch);
	return state == LIST_DOMAIN;
}

enum list_state domain_list_next(
	struct domain_list *list, struct arena *arena, bool wait, struct listed_domain *ret_listed)
{
	if (list->aside_first == list->aside.count)
		return domain_list_read(list, arena, wait, ret_listed);
	*ret_listed = list->aside.at[list->aside_first++]; /* its selector lives as long as the list */
	return LIST_DOMAIN;
}

void domain_list_close(struct domain_list *list)
{
	if (list->repeated > REPEATED_SAID)
		complain("%zu domains are listed again, those above among them", list->repeated);
	for (size_t i = 0; i < list->parts.count; i++) {
		struct list_part *part = &list->parts.at[i];

		if (!part->name)
			continue;
		text_close_stream(part->lines.file);
		lines_free(&part->lines);
	}
	name_set_free(&list->seen);
	arena_release(&list->aside_arena);
}
