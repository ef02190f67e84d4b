/* A table goes on until a line has nothing of it. */
#include "bounce/record.h"

#include "bounce/events.h"

bool record_read(struct reader *reader, struct table *table, struct slice line)
{
	struct slice trimmed = slice_trim(line);

	if (table_begin(table, line) || table_add_line(table, reader, line))
		return true;
	return (slice_starts(trimmed, "{") || slice_starts(trimmed, "[{")) && events_read(reader, trimmed);
}
