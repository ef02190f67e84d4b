#!/usr/bin/env python3
"""
The English of what the program prints. Reads the string literals of src/ and the rows of the rules, and reports words that
are not those of the field, spelling that is not that of the RFCs, and rows that do not say enough where they are shown alone.

    check_texts.py PROGRAM SOURCE_FOLDER
"""
import json
import pathlib
import re
import subprocess
import sys

# Each with what to write instead.
BANNED = [
    (r"look-ups?", "lookup"),
    (r"\bstands?\b", "is, comes"),
    (r"\bin front of\b", "before"),
    (r"\bbehind\b", "after"),
    (r"(?<!there )(?<!There )\bis no (?!longer|such)", 'invalid, unknown, "is not a"'),
    (r"\bforge[ds]?\b|\bforger(y|ies)\b", "spoofed, spoofing"),
    (r"\bwhoever\b|\bshall\b|\bany more\b", "plain words"),
    (r"\ball the same\b", "still"),
    (r"\b(is|are) to (?!the\b|a\b|an\b)", "must"),
    (r"\bneed be\b", "leave the sentence out"),
    (r"\bmend(s|ed|ing)?\b", "fix, correct"),
    (r"\brule books?\b", "RFC 7489 / RFC 9989 receivers"),
    (r"(?i)organisation|authoris|colour|behaviou?r(?<!behavior)|recognis|honour|normalis|initialis|misspelt", "American spelling"),
    (r"\bthe exchange\b|\ban exchange\b", "the MX host"),
    (r"(?<!-)\balias(es)?\b", "CNAME"),
    (r"\bwhite space\b|\bblanks\b", "whitespace"),
    (r"\bas given\b", "name the option"),
    (r"\bsettled\b|\blikewise\b|\bthereof\b|\bhence\b", "plain words"),
]

# Words that are read, not written.
NOT_PROSE = {
    "bounce/rows", "bounce/vocabulary", "bounce/words", "bounce/prose", "bounce/pattern", "bounce/told",
}

# What others print and the program looks for.
READ = {"may be forged", "is an alias for"}

COMMENT_OR_TEXT = re.compile(r"//[^\n]*|/\*.*?\*/|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"", re.S)
# The examples of a row are zones and messages.
EXAMPLE = re.compile(r"\.(bad|good)\s*=\s*$")


def literals(source):
    """The string literals of a C file, those side by side joined, each with its line."""
    texts, end = [], None
    for match in COMMENT_OR_TEXT.finditer(source):
        if not match.group().startswith('"'):
            continue
        between = source[end:match.start()] if end is not None else "x"
        text = match.group()[1:-1].replace('\\"', '"').replace("\\n", "\n")
        if not between.strip() and texts:
            texts[-1] = (texts[-1][0], texts[-1][1] + text, texts[-1][2])
        else:
            texts.append((source.count("\n", 0, match.start()) + 1, text, EXAMPLE.search(source[:match.start()][-60:])))
        end = match.end()
    return [(line, text) for line, text, example in texts if not example]


def is_prose(path):
    return not any(path.startswith(name) for name in NOT_PROSE) and not path.endswith("_examples")


def faults_of_sources(folder):
    for path in sorted((folder / "src").rglob("*.[ch]")):
        name = path.relative_to(folder / "src").with_suffix("").as_posix()
        if not is_prose(name):
            continue
        for line, text in literals(path.read_text(encoding="utf-8")):
            if " " not in text or text.strip() in READ:
                continue
            for pattern, instead in BANNED:
                found = re.search(pattern, text)
                if found:
                    yield f"{path}:{line}: \"{found.group()}\" in \"{text.strip()}\": {instead}"


def faults_of_rows(program):
    """What the fields of a row need, since some formats show one of them alone."""
    rules = json.loads(subprocess.run([program, "rules", "--format", "json"], check=True, capture_output=True).stdout)["rules"]
    assert len(rules) > 500
    for rule in rules:
        name, title, why, fix = rule["id"], rule["summary"], rule["why"], rule["help"]
        if title.endswith(".") or len(title) > 100:
            yield f"{name}: a title is at most 100 characters without a full stop: {title}"
        if re.match(r"(a|an|the|there (is|are)) ", title):
            yield f"{name}: a title begins without an article: {title}"
        if not why.endswith(".") or why[0].islower():
            yield f"{name}: why is made of sentences: {why}"
        if fix is None:
            continue
        if not fix.endswith(".") or not fix[0].isupper():
            yield f"{name}: a fix is a sentence: {fix}"
        if re.match(r"(Remove|Delete|Correct|Move|Write|Add|Replace|Change|Publish|Fix|Use|Raise|Lower) (it|them|this|that|these)\b", fix):
            yield f"{name}: the fix is shown without its finding; say what it is about: {fix}"


def main():
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    faults = [*faults_of_sources(folder), *faults_of_rows(program)]
    print("\n".join(faults))
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
