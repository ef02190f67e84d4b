/* Tables with a line that names the columns: message tracking logs of Exchange, message traces, exports of mail services. */
#ifndef MAILAUTH_BOUNCE_TABLE_H
#define MAILAUTH_BOUNCE_TABLE_H

#include "bounce/told.h"

enum { TABLE_COLUMNS_MOST = 128 };

struct table {
	enum told_role columns[TABLE_COLUMNS_MOST];
	size_t count; /* 0: no line has named columns yet */
	uint8_t delimiter;
	struct bytes row;   /* begun, and going on in the next line: a quote is open */
	struct bytes reply; /* of a session, begun in the rows before: its lines have rows of their own */
};

/* True when the line names the columns of a table, which then begins. */
bool table_begin(struct table *table, struct slice line);

/* Takes a line of the table, and adds the refusal that a row tells of. False for a line that is no row. */
bool table_add_line(struct table *table, struct reader *reader, struct slice line);

void table_close(struct table *table);

#endif
