"""`message` on the corpus of tests/messages: who delivered each, its identities, the results and whose they are."""

import fnmatch
import json
import os
import unittest

import corpus
import corpus_mail
import program

MESSAGES = os.path.join(program.REPOSITORY, "tests", "messages")
ZONE = os.path.join(MESSAGES, "dns.zone")
PLAIN = "From: ann@alder.example\nTo: bob@receiver.example\nSubject: x\nDate: Mon, 30 Nov 2026 09:00:00 +0000\n" \
    "Message-ID: <1@alder.example>\n\nHello.\n"
NAMES = {"ip", "mail-from", "helo", "spf", "dkim", "dmarc", "dmarcbis", "claims", "arc", "fault", "finds", "silent", "args", "body"}


def authenticated(case):
    """(report, errors); the report is None without one."""
    arguments = case.blocks[0].get("args", "").replace("''", "\0").split()
    arguments = [argument.replace("\0", "") for argument in arguments]
    done = program.run("message", "--offline", "--no-config", "--zone", ZONE, "--format", "json", *arguments, input=message(case))
    return (json.loads(done.output) if done.output else None), done.errors.strip()


def message(case):
    text = case.text
    ends = {"\r\n": "crlf", "\r": "cr"}
    end = next((end for end in ends if end in text), "\n")
    return corpus_mail.signed(text.replace(end, "\n")).replace("\n", end)


def rules(found):
    check = found.get("check") or {}
    return {finding["rule"] for finding in found["findings"] + check.get("findings", [])}


def told(found):
    """The fields of a report as a case writes them; DKIM apart."""
    dmarc, later = found["dmarc"], found["dmarc"]["rfc9989"]
    own = [claim for claim in found["authentication_results"] if claim.get("own", True)]
    fault = found.get("fault")
    arc = found.get("arc") or {}
    return {
        "ip": found["ip"],
        "mail-from": "<>" if found["mail_from"] == "" else found["mail_from"],
        "helo": found["helo"],
        "spf": found["spf"],
        "dmarc": f"{dmarc['result']} {dmarc['policy'] or ''}".strip(),
        "dmarcbis": f"{later['result']} {later['policy'] or ''}".strip(),
        "claims": " ".join(sorted(f"{claim['method']}={claim['result']}" for claim in own)) or None,
        "arc": arc.get("result"),
        "fault": fault and fault["who"],
    }


def dkim_differs(expected, found):
    """"domain/selector result words of the reason", several with " + " between them."""
    wanted = expected.split(" + ") if expected else []
    got = [f"{signature['domain']}/{signature['selector']} {signature['result']} {signature['reason'] or ''}" for signature in found["dkim"]]
    if len(wanted) == len(got):
        for one, other in zip(wanted, got):
            start, _, reason = one.partition(" ")
            result, _, reason = reason.partition(" ")
            if not fnmatch.fnmatchcase(other, f"{start} {result} *") or not all(word.lower() in other.lower() for word in reason.split()):
                break
        else:
            return []
    return [("dkim", expected, " + ".join(got) or None)]


def differences(case):
    expected = case.blocks[0]
    assert set(expected) <= NAMES, set(expected) - NAMES
    found, errors = authenticated(case)
    if found is None:
        return [("report", "one", errors)]
    wanted = {"arc": "none", "dmarcbis": expected.get("dmarc"), "fault": "none", **expected}
    if wanted.get("claims"):
        wanted["claims"] = " | ".join(" ".join(sorted(words.split())) for words in wanted["claims"].split(" | "))
    wrong = [(name, wanted.get(name), value) for name, value in told(found).items()
             if wanted.get(name) != "*" and value not in (wanted[name].split(" | ") if wanted.get(name) else (None,))]
    if wanted.get("dkim") != "*":
        wrong += dkim_differs(wanted.get("dkim"), found)
    came = rules(found)
    wrong += [("finds", rule, " ".join(sorted(came))) for rule in expected.get("finds", "").split() if rule not in came]
    wrong += [("silent", "no " + rule, rule) for rule in expected.get("silent", "").split() if rule in came]
    return wrong


def received_fields():
    """(number, HELO, field) of the file of that name."""
    with open(os.path.join(MESSAGES, "received-fields"), encoding="utf-8") as file:
        entries = file.read().strip().split("\n\n")[1:]
    return [(number, *entry.split("\n", 1)) for number, entry in enumerate(entries, 1)]


def delivered(field):
    """What is read of a mail whose topmost trace is the field: address, HELO, MAIL FROM, SPF."""
    found = program.run("message", "--offline", "--no-config", "--zone", ZONE, "--format", "json",
                        input="Return-Path: <ann@alder.example>\n" + field + "\n" + PLAIN).json
    return found["ip"], found["helo"], found["mail_from"], found["spf"]


class Corpus(unittest.TestCase):
    def test_each(self):
        later = corpus.not_yet("messages")
        for case in corpus.cases("messages"):
            with self.subTest(case=case.name):
                self.assertEqual([difference for difference in differences(case) if difference[0] not in later.get(case.name, ())], [])

    def test_received_fields(self):
        later = corpus.not_yet("messages").get("received-fields", ())
        for number, helo, field in received_fields():
            if str(number) not in later:
                with self.subTest(number=number, field=field):
                    self.assertEqual(delivered(field), ("192.0.2.10", None if helo == "-" else helo, "ann@alder.example", "pass"))


if __name__ == "__main__":
    unittest.main()
