/*
 * What the columns of a table and the members of an object tell of a refused mail. Mail services and servers name them differently,
 * and much alike.
 */
#ifndef MAILAUTH_BOUNCE_TOLD_H
#define MAILAUTH_BOUNCE_TOLD_H

#include "bounce/reader.h"

enum told_role {
	TOLD_NOTHING,
	TOLD_SENDER,	/* address of the envelope */
	TOLD_AUTHOR,	/* address in From */
	TOLD_RECIPIENT, /* address */
	TOLD_IP,	/* by which the mail left */
	TOLD_TIME,
	TOLD_ID,     /* of a session or mail */
	TOLD_CODE,   /* "550" */
	TOLD_STATUS, /* "5.7.26" */
	TOLD_HOST,   /* of the receiver */
	TOLD_REPLY,
	TOLD_ASIDE, /* text that is never a reply: subjects, links, programs */
	TOLD_ROLES
};

/* One refusal in the making. The first value of a role counts; of replies, the one that holds most. */
struct told {
	struct slice values[TOLD_ROLES];
};

/* The role of a name such as "recipient-address" or "rcptTo". */
enum told_role told_role_of(struct slice name);

/* Takes a value; what has no place in its role is left out. The bytes have to live until told_add(). */
void told_set(struct told *told, enum told_role role, struct slice value);

/* Takes what is not known yet from what surrounds it. */
void told_inherit(struct told *told, const struct told *from);

/* Adds the refusal to the reader. False when it holds none. */
bool told_add(struct reader *reader, const struct told *told);

#endif
