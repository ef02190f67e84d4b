/* Names as they were meant. */
#include "dns/zone_dialect.h"

#include <string.h>

static void take_zone_off(const struct zone_dialect *dialect, struct dns_name *name)
{
	while (dialect->names_are_whole && dns_name_without_second_zone(name, &dialect->zone, name))
		;
}

enum dns_name_fault zone_owner_from_text(const struct zone_dialect *dialect, struct slice text,
	const struct dns_name *origin, struct dns_name *ret_name)
{
	enum dns_name_fault fault;

	/* "_sip._tls.@" is how one hosting writes a name below the zone's. */
	if (dialect && dialect->is_export && text.len > strlen(".@") && slice_ends_nocase(text, ".@"))
		text = slice_part(text, 0, text.len - strlen(".@"));
	fault = dns_name_from_text(text, origin, ret_name);
	if (fault == DNS_NAME_OK && dialect)
		take_zone_off(dialect, ret_name);
	return fault;
}

enum dns_name_fault zone_target_from_text(const struct zone_dialect *dialect, struct slice text,
	const struct dns_name *origin, struct dns_name *ret_name)
{
	enum dns_name_fault fault;

	if (dialect && dialect->targets_are_whole && slice_find(text, '.', 0) > 0)
		origin = NULL;
	fault = dns_name_from_text(text, origin, ret_name);
	if (fault == DNS_NAME_OK && dialect)
		take_zone_off(dialect, ret_name);
	return fault;
}

bool zone_is_bracketed(struct slice word)
{
	return word.len > 2 && word.at[0] == '[' && word.at[word.len - 1] == ']';
}
