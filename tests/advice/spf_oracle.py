"""
Which addresses pass SPF, by pyspf over the records of a zone alone: spf_oracle.py < jobs

A program of its own, because the interpreter of the tests need not be Debian's. Standard input is a JSON list of jobs, each with
"records" ([name, type, data or strings]), "domain" and "addresses"; standard output a list of [result, passing addresses].
"""
import json
import sys
import warnings

warnings.simplefilter("ignore")

import spf


class Zone:
    def __init__(self, records):
        self.sets = {}
        for name, kind, data in records:
            self.sets.setdefault((name.lower().rstrip("."), kind), []).append(data)

    def lookup(self, name, kind):
        name = str(name).lower().rstrip(".")
        for _ in range(8):
            target = self.sets.get((name, "CNAME"))
            if not target:
                break
            name = target[0].lower().rstrip(".")
        return self.sets.get((name, kind), [])


def answers(zone):
    def lookup(name, kind, strict=True, timeout=20):
        found = []
        for data in zone.lookup(name, kind):
            if kind == "TXT":
                found.append([string.encode("latin-1") for string in data])
            elif kind == "MX":
                preference, exchange = data.split()
                found.append((int(preference), exchange.rstrip(".")))
            else:
                found.append(data.rstrip("."))
        return [((name, kind), data) for data in found]
    return lookup


def run(job):
    spf.DNSLookup = answers(Zone(job["records"]))
    results = {}
    for address in job["addresses"]:
        try:
            query = spf.query(i=address, s="postmaster@" + job["domain"], h=job["domain"], receiver="unknown", querytime=0)
            results[address] = query.check()[0]
        except Exception as error:  # what it does not catch says nothing about the zone
            return ["exception " + type(error).__name__, []]
    valid = "permerror" if "permerror" in results.values() else "none" if "none" in results.values() else "valid"
    return [valid, [address for address in job["addresses"] if results[address] == "pass"]]


json.dump([run(job) for job in json.load(sys.stdin)], sys.stdout)
