#!/usr/bin/env python3
"""Code below the rules names some of them: in lists of causes, of receivers' requirements, in options and help. Each such id has to
exist, for nothing else would notice: check_rule_ids.py PROGRAM SOURCE_FOLDER."""

import json
import pathlib
import re
import subprocess
import sys

# Words in string literals that look like ids and are none.
OTHER_WORDS = {
    "apple-domain", "dkim-adsp", "dkim-atps", "dmarc-missing", "dns-p3", "dns-t2", "from-file", "mta-sts", "spf-or-dkim", "spf-record", "zone-file",
}
LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*-(?:[a-z0-9]+|\*)")
INCLUDE = re.compile(r"^\s*#\s*include.*$", re.M)


def words(path):
    text = INCLUDE.sub("", path.read_text(encoding="utf-8"))
    for literal in LITERAL.findall(text):
        yield from re.split(r"[ ,]+", literal)


def main():
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2]) / "src"
    listed = subprocess.run([program, "rules", "--format", "json"], stdout=subprocess.PIPE, check=True).stdout
    ids = {rule["id"] for rule in json.loads(listed)["rules"]}
    families = {rule.split("-")[0] for rule in ids}
    unknown = []
    for path in sorted(folder.rglob("*.[chd]*")):
        if "rules" in path.relative_to(folder).parts:
            continue
        for word in words(path):
            if not ID.fullmatch(word) or word.split("-")[0] not in families or word in OTHER_WORDS or word in ids:
                continue
            if word.endswith("*") and any(rule.startswith(word[:-1]) for rule in ids):
                continue
            unknown.append(f"{path}: there is no rule {word}")
    print("\n".join(unknown))
    return 1 if unknown or not ids else 0


if __name__ == "__main__":
    sys.exit(main())
