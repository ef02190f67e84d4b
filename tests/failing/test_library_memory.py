"""The library without memory: it says so, and the program that uses it goes on."""

import errno
import os
import unittest

import injection

LIBRARY = os.environ.get("MAILAUTH_LIBRARY_RUN", "")
NO_MEMORY = 3


@unittest.skipUnless(injection.INJECTOR and LIBRARY, "MAILAUTH_INJECTOR and MAILAUTH_LIBRARY_RUN name no files")
class LibraryWithoutMemory(unittest.TestCase):
    def run_once(self, failure=None):
        place = injection.Place(injection.Scenario(()))
        try:
            return place.run(failure, program=LIBRARY)
        finally:
            place.close()

    def test_each_allocation(self):
        sound = self.run_once()
        self.assertEqual(sound.status, 0, sound.errors)
        failures = injection.failures(sound, injection.MEMORY, errno.ENOMEM)
        self.assertTrue(failures)
        faults = []
        for failure, outcome in injection.on_all_processors(self.run_once, injection.sample(failures, 300)):
            if outcome.status != NO_MEMORY and (outcome.status, outcome.output) != (0, sound.output):
                faults.append(f"{failure}: {outcome.status} {outcome.errors[:300]} {injection.difference(sound, outcome)}")
        self.assertFalse(faults, "\n".join(faults[:20]))


if __name__ == "__main__":
    unittest.main()
