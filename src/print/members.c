/* Writes one member of an object; a value that is not there becomes null. */
#include "print/members.h"

void member_text(struct json *json, const char *key, const char *value)
{
	json_key(json, key);
	json_text(json, value);
}

void member_slice(struct json *json, const char *key, struct slice value)
{
	json_key(json, key);
	json_string(json, value);
}

void member_number(struct json *json, const char *key, uint64_t value)
{
	json_key(json, key);
	json_number(json, value);
}

void member_null(struct json *json, const char *key)
{
	json_key(json, key);
	json_null(json);
}

void member_owner(struct json *json, const char *key, const struct dns_name *name)
{
	struct arena scratch = { 0 };

	member_text(json, key, name->len > 1 ? dns_name_text(&scratch, name) : NULL);
	arena_release(&scratch);
}

void member_name(struct json *json, const char *key, const struct dns_name *name)
{
	struct arena scratch = { 0 };

	member_text(json, key, dns_name_text(&scratch, name));
	arena_release(&scratch);
}

void members_of_document(struct json *json)
{
	member_text(json, "format", "mailauth-check");
	member_number(json, "version", 1);
}
