/* Reads files and names from the command line, and says what is wrong with them. */
#include "cli/inputs.h"

#include "base/escape.h"
#include "base/nearest.h"
#include "dns/pasted.h"
#include "input/operand.h"
#include "input/zone_input.h"

#include <errno.h>
#include <string.h>

static void complain_unread(struct arena *scratch, const char *path, const char *name, const char *fault)
{
	const char *near = errno == ENOENT ? operand_neighbour(scratch, path) : NULL;

	complain("cannot read %s: %s%s",
		strcmp(name, path) == 0 ? escape_copy(scratch, slice_of(path)) : name, fault,
		nearest_question(scratch, near ? escape_copy(scratch, slice_of(near)) : NULL));
}

static bool open_as_wished(struct text *text, const char *path, const struct text_wish *wish)
{
	struct arena scratch = { 0 };
	const char *fault = text_open(text, path, wish);

	if (fault)
		complain_unread(&scratch, path, text->name, fault);
	arena_release(&scratch);
	return !fault;
}

static bool is_named_by_configuration(const struct options *options, const char *path)
{
	for (size_t i = 0; i < options->config.named.count; i++)
		if (options->config.named.at[i] == path)
			return true;
	return false;
}

bool file_open(struct options *options, struct text *text, const char *path, enum text_kind kind)
{
	bool named = is_named_by_configuration(options, path) && strcmp(path, "-") != 0;
	const struct text_wish wish = {
		.kind = kind, .regular = named, .roots = named ? &options->subject.roots : NULL
	};

	return open_as_wished(text, path, &wish);
}

int file_open_stream(struct options *options, const char *path, enum text_kind kind, const char **ret_name)
{
	bool named = is_named_by_configuration(options, path) && strcmp(path, "-") != 0;
	const struct text_wish wish = {
		.kind = kind, .regular = named, .roots = named ? &options->subject.roots : NULL
	};
	struct arena scratch = { 0 };
	const char *fault;
	int file = text_open_stream(path, &wish, ret_name, &fault);

	if (file < 0)
		complain_unread(&scratch, path, *ret_name, fault);
	arena_release(&scratch);
	return file;
}

bool operand_open(struct options *options, struct text *text, const char *path)
{
	const struct text_wish wish = { .kind = TEXT_DATA, .roots = &options->subject.roots };

	return file_is_within(options, path) && open_as_wished(text, path, &wish);
}

bool file_is_within(struct options *options, const char *path)
{
	if (strcmp(path, "-") == 0 || text_roots_hold(&options->subject.roots, path))
		return true;
	complain("%s is outside the --include-root folders", escape_copy(&options->arena, slice_of(path)));
	return false;
}

/* "192.0.2.1", and the address literal of a mail address (RFC 5321 section 4.1.3). */
static bool is_address(struct slice part, struct dns_address *ret_address)
{
	if (part.len > 2 && part.at[0] == '[' && part.at[part.len - 1] == ']')
		part = slice_part(part, 1, part.len - 1);
	if (slice_starts_nocase(part, "IPv6:"))
		part = slice_part(part, strlen("IPv6:"), part.len);
	return dns_address_from_text(part, ret_address);
}

/* Visible bytes that no mail domain has: what is left of something else. */
static bool has_bytes_of_no_domain(struct slice part)
{
	for (size_t i = 0; i < part.len; i++)
		if (part.at[i] && strchr("<>,;\"()[]", part.at[i]))
			return true;
	return false;
}

/* What is said of a word that is no domain, after the word. NULL for one that is. */
static const char *domain_refusal(struct arena *arena, const struct pasted *pasted, struct dns_name *ret_name)
{
	static const char expected[] = "is not a domain name; expected a name such as example.com";
	struct dns_address address = { 0 };
	enum dns_name_fault fault;

	if (pasted->count > 1)
		return "contains several domains; write them as separate arguments, or one per line in a file (--from-file FILE)";
	if (is_address(pasted->domain, &address))
		return arena_printf(arena,
			"is %s, not a domain; to check whether it may send mail for a domain: mailauth-check "
			"--ip %s example.com",
			pasted->domain.at[0] == '[' && pasted->what ? "a mail address with an address literal"
								    : "an IP address",
			dns_address_text(arena, &address));
	if (!pasted->count)
		return "is not a domain name: it contains a space";
	fault = dns_name_from_unicode(pasted->domain, ret_name);
	if (fault != DNS_NAME_OK)
		return arena_printf(arena, "is not a domain name: %s", dns_name_fault_text(fault));
	return has_bytes_of_no_domain(pasted->domain) || !dns_name_is_plausible(ret_name) ? expected : NULL;
}

/* The number of labels of an owner name that are before the domain whose record it has; 0 for other names. */
static unsigned labels_before_domain(const struct dns_name *name)
{
	struct dns_name rest = *name;
	struct slice first = dns_name_first_label(name), second;

	if (slice_is(first, "_dmarc") || slice_is(first, "_domainkey") || slice_is(first, "_mta-sts"))
		return 1;
	rest = dns_name_parent(name);
	second = dns_name_first_label(&rest);
	if ((slice_is(first, "_smtp") && slice_is(second, "_tls")) || slice_is(second, "_bimi"))
		return 2;
	rest = *name;
	for (unsigned labels = 1; dns_name_labels(&rest) > 1; labels++) {
		rest = dns_name_parent(&rest);
		first = dns_name_first_label(&rest);
		if (slice_is(first, "_domainkey"))
			return labels + 1;
	}
	return 0;
}

/* What kind of record, with its article, is at an owner name of labels_before_domain(). */
static const char *kind_of_owner(const char *owner)
{
	static const char *const kinds[][2] = { { "_dmarc.", "a DMARC" }, { "_mta-sts.", "an MTA-STS" },
		{ "_smtp._tls.", "a TLS-RPT" } };

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (slice_starts(slice_of(owner), kinds[i][0]))
			return kinds[i][1];
	return strstr(owner, "._bimi.") ? "a BIMI" : "a DKIM";
}

/*
 * Of _dmarc.DOMAIN (RFC 7489 section 6.1) and SELECTOR._domainkey.DOMAIN (RFC 6376 section 3.6.2.1) the domain is checked, with the
 * selector; and so of those of MTA-STS (RFC 8461 section 3.1), TLS-RPT (RFC 8460 section 3) and BIMI.
 */
static void take_domain_of_owner(
	struct arena *arena, const char *where, bool silent, struct listed_domain *listed)
{
	struct dns_name *name = &listed->name;
	unsigned labels = labels_before_domain(name), all = dns_name_labels(name);
	const char *owner, *shown, *kind;

	if (!labels || labels >= all)
		return;
	owner = dns_name_text(arena, name);
	*name = dns_name_suffix(name, all - labels);
	shown = dns_name_text(arena, name);
	kind = kind_of_owner(owner);
	if (labels > 1 && strcmp(kind, "a DKIM") == 0) {
		size_t length = strlen(owner) - strlen(shown) - strlen("._domainkey.");

		listed->selector = arena_printf(arena, "%.*s", (int)length, owner);
	}
	if (!silent)
		complain("%s%s is the name of %s record; checking %s%s", where, owner, kind, shown,
			listed->selector ? arena_printf(arena, " with selector %s", listed->selector) : "");
}

const char *domain_parse(struct options *options, struct slice word, struct dns_name *ret_name)
{
	struct pasted pasted = pasted_domain(word);

	return domain_refusal(&options->arena, &pasted, ret_name);
}

static bool read_domain(
	struct arena *arena, struct slice word, const char *where, bool silent, struct dns_name *ret_name)
{
	struct pasted pasted = pasted_domain(word);
	const char *refusal = domain_refusal(arena, &pasted, ret_name), *shown;

	if (silent || (!refusal && !pasted.what))
		return !refusal;
	shown = escape_copy(arena, slice_part(word, 0, 80));
	if (refusal)
		complain("%s\"%s\" %s", where, shown, refusal);
	else
		complain("%s\"%s\" is %s; checking %s", where, shown, pasted.what,
			dns_name_text(arena, ret_name));
	return !refusal;
}

bool domain_read(struct options *options, struct slice word, const char *where, struct dns_name *ret_name)
{
	return read_domain(&options->arena, word, where, false, ret_name);
}

bool listed_domain_read(struct arena *arena, struct slice word, const char *where, bool silent,
	struct listed_domain *ret_listed)
{
	*ret_listed = (struct listed_domain){ 0 };
	if (!read_domain(arena, word, where, silent, &ret_listed->name))
		return false;
	take_domain_of_owner(arena, where, silent, ret_listed);
	return true;
}

bool checked_domain_read(
	struct options *options, struct slice word, const char *where, struct dns_name *ret_name)
{
	struct listed_domain listed;
	struct answer_selector *kept;

	if (!listed_domain_read(&options->arena, word, where, false, &listed))
		return false;
	*ret_name = listed.name;
	if (listed.selector) {
		kept = arena_append(&options->arena, &options->subject.selectors_of);
		*kept = (struct answer_selector){ .domain = listed.name, .selector = listed.selector };
	}
	return true;
}

bool name_read(struct options *options, const char *option, const char *word, struct dns_name *ret_name)
{
	enum dns_name_fault fault = dns_name_from_unicode(slice_of(word), ret_name);

	if (fault != DNS_NAME_OK)
		complain("--%s %s: invalid domain name: %s", option,
			escape_copy(&options->arena, slice_of(word)), dns_name_fault_text(fault));
	return fault == DNS_NAME_OK;
}

/* What the user says of the zone's name. False after a message. */
static bool read_wish(struct options *options, struct origin_wish *wish, struct dns_name names[2])
{
	*wish = (struct origin_wish){ .of_several = options->command == COMMAND_ZONE &&
						    options->operands.count > 1 };
	if (options->subject.origin) {
		wish->origin = &names[0];
		return name_read(options, "origin", options->subject.origin, &names[0]);
	}
	if (options->subject.domains.count != 1)
		return true;
	wish->domain = &names[1];
	return name_read(options, "domain", options->subject.domains.at[0], &names[1]);
}

bool zone_text_read(struct options *options, struct zone_set *zones, struct text *text)
{
	struct dns_name names[2];
	struct origin_wish wish;
	const char *refusal;

	if (!read_wish(options, &wish, names))
		return false;
	zone_set_keep_within(zones, &options->subject.roots);
	if (options->subject.includes_nothing)
		zone_set_include_nothing(zones);
	refusal = zone_input_read(&options->arena, zones, text, &wish);
	if (refusal)
		complain("%s: %s", escape_copy(&options->arena, slice_of(text->name)), refusal);
	return !refusal;
}

bool zone_file_read(struct options *options, struct zone_set *zones, struct text *text, const char *path)
{
	return operand_open(options, text, path) && zone_text_read(options, zones, text);
}
