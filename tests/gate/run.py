"""Runs the three commands of the gate on a change, and reads what they say."""

import dataclasses
import functools
import json
import os
import subprocess
import tempfile

from change import files_of

HERE = os.path.dirname(os.path.abspath(__file__))
ANSWERS = os.path.join(HERE, "answers.zone")
DEFAULT = os.path.join(os.path.dirname(os.path.dirname(HERE)), "build", "dev", "mailauth-check")

COMMANDS = ("zone", "diff", "live")  # `zone --offline NEW`, `diff --offline OLD NEW`, `diff --answers FILE OLD NEW`
HANG_SECONDS = 60


@dataclasses.dataclass(frozen=True)
class Said:
    """What a command says of a change."""
    status: int        # with --fail-on warning
    findings: tuple    # (severity, rule), without notes
    errors: str        # of standard error

    def rules(self, severity=None):
        return {rule for level, rule in self.findings if severity in (None, level)}

    @property
    def blocks(self):
        """Exit status 1 as it is without --fail-on."""
        return self.status == 1 and bool(self.rules("error"))


def program():
    return os.path.abspath(os.environ.get("MAILAUTH_CHECK") or DEFAULT)


@functools.cache
def takes_answers():
    """Whether diff has --answers."""
    return "--answers" in subprocess.run([program(), "diff", "--help"], capture_output=True, encoding="utf-8").stdout


def findings_in(value):
    """(severity, rule) of each finding in a report, whatever it is about; not of those that are gone with the change."""
    if isinstance(value, dict):
        if "rule" in value and "severity" in value:
            yield value["severity"], value["rule"]
        value = [part for key, part in value.items() if key != "gone"]
    elif not isinstance(value, list):
        return
    for part in value:
        yield from findings_in(part)


def said_by(arguments, folder):
    done = subprocess.run([program(), *arguments, "--no-config", "--format", "json", "--fail-on", "warning"], cwd=folder,
                          capture_output=True, timeout=HANG_SECONDS, encoding="utf-8")
    if done.returncode < 0:
        raise AssertionError(f"the program crashed with status {done.returncode}: {arguments}\n{done.stderr}")
    found = findings_in(json.loads(done.stdout)) if done.stdout else ()
    return Said(done.returncode, tuple(sorted(set(finding for finding in found if finding[0] != "info"))), done.stderr)


def write(folder, files):
    for path, text in files.items():
        path = os.path.join(folder, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)


def edited(change):
    files, given = files_of(change.base)
    for edit in change.edits:
        files = edit(files)
    return files, given


def sides_of(change):
    """The files before and after, and the operands of each side."""
    before, given = files_of(change.base)
    after, _ = edited(change)
    operand = given if given in after else next(iter(after), given)
    if given not in before or len(after) != len(before):  # folders
        given = operand = os.path.dirname(given) if given in before else given
    return before, after, given, operand


def run(change):
    """{command: Said}"""
    before, after, old, new = sides_of(change)
    with tempfile.TemporaryDirectory(prefix="mailauth-gate-") as folder:
        write(os.path.join(folder, "old"), before)
        write(os.path.join(folder, "new"), after)
        for side in ("old", "new"):
            os.makedirs(os.path.join(folder, side, os.path.dirname(next(iter(before)))), exist_ok=True)
        old, new = os.path.join("old", old), os.path.join("new", new)
        said = {"zone": said_by(("zone", "--offline", new), folder), "diff": said_by(("diff", "--offline", old, new), folder)}
        if takes_answers():
            said["live"] = said_by(("diff", "--answers", ANSWERS, old, new), folder)
        return said
