/* The addresses of rua and ruf (RFC 9989 section 4.6, RFC 7489 section 6.2, mailto: RFC 6068). */
#ifndef MAILAUTH_DMARC_REPORT_URI_H
#define MAILAUTH_DMARC_REPORT_URI_H

#include "mailauth/dmarc/record.h"

/* Reads the URIs of one tag into record->uris, and notes their problems. */
void dmarc_read_uris(struct arena *arena, struct dmarc_record *record, const char *tag);

#endif
