/* DKIM: the published key and the private key that --private-key names. */
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
	report_match(run, false, "the key at selector %s does not match the private key");
}

static void matches(struct rule_run *run)
{
	report_match(run, true, "the key at selector %s matches the private key");
}

static void readable(struct rule_run *run)
{
	if (run->domain->options->pair && run->domain->options->pair_is_readable)
		report_finding(
			run, NULL, (struct span){ 0 }, "the private key file is readable by other users");
}

static const struct rule rows[] = {
	{
		.id = "dkim-private-key-mismatch",
		DOMAIN_ROW(ERROR, mismatch),
		.summary = "published key does not match the private key",
		.why = "Receivers verify signatures with the published key, so every signature made with the "
		       "private key fails.",
		.help = "Publish the public key that belongs to the private key of your server.",
		.reference = "RFC 6376 section 6.1.3",
		.bad = "; with --private-key key.pem --selector s1\ns1._domainkey TXT \"v=DKIM1; k=rsa; p=" KEY_RSA_2048
		       "\"",
		.good = "; with --private-key key.pem --selector s1\n" DKIM_EXAMPLE(
			"v=DKIM1; k=ed25519; p=" KEY_OF_PAIR),
	},
	{
		.id = "dkim-private-key-matches",
		DOMAIN_ROW(INFO, matches),
		.summary = "published key matches the private key",
		.why = "Receivers can verify signatures that your server makes with this private key and this "
		       "selector.",
		.help = NULL,
		.reference = "RFC 6376 section 6.1.3",
		.bad = "; with --private-key key.pem --selector s1\n" DKIM_EXAMPLE(
			"v=DKIM1; k=ed25519; p=" KEY_OF_PAIR),
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-private-key-readable",
		DOMAIN_ROW(WARNING, readable),
		.summary = "private key file is readable by other users",
		.why = "Anyone who can read the file can sign mail in the name of the domain.",
		.help = "Let only the signing server read the private key file (`chmod 600`).",
		.reference = "RFC 6376 section 8.3",
		.bad = "; with --private-key key.pem --selector s1\n; readable by others\n" DKIM_EXAMPLE(
			"v=DKIM1; k=rsa; p=" KEY_RSA_2048),
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
};

RULE_FAMILY(dkim_pair_rules, "DKIM: private key", rows);
