/*
 * Rows and blocks are gathered until the last bounce is judged, since the table comes first. Refusals with the same cause and the same
 * remedy share a block. What no DNS record decides is only counted when there is something that one does.
 */
#include "print/bounce/list.h"

#include "base/escape.h"
#include "print/bounce/block.h"
#include "print/bounce/table.h"
#include "print/style.h"

#include <string.h>

enum { REPLIES_MOST = 3, ROWS_MOST = 15 };

/* What is judged by authentication comes first, then other DNS, then what no record decides. */
enum rank { RANK_AUTHENTICATION, RANK_DNS, RANK_OTHER };

/* Each once. */
struct names {
	ARENA_LIST(const char *) list;
};

struct block {
	const char *what, *reason, *body; /* the same in all refusals of the block */
	struct names receivers, addresses;
	struct bytes replies;
	size_t reply_count;
	size_t number; /* in the order of printing, from 1; 0 for one that is not printed */
};

struct bounce_list {
	struct arena arena; /* holds the list itself, too */
	ARENA_LIST(struct block) blocks;
	ARENA_LIST(struct bounce_table_row) rows;
};

struct bounce_list *bounce_list_new(void)
{
	struct arena arena = { 0 };
	struct bounce_list *list = arena_take(&arena, sizeof *list);

	list->arena = arena;
	return list;
}

static void add_name(struct arena *arena, struct names *names, const char *name)
{
	for (size_t i = 0; name && i < names->list.count; i++)
		if (strcmp(names->list.at[i], name) == 0)
			return;
	if (name)
		*arena_append(arena, &names->list) = arena_strdup(arena, name);
}

/* "Gmail, Yahoo and Microsoft" */
static const char *join_names(struct arena *arena, const struct names *names)
{
	const char *text = "";

	for (size_t i = 0; i < names->list.count; i++) {
		const char *before = i + 1 < names->list.count ? ", " : " and ";

		text = arena_printf(arena, "%s%s%s", text, i ? before : "", names->list.at[i]);
	}
	return text;
}

/* What a function prints of a verdict, instead of printing it. */
static struct bytes capture(struct print *print, const struct bounce_verdict *verdict,
	void (*function)(struct print *print, const struct bounce_verdict *verdict))
{
	struct bytes out = print->out, captured;

	print->out = (struct bytes){ 0 };
	function(print, verdict);
	captured = print->out;
	print->out = out;
	return captured;
}

static enum rank rank_of(const struct bounce *bounce)
{
	switch (bounce->kind) {
	case BOUNCE_NO_AUTH:
	case BOUNCE_SPF:
	case BOUNCE_SPF_RECORD:
	case BOUNCE_DKIM:
	case BOUNCE_DMARC:
	case BOUNCE_DMARC_MISSING:
	case BOUNCE_ALIGNMENT:
	case BOUNCE_SEVERAL:
		return RANK_AUTHENTICATION;
	default:
		return bounce_is_of_dns(bounce) ? RANK_DNS : RANK_OTHER;
	}
}

/* The block of the same cause and the same remedy, or a new one. */
static size_t find_block(struct bounce_list *list, const struct bounce_cause *cause, struct slice body)
{
	struct block *block;

	for (size_t i = 0; i < list->blocks.count; i++) {
		block = &list->blocks.at[i];
		if (strcmp(block->what, cause->what) == 0 && strcmp(block->reason, cause->reason) == 0 &&
			slice_is(body, block->body))
			return i;
	}
	block = arena_append(&list->arena, &list->blocks);
	block->what = arena_strdup(&list->arena, cause->what);
	block->reason = arena_strdup(&list->arena, cause->reason);
	block->body = (const char *)arena_copy(&list->arena, body).at;
	return list->blocks.count - 1;
}

static void add_row(struct bounce_list *list, const struct bounce_verdict *verdict, size_t block)
{
	struct arena *arena = &list->arena;
	const struct bounce *bounce = verdict->bounce;
	const char *domain = verdict->domain ? verdict->domain : verdict->ip;
	struct bounce_table_row row = { .domain = domain ? escape_copy(arena, slice_of(domain)) : "-",
		.cause = verdict->cause.label,
		.receiver = bounce->receiver ? bounce->receiver : "-",
		.times = bounce->times,
		.rank = rank_of(bounce),
		.block = block };

	for (size_t i = 0; i < list->rows.count; i++) {
		struct bounce_table_row *other = &list->rows.at[i];

		if (other->block == block && strcmp(other->receiver, row.receiver) == 0 &&
			strcmp(other->domain, row.domain) == 0 && strcmp(other->cause, row.cause) == 0) {
			other->times += row.times;
			return;
		}
	}
	row.action = arena_strdup(arena, verdict->cause.action);
	*arena_append(arena, &list->rows) = row;
}

void bounce_list_add(struct bounce_list *list, struct print *print, const struct bounce_verdict *verdict)
{
	struct bytes body = capture(print, verdict, print_bounce_body);
	size_t number = find_block(list, &verdict->cause, bytes_slice(&body));
	struct block *block = &list->blocks.at[number];

	add_name(&list->arena, &block->receivers, verdict->cause.who);
	add_name(&list->arena, &block->addresses, verdict->cause.from);
	if (!print->quiet && (block->reply_count++ < REPLIES_MOST || print->verbose)) {
		struct bytes reply = capture(print, verdict, print_bounce_reply);

		bytes_add(&block->replies, bytes_slice(&reply));
		bytes_free(&reply);
	}
	add_row(list, verdict, number);
	bytes_free(&body);
}

static void print_block(struct print *print, const struct block *block)
{
	struct arena scratch = { 0 };

	bytes_add_byte(&print->out, '\n');
	style_begin(print, STYLE_BOLD);
	bytes_printf(&print->out, "%zu. ", block->number);
	style_wrap(print,
		arena_printf(&scratch, "%s %s%s%s: %s.", join_names(&scratch, &block->receivers), block->what,
			block->addresses.list.count ? " from " : "", join_names(&scratch, &block->addresses),
			block->reason),
		3);
	style_end(print);
	bytes_add_byte(&print->out, '\n');
	bytes_add_text(&print->out, block->body);
	bytes_add(&print->out, bytes_slice(&block->replies));
	if (block->reply_count > REPLIES_MOST && !print->verbose)
		bytes_printf(
			&print->out, "and %zu more (-v shows them)\n", block->reply_count - REPLIES_MOST);
	arena_release(&scratch);
}

/* "also 14 refusals that no DNS record decides: 9 mailbox, 5 block list (-v shows them)" */
static void print_others(struct print *print, const struct bounce_table_row *rows, size_t count)
{
	struct arena scratch = { 0 };
	const char *parts = "";
	size_t total = 0;

	for (size_t i = 0; i < count; i++) {
		size_t same = 0;
		bool first = true;

		total += rows[i].times;
		for (size_t k = 0; k < count; k++) {
			same += strcmp(rows[k].cause, rows[i].cause) == 0 ? rows[k].times : 0;
			first = first && (k >= i || strcmp(rows[k].cause, rows[i].cause) != 0);
		}
		if (first)
			parts = arena_printf(
				&scratch, "%s%s%zu %s", parts, *parts ? ", " : "", same, rows[i].cause);
	}
	if (count) {
		style_wrap(print,
			arena_printf(&scratch,
				"Also %zu bounce%s that no DNS record can fix: %s (-v shows %s).", total,
				plural(total), parts, total == 1 ? "it" : "them"),
			0);
		bytes_add_byte(&print->out, '\n');
	}
	arena_release(&scratch);
}

/* Numbers the blocks in the order of the rows. */
static void number_blocks(struct bounce_list *list, size_t shown)
{
	size_t number = 0;

	for (size_t i = 0; i < shown; i++) {
		struct block *block = &list->blocks.at[list->rows.at[i].block];

		if (!block->number)
			block->number = ++number;
		list->rows.at[i].number = block->number;
	}
}

static void print_total(struct print *print, const struct bounce_totals *totals)
{
	style_begin(print, STYLE_BOLD);
	bytes_printf(&print->out, "%zu bounce%s, %zu different", totals->bounces, plural(totals->bounces),
		totals->different);
	style_end(print);
	bytes_add_text(&print->out, totals->unkept ? " that are listed; others are left out\n" : "\n");
}

/* Where every refusal is of the last rank, there is nothing else to show. */
static size_t count_shown(const struct print *print, const struct bounce_list *list)
{
	size_t shown = 0;

	while (shown < list->rows.count && list->rows.at[shown].rank != RANK_OTHER)
		shown++;
	return shown && !print->verbose ? shown : list->rows.count;
}

void bounce_list_finish(struct bounce_list *list, struct print *print, const struct bounce_totals *totals)
{
	struct arena arena = list->arena;
	size_t shown, in_table;

	bounce_table_sort(list->rows.at, list->rows.count);
	shown = count_shown(print, list);
	in_table = shown > ROWS_MOST && !print->verbose ? ROWS_MOST : shown;
	number_blocks(list, shown);
	print_total(print, totals);
	bounce_table_print(print, list->rows.at, in_table);
	if (in_table < shown)
		bytes_printf(&print->out, "and %zu more rows (-v shows them)\n", shown - in_table);
	print_others(print, list->rows.at + shown, list->rows.count - shown);
	for (size_t number = 1, i = 0; i < shown; i++) {
		const struct block *block = &list->blocks.at[list->rows.at[i].block];

		if (block->number == number) {
			print_block(print, block);
			number++;
		}
	}
	if (!print->verbose) {
		bytes_add_byte(&print->out, '\n');
		style_wrap(print, "-v shows the findings, what DNS has now, and the whole replies.", 0);
		bytes_add_byte(&print->out, '\n');
	}
	for (size_t i = 0; i < list->blocks.count; i++)
		bytes_free(&list->blocks.at[i].replies);
	arena_release(&arena);
}
