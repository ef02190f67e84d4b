#!/usr/bin/env python3
"""No circle of uses between the folders of src/, nor between files: check_circles.py SOURCE_FOLDER.

x.c and x.h are one unit. A unit uses another if it includes its header, or calls a function that the other's .c defines and that
any header declares. A circle is a set of units that all reach each other.
"""

import pathlib
import re
import sys

COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.S)
LITERAL = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'')
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)
# A definition begins in the first column, and its parameters are followed by a brace.
DEFINITION = re.compile(r"^(static\b)?[A-Za-z_][\w \t*]*?[ *]?(\w+)\((?:[^(){};]|\([^(){};]*\))*\)\s*\{", re.M)
CALL = re.compile(r"\b([A-Za-z_]\w*)\s*\(")


def read(path):
    return path.read_text(encoding="utf-8")


def without_comments(text):
    return COMMENT.sub(" ", text)


def unit_of(path, top):
    return str(path.relative_to(top).with_suffix(""))


def load(top):
    """What each unit includes and calls, and which unit defines a function that a header declares."""
    calls, defined, includes, declared, several = {}, {}, {}, set(), set()
    for path in sorted(list(top.rglob("*.c")) + list(top.rglob("*.h"))):
        unit, text = unit_of(path, top), without_comments(read(path))
        includes.setdefault(unit, set()).update(INCLUDE.findall(text))
        bare = LITERAL.sub('""', text)
        names = set(CALL.findall(bare))
        calls.setdefault(unit, set())
        if path.suffix == ".h":
            declared |= names
            continue
        own = DEFINITION.findall(bare)
        calls[unit] |= names - {name for _, name in own}
        for name in (name for static, name in own if not static):
            if defined.setdefault(name, unit) != unit:
                several.add(name)  # which of them is meant is decided at link time
    return calls, {name: unit for name, unit in defined.items() if name in declared - several}, includes


def uses(top):
    calls, defined, includes = load(top)
    graph = {}
    for unit, called in calls.items():
        used = {str(pathlib.PurePosixPath(name).with_suffix("")) for name in includes[unit] if name.endswith((".h", ".def"))}
        used |= {defined[name] for name in called if name in defined}
        graph[unit] = {other for other in used if other in calls and other != unit}
    return graph


def circles(graph):
    """The strongly connected components of more than one node (Tarjan's algorithm, without recursion)."""
    order, low, stack, on_stack, found = {}, {}, [], set(), []
    for root in sorted(graph):
        if root in order:
            continue
        work = [(root, iter(sorted(graph[root])))]
        order[root] = low[root] = len(order)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, rest = work[-1]
            for other in rest:
                if other not in order:
                    order[other] = low[other] = len(order)
                    stack.append(other)
                    on_stack.add(other)
                    work.append((other, iter(sorted(graph[other]))))
                    break
                if other in on_stack:
                    low[node] = min(low[node], order[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == order[node]:
                    members = []
                    while True:
                        members.append(stack.pop())
                        on_stack.discard(members[-1])
                        if members[-1] == node:
                            break
                    if len(members) > 1:
                        found.append(sorted(members))
    return sorted(found)


def folders(graph):
    """Between the folders right below src/."""
    result = {}
    for unit, used in graph.items():
        folder = unit.split("/")[0]
        result.setdefault(folder, set()).update(
            other.split("/")[0] for other in used if other.split("/")[0] != folder)
    return result


def main():
    graph = uses(pathlib.Path(sys.argv[1]) / "src")
    of_files, of_folders = circles(graph), circles(folders(graph))
    for circle in of_folders:
        print("a circle of folders:", " ".join(circle))
    for circle in of_files:
        print("a circle of files:", " ".join(circle))
        for unit in circle:
            print("   ", unit, "uses", " ".join(sorted(graph[unit] & set(circle))))
    return 1 if of_folders or of_files or not graph else 0


if __name__ == "__main__":
    sys.exit(main())
