/* The version, which CMakeLists.txt tells. */
#include "api/api.h"

const char *mailauth_version(void)
{
	return MAILAUTH_VERSION;
}
