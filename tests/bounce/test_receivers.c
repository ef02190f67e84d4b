/* Who refused a mail: by what it writes, by its host, by the recipient; and not by hosts of the sender's side. */
#include "bounce/receivers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void check(const char *around, const char *said, const char *receiver)
{
	struct arena arena = { 0 };
	const char *found = receiver_find(&arena, said, around);

	if (!found != !receiver || (found && strcmp(found, receiver) != 0))
		fail_msg("%s: %s, not %s", around, found ? found : "none", receiver ? receiver : "none");
	arena_release(&arena);
}

static void by_its_words(void **state)
{
	(void)state;
	check("", "your email has been blocked. x1 - gsmtp", "Gmail");
	check("", "gmail requires all bulk senders to authenticate with spf.", "Gmail");
	check("", "unauthenticated email from a.example is not accepted due to domain's dmarc policy.",
		"Gmail");
	check("", "the mail from domain [a.example] has an spf record with a hard fail policy (-all)",
		"Gmail");
	check("", "email from a.example was rejected by its dmarc policy", NULL);
	check("", "yahoo requires all senders to authenticate with either spf or dkim", "Yahoo");
	check("", "not accepted. [am1pepf.eurprd05.prod.outlook.com 2026-04-02t10:00:00.000z 08de]",
		"Microsoft");
	check("", "see https://help.mail.ru/postmaster/dmarc", "Mail.ru");
	check("", "mi:spf mx14, please see https://mail.163.com/help", "NetEase");
	check("", "message rejected", NULL);
	/* Another one's list, and addresses of others. */
	check("", "client host blocked using barracuda reputation", NULL);
	check("", "<a@mail.ru>: sender address rejected", NULL);
	check("", "mail-db5.outbound.protection.outlook.com is not allowed to send mail from example.org",
		NULL);
}

static void by_its_host(void **state)
{
	(void)state;
	check("host mx00.gmx.net[198.51.100.9] said: rejected", "rejected", "United Internet");
	check("remote mta imp-1.mail.tiscali.it: network error", "rejected", "Tiscali");
	check("to=<a@b.example>, relay=mx1.mail.yahoo.co.jp[198.51.100.9]:25, rejected", "rejected",
		"Yahoo Japan");
	check("** a@b.example h=mx3.qq.com [198.51.100.9]: rejected", "rejected", "Tencent");
	check("rejected (5.7.1) dns; mta5.am0.yahoodns.net", "rejected", "Yahoo");
	check("host mx.example.com[198.51.100.7] said: rejected", "rejected", NULL);
}

static void by_the_recipient_when_no_host_is_named(void **state)
{
	(void)state;
	check("user@gmail.com remote server returned 'rejected'", "rejected", "Gmail");
	check("to=<user@web.de>, rejected", "rejected", "United Internet");
	check("to=<user@gmail.com>, relay=smarthost.example[198.51.100.7]:25, rejected", "rejected", NULL);
}

static void not_by_the_sender(void **state)
{
	(void)state;
	check("generating server: db5.eurprd05.prod.outlook.com a@partner.example 'rejected'", "rejected",
		NULL);
	check("reporting-mta: dns; mail-a.google.com rejected", "rejected", NULL);
	check("noqueue: reject: rcpt from mail-a.google.com[198.51.100.9]: rejected; helo=<mail-a.google.com>",
		"rejected", NULL);
	check("10:11:12 h=mail-a.google.com [198.51.100.9] f=<a@gmail.com> rejected rcpt <x@y.example>: spf",
		"spf", NULL);
	check("rejected original message headers received: from x.prod.outlook.com", "rejected", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_its_words),
		cmocka_unit_test(by_its_host),
		cmocka_unit_test(by_the_recipient_when_no_host_is_named),
		cmocka_unit_test(not_by_the_sender),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
