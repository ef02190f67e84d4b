/* Which domain and which address a reply is about, by its wording. */
#include "bounce/subject.h"

#include "bounce/plain.h"
#include "bounce/reply.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct wording {
	enum bounce_kind kind;
	const char *text;
	const char *domain, *ip;
};

static const struct wording wordings[] = {
	/* SPF: the envelope's. */
	{ BOUNCE_SPF, "SPF [example.org] with ip: [192.0.2.9] = did not pass", "example.org", "192.0.2.9" },
	{ BOUNCE_SPF, "SPF [**example.org**](http://example.org/) with ip 192.0.2.9 = FAILURE", "example.org",
		"192.0.2.9" },
	{ BOUNCE_SPF,
		"SPF \xe2\x80\x9c"
		"example.org\xe2\x80\x9d with ip: \xe2\x80\x98"
		"192.0.2.9\xe2\x80\x99 = fail",
		"example.org", "192.0.2.9" },
	{ BOUNCE_SPF, "SPF check for <b>example.org</b> failed from <code>192.0.2.9</code>", "example.org",
		"192.0.2.9" },
	{ BOUNCE_SPF, "SPF &lt;ann&#64;example.org&gt; failed (&#91;192.0.2.9&#93;)", "example.org",
		"192.0.2.9" },
	{ BOUNCE_SPF, "<ann@example.org> SPF Failed - not authorized", "example.org", NULL },
	{ BOUNCE_SPF, "<ann@example.org>: Reject due to SPF policy.", "example.org", NULL },
	{ BOUNCE_SPF, "SPFBL ann@example.org is not allowed to send mail from 192.0.2.9.", "example.org",
		"192.0.2.9" },
	{ BOUNCE_SPF, "example.org SPF does not list 192.0.2.9", "example.org", "192.0.2.9" },
	{ BOUNCE_SPF,
		"The recipient does not accept mails from 'example.org' over foreign mailservers. According to the "
		"domain's SPF record your host '192.0.2.9' is not a designated sender.",
		"example.org", "192.0.2.9" },
	{ BOUNCE_SPF,
		"Please see http://www.openspf.net/Why?s=mfrom;id=ann%40example.org;ip=192.0.2.9;r=mx.example.com",
		"example.org", "192.0.2.9" },
	{ BOUNCE_SPF,
		"Please see http://www.openspf.org/Why?s=mfrom&id=ann%40example.org&ip=192.0.2.9&r=mx.example.com",
		"example.org", "192.0.2.9" },
	{ BOUNCE_SPF,
		"see http://www.openspf.org/Why?s=mfrom&amp;id=ann%40example.org&amp;ip=2001:db8::9&amp;r=x",
		"example.org", "2001:db8::9" },
	{ BOUNCE_SPF,
		"Please see http://www.openspf.net/Why?s=helo;id=mail.example.org;ip=192.0.2.9;r=mx.example.com",
		"mail.example.org", "192.0.2.9" },
	{ BOUNCE_SPF,
		"http://spf.pobox.com/why.html?sender=ann%40example.org&ip=192.0.2.9&receiver=mx.example.com",
		"example.org", "192.0.2.9" },
	{ BOUNCE_SPF, "SPF fail: domain of example.org does not designate 192.0.2.9 as permitted sender",
		"example.org", "192.0.2.9" },
	{ BOUNCE_SPF, "domain of ann@example.org does not designate 192.0.2.9 as permitted sender",
		"example.org", "192.0.2.9" },
	{ BOUNCE_SPF, "192.0.2.9 is not allowed to send mail from example.org", "example.org", "192.0.2.9" },
	{ BOUNCE_SPF, "192.0.2.9 is not authorized to send for <ann@example.org>", "example.org",
		"192.0.2.9" },
	{ BOUNCE_SPF, "mail.example.net[192.0.2.9] is not permitted to send mail for example.org",
		"example.org", "192.0.2.9" },
	{ BOUNCE_SPF, "SPF fail for example.org (v=spf1 ip6:2001:db8:8:4::2 ip4:198.51.100.0/24 -all)",
		"example.org", NULL },
	{ BOUNCE_SPF,
		"SPF fail for example.org: v=spf1 ip4:198.51.100.7 ip4:198.51.100.8 -all, client 192.0.2.9",
		"example.org", "192.0.2.9" },
	{ BOUNCE_SPF, "Sender <ann@example.org> failed SPF for <bob@example.com>", "example.org", NULL },
	{ BOUNCE_SPF,
		"Rejected by SPF: 192.0.2.9 is not a designated mailserver for ann%40example.org (context mfrom, on "
		"mx.example.com)",
		"example.org", "192.0.2.9" },
	{ BOUNCE_SPF, "SPF check failed for example.org", "example.org", NULL },
	{ BOUNCE_SPF, "smtp.mailfrom=ann@example.org; spf=fail", "example.org", NULL },
	{ BOUNCE_SPF, "spf=fail smtp.mailfrom=example.org", "example.org", NULL },
	{ BOUNCE_SPF, "envelope-from <ann@example.org> SPF softfail", "example.org", NULL },
	{ BOUNCE_SPF, "{\"domain\":\"example.org\",\"reason\":\"SPF\",\"ip\":\"192.0.2.9\"}", "example.org",
		"192.0.2.9" },
	{ BOUNCE_SPF, "{\\\"domain\\\": \\\"example.org\\\", \\\"ip\\\": \\\"192.0.2.9\\\"}", "example.org",
		"192.0.2.9" },
	{ BOUNCE_SPF,
		"The MAIL FROM domain [`example.org`] has an SPF record with a hard fail policy (-all) but it fails to "
		"pass SPF checks with the ip: [`192.0.2.9`].",
		"example.org", "192.0.2.9" },
	{ BOUNCE_SPF, "*example.org* SPF failed, ip *192.0.2.9*", "example.org", "192.0.2.9" },
	{ BOUNCE_SPF, "example.org <http://example.org/> failed SPF at 192.0.2.9", "example.org",
		"192.0.2.9" },
	{ BOUNCE_SPF,
		"\xe9\x80\x81\xe4\xbf\xa1\xe5\x85\x83\xe3\x83\x89\xe3\x83\xa1\xe3\x82\xa4\xe3\x83\xb3\xe3\x80\x8c"
		"example.org\xe3\x80\x8d\xe3\x81\xae SPF",
		"example.org", NULL },
	{ BOUNCE_SPF,
		"\xe3\x83\x89\xe3\x83\xa1\xe3\x82\xa4\xe3\x83\xb3"
		"example.org\xe3\x81\xaeSPF\xef\xbc\x88"
		"192.0.2.9\xef\xbc\x89",
		"example.org", "192.0.2.9" },
	{ BOUNCE_SPF,
		"\xe5\x9f\x9f\xe5\x90\x8d\xef\xbc\x9a\xef\xbd\x85\xef\xbd\x98\xef\xbd\x81\xef\xbd\x8d\xef\xbd\x90\xef\xbd"
		"\x8c\xef\xbd\x85\xef\xbc\x8e\xef\xbd\x8f\xef\xbd\x92\xef\xbd\x87\xe3\x80\x82 SPF",
		"example.org", NULL },
	{ BOUNCE_SPF, "Le domaine \xc2\xab example.org \xc2\xbb n'autorise pas 192.0.2.9 (SPF)",
		"example.org", "192.0.2.9" },
	{ BOUNCE_SPF,
		"Absender \xe2\x80\x9e"
		"ann@example.org\xe2\x80\x9c nicht zugelassen (SPF)",
		"example.org", NULL },
	{ BOUNCE_SPF,
		"SPF: b\xc3\xbc"
		"cher.example hat 192.0.2.9 nicht",
		"xn--bcher-kva.example", "192.0.2.9" },
	{ BOUNCE_SPF, "SPF validation failed for IPv6:2001:db8::9 and example.org", "example.org",
		"2001:db8::9" },
	{ BOUNCE_SPF, "SPF failed for example.org, ip=::ffff", "example.org", NULL },
	{ BOUNCE_SPF, "SPF failed: example.org, client address 10.0.0.5, 127.0.0.1, fe80::1, 192.0.2.9",
		"example.org", "192.0.2.9" },
	{ BOUNCE_SPF, "mx1.example.com: SPF validation failed for this message", NULL, NULL },
	{ BOUNCE_SPF, "SPF failed, see https://support.example.com/spf?x=1 or http://help.example.com/", NULL,
		NULL },
	{ BOUNCE_SPF, "<bob@example.com>: Recipient address rejected: SPF fail - not authorized", NULL,
		NULL },
	{ BOUNCE_SPF, "SPF fail; mail to bob@example.com refused", NULL, NULL },
	{ BOUNCE_SPF, "Please contact ann@example.org or bob@example.net about SPF", NULL, NULL },
	{ BOUNCE_SPF, "SPF fail (agent 3.4.5.6-b2, version 1.2.3.4, 10:11:12)", NULL, NULL },
	{ BOUNCE_SPF, "SPF fail; spf.php and config.json are read", NULL, NULL },
	{ BOUNCE_SPF, "host mx.example.com[198.51.100.7] said: SPF fail", NULL, NULL },
	{ BOUNCE_SPF, "host mx.example.com [198.51.100.7]: SPF fail of 192.0.2.9", NULL, "192.0.2.9" },
	{ BOUNCE_SPF, "Connected to 198.51.100.7 but sender was rejected. SPF fail", NULL, NULL },
	{ BOUNCE_SPF, "198.51.100.7 failed after I sent the message. SPF fail", NULL, NULL },
	{ BOUNCE_SPF,
		"Remote-MTA: dns; mx.example.com (198.51.100.7, the server for the domain example.com.) SPF",
		NULL, NULL },
	{ BOUNCE_SPF, "relay=mx.example.com[198.51.100.7]:25, SPF fail", NULL, NULL },
	{ BOUNCE_SPF, "Message refused by SPF; see https://senders.example.com/spf", NULL, NULL },
	{ BOUNCE_SPF, "mailhost.example.com SPF does not list 192.0.2.9", NULL, "192.0.2.9" },
	{ BOUNCE_SPF, "SPF fail (mx3.example.com [198.51.100.7])", NULL, NULL },
	{ BOUNCE_SPF, "2001:db8::9 is not designated as permitted sender by example.org", "example.org",
		"2001:db8::9" },
	{ BOUNCE_REPUTATION, "The mail server [192.0.2.9] has been temporarily rate limited", NULL,
		"192.0.2.9" },
	{ BOUNCE_SPF, "SPF fail of 192.0.2.9 or 192.0.2.10", NULL, NULL },
	{ BOUNCE_SPF_RECORD, "SPF record of example.org: permerror (include:_spf.example.net)", "example.org",
		NULL },
	{ BOUNCE_SPF_RECORD, "Too many DNS lookups in the SPF record for domain example.org", "example.org",
		NULL },
	{ BOUNCE_NO_AUTH,
		"For this message, DKIM checks did not pass and SPF check for [example.org] did not pass with ip: "
		"[192.0.2.9].",
		"example.org", "192.0.2.9" },
	{ BOUNCE_IPV6, "[2001:db8::9      19] does not meet IPv6 sending guidelines", NULL, "2001:db8::9" },

	/* DMARC: that of the From field. */
	{ BOUNCE_DMARC,
		"Unauthenticated email from example.org is not accepted due to domain's DMARC policy. Please contact "
		"the administrator of example.org domain",
		"example.org", NULL },
	{ BOUNCE_DMARC,
		"not accepted due to domain (example.org) owner DMARC policy (RFC 7489) https://help.example.com/dmarc",
		"example.org", NULL },
	{ BOUNCE_DMARC, "rejected by DMARC policy for example.org", "example.org", NULL },
	{ BOUNCE_DMARC, "Rejected due to example.org's DMARC policy", "example.org", NULL },
	{ BOUNCE_DMARC, "Rejected due to example.org\xe2\x80\x99s DMARC policy", "example.org", NULL },
	{ BOUNCE_DMARC, "smtp.mailfrom=bounce.example.net; dmarc=fail header.from=example.org", "example.org",
		NULL },
	{ BOUNCE_DMARC,
		"Access denied, sending domain [example.org] does not pass DMARC verification and has a DMARC policy of "
		"reject.",
		"example.org", NULL },
	{ BOUNCE_DMARC, "The policy at _dmarc.example.org asks for rejection", "example.org", NULL },
	{ BOUNCE_DMARC, "From domain example.org (MAIL FROM bounce.example.net) fails DMARC", "example.org",
		NULL },
	{ BOUNCE_DMARC, "ann@example.org failed DMARC", "example.org", NULL },
	{ BOUNCE_DMARC_MISSING, "No DMARC record for example.org", "example.org", NULL },
	{ BOUNCE_DMARC_MISSING, "The domain example.org has no DMARC record", "example.org", NULL },
	{ BOUNCE_ALIGNMENT, "The From: header isn't aligned", NULL, NULL },
	{ BOUNCE_SEVERAL,
		"Access denied, sending domain EXAMPLE.ORG does not meet the required authentication level",
		"example.org", NULL },
	{ BOUNCE_SEVERAL,
		"\xe9\x80\x81\xe4\xbf\xa1\xe5\x85\x83\xe3\x83\x89\xe3\x83\xa1\xe3\x82\xa4\xe3\x83\xb3 [example.org] "
		"\xe3\x81\x8c\xe5\xbf\x85\xe8\xa6\x81\xe3\x81\xaa",
		"example.org", NULL },

	/* DKIM: that of the signature. */
	{ BOUNCE_DKIM, "no key at s1._domainkey.example.org", "example.org", NULL },
	{ BOUNCE_DKIM, "dkim=fail header.d=example.org", "example.org", NULL },
	{ BOUNCE_DKIM, "DKIM signature of example.org did not verify", "example.org", NULL },

	/* The sender's domain. */
	{ BOUNCE_SENDER_DOMAIN, "<ann@example.org>: Sender address rejected: Domain not found", "example.org",
		NULL },
	{ BOUNCE_SENDER_DOMAIN,
		"<ann@example.org>... Domain of sender address ann@example.org does not exist", "example.org",
		NULL },
	{ BOUNCE_SENDER_DOMAIN, "Sender verify failed for <ann@example.org>", "example.org", NULL },

	/* The server. */
	{ BOUNCE_PTR, "Client host rejected: cannot find your hostname, [192.0.2.9]", NULL, "192.0.2.9" },
	{ BOUNCE_PTR, "Client host rejected: cannot find your reverse hostname, [192.0.2.9]", NULL,
		"192.0.2.9" },
	{ BOUNCE_PTR, "192.0.2.9 does not have a PTR record", NULL, "192.0.2.9" },
	{ BOUNCE_PTR, "Fix reverse DNS for 192.0.2.9", NULL, "192.0.2.9" },
	{ BOUNCE_PTR, "mail.example.org [192.0.2.9] has no rDNS", NULL, "192.0.2.9" },
	{ BOUNCE_PTR, "No PTR record for IP 2001:db8:1:2:3:4:5:6.", NULL, "2001:db8:1:2:3:4:5:6" },
	{ BOUNCE_PTR, "your server 192.0.2.9 resolves to host.example.net, which has 192.0.2.77", NULL,
		"192.0.2.9" },
	{ BOUNCE_PTR, "ip address:192.0.2.9 rejected", NULL, "192.0.2.9" },
	{ BOUNCE_REPUTATION,
		"[192.0.2.9      12] Our system has detected that this message is likely unsolicited", NULL,
		"192.0.2.9" },
	{ BOUNCE_SPF, "SPF HELO check failed: 192.0.2.9 is not allowed to use the name mail.example.org",
		"mail.example.org", "192.0.2.9" },
	{ BOUNCE_REPUTATION, "Messages from 192.0.2.9 temporarily deferred", NULL, "192.0.2.9" },

	/* All kinds, in the words of many servers. */
	{ BOUNCE_SPF,
		"<ann@garden.example>: Sender address rejected: SPF record of garden.example does not permit 192.0.2.9",
		"garden.example", "192.0.2.9" },
	{ BOUNCE_SPF, "Sender ID (PRA) Not Permitted", NULL, NULL },
	{ BOUNCE_SPF,
		"This message fails to pass SPF checks for an SPF record with a hard fail policy (-all). To best protect our users from spam and phishing, the message has been blocked. [garden.example] 192.0.2.9 - gsmtp",
		"garden.example", "192.0.2.9" },
	{ BOUNCE_DMARC, "Email rejected per DMARC policy for garden.example", "garden.example", NULL },
	{ BOUNCE_DMARC, "Local Policy Violation - garden.example DMARC reject", "garden.example", NULL },
	{ BOUNCE_DMARC_MISSING, "Permanent error evaluating DMARC policy of garden.example", "garden.example",
		NULL },
	{ BOUNCE_SPF,
		"Mail from 192.0.2.9 for garden.example rejected by SPF: [v=spf1 ip4:198.51.100.4 include:_spf.esp.example -all]",
		"garden.example", "192.0.2.9" },
	{ BOUNCE_SPF,
		"SPF: 192.0.2.9 is not allowed to send mail from garden.example. Please see http://www.openspf.org/Why?scope=mfrom;identity=ann@garden.example;ip=192.0.2.9",
		"garden.example", "192.0.2.9" },
	{ BOUNCE_SPF,
		"Recipient's mail server rejected: SPF fail (mfrom=ann@garden.example, ip=192.0.2.9, receiver=mx.harbor.example)",
		"garden.example", "192.0.2.9" },
	{ BOUNCE_SENDER_DOMAIN, "<ann@garden.example>: Sender address rejected: Domain not found",
		"garden.example", NULL },
	{ BOUNCE_SENDER_DOMAIN,
		"<ann@garden.example>: Sender address rejected: Domain not found (in reply to RCPT TO command)",
		"garden.example", NULL },
	{ BOUNCE_SENDER_DOMAIN,
		"<ann@garden.example>... Domain of sender address ann@garden.example does not exist",
		"garden.example", NULL },
	{ BOUNCE_SENDER_DOMAIN, "Domain of sender address ann@garden.example does not resolve",
		"garden.example", NULL },
	{ BOUNCE_SENDER_DOMAIN, "<ann@garden.example>... Sender domain must exist", "garden.example", NULL },
	{ BOUNCE_PTR,
		"rDNS/DNS validation failed: 192.0.2.9 resolves to a.example.net which resolves to 192.0.2.8",
		NULL, "192.0.2.9" },
	{ BOUNCE_PTR, "Your server IP 2001:db8::7 has no PTR", NULL, "2001:db8::7" },
	{ BOUNCE_DKIM, "Message rejected: DKIM signature by d=garden.example s=sel1 failed", "garden.example",
		NULL },
	{ BOUNCE_DKIM, "No passing DKIM signature found for garden.example", "garden.example", NULL },
	{ BOUNCE_DKIM, "DKIM: no key for signature of garden.example (sel1._domainkey.garden.example)",
		"garden.example", NULL },
	{ BOUNCE_DMARC, "[P4] Message blocked due to the sender's domain (garden.example) DMARC policy",
		"garden.example", NULL },
	{ BOUNCE_DMARC, "(DMARC) The From domain garden.example does not align with esp.example",
		"garden.example", NULL },
	{ BOUNCE_DMARC,
		"Message rejected because the domain garden.example's DMARC policy (p=reject) was not met. MAIL FROM <b@esp.example>",
		"garden.example", NULL },
	{ BOUNCE_SPF,
		"Your access to submit messages to this e-mail system has been rejected. SPF fail for ann@garden.example from 192.0.2.9",
		"garden.example", "192.0.2.9" },
	{ BOUNCE_SPF, "SPF unauthorized mail is prohibited; domain=garden.example; ip=192.0.2.9",
		"garden.example", "192.0.2.9" },
	{ BOUNCE_SPF,
		"The message was rejected because of Sender Policy Framework violation -> 550 5.7.23 SPF of garden.example: 192.0.2.9",
		"garden.example", "192.0.2.9" },
	{ BOUNCE_SPF, "https://harbor.example/spf?domain=garden.example&ip=192.0.2.9 SPF failure",
		"garden.example", "192.0.2.9" },
	{ BOUNCE_SPF, "SPF failure: garden.example, see https://harbor.example/help", "garden.example",
		NULL },
	{ BOUNCE_SPF, "Message from garden.example rejected: SPF softfail", "garden.example", NULL },
	{ BOUNCE_SPF, "Reject, id=12345-01 - SPF failed for garden.example", "garden.example", NULL },
	{ BOUNCE_SPF,
		"Your message was rejected because 'garden.example' does not authorize '192.0.2.9' to send (SPF)",
		"garden.example", "192.0.2.9" },
	{ BOUNCE_SPF, "spf: mail from domain garden.example does not authorize host 192.0.2.9",
		"garden.example", "192.0.2.9" },
	{ BOUNCE_SPF,
		"SPF (Sender Policy Framework) domain authentication fail. Refer to the Troubleshooting page at https://www.symanteccloud.com/troubleshooting for more information. (#5.7.1)",
		NULL, NULL },
	{ BOUNCE_SPF,
		"Message rejected. SPF check failed. Host mail.garden.example [192.0.2.9] is not permitted by garden.example",
		"garden.example", "192.0.2.9" },
	{ BOUNCE_SPF, "Host name mail.garden.example (192.0.2.9) SPF Fail", NULL, "192.0.2.9" },
	{ BOUNCE_SPF, "[internal] DNS failure for domain garden.example while checking SPF", "garden.example",
		NULL },
	{ BOUNCE_DNS, "SPF temperror for garden.example: DNS timeout", "garden.example", NULL },
	{ BOUNCE_SPF, "Refused. SPF record for domain garden.example has more than 10 lookups",
		"garden.example", NULL },
	{ BOUNCE_SPF_RECORD, "SPF validation error: domain garden.example has two SPF records",
		"garden.example", NULL },
	{ BOUNCE_SPF, "You are not authorized to send as garden.example (SPF, client 192.0.2.9)",
		"garden.example", "192.0.2.9" },
	{ BOUNCE_SPF, "unauthorised IP address 192.0.2.9 for garden.example (SPF)", "garden.example",
		"192.0.2.9" },
	{ BOUNCE_SPF_RECORD, "Rejected: 192.0.2.9 (mail.esp.example) is not in SPF of garden.example",
		"garden.example", "192.0.2.9" },
	{ BOUNCE_SPF,
		"SPF-Pr\303\274fung f\303\274r garden.example fehlgeschlagen: 192.0.2.9 ist nicht berechtigt",
		"garden.example", "192.0.2.9" },
	{ BOUNCE_SPF,
		"Der Absender ann@garden.example ist nach SPF nicht berechtigt, \303\274ber 192.0.2.9 zu senden",
		"garden.example", "192.0.2.9" },
	{ BOUNCE_SPF, "\303\211chec SPF : l'adresse 192.0.2.9 n'est pas autoris\303\251e pour garden.example",
		"garden.example", "192.0.2.9" },
	{ BOUNCE_SPF, "El dominio garden.example no autoriza la IP 192.0.2.9 (SPF)", "garden.example",
		"192.0.2.9" },
	{ BOUNCE_SPF,
		"Il dominio \302\253garden.example\302\273 non autorizza l'indirizzo IP 192.0.2.9 (SPF)",
		"garden.example", "192.0.2.9" },
	{ BOUNCE_SPF,
		"\345\217\221\344\273\266\345\237\237\345\220\215 garden.example \347\232\204SPF\350\256\260\345\275\225\344\270\215\345\214\205\345\220\253IP\345\234\260\345\235\200192.0.2.9",
		"garden.example", "192.0.2.9" },
	{ BOUNCE_SPF,
		"\351\200\201\344\277\241\343\203\211\343\203\241\343\202\244\343\203\263\343\200\214garden.example\343\200\215\343\201\256SPF\350\252\215\350\250\274\343\201\253\345\244\261\346\225\227\343\201\227\343\201\276\343\201\227\343\201\237\357\274\210IP\343\202\242\343\203\211\343\203\254\343\202\271\357\274\232192.0.2.9\357\274\211",
		"garden.example", "192.0.2.9" },
	{ BOUNCE_DMARC,
		"\343\203\211\343\203\241\343\202\244\343\203\263garden.example\343\201\256DMARC\343\203\235\343\203\252\343\202\267\343\203\274\343\201\253\343\202\210\343\202\212\346\213\222\345\220\246\343\201\225\343\202\214\343\201\276\343\201\227\343\201\237",
		"garden.example", NULL },
	{ BOUNCE_DMARC,
		"\345\237\237\345\220\215garden.example\347\232\204DMARC\347\255\226\347\225\245\344\270\272\346\213\222\347\273\235",
		"garden.example", NULL },
	{ BOUNCE_DMARC,
		"Access denied, sending domain GARDEN.EXAMPLE does not pass DMARC verification and has a DMARC policy of reject. [AM6EUR05FT034.eop-eur05.prod.protection.outlook.com 2025-01-01T10:00:00.000Z 08DD2A]",
		"garden.example", NULL },
	{ BOUNCE_DMARC,
		"Unauthenticated email from garden.example is not accepted due to domain's 550-5.7.26 DMARC policy. Please contact the administrator of garden.example domain. 5b1f17b1804b1-42cb0f2 - gsmtp",
		"garden.example", NULL },
	{ BOUNCE_NO_AUTH,
		"Message rejected: 'ann@garden.example' failed SPF and DKIM; see RFC 7208 and www.harbor.example",
		"garden.example", NULL },
	{ BOUNCE_SPF,
		"SPF fail: ip=192.0.2.9 helo=mail.esp.example from=ann@garden.example to=bob@harbor.example",
		"garden.example", "192.0.2.9" },
	{ BOUNCE_SPF, "SPF fail: domain not found in 1.2.3 version 4.5.6.7", NULL, NULL },

	/* Domains of recipients. */
	{ BOUNCE_RECIPIENT_DNS, "Domain example.com does not accept mail (nullMX)", "example.com", NULL },
	{ BOUNCE_RECIPIENT_DNS,
		"Host or domain name not found. Name service error for name=example.com type=MX: not found",
		"example.com", NULL },
	{ BOUNCE_RECIPIENT_DNS, "<bob@example.com>: Recipient address rejected: Domain not found",
		"example.com", NULL },
	{ BOUNCE_UNKNOWN, "<bob@example.com>: User unknown at 198.51.100.7", NULL, NULL },
};

static struct bounce read_wording(struct arena *arena, enum bounce_kind kind, const char *text)
{
	struct slice plain = plain_read(arena, slice_of(text));
	struct context context = { 0 };
	struct bounce bounce = { .kind = kind, .reply = reply_flatten(arena, plain, false) };

	subject_find(arena, reply_flatten(arena, plain, true), &context, &bounce);
	return bounce;
}

static bool same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static const char *shown(const char *text)
{
	return text ? text : "none";
}

static void the_wording_tells_domain_and_address(void **state)
{
	struct arena arena = { 0 };
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof wordings / sizeof *wordings; i++) {
		const struct wording *wording = &wordings[i];
		struct bounce bounce = read_wording(&arena, wording->kind, wording->text);

		if (same(bounce.domain, wording->domain) && same(bounce.ip, wording->ip))
			continue;
		print_error("%s: %s and %s\n", wording->text, shown(bounce.domain), shown(bounce.ip));
		wrong++;
	}
	assert_int_equal(wrong, 0);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_wording_tells_domain_and_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
