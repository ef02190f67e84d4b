/* Faults of the zone file where it hands names to other servers (RFC 1034 section 4.2.1). */
#include "dns/zone.h"
#include "rules/families.h"

#define NS_SUB "sub NS ns1.example.net.\n"

static const struct rule rows[] = {
	{
		.id = "zone-hidden-mail",
		PROBLEM_ROW(ERROR, ZONE, ZONE_FAULT_HIDDEN_MAIL + 1),
		.summary = "delegation or a DNAME record hides mail records",
		.why = "For a delegated name and all names below it, name servers answer with a referral. For names below a DNAME record, they answer with another name. Receivers and senders never see "
		       "these mail records.",
		.help = "Remove the NS or DNAME records if this zone serves the name; otherwise publish the "
			"mail records in the zone that answers for it.",
		.reference = "RFC 1034 sections 4.2.1 and 4.3.2, and RFC 6672 section 2.4",
		.bad = NS_SUB "sub MX 10 ns.example.com.\nsub TXT \"v=spf1 mx -all\"",
		.good = NS_SUB "other MX 10 ns.example.com.",
	},
	{
		.id = "zone-hidden-record",
		PROBLEM_ROW(WARNING, ZONE, ZONE_FAULT_HIDDEN + 1),
		.summary = "delegation hides a policy, an SPF record or the address of an MX host",
		.why = "For a delegated name and all names below it, name servers answer with a referral. "
		       "Receivers and senders never see the record.",
		.help = "Move the record to the delegated zone.",
		.reference = "RFC 1034 sections 4.2.1 and 4.3.2",
		.bad = NS_SUB "_dmarc.sub TXT \"v=DMARC1; p=reject\"",
		.good = "sub NS ns1.sub\nns1.sub A 11.0.0.7\nns1.sub AAAA 2a00:1::7",
	},
	{
		.id = "zone-delegation-glue",
		PROBLEM_ROW(WARNING, ZONE, ZONE_FAULT_GLUE + 1),
		.summary = "name server of a delegation has no address record (glue) in the zone",
		.why = "Resolvers cannot reach the name server, because its address is missing or only the "
		       "delegated zone has it. If no other server of the delegation works, the names below "
		       "it do not resolve.",
		.help = "Add an A or AAAA record (glue) for the name server, or correct the NS record.",
		.reference = "RFC 1034 section 4.2.1",
		.bad = "sub NS ns1.sub\nsub NS ns2.sub\nns2.sub A 11.0.0.7",
		.good = "sub NS ns1.sub\nns1.sub A 11.0.0.7\nsub NS ns.example.com.\nsub NS "
			"ns.example.net.",
	},
};

RULE_FAMILY(zone_cut_rules, "Zone files", rows);
