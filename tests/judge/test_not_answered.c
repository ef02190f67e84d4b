/*
 * What is not answered is never taken for missing, and never clean.
 *
 * Each example of each rule is a world. In it, each question that the judgement asks is asked again of a source that does not answer it
 * (each outcome of dns/outcome.h that is no answer). What is said then must hold whatever the answer would have been: a finding,
 * a requirement of a receiver that is met or not, and a headline count as said without an answer unless they are the same when the
 * question is answered as before, with NXDOMAIN, with no data, and with a record. So no knowledge about single rules is in this test.
 *
 * OUTCOMES_ROUNDS=N looks at N times as many worlds, up to all of them, OUTCOMES_EACH=1 at each outcome of each question, and
 * OUTCOMES_SEED=N at others.
 */
#include "support/example.h"

#include "judge/headline.h"
#include "rules/example.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { QUESTIONS_MOST = 400, TRIAL_MOST = 2, WORLDS_EACH_ROUND = 25, PAIRS = 4, COMPLETIONS = 4 };

/* How a question is answered in place of the world. */
enum answer { AS_IT_IS, WITH_NXDOMAIN, WITH_NO_DATA, WITH_A_RECORD, NOT_AT_ALL };

struct replaced {
	struct dns_question question;
	enum answer answer;
	enum dns_outcome outcome; /* of NOT_AT_ALL */
};

/* On top of the world: notes each question, and replaces some answers. Nothing is known to come from a file, as live. */
struct replacing {
	struct dns_source source;
	const struct replaced *replaced;
	size_t count;
	struct dns_question asked[QUESTIONS_MOST];
	size_t asked_count;
};

static bool is_same_question(const struct dns_question *a, const struct dns_question *b)
{
	return a->type == b->type && dns_way_equal(&a->way, &b->way) && dns_name_equal(&a->name, &b->name);
}

static void note(struct replacing *self, const struct dns_question *question)
{
	for (size_t i = 0; i < self->asked_count; i++)
		if (is_same_question(&self->asked[i], question))
			return;
	if (self->asked_count < QUESTIONS_MOST)
		self->asked[self->asked_count++] = *question;
}

/* What might be there: a text that fits the name, and addresses and hosts of the example's zone. */
static const char *likely_text(const struct dns_question *question)
{
	static const char *const texts[][2] = {
		{ "_report._dmarc.", "v=DMARC1;" },
		{ "_dmarc.", "v=DMARC1; p=reject; rua=mailto:dmarc@example.com" },
		{ "_mta-sts.", "v=STSv1; id=20261122" },
		{ "_smtp._tls.", "v=TLSRPTv1; rua=mailto:tls@example.com" },
		{ "_bimi.", "v=BIMI1; l=https://example.com/logo.svg" },
		{ "_adsp._domainkey.", "dkim=unknown" },
		{ "._domainkey.", "v=DKIM1; k=ed25519; p=mfDwq7Nu6jY8GAhaqwgRS7MKAfaeyDWGY6klXt5AzP4=" },
	};
	struct arena scratch = { 0 };
	const char *name = dns_name_text(&scratch, &question->name), *text = "v=spf1 ip4:11.0.0.9 -all";

	switch (question->type) {
	case DNS_TYPE_MX:
		text = "10 ns.example.com.";
		break;
	case DNS_TYPE_A:
		text = "11.0.0.9";
		break;
	case DNS_TYPE_AAAA:
		text = "2a00:1450::9";
		break;
	default:
		for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
			if (strstr(name, texts[i][0])) {
				text = texts[i][1];
				break;
			}
		}
	}
	arena_release(&scratch);
	return text;
}

static const struct dns_record *likely_record(struct arena *arena, const struct dns_question *question)
{
	struct dns_name *target = arena_take(arena, sizeof *target);
	struct dns_record *record = arena_take(arena, sizeof *record);

	*target = dns_name_of("ns.example.com");
	*record = (struct dns_record){ .type = question->type, .ttl = 3600, .data = { .target = target } };
	switch (question->type) {
	case DNS_TYPE_PTR:
	case DNS_TYPE_NS:
		return record;
	case DNS_TYPE_TXT:
	case DNS_TYPE_MX:
	case DNS_TYPE_A:
	case DNS_TYPE_AAAA:
		return dns_record_of(arena, question->type, 3600, slice_of(likely_text(question)));
	default:
		return NULL;
	}
}

static struct dns_reply *make_reply(
	struct arena *arena, const struct dns_question *question, const struct replaced *replaced)
{
	struct dns_reply *reply = arena_take(arena, sizeof *reply);
	const struct dns_record *record =
		replaced->answer == WITH_A_RECORD ? likely_record(arena, question) : NULL;

	reply->question = *question;
	if (record)
		*arena_append(arena, &reply->records) = *record;
	reply->outcome = replaced->answer == WITH_NXDOMAIN ? DNS_NXDOMAIN : DNS_NO_DATA;
	if (record)
		reply->outcome = DNS_ANSWER;
	if (replaced->answer == NOT_AT_ALL)
		reply->outcome = replaced->outcome;
	return reply;
}

struct asking {
	dns_done *done;
	void *context;
};

/* As live: no wildcards and files are seen. */
static void hand_on(void *context, struct dns_reply *reply)
{
	struct asking *asking = context;

	reply->from_zone_file = reply->wildcard = false;
	asking->done(asking->context, reply);
}

static bool ask(struct dns_source *source, const struct dns_question *question, struct arena *arena,
	dns_done *done, void *context)
{
	struct replacing *self = (struct replacing *)source;
	struct asking asking = { done, context };

	note(self, question);
	for (size_t i = 0; i < self->count; i++) {
		if (self->replaced[i].answer != AS_IT_IS &&
			is_same_question(&self->replaced[i].question, question)) {
			done(context, make_reply(arena, question, &self->replaced[i]));
			return true;
		}
	}
	dns_source_ask(source->below, question, arena, hand_on, &asking);
	return true;
}

static void close_nothing(struct dns_source *source)
{
	(void)source;
}

static const struct dns_source_ops replacing_ops = { .ask = ask, .close = close_nothing };

/* A judgement with some answers replaced. */
struct judgement {
	struct replacing source;
	struct facts *facts;
	struct session session;
	const struct report *report;
};

static void judge(struct judgement *judgement, struct world *world, const struct dns_name *name,
	const struct replaced *replaced, size_t count)
{
	judgement->source = (struct replacing){
		.source = { &replacing_ops, world->source }, .replaced = replaced, .count = count
	};
	judgement->facts = facts_new(&judgement->source.source, 400, NULL);
	judgement->session = (struct session){ .view = { .facts = judgement->facts },
		.name = *name,
		.options = &world->options,
		.rules = &world->rules,
		.wish = { .remedies = true, .notes = true, .unsafe = true } };
	session_finish(&judgement->session);
	judgement->report = judgement->session.report;
}

static void release(struct judgement *judgement)
{
	session_close(&judgement->session);
	facts_free(judgement->facts);
}

static const struct finding *find_in(const struct finding *list, size_t count, const struct finding *finding)
{
	for (size_t i = 0; i < count; i++)
		if (list[i].rule == finding->rule && list[i].severity >= finding->severity &&
			dns_name_equal(&list[i].name, &finding->name))
			return &list[i];
	return NULL;
}

/* Told there, or left out only because another finding is its cause. */
static bool is_said_by(const struct report *report, const struct finding *finding)
{
	return find_in(report->findings.at, report->findings.count, finding) ||
	       find_in(report->folded.list.at, report->folded.list.count, finding);
}

/* The answer lets another rule of the family say more exactly what is wrong, and nothing less severe. */
static bool is_said_more_exactly(
	const struct report *known, const struct report *silent, const struct finding *finding)
{
	size_t family = strcspn(finding->rule->id, "-") + 1;

	for (size_t i = 0; i < known->findings.count; i++) {
		const struct finding *other = &known->findings.at[i];

		if (strncmp(other->rule->id, finding->rule->id, family) == 0 &&
			other->severity >= finding->severity && !is_said_by(silent, other))
			return true;
	}
	return false;
}

/* What speaks of the missing answer itself. */
static bool is_about_not_answering(const struct finding *finding)
{
	static const char *const rules[] = { "dns-servfail", "dns-refused", "dns-tcp-broken",
		"dns-cname-loop", "dmarc-servfail", "spf-include-temperror" };

	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		if (strcmp(finding->rule->id, rules[i]) == 0)
			return true;
	return false;
}

static const char *describe(struct arena *arena, const struct replaced *replaced, size_t count)
{
	const char *text = "";

	for (size_t i = 0; i < count; i++)
		text = arena_printf(arena, "%s%s %s%s %s  ", text,
			dns_name_text(arena, &replaced[i].question.name),
			dns_question_type_text(arena, &replaced[i].question),
			replaced[i].question.way.direct		     ? " direct"
			: replaced[i].question.way.checking_disabled ? " cd"
								     : "",
			dns_outcome_word(replaced[i].outcome));
	return text;
}

static unsigned complaints;

static void complain(const char *example, const struct replaced *replaced, size_t count, const char *what)
{
	struct arena scratch = { 0 };

	print_error("%s\n  not answered: %s\n  world: %.300s\n", what, describe(&scratch, replaced, count),
		example);
	arena_release(&scratch);
	complaints++;
}

static bool has_outcome(const struct judgement *judgement, enum dns_outcome outcome)
{
	for (size_t i = 0; i < judgement->source.count; i++)
		if (judgement->source.replaced[i].outcome == outcome)
			return true;
	return false;
}

/* With --authoritative, a name server that fails is what is looked for. */
static bool is_about_a_server(const struct judgement *judgement)
{
	for (size_t i = 0; i < judgement->source.count; i++)
		if (judgement->source.replaced[i].question.way.direct &&
			dns_outcome_was_asked(judgement->source.replaced[i].outcome))
			return true;
	return false;
}

static void check_findings(const char *example, const struct judgement *silent, const struct judgement *known)
{
	struct arena scratch = { 0 };

	for (size_t i = 0; i < silent->report->findings.count; i++) {
		const struct finding *finding = &silent->report->findings.at[i];

		/* What the program knows of services, where the user wants nothing to be asked. */
		if (has_outcome(silent, DNS_OFFLINE) &&
			strcmp(finding->rule->id, "spf-include-known-dead") == 0)
			continue;
		if (has_outcome(silent, DNS_LOOP) && strcmp(finding->rule->id, "dkim-cname-dangling") == 0)
			continue;
		if (is_about_a_server(silent) && strncmp(finding->rule->id, "dns-", strlen("dns-")) == 0)
			continue;
		if (!is_said_by(known->report, finding) && !is_about_not_answering(finding) &&
			!is_said_more_exactly(known->report, silent->report, finding))
			complain(example, silent->source.replaced, silent->source.count,
				arena_printf(&scratch,
					"%s (severity %d) is said of %s: %s\n  and would not be with answer %d",
					finding->rule->id, (int)finding->severity,
					dns_name_text(&scratch, &finding->name), finding->message,
					(int)known->source.replaced[0].answer));
	}
	arena_release(&scratch);
}

static void check_receivers(
	const char *example, const struct judgement *silent, const struct judgement *known)
{
	const struct receivers *a = silent->report->receivers, *b = known->report->receivers;
	struct arena scratch = { 0 };

	for (size_t i = 0; a && b && i < RECEIVERS; i++) {
		for (size_t k = 0; k < a->list[i].count; k++) {
			enum verdict said = a->list[i].requirements[k].judged.status,
				     right = b->list[i].requirements[k].judged.status;

			if (said != VERDICT_UNKNOWN && said != right)
				complain(example, silent->source.replaced, silent->source.count,
					arena_printf(&scratch, "%s: %s is %s, and would be %s with answer %d",
						a->list[i].key, a->list[i].requirements[k].id,
						verdict_text(said), verdict_text(right),
						(int)known->source.replaced[0].answer));
		}
	}
	arena_release(&scratch);
}

/* Those that claim something of the answer. */
static bool claims(enum headline_kind kind)
{
	return kind == HEADLINE_NO_SUCH_NAME || kind == HEADLINE_SPOOFABLE || kind == HEADLINE_READY ||
	       kind == HEADLINE_PROTECTED;
}

static void check_headline(const char *example, const struct judgement *silent, const struct judgement *known)
{
	struct arena scratch = { 0 };
	struct headline said = headline_of(&scratch, silent->report),
			right = headline_of(&scratch, known->report);

	if (claims(said.kind) && said.kind != right.kind && right.kind != HEADLINE_REFUSED &&
		right.kind != HEADLINE_ERRORS && right.kind != HEADLINE_UNREACHABLE &&
		right.kind != HEADLINE_NOT_BULK && right.kind != HEADLINE_WARNINGS)
		complain(example, silent->source.replaced, silent->source.count,
			arena_printf(&scratch, "headline \"%s\", and would be \"%s\" with answer %d",
				said.text, right.text, (int)known->source.replaced[0].answer));
	arena_release(&scratch);
}

/* Whether a question was asked for its own sake in the judgement. */
static bool is_needed(const struct judgement *judgement, const struct dns_question *question)
{
	const struct facts_view *view = &judgement->session.view;

	for (size_t i = 0; i < view->count; i++) {
		const struct dns_reply *reply = facts_view_reply(view, i);

		if (reply && is_same_question(&reply->question, question))
			return !facts_view_is_aside(view, i);
	}
	return false;
}

static void check_listed(const char *example, const struct judgement *silent)
{
	const struct report *report = silent->report;

	for (size_t i = 0; i < silent->source.count; i++) {
		const struct replaced *replaced = &silent->source.replaced[i];
		bool listed = false;

		if (!is_needed(silent, &replaced->question))
			continue;
		for (size_t k = 0; k < report->unanswered.count; k++)
			listed = listed ||
				 (is_same_question(&report->unanswered.at[k].question, &replaced->question) &&
					 report->unanswered.at[k].reason == replaced->outcome);
		if (!listed)
			complain(example, silent->source.replaced, silent->source.count,
				"not listed as unanswered");
		if (report->status == REPORT_CLEAN)
			complain(example, silent->source.replaced, silent->source.count, "clean");
	}
}

static void check_selectors(const char *example, const struct judgement *silent)
{
	const struct domain *domain = silent->report->domain;

	for (size_t i = 0; i < domain->selectors.count; i++)
		for (size_t k = 0; k < silent->source.count; k++)
			if (dns_name_equal(&domain->selectors.at[i].name,
				    &silent->source.replaced[k].question.name) &&
				silent->source.replaced[k].question.type == DNS_TYPE_TXT &&
				!silent->source.replaced[k].question.way.checking_disabled &&
				!silent->source.replaced[k].question.way.direct &&
				domain->selectors.at[i].status != DKIM_STATUS_UNANSWERED)
				complain(example, silent->source.replaced, silent->source.count,
					"a selector has another status than unanswered");
}

/* Offline, it is taken for granted that a public suffix publishes no policy (dmarc_is_walked()). */
static bool is_granted_to_be_missing(const struct replaced *replaced)
{
	return replaced->outcome == DNS_OFFLINE && dns_name_labels(&replaced->question.name) == 2 &&
	       slice_equal(dns_name_first_label(&replaced->question.name), slice_of("_dmarc"));
}

/* RFC 8020: below a name that does not exist there is nothing. What else was answered tells whether this answer can be. */
static bool can_be(const struct judgement *silent, const struct replaced *replaced, enum answer answer)
{
	const struct facts_view *view = &silent->session.view;
	const struct dns_name *name = &replaced->question.name;

	for (size_t i = 0; i < view->count; i++) {
		const struct dns_reply *reply = facts_view_reply(view, i);
		bool exists = reply && (dns_outcome_has_name(reply->outcome) || reply->aliases.count),
		     lacks = reply && dns_outcome_has_no_name(reply->outcome) && !reply->aliases.count;

		if (answer == WITH_NXDOMAIN && exists && dns_name_is_under(&reply->question.name, name))
			return false;
		if (answer != WITH_NXDOMAIN && lacks && dns_name_is_under(name, &reply->question.name))
			return false;
	}
	return true;
}

static bool all_can_be(const struct judgement *silent, enum answer answer)
{
	for (size_t i = 0; i < silent->source.count; i++) {
		const struct replaced *replaced = &silent->source.replaced[i];

		if (is_granted_to_be_missing(replaced) && (answer == AS_IT_IS || answer == WITH_A_RECORD))
			return false;
		if (answer != AS_IT_IS && !can_be(silent, replaced, answer))
			return false;
	}
	return true;
}

/* The judgements of all answers that might have been, in turn. */
static void compare_with_answers(
	const char *example, struct world *world, const struct dns_name *name, const struct judgement *silent)
{
	struct replaced answered[TRIAL_MOST];

	for (int i = 0; i < COMPLETIONS; i++) {
		struct judgement known;

		if (!all_can_be(silent, (enum answer)i))
			continue;
		for (size_t k = 0; k < silent->source.count; k++) {
			answered[k] = silent->source.replaced[k];
			answered[k].answer = (enum answer)i;
		}
		judge(&known, world, name, answered, silent->source.count);
		check_findings(example, silent, &known);
		check_receivers(example, silent, &known);
		check_headline(example, silent, &known);
		release(&known);
	}
}

static uint64_t random_state;

static size_t random_below(size_t limit)
{
	random_state = random_state * 6364136223846793005U + 1442695040888963407U;
	return (size_t)(random_state >> 33) % limit;
}

static const enum dns_outcome silences[] = { DNS_TIMEOUT, DNS_SERVFAIL, DNS_REFUSED, DNS_TRUNCATED,
	DNS_MALFORMED, DNS_LOOP, DNS_UNREAD, DNS_OFFLINE, DNS_LIMIT, DNS_LOCAL };

enum { SILENCES = sizeof silences / sizeof *silences };

static void try_silence(const char *example, struct world *world, const struct dns_name *name,
	const struct replaced *replaced, size_t count)
{
	struct judgement silent;

	judge(&silent, world, name, replaced, count);
	check_listed(example, &silent);
	check_selectors(example, &silent);
	compare_with_answers(example, world, name, &silent);
	release(&silent);
}

static void try_world(const char *example, bool all_outcomes)
{
	struct dns_name name = example_domain(example);
	struct judgement plain;
	struct world world;

	example_open(&world, example);
	world.rules = all_rules();
	world.options.zone_names = NULL; /* which knows more than the questions */
	judge(&plain, &world, &name, NULL, 0);
	for (size_t i = 0; i < plain.source.asked_count; i++) {
		size_t first = random_below(SILENCES);

		for (size_t k = 0; k < (all_outcomes ? SILENCES : 1); k++) {
			struct replaced replaced = { plain.source.asked[i], NOT_AT_ALL,
				silences[(first + k) % SILENCES] };

			try_silence(example, &world, &name, &replaced, 1);
		}
	}
	for (size_t i = 0; i < PAIRS && plain.source.asked_count > 1; i++) {
		struct replaced replaced[TRIAL_MOST];

		for (size_t k = 0; k < TRIAL_MOST; k++)
			replaced[k] =
				(struct replaced){ plain.source.asked[random_below(plain.source.asked_count)],
					NOT_AT_ALL, silences[random_below(SILENCES)] };
		if (!is_same_question(&replaced[0].question, &replaced[1].question))
			try_silence(example, &world, &name, replaced, TRIAL_MOST);
	}
	release(&plain);
	world_close(&world);
}

/* Zones that are compared, and messages, are other tests'. */
static bool is_a_world(const char *example)
{
	return example && !strstr(example, EXAMPLE_AFTER) && !strstr(example, EXAMPLE_DNS);
}

static size_t number_of(const char *variable, size_t otherwise)
{
	const char *text = getenv(variable);

	return text ? strtoul(text, NULL, 10) : otherwise;
}

static void nothing_is_concluded_from_silence(void **state)
{
	size_t total = rules_count() * 2, wanted = number_of("OUTCOMES_ROUNDS", 1) * WORLDS_EACH_ROUND, first;

	(void)state;
	random_state = number_of("OUTCOMES_SEED", 17);
	first = random_below(total);
	for (size_t i = 0; i < wanted && i < total; i++) {
		/* A prime that does not divide them: each is visited once. */
		size_t number = (first + i * 7919) % total;
		const struct rule *rule = rules_at(number / 2);
		const char *example = number % 2 ? rule->bad : rule->good;

		if (is_a_world(example))
			try_world(example, number_of("OUTCOMES_EACH", 0));
	}
	assert_int_equal(complaints, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_concluded_from_silence),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	examples_release();
	return failed;
}
