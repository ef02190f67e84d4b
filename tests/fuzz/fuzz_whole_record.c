/*
 * `record` from bytes to output: a line of options, then what a user pastes. A record that is to be published in the place of the only one
 * has lost what it is said to cure.
 */
#include "support/mutate.h"
#include "support/outputs.h"
#include "support/whole.h"

#include "dns/present.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct ran run(const char *file)
{
	const char *const words[] = { "record", "--no-config", "--format=json", file, NULL };

	return command_run_words(words);
}

static const struct json_value *domain_of(struct arena *arena, const struct ran *ran)
{
	size_t fault;
	const struct json_value *domains =
		json_member(json_read(arena, bytes_slice(&ran->out), &fault), "domains");

	return domains && domains->items.count == 1 ? &domains->items.at[0] : NULL;
}

/* The only remedy, when it replaces the only record; else NULL. */
static const struct json_value *remedy_of(const struct json_value *domain)
{
	const struct json_value *remedies = json_member(domain, "remedies"),
				*findings = json_member(domain, "findings"), *remedy, *old;

	if (!remedies || remedies->items.count != 1)
		return NULL;
	remedy = &remedies->items.at[0];
	old = json_member(remedy, "old");
	if (!slice_is(json_member(remedy, "action")->text, "replace") || old->kind != JSON_STRING)
		return NULL;
	for (size_t i = 0; i < findings->items.count; i++) {
		const struct json_value *text = json_member(&findings->items.at[i], "text");

		if (text->kind == JSON_STRING && !slice_equal(text->text, old->text))
			return NULL;
	}
	return remedy;
}

static void check_cured(const struct json_value *cures, const struct json_value *domain)
{
	const struct json_value *findings = json_member(domain, "findings");

	for (size_t i = 0; i < findings->items.count; i++)
		for (size_t k = 0; k < cures->items.count; k++)
			if (slice_equal(json_member(&findings->items.at[i], "rule")->text,
				    cures->items.at[k].text))
				abort();
}

/* Pastes what is to be published, at the same name. */
static void publish(const struct json_value *remedy)
{
	const struct json_value *name = json_member(remedy, "name");
	struct bytes text = { 0 };
	struct arena arena = { 0 };
	const struct json_value *domain;
	struct ran ran;

	if (name->kind == JSON_STRING)
		bytes_printf(&text, "%s. TXT ", (const char *)name->text.at);
	dns_present_text(&text, json_member(remedy, "text")->text);
	bytes_add_byte(&text, '\n');
	command_file("b", bytes_slice(&text));
	ran = run("b");
	domain = domain_of(&arena, &ran);
	if (!domain)
		abort();
	check_cured(json_member(remedy, "cures"), domain);
	ran_free(&ran);
	bytes_free(&text);
	arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const words[] = { "a", NULL };
	struct slice rest, options = take_options((struct slice){ data, size }, &rest);
	const struct json_value *domain, *remedy;
	struct arena arena = { 0 };
	struct ran ran;

	if (reaches_out(rest))
		return 0;
	command_file("a", rest);
	run_whole("record", options, words);
	ran = run("a");
	domain = ran.status == 2 ? NULL : domain_of(&arena, &ran);
	remedy = domain ? remedy_of(domain) : NULL;
	if (remedy)
		publish(remedy);
	ran_free(&ran);
	arena_release(&arena);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	return mutate_text(data, size, most, seed, MUTATE_LINES | MUTATE_TERMS | MUTATE_TAGS | MUTATE_BASE64);
}
