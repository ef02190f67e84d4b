/*
 * What lines of a log told of a mail, by its id: its refusal is in another line. Only the latest mails are remembered, so that a log
 * of any length is read in the same memory.
 */
#ifndef MAILAUTH_BOUNCE_LOG_MAILS_H
#define MAILAUTH_BOUNCE_LOG_MAILS_H

#include "base/slice.h"

enum { LOG_MAILS_MOST = 32768, LOG_ID_MOST = 47 };

/* Texts are NULL while no line told them. */
struct log_mail {
	char id[LOG_ID_MOST + 1];
	char *sender;	 /* address of the envelope; empty for the null sender */
	char *recipient; /* the latest one */
	char *ip, *helo; /* of the server that the mail came from */
	char *author;	 /* domain in From */
	char *of;	 /* id of the mail, where this is the id of one of its deliveries */
};

struct log_mails {
	struct log_mail *at; /* a ring, oldest first from `next` on once it is full */
	size_t count, next;
	uint32_t *slots; /* numbers of mails, plus 1, by the hash of their ids; kept in chains by `chain` */
	uint32_t *chain;
	size_t forgotten; /* how many had to make room */
	size_t missed;	  /* refusals of mails that may be among them */
};

/* The mail with an id, or NULL. It is valid until the next call of log_mails_note(). */
const struct log_mail *log_mails_find(const struct log_mails *mails, struct slice id);

/* The mail with an id, made when it is not known; NULL for an id that is empty or too long. */
struct log_mail *log_mails_note(struct log_mails *mails, struct slice id);

/* Puts a text in the place of what was told before. */
void log_mail_set(char **text, struct slice value);

void log_mails_close(struct log_mails *mails);

#endif
