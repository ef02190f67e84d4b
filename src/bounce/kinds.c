/* The kinds of bounces, in words, and the rules that may tell the cause of each. */
#include "bounce/bounce.h"

#include <stddef.h>

static const struct {
	const char *word, *text;
	const char *rules;
} kinds[] = {
	[BOUNCE_UNKNOWN] = { "unknown", "refused; the reply does not say why", NULL },
	[BOUNCE_NO_AUTH] = { "no-auth", "neither SPF nor DKIM passed", "spf-*,dkim-*,gmail-no-auth,dns-*" },
	[BOUNCE_SPF] = { "spf", "SPF did not pass", "spf-*,dns-*" },
	[BOUNCE_SPF_RECORD] = { "spf-record", "the SPF record is invalid or authorizes too much",
		"spf-*,gmail-spf-suspicious,dns-*" },
	[BOUNCE_DKIM] = { "dkim", "DKIM did not pass", "dkim-*,laposte-dkim,dns-*" },
	[BOUNCE_DMARC] = { "dmarc", "refused by the domain's DMARC policy",
		"spf-*,dkim-*,dmarc-alignment-infeasible,dmarc-p-reject-no-dkim,dmarc-spf-only,dmarc-psl-vs-walk-differ,dns-*" },
	[BOUNCE_DMARC_MISSING] = { "dmarc-missing", "no valid DMARC record",
		"dmarc-*,gmail-bulk-dmarc-missing,dns-*" },
	[BOUNCE_ALIGNMENT] = { "alignment", "not aligned with the domain in From",
		"spf-*,dkim-*,dmarc-*,gmail-bulk-alignment,dns-*" },
	[BOUNCE_SEVERAL] = { "several", "SPF, DKIM and DMARC are required, and one failed",
		"spf-*,dkim-*,dmarc-*,outlook-*,dns-*" },
	[BOUNCE_PTR] = { "ptr", "reverse DNS (PTR record) of the sending address",
		"ptr-*,helo-*,gmail-ptr-missing,gmail-fcrdns-mismatch" },
	[BOUNCE_HELO] = { "helo", "the HELO name of the server",
		"helo-*,ptr-*,gmail-ptr-missing,gmail-fcrdns-mismatch" },
	[BOUNCE_IPV6] = { "ipv6", "reverse DNS or authentication of mail over IPv6",
		"ptr-*,helo-*,gmail-ptr-missing,gmail-fcrdns-mismatch,spf-*,dkim-*" },
	[BOUNCE_SENDER_DOMAIN] = { "sender-domain",
		"the domain of the sender does not resolve or accept mail",
		"dns-*,mx-*,yahoo-from-soa,from-domain-*" },
	[BOUNCE_DNS] = { "dns", "the name servers of the domain did not answer",
		"dns-*,dmarc-servfail,spf-include-temperror,dnssec-*" },
	[BOUNCE_RECIPIENT_DNS] = { "recipient-dns", "DNS of the recipient's domain", "dns-*,mx-*" },
	[BOUNCE_RECIPIENT_TLS] = { "recipient-tls", "TLS of the recipient's domain",
		"dane-*,mta-sts-*,dnssec-*,mx-*" },
	[BOUNCE_TLS] = { "tls", "the mail came without TLS", NULL },
	[BOUNCE_HEADER] = { "header", "invalid header fields", NULL },
	[BOUNCE_REPUTATION] = { "reputation", "reputation or block list", NULL },
	[BOUNCE_LOCAL_POLICY] = { "local-policy", "policy of the receiver", NULL },
	[BOUNCE_SMTP_AUTH] = { "smtp-auth", "login to the mail server", NULL },
	[BOUNCE_ARC] = { "arc", "a forwarder's ARC chain", NULL },
};

const char *bounce_kind_text(enum bounce_kind kind)
{
	return kinds[kind].text;
}

const char *bounce_source_text(enum bounce_source source)
{
	static const char *const texts[] = { [BOUNCE_IN_REPLY] = "from the reply",
		[BOUNCE_IN_FROM] = "from the From field",
		[BOUNCE_IN_ENVELOPE] = "from the envelope sender",
		[BOUNCE_IN_LOG] = "from the log line",
		[BOUNCE_GIVEN] = "from --domain or --ip" };

	return texts[source];
}

const char *bounce_kind_word(enum bounce_kind kind)
{
	return kinds[kind].word;
}

const char *bounce_kind_rules(enum bounce_kind kind)
{
	return kinds[kind].rules;
}
