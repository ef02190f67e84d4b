/* What one entry of a log tells of a mail. Each kind of server has a file that reads its entries; none of them copies. */
#ifndef MAILAUTH_BOUNCE_LOG_TALE_H
#define MAILAUTH_BOUNCE_LOG_TALE_H

#include "base/slice.h"

struct log_entry {
	struct slice time, program; /* as in entry_head */
	struct slice text;	    /* the message, with line ends in it where it goes on in further lines */
};

enum log_sort {
	LOG_NOTHING, /* a delivery, or nothing of a mail */
	LOG_NOTE,    /* who sent a mail, to whom, from where: its refusal may be in another entry */
	LOG_REFUSAL,
};

struct log_tale {
	enum log_sort sort;
	struct slice id;     /* of the mail, or of one of its deliveries; empty when the entry names none */
	bool is_session;     /* the id is that of a session, in which many mails may be sent */
	struct slice of;     /* id of the mail that this delivery is one of */
	bool has_sender;     /* an empty sender is the null sender */
	struct slice sender; /* address of the envelope */
	struct slice recipient;	  /* address */
	struct slice ip, helo;	  /* of the server that the mail came from, or by which it left */
	struct slice author;	  /* domain in From */
	struct slice text;	  /* of a refusal: the reply and what is said of the server that gave it */
	bool here;		  /* this server refused: where the mail came from matters */
	bool speaks_without_code; /* a refusal of this server, which writes no code in its log */
};

/* True when the entry is one of such a server. */
bool log_is_exim(const struct log_entry *entry);
bool log_is_qmail(const struct log_entry *entry);
bool log_is_sendmail(const struct log_entry *entry);
bool log_is_postfix(const struct log_entry *entry);
bool log_is_opensmtpd(const struct log_entry *entry);

struct log_tale log_tell_exim(const struct log_entry *entry);
struct log_tale log_tell_qmail(const struct log_entry *entry);
struct log_tale log_tell_sendmail(const struct log_entry *entry);
struct log_tale log_tell_postfix(const struct log_entry *entry);
struct log_tale log_tell_opensmtpd(const struct log_entry *entry);

/* Other programs, and the transcripts of sessions. */
struct log_tale log_tell_other(const struct log_entry *entry);

#endif
