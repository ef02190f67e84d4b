/*
 * Any bytes are read as answers of query tools: every byte of what is made of them leads back into them, every record has a place, and
 * the lines are a script that can be read.
 */
#include "support/mutate.h"

#include "input/answer_reader.h"
#include "input/decode.h"
#include "input/recognise.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_place(struct text_place place, const struct text *text)
{
	place = text_origin(place);
	if (place.text != text || place.first > place.end || place.end > text->bytes.len)
		abort();
}

/* What is answered is there. */
static void ask(struct answers *answers, struct dns_source *source)
{
	for (size_t i = 0; i < answers->questions.count; i++) {
		const struct answer_question *question = &answers->questions.at[i];
		struct dns_question records = { .name = question->name, .type = question->type };
		struct arena arena = { 0 };
		const struct dns_reply *reply = zone_set_records_at(answers->zones, &arena, &records);

		for (size_t k = 0; reply && k < reply->records.count; k++)
			check_place(reply->records.at[k].place, answers->text);
		arena_release(&arena);
	}
	dns_source_close(source);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text text = text_of("pasted", (struct slice){ data, size });
	struct arena arena = { 0 };
	struct answers answers;
	struct dns_source *source;

	input_decode(&text);
	input_recognise(text.bytes, NULL);
	answers_read(&arena, &text, &answers);
	for (uint32_t at = 0; at <= answers.lines->bytes.len; at++)
		check_place((struct text_place){ answers.lines, at, at + 1 }, &text);
	for (size_t i = 0; i < answers.unread.count; i++)
		if (answers.unread.at[i].first > answers.unread.at[i].end ||
			answers.unread.at[i].end > text.bytes.len)
			abort();
	for (size_t i = 0; i < zone_set_fault_count(answers.zones); i++)
		check_place(zone_set_fault(answers.zones, i)->place, &text);
	source = answers_source(&answers, NULL);
	if (!source)
		abort();
	ask(&answers, source);
	answers_close(&answers);
	text_close(&text);
	arena_release(&arena);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	return mutate_text(data, size, most, seed, MUTATE_LINES | MUTATE_TERMS);
}
