"""What people and programs put around lines: prefixes of containers and logs, quotes, colours, numbers, JSON, MIME."""

import base64
import json
import quopri
import textwrap

DAY = "2026-11-30T10:00:"


def lines(text):
    return text.rstrip("\n").split("\n")


def prefixed(prefix):
    """Each line with prefix(number), or a prefix of one text."""
    def wrap(text):
        return "".join((prefix(number) if callable(prefix) else prefix) + line + "\n" for number, line in enumerate(lines(text), 1))
    return wrap


def of_json(document):
    def wrap(text):
        return "".join(json.dumps(document(line)) + "\n" for line in lines(text))
    return wrap


def coloured(text):
    return "".join(f"\x1b[0;33m{line[:15]}\x1b[0m{line[15:]}\x1b[K\n" for line in lines(text))


def attached(encode, name):
    """The text as the plain part of a mail."""
    def wrap(text):
        return ("From: helpdesk@desk.invalid\nTo: postmaster@desk.invalid\nSubject: Fwd: does not arrive\nMIME-Version: 1.0\n"
                'Content-Type: multipart/mixed; boundary="=_w"\n\n--=_w\nContent-Type: text/plain; charset=utf-8\n'
                f"Content-Transfer-Encoding: {name}\n\n{encode(text.encode()).decode()}\n--=_w--\n")
    return wrap


PREFIXES = {
    "docker compose": prefixed("mail-1  | "),
    "docker compose, long name": prefixed("mailserver_postfix_1 | "),
    "kubectl --prefix": prefixed("[pod/mailer-0/postfix] "),
    "CRI": prefixed(lambda number: f"{DAY}{number % 60:02}.123456789Z stdout F "),
    "CRI stderr": prefixed(lambda number: f"{DAY}{number % 60:02}.123456789+01:00 stderr F "),
    "docker JSON": of_json(lambda line: {"log": line + "\n", "stream": "stdout", "time": f"{DAY}00.1Z"}),
    "journal JSON": of_json(lambda line: {"__CURSOR": "s=1", "PRIORITY": "6", "SYSLOG_IDENTIFIER": "app", "_PID": "7", "MESSAGE": line}),
    "journal short": prefixed(lambda number: f"Nov 30 10:00:{number % 60:02} mx app[77]: "),
    "journal iso": prefixed(lambda number: f"{DAY}{number % 60:02}+0100 mx app[77]: "),
    "RFC 5424": prefixed(lambda number: f"<22>1 {DAY}{number % 60:02}.000001+01:00 mx app 77 - - "),
    "grep -n": prefixed(lambda number: f"{number}:"),
    "grep -Hn": prefixed(lambda number: f"/var/log/mail.log:{number}:"),
    "grep -H": prefixed("mail.log.1:"),
    "nl": prefixed(lambda number: f"{number:6}\t"),
    "quoted": prefixed("> "),
    "quoted twice": prefixed(">> "),
    "a bar": prefixed("| "),
    "indented": prefixed("    "),
    "tab": prefixed("\t"),
    "colours": coloured,
}
WHOLE = {
    "fence": lambda text: "It says:\n\n```\n" + text + "```\n\nWhat now?\n",
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "CR only": lambda text: text.replace("\n", "\r"),
    "blank lines between": lambda text: text.replace("\n", "\n\n"),
    "byte order mark": lambda text: "\ufeff" + text,
    "base64 part": attached(lambda data: base64.encodebytes(data), "base64"),
    "quoted-printable part": attached(lambda data: quopri.encodestring(data), "quoted-printable"),
}


def refolded(text, width=72):
    """Wrapped as a mail program does."""
    return "".join(textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False, drop_whitespace=True) + "\n" if line else "\n"
                   for line in lines(text))
