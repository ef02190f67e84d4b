"""Memory that cannot be had: the n-th allocation, whoever makes it, and then that one and all after it."""

import errno
import unittest

import injection
import scenarios

MEMORY = [(injection.MEMORY, errno.ENOMEM)]


@unittest.skipUnless(injection.INJECTOR, "MAILAUTH_INJECTOR names no file")
class OutOfMemory(unittest.TestCase):
    def test_of_a_record_and_a_zone(self):
        injection.check_all(self, scenarios.MAIN, MEMORY, 200)

    def test_of_each_command(self):
        injection.check_all(self, scenarios.OTHERS, MEMORY, 400)

    def test_of_each_format(self):
        injection.check_all(self, scenarios.PRINTED, MEMORY, 150)


if __name__ == "__main__":
    unittest.main()
