"""What action.yml runs (.ci/action, .ci/comment, .ci/program), on repositories whose zone files change in every way, beside an API
and releases that stand on loopback."""

import contextlib
import dataclasses
import functools
import hashlib
import http.server
import io
import json
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
import threading
import unittest

import program

CI = os.path.join(program.REPOSITORY, ".ci")
MARKER = "<!-- mailauth-check: "


def zone(domain, spf="v=spf1 mx -all", policy="p=reject", origin=True):
    """A zone without errors and warnings."""
    return (f"$ORIGIN {domain}.\n" if origin else "") + "$TTL 3600\n@ SOA ns h 1 7200 900 1209600 3600\n@ NS ns\n@ NS ns2\n" \
        f'ns A 11.0.0.1\nns2 A 11.1.0.1\n@ MX 10 ns\n@ TXT "{spf}"\n_dmarc TXT "v=DMARC1; {policy}; rua=mailto:d@{domain}"\n' \
        's1._domainkey TXT "v=DKIM1; k=rsa; p=' \
        'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA+FEdJ/96VP0UBDRe94MkuDsPCnFxVGmGmKO+IbF4QeutlyQOekuhvMWEjZ+' \
        'UmpirIEtNV52WBy9wHnegpaR5jBJEVfQlI6SSYcIXNens33Af8BiYv5s20TjS3EVuJlomPDWBdr4LO9O0Al4oHOwJ" "' \
        'mKGCMzNM4kB8wD2d9BADGpKgmNHOUAyVhdacHZbemZDurvnymuk5/KUmI9Wc/0oyZW8UpbD7OzxI4VxhVuIakse9hX9W5k2F' \
        '6O5I1NL87DN16tICta4H4fAK2AqhorbBvmJ3BqnUVdC9hwzja/d65vdklvD7bP4y5mkBAqThnq08cY966GBHD6pXcc40gNAldQIDAQAB"\n'


@dataclasses.dataclass(frozen=True)
class Result:
    status: int
    output: str
    errors: str
    summary: str
    outputs: dict

    @property
    def annotations(self):
        """(level, properties, message) of each."""
        found = re.findall(r"(?m)^::(error|warning|notice) (.*?)::(.*)$", self.output)
        return [(level, dict(pair.split("=", 1) for pair in properties.split(",")), message) for level, properties, message in found]

    @property
    def titles(self):
        return {(level, properties["title"]) for level, properties, _ in self.annotations}

    def files(self, title):
        return {properties.get("file") for _, properties, _ in self.annotations if properties["title"] == title}


class Repository(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="mailauth-action-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.root = os.path.join(self.folder, "dns")
        os.mkdir(self.root)
        self.git("init", "-q", "-b", "main")
        for domain in ("example.com", "example.net", "example.org"):
            self.write(f"zones/{domain}.zone", zone(domain))
        self.base = self.commit()

    def path(self, *parts):
        return os.path.join(self.root, *parts)

    def write(self, path, text):
        os.makedirs(os.path.dirname(self.path(path)), exist_ok=True)
        with open(self.path(path), "w", encoding="utf-8") as file:
            file.write(text)

    def environment(self, **more):
        kept = {name: value for name, value in program.environment().items() if not name.startswith(("GITHUB_", "GIT_", "RUNNER_"))}
        return kept | {"HOME": self.folder, "GIT_CONFIG_GLOBAL": "/dev/null", "TMPDIR": self.folder} | more

    def git(self, *arguments, cwd=None):
        done = subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@example.com", *arguments], cwd=cwd or self.root,
                              env=self.environment(), capture_output=True, encoding="utf-8", timeout=program.HANG_SECONDS)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.strip()

    def commit(self):
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "a change")
        return self.git("rev-parse", "HEAD")

    def action(self, files="zones/*.zone", cwd=None, **more):
        """Runs .ci/action as action.yml does; `more` are its inputs and what a runner sets, as they are in the environment."""
        summary, outputs = os.path.join(self.folder, "summary.md"), os.path.join(self.folder, "outputs")
        for path in (summary, outputs):
            open(path, "w", encoding="utf-8").close()
        given = {"FILES": files, "OPTIONS": "--offline", "BASE": "", "SARIF": "", "COMMENT": "auto", "TOKEN": "",
                 "MAILAUTH_CHECK": program.binary(), "GITHUB_STEP_SUMMARY": summary, "GITHUB_OUTPUT": outputs} | more
        done = subprocess.run(["sh", os.path.join(CI, "action")], cwd=cwd or self.root, env=self.environment(**given),
                              capture_output=True, encoding="utf-8", timeout=program.HANG_SECONDS)
        with open(summary, encoding="utf-8") as file:
            told = file.read()
        with open(outputs, encoding="utf-8") as file:
            result = Result(done.returncode, done.stdout, done.stderr, told, dict(line.rstrip("\n").split("=", 1) for line in file))
        left = [name for name in os.listdir(self.folder) if name.startswith("tmp.")]
        self.assertEqual(left, [], "a temporary folder is left")
        return result

    def expect(self, result, status):
        verdict = {program.CLEAN: "pass", program.FINDINGS: "fail"}.get(status, "unknown")
        self.assertEqual((result.status, result.outputs.get("verdict")), (status, verdict), result.output + result.errors)


class Changes(Repository):
    """Each against the commit before it."""

    def change(self, status, files="zones/*.zone", **more):
        self.commit()
        result = self.action(files, BASE=self.base, **more)
        self.expect(result, status)
        return result

    def test_none(self):
        result = self.change(program.CLEAN)
        self.assertEqual(result.outputs, {"errors": "0", "warnings": "0", "verdict": "pass"})
        self.assertEqual((result.output, result.errors), ("", ""))
        self.assertIn("## Mail records: pass", result.summary)

    def test_deleted(self):
        os.remove(self.path("zones/example.net.zone"))
        result = self.change(program.FINDINGS)
        self.assertIn(("error", "diff-zone-gone"), result.titles)
        self.assertIn("example.net", result.summary)
        self.assertGreaterEqual(int(result.outputs["errors"]), 1)

    def test_all_deleted(self):
        shutil.rmtree(self.path("zones"))
        for files in ("zones/*.zone", "zones"):
            with self.subTest(files=files):
                result = self.change(program.FINDINGS, files, SARIF="mail.sarif")
                self.assertIn("example.org", result.summary)
                with open(self.path("mail.sarif"), encoding="utf-8") as file:
                    self.assertIn("diff-zone-gone", [found["ruleId"] for found in json.load(file)["runs"][0]["results"]])
                os.remove(self.path("mail.sarif"))

    def test_a_folder_in_which_no_zone_is_left(self):
        self.write("zones/README", "Nothing is here.\n")
        for domain in ("example.com", "example.net", "example.org"):
            os.remove(self.path(f"zones/{domain}.zone"))
        result = self.change(program.FINDINGS, "zones")
        self.assertIn(("error", "diff-zone-gone"), result.titles)
        self.assertNotEqual(self.action("zones").status, program.CLEAN)  # nothing to compare with, nothing judged

    def test_a_folder_that_is_called_before(self):
        self.write("before/example.edu.zone", zone("example.edu", policy="p=rejct"))
        result = self.change(program.FINDINGS, "zones/*.zone before/*.zone")
        self.assertIn("before/example.edu.zone", result.files("dmarc-p-invalid"))
        os.remove(self.path("zones/example.net.zone"))
        self.assertIn("example.net", self.change(program.FINDINGS).output)

    def test_settings(self):
        """Who lets a change pass is told with the change; what other commands say is not a matter of it."""
        self.write("zones/example.com.zone", zone("example.com", policy="p=none"))
        self.write(".mailauth-check.conf", "[check]\naccept = diff-dmarc-weaker example.com until 2099-12-31\nseverity.diff-dmarc-* = info\n")
        result = self.change(program.CLEAN)
        self.assertIn("    + [check] accept = diff-dmarc-weaker example.com until 2099-12-31\n", result.summary)
        self.assertEqual([level for level, *_ in result.annotations], ["notice"])
        self.base = self.commit()
        self.assertNotIn("[check]", self.change(program.CLEAN).summary)
        os.remove(self.path(".mailauth-check.conf"))
        self.assertIn("    - [check] accept = diff", self.change(program.CLEAN).summary)

    def test_renamed(self):
        self.git("mv", "zones/example.net.zone", "zones/net.zone")
        result = self.change(program.CLEAN)
        self.assertIn("    - zones/example.net.zone\n", result.summary)
        self.assertIn("    + zones/net.zone\n", result.summary)

    def test_renamed_and_changed(self):
        self.git("mv", "zones/example.net.zone", "zones/net.zone")
        self.write("zones/net.zone", zone("example.net", policy="p=none"))
        result = self.change(program.FINDINGS)
        self.assertEqual(result.files("diff-dmarc-weaker"), {"zones/net.zone"})

    def test_renamed_so_that_nothing_matches(self):
        self.git("mv", "zones/example.net.zone", "zones/example.net.zone.off")
        self.assertIn(("error", "diff-zone-gone"), self.change(program.FINDINGS).titles)

    def test_misnamed(self):
        """The name of the file is that of the zone when the file does not say it."""
        self.write("zones/example.net.zone", zone("example.net", origin=False))
        self.base = self.commit()
        self.git("mv", "zones/example.net.zone", "zones/exmaple.net.zone")
        self.assertIn(("error", "diff-zone-gone"), self.change(program.FINDINGS).titles)

    def test_moved(self):
        os.mkdir(self.path("zones/mail"))
        self.git("mv", "zones/example.net.zone", "zones/mail/example.net.zone")
        for files in ("zones/**/*.zone", "zones", "zones/*.zone zones/mail/*.zone"):
            with self.subTest(files=files):
                self.change(program.CLEAN, files)
        self.change(program.FINDINGS, "zones/*.zone")

    def test_new(self):
        self.write("zones/example.edu.zone", zone("example.edu"))
        self.change(program.CLEAN)
        self.write("zones/example.edu.zone", zone("example.edu", policy="p=rejct"))
        result = self.change(program.FINDINGS)
        self.assertEqual(result.files("dmarc-p-invalid"), {"zones/example.edu.zone"})

    def test_changed(self):
        self.write("zones/example.com.zone", zone("example.com", spf="v=spf1 ip4:11.0.0.2 -all"))
        result = self.change(program.FINDINGS)
        self.assertEqual(result.files("diff-spf-lost"), {"zones/example.com.zone"})
        self.assertIn("11.0.0.1", result.summary)
        self.assertNotIn(self.folder, result.output + result.summary)

    def test_a_record_for_others_in_another_file(self):
        """One world: who includes a record is judged by it, wherever it is."""
        self.write("zones/example.com.zone", zone("example.com", spf="v=spf1 include:_spf.example.net -all"))
        self.write("zones/example.net.zone", zone("example.net") + '_spf TXT "v=spf1 ip4:11.0.0.0/30 -all"\n')
        self.base = self.commit()
        self.write("zones/example.net.zone", zone("example.net") + '_spf TXT "v=spf1 ip4:11.0.0.0/31 -all"\n')
        self.assertIn(("error", "diff-spf-lost"), self.change(program.FINDINGS).titles)

    def test_included_files(self):
        """They need not match, and are those of their side."""
        self.write("zones/example.com.zone", zone("example.com").replace('@ TXT "v=spf1 mx -all"', "$INCLUDE ../shared/spf.inc"))
        self.write("shared/spf.inc", '@ TXT "v=spf1 mx -all"\n')
        self.base = self.commit()
        self.change(program.CLEAN)
        self.write("shared/spf.inc", '@ TXT "v=spf1 -all"\n')
        self.assertIn(("error", "diff-spf-lost"), self.change(program.FINDINGS).titles)

    def test_blanks_in_names(self):
        self.write("zones/our own/the zone of us.zone", zone("example.edu", policy="p=rejct"))
        name = "zones/our own/the zone of us.zone"
        for files in ("zones/**/*.zone", "zones", f"zones/*.zone\n{name}\n", name, "zones/our own/*.zone\n", "./zones/", self.path("zones")):
            with self.subTest(files=files):
                self.assertEqual(self.change(program.FINDINGS, files).files("dmarc-p-invalid"), {name})
        self.change(program.USAGE, "zones/*.zone " + name)  # blanks separate in a list of one line

    def test_what_git_does_not_keep(self):
        """Zone files that a step before has made."""
        self.write(".gitignore", "made/\n")
        self.base = self.commit()
        self.write("made/example.edu.zone", zone("example.edu", policy="p=rejct"))
        self.assertEqual(self.change(program.FINDINGS, "made/*.zone").files("dmarc-p-invalid"), {"made/example.edu.zone"})

    def test_without_git(self):
        """Zone files that were made, and no checkout."""
        shutil.rmtree(self.path(".git"))
        self.write("zones/our zone.zone", zone("example.edu", policy="p=rejct"))
        for files in ("zones/*.zone", "zones/our*\n", "zones"):
            result = self.action(files)
            self.expect(result, program.FINDINGS)
            self.assertEqual(result.files("dmarc-p-invalid"), {"zones/our zone.zone"})
        self.expect(self.action("zones/*.zon"), program.USAGE)
        self.expect(self.action(BASE=self.base), program.USAGE)

    def test_what_matches_nothing(self):
        for files, word in (("nowhere/*.zone", "nowhere/"), ("zones/*.zone nothing.zone", "nothing.zone"), ("zones/*.zone\nno\n", "no"),
                            ("../*", "../"), ("/etc/passwd", "/etc/passwd"), ("", "the list is empty"), ("\n \n", "the list is empty")):
            with self.subTest(files=files):
                result = self.change(program.USAGE, files)
                (level, _, message), = result.annotations
                self.assertEqual(level, "error")
                self.assertIn(word, message)
                self.assertIn("not checked", result.summary)
                self.assertEqual(self.action(files).status, program.USAGE)

    def test_wrong_use(self):
        result = self.change(program.USAGE, OPTIONS="--offlin")
        self.assertIn("--offlin", result.annotations[0][2])
        self.write("zones/photo.zone", "\x7fELF\x00\x01\n")
        self.change(program.USAGE)
        for base in ("nothing-of-that-name", "0123456789" * 4):
            self.expect(self.action(BASE=base), program.USAGE)
        self.expect(self.action(MAILAUTH_CHECK="/bin/false-not-there"), program.USAGE)

    def test_not_answered(self):
        self.write("zones/example.com.zone", zone("example.com", spf="v=spf1 include:example.edu mx -all"))
        self.base = self.commit()
        result = self.change(3, "zones/example.com.zone", OPTIONS="--server 127.0.0.1:9 --timeout 0.1 --tries 1 --probe none")
        self.assertEqual(result.outputs["errors"], "0")

    def test_house_rules(self):
        self.write("zones/example.com.zone", zone("example.com", spf="v=spf1 mx -all ip4:11.0.0.9"))
        self.base = self.commit()
        self.change(program.CLEAN, "zones/example.com.zone")
        self.write(".mailauth-check.conf", "[check]\nfail-on = warning\n")
        self.change(program.FINDINGS, "zones/example.com.zone")

    def test_sarif(self):
        self.write("zones/example.com.zone", zone("example.com", policy="p=rejct"))
        self.change(program.FINDINGS, SARIF="out.sarif")
        with open(self.path("out.sarif"), encoding="utf-8") as file:
            self.assertIn("dmarc-p-invalid", {entry["ruleId"] for entry in json.load(file)["runs"][0]["results"]})


class Bases(Repository):
    """Which commit is compared with."""

    def event(self, document):
        path = os.path.join(self.folder, "event.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(document, file)
        return path

    def test_of_the_event(self):
        self.write("zones/example.com.zone", zone("example.com", policy="p=none"))
        self.commit()
        for event in ({"pull_request": {"number": 7, "base": {"sha": self.base}}}, {"merge_group": {"base_sha": self.base}}):
            self.assertIn(("error", "diff-dmarc-weaker"), self.action(GITHUB_EVENT_PATH=self.event(event)).titles)
        for event in ({"ref": "refs/heads/main", "before": "0" * 40}, {}):
            self.expect(self.action(GITHUB_EVENT_PATH=self.event(event)), program.CLEAN)
        self.expect(self.action(BASE="0" * 40), program.CLEAN)

    def test_where_the_branch_left(self):
        """What the base has done since is no change of the branch."""
        self.git("checkout", "-q", "-b", "branch")
        self.write("zones/example.edu.zone", zone("example.edu"))
        self.commit()
        self.git("checkout", "-q", "main")
        self.write("zones/example.com.zone", zone("example.com", policy="p=reject; sp=reject"))
        self.write("zones/example.info.zone", zone("example.info"))
        base = self.commit()
        self.git("checkout", "-q", "branch")
        self.expect(self.action(BASE=base), program.CLEAN)
        self.expect(self.action(BASE="main"), program.CLEAN)

    def test_shallow(self):
        """As actions/checkout leaves it: one commit, and the base is fetched."""
        self.git("config", "uploadpack.allowReachableSHA1InWant", "true")
        os.remove(self.path("zones/example.net.zone"))
        self.commit()
        clone = os.path.join(self.folder, "clone")
        self.git("clone", "-q", "--depth=1", f"file://{self.root}", clone)
        result = self.action(cwd=clone, BASE=self.base)
        self.expect(result, program.FINDINGS)
        self.assertIn(("error", "diff-zone-gone"), result.titles)
        self.assertIn("fetch-depth", result.output)
        result = self.action(cwd=clone, BASE=self.base, GITHUB_SHA=self.git("rev-parse", "HEAD", cwd=clone))
        self.assertNotIn("fetch-depth", result.output)

    def test_in_a_folder_of_the_repository(self):
        os.remove(self.path("zones/example.net.zone"))
        self.commit()
        self.assertIn(("error", "diff-zone-gone"), self.action("*.zone", cwd=self.path("zones"), BASE=self.base).titles)

    def test_attributes_hide_nothing(self):
        self.write(".gitattributes", "zones/example.net.zone export-ignore\n")
        self.base = self.commit()
        os.remove(self.path("zones/example.net.zone"))
        self.commit()
        self.assertIn(("error", "diff-zone-gone"), self.action(BASE=self.base).titles)


class Strangers(Repository):
    """The pull request of a fork reads nothing but itself."""

    def setUp(self):
        super().setUp()
        with open(os.path.join(self.folder, "secret"), "w", encoding="ascii") as file:
            file.write("hidden_secret x 0 0 /root /bin/sh\n")

    def attack(self):
        self.commit()
        result = self.action(BASE=self.base)
        self.assertIn(result.status, (program.FINDINGS, program.USAGE))
        self.assertNotIn("hidden_secret", result.output + result.errors + result.summary)
        self.assertNotIn("/bin/bash", result.output + result.errors + result.summary)
        return result

    def test_include(self):
        os.symlink("../../secret", self.path("zones/link"))
        self.write(".git/secret", "hidden_secret A x\n")
        for path in ("../.git/secret", "/etc/passwd", os.path.join(self.folder, "secret"), "../../secret", "../../../secret", "link"):
            with self.subTest(path=path):
                self.write("zones/example.com.zone", zone("example.com") + f"$INCLUDE {path}\n")
                self.assertIn(("error", "zone-include"), self.attack().titles)

    def test_links(self):
        os.symlink("../../secret", self.path("zones/evil.zone"))
        self.attack()

    def test_link_to_a_folder(self):
        shutil.rmtree(self.path("zones"))
        os.symlink("/etc", self.path("zones"))
        self.commit()
        for files in ("zones", "zones/passwd", "zones/*.conf"):
            self.assertNotIn("/bin/", (result := self.action(files, BASE=self.base)).output + result.errors + result.summary)
            self.assertNotEqual(result.status, program.CLEAN)

    def test_configuration(self):
        self.write(".mailauth-check.conf", "[check]\nbaseline = ../secret\n")
        self.assertEqual(self.attack().status, program.USAGE)
        self.write(".mailauth-check.conf", "[check]\noutput = ../written\n")
        self.attack()
        self.assertFalse(os.path.exists(os.path.join(self.folder, "written")))
        for key in ("output", "write-baseline", "save-answers"):
            self.write(".mailauth-check.conf", f"[check]\n{key} = .git/written\n")
            self.assertEqual(self.attack().status, program.USAGE)
            self.assertFalse(os.path.exists(self.path(".git/written")))

    def test_names_end_no_line_and_command_no_runner(self):
        self.write("zones/a\r@everyone ![x](http:evil)\r# pass\r.zone", zone("example.edu"))
        self.write("zones/##[stop-commands]x.zone.j2", zone("example.info"))
        self.write("-", zone("example.biz", policy="p=rejct"))
        self.commit()
        result = self.action("zones\n*", BASE=self.base)
        self.expect(result, program.FINDINGS)
        self.assertNotIn("\r", result.summary + result.output + result.errors)
        self.assertNotIn("##[", result.errors)
        self.assertIn("[stop-commands]", result.errors)
        self.assertIn("./-", result.files("dmarc-p-invalid"))

    def test_names_are_no_commands(self):
        name = "zones/$(touch pwned);`touch pwned`&::error::%0A<b>.zone"
        self.write(name, zone("example.edu", policy="p=rejct"))
        result = self.attack()
        self.assertFalse(os.path.exists(self.path("pwned")))
        self.assertTrue(all(re.match("::(error|warning|notice) ", line) for line in result.output.splitlines()), result.output)
        self.assertNotIn("<b>", re.sub(r"(?m)^    .*$", "", result.summary))  # but in indented blocks, where nothing is markup
        self.write("zones/-rf.zone", zone("example.info"))
        self.write("zones/line\nend.zone", zone("example.biz"))
        self.assertEqual(self.attack().status, program.USAGE)


class Annotations(Repository):
    def test_up_to_ten(self):
        records = "".join(f'w{i} TXT "v=spf1 ip4:11.0.0.30{i} -all"\n' for i in range(5))
        self.write("zones/example.com.zone", zone("example.com") + records)
        result = self.action()
        self.assertEqual(len([title for _, title, _ in result.annotations if title["title"] == "spf-ip4-octet-range"]), 5)

    def test_more_are_one_a_file(self):
        records = "".join(f'w{i} TXT "v=spf1 ip4:11.0.0.{i + 300} -all"\n' for i in range(30))
        self.write("zones/example.com.zone", zone("example.com") + records)
        self.write("zones/example.net.zone", zone("example.net", policy="p=rejct"))
        result = self.action()
        self.expect(result, program.FINDINGS)
        errors = [(properties, message) for level, properties, message in result.annotations if level == "error"]
        self.assertLessEqual(len(errors), 10)
        self.assertEqual({properties.get("file") for properties, _ in errors} - {None}, {"zones/example.com.zone", "zones/example.net.zone"})
        properties, message = next(entry for entry in errors if entry[0].get("file") == "zones/example.com.zone")
        self.assertRegex(properties["title"], r"^\d+ errors$")
        self.assertIn("[spf-ip4-octet-range]", message)
        self.assertRegex(message, "%0Aline 1[0-9]: ")
        self.assertIn("`spf-ip4-octet-range`", result.summary)
        self.assertGreaterEqual(int(result.outputs["errors"]), 31)  # all are counted

    def test_more_than_ten_files(self):
        for i in range(25):
            self.write(f"zones/example{i}.org.zone", zone(f"example{i}.org", policy="p=rejct"))
        result = self.action()
        errors = [(properties, message) for level, properties, message in result.annotations if level == "error"]
        self.assertEqual(len(errors), 10)
        self.assertIn("in 16 other files", errors[-1][1])


class Api(http.server.ThreadingHTTPServer):
    """The comments of one pull request, as GitHub's API has them."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), ApiHandler)
        self.comments, self.requests, self.refuse, self.login = [], [], None, None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def add(self, body, login="github-actions[bot]", kind="Bot"):
        self.comments.append({"id": 1000 + len(self.comments), "body": body, "user": {"login": login, "type": kind}})


class ApiHandler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *arguments):
        pass

    def answer(self, status, document):
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle_request(self):
        api, path = self.server, self.path
        text = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        api.requests.append((self.command, path, self.headers.get("Authorization")))
        if path == "/user":
            return self.answer(200, {"login": api.login}) if api.login else self.answer(403, {})
        if api.refuse and (self.command, api.refuse[0]) != ("GET", "writing"):
            return self.answer(api.refuse[1], {"message": "Resource not accessible by integration"})
        body = json.loads(text)["body"] if text else None
        if body is not None and len(body) > 65536:
            return self.answer(422, {})
        pull = re.fullmatch(r"/repos/owner/dns/issues/7/comments(?:\?per_page=(\d+)&page=(\d+))?", path)
        one = re.fullmatch(r"/repos/owner/dns/issues/comments/(\d+)", path)
        if self.command == "GET" and pull:
            size, page = int(pull.group(1)), int(pull.group(2))
            return self.answer(200, api.comments[size * (page - 1):size * page])
        if self.command == "POST" and pull:
            api.add(body, api.login or "github-actions[bot]", "User" if api.login else "Bot")
            return self.answer(201, api.comments[-1])
        found = [comment for comment in api.comments if one and comment["id"] == int(one.group(1))]
        if self.command == "PATCH" and found:
            found[0]["body"] = body
            return self.answer(200, found[0])
        return self.answer(404, {})

    do_GET = do_POST = do_PATCH = handle_request


@contextlib.contextmanager
def serving(server):
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@unittest.skipUnless(shutil.which("jq") and shutil.which("curl"), "jq or curl is not installed")
class Comments(Repository):
    def setUp(self):
        super().setUp()
        self.api = self.enterContext(serving(Api()))
        self.write("zones/example.com.zone", zone("example.com", policy="p=none"))
        self.commit()
        self.event = os.path.join(self.folder, "event.json")
        with open(self.event, "w", encoding="utf-8") as file:
            json.dump({"pull_request": {"number": 7, "base": {"sha": self.base}}}, file)

    def action(self, files="zones/*.zone", cwd=None, **more):
        return super().action(files, cwd, **{"TOKEN": "t0ken", "GITHUB_API_URL": self.api.url, "GITHUB_REPOSITORY": "owner/dns",
                                             "GITHUB_EVENT_PATH": self.event, "GITHUB_WORKFLOW": "Mail", "GITHUB_JOB": "lint"} | more)

    def test_written_once_and_kept_up_to_date(self):
        self.api.add("first!", "somebody", "User")
        self.expect(self.action(), program.FINDINGS)
        self.assertEqual(len(self.api.comments), 2)
        body = self.api.comments[1]["body"]
        self.assertTrue(body.startswith(MARKER))
        self.assertIn("Mail records: fail", body)
        self.assertIn("diff-dmarc-weaker", body)
        self.write("zones/example.com.zone", zone("example.com"))
        self.expect(self.action(), program.CLEAN)
        self.assertEqual([len(self.api.comments), self.api.comments[0]["body"]], [2, "first!"])
        self.assertIn("Mail records: pass", self.api.comments[1]["body"])
        self.assertTrue(all(token == "Bearer t0ken" for _, _, token in self.api.requests))

    def test_nothing_to_say(self):
        self.write("zones/example.com.zone", zone("example.com"))
        self.expect(self.action(), program.CLEAN)
        self.assertEqual(self.api.comments, [])

    def test_settings_are_said(self):
        self.write("zones/example.com.zone", zone("example.com"))
        self.write(".mailauth-check.conf", "[check]\nignore = spf-*\n")
        self.expect(self.action(), program.CLEAN)
        self.assertIn("    + [check] ignore = spf-*\n", self.api.comments[0]["body"])

    def test_behind_many_others(self):
        for i in range(250):
            self.api.add(f"comment {i}", "somebody", "User")
        self.action()
        self.action()
        self.assertEqual(len(self.api.comments), 251)

    def test_that_of_a_stranger_stays(self):
        self.action()
        marker = self.api.comments[0]["body"].splitlines()[0]
        self.api.comments[:] = []
        self.api.add(f"{marker}\nmine", "stranger", "User")
        self.action()
        self.action()
        self.assertEqual([len(self.api.comments), self.api.comments[0]["body"]], [2, f"{marker}\nmine"])

    def test_of_a_person(self):
        self.api.login = "owner"
        self.action()
        self.action()
        self.assertEqual(len(self.api.comments), 1)

    def test_two_jobs(self):
        self.action()
        self.action(GITHUB_JOB="other")
        self.action("zones/example.com.zone")
        self.action()
        self.assertEqual(len(self.api.comments), 3)

    def test_when_the_token_may_not(self):
        for refuse in (("all", 403), ("writing", 403), ("all", 401), ("all", 404), ("all", 500)):
            with self.subTest(refuse=refuse):
                self.api.refuse = refuse
                result = self.action()
                self.expect(result, program.FINDINGS)
                notice, = [message for level, _, message in result.annotations if level == "notice"]
                self.assertIn(f"HTTP {refuse[1]}", notice)
                self.assertEqual(self.api.comments, [])

    def test_without_token_or_wish(self):
        result = self.action(TOKEN="")
        self.expect(result, program.FINDINGS)
        self.assertIn("the token is missing", result.output)
        result = self.action(COMMENT="never")
        self.expect(result, program.FINDINGS)
        self.assertNotIn("::notice", result.output)
        self.action(GITHUB_EVENT_PATH="", BASE=self.base)  # no pull request
        self.assertEqual(self.api.requests, [])
        result = self.action(GITHUB_API_URL="http://127.0.0.1:9")
        self.expect(result, program.FINDINGS)
        self.assertIn("could not be reached", result.output)

    def test_the_token_is_told_to_nobody(self):
        self.api.refuse = ("all", 403)
        result = self.action()
        self.assertNotIn("t0ken", result.output + result.errors + result.summary)

    def test_deleted_in_between(self):
        self.action()
        comments = self.api.comments
        self.api.comments = type("Gone", (list,), {"__iter__": lambda self: iter(())})(comments)  # is listed, cannot be changed
        self.action()
        self.assertEqual(len(self.api.comments), 2)

    def test_length(self):
        for i in range(20):
            records = "".join(f'w{k} TXT "v=spf1 ip4:11.0.0.{k + 300} -all"\n' for k in range(60))
            self.write(f"zones/example{i}.org.zone", zone(f"example{i}.org") + records)
        self.expect(self.action(), program.FINDINGS)
        body, = [comment["body"] for comment in self.api.comments]
        self.assertLess(len(body.encode()), 65536)
        self.assertGreater(len(body), 60000)
        self.assertIn("too long", body)
        self.assertEqual(body.count("<details>"), body.count("</details>"))


class ReleaseHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


class Program(unittest.TestCase):
    """Where the Action has the program from."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="mailauth-release-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.release("v0.1.0", "#!/bin/sh\necho mailauth-check 0.1.0\n")

    def release(self, version, script, system="linux-x64", digest=None):
        folder = os.path.join(self.folder, "releases", version)
        os.makedirs(folder, exist_ok=True)
        name = f"mailauth-check-{version}-{system}.tar.gz"
        with tarfile.open(os.path.join(folder, name), "w:gz") as archive:
            entry = tarfile.TarInfo(f"mailauth-check-{version}/bin/mailauth-check")
            entry.size, entry.mode = len(script), 0o755
            archive.addfile(entry, io.BytesIO(script.encode()))
        with open(os.path.join(folder, name), "rb") as file:
            digest = digest or hashlib.sha256(file.read()).hexdigest()
        with open(os.path.join(folder, "SHA256SUMS"), "w", encoding="ascii") as file:
            file.write(f"{'0' * 64}  other.tar.gz\n{digest}  {name}\n")

    def take(self, releases=None, script=None, **more):
        """(exit status, outputs, what was printed)"""
        outputs = os.path.join(self.folder, "outputs")
        open(outputs, "w", encoding="utf-8").close()
        env = program.environment() | {"RELEASES": releases or "file://" + os.path.join(self.folder, "releases"), "VERSION": "", "ACTION_REF": "",
                                       "GITHUB_OUTPUT": outputs, "RUNNER_TEMP": self.folder, "RUNNER_OS": "Linux", "RUNNER_ARCH": "X64"}
        done = subprocess.run(["sh", script or os.path.join(CI, "program")], env=env | more, capture_output=True, encoding="utf-8",
                              timeout=program.HANG_SECONDS)
        with open(outputs, encoding="utf-8") as file:
            return done.returncode, dict(line.rstrip("\n").split("=", 1) for line in file), done.stdout + done.stderr

    def check_taken(self, *result):
        status, outputs, said = result
        self.assertEqual((status, outputs.get("released")), (0, "true"), said)
        done = subprocess.run([outputs["path"], "--version"], capture_output=True, encoding="utf-8", check=True)
        self.assertEqual(done.stdout, "mailauth-check 0.1.0\n")

    @unittest.skipUnless(shutil.which("curl"), "curl is not installed")
    def test_released(self):
        self.check_taken(*self.take(ACTION_REF="v0.1.0"))
        self.check_taken(*self.take(VERSION="v0.1.0", ACTION_REF="main"))
        handler = functools.partial(ReleaseHandler, directory=os.path.join(self.folder, "releases"))
        with serving(http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)) as server:
            url = f"http://127.0.0.1:{server.server_address[1]}"
            self.check_taken(*self.take(url, ACTION_REF="v0.1.0"))
            status, outputs, said = self.take(url, ACTION_REF="v9.9.9")
            self.assertEqual((status, outputs["released"]), (0, "false"))
            self.assertIn("404", said)

    def test_no_release(self):
        """Of a tag the source is built, which is the same; a version that is asked for is not another one."""
        for more in ({"ACTION_REF": "v9.9.9"}, {"ACTION_REF": "v0.1.0", "RUNNER_ARCH": "ARM64"}, {"ACTION_REF": "v0.1.0", "RUNNER_OS": "BeOS"},
                     {"ACTION_REF": "main"}, {"ACTION_REF": "0123456789abcdef"}, {"VERSION": "source", "ACTION_REF": "v0.1.0"}):
            with self.subTest(more=more):
                status, outputs, _ = self.take(**more)
                self.assertEqual((status, outputs["released"]), (0, "false"))
                self.assertTrue(outputs["path"].endswith("/build/release/mailauth-check"))
        for more in ({"VERSION": "v9.9.9"}, {"VERSION": "v0.1.0", "RUNNER_ARCH": "ARM64"}, {"VERSION": "../v0.1.0"}):
            with self.subTest(more=more):
                status, outputs, said = self.take(**more)
                self.assertEqual((status, outputs), (program.USAGE, {}))
                self.assertRegex(said, "^::error ")

    @unittest.skipUnless(shutil.which("curl"), "curl is not installed")
    def test_what_a_release_is_made_of(self):
        folder = os.path.join(self.folder, "made")
        said = subprocess.run([program.binary(), "--version"], capture_output=True, encoding="utf-8", check=True).stdout
        version = "v" + said.split()[1]

        def make(named):
            return subprocess.run(["sh", os.path.join(CI, "release"), named, os.path.join(folder, named)],
                                  env=program.environment() | {"MAILAUTH_CHECK": program.binary()}, capture_output=True, encoding="utf-8")

        for _ in range(2):  # made again, it has no second line of digests
            self.assertEqual(make(version).returncode, 0)
        with open(os.path.join(folder, version, "SHA256SUMS"), encoding="ascii") as file:
            self.assertEqual(len(file.readlines()), 1)
        status, outputs, more = self.take("file://" + folder, VERSION=version, RUNNER_OS="", RUNNER_ARCH="")
        self.assertEqual((status, outputs.get("released")), (0, "true"), more)
        self.assertEqual(subprocess.run([outputs["path"], "--version"], capture_output=True, encoding="utf-8").stdout, said)
        self.assertEqual(make("v9.9.9").returncode, program.USAGE)

    @unittest.skipUnless(shutil.which("curl"), "curl is not installed")
    def test_another_digest(self):
        self.release("v0.1.0", "#!/bin/sh\necho mailauth-check 0.1.0\n", digest="f" * 64)
        for more in ({"ACTION_REF": "v0.1.0"}, {"VERSION": "v0.1.0"}):
            status, outputs, said = self.take(**more)
            self.assertEqual((status, outputs), (program.USAGE, {}))
            self.assertIn("SHA256SUMS", said)
        os.remove(os.path.join(self.folder, "releases", "v0.1.0", "SHA256SUMS"))
        self.assertEqual(self.take(ACTION_REF="v0.1.0")[0], program.USAGE)

    @unittest.skipUnless(shutil.which("curl"), "curl is not installed")
    def test_one_that_does_not_run_here(self):
        self.release("v0.1.0", "#!/bin/sh\necho 'libcares.so.2: cannot open shared object file' >&2; exit 127\n")
        status, outputs, said = self.take(ACTION_REF="v0.1.0")
        self.assertEqual((status, outputs["released"]), (0, "false"))
        self.assertIn("libcares", said)
        self.assertEqual(self.take(VERSION="v0.1.0")[0], program.USAGE)

    def test_the_key_is_of_the_source(self):
        copy = os.path.join(self.folder, "copy")
        for folder in (".ci", "src", "include"):
            shutil.copytree(os.path.join(program.REPOSITORY, folder), os.path.join(copy, folder))
        for name in ("CMakeLists.txt", "CMakePresets.json"):
            shutil.copy(os.path.join(program.REPOSITORY, name), copy)
        script = os.path.join(copy, ".ci", "program")
        keys = [self.take(script=script)[1]["key"], self.take()[1]["key"]]
        self.assertEqual(keys[0], keys[1])
        with open(os.path.join(copy, "src", "cli", "main.c"), "a", encoding="ascii") as file:
            file.write("/* more */\n")
        self.assertNotEqual(self.take(script=script)[1]["key"], keys[0])
        self.assertNotEqual(self.take(RUNNER_ARCH="ARM64")[1]["key"], keys[1])

    def test_what_was_built_is_not_built_again(self):
        copy = os.path.join(self.folder, "copy")
        shutil.copytree(CI, os.path.join(copy, ".ci"))
        os.makedirs(os.path.join(copy, "build", "release"))
        built = os.path.join(copy, "build", "release", "mailauth-check")
        with open(os.path.join(copy, ".ci", "build"), "w", encoding="ascii") as file:
            file.write("echo it is built\n")
        build = ["sh", os.path.join(copy, ".ci", "program"), "build"]
        self.assertIn("it is built", subprocess.run(build, capture_output=True, encoding="utf-8", check=True).stdout)
        with open(built, "w", encoding="ascii") as file:
            file.write("#!/bin/sh\necho mailauth-check 0.1.0\n")
        os.chmod(built, 0o755)
        self.assertNotIn("it is built", subprocess.run(build, capture_output=True, encoding="utf-8", check=True).stdout)


class Scripts(unittest.TestCase):
    @unittest.skipUnless(shutil.which("shellcheck"), "shellcheck is not installed")
    def test_shellcheck(self):
        scripts = [name for name in sorted(os.listdir(CI)) if not name.endswith(".awk")]
        self.assertLessEqual({"action", "comment", "program", "build"}, set(scripts))
        done = subprocess.run(["shellcheck", "--shell=sh", "--external-sources", *(os.path.join(".ci", name) for name in scripts)],
                              cwd=program.REPOSITORY, capture_output=True, encoding="utf-8")
        self.assertEqual((done.returncode, done.stdout), (0, ""))

    def test_action_yml_hands_over_what_the_scripts_read(self):
        with open(os.path.join(program.REPOSITORY, "action.yml"), encoding="utf-8") as file:
            action = file.read()
        inputs = re.findall(r"(?m)^  ([a-z]+):$", action[action.index("inputs:"):action.index("outputs:")])
        self.assertEqual(set(re.findall(r"\$\{\{ inputs\.([a-z]+) \}\}", action)), set(inputs))
        with open(os.path.join(program.REPOSITORY, "man", "mailauth-check-gate.7"), encoding="utf-8") as file:
            page = file.read()
        for name in inputs:
            self.assertIn(f"\n.It Cm {name}\n", page)
        for name in ("errors", "warnings", "verdict"):
            self.assertRegex(page, rf"\n\.Cm {name}\b")


if __name__ == "__main__":
    unittest.main()
