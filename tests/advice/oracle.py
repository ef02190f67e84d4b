"""What the records of a zone mean for its mail, judged without the program: SPF by pyspf, DMARC by a few lines of the RFCs' text."""

import ipaddress
import json
import os
import re
import subprocess

ORACLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "spf_oracle.py")
POLICIES = ("none", "quarantine", "reject")


def interpreter():
    """The Python that has pyspf (Debian's), or None."""
    for path in ("/usr/bin/python3", "python3"):
        if (not os.path.isabs(path) or os.path.exists(path)) and not subprocess.run(
                [path, "-c", "import spf"], capture_output=True).returncode:
            return path
    return None


def rows(records):
    return [[record.name, record.type, list(record.strings) if record.type == "TXT" else record.rdata]
            for record in records if record.type in ("A", "AAAA", "MX", "TXT", "CNAME")]


def sampled(*zones):
    """The addresses at the edges of each network that a record names, and some that none does."""
    found = {"11.0.0.200", "192.0.2.99", "203.0.113.7", "2001:db8:77::1"}
    for records in zones:
        for record in records:
            if record.type in ("A", "AAAA"):
                found.add(record.rdata)
            for network in re.findall(r"\d+\.\d+\.\d+\.\d+(?:/\d+)?", record.text) if record.type == "TXT" else ():
                try:
                    network = ipaddress.ip_network(network, strict=False)
                except ValueError:
                    continue
                found |= {str(network[0]), str(network[-1])}
                if network[0] != ipaddress.ip_address("0.0.0.0"):
                    found |= {str(network[0] - 1)}
                if int(network[-1]) < 2 ** 32 - 1:
                    found |= {str(network[-1] + 1)}
    return sorted(found)[:40]


def passing(jobs):
    """[state, set of addresses] of each (records, domain, addresses)."""
    text = json.dumps([{"records": rows(records), "domain": domain, "addresses": addresses}
                       for records, domain, addresses in jobs])
    done = subprocess.run([interpreter(), ORACLE], input=text, capture_output=True, check=True, encoding="utf-8")
    return [(state, set(addresses)) for state, addresses in json.loads(done.stdout)]


def tags_of(text):
    """The tags of a record that receivers select, by name; None for another text. RFC 9989 section 4.7: a duplicate is no tag list."""
    if not re.match(r"[vV][ \t]*=[ \t]*DMARC1[ \t]*(;|$)", text):
        return None
    tags = {}
    for part in text.split(";"):
        name, equals, value = part.partition("=")
        if equals and name.strip():
            tags.setdefault(name.strip().lower(), value.strip().lower())
    return tags


def policy_of(records, apex, old):
    """0 to 3, from no policy to reject: what receivers of RFC 7489 (`old`) or RFC 9989 apply to mail from the domain itself."""
    found = [tags for record in records if record.key == (f"_dmarc.{apex}", "TXT") and (tags := tags_of(record.text))]
    if len(found) != 1:
        return 0
    tags = found[0]
    valid = re.search(r"mailto:[^@,\s]+@[^@,\s]+", tags.get("rua", ""))
    policies = [tags.get("p")] + [tags[name] for name in ("sp",) + (() if old else ("np",)) if name in tags]
    if any(policy not in POLICIES for policy in policies):
        return 1 if valid else 0
    level = POLICIES.index(tags["p"]) + 1
    if not old and tags.get("t") == "y":
        level = max(level - 1, 1)
    return level


def policies_of(records, apex):
    return policy_of(records, apex, True), policy_of(records, apex, False)
