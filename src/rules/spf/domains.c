/* SPF: domain-spec and macros (RFC 7208 section 7). */
#include "rules/families.h"
#include "spf/record.h"

static const struct rule rows[] = {
	{
		.id = "spf-a-is-ip",
		PROBLEM_ROW(ERROR, SPF, SPF_A_IS_IP),
		.summary = "IP address is used as a domain name",
		.message = "{} is not a domain name",
		.why = "The last label of a domain name must not be a number, so an IP address is a syntax error here, and receivers return permerror for all mail.",
		.help = "Write `ip4:` or `ip6:` before an IP address.",
		.reference = "RFC 7208 section 7.1",
		.bad = SPF_EXAMPLE("v=spf1 a:192.0.2.1 -all"),
		.good = SPF_EXAMPLE("v=spf1 ip4:192.0.2.1 -all"),
	},
	{
		.id = "spf-wildcard-domain",
		PROBLEM_ROW(WARNING, SPF, SPF_WILDCARD),
		.summary = "domain name contains a wildcard",
		.message = "SPF does not expand the wildcard {}",
		.why = "Receivers look up the name with the asterisk, not the names that it could match. The "
		       "term usually authorizes no sender and is a void lookup; an \"include\" of such a "
		       "name ends in permerror.",
		.help = "Replace the wildcard with the names or networks of the hosts that send mail.",
		.reference = "RFC 7208 section 5.3 and RFC 4592 section 2.1.1",
		.bad = SPF_EXAMPLE("v=spf1 a:*.example.net -all"),
		.good = SPF_EXAMPLE("v=spf1 a:mail.example.net -all"),
	},
	{
		.id = "spf-domain-single-label",
		PROBLEM_ROW(ERROR, SPF, SPF_DOMAIN_SINGLE_LABEL),
		.summary = "domain name has only one label",
		.message = "domain name {} has only one label",
		.why = "A domain name in SPF has at least two labels with a dot between them. A single label "
		       "is a syntax error, and receivers return permerror for all mail.",
		.help = "Write the fully qualified domain name, without a dot at the end.",
		.reference = "RFC 7208 section 7.1",
		.bad = SPF_EXAMPLE("v=spf1 include:google -all"),
		.good = SPF_EXAMPLE("v=spf1 include:_spf.google.com -all"),
	},
	{
		.id = "spf-toplabel-underscore",
		PROBLEM_ROW(ERROR, SPF, SPF_TOPLABEL_UNDERSCORE),
		.summary = "last label of a domain name has an underscore",
		.message = "{} is not allowed in the last label of a name",
		.why = "Underscores are allowed in every label except the last. There an underscore is a "
		       "syntax error, and receivers return permerror for all mail.",
		.help = "Write the fully qualified domain name.",
		.reference = "RFC 7208 section 7.1",
		.bad = SPF_EXAMPLE("v=spf1 include:mail._spf -all"),
		.good = SPF_EXAMPLE("v=spf1 include:mail._spf.example.net -all"),
	},
	{
		.id = "spf-toplabel-hyphen-edge",
		PROBLEM_ROW(ERROR, SPF, SPF_TOPLABEL_HYPHEN_EDGE),
		.summary = "last label of a domain name begins or ends with a hyphen",
		.message = "label {} begins or ends with a hyphen",
		.why = "The last label of a domain name must begin and end with a letter or digit. Anything "
		       "else is a syntax error, and receivers return permerror for all mail.",
		.help = "Remove the hyphen at the beginning or end of the label.",
		.reference = "RFC 7208 section 7.1",
		.bad = SPF_EXAMPLE("v=spf1 include:_spf.example.net- -all"),
		.good = SPF_EXAMPLE("v=spf1 include:_spf.example.net -all"),
	},
	{
		.id = "spf-domain-bad-character",
		PROBLEM_ROW(ERROR, SPF, SPF_DOMAIN_BAD_CHARACTER),
		.summary = "last label of a domain name has an invalid character",
		.message = "{} is not allowed in the last label of a name",
		.why = "The last label of a domain name has only letters, digits and hyphens. Any other "
		       "character is a syntax error, and receivers return permerror for all mail.",
		.help = "Remove the invalid character from the domain name.",
		.reference = "RFC 7208 section 7.1",
		.bad = SPF_EXAMPLE("v=spf1 include:_spf.example.net) -all"),
		.good = SPF_EXAMPLE("v=spf1 include:_spf.example.net -all"),
	},
	{
		.id = "spf-empty-label",
		PROBLEM_ROW(ERROR, SPF, SPF_EMPTY_LABEL),
		.summary = "domain name has an empty label",
		.message = "empty label in a domain name: {}",
		.why = "A domain name with an empty label cannot exist. RFC 7208 does not say what receivers must do. Some return permerror, and others continue as if the term did not match.",
		.help = "Remove the extra dot from the domain name.",
		.reference = "RFC 7208 section 4.8",
		.bad = SPF_EXAMPLE("v=spf1 a:mail..example.net -all"),
		.good = SPF_EXAMPLE("v=spf1 a:mail.example.net -all"),
	},
	{
		.id = "spf-label-too-long",
		PROBLEM_ROW(ERROR, SPF, SPF_LABEL_TOO_LONG),
		.summary = "label of a domain name is longer than 63 octets",
		.message = "label {} is longer than 63 octets",
		.why = "A domain name with such a label cannot exist. RFC 7208 does not say what receivers must do. Some return permerror, and others continue as if the term did not match.",
		.help = "Correct the domain name; a label has at most 63 octets.",
		.reference = "RFC 7208 section 4.8 and RFC 1035 section 2.3.4",
		.bad = SPF_EXAMPLE(
			"v=spf1 "
			"a:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example.net "
			"-all"),
		.good = SPF_EXAMPLE("v=spf1 a:mail.example.net -all"),
	},
	{
		.id = "spf-name-too-long",
		PROBLEM_ROW(WARNING, SPF, SPF_NAME_TOO_LONG),
		.summary = "domain name is longer than 253 characters",
		.message = "domain name {} is longer than 253 characters",
		.why = "Receivers remove labels from the left until the name fits, and then look up a "
		       "different name.",
		.help = "Use a domain name of at most 253 characters.",
		.reference = "RFC 7208 section 7.3",
		.bad = "@ TXT \"v=spf1 "
		       "exists:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.\" "
		       "\"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc.\" "
		       "\"dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd.eeeeeeeeeeeeeeee.example.net "
		       "-all\"",
		.good = SPF_EXAMPLE("v=spf1 exists:%{i}._spf.example.net -all"),
	},
	{
		.id = "spf-macro-percent",
		PROBLEM_ROW(ERROR, SPF, SPF_MACRO_PERCENT),
		.summary = "percent sign does not begin a macro",
		.message = "{} must be followed by \"{\", \"%\", \"_\" or \"-\"",
		.why = "A percent sign with any other character after it is a syntax error, and receivers "
		       "return permerror for all mail.",
		.help = "Write `%{...}` for a macro, or `%%` for a percent sign.",
		.reference = "RFC 7208 section 7.3",
		.bad = SPF_EXAMPLE("v=spf1 exists:%(ir)._spf.example.net -all"),
		.good = SPF_EXAMPLE("v=spf1 exists:%{ir}._spf.example.net -all"),
	},
	{
		.id = "spf-macro-unclosed",
		PROBLEM_ROW(ERROR, SPF, SPF_MACRO_UNCLOSED),
		.summary = "macro has no closing brace",
		.message = "missing \"}\" in {}",
		.why = "A macro without a closing brace is a syntax error, and receivers return permerror "
		       "for all mail.",
		.help = "Write `}` at the end of the macro.",
		.reference = "RFC 7208 section 7.1",
		.bad = SPF_EXAMPLE("v=spf1 exists:%{i._spf.example.net -all"),
		.good = SPF_EXAMPLE("v=spf1 exists:%{i}._spf.example.net -all"),
	},
	{
		.id = "spf-macro-letter",
		PROBLEM_ROW(ERROR, SPF, SPF_MACRO_LETTER),
		.summary = "macro has an unknown letter",
		.message = "unknown macro {}",
		.why = "The macro letters of a record are s, l, o, d, i, p, h and v. Any other letter is a "
		       "syntax error, and receivers return permerror for all mail.",
		.help = "Use a valid macro letter, for example `%{i}` for the address of the client.",
		.reference = "RFC 7208 sections 7.1 and 7.2",
		.bad = SPF_EXAMPLE("v=spf1 exists:%{x}._spf.example.net -all"),
		.good = SPF_EXAMPLE("v=spf1 exists:%{i}._spf.example.net -all"),
	},
	{
		.id = "spf-macro-exp-only",
		PROBLEM_ROW(ERROR, SPF, SPF_MACRO_EXP_ONLY),
		.summary = "macro that is allowed only in explanations",
		.message = "{} is allowed only in the text that \"exp\" names",
		.why = "The macro letters c, r and t are allowed only in explanations. In the record they "
		       "are a syntax error, and receivers return permerror for all mail.",
		.help = "Use `%{i}` for the address of the client, or remove the macro.",
		.reference = "RFC 7208 section 7.2",
		.bad = SPF_EXAMPLE("v=spf1 exists:%{c}._spf.example.net -all"),
		.good = SPF_EXAMPLE("v=spf1 exists:%{i}._spf.example.net -all"),
	},
	{
		.id = "spf-macro-digit-zero",
		PROBLEM_ROW(ERROR, SPF, SPF_MACRO_DIGIT_ZERO),
		.summary = "number in a macro is zero",
		.message = "the number in a macro must not be zero",
		.why = "The number says how many labels the macro keeps. Zero is invalid, and receivers "
		       "return permerror for all mail.",
		.help = "Write the number of labels to keep, or remove the number.",
		.reference = "RFC 7208 section 7.3",
		.bad = SPF_EXAMPLE("v=spf1 exists:%{d0}._spf.example.net -all"),
		.good = SPF_EXAMPLE("v=spf1 exists:%{d2}._spf.example.net -all"),
	},
	{
		.id = "spf-macro-transformer-order",
		PROBLEM_ROW(ERROR, SPF, SPF_MACRO_TRANSFORMER_ORDER),
		.summary = "parts of a macro are in the wrong order",
		.message = "wrong order in macro {}",
		.why = "A macro is a letter, then digits, then r, then delimiters. Any other order is a "
		       "syntax error, and receivers return permerror for all mail.",
		.help = "Write the letter first, then digits, `r` and delimiters, for example `%{d2r}`.",
		.reference = "RFC 7208 section 7.1",
		.bad = SPF_EXAMPLE("v=spf1 exists:%{dr2}._spf.example.net -all"),
		.good = SPF_EXAMPLE("v=spf1 exists:%{d2r}._spf.example.net -all"),
	},
	{
		.id = "spf-macro-delimiter",
		PROBLEM_ROW(ERROR, SPF, SPF_MACRO_DELIMITER),
		.summary = "macro has an invalid delimiter",
		.message = "invalid delimiter {} in a macro",
		.why = "The delimiters of a macro are . - + , / _ and =. Any other character is a syntax "
		       "error, and receivers return permerror for all mail.",
		.help = "Use a valid delimiter (`.` `-` `+` `,` `/` `_` `=`), or remove the delimiter.",
		.reference = "RFC 7208 section 7.1",
		.bad = SPF_EXAMPLE("v=spf1 exists:%{l:}._spf.example.net -all"),
		.good = SPF_EXAMPLE("v=spf1 exists:%{i}._spf.example.net -all"),
	},
	{
		.id = "spf-macro-p",
		PROBLEM_ROW(WARNING, SPF, SPF_MACRO_P),
		.summary = "macro \"%{p}\" is used",
		.message = "macro {} should not be published",
		.why = "The macro needs a PTR lookup for each message and is slow. The owner of the sending IP address decides what the macro expands to. RFC 7208 says that the macro should not be published.",
		.help = "Use another macro such as `%{i}`, or list the networks with `ip4` and `ip6`.",
		.reference = "RFC 7208 sections 5.5 and 7.3",
		.bad = SPF_EXAMPLE("v=spf1 exists:%{p}._spf.example.net -all"),
		.good = SPF_EXAMPLE("v=spf1 exists:%{i}._spf.example.net -all"),
	},
	{
		.id = "spf-macro-localpart",
		PROBLEM_ROW(WARNING, SPF, SPF_MACRO_LOCALPART),
		.summary = "macro depends on the sender address or the HELO name",
		.message = "{} depends on the sender or the HELO name",
		.why = "Receivers and DNS caches cannot use the result again for other senders. A local part "
		       "can be too long for a DNS label or contain characters that are not ASCII, and the "
		       "term then does not match.",
		.help = "Use only the macros `%{i}`, `%{d}` and `%{v}`.",
		.reference = "RFC 7208 section 7.3 and RFC 8616 section 4",
		.bad = SPF_EXAMPLE("v=spf1 exists:%{l}._spf.example.net -all"),
		.good = SPF_EXAMPLE("v=spf1 exists:%{i}._spf.example.net -all"),
	},
	{
		.id = "spf-macro-in-ip",
		PROBLEM_ROW(ERROR, SPF, SPF_MACRO_IN_IP),
		.summary = "\"ip4\" or \"ip6\" contains a macro",
		.message = "macro {} is not allowed in \"ip4\" or \"ip6\"",
		.why = "\"ip4\" and \"ip6\" take only literal networks. A macro is a syntax error there, and "
		       "receivers return permerror for all mail.",
		.help = "Write the address, or use `exists:` with the macro.",
		.reference = "RFC 7208 section 5.6",
		.bad = SPF_EXAMPLE("v=spf1 ip4:%{i} -all"),
		.good = SPF_EXAMPLE("v=spf1 ip4:192.0.2.1 -all"),
	},
};

RULE_FAMILY(spf_domain_rules, "SPF: domains and macros", rows);
