#!/usr/bin/env python3
"""
A rule whose check can reach facts_get() says `.asks` in its row: what it asks goes out at once, while other questions are open. A
rule that does not say so would ask only when all else is answered, and cost a round trip more. usage: check_asks.py SOURCE_FOLDER
"""

import glob
import os
import re
import sys

ASKING = {"facts_get", "facts_get_aside", "facts_ask"}
# They reach it by a name that another function has, or read answers that are there, and take long.
NOT_ASKING = {"spf-too-many-lookups", "dmarc-p-none", "dmarc-p-none-no-rua", "dmarc-pct-0", "dmarc-pct-under-100"}
FUNCTION = re.compile(r"^(static )?[A-Za-z_][^\n;{}=]*?\b(\w+)\([^;{}]*?\)\n\{\n(.*?)^\}", re.M | re.S)
ROW = re.compile(r'\.id = "([^"]+)",(.*?)\.summary', re.S)
SCOPES_OF_A_CHANGE = ("CHANGE_ROW", "MESSAGE_ROW")


def read(folder):
    bodies, everywhere, rows = {}, {}, {}
    for floor in ("rules", "check", "spf", "dmarc"):
        for path in sorted(glob.glob(os.path.join(folder, "src", floor, "**", "*.c"), recursive=True)):
            with open(path, encoding="utf-8") as file:
                text = file.read()
            for match in FUNCTION.finditer(text):
                bodies[path, match[2]] = set(re.findall(r"\w+", match[3]))
                if not match[1]:
                    everywhere[match[2]] = path
            rows.update((match[1], (path, match[2])) for match in ROW.finditer(text))
    return bodies, everywhere, rows


def main():
    bodies, everywhere, rows = read(sys.argv[1])
    reaching = set()

    def reaches(path, names):
        return any(name in ASKING or (path, name) in reaching or
                   ((path, name) not in bodies and (everywhere.get(name), name) in reaching) for name in names)

    size = -1
    while size < len(reaching):
        size = len(reaching)
        reaching.update(key for key, names in bodies.items() if key not in reaching and reaches(key[0], names))
    faults = 0
    for rule, (path, row) in sorted(rows.items()):
        if any(scope in row for scope in SCOPES_OF_A_CHANGE) or rule in NOT_ASKING:
            continue
        asks = reaches(path, set(re.findall(r"\w+", row.replace(".asks = true", ""))))
        if asks != (".asks = true" in row):
            print(f"{path}: {rule} {'can ask, and its row does not say' if asks else 'says, and cannot ask,'} .asks")
            faults += 1
    return 1 if faults or not reaching else 0


if __name__ == "__main__":
    sys.exit(main())
