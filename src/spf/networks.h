/* Which addresses a record decides, and how: the terms in order, the first match counts (RFC 7208 section 4.6.2). */
#ifndef MAILAUTH_SPF_NETWORKS_H
#define MAILAUTH_SPF_NETWORKS_H

#include "spf/tree.h"

/*
 * The sets of a record under construction. Each has memory of its own: they are replaced at every term, and a record has
 * thousands.
 */
struct spf_networks_builder {
	struct spf_networks networks;
	struct arena memory[SPF_SOFTFAIL + 1]; /* of by_result */
	struct arena decided;
	size_t *budget; /* ranges that may still be looked at; shared by the whole tree */
};

/* What a term that is evaluated next adds. Terms from `first` to the one returned before are taken in. */
size_t spf_networks_add(struct spf_networks_builder *builder, struct spf_node *node, size_t first);

/* The redirect decides all that the terms have left (section 6.1). */
void spf_networks_redirect(struct spf_networks_builder *builder, const struct spf_query *redirect);

/* True when nothing is left to decide: no later term is evaluated for any client. */
bool spf_networks_are_full(const struct spf_networks_builder *builder);

/* Copies the result into the arena and frees the builder's memory. */
struct spf_networks spf_networks_finish(struct arena *arena, struct spf_networks_builder *builder);

#endif
