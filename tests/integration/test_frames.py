"""`bounce`: what wraps the lines of a log (containers, collectors, pagers, quotation) changes nothing of what is read in them."""

import datetime
import json
import tempfile
import unittest

import program

POSTFIX = """\
Mar  2 07:31:11 mx1 postfix/qmgr[2797]: 4bG1000001: from=<news@alpha.example>, size=3863, nrcpt=1 (queue active)
Mar  2 07:31:13 mx1 postfix/smtp[10]: 4bG1000001: to=<a@gmail.com>, relay=gmail-smtp-in.l.google.com[198.51.100.27]:25, delay=0.79, dsn=5.7.26, \
status=bounced (host gmail-smtp-in.l.google.com[198.51.100.27] said: 550-5.7.26 The MAIL FROM domain [alpha.example] has an SPF record with a hard \
550-5.7.26 fail policy (-all) but it fails to pass SPF checks with the ip: 550 5.7.26 [192.0.2.25]. x - gsmtp (in reply to end of DATA command))
Mar  2 07:31:14 mx1 postfix/qmgr[2797]: 4bG1000001: removed
Mar  2 07:32:13 mx1 postfix/smtp[11]: 4bG1000002: to=<b@gmail.com>, relay=gmail-smtp-in.l.google.com[198.51.100.27]:25, dsn=5.7.26, status=bounced \
(host gmail-smtp-in.l.google.com[198.51.100.27] said: 550-5.7.26 Unauthenticated email from beta.example is not accepted due to 550 5.7.26 domain's \
DMARC policy. y - gsmtp (in reply to end of DATA command))
Mar  2 07:33:13 mx1 postfix/smtp[12]: 4bG1000003: to=<c@gmail.com>, relay=gmail-smtp-in.l.google.com[198.51.100.27]:25, dsn=2.0.0, status=sent \
(250 2.0.0 OK 1709370000 x - gsmtp)
Mar  2 07:34:13 mx1 postfix/smtp[13]: 4bG1000004: to=<d@yahoo.com>, relay=mta5.am0.yahoodns.net[198.51.100.28]:25, dsn=4.7.0, status=deferred \
(host mta5.am0.yahoodns.net[198.51.100.28] said: 421 4.7.0 [TSS04] Messages from 192.0.2.25 temporarily deferred due to unexpected volume or user \
complaints - 4.16.55.1; see https://postmaster.yahooinc.com/error-codes (in reply to MAIL FROM command))
"""

EXIM = """\
2026-03-02 07:31:11 1vM5Xb-000000000Ab-1abc <= news@alpha.example H=web.alpha.example [10.0.0.7] P=esmtps S=3421
2026-03-02 07:31:13 1vM5Xb-000000000Ab-1abc ** a@gmail.com F=<news@alpha.example> R=dnslookup T=remote_smtp H=gmail-smtp-in.l.google.com \
[198.51.100.27] I=[192.0.2.25]: SMTP error from remote mail server after end of data: 550-5.7.26 Unauthenticated email from alpha.example is not \
accepted due to domain's DMARC policy. 550 5.7.26 x - gsmtp
2026-03-02 07:31:14 1vM5Xb-000000000Ab-1abc Completed
2026-03-02 07:32:13 1vM5Xc-000000000Ac-2def => c@gmail.com R=dnslookup T=remote_smtp H=gmail-smtp-in.l.google.com [198.51.100.27] C="250 2.0.0 OK"
2026-03-02 07:32:14 1vM5Xd-000000000Ad-3fed == d@outlook.com R=dnslookup T=remote_smtp defer (-45) H=outlook-com.olc.protection.outlook.com \
[198.51.100.29] I=[192.0.2.25]: SMTP error from remote mail server after MAIL FROM:<d@beta.example>: 451 4.7.500 Server busy. Please try again later \
from [192.0.2.25]. [DB5.prod.protection.outlook.com]
"""

SENDMAIL = """\
Mar  2 07:31:11 mx1 sm-mta[801]: 622VB1000001: from=<news@alpha.example>, size=812, class=0, nrcpts=1, relay=web [10.0.0.7]
Mar  2 07:31:13 mx1 sm-mta[802]: 622VB1000001: to=<a@gmail.com>, delay=00:00:02, mailer=esmtp, pri=30812, relay=gmail-smtp-in.l.google.com. \
[198.51.100.27], dsn=5.7.26, reply=550 5.7.26 Unauthenticated email from alpha.example is not accepted due to domain's DMARC policy. x - gsmtp, \
stat=Service unavailable
Mar  2 07:32:13 mx1 sm-mta[803]: 622VB1000002: to=<c@gmail.com>, delay=00:00:01, mailer=esmtp, relay=gmail-smtp-in.l.google.com. [198.51.100.27], \
dsn=2.0.0, stat=Sent (OK 1709370000 x - gsmtp)
"""

LOGS = {"postfix": (POSTFIX, 3), "exim": (EXIM, 2), "sendmail": (SENDMAIL, 1)}

DAY = datetime.datetime(2026, 3, 2, 7, 30, tzinfo=datetime.timezone.utc)


def time(number):
    return (DAY + datetime.timedelta(seconds=number)).isoformat().replace("+00:00", ".123456789Z")


def each(make):
    return lambda lines: "\n".join(make(number, line) for number, line in enumerate(lines, 1)) + "\n"


def cri_in_parts(lines):
    cut = [(line[:150], line[150:]) for line in lines]
    return "".join(f"{time(i)} stdout {'P' if rest else 'F'} {first}\n" + (f"{time(i)} stdout F {rest}\n" if rest else "")
                   for i, (first, rest) in enumerate(cut))


def docker_in_parts(lines):
    cut = [(line[:150], line[150:]) for line in lines]
    return "".join(json.dumps({"log": first + ("" if rest else "\n"), "stream": "stdout", "time": time(i)}) + "\n" +
                   (json.dumps({"log": rest + "\n", "stream": "stdout", "time": time(i)}) + "\n" if rest else "")
                   for i, (first, rest) in enumerate(cut))


WRAPPERS = {
    "compose": each(lambda i, line: f"m | {line}"),
    "compose, padded": each(lambda i, line: f"mail-1         | {line}"),
    "compose, several": each(lambda i, line: ("web-1   | GET /index.html 200\n" if i % 2 else "") + f"mail-1  | {line}"),
    "compose, colored": each(lambda i, line: f"\x1b[36mmail-1  | \x1b[0m{line}"),
    "kubernetes": each(lambda i, line: f"{time(i)} stdout F {line}"),
    "kubernetes, in parts": cri_in_parts,
    "kubectl --prefix": each(lambda i, line: f"[pod/mail-7d9f/postfix] {line}"),
    "kubectl --timestamps": each(lambda i, line: f"{time(i)} {line}"),
    "stern": each(lambda i, line: f"mail-7d9f postfix {line}"),
    "docker, JSON": each(lambda i, line: json.dumps({"log": line + "\n", "stream": "stdout", "time": time(i)})),
    "docker, JSON in parts": docker_in_parts,
    "collector, JSON": each(lambda i, line: json.dumps({"@timestamp": time(i), "host": {"name": "mx1"}, "message": line})),
    "loki": each(lambda i, line: f'{time(i)} {{job="mail", host="mx1"}} {line}'),
    "tabs": each(lambda i, line: f"{time(i)}\tmx1\t{line}"),
    "RFC 5424": each(lambda i, line: f"<22>1 {time(i)[:19]}Z mx1 mail 10 - - {line}"),
    "RFC 3164": each(lambda i, line: f"<22>{line}"),
    "grep -H": each(lambda i, line: f"/var/log/mail.log:{line}"),
    "grep -n": each(lambda i, line: f"{i * 7}:{line}"),
    "grep -Hn": each(lambda i, line: f"/var/log/mail.log.1:{i * 7}:{line}"),
    "grep -H with context": each(lambda i, line: f"mail.log{'-' if i % 2 else ':'}{line}" + ("\n--" if i == 2 else "")),
    "quoted": each(lambda i, line: f"> {line}"),
    "quoted twice": each(lambda i, line: f"> > {line}"),
    "quoted with bars": each(lambda i, line: f"| {line}"),
    "nl": each(lambda i, line: f"{i:6}\t{line}"),
    "less -N": each(lambda i, line: f"{i:7} {line}"),
    "colored": each(lambda i, line: f"\x1b[32m{line}\x1b[0m"),
    "indented": each(lambda i, line: f"    {line}"),
    "tabbed": each(lambda i, line: f"\t{line}"),
    "list": each(lambda i, line: f"- {line}"),
    "numbered list": each(lambda i, line: f"{i}. {line}"),
    "fence": lambda lines: "My log:\n\n```\n" + "\n".join(lines) + "\n```\n\nWhat can I do?\n",
    "tail": lambda lines: "==> /var/log/mail.log <==\n" + "\n".join(lines) + "\n",
    "journal": lambda lines: "-- Logs begin at Mon 2026-03-02 00:00:01 UTC, end at Mon 2026-03-02 08:00:00 UTC. --\n" + "\n".join(lines) + "\n",
    "CRLF": lambda lines: "\r\n".join(lines) + "\r\n",
    "CR": lambda lines: "\r".join(lines) + "\r",
    "UTF-16": lambda lines: ("\ufeff" + "\r\n".join(lines) + "\r\n").encode("utf-16-le"),
    "compose in a quotation": each(lambda i, line: f"> m | {line}"),
    "newest first": lambda lines: "\n".join(reversed(lines)) + "\n",
}

# The same entries with other times in front.
TIMES = {
    "ISO 8601": lambda i: time(i)[:19] + "+01:00", "RFC 3339 with a fraction": lambda i: time(i)[:26] + "+01:00",
    "German": lambda i: f"Mär  2 07:31:{i:02}", "German, 2": lambda i: f"2. Mär 07:31:{i:02}", "French": lambda i: f"févr. 2 07:31:{i:02}",
    "four letters": lambda i: f"Sept 2 07:31:{i:02}", "Spanish": lambda i: f"ago  2 07:31:{i:02}", "Japanese": lambda i: f"3月  2 07:31:{i:02}",
    "Russian": lambda i: f"мар  2 07:31:{i:02}", "with a year": lambda i: f"Mar  2 2026 07:31:{i:02}",
    "asctime": lambda i: f"Mon Mar  2 07:31:{i:02} 2026", "RFC 5322": lambda i: f"Mon, 02 Mar 2026 07:31:{i:02} +0100",
    "brackets": lambda i: f"[2026-03-02 07:31:{i:02},123]", "day first": lambda i: f"02.03.2026 07:31:{i:02}",
    "month first": lambda i: f"3/2/2026 7:31:{i:02} AM", "slashes": lambda i: f"2026/03/02 07:31:{i:02}",
    "web server": lambda i: f"[02/Mar/2026:07:31:{i:02} +0100]", "seconds": lambda i: f"17723503{i:02}.123456",
    "tai64n": lambda i: f"@4000000065e2d5{i:02x}1d0f3c84", "compact": lambda i: f"20260302T0731{i:02}Z", "no date": lambda i: f"07:31:{i:02}",
    "journal, short-full": lambda i: f"Mon 2026-03-02 07:31:{i:02} CET", "none": None,
}


class Frames(unittest.TestCase):
    def incidents(self, text):
        if isinstance(text, bytes):
            with tempfile.NamedTemporaryFile(prefix="mailauth-frames-") as file:
                file.write(text)
                file.flush()
                done = program.run("bounce", "--offline", "--format", "jsonl", file.name)
        else:
            done = program.run("bounce", "--offline", "--format", "jsonl", input=text)
        return [(found["receiver"], found["kind"], found["domain"], found["ip"], found["times"], found["reply"])
                for found in map(json.loads, done.output.splitlines())]

    def test_each_wrapper_around_each_log(self):
        for server, (log, count) in LOGS.items():
            wanted = self.incidents(log)
            self.assertEqual(len(wanted), count, wanted)
            for wrapper, wrap in WRAPPERS.items():
                with self.subTest(server=server, wrapper=wrapper):
                    self.assertEqual(sorted(self.incidents(wrap(log.splitlines())), key=str), sorted(wanted, key=str))

    def test_each_form_of_time(self):
        for server, cut in (("postfix", 16), ("exim", 20), ("sendmail", 16)):
            log, _ = LOGS[server]
            wanted = self.incidents(log)
            for form, stamp in TIMES.items():
                lines = [(stamp(i) + " " if stamp else "") + line[cut:] for i, line in enumerate(log.splitlines())]
                with self.subTest(server=server, form=form):
                    self.assertEqual(self.incidents("\n".join(lines) + "\n"), wanted)


DMARC = "550 5.7.26 Unauthenticated email from {} is not accepted due to domain's DMARC policy. x - gsmtp"

TRACKING = ("#Software: Microsoft Exchange Server\n#Version: 15.02.0986.005\n#Log-type: Message Tracking Log\n"
            "#Fields: date-time,client-ip,server-hostname,event-id,recipient-address,recipient-status,sender-address,return-path\n")
STATUS = '"[{{LED={}}};{{MSG=}};{{FQDN=gmail-smtp-in.l.google.com}};{{IP=198.51.100.27}};{{LRT=3/2/2026 10:00:00 AM}}]"'

# (what, text, [(kind, domain, sender, recipient, time)])
RECORDS = [
    ("Exchange message tracking", TRACKING +
     f"2026-03-02T10:00:10.123Z,192.0.2.25,gmail-smtp-in.l.google.com,FAIL,u1@example.net,{STATUS.format(DMARC.format('a.example'))},n@a.example,b@a.example\n"
     f"2026-03-02T10:00:11.123Z,192.0.2.25,gmail-smtp-in.l.google.com,SEND,u2@example.net,250 2.0.0 OK,n@a.example,b@a.example\n"
     f"2026-03-02T10:00:12.123Z,192.0.2.25,gmail-smtp-in.l.google.com,FAIL,u3@example.net,{STATUS.format(DMARC.format('c.example'))},n@c.example,b@c.example\n",
     [("dmarc", "a.example", "b@a.example", "u1@example.net", "2026-03-02T10:00:10.123Z"),
      ("dmarc", "c.example", "b@c.example", "u3@example.net", "2026-03-02T10:00:12.123Z")]),
    ("message trace of Microsoft 365, with a line end in a cell",
     "date_time_utc,event_id,recipient_address,recipient_status,message_subject,sender_address\n"
     f'2026-03-02T10:00:10Z,FAIL,u1@example.net,"[{{LED={DMARC.format("a.example")}}};{{MSG=}}]","a ""550"" of\nmine",n@a.example\n',
     [("dmarc", "a.example", None, "u1@example.net", "2026-03-02T10:00:10Z")]),
    ("PowerMTA", "type,timeLogged,orig,rcpt,dsnAction,dsnStatus,dsnDiag,dlvSourceIp\n"
     f'b,2026-03-02 10:00:10+0000,b@a.example,u1@gmail.com,failed,5.7.26 (delivery not authorized),"smtp;{DMARC.format("a.example")}",192.0.2.25\n',
     [("dmarc", "a.example", "b@a.example", "u1@gmail.com", "2026-03-02 10:00:10+0000")]),
    ("semicolons", f"Datum;recipient;diagnostic\n02.03.2026 10:00;u1@gmail.com;{DMARC.format('a.example')}\n",
     [("dmarc", "a.example", None, "u1@gmail.com", None)]),
    ("Amazon SES in SNS, two recipients", json.dumps({"Type": "Notification", "Message": json.dumps({
        "notificationType": "Bounce", "mail": {"source": "b@a.example", "destination": ["u1@gmail.com", "u2@gmail.com"]},
        "bounce": {"timestamp": "2026-03-02T10:00:10Z", "bouncedRecipients": [
            {"emailAddress": "u1@gmail.com", "status": "5.7.26", "diagnosticCode": "smtp; " + DMARC.format("a.example")},
            {"emailAddress": "u2@gmail.com", "status": "5.2.2", "diagnosticCode": "smtp; 552 5.2.2 The recipient's inbox is out of storage space"}]}})}),
     [("dmarc", "a.example", "b@a.example", "u1@gmail.com", "2026-03-02T10:00:10Z"),
      ("unknown", "a.example", "b@a.example", "u2@gmail.com", "2026-03-02T10:00:10Z")]),
    ("KumoMTA", json.dumps({"type": "Bounce", "sender": "b@a.example", "recipient": "u1@gmail.com", "timestamp": 1772350273, "response": {
        "code": 550, "enhanced_code": {"class": 5, "subject": 7, "detail": 26}, "content": DMARC.format("a.example")[11:], "command": "."}}) + "\n" +
     json.dumps({"type": "Delivery", "sender": "b@a.example", "recipient": "u2@gmail.com", "response": {"code": 250, "content": "OK"}}) + "\n",
     [("dmarc", "a.example", "b@a.example", "u1@gmail.com", "1772350273")]),
    ("a list of SendGrid", json.dumps([
        {"email": "u1@gmail.com", "timestamp": 1772350273, "event": "bounce", "reason": DMARC.format("a.example"), "status": "5.7.26"},
        {"email": "u2@gmail.com", "timestamp": 1772350274, "event": "delivered", "response": "250 2.0.0 OK"}], indent=2),
     [("dmarc", "a.example", None, "u1@gmail.com", "1772350273")]),
    ("an object over several lines", json.dumps({"event": "hard_bounce", "msg": {"email": "u1@gmail.com", "sender": "b@a.example", "subject":
     "550 5.7.1 reasons", "diag": "smtp;" + DMARC.format("a.example")}, "ts": 1772350273}, indent=4),
     [("dmarc", "a.example", "b@a.example", "u1@gmail.com", "1772350273")]),
]

# (what, text, [(kind, domain, address, sender, recipient)]): refusals that servers tell in their own ways.
ENTRIES = [
    ("policy server and Postfix", "Mar  4 21:56:01 mx policyd-spf[4]: 550 5.7.23 Message rejected due to: SPF fail - not authorized. Please see "
     "http://www.openspf.net/Why?s=mfrom;id=b@a.example;ip=192.0.2.9;r=<UNKNOWN>\n"
     "Mar  4 21:56:01 mx postfix/smtpd[3]: NOQUEUE: reject: RCPT from unknown[192.0.2.9]: 550 5.7.23 <me@example.com>: Recipient address rejected: Message "
     "rejected due to: SPF fail - not authorized. Please see http://www.openspf.net/Why?s=mfrom;id=b@a.example;ip=192.0.2.9;r=<UNKNOWN>; "
     "from=<b@a.example> to=<me@example.com> proto=ESMTP helo=<mx.a.example>\n",
     [("spf", "a.example", "192.0.2.9", "b@a.example", "me@example.com")]),
    ("milter", "Feb 21 23:01:48 mx postfix/smtpd[2]: 62B3E583B1D: client=m.list.example[192.0.2.12]\n"
     "Feb 21 23:01:48 mx opendmarc[7]: 62B3E583B1D: a.example fail\n"
     "Feb 21 23:01:48 mx postfix/cleanup[2]: 62B3E583B1D: milter-reject: END-OF-MESSAGE from m.list.example[192.0.2.12]: 5.7.1 rejected by DMARC policy "
     "for a.example; from=<b@list.example> to=<me@example.com> proto=ESMTP helo=<m.list.example>\n",
     [("dmarc", "a.example", "192.0.2.12", "b@list.example", "me@example.com")]),
    ("Postfix tells it twice", "Mar  2 07:31:11 mx postfix/qmgr[2]: 4bG1000001: from=<b@a.example>, size=3863, nrcpt=1 (queue active)\n"
     "Mar  2 07:31:12 mx postfix/smtp[9]: 4bG1000001: host alt1.gmail-smtp-in.l.google.com[198.51.100.28] said: 421-4.7.26 Unauthenticated email from "
     "a.example is not accepted due to 421 4.7.26 domain's DMARC policy. x - gsmtp (in reply to end of DATA command)\n"
     "Mar  2 07:31:13 mx postfix/smtp[9]: 4bG1000001: to=<u@gmail.com>, relay=gmail-smtp-in.l.google.com[198.51.100.27]:25, dsn=4.7.26, status=deferred "
     "(host gmail-smtp-in.l.google.com[198.51.100.27] said: 421-4.7.26 Unauthenticated email from a.example is not accepted due to 421 4.7.26 domain's "
     "DMARC policy. y - gsmtp (in reply to end of DATA command))\n",
     [("dmarc", "a.example", None, "b@a.example", "u@gmail.com")]),
    ("Sendmail's ruleset and milter", "Mar  2 07:31:13 mx sm-mta[8]: 622VB1000001: from=<b@a.example>, size=812, class=0, nrcpts=1, relay=m.list.example [192.0.2.12]\n"
     "Mar  2 07:31:13 mx sm-mta[8]: 622VB1000001: Milter: data, reject=550 5.7.1 rejected by DMARC policy for a.example\n",
     [("dmarc", "a.example", "192.0.2.12", "b@a.example", None)]),
    ("qmail", "@4000000065e2d5011d0f3c84 info msg 77: bytes 812 from <b@a.example> qp 5 uid 1\n"
     "@4000000065e2d5011d0f3c85 starting delivery 3: msg 77 to remote u@gmail.com\n"
     f"@4000000065e2d5011d0f3c86 delivery 3: failure: 198.51.100.27_failed_after_I_sent_the_message./Remote_host_said:_{DMARC.format('a.example').replace(' ', '_')}/\n"
     "@4000000065e2d5011d0f3c87 info msg 77: bytes 812 from <b@c.example> qp 6 uid 1\n"
     "@4000000065e2d5011d0f3c88 starting delivery 4: msg 77 to remote v@gmail.com\n"
     "@4000000065e2d5011d0f3c89 delivery 4: success: 198.51.100.27_accepted_message./\n",
     [("dmarc", "a.example", None, "b@a.example", "u@gmail.com")]),
    ("a transcript with a time on each line", "".join(f"Mon 2026-03-02 07:31:13.123: [12345] {line}\n" for line in (
        "--> MAIL From:<b@a.example> SIZE=812", "<-- 250 2.1.0 OK", "--> RCPT To:<u@gmail.com>", "<-- 250 2.1.5 OK", "--> DATA", "<-- 354 Go ahead",
        "<-- 550-5.7.26 Unauthenticated email from a.example is not accepted due to", "<-- 550-5.7.26 domain's DMARC policy. Please contact the administrator of",
        "<-- 550 5.7.26 a.example domain if this was a legitimate mail. x - gsmtp", "--> QUIT", "<-- 221 2.0.0 closing connection")),
     [("dmarc", "a.example", None, "b@a.example", "u@gmail.com")]),
    ("a log of sessions of Exchange", "#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context\n" +
     "".join(f"2026-03-02T07:31:13.{i}Z,Outbound,08DE1,{i},10.0.0.5:2525,198.51.100.27:25,{said},\n" for i, said in enumerate((
         ">,MAIL FROM:<b@a.example> SIZE=100", ">,RCPT TO:<u@gmail.com>", "<,250 2.1.0 OK",
         "<,550-5.7.26 Unauthenticated email from a.example is not accepted due to", "<,550 5.7.26 domain's DMARC policy. x - gsmtp"))),
     [("dmarc", "a.example", None, "b@a.example", "u@gmail.com")]),
    ("IIS", "#Fields: date time c-ip cs-method cs-uri-stem cs-uri-query sc-status\n2026-03-02 07:31:14 198.51.100.27 - - "
     f"{DMARC.format('a.example').replace(' ', '+')} 0\n", [("dmarc", "a.example", None, None, None)]),
    ("Haraka tells it twice", f"2026-03-02T07:31:14.123Z [ERROR] [8F3A-1.2] [outbound] recipients <u@gmail.com> rejected: {DMARC.format('a.example')}\n"
     f"2026-03-02T07:31:14.124Z [NOTICE] [8F3A-1.2] [outbound] bouncing mail [17] for b@a.example: Error: Some recipients failed: <u@gmail.com> - "
     f"{DMARC.format('a.example')}\n", [("dmarc", "a.example", None, None, "u@gmail.com")]),
    ("OpenSMTPD refuses", 'Mar  2 07:31:13 mx smtpd[48311]: 3a1f9e2b7c6d5e4f smtp failed-command command="MAIL FROM:<b@a.example>" '
     'result="550 5.7.1 SPF check failed for a.example"\n', [("spf", "a.example", None, "b@a.example", None)]),
    ("nothing that was refused", "Mar  2 07:31:13 mx postfix/smtpd[3]: connect from unknown[192.0.2.9]\n"
     "Mar  2 07:31:13 mx nginx: 192.0.2.9 GET /mail/550 HTTP/1.1 500 Internal Server Error\n2026-03-02 07:31:13 worker took 550 ms for 421 rows\n", []),
]


class Records(unittest.TestCase):
    def found(self, text):
        done = program.run("bounce", "--offline", "--format", "jsonl", input=text)
        return list(map(json.loads, done.output.splitlines()))

    def test_rows_and_objects(self):
        for what, text, wanted in RECORDS:
            with self.subTest(what=what):
                self.assertEqual([(one["kind"], one["domain"], one["mail_from"], one["recipient"], one["time"]) for one in self.found(text)], wanted)

    def test_entries(self):
        for what, text, wanted in ENTRIES:
            with self.subTest(what=what):
                self.assertEqual([(one["kind"], one["domain"], one["ip"], one["mail_from"], one["recipient"]) for one in self.found(text)], wanted)

    def test_mails_put_together(self):
        def mail(number, domain):
            return (f"Return-Path: <>\nDelivered-To: b@{domain}\nReceived: by mx.example (Postfix); Mon, 2 Mar 2026 07:31:13 +0000\nFrom: MAILER-DAEMON@mx.example\n"
                    f"Subject: Undelivered Mail\nMIME-Version: 1.0\nContent-Type: multipart/report; boundary=\"b{number}\"\n\n--b{number}\nContent-Type: "
                    f"message/delivery-status\n\nReporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; u{number}@gmail.com\nAction: failed\nStatus: 5.7.26\n"
                    f"Diagnostic-Code: smtp; {DMARC.format(domain)}\n\n--b{number}\nContent-Type: message/rfc822\n\nReturn-Path: <b@{domain}>\nReceived: from x\n"
                    f"From: Ann <ann@{domain}>\n\nFrom here on it is a text.\n--b{number}--\n")

        one, two = mail(1, "a.example"), mail(2, "c.example")
        wanted = [("a.example", "b@a.example", "ann@a.example", "u1@gmail.com"), ("c.example", "b@c.example", "ann@c.example", "u2@gmail.com")]
        for what, text in (("mbox", f"From MAILER-DAEMON Mon Mar  2 07:31:13 2026\n{one}\nFrom MAILER-DAEMON Mon Mar  2 07:31:14 2026\n{two}\n"),
                           ("Thunderbird", f"From - Mon Mar  2 07:31:13 2026\n{one}\nFrom - Mon Mar  2 07:31:14 2026\n{two}\n"),
                           ("files of a Maildir", one + two)):
            for ends in ("\n", "\r\n", "\r"):
                with self.subTest(what=what, ends=ends):
                    self.assertEqual([(one["domain"], one["mail_from"], one["header_from"], one["recipient"])
                                      for one in self.found(text.replace("\n", ends))], wanted)


class Memory(unittest.TestCase):
    """What is kept is what was found: a text ten times as long needs no more memory."""

    LARGEST = 64 * 1024 * 1024

    def peak(self, text, *arguments):
        with tempfile.NamedTemporaryFile("w", prefix="mailauth-frames-", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            done, peak = program.measure("bounce", "--offline", "--output", "/dev/null", *arguments, file.name)
        self.assertEqual(done.errors, "")
        return peak

    def test_a_long_log(self):
        lines = POSTFIX.splitlines()
        entries = [line.replace("4bG1", f"4b{i:05}") for i in range(1700) for line in lines]
        self.assertLess(self.peak("\n".join(entries * 3) + "\n") - self.peak(POSTFIX), self.LARGEST // 4)

    def test_what_has_no_room_is_told(self):
        most, more = 10000, 7
        with tempfile.NamedTemporaryFile("w", prefix="mailauth-frames-", encoding="utf-8") as file:
            for i in range(most + more):
                file.write(f"Mar  2 07:31:11 mx1 postfix/smtp[1]: 4bG{i:07}: to=<u{i}@there.example>, relay=mx.there.example[198.51.100.27]:25, "
                           f"dsn=5.1.1, status=bounced (host mx.there.example[198.51.100.27] said: 550 5.1.1 <u{i}@there.example>: User unknown)\n")
            file.flush()
            done = program.run("bounce", "--offline", "--format", "json", file.name)
        document = json.loads(done.output)
        self.assertEqual((len(document["bounces"]), document["left_out"]), (most, more))
        self.assertIn(f"{more} bounces are left out", done.errors)

    def test_a_line_without_end(self):
        words = "nothing is refused here, and nothing is told of mail; " * 30000
        with tempfile.NamedTemporaryFile("w", prefix="mailauth-frames-", encoding="utf-8") as file:
            file.write(words + "550 5.7.26 Unauthenticated email from beta.example is not accepted due to domain's DMARC policy. " + words)
            file.flush()
            document = json.loads(program.run("bounce", "--offline", "--format", "json", file.name).output)
        self.assertEqual((document["kind"], document["domain"]), ("dmarc", "beta.example"))


if __name__ == "__main__":
    unittest.main()
