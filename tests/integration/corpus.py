"""The form of the cases of tests/bounces and tests/messages.

A case is one file. Its head says what is expected, one "name: value" a line; a line "====" ends the head, and the input
follows as people have it. Several incidents are several blocks of the head, with an empty line between them. A name that
is left out is null (nothing fails, no domain, ...); "*" is not asserted."""

import os

import program

SEPARATOR = "\n====\n"
LINE_ENDS = {"lf": "\n", "crlf": "\r\n", "cr": "\r"}


class Case:
    def __init__(self, path):
        self.name = os.path.splitext(os.path.basename(path))[0]
        with open(path, encoding="utf-8", errors="surrogateescape", newline="") as file:
            head, text = file.read().split(SEPARATOR, 1)
        self.blocks = [dict(line.split(": ", 1) for line in block.splitlines()) for block in head.split("\n\n")]
        self.text = text.replace("\n", LINE_ENDS[self.blocks[0].pop("line-ends", "lf")])


def cases(directory):
    root = os.path.join(program.REPOSITORY, "tests", directory)
    return [Case(os.path.join(root, name)) for name in sorted(os.listdir(root)) if name.endswith(".txt") and name != "not-yet.txt"]


def not_yet(directory):
    """{case: fields} of not-yet.txt, whose lines are "case: field field ... # why"."""
    path = os.path.join(program.REPOSITORY, "tests", directory, "not-yet.txt")
    if not os.path.exists(path):
        return {}
    with open(path, encoding="utf-8") as file:
        lines = [line.partition("#")[0].strip() for line in file]
    return {name: fields.split() for name, fields in (line.split(":", 1) for line in lines if line)}
