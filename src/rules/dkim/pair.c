/* DKIM: the published key beside the private key that --private-key names. */
#include "check/domain.h"
#include "check/rule.h"
#include "rules/example_text.h"
#include "rules/families.h"

/* Reports whether the keys at the given selector belong to the pair. */
static void report_match(struct rule_run *run, bool wanted, const char *message)
{
	const struct dkim_pair *pair = run->domain->options->pair;

	for (size_t i = 0; pair && i < run->domain->selectors.count; i++) {
		const struct dkim_selector *selector = &run->domain->selectors.at[i];

		for (size_t k = 0; selector->origin == SELECTOR_GIVEN && k < selector->keys.count; k++) {
			const struct dkim_subject *dkim = &selector->keys.at[k];
			struct finding *finding;

			if (dkim_pair_matches(pair, dkim->key) != wanted)
				continue;
			finding = report_finding(run, &dkim->published, whole_text(&dkim->published), message,
				selector->selector);
			if (!wanted)
				finding_fix(finding, &selector->name, DNS_TYPE_TXT, pair->record);
		}
	}
}

static void mismatch(struct rule_run *run)
{
	report_match(run, false, "the key at selector %s is not the public half of the given private key");
}

static void matches(struct rule_run *run)
{
	report_match(run, true, "the key at selector %s is the public half of the given private key");
}

static void readable(struct rule_run *run)
{
	if (run->domain->options->pair && run->domain->options->pair_is_readable)
		report_finding(run, NULL, (struct span){ 0 },
			"the file of the private key can be read by others than its owner");
}

static const struct rule rows[] = {
	{
		.id = "dkim-private-key-mismatch",
		DOMAIN_ROW(ERROR, mismatch),
		.summary = "the published key does not belong to the private key",
		.why = "Every signature made with the private key fails: receivers verify it with another "
		       "public key.",
		.help = "Publish the public half of the key that your server signs with.",
		.reference = "RFC 6376 section 6.1.3",
		.bad = "; with --private-key\ns1._domainkey TXT \"v=DKIM1; k=rsa; p=" KEY_RSA_2048 "\"",
		.good = "; with --private-key\n" DKIM_EXAMPLE("v=DKIM1; k=ed25519; p=" KEY_OF_PAIR),
	},
	{
		.id = "dkim-private-key-matches",
		DOMAIN_ROW(INFO, matches),
		.summary = "the published key belongs to the private key",
		.why = "What your server signs with this key and this selector can be verified.",
		.help = "Nothing is to be done.",
		.reference = "RFC 6376 section 6.1.3",
		.bad = "; with --private-key\n" DKIM_EXAMPLE("v=DKIM1; k=ed25519; p=" KEY_OF_PAIR),
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-private-key-readable",
		DOMAIN_ROW(WARNING, readable),
		.summary = "the file of the private key can be read by others",
		.why = "Whoever can read it can sign mail in the domain's name.",
		.help = "Let only the signing server read it: chmod 600.",
		.reference = "RFC 6376 section 8.2",
		.bad = "; with --private-key readable by others\n" DKIM_EXAMPLE(
			"v=DKIM1; k=rsa; p=" KEY_RSA_2048),
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
};

RULE_FAMILY(dkim_pair_rules, "DKIM: your private key", rows);
