"""The receivers' verdicts: met, not met or not known, and what decides."""

import os
import tempfile
import unittest

from program import run
from test_formats import CLEAN_ZONE, HEAD

REVERSE = "$ORIGIN 0.0.11.in-addr.arpa.\n@ SOA ns h 1 2 3 4 5\n1 PTR ns.example.com.\n2 PTR other.example.com.\n"
SPF = '@ TXT "v=spf1 mx -all"\n'
POLICY = '_dmarc TXT "v=DMARC1; p=none; rua=mailto:d@example.com"\n'


class Receivers(unittest.TestCase):
    def receivers(self, zone, *arguments):
        with tempfile.TemporaryDirectory(prefix="mailauth-receivers-") as folder:
            path = os.path.join(folder, "db.example.com")
            with open(path, "w", encoding="ascii") as file:
                file.write(zone)
            return run("zone", "--offline", "--no-config", "--format", "json", "--domain", "example.com", *arguments, path)

    def verdicts(self, done):
        return {name: (receiver["all_senders"], receiver["bulk_senders"]) for name, receiver in done.domain["receivers"].items()}

    def statuses(self, done, receiver):
        return {(entry["id"], entry["senders"]): entry["status"] for entry in done.domain["receivers"][receiver]["requirements"]}

    def test_all_is_ready(self):
        done = self.receivers(CLEAN_ZONE + REVERSE, "--ip", "11.0.0.1")
        self.assertEqual(set(self.verdicts(done).values()), {("met", "met")}, done.domain["receivers"])
        statuses = self.statuses(done, "gmail")
        self.assertEqual(statuses["tls", "all"], "unknown")  # DNS does not show it
        self.assertEqual(statuses["alignment", "bulk"], "unknown")

    def test_reverse_dns_is_not_known_without_an_address(self):
        self.assertEqual(set(self.verdicts(self.receivers(CLEAN_ZONE)).values()), {("unknown", "unknown")})

    def test_an_address_that_is_not_listed(self):
        done = self.receivers(CLEAN_ZONE + REVERSE, "--ip", "11.0.0.2")
        gmail = self.statuses(done, "gmail")
        self.assertEqual(gmail["spf", "bulk"], "not-met")
        self.assertEqual(gmail["spf-or-dkim", "all"], "met")  # there is a DKIM key
        self.assertEqual(gmail["reverse-dns", "all"], "not-met")  # the name does not lead back

    def test_what_bulk_senders_lack(self):
        for zone, lacks, rules in (
                (HEAD + SPF + POLICY, {"dkim"}, {"gmail-bulk-dkim-missing", "outlook-bulk-missing", "apple-bulk-missing", "laposte-dkim"}),
                (CLEAN_ZONE.replace("v=spf1", "v=spf"), {"spf"}, {"gmail-bulk-spf-missing", "outlook-bulk-missing"}),
                (CLEAN_ZONE.replace("_dmarc", "_dmrac"), {"dmarc"}, {"gmail-bulk-dmarc-missing", "outlook-bulk-missing"}),
                (HEAD, {"spf", "dkim", "dmarc", "alignment", "spf-or-dkim"}, {"gmail-no-auth", "gmail-bulk-alignment"})):
            with self.subTest(lacks=lacks):
                done = self.receivers(zone, "--volume", "bulk", "--role", "sends")
                self.assertEqual({id for (id, _), status in self.statuses(done, "gmail").items() if status == "not-met"}, lacks)
                self.assertLessEqual(rules, done.rules)
                regular = self.receivers(zone, "--role", "sends")
                self.assertFalse({rule for rule in regular.rules if "-bulk-" in rule})

    def test_a_record_without_p_is_none_to_gmail(self):
        done = self.receivers(CLEAN_ZONE.replace("p=none; ", ""), "--volume", "bulk")
        self.assertEqual(self.statuses(done, "gmail")["dmarc", "bulk"], "not-met")

    def test_who_does_not_send_needs_nothing(self):
        self.assertIsNone(self.receivers(CLEAN_ZONE, "--role", "no-mail").domain["receivers"])
        self.assertIsNone(run("record", "--format", "json", "v=spf1 mx -all").domain["receivers"])


if __name__ == "__main__":
    unittest.main()
