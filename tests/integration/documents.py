"""
Examples in documents (Markdown and mdoc): each line that begins with "$ " is a command, and the lines after it are what the
command prints. The commands run as they are written, in one folder for a document; where they would ask DNS, they get the
records of the file live.zone in that folder instead.

A line "..." in an output is any number of lines. In Markdown, blocks of "sh" hold commands without their output.
"""

import dataclasses
import fcntl
import functools
import os
import pty
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import threading

import program

FOLDER = os.path.join(program.REPOSITORY, "tests", "documents")
ASK_DNS = ("check", "zone", "spf", "bounce", "message", "diff")
ELISION = "..."

# The program as the examples call it: `mailauth-check` in PATH. What would ask DNS is run twice: once to keep the answers, and
# then with them, so that the output is that of live DNS. `dig` prints the file dig.txt.
WRAPPER = """\
#!{python}
import os, subprocess, sys, tempfile
words, program, live = sys.argv[1:], {binary!r}, os.environ["DOCUMENT_DNS"]
commands = os.environ["DOCUMENT_COMMANDS"].split()
command = next((word for word in words if not word.startswith("-")), "")
asks = command in {ask_dns!r} or (command not in commands and command != "help" and words)
given = {{word.split("=")[0] for word in words}}
if not asks or given & {{"--offline", "--answers", "--help", "-h", "--version", "-V"}}:
    os.execv(program, ["mailauth-check", *words])
at = words.index(command) + 1 if command in {ask_dns!r} else 0
text = sys.stdin.buffer.read()
first, start = list(words), at
if command == "diff":  # it keeps no answers; check has the same questions, but for the selectors of the other side
    domains = [word for word in words[at:] if not word.startswith("-") and not os.path.exists(word)]
    if not domains:
        os.execv(program, ["mailauth-check", *words[:at], "--answers=" + live, *words[at:]])
    first, start = ["--selector=s1", *domains], 0
while "--save-answers" in first:
    place = first.index("--save-answers")
    del first[place:place + 2]
with tempfile.NamedTemporaryFile() as kept:
    subprocess.run([program, *first[:start], "--answers=" + live, "--save-answers=" + kept.name, *first[start:]], input=text,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    sys.exit(subprocess.run([program, *words[:at], "--answers=" + kept.name, *words[at:]], input=text).returncode)
"""


@dataclasses.dataclass(frozen=True)
class Document:
    path: str            # in the repository
    width: int = 80      # columns of the terminal that the outputs are for
    folder: str = FOLDER  # its files are in the folder that the commands run in

    @property
    def text(self):
        with open(os.path.join(program.REPOSITORY, self.path), encoding="utf-8") as file:
            return file.read()

    @property
    def is_markdown(self):
        return self.path.endswith(".md")


@dataclasses.dataclass
class Example:
    line: int      # of the command in the document, from 0
    end: int       # after the last line of the output
    command: str
    output: list   # lines; None where none is shown


@dataclasses.dataclass(frozen=True)
class Done:
    status: int
    lines: list


def plain(line):
    """A line of an mdoc display as it is shown."""
    line = re.sub(r"^\.Dl ", "", line)
    line = line.replace(r"\&", "").replace(r"\(dq", '"').replace(r"\(aq", "'").replace(r"\-", "-").replace(r"\(ti", "~")
    return line.replace(r"\e", "\\")


def quoted(line):
    """A line as mdoc's .Bd -literal wants it."""
    line = line.replace("\\", r"\e")
    return r"\&" + line if line[:1] in (".", "'") else line


def blocks(document):
    """(first line, end, has outputs) of each display of a document."""
    lines = document.text.splitlines()
    at = 0
    while at < len(lines):
        if document.is_markdown and lines[at].startswith("```"):
            end = next(i for i in range(at + 1, len(lines)) if lines[i].startswith("```"))
            language = lines[at][3:].strip()
            if language in ("", "console", "sh"):
                yield at + 1, end, language != "sh"
            at = end
        elif not document.is_markdown and lines[at].startswith(".Bd"):
            end = next(i for i in range(at + 1, len(lines)) if lines[i].startswith(".Ed"))
            yield at + 1, end, True
            at = end
        elif not document.is_markdown and lines[at].startswith(".Dl $ "):
            yield at, at + 1, False
        at += 1


def without_comment(line):
    return re.sub(r"\s+#\s.*", "", line)


def examples(document):
    lines = [line if document.is_markdown else plain(line) for line in document.text.splitlines()]
    for start, end, has_outputs in blocks(document):
        at = start
        while at < end:
            first = at
            if has_outputs or not document.is_markdown:
                if not lines[at].startswith("$ "):
                    at += 1
                    continue
                command = lines[at][2:]
            else:
                command = without_comment(lines[at])
                if not re.search(r"(^|[|;&]\s*)mailauth-check\s", command):
                    at += 1
                    continue
            while lines[at].endswith("\\") and at + 1 < end:
                at += 1
                command += "\n" + re.sub("^> ", "", lines[at])
            at += 1
            if not has_outputs:
                yield Example(first, at, command, None)
                continue
            stop = next((i for i in range(at, end) if lines[i].startswith("$ ")), end)
            yield Example(first, stop, command, lines[at:stop])
            at = stop


def as_pattern(lines):
    parts = [".*" if line.strip() == ELISION else re.escape(line) for line in lines]
    return re.compile("\n".join(parts), re.DOTALL)


def without_last_blanks(lines):
    lines = [line.rstrip() for line in lines]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def agree(expected, printed):
    """A blank line between an output and the next command belongs to neither."""
    return bool(as_pattern(without_last_blanks(expected)).fullmatch("\n".join(without_last_blanks(printed))))


@functools.cache
def commands():
    """What --help lists."""
    return re.findall("^  ([a-z-]+) +[a-z]", program.run("--help").output.split("Examples:", maxsplit=1)[0], re.M)


class Runner:
    """Runs the examples of one document, one after the other, in a folder of their own."""

    def __init__(self, document):
        self.document = document
        self.folder = tempfile.mkdtemp(prefix="mailauth-document-")
        self.work = os.path.join(self.folder, "work")
        shutil.copytree(document.folder, self.work, symlinks=True)
        for name in os.listdir(self.work):
            if name.endswith(".pem"):  # git does not keep that nobody else may read a key
                os.chmod(os.path.join(self.work, name), 0o600)
        tools = os.path.join(self.folder, "bin")
        os.mkdir(tools)
        wrapper = os.path.join(tools, "mailauth-check")
        with open(wrapper, "w", encoding="utf-8") as file:
            file.write(WRAPPER.format(python=sys.executable, binary=program.binary(), ask_dns=ASK_DNS))
        os.chmod(wrapper, 0o755)
        dig = os.path.join(tools, "dig")
        with open(dig, "w", encoding="utf-8") as file:
            file.write(f"#!/bin/sh\ncat '{os.path.join(self.work, 'dig.txt')}'\n")
        os.chmod(dig, 0o755)
        self.status = 0
        self.environment = program.environment() | {
            "PATH": f"{tools}:{os.environ['PATH']}", "HOME": self.folder, "NO_COLOR": "1", "TZ": "UTC",
            "SOURCE_DATE_EPOCH": "1796083200",  # 1 December 2026
            "DOCUMENT_COMMANDS": " ".join(commands()), "DOCUMENT_DNS": os.path.join(self.work, "live.zone")}
        self.environment.pop("COLUMNS", None)

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, command):
        """On a terminal of the document's width; what goes to standard error comes first."""
        terminal, output = pty.openpty()
        attributes = termios.tcgetattr(output)
        attributes[1] &= ~termios.OPOST
        termios.tcsetattr(output, termios.TCSANOW, attributes)
        fcntl.ioctl(output, termios.TIOCSWINSZ, struct.pack("HHHH", 24, self.document.width, 0, 0))
        printed = bytearray()

        def read():
            try:
                while data := os.read(terminal, 65536):
                    printed.extend(data)
            except OSError:
                pass  # the other side is closed

        reader = threading.Thread(target=read)
        reader.start()
        try:
            done = subprocess.run(["sh", "-c", f"(exit {self.status}); {command}"], cwd=self.work, env=self.environment,
                                  stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.PIPE, check=False,
                                  timeout=program.HANG_SECONDS)
        finally:
            os.close(output)
            reader.join(program.HANG_SECONDS)
            os.close(terminal)
        self.status = done.returncode
        text = (done.stderr + bytes(printed)).decode("utf-8", "replace")
        return Done(done.returncode, text.splitlines())


def rewrite(document):
    """Writes the outputs of today into a document. Returns the lines of examples that a person has to mend."""
    text = document.text.splitlines()
    runner = Runner(document)
    changes, left = [], []
    try:
        for example in examples(document):
            done = runner.run(example.command)
            if example.output is None or agree(example.output, done.lines):
                continue
            elisions = [i for i, line in enumerate(without_last_blanks(example.output)) if line.strip() == ELISION]
            printed = without_last_blanks(done.lines)
            if len(elisions) == 1 and elisions[0] == len(without_last_blanks(example.output)) - 1:
                printed = [*printed[:elisions[0]], ELISION]  # as many lines of the beginning as before
            elif elisions:
                left.append(example.line + 1)
                continue
            start = example.end - len(example.output)
            blank = [""] if example.output and not example.output[-1] and example.end < len(text) and \
                (text[example.end].startswith("$ ")) else []
            lines = printed + blank
            changes.append((start, example.end, lines if document.is_markdown else [quoted(line) for line in lines]))
    finally:
        runner.close()
    for start, end, lines in reversed(changes):
        text[start:end] = lines
    with open(os.path.join(program.REPOSITORY, document.path), "w", encoding="utf-8") as file:
        file.write("\n".join(text) + "\n")
    return left
