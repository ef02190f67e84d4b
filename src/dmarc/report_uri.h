/* The addresses of rua and ruf (RFC 9989 section 4.6, RFC 7489 section 6.2, mailto: RFC 6068). */
#ifndef MAILAUTH_DMARC_REPORT_URI_H
#define MAILAUTH_DMARC_REPORT_URI_H

#include "dmarc/record.h"

/* A value without the quotes around it and the backslash of "\;" after it, which are reported by themselves. */
struct span dmarc_unquoted(struct slice text, struct span value);

/* Reads the URIs of one tag into record->uris, and notes their problems. */
void dmarc_read_uris(struct arena *arena, struct dmarc_record *record, const char *tag);

#endif
