/* Lines that are records of their own: rows of tables, and JSON. */
#ifndef MAILAUTH_BOUNCE_RECORD_H
#define MAILAUTH_BOUNCE_RECORD_H

#include "bounce/table.h"

/* Adds the refusals of a line that names the columns of a table, is a row of it, or is JSON. False for any other line. */
bool record_read(struct reader *reader, struct table *table, struct slice line);

#endif
