/* The way back from where memory cannot be had to the function of the library that was called. */
#ifndef MAILAUTH_API_RECOVERY_H
#define MAILAUTH_API_RECOVERY_H

#include <setjmp.h>

struct api_scope {
	jmp_buf here;
	struct api_scope *outer; /* of the same thread */
};

void api_enter(struct api_scope *scope);
void api_leave(struct api_scope *scope);

/* Goes to the scope that this thread entered last; returns when there is none. */
void api_recover(void);

/* From here to the end of the block, memory that cannot be had makes the function return `failure`. */
#define API_RECOVERS(failure) \
	struct api_scope scope __attribute__((cleanup(api_leave))); \
\
	api_enter(&scope); \
	if (setjmp(scope.here)) \
	return (failure)

#endif
