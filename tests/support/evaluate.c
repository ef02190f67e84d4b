/* Runs check_host() until no question is open, and compares what it gave. */
#include "support/evaluate.h"

#include <stdio.h>
#include <string.h>

void check_open(struct check *check, const char *zone_text)
{
	*check = (struct check){ .now = 1396310400 };
	world_open(&check->world, arena_printf(&check->arena,
					  "; whole file\n$TTL 3600\n. SOA ns.invalid. hostmaster.invalid. 1 "
					  "3600 600 86400 300\n"
					  ". NS ns.invalid.\n$ORIGIN example.com.\n%s\n",
					  zone_text));
	check->world.arena = check->arena;
	check->arena = (struct arena){ 0 };
	check->view.facts = check->world.facts;
}

const struct spf_evaluation *check_run(struct check *check, const char *ip, const char *domain)
{
	struct spf_request request = { .domain = slice_of(domain),
		.helo = slice_of(check->helo ? check->helo : "mail.example.com"),
		.receiver = slice_of(check->receiver),
		.now = check->now };
	char sender[512];

	if (!dns_address_from_text(slice_of(ip), &request.ip))
		fail_msg("%s is no address", ip);
	snprintf(sender, sizeof sender, "user@%s", domain);
	facts_release(&check->view);
	for (check->passes = 1; check->passes < 100; check->passes++) {
		const struct spf_evaluation *evaluation;

		arena_release(&check->arena);
		request.sender = arena_copy(&check->arena, slice_of(check->sender ? check->sender : sender));
		evaluation = spf_check_host(&check->arena, &check->view, &request);
		if (!evaluation->pending)
			return evaluation;
		facts_send(check->world.facts);
	}
	fail_msg("the evaluation of %s does not end", domain);
	return NULL;
}

void check_close(struct check *check)
{
	facts_release(&check->view);
	arena_release(&check->arena);
	world_close(&check->world);
}

const struct spf_evaluation *check_expect(
	struct check *check, const char *ip, const char *domain, const char *result)
{
	const struct spf_evaluation *evaluation = check_run(check, ip, domain);
	const char *got = spf_result_text(evaluation->result);
	bool is_error = evaluation->result == SPF_NONE || evaluation->result == SPF_TEMPERROR ||
			evaluation->result == SPF_PERMERROR;

	if (strcmp(got, result) != 0)
		fail_msg("%s at %s: %s, not %s (%s)", ip, check->what ? check->what : domain, got, result,
			evaluation->problem ? evaluation->problem : "no problem");
	if (is_error != (evaluation->problem != NULL))
		fail_msg("%s at %s: %s with problem %s", ip, domain, got,
			evaluation->problem ? evaluation->problem : "NULL");
	if (evaluation->result != SPF_FAIL)
		assert_int_equal(evaluation->explanation.len, 0);
	return evaluation;
}

void expect_result(const char *zone_text, const char *ip, const char *result)
{
	struct check check;

	check_open(&check, zone_text);
	check_expect(&check, ip, "example.com", result);
	check_close(&check);
}

void expect_record(const char *zone_text, const char *record, const char *ip, const char *result)
{
	struct arena arena = { 0 };
	struct check check;

	check_open(&check, arena_printf(&arena, "@ TXT \"%s\"\n%s", record, zone_text));
	check.what = record;
	check_expect(&check, ip, "example.com", result);
	check_close(&check);
	arena_release(&arena);
}

void expect_decided(const struct spf_evaluation *evaluation, const char *term)
{
	const struct spf_visit *root = evaluation->root;

	if (!*term) {
		assert_null(root->decided);
		return;
	}
	assert_non_null(root->decided);
	if (!slice_is(slice_span(root->record->text, root->decided->term->span), term))
		fail_msg("%.*s decided, not %s",
			(int)(root->decided->term->span.end - root->decided->term->span.first),
			(const char *)root->record->text.at + root->decided->term->span.first, term);
}

static void expect_text(struct slice got, const char *expected)
{
	if (!slice_is(got, expected))
		fail_msg("\"%.*s\", not \"%s\"", (int)got.len, got.len ? (const char *)got.at : "", expected);
}

void expect_target(const struct spf_evaluation *evaluation, size_t step, const char *target)
{
	assert_true(step < evaluation->root->step_count);
	expect_text(evaluation->root->steps[step].target, target);
}

void expect_explanation(const struct spf_evaluation *evaluation, const char *text)
{
	expect_text(evaluation->explanation, text);
}

void expect_counts(const struct spf_evaluation *evaluation, unsigned lookups, unsigned void_lookups)
{
	assert_int_equal(evaluation->lookups, lookups);
	assert_int_equal(evaluation->void_lookups, void_lookups);
}

bool check_asked(const struct check *check, const char *name, uint16_t type)
{
	struct dns_name wanted = dns_name_of(name);

	for (size_t i = 0; i < check->view.count; i++) {
		const struct dns_reply *reply = facts_view_reply(&check->view, i);

		if (reply && reply->question.type == type && dns_name_equal(&reply->question.name, &wanted))
			return true;
	}
	return false;
}
