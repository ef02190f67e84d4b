/* What readers make of the records of an answer, kept beside it: one short list for each record. */
#include "dns/kept.h"

struct kept {
	dns_maker *make;
	const struct dns_name *owner; /* or NULL */
	const void *made;
	struct kept *next;
};

struct dns_keeper {
	struct arena *arena;
	struct kept **lists; /* one for each record */
};

void dns_reply_keep(struct arena *arena, struct dns_reply *reply)
{
	if (!reply->records.count)
		return;
	reply->keeper = arena_take(arena, sizeof *reply->keeper);
	reply->keeper->arena = arena;
}

static bool is_same_owner(const struct dns_name *a, const struct dns_name *b)
{
	return a == b || (a && b && dns_name_equal(a, b));
}

static const struct dns_name *copy_name(struct arena *arena, const struct dns_name *name)
{
	struct dns_name *copy = name ? arena_take(arena, sizeof *copy) : NULL;

	if (copy)
		*copy = *name;
	return copy;
}

const void *dns_kept(struct arena *arena, const struct dns_reply *reply, size_t number, dns_maker *make,
	const struct dns_name *owner)
{
	const struct dns_record *record = &reply->records.at[number];
	struct dns_keeper *keeper = reply->keeper;
	struct kept *kept;

	if (!keeper)
		return make(arena, record, owner);
	if (!keeper->lists)
		keeper->lists = arena_take_array(keeper->arena, reply->records.count, sizeof *keeper->lists);
	for (kept = keeper->lists[number]; kept; kept = kept->next)
		if (kept->make == make && is_same_owner(kept->owner, owner))
			return kept->made;
	kept = arena_take(keeper->arena, sizeof *kept);
	*kept = (struct kept){ make, copy_name(keeper->arena, owner), make(keeper->arena, record, owner),
		keeper->lists[number] };
	return (keeper->lists[number] = kept)->made;
}
