#!/usr/bin/env python3
"""Prints the coverage of each folder of src/ from gcovr's JSON, and fails when a folder is below its threshold.

coverage_table.py --all|--quick|--none FILE

With --all a folder has to reach its target, or what ALL says; with --quick, which is for the tests that run for each change, the target
or what QUICK says, which is what these tests reach of it. Never lower one for new code: write the tests.
"""
import collections
import json
import sys

TARGET, TARGET_OF_PARSERS = (90, 75), (95, 85)
PARSERS = ("dkim", "dmarc", "dns", "spf", "tags")
# Per cent of lines and of branches.
ALL = {}
QUICK = {
    "arc": (93, 81),
    "bounce": (88, 80),
    "cli": (73, 58),  # lists, signals and resumed runs are tested from outside, by integration modules
    "confine": (90, 67),
    "dkim": (93, 81),
    "dns": (91, 82),
    "fetch": (0, 0),  # it speaks with servers only
    "input": (88, 75),
    "judge": (89, 75),
    "message": (79, 66),
    "print": (86, 74),
    "text": (86, 71),
    "tls": (53, 48),
}
KINDS = {"--all": ALL, "--quick": QUICK, "--none": None}


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
    thresholds = KINDS[arguments[0]]
    folders = count_folders(arguments[1])
    status = 0
    print(f"{'folder':<10}{'lines':>18}{'branches':>24}   threshold  target")
    for folder, count in sorted(folders.items(), key=lambda item: (item[0] == "all", item[0])):
        lines, branches = count.rates()
        target = TARGET_OF_PARSERS if folder in PARSERS else TARGET
        threshold = (thresholds or {}).get(folder, target)
        below = thresholds is not None and (lines < threshold[0] or branches < threshold[1])
        print(f"{folder:<10}{count.lines_reached:>6} of{count.lines:>6}{lines:>6.1f} %{count.branches_reached:>8} of{count.branches:>6}"
              f"{branches:>6.1f} %   {threshold[0]:>4} {threshold[1]:>4}  {target[0]:>3} {target[1]:>2}"
              f"{'   below its threshold' if below else ''}")
        status |= below
    for folder in sorted({*ALL, *QUICK, *PARSERS} - set(folders)):
        print(f"{folder}: no such folder was measured")
        status = 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
