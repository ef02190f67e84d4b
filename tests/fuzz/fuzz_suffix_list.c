/* Any bytes are a public suffix list, or refused as none: the organizational domain is the name itself or above it. The first line is a name. */
#include "support/command.h"
#include "support/mutate.h"

#include "dmarc/suffix_list.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct suffix_list *list, struct slice text)
{
	struct dns_name name, organizational, again;

	if (dns_name_from_text(text, NULL, &name) != DNS_NAME_OK)
		return;
	organizational = suffix_list_organizational_domain(list, &name);
	again = suffix_list_organizational_domain(list, &organizational);
	suffix_list_has(list, &name);
	if (!dns_name_is_under(&name, &organizational) || !dns_name_equal(&organizational, &again))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice rest, name = take_options((struct slice){ data, size }, &rest);
	struct suffix_list *list;
	const char *fault;

	list = suffix_list_read(rest, &fault);
	if (!list)
		return 0;
	check(list, name);
	check(list, slice_of("mail.example.co.uk"));
	check(list, slice_of("a.b.xn--p1ai"));
	check(list, slice_of("example.com"));
	suffix_list_close(list);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	return mutate_text(data, size, most, seed, MUTATE_LINES | MUTATE_LABELS);
}
