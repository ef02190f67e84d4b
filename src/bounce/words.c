/*
 * A small grammar over words. A reply is sentences; each has subjects (SPF, reverse DNS) and states (failed, missing), and a state is
 * that of the subject that is nearest:
 *
 *   sentence = *( group / state / "not" / word ) ( "." / ";" / "but" )
 *   group    = subject *( [ noun ] ( "and" / "or" / "," / "/" ) [ noun ] subject )
 *   state    = failing / passing / "not" *3word passing
 */
#include "bounce/words.h"

#include "base/ascii.h"
#include "bounce/prose.h"

#include <string.h>

enum {
	ITEMS_MOST = 1024, /* of a reply; what follows is not read */
	NEAR = 14,	   /* words between a subject and its state */
	NOT_REACHES = 4,   /* words from a "not" to what it turns */
};

enum mark { MARK_NONE, MARK_END, MARK_COMMA, MARK_COLON, MARK_OPEN, MARK_CLOSE, MARK_NAME, MARK_URL };

struct item {
	const struct phrase *phrase; /* NULL for a word that says nothing here, or a mark */
	enum mark mark;
	bool bracketed;
};

struct reading {
	struct item items[ITEMS_MOST];
	size_t count;
	unsigned states[SUBJECTS]; /* bits of enum state */
	unsigned named;		   /* bits of enum subject: named at all */
	unsigned clear;		   /* with a state that is a failure */
	unsigned outside;	   /* the same, outside of brackets */
	unsigned together,
		with_record; /* subjects that are in one group with all the others; with a noun for a record */
	bool misaligned;
	enum other_cause other;
};

static enum mark mark_of(uint8_t c)
{
	switch (c) {
	case '.':
	case ';':
		return MARK_END;
	case ',':
	case '/':
		return MARK_COMMA;
	case '=':
	case ':':
		return MARK_COLON;
	case '(':
		return MARK_OPEN;
	case ')':
		return MARK_CLOSE;
	case '~':
	case '@':
		return MARK_NAME;
	case '^':
		return MARK_URL;
	default:
		return MARK_NONE;
	}
}

/* The length of a word that no phrase begins with; characters of a language without blanks are one each. */
static size_t word_length(struct slice prose, size_t at)
{
	size_t end = at + 1;

	if (prose.at[at] >= 0x80)
		while (end < prose.len && prose.at[end] >> 6 == 2)
			end++;
	else
		while (end < prose.len && prose.at[end] != ' ' && prose.at[end] < 0x80)
			end++;
	return end - at;
}

static void read_items(struct reading *reading, const struct vocabulary *vocabulary, struct slice prose)
{
	size_t depth = 0;
	bool unread =
		false; /* the last item is a character that says nothing: those that follow are of the same word */

	for (size_t at = 0, len; at < prose.len && reading->count < ITEMS_MOST; at += len) {
		struct item item = { .phrase = vocabulary_find(vocabulary, prose, at, &len) };

		if (!item.phrase) {
			item.mark = mark_of(prose.at[at]);
			len = item.mark ? 1 : word_length(prose, at);
			if (prose.at[at] == ' ') {
				len = 1;
				continue;
			}
			if (unread && prose.at[at] >= 0x80)
				continue;
		}
		unread = !item.phrase && prose.at[at] >= 0x80;
		depth -= item.mark == MARK_CLOSE && depth;
		item.bracketed = depth > 0;
		depth += item.mark == MARK_OPEN;
		reading->items[reading->count++] = item;
	}
}

static bool is_a(const struct item *item, enum phrase_class meaning)
{
	return item->phrase && item->phrase->meaning == meaning;
}

static bool is_state(const struct item *item, enum state state)
{
	return is_a(item, PHRASE_STATE) && item->phrase->value == state;
}

/* Brackets that hold a subject and its state are a sentence of their own. */
static bool is_sentence(const struct reading *reading, size_t open)
{
	bool subject = false, state = false;

	for (size_t i = open + 1; i < reading->count && reading->items[i].mark != MARK_CLOSE; i++) {
		subject = subject || is_a(&reading->items[i], PHRASE_SUBJECT);
		state = state || is_a(&reading->items[i], PHRASE_STATE);
	}
	return subject && state;
}

static void close_sentences(struct reading *reading)
{
	for (size_t i = 0; i < reading->count; i++) {
		if (reading->items[i].mark != MARK_OPEN || !is_sentence(reading, i))
			continue;
		reading->items[i].mark = MARK_END;
		for (; i < reading->count; i++) {
			if (reading->items[i].mark == MARK_CLOSE) {
				reading->items[i].mark = MARK_END;
				break;
			}
		}
	}
}

static size_t end_of_sentence(const struct reading *reading, size_t at)
{
	while (at < reading->count && reading->items[at].mark != MARK_END &&
		!is_a(&reading->items[at], PHRASE_BUT))
		at++;
	return at;
}

/* How far two items are from each other: words that say nothing count, nouns do not. */
static size_t distance(const struct reading *reading, size_t from, size_t to)
{
	size_t far = 0;

	for (size_t i = from + 1; i < to; i++) {
		const struct item *item = &reading->items[i];

		if (is_a(item, PHRASE_NOUN) || is_a(item, PHRASE_RECORD) || item->mark == MARK_COLON)
			continue;
		far += item->mark == MARK_COMMA || is_a(item, PHRASE_JOIN) ? 2 : 1;
	}
	return far;
}

/* A run of subjects that share their states. */
struct group {
	size_t first, last; /* items */
	unsigned subjects;
};

static bool shares(const struct reading *reading, size_t from, size_t to)
{
	unsigned next = reading->items[to].phrase->value;
	/* "SPF authentication", "DMARC alignment" */
	bool joined = next == SUBJECT_AUTHENTICATION || next == SUBJECT_ALIGNMENT;

	for (size_t i = from + 1; i < to; i++) {
		const struct item *item = &reading->items[i];

		if (item->mark == MARK_COMMA || item->mark == MARK_OPEN || item->mark == MARK_CLOSE ||
			is_a(item, PHRASE_JOIN) || is_a(item, PHRASE_NEITHER))
			joined = true;
		else if (!is_a(item, PHRASE_NOUN) && !is_a(item, PHRASE_RECORD))
			return false;
	}
	return joined || reading->items[from].phrase->value == next;
}

enum { GROUPS_MOST = 32 };

static size_t find_groups(const struct reading *reading, size_t first, size_t end, struct group *groups)
{
	size_t count = 0;

	for (size_t i = first; i < end && count < GROUPS_MOST; i++) {
		if (!is_a(&reading->items[i], PHRASE_SUBJECT))
			continue;
		if (!count || !shares(reading, groups[count - 1].last, i))
			groups[count++] = (struct group){ .first = i };
		groups[count - 1].last = i;
		groups[count - 1].subjects |= 1U << reading->items[i].phrase->value;
	}
	return count;
}

/* The group that a state is of: the nearest, and of two that are equally near the one before it. */
static const struct group *group_of(
	const struct reading *reading, size_t at, const struct group *groups, size_t count)
{
	const struct group *nearest = NULL;
	size_t least = NEAR;

	for (size_t i = 0; i < count; i++) {
		size_t far = groups[i].last < at ? distance(reading, groups[i].last, at)
						 : distance(reading, at, groups[i].first) + 1;

		if (far < least) {
			least = far;
			nearest = &groups[i];
		}
	}
	return nearest;
}

/* A "not" that reaches what is at an offset. */
static bool has_not(const struct reading *reading, size_t first, size_t at)
{
	for (size_t i = at, words = 0; i > first && words <= NOT_REACHES; i--) {
		const struct item *item = &reading->items[i - 1];

		if (is_a(item, PHRASE_NOT))
			return true;
		if (item->mark == MARK_COLON || item->mark == MARK_COMMA)
			return false;
		words += item->mark != MARK_NAME && item->mark != MARK_URL;
	}
	return false;
}

/* "must have a valid record", "has to pass": nothing is said to have passed. */
static bool is_required(const struct reading *reading, size_t first, size_t at)
{
	for (size_t i = at; i > first; i--)
		if (is_state(&reading->items[i - 1], STATE_REQUIRED))
			return true;
	return false;
}

/* The bit of a state with the "not" before it, as it is; 0 for one that says nothing. */
static unsigned state_bit(const struct reading *reading, size_t first, size_t at, bool neither)
{
	enum state state = (enum state)reading->items[at].phrase->value;
	bool turned = neither || has_not(reading, first, at);

	switch (state) {
	case STATE_PASS:
	case STATE_VALID:
		if (turned)
			return 1U << (state == STATE_VALID ? STATE_INVALID : STATE_FAIL);
		return is_required(reading, first, at) ? 1U << STATE_REQUIRED : 1U << STATE_PASS;
	case STATE_ALLOWED:
		return turned ? 1U << STATE_FAIL : 0;
	case STATE_THERE:
		return turned ? 1U << STATE_MISSING : 0;
	case STATE_ALIGNED:
		return turned ? 1U << STATE_MISALIGNED : 0;
	default:
		return 1U << state;
	}
}

/* "no SPF record", where the "not" has nothing else to turn. */
static bool is_said_missing(const struct reading *reading, size_t first, const struct group *group)
{
	size_t at = group->first;

	for (size_t i = at, words = 0; i > first && words < 3; i--, words++) {
		const struct item *item = &reading->items[i - 1];

		if (is_a(item, PHRASE_NOT))
			return true;
		if (item->mark || (is_a(item, PHRASE_STATE) && !is_state(item, STATE_PASS) &&
					  !is_state(item, STATE_VALID)))
			return false;
	}
	return false;
}

static bool has_record(const struct reading *reading, size_t first, size_t end, const struct group *group)
{
	for (size_t i = group->first > first + 2 ? group->first - 3 : first; i < end && i < group->last + 3;
		i++)
		if (is_a(&reading->items[i], PHRASE_RECORD))
			return true;
	return false;
}

static void note(struct reading *reading, const struct group *group, unsigned states)
{
	const unsigned failures = 1U << STATE_FAIL | 1U << STATE_POLICY | 1U << STATE_MISSING |
				  1U << STATE_INVALID | 1U << STATE_ERROR | 1U << STATE_TEMPERROR |
				  1U << STATE_MISALIGNED;

	for (size_t i = 0; i < SUBJECTS; i++)
		if (group->subjects & 1U << i)
			reading->states[i] |= states;
	reading->misaligned = reading->misaligned || states & 1U << STATE_MISALIGNED;
	if (!(states & failures))
		return;
	if ((states & failures) == 1U << STATE_POLICY &&
		states & 1U << STATE_PASS) /* the mail was rejected, though it passed */
		return;
	reading->clear |= group->subjects;
	if (!reading->items[group->first].bracketed)
		reading->outside |= group->subjects;
}

static void read_group(struct reading *reading, size_t first, size_t end, const struct group *groups,
	size_t count, const struct group *group)
{
	bool neither = false;
	unsigned states = 0;

	for (size_t i = first; i < end; i++)
		neither = neither || is_a(&reading->items[i], PHRASE_NEITHER);
	for (size_t i = first; i < end; i++)
		if (is_a(&reading->items[i], PHRASE_STATE) && group_of(reading, i, groups, count) == group)
			states |= state_bit(reading, first, i, neither);
	if (has_record(reading, first, end, group))
		reading->with_record |= group->subjects;
	if (is_said_missing(reading, first, group) &&
		!(states & ~(1U << STATE_POLICY | 1U << STATE_REQUIRED | 1U << STATE_FAIL |
				   1U << STATE_INVALID)))
		states |= 1U << STATE_MISSING;
	reading->named |= group->subjects;
	if ((group->subjects & 7U) == 7U)
		reading->together = group->subjects;
	note(reading, group, states);
}

static void read_item(struct reading *reading, size_t at)
{
	const struct item *item = &reading->items[at];

	if (is_a(item, PHRASE_OTHER) && (!reading->other || item->phrase->value == OTHER_LOGIN))
		reading->other = (enum other_cause)item->phrase->value;
	if (is_a(item, PHRASE_CLAIM)) {
		struct group claim = { .first = at, .last = at, .subjects = 1U << item->phrase->value };

		reading->named |= claim.subjects;
		note(reading, &claim, 1U << STATE_FAIL);
	}
}

/* What a sentence says up to where it points to documents, and after their URL. Returns where that is. */
static size_t read_sentence(struct reading *reading, size_t first, size_t end)
{
	struct group groups[GROUPS_MOST];
	size_t count, aside = end, next = end;

	for (size_t i = first; i < aside; i++) {
		const struct item *item = &reading->items[i];

		read_item(reading, i);
		if (is_a(item, PHRASE_FOOTER) || is_a(item, PHRASE_UNRELATED))
			aside = i;
	}
	for (size_t i = end; i > aside; i--)
		if (reading->items[i - 1].mark == MARK_URL)
			next = i;
	count = find_groups(reading, first, aside, groups);
	for (size_t i = 0; i < count; i++)
		read_group(reading, first, aside, groups, count, &groups[i]);
	return next;
}

static bool has(unsigned mask, enum subject subject)
{
	return mask & 1U << subject;
}

static enum bounce_kind spf_kind(const struct reading *reading)
{
	unsigned states = reading->states[SUBJECT_SPF];

	if (states & 1U << STATE_ERROR)
		return BOUNCE_SPF_RECORD;
	if (states & 1U << STATE_TEMPERROR)
		return BOUNCE_DNS;
	if (states & 1U << STATE_FAIL)
		return BOUNCE_SPF;
	if (states & 1U << STATE_MISSING || (states & (1U << STATE_INVALID | 1U << STATE_REQUIRED) &&
						    has(reading->with_record, SUBJECT_SPF)))
		return BOUNCE_SPF_RECORD;
	return BOUNCE_SPF;
}

static enum bounce_kind dmarc_kind(const struct reading *reading)
{
	unsigned states = reading->states[SUBJECT_DMARC];

	if (states & 1U << STATE_FAIL)
		return BOUNCE_DMARC;
	if (states & 1U << STATE_TEMPERROR)
		return BOUNCE_DNS;
	if (states & (1U << STATE_MISSING | 1U << STATE_ERROR) ||
		(has(reading->with_record, SUBJECT_DMARC) &&
			states & (1U << STATE_INVALID | 1U << STATE_REQUIRED)))
		return BOUNCE_DMARC_MISSING;
	return BOUNCE_DMARC;
}

/* What the subjects of a mask come to. */
static enum bounce_kind kind_of(const struct reading *reading, unsigned mask)
{
	bool spf = has(mask, SUBJECT_SPF), dkim = has(mask, SUBJECT_DKIM), dmarc = has(mask, SUBJECT_DMARC);
	enum bounce_kind policy = dmarc ? dmarc_kind(reading) : BOUNCE_UNKNOWN;

	if (spf && dkim && dmarc && reading->together)
		return BOUNCE_SEVERAL;
	if ((reading->misaligned && policy != BOUNCE_DMARC) || (has(mask, SUBJECT_ALIGNMENT) && mask))
		return BOUNCE_ALIGNMENT;
	if (policy && (policy == BOUNCE_DMARC || !(spf || dkim)))
		return policy;
	if (spf && dkim)
		return BOUNCE_NO_AUTH;
	if (spf)
		return spf_kind(reading);
	if (dkim)
		return BOUNCE_DKIM;
	if (has(mask, SUBJECT_AUTHENTICATION))
		return BOUNCE_NO_AUTH;
	return has(mask, SUBJECT_PTR) ? BOUNCE_PTR : BOUNCE_UNKNOWN;
}

/* Subjects that are named, did not pass, and are not just spoken of beside another cause. */
static unsigned mentioned(const struct reading *reading)
{
	unsigned mask = reading->named & ~(1U << SUBJECT_AUTHENTICATION | 1U << SUBJECT_ALIGNMENT);

	for (size_t i = 0; i < SUBJECTS; i++)
		if (reading->states[i] & 1U << STATE_PASS)
			mask &= ~(1U << i);
	return mask;
}

/* What is not aligned may have passed, and what could not be evaluated did not fail. */
static enum word_result result_of(const struct reading *reading, enum subject subject)
{
	unsigned states = reading->states[subject];

	if (has(reading->clear, subject) &&
		(subject == SUBJECT_DMARC || states & ~(1U << STATE_MISALIGNED | 1U << STATE_PASS |
							      1U << STATE_REQUIRED | 1U << STATE_TEMPERROR)))
		return WORD_FAIL;
	return states & 1U << STATE_PASS ? WORD_PASS : WORD_NOTHING;
}

static void conclude(const struct reading *reading, struct words *words)
{
	unsigned clear = reading->clear;

	words->other = reading->other;
	/* Filters of spam tell their tests in brackets. */
	if (reading->other == OTHER_CONTENT || reading->other == OTHER_LISTED)
		clear = reading->outside;
	if (reading->other == OTHER_LOGIN)
		clear &= ~(1U << SUBJECT_AUTHENTICATION);
	if (reading->other == OTHER_TLS)
		clear &= ~(1U << SUBJECT_PTR);
	for (size_t i = 0; i < SUBJECTS; i++)
		words->results[i] = result_of(reading, (enum subject)i);
	words->kind = kind_of(reading, clear);
	words->clear = words->kind != BOUNCE_UNKNOWN;
	if (!words->clear && reading->other == OTHER_NONE)
		words->kind = kind_of(reading, mentioned(reading));
}

struct words words_read(const struct vocabulary *vocabulary, struct slice reply)
{
	struct words words = { 0 };
	struct bytes prose = { 0 };
	struct reading reading;

	memset((char *)&reading + sizeof reading.items, 0, sizeof reading - sizeof reading.items);
	prose_write(&prose, reply);
	read_items(&reading, vocabulary, bytes_slice(&prose));
	close_sentences(&reading);
	for (size_t at = 0, end; at < reading.count;) {
		end = end_of_sentence(&reading, at);
		at = read_sentence(&reading, at, end);
		at += at == end;
	}
	conclude(&reading, &words);
	bytes_free(&prose);
	return words;
}

const char *words_meaning(enum bounce_kind kind)
{
	switch (kind) {
	case BOUNCE_NO_AUTH:
		return "Neither SPF nor DKIM passed.";
	case BOUNCE_SPF:
		return "The SPF record does not authorize the address.";
	case BOUNCE_SPF_RECORD:
		return "The SPF record is missing, or its evaluation ended in an error.";
	case BOUNCE_DKIM:
		return "DKIM did not pass.";
	case BOUNCE_DMARC:
		return "The DMARC policy of the domain in From asks receivers to reject mail that does not pass.";
	case BOUNCE_DMARC_MISSING:
		return "The domain in From has no DMARC record with a policy.";
	case BOUNCE_ALIGNMENT:
		return "The domain in From is aligned with neither SPF nor DKIM.";
	case BOUNCE_SEVERAL:
		return "SPF, DKIM and DMARC must all pass, and one of them failed.";
	case BOUNCE_PTR:
		return "The address has no PTR record, or the PTR name does not resolve back to it.";
	case BOUNCE_SMTP_AUTH:
		return "The user name, the password or the login method was not accepted.";
	case BOUNCE_DNS:
		return "The name servers of the domain did not answer when the mail was checked.";
	default:
		return NULL;
	}
}
