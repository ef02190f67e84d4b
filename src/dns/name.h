/*
 * Domain names (RFC 1035 section 3.1): kept in wire form, in lower case (RFC 4343), with the root label.
 *
 * Presentation form: labels separated by dots; \. and \DDD escape a byte (RFC 1035 section 5.1).
 */
#ifndef MAILAUTH_DNS_NAME_H
#define MAILAUTH_DNS_NAME_H

#include "base/arena.h"
#include "base/slice.h"

enum { DNS_NAME_SIZE = 255, DNS_LABEL_SIZE = 63 };

struct dns_name {
	uint8_t len; /* octets of `wire` in use, the root label's among them: 1 to 255 */
	uint8_t wire[DNS_NAME_SIZE];
};

enum dns_name_fault {
	DNS_NAME_OK,
	DNS_NAME_EMPTY,
	DNS_NAME_EMPTY_LABEL,
	DNS_NAME_LABEL_TOO_LONG,
	DNS_NAME_TOO_LONG,
	DNS_NAME_BAD_ESCAPE,
	DNS_NAME_BAD_IDN,
};

/* One clause for each fault, such as "a label is longer than 63 octets". */
const char *dns_name_fault_text(enum dns_name_fault fault);

/* The root. */
struct dns_name dns_name_root(void);

/*
 * Reads presentation form. A text without a final dot is completed with `origin` (the root when NULL); "@" alone
 * is the origin. On a fault *ret_name is undefined.
 */
enum dns_name_fault dns_name_from_text(
	struct slice text, const struct dns_name *origin, struct dns_name *ret_name);

/* As dns_name_from_text() with the root as origin, but a text with non-ASCII bytes is turned into A-labels (RFC 5891). */
enum dns_name_fault dns_name_from_unicode(struct slice text, struct dns_name *ret_name);

/*
 * Reads labels separated by dots in which every other byte means itself, backslashes too: what a macro of RFC 7208
 * section 7 expands to. A final dot is allowed.
 */
enum dns_name_fault dns_name_from_labels(struct slice text, struct dns_name *ret_name);

/* Reads a C string that is known to be a name. Ends the program on a fault: for constants only. */
struct dns_name dns_name_of(const char *text);

/* True for a name that may be a mail domain: neither the root nor an address, and without bytes that no such name has. */
bool dns_name_is_plausible(const struct dns_name *name);

/* Presentation form without the final dot ("." for the root), special bytes escaped; owned by the arena. */
const char *dns_name_text(struct arena *arena, const struct dns_name *name);

/* The same with the final dot, as a master file has it (RFC 1035 section 5.1). */
const char *dns_name_absolute_text(struct arena *arena, const struct dns_name *name);

/* dns_name_text() with U-labels where the name has A-labels that decode; otherwise equal to dns_name_text(). */
const char *dns_name_unicode(struct arena *arena, const struct dns_name *name);

/* True when a label mixes scripts more than UTS #39 section 5.2 allows at the level "highly restrictive". */
bool dns_name_mixes_scripts(struct arena *arena, const struct dns_name *name);

bool dns_name_equal(const struct dns_name *a, const struct dns_name *b);

/* True when `name` is `ancestor` or below it. */
bool dns_name_is_under(const struct dns_name *name, const struct dns_name *ancestor);

/* Labels without the root's: 2 for example.com, 0 for the root. */
unsigned dns_name_labels(const struct dns_name *name);

/* The name without its leftmost label; the root's parent is the root. */
struct dns_name dns_name_parent(const struct dns_name *name);

/* The rightmost `labels` labels of the name. */
struct dns_name dns_name_suffix(const struct dns_name *name, unsigned labels);

/* The leftmost label's bytes, which stay owned by `name`. */
struct slice dns_name_first_label(const struct dns_name *name);

/* A label that nobody publishes: what answers at it comes from a wildcard (RFC 4592). */
#define DNS_LABEL_OF_NOBODY "mailauth-check-wildcard"

/* `label`.`name`, where `label` may be several labels with dots. False when the result is too long or malformed. */
bool dns_name_prepend(const char *label, const struct dns_name *name, struct dns_name *ret_name);

/* `left` (taken relative, without its root label) followed by `right`. False when too long. */
bool dns_name_join(const struct dns_name *left, const struct dns_name *right, struct dns_name *ret_name);

uint64_t dns_name_hash(const struct dns_name *name);

/*
 * For a name that ends in the zone's name twice, as its writer left out the final dot: the name with the zone's name once. False for
 * other names. *ret_name may be the name itself.
 */
bool dns_name_without_second_zone(
	const struct dns_name *name, const struct dns_name *zone, struct dns_name *ret_name);

#endif
