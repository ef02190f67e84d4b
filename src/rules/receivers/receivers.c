/* What Gmail, Yahoo, Microsoft and others want of those who send to them. */
#include "check/receivers.h"
#include "base/escape.h"
#include "check/claims.h"

#include "rules/families.h"
#include "rules/spf/walk.h"

enum { SUSPICIOUS_PREFIX = 8, SUSPICIOUS_ADDRESSES = 1 << 24 };

static bool sends(const struct rule_run *run)
{
	return domain_sends(run->domain) && run->domain->exists && domain_has_authors(run->domain);
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
		report_likely(run, run->domain->options->mail
					   ? ready.either.why
					   : arena_printf(run->arena, "%s: %s; %s", ready.either.why,
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
			"RSA key of %u bits; Gmail treats the mail as unsigned", dkim->key->bits);
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
			"Gmail may consider this entry suspicious");
		return;
	}
	if (tree && address_set_count_ip4(&tree->root->networks.by_result[SPF_PASS]) > SUSPICIOUS_ADDRESSES)
		report_finding(run, &spf->published, whole_text(&spf->published),
			"more than 16 million addresses pass; Gmail may consider this suspicious");
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
			spf_is_known(domain->senders.at[i].evaluation) &&
			domain->senders.at[i].evaluation->result != SPF_PASS)
			report_finding(run, NULL, (struct span){ 0 },
				"%s sends for %s, but only Gmail servers may do so",
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
		report_finding(run, NULL, (struct span){ 0 }, "no SOA record for %s or a parent domain",
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
			"mail signed with selectors %s and %s has one failing signature",
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
			"the domain sends mail, but its SPF record authorizes no sender");
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
		report_finding(run, NULL, (struct span){ 0 },
			"the sending domain %s does not exist (NXDOMAIN)",
			dns_name_text(run->arena, &run->domain->name));
}

static void from_bad(struct rule_run *run)
{
	if (run->domain->options->role == ROLE_SENDS && dns_name_labels(&run->domain->name) == 1)
		report_finding(run, NULL, (struct span){ 0 }, "the sending domain %s has only one label",
			dns_name_text(run->arena, &run->domain->name));
}

#define GUIDELINES "Gmail's Email sender guidelines"
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
		.why = "If this domain sends mail, Gmail and Yahoo may reject it because it passes "
		       "neither SPF nor DKIM (Gmail: 5.7.26).",
		.help = "Publish an SPF record with all sending servers, or enable DKIM signing, "
			"preferably both.",
		.reference = GUIDELINES,
		.bad = "; with --role sends\n" POLICY,
		.good = SPF,
	},
	{
		.id = "gmail-bulk-spf-missing",
		DOMAIN_ROW(ERROR, bulk_spf),
		.confidence = LIKELY,
		.summary = "SPF cannot pass for a bulk sender",
		.why = "Gmail rejects mail of bulk senders that does not pass SPF (5.7.27).",
		.help = "Publish an SPF record with all sending servers.",
		.reference = GUIDELINES,
		.bad = BULK "; with --role sends\n" RSA_KEY POLICY,
		.good = BULK READY,
	},
	{
		.id = "gmail-bulk-dkim-missing",
		DOMAIN_ROW(ERROR, bulk_dkim),
		.confidence = LIKELY,
		.summary = "bulk sender has no usable DKIM key",
		.why = "Gmail rejects mail of bulk senders that does not pass DKIM (5.7.30).",
		.help = "Enable DKIM signing and publish the public key.",
		.reference = GUIDELINES,
		.bad = BULK SPF POLICY,
		.good = BULK READY,
	},
	{
		.id = "gmail-bulk-dmarc-missing",
		DOMAIN_ROW(ERROR, bulk_dmarc),
		.confidence = LIKELY,
		.summary = "bulk sender has no DMARC record with a policy",
		.why = "Gmail rejects mail of bulk senders without a DMARC record (5.7.40). A record "
		       "without a p tag is not sufficient.",
		.help = "Publish a DMARC record with at least `v=DMARC1; p=none` at _dmarc.DOMAIN.",
		.reference = GUIDELINES,
		.bad = BULK SPF RSA_KEY,
		.good = BULK READY,
	},
	{
		.id = "gmail-bulk-alignment",
		DOMAIN_ROW(ERROR, bulk_alignment),
		.confidence = LIKELY,
		.summary = "mail of a bulk sender cannot be aligned",
		.why = "Gmail requires that the From domain is aligned with the SPF domain or the DKIM "
		       "domain (5.7.32).",
		.help = "Sign with a DKIM key of the From domain, or use a MAIL FROM address of the From "
			"domain.",
		.reference = GUIDELINES,
		.bad = BULK "; with --role sends\n" POLICY,
		.good = BULK READY,
	},
	{
		.id = "gmail-dual-alignment-advice",
		DOMAIN_ROW(INFO, dual_alignment),
		.confidence = LIKELY,
		.summary = "only SPF or only DKIM can be aligned",
		.why = "Google says that alignment of both will probably become mandatory for bulk senders.",
		.help = "Enable both SPF and DKIM for the From domain.",
		.reference = GUIDELINES,
		.bad = BULK SPF POLICY,
		.good = BULK READY,
	},
	{
		.id = "gmail-dkim-1024-min",
		SUBJECT_ROW(ERROR, DKIM, dkim, dkim_1024),
		.follows = "dkim-rsa-under-1024",
		.summary = "RSA key has less than 1024 bits",
		.why = "Gmail treats mail that is signed with such a key as unsigned.",
		.help = "Create a 2048-bit key, publish it at a new selector, and sign with it.",
		.reference = GUIDELINES " and RFC 8301 section 3.2",
		.bad = SHORT_KEY,
		.good = RSA_KEY,
	},
	{
		.id = "gmail-spf-suspicious",
		SPF_ROW(WARNING, spf_suspicious),
		.follows = "spf-plus-all,spf-ip4-zero,spf-ip4-broad,spf-include-passes-all,"
			   "spf-total-addresses,spf-qualifier-alone",
		.summary = "SPF record may be suspicious to Gmail",
		.why = "Gmail may reject mail if the SPF record authorizes too many addresses (5.7.24). "
		       "Its limit is not published.",
		.help = "Authorize only the sending servers, or the smallest networks that contain them.",
		.reference = "Gmail's SMTP errors and codes",
		.bad = "@ TXT \"v=spf1 ip4:11.0.0.0/8 -all\"",
		.good = SPF,
	},
	{
		.id = "gmail-from-gmail",
		DOMAIN_ROW(ERROR, from_gmail),
		.summary = "mail from gmail.com is not sent by Gmail",
		.why = "The DMARC policy of gmail.com asks receivers to quarantine such mail.",
		.help = "Send from a domain of your own.",
		.reference = GUIDELINES,
		.bad = "; with --ip 11.0.0.9\n; domain gmail.com\n$ORIGIN gmail.com.\n@ SOA ns h 1 2 3 4 "
		       "5\n@ NS ns.example.com.\n@ A 11.0.0.25\n@ TXT \"v=spf1 ip4:11.0.0.25 -all\"",
		.good = "; with --ip 11.0.0.25\n; domain gmail.com\n$ORIGIN gmail.com.\n@ SOA ns h 1 2 3 4 "
			"5\n@ NS ns.example.com.\n@ A 11.0.0.25\n@ TXT \"v=spf1 ip4:11.0.0.25 -all\"",
	},
	{
		.id = "gmail-idn-confusable",
		DOMAIN_ROW(WARNING, idn_confusable),
		.summary = "label mixes letters of several scripts",
		.why = "Gmail rejects domain names that can be confused with other names (UTS #39 "
		       "section 5.2).",
		.help = "Use letters of only one script in each label.",
		.reference = GUIDELINES,
		.bad = "; domain xn--pypal-4ve.example.com\n@ A 11.0.0.1\nxn--pypal-4ve A 11.0.0.2", /* a Cyrillic a */
		.good = "; domain xn--mnchen-3ya.example.com\n@ A 11.0.0.1\nxn--mnchen-3ya A 11.0.0.2",
	},
	{
		.id = "yahoo-multi-aligned-dkim",
		DOMAIN_ROW(INFO, yahoo_multi),
		.summary = "one of several DKIM signatures fails",
		.why = "Yahoo does not guarantee a DMARC pass when one of several aligned signatures fails.",
		.help = "Publish the missing DKIM key, or stop signing with its selector.",
		.reference = "Yahoo's FAQs for senders",
		.bad = "; with --selector s1 --selector s2\n" READY,
		.good = READY,
	},
	{
		.id = "outlook-bulk-missing",
		DOMAIN_ROW(ERROR, outlook_bulk),
		.confidence = LIKELY,
		.summary = "SPF, DKIM or DMARC is missing for a bulk sender",
		.why = "Outlook.com rejects mail of bulk senders that does not pass SPF, DKIM and DMARC "
		       "(5.7.515).",
		.help = "Publish the missing SPF, DKIM or DMARC record.",
		.reference = "Microsoft's requirements for high-volume senders",
		.bad = BULK SPF POLICY,
		.good = BULK READY,
	},
	{
		.id = "outlook-null-spf",
		DOMAIN_ROW(ERROR, outlook_null_spf),
		.follows = "spf-null-but-sends",
		.summary = "domain sends mail, but its SPF record authorizes no sender",
		.why = "Outlook.com may reject mail from a domain whose SPF record authorizes no sender.",
		.help = "Add the sending servers to the SPF record, or send from another domain.",
		.reference = "Outlook.com postmaster pages",
		.bad = "; with --role sends\n@ TXT \"v=spf1 -all\"",
		.good = "; with --role sends\n" SPF,
	},
	{
		.id = "apple-bulk-missing",
		DOMAIN_ROW(ERROR, apple_bulk),
		.confidence = LIKELY,
		.summary = "SPF, DKIM, DMARC or reverse DNS is missing for a bulk sender",
		.why = "Apple may reject mail to iCloud when one of them is missing.",
		.help = "Publish the missing SPF, DKIM, DMARC or PTR record.",
		.reference = "Apple's postmaster information for iCloud Mail",
		.bad = BULK SPF POLICY,
		.good = BULK READY,
	},
	{
		.id = "laposte-dkim",
		DOMAIN_ROW(WARNING, laposte_dkim),
		.confidence = LIKELY,
		.summary = "mail to laposte.net needs a DKIM signature",
		.why = "La Poste rejects mail without a DKIM signature (LPN007_402).",
		.help = "Enable DKIM signing and publish the public key.",
		.reference = "La Poste's reply codes",
		.bad = BULK SPF POLICY,
		.good = BULK READY,
	},
	{
		.id = "from-domain-single-label-or-bad",
		DOMAIN_ROW(ERROR, from_bad),
		.summary = "sending domain has only one label",
		.why = "Receivers reject mail whose From domain has only one label.",
		.help = "Send from a domain that contains a dot.",
		.reference = "RFC 5321 section 2.3.5",
		.bad = "; with --role sends\n; domain localdomain\n$ORIGIN localdomain.\n@ SOA ns h 1 2 3 4 "
		       "5\n@ A 11.0.0.1\n",
		.good = "; with --role sends\n" SPF,
	},
	{
		.id = "from-domain-nxdomain",
		DOMAIN_ROW(ERROR, from_nxdomain),
		.follows = "dns-domain-nxdomain",
		.summary = "sending domain does not exist",
		.why = "Receivers reject mail from a domain that does not exist, because replies and "
		       "bounces cannot be delivered.",
		.help = "Send from a domain that exists, or register this domain.",
		.reference = "RFC 5321 section 2.3.5",
		.bad = "; with --role sends\n; domain gone.example.com\n; @answer gone.example.com * nxdomain\n@ A 11.0.0.1\n",
		.good = "; with --role sends\n" SPF,
	},
	{
		.id = "yahoo-from-soa",
		DOMAIN_ROW(ERROR, yahoo_soa),
		.summary = "no SOA record for the sending domain",
		.why = "Yahoo looks up an SOA record for the sending domain and rejects mail without it.",
		.help = "Correct the delegation of the domain, or repair the name servers that do not "
			"answer for the zone.",
		.reference = "Yahoo's SMTP error codes",
		.bad = "; live\n; @answer example.com SOA nodata\n" SPF,
		.good = SPF,
	},
};

RULE_FAMILY(receiver_rules, "Receivers: requirements of large providers", rows);
