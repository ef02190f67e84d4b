/* SPF: bytes, separators and pasted text (RFC 7208 sections 3.1 and 4.6.1). */
#include "rules/families.h"
#include "spf/record.h"

static const struct rule rows[] = {
	{
		.id = "spf-non-ascii",
		PROBLEM_ROW(ERROR, SPF, SPF_NON_ASCII),
		.once = true,
		.summary = "the record contains a character that is not US-ASCII",
		.message = "{} is not US-ASCII",
		.why = "SPF records are US-ASCII text. Any other character in a term is a syntax error, and "
		       "receivers return permerror for all mail.",
		.help = "Type the term again in US-ASCII; word processors turn hyphens into dashes.",
		.reference = "RFC 7208 sections 3.1 and 4.6",
		.bad = SPF_EXAMPLE("v=spf1 mx \\226\\128\\147all"),
		.good = SPF_EXAMPLE("v=spf1 mx -all"),
	},
	{
		.id = "spf-idn-ulabel",
		PROBLEM_ROW(ERROR, SPF, SPF_IDN_ULABEL),
		.summary = "a domain name is written in Unicode instead of A-labels",
		.message = "{} must be written as A-labels (xn--...)",
		.why = "Internationalized domain names in a record must be A-labels. A name in Unicode is a "
		       "syntax error, and receivers return permerror for all mail.",
		.help = "Write the domain name as A-labels (`xn--...`).",
		.reference = "RFC 7208 section 4.3 and RFC 8616 section 4",
		.bad = SPF_EXAMPLE("v=spf1 include:m\\195\\188nchen.example -all"),
		.good = SPF_EXAMPLE("v=spf1 include:xn--mnchen-3ya.example -all"),
	},
	{
		.id = "spf-smart-quotes",
		PROBLEM_ROW(ERROR, SPF, SPF_SMART_QUOTES),
		.once = true,
		.summary = "the record contains a typographic quotation mark",
		.message = "{} is a typographic quotation mark",
		.why = "Typographic quotation marks are not US-ASCII. Before \"v=spf1\" they make receivers "
		       "ignore the record; in a term they are a syntax error, and receivers return permerror "
		       "for all mail.",
		.help = "Remove the typographic quotation marks from the record.",
		.reference = "RFC 7208 sections 3.1 and 4.5",
		.bad = SPF_EXAMPLE("\\226\\128\\156v=spf1 mx -all\\226\\128\\157"),
		.good = SPF_EXAMPLE("v=spf1 mx -all"),
	},
	{
		.id = "spf-nbsp",
		PROBLEM_ROW(ERROR, SPF, SPF_NBSP),
		.once = true,
		.summary = "a character that looks like a space separates terms",
		.message = "{} is not a US-ASCII space",
		.why = "Only the US-ASCII space (U+0020) separates terms. With any other space character, "
		       "two terms become one invalid term, and receivers return permerror for all mail.",
		.help = "Replace the character with a US-ASCII space.",
		.reference = "RFC 7208 section 4.6.1",
		.bad = SPF_EXAMPLE("v=spf1 mx\\194\\160-all"),
		.good = SPF_EXAMPLE("v=spf1 mx -all"),
	},
	{
		.id = "spf-zero-width",
		PROBLEM_ROW(ERROR, SPF, SPF_ZERO_WIDTH),
		.once = true,
		.summary = "the record contains an invisible character",
		.message = "{} is invisible",
		.why = "Invisible characters are not US-ASCII. The term that contains one is a syntax error, "
		       "and receivers return permerror for all mail.",
		.help = "Remove the invisible character, or type the term again.",
		.reference = "RFC 7208 sections 3.1 and 4.6",
		.bad = SPF_EXAMPLE("v=spf1 mx\\226\\128\\139 -all"),
		.good = SPF_EXAMPLE("v=spf1 mx -all"),
	},
	{
		.id = "spf-tab-separator",
		PROBLEM_ROW(ERROR, SPF, SPF_TAB),
		.once = true,
		.summary = "a tab is used where a space is required",
		.message = "{} is a tab; only a space separates terms",
		.why = "Only a space separates terms. A tab after \"v=spf1\" makes receivers ignore the "
		       "record; a later tab is a syntax error, and receivers return permerror for all mail.",
		.help = "Replace the tab with a space.",
		.reference = "RFC 7208 sections 4.5 and 4.6.1",
		.bad = SPF_EXAMPLE("v=spf1 mx\\009-all"),
		.good = SPF_EXAMPLE("v=spf1 mx -all"),
	},
	{
		.id = "spf-crlf",
		PROBLEM_ROW(ERROR, SPF, SPF_CRLF),
		.once = true,
		.summary = "the record contains a line break",
		.message = "{} is a line break",
		.why = "A text of several lines was pasted into the record. A line break does not separate "
		       "terms. It is a syntax error, and receivers return permerror for all mail.",
		.help = "Write the record on one line.",
		.reference = "RFC 7208 section 4.6.1",
		.bad = SPF_EXAMPLE("v=spf1 mx\\010-all"),
		.good = SPF_EXAMPLE("v=spf1 mx -all"),
	},
	{
		.id = "spf-control-character",
		PROBLEM_ROW(ERROR, SPF, SPF_CONTROL),
		.once = true,
		.summary = "the record contains a control character",
		.message = "{} is a control character",
		.why = "Only visible US-ASCII characters and spaces are valid in a record. A control "
		       "character is a syntax error, and receivers return permerror for all mail.",
		.help = "Remove the control character.",
		.reference = "RFC 7208 sections 4.6 and 7.1",
		.bad = SPF_EXAMPLE("v=spf1 mx\\001 -all"),
		.good = SPF_EXAMPLE("v=spf1 mx -all"),
	},
	{
		.id = "spf-comma-separator",
		PROBLEM_ROW(ERROR, SPF, SPF_COMMA),
		.once = true,
		.summary = "terms are separated by a comma instead of a space",
		.message = "{} does not separate SPF terms",
		.why = "A comma in \"ip4\" or \"ip6\" is a syntax error, and receivers return permerror for "
		       "all mail. In a domain name a comma is valid syntax, but no such domain exists, so "
		       "the term authorizes no sender.",
		.help = "Separate the terms with spaces, and repeat the mechanism for each value.",
		.reference = "RFC 7208 sections 4.6.1 and 7.1",
		.bad = SPF_EXAMPLE("v=spf1 ip4:192.0.2.1,ip4:198.51.100.7 -all"),
		.good = SPF_EXAMPLE("v=spf1 ip4:192.0.2.1 ip4:198.51.100.7 -all"),
	},
	{
		.id = "spf-semicolon-separator",
		PROBLEM_ROW(ERROR, SPF, SPF_SEMICOLON),
		.once = true,
		.summary = "the record contains a semicolon",
		.message = "{} does not separate SPF terms",
		.why = "Semicolons separate the tags of DKIM and DMARC records. In SPF a semicolon is part "
		       "of the term and usually makes it invalid, and receivers return permerror for all "
		       "mail.",
		.help = "Separate the terms with spaces, without semicolons.",
		.reference = "RFC 7208 section 4.6.1",
		.bad = SPF_EXAMPLE("v=spf1 mx; -all"),
		.good = SPF_EXAMPLE("v=spf1 mx -all"),
	},
	{
		.id = "spf-missing-space",
		PROBLEM_ROW(ERROR, SPF, SPF_MISSING_SPACE),
		.summary = "a space is missing between two terms",
		.message = "missing space before {}",
		.why = "Receivers read the two terms as one. Usually it is a syntax error, or it names a "
		       "domain that does not exist, and receivers return permerror.",
		.help = "Put a space between the two terms.",
		.reference = "RFC 7208 sections 4.6.1 and 7.1",
		.bad = SPF_EXAMPLE("v=spf1 include:_spf.example.net-all"),
		.good = SPF_EXAMPLE("v=spf1 include:_spf.example.net -all"),
	},
	{
		.id = "spf-missing-space-at-string-join",
		PROBLEM_ROW(ERROR, SPF, SPF_MISSING_SPACE_AT_JOIN),
		.follows = "dns-txt-unquoted-blanks",
		.summary = "a space is missing where two strings of the record are joined",
		.message = "missing space between two strings",
		.why = "Receivers join the strings of a TXT record without a space. The last term of one "
		       "string and the first term of the next string become one term. Usually it is invalid, "
		       "and receivers return permerror.",
		.help = "End the first string with a space, or begin the second string with a space.",
		.reference = "RFC 7208 section 3.3",
		.bad = "@ TXT \"v=spf1 ip4:192.0.2.1\" \"include:_spf.example.net -all\"",
		.good = "@ TXT \"v=spf1 ip4:192.0.2.1 \" \"include:_spf.example.net -all\"",
	},
	{
		.id = "spf-extra-space-in-term",
		PROBLEM_ROW(ERROR, SPF, SPF_EXTRA_SPACE),
		.summary = "a space splits a term in two",
		.message = "a space splits this term in two",
		.why = "Receivers read each half as a separate term. At least one half is a syntax error, "
		       "and receivers return permerror for all mail.",
		.help = "Remove the space inside the term.",
		.reference = "RFC 7208 section 4.6.1",
		.bad = SPF_EXAMPLE("v=spf1 ip4: 192.0.2.1 -all"),
		.good = SPF_EXAMPLE("v=spf1 ip4:192.0.2.1 -all"),
	},
	{
		.id = "spf-html-entity",
		PROBLEM_ROW(ERROR, SPF, SPF_HTML_ENTITY),
		.once = true,
		.summary = "the record contains HTML",
		.message = "{} is HTML",
		.why = "The text was copied from the source of a web page. The term with HTML in it is "
		       "usually a syntax error, and receivers return permerror for all mail.",
		.help = "Replace the HTML with the character that it represents.",
		.reference = "RFC 7208 sections 4.6 and 12",
		.bad = SPF_EXAMPLE("v=spf1 mx&nbsp\\;-all"),
		.good = SPF_EXAMPLE("v=spf1 mx -all"),
	},
	{
		.id = "spf-backslash-escape",
		PROBLEM_ROW(ERROR, SPF, SPF_BACKSLASH),
		.once = true,
		.summary = "the record contains a backslash",
		.message = "a backslash is part of the published text",
		.why = "The escapes of a zone file were typed into a web form, or the text was escaped "
		       "twice. In a domain name a backslash is valid syntax, so receivers look up a "
		       "different name.",
		.help = "Remove the backslash from the record.",
		.reference = "RFC 7208 section 7.1 and RFC 1035 section 5.1",
		.bad = SPF_EXAMPLE("v=spf1 include:_spf\\\\.example.net -all"),
		.good = SPF_EXAMPLE("v=spf1 include:_spf.example.net -all"),
	},
	{
		.id = "spf-quote-inside",
		PROBLEM_ROW(ERROR, SPF, SPF_QUOTE_INSIDE),
		.once = true,
		.summary = "the record contains a quotation mark",
		.message = "a quotation mark is part of the published text",
		.why = "The quotation marks of a zone file were typed into a web form. They become part of a "
		       "term and usually make it invalid, and receivers return permerror for all mail.",
		.help = "Remove the quotation marks from the text of the record.",
		.reference = "RFC 7208 section 12",
		.bad = SPF_EXAMPLE("v=spf1 mx \\\" \\\"-all"),
		.good = SPF_EXAMPLE("v=spf1 mx -all"),
	},
	{
		.id = "spf-placeholder",
		PROBLEM_ROW(ERROR, SPF, SPF_PLACEHOLDER),
		.summary = "a placeholder of a template was published",
		.message = "{} is a placeholder, not a value",
		.why = "The record was copied from instructions. The term is a syntax error, or it names an "
		       "address or domain that is not yours, so your own senders are not authorized.",
		.help = "Replace the placeholder with your own address or domain name.",
		.reference = "RFC 7208 section 4.6.1",
		.bad = SPF_EXAMPLE("v=spf1 a mx ip4:x.x.x.x -all"),
		.good = SPF_EXAMPLE("v=spf1 a mx ip4:192.0.2.1 -all"),
	},
	{
		.id = "spf-url-in-domain",
		PROBLEM_ROW(ERROR, SPF, SPF_URL_IN_DOMAIN),
		.summary = "a URL or an email address is used as a domain name",
		.message = "{} is not part of a domain name",
		.why = "A mechanism takes a domain name, not a URL or an email address. The term is a syntax "
		       "error, or it names a domain that does not exist. Receivers often return permerror, "
		       "and the term authorizes no sender.",
		.help = "Write only the domain name, without `https://`, path or user name.",
		.reference = "RFC 7208 sections 4.6.1 and 7.1",
		.bad = SPF_EXAMPLE("v=spf1 include:https://_spf.example.net -all"),
		.good = SPF_EXAMPLE("v=spf1 include:_spf.example.net -all"),
	},
	{
		.id = "spf-comment",
		PROBLEM_ROW(ERROR, SPF, SPF_COMMENT),
		.summary = "the record contains a comment",
		.message = "{} is a comment; SPF has no comments",
		.why = "Receivers read every word of a comment as a term. Words that are not terms are "
		       "syntax errors, and receivers return permerror for all mail.",
		.help = "Remove the comment from the record, or move it to the zone file outside the "
			"quotation marks.",
		.reference = "RFC 7208 section 4.6.1",
		.bad = SPF_EXAMPLE("v=spf1 mx (office) -all"),
		.good = SPF_EXAMPLE("v=spf1 mx -all"),
	},
};

RULE_FAMILY(spf_text_rules, "SPF: the text", rows);
