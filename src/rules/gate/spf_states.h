/* What the rules about changes of SPF ask of a state. */
#ifndef MAILAUTH_RULES_GATE_SPF_STATES_H
#define MAILAUTH_RULES_GATE_SPF_STATES_H

#include "check/change.h"

/* Who gets which result by the one SPF record; NULL without one. */
const struct spf_networks *spf_state_networks(const struct domain *domain);

/* True when there is one record whose evaluation does not end in permerror for sure, for every client. */
bool spf_state_is_usable(const struct domain *domain);

/* True for a name that had no SPF record of its own before, but that of a wildcard. */
bool spf_is_first_mail(const struct change *change);

/* The node of a name with a record, in the tree at and below a node; NULL when it is not evaluated. */
const struct spf_node *spf_state_node(const struct spf_node *node, const struct dns_name *name);

#endif
