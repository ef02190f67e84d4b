"""Signals at each step of a run: it ends by that signal, what was there stays, and nothing is left over."""

import signal
import unittest

import injection
import scenarios

SIGNALS = tuple(getattr(signal, "SIG" + name) for name in ("HUP", "INT", "TERM", "PIPE", "XFSZ", "ALRM", "USR1", "USR2", "QUIT"))
STEPS = ("open", "openat", "mkstemp", "read", "write", "fwrite", "fflush", "fsync", "fchmod", "linkat", "rename", "close", "fclose",
         "unlink", "stat", "realloc")


@unittest.skipUnless(injection.INJECTOR, "MAILAUTH_INJECTOR names no file")
class Signals(unittest.TestCase):
    def test_signals_while_files_are_written(self):
        injection.check_all(self, scenarios.WRITING, [(STEPS, number) for number in SIGNALS], 300)


if __name__ == "__main__":
    unittest.main()
