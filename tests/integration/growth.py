"""Hostile inputs by size: what each costs in processor time and memory.

A shape makes an input of about the size that is asked for, and the command that reads it. growth_mail.py, growth_zone.py
and growth_settings.py hold the shapes; the tests beside them keep the promises, tests/bench/growth.py prints the figures.

How long a run takes is a matter of the machine: the tests end runs that take many times as long as a linear one.
"""

import concurrent.futures
import dataclasses
import os
import resource
import subprocess
import sys
import tempfile
import unittest

import program

MEGABYTE = 1000 * 1000
MEMORY_MOST = 128 * MEGABYTE  # that README promises
HANG_SECONDS = 20             # of the processor: a linear run takes less than two
PART = 4                      # of the size of a shape, unless MAILAUTH_GROWTH=whole
SANITIZED_PART = 16           # with sanitizers; their memory is their own


@dataclasses.dataclass(frozen=True)
class Case:
    arguments: tuple
    files: dict = dataclasses.field(default_factory=dict)  # name -> bytes
    input: bytes = b""


@dataclasses.dataclass(frozen=True)
class Shape:
    name: str
    size: int  # in bytes, of the input that the promise is tested with
    make: object


@dataclasses.dataclass(frozen=True)
class Cost:
    status: int
    seconds: float  # of the processor
    memory: int     # at most, resident, in bytes
    output: int     # bytes
    errors: str


def shape_in(shapes):
    """A decorator with a size in bytes that adds a function, from a size to a Case, to the shapes."""
    def shape(size=MEGABYTE):
        def add(make):
            name = make.__name__.replace("_", "-")
            assert name not in shapes, name
            shapes[name] = Shape(name, size, make)
            return make
        return add
    return shape


def filled(unit, size):
    """As many of the unit as the size holds; a function of a number, or a text."""
    if not callable(unit):
        return unit * max(size // len(unit), 1)
    parts, length, number = [], 0, 0
    while length < size:
        parts.append(unit(number))
        length += len(parts[-1])
        number += 1
    return (b"" if isinstance(parts[0], bytes) else "").join(parts)


def case(*arguments, input=b"", **files):
    """Names of files have _ for the dot; texts become bytes."""
    def encode(text):
        return text if isinstance(text, bytes) else text.encode()
    return Case(tuple(arguments), {name.replace("_", "."): encode(text) for name, text in files.items()}, encode(input))


# A small process in between: ru_maxrss of a child starts with what its parent held.
MEASURE = """
import os, sys
pid = os.fork()
if not pid:
    os.execv(sys.argv[2], sys.argv[2:])
_, status, usage = os.wait4(pid, 0)
open(sys.argv[1], "w").write(f"{usage.ru_maxrss} {usage.ru_utime + usage.ru_stime} {os.waitstatus_to_exitcode(status)}")
"""


def run(case, limit_seconds, limit_memory=None):
    """Runs the program. A run that is longer than the limit of processor time ends by a signal: a negative status."""
    with tempfile.TemporaryDirectory(prefix="mailauth-growth-") as folder:
        for name, text in case.files.items():
            with open(os.path.join(folder, name), "wb") as file:
                file.write(text)
        peak, errors, output = (os.path.join(folder, name) for name in (".peak", ".errors", ".output"))

        def limit():
            resource.setrlimit(resource.RLIMIT_CPU, (limit_seconds, limit_seconds + 1))
            if limit_memory:
                resource.setrlimit(resource.RLIMIT_DATA, (limit_memory, limit_memory))

        with open(errors, "wb") as error_file, open(output, "wb") as output_file, subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", MEASURE, peak, program.binary(), *case.arguments],
                cwd=folder, env=program.environment(), stdin=subprocess.PIPE, stdout=output_file, stderr=error_file,
                preexec_fn=limit) as child:
            try:
                child.communicate(case.input, timeout=10 * limit_seconds)
            except subprocess.TimeoutExpired:
                child.kill()
                raise
        with open(peak, encoding="ascii") as file:
            memory, seconds, status = file.read().split()
        with open(errors, "rb") as file:
            said = file.read(10000).decode(errors="replace")
        return Cost(int(status), float(seconds), int(memory) * 1024, os.path.getsize(output), said)


class PromisesOf(unittest.TestCase):
    """Base of the tests; its own list is empty."""
    shapes = {}

    def keep(self, shape):
        part = SANITIZED_PART if program.is_sanitized() else 1 if os.environ.get("MAILAUTH_GROWTH") == "whole" else PART
        size = shape.size // part
        cost = run(shape.make(size), HANG_SECONDS)
        self.assertIn(cost.status, (program.CLEAN, program.FINDINGS, program.USAGE, program.UNKNOWN), f"{shape.name}: {cost}")
        if not program.is_sanitized():
            self.assertLess(cost.memory, MEMORY_MOST, f"{shape.name}: {cost}")
        if cost.status == program.USAGE:
            self.assertTrue(cost.errors.startswith("mailauth-check: "), f"{shape.name}: {cost}")

    def test_all(self):
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for shape, kept in [(shape, pool.submit(self.keep, shape)) for shape in self.shapes.values()]:
                with self.subTest(shape=shape.name):
                    kept.result()
