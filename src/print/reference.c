/*
 * References to RFCs:
 *
 *   reference = ( rfc / draft ) *( separator ( rfc / place / number ) )
 *   rfc       = "RFC" SP 1*DIGIT [ SP place ]
 *   draft     = "draft-" 1*( ALPHA / DIGIT / "-" )
 *   place     = ( "section" / "sections" / "appendix" / "appendices" ) SP number
 *   number    = ( 1*DIGIT / ALPHA ) *( "." 1*DIGIT )
 *   separator = ", " / " and " / ", and " / " to "
 *
 * Other words are text.
 */
#include "print/reference.h"

#include "base/ascii.h"

#include <stdlib.h>
#include <string.h>

/* The length of a section's number at the start of a text; 0 when there is none. */
static size_t number_length(const char *text, bool is_appendix)
{
	size_t length = is_appendix ? ascii_is_alpha((uint8_t)text[0]) : strspn(text, "0123456789");

	while (length && text[length] == '.' && ascii_is_digit((uint8_t)text[length + 1]))
		length += 1 + strspn(text + length + 1, "0123456789");
	return ascii_is_alpha((uint8_t)text[length]) || ascii_is_digit((uint8_t)text[length]) ? 0 : length;
}

/* The length of "section 4.5" at the start of a text, with where its number begins; 0 when there is none. */
static size_t place_length(const char *text, bool *ret_is_appendix, size_t *ret_number)
{
	static const char *const words[] = { "section ", "sections ", "appendix ", "appendices " };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		size_t length = strlen(words[i]), number;
		bool is_appendix = words[i][0] == 'a';

		if (strncmp(text, words[i], length) != 0)
			continue;
		number = number_length(text + length, is_appendix);
		*ret_is_appendix = is_appendix;
		*ret_number = length;
		return number ? length + number : 0;
	}
	return 0;
}

static const char *link_to(struct arena *arena, const struct reference_walk *walk, struct slice number)
{
	const char *rfc = arena_printf(arena, "https://www.rfc-editor.org/rfc/rfc%u", walk->rfc);

	if (!number.len)
		return rfc;
	return arena_printf(arena, "%s#%s-%.*s", rfc, walk->is_appendix ? "appendix" : "section",
		(int)number.len, (const char *)number.at);
}

static bool is_after_separator(const struct reference_walk *walk)
{
	static const char *const words[] = { ", ", " and ", " to " };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		size_t length = strlen(words[i]);

		if (walk->at >= length && strncmp(walk->text + walk->at - length, words[i], length) == 0)
			return true;
	}
	return false;
}

/* The length of the link at the start of the rest, with its target; 0 when there is none. */
static size_t link_length(struct arena *arena, struct reference_walk *walk, const char **ret_uri)
{
	static const char prefix[] = "RFC ", draft[] = "draft-";
	const char *rest = walk->text + walk->at;
	struct slice whole = slice_of(rest);
	size_t length = 0, number = 0, more;

	if (strncmp(rest, prefix, strlen(prefix)) == 0 && ascii_is_digit((uint8_t)rest[strlen(prefix)])) {
		walk->rfc = (unsigned)strtoul(rest + strlen(prefix), NULL, 10);
		length = strlen(prefix) + strspn(rest + strlen(prefix), "0123456789");
		more = rest[length] == ' ' ? place_length(rest + length + 1, &walk->is_appendix, &number) : 0;
		*ret_uri = link_to(
			arena, walk, slice_part(whole, length + 1 + number, more ? length + 1 + more : 0));
		return length + (more ? 1 + more : 0);
	}
	if (slice_starts(whole, draft)) {
		length = strcspn(rest, " ,");
		*ret_uri = arena_printf(arena, "https://datatracker.ietf.org/doc/%.*s/", (int)length, rest);
		return length;
	}
	if (!walk->rfc || !is_after_separator(walk))
		return 0;
	length = place_length(rest, &walk->is_appendix, &number);
	length = length ? length : number_length(rest, walk->is_appendix);
	*ret_uri = link_to(arena, walk, slice_part(whole, number, length));
	return length;
}

bool reference_next(struct arena *arena, struct reference_walk *walk, struct reference_part *ret_part)
{
	size_t first = walk->at, length;
	struct slice whole = slice_of(walk->text);
	struct reference_walk ahead;

	if (first >= whole.len)
		return false;
	ret_part->uri = NULL;
	length = link_length(arena, walk, &ret_part->uri);
	if (length) {
		walk->at += length;
		ret_part->text = slice_part(whole, first, walk->at);
		return true;
	}
	do {
		walk->at += strcspn(walk->text + walk->at, " ");
		walk->at += walk->text[walk->at] == ' ';
		ahead = *walk;
	} while (walk->at < whole.len && !link_length(arena, &ahead, &(const char *){ NULL }));
	ret_part->uri = NULL;
	ret_part->text = slice_part(whole, first, walk->at);
	return true;
}

const char *reference_uri(struct arena *arena, const char *reference)
{
	struct reference_walk walk = { .text = reference ? reference : "" };
	struct reference_part part;

	while (reference_next(arena, &walk, &part))
		if (part.uri)
			return part.uri;
	return NULL;
}
