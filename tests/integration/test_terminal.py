"""On a terminal: colours, its width, and links to RFCs; none of them in a pipe."""

import fcntl
import os
import pty
import struct
import termios
import unittest

from program import binary, environment, run

ZONE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "cases", "zone", "tour", "db.example.com")
LINK = "\x1b]8;;https://www.rfc-editor.org/rfc/rfc"


def on_terminal(width, **more):
    try:
        child, terminal = pty.fork()
    except OSError as error:
        raise unittest.SkipTest(f"no pseudo-terminal can be had here: {error}") from None
    if not child:
        os.execve(binary(), [binary(), "zone", "--offline", "--no-config", "-v", ZONE], environment() | {"TERM": "xterm"} | more)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, width, 0, 0))
    output = b""
    try:
        while more_output := os.read(terminal, 65536):
            output += more_output
    except OSError:  # Linux: the other end is closed
        pass
    os.close(terminal)
    os.waitpid(child, 0)
    return output.decode()


class Terminal(unittest.TestCase):
    def test_links_to_rfcs(self):
        output = on_terminal(100)
        self.assertIn(LINK + "7208#section-", output)
        self.assertEqual(output.count("\x1b]8;;https"), output.count("\x1b]8;;\x1b\\"))

    def test_none_without_colour_or_in_a_pipe(self):
        self.assertNotIn("\x1b", on_terminal(100, NO_COLOR="1"))
        self.assertNotIn("\x1b", run("zone", "--offline", "--no-config", ZONE).output)
        self.assertNotIn("\x1b]8", run("zone", "--offline", "--no-config", "--color", "always", ZONE).output)


if __name__ == "__main__":
    unittest.main()
