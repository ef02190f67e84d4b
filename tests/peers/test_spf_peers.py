"""
check_host() beside pyspf, Mail::SPF and libspf2: the same client, HELO and MAIL FROM must give the same result, and on
fail the same explanation. All of them ask NSD on a free port of 127.0.0.1, and nobody else.

Environment: MAILAUTH_CHECK is the path of mailauth-check, SPF_LIBSPF2 that of spf_libspf2 (spf_libspf2.c in this
directory; not set without libspf2). The other peers are Debian's python3-spf and libmail-spf-perl, run by spf_pyspf.py
and spf_mail_spf.pl. A peer that is missing skips its tests.

Where a peer says something else, the tables INVALID, VALID_DIFFERS and DIFFERS, or for random worlds EXCUSES, name the
sentence of RFC 7208 that decides, or that leaves it open. What no table explains fails the test. Random worlds come
from SEED; a failure prints the world.
"""
import collections
import concurrent.futures
import functools
import ipaddress
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "integration"))

import servers # noqa: E402

SEED = 7208
RANDOM_WORLDS = 150
CLIENTS_PER_WORLD = 10
SPF_LOOKUPS = 10
SPF_VOIDS = 2
RUN_SECONDS = 120
ORIGIN = "test"
# Zones that NSD is told of and that have no file: it answers SERVFAIL there.
BROKEN = ["broken.test", "113.0.203.in-addr.arpa"]
BROKEN_NAME = "x.broken.test"


# ---- zones ----------------------------------------------------------------------------------------------------------

def txt(data):
    """A text as TXT data. "||" parts strings; a longer string than DNS can hold is parted too."""
    strings = []
    for part in data.split("||"):
        strings += [part[at:at + 255] for at in range(0, len(part), 255)] or [""]
    return " ".join('"%s"' % "".join("\\%03d" % byte if byte in b'"\\' or not 32 <= byte < 127 else chr(byte)
                                     for byte in string.encode("latin-1")) for string in strings)


def reverse(ip):
    return ipaddress.ip_address(ip).reverse_pointer + "."


def zone_lines(text, origin, ip):
    """
    Lines "OWNER TYPE DATA" as master file lines. Owners are relative to the origin, which "@" and "%O" stand for; REV
    is the reverse name of the client. Other names are absolute. In a text, the octet 30 stands for a line feed.
    """
    lines = []
    for line in filter(None, text.replace("%O", origin).split("\n")):
        owner, kind, data = line.split(" ", 2)
        owner = reverse(ip) if owner == "REV" else owner + "." if owner == origin or owner.endswith("." + origin) \
            else origin + "." if owner == "@" else owner + "." + origin + "."
        if kind == "TXT":
            data = txt(data.replace("\x1e", "\n"))
        elif kind in ("MX", "CNAME", "PTR"):
            data = data.rstrip(".") + "."
        lines.append("%s %s %s" % (owner, kind, data))
    return lines


# ---- cases ----------------------------------------------------------------------------------------------------------

class Case:
    """
    A small zone and one evaluation in it. `result` and `explanation` are what the RFC says; `differs` maps a peer to
    the result that it gives instead.
    """

    count = 0

    def __init__(self, label, zone, result, explanation=None, ip="192.0.2.1", mail_from="user@%O", helo="helo.%O"):
        Case.count += 1
        self.origin = "c%d.%s" % (Case.count, ORIGIN)
        self.label, self.zone, self.ip, self.result = label, zone, ip, result
        self.explanation = explanation and explanation.replace("%O", self.origin).replace("%N", "c%d" % Case.count)
        self.mail_from, self.helo = (text.replace("%O", self.origin) for text in (mail_from, helo))
        self.differs = {}

    @property
    def lines(self):
        return zone_lines(self.zone, self.origin, self.ip)


# The reasons, each with the sentence that decides.
SENDER = (
    'Section 4.3: "If the <sender> has no local-part, substitute the string "postmaster" for the local-part."')
LAST_AT = (
    'Section 7.3: "It is an email address with a local-part, an "@" character, and a domain": the last "@" parts them')
MALFORMED = (
    'Section 4.3: "If the <domain> is malformed (e.g., label longer than 63 characters, zero-length label not at the '
    'end, etc.) or is not a multi-label domain name [...] check_host() immediately returns the result "none"."')
VERSION = (
    'Section 4.5: "the version section is terminated by either an SP character or the end of the record"')
SYNTAX = (
    'Section 4.6: "if there are any syntax errors anywhere in the record, check_host() returns immediately with the '
    'result "permerror"": a macro-literal is visible US-ASCII')
SERVER_FAILURE = (
    'Section 4.4: "If the DNS lookup returns a server failure (RCODE 2) or some other error [...] then check_host() '
    'terminates immediately with the result "temperror"": NSD gives the alias alone, and the peer does not ask for '
    "what it points to")
INTERNATIONAL = (
    'RFC 8616 section 4: "If the local part contains non-ASCII characters, terms that include %{s} or %{l} do not '
    'match anything"')
IN_TURN = (
    'Section 4.6.2: "Each mechanism is considered in turn from left to right."')
REDIRECT_COUNT = (
    'Section 4.6.4: "SPF implementations MUST limit the total number of those terms to 10 during SPF evaluation": a '
    'redirect that is not followed (section 6.1: "If all mechanisms fail to match") is not evaluated')
ONE_LIMIT = (
    'Section 4.1: "The overall DNS lookup limit for SPF terms [...] must be tracked as a single global limit for all '
    'evaluations, not just for a single instance of a recursive evaluation."')
LIMIT_AT_END = (
    'Section 4.6.4: "If this limit is exceeded, the implementation MUST return "permerror".": also by the last term')
VOID_TERMS = (
    'Section 4.6.4: "it is useful to limit the number of "terms" for which DNS queries return either a positive '
    'answer (RCODE 0) with an answer count of 0, or a "Name Error" (RCODE 3) answer": terms, not queries')
VOID_NAMES = (
    'Section 5.5: "For each record returned, validate the domain name by looking up its IP addresses."; the peer asks '
    "only for names below the target, and so it meets fewer void ones")
VOID_ALIAS = (
    'Section 4.6.4: "or a "Name Error" (RCODE 3) answer": also with an alias in it')
OPEN_VOID = (
    'open. Section 4.6.4: "SPF implementations SHOULD limit "void lookups" to two."')
OPEN_VOID_ALIAS = (
    'open. Section 4.6.4: "a positive answer (RCODE 0) with an answer count of 0": is an alias an answer?')
OPEN_P_COUNT = (
    'open. Section 4.6.4: "When evaluating the "ptr" mechanism or the %{p} macro, the number of "PTR" resource '
    'records queried is included in the overall limit of 10 mechanisms/modifiers that cause DNS lookups"; the peers '
    "count only the term that the macro stands in")
OPEN_TARGET = (
    'open. Section 4.8: "This document and its predecessors make no provisions for defining correct handling of a '
    "syntactically invalid <domain-spec> [...] Some implementations choose to treat such errors as not-match and "
    'therefore ignore such names, while others return a "permerror" exception."')
OPEN_LOOP = (
    'open. RFC 1034 section 5.2.2: "CNAME loops signalled as an error"; it does not say to whom')
ESCAPING = (
    'Section 4.8: "The result of the macro expansion is not subject to any further escaping."')
NONE_IN_INCLUDE = (
    'Section 5.2: recursive result "none" causes the "include" mechanism to "return permerror"; section 4.3 has none '
    "for what is malformed or has one label")
MALFORMED_REDIRECT = (
    'Section 6.1: "if the <target-name> is malformed, the result is a "permerror" rather than "none"."')
TRUNCATE = (
    'Section 7.3: "the left side is truncated to fit, by removing successive domain labels (and their following dots) '
    'until the total length does not exceed 253 characters."')
PREFIX = (
    'Section 5.6: "ip4-cidr-length = "/" ("0" / %x31-39 0*1DIGIT) ; value range 0-32"; the same for ip6')
MX_LIMIT = (
    'Section 4.6.4: "the evaluation of each "MX" record MUST NOT result in querying more than 10 address records '
    '[...] If this limit is exceeded, the "mx" mechanism MUST produce a "permerror" result."')
OPEN_MX_MATCH = (
    'open. Section 5.4: "If any address matches, the mechanism matches."; the peer asks for all hosts before it '
    "compares")
PTR_ERROR = (
    'Section 5.5: "If a DNS error occurs while doing the PTR RR lookup, then this mechanism fails to match. If a DNS '
    'error occurs while doing an A RR lookup, then that domain name is skipped and the search continues."')
PTR_LIMIT = (
    'Section 4.6.4: "If this limit is exceeded, all records other than the first 10 MUST be ignored."')
ONLY_IP4 = (
    'Section 5: "IPv4 <ip> addresses are only listed in an SPF record using the "ip4" mechanism."')
MAPPED = (
    'Section 5: "SPF implementations on IPv6 servers need to handle both "AAAA" and "A" records, for clients on '
    'IPv4-mapped IPv6 addresses"')
LOOPBACK = (
    'Section 4: "A compliant SPF implementation MUST produce results semantically equivalent to this description."; '
    "it exempts no client")
NAME_CASE = (
    'Section 4.6.1: "mechanism and modifier names are case-insensitive"')
UNKNOWN = (
    'Section 6: "Unrecognized modifiers MUST be ignored no matter where, or how often, they appear in a record."')
NAME = (
    'Section 4.6.1: "name = ALPHA *( ALPHA / DIGIT / "-" / "_" / "." )"')
REDIRECT_LAST = (
    'Section 6.1: "If all mechanisms fail to match, and a "redirect" modifier is present"; "Any "redirect" modifier '
    'MUST be ignored if there is an "all" mechanism anywhere in the record."')
EXP_SYNTAX = (
    'Section 6.2: "if there are syntax errors in the explanation string, then proceed as if no "exp" modifier was '
    'given."')
EXP_TWO = (
    'Section 6.2: "if more than one record is returned [...] proceed as if no "exp" modifier was given."')
EXP_BLANK = (
    'Section 7.1: "explain-string = *( macro-string / SP )"')
EXP_LIMIT = (
    'Section 4.6.4: "the "exp" modifier -- do not cause DNS queries at the time of SPF evaluation [...] and their use '
    'is not subject to this limit": also the %{p} in its text')
OPEN_EXP_LENGTH = (
    'open. Section 6.2: "Implementations MAY limit the length of the resulting explanation string"')
LITERAL_PERCENT = (
    'Section 7.1: "A literal "%" is expressed by "%%"."')
OPEN_NIBBLES = (
    'open. Section 7.3: "For IPv6 addresses, the "i" macro expands to a dot-format address"; of upper or lower case '
    "nothing is said")
OPEN_DOMAIN_CASE = (
    'open. Section 7.2: "o = domain of <sender>"; whether its case stays is not said')
SPLIT = (
    'Section 7.3: "If transformers or delimiters are provided, the replacement value for a macro letter is split '
    '[...] the parts are rejoined using "." and not the original splitting characters."')
DELIMITER = (
    'Section 7.1: "delimiter = "." / "-" / "+" / "," / "/" / "_" / "=""')
TRANSFORMER_CASE = (
    'Section 7.1: "transformers = *DIGIT [ "r" ]"; RFC 5234 section 2.3: "ABNF strings are case insensitive"')
ALL_PARTS = (
    'Section 7.3: "if the value specifies more parts than are available, all the available parts are used."')
URL = (
    'Section 7.3: "URL escaping MUST be performed for characters not in the "unreserved" set, which is defined in '
    '[RFC3986]."; RFC 3986 section 2.1: "should use uppercase hexadecimal digits"')
URL_IN_NAME = (
    'Section 7.3: "Uppercase macros expand exactly as their lowercase equivalents, and are then URL escaped."')
P_ERROR = (
    'Section 7.3: "if a DNS error occurs, the string "unknown" is used."')
P_BEST = (
    'open. Section 7.3: "If the <domain> is present in the list of validated domains, it SHOULD be used. Otherwise, '
    'if a subdomain of the <domain> is present, it SHOULD be used."')
TOPLABEL = (
    'Section 7.1: "domain-end = ( "." toplabel [ "." ] ) / macro-expand"')
SPEC = (
    'Section 7.1: "domain-spec = macro-string domain-end": it cannot be empty')
PERCENT = (
    'Section 7.3: "A \'%\' character not followed by a \'{\', \'%\', \'-\', or \'_\' character is a syntax error."')
EXPAND = (
    'Section 7.1: "macro-expand = ( "%{" macro-letter transformers *delimiter "}" )"')
DIGIT = (
    'Section 7.3: "If a DIGIT is specified, the value MUST be nonzero."')
LETTER = (
    'Section 7.2: "The following macro letters are allowed only in "exp" text"; section 7.1 has no others')
MECHANISM = (
    'Section 4.6.1: "directive = [ qualifier ] mechanism"')
TWICE = (
    'Section 6: "These two modifiers MUST NOT appear in a record more than once each. If they do, then check_host() '
    'exits with a result of "permerror"."')
NETWORK = (
    'Section 5.6: "ip4-network = qnum "." qnum "." qnum "." qnum"; "ip6-network = <as per Section 2.2 of [RFC4291]>"')
VISIBLE = (
    'Section 7.1: "macro-literal = %x21-24 / %x26-7E"')
RECORD_SIZE = (
    'Section 3.4: "The published SPF record for a given domain name SHOULD remain small enough that the results of a '
    'query for it will fit within 512 octets."; nothing lets a longer one be read in part')
EXP_ASCII = (
    'Section 6.2: "the explanation string MUST be limited to [US-ASCII]"')

SIX = "2001:db8::cb01"


def many(count, text):
    """A line for each number, which "#" stands for."""
    return "".join(text.replace("#", str(i)) + "\n" for i in range(count))


# Terms that are not in the grammar, and the peers that take them (some only while no mechanism before them matched).
INVALID = [
    (MECHANISM, {"foo": "", "all:x": "", "all/8": "", "all.": "", "-": "", "++all": "", "ptr/24": "", "exists": "",
        "exists/24": "", "include": "", "include/24": "", "redirect:%O": "libspf2", "%{d}": "", "a,": "", "a;": ""}),
    (SPEC, {"a:": "libspf2", "mx:": "libspf2", "ptr:": "libspf2", "exists:": "libspf2", "include:": "libspf2",
        "redirect=": "libspf2", "exp=": "libspf2"}),
    (PREFIX, {"a/": "", "a/33": "", "a/032": "libspf2", "a/00": "", "a//129": "", "a//": "", "a/24/64": "",
        "a//64/24": "", "mx/": "", "mx//": "", "ip4:1.2.3.4/33": "", "ip4:1.2.3.4/": "", "ip4:1.2.3.4/00": "",
        "ip4:1.2.3.4/032": "libspf2", "ip4:1.2.3.4//32": "", "ip6:::1/129": "", "ip6:::1/": "",
        "ip6:::1/064": "libspf2", "ip6:::1//64": ""}),
    (TOPLABEL, {"a:h.%O:80": "libspf2", "a:1.2.3.4": "libspf2", "a:host": "libspf2", "a:host..": "libspf2",
        "a:h.%O..": "libspf2", "a:x.-test": "libspf2", "a:x.test-": "libspf2", "a:x.123": "libspf2",
        "a:x.t_t": "libspf2", "a:%{d}.": "libspf2", "a:%{d}x": "libspf2", "ptr:%O/24": "libspf2",
        "exists:%O/24": "libspf2", "include:%O/24": "libspf2", "redirect=host": "libspf2", "redirect=%O/24": "libspf2",
        "exp=host": "libspf2", "include:s.%O,": "libspf2"}),
    (NETWORK, {"ip4": "", "ip4:": "", "ip4:1.2.3": "", "ip4:1.2.3.4.5": "", "ip4:1.2.3.256": "", "ip4:01.2.3.4": "",
        "ip4:::1": "", "ip4/8:1.2.3.4": "", "ip4:%{i}": "", "ip6": "", "ip6:": "", "ip6:1.2.3.4": "", "ip6:1::2::3": "",
        "ip6::1": "", "ip6:fe80::1%eth0": "", "ip6:12345::": "", "ip6:1:2:3:4:5:6:7:8:9": "", "ip6:[::1]": "",
        "ip4:1.2.3.4~all": ""}),
    (NAME, {"-redirect=%O": "", "+exp=x.%O": "", "=x": "", "1x=y": "", "_x=y": "", "-x=y": ""}),
    (PERCENT, {"x=%": "libspf2", "x=%x": "libspf2", "exists:%(i).%O": "libspf2", "exists:%{i}.%": "libspf2",
        "exists:%%%.%O": "libspf2 pyspf"}),
    (EXPAND, {"x=%{d": "pyspf", "x=%{dx}": "pyspf", "exists:%{}.%O": "", "exists:%{i.%O": "pyspf",
        "exists:%{dr2}": "pyspf", "exists:%{d2rr}": "pyspf", "exists:%{d|}": "libspf2 pyspf",
        "exists:%{d2.r}": "pyspf"}),
    (LETTER, {"x=%{q}": "mail_spf", "exists:%{c}.%O": "mail_spf", "exists:%{r}.%O": "mail_spf",
        "exists:%{t}.%O": "mail_spf", "exists:%{x}.%O": "mail_spf", "include:%{x}.%O": "mail_spf", "exp=%{x}.%O": ""}),
    (DIGIT, {"x=%{d0}": "mail_spf pyspf", "exists:%{d0}": "mail_spf pyspf"}),
    (VISIBLE, {"a\tb": "", "a\r": "", "\xe9": "", "x=\xe9": "libspf2", "a:\xe9.%O": "libspf2"}),
    (TWICE, {"redirect=%O redirect=%O": "libspf2", "exp=x.%O exp=x.%O": "libspf2",
        "redirect=%O REDIRECT=%O": "libspf2 pyspf", "EXP=x.%O exp=x.%O": "libspf2 pyspf"}),
]

# Terms that match nothing where they are tried.
VALID = [
    "A:no.%O", "a:no.%O.", "a:no.%O/0", "a:no.%O//0", "a:no.%O/24//64", "a/24", "a/24//64", "a//64", "A/32//128", "mx",
    "mx/24", "mx//64", "MX:no.%O/24//64", "ptr:no.%O", "exists:no.%O.", "include:s.%O", "InClude:s.%O.",
    "ip4:203.0.113.0/24", "ip4:203.0.113.7/32", "ip4:203.0.113.7/8", "IP4:203.0.113.7", "ip6:2001:db8::",
    "ip6:2001:db8::/128", "IP6:2001:DB8::/32", "ip6:2001:db8:0:0:0:0:203.0.113.1", "x=", "x=y", "x=%{d}", "x=%%%_%-",
    "x.y-z_1=a:b/c", "v=spf1", "x=a x=b", "X=%{S2r+}", "x=%{d3r.-+,/_=}", "a:%{d}", "a:%{d}/24//64", "a:%{d1r}.no.%O",
    "a:%{D}", "exists:%{d1r.}.no.%O", "a:no.%O.a-b-1", "a:no.%O.1-2", "a:no.%O.1a", "a:n!o#$^&*().%O",
    "a:%%.no.%O", "a:n%_o.%O", "a:n%-o.%O", "exp=x.%O", "Exp=x.%O", "exists:%{l}.%O", "a:h/8.%O", "a:h:8.%O",
    "exists:%{i1}.no.%O", "a:%{d127}", "a:%{d0127}", "a:%{d999999999999}", "exists:%{l-+,/_=.}.no.%O",
    "all.x=y", "a=", "a=h.%O", "include=%O", "ip4=1.2.3.4", "all=x", "ip4.=x", "redirect.x=host", "?include:s.%O",
    "a mx ptr:no.%O", "default=-all", "op=x",
]

# Of these, what peers refuse, or take amiss.
VALID_DIFFERS = [
    (UNKNOWN, {"x=a x=b": "pyspf"}),
    (PREFIX, {"a:no.%O/0": "libspf2", "a:no.%O//0": "libspf2"}),
    (NAME, {"x.y-z_1=a:b/c": "libspf2", "all.x=y": "libspf2", "ip4.=x": "libspf2", "redirect.x=host": "libspf2"}),
    (DELIMITER, {"x=%{d3r.-+,/_=}": "libspf2", "exists:%{l-+,/_=.}.no.%O": "libspf2"}),
    (ALL_PARTS, {"a:%{d999999999999}": "libspf2"}),
]


CASES = [Case("invalid: %r" % term, "@ TXT v=spf1 " + term + " ?all\ns TXT v=spf1 ?all\n@ A 203.0.113.9", "permerror",
              ip="198.51.100.9") for _, terms in INVALID for term in terms]
CASES += [Case("invalid behind a match: %r" % term, "@ TXT v=spf1 +all " + term + "\ns TXT v=spf1 ?all", "permerror",
               ip="198.51.100.9") for _, terms in INVALID for term in terms]
CASES += [Case("valid: %r" % term, "@ TXT v=spf1 " + term + " ?all\n@ TXT x\ns TXT v=spf1 ?all\n@ A 203.0.113.9\n"
               "@ AAAA 2001:db9::1\n@ MX 10 %O\nx TXT explained", "neutral", ip="198.51.100.9") for term in VALID]
CASES += [
    # Sections 2.3, 2.4 and 4.3: identities
    Case("no MAIL FROM", "helo TXT v=spf1 exists:%{l}.%{o} -all\npostmaster.helo A 127.0.0.2", "pass", mail_from=""),
    Case("no MAIL FROM: %{s}", "helo TXT v=spf1 -all exp=e.%O\ne TXT %{s}|%{l}|%{o}|%{h}", "fail",
         "postmaster@helo.%O|postmaster|helo.%O|helo.%O", mail_from=""),
    Case("MAIL FROM without local-part", "@ TXT v=spf1 -all exp=e.%O\ne TXT %{s}|%{l}", "fail",
         "postmaster@%O|postmaster", mail_from="@%O"),
    Case("MAIL FROM without @", "@ TXT v=spf1 -all exp=e.%O\ne TXT %{s}|%{l}", "fail", "postmaster@%O|postmaster",
         mail_from="%O"),
    Case("local-part with @", "@ TXT v=spf1 -all exp=e.%O\ne TXT %{l}|%{o}", "fail", '"a@b"|%O', mail_from='"a@b"@%O'),
    Case("upper case", "@ TXT v=spf1 -all exp=e.%{d}\ne TXT x", "fail", "x", mail_from="User@%O"),
    Case("empty label", "@ TXT v=spf1 -all", "none", mail_from="u@a..%O"),
    Case("leading dot", "@ TXT v=spf1 -all", "none", mail_from="u@.%O"),
    Case("final dot", "@ TXT v=spf1 -all", "fail", mail_from="u@%O."),
    Case("label of 63", "%s TXT v=spf1 -all" % ("a" * 63), "fail", mail_from="u@" + "a" * 63 + ".%O"),
    Case("label of 64", "@ TXT v=spf1 -all\n* TXT v=spf1 -all", "none", mail_from="u@" + "a" * 64 + ".%O"),
    Case("one label", "@ TXT v=spf1 -all", "none", mail_from="u@localhost"),
    Case("one label with a record", "@ TXT x", "none", mail_from="u@test"),
    Case("address literal", "@ TXT v=spf1 -all", "none", mail_from="", helo="[192.0.2.1]"),
    Case("bare address", "@ TXT v=spf1 -all", "none", mail_from="", helo="192.0.2.1"),
    Case("NXDOMAIN", "@ TXT v=spf1 -all", "none", mail_from="u@no.%O"),
    Case("no TXT", "h A 192.0.2.1", "none", mail_from="u@h.%O"),
    Case("empty non-terminal", "x.h A 192.0.2.1", "none", mail_from="u@h.%O"),
    Case("wildcard", "* TXT v=spf1 -all", "fail", mail_from="u@any.%O"),
    Case("SERVFAIL", "@ TXT x", "temperror", mail_from="u@" + BROKEN_NAME),
    # Sections 3 and 4.5: selection
    Case("only a version", "@ TXT v=spf1", "neutral"),
    Case("version and blank", "@ TXT v=spf1||  ", "neutral"),
    Case("v=spf10", "@ TXT v=spf10 -all", "none"),
    Case("version in upper case", "@ TXT V=SPF1 -ALL", "fail"),
    Case("leading blank", "@ TXT || v=spf1 -all", "none"),
    Case("tab behind the version", "@ TXT v=spf1\t-all", "none"),
    Case("line feed behind the version", "@ TXT v=spf1\x1e-all", "none"),
    Case("version alone and a line feed", "@ TXT v=spf1\x1e", "none"),
    Case("comma behind the version", "@ TXT v=spf1, -all", "none"),
    Case("two records", "@ TXT v=spf1 -all\n@ TXT v=spf1 +all", "permerror"),
    Case("two records, one invalid", "@ TXT v=spf1 -all\n@ TXT v=spf1 foo", "permerror"),
    Case("two records in two cases", "@ TXT v=spf1 -all\n@ TXT V=spf1 -all", "permerror"),
    Case("another version beside", "@ TXT v=spf1 -all\n@ TXT v=spf10 +all\n@ TXT spf2.0/mfrom +all\n@ TXT v=spf2 x",
         "fail"),
    Case("another text beside", "@ TXT v=spf1 -all\n@ TXT x=\xe9\n@ TXT \xff\xfe", "fail"),
    Case("empty text beside", "@ TXT v=spf1 -all\n@ TXT ||", "fail"),
    Case("strings", "@ TXT v=spf1 ip4:192||.0.2.1|| -all", "pass"),
    Case("strings within the version", "@ TXT v=s||pf1 -a||ll", "fail"),
    Case("strings without the blank", "@ TXT v=spf1 a||-all", "permerror"),
    Case("empty strings", "@ TXT v=spf1 ||||-all", "fail"),
    Case("long record", "@ TXT v=spf1 " + " ".join("ip4:203.0.113.%d" % i for i in range(40)) + " -all", "fail"),
    Case("very long record", "@ TXT v=spf1 " + " ".join("ip4:203.0.113.%d" % (i % 256) for i in range(900)) + " -all",
         "fail"),
    Case("blanks", "@ TXT v=spf1    ip4:192.0.2.1     -all   ", "pass"),
    Case("NUL in a record", "@ TXT v=spf1 -all\x00x", "permerror"),
    Case("non-ASCII in a record", "@ TXT v=spf1 ip4:192.0.2.1 x=\xc3\xa9 -all", "permerror"),
    Case("no-break space", "@ TXT v=spf1 a\xa0-all", "permerror"),
    Case("record by CNAME", "@ TXT x\nw CNAME t.%O\nt TXT v=spf1 -all", "fail", mail_from="u@w.%O"),
    Case("record by three CNAMEs: %{d}",
         "w CNAME t.%O\nt CNAME u.%O\nu CNAME v.%O\nv TXT v=spf1 exists:%{d} -all\nv A 127.0.0.2", "pass",
         mail_from="u@w.%O"),
    Case("CNAME to nothing", "w CNAME no.%O", "none", mail_from="u@w.%O"),
    Case("CNAME to a name without TXT", "w CNAME t.%O\nt A 192.0.2.1", "none", mail_from="u@w.%O"),
    Case("record by CNAME to SERVFAIL", "w CNAME " + BROKEN_NAME, "temperror", mail_from="u@w.%O"),
    # Section 4.6: evaluation
    Case("qualifiers: ?", "@ TXT v=spf1 ?ip4:192.0.2.1 -all", "neutral"),
    Case("qualifiers: ~", "@ TXT v=spf1 ~ip4:192.0.2.1 -all", "softfail"),
    Case("qualifiers: +", "@ TXT v=spf1 +ip4:192.0.2.1 -all", "pass"),
    Case("default result", "@ TXT v=spf1 ip4:203.0.113.1", "neutral"),
    Case("terms after all", "@ TXT v=spf1 -all +ip4:192.0.2.1 a:no1.%O a:no2.%O a:no3.%O a:no4.%O", "fail"),
    Case("two all", "@ TXT v=spf1 ~all -all", "softfail"),
    Case("lookups after all", "@ TXT v=spf1 -all " + " ".join(["a"] * 12), "fail"),
    # Section 4.6.4: limits
    Case("ten lookups", "@ TXT v=spf1 " + "a " * 10 + "-all\n@ A 203.0.113.1", "fail"),
    Case("eleven lookups", "@ TXT v=spf1 " + "a " * 11 + "-all\n@ A 203.0.113.1", "permerror"),
    Case("eleven lookups at the end", "@ TXT v=spf1 " + "a " * 11 + "\n@ A 203.0.113.1", "permerror"),
    Case("a match before the eleventh", "@ TXT v=spf1 " + "a " * 9 + "ip4:192.0.2.1 a a -all\n@ A 203.0.113.1", "pass"),
    Case("ten lookups in includes",
         "@ TXT v=spf1 include:i.%O " + "a " * 4 + "-all\ni TXT v=spf1 " + "a " * 5 + "-all\n@ A 203.0.113.1\n"
           "i A 203.0.113.1", "fail"),
    Case("eleven lookups in includes",
         "@ TXT v=spf1 include:i.%O " + "a " * 5 + "-all\ni TXT v=spf1 " + "a " * 5 + "-all\n@ A 203.0.113.1\n"
           "i A 203.0.113.1", "permerror"),
    Case("eleven lookups within an include",
         "@ TXT v=spf1 a a include:i.%O -all\ni TXT v=spf1 " + "a " * 8 + "-all\n@ A 203.0.113.1\ni A 203.0.113.1",
         "permerror"),
    Case("ten includes", "@ TXT v=spf1 " + "include:i.%O " * 10 + "-all\ni TXT v=spf1 ?all", "fail"),
    Case("eleven includes", "@ TXT v=spf1 " + "include:i.%O " * 11 + "-all\ni TXT v=spf1 ?all", "permerror"),
    Case("nine and a redirect", "@ TXT v=spf1 " + "a " * 9 + "redirect=r.%O\n@ A 203.0.113.1\nr TXT v=spf1 -all",
         "fail"),
    Case("ten and a redirect", "@ TXT v=spf1 " + "a " * 10 + "redirect=r.%O\n@ A 203.0.113.1\nr TXT v=spf1 -all",
         "permerror"),
    Case("ten and a redirect that is not followed",
         "@ TXT v=spf1 " + "a " * 10 + "ip4:192.0.2.1 redirect=r.%O\n@ A 203.0.113.1\n" "r TXT v=spf1 -all", "pass"),
    Case("ten and a redirect beside all",
         "@ TXT v=spf1 " + "a " * 10 + "-all redirect=r.%O\n@ A 203.0.113.1\nr TXT v=spf1 ~all", "fail"),
    Case("ten and exp", "@ TXT v=spf1 " + "a " * 10 + "-all exp=e.%O\n@ A 203.0.113.1\ne TXT why", "fail", "why"),
    Case("ip4, ip6 and all are free", "@ TXT v=spf1 " + "ip4:203.0.113.1 " * 12 + "ip6:2001:db8:: -all", "fail"),
    Case("include of itself", "@ TXT v=spf1 include:%O -all", "permerror"),
    Case("include of itself behind a match", "@ TXT v=spf1 ip4:192.0.2.1 include:%O -all", "pass"),
    Case("include of itself by %{d}", "@ TXT v=spf1 include:%{d} -all", "permerror"),
    Case("include loop of two", "@ TXT v=spf1 include:b.%O -all\nb TXT v=spf1 include:%O -all", "permerror"),
    Case("redirect to itself", "@ TXT v=spf1 redirect=%O", "permerror"),
    Case("redirect to itself behind a match", "@ TXT v=spf1 ip4:192.0.2.1 redirect=%O", "pass"),
    Case("redirect loop of two", "@ TXT v=spf1 redirect=b.%O\nb TXT v=spf1 redirect=%O", "permerror"),
    Case("two void lookups", "@ TXT v=spf1 a:n1.%O a:n2.%O -all", "fail"),
    Case("three void lookups", "@ TXT v=spf1 a:n1.%O a:n2.%O a:n3.%O -all", "permerror"),
    Case("three void lookups of one name", "@ TXT v=spf1 a:n1.%O a:n1.%O a:n1.%O -all", "permerror"),
    Case("void lookups without data", "@ TXT v=spf1 a:t.%O mx:t.%O exists:t.%O -all\nt TXT x", "permerror"),
    Case("a third void lookup behind a match", "@ TXT v=spf1 a:n1.%O a:n2.%O ip4:192.0.2.1 a:n3.%O -all", "pass"),
    Case("one mx, three void hosts", "@ TXT v=spf1 mx -all\n@ MX 1 n1.%O\n@ MX 2 n2.%O\n@ MX 3 n3.%O", "fail"),
    Case("one mx, one void host", "@ TXT v=spf1 mx -all\n@ MX 1 n1.%O\n@ MX 2 h.%O\nh A 192.0.2.1", "pass"),
    Case("void exp", "@ TXT v=spf1 a:n1.%O a:n2.%O -all exp=n3.%O", "fail"),
    Case("void include", "@ TXT v=spf1 include:n1.%O -all", "permerror"),
    Case("void of the other family", "@ TXT v=spf1 a:h.%O mx:h.%O a:h.%O -all\nh A 192.0.2.1\nh MX 1 h.%O", "permerror",
         ip=SIX),
    Case("CNAMEs to nothing", "@ TXT v=spf1 a:w1.%O a:w2.%O a:w3.%O -all\nw1 CNAME n.%O\nw2 CNAME n.%O\nw3 CNAME n.%O",
         "permerror"),
    Case("voids in two records", "@ TXT v=spf1 a:n1.%O include:i.%O -all\ni TXT v=spf1 a:n2.%O a:n3.%O ?all",
         "permerror"),
    # Sections 4.8 and 7: names
    Case("final dot in a domain-spec", "@ TXT v=spf1 a:h.%O. -all\nh A 192.0.2.1", "pass"),
    Case("final dot in include", "@ TXT v=spf1 include:i.%O. -all\ni TXT v=spf1 exists:e.%{d} -all\ne.i A 127.0.0.2",
         "pass"),
    Case("final dot in redirect", "@ TXT v=spf1 redirect=i.%O.\ni TXT v=spf1 exists:e.%{d} -all\ne.i A 127.0.0.2",
         "pass"),
    Case("label of 64 by macro", "@ TXT v=spf1 a:%{l}.%O -all\n* A 192.0.2.1", "fail", mail_from="a" * 64 + "@%O"),
    Case("label of 63 by macro", "@ TXT v=spf1 a:%{l}.%O -all\n* A 192.0.2.1", "pass", mail_from="a" * 63 + "@%O"),
    Case("empty label by macro", "@ TXT v=spf1 a:%{l}.%O -all\n*.a A 192.0.2.1\n* A 192.0.2.1", "fail",
         mail_from="a..b@%O"),
    Case("empty label in a domain-spec", "@ TXT v=spf1 a:a..%O -all\n* A 192.0.2.1\na A 192.0.2.1", "fail"),
    Case("empty label in include", "@ TXT v=spf1 include:a..%O -all\n* TXT v=spf1 +all", "permerror"),
    Case("empty label in redirect", "@ TXT v=spf1 redirect=a..%O\n* TXT v=spf1 +all", "permerror"),
    Case("label of 64 in redirect", "@ TXT v=spf1 redirect=%{l}.%O\n* TXT v=spf1 +all", "permerror",
         mail_from="a" * 64 + "@%O"),
    Case("truncation to 253", "@ TXT v=spf1 exists:%{l}.x.%O -all\n*.x A 127.0.0.2", "pass",
         mail_from=".".join(["abcdefghi"] * 30) + "@%O"),
    Case("truncation leaves a label",
         "@ TXT v=spf1 exists:%{l}." + ".".join(["b" * 60] * 4)[:228] + ".%O -all\n" + ".".join(["b" * 60] * 4)[:228]
         + " A 127.0.0.2", "pass", mail_from="abcdefghijklmnopqrst.abcdefghijklmnopqrst@%O"),
    Case("label in upper case", "@ TXT v=spf1 A:H.%O -all\nh A 192.0.2.1", "pass"),
    Case("underscore", "@ TXT v=spf1 a:_h_.%O -all\n_h_ A 192.0.2.1", "pass"),
    # Section 5
    Case("a", "@ TXT v=spf1 a -all\n@ A 203.0.113.1\n@ A 192.0.2.1", "pass"),
    Case("a of another family", "@ TXT v=spf1 a -all\n@ A 192.0.2.1\n@ AAAA 2001:db8::1", "fail", ip="2001:db8::2"),
    Case("a by AAAA", "@ TXT v=spf1 a -all\n@ A 192.0.2.1\n@ AAAA 2001:db8::2", "pass", ip="2001:db8::2"),
    Case("a by CNAME", "@ TXT v=spf1 a:w.%O -all\nw CNAME v.%O\nv CNAME h.%O\nh A 192.0.2.1", "pass"),
    Case("a by seven CNAMEs",
         "@ TXT v=spf1 a:w0.%O -all\nw7 A 192.0.2.1\n" + "".join("w%d CNAME w%d.%%O\n" % (i, i + 1) for i in range(7)),
         "pass"),
    Case("a/24", "@ TXT v=spf1 a/24 -all\n@ A 192.0.2.200", "pass"),
    Case("a/25", "@ TXT v=spf1 a/25 -all\n@ A 192.0.2.200", "fail"),
    Case("a/0", "@ TXT v=spf1 a/0 -all\n@ A 203.0.113.1", "pass"),
    Case("a//0 and IPv4", "@ TXT v=spf1 a//0 -all\n@ A 203.0.113.1\n@ AAAA 2001:db8::1", "fail"),
    Case("a//0 and IPv6", "@ TXT v=spf1 a//0 -all\n@ A 203.0.113.1\n@ AAAA 2001:db9::1", "pass", ip=SIX),
    Case("a/0 and IPv6", "@ TXT v=spf1 a/0 -all\n@ A 203.0.113.1\n@ AAAA 2001:db9::1", "fail", ip=SIX),
    Case("a/24//64", "@ TXT v=spf1 a/24//64 -all\n@ AAAA 2001:db8::1", "pass", ip=SIX),
    Case("a//127", "@ TXT v=spf1 a//127 -all\n@ AAAA 2001:db8::cb00", "pass", ip=SIX),
    Case("a//128", "@ TXT v=spf1 a//128 -all\n@ AAAA 2001:db8::cb00", "fail", ip=SIX),
    Case("a and SERVFAIL", "@ TXT v=spf1 a:" + BROKEN_NAME + " +all", "temperror"),
    Case("a and SERVFAIL behind a match", "@ TXT v=spf1 ip4:192.0.2.1 a:" + BROKEN_NAME + " -all", "pass"),
    Case("a by CNAME to SERVFAIL", "@ TXT v=spf1 a:w.%O -all\nw CNAME " + BROKEN_NAME, "temperror"),
    Case("mx", "@ TXT v=spf1 mx -all\n@ MX 10 h.%O\n@ MX 20 i.%O\nh A 203.0.113.1\ni A 192.0.2.1", "pass"),
    Case("mx/24", "@ TXT v=spf1 mx/24 -all\n@ MX 10 h.%O\nh A 192.0.2.99", "pass"),
    Case("mx by CNAME", "@ TXT v=spf1 mx:w.%O -all\nw CNAME v.%O\nv MX 1 x.%O\nx CNAME h.%O\nh A 192.0.2.1", "pass"),
    Case("no implicit mx", "@ TXT v=spf1 mx -all\n@ A 192.0.2.1", "fail"),
    Case("null MX", "@ TXT v=spf1 mx -all\n@ MX 0 .", "fail"),
    Case("null MX and an address", "@ TXT v=spf1 mx a -all\n@ MX 0 .\n@ A 192.0.2.1", "pass"),
    Case("three null MX", "@ TXT v=spf1 mx:a.%O mx:b.%O mx:c.%O -all\na MX 0 .\nb MX 0 .\nc MX 0 .", "fail"),
    Case("ten MX, the last matches",
         "@ TXT v=spf1 mx -all\n" + many(10, "@ MX 1# h#.%O\nh# A 203.0.113.#") + "h9 A 192.0.2.1", "pass"),
    Case("ten MX, none matches", "@ TXT v=spf1 mx -all\n" + many(10, "@ MX 1# h#.%O\nh# A 203.0.113.#"), "fail"),
    Case("eleven MX, none matches", "@ TXT v=spf1 mx -all\n" + many(11, "@ MX 1# h#.%O\nh# A 203.0.113.#"),
         "permerror"),
    Case("eleven MX, the first matches",
         "@ TXT v=spf1 mx -all\n" + many(11, "@ MX 1# h#.%O\nh# A 203.0.113.#") + "h0 A 192.0.2.1", "pass"),
    Case("eleven MX, the eleventh matches",
         "@ TXT v=spf1 mx -all\n" + many(11, "@ MX 5 h#.%O\nh# A 203.0.113.#") + "h10 A 192.0.2.1", "permerror"),
    Case("mx host with twelve addresses",
         "@ TXT v=spf1 mx -all\n@ MX 1 h.%O\n" + many(12, "h A 203.0.113.#") + "h A 192.0.2.1", "pass"),
    Case("mx and SERVFAIL of a host", "@ TXT v=spf1 mx -all\n@ MX 1 " + BROKEN_NAME, "temperror"),
    Case("mx and SERVFAIL of a host behind a match",
         "@ TXT v=spf1 mx -all\n@ MX 1 h.%O\nh A 192.0.2.1\n@ MX 2 " + BROKEN_NAME, "pass"),
    Case("mx and SERVFAIL", "@ TXT v=spf1 mx:" + BROKEN_NAME + " -all", "temperror"),
    Case("ptr", "@ TXT v=spf1 ptr -all\nREV PTR h.%O\nh A 198.51.100.1", "pass", ip="198.51.100.1"),
    Case("ptr of the name itself", "@ TXT v=spf1 ptr -all\nREV PTR %O\n@ A 198.51.100.2", "pass", ip="198.51.100.2"),
    Case("ptr not validated", "@ TXT v=spf1 ptr -all\nREV PTR h.%O\nh A 198.51.100.99", "fail", ip="198.51.100.3"),
    Case("ptr of another name", "@ TXT v=spf1 ptr:x.%O -all\nREV PTR h-x.%O\nh-x A 198.51.100.4", "fail",
         ip="198.51.100.4"),
    Case("ptr above the name", "@ TXT v=spf1 ptr:x.h.%O -all\nREV PTR h.%O\nh A 198.51.100.5", "fail",
         ip="198.51.100.5"),
    Case("ptr in upper case", "@ TXT v=spf1 ptr:X.%O -all\nREV PTR h.x.%O\nh.x A 198.51.100.6", "pass",
         ip="198.51.100.6"),
    Case("ptr without names", "@ TXT v=spf1 ptr -all", "fail", ip="198.51.100.7"),
    Case("ptr, ten names",
         "@ TXT v=spf1 ptr -all\n" + many(9, "REV PTR h#.other.%O\nh#.other A 198.51.100.8") + "REV PTR z.%O\n"
           "z A 198.51.100.8", "pass", ip="198.51.100.8"),
    Case("ptr, eleven names and no match in ten",
         "v TXT v=spf1 ptr -all\n" + many(10, "REV PTR h#.other.%O\nh#.other A 198.51.100.10") + "REV PTR zz.v.%O\n"
           "zz.v A 198.51.100.10", "fail", ip="198.51.100.10", mail_from="u@v.%O"),
    Case("ptr, eleven names, the first matches",
         "v TXT v=spf1 ptr -all\nREV PTR a.v.%O\na.v A 198.51.100.11\n"
         + many(10, "REV PTR h#.other.%O\nh#.other A 198.51.100.11"), "pass", ip="198.51.100.11", mail_from="u@v.%O"),
    Case("ptr, IPv6", "@ TXT v=spf1 ptr -all\nREV PTR h.%O\nh AAAA 2001:db8:1::1", "pass", ip="2001:db8:1::1"),
    Case("ptr by CNAME", "@ TXT v=spf1 ptr -all\nREV CNAME r.%O\nr PTR h.%O\nh A 198.51.100.12", "pass",
         ip="198.51.100.12"),
    Case("ptr and SERVFAIL", "@ TXT v=spf1 ptr -all", "fail", ip="203.0.113.1"),
    Case("ptr and SERVFAIL of one name",
         "@ TXT v=spf1 ptr -all\nREV PTR " + BROKEN_NAME + "\nREV PTR h.%O\nh A 198.51.100.13", "pass",
         ip="198.51.100.13"),
    Case("ptr and a void name", "@ TXT v=spf1 ptr -all\nREV PTR n.%O\nREV PTR h.%O\nh A 198.51.100.14", "pass",
         ip="198.51.100.14"),
    Case("ptr and four void names",
         "@ TXT v=spf1 ptr -all\n" + many(4, "REV PTR n#.%O") + "REV PTR z.%O\nz A 198.51.100.15", "pass",
         ip="198.51.100.15"),
    Case("ptr and four void names elsewhere",
         "@ TXT v=spf1 ptr -all\n" + many(4, "REV PTR n#.elsewhere.test") + "REV PTR z.%O\n" "z A 198.51.100.16",
         "pass", ip="198.51.100.16"),
    Case("ip4/0", "@ TXT v=spf1 ip4:203.0.113.1/0 -all", "pass"),
    Case("ip4/31", "@ TXT v=spf1 ip4:192.0.2.0/31 -all", "pass"),
    Case("ip4 with host bits", "@ TXT v=spf1 ip4:192.0.2.77/24 -all", "pass"),
    Case("ip4 and IPv6", "@ TXT v=spf1 ip4:0.0.0.0/0 -all", "fail", ip=SIX),
    Case("ip6", "@ TXT v=spf1 ip6:2001:db8::cb01 -all", "pass", ip=SIX),
    Case("ip6/0", "@ TXT v=spf1 ip6:::/0 -all", "pass", ip=SIX),
    Case("ip6/0 and IPv4", "@ TXT v=spf1 ip6:::/0 -all", "fail"),
    Case("ip6/65", "@ TXT v=spf1 ip6:2001:db8:0:0:8000::/65 -all", "fail", ip=SIX),
    Case("ip6 and a mapped network", "@ TXT v=spf1 ip6:::ffff:192.0.2.1 -all", "fail"),
    Case("mapped client: ip4", "@ TXT v=spf1 ip4:192.0.2.1 -all", "pass", ip="::ffff:192.0.2.1"),
    Case("mapped client: a", "@ TXT v=spf1 a -all\n@ A 192.0.2.1", "pass", ip="::ffff:192.0.2.1"),
    Case("mapped client: ip6", "@ TXT v=spf1 ip6:::/0 -all", "fail", ip="::ffff:192.0.2.1"),
    Case("mapped client: macros", "@ TXT v=spf1 exists:%{ir}.%{v}.%O -all\n1.2.0.192.in-addr A 127.0.0.2", "pass",
         ip="::ffff:192.0.2.1"),
    Case("mapped client in hexadecimal", "@ TXT v=spf1 ip4:192.0.2.1 -all", "pass", ip="::ffff:c000:201"),
    Case("loopback", "@ TXT v=spf1 -all", "fail", ip="127.0.0.1"),
    Case("exists", "@ TXT v=spf1 exists:e.%O -all\ne A 127.0.0.2", "pass"),
    Case("exists, IPv6", "@ TXT v=spf1 exists:e.%O -all\ne A 127.0.0.2", "pass", ip=SIX),
    Case("exists by AAAA only", "@ TXT v=spf1 exists:e.%O -all\ne AAAA ::1", "fail", ip=SIX),
    Case("exists by CNAME", "@ TXT v=spf1 exists:w.%O -all\nw CNAME e.%O\ne A 127.0.0.2", "pass"),
    Case("exists and SERVFAIL", "@ TXT v=spf1 exists:" + BROKEN_NAME + " -all", "temperror"),
    # Section 5.2
    Case("include: pass", "@ TXT v=spf1 include:i.%O -all\ni TXT v=spf1 ip4:192.0.2.1 -all", "pass"),
    Case("-include: pass", "@ TXT v=spf1 -include:i.%O +all\ni TXT v=spf1 ip4:192.0.2.1 -all", "fail"),
    Case("include: fail", "@ TXT v=spf1 include:i.%O ~all\ni TXT v=spf1 -all", "softfail"),
    Case("include: softfail", "@ TXT v=spf1 include:i.%O -all\ni TXT v=spf1 ~all", "fail"),
    Case("include: neutral", "@ TXT v=spf1 include:i.%O -all\ni TXT v=spf1 ?all", "fail"),
    Case("include: neutral at the end", "@ TXT v=spf1 include:i.%O\ni TXT v=spf1", "neutral"),
    Case("include: nothing there", "@ TXT v=spf1 include:i.%O +all", "permerror"),
    Case("include: no record there", "@ TXT v=spf1 include:i.%O +all\ni A 192.0.2.1\ni TXT x", "permerror"),
    Case("include: two records", "@ TXT v=spf1 include:i.%O +all\ni TXT v=spf1 -all\ni TXT v=spf1 +all", "permerror"),
    Case("include: syntax error", "@ TXT v=spf1 include:i.%O +all\ni TXT v=spf1 +all foo", "permerror"),
    Case("include: SERVFAIL", "@ TXT v=spf1 include:" + BROKEN_NAME + " +all", "temperror"),
    Case("include behind a match", "@ TXT v=spf1 ip4:192.0.2.1 include:no.%O", "pass"),
    Case("include: one label", "@ TXT v=spf1 include:%{d1} +all", "permerror"),
    Case("include in include",
         "@ TXT v=spf1 include:i.%O -all\ni TXT v=spf1 include:j.%O -all\nj TXT v=spf1 ip4:192.0.2.1", "pass"),
    Case("include of a redirect",
         "@ TXT v=spf1 include:i.%O -all\ni TXT v=spf1 redirect=j.%O\nj TXT v=spf1 ip4:192.0.2.1", "pass"),
    Case("include of a redirect to nothing", "@ TXT v=spf1 include:i.%O -all\ni TXT v=spf1 redirect=j.%O", "permerror"),
    Case("include: %{d} and %{o}",
         "@ TXT v=spf1 include:i.%O -all\ni TXT v=spf1 exists:%{d}.%{o} -all\ni.%O.%O A 127.0.0.2", "pass"),
    # Section 6
    Case("redirect", "@ TXT v=spf1 redirect=r.%O\nr TXT v=spf1 ip4:192.0.2.1 -all", "pass"),
    Case("redirect in front", "@ TXT v=spf1 redirect=r.%O ip4:192.0.2.1\nr TXT v=spf1 -all", "pass"),
    Case("redirect in front, no match", "@ TXT v=spf1 redirect=r.%O ip4:203.0.113.1\nr TXT v=spf1 -all", "fail"),
    Case("redirect beside all", "@ TXT v=spf1 redirect=r.%O ?all\nr TXT v=spf1 -all", "neutral"),
    Case("redirect beside all to nothing", "@ TXT v=spf1 -all redirect=no.%O", "fail"),
    Case("redirect to nothing", "@ TXT v=spf1 redirect=no.%O", "permerror"),
    Case("redirect to no record", "@ TXT v=spf1 redirect=r.%O\nr TXT x", "permerror"),
    Case("redirect to SERVFAIL", "@ TXT v=spf1 redirect=" + BROKEN_NAME, "temperror"),
    Case("redirect to neutral", "@ TXT v=spf1 redirect=r.%O\nr TXT v=spf1", "neutral"),
    Case("redirect in upper case", "@ TXT v=spf1 REDIRECT=r.%O\nr TXT v=spf1 -all", "fail"),
    Case("redirect by macro", "@ TXT v=spf1 redirect=%{l}.%{d}\nuser TXT v=spf1 -all", "fail"),
    Case("redirect: %{d} and %{o}",
         "@ TXT v=spf1 redirect=r.%O\nr TXT v=spf1 exists:%{d}.%{o} -all\nr.%O.%O A 127.0.0.2", "pass"),
    Case("redirect twice", "@ TXT v=spf1 redirect=r.%O\nr TXT v=spf1 redirect=s.%O\ns TXT v=spf1 ~all", "softfail"),
    Case("unknown modifiers", "@ TXT v=spf1 x=y ip4:192.0.2.1 x=z x=z -all", "pass"),
    Case("exp", "@ TXT v=spf1 -all exp=e.%O\ne TXT No, ||thanks", "fail", "No, thanks"),
    Case("exp in front", "@ TXT v=spf1 exp=e.%O -all\ne TXT x", "fail", "x"),
    Case("exp in upper case", "@ TXT v=spf1 EXP=e.%O -all\ne TXT x", "fail", "x"),
    Case("exp by macro", "@ TXT v=spf1 -all exp=%{l}.%{d}\nuser TXT x", "fail", "x"),
    Case("exp by CNAME", "@ TXT v=spf1 -all exp=w.%O\nw CNAME e.%O\ne TXT x", "fail", "x"),
    Case("exp: nothing there", "@ TXT v=spf1 -all exp=no.%O", "fail"),
    Case("exp: no text", "@ TXT v=spf1 -all exp=e.%O\ne A 192.0.2.1", "fail"),
    Case("exp: SERVFAIL", "@ TXT v=spf1 -all exp=" + BROKEN_NAME, "fail"),
    Case("exp: two texts", "@ TXT v=spf1 -all exp=e.%O\ne TXT x\ne TXT y", "fail"),
    Case("exp: syntax error", "@ TXT v=spf1 -all exp=e.%O\ne TXT a%(b", "fail"),
    Case("exp: lone %", "@ TXT v=spf1 -all exp=e.%O\ne TXT 100%", "fail"),
    Case("exp: unknown macro", "@ TXT v=spf1 -all exp=e.%O\ne TXT a%{z}", "fail"),
    Case("exp: open macro", "@ TXT v=spf1 -all exp=e.%O\ne TXT a%{d", "fail"),
    Case("exp: non-ASCII", "@ TXT v=spf1 -all exp=e.%O\ne TXT caf\xc3\xa9", "fail"),
    Case("exp: tab", "@ TXT v=spf1 -all exp=e.%O\ne TXT a\tb", "fail"),
    Case("exp: empty text", "@ TXT v=spf1 -all exp=e.%O\ne TXT ||", "fail"),
    Case("exp: blanks", "@ TXT v=spf1 -all exp=e.%O\ne TXT ||  a  b  ", "fail", "  a  b  "),
    Case("exp: empty label", "@ TXT v=spf1 -all exp=e..%O\ne TXT x\n* TXT y", "fail"),
    Case("exp: one label", "@ TXT v=spf1 -all exp=%{d1}", "fail", "v=spf1 -all"),
    Case("exp of an include", "@ TXT v=spf1 include:i.%O -all\ni TXT v=spf1 -all exp=e.%O\ne TXT x", "fail"),
    Case("exp beside an include",
         "@ TXT v=spf1 include:i.%O -all exp=f.%O\ni TXT v=spf1 -all exp=e.%O\ne TXT x\nf TXT y", "fail", "y"),
    Case("exp and -include", "@ TXT v=spf1 -include:i.%O exp=f.%O\ni TXT v=spf1 +all exp=e.%O\ne TXT x\nf TXT %{d}",
         "fail", "%O"),
    Case("exp of a redirect",
         "@ TXT v=spf1 redirect=r.%O exp=f.%O\nr TXT v=spf1 -all exp=e.%O\ne TXT %{d}|%{o}\nf TXT y", "fail",
         "r.%O|%O"),
    Case("exp beside a redirect", "@ TXT v=spf1 redirect=r.%O exp=f.%O\nr TXT v=spf1 -all\nf TXT y", "fail"),
    Case("exp beside softfail", "@ TXT v=spf1 ~all exp=e.%O\ne TXT x", "softfail"),
    # Section 7
    Case("exp: letters", "@ TXT v=spf1 -all exp=e.%O\ne TXT %{s}|%{l}|%{o}|%{d}|%{i}|%{v}|%{h}|%{c}|%{r}", "fail",
         "strong-bad@%O|strong-bad|%O|%O|192.0.2.3|in-addr|helo.%O|192.0.2.3|unknown", ip="192.0.2.3",
         mail_from="strong-bad@%O"),
    Case("exp: letters, IPv6", "@ TXT v=spf1 -all exp=e.%O\ne TXT %{i}|%{v}|%{ir}", "fail",
         "2.0.0.1.0.d.b.8.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.c.b.0.1|ip6|"
         "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2",
         ip=SIX),
    Case("exp: %{c}, IPv6", "@ TXT v=spf1 -all exp=e.%O\ne TXT %{c}", "fail", "2001:db8::cb01", ip=SIX),
    Case("exp: literals", "@ TXT v=spf1 -all exp=e.%O\ne TXT %%|%_|%-|%%%%", "fail", "%| |%20|%%"),
    Case("exp: %{d4}", "email TXT v=spf1 -all exp=e.%O\ne TXT %{d4}|%{d3}|%{d2}|%{d1}|%{dr}|%{d2r}|%{d1r}", "fail",
         "email.%O|email.%O|%O|test|test.%N.email|%N.email|email", mail_from="u@email.%O"),
    Case("exp: local-part", "@ TXT v=spf1 -all exp=e.%O\ne TXT %{l}|%{l-}|%{lr}|%{lr-}|%{l1r-}|%{l1}|%{l2-}", "fail",
         "strong-bad|strong.bad|strong-bad|bad.strong|strong|strong-bad|strong.bad", mail_from="strong-bad@%O"),
    Case("exp: delimiters",
         "@ TXT v=spf1 -all exp=e.%O\ne TXT %{l+}|%{l-+,/_=}|%{l2+}|%{lr_}|%{l1r=}|%{l.}|%{lr-+,/_=.}", "fail",
         "a-b.c,d/e_f=g.h|a.b.c.d.e.f.g.h|a-b.c,d/e_f=g.h|f=g.h.a-b+c,d/e|a-b+c,d/e_f|a-b+c,d/e_f=g.h|h.g.f.e.d.c.b.a",
         mail_from="a-b+c,d/e_f=g.h@%O"),
    Case("exp: empty parts", "@ TXT v=spf1 -all exp=e.%O\ne TXT %{l-}|%{lr-}|%{l1-}|%{l2-}|%{l3r-}", "fail",
         ".a..b.|.b..a.||b.|..a.".replace("|..a.", "|.a."), mail_from="-a--b-@%O"),
    Case("exp: delimiters in names", "@ TXT v=spf1 -all exp=e.%O\ne TXT %{h-}|%{h1-}|%{i1r}|%{i2}|%{v-}", "fail",
         "a.b.c.%O|c.%O|192|2.1|in.addr", helo="a-b-c.%O"),
    Case("exp: URL escape", "@ TXT v=spf1 -all exp=e.%O\ne TXT %{L}|%{S}", "fail",
         "a%21%23%24%25%26%27%2A%2B%2F%3D%3F%5E_%60%7B%7C%7D~-.b|"
         "a%21%23%24%25%26%27%2A%2B%2F%3D%3F%5E_%60%7B%7C%7D~-.b%40%O",
         mail_from="a!#$%&'*+/=?^_`{|}~-.b@%O"),
    Case("exp: URL escape of parts", "@ TXT v=spf1 -all exp=e.%O\ne TXT %{L1r+}|%{LR}|%{IR}|%{C}|%{V}", "fail",
         "a%2Fb|a%2Fb%2Bc%2Fd|1.2.0.192|192.0.2.1|in-addr", mail_from="a/b+c/d@%O"),
    Case("exp: R", "@ TXT v=spf1 -all exp=e.%O\ne TXT %{iR}", "fail", "1.2.0.192"),
    Case("exp: %{p}", "@ TXT v=spf1 -all exp=e.%O\ne TXT %{p}\nREV PTR h.%O\nh A 198.51.100.20", "fail", "h.%O",
         ip="198.51.100.20"),
    Case("exp: %{p} unknown", "@ TXT v=spf1 -all exp=e.%O\ne TXT %{p}", "fail", "unknown", ip="198.51.100.21"),
    Case("exp: %{p} prefers the domain",
         "@ TXT v=spf1 -all exp=e.%O\ne TXT %{p}\nREV PTR h.%O\nREV PTR %O\nh A 198.51.100.22\n@ A 198.51.100.22",
         "fail", "%O", ip="198.51.100.22"),
    Case("exp: %{p} prefers a subdomain", "d TXT v=spf1 -all exp=e.%O\ne TXT %{p}\nREV PTR h.%O\nREV PTR i.d.%O\n"
         "h A 198.51.100.23\ni.d A 198.51.100.23", "fail", "i.d.%O", ip="198.51.100.23", mail_from="u@d.%O"),
    Case("exp: %{p} and SERVFAIL", "@ TXT v=spf1 -all exp=e.%O\ne TXT %{p}", "fail", "unknown", ip="203.0.113.20"),
    Case("%{p}", "@ TXT v=spf1 exists:%{p}.x.%O -all\nREV PTR h.%O\nh A 198.51.100.24\nh.%O.x A 127.0.0.2", "pass",
         ip="198.51.100.24"),
    Case("%{p} unknown", "@ TXT v=spf1 exists:%{p}.x.%O -all\nunknown.x A 127.0.0.2", "pass", ip="198.51.100.25"),
    Case("%{p} and SERVFAIL", "@ TXT v=spf1 exists:%{p}.x.%O -all\nunknown.x A 127.0.0.2", "pass", ip="203.0.113.25"),
    Case("%{ir}.%{v}", "@ TXT v=spf1 exists:%{ir}.%{v}._spf.%{d2} -all\n1.2.0.192.in-addr._spf A 127.0.0.2", "pass"),
    Case("%{ir}.%{v}, IPv6",
         "@ TXT v=spf1 exists:%{ir}.%{v}._spf.%{d2} -all\n" + ".".join("10bc000000000000000000008bd01002")
         + ".ip6._spf A 127.0.0.2", "pass", ip=SIX),
    Case("%{l1r-}",
         "@ TXT v=spf1 exists:%{ir}.%{v}.%{l1r-}.lp._spf.%{d2} -all\n1.2.0.192.in-addr.strong.lp._spf A 127.0.0.2",
         "pass", mail_from="strong-bad@%O"),
    Case("%{l1r+-}", "@ TXT v=spf1 exists:%{ir}.%{l1r+-}._spf.%{d} -all\n1.2.0.192.someuser._spf A 127.0.0.2", "pass",
         mail_from="someuser+tag-x@%O"),
    Case("%{h}", "@ TXT v=spf1 exists:%{h} -all\nhelo A 127.0.0.2", "pass"),
    Case("%{h} twice", "@ TXT v=spf1 a:%{h} -all\nhelo A 192.0.2.1", "pass"),
    Case("%{S} in a name", "@ TXT v=spf1 exists:%{L}.%O -all\na%2Bb A 127.0.0.2", "pass", mail_from="a+b@%O"),
    Case("%{L} with %_", "@ TXT v=spf1 exists:%{l}.%O -all\n* A 127.0.0.2", "pass", mail_from="a+b@%O"),
    Case("%- in a name", "@ TXT v=spf1 exists:a%-b.%O -all\na%20b A 127.0.0.2", "pass"),
    Case("%% in a name", "@ TXT v=spf1 exists:a%%b.%O -all\na%b A 127.0.0.2", "pass"),
    Case("%_ in a name", "@ TXT v=spf1 exists:a%_b.%O -all\na\\032b A 127.0.0.2", "pass"),
    Case("%{d} in upper case", "@ TXT v=spf1 exists:%{D} -all\n@ A 127.0.0.2", "pass"),
    Case("final macro", "@ TXT v=spf1 exists:x.%{d} -all\nx A 127.0.0.2", "pass"),
    Case("local-part outside ASCII", "@ TXT v=spf1 exists:%{l}.%O -all\n* A 127.0.0.2", "fail", mail_from="\xfc@%O"),
    # More of sections 6 and 7
    Case("exp: local-part outside ASCII", "@ TXT v=spf1 -all exp=e.%O\ne TXT x%{l}y", "fail", mail_from="\xfc@%O"),
    Case("exp: local-part outside ASCII, escaped", "@ TXT v=spf1 -all exp=e.%O\ne TXT x%{L}y", "fail", "x%C3%BCy",
         mail_from="\xfc@%O"),
    Case("exp: percent in the local-part", "@ TXT v=spf1 -all exp=e.%O\ne TXT %{l}|%{L}", "fail", "a%{d}b|a%25%7Bd%7Db",
         mail_from="a%{d}b@%O"),
    Case("exp: HELO with a final dot", "@ TXT v=spf1 -all exp=e.%O\ne TXT %{h}", "fail", "helo.%O.", helo="helo.%O."),
    Case("HELO with a final dot in a name", "@ TXT v=spf1 exists:%{h} -all\nhelo A 127.0.0.2", "pass", helo="helo.%O."),
    Case("exp: long text", "@ TXT v=spf1 -all exp=e.%O\ne TXT " + "x" * 2000, "fail", "x" * 2000),
    Case("exp: text of another kind", "@ TXT v=spf1 -all exp=%{o}", "fail", "v=spf1 -all exp=%O"),
    Case("exp: empty strings", "@ TXT v=spf1 -all exp=e.%O\ne TXT a||||b", "fail", "ab"),
    Case("exp: truncated name", "@ TXT v=spf1 -all exp=%{l}.%O\n*.abcdefghi TXT x", "fail", "x",
         mail_from=".".join(["abcdefghi"] * 30) + "@%O"),
    Case("exp of a redirect beside an include", "@ TXT v=spf1 redirect=r.%O\n"
         "r TXT v=spf1 include:i.%O -all exp=%{d2}.e.%O\ni TXT v=spf1 ?all\n%O.e.%O TXT got-%{d}", "fail", "got-r.%O"),
    Case("include: truncated name", "@ TXT v=spf1 include:%{l}.%O -all\n*.abcdefghi TXT v=spf1 +all", "pass",
         mail_from=".".join(["abcdefghi"] * 30) + "@%O"),
    Case("%{d} behind a truncation",
         "@ TXT v=spf1 include:%{l}.%O -all\n*.abcdefghi TXT v=spf1 exists:x%{d2}.%{o} -all\nx%O.%O A 127.0.0.2",
         "pass", mail_from=".".join(["abcdefghi"] * 30) + "@%O"),
    Case("long domain", "@ TXT x\n* TXT v=spf1 -all", "none", mail_from="u@" + ".".join(["abcdefghi"] * 30) + ".%O"),
    Case("backslash", "@ TXT v=spf1 exists:a\\046b.%O -all\na\\092046b A 127.0.0.2", "pass"),
    Case("backslash and dot", "@ TXT v=spf1 exists:a\\.b.%O -all\na\\092.b A 127.0.0.2", "pass"),
    Case("nine and %{p}",
         "@ TXT v=spf1 " + "a " * 9 + "exists:%{p}.x.%O -all\n@ A 203.0.113.1\nREV PTR h.%O\nh A 198.51.100.30\n"
           "h.%O.x A 127.0.0.2", "permerror", ip="198.51.100.30"),
    Case("domain in upper case", "up TXT v=spf1 -all exp=e.%O\ne TXT %{s}|%{o}|%{d}", "fail", "User@UP.%O|UP.%O|UP.%O",
         mail_from="User@UP.%O"),
    Case("CNAMEs to no data",
         "@ TXT v=spf1 a:w1.%O a:w2.%O a:w3.%O -all\nw1 CNAME t.%O\nw2 CNAME t.%O\nw3 CNAME t.%O\nt TXT x",
         "permerror"),
    Case("CNAME loop", "@ TXT v=spf1 a:w1.%O -all\nw1 CNAME w2.%O\nw2 CNAME w1.%O", "temperror"),
    Case("leading dot in a domain-spec", "@ TXT v=spf1 exists:.e.%O -all\ne A 127.0.0.2", "fail"),
    Case("only a toplabel", "@ TXT v=spf1 exists:.test -all", "fail"),
    Case("mx in the order of preference",
         "@ TXT v=spf1 ?mx -all\n@ MX 20 a.%O\n@ MX 10 b.%O\nb A 192.0.2.1\na A 192.0.2.1", "neutral"),
    Case("mx, nine void hosts and a match",
         "@ TXT v=spf1 mx -all\n" + many(9, "@ MX # n#.%O") + "@ MX 20 h.%O\nh A 192.0.2.1", "pass"),
    Case("a mapped AAAA", "@ TXT v=spf1 a//96 -all\n@ AAAA ::ffff:192.0.2.1", "fail"),
    Case("mapped client and a mapped AAAA", "@ TXT v=spf1 a -all\n@ AAAA ::ffff:192.0.2.1", "fail",
         ip="::ffff:192.0.2.1"),
    Case("mapped client: exp", "@ TXT v=spf1 -all exp=e.%O\ne TXT %{c}|%{i}|%{v}", "fail",
         "192.0.2.1|192.0.2.1|in-addr", ip="::ffff:192.0.2.1"),
    Case("compatible client", "@ TXT v=spf1 ip4:192.0.2.1 -all", "fail", ip="::192.0.2.1"),
    Case("void exp of an include", "@ TXT v=spf1 a:n1.%O a:n2.%O include:i.%O -all\ni TXT v=spf1 ?all exp=n3.%O",
         "fail"),
    Case("names of modifiers", "@ TXT v=spf1 a.b-c_9= a1=%{h} -all", "fail"),
    Case("an equals sign behind a colon", "@ TXT v=spf1 exists:a=b.%O -all\na=b A 127.0.0.2", "pass"),
    Case("a:%{d}//64", "@ TXT v=spf1 a:%{d}//64 -all\n@ AAAA 2001:db8::9", "pass", ip=SIX),
    Case("slash in a domain-spec", "@ TXT v=spf1 a:%{d}/24/x.%O ?all", "neutral"),
    Case("ptr:%{d1}", "@ TXT v=spf1 ptr:%{d1} -all\nREV PTR h.%O\nh A 198.51.100.31", "pass", ip="198.51.100.31"),
    Case("DNAME", "@ TXT v=spf1 a:x.dn.%O -all\ndn DNAME real.%O.\nx.real A 192.0.2.1", "pass"),
    Case("quoted local-part", '@ TXT v=spf1 exists:%{l}.%O -all\n\\"a\\032b\\" A 127.0.0.2', "pass",
         mail_from='"a b"@%O'),
]

# Who says something else in which case: the result, where it is the same another explanation.
DIFFERS = [
    (SENDER, {
        "pyspf": {"MAIL FROM without local-part": "fail", "MAIL FROM without @": "fail"},
        "mail_spf": {"MAIL FROM without local-part": "fail", "MAIL FROM without @": "fail"},
    }),
    (LAST_AT, {
        "pyspf": {"local-part with @": "none"},
    }),
    (MALFORMED, {
        "pyspf": {"final dot": "none", "one label with a record": "fail", "long domain": "exception"},
        "mail_spf": {"empty label": "exception", "leading dot": "exception", "label of 64": "exception",
            "one label with a record": "fail", "long domain": "temperror"},
        "libspf2": {"empty label": "temperror", "leading dot": "temperror", "label of 64": "temperror",
            "one label with a record": "fail", "long domain": "temperror"},
    }),
    (VERSION, {
        "mail_spf": {"version alone and a line feed": "permerror"},
    }),
    (SYNTAX, {
        "libspf2": {"NUL in a record": "fail", "non-ASCII in a record": "pass"},
    }),
    (RECORD_SIZE, {
        "libspf2": {"very long record": "neutral"},
    }),
    (SERVER_FAILURE, {
        "pyspf": {"record by CNAME to SERVFAIL": "none", "a by CNAME to SERVFAIL": "fail"},
        "mail_spf": {"record by CNAME to SERVFAIL": "none", "a by CNAME to SERVFAIL": "fail"},
        "libspf2": {"record by CNAME to SERVFAIL": "none", "a by CNAME to SERVFAIL": "fail"},
    }),
    (INTERNATIONAL, {
        "pyspf": {"local-part outside ASCII": "pass"},
        "mail_spf": {"local-part outside ASCII": "*"},  # an exception where an optional module reads it as UTF-8
        "libspf2": {"local-part outside ASCII": "pass"},
    }),
    (IN_TURN, {
        "pyspf": {"include of itself behind a match": "permerror"},
    }),
    (REDIRECT_COUNT, {
        "pyspf": {"ten and a redirect that is not followed": "permerror", "ten and a redirect beside all": "permerror"},
        "mail_spf": {"ten and a redirect that is not followed": "permerror",
            "ten and a redirect beside all": "permerror"},
    }),
    (ONE_LIMIT, {
        "libspf2": {"eleven lookups in includes": "fail", "eleven lookups within an include": "fail"},
    }),
    (LIMIT_AT_END, {
        "libspf2": {"eleven lookups at the end": "neutral"},
    }),
    (VOID_TERMS, {
        "pyspf": {"one mx, three void hosts": "permerror", "mx, nine void hosts and a match": "permerror",
            "ptr and four void names": "permerror", "ptr and four void names elsewhere": "permerror"},
        "mail_spf": {"one mx, three void hosts": "permerror", "mx, nine void hosts and a match": "permerror",
            "ptr and four void names": "permerror", "three null MX": "permerror"},
    }),
    (VOID_ALIAS, {
        "mail_spf": {"CNAMEs to nothing": "fail"},
    }),
    (OPEN_VOID, {
        "libspf2": {"three void lookups": "fail", "three void lookups of one name": "fail",
            "void lookups without data": "fail", "void of the other family": "fail", "CNAMEs to nothing": "fail",
            "voids in two records": "fail", "CNAMEs to no data": "fail"},
    }),
    (OPEN_VOID_ALIAS, {
        "mail_spf": {"CNAMEs to no data": "fail"},
    }),
    (OPEN_P_COUNT, {
        "pyspf": {"nine and %{p}": "pass"},
        "mail_spf": {"nine and %{p}": "pass"},
        "libspf2": {"nine and %{p}": "pass"},
    }),
    (OPEN_TARGET, {
        "mail_spf": {"label of 64 by macro": "pass", "empty label by macro": "exception",
            "empty label in a domain-spec": "exception", "exp: empty label": "exception",
            "leading dot in a domain-spec": "exception", "only a toplabel": "exception"},
    }),
    (OPEN_LOOP, {
        "mail_spf": {"CNAME loop": "fail"},
        "libspf2": {"CNAME loop": "fail"},
    }),
    (ESCAPING, {
        "pyspf": {"backslash": "fail", "backslash and dot": "fail"},
        "mail_spf": {"backslash": "fail", "backslash and dot": "fail"},
        "libspf2": {"backslash": "fail", "backslash and dot": "fail"},
    }),
    (NONE_IN_INCLUDE, {
        "pyspf": {"include: one label": "pass"},
        "mail_spf": {"include: one label": "pass", "empty label in include": "exception"},
        "libspf2": {"include: one label": "pass", "empty label in include": "temperror"},
    }),
    (MALFORMED_REDIRECT, {
        "mail_spf": {"empty label in redirect": "exception", "label of 64 in redirect": "pass"},
        "libspf2": {"empty label in redirect": "temperror", "label of 64 in redirect": "temperror"},
    }),
    (TRUNCATE, {
        "pyspf": {"truncation to 253": "exception", "truncation leaves a label": "exception",
            "exp: truncated name": "fail", "include: truncated name": "exception",
            "%{d} behind a truncation": "exception"},
        "libspf2": {"truncation to 253": "fail", "truncation leaves a label": "fail", "exp: truncated name": "fail",
            "include: truncated name": "temperror", "%{d} behind a truncation": "temperror"},
    }),
    (PREFIX, {
        "libspf2": {"a/0": "permerror", "a//0 and IPv4": "permerror", "a//0 and IPv6": "permerror",
            "a/0 and IPv6": "permerror", "ip4/0": "permerror", "ip4 and IPv6": "permerror", "ip6/0": "permerror",
            "ip6/0 and IPv4": "permerror"},
    }),
    (MX_LIMIT, {
        "mail_spf": {"eleven MX, none matches": "fail", "eleven MX, the eleventh matches": "fail"},
        "pyspf": {"eleven MX, the first matches": "permerror"},
    }),
    (OPEN_MX_MATCH, {
        "pyspf": {"mx and SERVFAIL of a host behind a match": "temperror"},
    }),
    (PTR_ERROR, {
        "pyspf": {"ptr and SERVFAIL": "temperror", "ptr and SERVFAIL of one name": "temperror"},
        "libspf2": {"ptr and SERVFAIL": "temperror", "ptr and SERVFAIL of one name": "temperror"},
        "mail_spf": {"ptr and SERVFAIL": "temperror"},
    }),
    (PTR_LIMIT, {
        "libspf2": {"ptr, eleven names and no match in ten": "permerror"},
    }),
    (ONLY_IP4, {
        "mail_spf": {"ip6/0 and IPv4": "pass", "ip6 and a mapped network": "pass", "mapped client: ip6": "pass"},
    }),
    (MAPPED, {
        "libspf2": {"mapped client: ip4": "fail", "mapped client: a": "fail", "mapped client: ip6": "permerror",
            "mapped client: macros": "fail", "mapped client in hexadecimal": "fail",
            "mapped client and a mapped AAAA": "pass", "mapped client: exp": "fail"},
    }),
    (LOOPBACK, {
        "libspf2": {"loopback": "pass"},
    }),
    (NAME_CASE, {
        "pyspf": {"redirect in upper case": "neutral", "exp in upper case": "fail"},
    }),
    (UNKNOWN, {
        "pyspf": {"unknown modifiers": "permerror"},
    }),
    (NAME, {
        "libspf2": {"names of modifiers": "permerror"},
    }),
    (REDIRECT_LAST, {
        "libspf2": {"redirect in front": "fail", "redirect beside all": "fail"},
    }),
    (EXP_SYNTAX, {
        "pyspf": {"exp: open macro": "fail", "exp: tab": "fail"},
        "mail_spf": {"exp: lone %": "fail", "exp: non-ASCII": "fail", "exp: tab": "fail"},
        "libspf2": {"exp: syntax error": "fail", "exp: lone %": "fail", "exp: non-ASCII": "fail", "exp: tab": "fail"},
    }),
    (EXP_ASCII, {
        "pyspf": {"exp: local-part outside ASCII": "fail"},
        "mail_spf": {"exp: local-part outside ASCII": "fail"},
        "libspf2": {"exp: local-part outside ASCII": "fail"},
    }),
    (EXP_TWO, {
        "libspf2": {"exp: two texts": "fail"},
    }),
    (EXP_BLANK, {
        "libspf2": {"exp": "fail", "exp: blanks": "fail", "exp: one label": "fail",
            "exp: text of another kind": "fail"},
    }),
    (OPEN_EXP_LENGTH, {
        "libspf2": {"exp: long text": "fail"},
    }),
    (LITERAL_PERCENT, {
        "pyspf": {"exp: literals": "fail"},
    }),
    (OPEN_NIBBLES, {
        "pyspf": {"exp: letters, IPv6": "fail"},
    }),
    (OPEN_DOMAIN_CASE, {
        "mail_spf": {"domain in upper case": "fail"},
    }),
    (SPLIT, {
        "pyspf": {"exp: delimiters in names": "fail"},
        "mail_spf": {"exp: local-part": "fail", "exp: delimiters": "fail", "exp: empty parts": "fail",
            "exp: delimiters in names": "fail"},
    }),
    (DELIMITER, {
        "libspf2": {"exp: delimiters": "fail"},
    }),
    (TRANSFORMER_CASE, {
        "pyspf": {"exp: R": "fail", "exp: URL escape of parts": "fail"},
        "mail_spf": {"exp: R": "fail", "exp: URL escape of parts": "fail"},
        "libspf2": {"exp: R": "fail", "exp: URL escape of parts": "fail"},
    }),
    (ALL_PARTS, {
        "libspf2": {"exp: %{d4}": "fail", "exp: local-part": "fail", "exp: delimiters in names": "fail",
            "%{ir}.%{v}": "fail", "%{ir}.%{v}, IPv6": "fail", "%{l1r-}": "fail"},
    }),
    (URL, {
        "libspf2": {"exp: URL escape": "fail", "exp: local-part outside ASCII, escaped": "fail",
            "exp: percent in the local-part": "fail"},
    }),
    (URL_IN_NAME, {
        "mail_spf": {"%{S} in a name": "fail"},
    }),
    (P_ERROR, {
        "pyspf": {"exp: %{p} and SERVFAIL": "fail", "%{p} and SERVFAIL": "temperror"},
    }),
    (P_BEST, {
        "libspf2": {"exp: %{p} prefers the domain": "fail", "exp: %{p} prefers a subdomain": "fail"},
    }),
]


def note_differences():
    cases = {case.label: case for case in CASES}
    for _, peers in DIFFERS:
        for peer, entries in peers.items():
            for label, result in entries.items():
                if label in cases:
                    cases[label].differs[peer] = result
    for _, terms in INVALID:
        for term, peers in terms.items():
            for peer in peers.split():
                for label in ("invalid: %r" % term, "invalid behind a match: %r" % term):
                    cases[label].differs[peer] = "*" # it depends on what it takes the term for
    for _, terms in VALID_DIFFERS:
        for term, peers in terms.items():
            for peer in peers.split():
                cases["valid: %r" % term].differs[peer] = "permerror"


note_differences()


# ---- programs -------------------------------------------------------------------------------------------------------

def spf_python():
    """An interpreter that has Debian's spf module: this one, or that of the system."""
    for path in (sys.executable, "/usr/bin/python3"):
        if os.path.exists(path) and not subprocess.run([path, "-c", "import spf, dns.resolver"],
                                                       capture_output=True).returncode:
            return path
    return None


def perl():
    path = shutil.which("perl")
    found = path and not subprocess.run([path, "-MMail::SPF", "-e", "1"], capture_output=True).returncode
    return path if found else None


def peer_commands():
    """Peer -> command without the port; None when it is not installed."""
    python, perl_path, libspf2 = spf_python(), perl(), os.environ.get("SPF_LIBSPF2")
    return {"pyspf": python and [python, os.path.join(HERE, "spf_pyspf.py")],
            "mail_spf": perl_path and [perl_path, os.path.join(HERE, "spf_mail_spf.pl")],
            "libspf2": libspf2 and [libspf2]}


def ask_peer(command, port, questions):
    """The answers of a peer: (result, explanation). When it dies, the question says "crash", and it is started anew."""
    answers = []
    while len(answers) < len(questions):
        rest = questions[len(answers):]
        text = "".join("%s\t%s\t%s\n" % question for question in rest)
        done = subprocess.run(command + [str(port)], input=text.encode(), capture_output=True, timeout=RUN_SECONDS)
        lines = done.stdout.decode("ascii").split("\n")[:-1]
        for line in lines:
            result, explanation = line.split("\t")
            explanation = bytes.fromhex(explanation).decode("utf-8", "replace")
            answers.append((result, None if explanation in ("", "DEFAULT") else explanation))
        if len(lines) < len(rest):
            if done.returncode > 0 and not lines:
                raise AssertionError("%s ended with %d: %s" % (command, done.returncode, done.stderr.decode()[-2000:]))
            answers.append(("crash", None))
    return answers


def ask_ours(server, question):
    ip, helo, mail_from = question
    done = subprocess.run([os.environ["MAILAUTH_CHECK"], "spf", "--ip", ip, "--helo", helo, "--mail-from", mail_from,
                           "--server", server, "--format", "json"], capture_output=True, timeout=RUN_SECONDS)
    if not done.stdout:
        raise AssertionError("%r: status %d: %s" % (question, done.returncode, done.stderr.decode(errors="replace")))
    return json.loads(done.stdout)


# ---- random worlds --------------------------------------------------------------------------------------------------

LOCAL_PARTS = ["user", "strong-bad", "a+b", "a.b.c", "a-b.c_d"]
MACRO_NAMES = [
    "%{i}.e.%O", "%{ir}.%{v}.e.%O", "%{l}.e.%O", "%{lr-}.e.%O", "%{l1r-}.e.%O", "%{d}", "e.%{d}", "%{o}", "%{h}",
    "%{d2}", "%{d1r}.e.%O", "%{L}.e.%O", "%{p}.e.%O", "%{l+}.e.%O", "%{s}.e.%O", "%{d3}", "%{dr}.e.%O", "%{h1}.e.%O",
    "a%-b.e.%O", "%{l}..e.%O", "%{i1}.e.%O", "%{o1r}.e.%O",
]
EXPLANATIONS = [
    "no", "%{i}", "%{s}|%{o}|%{d}", "%{l-}", "%{ir}.%{v}", "%{h}", "%{c}", "%%x", "bad%(", "%{d2}", "%{p}", "%{dr}",
]
EXISTING = ["user", "bad.strong", "strong", "strong-bad", "a+b", "b.a", "a.b.c", "a%2Bb", "unknown", "a%20b", "e"]
PREFIXES_4 = ["", "", "/32", "/24", "/17", "/0"]
PREFIXES_6 = ["", "", "/128", "/64", "/49", "/0"]


class World:
    """Some names below one origin, with records of random terms, and clients that ask."""

    def __init__(self, number):
        self.rng = rng = random.Random(SEED * 1000 + number)
        self.number = number
        self.invalid_terms = [term for _, terms in INVALID for term in terms if term.isascii() and term.isprintable()]
        self.origin = "w%d.%s" % (number, ORIGIN)
        self.ip4 = ["10.%d.%d.%d" % (number // 256, number % 256, last) for last in (1, 2, 130)]
        self.ip6 = ["2001:db8:%x::%x" % (number, last) for last in (1, 2, 0x8001)]
        self.lines = []
        self.records = collections.defaultdict(list)
        self.spf = ["d%d.%s" % (i, self.origin) for i in range(5)]
        self.hosts = ["h%d.%s" % (i, self.origin) for i in range(6)]
        self.missing = ["n%d.%s" % (i, self.origin) for i in range(3)]
        self.exchanges = ["m%d.%s" % (i, self.origin) for i in range(3)]
        self.make_hosts()
        for name in self.spf:
            self.add(name, "TXT", self.record(name))
            if rng.random() < 0.3:
                self.add(name, "A", rng.choice(self.ip4 + ["192.0.2.99"]))
            if rng.random() < 0.3:
                self.add(name, "MX", "%d %s" % (rng.randrange(9), rng.choice(self.hosts + self.missing)))
        if rng.random() < 0.1:
            self.add(rng.choice(self.spf), "TXT", "v=spf1 -all x=second")
        for number, text in enumerate(rng.sample(EXPLANATIONS, 3)):
            self.add("x%d.%s" % (number, self.origin), "TXT", text)
        self.make_exists()
        self.questions = [self.question() for _ in range(CLIENTS_PER_WORLD)]

    def add(self, name, kind, data):
        name, data = name.lower(), data.replace("%O", self.origin)
        if (kind, data) in self.records[name] or (kind == "CNAME" and self.records[name]):
            return
        if any(other == "CNAME" for other, _ in self.records[name]):
            return
        self.records[name].append((kind, data))
        if name.endswith(".arpa"):
            self.lines.append("%s. %s %s." % (name, kind, data))
        else:
            self.lines += zone_lines("%s %s %s" % (name, kind, data), self.origin, self.ip4[0])

    def near(self, address):
        """An address that shares some leading bits with the client's."""
        value = int(ipaddress.ip_address(address))
        bits = 128 if ":" in address else 32
        flipped = value ^ (1 << self.rng.randrange(bits // 2)) if self.rng.random() < 0.5 else value
        return str(ipaddress.ip_address(flipped) if bits == 32 else ipaddress.IPv6Address(flipped))

    def make_hosts(self):
        rng = self.rng
        for name in self.hosts:
            if rng.random() < 0.2 and name not in self.hosts[-2:]: # no loops
                self.add(name, "CNAME", rng.choice(self.hosts[-2:] + self.missing[:1]))
                continue
            for _ in range(rng.choice([0, 1, 1, 2])):
                self.add(name, "A", self.near(rng.choice(self.ip4)))
            for _ in range(rng.choice([0, 1, 1, 2])):
                self.add(name, "AAAA", self.near(rng.choice(self.ip6)))
        for name in self.exchanges:
            for preference in range(rng.choice([0, 1, 2, 3, 3, 4, 10, 11, 12])):
                host = "k%d.%s" % (preference, self.origin)
                if preference < 5:
                    host = rng.choice(self.hosts + self.missing[:1])
                self.add(name, "MX", "%d %s" % (preference, host))
        for preference in range(5, 12):
            self.add("k%d.%s" % (preference, self.origin), "A", "192.0.2.%d" % preference)
            self.add("k%d.%s" % (preference, self.origin), "AAAA", "2001:db9::%d" % preference)
        for address in self.ip4 + self.ip6:
            for _ in range(rng.choice([0, 0, 1, 1, 2, 4])):
                self.add(reverse(address)[:-1], "PTR", rng.choice(self.hosts + self.missing + self.spf))

    def make_exists(self):
        rng = self.rng
        for address in self.ip4:
            backwards = ".".join(reversed(address.split(".")))
            for name in (address, backwards + ".in-addr", address.split(".")[-1]):
                if rng.random() < 0.4:
                    self.add("%s.e.%s" % (name, self.origin), "A", "127.0.0.2")
        for name in EXISTING:
            if rng.random() < 0.4:
                self.add("%s.e.%s" % (name, self.origin), "A", rng.choice(["127.0.0.2", self.ip4[0]]))

    def name(self):
        rng, roll = self.rng, self.rng.random()
        if roll < 0.5:
            return rng.choice(self.hosts)
        if roll < 0.6:
            return rng.choice(self.missing)
        if roll < 0.75:
            return rng.choice(self.spf)
        return rng.choice(MACRO_NAMES)

    def prefix(self):
        rng = self.rng
        four = rng.choice(["", "", "", "/24", "/25", "/31", "/32", "/8", "/0"] if rng.random() < 0.5 else [""])
        six = rng.choice(["", "", "", "//64", "//112", "//127", "//0"] if rng.random() < 0.3 else [""])
        return four + six

    def term(self, owner):
        rng = self.rng
        kind = rng.choices(["a", "mx", "ptr", "ip4", "ip6", "exists", "include", "unknown", "invalid"],
                           [20, 12, 5, 12, 8, 14, 18, 6, 2])[0]
        if kind == "unknown":
            return rng.choice(["x=y", "x=%{i}", "y=a:b/c", "x=", "op=z", "Default=q"])
        if kind == "invalid":
            return rng.choice(self.invalid_terms)
        qualifier = rng.choice(["", "", "", "+", "-", "~", "?"])
        if kind == "ip4":
            return "%sip4:%s%s" % (qualifier, self.near(rng.choice(self.ip4)), rng.choice(PREFIXES_4))
        if kind == "ip6":
            return "%sip6:%s%s" % (qualifier, self.near(rng.choice(self.ip6)), rng.choice(PREFIXES_6))
        if kind == "include":
            name = rng.choice(self.spf + self.hosts[:1] + self.missing[:1] + ["%{l}.e.%O"])
            return "%sinclude:%s" % (qualifier, name)
        if kind == "exists":
            return "%sexists:%s" % (qualifier, self.name())
        if rng.random() < 0.12:
            kind = kind.upper()
        if kind.lower() == "ptr":
            return qualifier + kind + rng.choice(["", ":" + self.origin, ":" + self.name()])
        target = ":" + (rng.choice(self.exchanges) if kind.lower() == "mx" and rng.random() < 0.7 else self.name())
        return qualifier + kind + rng.choice(["", target, target]) + self.prefix()

    def record(self, owner):
        rng = self.rng
        terms = [self.term(owner) for _ in range(rng.choice([0, 1, 1, 2, 2, 3, 3, 4, 6]))]
        if rng.random() < 0.15:
            terms *= rng.choice([2, 3])
        if rng.random() < 0.6:
            terms.append(rng.choice(["-all", "-all", "~all", "?all", "all", "-ALL"]))
        elif rng.random() < 0.6:
            terms.append("redirect=" + rng.choice(self.spf + self.spf + self.missing[:1] + ["d1.%O."]))
        if rng.random() < 0.08:
            terms.insert(rng.randrange(len(terms) + 1), rng.choice(["redirect=d2.%O", "~all", "REDIRECT=d3.%O"]))
        if rng.random() < 0.4:
            terms.insert(rng.choice([len(terms), rng.randrange(len(terms) + 1)]), "exp=x%d.%%O" % rng.randrange(4))
        version = rng.choice(["v=spf1"] * 8 + ["V=SPF1"])
        text = (version + rng.choice([" "] * 9 + ["  "]) + " ".join(terms)).replace("%O", self.origin)
        if rng.random() < 0.2:
            cut = rng.randrange(1, len(text))
            text = text[:cut] + "||" + text[cut:]
        return text

    def question(self):
        rng = self.rng
        address = rng.choice(self.ip4 + self.ip4 + self.ip6 + ["::ffff:" + address for address in self.ip4[:1]])
        domain = rng.choice(self.spf)
        mail_from = "%s@%s" % (rng.choice(LOCAL_PARTS), domain)
        helo = rng.choice(["h0." + self.origin, "d1." + self.origin])
        if rng.random() < 0.1:
            mail_from, helo = "", domain
        return address, helo, mail_from


class Evaluation:
    """What ours did, step by step, with what the world holds for its names."""

    def __init__(self, world, question, ours):
        self.world, self.question, self.ours = world, question, ours
        self.ip = ipaddress.ip_address(question[0])
        self.is_mapped = self.ip.version == 6 and self.ip.ipv4_mapped is not None
        self.ip = self.ip.ipv4_mapped if self.is_mapped else self.ip
        self.kind = "A" if self.ip.version == 4 else "AAAA"
        self.problem = ours["problem"] or ""
        self.visits = []
        self.walk(ours["domain"], ours["text"], ours["trace"])

    def walk(self, domain, text, trace):
        """Notes a record that was evaluated, and those below it."""
        if text is None:
            return
        self.visits.append((domain, text, trace))
        for step in trace:
            if step["result"] is not None:
                self.walk(step["target"], step["text"], step["trace"])

    @functools.cached_property
    def reached(self):
        """(domain, step) of all terms that were evaluated. "exp" and unknown modifiers are never."""
        return [(domain, step) for domain, _, trace in self.visits for step in trace
                if step["outcome"] != "not-reached"]

    @functools.cached_property
    def terms(self):
        """All terms of the records that were evaluated, reached or not; also of a record with a syntax error."""
        return [term for _, text, _ in self.visits for term in text.split(" ")[1:] if term]

    def has_term(self, pattern):
        return any(re.search(pattern, term, re.I) for term in self.terms)

    def resolve(self, name, kind):
        """The data of a name, behind its aliases; [] for a void lookup."""
        name = (name or "").rstrip(".").lower()
        for _ in range(8):
            records = self.world.records.get(name, [])
            alias = [data for found, data in records if found == "CNAME"]
            if not alias:
                return [data for found, data in records if found == kind]
            name = alias[0]
        return []

    def exchanges(self, name):
        pairs = [data.split(" ") for data in self.resolve(name, "MX")]
        return [host for _, host in sorted(pairs, key=lambda pair: int(pair[0]))]

    def pointers(self):
        return self.resolve(self.ip.reverse_pointer, "PTR")

    def has_text(self, pattern):
        """Does a text of the world that exp= may give hold it?"""
        return any(re.search(pattern, data) for records in self.world.records.values() for kind, data in records
                   if kind == "TXT" and not data.lower().startswith("v=spf1"))

    def reads_p(self):
        return self.has_term(r"%\{p") or (self.has_term("^exp=") and self.has_text(r"%\{p"))

    def includes_itself(self):
        return any(re.fullmatch(r"[-+?~]?include:" + re.escape(domain) + r"\.?", term, re.I)
                   for domain, text, _ in self.visits for term in text.split(" "))

    def repeats_modifier(self):
        for _, text, _ in self.visits:
            names = re.findall(r" ([a-z][a-z0-9_.-]*)=", text, re.I)
            if len(names) != len(set(names)):
                return True
        return False

    def has_redirect_before_terms(self):
        return any(re.search(r" redirect=\S+ +\S", text, re.I) or
                   (re.search(" redirect=", text, re.I) and re.search(r" [-+?~]?all( |$)", text, re.I))
                   for _, text, _ in self.visits)

    def idle_redirects(self):
        """Those of records that were evaluated, not followed themselves."""
        return sum(step["outcome"] == "not-reached" and step["term"].lower().startswith("redirect=")
                   for _, _, trace in self.visits for step in trace)

    def meets_many_exchanges(self):
        return any(mechanism(step) == "mx" and len(self.exchanges(step["target"] or domain)) > 10
                   for domain, step in self.reached)


def mechanism(step):
    return re.match(r"[-+?~]?([a-z0-9_.-]*)", step["term"], re.I)[1].lower()


class VoidQueries:
    """
    Void lookups counted as queries, not as terms. `stop_at_match`: MX hosts behind one that matches are not asked;
    `suffix_first`: of a ptr only names below its target are asked; `alias_counts`: so does an alias to nothing.
    """

    def __init__(self, stop_at_match, suffix_first, alias_counts):
        self.stop_at_match, self.suffix_first, self.alias_counts = stop_at_match, suffix_first, alias_counts

    def is_void(self, evaluation, name, kind=None):
        alias = any(found == "CNAME" for found, _ in evaluation.world.records.get(name.lower(), []))
        return not evaluation.resolve(name, kind or evaluation.kind) and (self.alias_counts or not alias)

    def of_mx(self, evaluation, name, match):
        exchanges = evaluation.exchanges(name)
        if self.stop_at_match and match in exchanges:
            exchanges = exchanges[:exchanges.index(match)]
        if not exchanges and not match:
            return self.is_void(evaluation, name, "MX")
        return sum(self.is_void(evaluation, exchange) for exchange in exchanges)

    def of_pointers(self, evaluation, target=None):
        """Of a ptr, or without a target of %{p}."""
        names = evaluation.pointers()
        if not names:
            return 1
        if self.suffix_first and target is not None:
            names = [name for name in names if ("." + name).endswith("." + target.lower().rstrip("."))]
        return sum(self.is_void(evaluation, name) for name in names)

    def count(self, evaluation):
        count = 0
        for domain, step in evaluation.reached:
            kind, target = mechanism(step), step["target"] or domain
            if re.search(r"%\{p", step["term"], re.I):
                count += self.of_pointers(evaluation)
            if kind in ("a", "exists"):
                count += self.is_void(evaluation, target, "A" if kind == "exists" else None)
            elif kind == "mx":
                count += self.of_mx(evaluation, target, step["host"])
            elif kind == "ptr":
                count += self.of_pointers(evaluation, target)
        return count


PYSPF_VOIDS = VoidQueries(stop_at_match=False, suffix_first=False, alias_counts=True)
MAIL_SPF_VOIDS = VoidQueries(stop_at_match=True, suffix_first=True, alias_counts=False)


# What a peer may say where the predicate holds: any result; the same one with another explanation; or only this result.
ANY, EXPLANATION = object(), object()

# (peer, reason, what it may say, predicate of an evaluation). An invalid term of the table above counts too.
EXCUSES = [
    ("pyspf", IN_TURN, "permerror", Evaluation.includes_itself),
    ("pyspf", UNKNOWN, "permerror", Evaluation.repeats_modifier),
    ("pyspf", NAME_CASE, ANY, lambda e: e.has_term(r"^(?-i:REDIRECT)=")),
    ("pyspf", MX_LIMIT, "permerror", Evaluation.meets_many_exchanges),
    ("pyspf", VOID_TERMS, "permerror", lambda e: PYSPF_VOIDS.count(e) > SPF_VOIDS),
    ("pyspf", REDIRECT_COUNT, "permerror", lambda e: e.ours["lookups"] + e.idle_redirects() > SPF_LOOKUPS),
    ("pyspf", EXP_LIMIT, "permerror", lambda e: e.reads_p()
     and PYSPF_VOIDS.count(e) + PYSPF_VOIDS.of_pointers(e) > SPF_VOIDS),
    ("pyspf", EXP_LIMIT, EXPLANATION, lambda e: e.reads_p()
     and PYSPF_VOIDS.count(e) + PYSPF_VOIDS.of_pointers(e) > SPF_VOIDS),
    ("pyspf", NAME_CASE, ANY, lambda e: "occurs twice" in e.problem),
    ("pyspf", OPEN_NIBBLES, EXPLANATION, lambda e: e.ip.version == 6 and e.has_text(r"%\{i\}|%\{ir\}")),
    ("mail_spf", MX_LIMIT, ANY, lambda e: "MX hosts" in e.problem),
    ("mail_spf", VOID_TERMS, "permerror", lambda e: MAIL_SPF_VOIDS.count(e) > SPF_VOIDS),
    ("mail_spf", VOID_NAMES, ANY, lambda e: "void DNS lookups" in e.problem and MAIL_SPF_VOIDS.count(e) <= SPF_VOIDS),
    ("mail_spf", REDIRECT_COUNT, "permerror", lambda e: e.ours["lookups"] + e.idle_redirects() > SPF_LOOKUPS),
    ("mail_spf", ONLY_IP4, ANY, lambda e: e.ip.version == 4 and e.has_term(r"ip6:.*/0$")),
    ("mail_spf", OPEN_TARGET, "exception", lambda e: any(".." in (step["target"] or "") for _, step in e.reached)),
    ("mail_spf", URL_IN_NAME, ANY, lambda e: e.has_term(r"(?-i:%\{[A-Z])")),
    ("mail_spf", SPLIT, ANY, lambda e: e.has_term(r"%\{[a-z][-+]+\}")),
    ("mail_spf", SPLIT, EXPLANATION, lambda e: e.has_text(r"%\{[a-z][-+]+\}")),
    ("mail_spf", EXP_LIMIT, "exception", lambda e: e.ours["result"] == "fail" and e.reads_p()
     and MAIL_SPF_VOIDS.count(e) + MAIL_SPF_VOIDS.of_pointers(e) > SPF_VOIDS),
    ("libspf2", TWICE, ANY, lambda e: "occurs twice" in e.problem),
    ("libspf2", OPEN_VOID, ANY, lambda e: "void DNS lookups" in e.problem),
    ("libspf2", ONE_LIMIT, ANY, lambda e: "more than 10 DNS lookups" in e.problem),
    ("libspf2", REDIRECT_LAST, ANY, Evaluation.has_redirect_before_terms),
    ("libspf2", PREFIX, "permerror", lambda e: e.has_term(r"/0(//|$)")),
    ("libspf2", MAPPED, ANY, lambda e: e.is_mapped),
    ("libspf2", ALL_PARTS, ANY, lambda e: any(re.search(r"%\{[a-z][0-9]", step["term"], re.I)
                                              for _, step in e.reached)),
    ("libspf2", ALL_PARTS, EXPLANATION, lambda e: e.has_text(r"%\{[a-z][0-9]")),
    ("libspf2", EXP_SYNTAX, EXPLANATION, lambda e: e.has_text(r"%\(")),
    ("libspf2", P_BEST, EXPLANATION, lambda e: e.reads_p() and len(e.pointers()) > 1),
]


def excuse_for(evaluation, peer, theirs):
    """Why the peer may say something else; None when nothing in the tables explains it."""
    result = evaluation.ours["result"]
    for entry_peer, reason, allowed, predicate in EXCUSES:
        if entry_peer != peer or allowed not in (ANY, EXPLANATION, theirs[0]):
            continue
        if allowed is EXPLANATION and theirs[0] != result:
            continue
        if predicate(evaluation):
            return reason
    for reason, terms in INVALID:
        for term, peers in terms.items():
            if peer in peers.split() and term.replace("%O", evaluation.world.origin) in evaluation.terms:
                return reason
    return None


# ---- tests ----------------------------------------------------------------------------------------------------------

HEAD = """\
$TTL 300
. SOA ns.test. h.test. 1 7200 3600 1209600 300
. NS ns.test.
ns.test. A 192.0.2.53
test. TXT "v=spf1 -all"
"""


def setUpModule():
    if not os.environ.get("MAILAUTH_CHECK"):
        raise RuntimeError("MAILAUTH_CHECK must be the path of mailauth-check")


class SpfPeers(unittest.TestCase):
    """All questions are asked once, of all peers at the same time; the tests compare what was said."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.worlds = [World(number) for number in range(RANDOM_WORLDS)]
        questions = [(case.ip, case.helo, case.mail_from) for case in CASES]
        cls.asked = [(world, question) for world in cls.worlds for question in world.questions]
        questions += [question for _, question in cls.asked]
        lines = [line for source in CASES + cls.worlds for line in source.lines]
        with tempfile.TemporaryDirectory(prefix="mailauth-spf-") as folder:
            path = os.path.join(folder, "root.zone")
            with open(path, "w", encoding="ascii") as zone:
                zone.write(HEAD + "\n".join(lines) + "\n")
            server = servers.Nsd({".": path, **{origin: os.path.join(folder, "missing") for origin in BROKEN}})
            try:
                cls.ask_all(server.address, questions)
            finally:
                server.stop()

    @classmethod
    def ask_all(cls, address, questions):
        port = int(address.split(":")[1])
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            peers = {peer: pool.submit(ask_peer, command, port, questions)
                     for peer, command in peer_commands().items() if command}
            ours = list(pool.map(lambda question: ask_ours(address, question), questions))
            cls.theirs = {peer: future.result() for peer, future in peers.items()}
        cls.ours = ours

    def answers(self, peer):
        if peer not in self.theirs:
            self.skipTest("%s is not installed" % peer)
        return self.theirs[peer]

    def test_cases(self):
        """What the RFC says, or where it leaves a choice what was chosen."""
        for case, ours in zip(CASES, self.ours):
            with self.subTest(case.label):
                self.assertEqual((ours["result"], ours["explanation"]), (case.result, case.explanation),
                                 "\n".join(case.lines[:20]) + "\n%s" % ours["problem"])

    def test_tables(self):
        """The labels are unique, and no table names one that is gone."""
        labels = [case.label for case in CASES]
        self.assertEqual(len(labels), len(set(labels)))
        named = {label for _, peers in DIFFERS for entries in peers.values() for label in entries}
        self.assertEqual(named - set(labels), set())

    def compare(self, peer):
        for case, theirs in zip(CASES, self.answers(peer)):
            if theirs == (case.result, case.explanation):
                continue
            with self.subTest(case.label):
                known = case.differs.get(peer)
                self.assertIsNotNone(known, "%s says %r, and no table says why\n%s" % (
                    peer, theirs, "\n".join(case.lines[:20])))
                self.assertIn(known, (theirs[0], "*"), "%s says %r" % (peer, theirs))

    def compare_worlds(self, peer):
        apart = collections.Counter()
        for (world, question), ours, theirs in zip(self.asked, self.ours[len(CASES):], self.answers(peer)[len(CASES):]):
            if theirs == (ours["result"], ours["explanation"]):
                continue
            reason = excuse_for(Evaluation(world, question, ours), peer, theirs)
            apart[reason] += 1
            with self.subTest(world=world.number, question=question):
                self.assertIsNotNone(reason, "%s says %r, here %r %r %s\n%s" % (peer, theirs, ours["result"],
                                     ours["explanation"], ours["problem"], "\n".join(world.lines)))
        self.assertLess(sum(apart.values()), len(self.asked) / 2, "%s: the worlds show little: %s" % (peer, apart))

    def test_pyspf(self):
        self.compare("pyspf")

    def test_mail_spf(self):
        self.compare("mail_spf")

    def test_libspf2(self):
        self.compare("libspf2")

    def test_random_pyspf(self):
        self.compare_worlds("pyspf")

    def test_random_mail_spf(self):
        self.compare_worlds("mail_spf")

    def test_random_libspf2(self):
        self.compare_worlds("libspf2")

    def test_random_worlds_reach_every_result(self):
        found = collections.Counter(ours["result"] for ours in self.ours[len(CASES):])
        for result in ("pass", "fail", "softfail", "neutral", "permerror"):
            self.assertGreater(found[result], len(self.asked) // 40, found)


if __name__ == "__main__":
    unittest.main()
