"""LIMITS in mailauth-check(1) says what the program does."""

import os
import re
import unittest

import program

MANUAL = os.path.join(program.REPOSITORY, "man", "mailauth-check.1")

# What the page says, and the constant that makes it so: file, name and value.
SAID = (
    ("300 DNS questions besides", "src/dns/facts.h", "FACTS_QUESTIONS_MOST", "300"),
    ("6,000 for one domain from DNS", "src/dns/facts.h", "FACTS_RECORDS_MOST", "6000"),
    ("3,000 selectors of a zone file", "src/check/selectors.c", "SELECTORS_IN_ZONE_MOST", "3000"),
    ("50 findings of one rule", "src/check/rule.h", "FINDINGS_OF_A_RULE", "50"),
    ("4,096 records of one name and type", "src/dns/zone.h", "ZONE_RRSET_MOST", "4096"),
    ("16 CNAMEs in a row", "src/dns/reply.h", "DNS_ALIASES_MOST", "16"),
    ("A record: 65,535 octets", "src/dns/reply.h", "DNS_RDATA_MOST", "65535"),
    ("Mistakes beyond 100 are counted", "src/text/problem.c", "PROBLEMS_MOST", "100"),
    ("longer than 16 kilobytes", "src/text/problem.c", "MENDED_MOST", "16 * 1024"),
    ("more than 300 terms", "src/spf/record.h", "SPF_TERMS_REWRITTEN_MOST", "300"),
    ("more than 5,000 in all", "src/rules/spf/merge.c", "MERGED_TERMS_MOST", "5000"),
    ("65,536 records for each line", "src/dns/zone_directives.c", "GENERATE_MOST", "65536"),
    ("16 megabytes of text in all", "src/dns/zone_directives.c", "GENERATED_MOST", "16 * 1024 * 1024"),
    ("1,000 rules each", "src/cli/command_line.c", "RULES_MOST", "1000"),
    ("1,000 rules for one record", "src/judge/suppress.c", "IDS_MOST", "1000"),
    ("1,000 values each", "src/cli/option_rows.c", "SUBJECTS_MOST", "1000"),
    ("a header of 2 megabytes", "src/cli/message.c", "HEADER_MEGABYTES_MOST", "2"),
    ("20 signatures", "src/dkim/signature.h", "DKIM_SIGNATURES_MOST", "20"),
    ("1 megabyte of text", "src/bounce/report.c", "WORDS_MOST", "1024 * 1024"),
    ("4 megabytes of delivery status", "src/bounce/report.c", "FIELDS_MOST", "4 * 1024 * 1024"),
    ("10,000 different refusals", "src/bounce/incidents.h", "INCIDENTS_MOST", "10000"),
)

ZONE = ("$ORIGIN example.com.\n$TTL 1h\n@ SOA ns hostmaster 1 7200 3600 1209600 3600\n@ NS ns\nns A 192.0.2.1\n@ MX 10 ns\n"
        '@ TXT "v=spf1 mx -all"\n')


class Limits(unittest.TestCase):
    def test_the_page_says_what_the_constants_are(self):
        with open(MANUAL, encoding="utf-8") as file:
            section = re.search(r"^\.Sh LIMITS\n(.*?)^\.Sh ", file.read(), re.M | re.S)[1]
        page = " ".join(re.sub(r"^\.\w+ ?", "", section, flags=re.M).split())
        for words, path, name, value in SAID:
            with self.subTest(name=name):
                self.assertIn(words, page)
                with open(os.path.join(program.REPOSITORY, path), encoding="utf-8") as file:
                    self.assertRegex(file.read(), rf"\b{name}\s*=\s*{re.escape(value)}\s*(?:[,;}}]|/\*)")

    def test_a_list_of_rules(self):
        for option in ("--ignore", "--select"):
            for count, status in ((1000, program.CLEAN), (1001, program.USAGE)):
                run = program.run("zone", "--offline", "--no-config", option, ",".join(["spf-none"] * count), "zone", files={"zone": ZONE})
                self.assertEqual(run.status, status, run)

    def test_selectors_of_a_configuration(self):
        for count, status in ((1000, program.FINDINGS), (1001, program.USAGE)):
            words = ",\n ".join(f"s{i}" for i in range(count))
            run = program.run("zone", "--offline", "--config", "settings", "--select", "dkim-selector-missing", "zone",
                              files={"zone": ZONE, "settings": f'[domain "example.com"]\nselectors = {words}\n'})
            self.assertEqual(run.status, status, run)
            if status == program.USAGE:
                self.assertRegex(run.errors, r"^mailauth-check: settings:1002: more than 1000 ")

    def test_selectors_of_a_zone_file_beyond_the_limit_are_not_asked(self):
        for count, more in ((3000, False), (3001, True)):
            keys = "".join(f's{i}._domainkey TXT "v=DKIM1; p="\n' for i in range(count))
            run = program.run("zone", "--offline", "--no-config", "--format", "json", "zone", files={"zone": ZONE + keys})
            self.assertEqual("limit" in run.unanswered.values(), more, run)

    def test_the_header_of_a_message(self):
        head = "From: a@example.com\nDate: Mon, 30 Nov 2026 10:00:00 +0000\n"
        for size, refused in ((1_900_000, False), (2_100_000, True)):
            run = program.run("message", "--offline", "--no-config", "mail", files={"mail": head + "X-A: b\n" * (size // 7) + "\nbody\n"})
            self.assertEqual(run.status == program.USAGE, refused, run.errors)


if __name__ == "__main__":
    unittest.main()
