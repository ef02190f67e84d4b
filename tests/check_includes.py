#!/usr/bin/env python3
"""
Files include each other in one direction: a .c file and its header are one, and no two of them need each other, directly or by
way of others. Nor do two folders. Prints each circle.
"""

import collections
import os
import re
import sys

INCLUDE = re.compile(r'^#include "([^"]+)\.(?:h|def)"', re.MULTILINE)


def includes(root):
    """file without extension -> those that it includes."""
    found = collections.defaultdict(set)
    for folder, _, names in os.walk(os.path.join(root, "src")):
        for name in names:
            if name.endswith((".c", ".h")):
                path = os.path.join(folder, name)
                unit = os.path.splitext(os.path.relpath(path, os.path.join(root, "src")))[0]
                with open(path, encoding="utf-8") as file:
                    found[unit] |= set(INCLUDE.findall(file.read())) - {unit}
    return found


def reachable(graph, start):
    seen, waiting = set(), [start]
    while waiting:
        for other in graph.get(waiting.pop(), ()):
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return seen


def circles(graph):
    """The sets of those that all reach each other."""
    reach = {unit: reachable(graph, unit) for unit in graph}
    return {frozenset(other for other in reach[unit] if unit in reach.get(other, ())) for unit in graph if unit in reach[unit]}


def main(root):
    files = includes(root)
    folders = collections.defaultdict(set)
    for unit, others in files.items():
        folder = os.path.dirname(unit).split("/")[0]
        folders[folder] |= {os.path.dirname(other).split("/")[0] for other in others} - {folder, ""}
    found = [sorted(circle) for graph in (files, folders) for circle in circles(graph)]
    for circle in found:
        print("a circle of includes: " + ", ".join(circle))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
