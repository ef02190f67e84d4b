#!/usr/bin/env python3
"""
What the compiler does not see of how the sources are written: each file begins with what it is for, functions are short and named
after what they do, a statement has at most two conditional expressions, and nothing that changes is shared by the whole program.
Prints one line for each place that differs.
"""

import os
import re
import sys

CONDITIONS_MOST = 2
FUNCTION_LINES_MOST = 65

# Names that several files would give to functions of their own, and that say nothing about them.
VAGUE = re.compile(r"^[a-z][\w\s*]*?\b(compare|domain|report|process|handle|helper)\(", re.MULTILINE)

# What a signal handler has to know, and what the end without memory has to.
MUTABLE = {("src/cli/written_file.c", "unfinished"), ("src/cli/out_of_memory.c", "last_format"),
           ("src/cli/interrupt.c", "came"),
           # The way back of a thread.
           ("src/api/recovery.c", "innermost")}

# Comments and literals, so that what stands in them is not taken for code.
ASIDE = re.compile(r"""/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.DOTALL)
DIRECTIVE = re.compile(r"^[ \t]*#(?:\\\n|[^\n])*", re.MULTILINE)
# A variable that lives as long as the program: outside functions, or static within one.
STATIC = re.compile(r"^[ \t]*static\s+(?!.*\binline\b)([^;={]*?)\b(\w+)((?:\[[^]]*\])*)\s*[;={,]", re.MULTILINE)
GLOBAL = re.compile(r"^(?!static\b|extern\b|typedef\b|(?:struct|enum|union)\s+\w+\s*;)(\w[\w\s*]*?)\b(\w+)((?:\[[^]]*\])*)\s*[=;]",
                    re.MULTILINE)


# What may be concluded from how a question ended is said by dns/outcome.c alone. These make outcomes, or are about one by its name.
OUTCOME = re.compile(r"(?:[=!]=|\bcase)\s*DNS_(?:ANSWER|NO_DATA|NXDOMAIN|PENDING|TIMEOUT|SERVFAIL|REFUSED|TRUNCATED|MALFORMED|LOOP|UNREAD|"
                     r"OFFLINE|LIMIT|LOCAL)\b")
OUTCOME_MAKERS = {"src/dns/outcome.c", "src/dns/live.c", "src/dns/wire.c", "src/dns/zone_answer.c", "src/check/dns_state.c",
                  "src/rules/dns/resolver.c"}


def blank(match):
    return re.sub(r"[^\n]", " ", match[0])


def line_of(text, at):
    return text.count("\n", 0, at) + 1


def statements(code):
    """(offset, text) of each statement; the members of an initializer are statements of their own."""
    start, depth = 0, 0
    for match in re.finditer(r"[()\[\]{};,]", code):
        sign = match[0]
        if sign in "([":
            depth += 1
        elif sign in ")]":
            depth -= 1
        elif depth == 0 or sign in "{}":
            yield start, code[start:match.start()]
            start = match.end()
            depth = 0 if sign in "{}" else depth


def long_conditions(code):
    for start, text in statements(code):
        if text.count("?") > CONDITIONS_MOST:
            yield start + len(text) - len(text.lstrip()), f"a statement with {text.count('?')} conditional expressions"


def long_functions(code):
    """A body begins and ends with a brace alone on its line."""
    for match in re.finditer(r"^\{\n(.*?)^\}$", code, re.MULTILINE | re.DOTALL):
        lines = match[1].count("\n")
        if lines > FUNCTION_LINES_MOST:
            yield match.start(), f"a function of {lines} lines"


def is_mutable(words):
    """`const char *at` can be set anew; `const char *const at` and `const struct row rows` cannot."""
    return "const" not in words.rsplit("*", 1)[-1].split()


def mutable_variables(path, code):
    for pattern in (STATIC, GLOBAL):
        for match in pattern.finditer(code):
            if "(" not in match[0] and is_mutable(match[1]) and (path, match[2]) not in MUTABLE:
                yield match.start(2), f"{match[2]} can change, and lives as long as the program"


def check(root, path):
    with open(os.path.join(root, path), encoding="utf-8") as file:
        text = file.read()
    code = DIRECTIVE.sub(blank, ASIDE.sub(blank, text))
    if not text.startswith("/*"):
        yield 0, "the file does not begin with what it is for"
    yield from long_conditions(code)
    if path.startswith("src"):
        yield from long_functions(code)
        if path not in OUTCOME_MAKERS:
            for match in OUTCOME.finditer(code):
                yield match.start(), "an outcome is compared: ask a function of dns/outcome.h what it means"
        for match in VAGUE.finditer(code):
            yield match.start(1), f"{match[1]}() does not say what it is about"
    if path.startswith("src"):  # a test is a program of its own
        yield from mutable_variables(path, code)


def main(root):
    paths = [os.path.relpath(os.path.join(folder, name), root)
             for top in ("src", "include", "tests") for folder, _, names in os.walk(os.path.join(root, top))
             for name in names if name.endswith((".c", ".h"))]
    failed = 0
    for path in sorted(paths):
        with open(os.path.join(root, path), encoding="utf-8") as file:
            text = file.read()
        for at, what in check(root, path):
            print(f"{path}:{line_of(text, at)}: {what}")
            failed += 1
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
