"""The example repository of a team (tests/example) and what puts the program before its changes: the GitHub Action, the hook of
pre-commit, and the job of GitLab CI, each with the commands that stand in its file."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest

import program

try:
    import yaml
except ImportError:
    yaml = None

EXAMPLE = os.path.join(program.REPOSITORY, "tests", "example")
GOOD = "p=quarantine"
BAD = "p=quarntine"  # an error


def document(path):
    with open(path, encoding="utf-8") as file:
        return yaml.safe_load(file)


@unittest.skipUnless(yaml, "no reader of YAML is installed (python3-yaml)")
class Example(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="mailauth-example-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.root = os.path.join(self.folder, "dns")
        shutil.copytree(EXAMPLE, self.root)
        self.path = os.path.join(self.folder, "bin")
        os.mkdir(self.path)
        os.symlink(program.binary(), os.path.join(self.path, "mailauth-check"))
        self.git("init", "-q")
        self.commit()

    def execute(self, command, cwd=None, **more):
        env = program.environment() | {"PATH": f"{self.path}:{os.environ['PATH']}", "HOME": self.folder,
                                       "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_COUNT": "1",
                                       "GIT_CONFIG_KEY_0": "protocol.file.allow", "GIT_CONFIG_VALUE_0": "always"} | more
        return subprocess.run(command, cwd=cwd or self.root, env=env, capture_output=True, encoding="utf-8",
                              timeout=program.HANG_SECONDS)

    def git(self, *arguments, cwd=None):
        done = self.execute(["git", "-c", "user.name=t", "-c", "user.email=t@example.com", *arguments], cwd)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.strip()

    def commit(self, cwd=None):
        self.git("add", "-A", cwd=cwd)
        self.git("commit", "-q", "-m", "a change", cwd=cwd)
        return self.git("rev-parse", "HEAD", cwd=cwd)

    def change(self, old, new):
        path = os.path.join(self.root, "zones", "example.com.zone")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        self.assertIn(old, text)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace(old, new))


class Readme(Example):
    def test_its_command(self):
        with open(os.path.join(EXAMPLE, "README.md"), encoding="utf-8") as file:
            command = re.search("```sh\n(.*?)```", file.read(), re.DOTALL).group(1)
        done = self.execute(["sh", "-c", command])
        self.assertEqual(done.returncode, program.CLEAN, done.stdout)
        self.change("v=spf1 mx -all", "v=spf1 mx:mx2.example.com -all")
        done = self.execute(["sh", "-c", command])
        self.assertEqual(done.returncode, program.FINDINGS)
        self.assertIn("expect-spf-pass", done.stdout)


class GitHub(Example):
    def action(self, **inputs):
        """Carries out the last step of action.yml with its defaults, as a runner does."""
        action = document(os.path.join(program.REPOSITORY, "action.yml"))
        step = action["runs"]["steps"][-1]
        given = {name: value.get("default", "") for name, value in action["inputs"].items()} | inputs
        self.assertFalse(set(inputs) - set(action["inputs"]))
        env = {name: re.sub(r"\$\{\{ inputs\.([a-z]+) \}\}", lambda match: given[match.group(1)], value)
               for name, value in step["env"].items()}
        summary = os.path.join(self.folder, "summary.md")
        open(summary, "w", encoding="utf-8").close()
        done = self.execute(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]], **env,
                            GITHUB_ACTION_PATH=program.REPOSITORY, GITHUB_STEP_SUMMARY=summary, MAILAUTH_CHECK="mailauth-check")
        with open(summary, encoding="utf-8") as file:
            return done, file.read()

    def inputs(self, base):
        workflow = document(os.path.join(self.root, ".github", "workflows", "mail-records.yml"))
        step = workflow["jobs"]["lint"]["steps"][-1]
        return {name: value.replace("${{ github.event.pull_request.base.sha }}", base) for name, value in step["with"].items()}

    def test_good(self):
        done, summary = self.action(**self.inputs(self.git("rev-parse", "HEAD")))
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        self.assertIn("example.com", summary)

    def test_bad(self):
        base = self.git("rev-parse", "HEAD")
        self.change(GOOD, BAD)
        self.commit()
        done, summary = self.action(**self.inputs(base))
        self.assertEqual(done.returncode, program.FINDINGS)
        self.assertRegex(done.stdout, r"(?m)^::error file=zones/example.com.zone,line=\d+,.*title=dmarc-p-invalid::")
        self.assertIn("`dmarc-p-invalid`", summary)

    def test_the_reviewer_reads_what_changes(self):
        base = self.git("rev-parse", "HEAD")
        self.change("mx2             IN A    198.51.100.25", "mx2             IN A    198.51.100.26")
        self.commit()
        _, summary = self.action(**self.inputs(base))
        self.assertIn("198.51.100.25", summary)
        self.assertIn("198.51.100.26", summary)

    def test_sarif(self):
        self.change(GOOD, BAD)
        done, _ = self.action(files="zones/*.zone", sarif="out.sarif")
        self.assertEqual(done.returncode, program.FINDINGS)
        with open(os.path.join(self.root, "out.sarif"), encoding="utf-8") as file:
            self.assertIn("dmarc-p-invalid", file.read())

    def test_wrong_use_is_no_pass(self):
        self.assertEqual(self.action(files="nowhere.zone")[0].returncode, program.USAGE)
        self.assertEqual(self.action(files="zones/*.zone", options="--offlin")[0].returncode, program.USAGE)
        self.assertNotEqual(self.action(files="zones/*.zone", base="nothing-of-that-name")[0].returncode, 0)


class GitLab(Example):
    def job(self, **more):
        job = document(os.path.join(self.root, ".gitlab-ci.yml"))["mail-records"]
        return self.execute(["bash", "-eo", "pipefail", "-c", "\n".join(job["script"])], **more), job

    def test_a_merge_request(self):
        base = self.git("rev-parse", "HEAD")
        os.remove(os.path.join(self.root, "zones", "example.net.zone"))
        self.commit()
        done, _ = self.job(CI_MERGE_REQUEST_DIFF_BASE_SHA=base)
        self.assertEqual(done.returncode, program.FINDINGS, done.stdout + done.stderr)
        self.assertIn("example.net", done.stdout)

    def test_good_and_bad(self):
        done, job = self.job()
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.change(GOOD, BAD)
        done, _ = self.job()
        self.assertEqual(done.returncode, program.FINDINGS)
        self.assertIn("[dmarc-p-invalid]", done.stdout)
        with open(os.path.join(self.root, job["artifacts"]["reports"]["codequality"]), encoding="utf-8") as file:
            entry = next(entry for entry in json.load(file) if entry["check_name"] == "dmarc-p-invalid")
        self.assertEqual((entry["severity"], entry["location"]["path"]), ("critical", "zones/example.com.zone"))


@unittest.skipUnless(shutil.which("pre-commit"), "pre-commit is not installed")
class PreCommit(Example):
    def hook(self):
        """The hook of this repository, from a repository beside it, as pre-commit fetches it."""
        hooks = os.path.join(self.folder, "hooks")
        os.mkdir(hooks)
        shutil.copy(os.path.join(program.REPOSITORY, ".pre-commit-hooks.yaml"), hooks)
        self.git("init", "-q", cwd=hooks)
        revision = self.commit(hooks)
        path = os.path.join(self.root, ".pre-commit-config.yaml")
        config = document(path)
        config["repos"][0] |= {"repo": hooks, "rev": revision}
        with open(path, "w", encoding="utf-8") as file:
            yaml.safe_dump(config, file)
        self.commit()
        return lambda: self.execute(["pre-commit", "run", "--all-files"])

    def zones(self):
        """Twenty zones in files of their own, each including a record of the next one, with faults that only both files show."""
        for i in range(20):
            domain, other = f"example{i}.org", f"example{(i + 1) % 20}.org"
            with open(os.path.join(self.root, "zones", f"{domain}.zone"), "w", encoding="utf-8") as file:
                file.write(f"$ORIGIN {domain}.\n$TTL 3600\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 11.0.0.1\n@ MX 10 ns\n"
                           f'@ TXT "v=spf1 include:_spf.{other} -all"\n_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@{domain}"\n'
                           + (f'_spf TXT "v=spf1 ip4:11.0.0.{i} -all"\n' if i % 2 else "_spf A 11.0.0.1\n"))
        return sorted(os.path.join("zones", name) for name in os.listdir(os.path.join(self.root, "zones")))

    def test_in_two_processes_as_in_one(self):
        """As pre-commit itself runs the hook, and when a list of files is cut in two all the same."""
        files = self.zones()
        whole = self.execute(["mailauth-check", "zone", "--offline", "--quiet", "zones"])
        faults = set(re.findall(r"zones/example\d+\.org\.zone:\d+:\d+", whole.stdout))
        self.assertGreaterEqual(len(faults), 10)
        done = self.hook()()
        self.assertEqual(set(re.findall(r"zones/example\d+\.org\.zone:\d+:\d+", done.stdout)), faults)
        hook, = document(os.path.join(program.REPOSITORY, ".pre-commit-hooks.yaml"))
        self.assertEqual((hook["require_serial"], hook["pass_filenames"]), (True, False))
        found = set()
        for half in (files[:11], files[11:]):
            done = self.execute([*hook["entry"].split(), *hook["args"], *half])
            found |= set(re.findall(r"zones/example\d+\.org\.zone:\d+:\d+", done.stdout))
        self.assertEqual(found, faults)

    def test_a_deleted_file_is_missed(self):
        self.zones()
        self.hook()
        os.remove(os.path.join(self.root, "zones", "example1.org.zone"))
        self.git("add", "-A")
        done = self.execute(["pre-commit", "run"])
        self.assertNotIn("Skipped", done.stdout)
        self.assertNotEqual(done.returncode, 0)

    def test_good_and_bad(self):
        run = self.hook()
        done = run()
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("Passed", done.stdout)
        self.change(GOOD, BAD)
        done = run()
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("[dmarc-p-invalid]", done.stdout)


if __name__ == "__main__":
    unittest.main()
