/*
 * Names go to libpsl as text and come back as names; without a list each name is its own organization. libpsl takes any text for a list,
 * so what is none is told here: a list is text with the marks of its sections, "// ===BEGIN ICANN DOMAINS===" and so on, and with a
 * rule on each other line: labels, of which the first may be "*" or follow "!". What comes after whitespace is a comment.
 */
#include "dmarc/suffix_list.h"

#include "base/ascii.h"
#include "text/open.h"

#include <libpsl.h>
#include <stdio.h>
#include <string.h>

/* struct suffix_list is libpsl's context under a name of ours. */
static const psl_ctx_t *context_of(const struct suffix_list *list)
{
	return (const psl_ctx_t *)list;
}

/* The form that libpsl makes of a list, for programs. */
static bool is_compiled(struct slice bytes)
{
	return slice_starts(bytes, ".DAFSA@PSL_");
}

/* The bytes of a host name, in any script, and the signs of the format. */
static bool is_rule(struct slice rule)
{
	for (size_t i = 0; i < rule.len; i++)
		if (rule.at[i] < 0x80 && !ascii_is_alnum(rule.at[i]) && !memchr(".-*!", rule.at[i], 4))
			return false;
	return true;
}

/* What shows that a text is no list; NULL when nothing does. */
static const char *fault_of_text(struct slice text)
{
	size_t rules = 0;

	if (slice_find_text(text, "===BEGIN ICANN DOMAINS===", 0) < 0)
		return "it is not a public suffix list: it has no line \"// ===BEGIN ICANN DOMAINS===\"";
	for (size_t at = 0, end; at < text.len; at = end + 1) {
		ptrdiff_t found = slice_find(text, '\n', at);
		struct slice line;

		end = found < 0 ? text.len : (size_t)found;
		line = slice_trim(slice_part(text, at, end));
		for (size_t i = 0; i < line.len; i++)
			if (ascii_is_space(line.at[i]))
				line.len = i;
		if (!line.len || slice_starts(line, "//"))
			continue;
		if (!is_rule(line))
			return "it is not a public suffix list: it has a line that is neither a rule nor a comment";
		rules++;
	}
	return rules ? NULL : "it is not a public suffix list: it has no rules";
}

struct suffix_list *suffix_list_read(struct slice bytes, const char **ret_fault)
{
	static const char unread[] = "it is not a public suffix list that can be read";
	psl_ctx_t *list;
	FILE *stream;

	*ret_fault = is_compiled(bytes) ? NULL : fault_of_text(bytes);
	if (*ret_fault)
		return NULL;
	stream = fmemopen((void *)(uintptr_t)bytes.at, bytes.len, "r");
	list = stream ? psl_load_fp(stream) : NULL;
	if (stream)
		fclose(stream);
	if (!list)
		*ret_fault = unread;
	return (struct suffix_list *)list;
}

struct suffix_list *suffix_list_open(const char *path, const char **ret_fault)
{
	const struct text_wish wish = { .kind = TEXT_SETTINGS };
	struct suffix_list *list;
	struct text text;

	if (!path)
		return (struct suffix_list *)psl_latest(NULL);
	*ret_fault = text_open(&text, path, &wish);
	if (*ret_fault)
		return NULL;
	list = suffix_list_read(text.bytes, ret_fault);
	text_close(&text);
	return list;
}

void suffix_list_close(struct suffix_list *list)
{
	psl_free((psl_ctx_t *)list);
}

struct dns_name suffix_list_organizational_domain(const struct suffix_list *list, const struct dns_name *name)
{
	struct arena scratch = { 0 };
	const char *found =
		list ? psl_registrable_domain(context_of(list), dns_name_text(&scratch, name)) : NULL;
	struct dns_name organizational;

	/* A dot within a label is one between labels to libpsl: what it finds then is no name above this one. */
	if (!found || dns_name_from_text(slice_of(found), NULL, &organizational) != DNS_NAME_OK ||
		!dns_name_is_under(name, &organizational))
		organizational = *name;
	arena_release(&scratch);
	return organizational;
}

bool suffix_list_same_organization(
	const struct suffix_list *list, const struct dns_name *a, const struct dns_name *b)
{
	struct dns_name of_a, of_b;

	if (dns_name_equal(a, b))
		return true;
	of_a = suffix_list_organizational_domain(list, a);
	/* It is the name, or above it: where it is not, the list need not be searched again. */
	if (!dns_name_is_under(b, &of_a))
		return false;
	of_b = suffix_list_organizational_domain(list, b);
	return dns_name_equal(&of_a, &of_b);
}

bool suffix_list_has(const struct suffix_list *list, const struct dns_name *name)
{
	struct arena scratch = { 0 };
	bool is = list && psl_is_public_suffix2(context_of(list), dns_name_text(&scratch, name),
				  PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE);

	arena_release(&scratch);
	return is;
}
