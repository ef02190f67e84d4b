"""Zones with faults: a sound zone in which one, two or three things are wrong, by the rules' own examples and by slips of the pen."""

import dataclasses
import functools
import itertools
import json
import os
import random
import re
import subprocess

import zone_text

SEED = 9989

# What an example needs besides a zone file: another world than that of a zone without questions.
NEEDS_MORE = ("; @answer", "; live", "; with --", "; and after the change", "; whole file", "; expect-", "; mailauth-check:",
              "; domain ", "$ORIGIN com.", "$ORIGIN example.\n", "; before from")


@dataclasses.dataclass
class Case:
    label: str
    apex: str
    records: list
    targets: tuple            # the rules that it was made to raise
    sound: dict = dataclasses.field(default_factory=dict)  # (name, type) -> the text before it was spoiled


@functools.cache
def examples():
    """id -> (severity, bad, good), of all rules."""
    program = os.environ["RULE_EXAMPLES"]
    rows = json.loads(subprocess.run([program], capture_output=True, check=True, encoding="utf-8").stdout)
    return {row["id"]: row for row in rows}


@functools.cache
def key():
    """A sound key record, from a rule's good example."""
    return zone_text.read(examples()["dkim-v-missing"]["good"], "example.com")[0].text


SOUND = {
    "soa": "@ SOA ns hostmaster 1 3600 600 86400 300",
    "ns": "@ NS ns\nns A 11.0.0.1",
    "mx": "@ MX 10 mx",
    "host": "mx A 11.0.0.3\nmx A 11.0.0.4\nmail A 11.0.0.7",
    "address": "@ A 11.0.0.9",
    "spf": '@ TXT "v=spf1 mx ip4:11.0.9.0/28 -all"',
    "dmarc": '_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"',
    "mta-sts": '_mta-sts TXT "v=STSv1; id=20261122"\nmta-sts A 11.0.0.8',
    "tls-rpt": '_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@example.com"',
}


def localized(text, apex):
    """An example for another domain, and other outsiders."""
    outside = apex.replace(".example", ".test")
    return text.replace("example.com", apex).replace("example.net", outside)


def sound_records(apex, without=()):
    text = "\n".join(part for name, part in SOUND.items() if name not in without)
    records = zone_text.read(localized(text, apex), apex)
    if "dkim" not in without:
        records += zone_text.read(f"s1._domainkey TXT {zone_text.quoted(key())}", apex)
    return records


def slot(record):
    """Records of one slot take each other's place: an SPF record is no neighbour of a token."""
    kind = ("spf" if re.search("spf|-all|include:", record.text, re.I) else record.text) if record.type == "TXT" and \
        "_" not in record.name else ""
    return record.name, record.type, kind


def combined(apex, added):
    """The sound zone with these records in place of its own."""
    taken = {slot(record) for record in added}
    aliased = {record.name for record in added if record.type == "CNAME"}
    records = [record for record in sound_records(apex) if slot(record) not in taken and record.name not in aliased]
    return records + list(added)


def is_plain(example):
    return bool(example) and not any(words in example for words in NEEDS_MORE)


@functools.cache
def example_records(rule, apex):
    try:
        return tuple(zone_text.read(localized(examples()[rule]["bad"], apex), apex))
    except (ValueError, IndexError):
        return ()  # a fault of the file itself


def one_fault(rule, apex, alone):
    """The rule's example in the sound zone, or with nothing but a name server beside it: some faults are that a thing is missing."""
    added = example_records(rule, apex)
    if not added:
        return None
    kept = ("mx", "host", "address", "spf", "dmarc", "mta-sts", "tls-rpt", "dkim")
    records = sound_records(apex, kept) + list(added) if alone else combined(apex, added)
    return Case(f"{rule}{' alone' if alone else ''}", apex, records, (rule,))


def several_faults(rules, apex):
    """The examples of several rules in one zone, or None when they are about the same records."""
    added, taken = [], set()
    for rule in rules:
        own = example_records(rule, apex)
        if not own or {record.name for record in own} & taken:
            return None
        taken |= {record.name for record in own}
        added += own
    return Case("+".join(rules), apex, combined(apex, added), tuple(rules))


def compositions(rules, count, apexes):
    """Pairs and triples, by a fixed seed."""
    draw = random.Random(SEED)
    made = []
    while len(made) < count:
        case = several_faults(draw.sample(rules, draw.choice((2, 2, 3))), next(apexes))
        if case:
            made.append(case)
    return made


def apex_names():
    return (f"z{number}.example" for number in itertools.count(1))
