/*
 * Receivers by what only they write, and by their hosts. A host that is named is the receiver's when it is said to have refused the
 * mail, and not when it sent the mail or wrote the bounce.
 */
#include "bounce/receivers.h"

#include "base/ascii.h"
#include "base/slice.h"

#include <string.h>

struct receiver {
	const char *name;
	const char *signatures; /* of replies: any of them, with | between; NULL for none */
	const char *hosts;	/* domains of its mail servers and mailboxes, with blanks between */
};

static const struct receiver receivers[] = {
	{ "Gmail",
		"gsmtp| - gcdp|support.google.com|google.com/mail/|gmail requires|gmail users|gmail has "
		"detected|if this was a legitimate mail|is not accepted due to domain's dmarc policy|spf record with a "
		"hard fail policy",
		"google.com googlemail.com gmail.com" },
	{ "Yahoo Japan", "mail.yahoo.co.jp|support.yahoo-net.jp", "yahoo.co.jp ybb.ne.jp" },
	{ "Yahoo",
		"senders.yahooinc.com|postmaster.yahoo|help.yahoo.com|[tss|[ts0|postmaster.yahooinc|yahoo requires|postmaster.aol.com",
		"yahoodns.net yahoo.com yahoo.de yahoo.fr yahoo.it yahoo.es yahoo.co.uk yahoo.com.br ymail.com "
		"rocketmail.com aol.com verizon.net" },
	{ "Microsoft",
		"[@.prod.outlook.com|[@.prod.exchangelabs.com|[@.protection.outlook.com|fwlink|aka.ms/|"
		"postmaster.live.com|mail.live.com|(dy-00|dy-001 (|dy-002 (|(sc-00|sc-001 (|sc-002 (|sc-003 (|sc-004 (|(ou-00|ou-001 (|ou-002 (|(rp-00|rp-001 (|rp-002 (|rp-003 (|sender id (pra)|sending ipv6 "
		"address [|domain owner policy restrictions|tenant allow block list|tenant allow/block list|banned sending ip|banned sender|resolver.adr|resolver.rst|smtpsend.dns|as(42",
		"outlook.com hotmail.com hotmail.fr hotmail.de hotmail.it hotmail.es hotmail.co.uk live.com "
		"msn.com exchangelabs.com office365.com substrate.office.com" },
	{ "Apple", "ht204137|[hme1]|[cs01]|[hm08]|[bs01]|support.apple.com",
		"icloud.com me.com mac.com apple.com" },
	{ "Comcast", "comcast", "comcast.net" },
	{ "AT&T", NULL, "att.net prodigy.net sbcglobal.net bellsouth.net" },
	{ "Cox", "cxdns", "cox.net" },
	{ "Spectrum", "aup#", "charter.net spectrum.net rr.com twc.com roadrunner.com" },
	{ "Zoho", "zoho", "zoho.com zoho.eu zoho.in zohomail.com" },
	{ "Rackspace", "(g15)|(g1f)|(g1e)", "emailsrvr.com" },
	{ "Tencent", "mail.qq.com|weixin.qq.com", "qq.com foxmail.com" },
	{ "NetEase", "mi:spf|mi:dma|mxmail.netease.com|help.163.com|mail.163.com",
		"netease.com 163.com 126.com yeah.net" },
	{ "Sina", "mail.sina", "sina.com sina.cn sina.com.cn sina.net" },
	{ "Aliyun", "qiye.aliyun.com", "aliyun.com mxhichina.com aliyun-inc.com" },
	{ "Mail.ru", "help.mail.ru|postmaster.mail.ru", "mail.ru inbox.ru list.ru bk.ru" },
	{ "Yandex", "yandex.ru|yandex.com|ya.cc/", "yandex.ru yandex.net yandex.com" },
	{ "Rambler", NULL, "rambler.ru" },
	{ "Infomaniak", "infomaniak", "infomaniak.com infomaniak.ch" },
	{ "Hostpoint", "hostpoint", "hostpoint.ch" },
	{ "Swisscom", NULL, "bluewin.ch swisscom.com" },
	{ "United Internet",
		"senderguidelines|postmaster.gmx|postmaster.web.de|postmaster.1und1|postmaster.1and1|postmaster.ionos",
		"gmx.net gmx.de gmx.com gmx.at gmx.ch web.de kundenserver.de 1and1.com 1and1.de 1und1.de ionos.com "
		"ionos.de mail.com schlund.de perfora.net" },
	{ "T-Online", "t-online|none/bad reputation", "t-online.de magenta.de" },
	{ "freenet", NULL, "freenet.de" },
	{ "Strato", NULL, "strato.de strato.com rzone.de" },
	{ "Vodafone", NULL, "arcor.de vodafone.de vodafonemail.de" },
	{ "Posteo", NULL, "posteo.de" },
	{ "mailbox.org", NULL, "mailbox.org" },
	{ "Mimecast", "mimecast", "mimecast.com" },
	{ "Proofpoint", "proofpoint", "pphosted.com ppe-hosted.com proofpoint.com" },
	{ "Barracuda", NULL, "barracudanetworks.com" },
	{ "Trellix", "etp2|fireeye|trellix", "fireeyecloud.com trellix.com" },
	{ "Cisco", NULL, "iphmx.com" },
	{ "Sophos", NULL, "sophos.com" },
	{ "Trend Micro", NULL, "trendmicro.com trendmicro.eu" },
	{ "Forcepoint", "forcepoint", "mailcontrol.com" },
	{ "Broadcom", "messagelabs|symanteccloud", "messagelabs.com symanteccloud.com" },
	{ "Hornetsecurity", "hornetsecurity|antispameurope", "hornetsecurity.com antispameurope.com" },
	{ "Amazon", NULL, "amazonaws.com amazonses.com awsapps.com" },
	{ "Fastmail", "fastmail", "messagingengine.com fastmail.com" },
	{ "Proton", "proton.me/|protonmail.com/", "protonmail.ch protonmail.com proton.me proton.ch" },
	{ "GoDaddy", "ib508|ib108", "secureserver.net" },
	{ "Titan", NULL, "titan.email" },
	{ "OVH", NULL, "ovh.net ovh.com" },
	{ "Gandi", NULL, "gandi.net" },
	{ "La Poste", "lpn0", "laposte.net" },
	{ "Orange", "ofr_|ofr0|postmaster.orange.fr", "orange.fr wanadoo.fr" },
	{ "Free", "postmaster.free.fr", "free.fr proxad.net" },
	{ "SFR", NULL, "sfr.fr sfr.net neuf.fr" },
	{ "Tiscali", NULL, "tiscali.it tiscali.co.uk" },
	{ "Libero", NULL, "libero.it virgilio.it iol.it italiaonline.it" },
	{ "Aruba", NULL, "aruba.it" },
	{ "Seznam", "seznam.cz", "seznam.cz email.cz" },
	{ "WP", NULL, "wp.pl o2.pl" },
	{ "Onet", NULL, "onet.pl onet.eu" },
	{ "Interia", NULL, "interia.pl interia.com" },
	{ "KPN", NULL, "xs4all.nl kpnmail.nl kpn.nl kpnxchange.com" },
	{ "Ziggo", NULL, "ziggo.nl upcmail.net" },
	{ "Telenet", NULL, "telenet.be" },
	{ "Proximus", NULL, "proximus.be skynet.be belgacom.be" },
	{ "BT", NULL, "btinternet.com bt.com" },
	{ "Virgin Media", NULL, "virginmedia.com ntlworld.com" },
	{ "TalkTalk", NULL, "talktalk.net" },
	{ "Telstra", NULL, "telstra.com bigpond.com" },
	{ "Docomo", NULL, "docomo.ne.jp" },
	{ "KDDI", NULL, "ezweb.ne.jp au.com kddi.com" },
	{ "SoftBank", NULL, "softbank.jp softbank.ne.jp vodafone.ne.jp" },
	{ "Naver", "mail.naver.com", "naver.com" },
	{ "Daum", "mail.daum.net|cs.daum.net", "daum.net hanmail.net kakao.com" },
	{ "Meta", "dns-p3|dns-t2|pol-p7|postmaster.facebook", "facebook.com" },
};

static bool has_word(const char *folded, const char *word, size_t len)
{
	for (const char *at = folded; (at = strchr(at, word[0])); at++)
		if (strncmp(at, word, len) == 0)
			return true;
	return false;
}

bool has_anchor(const char *folded, const char *anchors)
{
	for (const char *at = anchors; *at;) {
		bool all = true;

		for (;;) {
			size_t len = strcspn(at, "&|");

			all = all && has_word(folded, at, len);
			at += len;
			if (*at != '&')
				break;
			at++;
		}
		if (all)
			return true;
		at += *at == '|';
	}
	return false;
}

static bool is_of_host(char c)
{
	return ascii_is_alnum((uint8_t)c) || c == '.' || c == '-' || c == '_';
}

/* Where the header of the refused mail, or of the report, begins. */
static size_t length_without_fields(const char *folded)
{
	static const char *const fields[] = { "original message headers",
		"authentication-results:", "received: from",
		"dkim-signature:", "message-id:", "return-path:", "original-envelope-id:" };
	size_t length = strlen(folded);

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		const char *at = strstr(folded, fields[i]);

		if (at && (size_t)(at - folded) < length)
			length = (size_t)(at - folded);
	}
	return length;
}

/* Exchange signs with its host in brackets: up to where "@" is written for the host in the signatures; 0 when there is none. */
static size_t length_of_exchange_host(const char *at)
{
	size_t len = 0;

	for (; is_of_host(at[len]); len++)
		if (strncmp(at + len, ".prod.", 6) == 0 || strncmp(at + len, ".protection.", 12) == 0)
			return len;
	return 0;
}

/* The reply without addresses, which are of anybody, and with "@" for the first labels of a host of Exchange. */
static const char *for_signatures(struct arena *arena, const char *said)
{
	size_t len = length_without_fields(said);
	char *copy = (char *)arena_copy_bytes(arena, (struct slice){ (const uint8_t *)said, len }),
	     *to = copy;

	for (const char *at = said, *end; at < said + len; at = end) {
		for (end = at; end < said + len && (is_of_host(*end) || strchr("@+=", *end)); end++)
			;
		if (end > at && memchr(at, '@', (size_t)(end - at)))
			continue;
		if (end == at) {
			*to++ = *end++;
			if (*at == '[' && length_of_exchange_host(end)) {
				end += length_of_exchange_host(end);
				*to++ = '@';
			}
			continue;
		}
		memmove(to, at, (size_t)(end - at));
		to += end - at;
	}
	*to = '\0';
	return copy;
}

/* One of the receiver's domains is the host, or above it. */
static bool has_host(const char *hosts, struct slice host, bool exact)
{
	for (const char *at = hosts; *at;) {
		size_t len = strcspn(at, " ");

		if (host.len >= len && memcmp(host.at + host.len - len, at, len) == 0 &&
			(host.len == len || (!exact && host.at[host.len - len - 1] == '.')))
			return true;
		at += len;
		at += *at == ' ';
	}
	return false;
}

static const char *receiver_of_host(struct slice host, bool exact)
{
	for (size_t i = 0; i < sizeof receivers / sizeof *receivers; i++)
		if (has_host(receivers[i].hosts, host, exact))
			return receivers[i].name;
	return NULL;
}

static bool ends_with(const char *text, const char *at, const char *mark)
{
	size_t len = strlen(mark);

	return (size_t)(at - text) >= len && strncmp(at - len, mark, len) == 0;
}

/* Hosts of the sender's side, of the receiver's DNS, or that the mail came from. */
static bool is_of_sender(const char *text, const char *at)
{
	static const char *const marks[] = { "generating server: ", "reporting-mta: dns; ",
		"reporting-mta: dns;", "reporting-mta: dsn; ", "reporting server: ", " from ", "helo=<",
		"helo=", "client=", "received-from-mta: dns; ",
		"arrival-date: ", "this is the mail system at host ", "program at ", "://", "://www.",
		"name=" };

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (ends_with(text, at, marks[i]))
			return true;
	return false;
}

/* The receiver that a host in the text is of. *ret_any: a host that may be the receiver's is there, known or not. */
static const char *find_by_host(const char *text, size_t length, bool *ret_any)
{
	const char *found = NULL;

	*ret_any = false;
	for (const char *at = text, *end; at < text + length && *at; at = end) {
		struct slice host;

		for (end = at; end < text + length && is_of_host(*end); end++)
			;
		if (end == at) {
			end++;
			continue;
		}
		host = (struct slice){ (const uint8_t *)at, (size_t)(end - at) };
		while (host.len && host.at[host.len - 1] == '.')
			host.len--;
		if ((at > text && at[-1] == '@') || *end == '@' || slice_find(host, '.', 0) < 0 ||
			is_of_sender(text, at))
			continue;
		found = receiver_of_host(host, false);
		if (found)
			break;
		*ret_any = *ret_any || *end == '[' || strncmp(end, " said", 5) == 0 ||
			   strncmp(end, " [", 2) == 0;
	}
	return found;
}

/* By the recipient's address, when nothing else is known. */
static const char *find_by_recipient(const char *text, size_t length)
{
	static const char *const marks[] = { "to=<", "final-recipient: rfc822;", "final-recipient: rfc822; ",
		" ** ", " ** <", " == " };
	const char *found = NULL;

	for (const char *at = text; at < text + length && *at && !found; at++) {
		const char *address, *end;
		bool marked = at == text;

		for (size_t i = 0; i < sizeof marks / sizeof *marks && !marked; i++)
			marked = ends_with(text, at, marks[i]);
		if (!marked)
			continue;
		for (address = at; *address == '<'; address++)
			;
		while (is_of_host(*address) || *address == '+')
			address++;
		if (*address != '@')
			continue;
		for (end = ++address; is_of_host(*end); end++)
			;
		found = receiver_of_host(
			(struct slice){ (const uint8_t *)address, (size_t)(end - address) }, true);
	}
	return found;
}

/* A mail that this server itself refused: the hosts in the line are those that it came from. */
static bool is_refused_here(const char *around)
{
	return strstr(around, "reject: ") ||
	       (strstr(around, " rejected ") && strstr(around, " h=") && !strstr(around, "smtp error") &&
		       !strstr(around, " ** "));
}

const char *receiver_find(struct arena *arena, const char *said, const char *around)
{
	const char *signature = for_signatures(arena, said), *found = NULL;
	size_t length = length_without_fields(around);
	bool any;

	for (size_t i = 0; i < sizeof receivers / sizeof *receivers; i++)
		if (receivers[i].signatures && has_anchor(signature, receivers[i].signatures))
			return receivers[i].name;
	if (is_refused_here(around))
		return NULL;
	found = find_by_host(around, length, &any);
	return found || any ? found : find_by_recipient(around, length);
}
