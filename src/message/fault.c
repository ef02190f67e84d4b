/* The words for whose fault a failure is, and what to do about it. */
#include "message/fault.h"

bool message_fault_is_of_others(const struct message_fault *found)
{
	return found->who == FAULT_LIST || found->who == FAULT_FORWARDER || found->who == FAULT_GATEWAY ||
	       found->who == FAULT_FORGERY;
}

const char *message_fault_text(enum message_fault_of who)
{
	static const char *const texts[] = { "unknown", "none", "records", "signing", "list", "forwarder",
		"gateway", "forgery" };

	return texts[who];
}
