/*
 * Any bytes are a configuration: it is shown, or what is wrong with it is told with a place. Where it names no file, zone files are judged
 * with it, too.
 */
#include "support/mutate.h"
#include "support/outputs.h"
#include "support/whole.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char zone[] =
	"$ORIGIN example.com.\n@ SOA ns h 1 3600 600 86400 300\n@ NS ns\nns A 11.0.0.1\n"
	"@ MX 10 mail\nmail A 11.0.0.2\n@ TXT \"v=spf1 mx ptr -all\"\n_dmarc TXT \"v=DMARC1; p=none\"\n"
	"www TXT \"v=spf1 +all\"\n";

static int run(const char *const *words, const char *format)
{
	struct ran ran = command_run_words(words);
	int status = ran.status;

	check_text(bytes_slice(&ran.err));
	if (ran.status == 2 && !ran.err.len)
		abort();
	if (ran.status != 2 && format)
		check_output(slice_of(format), bytes_slice(&ran.out));
	ran_free(&ran);
	return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const json[] = { "show-config", "--config", "a", "--format=json", "example.com",
		NULL },
				 *const text[] = { "show-config", "--config", "a", "www.example.com", NULL },
				 *const judged[] = { "zone", "--offline", "--config", "a", "b", NULL };
	struct slice bytes = { data, size };
	bool names_files = slice_find(bytes, '/', 0) >= 0;
	int status;

	if (names_files && slice_find_nocase(bytes, "extends", 0) >= 0)
		return 0;
	command_file("a", bytes);
	command_file("b", slice_of(zone));
	status = run(json, "json");
	if (status != 0 && status != 2)
		abort();
	if (run(text, "text") != status)
		abort();
	if (!names_files)
		run(judged, NULL);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	return mutate_text(data, size, most, seed, MUTATE_LINES | MUTATE_TERMS);
}
