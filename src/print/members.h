/* Members of JSON objects, as all printers of JSON write them: what is absent is null. */
#ifndef MAILAUTH_PRINT_MEMBERS_H
#define MAILAUTH_PRINT_MEMBERS_H

#include "base/json.h"
#include "dns/name.h"

void member_text(struct json *json, const char *key, const char *value);
void member_slice(struct json *json, const char *key, struct slice value);
void member_number(struct json *json, const char *key, uint64_t value);
void member_null(struct json *json, const char *key);

/* The root stands for "not known": a record that was judged alone has no domain. */
void member_owner(struct json *json, const char *key, const struct dns_name *name);
void member_name(struct json *json, const char *key, const struct dns_name *name);

/* "format" and "version", which begin each document. */
void members_of_document(struct json *json);

#endif
