#!/usr/bin/env python3
"""Reads programs and shared objects (ELF), and says which protection they lack: src/hardening.cmake asks for all of them.

check_hardening.py FILE...    A file whose name has ".so" in it is a library; all others are programs.

What the system's own start files have no part in (CET on Debian 12) cannot be had by any program there: a program without code tells
which these are. Two programs that are built without a protection prove that the lack is seen.
"""
import os
import platform
import struct
import subprocess
import sys
import tempfile

TYPE_EXEC, TYPE_DYN = 2, 3
SEGMENT_DYNAMIC, SEGMENT_NOTE, SEGMENT_STACK, SEGMENT_RELRO, SEGMENT_PROPERTY = 2, 4, 0x6474E551, 0x6474E552, 0x6474E553
SEGMENT_LOAD, SEGMENT_INTERPRETER = 1, 3
EXECUTABLE, WRITABLE = 1, 2
TAG_RPATH, TAG_TEXTREL, TAG_BIND_NOW, TAG_RUNPATH, TAG_FLAGS, TAG_FLAGS_1 = 15, 22, 24, 29, 30, 0x6FFFFFFB
FLAG_TEXTREL, FLAG_BIND_NOW = 0x4, 0x8
FLAG_1_NOW, FLAG_1_PIE = 0x1, 0x08000000
SECTION_SYMBOLS, SECTION_DYNAMIC_SYMBOLS = 2, 11
NOTE_PROPERTIES = 5
SYMBOL_FUNCTION = 2
# By machine: the flag, the property and its bits, and how a function that may be called by its address begins.
MACHINES = {
    62: ("x86_64", "-fcf-protection=full", 0xC0000002, {1: "IBT", 2: "SHSTK"}, (b"\xf3\x0f\x1e\xfa",)),
    183: ("aarch64", "-mbranch-protection=standard", 0xC0000000, {1: "BTI", 2: "PAC"},
          (b"\x5f\x24\x03\xd5", b"\x3f\x23\x03\xd5")),
}
# The headers of the C library put a checked function in the place of each of these.
UNCHECKED = {"printf", "fprintf", "vprintf", "vfprintf", "sprintf", "snprintf", "vsprintf", "vsnprintf", "dprintf", "asprintf"}


class Elf:
    """The headers of a file of 64 bits, in the order of octets of this machine."""

    def __init__(self, path):
        with open(path, "rb") as file:
            self.data = file.read()
        if self.data[:6] != b"\x7fELF\x02" + (b"\x01" if sys.byteorder == "little" else b"\x02"):
            raise ValueError("not an ELF file of 64 bits of this machine")
        (self.type, self.machine, _, _, segments, sections, _, _, segment_size, segment_count, section_size, section_count,
         _) = struct.unpack_from("=HHIQQQIHHHHHH", self.data, 16)
        self.segments = [struct.unpack_from("=IIQQQQQQ", self.data, segments + segment_size * i) for i in range(segment_count)]
        self.sections = [struct.unpack_from("=IIQQQQIIQQ", self.data, sections + section_size * i) for i in range(section_count)]
        self.dynamic = {}
        for _, _, offset, _, _, size, _, _ in self.of_type(SEGMENT_DYNAMIC):
            for tag, value in struct.iter_unpack("=QQ", self.data[offset:offset + size]):
                self.dynamic.setdefault(tag, value)

    def of_type(self, kind):
        return [segment for segment in self.segments if segment[0] == kind]

    def symbols(self, kind):
        """Name, information, section and address of each symbol of the table."""
        for _, type_, _, _, offset, size, link, _, _, _ in self.sections:
            if type_ != kind:
                continue
            names = self.sections[link][4]
            for name, information, _, section, address, _ in struct.iter_unpack("=IBBHQQ", self.data[offset:offset + size]):
                end = self.data.index(b"\0", names + name)
                yield self.data[names + name:end].decode(), information & 15, section, address

    def code(self, address, length):
        for _, _, offset, start, _, size, _, _ in self.of_type(SEGMENT_LOAD):
            if start <= address < start + size:
                return self.data[offset + address - start:offset + address - start + length]
        return b""

    def properties(self, wanted):
        """The bits of a property of .note.gnu.property."""
        for _, _, offset, _, _, size, _, _ in self.of_type(SEGMENT_PROPERTY):
            name_size, note_size, kind = struct.unpack_from("=III", self.data, offset)
            at, end = offset + 12 + (name_size + 3) // 4 * 4, offset + size
            while kind == NOTE_PROPERTIES and at + 8 <= min(end, offset + 16 + note_size):
                property_, length = struct.unpack_from("=II", self.data, at)
                if property_ == wanted:
                    return struct.unpack_from("=I", self.data, at + 8)[0]
                at += 8 + (length + 7) // 8 * 8
        return 0


def branch_faults(elf, is_library):
    """Marks of indirect branches, in the code, and for the loader as far as the system's start files have them."""
    name, flag, property_, bits, beginnings = MACHINES[elf.machine]
    if platform.machine() != name:
        return
    table = SECTION_DYNAMIC_SYMBOLS if is_library else SECTION_SYMBOLS
    unmarked = [symbol for symbol, kind, section, address in elf.symbols(table)
                if kind == SYMBOL_FUNCTION and section and (is_library or symbol == "main")
                and not elf.code(address, 4).startswith(beginnings)]
    if unmarked:
        yield f"{unmarked[0]}() does not begin with a mark of {flag}, as {len(unmarked) - 1} others"
    with tempfile.TemporaryDirectory() as folder:
        empty = Elf(compiled(folder, flag))
    lost = empty.properties(property_) & ~elf.properties(property_)
    for bit, name in bits.items():
        if lost & bit:
            yield f"not marked for {name}"


def faults(elf, is_library, is_static):
    flags, flags_1 = elf.dynamic.get(TAG_FLAGS, 0), elf.dynamic.get(TAG_FLAGS_1, 0)
    if elf.type != TYPE_DYN or not is_library and not flags_1 & FLAG_1_PIE:
        yield "not position-independent (PIE)"
    if not elf.of_type(SEGMENT_RELRO):
        yield "no RELRO segment"
    if not is_static and not (TAG_BIND_NOW in elf.dynamic or flags & FLAG_BIND_NOW or flags_1 & FLAG_1_NOW):
        yield "binds lazily (no BIND_NOW)"
    if not elf.of_type(SEGMENT_STACK) or any(segment[1] & EXECUTABLE for segment in elf.of_type(SEGMENT_STACK)):
        yield "executable stack"
    if any(segment[1] & EXECUTABLE and segment[1] & WRITABLE for segment in elf.of_type(SEGMENT_LOAD)):
        yield "memory that is writable and executable"
    if TAG_TEXTREL in elf.dynamic or flags & FLAG_TEXTREL:
        yield "relocations in code (TEXTREL)"
    if TAG_RPATH in elf.dynamic or TAG_RUNPATH in elf.dynamic:
        yield "search path for libraries (RPATH)"
    if is_static:
        return
    imports = {name for name, _, section, _ in elf.symbols(SECTION_DYNAMIC_SYMBOLS) if section == 0}
    if "__stack_chk_fail" not in imports:
        yield "no stack protector"
    if not any(name.startswith("__") and name.endswith("_chk") for name in imports):
        yield "no checked functions (_FORTIFY_SOURCE)"
    for name in sorted(imports & UNCHECKED):
        yield f"{name}() is not checked (_FORTIFY_SOURCE)"


def examine(path):
    try:
        elf = Elf(path)
    except (OSError, ValueError, struct.error) as error:
        return [str(error)]
    is_library = ".so" in os.path.basename(path)
    is_static = not is_library and not elf.of_type(SEGMENT_INTERPRETER)
    found = list(faults(elf, is_library, is_static))
    if elf.machine in MACHINES:
        found += branch_faults(elf, is_library)
    return found


def compiled(folder, *flags):
    """A program that prints a number and knows an array."""
    source, program = os.path.join(folder, "program.c"), os.path.join(folder, "program")
    with open(source, "w", encoding="ascii") as file:
        file.write("#include <stdio.h>\nint main(int argc, char **argv)\n{\n\tchar text[32];\n"
                   "\tsnprintf(text, sizeof text, \"%d\", argc);\n\tfprintf(stderr, \"%s%s\", argv[0], text);\n\treturn 0;\n}\n")
    subprocess.run([os.environ.get("CC", "cc"), *flags, "-O2", source, "-o", program], check=True)
    return program


def unseen():
    """What this script does not see although it is missing."""
    bare = ("-U_FORTIFY_SOURCE", "-fno-stack-protector", "-Wl,-z,norelro", "-Wl,-z,lazy", "-Wl,-z,execstack")
    expected = {"not position-independent (PIE)", "no RELRO segment", "binds lazily (no BIND_NOW)", "executable stack",
                "search path for libraries (RPATH)", "no stack protector", "no checked functions (_FORTIFY_SOURCE)",
                "snprintf() is not checked (_FORTIFY_SOURCE)"}
    with tempfile.TemporaryDirectory() as folder:
        found = set(examine(compiled(folder, *bare, "-no-pie", "-Wl,-rpath,/nowhere")))
        if platform.machine() == "x86_64":
            expected.add("main() does not begin with a mark of -fcf-protection=full, as 0 others")
            found |= set(examine(compiled(folder, "-fcf-protection=none")))
    return expected - found


def main(paths):
    status = 0
    for missed in sorted(unseen()):
        print(f"a program with this lack was accepted: {missed}")
        status = 1
    for path in paths:
        found = examine(path)
        for fault in found:
            print(f"{path}: {fault}")
            status = 1
        if not found:
            print(f"{path}: hardened")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
