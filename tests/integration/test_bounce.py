"""`bounce`: each known reply in the shapes that people have it in, and the way from the bounce to records that mend it."""

import email.message
import email.policy
import json
import os
import shutil
import tempfile
import textwrap
import unittest

import program
import servers
from program import CLEAN, FINDINGS, UNKNOWN, USAGE

GMAIL, YAHOO, OUTLOOK, ICLOUD = ("gmail-smtp-in.l.google.com", "mta5.am0.yahoodns.net", "outlook-com.olc.protection.outlook.com",
                                 "mx01.mail.icloud.com")
OTHER = "mx.receiver.example"
D, IP, IP6 = "sender.example.com", "11.9.9.9", "2600::9"

# (host, code, lines of the reply, receiver, kind, domain, address)
REPLIES = [
    (GMAIL, "421 4.7.0", [f"[{IP}      15] Our system has detected that this message does not meet our rules for ip address: "
                          f"the sending IP address {IP} does not have a PTR record. x - gsmtp"], "Gmail", "ptr", None, IP),
    (GMAIL, "451 4.7.23", ["The sending IP address for this message doesn't have a PTR record, or the forward DNS entry of the",
                           "PTR record does not match the sending IP address. x - gsmtp"], "Gmail", "ptr", None, None),
    (GMAIL, "550 5.7.24", ["The SPF record of the sending domain has one or more suspicious entries. x - gsmtp"],
     "Gmail", "spf-record", None, None),
    (GMAIL, "451 4.7.24", ["The SPF record of the sending domain has one or more suspicious entries. x - gsmtp"],
     "Gmail", "spf-record", None, None),
    (GMAIL, "451 4.7.26", [f"Unauthenticated email from {D} is not accepted due to domain's DMARC policy, but temporary DNS failure",
                           "prevents authentication. x - gsmtp"], "Gmail", "dns", D, None),
    (GMAIL, "550 5.7.26", ["Your email has been blocked because the sender is unauthenticated. Gmail requires all senders to",
                           "authenticate with either SPF or DKIM.", " Authentication results:", " DKIM = did not pass",
                           f" SPF [{D}] with ip: [{IP}] = did not pass", "go to https://support.google.com/mail x - gsmtp"],
     "Gmail", "no-auth", D, IP),
    (GMAIL, "421 4.7.26", ["Your email has been rate limited. Gmail requires all senders to authenticate with either SPF or DKIM.",
                           " DKIM = did not pass", f" SPF [{D}] with ip: [{IP}] = did not pass x - gsmtp"],
     "Gmail", "no-auth", D, IP),
    (GMAIL, "550 5.7.26", ["This mail is unauthenticated, which poses a security risk to the sender and Gmail users, and has been",
                           "blocked. The sender must authenticate with at least one of SPF or DKIM. For this message, DKIM checks",
                           f"did not pass and SPF check for [{D}] did not pass with ip: [{IP}]. x - gsmtp"], "Gmail", "no-auth", D, IP),
    (GMAIL, "550 5.7.26", [f"The MAIL FROM domain [{D}] has an SPF record with a hard fail policy (-all) but it fails to pass SPF",
                           f"checks with the ip: [{IP}]. To best protect our users from spam, the message has been blocked. x - gsmtp"],
     "Gmail", "spf", D, IP),
    (GMAIL, "550 5.7.26", [f"Unauthenticated email from {D} is not accepted due to domain's DMARC policy. Please contact the",
                           f"administrator of {D} domain if this was a legitimate mail. x - gsmtp"], "Gmail", "dmarc", D, None),
    (GMAIL, "550 5.7.1", [f"Unauthenticated email from {D} is not accepted due to domain's DMARC policy. p=DmarcRejection x - gsmtp"],
     "Gmail", "dmarc", D, None),
    (GMAIL, "550 5.7.26", ["This message does not have authentication information or fails to pass authentication checks. To best",
                           "protect our users from spam, the message has been blocked. Please visit",
                           "https://support.google.com/mail/answer/81126#authentication for more information. x - gsmtp"],
     "Gmail", "no-auth", None, None),
    (GMAIL, "550 5.7.27", ["Your email has been blocked because SPF authentication didn't pass for this message.", "SPF = did not pass",
                           f"SPF {D} with ip address: {IP} = did not pass x - gsmtp"], "Gmail", "spf", D, IP),
    (GMAIL, "421 4.7.27", [f"Your email has been rate limited. SPF with {IP} = did not pass x - gsmtp"], "Gmail", "spf", None, IP),
    (GMAIL, "550 5.7.30", ["Your email has been blocked because DKIM authentication didn't pass. DKIM = did not pass x - gsmtp"],
     "Gmail", "dkim", None, None),
    (GMAIL, "421 4.7.30", ["DKIM = did not pass x - gsmtp"], "Gmail", "dkim", None, None),
    (GMAIL, "550 5.7.40", ["Your email has been blocked because the sending domain doesn't have a DMARC record, or the DMARC record",
                           "doesn't specify a DMARC policy. x - gsmtp"], "Gmail", "dmarc-missing", None, None),
    (GMAIL, "421 4.7.40", ["The sending domain doesn't have a DMARC record. x - gsmtp"], "Gmail", "dmarc-missing", None, None),
    (GMAIL, "421 4.7.32", ["The sending domain in the From: header isn't aligned with either the authenticated SPF or DKIM",
                           "organizational domain. x - gsmtp"], "Gmail", "alignment", None, None),
    (GMAIL, "550 5.7.29", ["Your email has been blocked because it was sent without TLS, which does not encrypt it. x - gsmtp"],
     "Gmail", "tls", None, None),
    (GMAIL, "421 4.7.28", [f"Gmail has detected an unusual rate of unsolicited mail originating from your IP address {IP}. x - gsmtp"],
     "Gmail", "reputation", None, IP),
    (GMAIL, "550 5.7.28", ["Gmail has detected an unusual rate of unsolicited mail originating from your SPF domain. x - gsmtp"],
     "Gmail", "reputation", None, None),
    (GMAIL, "550 5.7.25", ["The IP address sending this message does not have a PTR record setup, or the corresponding forward DNS",
                           "entry does not point to the sending IP. x - gsmtp"], "Gmail", "ptr", None, None),
    (GMAIL, "550 5.7.1", [f"[{IP6}      19] Our system has detected that this message does not meet IPv6 sending guidelines regarding",
                          "PTR records and authentication. x - gsmtp"], "Gmail", "ipv6", None, IP6),
    (GMAIL, "550 5.7.1", ["The domain in the From: header has a non-compliant domain name. x - gsmtp"], "Gmail", "header", None, None),
    (GMAIL, "550 5.7.1", ["This message is likely unsolicited mail, due to the very low reputation of the sending domain. x - gsmtp"],
     "Gmail", "reputation", None, None),
    (GMAIL, "504 5.7.40", ["Unrecognized authentication type. x - gsmtp"], "Gmail", "smtp-auth", None, None),
    (GMAIL, "535 5.7.80", ["Username and Password not accepted. x - gsmtp"], "Gmail", "smtp-auth", None, None),
    (GMAIL, "534 5.7.90", ["Application-specific password required. x - gsmtp"], "Gmail", "smtp-auth", None, None),
    (YAHOO, "550 5.7.9", ["This mail has been blocked because the sender is unauthenticated. Yahoo requires all senders to",
                          "authenticate with either SPF or DKIM."], "Yahoo", "no-auth", None, None),
    (YAHOO, "554 5.7.9", ["Message not accepted for policy reasons. See https://senders.yahooinc.com/error-codes"],
     "Yahoo", "dmarc", None, None),
    (YAHOO, "554 5.7.9", ["Header error. See https://senders.yahooinc.com/error-codes"], "Yahoo", "header", None, None),
    (YAHOO, "451 4.1.8", ["Message temporarily deferred due to unresolvable RFC.5321 from domain; see",
                          "https://senders.yahooinc.com/smtp-error-codes"], "Yahoo", "sender-domain", None, None),
    (YAHOO, "554 5.1.8", ["Message rejected due to unresolvable RFC.5322 from domain"], "Yahoo", "sender-domain", None, None),
    (YAHOO, "421 4.7.0", [f"[TSS04] Messages from {IP} temporarily deferred due to unexpected volume or user complaints"],
     "Yahoo", "reputation", None, IP),
    (YAHOO, "553 5.7.1", ["[BL21] Connections will not be accepted from this address, because the ip is in Spamhaus's list"],
     "Yahoo", "reputation", None, None),
    (YAHOO, "553 5.7.2", [f"[TSS09] All messages from {IP} will be permanently deferred"], "Yahoo", "reputation", None, IP),
    (OUTLOOK, "550 5.7.515", [f"Access denied, sending domain {D} does not meet the required authentication level.",
                              "SPF= Fail , DKIM= Fail , DMARC= Pass . See https://go.microsoft.com/fwlink/p/?linkid=2319303"],
     "Microsoft", "several", D, None),
    (OUTLOOK, "550 5.7.509", [f"Access denied, sending domain [{D}] does not pass DMARC verification and has a DMARC policy of reject.",
                              "[AM1PEPF.eurprd05.prod.outlook.com]"], "Microsoft", "dmarc", D, None),
    (OUTLOOK, "550 5.7.0", ["(SNT004) Unfortunately, messages could not be delivered due to domain owner policy restrictions."],
     "Microsoft", "dmarc", None, None),
    (OUTLOOK, "550 5.7.23", ["The message was rejected because of Sender Policy Framework violation"], "Microsoft", "spf", None, None),
    (OUTLOOK, "550 5.7.25", [f"Service unavailable, sending IPv6 address [{IP6}] must have a reverse DNS record"],
     "Microsoft", "ptr", None, IP6),
    (OUTLOOK, "550 5.7.26", [f"Service unavailable, message sent over IPv6 [{IP6}] must pass either SPF or DKIM validation, this message",
                             "is not signed"], "Microsoft", "ipv6", None, IP6),
    (OUTLOOK, "450 4.7.26", [f"Service unavailable, message sent over IPv6 [{IP6}] must pass either SPF or DKIM validation"],
     "Microsoft", "ipv6", None, IP6),
    (OUTLOOK, "550 5.7.512", ["Access denied, message must be RFC 5322 section 3.6.2 compliant and include a valid From address"],
     "Microsoft", "header", None, None),
    (OUTLOOK, "550 5.7.506", ["Access denied, bad HELO"], "Microsoft", "helo", None, None),
    (OUTLOOK, "550 5.7.510", ["Access denied, receiver.example does not accept email over IPv6"], "Microsoft", "local-policy", None, None),
    (OUTLOOK, "550 5.7.513", [f"Service unavailable, Client host [{IP}] blocked by receiver.example using Customer Block list"],
     "Microsoft", "local-policy", None, IP),
    (OUTLOOK, "550 5.7.606", [f"Access denied, banned sending IP [{IP}]"], "Microsoft", "reputation", None, IP),
    (OUTLOOK, "450 4.7.321", ["starttls-not-supported: Destination mail server must support TLS to receive mail"],
     "Microsoft", "recipient-tls", None, None),
    (OUTLOOK, "450 4.7.323", ["tlsa-invalid: The domain failed DANE validation"], "Microsoft", "recipient-tls", None, None),
    (OUTLOOK, "550 5.4.310", ["DNS domain receiver.example does not exist"], "Microsoft", "recipient-dns", "receiver.example", None),
    (OUTLOOK, "550 5.4.317", ["Message expired, cannot connect to remote server; STARTTLS is required to send mail"],
     "Microsoft", "recipient-tls", None, None),
    (OUTLOOK, "550 5.7.1", [f"DY-001 (DY-001) Unfortunately, messages from {IP} weren't sent."], "Microsoft", "ptr", None, IP),
    (OUTLOOK, "550 5.7.1", ["Unfortunately, messages weren't sent. Part of their network is on our block list (SC-001)."],
     "Microsoft", "reputation", None, None),
    (OUTLOOK, "550 5.7.1", ["Sender ID (PRA) Not Permitted"], "Microsoft", "spf", None, None),
    (ICLOUD, "554 5.7.1", [f"Your message was rejected due to {D}'s DMARC policy. See https://support.apple.com/en-us/HT204137"],
     "Apple", "dmarc", D, None),
    (ICLOUD, "554 5.7.1", ["[HME1] This message failed both SPF and DKIM checks and was not relayed"], "Apple", "no-auth", None, None),
    (ICLOUD, "554 5.7.1", ["[CS01] Message rejected due to local policy. Please visit https://support.apple.com/en-us/HT204137"],
     "Apple", "local-policy", None, None),
    ("mx1.comcast.net", "550 5.2.0", ["Message rejected due to DMARC. Please see http://postmaster.comcast.net"], "Comcast", "dmarc", None, None),
    ("mx1.comcast.net", "554 5.7.1", ["Comcast requires that all mail servers must have a PTR record with a valid Reverse DNS entry"],
     "Comcast", "ptr", None, None),
    ("al-ip4-mx-vip1.prodigy.net", "550 5.7.1", ["Connections not accepted from servers without a valid sender domain. Fix reverse DNS for "
                                                 f"{IP}"], "AT&T", "ptr", None, IP),
    ("cxr.mx.a.cloudfilter.net", "554 5.7.1", [f"cox.net CXDNS: {IP} rejected - no rDNS"], "Cox", "ptr", None, IP),
    (OTHER, "550 5.7.1", ["Email rejected per DMARC policy (zoho)"], "Zoho", "dmarc", None, None),
    ("mx1.emailsrvr.com", "550 5.7.1", ["Message rejected (G15)"], "Rackspace", "dmarc", None, None),
    ("mx1.emailsrvr.com", "450 4.7.1", ["Client host rejected: no PTR (G1F)"], "Rackspace", "ptr", None, None),
    ("mx1.emailsrvr.com", "450 4.4.0", ["Temporary lookup failure of DMARC (G1E)"], "Rackspace", "dns", None, None),
    ("mx1.emailsrvr.com", "450 4.1.8", ["Sender address rejected: Domain not found"], "Rackspace", "sender-domain", None, None),
    ("mx3.qq.com", "550", ["SPF check failed"], "Tencent", "spf", None, None),
    ("mx3.qq.com", "550", ["DMARC check failed"], "Tencent", "dmarc", None, None),
    ("mxpool.infomaniak.com", "550 5.7.1", [f"rejected by DMARC policy for {D}"], "Infomaniak", "dmarc", D, None),
    ("mx1.mail.hostpoint.ch", "550", ["SPF-check failed"], "Hostpoint", "spf", None, None),
    ("mx1.mail.hostpoint.ch", "550", ["failed sender's DMARC policy, reject"], "Hostpoint", "dmarc", None, None),
    ("mx00.gmx.net", "550", ["Requested action not taken: mailbox unavailable. Reject due to SPF policy. See https://mail.gmx.net/senderguidelines"],
     "United Internet", "spf", None, None),
    ("mx00.gmx.net", "554", ["Transaction failed. Bad DNS PTR resource record. mail.gmx.net/senderguidelines"], "United Internet", "ptr", None, None),
    ("mx00.gmx.net", "554", ["Invalid DNS MX or A/AAAA resource record"], "United Internet", "sender-domain", None, None),
    ("eu-smtp-inbound-1.mimecast.com", "550", ["DMARC Sender Invalid - envelope rejected"], "Mimecast", "dmarc", None, None),
    ("eu-smtp-inbound-1.mimecast.com", "550", ["SPF Sender Invalid - envelope rejected"], "Mimecast", "spf", None, None),
    ("eu-smtp-inbound-1.mimecast.com", "550", ["DKIM Sender Invalid - envelope rejected"], "Mimecast", "dkim", None, None),
    ("mx0a.pphosted.com", "550 5.7.0", ["Email rejected per sender's DMARC policy"], "Proofpoint", "dmarc", None, None),
    ("d1.ess.barracudanetworks.com", "550", ["permanent failure for one or more recipients (SPF)"], "Barracuda", "spf", None, None),
    ("primary.fireeyecloud.com", "550 5.7.26", ["ETP205 message failed"], "Trellix", "dmarc", None, None),
    ("smtp.secureserver.net", "550", [f"{IP} is not allowed to send from <{D}> per it's SPF Record. Please inspect your SPF settings. IB508"],
     "GoDaddy", "spf", D, IP),
    ("smtp.secureserver.net", "421", ["Temporarily rejected. Reverse DNS for 11.9.9.9 failed. IB108"], "GoDaddy", "ptr", None, IP),
    ("smtpz4.laposte.net", "550 5.7.20", ["service refuse, veuillez essayer plus tard. LPN007_402"], "La Poste", "dkim", None, None),
    ("smtpz4.laposte.net", "550 5.7.1", ["service refuse. LPN007_517"], "La Poste", "dmarc", None, None),
    ("smtpz4.laposte.net", "550 5.5.0", [f"SPF: {D} is not allowed to send mail. LPN004_401"], "La Poste", "spf", D, None),
    ("mx.titan.email", "550 5.7.1", ["SPF fail - not authorized"], "Titan", "spf", None, None),
    ("mx1.xs4all.nl", "550 5.7.1", [f"DMARC failure for domain {D}, policy reject"], "KPN", "dmarc", D, None),
    ("smtpin.vvv.facebook.com", "554 5.1.8", ["DNS-P3 http://postmaster.facebook.com/response_codes no PTR"], "Meta", "ptr", None, None),
    ("smtpin.vvv.facebook.com", "451 4.1.8", ["DNS-T2 http://postmaster.facebook.com/response_codes"], "Meta", "dns", None, None),
    ("smtpin.vvv.facebook.com", "554 5.7.1", ["POL-P7 http://postmaster.facebook.com/response_codes"], "Meta", "dmarc", None, None),
    (OTHER, "450 4.7.25", [f"Client host rejected: cannot find your hostname, [{IP}]"], None, "ptr", None, IP),
    (OTHER, "450 4.7.1", [f"Client host rejected: cannot find your reverse hostname, [{IP}]"], None, "ptr", None, IP),
    (OTHER, "450 4.1.8", [f"<info@{D}>: Sender address rejected: Domain not found"], None, "sender-domain", None, None),
    (OTHER, "504 5.5.2", ["<host>: Helo command rejected: need fully-qualified hostname"], None, "helo", None, None),
    (OTHER, "450 4.7.1", ["<host.example>: Helo command rejected: Host not found"], None, "helo", None, None),
    (OTHER, "550 5.7.23", ["<a@receiver.example>: Recipient address rejected: Message rejected due to: SPF fail - not authorized. Please see",
                           f"http://www.openspf.net/Why?s=mfrom;id=info@{D};ip={IP};r=<UNKNOWN>"], None, "spf", None, IP),
    (OTHER, "550 5.7.1", [f"rejected by DMARC policy for {D}"], None, "dmarc", D, None),
    (OTHER, "554 5.7.1", [f"Policy for {D} is reject"], None, "dmarc", D, None),
    (OTHER, "550", ["Please see http://spf.pobox.com/why.html"], None, "spf", None, None),
    (OTHER, "550", ["Bad SPF records for sender"], None, "spf-record", None, None),
    (OTHER, "550", ["Sender Policy Framework (SPF) fail"], None, "spf", None, None),
    (OTHER, "550", ["Unauthenticated senders not allowed"], None, "smtp-auth", None, None),
    (OTHER, "554", ["IP name lookup failed"], None, "ptr", None, None),
    (OTHER, "554", ["Your IPs with missing PTR records are refused"], None, "ptr", None, None),
    (OTHER, "550 5.7.20", ["No passing DKIM signature found"], None, "dkim", None, None),
    (OTHER, "550 5.7.21", ["No acceptable DKIM signature found"], None, "dkim", None, None),
    (OTHER, "550 5.7.22", ["No valid author-matched signature found"], None, "alignment", None, None),
    (OTHER, "550 5.7.23", ["validation failed"], None, "spf", None, None),
    (OTHER, "451 4.7.24", ["validation error"], None, "spf-record", None, None),
    (OTHER, "550 5.7.25", ["validation failed"], None, "ptr", None, None),
    (OTHER, "550 5.7.26", ["Multiple authentication checks failed"], None, "no-auth", None, None),
    (OTHER, "550 5.7.27", ["Sender address has null MX"], None, "sender-domain", None, None),
    (OTHER, "556 5.1.10", ["Recipient address has null MX"], None, "recipient-dns", None, None),
    (OTHER, "550 5.7.29", ["chain validation failed"], None, "arc", None, None),
    (OTHER, "550 5.1.0", ["Domain receiver.example does not accept mail (nullMX)"], None, "recipient-dns", "receiver.example", None),
    (OTHER, "550 5.4.6", ["mail for receiver.example loops back to myself"], None, "recipient-dns", "receiver.example", None),
    (OTHER, "550 5.4.4", ["Host or domain name not found. Name service error for name=receiver.example type=MX: Host not found"],
     None, "recipient-dns", "receiver.example", None),
    (OTHER, "550 5.7.30", ["REQUIRETLS support required"], None, "recipient-tls", None, None),
    (OTHER, "550 5.7.28", ["Mail flood detected"], None, "reputation", None, None),
]
# Section 2.8 of the codes that mean different things: (host, code, text that does not tell) -> kind.
COLLISIONS = [
    (GMAIL, "550 5.7.24", "spf-record"), (OTHER, "550 5.7.24", "spf-record"),
    (GMAIL, "550 5.7.26", "no-auth"), (OUTLOOK, "550 5.7.26", "ipv6"), (OTHER, "550 5.7.26", "no-auth"),
    (GMAIL, "550 5.7.27", "spf"), (OTHER, "550 5.7.27", "sender-domain"),
    (GMAIL, "550 5.7.29", "tls"), (OTHER, "550 5.7.29", "arc"),
    (GMAIL, "550 5.7.30", "dkim"), (OTHER, "550 5.7.30", "recipient-tls"),
    (GMAIL, "550 5.7.32", "alignment"), (OTHER, "550 5.7.32", "unknown"),
    (GMAIL, "550 5.7.40", "dmarc-missing"), (GMAIL, "504 5.7.40", "smtp-auth"), (OTHER, "550 5.7.40", "unknown"),
    (YAHOO, "554 5.7.9", "dmarc"), (OTHER, "534 5.7.9", "unknown"),
    (OUTLOOK, "550 5.7.23", "spf"), (OTHER, "550 5.7.23", "spf"),
    (GMAIL, "550 5.7.28", "reputation"), (OTHER, "550 5.7.28", "reputation"),
    (OUTLOOK, "550 5.7.25", "ptr"), (OTHER, "550 5.7.25", "ptr"),
]


def wire(code, lines):
    """As SMTP has it: each line with the code, a hyphen behind all but the last."""
    basic, _, enhanced = code.partition(" ")
    enhanced = f"{enhanced} " if enhanced else ""
    return [f"{basic}{'-' if i + 1 < len(lines) else ' '}{enhanced}{line}" for i, line in enumerate(lines)]


def pasted(_host, code, lines):
    return "\n".join(wire(code, lines))


def wrapped(host, code, lines):
    """As a mail program shows it to a person: joined, wrapped, indented, behind words."""
    text = f"host {host}[192.0.2.200] said: " + " ".join(wire(code, lines)) + " (in reply to end of DATA command)"
    return "I'm sorry to have to inform you that your message could not be delivered.\n\n" \
        f"<someone@{OTHER}>:\n" + textwrap.indent(textwrap.fill(text, 70, break_long_words=False, break_on_hyphens=False), "    ") + "\n"


def exim(host, code, lines):
    return f"2026-11-22 10:11:12 1tFx2a-0001Ab-2C ** someone@{OTHER} F=<info@envelope.example.net> R=dnslookup T=remote_smtp " \
        f"H={host} [192.0.2.200] X=TLS1.3: SMTP error from remote mail server after end of data: " + "\\n".join(wire(code, lines)) + "\n"


def postfix(host, code, lines):
    first = "Nov 22 10:11:10 relay postfix/qmgr[99]: 4Wxyz1234: from=<info@envelope.example.net>, size=1234, nrcpt=1 (queue active)\n"
    enhanced = code.partition(" ")[2] or "5.0.0"
    return first + f"Nov 22 10:11:12 relay postfix/smtp[1234]: 4Wxyz1234: to=<someone@{OTHER}>, relay={host}[192.0.2.200]:25, delay=1.2, " \
        f"delays=0.1/0/0.5/0.6, dsn={enhanced}, status=bounced (host {host}[192.0.2.200] said: " + " ".join(wire(code, lines)) + \
        " (in reply to end of DATA command))\nNov 22 10:11:12 relay postfix/qmgr[99]: 4Wxyz1234: removed\n"


def qmail(host, code, lines):
    said = "/".join(wire(code, lines)).replace(" ", "_")
    return f"@4000000067404b2c0a1b2c3d delivery 7: failure: 192.0.2.200_failed_after_I_sent_the_message./Remote_host_said:_{said}/{host}/\n"


def dsn(host, code, lines):
    """RFC 3464, the words in base64, with the header of the mail that was refused."""
    report = f"From: MAILER-DAEMON@{OTHER}\r\nTo: info@envelope.example.net\r\nSubject: Undelivered Mail Returned to Sender\r\n" \
        'Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary="=_x"\r\n\r\n'
    words = email.message.EmailMessage(policy=email.policy.SMTP)
    words.set_content(wrapped(host, code, lines) + "Grüße, Ihr Postmeister\n", charset="utf-8", cte="base64")
    diagnostic = "\r\n    ".join(wire(code, lines))
    enhanced = code.partition(" ")[2] or "5.0.0"
    return report + "--=_x\r\n" + words.as_string().replace("\r\n", "\n").replace("\n", "\r\n") + "\r\n--=_x\r\nContent-Type: message/delivery-status\r\n\r\n" \
        f"Reporting-MTA: dns; relay.envelope.example.net\r\nX-Postfix-Sender: rfc822; info@envelope.example.net\r\n\r\n" \
        f"Final-Recipient: rfc822; someone@{OTHER}\r\nAction: failed\r\nStatus: {enhanced}\r\nRemote-MTA: dns; {host}\r\n" \
        f"Diagnostic-Code: smtp; {diagnostic}\r\n\r\n--=_x\r\nContent-Type: text/rfc822-headers\r\n\r\n" \
        "Return-Path: <info@envelope.example.net>\r\nDKIM-Signature: v=1; a=rsa-sha256; d=author.example.org;\r\n s=key1; h=from; bh=x; b=y\r\n" \
        "From: Someone <info@author.example.org>\r\n\r\n--=_x--\r\n"


SHAPES = (pasted, wrapped, exim, postfix, qmail, dsn)


class Bounces(unittest.TestCase):
    def bounce(self, text, *arguments):
        done = program.run("bounce", "--offline", "--no-config", "--format", "json", *arguments, input=text)
        self.assertTrue(done.output, done.errors)
        document = done.json
        self.assertNotIn("bounces", document, [bounce["reply"] for bounce in document.get("bounces", [])])
        return document


class Replies(Bounces):
    def test_each_in_each_shape(self):
        for host, code, lines, receiver, kind, domain, ip in REPLIES:
            for shape in SHAPES:
                with self.subTest(code=code, text=lines[0][:70], shape=shape.__name__):
                    found = self.bounce(shape(host, code, lines))
                    self.assertEqual(found["kind"], kind, found)
                    self.assertIn(code, found["codes"])
                    if shape is not pasted or receiver in ("Gmail", None):
                        self.assertEqual(found["receiver"], receiver)
                    if domain:
                        self.assertEqual(found["domain"], domain)
                    self.assertEqual(found["ip"], ip)

    def test_the_domain_of_the_log_line_or_report(self):
        host, code, lines = GMAIL, "550 5.7.30", ["DKIM = did not pass x - gsmtp"]
        self.assertIsNone(self.bounce(pasted(host, code, lines))["domain"])
        for shape in (exim, postfix):
            self.assertEqual(self.bounce(shape(host, code, lines))["domain"], "envelope.example.net", shape)
        found = self.bounce(dsn(host, code, lines))
        self.assertEqual((found["domain"], found["selector"]), ("author.example.org", "key1"))
        spf = self.bounce(dsn(GMAIL, "550 5.7.27", ["SPF = did not pass x - gsmtp"]))
        self.assertEqual(spf["domain"], "envelope.example.net")  # SPF is about the envelope

    def test_collisions(self):
        for host, code, kind in COLLISIONS:
            for shape in (wrapped, exim, dsn):
                with self.subTest(host=host, code=code, shape=shape.__name__):
                    self.assertEqual(self.bounce(shape(host, code, ["Refused."]))["kind"], kind)

    def test_results_that_the_receiver_told(self):
        found = self.bounce(pasted(*REPLIES[37][:3]))
        self.assertEqual((found["kind"], found["spf"], found["dkim"], found["dmarc"]), ("several", "fail", "fail", "pass"))

    def test_several(self):
        text = "\n\n".join(pasted(*reply[:3]) for reply in (REPLIES[5], REPLIES[8], REPLIES[5], REPLIES[37]))
        done = program.run("bounce", "--offline", "--format", "json", input=text)
        self.assertEqual([(bounce["kind"], bounce["times"]) for bounce in done.json["bounces"]],
                         [("no-auth", 2), ("spf", 1), ("several", 1)])
        log = exim(*REPLIES[5][:3]) + exim(*REPLIES[8][:3])
        self.assertEqual(len(program.run("bounce", "--offline", "--format", "json", input=log).json["bounces"]), 2)
        self.assertIn("4 bounces, 3 different", program.run("bounce", "--offline", input=text).output)

    def test_placeholders_of_tutorials_are_no_names(self):
        found = self.bounce("550-5.7.26 This mail is unauthenticated, which poses a security risk to the sender and Gmail users, and has\n"
                            "550-5.7.26 been blocked. SPF check for [DOMAIN] did not pass with ip: [IP].\n550 5.7.26 - gsmtp")
        self.assertEqual((found["kind"], found["domain"], found["ip"]), ("no-auth", None, None))

    def test_what_the_text_does_not_say_is_asked_for(self):
        text = pasted(*REPLIES[14][:3])
        done = program.run("bounce", "--offline", input=text)
        self.assertEqual(done.status, UNKNOWN)
        self.assertIn("--domain", done.output)
        found = self.bounce(text, "--domain", "given.example.com", "--ip", "11.2.3.4")
        self.assertEqual((found["domain"], found["ip"]), ("given.example.com", "11.2.3.4"))

    def test_no_dns_matter(self):
        done = program.run("bounce", "--offline", input=pasted(*REPLIES[27][:3]))
        self.assertEqual(done.status, CLEAN)
        self.assertIn("Nothing has to be published", done.output)

    def test_no_bounce(self):
        for text in ("", "hello", "Subject: x\nFrom: a@example.com\n\nhello\n", "2026-11-22 10:00:00 1tFx2a-0001Ab-2C Completed\n"):
            done = program.run("bounce", "--offline", input=text)
            self.assertEqual((done.status, done.output), (USAGE, ""), text)
            self.assertIn("550 5.7.26", done.errors)

    def test_a_letter_about_mail_is_no_bounce(self):
        words = "\n\nYesterday our SPF check failed for example.org, can you look?\n"
        done = program.run("bounce", "--offline", input="From: Ann <ann@example.org>\nTo: b@example.com\nSubject: hello" + words)
        self.assertEqual((done.status, done.output), (USAGE, ""))
        self.assertEqual(self.bounce("From: MAILER-DAEMON@example.org\nTo: b@example.com\nSubject: hello" + words)["kind"], "spf")

    def test_hostile_bytes(self):
        payload = "\x1b[31m\x07 \u202e %0A::error</script> [\x00x.example.com]"
        for shape in SHAPES:
            done = program.run("bounce", "--offline", input=shape(GMAIL, "550 5.7.26", [f"{payload} SPF = did not pass - gsmtp"]))
            self.assertFalse(set(done.output) & {"\x1b", "\x07", "\0", "\u202e"}, shape)


WORDINGS = {
    "ptr": ("IP name lookup failed", "Bad DNS PTR resource record", "cannot find your hostname", "Fix reverse DNS for 11.9.9.9", "IPs with missing PTR records",
            "no PTR Record found", "does not have a PTR record setup", "reverse DNS failed", "Reverse DNS required", "Sender IP reverse lookup rejected",
            "corresponding forward DNS entry does not point to the sending IP", "Unresolvable relay host name", "Hosts with dynamic IP or generic DNS PTR-records",
            "Domain x.example mismatches client IP", "Forbidden by invalid rDNS record", "Unverifyable sending IPs"),
    "spf": ("See //spf.pobox.com", "Please inspect your SPF settings", "Sender Policy Framework (SPF) fail", "SPF (Sender Policy Framework) domain authentication fail",
            "SPF check: fail", "message rejected due to: SPF fail", "please see http://www.openspf.org/why", "sender policy framework violation"),
    "smtp-auth": ("Unauthenticated senders not allowed",),
    "spf-record": ("bad spf records for x.example",),
    "dmarc": ("rejected by DMARC policy", "Message rejected due to DMARC", "failed sender's DMARC policy, reject", "DMARC failure for domain"),
    "helo": ("Helo command rejected: Host not found", "Bad HELO"),
    "sender-domain": ("Sender address rejected: Domain not found",),
    "reputation": ("AUP#1100 charter.net", "listed by Spamhaus", "on our blocklist"),
}


class Wordings(Bounces):
    def test_each(self):
        for kind, wordings in WORDINGS.items():
            for words in wordings:
                for shape in (pasted, postfix, dsn):
                    with self.subTest(words=words, shape=shape.__name__):
                        self.assertEqual(self.bounce(shape(OTHER, "550 5.7.1", [words]))["kind"], kind)


class Logs(Bounces):
    def kinds(self, text):
        done = program.run("bounce", "--offline", "--no-config", "--format", "jsonl", input=text)
        return [(found["kind"], found["domain"], found["ip"]) for found in map(json.loads, done.output.splitlines())]

    def test_what_is_no_failure_is_passed_over(self):
        stamp = "2026-11-22 10:11:12 1tFx2a-0001Ab-2C"
        for line in (f'{stamp} <= joe@letters.example U=joe P=local S=1550 T="Re: 550 5.7.26 blocked by Gmail"',
                     f"{stamp} <= a@b.example H=h [127.0.0.1]:550 P=esmtp S=450550", f"{stamp} => b@gmail.com R=dnslookup C=\"250 2.0.0 OK 550\"",
                     "Nov 22 10:11:12 h postfix/cleanup[5]: 4Wx1234: warning: header Subject: Re: 550 5.7.26 blocked by Gmail",
                     "Nov 22 10:11:12 h postfix/smtp[5]: 4Wx1234: to=<a@b.example>, relay=r[192.0.2.1]:25, dsn=2.0.0, status=sent (250 2.0.0 OK 450)",
                     "Nov 22 10:11:12 h named[1]: version 5.7.26 loaded 550 zones"):
            self.assertEqual(self.kinds(line + "\n"), [], line)

    def test_dns_of_the_recipient(self):
        self.assertEqual(self.kinds("Nov 22 10:11:12 h postfix/smtp[5]: 4Wx1234: to=<b@shop.example>, relay=none, delay=0.1, dsn=5.1.0, "
                                    "status=bounced (Domain shop.example does not accept mail (nullMX))\n"),
                         [("recipient-dns", "shop.example", None)])
        self.assertEqual(self.kinds("  b@shop.example\n    all relevant MX records point to non-existent hosts\n"),
                         [("recipient-dns", "shop.example", None)])
        self.assertEqual(self.kinds("550 5.7.27 Sender address has null MX\n")[0][0], "sender-domain")

    def test_mail_that_this_server_refused(self):
        host = "2026-11-22 10:11:12 H=mail.sender.example [198.51.100.{}]:44102 F=<a@sender{}.example> rejected "
        self.assertEqual(self.kinds(host.format(5, 5) + "RCPT <x@y.example>: SPF: 198.51.100.5 is not allowed to send mail from sender5.example\n" +
                                    host.format(6, 6) + "after DATA: DMARC policy of sender6.example\n"),
                         [("spf", "sender5.example", "198.51.100.5"), ("dmarc", "sender6.example", "198.51.100.6")])

    def test_several_of_a_kind(self):
        line = "550 5.7.26 Unauthenticated email from {}.example is not accepted due to domain's DMARC policy. gsmtp\n"
        for between in ("", "\n"):
            self.assertEqual([kind[1] for kind in self.kinds(line.format("mail") + between + line.format("mail2"))],
                             ["mail.example", "mail2.example"])
        line = "421 4.7.0 [TSS04] Messages from {} temporarily deferred due to unexpected volume or user complaints\n"
        self.assertEqual(len(self.kinds(line.format("192.0.2.10") + line.format("192.0.2.11"))), 2)

    def test_a_mailbox(self):
        replies = [REPLIES[5], REPLIES[30], REPLIES[8]]
        text = "\n".join("From MAILER-DAEMON Sun Nov 22 10:00:00 2026\n" + dsn(*reply[:3]).replace("\r\n", "\n") for reply in replies)
        self.assertEqual([kind[0] for kind in self.kinds(text)], [reply[4] for reply in replies])

    def test_a_transcript_of_sendmail(self):
        text = ">>> DATA\r\n<<< 550-5.7.26 Gmail requires all senders to authenticate with either SPF or DKIM.\r\n" \
            "<<< 550 5.7.26 SPF [a.example.com] with ip: [11.9.9.9] = did not pass - gsmtp\r\n554 5.0.0 Service unavailable\r\n"
        self.assertEqual(self.kinds(text), [("no-auth", "a.example.com", "11.9.9.9")])

    def test_names_and_addresses_that_are_wrapped_or_stand_elsewhere(self):
        for text, domain, ip in (
                ("550-5.7.26 SPF check for [example-shop.com] did not pass with ip: [203.0.113.1\n51]. - gsmtp", "example-shop.com", "203.0.113.151"),
                ("550-5.7.25 [198.51.100.1      19] The IP address sending this message does not have a PTR record - gsmtp", None, "198.51.100.1"),
                ("550 5.7.1 203.0.113.7 is not allowed to send mail from contoso.example", "contoso.example", "203.0.113.7"),
                ("2026-11-22 10:11:12 1tFx2a-0001Ab-2C ** a@yahoo.com R=d T=r: SMTP error from remote mail server after MAIL FROM:<n@letters.example>: "
                 "451 Message temporarily deferred due to unresolvable RFC.5321 from domain", "letters.example", None)):
            with self.subTest(text=text):
                self.assertEqual([kind[1:] for kind in self.kinds(text + "\n")], [(domain, ip)])

    def test_pages_that_show_a_bounce(self):
        page = "Error: 550 5.7.509\nMessage rejected by: mx.harbor.example\n\nStatus code: 550 5.7.509\n\nOriginal Message Details\n" \
            "Sender Address:\tann@garden.example\nRecipient Address:\tbob@harbor.example\n\nError Details\nReported error:\t550 5.7.509 Access denied, " \
            "sending domain garden.example does not pass DMARC verification and has a DMARC policy of reject.\nDSN generated by:\tEX1.corp.example\n"
        found = self.bounce(page)
        self.assertEqual((found["kind"], found["domain"], found["recipient"]), ("dmarc", "garden.example", "bob@harbor.example"))
        found = self.bounce("From: ann@garden.example\nTo: bob@gmail.com\nStatus: Bounced\nReason: 550 5.7.26 This mail has been blocked because the "
                            "sender is unauthenticated. Gmail requires all senders to authenticate with either SPF or DKIM.\n")
        self.assertEqual((found["kind"], found["domain"], found["recipient"]), ("no-auth", "garden.example", "bob@gmail.com"))

    def test_a_null_sender_is_judged_by_helo(self):
        reject = "NOQUEUE: reject: RCPT from unknown[11.9.9.9]: 550 5.7.23 <bob@harbor.example>: Recipient address rejected: SPF fail - not " \
            "authorized; from=<> to=<bob@harbor.example> proto=ESMTP helo=<mail.garden.example>\n"
        for line in ("Mar  4 21:56:01 mx postfix/smtpd[46]: " + reject,
                     "2026-11-22 10:11:12 H=(mail.garden.example) [11.9.9.9] F=<> rejected RCPT <bob@harbor.example>: SPF check failed\n",
                     "2026-11-22 10:11:12 H=mail.garden.example [11.9.9.9] F=<> rejected RCPT <bob@harbor.example>: SPF check failed\n"):
            with self.subTest(line=line):
                found = self.bounce(line)
                self.assertEqual((found["kind"], found["domain"], found["ip"], found["recipient"]),
                                 ("spf", "mail.garden.example", "11.9.9.9", "bob@harbor.example"))

    def test_the_header_below_a_reply_is_of_the_mail(self):
        found = self.bounce("550 5.7.1 DKIM signature did not verify\n\nReturn-Path: <b@esp.example>\nReceived: from x (x [192.0.2.99]) by y\n"
                            "DKIM-Signature: v=1; a=rsa-sha256; d=garden.example; s=sel1;\n\th=from:to; bh=x; b=y\n"
                            "Authentication-Results: mx.other.example; spf=fail; dmarc=pass\nFrom: Ann <ann@garden.example>\nTo: bob@harbor.example\n")
        self.assertEqual([found[name] for name in ("kind", "domain", "ip", "selector", "mail_from", "header_from", "recipient", "spf", "dmarc")],
                         ["dkim", "garden.example", None, "sel1", "b@esp.example", "ann@garden.example", "bob@harbor.example", None, None])
        self.assertEqual(found["reply"], "DKIM signature did not verify")

    def test_a_recipient_without_mail_servers(self):
        for text, domain, words in (
                ("postfix/smtp[77]: X: to=<office@parish.example>, relay=none, delay=0.1, dsn=5.1.0, status=bounced (Domain parish.example does not "
                 "accept mail (nullMX))", "parish.example", "null MX"),
                ("  office@parish.example\n    all relevant MX records point to non-existent hosts or (invalidly) to IP addresses", "parish.example", "MX records")):
            for run in (text, "Mar  3 10:00:00 mx " + text.lstrip() if "postfix" in text else text + "\n"):
                with self.subTest(text=run):
                    found = self.bounce(run)
                    self.assertEqual((found["kind"], found["domain"]), ("recipient-dns", domain))
                    self.assertIn(words, found["meaning"])

    def test_the_reply_tells_the_receiver_before_what_stands_around_it(self):
        around = "From: mailer-daemon@googlemail.com\nTo: a@example.com\nSubject: Delivery failed\n\nhost outlook-com.olc.protection.outlook.com said:\n" \
            "550 5.7.509 Access denied, sending domain a.example.com does not pass DMARC verification [DB5.prod.outlook.com]\n"
        self.assertEqual(self.bounce(around)["receiver"], "Microsoft")
        own = "Generating server: DB5.eurprd05.prod.outlook.com\n\na@partner.example\nRemote Server returned '550 5.7.1 rejected by DMARC policy for b.example.com'\n"
        self.assertIsNone(self.bounce(own)["receiver"])


class Operand(unittest.TestCase):
    TEXT = "550 5.7.26 SPF [a.example.com] with ip: [11.9.9.9] = did not pass - gsmtp"

    def run_bounce(self, *operands):
        return program.run("bounce", "--offline", "--no-config", "--format", "json", *operands)

    def test_a_text_is_an_argument(self):
        for text in (self.TEXT, "a@example.net: host x said:\n" + self.TEXT, self.TEXT + "\r\n"):
            with self.subTest(text=text):
                found = self.run_bounce(text).json
                self.assertEqual((found["receiver"], found["domain"], found["ip"]), ("Gmail", "a.example.com", "11.9.9.9"))

    def test_a_file_is_read_whatever_its_name(self):
        folder = tempfile.mkdtemp(prefix="mailauth-bounce-")
        self.addCleanup(shutil.rmtree, folder)
        for name in ("550", "a reply", "bounce.eml", "550 5.7.1 no"):
            path = os.path.join(folder, name)
            with open(path, "w", encoding="ascii") as file:
                file.write(self.TEXT)
            self.assertEqual(self.run_bounce(path).json["domain"], "a.example.com", name)

    def test_what_is_no_text_and_no_file(self):
        for operands, word in ((self.TEXT.split(" "), "quotes"), (["gone.eml"], "cannot read gone.eml"), ([""], "no refused mail"),
                               ([__file__, __file__], "one file"), (["no mail was refused"], "no refused mail")):
            with self.subTest(operands=operands):
                done = self.run_bounce(*operands)
                self.assertEqual((done.status, done.output), (USAGE, ""))
                self.assertIn(word, done.errors)


class Story(unittest.TestCase):
    """Mail from an address that is not listed, without a key, is refused: the bounce leads to the two records that mend it."""

    ZONE = "$ORIGIN example.com.\n$TTL 600\n@ SOA ns h 1 3600 600 86400 300\n@ NS ns\nns A 127.0.0.1\n@ MX 10 mail\nmail A 11.0.0.25\n" \
        '_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@example.com"\n'
    REPLY = ["Your email has been blocked because the sender is unauthenticated. Gmail requires all senders to",
             "authenticate with either SPF or DKIM.", " DKIM = did not pass", " SPF [example.com] with ip: [11.9.9.9] = did not pass - gsmtp"]

    def serve(self, records):
        return self.serve_zone(self.ZONE + records)

    def serve_zone(self, zone):
        folder = tempfile.mkdtemp(prefix="mailauth-bounce-")
        self.addCleanup(shutil.rmtree, folder)
        path = os.path.join(folder, "example.com.zone")
        with open(path, "w", encoding="ascii") as file:
            file.write(zone)
        root = os.path.join(folder, "root.zone")
        with open(root, "w", encoding="ascii") as file:
            file.write("$ORIGIN .\n$TTL 600\n@ SOA ns.example. h. 1 3600 600 86400 300\n@ NS ns.example.\nns.example. A 127.0.0.1\n"
                       "example.com. NS ns.example.com.\nns.example.com. A 127.0.0.1\n"
                       "9.9.9.11.in-addr.arpa. PTR mail2.example.org.\nmail2.example.org. A 11.9.9.9\n"
                       "7.9.9.11.in-addr.arpa. PTR mail2.example.org.\n"
                       '_spf.google.com. TXT "v=spf1 ip4:11.7.7.0/24 ~all"\n41.7.7.11.in-addr.arpa. PTR mail-sor-f41.google.com.\n')
        server = servers.Nsd({"example.com": path, ".": root})
        self.addCleanup(server.stop)
        return server.address

    def bounce(self, records, *arguments):
        return program.run("bounce", "--server", self.serve(records), *arguments, input=dsn(GMAIL, "550 5.7.26", self.REPLY)
                           .replace("author.example.org", "example.com").replace("envelope.example.net", "example.com"))

    def test_story(self):
        before = '@ TXT "v=spf1 mx -all"\n'
        done = self.bounce(before, "--format", "json")
        self.assertEqual(done.status, FINDINGS)
        causes = {cause["rule"] for cause in done.json["causes"]}
        self.assertIn("spf-ip-not-authorised", causes)
        self.assertTrue({"dkim-selector-missing", "dkim-domainkey-nxdomain"} & causes, causes)
        remedies = {remedy["name"]: remedy for remedy in done.json["remedies"]}
        self.assertEqual(set(remedies), {"example.com"})
        self.assertEqual(remedies["example.com"]["text"], "v=spf1 ip4:11.9.9.9 mx -all")
        self.assertIn("11.9.9.9", remedies["example.com"]["effect"])
        self.assertEqual(done.json["outcome"], "11.9.9.9 passes SPF")
        self.assertIn("--private-key", done.json["ask"])
        text = self.bounce(before).output
        self.assertIn('example.com. TXT "v=spf1 ip4:11.9.9.9 mx -all"', text)
        self.assertIn("11.9.9.9 passes SPF.", text)
        self.assertNotIn("PUBLIC-KEY", text)

    def test_a_domain_without_spf_gets_a_record_that_lets_the_address_pass(self):
        done = self.bounce("", "--format", "json")
        remedy, = done.json["remedies"]
        self.assertEqual((remedy["action"], remedy["name"], remedy["old"]), ("add", "example.com", None))
        self.assertEqual(remedy["text"], "v=spf1 ip4:11.9.9.9 ~all")
        self.assertEqual(done.json["outcome"], "11.9.9.9 passes SPF")

    def test_the_offered_record_is_proven_to_let_the_next_mail_pass(self):
        done = self.bounce('@ TXT "v=spf1 mx -all"\n', "--format", "json")
        text = done.json["remedies"][0]["text"]
        after = self.bounce(f'@ TXT "{text}"\n', "--format", "json")
        self.assertNotIn("spf-ip-not-authorised", {cause["rule"] for cause in after.json["causes"]})

    def test_mended(self):
        key = self.KEY_2048
        done = self.bounce(f'@ TXT "v=spf1 mx ip4:11.9.9.9 -all"\nkey1._domainkey TXT "v=DKIM1; k=rsa; p={key[:200]}" "{key[200:]}"\n')
        self.assertEqual(done.status, CLEAN, done.output + done.errors)
        self.assertIn("passes SPF now", done.output)
        self.assertNotIn("To publish", done.output)

    KEY_2048 = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA+FEdJ/96VP0UBDRe94MkuDsPCnFxVGmGmKO+IbF4QeutlyQOekuhvMWEjZ+" \
        "UmpirIEtNV52WBy9wHnegpaR5jBJEVfQlI6SSYcIXNens33Af8BiYv5s20TjS3EVuJlomPDWBdr4LO9O0Al4oHOwJ" \
        "mKGCMzNM4kB8wD2d9BADGpKgmNHOUAyVhdacHZbemZDurvnymuk5/KUmI9Wc/0oyZW8UpbD7OzxI4VxhVuIakse9hX9W5k2F" \
        "6O5I1NL87DN16tICta4H4fAK2AqhorbBvmJ3BqnUVdC9hwzja/d65vdklvD7bP4y5mkBAqThnq08cY966GBHD6pXcc40gNAldQIDAQAB"

    def text(self, reply, records="", *arguments, zone=None):
        server = self.serve(records) if zone is None else self.serve_zone(zone)
        return program.run("bounce", "--server", server, *arguments, reply)

    def test_reverse_dns_of_an_address_is_looked_up_without_a_domain(self):
        for ip, rule, status in (("11.9.9.8", "gmail-ptr-missing", FINDINGS), ("11.9.9.7", "gmail-fcrdns-mismatch", FINDINGS), ("11.9.9.9", None, CLEAN)):
            with self.subTest(ip=ip):
                reply = f"550 5.7.25 Client host rejected: cannot find your reverse hostname, [{ip}]"
                done = self.text(reply, "", "--no-config", "--format", "json")
                self.assertEqual(done.status, status, done.output)
                self.assertEqual((done.json["domain"], done.json["ip"], done.json["check"], done.json["remedies"]), (None, ip, None, []))
                self.assertEqual([cause["rule"] for cause in done.json["causes"]], [rule] if rule else [])
                self.assertEqual("PTR record" in (done.json["ask"] or ""), rule is not None)
                self.assertEqual(f"[{rule}]" in self.text(reply, "", "--no-config", "-v").output, rule is not None)
                text = self.text(reply, "", "--no-config").output
                self.assertNotIn("[gmail-", text)
                self.assertEqual("Nothing has to be published" in text, rule is None, text)
        done = self.text("550 5.7.25 The sending IP address does not have a PTR record", "", "--no-config", "--format", "json")
        self.assertEqual((done.status, done.json["causes"]), (UNKNOWN, []))
        self.assertIn("--ip", done.json["ask"])

    def test_a_name_in_helo_is_looked_up(self):
        reply = "450 4.7.1 <gone.example.org>: Helo command rejected: Host not found; client [11.9.9.9]"
        causes = [cause["rule"] for cause in self.text(reply, "", "--no-config", "--format", "json").json["causes"]]
        self.assertIn("helo-not-resolving", causes)
        done = self.text("450 4.7.1 <gone.example.org>: Helo command rejected: Host not found", "", "--no-config", "--format", "json")
        self.assertEqual((done.status, [cause["rule"] for cause in done.json["causes"]]), (CLEAN, ["helo-not-resolving"]))

    def test_what_the_reply_says_of_records_that_are_others_now(self):
        policy = "550 5.7.26 Unauthenticated email from example.com is not accepted due to domain's DMARC policy. - gsmtp"
        missing = "550 5.7.40 the sending domain example.com doesn't have a DMARC record - gsmtp"
        hard = "550 5.7.26 The MAIL FROM domain [example.com] has an SPF record with a hard fail policy (-all) but it fails to pass - gsmtp"
        none = "550 5.7.1 Message refused: domain example.com has no SPF record"
        reject, loose = self.ZONE, self.ZONE.replace("p=reject", "p=none; sp=reject")
        without = self.ZONE.replace("_dmarc TXT", "_dmark TXT")
        for reply, zone, said, now in (
                (policy, loose, "refusing-policy", "p=none"), (policy, without, "refusing-policy", "no record"), (policy, reject, None, None),
                (missing, loose, "no-dmarc-record", "p=none"), (missing, without, None, None),
                (hard, reject + '@ TXT "v=spf1 mx ~all"\n', "hard-fail", "~all"), (hard, reject, "hard-fail", "no record"),
                (hard, reject + '@ TXT "v=spf1 mx -all"\n', None, None),
                (none, reject + '@ TXT "v=spf1 mx -all"\n', "no-spf-record", "v=spf1 mx -all"), (none, reject, None, None)):
            with self.subTest(reply=reply, said=said, now=now):
                found = self.text(reply, "", "--no-config", "--format", "json", zone=zone).json["contradiction"]
                self.assertEqual((found and found["said"], found and found["now"]), (said, now))
        text = self.text(policy, "", "--no-config", zone=loose).output
        self.assertIn("sp=reject", text)
        self.assertIn("changed since", text)

    def test_the_domain_in_from_is_asked_for(self):
        log = "Jan  2 07:31:12 mx postfix/qmgr[2797]: 4bGx0z1kYQz9s: from=<bounce@example.com>, size=3863, nrcpt=1 (queue active)\n" \
            "Jan  2 07:31:13 mx postfix/smtp[1050]: 4bGx0z1kYQz9s: to=<user@gmail.com>, relay=x.example.net[198.51.100.27]:25, dsn=5.7.1, " \
            "status=bounced (host x.example.net[198.51.100.27] said: 550 5.7.1 DMARC policy of the author's domain (in reply to end of DATA command))\n"
        done = self.text(log, "", "--no-config", "--format", "json")
        self.assertEqual((done.status, done.json["kind"], done.json["domain"]), (UNKNOWN, "dmarc", None))
        self.assertIn("example.com", done.json["ask"])
        self.assertIn("--domain", done.json["ask"])

    def test_a_refusal_by_dmarc_without_an_address(self):
        reply = "550 5.7.26 Unauthenticated email from example.com is not accepted due to domain's DMARC policy. - gsmtp"
        service = self.ZONE.replace("10 mail", "1 smtp.google.com.")
        strict = self.ZONE.replace("p=reject;", "p=reject; aspf=s; adkim=s;") + f'k1._domainkey TXT "v=DKIM1; p={self.KEY_2048[:200]}" "{self.KEY_2048[200:]}"\n'
        spf = '@ TXT "v=spf1 ip4:11.0.0.1 -all"\n'
        for zone, cause, record in (
                (self.ZONE, "neither an SPF record nor a DKIM key", 'example.com. TXT "v=spf1 mx ~all"'),
                (service, "neither an SPF record nor a DKIM key", 'example.com. TXT "v=spf1 include:_spf.google.com ~all"'),
                (service + spf, "no DKIM key", 'example.com. TXT "v=spf1 ip4:11.0.0.1 include:_spf.google.com -all"'),
                (self.ZONE + spf, "no DKIM key", None), (strict + spf, "aspf=s and adkim=s: only example.com itself is aligned", None),
                (self.ZONE + '@ TXT "v=spf1 mx al"\n', "invalid (permerror)", 'example.com. TXT "v=spf1 mx ~all"')):
            with self.subTest(cause=cause, record=record):
                first = self.text(reply, "", "--no-config", zone=zone).output.splitlines()[:12]
                self.assertIn(cause, " ".join(first[:3]))
                self.assertTrue(any("--ip ADDR" in line for line in first), first)
                self.assertEqual([line for line in first if "v=spf1" in line and record not in line] if record else
                                 [line for line in first if "v=spf1" in line], [])
                self.assertEqual(sum(bool(record) and record in line for line in first), bool(record), first)

    def test_a_selector_that_only_the_reply_names(self):
        for words in ("DKIM: no key for signature, selector mail2026 of example.com", "DKIM verification failed: s=mail2026 d=example.com",
                      "DKIM: key not found for mail2026._domainkey.example.com", "dkim=permerror header.d=example.com header.s=mail2026 (no key)",
                      "DKIM signature (d=example.com, s=mail2026) failed: no key"):
            with self.subTest(words):
                found = self.text("550 5.7.20 " + words, "", "--no-config", "--format", "json").json
                self.assertEqual((found["kind"], found["domain"], found["selector"]), ("dkim", "example.com", "mail2026"))
                self.assertEqual([key["selector"] for key in found["check"]["records"]["dkim"]], ["mail2026"])
                self.assertIn("mail2026._domainkey.example.com", found["ask"])
        for words in ("DKIM: the selector could not be found for example.com", "DKIM failed; s=mfrom;id=example.com"):
            with self.subTest(words):
                self.assertIsNone(self.text("550 5.7.20 " + words, "", "--no-config", "--format", "json").json["selector"])

    def test_the_include_of_the_service_that_sent_the_mail(self):
        reply = "550 5.7.26 Your email has been blocked because the sender is unauthenticated. Gmail requires all senders to " \
            "authenticate with either SPF or DKIM. DKIM = did not pass SPF [example.com] with ip: [%s] = did not pass - gsmtp"
        for ip, records, record in (
                ("11.7.7.41", '@ TXT "v=spf1 mx -all"\n', "v=spf1 mx include:_spf.google.com -all"),
                ("11.7.7.41", "", "v=spf1 include:_spf.google.com ~all"),
                # Neither a PTR name nor MX tells of a service.
                ("11.7.7.42", '@ TXT "v=spf1 mx -all"\n', "v=spf1 ip4:11.7.7.42 mx -all")):
            with self.subTest(ip=ip, record=record):
                done = self.text(reply % ip, records, "--no-config", "--format", "json")
                remedy, = done.json["remedies"]
                self.assertEqual((remedy["text"], done.json["outcome"]), (record, f"{ip} passes SPF"))
                text = self.text(reply % ip, records, "--no-config").output
                self.assertEqual("your own account at Google Workspace" in text, "include" in record, text)

    def test_what_the_configuration_says_of_the_domain_holds(self):
        folder = tempfile.mkdtemp(prefix="mailauth-bounce-")
        self.addCleanup(shutil.rmtree, folder)
        config = os.path.join(folder, "config")
        with open(config, "w", encoding="ascii") as file:
            file.write('[domain "example.com"]\nignore = spf-ip-not-authorised\nselectors = key7\n')
        reply = " ".join(["550 5.7.26", *self.REPLY])
        rules = [[cause["rule"] for cause in self.text(reply, '@ TXT "v=spf1 mx -all"\n', *arguments, "--format", "json").json["causes"]]
                 for arguments in (["--no-config"], ["--config", config])]
        self.assertIn("spf-ip-not-authorised", rules[0])
        self.assertNotIn("spf-ip-not-authorised", rules[1])
        self.assertIn("dkim-selector-missing", rules[1])


if __name__ == "__main__":
    unittest.main()
