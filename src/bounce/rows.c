/*
 * What receivers say when they refuse mail for its authentication, DNS or reputation. The same code means different things at
 * different receivers, so a receiver's own rows come before those of the registry (IANA; RFC 7372, 7505, 8617, 8689).
 */
#include "bounce/rows.h"

#include "bounce/receivers.h"

#include <stdio.h>
#include <string.h>

#define GMAIL "Gmail"
#define YAHOO "Yahoo"
#define MICROSOFT "Microsoft"
#define APPLE "Apple"

static const struct bounce_row of_receivers[] = {
	{ NULL, "530/5.7.0 530/", "starttls", BOUNCE_TLS, "The server accepts mail only over TLS." },
	/* Log-in to a submission server shares its codes with authentication of domains. */
	{ NULL, "504/5.7.40 535/5.7.8 535/5.7.80 534/5.7.9 534/5.7.90 530/5.7.0 535/5.7.3 535/5.7.139",
		"authentication type|username and password|application-specific password|authentication "
		"required|authentication unsuccessful|log in",
		BOUNCE_SMTP_AUTH, "The user name, the password or the login method was not accepted." },
	{ NULL, "504/5.7.40 535/5.7.80 534/5.7.90 535/ 535/5.7.0 535/5.7.1 535/5.7.8 538/", NULL,
		BOUNCE_SMTP_AUTH, "The user name, the password or the login method was not accepted." },

	{ GMAIL, NULL, "ipv6 sending guidelines", BOUNCE_IPV6,
		"Mail over IPv6 needs a PTR record that resolves back to the address, and a pass of SPF or DKIM." },
	{ GMAIL, "4.7.0 4.7.23 5.7.23 4.7.25 5.7.25 5.7.1", "ptr record|pointer (ptr)|forward dns entry",
		BOUNCE_PTR, "The address has no PTR record, or the PTR name does not resolve back to it." },
	{ GMAIL, "4.7.24 5.7.24", NULL, BOUNCE_SPF_RECORD,
		"The SPF record authorizes more addresses than Gmail accepts." },
	{ GMAIL, NULL, "suspicious entries", BOUNCE_SPF_RECORD,
		"The SPF record authorizes more addresses than Gmail accepts." },
	{ GMAIL, "4.7.26 5.7.26", "temporary dns failure", BOUNCE_DNS,
		"The name servers of the domain did not answer when Gmail looked up its DMARC record." },
	{ GMAIL, NULL,
		"is not accepted due to domain's dmarc policy|is not accepted due to domain&dmarc|unauthenticated "
		"email is not accepted from this domain",
		BOUNCE_DMARC,
		"The DMARC policy of the domain in From asks receivers to reject mail that does not pass." },
	{ GMAIL, NULL, "hard fail policy&spf", BOUNCE_SPF,
		"The SPF record ends in -all and does not authorize the address, and no DKIM signature passed." },
	{ GMAIL, NULL,
		"either spf or dkim|at least one of spf or dkim|mail is unauthenticated|does not have "
		"authentication information|fails to pass authentication checks",
		BOUNCE_NO_AUTH,
		"Neither SPF nor DKIM passed, and Gmail requires one of them of every sender." },
	{ GMAIL, "504/5.7.40", NULL, BOUNCE_SMTP_AUTH,
		"The user name, the password or the login method was not accepted." },
	{ GMAIL, "4.7.40 5.7.40 4.7.31 5.7.31", NULL, BOUNCE_DMARC_MISSING,
		"The domain in From has no DMARC record with a policy, which Gmail requires of bulk senders." },
	{ GMAIL, NULL, "have a dmarc record|specify a dmarc policy", BOUNCE_DMARC_MISSING,
		"The domain in From has no DMARC record with a policy, which Gmail requires of bulk senders." },
	{ GMAIL, "4.7.32 5.7.32", NULL, BOUNCE_ALIGNMENT,
		"The domain in From is aligned with neither the SPF domain nor the DKIM domain, as Gmail "
		"requires of bulk senders." },
	{ GMAIL, NULL, "from: header&aligned with", BOUNCE_ALIGNMENT,
		"The domain in From is aligned with neither the SPF domain nor the DKIM domain, as Gmail "
		"requires of bulk senders." },
	{ GMAIL, "4.7.27 5.7.27", NULL, BOUNCE_SPF,
		"SPF did not pass, and Gmail requires it of bulk senders." },
	{ GMAIL, "4.7.30 5.7.30", NULL, BOUNCE_DKIM,
		"DKIM did not pass, and Gmail requires it of bulk senders." },
	{ GMAIL, "4.7.29 5.7.29", NULL, BOUNCE_TLS, "The mail came over a connection without TLS." },
	{ GMAIL, NULL, "unusual rate of unsolicited|rate limited", BOUNCE_REPUTATION,
		"Too much unsolicited mail came from the address or the domain." },
	{ GMAIL, "4.7.28 5.7.28", NULL, BOUNCE_REPUTATION,
		"Too much unsolicited mail came from the address or the domain." },
	{ GMAIL, NULL, "non-compliant domain name", BOUNCE_HEADER,
		"The domain in From is not a valid domain name." },
	{ GMAIL, NULL, "likely unsolicited mail", BOUNCE_REPUTATION, "Gmail classified the mail as spam." },
	{ GMAIL, NULL, "low reputation", BOUNCE_REPUTATION,
		"The address or the domain has a low reputation at Gmail." },
	{ GMAIL, NULL, "multiple from|from header|message-id|duplicate header|header", BOUNCE_HEADER,
		"A header field is missing, duplicated or invalid (RFC 5322 section 3.6)." },
	{ GMAIL, "4.7.26 5.7.26", NULL, BOUNCE_NO_AUTH, "Neither SPF nor DKIM passed as Gmail requires." },

	{ YAHOO, NULL, "sender is unauthenticated|either spf or dkim", BOUNCE_NO_AUTH,
		"Neither SPF nor DKIM passed, and Yahoo requires one of them of every sender." },
	{ YAHOO, NULL, "header error", BOUNCE_HEADER, "A header field is invalid or duplicated." },
	{ YAHOO, NULL, "unresolvable rfc.5321|unresolvable rfc.5322|from domain&does not exist",
		BOUNCE_SENDER_DOMAIN,
		"Yahoo found no SOA record for the domain, so it does not exist or its name servers do not answer." },
	{ YAHOO, NULL, "[ph0|email not accepted for policy", BOUNCE_LOCAL_POLICY,
		"Yahoo rejected the content of the mail." },
	{ YAHOO, NULL, "[bl21]|[bl23]", BOUNCE_REPUTATION, "The address is on a Spamhaus block list." },
	{ YAHOO, NULL, "[tss|[ts0", BOUNCE_REPUTATION,
		"Users complained about mail from the address, or too much came from it." },
	{ YAHOO, NULL, "reverse dns|rdns|ptr", BOUNCE_PTR,
		"The address has no PTR record, or a generic one." },
	{ YAHOO, "5.7.9", NULL, BOUNCE_DMARC,
		"The policy was not met, most often the DMARC policy of the domain in From." },
	{ YAHOO, NULL, "message not accepted for policy reasons", BOUNCE_DMARC,
		"The policy was not met, most often the DMARC policy of the domain in From." },

	{ MICROSOFT, "5.7.515 4.7.515", NULL, BOUNCE_SEVERAL,
		"SPF, DKIM and DMARC must all pass for bulk mail, and one of them failed." },
	{ MICROSOFT, NULL, "required authentication level", BOUNCE_SEVERAL,
		"SPF, DKIM and DMARC must all pass for bulk mail, and one of them failed." },
	{ MICROSOFT, "5.7.509", NULL, BOUNCE_DMARC,
		"The DMARC policy of the domain in From is reject, and the mail did not pass." },
	{ MICROSOFT, NULL, "domain owner policy restrictions|pass dmarc verification", BOUNCE_DMARC,
		"The DMARC policy of the domain in From asks receivers to reject mail that does not pass." },
	{ MICROSOFT, NULL, "over ipv6&spf or dkim", BOUNCE_IPV6, "Mail over IPv6 must pass SPF or DKIM." },
	{ MICROSOFT, "4.7.26 5.7.26", NULL, BOUNCE_IPV6, "Mail over IPv6 must pass SPF or DKIM." },
	{ MICROSOFT, NULL, "reverse dns record", BOUNCE_PTR, "The address has no PTR record." },
	{ MICROSOFT, NULL, "sender id", BOUNCE_SPF,
		"The SPF record of the domain in From does not authorize the address." },
	{ MICROSOFT, NULL, "spf violation|sender policy framework", BOUNCE_SPF, "SPF did not pass." },
	{ MICROSOFT, "5.7.512", NULL, BOUNCE_HEADER, "The From field is invalid (RFC 5322 section 3.6.2)." },
	{ MICROSOFT, "5.7.506", NULL, BOUNCE_HELO, "The HELO name is a name of the recipient's own domain." },
	{ MICROSOFT, NULL, "bad helo", BOUNCE_HELO,
		"The HELO name is a name of the recipient's own domain." },
	{ MICROSOFT, "5.7.510", NULL, BOUNCE_LOCAL_POLICY,
		"The recipient's domain does not accept mail over IPv6." },
	{ MICROSOFT, "5.7.513", NULL, BOUNCE_LOCAL_POLICY,
		"The recipient's organization blocks the address." },
	{ MICROSOFT, NULL,
		"banned send|access denied, banned|customer block list|(sc-00|sc-001 (|sc-002 (|sc-003 (|sc-004 (|(ou-00|ou-001 (|ou-002 (|(rp-00|rp-001 (|rp-002 (|rp-003 (",
		BOUNCE_REPUTATION, "The address or the sender is on a Microsoft block list." },
	{ MICROSOFT, NULL, "(dy-00|dy-001 (|dy-002 (", BOUNCE_PTR,
		"Microsoft considers the address dynamic, because its PTR record is missing or generic." },
	{ MICROSOFT, NULL,
		"starttls-not-supported|certificate-expired|tlsa-invalid|dnssec-invalid|dane-required|certificate-host-mismatch|sts-policy|starttls "
		"is required",
		BOUNCE_RECIPIENT_TLS,
		"The recipient's domain requires TLS by DANE or MTA-STS, and its mail servers do not meet that." },
	{ MICROSOFT,
		"4.7.320 4.7.321 4.7.322 4.7.323 4.7.324 4.7.325 5.7.320 5.7.321 5.7.322 5.7.323 5.7.324 "
		"5.7.325 5.4.317",
		NULL, BOUNCE_RECIPIENT_TLS,
		"The recipient's domain requires TLS by DANE or MTA-STS, and its mail servers do not meet that." },
	{ MICROSOFT, "5.1.8", "bad outbound sender", BOUNCE_LOCAL_POLICY,
		"Microsoft blocked the sender's account from sending." },
	{ MICROSOFT, "5.4.312 4.4.312", NULL, BOUNCE_RECIPIENT_DNS,
		"The name servers of the recipient's domain did not answer." },
	{ MICROSOFT, "5.4.310 4.4.310", NULL, BOUNCE_RECIPIENT_DNS,
		"The recipient's domain does not exist in DNS." },

	{ APPLE, NULL, "dmarc policy", BOUNCE_DMARC,
		"The DMARC policy of the domain in From asks receivers to reject mail that does not pass." },
	{ APPLE, NULL, "[hme1]|failed both spf and dkim", BOUNCE_NO_AUTH, "Neither SPF nor DKIM passed." },
	{ APPLE, NULL, "[cs01]|[hm08]|[bs01]|local policy", BOUNCE_LOCAL_POLICY,
		"The mail did not meet the policy of iCloud on content, reputation or authentication." },
	{ APPLE, NULL, "blocked", BOUNCE_REPUTATION, "The address has a low reputation." },

	{ "Rackspace", NULL, "(g1f)", BOUNCE_PTR, "The address has no PTR record." },
	{ "Rackspace", NULL, "(g1e)", BOUNCE_DNS,
		"The name servers of the domain did not answer a DMARC query." },
	{ "Rackspace", NULL, "(g15)", BOUNCE_DMARC,
		"The DMARC policy of the domain in From asks receivers to reject mail that does not pass." },
	{ "La Poste", NULL, "lpn007_402|lpn007 402", BOUNCE_DKIM,
		"The mail has no DKIM signature, which La Poste requires." },
	{ "La Poste", NULL, "lpn007_517|lpn007_571|lpn007 517|lpn007 571", BOUNCE_DMARC,
		"DMARC did not pass." },
	{ "La Poste", NULL, "lpn004_401|lpn004 401", BOUNCE_SPF,
		"The SPF record does not authorize the address." },
	{ "GoDaddy", NULL, "ib508", BOUNCE_SPF, "The SPF record does not authorize the address." },
	{ "GoDaddy", NULL, "ib108", BOUNCE_PTR, "The address has no PTR record, or a generic one." },
	{ "NetEase", NULL, "mi:spf", BOUNCE_SPF, "The SPF record does not authorize the address." },
	{ "NetEase", NULL, "mi:dma", BOUNCE_DMARC,
		"The DMARC policy of the domain in From asks receivers to reject mail that does not pass." },
	{ "Tencent", NULL, "domain may not exist|dns check failed", BOUNCE_SENDER_DOMAIN,
		"The domain of the sender was not found in DNS." },
	{ "Trellix", NULL, "etp205", BOUNCE_DMARC, "DMARC did not pass." },
	{ "Meta", NULL, "dns-p3", BOUNCE_PTR, "The address has no PTR record." },
	{ "Meta", NULL, "dns-t2", BOUNCE_DNS, "The name servers of the domain did not answer." },
	{ "Meta", NULL, "pol-p7", BOUNCE_DMARC, "The policy was not met, most often that of DMARC." },
	{ "Cox", NULL, "cxdns", BOUNCE_PTR, "The address has no PTR record." },
	{ "Spectrum", NULL, "reverse dns|rdns|ptr", BOUNCE_PTR,
		"The address has no PTR record, or a generic one." },
	{ "Spectrum", NULL, "aup#", BOUNCE_REPUTATION,
		"The address has a low reputation, or no PTR record of its own." },
};

/* Wordings that tell by themselves, of any receiver. */
static const struct bounce_row wordings[] = {
	{ NULL, NULL, "over ipv6&spf or dkim|ipv6 sending guidelines", BOUNCE_IPV6,
		"Mail over IPv6 needs a PTR record, and a pass of SPF or DKIM." },
	{ NULL, NULL, "required authentication level", BOUNCE_SEVERAL,
		"SPF, DKIM and DMARC must all pass, and one of them failed." },
	{ NULL, NULL, "hard fail policy&spf", BOUNCE_SPF,
		"The SPF record ends in -all and does not authorize the address." },
	{ NULL, NULL, "policy for &is reject", BOUNCE_DMARC,
		"The DMARC policy of the domain in From asks receivers to reject mail that does not pass." },
	{ NULL, NULL, "from: header&aligned with|author-matched|author matched", BOUNCE_ALIGNMENT,
		"The domain in From is aligned with neither SPF nor DKIM." },
	{ NULL, NULL, "bad spf record", BOUNCE_SPF_RECORD,
		"The SPF record is invalid, or authorizes too many addresses." },
	{ NULL, NULL, "per it's spf record|spfbl&is not allowed to send mail|spf sender invalid", BOUNCE_SPF,
		"The SPF record does not authorize the address." },
};

/* Wordings for a reply whose words do not clearly tell of authentication. */
static const struct bounce_row others[] = {
	{ NULL, NULL,
		"unrecognized authentication type|username and password not accepted|application-specific "
		"password|authentication required|authentication is required|basic authentication|client was "
		"not authenticated|permissions to send as|sendasdenied|send as denied|unauthenticated senders "
		"not allowed|smtpclientauthentication|authentication unsuccessful|authentication credentials "
		"invalid|incorrect authentication data|not owned by user",
		BOUNCE_SMTP_AUTH, "The user name, the password or the login method was not accepted." },
	{ NULL, NULL, "helo command rejected|bad helo|invalid helo|helo name|ehlo name", BOUNCE_HELO,
		"The HELO name was not found in DNS, or is not a name of the server." },
	{ NULL, NULL,
		"cannot find your hostname|cannot find your reverse hostname|bad dns ptr|ip name lookup "
		"failed|ip reverse lookup|does not point to the sending ip|unresolvable relay host name|generic "
		"dns ptr|mismatches client ip|unverifyable sending ips|without a valid sender domain|forward "
		"dns entry",
		BOUNCE_PTR, "The address has no PTR record, or the PTR name does not resolve back to it." },
	{ NULL, NULL, "sender address rejected&does not accept mail|sender address has null mx",
		BOUNCE_SENDER_DOMAIN,
		"The domain of the sender has a null MX, so it does not accept mail (RFC 7505 section 4.2)." },
	{ NULL, NULL,
		"sender address rejected&domain not found|unresolvable rfc.5321|unresolvable "
		"rfc.5322|invalid dns mx|domain of sender address|sender domain&not exist|sender domain "
		"must|cannot resolve sender|sender verify fail&unrouteable|sender verify fail&all relevant mx",
		BOUNCE_SENDER_DOMAIN,
		"The domain of the sender was not found in DNS, or does not accept mail." },
	{ NULL, NULL,
		"starttls-not-supported|certificate-expired|tlsa-invalid|dnssec-invalid|dane-required|mta-sts",
		BOUNCE_RECIPIENT_TLS,
		"The recipient's domain requires TLS by DANE or MTA-STS, and its mail servers do not meet that." },
	{ NULL, NULL,
		"does not accept mail (nullmx)|does not accept mail (null mx)|recipient address has null "
		"mx|recipient domain has a null mx|recipient domain does not accept",
		BOUNCE_RECIPIENT_DNS,
		"The recipient's domain has a null MX, so it does not accept mail (RFC 7505 section 4.1)." },
	{ NULL, NULL,
		"mx records point to non-existent|mx record points to non-existent|all relevant mx "
		"records|all relevant mx|mail for&loops back to myself|lowest numbered mx record points to "
		"local host|mx list for&points back to",
		BOUNCE_RECIPIENT_DNS,
		"The MX records of the recipient's domain name hosts that do not exist, IP addresses, or the sending server itself (RFC 5321 section 5.1)." },
	{ NULL, NULL,
		"host or domain name not found. name service error&type=mx|host or domain name not found. name "
		"service error&type=a|name service error for name|unable to look up "
		"host|couldn't find any host named|no mail hosts for domain|host unknown (name server",
		BOUNCE_RECIPIENT_DNS, "No MX host of the recipient's domain was found in DNS." },
	{ NULL, NULL, "\"from\" header|from header is missing|header is missing or invalid", BOUNCE_HEADER,
		"A header field is missing, duplicated or invalid (RFC 5322 section 3.6)." },
	{ NULL, NULL, "openspf|spf.pobox.com", BOUNCE_SPF, "The SPF record does not authorize the address." },
	{ NULL, NULL,
		"spamhaus|spamcop|ipcheck.proofpoint|host&blocked using|blocklist|block list|blacklist|reputation|rbl|dnsbl|listed by|too many "
		"complaints|unusual rate",
		BOUNCE_REPUTATION, "The address or the domain is on a block list or has a low reputation." },
};

/* The registry of enhanced status codes, for a reply whose receiver and words do not tell. */
static const struct bounce_row codes[] = {
	{ NULL, "5.7.20 4.7.20", NULL, BOUNCE_DKIM, "No DKIM signature passed (RFC 7372 section 3.1)." },
	{ NULL, "5.7.21 4.7.21", NULL, BOUNCE_DKIM,
		"No DKIM signature was acceptable (RFC 7372 section 3.1)." },
	{ NULL, "5.7.22 4.7.22", NULL, BOUNCE_ALIGNMENT,
		"No DKIM signature of the author's domain passed (RFC 7372 section 3.1)." },
	{ NULL, "5.7.23 4.7.23", NULL, BOUNCE_SPF, "SPF did not pass (RFC 7372 section 3.2)." },
	{ NULL, "5.7.24 4.7.24", NULL, BOUNCE_SPF_RECORD, "SPF ended in an error (RFC 7372 section 3.2)." },
	{ NULL, "5.7.25 4.7.25", NULL, BOUNCE_PTR,
		"Reverse DNS of the address did not pass (RFC 7372 section 3.3)." },
	{ NULL, "5.7.26 4.7.26", NULL, BOUNCE_NO_AUTH,
		"Several authentication checks failed (RFC 7372 section 3.4)." },
	{ NULL, "5.7.27 4.7.27", NULL, BOUNCE_SENDER_DOMAIN,
		"The domain of the sender has a null MX, so it does not accept mail (RFC 7505 section 4.2)." },
	{ NULL, "5.7.28 4.7.28", NULL, BOUNCE_REPUTATION, "Too much mail came in a short time." },
	{ NULL, "5.7.29 4.7.29", NULL, BOUNCE_ARC,
		"The ARC chain of a forwarder did not validate (RFC 8617 section 10)." },
	{ NULL, "5.7.30 4.7.30", NULL, BOUNCE_RECIPIENT_TLS,
		"The sender required TLS on the whole path, and a server does not offer it (RFC 8689)." },
	{ NULL, "5.1.10 4.1.10", "null mx|nullmx|accept", BOUNCE_RECIPIENT_DNS,
		"The recipient's domain has a null MX, so it does not accept mail (RFC 7505 section 4.1)." },
	{ NULL, "5.1.8 4.1.8", "domain|resolv|dns|mx |host", BOUNCE_SENDER_DOMAIN,
		"The domain of the sender was not found in DNS (RFC 3463 section 3.2)." },
	{ NULL, "5.4.4 4.4.4", "domain|rout|dns|mx |host", BOUNCE_RECIPIENT_DNS,
		"No route to the recipient's domain was found (RFC 3463 section 3.5)." },
	{ NULL, "5.7.509", NULL, BOUNCE_DMARC,
		"The DMARC policy of the domain in From is reject, and the mail did not pass." },
	{ NULL, "5.7.515", NULL, BOUNCE_SEVERAL,
		"SPF, DKIM and DMARC must all pass, and one of them failed." },
};

static bool has_code(const char *list, unsigned basic, const char *enhanced)
{
	char exact[32];

	snprintf(exact, sizeof exact, "%u/%s", basic, enhanced);
	for (const char *at = list; *at;) {
		size_t len = strcspn(at, " ");

		if ((strlen(enhanced) == len && strncmp(at, enhanced, len) == 0) ||
			(strlen(exact) == len && strncmp(at, exact, len) == 0))
			return true;
		at += len;
		at += *at == ' ';
	}
	return false;
}

/* Nobody else has codes above X.Y.300. */
static bool is_code_of_microsoft(const char *enhanced)
{
	const char *detail = strrchr(enhanced, '.');

	return detail && strlen(detail) == 4 && detail[1] >= '3';
}

const struct bounce_row *row_of_receiver(
	const char *receiver, unsigned basic, const char *enhanced, const char *folded)
{
	if (!receiver && is_code_of_microsoft(enhanced))
		receiver = MICROSOFT;
	for (size_t i = 0; i < sizeof of_receivers / sizeof *of_receivers; i++) {
		const struct bounce_row *row = &of_receivers[i];

		if (row->receiver && (!receiver || strcmp(row->receiver, receiver) != 0))
			continue;
		if (row->codes && !has_code(row->codes, basic, enhanced))
			continue;
		if (!row->anchors || has_anchor(folded, row->anchors))
			return row;
	}
	return NULL;
}

static const struct bounce_row *find_wording(const struct bounce_row *rows, size_t count, const char *folded)
{
	for (size_t i = 0; i < count; i++)
		if (has_anchor(folded, rows[i].anchors))
			return &rows[i];
	return NULL;
}

const struct bounce_row *row_of_wording(const char *folded)
{
	return find_wording(wordings, sizeof wordings / sizeof *wordings, folded);
}

const struct bounce_row *row_of_other_cause(const char *folded)
{
	return find_wording(others, sizeof others / sizeof *others, folded);
}

const struct bounce_row *row_of_code(const char *enhanced, const char *folded)
{
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		if (has_code(codes[i].codes, 0, enhanced) &&
			(!codes[i].anchors || has_anchor(folded, codes[i].anchors)))
			return &codes[i];
	return NULL;
}
