/*
 *   head = [ "#Fields:" ] cell *( delimiter cell )     delimiter = "," / ";" / TAB / "|" / SP after "#Fields:"
 *   row  = cell *( delimiter cell )                    cell = DQUOTE *( text / 2DQUOTE ) DQUOTE / text (RFC 4180)
 */
#include "bounce/table.h"

#include "base/ascii.h"
#include "bounce/likely.h"

#include <string.h>

enum { ROW_MOST = 256 * 1024 };

/* The cell at *at, which is then after its delimiter. False at the end of the line. */
static bool next_cell(struct slice line, uint8_t delimiter, size_t *at, struct slice *ret_cell)
{
	size_t first = *at, end;

	if (first > line.len)
		return false;
	if (first < line.len && line.at[first] == '"') {
		for (end = first + 1; end < line.len; end++) {
			if (line.at[end] != '"')
				continue;
			if (end + 1 == line.len || line.at[end + 1] != '"')
				break;
			end++;
		}
		*ret_cell = slice_part(line, first + 1, end);
		end += end < line.len;
		while (end < line.len && line.at[end] != delimiter)
			end++;
	} else {
		for (end = first; end < line.len && line.at[end] != delimiter; end++)
			;
		*ret_cell = slice_trim(slice_part(line, first, end));
	}
	*at = end + 1;
	return true;
}

static uint8_t find_delimiter(struct slice line, bool named)
{
	static const char delimiters[] = "\t;,|";

	for (size_t i = 0; delimiters[i]; i++)
		if (slice_find(line, (uint8_t)delimiters[i], 0) >= 0)
			return (uint8_t)delimiters[i];
	return named ? ' ' : 0;
}

bool table_begin(struct table *table, struct slice line)
{
	struct table found = { .row = table->row, .reply = table->reply };
	size_t roles[TOLD_ROLES] = { 0 }, known = 0;
	bool named = slice_starts(line, "#Fields:");
	struct slice cell;

	line = slice_trim(named ? slice_part(line, 8, line.len) : line);
	if (slice_starts(line, "\xef\xbb\xbf"))
		line = slice_part(line, 3, line.len);
	found.delimiter = find_delimiter(line, named);
	if (!found.delimiter || line.len > ROW_MOST || likely_reply(line))
		return false;
	for (size_t at = 0;
		found.count < TABLE_COLUMNS_MOST && next_cell(line, found.delimiter, &at, &cell);) {
		enum told_role role = told_role_of(cell);

		if (slice_find(cell, ':', 0) >= 0 || slice_find(cell, '@', 0) >= 0)
			return false;
		known += role != TOLD_NOTHING && !roles[role]++;
		found.columns[found.count++] = role;
	}
	if (found.count < 3 || known < 2 ||
		(!named && !roles[TOLD_RECIPIENT] && !roles[TOLD_SENDER] && !roles[TOLD_AUTHOR]))
		return false;
	found.row.len = found.reply.len = 0;
	*table = found;
	return true;
}

/* A quote is open: the cell goes on in the next line. */
static bool is_open(struct slice row)
{
	size_t quotes = 0;

	for (size_t i = 0; i < row.len; i++)
		quotes += row.at[i] == '"';
	return quotes % 2;
}

/* Exchange's status of a recipient: "[{LED=reply};{MSG=};{FQDN=host};{IP=address};{LRT=time}]" */
static struct slice unwrap_status(struct slice cell, struct told *told)
{
	ptrdiff_t reply = slice_find_text(cell, "{LED=", 0), host = slice_find_text(cell, "{FQDN=", 0), end;

	if (reply < 0)
		return cell;
	if (host >= 0 && (end = slice_find(cell, '}', (size_t)host)) > 0)
		told_set(told, TOLD_HOST, slice_part(cell, (size_t)host + 6, (size_t)end));
	end = slice_find_text(cell, "};{", (size_t)reply);
	return slice_part(cell, (size_t)reply + 5, end < 0 ? cell.len : (size_t)end);
}

/* Quotes within a cell are doubled; logs of IIS write blanks as plus signs. */
static struct slice plain_cell(struct arena *arena, struct slice cell, bool plus)
{
	uint8_t *to;
	size_t len = 0;

	if (!plus && slice_find_text(cell, "\"\"", 0) < 0)
		return cell;
	to = arena_take(arena, cell.len + 1);
	for (size_t i = 0; i < cell.len; i++) {
		to[len++] = plus && cell.at[i] == '+' ? ' ' : cell.at[i];
		i += cell.at[i] == '"' && i + 1 < cell.len && cell.at[i + 1] == '"';
	}
	return (struct slice){ to, len };
}

/* A log of sessions has a row for each line that was said. False when the row is no whole reply. */
static bool read_session_row(struct table *table, struct reader *reader, struct told *told)
{
	struct slice said = told->values[TOLD_REPLY];
	bool is_sender = slice_starts_nocase(said, "MAIL FROM:"),
	     is_recipient = slice_starts_nocase(said, "RCPT TO:");
	struct log_mail *mail =
		is_sender || is_recipient ? log_mails_note(reader->mails, told->values[TOLD_ID]) : NULL;
	const struct log_mail *known = log_mails_find(reader->mails, told->values[TOLD_ID]);
	struct reply_code code;

	if (mail)
		log_mail_set(is_sender ? &mail->sender : &mail->recipient, said);
	if (!reply_next_code(said, 0, &code) || code.first || !code.basic)
		return false;
	bytes_add(&table->reply, said);
	bytes_add_byte(&table->reply, '\n');
	if (code.more)
		return false;
	told->values[TOLD_REPLY] = arena_copy(reader->arena, bytes_slice(&table->reply));
	table->reply.len = 0;
	if (known && known->sender)
		told_set(told, TOLD_SENDER, slice_of(known->sender));
	if (known && known->recipient)
		told_set(told, TOLD_RECIPIENT, slice_of(known->recipient));
	return true;
}

static void read_row(struct table *table, struct reader *reader, struct slice row)
{
	struct told told = { 0 };
	struct slice cell;
	size_t number = 0;

	for (size_t at = 0; number < table->count && next_cell(row, table->delimiter, &at, &cell); number++) {
		enum told_role role = table->columns[number];

		cell = unwrap_status(plain_cell(reader->arena, cell, table->delimiter == ' '), &told);
		if (slice_starts_nocase(cell, "smtp;"))
			cell = slice_part(cell, 5, cell.len);
		told_set(&told, role, cell);
	}
	if (told.values[TOLD_ID].len && !read_session_row(table, reader, &told))
		return;
	told_add(reader, &told);
}

bool table_add_line(struct table *table, struct reader *reader, struct slice line)
{
	struct slice trimmed = slice_trim(line);

	if (!table->count ||
		(!table->row.len && (slice_find(trimmed, table->delimiter, 0) < 0 || trimmed.at[0] == '{')))
		return false;
	if (trimmed.len && trimmed.at[0] == '#' && !table->row.len)
		return true;
	if (table->row.len)
		bytes_add_byte(&table->row, '\n');
	bytes_add(&table->row, trimmed);
	if (is_open(bytes_slice(&table->row)) && table->row.len < ROW_MOST)
		return true;
	read_row(table, reader, bytes_slice(&table->row));
	table->row.len = 0;
	return true;
}

void table_close(struct table *table)
{
	bytes_free(&table->row);
	bytes_free(&table->reply);
	*table = (struct table){ 0 };
}
