"""Runs the program over many zones at once and follows what it advises, as a person would."""

import collections
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import tempfile

import zone_text

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "integration"))
import program  # noqa: E402

TOGETHER = 40  # zones in one run: they are one world, and a fault of one must not drown the rest
AT_ONCE = 2    # runs

COUNTED = ("error", "warning")


def write_zones(folder, zones):
    """zones: apex -> zone text. The names of the files."""
    names = []
    for apex, text in zones.items():
        path = os.path.join(folder, f"{apex}.zone")
        with open(path, "w", encoding="latin-1") as file:
            file.write(text)
        names.append(os.path.basename(path))
    return names


def execute(folder, arguments):
    done = subprocess.run([program.binary(), "zone", "--offline", "--no-config", *arguments], cwd=folder,
                          env=program.environment(), capture_output=True, timeout=300)
    if done.returncode < 0 or any(word.encode() in done.stderr for word in program.SANITIZER_WORDS):
        raise AssertionError(f"crashed: {arguments}: {done.stderr.decode(errors='replace')}")
    return done.stdout.decode("utf-8", "surrogateescape")


def batches(zones):
    items = list(zones.items())
    return [dict(items[i:i + TOGETHER]) for i in range(0, len(items), TOGETHER)]


def over_batches(zones, work):
    """The merged results of work(batch) for all zones."""
    merged = {}
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        for result in pool.map(work, batches(zones)):
            merged.update(result)
    return merged


def apex_of(name):
    return ".".join(name.rstrip(".").split(".")[-2:])


def judge(zones, *options):
    """apex -> the reports on its domains, by name."""
    def work(batch):
        with tempfile.TemporaryDirectory(prefix="mailauth-advice-") as folder:
            output = execute(folder, ["--format", "json", *options, *write_zones(folder, batch)])
        found = {apex: {} for apex in batch}
        for report in json.loads(output)["domains"]:
            apex = apex_of(report["domain"] or "")
            for finding in report["findings"]:
                if finding["file"] and not report["domain"]:
                    apex = finding["file"].removesuffix(".zone")
            # A fault of a file is told with the first domain of all files, which may be of another zone.
            report["findings"] = [finding for finding in report["findings"]
                                  if finding["name"] or finding["file"] in (None, f"{apex}.zone")]
            if apex in found:
                found[apex][report["domain"]] = report
        return found
    return over_batches(zones, work)


def patched(zones, fix):
    """The zones after one round of --fix and patch(1)."""
    def work(batch):
        with tempfile.TemporaryDirectory(prefix="mailauth-advice-") as folder:
            names = write_zones(folder, batch)
            diff = execute(folder, [f"--fix={fix}", *names])
            done = subprocess.run(["patch", "-p0", "-s", "--no-backup-if-mismatch"], cwd=folder, capture_output=True,
                                  input=diff.encode("utf-8", "surrogateescape"))
            if done.returncode:
                raise AssertionError(f"patch: {done.stdout.decode()}\n{diff}")
            result = {}
            for apex, name in zip(batch, names):
                with open(os.path.join(folder, name), encoding="latin-1") as file:
                    result[apex] = file.read()
            return result
    return over_batches(zones, work)


def counted(reports):
    """How often each rule is raised, as an error or a warning."""
    return collections.Counter(finding["rule"] for report in reports.values() for finding in report["findings"]
                               if finding["severity"] in COUNTED)


def remedies_of(reports):
    """The changes that all domains of a zone ask for, each once."""
    changes = []
    for report in reports.values():
        for change in report.get("remedies") or ():
            if not any(same_change(change, other) for other in changes):
                changes.append(change)
    return changes


def same_change(a, b):
    return all(a[member] == b[member] for member in ("name", "type", "action", "old", "text"))


def with_changes(records, changes):
    for change in changes:
        records = zone_text.changed(records, change)
    return records


def printed(zones):
    """apex -> the lines of the blocks "To publish" about its names, each (action, zone line) once."""
    def work(batch):
        with tempfile.TemporaryDirectory(prefix="mailauth-advice-") as folder:
            output = execute(folder, ["--publish-as", "zone", *write_zones(folder, batch)])
        found = {apex: [] for apex in batch}
        for apex, action, line in published_lines(output):
            if apex in found and (action, line) not in found[apex]:
                found[apex].append((action, line))
        return found
    return over_batches(zones, work)


def published_lines(output):
    """The (apex, action, line) of each block, below the domain that it is about."""
    apex, inside = None, False
    for line in output.splitlines():
        if line and not line[0].isspace() and line.split()[0].rstrip(":").endswith((".example", ".test")):
            apex = apex_of(line.split()[0].rstrip(":"))
        if line.strip() == "To publish":
            inside = True
            continue
        match = re.match(r"  (add|replace|delete) +(\S.*)$", line) if inside else None
        if match:
            yield apex, match[1], match[2]
        elif not line.startswith("           "):
            inside = False
