"""The manual page of the gate: prose, and a table that is made from what the commands say of the changes."""

import os

from change import PASS
from kinds import PASSES, TOLD

PAGE = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "man", "mailauth-check-gate.7")
PROSE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "manual.mdoc")
COMMANDS = {"zone": "zone", "diff": "diff", "live": "answers"}
RULES_MOST = 3


def quoted(text):
    """Text as mdoc: a line must not begin with a control character, and a backslash or quotation mark means something."""
    return text.replace("\\", "\\e").replace('"', "\\(dq").replace("-", "\\-").replace("~", "\\(ti")


def exit_status(said):
    return said.status if said.status > 1 or said.rules("error") else 0


def words_of(said, tied):
    """The rules that the table of changes names for the command, else those of the worst severity."""
    if said.status > 1:
        return "not checked"
    severity = next((level for level in ("error", "warning") if said.rules(level)), None)
    if not severity:
        return ""
    found = said.rules(severity)
    return f"{severity}: " + ", ".join(sorted(found & set(tied) or found)[:RULES_MOST])


def rows_of(change, outcome):
    for command, name in COMMANDS.items():
        if command in outcome:
            said = outcome[command]
            yield f".It {name} Ta {exit_status(said)} Ta {words_of(said, change.rules.get(command, ()))}".rstrip()


def table(changes, said):
    """For each kind what the commands say of its first change."""
    first = {}
    for change in changes:
        first.setdefault(change.kind, change)
    for heading, kinds in TOLD.items():
        yield f".Ss {heading}"
        yield ".Bl -tag -width Ds"
        for kind, words in kinds.items():
            yield f".It {quoted(words)}"
            yield '.Bl -column answers 0 x -compact'
            yield from rows_of(first[kind], said[first[kind].id])
            yield ".El"
        yield ".El"


def harmless_list():
    for heading, kinds in PASSES.items():
        yield f".Ss {heading}: harmless"
        yield ".Bl -dash -compact"
        for words in kinds.values():
            yield f".It\n{quoted(words)}"
        yield ".El"


def page(changes, said):
    with open(PROSE, encoding="utf-8") as file:
        prose = file.read()
    told = [change for change in changes if change.wanted != PASS]
    return prose.replace("@TABLE@", "\n".join(table(told, said))).replace("@HARMLESS@", "\n".join(harmless_list()))
