/*
 * Internet messages (RFC 5322) and their MIME parts (RFC 2045, 2046), as they lie in a file: with CRLF or LF, whole or cut off.
 * Nothing is refused; what is broken is read as far as it goes.
 */
#ifndef MAILAUTH_MAIL_MESSAGE_H
#define MAILAUTH_MAIL_MESSAGE_H

#include "base/arena.h"
#include "base/slice.h"

/* One header field: its name, and the bytes after the colon up to the field's end, folded as they are. */
struct mail_field {
	struct slice name;
	struct slice body;
	struct slice whole; /* from the name to the line end */
};

/* Parts a message at the first empty line (RFC 5322 section 2.1). Without one all of it is header. */
void mail_split(struct slice message, struct slice *ret_header, struct slice *ret_body);

/* The next field of a header; *at begins with 0. Lines that are no field are passed over. False at the end. */
bool mail_next_field(struct slice header, size_t *at, struct mail_field *ret_field);

/* The body of the first field of a name, unfolded (RFC 5322 section 2.2.3) and trimmed; empty when there is none. */
struct slice mail_field_text(struct arena *arena, struct slice header, const char *name);

/* A field's body without line ends; owned by the arena. */
struct slice mail_unfold(struct arena *arena, struct slice body);

/* A parameter such as boundary of a Content-Type (RFC 2045 section 5.1), without quotes; empty when there is none. */
struct slice mail_parameter(struct arena *arena, struct slice value, const char *name);

/* True for bytes that begin with a header such as a stored message has. */
bool mail_looks_like_message(struct slice bytes);

/* A leaf of the tree of MIME parts, or a message within the message. */
struct mail_part {
	struct slice type;    /* such as text/plain; never empty */
	struct slice content; /* decoded from base64 or quoted-printable */
};

enum { MAIL_DEPTH_MOST = 8, MAIL_PARTS_MOST = 256 };

typedef void mail_visit(void *context, const struct mail_part *part);

/*
 * Calls `visit` for each part that is not a multipart, in their order. A message/rfc822 part is shown whole, and then its own
 * parts. What is nested deeper than MAIL_DEPTH_MOST, and parts above MAIL_PARTS_MOST, are left out.
 */
void mail_each_part(struct arena *arena, struct slice message, mail_visit *visit, void *context);

#endif
