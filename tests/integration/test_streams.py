"""Lists of domains as streams: lines in, lines out, interrupted, written to a file that stays."""

import json
import os
import signal
import subprocess
import time
import unittest

import program
import servers
from in_folder import Case

FLAGS = ("--offline", "--no-config", "--format", "jsonl")


def names_of(text):
    return [json.loads(line)["domain"] for line in text.splitlines()]


class Lines(Case):
    def test_a_line_is_answered_before_the_next_one_comes(self):
        process = self.start("check", *FLAGS, "-")
        for name in ("a.example", "b.example", "c.example"):
            process.stdin.write(name + "\n")
            process.stdin.flush()
            self.assertEqual(json.loads(process.stdout.readline())["domain"], name)
        out, errors = process.communicate(timeout=program.HANG_SECONDS)
        self.assertEqual((process.returncode, out, errors), (0, "", ""))

    def test_what_is_no_domain_is_passed_over_in_a_pipe_and_counts(self):
        done = self.run_it("check", *FLAGS, "-", input="a.example\nno domain\n\n# b\nc.example")
        self.assertEqual((done.returncode, names_of(done.stdout)), (3, ["a.example", "c.example"]))
        self.assertIn('<stdin>:2: "no domain" is not a domain name', done.stderr)
        self.assertIn("1 line of the list is no domain", done.stderr)

    def test_a_file_with_a_bad_line_is_not_begun(self):
        self.write("list", "a.example\nno domain\n")
        done = self.run_it("check", *FLAGS, "--from-file", "list")
        self.assertEqual((done.returncode, done.stdout), (2, ""))

    def test_a_pipe_without_a_domain(self):
        for text in ("", "\n# nothing\n", "no domain\n"):
            done = self.run_it("check", *FLAGS, "-", input=text)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn("the list contains no domain", done.stderr)

    def test_domains_that_are_listed_again_are_said(self):
        self.write("list", "a.example\nb.example\nA.example.\n" + "b.example\n" * 4)
        done = self.run_it("check", *FLAGS, "--from-file", "list")
        self.assertEqual(names_of(done.stdout), ["a.example", "b.example", "a.example"] + ["b.example"] * 4)
        self.assertIn("list:3: a.example is listed again", done.stderr)
        self.assertIn("5 domains are listed again", done.stderr)
        self.assertEqual(done.stderr.count("\n"), 4)

    def test_a_line_that_is_too_long(self):
        done = self.run_it("check", *FLAGS, "-", input="a" * 1000000 + "\nb.example\n")
        self.assertEqual((done.returncode, names_of(done.stdout)), (3, ["b.example"]))

    def test_memory_does_not_grow_with_the_list(self):
        peaks = []
        for count in (2000, 20000):
            self.write("list", "".join(f"d{i}.example\n" for i in range(count)))
            done, peak = program.measure("check", *FLAGS, "--select", "spf-plus-all", "--from-file",
                                         os.path.join(self.folder, "list"), "--output", os.path.join(self.folder, "out"))
            self.assertEqual((done.status, done.errors), (0, ""))
            self.assertEqual(self.read("out").count("\n"), count)
            peaks.append(peak)
        self.assertLess(peaks[1], peaks[0] + 6 * 1024 * 1024)


class Interrupted(Case):
    def interrupt(self, number, *arguments):
        """Three domains are checked, then the signal comes."""
        process = self.start("check", *FLAGS, *arguments, "-")
        process.stdin.write("a.example\nb.example\nc.example\n")
        process.stdin.flush()
        return process

    def test_whole_lines_and_a_closing_word(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            process = self.interrupt(number)
            lines = [process.stdout.readline() for _ in range(3)]
            process.send_signal(number)
            process.wait(program.HANG_SECONDS)
            out, errors = process.communicate()
            self.assertEqual((process.returncode, names_of("".join(lines)), out),
                             (-number, ["a.example", "b.example", "c.example"], ""))
            self.assertEqual(errors, "mailauth-check: interrupted: 3 domains checked\n")

    def test_a_file_that_is_half_written_stays_beside_the_old_one(self):
        self.write("out", "old")
        process = self.interrupt(signal.SIGTERM, "--output", "out")
        self.wait_for(lambda: self.exists("out.partial") and self.read("out.partial").count("\n") == 3)
        process.send_signal(signal.SIGTERM)
        process.wait(program.HANG_SECONDS)
        self.assertEqual((process.returncode, self.read("out")), (-signal.SIGTERM, "old"))
        self.assertEqual(names_of(self.read("out.partial")), ["a.example", "b.example", "c.example"])
        self.assertIn("interrupted: 3 domains checked; to continue: --resume out.partial\n", process.stderr.read())

    def test_while_domains_wait_for_dns(self):
        """Those that are done are written, and those that wait are given up at once."""
        script = {(f"d{number}.example", "TXT"): servers.silent for number in range(3, 100)}
        server = servers.ScriptedServer(script)
        self.addCleanup(server.stop)
        self.write("list", "".join(f"d{number}.example\n" for number in range(100)))
        for arguments, expected in (((), 3), (("--unordered", "--jobs", "20"), 3)):
            process = self.start("check", "--no-config", "--format", "jsonl", "--server", server.address, "--timeout", "60",
                                 "--tries", "1", *arguments, "--from-file", "list")
            lines = [process.stdout.readline() for _ in range(expected)]
            began = time.monotonic()
            process.send_signal(signal.SIGINT)
            process.wait(program.HANG_SECONDS)
            out, errors = process.communicate()
            self.assertLess(time.monotonic() - began, 10)
            self.assertEqual((process.returncode, sorted(names_of("".join(lines))), out),
                             (-signal.SIGINT, ["d0.example", "d1.example", "d2.example"], ""))
            self.assertIn("interrupted: 3 of 100 domains checked\n", errors)

    def test_a_signal_that_is_ignored_stays_so(self):
        process = subprocess.Popen(["sh", "-c", 'trap "" HUP; exec "$@"', "sh", program.binary(), "check", *FLAGS, "-"],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", env=program.environment())
        self.started.append(process)
        process.stdin.write("a.example\n")
        process.stdin.flush()
        process.stdout.readline()
        process.send_signal(signal.SIGHUP)
        process.stdin.write("b.example\n")
        out, _ = process.communicate(timeout=program.HANG_SECONDS)
        self.assertEqual((process.returncode, names_of(out)), (0, ["b.example"]))


class Written(Case):
    def test_at_the_end_the_file_has_its_name(self):
        for form in ("jsonl", "csv"):
            self.write("out", "old")
            os.chmod(os.path.join(self.folder, "out"), 0o640)
            done = self.run_it("check", *FLAGS, "--format", form, "--output", "out", "a.example")
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
            self.assertEqual(os.stat(os.path.join(self.folder, "out")).st_mode & 0o777, 0o640)
            self.assertEqual(os.listdir(self.folder), ["out"])

    def test_a_second_run_does_not_write_to_the_same_file(self):
        first = self.start("check", *FLAGS, "--output", "out", "-")
        first.stdin.write("a.example\n")
        first.stdin.flush()
        self.wait_for(lambda: self.exists("out.partial") and self.read("out.partial"))
        done = self.run_it("check", *FLAGS, "--output", "out", "b.example")
        self.assertEqual(done.returncode, 2)
        self.assertIn("another run writes to out.partial", done.stderr)
        first.communicate(timeout=program.HANG_SECONDS)
        self.assertEqual(names_of(self.read("out")), ["a.example"])

    def test_links_in_its_place_are_not_followed(self):
        self.write("victim", "precious")
        os.symlink("victim", os.path.join(self.folder, "out.partial"))
        done = self.run_it("check", *FLAGS, "--output", "out", "a.example")
        self.assertEqual((done.returncode, self.read("victim")), (2, "precious"))
        os.remove(os.path.join(self.folder, "out.partial"))
        os.link(os.path.join(self.folder, "victim"), os.path.join(self.folder, "out.partial"))
        done = self.run_it("check", *FLAGS, "--output", "out", "a.example")
        self.assertEqual((done.returncode, self.read("victim")), (0, "precious"))

    def test_a_file_that_may_not_grow_keeps_whole_lines(self):
        self.write("list", "".join(f"d{i}.example\n" for i in range(200)))
        done = subprocess.run(["sh", "-c", 'ulimit -f 64; exec "$@"', "sh", program.binary(), "check", *FLAGS, "--from-file", "list",
                               "--output", "out"], cwd=self.folder, capture_output=True, encoding="utf-8",
                              env=program.environment(), timeout=program.HANG_SECONDS, check=False)
        self.assertEqual((done.returncode, self.exists("out")), (2, False))
        self.assertIn("cannot write out: ", done.stderr)
        kept = names_of(self.read("out.partial"))
        self.assertEqual(kept, [f"d{i}.example" for i in range(len(kept))])
        self.assertIn(f"ended early: {len(kept)} of 200 domains checked; to continue: --resume out.partial\n", done.stderr)



class Resumed(Case):
    """What is interrupted and goes on is, in the order of the list, byte for byte what one run writes."""

    NAMES = [f"d{number}.example" for number in range(40)] + ["d3.example", "d3.example", "s1._domainkey.d5.example"]

    def setUp(self):
        super().setUp()
        self.write("list", "# forty\n" + "".join(name + "\n" for name in self.NAMES))
        done = self.run_it("check", *FLAGS, "--from-file", "list", "--output", "whole")
        self.assertEqual(done.returncode, 0)
        self.whole = self.read("whole")

    def resume(self, *arguments, status=0, partial="out.partial"):
        done = self.run_it("check", *FLAGS, "--from-file", "list", "--resume", partial, *arguments)
        self.assertEqual(done.returncode, status, done.stderr)
        return done.stderr

    def test_at_any_place(self):
        lines = self.whole.splitlines(True)
        for count, cut in ((0, 0), (1, 0), (17, 0), (17, 1), (17, 300), (0, 5), (42, 0), (43, 0)):
            with self.subTest(lines=count, cut=cut):
                self.write("out.partial", "".join(lines[:count]) + (lines[count][:cut] if cut else ""))
                errors = self.resume()
                self.assertEqual(self.read("out"), self.whole)
                self.assertFalse(self.exists("out.partial"))
                self.assertEqual("the last line is cut; its domain is checked again" in errors, bool(cut))

    def test_after_a_signal(self):
        process = self.start("check", *FLAGS, "--output", "out", "-")
        process.stdin.write("".join(name + "\n" for name in self.NAMES[:20]))
        process.stdin.flush()
        self.wait_for(lambda: self.exists("out.partial") and self.read("out.partial").count("\n") == 20)
        process.send_signal(signal.SIGINT)
        process.wait(program.HANG_SECONDS)
        self.assertEqual(process.returncode, -signal.SIGINT)
        self.resume()
        self.assertEqual(self.read("out"), self.whole)

    def test_without_an_order(self):
        lines = self.whole.splitlines(True)
        kept = [lines[number] for number in (5, 0, 12, 3, 2, 41, 39)]
        self.write("out.partial", "".join(kept))
        self.assertIn("this file is of another list, or was written with --unordered", self.resume(status=2))
        self.resume("--unordered")
        self.assertEqual(sorted(self.read("out").splitlines(True)), sorted(lines))
        self.assertTrue(self.read("out").startswith("".join(kept)))

    def test_another_list(self):
        for text in (self.whole.replace("d1.example", "e1.example"), self.whole + self.whole.splitlines(True)[0]):
            self.write("out.partial", text)
            for arguments in ((), ("--unordered",)):
                self.assertIn("is of another list", self.resume(*arguments, status=2))
                self.assertEqual((self.read("out.partial"), self.exists("out")), (text, False))

    def test_what_is_no_report(self):
        self.write("out.partial", '{"domain": "d0.example"}\n' + self.whole)
        self.assertIn("out.partial:1: the line is not a report of this version", self.resume(status=2))

    def test_what_goes_with_it(self):
        self.write("out.partial", "")
        for arguments in (("--output", "other"), ("--format", "csv"), ("--format", "text"), ("--statistics",), ("--save-answers", "a")):
            self.resume(*arguments, status=2)
        self.resume(status=2, partial="missing.partial")
        self.resume(status=2, partial="list")
        self.resume("--output", "out")
        self.assertEqual(self.read("out"), self.whole)

    def test_a_configuration_cannot_say_so(self):
        self.write("conf", "[check]\nresume = out.partial\n")
        done = self.run_it("check", "--offline", "--config", "conf", "a.example")
        self.assertEqual(done.returncode, 2)
        self.assertIn("resume: only on the command line", done.stderr)

    def test_the_status_is_that_of_the_whole_run(self):
        lines = self.whole.splitlines()
        first = json.loads(lines[0])
        for change, status in (({"findings": [{"rule": "spf-none", "severity": "error", "known": False}]}, 1),
                               ({"findings": [{"rule": "spf-none", "severity": "error", "known": True}]}, 0),
                               ({"unanswered": [{"name": "d0.example", "type": "MX", "reason": "timeout"}]}, 3)):
            self.write("out.partial", json.dumps(first | change) + "\n")
            self.resume(status=status)

if __name__ == "__main__":
    unittest.main()
