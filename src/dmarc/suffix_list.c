/* Names go to libpsl as text and come back as names; without a list each name is its own organization. */
#include "dmarc/suffix_list.h"

#include <libpsl.h>

/* struct suffix_list is libpsl's context under a name of ours. */
static const psl_ctx_t *context_of(const struct suffix_list *list)
{
	return (const psl_ctx_t *)list;
}

struct suffix_list *suffix_list_open(const char *path)
{
	return (struct suffix_list *)(path ? psl_load_file(path) : psl_latest(NULL));
}

void suffix_list_close(struct suffix_list *list)
{
	psl_free((psl_ctx_t *)list);
}

struct dns_name suffix_list_organizational_domain(const struct suffix_list *list, const struct dns_name *name)
{
	struct arena scratch = { 0 };
	const char *found =
		list ? psl_registrable_domain(context_of(list), dns_name_text(&scratch, name)) : NULL;
	struct dns_name organizational;

	if (!found || dns_name_from_text(slice_of(found), NULL, &organizational) != DNS_NAME_OK)
		organizational = *name;
	arena_release(&scratch);
	return organizational;
}

bool suffix_list_has(const struct suffix_list *list, const struct dns_name *name)
{
	struct arena scratch = { 0 };
	bool is = list && psl_is_public_suffix2(context_of(list), dns_name_text(&scratch, name),
				  PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE);

	arena_release(&scratch);
	return is;
}
