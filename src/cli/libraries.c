/* What libraries take from the system beside what they are asked to do: memory, and settings. */
#include "cli/libraries.h"

#include "base/arena.h"

#include <ares.h>
#include <openssl/crypto.h>
#include <stdlib.h>

static void *take(size_t size)
{
	return xrealloc(NULL, size);
}

static void *take_for_openssl(size_t size, const char *file, int line)
{
	(void)file, (void)line;
	return xrealloc(NULL, size);
}

static void *move_for_openssl(void *at, size_t size, const char *file, int line)
{
	(void)file, (void)line;
	return xrealloc(at, size);
}

static void give_back_for_openssl(void *at, const char *file, int line)
{
	(void)file, (void)line;
	free(at);
}

void libraries_begin(void)
{
	/* None of them fails unless it was in use before. */
	CRYPTO_set_mem_functions(take_for_openssl, move_for_openssl, give_back_for_openssl);
	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
	ares_library_init_mem(ARES_LIB_INIT_ALL, take, free, xrealloc);
}
