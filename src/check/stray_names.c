/*
 * A record's text says what it is for, and there is one name for each such record. What is left of a name, when the labels that
 * sound like a service are taken off its front, is the domain that it was meant for.
 */
#include "check/stray_names.h"

#include "base/nearest.h"
#include "dmarc/record.h"

#include <string.h>

enum { WORDS_MOST = 7 };

/* The labels to look up, and the words that people write for them; a leading underscore is left out. */
static const struct {
	const char *labels;
	const char *words[WORDS_MOST];
} kinds[STRAY_KINDS] = {
	[STRAY_MTA_STS] = { "_mta-sts", { "mta-sts", "sts" } },
	[STRAY_TLS_RPT] = { "_smtp._tls", { "smtp", "tls", "tlsrpt", "tls-rpt", "smtp-tls", "smtp-tlsrpt" } },
	[STRAY_BIMI] = { "default._bimi", { "bimi", "default", "default_bimi" } },
	[STRAY_DMARC] = { "_dmarc", { "dmarc" } },
	[STRAY_ADSP] = { "_adsp._domainkey", { "adsp", "domainkey" } },
};

static bool is_adsp(struct slice text)
{
	static const char *const practices[] = { "unknown", "all", "discardable" };

	if (!slice_starts_nocase(text, "dkim="))
		return false;
	for (size_t i = 0; i < sizeof practices / sizeof *practices; i++)
		if (slice_is_nocase(slice_trim(slice_part(text, 5, text.len)), practices[i]))
			return true;
	return false;
}

bool stray_is_kind(enum stray_kind kind, struct slice text)
{
	switch (kind) {
	case STRAY_DMARC:
		return dmarc_is_selected(text);
	case STRAY_ADSP:
		return is_adsp(text);
	default:
		return tagged_is_selected((enum tagged_kind)kind, text);
	}
}

enum stray_kind stray_kind_of(struct slice text)
{
	enum stray_kind kind = STRAY_MTA_STS;

	if (text.len < 2 || (text.at[0] != 'v' && text.at[0] != 'd' && text.at[0] != 'D'))
		return STRAY_KINDS;
	while (kind < STRAY_KINDS && !stray_is_kind(kind, text))
		kind++;
	return kind;
}

static bool is_service_label(enum stray_kind kind, struct slice label)
{
	struct nearest nearest = { .word = label };

	if (label.len && label.at[0] == '_')
		return true;
	for (size_t i = 0; i < WORDS_MOST && kinds[kind].words[i]; i++)
		nearest_offer(&nearest, kinds[kind].words[i]);
	return nearest.best;
}

static bool has_underscore(const struct dns_name *name)
{
	for (size_t at = 0; name->wire[at]; at += name->wire[at] + 1U)
		if (name->wire[at + 1] == '_')
			return true;
	return false;
}

/* The name begins with the labels that are looked up; a BIMI record has a selector of its own in front. */
static bool is_looked_up(enum stray_kind kind, const struct dns_name *name)
{
	struct dns_name labels = dns_name_of(kinds[kind].labels), rest = *name;
	unsigned count = dns_name_labels(&labels);

	if (dns_name_labels(name) <= count)
		return false;
	if (kind == STRAY_BIMI) {
		rest = dns_name_parent(name);
		if (!slice_is(dns_name_first_label(&rest), "_bimi"))
			return false;
	} else if (memcmp(name->wire, labels.wire, labels.len - 1U) != 0) {
		return false;
	}
	rest = dns_name_suffix(name, dns_name_labels(name) - count);
	return !has_underscore(&rest);
}

/* Consent of RFC 9989 section 4.2.4.4 begins with v=DMARC1, too. */
static bool is_consent(const struct dns_name *name)
{
	for (struct dns_name at = *name; at.len > 1; at = dns_name_parent(&at))
		if (slice_is(dns_name_first_label(&at), "_report"))
			return true;
	return false;
}

static bool exists(const struct zone_set *zones, const struct dns_name *name)
{
	size_t number;

	return zone_set_find_name(zones, name, &number) && zone_set_name_exists(zones, number);
}

/* The labels before the domain: first those that sound like no service, then those that do. */
struct front {
	unsigned foreign, services;
};

/* False when the two kinds of labels are mixed. */
static bool split(enum stray_kind kind, const struct dns_name *name, unsigned relative, struct front *ret)
{
	struct dns_name at = *name;
	unsigned last = 0;

	*ret = (struct front){ 0 };
	for (unsigned i = 0; i < relative; i++, at = dns_name_parent(&at))
		if (is_service_label(kind, dns_name_first_label(&at)))
			last = i + 1;
	at = *name;
	for (unsigned i = 0; i < last; i++, at = dns_name_parent(&at)) {
		bool service = is_service_label(kind, dns_name_first_label(&at));

		if (!service && ret->services)
			return false;
		ret->services += service;
		ret->foreign += !service;
	}
	return true;
}

/*
 * Puts the labels that sound like no service before another name: in "news._dmarc.example.com" the domain is what is before _dmarc,
 * with what is after it.
 */
static bool take_foreign(const struct dns_name *name, const struct front *front, struct dns_name *other)
{
	struct dns_name first = *name;

	for (unsigned i = 0, at = 0; i < front->foreign; i++) {
		at += name->wire[at] + 1U;
		first.len = (uint8_t)(at + 1);
		first.wire[at] = 0;
	}
	return dns_name_join(&first, other, other);
}

bool stray_name_of(enum stray_kind kind, const struct dns_name *name, const struct dns_name *apex,
	const struct zone_set *zones, struct stray_name *ret)
{
	unsigned labels = dns_name_labels(name), of_kind;
	struct dns_name labels_of_kind = dns_name_of(kinds[kind].labels);
	struct front front;

	of_kind = dns_name_labels(&labels_of_kind);
	if (kind == STRAY_DMARC && is_consent(name))
		return false;
	ret->near = true;
	if (dns_name_without_second_zone(name, apex, &ret->right) && is_looked_up(kind, &ret->right)) {
		ret->domain = dns_name_suffix(&ret->right, dns_name_labels(&ret->right) - of_kind);
		return true;
	}
	if (is_looked_up(kind, name) || !split(kind, name, labels - dns_name_labels(apex), &front))
		return false;
	ret->domain = dns_name_suffix(name, labels - front.foreign - front.services);
	ret->near = front.services;
	if (kind == STRAY_BIMI && front.foreign == 1) /* the selector */
		return dns_name_prepend("_bimi", &ret->domain, &ret->right) &&
		       take_foreign(name, &front, &ret->right);
	if (front.foreign && (!take_foreign(name, &front, &ret->domain) || !exists(zones, &ret->domain)))
		return false;
	return dns_name_prepend(kinds[kind].labels, &ret->domain, &ret->right) &&
	       !dns_name_equal(&ret->right, name);
}
