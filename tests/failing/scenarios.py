"""The runs in which something fails: each command, each format, each kind of output."""

import os

from injection import HERE, Scenario

TESTS = os.path.dirname(HERE)


def text_of(*path):
    with open(os.path.join(TESTS, *path), encoding="utf-8") as file:
        return file.read()


ZONE = {"db.example.com": text_of("cases", "zone", "tour", "db.example.com")}
MAIL = {"mail.eml": text_of("cases", "message", "list-adds-footer", "mail.eml"), "dns.zone": text_of("messages", "dns.zone")}
SOUND_MAIL = MAIL | {"mail.eml": text_of("cases", "message", "all-passes", "mail.eml")}
ANSWERS = {"today.answers": text_of("documents", "today.answers")}
BOUNCE = {"bounce.txt": text_of("documents", "bounce.txt")}
KEY = {"s1.pem": text_of("documents", "s1.pem"), "example.com.zone": text_of("documents", "db.example.com")}
IDN = {"idn.zone": "$ORIGIN xn--mnchen-3ya.example.\n$TTL 1h\n@ SOA ns h 1 1h 1h 1h 1h\n@ NS ns\n@ MX 1 mail\nmail A 192.0.2.1\n"
                   '@ TXT "v=spf1 include:münchen.example mx -all"\n'}
PSL = {"list.dat": "// ===BEGIN ICANN DOMAINS===\ncom\nexample\n// ===END ICANN DOMAINS===\n"}
CONFIGURATION = {".mailauth-check.conf": '[check]\nformat = short\n\n[domain "example.com"]\nrole = sends\nexpect-rua = mailto:dmarc@example.com\n'}
CHANGE = {"old.zone": text_of("documents", "db.example.com"),
          "new.zone": text_of("documents", "db.example.com").replace("v=spf1 mx al", "v=spf1 mx -all")}
FORMATS = ("text", "short", "json", "jsonl", "sarif", "github", "gitlab", "junit", "markdown", "html", "csv", "prometheus")

NAGIOS = Scenario(("zone", "--offline", "--format", "nagios", "db.example.com"), ZONE, unjudged=3)

MAIN = (
    Scenario(("record", "v=spf1 mx include:_spf.example.net -al")),
    Scenario(("zone", "--offline", "--no-config", "db.example.com"), ZONE),
)

OTHERS = (
    Scenario(("record", "--format", "json"), input='v=DKIM1; k=rsa; p=MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAMxd'),
    Scenario(("zone", "--offline", "--complete", "--output", "report", "db.example.com"), ZONE, outputs=("report",)),
    Scenario(("zone", "--offline", "--write-baseline", "known", "db.example.com"), ZONE, outputs=("known",)),
    Scenario(("zone", "--offline", "--fix=diff,unsafe", "db.example.com"), ZONE),
    Scenario(("zone", "--offline", "--psl", "list.dat", "db.example.com"), ZONE | PSL),
    Scenario(("zone", "--offline", "db.example.com"), ZONE | CONFIGURATION),
    Scenario(("zone", "--offline", "-v", "idn.zone"), IDN),
    Scenario(("zone", "--offline", "--selector", "s1", "--private-key", "s1.pem", "--format", "json", "example.com.zone"), KEY),
    Scenario(("check", "--answers", "today.answers", "--format", "json", "example.com"), ANSWERS),
    Scenario(("check", "--offline", "münchen.example")),
    Scenario(("spf", "--answers", "today.answers", "--ip", "192.0.2.25", "example.com"), ANSWERS),
    Scenario(("message", "--offline", "--no-config", "--zone", "dns.zone", "mail.eml"), MAIL),
    Scenario(("message", "--offline", "--no-config", "--zone", "dns.zone", "--format", "json", "mail.eml"), SOUND_MAIL),
    Scenario(("bounce", "--offline", "bounce.txt"), BOUNCE),
    Scenario(("diff", "--offline", "old.zone", "new.zone"), CHANGE),
    Scenario(("rules", "spf")),
    Scenario(("explain", "spf-plus-all")),
    Scenario(("completion", "bash")),
    Scenario(("show-config", "example.com"), CONFIGURATION),
    Scenario(("zone", "--offline", "."), ZONE),
    NAGIOS,
)

WRITING = (
    Scenario(("zone", "--offline", "--output", "report", "db.example.com"), ZONE, outputs=("report",)),
    Scenario(("zone", "--offline", "--write-baseline", "known", "db.example.com"), ZONE, outputs=("known",)),
    Scenario(("check", "--answers", "today.answers", "--save-answers", "kept", "example.com"), ANSWERS, outputs=("kept",)),
)

PRINTED = tuple(Scenario(("zone", "--offline", "--format", name, "db.example.com"), ZONE) for name in FORMATS)
