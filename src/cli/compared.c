/*
 * Two files, or two folders, are compared with all of their names, and so are two domains of live DNS. In the other mixes one side
 * knows more than the other can answer for: a folder of zones and one of its files, or the answers about one domain.
 */
#include "cli/compared.h"

#include "cli/inputs.h"
#include "judge/wanted.h"

#include "base/escape.h"

enum { SHOWN_MOST = 5 };

/* The domains of --domain. False after a message. */
static bool take_wanted(struct options *options, struct compared_domains *compared, const struct side *before,
	const struct side *after)
{
	for (size_t i = 0; i < options->subject.domains.count; i++) {
		const char *word = options->subject.domains.at[i];
		const struct side *files = after->kind == SIDE_ZONES ? after : before;
		struct dns_name name;

		if (!domain_read(options, slice_of(word), "--domain ", &name))
			return false;
		if (!side_holds(before, &name) && !side_holds(after, &name)) {
			complain("--domain %s exists on neither side%s",
				escape_copy(&options->arena, slice_of(word)),
				files->kind == SIDE_ZONES
					? wanted_nearest(&options->arena, files->files.zones, &name)
					: "");
			return false;
		}
		*arena_append(&options->arena, &compared->wanted) = name;
	}
	return true;
}

/* A domain of live DNS that the other side does not hold is misspelt, or belongs to other files. False after a message. */
static bool check_domain(struct options *options, const struct side *live, const struct side *other)
{
	const char *name;

	if (live->kind != SIDE_DOMAIN || side_holds(other, &live->state.domain))
		return true;
	name = dns_name_text(&options->arena, &live->state.domain);
	if (other->kind == SIDE_ZONES)
		complain("%s %s%s", name, wanted_reason(other->files.zones, &live->state.domain),
			wanted_nearest(&options->arena, other->files.zones, &live->state.domain));
	else
		complain("%s has no answers about %s", other->label, name);
	return false;
}

/* True when both sides can tell what they have at the name, be it nothing. */
static bool is_comparable(const struct side *side, const struct dns_name *name)
{
	struct dns_name apex;

	if (side->kind == SIDE_DOMAIN)
		return dns_name_is_under(name, &side->state.domain);
	return side->kind == SIDE_ZONES ? zone_set_find_apex(side->files.zones, name, &apex)
					: side_has_domain(side, name);
}

/* The domains of one side, and whether the other one has them. */
static void sort_domains(struct arena *arena, struct compared_domains *compared, const struct side *side,
	const struct side *other, bool first)
{
	bool files = side->kind == SIDE_ZONES && other->kind == SIDE_ZONES,
	     of_folder = files && side->files.walked.count && !other->files.walked.count,
	     of_file = files && !side->files.walked.count && other->files.walked.count;
	bool chooses = !files || of_folder || of_file;

	for (size_t i = 0; i < side_domain_count(side); i++) {
		struct dns_name name = side_domain(side, i);
		bool common = other->kind == SIDE_DOMAIN ? dns_name_is_under(&name, &other->state.domain)
							 : side_has_domain(other, &name);

		compared->common += common && first;
		if (chooses && (of_file || is_comparable(other, &name)) && (first || !common))
			*arena_append(arena, &compared->wanted) = name;
		if (!common && first)
			*arena_append(arena, &compared->only_before) = name;
		else if (!common)
			*arena_append(arena, &compared->only_after) = name;
	}
}

bool compared_domains_choose(struct options *options, struct compared_domains *compared,
	const struct side *before, const struct side *after)
{
	const struct dns_name *live = before->kind == SIDE_DOMAIN  ? &before->state.domain
				      : after->kind == SIDE_DOMAIN ? &after->state.domain
								   : NULL;

	*compared = (struct compared_domains){ 0 };
	if (before->kind == SIDE_DOMAIN && after->kind == SIDE_DOMAIN &&
		dns_name_equal(&before->state.domain, &after->state.domain)) {
		complain("both sides are %s; there is nothing to compare", after->label);
		return false;
	}
	if (!check_domain(options, before, after) || !check_domain(options, after, before))
		return false;
	if (options->subject.domains.count)
		return take_wanted(options, compared, before, after);
	sort_domains(&options->arena, compared, before, after, true);
	sort_domains(&options->arena, compared, after, before, false);
	if (before->kind == after->kind && before->kind != SIDE_ANSWERS)
		return true;
	/* It is held, and there is no mail domain at or below it. */
	if (live && !compared->wanted.count)
		*arena_append(&options->arena, &compared->wanted) = *live;
	if (compared->wanted.count)
		return true;
	complain("%s and %s have no domain in common", before->label, after->label);
	return false;
}

bool compared_domains_are_open(
	const struct compared_domains *compared, const struct side *before, const struct side *after)
{
	bool files = before->kind == SIDE_ZONES && after->kind == SIDE_ZONES,
	     whole = after->kind == SIDE_ANSWERS || after->files.walked.count;

	if (files && !compared->common && compared->only_before.count && compared->only_after.count) {
		complain("%s and %s have no domain in common; is it the right file?", before->label,
			after->label);
		return true;
	}
	if (before->kind != SIDE_ANSWERS || !whole || !compared->only_before.count)
		return false;
	complain("%s has no answers about %zu of the domains in %s", after->label,
		compared->only_before.count, before->label);
	return true;
}

static void add_side(struct bytes *out, const char *word, const struct side *side)
{
	bytes_printf(out, "%s %s", word, side->label);
	if (side->files.walked.count)
		bytes_printf(out, " (%zu file%s)", side->files.walked.count,
			side->files.walked.count == 1 ? "" : "s");
}

static void add_only(struct arena *arena, struct bytes *out, const struct side *side,
	const struct side *other, const struct dns_name *names, size_t count)
{
	if (!count)
		return;
	if (other->kind == SIDE_DOMAIN)
		bytes_printf(out, "not compared (not below %s):", other->label);
	else
		bytes_printf(out, "only in %s:", side->label);
	for (size_t i = 0; i < count && i < SHOWN_MOST; i++)
		bytes_printf(out, "%s %s", i ? "," : "", dns_name_unicode(arena, &names[i]));
	if (count > SHOWN_MOST)
		bytes_printf(out, " and %zu more", count - SHOWN_MOST);
	bytes_add_byte(out, '\n');
}

static const char *text_of_bytes(struct arena *arena, struct bytes *out)
{
	const char *text = (const char *)arena_copy(arena, bytes_slice(out)).at;

	bytes_free(out);
	return text;
}

const char *compared_sides_text(struct arena *arena, const struct side *before, const struct side *after)
{
	struct bytes out = { 0 };

	add_side(&out, "from", before);
	add_side(&out, " to", after);
	return text_of_bytes(arena, &out);
}

const char *compared_only_text(struct arena *arena, const struct compared_domains *compared,
	const struct side *before, const struct side *after)
{
	struct bytes out = { 0 };

	add_only(arena, &out, before, after, compared->only_before.at, compared->only_before.count);
	add_only(arena, &out, after, before, compared->only_after.at, compared->only_after.count);
	return text_of_bytes(arena, &out);
}
