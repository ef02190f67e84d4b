/* SPF: networks and prefix lengths (RFC 7208 section 5.6). */
#include "rules/families.h"
#include "spf/record.h"

static const struct rule rows[] = {
	{
		.id = "spf-ip-empty",
		PROBLEM_ROW(ERROR, SPF, SPF_IP_EMPTY),
		.unsafe_fix = true,
		.summary = "\"ip4\" or \"ip6\" has no address",
		.message = "missing address after {}",
		.why = "\"ip4\" or \"ip6\" without an address is a syntax error, and receivers return "
		       "permerror for all mail.",
		.help = "Write the address after the colon, or remove the mechanism.",
		.reference = "RFC 7208 section 5.6",
		.bad = SPF_EXAMPLE("v=spf1 mx ip4: -all"),
		.good = SPF_EXAMPLE("v=spf1 mx ip4:11.0.0.7 -all"),
	},
	{
		.id = "spf-ip4-invalid",
		PROBLEM_ROW(ERROR, SPF, SPF_IP4_INVALID),
		.summary = "argument of \"ip4\" is not an IPv4 address",
		.message = "{} is not an IPv4 address or network",
		.why = "The argument of \"ip4\" must be an IPv4 address, with or without a prefix length. "
		       "Anything else is a syntax error, and receivers return permerror for all mail.",
		.help = "Write an IPv4 address after `ip4:`, or write `a:` before a host name.",
		.reference = "RFC 7208 section 5.6",
		.bad = SPF_EXAMPLE("v=spf1 ip4:mail.example.net -all"),
		.good = SPF_EXAMPLE("v=spf1 a:mail.example.net -all"),
	},
	{
		.id = "spf-ip4-partial",
		PROBLEM_ROW(ERROR, SPF, SPF_IP4_PARTIAL),
		.summary = "IPv4 address has fewer than four numbers",
		.message = "IPv4 address {} has fewer than four numbers",
		.why = "SPF does not allow shortened IPv4 addresses. A shortened address is a syntax error, "
		       "and receivers return permerror for all mail.",
		.help = "Write all four numbers of the address, for example `192.0.2.0/24`.",
		.reference = "RFC 7208 section 5.6",
		.bad = SPF_EXAMPLE("v=spf1 ip4:192.0.2/24 -all"),
		.good = SPF_EXAMPLE("v=spf1 ip4:192.0.2.0/24 -all"),
	},
	{
		.id = "spf-ip4-octet-range",
		PROBLEM_ROW(ERROR, SPF, SPF_IP4_OCTET_RANGE),
		.summary = "number in an IPv4 address is greater than 255",
		.message = "IPv4 address {} has a number greater than 255",
		.why = "Such an address is a syntax error, and receivers return permerror for all mail.",
		.help = "Correct the IPv4 address.",
		.reference = "RFC 7208 section 5.6",
		.bad = SPF_EXAMPLE("v=spf1 ip4:192.0.2.256 -all"),
		.good = SPF_EXAMPLE("v=spf1 ip4:192.0.2.25 -all"),
	},
	{
		.id = "spf-ip4-leading-zero",
		PROBLEM_ROW(ERROR, SPF, SPF_IP4_LEADING_ZERO),
		.summary = "number in an IPv4 address has a leading zero",
		.message = "IPv4 address {} has leading zeros",
		.why = "Leading zeros are a syntax error, and receivers return permerror for all mail. Some "
		       "programs read such numbers as octal.",
		.help = "Write the numbers of the address without leading zeros.",
		.reference = "RFC 7208 section 5.6",
		.bad = SPF_EXAMPLE("v=spf1 ip4:192.000.002.001 -all"),
		.good = SPF_EXAMPLE("v=spf1 ip4:192.0.2.1 -all"),
	},
	{
		.id = "spf-ip4-with-ip6",
		PROBLEM_ROW(ERROR, SPF, SPF_IP4_WITH_IP6),
		.summary = "\"ip4\" is used with an IPv6 address",
		.message = "\"ip4\" is used with an IPv6 address",
		.why = "\"ip4\" takes only IPv4 addresses. An IPv6 address is a syntax error there, and "
		       "receivers return permerror for all mail.",
		.help = "Write `ip6:` before an IPv6 address.",
		.reference = "RFC 7208 section 5.6",
		.bad = SPF_EXAMPLE("v=spf1 ip4:2001:db8::1 -all"),
		.good = SPF_EXAMPLE("v=spf1 ip6:2001:db8::1 -all"),
	},
	{
		.id = "spf-ip4-range-dash",
		PROBLEM_ROW(ERROR, SPF, SPF_IP4_RANGE_DASH),
		.summary = "range of IPv4 addresses is written with a hyphen",
		.message = "{} is a range, not a network",
		.why = "SPF has networks with a prefix length, but no address ranges. A range is a syntax "
		       "error, and receivers return permerror for all mail.",
		.help = "Write the range as one or more networks with a prefix length.",
		.reference = "RFC 7208 section 5.6",
		.bad = SPF_EXAMPLE("v=spf1 ip4:192.0.2.1-192.0.2.9 -all"),
		.good = SPF_EXAMPLE("v=spf1 ip4:192.0.2.0/28 -all"),
	},
	{
		.id = "spf-ip4-netmask",
		PROBLEM_ROW(ERROR, SPF, SPF_IP4_NETMASK),
		.summary = "network is written with a netmask instead of a prefix length",
		.message = "{} is a netmask, not a prefix length",
		.why = "An IPv4 network has a prefix length from 0 to 32 after the slash. A netmask is a "
		       "syntax error, and receivers return permerror for all mail.",
		.help = "Write a prefix length instead of the netmask, for example `/24`.",
		.reference = "RFC 7208 section 5.6",
		.bad = SPF_EXAMPLE("v=spf1 ip4:192.0.2.0/255.255.255.0 -all"),
		.good = SPF_EXAMPLE("v=spf1 ip4:192.0.2.0/24 -all"),
	},
	{
		.id = "spf-ip6-with-ip4",
		PROBLEM_ROW(ERROR, SPF, SPF_IP6_WITH_IP4),
		.summary = "\"ip6\" is used with an IPv4 address",
		.message = "\"ip6\" is used with an IPv4 address",
		.why = "\"ip6\" takes only IPv6 addresses. An IPv4 address is a syntax error there, and "
		       "receivers return permerror for all mail.",
		.help = "Write `ip4:` before an IPv4 address.",
		.reference = "RFC 7208 section 5.6",
		.bad = SPF_EXAMPLE("v=spf1 ip6:192.0.2.1 -all"),
		.good = SPF_EXAMPLE("v=spf1 ip4:192.0.2.1 -all"),
	},
	{
		.id = "spf-ip6-invalid",
		PROBLEM_ROW(ERROR, SPF, SPF_IP6_INVALID),
		.summary = "argument of \"ip6\" is not an IPv6 address",
		.message = "{} is not an IPv6 address or network",
		.why = "The argument of \"ip6\" must be an IPv6 address, with or without a prefix length. "
		       "Anything else is a syntax error, and receivers return permerror for all mail.",
		.help = "Correct the IPv6 address; `::` is allowed once, and a group has at most four "
			"hexadecimal digits.",
		.reference = "RFC 7208 section 5.6 and RFC 4291 section 2.2",
		.bad = SPF_EXAMPLE("v=spf1 ip6:2001::db8::1 -all"),
		.good = SPF_EXAMPLE("v=spf1 ip6:2001:db8::1 -all"),
	},
	{
		.id = "spf-ip6-brackets-or-zone",
		PROBLEM_ROW(ERROR, SPF, SPF_IP6_BRACKETS_OR_ZONE),
		.summary = "IPv6 address has brackets or a zone ID",
		.message = "IPv6 address {} has brackets or a zone ID",
		.why = "Brackets and zone IDs are not part of an IPv6 address in SPF. They are a syntax "
		       "error, and receivers return permerror for all mail.",
		.help = "Write the IPv6 address without brackets and zone ID.",
		.reference = "RFC 7208 section 5.6",
		.bad = SPF_EXAMPLE("v=spf1 ip6:[2001:db8::1] -all"),
		.good = SPF_EXAMPLE("v=spf1 ip6:2001:db8::1 -all"),
	},
	{
		.id = "spf-ip6-mapped",
		PROBLEM_ROW(WARNING, SPF, SPF_IP6_MAPPED),
		.summary = "\"ip6\" is used with an IPv4-mapped address",
		.message = "IPv4-mapped address {} never matches",
		.why = "Receivers handle a client with an IPv4-mapped address as an IPv4 client, and only "
		       "\"ip4\" matches IPv4 clients.",
		.help = "Write `ip4:` and the IPv4 address.",
		.reference = "RFC 7208 section 5",
		.bad = SPF_EXAMPLE("v=spf1 ip6:::ffff:11.0.0.7 -all"),
		.good = SPF_EXAMPLE("v=spf1 ip4:192.0.2.1 -all"),
	},
	{
		.id = "spf-ip-with-port",
		PROBLEM_ROW(ERROR, SPF, SPF_IP_WITH_PORT),
		.summary = "address is followed by a port number",
		.message = "port number {} is not allowed",
		.why = "SPF compares addresses, not ports. A port number is a syntax error, and receivers "
		       "return permerror for all mail.",
		.help = "Remove the port number after the address.",
		.reference = "RFC 7208 section 5.6",
		.bad = SPF_EXAMPLE("v=spf1 ip4:192.0.2.1:25 -all"),
		.good = SPF_EXAMPLE("v=spf1 ip4:192.0.2.1 -all"),
	},
	{
		.id = "spf-cidr-range",
		PROBLEM_ROW(ERROR, SPF, SPF_CIDR_RANGE),
		.summary = "prefix length is too large",
		.message = "prefix length {} exceeds 32 (IPv4) or 128 (IPv6)",
		.why = "The prefix length of an IPv4 network is at most 32, of an IPv6 network at most 128. "
		       "A larger number is a syntax error, and receivers return permerror for all mail.",
		.help = "Correct the prefix length; in `a` and `mx`, the IPv6 prefix length comes after two "
			"slashes.",
		.reference = "RFC 7208 section 5.6",
		.bad = SPF_EXAMPLE("v=spf1 ip4:192.0.2.0/33 -all"),
		.good = SPF_EXAMPLE("v=spf1 ip4:192.0.2.0/32 -all"),
	},
	{
		.id = "spf-cidr-leading-zero",
		PROBLEM_ROW(ERROR, SPF, SPF_CIDR_LEADING_ZERO),
		.summary = "prefix length has a leading zero",
		.message = "prefix length {} has a leading zero",
		.why = "A leading zero is a syntax error, and receivers return permerror for all mail.",
		.help = "Write the prefix length without leading zeros.",
		.reference = "RFC 7208 section 5.6",
		.bad = SPF_EXAMPLE("v=spf1 ip4:192.0.2.0/024 -all"),
		.good = SPF_EXAMPLE("v=spf1 ip4:192.0.2.0/24 -all"),
	},
	{
		.id = "spf-cidr-empty",
		PROBLEM_ROW(ERROR, SPF, SPF_CIDR_EMPTY),
		.summary = "prefix length is missing after a slash",
		.message = "missing prefix length after {}",
		.why = "A slash without a number is a syntax error, and receivers return permerror for all "
		       "mail.",
		.help = "Write the prefix length after the slash, or remove the slash.",
		.reference = "RFC 7208 section 5.6",
		.bad = SPF_EXAMPLE("v=spf1 a/ -all"),
		.good = SPF_EXAMPLE("v=spf1 a -all"),
	},
	{
		.id = "spf-dual-cidr-order",
		PROBLEM_ROW(ERROR, SPF, SPF_CIDR_ORDER),
		.summary = "prefix length has the wrong number of slashes or is in the wrong place",
		.message = "invalid prefix length {}",
		.why = "In \"a\" and \"mx\", the IPv4 prefix length comes first, after one slash, and the "
		       "IPv6 prefix length comes second, after two slashes. Any other form is a syntax "
		       "error, and receivers return permerror for all mail.",
		.help = "Write the IPv4 prefix length before the IPv6 prefix length in `a` and `mx`, for example `/24//64`. In `ip4` and `ip6` use one slash.",
		.reference = "RFC 7208 section 5.6",
		.bad = SPF_EXAMPLE("v=spf1 a//64/24 -all"),
		.good = SPF_EXAMPLE("v=spf1 a/24//64 -all"),
	},
};

RULE_FAMILY(spf_network_rules, "SPF: networks", rows);
