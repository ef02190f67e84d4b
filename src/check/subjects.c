/* What rules look at: the words for it, and records as findings show them. */
#include "check/domain.h"

const char *role_text(enum role role)
{
	static const char *const texts[] = { "auto", "sends", "receives", "no-mail", "include", NULL };

	return texts[role];
}

const char *dkim_status_text(enum dkim_status status)
{
	static const char *const texts[] = { "ok", "invalid", "revoked", "testing", "missing", "unanswered" };

	return texts[status];
}

struct published published_record(const struct dns_reply *reply, size_t number, const struct dns_txt *txt)
{
	return (struct published){
		.name = *dns_reply_owner(reply),
		.type = reply->records.at[number].type,
		.ttl = reply->records.at[number].ttl,
		.txt = txt,
		.place = reply->records.at[number].place,
		.copy = reply->records.at[number].copy,
		.number = number + 1,
		.count = reply->records.count,
	};
}

struct published published_txt(const struct dns_reply *reply, size_t number)
{
	return published_record(reply, number, reply->records.at[number].data.txt);
}
