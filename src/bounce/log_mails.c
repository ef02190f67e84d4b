/* A ring of mails, found by a table of chains; the oldest makes room. */
#include "bounce/log_mails.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

enum { SLOTS = LOG_MAILS_MOST * 2 }; /* a power of two */

static size_t slot_of(struct slice id)
{
	uint32_t hash = 2166136261u; /* FNV-1a */

	for (size_t i = 0; i < id.len; i++)
		hash = (hash ^ id.at[i]) * 16777619u;
	return hash & (SLOTS - 1);
}

static uint32_t find_number(const struct log_mails *mails, struct slice id)
{
	uint32_t number = mails->slots ? mails->slots[slot_of(id)] : 0;

	while (number && !slice_is(id, mails->at[number - 1].id))
		number = mails->chain[number - 1];
	return number;
}

const struct log_mail *log_mails_find(const struct log_mails *mails, struct slice id)
{
	uint32_t number = id.len ? find_number(mails, id) : 0;

	return number ? &mails->at[number - 1] : NULL;
}

static void clear(struct log_mail *mail)
{
	free(mail->sender);
	free(mail->recipient);
	free(mail->ip);
	free(mail->helo);
	free(mail->author);
	free(mail->of);
	memset(mail, 0, sizeof *mail);
}

static void unlink_mail(struct log_mails *mails, uint32_t number)
{
	uint32_t *link = &mails->slots[slot_of(slice_of(mails->at[number - 1].id))];

	while (*link != number)
		link = &mails->chain[*link - 1];
	*link = mails->chain[number - 1];
}

struct log_mail *log_mails_note(struct log_mails *mails, struct slice id)
{
	uint32_t number;
	size_t slot;

	if (!id.len || id.len > LOG_ID_MOST)
		return NULL;
	if (!mails->slots) {
		mails->slots = xrealloc(NULL, SLOTS * sizeof *mails->slots);
		memset(mails->slots, 0, SLOTS * sizeof *mails->slots);
		mails->chain = xrealloc(NULL, LOG_MAILS_MOST * sizeof *mails->chain);
		mails->at = xrealloc(NULL, LOG_MAILS_MOST * sizeof *mails->at);
	}
	number = find_number(mails, id);
	if (number)
		return &mails->at[number - 1];
	number = (uint32_t)mails->next + 1;
	if (mails->count == LOG_MAILS_MOST) {
		unlink_mail(mails, number);
		clear(&mails->at[number - 1]);
		mails->forgotten++;
	} else {
		memset(&mails->at[number - 1], 0, sizeof *mails->at);
		mails->count++;
	}
	mails->next = (mails->next + 1) % LOG_MAILS_MOST;
	memcpy(mails->at[number - 1].id, id.at, id.len);
	slot = slot_of(id);
	mails->chain[number - 1] = mails->slots[slot];
	mails->slots[slot] = number;
	return &mails->at[number - 1];
}

void log_mail_set(char **text, struct slice value)
{
	if (*text && slice_is(value, *text))
		return;
	*text = xrealloc(*text, value.len + 1);
	if (value.len)
		memcpy(*text, value.at, value.len);
	(*text)[value.len] = 0;
}

void log_mails_close(struct log_mails *mails)
{
	for (size_t i = 0; i < mails->count; i++)
		clear(&mails->at[i]);
	free(mails->at);
	free(mails->slots);
	free(mails->chain);
	*mails = (struct log_mails){ 0 };
}
