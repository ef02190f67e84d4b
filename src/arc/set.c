/* Collects ARC sets (RFC 8617 section 5.2, step 1), and judges their structure (step 3). */
#include "arc/set.h"

#include "base/ascii.h"

static const char RESULTS[] = "ARC-Authentication-Results", MESSAGE_SIGNATURE[] = "ARC-Message-Signature",
		  SEAL[] = "ARC-Seal";

/* The offset after blanks and comments (CFWS of RFC 5322 section 3.2.2). */
static size_t skip_cfws(struct slice text, size_t at)
{
	unsigned depth = 0;

	for (; at < text.len; at++) {
		uint8_t c = text.at[at];

		if (c == '\\' && depth)
			at++;
		else if (c == '(')
			depth++;
		else if (c == ')' && depth)
			depth--;
		else if (!depth && !ascii_is_space(c))
			break;
	}
	return at < text.len ? at : text.len;
}

/* position = 1*2DIGIT; *ret_rest is where it ends. A number that is too long is a large one. */
static bool read_position(struct slice value, unsigned *ret_instance, size_t *ret_rest)
{
	size_t first = skip_cfws(value, 0), at = first;

	*ret_instance = 0;
	for (; at < value.len && ascii_is_digit(value.at[at]); at++)
		if (*ret_instance <= ARC_INSTANCE_MOST)
			*ret_instance = *ret_instance * 10 + (unsigned)(value.at[at] - '0');
	*ret_rest = skip_cfws(value, at);
	return at > first;
}

/*
 * The instance of ARC-Authentication-Results. It is to be the first item; as the payload's syntax has no part in the validity of the
 * chain (section 3.4), one elsewhere is taken, and one without its semicolon.
 */
static bool results_instance(struct slice text, unsigned *ret_instance)
{
	size_t rest;

	for (size_t at = 0; at < text.len; at++) {
		size_t name = skip_cfws(text, at), equals = skip_cfws(text, name + 1);

		if (name < text.len && ascii_lower(text.at[name]) == 'i' && equals < text.len &&
			text.at[equals] == '=')
			return read_position(slice_part(text, equals + 1, text.len), ret_instance, &rest);
		for (at = name; at < text.len && text.at[at] != ';';)
			at = text.at[at] == '(' ? skip_cfws(text, at) : at + 1;
	}
	return false;
}

static bool signature_instance(const struct tag_list *tags, unsigned *ret_instance)
{
	const struct tag *i = tags_find(tags, "i", false);
	size_t rest;

	return i && read_position(tags_value(tags, i), ret_instance, &rest) &&
	       rest == tags_value(tags, i).len;
}

static enum arc_status read_status(const struct tag_list *tags)
{
	const struct tag *cv = tags_find(tags, "cv", false);

	for (int status = ARC_STATUS_NONE; cv && status <= ARC_STATUS_FAIL; status++)
		if (slice_is(tags_value(tags, cv), arc_status_text((enum arc_status)status)))
			return (enum arc_status)status;
	return ARC_STATUS_INVALID;
}

/* Fills the signature of a set, unless it has one already. */
static void take_signature(struct arc_set *set, struct arc_signature *signature,
	const struct mail_field *field, const struct tag_list *tags, const char *name)
{
	if (signature->field) {
		set->twice = name;
		return;
	}
	signature->field = field;
	signature->tags = *tags;
}

/* Puts a field into its set; false when it is none of ARC, or has no instance. */
static bool take_field(
	struct arena *arena, struct arc_set *sets, const struct mail_field *field, struct arc_sets *ret_sets)
{
	bool results = slice_is_nocase(field->name, RESULTS), seal = slice_is_nocase(field->name, SEAL);
	struct tag_list tags = { 0 };
	struct slice text;
	struct arc_set *set;
	unsigned instance;

	if (!results && !seal && !slice_is_nocase(field->name, MESSAGE_SIGNATURE))
		return true;
	text = mail_unfold(arena, field->body);
	if (!results)
		tags = tags_split(arena, text);
	if (results ? !results_instance(text, &instance) : !signature_instance(&tags, &instance))
		return false;
	if (!instance || instance > ARC_INSTANCE_MOST) {
		ret_sets->out_of_range = true;
		return true;
	}
	set = &sets[instance];
	set->instance = instance;
	if (results && set->results) {
		set->twice = RESULTS;
	} else if (results) {
		set->results = field;
		set->said = authentication_results_parse(arena, field->body);
	} else if (seal) {
		set->status = set->seal.field ? set->status : read_status(&tags);
		take_signature(set, &set->seal, field, &tags, SEAL);
	} else {
		take_signature(set, &set->message_signature, field, &tags, MESSAGE_SIGNATURE);
	}
	return true;
}

struct arc_sets *arc_sets_read(struct arena *arena, const struct signed_message *message)
{
	struct arc_set *sets = arena_take_array(arena, ARC_INSTANCE_MOST + 1, sizeof *sets);
	struct arc_sets *found = arena_take(arena, sizeof *found);

	for (size_t i = 0; i < message->fields.count; i++)
		found->strays += !take_field(arena, sets, &message->fields.at[i], found);
	for (unsigned i = 1; i <= ARC_INSTANCE_MOST; i++)
		if (sets[i].instance)
			*arena_append(arena, &found->list) = sets[i];
	return found;
}

static const char *missing_field(const struct arc_set *set)
{
	if (!set->results)
		return RESULTS;
	if (!set->message_signature.field)
		return MESSAGE_SIGNATURE;
	return set->seal.field ? NULL : SEAL;
}

/* Conditions A to C of step 3 for one set that is to be number `instance`. */
static const char *set_fault(struct arena *arena, const struct arc_set *set, unsigned instance)
{
	const char *missing = missing_field(set), *wanted = instance == 1 ? "none" : "pass";

	if (set->instance != instance)
		return arena_printf(arena, "set %u is missing", instance);
	if (set->twice)
		return arena_printf(arena, "set %u has more than one %s field", instance, set->twice);
	if (missing)
		return arena_printf(arena, "set %u has no %s field", instance, missing);
	if (set->status != (instance == 1 ? ARC_STATUS_NONE : ARC_STATUS_PASS))
		return arena_printf(arena, "set %u has cv=%s instead of cv=%s", instance,
			arc_status_text(set->status), wanted);
	return NULL;
}

const char *arc_sets_fault(struct arena *arena, const struct arc_sets *sets)
{
	const char *fault = NULL;

	if (sets->out_of_range)
		return arena_printf(
			arena, "an instance (i=) is outside the range 1 to %d", ARC_INSTANCE_MOST);
	if (!sets->list.count)
		return "no ARC field has an instance (i=)";
	for (size_t i = 0; i < sets->list.count && !fault; i++)
		fault = set_fault(arena, &sets->list.at[i], (unsigned)i + 1);
	return fault;
}

const char *arc_status_text(enum arc_status status)
{
	static const char *const texts[] = { "invalid", "none", "pass", "fail" };

	return texts[status];
}
