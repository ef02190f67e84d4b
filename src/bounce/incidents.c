/* A refusal waits among the recent ones until no line can tell it again; then it is kept, or counted with one that is the same. */
#include "bounce/incidents.h"

#include "base/ascii.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* All texts of a bounce that live in the arena of the input's part that it was found in. */
static const size_t texts[] = { offsetof(struct bounce, reply), offsetof(struct bounce, domain),
	offsetof(struct bounce, mail_from), offsetof(struct bounce, header_from),
	offsetof(struct bounce, sender), offsetof(struct bounce, author), offsetof(struct bounce, recipient),
	offsetof(struct bounce, selector), offsetof(struct bounce, signer), offsetof(struct bounce, ip),
	offsetof(struct bounce, helo), offsetof(struct bounce, log_id), offsetof(struct bounce, time) };

static const char **text_at(struct bounce *bounce, size_t offset)
{
	return (const char **)(void *)((char *)bounce + offset);
}

static void copy_bounce(struct arena *arena, struct bounce *to, const struct bounce *bounce)
{
	*to = *bounce;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		const char **text = text_at(to, texts[i]);

		*text = *text ? arena_strdup(arena, *text) : NULL;
	}
	to->codes.at = NULL;
	to->codes.count = to->codes.capacity = 0;
	for (size_t i = 0; i < bounce->codes.count; i++)
		*arena_append(arena, &to->codes) = arena_strdup(arena, bounce->codes.at[i]);
}

/* The same complaint about the same mail flow. */
static bool is_same(const struct bounce *a, const struct bounce *b)
{
	return a->kind == b->kind && texts_equal(a->receiver, b->receiver) &&
	       texts_equal(a->domain, b->domain) && texts_equal(a->ip, b->ip) &&
	       (a->kind != BOUNCE_UNKNOWN || texts_equal(a->reply, b->reply));
}

/* FNV-1a over what is_same() compares. */
static uint64_t add_to_hash(uint64_t hash, const char *text)
{
	for (; text && *text; text++)
		hash = (hash ^ (uint8_t)*text) * 0x100000001b3;
	return (hash ^ 0xff) * 0x100000001b3;
}

static uint64_t hash_of(const struct bounce *bounce)
{
	uint64_t hash = 0xcbf29ce484222325 ^ (uint64_t)bounce->kind;

	hash = add_to_hash(hash, bounce->receiver);
	hash = add_to_hash(hash, bounce->domain);
	hash = add_to_hash(hash, bounce->ip);
	return bounce->kind == BOUNCE_UNKNOWN ? add_to_hash(hash, bounce->reply) : hash;
}

/* The slot of a bounce, or the free one where it belongs. */
static uint32_t *find_slot(const struct incidents *incidents, const struct bounce *bounce)
{
	size_t at = (size_t)hash_of(bounce) & (incidents->slot_count - 1);

	while (incidents->slots[at] &&
		!is_same(&incidents->bounces->list.at[incidents->slots[at] - 1], bounce))
		at = (at + 1) & (incidents->slot_count - 1);
	return &incidents->slots[at];
}

static void grow_slots(struct incidents *incidents)
{
	size_t count = incidents->slot_count ? incidents->slot_count * 2 : 64;

	if (incidents->bounces->list.count * 2 < incidents->slot_count)
		return;
	free(incidents->slots);
	incidents->slots = xrealloc(NULL, count * sizeof *incidents->slots);
	memset(incidents->slots, 0, count * sizeof *incidents->slots);
	incidents->slot_count = count;
	for (size_t i = 0; i < incidents->bounces->list.count; i++)
		*find_slot(incidents, &incidents->bounces->list.at[i]) = (uint32_t)i + 1;
}

static void keep(struct incidents *incidents, const struct bounce *bounce)
{
	struct bounces *bounces = incidents->bounces;
	uint32_t *slot;

	grow_slots(incidents);
	slot = find_slot(incidents, bounce);
	bounces->total += bounce->times;
	if (*slot) {
		bounces->list.at[*slot - 1].times += bounce->times;
	} else if (bounces->list.count < INCIDENTS_MOST) {
		copy_bounce(incidents->arena, arena_append(incidents->arena, &bounces->list), bounce);
		*slot = (uint32_t)bounces->list.count;
	} else {
		bounces->unkept += bounce->times;
	}
}

static void keep_recent(struct incidents *incidents, struct recent *recent)
{
	if (recent->used)
		keep(incidents, &recent->bounce);
	recent->used = false;
	arena_rewind(&recent->arena);
}

/* The next letter or digit of a reply: quotes, escapes, line ends and marks differ from one line to the other. */
static size_t skip_marks(const char *text, size_t at)
{
	while (text[at] && (uint8_t)text[at] < 0x80 && !ascii_is_alnum((uint8_t)text[at]))
		at++;
	return at;
}

/* After the code that a reply begins with, which the other line may leave out or write otherwise. */
static size_t skip_code(const char *text)
{
	size_t at = 0;

	while (ascii_is_digit((uint8_t)text[at]) || (text[at] && strchr(".- #;:", text[at])))
		at++;
	return at;
}

/* One begins with the other, or with as much of it as tells them apart from other replies. */
static bool begins_alike(const char *a, const char *b)
{
	enum { ALIKE = 32 };
	size_t i = skip_marks(a, skip_code(a)), j = skip_marks(b, skip_code(b)), alike = 0;

	while (a[i] && b[j] && ascii_lower((uint8_t)a[i]) == ascii_lower((uint8_t)b[j])) {
		i = skip_marks(a, i + 1);
		j = skip_marks(b, j + 1);
		alike++;
	}
	return alike >= ALIKE || (alike && (!a[i] || !b[j]));
}

/* The words of the one are at the end of something that the other says first, such as the address of the recipient. */
static bool is_within(const char *whole, const char *part)
{
	enum { LEAST = 20, MOST = 60 };
	char words[MOST + 1];
	size_t first = skip_marks(part, skip_code(part)), length = strcspn(part + first, ";\"");

	if (length < LEAST)
		return false;
	length = length < MOST ? length : MOST;
	memcpy(words, part + first, length);
	words[length] = 0;
	return strstr(whole, words) != NULL;
}

/* The same time, without the fraction of a second that some logs have. */
static bool same_second(const char *a, const char *b)
{
	size_t length = a ? strcspn(a, ".") : 0;

	return a == b || (a && b && length == strcspn(b, ".") && strncmp(a, b, length) == 0);
}

static bool differ(const char *a, const char *b)
{
	return a && b && strcmp(a, b) != 0;
}

static bool is_told_again(const struct recent *recent, const struct bounce *bounce)
{
	const struct bounce *first = &recent->bounce;
	bool both_known = first->recipient && bounce->recipient;

	if (!recent->used || differ(first->log_id, bounce->log_id) ||
		differ(first->recipient, bounce->recipient) || differ(first->sender, bounce->sender) ||
		differ(first->ip, bounce->ip) ||
		(first->domain_source == bounce->domain_source && differ(first->domain, bounce->domain)))
		return false;
	/* The same once more at another time is another attempt. */
	if (both_known && !first->log_id == !bounce->log_id && !same_second(first->time, bounce->time))
		return false;
	/* In a paste nothing tells two mails apart that were refused in the same words. */
	if (!first->time && !bounce->time && strcmp(first->reply, bounce->reply) == 0)
		return false;
	return begins_alike(first->reply, bounce->reply) || is_within(first->reply, bounce->reply) ||
	       is_within(bounce->reply, first->reply);
}

/* What the one line tells and the other does not. The one that knows more of the cause is taken as it is. */
static void merge(struct recent *recent, const struct bounce *bounce)
{
	struct bounce merged = *bounce, older;
	struct arena old = recent->arena;

	copy_bounce(&old, &older, &recent->bounce);
	if (older.kind != BOUNCE_UNKNOWN &&
		(bounce->kind == BOUNCE_UNKNOWN || (older.domain && !bounce->domain) ||
			strlen(older.reply) >= strlen(bounce->reply)))
		merged = older;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		const char **text = text_at(&merged, texts[i]);
		struct bounce other = merged.reply == bounce->reply ? older : *bounce;

		if (!*text && texts[i] != offsetof(struct bounce, domain) &&
			texts[i] != offsetof(struct bounce, ip))
			*text = *text_at(&other, texts[i]);
		if (!*text && texts[i] == offsetof(struct bounce, domain) && other.domain) {
			merged.domain = other.domain;
			merged.domain_source = other.domain_source;
		}
		if (!*text && texts[i] == offsetof(struct bounce, ip) && other.ip) {
			merged.ip = other.ip;
			merged.ip_source = other.ip_source;
		}
	}
	if (!merged.receiver)
		merged.receiver = older.receiver ? older.receiver : bounce->receiver;
	merged.time = older.time ? older.time : merged.time;
	merged.times = older.times;
	recent->arena = (struct arena){ 0 };
	copy_bounce(&recent->arena, &recent->bounce, &merged);
	arena_release(&old);
}

void incidents_add(struct incidents *incidents, const struct bounce *bounce)
{
	struct recent *recent;

	for (size_t i = 1; i <= RECENT_MOST; i++) {
		recent = &incidents->recent[(incidents->next + RECENT_MOST - i) % RECENT_MOST];
		if (!is_told_again(recent, bounce))
			continue;
		merge(recent, bounce);
		return;
	}
	recent = &incidents->recent[incidents->next];
	incidents->next = (incidents->next + 1) % RECENT_MOST;
	keep_recent(incidents, recent);
	copy_bounce(&recent->arena, &recent->bounce, bounce);
	recent->used = true;
}

void incidents_settle(struct incidents *incidents)
{
	for (size_t i = 0; i < RECENT_MOST; i++)
		keep_recent(incidents, &incidents->recent[(incidents->next + i) % RECENT_MOST]);
}

void incidents_close(struct incidents *incidents)
{
	for (size_t i = 0; i < RECENT_MOST; i++)
		arena_release(&incidents->recent[i].arena);
	free(incidents->slots);
	incidents->slots = NULL;
}
