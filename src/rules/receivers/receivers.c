/* What Gmail, Yahoo, Microsoft and others want of those who send to them. */
#include "check/receivers.h"
#include "base/escape.h"
#include "check/claims.h"

#include "rules/families.h"
#include "rules/spf/walk.h"

enum { SUSPICIOUS_PREFIX = 8, SUSPICIOUS_ADDRESSES = 1 << 24 };

static bool sends(const struct rule_run *run)
{
	return run->domain->role == ROLE_SENDS && run->domain->exists && domain_has_authors(run->domain);
}

static bool is_bulk(const struct rule_run *run)
{
	return sends(run) && run->domain->options->volume == VOLUME_BULK;
}

static void report_likely(struct rule_run *run, const char *message)
{
	report_finding(run, NULL, (struct span){ 0 }, "%s", message)->confidence = LIKELY;
}

static void report_lack(struct rule_run *run, const struct judged *judged)
{
	if (judged->status == VERDICT_NOT_MET)
		report_likely(run, judged->why);
}

/* That it sends is more than a guess: somebody says so, or there is a record for it. */
static bool sends_for_sure(const struct rule_run *run)
{
	const struct check_options *options = run->domain->options;

	return sends(run) && (options->role == ROLE_SENDS || options->volume == VOLUME_BULK ||
				     run->domain->senders.count || run->domain->spf_selected);
}

static void no_auth(struct rule_run *run)
{
	struct readiness ready = sender_readiness(run->arena, run->domain);

	if (sends_for_sure(run) && ready.either.status == VERDICT_NOT_MET)
		report_likely(run, arena_printf(run->arena, "neither SPF nor DKIM can pass: %s, and %s",
					   ready.spf.why, ready.dkim.why));
}

static void bulk_spf(struct rule_run *run)
{
	struct readiness ready = sender_readiness(run->arena, run->domain);

	if (is_bulk(run))
		report_lack(run, &ready.spf);
}

static void bulk_dkim(struct rule_run *run)
{
	struct readiness ready = sender_readiness(run->arena, run->domain);

	if (is_bulk(run))
		report_lack(run, &ready.dkim);
}

static void bulk_dmarc(struct rule_run *run)
{
	struct readiness ready = sender_readiness(run->arena, run->domain);

	if (is_bulk(run))
		report_lack(run, &ready.dmarc);
}

static void bulk_alignment(struct rule_run *run)
{
	struct readiness ready = sender_readiness(run->arena, run->domain);

	if (is_bulk(run))
		report_lack(run, &ready.alignment);
}

static void dual_alignment(struct rule_run *run)
{
	struct readiness ready = sender_readiness(run->arena, run->domain);
	bool spf = ready.spf.status == VERDICT_MET, dkim = ready.dkim.status == VERDICT_MET;

	struct judged lacking = spf ? ready.dkim : ready.spf;

	if (is_bulk(run) && spf != dkim && lacking.status == VERDICT_NOT_MET)
		report_likely(run, arena_printf(run->arena, "only %s can be aligned: %s",
					   spf ? "SPF" : "DKIM", lacking.why));
}

static void dkim_1024(struct rule_run *run, const struct dkim_subject *dkim)
{
	if (dkim_key_is_too_short(dkim->key))
		report_finding(run, &dkim->published, whole_text(&dkim->published),
			"an RSA key of %u bits: Gmail takes mail that it signs for unsigned",
			dkim->key->bits);
}

static bool is_suspicious(const struct spf_record *record, const struct spf_term *term)
{
	return term == record->all ? spf_lets_all_send(record)
				   : term->kind == SPF_TERM_IP4 && term->qualifier == '+' &&
					     term->prefix4 <= SUSPICIOUS_PREFIX;
}

static void spf_suspicious(struct rule_run *run, const struct spf_subject *spf)
{
	const struct spf_tree *tree = run->domain->spf_tree;

	if (spf->record != (domain_spf(run->domain) ? domain_spf(run->domain)->record : NULL))
		return;
	for (size_t i = 0; i < spf->record->terms.count; i++) {
		if (!is_suspicious(spf->record, &spf->record->terms.at[i]))
			continue;
		report_finding(run, &spf->published, spf->record->terms.at[i].span,
			"Gmail may call this entry suspicious");
		return;
	}
	if (tree && address_set_count_ip4(&tree->root->networks.by_result[SPF_PASS]) > SUSPICIOUS_ADDRESSES)
		report_finding(run, &spf->published, whole_text(&spf->published),
			"more than 16 million addresses pass: Gmail may call the record suspicious");
}

static bool is_name(const struct domain *domain, const char *text)
{
	struct dns_name name = dns_name_of(text);

	return dns_name_equal(&domain->name, &name);
}

static void from_gmail(struct rule_run *run)
{
	const struct domain *domain = run->domain;

	for (size_t i = 0; i < domain->senders.count; i++)
		if ((is_name(domain, "gmail.com") || is_name(domain, "googlemail.com")) &&
			!domain->senders.at[i].evaluation->pending &&
			domain->senders.at[i].evaluation->result != SPF_PASS)
			report_finding(run, NULL, (struct span){ 0 },
				"%s is to send for %s, which only Gmail's servers may",
				dns_address_text(run->arena, &domain->senders.at[i].address),
				dns_name_text(run->arena, &domain->name));
}

static void idn_confusable(struct rule_run *run)
{
	if (dns_name_mixes_scripts(run->arena, &run->domain->name))
		report_finding(run, NULL, (struct span){ 0 },
			"a label of %s mixes letters of several scripts",
			dns_name_text(run->arena, &run->domain->name));
}

static void yahoo_soa(struct rule_run *run)
{
	struct readiness ready = sender_readiness(run->arena, run->domain);

	if (sends(run) && ready.soa.status == VERDICT_NOT_MET)
		report_finding(run, NULL, (struct span){ 0 }, "no SOA record is found for %s or above",
			dns_name_text(run->arena, &run->domain->name));
}

/* Selectors that the user says the mail is signed with. */
static void yahoo_multi(struct rule_run *run)
{
	const struct domain *domain = run->domain;
	const struct dkim_selector *good = NULL, *bad = NULL;

	for (size_t i = 0; i < domain->selectors.count; i++) {
		const struct dkim_selector *selector = &domain->selectors.at[i];

		if (selector->origin != SELECTOR_GIVEN || selector->status == DKIM_STATUS_UNANSWERED)
			continue;
		if (dkim_selector_works(selector))
			good = selector;
		else
			bad = selector;
	}
	if (good && bad)
		report_finding(run, NULL, (struct span){ 0 },
			"mail that is signed with %s and %s has a signature that fails",
			escape_visible_copy(run->arena, slice_of(good->selector)),
			escape_visible_copy(run->arena, slice_of(bad->selector)));
}

static void outlook_bulk(struct rule_run *run)
{
	struct readiness ready = sender_readiness(run->arena, run->domain);
	const struct judged *wanted[] = { &ready.spf, &ready.dkim, &ready.dmarc };

	for (size_t i = 0; is_bulk(run) && i < 3; i++)
		report_lack(run, wanted[i]);
}

static void outlook_null_spf(struct rule_run *run)
{
	const struct spf_subject *spf = domain_spf(run->domain);

	if (sends(run) && domain_lets_nobody_send(run->domain))
		report_finding(run, &spf->published, whole_text(&spf->published),
			"the domain sends, and its record says that nobody may");
}

static void apple_bulk(struct rule_run *run)
{
	struct readiness ready = sender_readiness(run->arena, run->domain);
	const struct judged *wanted[] = { &ready.spf, &ready.dkim, &ready.dmarc, &ready.ptr };

	for (size_t i = 0; is_bulk(run) && i < 4; i++)
		report_lack(run, wanted[i]);
}

static void laposte_dkim(struct rule_run *run)
{
	struct readiness ready = sender_readiness(run->arena, run->domain);

	if (is_bulk(run))
		report_lack(run, &ready.dkim);
}

static void from_nxdomain(struct rule_run *run)
{
	if (run->domain->options->role == ROLE_SENDS && !run->domain->exists)
		report_finding(run, NULL, (struct span){ 0 }, "%s is to send, and does not exist in DNS",
			dns_name_text(run->arena, &run->domain->name));
}

static void from_bad(struct rule_run *run)
{
	if (run->domain->options->role == ROLE_SENDS && dns_name_labels(&run->domain->name) == 1)
		report_finding(run, NULL, (struct span){ 0 }, "%s is one label, and no domain to send from",
			dns_name_text(run->arena, &run->domain->name));
}

#define GUIDELINES "Gmail's guidelines for senders"
#define RSA_KEY \
	"s1._domainkey TXT \"v=DKIM1; " \
	"p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCt6VoNU/eX4OWE828kt1GiLvYbEeSIMXAMId93MmCJ" \
	"ZHampz+e8jUpXXkmHUKnDZGgQ08UW4SOQgYiKDQueyBdbM+sYZPLHce8PfIH7p0t\" " \
	"\"LkPKvIVxMT/wo2lgfSMs574c3pLms6BAxJUoxhhnJX" \
	"KnWPFV2+Q+tlBejwBh+c8oXwIDAQAB\"\n"
#define SHORT_KEY \
	"s1._domainkey TXT \"v=DKIM1; " \
	"p=MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAMCQY/yW3gQprKtlklYBqpuNTW8/HorrGTSYNuUCUVox9WcY" \
	"htDJRE2pf+pZsJL6+N9g54IyNrITc8vph/EOO98CAwEAAQ==\"\n"
#define SPF "@ TXT \"v=spf1 ip4:11.0.0.25 -all\"\n"
#define POLICY "_dmarc TXT \"v=DMARC1; p=none; rua=mailto:d@example.com\"\n"
#define READY SPF RSA_KEY POLICY
#define BULK "; with --volume bulk\n"

static const struct rule rows[] = {
	{
		.id = "gmail-no-auth",
		DOMAIN_ROW(ERROR, no_auth),
		.confidence = LIKELY,
		.follows = "spf-*,dkim-*,from-domain-single-label-or-bad",
		.summary = "neither SPF nor DKIM can pass",
		.why = "Gmail and Yahoo may reject mail that passes neither (5.7.26).",
		.help = "Publish an SPF record that lists the servers, or turn on DKIM; better both.",
		.reference = GUIDELINES,
		.bad = "; with --role sends\n" POLICY,
		.good = SPF,
	},
	{
		.id = "gmail-bulk-spf-missing",
		DOMAIN_ROW(ERROR, bulk_spf),
		.confidence = LIKELY,
		.summary = "a bulk sender's SPF cannot pass",
		.why = "Gmail refuses mail of bulk senders without SPF (5.7.27).",
		.help = "Publish an SPF record that lists all servers.",
		.reference = GUIDELINES,
		.bad = BULK "; with --role sends\n" RSA_KEY POLICY,
		.good = BULK READY,
	},
	{
		.id = "gmail-bulk-dkim-missing",
		DOMAIN_ROW(ERROR, bulk_dkim),
		.confidence = LIKELY,
		.summary = "a bulk sender has no DKIM key",
		.why = "Gmail refuses mail of bulk senders without DKIM (5.7.30).",
		.help = "Turn on DKIM signing, and publish the key.",
		.reference = GUIDELINES,
		.bad = BULK SPF POLICY,
		.good = BULK READY,
	},
	{
		.id = "gmail-bulk-dmarc-missing",
		DOMAIN_ROW(ERROR, bulk_dmarc),
		.confidence = LIKELY,
		.summary = "a bulk sender has no DMARC record with a policy",
		.why = "Gmail refuses mail of bulk senders without one (5.7.40). A record without p is none "
		       "to it.",
		.help = "Publish v=DMARC1; p=none at least, at _dmarc.",
		.reference = GUIDELINES,
		.bad = BULK SPF RSA_KEY,
		.good = BULK READY,
	},
	{
		.id = "gmail-bulk-alignment",
		DOMAIN_ROW(ERROR, bulk_alignment),
		.confidence = LIKELY,
		.summary = "a bulk sender's mail cannot be aligned",
		.why = "Gmail wants the domain in From to be that of SPF or of DKIM (5.7.32).",
		.help = "Sign with a key of the domain, or send with a MAIL FROM of the domain.",
		.reference = GUIDELINES,
		.bad = BULK "; with --role sends\n" POLICY,
		.good = BULK READY,
	},
	{
		.id = "gmail-dual-alignment-advice",
		DOMAIN_ROW(INFO, dual_alignment),
		.confidence = LIKELY,
		.summary = "only one of SPF and DKIM can be aligned",
		.why = "Google says that both will likely be wanted of bulk senders.",
		.help = "Make the other one ready, too.",
		.reference = GUIDELINES,
		.bad = BULK SPF POLICY,
		.good = BULK READY,
	},
	{
		.id = "gmail-dkim-1024-min",
		SUBJECT_ROW(ERROR, DKIM, dkim, dkim_1024),
		.follows = "dkim-rsa-under-1024",
		.summary = "an RSA key of less than 1024 bits",
		.why = "Gmail treats mail that is signed with it as unsigned.",
		.help = "Make a key of 2048 bits, and publish it at a new selector.",
		.reference = GUIDELINES " and RFC 8301 section 3.2",
		.bad = SHORT_KEY,
		.good = RSA_KEY,
	},
	{
		.id = "gmail-spf-suspicious",
		SPF_ROW(WARNING, spf_suspicious),
		.follows = "spf-plus-all,spf-ip4-zero,spf-ip4-broad,spf-include-passes-all,"
			   "spf-total-addresses,spf-qualifier-alone",
		.summary = "Gmail may call the SPF record suspicious",
		.why = "Gmail may reject mail if the record lets too many addresses pass (5.7.24). It does "
		       "not say how many.",
		.help = "List the servers, or the smallest networks that hold them.",
		.reference = "Gmail's SMTP errors and codes",
		.bad = "@ TXT \"v=spf1 ip4:11.0.0.0/8 -all\"",
		.good = SPF,
	},
	{
		.id = "gmail-from-gmail",
		DOMAIN_ROW(ERROR, from_gmail),
		.summary = "mail from gmail.com that Gmail does not send",
		.why = "Gmail's own domain asks receivers to put such mail aside.",
		.help = "Send from a domain of your own.",
		.reference = GUIDELINES,
		.bad = "; with --ip 11.0.0.9\n; domain gmail.com\n$ORIGIN gmail.com.\n@ SOA ns h 1 2 3 4 "
		       "5\n@ TXT \"v=spf1 ip4:11.0.0.25 -all\"",
		.good = "; with --ip 11.0.0.25\n; domain gmail.com\n$ORIGIN gmail.com.\n@ SOA ns h 1 2 3 4 "
			"5\n@ TXT \"v=spf1 ip4:11.0.0.25 -all\"",
	},
	{
		.id = "gmail-idn-confusable",
		DOMAIN_ROW(WARNING, idn_confusable),
		.summary = "a label mixes letters of several scripts",
		.why = "Gmail refuses names that look like others (UTS #39 section 5.2).",
		.help = "Use letters of one script in a label.",
		.reference = GUIDELINES,
		.bad = "; domain xn--pypal-4ve.example.com\n@ A 11.0.0.1\nxn--pypal-4ve A 11.0.0.2", /* a Cyrillic a */
		.good = "; domain xn--mnchen-3ya.example.com\n@ A 11.0.0.1\nxn--mnchen-3ya A 11.0.0.2",
	},
	{
		.id = "yahoo-multi-aligned-dkim",
		DOMAIN_ROW(INFO, yahoo_multi),
		.summary = "one of several DKIM signatures fails",
		.why = "Yahoo does not promise a DMARC pass when not all aligned signatures pass.",
		.help = "Publish the key that is missing, or stop signing with it.",
		.reference = "Yahoo's questions and answers for senders",
		.bad = "; with --selector s2\n" READY,
		.good = READY,
	},
	{
		.id = "outlook-bulk-missing",
		DOMAIN_ROW(ERROR, outlook_bulk),
		.confidence = LIKELY,
		.summary = "a bulk sender lacks SPF, DKIM or DMARC",
		.why = "Outlook refuses mail of bulk senders that lacks one of them (5.7.515).",
		.help = "Publish what is missing.",
		.reference = "Microsoft's requirements for high-volume senders",
		.bad = BULK SPF POLICY,
		.good = BULK READY,
	},
	{
		.id = "outlook-null-spf",
		DOMAIN_ROW(ERROR, outlook_null_spf),
		.follows = "spf-null-but-sends",
		.summary = "the domain sends with an SPF record that lets nobody send",
		.why = "Outlook.com may reject mail from a domain whose record lets nobody send.",
		.help = "List the servers, or do not send from the domain.",
		.reference = "Outlook.com postmaster pages",
		.bad = "; with --role sends\n@ TXT \"v=spf1 -all\"",
		.good = "; with --role sends\n" SPF,
	},
	{
		.id = "apple-bulk-missing",
		DOMAIN_ROW(ERROR, apple_bulk),
		.confidence = LIKELY,
		.summary = "a bulk sender lacks SPF, DKIM, DMARC or reverse DNS",
		.why = "iCloud Mail may refuse mail that lacks one of them.",
		.help = "Publish what is missing.",
		.reference = "Apple's postmaster information for iCloud Mail",
		.bad = BULK SPF POLICY,
		.good = BULK READY,
	},
	{
		.id = "laposte-dkim",
		DOMAIN_ROW(WARNING, laposte_dkim),
		.confidence = LIKELY,
		.summary = "mail to laposte.net needs DKIM",
		.why = "La Poste refuses mail without a DKIM signature (LPN007_402).",
		.help = "Turn on DKIM signing, and publish the key.",
		.reference = "La Poste's reply codes",
		.bad = BULK SPF POLICY,
		.good = BULK READY,
	},
	{
		.id = "from-domain-single-label-or-bad",
		DOMAIN_ROW(ERROR, from_bad),
		.summary = "the domain to send from is one label",
		.why = "Receivers refuse a From field with it.",
		.help = "Send from a domain with a dot in it.",
		.reference = "RFC 5321 section 2.3.5",
		.bad = "; with --role sends\n; domain localdomain\n$ORIGIN localdomain.\n@ SOA ns h 1 2 3 4 "
		       "5\n@ A 11.0.0.1\n",
		.good = "; with --role sends\n" SPF,
	},
	{
		.id = "from-domain-nxdomain",
		DOMAIN_ROW(ERROR, from_nxdomain),
		.follows = "dns-domain-nxdomain",
		.summary = "the domain to send from does not exist",
		.why = "Receivers refuse mail from it: nobody could be answered.",
		.help = "Send from a domain that exists, or register this one.",
		.reference = "RFC 9989 section 3.2.13",
		.bad = "; with --role sends\n; domain gone.example.com\n@ A 11.0.0.1\n",
		.good = "; with --role sends\n" SPF,
	},
	{
		.id = "yahoo-from-soa",
		DOMAIN_ROW(ERROR, yahoo_soa),
		.summary = "no SOA record is found for a domain that sends",
		.why = "Yahoo asks for one before it takes mail, and refuses the sender without it.",
		.help = "Repair the delegation, or the servers that do not answer for the zone.",
		.reference = "Yahoo's SMTP error codes",
		.bad = "; live\n; @answer example.com SOA nodata\n" SPF,
		.good = SPF,
	},
};

RULE_FAMILY(receiver_rules, "Receivers: what large ones want", rows);
