/* Which addresses a record decides, and how: the terms in order, the first match counts (RFC 7208 section 4.6.2). */
#ifndef MAILAUTH_SPF_NETWORKS_H
#define MAILAUTH_SPF_NETWORKS_H

#include "mailauth/spf/tree.h"

/* Fills node->networks from its queries; its children have theirs already. */
void spf_networks_find(struct arena *arena, struct spf_node *node);

#endif
