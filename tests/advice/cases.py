"""Zones with faults: a sound zone in which one, two or three things are wrong, by the rules' own examples and by slips of the pen."""

import dataclasses
import functools
import itertools
import json
import os
import random
import re
import subprocess

import slips
import zone_text

SEED = 9989
DEFAULT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "build", "dev", "tests", "rule_examples")

# Rules about records; the others are about files, configuration, receivers or changes.
FAMILIES = ("dns", "spf", "dkim", "dmarc", "mx", "mta", "tlsrpt", "dane", "bimi")

# What an example needs besides a zone file: another world than that of a zone without questions.
NEEDS_MORE = ("; @answer", "; live", "; with --", "; and after the change", "; whole file", "; expect-", "; mailauth-check:",
              "; domain ", "$ORIGIN com.", "$ORIGIN example.\n", "; before from")


@dataclasses.dataclass
class Case:
    label: str
    apex: str
    records: list
    targets: tuple            # the rules that it was made to raise
    alone: bool = False       # nothing else is in the zone: only the targets count


@functools.cache
def examples():
    """id -> (severity, bad, good), of all rules."""
    program = os.environ.get("RULE_EXAMPLES") or DEFAULT
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
    return Case(f"{rule}{' alone' if alone else ''}", apex, records, (rule,), alone)


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


def texts(apex):
    """A sound text of each kind that slips are made in, at its owner."""
    return {
        "spf": (apex, f"v=spf1 mx ip4:11.0.9.0/28 include:_spf.{apex} -all"),
        "dmarc": (f"_dmarc.{apex}", f"v=DMARC1; p=reject; rua=mailto:a@{apex},mailto:b@{apex}; adkim=r"),
        "dkim": (f"s1._domainkey.{apex}", key()),
        "mta-sts": (f"_mta-sts.{apex}", "v=STSv1; id=20261122"),
        "tls-rpt": (f"_smtp._tls.{apex}", f"v=TLSRPTv1; rua=mailto:tls@{apex}"),
    }


def text_record(name, text):
    """A TXT record of a text with any characters, as UTF-8."""
    octets = text.encode("utf-8").decode("latin-1")
    return zone_text.Record(name, "TXT", "", zone_text.quoted(octets), (octets,))


def with_slips(parts, counts, apex, draw):
    """The sound zone with some slips in some of its texts."""
    records = combined(apex, [text_record(f"_spf.{apex}", "v=spf1 ip4:11.0.10.0/24 -all")])
    labels = []
    for part, count in zip(parts, counts):
        name, text = texts(apex)[part]
        sound = text_record(name, text)
        wrong, names = slips.spoiled(part, text, count, draw)
        records = [record for record in records if slot(record) != slot(sound) and
                   (part == "spf" or record.key != sound.key)] + [text_record(name, wrong)]
        labels.append(f"{part}: {', '.join(names)}")
    if "spf" not in parts:
        records = [record for record in records if slot(record)[2] != "spf" or record.name != apex] + \
            [text_record(*texts(apex)["spf"])]
    return Case("; ".join(labels), apex, records, ())


def sound_with_include(apex):
    """What cases of with_slips() were made of."""
    records = combined(apex, [text_record(f"_spf.{apex}", "v=spf1 ip4:11.0.10.0/24 -all")])
    spoilable = texts(apex)
    keys = {(name, "TXT") for part, (name, _) in spoilable.items() if part != "spf"}
    records = [record for record in records if record.key not in keys and
               not (record.name == apex and slot(record)[2] == "spf")]
    return records + [text_record(name, text) for name, text in spoilable.values()]


def slip_cases(count, apexes):
    """Cases with slips: in one record or in two, by a fixed seed."""
    draw = random.Random(SEED)
    made = []
    for number in range(count):
        parts = draw.sample(list(slips.OF_PART), 1 if number % 3 else 2)
        made.append(with_slips(parts, [draw.choice((1, 2, 3)) for _ in parts], next(apexes), draw))
    return made


def composable(families=None):
    """The rules whose examples are plain zone text, of these families (the part of an id before its first hyphen)."""
    return [rule for rule, row in examples().items() if rule.split("-")[0] in (families or FAMILIES) and
            is_plain(row["bad"]) and example_records(rule, "z.example")]


def one_fault_cases(apexes, raised):
    """
    Each plain example in the sound zone, or alone where the fault is that something is missing: where it raises its rule with the
    fewest others. raised(cases) gives the rules that each of the zones raises, and those of them that count.
    """
    pairs = [[one_fault(rule, next(apexes), alone) for alone in (False, True)] for rule in composable()]
    found = raised([case for pair in pairs for case in pair])
    made = []
    for pair in pairs:
        raising = [case for case in pair if case.targets[0] in found[case.apex][0]]
        if raising:
            made.append(min(raising, key=lambda case: len(found[case.apex][1])))
    return made
