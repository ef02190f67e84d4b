"""Limits of the system, and an environment that lacks what programs expect: no descriptors, no memory, no stack, no standard streams."""

import os
import subprocess
import tempfile
import unittest

import injection
import program
import scenarios

LIMITED = 'ulimit -c 0; ulimit "$1" "$2" || exit 99; shift 2; exec "$@"'
CLOSED = {"no standard input": "exec 0<&-", "no standard output": "exec 1>&-", "no standard error": "exec 2>&-",
          "no standard stream": "exec 0<&- 1>&- 2>&-"}
# What the loader of programs says before the program begins.
LOADER = ("error while loading shared libraries", "cannot execute", "Cannot allocate memory", "out of memory", "Killed")


def has_sanitizer():
    with open(program.binary(), "rb") as file:
        return b"__asan_init" in file.read()


@unittest.skipIf(os.name != "posix", "needs a shell")
class Limits(unittest.TestCase):
    def check(self, scenario, command, may_be_silent=False):
        place = injection.Place(scenario)
        try:
            sound = place.run()
            outcome = place.run(None, command)
        finally:
            place.close()
        where = f"{scenario}: {' '.join(command)}"
        self.assertIsNotNone(outcome.status, where + " hangs")
        if any(word in outcome.errors for word in LOADER) and outcome.status in (126, 127):
            return
        if outcome.status == 99:
            self.skipTest("the limit cannot be set")
        self.assertFalse(outcome.left, where)
        self.assertIsNone(injection.half_written(sound, outcome), where)
        if outcome.status == sound.status and outcome.output == sound.output and outcome.written == sound.written:
            return
        self.assertIn(outcome.status, (injection.LOCAL, injection.UNKNOWN), f"{where}: {outcome.errors} {outcome.output[:200]}")
        self.assertTrue(may_be_silent or injection.is_sentence(outcome.errors), f"{where}: {outcome.errors}")

    def each(self, option, values, wanted=scenarios.MAIN + scenarios.WRITING[:2]):
        for scenario in wanted:
            for value in values:
                with self.subTest(scenario=str(scenario), limit=f"{option} {value}"):
                    self.check(scenario, ("sh", "-c", LIMITED, "sh", option, str(value)))

    def test_few_descriptors(self):
        self.each("-n", range(3, 12))

    @unittest.skipIf(has_sanitizer(), "AddressSanitizer reserves addresses without end")
    def test_little_memory(self):
        # In kilobytes: from where the loader has enough to where all is well.
        self.each("-v", range(10000, 60000, 500 if injection.ALL else 5000))

    @unittest.skipIf(has_sanitizer(), "the sanitizers need more")
    def test_small_stack(self):
        self.each("-s", (64, 128, 256, 1024, 8192))

    def test_files_that_may_not_grow(self):
        self.each("-f", (0, 1, 2))

    def test_closed_streams(self):
        for name, close in CLOSED.items():
            for scenario in scenarios.MAIN + scenarios.WRITING:
                with self.subTest(scenario=str(scenario), stream=name):
                    self.check_streams(scenario, close, "2>&-" in close)

    def check_streams(self, scenario, close, silent):
        """What is opened must not take the number of a stream: no message in a report, no report in a file of answers."""
        place = injection.Place(scenario)
        try:
            sound = place.run()
            outcome = place.run(None, ("sh", "-c", close + '; exec "$@"', "sh"))
        finally:
            place.close()
        if "1>&-" not in close or scenario.outputs == ("report",):
            self.assertEqual((outcome.status, outcome.written), (sound.status, sound.written), outcome.errors)
            return
        self.assertEqual(outcome.status, injection.LOCAL, outcome.errors)
        self.assertTrue(silent or injection.is_sentence(outcome.errors), outcome.errors)
        self.assertIsNone(injection.half_written(sound, outcome))

    def test_folders_that_are_not_there(self):
        for variables in ({"TMPDIR": "/nonexistent"}, {"HOME": "/nonexistent"}, {"HOME": ""}, {"LC_ALL": "xx_YY.UTF-7"},
                          {"LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8"}, {"TERM": "\033[31m"}, {"COLUMNS": "99999999999999999999"},
                          {"TZ": "/dev/zero"}, {"OPENSSL_CONF": "/nonexistent"}):
            with self.subTest(variables=variables):
                done = program.run("zone", "--offline", "--no-config", "--format", "json", "db.example.com", files=scenarios.ZONE,
                                   variables=variables)
                sound = program.run("zone", "--offline", "--no-config", "--format", "json", "db.example.com", files=scenarios.ZONE)
                self.assertEqual((done.status, done.output), (sound.status, sound.output), done.errors)

    def test_a_folder_that_is_gone(self):
        with tempfile.TemporaryDirectory(prefix="mailauth-gone-") as folder:
            gone = os.path.join(folder, "gone")
            done = subprocess.run(["sh", "-c", 'mkdir "$1" && cd "$1" && rmdir "$1" && shift && exec "$@"', "sh", gone,
                                   program.binary(), "zone", "--offline", "db.example.com"], capture_output=True, encoding="utf-8",
                                  timeout=injection.HANG_SECONDS, check=False, env=program.environment())
        self.assertEqual(done.returncode, injection.LOCAL)
        self.assertTrue(injection.is_sentence(done.stderr), done.stderr)


if __name__ == "__main__":
    unittest.main()
