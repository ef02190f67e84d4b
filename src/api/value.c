/* The report's JSON as values; struct mailauth_value is struct json_value under the name of the interface. */
#include "api/api.h"

static const struct json_value *value_of(const mailauth_value *value)
{
	return (const struct json_value *)value;
}

const mailauth_value *mailauth_report_value(const mailauth_report *report)
{
	return report ? (const mailauth_value *)report->value : NULL;
}

enum mailauth_kind mailauth_value_kind(const mailauth_value *value)
{
	static const enum mailauth_kind kinds[] = {
		[JSON_NULL] = MAILAUTH_NULL,
		[JSON_BOOLEAN] = MAILAUTH_BOOLEAN,
		[JSON_NUMBER] = MAILAUTH_NUMBER,
		[JSON_STRING] = MAILAUTH_STRING,
		[JSON_ARRAY] = MAILAUTH_ARRAY,
		[JSON_OBJECT] = MAILAUTH_OBJECT,
	};

	return value ? kinds[value_of(value)->kind] : MAILAUTH_NULL;
}

const mailauth_value *mailauth_value_member(const mailauth_value *value, const char *name)
{
	return name ? (const mailauth_value *)json_member(value_of(value), name) : NULL;
}

size_t mailauth_value_count(const mailauth_value *value)
{
	return value ? value_of(value)->items.count : 0;
}

const mailauth_value *mailauth_value_item(const mailauth_value *value, size_t number)
{
	return number < mailauth_value_count(value)
		       ? (const mailauth_value *)&value_of(value)->items.at[number]
		       : NULL;
}

const char *mailauth_value_name(const mailauth_value *value, size_t number)
{
	return number < mailauth_value_count(value) ? value_of(value)->items.at[number].name : NULL;
}

const char *mailauth_value_text(const mailauth_value *value)
{
	return mailauth_value_kind(value) == MAILAUTH_STRING ? (const char *)value_of(value)->text.at : NULL;
}

uint64_t mailauth_value_number(const mailauth_value *value)
{
	return value ? value_of(value)->number : 0;
}

int mailauth_value_boolean(const mailauth_value *value)
{
	return value && value_of(value)->truth;
}
