/* Answers from zone text and scripted outcomes: for tests, --answers and --save-answers. */
#include "dns/source.h"

#include "base/ascii.h"
#include "dns/fetched_policy.h"
#include "dns/present.h"

#include <stdlib.h>

const char dns_script_recorded[] = "; @recorded by mailauth-check\n";

struct scripted_answer {
	struct dns_name name;
	uint16_t type;
	bool any_name;
	bool any_type;
	bool authenticated, authoritative, truncated, without_edns, beside_alias;
	struct dns_way way;
	uint16_t extended_error; /* 0 for none */
	enum dns_outcome outcome;
	uint32_t negative_ttl;
	uint32_t records;	     /* how many it had, 0 where that is not told */
	const struct dns_name *zone; /* or NULL */
	int32_t next;		     /* with the same hash, or -1 */
};

/* In the place of a type: not of DNS, but an MTA-STS policy. */
static const char policy_word[] = "policy";

enum { BUCKETS = 4096 };

struct script_source {
	struct dns_source source;
	struct zone_set *zones;
	struct arena arena;
	ARENA_LIST(struct scripted_answer) answers;
	int32_t buckets[BUCKETS];
	bool recorded; /* what has no line was not asked */
	bool placed;   /* the records keep their places */
};

static struct slice next_word(struct slice *rest)
{
	struct slice word;
	size_t len = 0;

	*rest = slice_trim(*rest);
	while (len < rest->len && !ascii_is_space(rest->at[len]))
		len++;
	word = slice_part(*rest, 0, len);
	*rest = slice_part(*rest, len, rest->len);
	return word;
}

static const char *read_answer(struct arena *arena, struct scripted_answer *answer, struct slice rest)
{
	struct slice name = next_word(&rest), type = next_word(&rest), word;
	struct dns_name *zone = arena_take(arena, sizeof *zone);
	uint64_t ttl;

	answer->any_name = slice_is(name, "*");
	answer->any_type = slice_is(type, "*");
	if (!answer->any_name && dns_name_from_text(name, NULL, &answer->name) != DNS_NAME_OK)
		return "expected a domain name or * after @answer";
	answer->way.policy = slice_is(type, policy_word);
	if (!answer->any_type && !answer->way.policy && !dns_type_from_text(type, &answer->type))
		return "expected a record type or * after the name";
	if (!dns_outcome_from_word(next_word(&rest), &answer->outcome))
		return "expected answer, nodata, nxdomain, timeout, servfail, refused, truncated, "
		       "malformed, loop, unread, offline or limit after the type";
	while ((word = next_word(&rest)).len) {
		struct slice value = slice_part(word, 3, word.len);

		if (slice_is(word, "ad"))
			answer->authenticated = true;
		else if (slice_is(word, "aa"))
			answer->authoritative = true;
		else if (slice_is(word, "tc"))
			answer->truncated = true;
		else if (slice_is(word, "no-edns"))
			answer->without_edns = true;
		else if (slice_is(word, "beside-alias"))
			answer->beside_alias = true;
		else if (slice_is(word, "cd"))
			answer->way.checking_disabled = true;
		else if (slice_is(word, "tcp"))
			answer->way.over_tcp = true;
		else if (slice_starts(word, "at=") && dns_address_from_text(value, &answer->way.server))
			answer->way.direct = true;
		else if (slice_starts(word, "ede=") &&
			 slice_number(slice_part(word, 4, word.len), UINT16_MAX, &ttl))
			answer->extended_error = (uint16_t)ttl;
		else if (slice_starts(word, "zone=") &&
			 dns_name_from_text(slice_part(word, 5, word.len), NULL, zone) == DNS_NAME_OK)
			answer->zone = zone;
		else if (slice_starts(word, "negative-ttl=") &&
			 slice_number(slice_part(word, 13, word.len), INT32_MAX, &ttl))
			answer->negative_ttl = (uint32_t)ttl;
		else if (slice_starts(word, "records=") &&
			 slice_number(slice_part(word, 8, word.len), UINT16_MAX, &ttl))
			answer->records = (uint32_t)ttl;
		else
			return "only ad, aa, tc, cd, tcp, no-edns, beside-alias, at=ADDRESS, ede=NUMBER, "
			       "zone=NAME, records=NUMBER and "
			       "negative-ttl=SECONDS may follow the outcome";
	}
	return NULL;
}

/*
 * A text holds one set of records for a name and type. What one server says, or a resolver that does not validate, is
 * below a name of its own: example.com.192-0-2-1.udp.invalid.
 */
static struct dns_name owner_in_text(const struct dns_name *name, const struct dns_way *way)
{
	struct arena scratch = { 0 };
	struct dns_name suffix = dns_name_root(), owner = *name;
	char *server = NULL;

	if (way->direct) {
		server = arena_strdup(&scratch, dns_address_text(&scratch, &way->server));
		for (char *c = server; *c; c++)
			*c = *c == '.' || *c == ':' ? '-' : *c;
		suffix = dns_name_of(arena_printf(&scratch, "%s.%s.invalid", server,
			way->policy	? policy_word
			: way->over_tcp ? "tcp"
					: "udp"));
	} else if (way->checking_disabled) {
		suffix = dns_name_of("cd.invalid");
	}
	if (suffix.len > 1 && !dns_name_join(name, &suffix, &owner))
		owner = suffix; /* too long to be kept: as good as not there */
	arena_release(&scratch);
	return owner;
}

static size_t bucket_of(const struct dns_name *name)
{
	return dns_name_hash(name) % BUCKETS;
}

static void add_answer(struct script_source *self, const struct scripted_answer *answer)
{
	size_t bucket = answer->any_name ? 0 : bucket_of(&answer->name);

	*arena_append(&self->arena, &self->answers) = *answer;
	self->answers.at[self->answers.count - 1].next = self->buckets[bucket];
	self->buckets[bucket] = (int32_t)self->answers.count - 1;
}

static const struct scripted_answer *find_in(
	const struct script_source *self, size_t bucket, const struct dns_question *question)
{
	for (int32_t i = self->buckets[bucket]; i >= 0; i = self->answers.at[i].next) {
		const struct scripted_answer *answer = &self->answers.at[i];

		if ((answer->any_name || dns_name_equal(&answer->name, &question->name)) &&
			(answer->any_type || answer->type == question->type) &&
			dns_way_equal(&answer->way, &question->way))
			return answer;
	}
	return NULL;
}

static const struct scripted_answer *find_answer(
	const struct script_source *self, const struct dns_question *question)
{
	const struct scripted_answer *answer = find_in(self, bucket_of(&question->name), question);

	return answer ? answer : find_in(self, 0, question);
}

/* Follows the CNAME records of the text from the question's name. */
static void follow_aliases(struct script_source *self, struct arena *arena, struct dns_reply *reply)
{
	while (reply->question.type != DNS_TYPE_CNAME && reply->aliases.count < DNS_ALIASES_MOST) {
		struct dns_question question = { .name = owner_in_text(
							 dns_reply_owner(reply), &reply->question.way),
			.type = DNS_TYPE_CNAME };
		const struct dns_reply *alias = zone_set_records_at(self->zones, arena, &question);

		if (!alias)
			return;
		*arena_append(arena, &reply->aliases) = (struct dns_alias){
			.target = *alias->records.at[0].data.target,
			.ttl = alias->records.at[0].ttl,
			.place = alias->records.at[0].place,
		};
	}
}

/* A saved answer came from DNS: its place in the file of answers is nobody's concern. */
static void forget_places(struct arena *arena, struct dns_reply *reply)
{
	for (size_t i = 0; i < reply->aliases.count; i++)
		reply->aliases.at[i].place.text = NULL;
	for (size_t i = 0; i < reply->records.count; i++) {
		struct dns_record *record = &reply->records.at[i];

		record->place.text = NULL;
		if (record->type == DNS_TYPE_TXT || record->type == DNS_TYPE_SPF) {
			struct dns_txt *txt = arena_take(arena, sizeof *txt);

			*txt = *record->data.txt;
			txt->trace = NULL;
			record->data.txt = txt;
		} else if (record->type == DNS_TYPE_MX) {
			struct dns_mx *mx = arena_take(arena, sizeof *mx);

			*mx = *record->data.mx;
			mx->preference_place.text = mx->exchange_place.text = NULL;
			record->data.mx = mx;
		}
	}
}

/* The n-th string (from 0) of a text; empty when there are not so many. */
static struct slice string_of(const struct dns_txt *txt, size_t number)
{
	return number < txt->ends.count
		       ? slice_part(txt->joined, dns_txt_string_start(txt, number), txt->ends.at[number])
		       : (struct slice){ 0 };
}

/* A policy is in the text as strings: the word for how the fetch ended, its detail, the policy. NULL when it does not. */
static const struct fetched_policy *scripted_policy(
	struct script_source *self, struct arena *arena, const struct dns_question *question)
{
	struct dns_question owner = { .name = owner_in_text(&question->name, &question->way),
		.type = DNS_TYPE_TXT };
	const struct dns_reply *found = zone_set_records_at(self->zones, arena, &owner);
	const struct dns_txt *txt = found ? found->records.at[0].data.txt : NULL;
	struct fetched_policy *policy = arena_take(arena, sizeof *policy);

	if (!txt || !fetch_status_from_word(string_of(txt, 0), &policy->status))
		return NULL;
	policy->detail = string_of(txt, 1);
	if (policy->status == FETCH_DONE && txt->ends.count > 2)
		policy->body = slice_part(txt->joined, dns_txt_string_start(txt, 2), txt->joined.len);
	return policy;
}

/* Of what could not be read to its end there are the records that could. */
static bool may_have_records(const struct scripted_answer *answer)
{
	return dns_outcome_has_records(answer->outcome) || dns_outcome_is_unread(answer->outcome);
}

/* The file lacks records that the answer had: it was cut, or somebody took them out. */
static bool is_cut(const struct dns_reply *reply, const struct scripted_answer *answer)
{
	return dns_outcome_has_records(answer->outcome) &&
	       (reply->records.count < answer->records || (!reply->records.count && !reply->aliases.count));
}

static struct dns_reply *scripted_reply(struct script_source *self, struct arena *arena,
	const struct dns_question *question, const struct scripted_answer *answer)
{
	struct dns_reply *reply = arena_take(arena, sizeof *reply), *found;
	struct dns_question last = { .type = question->type };

	reply->question = *question;
	reply->authenticated = answer->authenticated;
	reply->authoritative = answer->authoritative;
	reply->truncated = answer->truncated;
	reply->without_edns = answer->without_edns;
	reply->beside_alias = answer->beside_alias;
	reply->has_extended_error = answer->extended_error;
	reply->extended_error = answer->extended_error;
	reply->negative_ttl = answer->negative_ttl;
	reply->zone = answer->zone;
	reply->outcome = answer->outcome;
	if (!dns_outcome_is_answer(answer->outcome) && !dns_outcome_is_loop(answer->outcome) &&
		!may_have_records(answer))
		return reply;
	if (question->way.policy) {
		reply->policy = scripted_policy(self, arena, question);
		reply->outcome = reply->policy ? DNS_ANSWER : DNS_OFFLINE;
		return reply;
	}
	follow_aliases(self, arena, reply);
	last.name = owner_in_text(dns_reply_owner(reply), &question->way);
	found = may_have_records(answer) ? zone_set_records_at(self->zones, arena, &last) : NULL;
	if (found)
		reply->records.at = found->records.at, reply->records.count = found->records.count;
	else if (dns_outcome_has_records(answer->outcome))
		reply->outcome = reply->aliases.count ? DNS_PENDING : DNS_NO_DATA;
	if (self->recorded && !self->placed) {
		forget_places(arena, reply);
		if (is_cut(reply, answer))
			reply->outcome = DNS_UNREAD;
	}
	return reply;
}

static bool ask(struct dns_source *source, const struct dns_question *question, struct arena *arena,
	dns_done *done, void *context)
{
	struct script_source *self = (struct script_source *)source;
	const struct scripted_answer *answer = find_answer(self, question);
	struct dns_reply *reply = NULL;

	/* That somebody else got no answer is no reason not to ask. */
	if (answer && self->placed && source->below && !dns_outcome_is_answer(answer->outcome))
		return false;
	if (answer)
		reply = scripted_reply(self, arena, question, answer);
	else if (!self->recorded && !question->way.direct && !question->way.checking_disabled)
		reply = zone_set_answer(self->zones, arena, question);
	if (!reply)
		return false;
	done(context, reply);
	return true;
}

static void close_source(struct dns_source *source)
{
	struct script_source *self = (struct script_source *)source;

	arena_release(&self->arena);
	free(self);
}

void dns_script_each(const struct dns_source *script, dns_script_visit *visit, void *context)
{
	const struct script_source *self = (const struct script_source *)script;

	for (size_t i = 0; i < self->answers.count; i++) {
		const struct scripted_answer *answer = &self->answers.at[i];
		const struct dns_question question = {
			.name = answer->name, .type = answer->type, .way = answer->way
		};

		if (!answer->any_name && !answer->any_type)
			visit(context, &question, answer->outcome);
	}
}

struct dns_source *dns_script_source(struct zone_set *zones, struct text *text, struct dns_source *below,
	uint32_t *ret_fault_line, const char **ret_fault)
{
	static const struct dns_source_ops ops = { .ask = ask, .close = close_source };
	struct script_source *self = xrealloc(NULL, sizeof *self);
	size_t at = 0;

	*self = (struct script_source){ .source = { &ops, below }, .zones = zones };
	*ret_fault = NULL;
	for (size_t i = 0; i < BUCKETS; i++)
		self->buckets[i] = -1;
	for (uint32_t line = 1; at < text->bytes.len; line++) {
		ptrdiff_t end = slice_find(text->bytes, '\n', at);
		struct slice rest = slice_part(text->bytes, at, end < 0 ? text->bytes.len : (size_t)end),
			     word;
		struct scripted_answer answer = { 0 };

		at += rest.len + 1;
		*ret_fault_line = line;
		if (!slice_starts(rest, "; @"))
			continue;
		rest = slice_part(rest, 2, rest.len);
		word = next_word(&rest);
		*ret_fault =
			slice_is(word, "@recorded") || slice_is(word, "@answer") || slice_is(word, "@pasted")
				? NULL
				: "only @answer, @recorded and @pasted are allowed here";
		if (slice_is(word, "@answer") && !(*ret_fault = read_answer(&self->arena, &answer, rest)))
			add_answer(self, &answer);
		self->placed = self->placed || slice_is(word, "@pasted");
		self->recorded = self->recorded || self->placed || slice_is(word, "@recorded");
		if (*ret_fault)
			break;
	}
	if (!*ret_fault && self->recorded && !self->placed && at > text->bytes.len)
		*ret_fault = "the last line is cut off";
	if (!*ret_fault)
		return &self->source;
	close_source(&self->source);
	return NULL;
}

static void save_record(struct bytes *out, const char *owner, uint32_t ttl, const char *type)
{
	bytes_printf(out, "%s %u IN %s ", owner, ttl, type);
}

/* A text in as many strings as it takes. */
static void save_strings(struct bytes *out, struct slice text)
{
	struct dns_txt txt = { .joined = text };
	struct arena arena = { 0 };
	struct dns_record record = { .type = DNS_TYPE_TXT, .data.txt = &txt };

	for (size_t end = 0; end < text.len;) {
		end = end + DNS_STRING_MOST < text.len ? end + DNS_STRING_MOST : text.len;
		*arena_append(&arena, &txt.ends) = (uint32_t)end;
	}
	dns_present_rdata(out, &record);
	arena_release(&arena);
}

static void save_policy(struct bytes *out, const struct dns_reply *reply)
{
	struct arena arena = { 0 };
	const struct fetched_policy *policy = reply->policy;
	struct dns_name own = owner_in_text(&reply->question.name, &reply->question.way);

	save_record(out, dns_name_absolute_text(&arena, &own), 0, "TXT");
	bytes_printf(out, "%s ", fetch_status_word(policy->status));
	if (policy->detail.len)
		save_strings(out, slice_part(policy->detail, 0, DNS_STRING_MOST));
	else
		bytes_add_text(out, "\"\"");
	bytes_add_byte(out, ' ');
	save_strings(out, policy->body);
	bytes_add_byte(out, '\n');
	arena_release(&arena);
}

static void add_flag(struct bytes *out, bool set, const char *word)
{
	if (set)
		bytes_printf(out, " %s", word);
}

/* Equal ones are one in the text. They are in order. */
static size_t different_records(const struct dns_reply *reply)
{
	size_t count = 0;

	for (size_t i = 0; i < reply->records.count; i++)
		count += !i || !dns_record_same_data(&reply->records.at[i - 1], &reply->records.at[i]);
	return count;
}

void dns_script_save(struct bytes *out, const struct dns_reply *reply)
{
	struct arena arena = { 0 };
	const struct dns_way *way = &reply->question.way;
	const struct dns_name *owner = &reply->question.name;
	struct dns_name own;
	const char *type = way->policy ? policy_word : dns_type_text(&arena, reply->question.type);

	bytes_printf(out, "; @answer %s %s %s", dns_name_absolute_text(&arena, owner), type,
		dns_outcome_word(dns_outcome_is_pending(reply->outcome) ? DNS_ANSWER : reply->outcome));
	add_flag(out, reply->authenticated, "ad");
	add_flag(out, reply->authoritative, "aa");
	add_flag(out, reply->truncated, "tc");
	add_flag(out, reply->without_edns, "no-edns");
	add_flag(out, reply->beside_alias, "beside-alias");
	add_flag(out, way->checking_disabled, "cd");
	add_flag(out, way->over_tcp, "tcp");
	if (way->direct)
		bytes_printf(out, " at=%s", dns_address_text(&arena, &way->server));
	if (reply->has_extended_error)
		bytes_printf(out, " ede=%u", reply->extended_error);
	if (reply->zone)
		bytes_printf(out, " zone=%s", dns_name_absolute_text(&arena, reply->zone));
	if (reply->records.count)
		bytes_printf(out, " records=%zu", different_records(reply));
	if (reply->negative_ttl)
		bytes_printf(out, " negative-ttl=%u", reply->negative_ttl);
	bytes_add_byte(out, '\n');
	for (size_t i = 0; i < reply->aliases.count; i++) {
		own = owner_in_text(owner, way);
		save_record(out, dns_name_absolute_text(&arena, &own), reply->aliases.at[i].ttl, "CNAME");
		owner = &reply->aliases.at[i].target;
		bytes_printf(out, "%s\n", dns_name_absolute_text(&arena, owner));
	}
	if (reply->policy)
		save_policy(out, reply);
	own = owner_in_text(owner, way);
	for (size_t i = 0; i < reply->records.count; i++) {
		save_record(out, dns_name_absolute_text(&arena, &own), reply->records.at[i].ttl, type);
		dns_present_rdata(out, &reply->records.at[i]);
		bytes_add_byte(out, '\n');
	}
	arena_release(&arena);
}
