/* Names of a zone set in the canonical order of DNSSEC, in which all that is below a name comes right after it. */
#include "dns/zone_store.h"

#include <stdlib.h>
#include <string.h>

enum { LABELS_MOST = DNS_NAME_SIZE / 2 };

/* A name to be sorted; its bytes are those of the set. */
struct ordered {
	const uint8_t *wire;
	uint32_t number;
};

/* Where the labels of a name begin, the leftmost first. Returns their count, without the root's. */
static size_t find_labels(const uint8_t *wire, uint8_t *labels)
{
	size_t count = 0;

	for (size_t at = 0; wire[at]; at += wire[at] + 1U)
		labels[count++] = (uint8_t)at;
	return count;
}

/* The order of RFC 4034 section 6.1 of names in lower case. */
static int compare_wire(const uint8_t *left, const uint8_t *right)
{
	uint8_t left_labels[LABELS_MOST], right_labels[LABELS_MOST];
	size_t a = find_labels(left, left_labels), b = find_labels(right, right_labels);

	while (a && b) {
		const uint8_t *x = left + left_labels[--a], *y = right + right_labels[--b];
		size_t len = *x < *y ? *x : *y;
		int order = memcmp(x + 1, y + 1, len);

		if (order || *x != *y)
			return order ? order : *x - *y;
	}
	return (int)a - (int)b;
}

static int compare_ordered(const void *a, const void *b)
{
	const struct ordered *left = a, *right = b;

	return compare_wire(left->wire, right->wire);
}

static const uint8_t *wire_of(const struct zone_set *zones, uint32_t number)
{
	return zones->names + zones->owners[number].name + 1;
}

void zone_set_sort_names(const struct zone_set *zones, uint32_t *numbers, size_t count)
{
	struct ordered *names;

	if (!count)
		return;
	names = xrealloc(NULL, count * sizeof *names);
	for (size_t i = 0; i < count; i++)
		names[i] = (struct ordered){ wire_of(zones, numbers[i]), numbers[i] };
	qsort(names, count, sizeof *names, compare_ordered);
	for (size_t i = 0; i < count; i++)
		numbers[i] = names[i].number;
	free(names);
}

const uint32_t *zone_set_names_below(const struct zone_set *zones, const uint32_t *numbers, size_t count,
	const struct dns_name *name, size_t *ret_count)
{
	size_t low = 0, high = count, first;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_wire(wire_of(zones, numbers[middle]), name->wire) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	first = low;
	for (high = count; low < high;) {
		size_t middle = low + (high - low) / 2;
		struct dns_name at = zone_owner_name(zones, (int32_t)numbers[middle]);

		if (dns_name_is_under(&at, name))
			low = middle + 1;
		else
			high = middle;
	}
	*ret_count = low - first;
	return count ? numbers + first : numbers;
}
