/* The version at the start of a DMARC record: what makes a TXT record one, and how it goes wrong (RFC 9989 section 4.7). */
#ifndef MAILAUTH_DMARC_VERSION_H
#define MAILAUTH_DMARC_VERSION_H

#include "dmarc/record.h"

/* Notes what keeps a record from being selected, with its version mended. */
void dmarc_diagnose_selection(struct arena *arena, struct dmarc_record *record);

/* Notes what is odd in the version of a record that is selected. */
void dmarc_check_version(struct arena *arena, struct dmarc_record *record);

#endif
