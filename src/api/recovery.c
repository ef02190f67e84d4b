/*
 * What was taken in between is not given back: nobody knows it any more, and c-ares may be in the middle of something. So it is lost to
 * the process, and a source that it belonged to is used no more.
 */
#include "api/recovery.h"

#include <stddef.h>

static _Thread_local struct api_scope *innermost;

void api_enter(struct api_scope *scope)
{
	scope->outer = innermost;
	innermost = scope;
}

void api_leave(struct api_scope *scope)
{
	innermost = scope->outer;
}

void api_recover(void)
{
	if (innermost)
		longjmp(innermost->here, 1);
}
