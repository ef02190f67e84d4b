/* The words of remedies. */
#include "judge/remedy.h"

const char *remedy_action_text(enum remedy_action action)
{
	static const char *const texts[] = { "add", "replace", "delete" };

	return texts[action];
}
