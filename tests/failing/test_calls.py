"""Calls of the system that fail: each of them, with each error that it may have, and reads and writes of less than was asked for."""

import errno
import unittest

import injection
import scenarios

# What each call may be told. A call with other errors is of the same kind.
FILES = (errno.EACCES, errno.EMFILE, errno.ENOMEM, errno.EIO, errno.EINTR)
BYTES = (errno.EIO, errno.EINTR, injection.SHORT)
WRITTEN = (errno.ENOSPC, errno.EIO, errno.EINTR, injection.SHORT)
CLOCKS = (errno.EINVAL,)

ERRORS = {
    "open": FILES, "open64": FILES, "openat": FILES, "fopen": FILES, "fopen64": FILES, "opendir": FILES, "readdir": (errno.EIO,), "mkstemp": FILES,
    "mkostemp": FILES, "fdopen": (errno.ENOMEM,), "realpath": (errno.EACCES, errno.ENOMEM, errno.EIO), "getcwd": (errno.EACCES, errno.ENOMEM),
    "stat": (errno.EACCES, errno.EIO, errno.ENOMEM), "lstat": (errno.EACCES, errno.EIO), "fstat": (errno.EIO,),
    "read": BYTES, "fread": (errno.EIO, injection.SHORT), "fgets": (errno.EIO,),
    "write": WRITTEN, "fwrite": WRITTEN[:2], "fputs": WRITTEN[:2], "fflush": WRITTEN[:2], "fclose": WRITTEN[:2],
    "close": (errno.EIO, errno.EINTR), "fsync": (errno.EIO, errno.ENOSPC), "fchmod": (errno.EACCES,), "ftruncate": (errno.ENOSPC,),
    "rename": (errno.EACCES, errno.ENOSPC, errno.EIO), "link": (errno.EACCES, errno.ENOSPC), "linkat": (errno.EACCES, errno.ENOENT),
    "unlink": (errno.EACCES,), "mmap": (errno.ENOMEM, errno.EACCES),
    "clock_gettime": CLOCKS, "time": CLOCKS, "getentropy": (errno.EIO, errno.ENOSYS), "getrandom": (errno.ENOSYS, errno.EINTR),
}
KINDS = [((call,), error) for call, errors in ERRORS.items() for error in errors]


@unittest.skipUnless(injection.INJECTOR, "MAILAUTH_INJECTOR names no file")
class Failing(unittest.TestCase):
    def test_calls_of_each_command(self):
        injection.check_all(self, scenarios.MAIN + scenarios.OTHERS, KINDS, 700)


if __name__ == "__main__":
    unittest.main()
