#!/usr/bin/env python3
"""Prints the coverage of each folder of src/ from gcovr's JSON, and fails when a folder is below its threshold.

coverage_table.py [--no-thresholds] FILE

A folder has to reach its target, or what the tests reach today where that is less. Never lower either for new code: write the tests.
"""
import collections
import json
import sys

TARGET, TARGET_OF_PARSERS = (90, 75), (95, 85)
PARSERS = ("dkim", "dmarc", "dns", "spf", "tags")
# Per cent of lines and of branches, where the tests do not reach the target yet. Raise them with what the tests reach.
THRESHOLDS = {
    "api": (88, 67),
    "arc": (84, 71),
    "bounce": (87, 75),
    "cli": (79, 64),
    "confine": (0, 0),
    "dkim": (90, 75),
    "dmarc": (93, 82),
    "dns": (88, 79),
    "input": (86, 73),
    "judge": (86, 71),
    "message": (77, 64),
    "print": (87, 74),
    "text": (80, 65),
    "tls": (40, 48),
    "fetch": (0, 0),
}


class Count:
    def __init__(self):
        self.lines = self.lines_reached = self.branches = self.branches_reached = 0

    def add(self, line):
        self.lines += 1
        self.lines_reached += line["count"] > 0
        self.branches += len(line["branches"])
        self.branches_reached += sum(branch["count"] > 0 for branch in line["branches"])

    def rates(self):
        return (100 * self.lines_reached / (self.lines or 1), 100 * self.branches_reached / self.branches if self.branches else 100.0)


def count_folders(path):
    folders = collections.defaultdict(Count)
    with open(path, encoding="utf-8") as file:
        files = json.load(file)["files"]
    for entry in files:
        folder = entry["file"].split("/")[1]
        for line in entry["lines"]:
            if not line.get("gcovr/noncode"):
                folders[folder].add(line)
                folders["all"].add(line)
    return folders


def main(arguments):
    with_thresholds = arguments[0] != "--no-thresholds"
    folders = count_folders(arguments[-1])
    status = 0
    print(f"{'folder':<10}{'lines':>18}{'branches':>24}   threshold  target")
    for folder, count in sorted(folders.items(), key=lambda item: (item[0] == "all", item[0])):
        lines, branches = count.rates()
        target = TARGET_OF_PARSERS if folder in PARSERS else TARGET
        threshold = THRESHOLDS.get(folder, target)
        below = with_thresholds and (lines < threshold[0] or branches < threshold[1])
        print(f"{folder:<10}{count.lines_reached:>6} of{count.lines:>6}{lines:>6.1f} %{count.branches_reached:>8} of{count.branches:>6}"
              f"{branches:>6.1f} %   {threshold[0]:>4} {threshold[1]:>4}  {target[0]:>3} {target[1]:>2}"
              f"{'   below its threshold' if below else ''}")
        status |= below
    for folder in sorted({*THRESHOLDS, *PARSERS} - set(folders)):
        print(f"{folder}: no such folder was measured")
        status = 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
