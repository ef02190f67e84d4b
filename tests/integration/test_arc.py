"""`message`: ARC chains (RFC 8617) of our own keys have the result of the RFC, and other verifiers say the same where they follow it."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest

import arc_cases
import program
from arc_messages import SEAL, Sealer
from dkim_keys import tool

PYTHON = """
import dkim, json, sys
def verify(case):
    def ask(name, timeout=5):
        name = name.decode("utf-8").rstrip(".").lower()
        if name in case["unanswered"]:
            raise dkim.DnsTimeoutError(name)
        return case["keys"].get(name, "").encode() or None
    try:
        return (dkim.arc_verify(bytes.fromhex(case["message"]), dnsfunc=ask)[0] or b"fail").decode()
    except Exception as error:
        return "crash"
json.dump([verify(case) for case in json.load(sys.stdin)], sys.stdout)
"""
PERL = r"""
package Answer; sub type { "TXT" } sub txtdata { ($_[0]{text}) }
package main; use strict; use warnings; use JSON::PP; use Mail::DKIM::ARC::Verifier; use Mail::DKIM::DNS;
local $/; my $cases = decode_json(<STDIN>); our $case;
{ no warnings; *Mail::DKIM::DNS::query = sub {
    my $name = lc $_[0]; die "timeout\n" if grep { $_ eq $name } @{$case->{unanswered}};
    my $text = $case->{keys}{$name}; $@ = $text ? "NOERROR" : "NXDOMAIN"; return $text ? (bless { text => $text }, "Answer") : (); }; }
my @results;
for $case (@$cases) {
    my $message = pack "H*", $case->{message}; $message =~ s/\r?\n/\r\n/g; my $result;
    eval { my $arc = Mail::DKIM::ARC::Verifier->new(Strict => 1); $arc->PRINT($message); $arc->CLOSE; $result = $arc->result; 1 } or $result = "crash";
    push @results, $result; }
print encode_json(\@results);
"""

# Where a peer does otherwise than the RFC, and what the RFC says.
DIFFERENCES = {
    "python": (
        ("[MS] tag with hyphen", "RFC 6376 section 3.2: tag-name has letters, digits and underscores"),
        ("[MS] (no )?blank (before|after) the colon|M i= (blanks|a fold|last)|M l=", "ends in an exception of Python"),
        ("M a=ed25519.*", "RFC 8463 section 3 updates RFC 6376, from which ARC has its algorithms"),
        ("[MS] d=b\u00fccher.*", "RFC 8617 section 4.1.4: U-labels"),
        ("[MS] i= (a fraction|a word after it|a comment first)", "RFC 8617 section 3.9: 1*2DIGIT with CFWS around it"),
        ("M c= missing, simple", "RFC 6376 section 3.5: the default is simple/simple"),
        ("M h= (empty|no From)", "RFC 6376 section 5.4: From must be signed"),
        ("M h= one From of two", "RFC 6376 section 5.4.2: the last of them is signed"),
        ("M l=1000", "RFC 6376 section 3.5: l= is not more than the body has"),
        ("[MS] v=2", "RFC 8617 section 4.1.2: v= is ignored"),
        ("S (bh|c|x|q)=.*", "RFC 8617 section 4.1.3 and RFC 6376 section 3.2: tags that are not defined are ignored"),
        ("set 2 below set 1|sets at the end of the header", "RFC 8617 section 5.1.1: by instance, not by order"),
        ("message signature of set 1 .*", "RFC 8617 section 5.2: of the message signatures the newest counts"),
        ("M x=1600090000", "RFC 6376 section 3.5: the time of receipt counts, where it is known"),
        ("51 sets", "RFC 8617 section 5.2, step 1"),
        ("key h=sha1.*", "RFC 6376 section 3.6.1"),
        ("key of another type.*", "ends in an exception of Python"),
        ("key .*not answered", "not known"),
        ("ARC-Seal: x alone|one ARC field without anything|ARC fields of blanks", "RFC 8617 section 5.2, step 3: no set is whole"),
    ),
    "perl": (
        ("[MS] tag (with hyphen|begins .*)", "RFC 6376 section 3.2"),
        ("[MS] value in upper case|M c='Relaxed/relaxed'", "RFC 6376 section 3.2: values are case-sensitive"),
        ("[MS] blank before the colon", "RFC 5322 section 4.5.8"),
        ("[MS] t= (empty|a word|negative|a fraction|huge|future)|M l=", "RFC 6376 section 3.5"),
        ("M a=ed25519.*", "RFC 8463 section 3"),
        ("[MS] d=(lists.example.org.|b\u00fccher.*)", "RFC 8617 section 4.1.4"),
        ("[MS] i= (blanks|a fold|a comment|a comment first)|R (blanks|fold in the instance|comment)", "RFC 8617 section 3.9: CFWS"),
        ("M c= missing, relaxed", "taken as sealers meant it"),
        ("M h= (missing|empty|no From)", "RFC 6376 section 5.4"),
        ("M l=(0|1000)", "RFC 6376 section 3.5"),
        ("[MS] v=2|S [xq]=.*", "RFC 8617 sections 4.1.2 and 4.1.3"),
        ("M x=1600090000", "RFC 6376 section 3.5"),
        ("S h=.*", "RFC 8617 section 4.1.3: fail"),
        (".* alone", "RFC 8617 section 5.2, step 3"),
        ("message signature of set 1 without a=", "RFC 8617 section 5.2"),
        ("key .*not answered", "not known"),
        ("5[01] sets", "takes minutes"),
    ),
}


def differs(peer, name):
    return any(re.fullmatch(pattern, name) for pattern, _ in DIFFERENCES[peer])


class Chains(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="mailauth-arc-")
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.cases, cls.keys = list(arc_cases.all_cases()), arc_cases.usual_keys()

    def answers(self, case):
        """Saved answers: what is not there was not answered."""
        lines = ["; @recorded", "$TTL 60"]
        for name, text in (self.keys | case.keys).items():
            pieces = " ".join(f'"{text[at:at + 200]}"' for at in range(0, len(text), 200))
            lines += [f"; @answer {name}. TXT answer", f"{name}. TXT {pieces}"]
        lines += [f"; @answer {name}. TXT timeout" for name in case.unanswered]
        return "\n".join(lines + ["; @answer * TXT nxdomain"]) + "\n"

    def arc(self, case, *arguments):
        path, answers = os.path.join(self.folder, "m.eml"), os.path.join(self.folder, "answers")
        with open(path, "wb") as file:
            file.write(case.message.encode("utf-8", "surrogateescape"))
        with open(answers, "w", encoding="utf-8") as file:
            file.write(self.answers(case))
        return program.run("message", "--offline", "--no-config", "--answers", answers, *arguments, path)

    def test_each_case_has_the_result_of_the_rfc(self):
        for case in self.cases:
            with self.subTest(case.name):
                done = self.arc(case, "--format", "json")
                self.assertNotEqual(done.status, program.USAGE, done.errors)
                arc = done.json["arc"]
                self.assertEqual(arc["result"], case.result, arc["why"])
                self.assertEqual(arc["why"] is None, case.result in ("none", "pass"))
                if case.oldest is not None:
                    self.assertEqual(arc["oldest_pass"], case.oldest)

    def compare(self, peer, command, more):
        done = [case for case in self.cases if not differs(peer, case.name)]
        data = [{"message": case.message.encode("utf-8", "surrogateescape").hex(), "keys": self.keys | case.keys, "unanswered": case.unanswered} for case in done]
        results = json.loads(subprocess.run(command, input=json.dumps(data).encode(), capture_output=True, check=True, timeout=300).stdout)
        for case, result in zip(done, results):
            with self.subTest(case.name):
                self.assertEqual(result if result in ("pass", "none", *more) else "fail", case.result)

    def test_python_says_the_same(self):
        path = "/usr/bin/python3"
        if not os.path.exists(path) or subprocess.run([path, "-c", "import dkim, authres"], capture_output=True).returncode:
            self.skipTest("python3-dkim is not installed")
        self.compare("python", [path, "-c", PYTHON], ("crash",))

    def test_perl_says_the_same(self):
        if subprocess.run([tool("perl"), "-MMail::DKIM::ARC::Verifier", "-MJSON::PP", "-e1"], capture_output=True).returncode:
            self.skipTest("libmail-dkim-perl is not installed")
        self.compare("perl", [tool("perl"), "-e", PERL], ())

    def test_the_sealers_and_what_they_saw(self):
        case = arc_cases.Case("two", Sealer().seal().seal(results="ARC-Authentication-Results: i={i}; b.example; arc=pass (i=1); spf=fail"), "pass")
        arc = self.arc(case, "--format", "json").json["arc"]
        self.assertEqual([(one["instance"], one["domain"], one["selector"], one["cv"], one["seal"], one["message_signature"]) for one in arc["sets"]],
                         [(1, "lists.example.org", "s", "none", "pass", "pass"), (2, "lists.example.org", "s", "pass", "pass", "pass")])
        self.assertEqual([[(result["method"], result["result"]) for result in one["results"]] for one in arc["sets"]],
                         [[("spf", "pass"), ("dkim", "pass"), ("dmarc", "pass")], [("arc", "pass"), ("spf", "fail")]])

    def test_a_key_that_is_gone_is_told_with_the_date_of_its_seal(self):
        case = arc_cases.Case("gone", Sealer().seal(seal=SEAL.replace("s={s}", "s=gone")), "fail")
        arc = self.arc(case, "--format", "json").json["arc"]
        self.assertIn("2020-09-13", arc["why"])
        self.assertEqual((arc["sets"][0]["seal"], arc["sets"][0]["message_signature"]), ("fail", "pass"))

    def test_arc_does_not_change_dmarc(self):
        with_chain, without = arc_cases.Case("with", Sealer().seal(), "pass"), arc_cases.Case("without", Sealer(), "none")
        self.assertEqual(self.arc(with_chain, "--format", "json").json["dmarc"], self.arc(without, "--format", "json").json["dmarc"])

    def test_text(self):
        text = re.sub(r"\s+", " ", self.arc(arc_cases.Case("two", Sealer().seal().seal(), "pass")).output)
        self.assertIn("ARC pass (2 sets); the message is unchanged since set 1 set 1: sealed by lists.example.org (selector s)", text)
        self.assertIn("by local policy", text)
        self.assertNotIn("\n  ARC ", self.arc(arc_cases.Case("none", Sealer(), "none")).output)


if __name__ == "__main__":
    unittest.main()
