"""`message`: which hop of a stored message is the delivery to the receiver, in the headers of many servers and gateways."""

import os
import tempfile
import unittest

import program

ZONE = """$ORIGIN .
$TTL 60
example.com. SOA ns.example.com. h.example.com. 1 2 3 4 5
example.com. NS ns.example.com.
ns.example.com. A 127.0.0.1
example.com. TXT "v=spf1 ip4:192.0.2.10 ip6:2001:db8::25 -all"
_dmarc.example.com. TXT "v=DMARC1; p=reject"
bounce.example.com. TXT "v=spf1 ip4:198.51.100.7 -all"
mail.example.com. TXT "v=spf1 a -all"
mail.example.com. A 192.0.2.10
forger.example. SOA ns.example.com. h.example.com. 1 2 3 4 5
forger.example. TXT "v=spf1 -all"
"""
TAIL = "From: Ann <ann@example.com>\nTo: Bob <bob@recipient.example>\nDate: Mon, 30 Nov 2026 15:00:00 +0000\nMessage-ID: <1@example.com>\n\nHello\n"
PATH = "Return-Path: <ann@example.com>\n"
CLIENT = "Received: from mail.example.com (mail.example.com [192.0.2.10])"
POSTFIX = CLIENT + "\n by mx.recipient.example (Postfix) with ESMTPS id 1\n for <bob@recipient.example>; Mon, 30 Nov 2026 15:00:05 +0000\n"
DESK = "Received: from desk (dsl-77.isp.example [203.0.113.177]) by mail.example.com (Postfix) with ESMTPSA id 2; date\n"
STORE = "Received: from DM6PR01.prod.outlook.com (2603:10b6:5::11) by BN8PR01.prod.outlook.com with HTTPS; date\n" \
    "Received: from CY4PEPF01.namprd05.prod.outlook.com (2603:10b6:5:cafe::2a) by DM6PR08.outlook.office365.com (2603:10b6:5:80::46)\n" \
    " with Microsoft SMTP Server id 15.20.8 via Frontend Transport; date\n"
EXCHANGE = "by CY4PEPF01.mail.protection.outlook.com (10.167.242.15) with Microsoft SMTP Server (version=TLS1_3) id 15.20.8 via Frontend Transport; date\n"
GMAIL = "Delivered-To: bob@recipient.example\nReceived: by 2002:a05:7022:6187:b0:1d2:4567:89ab with SMTP id x7; date\nX-Received: by 2002:a05:6a00:1::71e; date\n"
MIMECAST = "Received: from eu-smtp-1.mimecast.com (eu-smtp-1.mimecast.com [203.0.113.50]) "

# The name, the header above From, the address of the delivery, SPF; then the members that shall be something else than usual.
CASES = [
    # One hop, as each server writes it.
    ("Postfix", PATH + POSTFIX, "192.0.2.10", "pass"),
    ("Exim, no name of the address", PATH + "Received: from [192.0.2.10] (helo=mail.example.com) by mx.recipient.example with esmtps (Exim 4.96) id 1; d\n" + DESK,
     "192.0.2.10", "pass", {"helo": "mail.example.com"}),
    ("Exim, its envelope-from", "Received: from rdns.example.net ([192.0.2.10] helo=mail.example.com) by mx.recipient.example with esmtps (Exim 4.96)\n"
     " (envelope-from <ann@example.com>) id 1; d\n", "192.0.2.10", "pass", {"mail_from": "ann@example.com", "helo": "mail.example.com"}),
    ("qmail", PATH + "Received: (qmail 1234 invoked by uid 0); d\nReceived: from unknown (HELO mail.example.com) (192.0.2.10) by 0 with SMTP; d\n",
     "192.0.2.10", "pass"),
    ("Yahoo", PATH + "X-Originating-Ip: [192.0.2.10]\nReceived-SPF: pass (domain of example.com designates 192.0.2.10 as permitted sender)\n"
     "Received: from 10.197.35.10 by atlas1.mail.yahoo.com pod-id NONE with HTTP; d\n"
     "Received: from 192.0.2.10 (EHLO mail.example.com) by 10.197.35.10 with SMTPs; d\n", "192.0.2.10", "pass", {"ip_source": "Received-SPF"}),
    ("Haraka", "Received: from mail.example.com (mail.example.com [192.0.2.10]) by mx.recipient.example (Haraka/3.0.3) with ESMTPS id 1A.1\n"
     " envelope-from <ann@example.com> (version=TLSv1.3); d\n", "192.0.2.10", "pass"),
    ("Courier", PATH + "Received: from mail.example.com (mail.example.com [::ffff:192.0.2.10]) by mx.recipient.example with esmtp; d\n", "192.0.2.10", "pass"),
    ("IMail", PATH + "Received: from mail.example.com [192.0.2.10] by recipient.example with ESMTP (SMTPD32-8.05) id A1; d\n", "192.0.2.10", "pass"),
    ("IPv6", PATH + "Received: from mail.example.com (mail.example.com [IPv6:2001:db8::25]) by mx.recipient.example (Postfix) with ESMTPS id 1; d\n",
     "2001:db8::25", "pass"),
    ("SES", PATH + CLIENT + " by inbound-smtp.eu-west-1.amazonaws.com with SMTP id a for bob@recipient.example; d\n"
     "Received-SPF: pass (spfCheck: domain of example.com designates 192.0.2.10 as permitted sender) client-ip=192.0.2.10; envelope-from=ann@example.com; helo=x;\n",
     "192.0.2.10", "pass"),
    # Internal hops of the receiver.
    ("amavis and LMTP", PATH + "Received: from mx.recipient.example ([10.0.0.2]) by mbox.recipient.example with LMTP id a; d\n"
     "Received: from localhost (localhost [127.0.0.1]) by mx.recipient.example (Postfix) with ESMTP id 3; d\n"
     "Received: from mx.recipient.example ([127.0.0.1]) by localhost (mx.recipient.example [127.0.0.1]) (amavis, port 10024) with ESMTP id 2; d\n" + POSTFIX,
     "192.0.2.10", "pass", {"kinds": ["local", "internal", "internal", "delivery"]}),
    ("public hosts of the receiver", PATH + "Received: from mx.recipient.example (mx.recipient.example [203.0.113.9]) by mbox.recipient.example (Postfix) with ESMTPS id 2; d\n"
     + POSTFIX, "192.0.2.10", "pass", {"kinds": ["internal", "delivery"]}),
    ("public hosts, no name of the address", PATH + "Received: from mx.recipient.example ([203.0.113.9]) by mbox.recipient.example (8.17/8.17) with ESMTP id 2; d\n"
     + POSTFIX, "192.0.2.10", "pass"),
    ("the receiver's servers log in at each other", PATH + "Received: from mx.recipient.example (mx.recipient.example [203.0.113.9]) by mbox.recipient.example (Postfix)"
     " with ESMTPSA id 2; d\n" + POSTFIX, "192.0.2.10", "pass", {"kinds": ["internal", "delivery"]}),
    ("the recipient's own server before the hoster's", "Delivered-To: bob@recipient.example\n" + PATH
     + "Received: from mx.recipient.example (mx.recipient.example [203.0.113.9]) by mbox7.hoster.example (Postfix) with ESMTPS id 2; d\n" + POSTFIX, "192.0.2.10", "pass"),
    ("authserv-id of another name of the receiver", PATH + "Received: from filter.hoster.example (10.3.3.3) by mbox.hoster.example with ESMTP id 2; d\n"
     "Received: from edge.hoster.example (edge.hoster.example [203.0.113.9]) by filter.hoster.example with ESMTP id 2; d\n"
     + CLIENT + " by edge.hoster.example with ESMTP id 1; d\n", "192.0.2.10", "pass"),
    ("Microsoft 365", PATH + STORE + "Received: from mail.example.com (192.0.2.10) " + EXCHANGE, "192.0.2.10", "pass", {"kinds": ["internal", "internal", "delivery"]}),
    ("Microsoft 365, its statement", STORE + "Received-SPF: Pass (protection.outlook.com: domain of example.com designates 192.0.2.10 as permitted sender)\n"
     " receiver=protection.outlook.com; client-ip=192.0.2.10; helo=mail.example.com; pr=C\nReceived: from mail.example.com (192.0.2.10) " + EXCHANGE + PATH,
     "192.0.2.10", "pass", {"ip_source": "Received-SPF"}),
    ("Microsoft 365 to Microsoft 365", STORE + "Received: from NAM10-obe.outbound.protection.outlook.com (mail-bn7nam10on2100.outbound.protection.outlook.com [192.0.2.10]) "
     + EXCHANGE + PATH + "Received: from A1.namprd08.prod.outlook.com (2603:10b6::1) by A2.namprd08.prod.outlook.com with mapi id 15.20; d\n", "192.0.2.10", "pass"),
    ("Authentication-Results name the client", STORE + "Authentication-Results: spf=pass (sender IP is 192.0.2.10)\n smtp.mailfrom=example.com; dkim=none\n", "192.0.2.10", "pass",
     {"ip_source": "Authentication-Results", "mail_from": "example.com"}),
    ("Gmail", GMAIL + PATH + CLIENT.replace("com [", "com. [") + "\n by mx.google.com with ESMTPS id d for <bob@recipient.example>; d\n", "192.0.2.10", "pass"),
    ("Gmail to Gmail", GMAIL + PATH + "Received: from mail-sor-f41.google.com (mail-sor-f41.google.com. [192.0.2.10]) by mx.google.com with SMTPS id d; d\n"
     "Received: by 2002:a05:1::1 with SMTP id y; d\n", "192.0.2.10", "pass"),
    ("Apple", PATH + "Received: from p57-asmtp-1 by p123-mailgateway-2 (mailgateway 26B1) with SMTP id 1; d\n"
     + CLIENT + " by p57-asmtp-1 (Postfix) with ESMTPS id 2 for <bob@icloud.com>; d\n", "192.0.2.10", "pass"),
    ("fetchmail", PATH + "Received: from pop.recipient.example [203.0.113.9] by desk with POP3 (fetchmail-6.4) for <bob@localhost>; d\n" + POSTFIX, "192.0.2.10", "pass",
     {"kinds": ["retrieval", "delivery"]}),
    ("GMX, the server's own address in a comment", PATH + "Received: from mail.example.com ([192.0.2.10]) by mx.gmx.net (mxgmx016 [203.0.113.15]) with ESMTPS (Nemesis) id 1; d\n",
     "192.0.2.10", "pass"),
    ("one service, two users", PATH + "Received: from mout.gmx.net (mout.gmx.net [192.0.2.10]) by mx.gmx.net (mxgmx016 [203.0.113.15]) with ESMTPS (Nemesis) id 1; d\n"
     "Received: from [203.0.113.177] ([203.0.113.177]) by mail.gmx.net (mrgmx104) with ESMTPSA (Nemesis) id 2; d\n", "192.0.2.10", "pass", {"kinds": ["delivery", "earlier"]}),
    ("one service, SPF does not pass", PATH + "Received: from mout.gmx.net (mout.gmx.net [203.0.113.9]) by mx.gmx.net (mxgmx016 [203.0.113.15]) with ESMTPS (Nemesis) id 1; d\n"
     "Received: from [203.0.113.177] ([203.0.113.177]) by mail.gmx.net (mrgmx104) with ESMTPSA (Nemesis) id 2; d\n", "203.0.113.9", None, {"two": True}),
    ("Fastmail", PATH + "Received: from compute5.internal (compute5.nyi.internal [10.202.2.45]) by sloti22 (Cyrus fastmail) with LMTPA; d\n"
     "Received: from mx1 ([10.202.2.200]) by compute5.internal (LMTPProxy); d\nReceived: from mx1.messagingengine.com (localhost [127.0.0.1]) by mailmx.nyi.internal (Postfix)"
     " with ESMTP id 1; d\nReceived: from mx1.messagingengine.com (localhost [127.0.0.1]) by mx1.messagingengine.com (Authentication Milter) with ESMTP id 2; d\n"
     + CLIENT + " by mx1.messagingengine.com (Postfix) with ESMTPS id 3 for <bob@recipient.example>; d\n", "192.0.2.10", "pass"),
    ("Comcast", PATH + "Received: from dovdir2.email.comcast.net ([203.0.113.3]) by dovback4.email.comcast.net with LMTP id a for <bob@comcast.net>; d\n"
     "Received: from resimta-h1p.sys.comcast.net ([203.0.113.4]) by dovdir2.email.comcast.net with LMTP id b; d\n"
     "Received: from mail.example.com ([192.0.2.10]) by resimta-h1p.sys.comcast.net with ESMTP id c; d\n", "192.0.2.10", "pass"),
    ("outlook.com before 2018", PATH + "Received: from HE1EUR01HT042.eop-EUR01.prod.protection.outlook.com (2603:10a6:802::19) by DB6PR10.prod.outlook.com with HTTPS; d\n"
     "Received: from HE1EUR01FT051.eop-EUR01.prod.protection.outlook.com (10.152.0.52) by HE1EUR01HT042.eop-EUR01.prod.protection.outlook.com (10.152.0.108)"
     " with Microsoft SMTP Server id 15.20.1; d\nReceived: from mail.example.com (192.0.2.10) by HE1EUR01FT051.mail.protection.outlook.com (10.152.1.1)"
     " with Microsoft SMTP Server id 15.20.1 via Frontend Transport; d\n", "192.0.2.10", "pass"),
    ("within the sender's organization", PATH + "Received: from mail.example.com (mail.example.com [192.0.2.10]) by mx.example.com (Postfix) with ESMTPS id 1"
     " for <bob@example.com>; d\n" + DESK, "192.0.2.10", "pass"),
    ("a service with a name of the sender, to the sender", PATH + CLIENT + " by mx.example.com (Postfix) with ESMTPS id 1; d\n"
     "Received: by filter0001p3 with SMTP id f; d\nReceived: from MTIz (unknown) by geopod-1 (SG) with HTTP id x; d\n", "192.0.2.10", "pass"),
    # What the receiver's own fields state.
    ("Received-SPF of a server whose Received field is gone", PATH + "Received-SPF: pass (x) client-ip=192.0.2.10; envelope-from=ann@example.com; helo=mail.example.com;\n",
     "192.0.2.10", "pass", {"ip_source": "Received-SPF", "helo": "mail.example.com"}),
    ("iprev", "Authentication-Results: mx.recipient.example; iprev=pass policy.iprev=192.0.2.10; spf=pass smtp.mailfrom=ann@example.com\n"
     "Received: from mx.recipient.example (10.0.0.2) by mbox.recipient.example with ESMTP; d\n", "192.0.2.10", "pass", {"ip_source": "Authentication-Results"}),
    ("both servers of the receiver check SPF", PATH + "Received-SPF: fail (x) client-ip=203.0.113.9; receiver=mbox.recipient.example\n"
     "Received: from mx.recipient.example (mx.recipient.example [203.0.113.9]) by mbox.recipient.example with ESMTP id 2; d\n"
     "Received-SPF: pass (x) client-ip=192.0.2.10; receiver=mx.recipient.example\n" + POSTFIX, "192.0.2.10", "pass"),
    ("Received-SPF of the sender is none of the receiver", PATH + POSTFIX + DESK + "Received-SPF: pass (x) client-ip=203.0.113.99; envelope-from=eve@forger.example\n",
     "192.0.2.10", "pass", {"mail_from": "ann@example.com"}),
    # Gateways.
    ("a gateway of the receiver, which authenticates", PATH + MIMECAST + "by mx.recipient.example with ESMTPS id 2; d\n"
     "Authentication-Results: relay.mimecast.com; spf=pass smtp.mailfrom=ann@example.com; dkim=none\n"
     + CLIENT + " by relay.mimecast.com with ESMTP id 1; d\n", "192.0.2.10", "pass", {"kinds": ["internal", "delivery"]}),
    ("a gateway of the sender, with a log-in", "Return-Path: <ann@bounce.example.com>\n" + MIMECAST.replace("203.0.113.50", "198.51.100.7") + "by mx.recipient.example with ESMTPS id 2; d\n"
     "Authentication-Results: relay.mimecast.com; auth=pass smtp.auth=x smtp.mailfrom=ann@example.com\n" + CLIENT + " by relay.mimecast.com with ESMTP id 1; d\n",
     "198.51.100.7", "pass"),
    ("a gateway, SPF passes in front of it", PATH + MIMECAST + "by mx.recipient.example with ESMTPS id 2; d\n" + CLIENT + " by relay.mimecast.com with ESMTP id 1; d\n",
     "192.0.2.10", "pass"),
    ("a gateway, SPF passes for it", "Return-Path: <ann@bounce.example.com>\n" + MIMECAST.replace("203.0.113.50", "198.51.100.7") + "by mx.recipient.example with ESMTPS id 2; d\n"
     "Received: from mail.example.net (mail.example.net [203.0.113.8]) by relay.mimecast.com with ESMTP id 1; d\n", "198.51.100.7", "pass"),
    ("a gateway, and SPF passes for none", PATH + MIMECAST + "by mx.recipient.example with ESMTPS id 2; d\n"
     "Received: from mail.example.net (mail.example.net [203.0.113.8]) by relay.mimecast.com with ESMTP id 1; d\n", "203.0.113.50", None, {"dmarc": "unknown", "two": True}),
    ("Exchange Online looks through the gateway", STORE + "Received-SPF: Fail (x) receiver=protection.outlook.com; client-ip=203.0.113.50; helo=eu-smtp-1.mimecast.com\n" + MIMECAST
     + EXCHANGE + CLIENT + " by relay.mimecast.com with ESMTP id 1; d\n" + PATH + "X-MS-Exchange-ExternalOriginalInternetSender: ip=[192.0.2.10];domain=mail.example.com\n",
     "192.0.2.10", "pass"),
    ("the recipient's own server in front of Exchange Online", STORE + "Received: from gate.recipient.example (203.0.113.40) " + EXCHANGE
     + CLIENT + " by gate.recipient.example (Postfix) with ESMTPS id 1; d\n" + PATH, "192.0.2.10", "pass"),
    # No delivery.
    ("a submission", PATH + "Received: from laptop ([203.0.113.177]) by smtp.gmail.com with ESMTPSA id 12; d\n", None, None, {"dmarc": "unknown", "says": "ESMTPSA"}),
    ("a log-in that a comment tells", PATH + "Received: from laptop (dsl.isp.example [203.0.113.177]) (Authenticated sender: ann@example.com) by mail.example.com (Postfix)"
     " with ESMTP id 1; d\n", None, None, {"dmarc": "unknown", "kinds": ["submission"]}),
    ("the web", PATH + "Received: from [203.0.113.177] by webmail.example.com with HTTP; d\n", None, None, {"dmarc": "unknown"}),
    ("a program of the host", PATH + "Received: by web.example.com (Postfix, from userid 33) id 1; d\n", None, None, {"dmarc": "unknown"}),
    ("from the store of Exchange", PATH + "Received: from EX1.example.com ([fe80::1]) by EX1.example.com ([fe80::1%4]) with mapi id 15.1; d\n", None, None, {"dmarc": "unknown"}),
    ("a copy on the sender's side", PATH + "Received: from web7 (unknown [203.0.113.177]) by mail.example.com (Postfix) with ESMTP id 1 for <bob@recipient.example>; d\n",
     None, None, {"dmarc": "unknown"}),
    ("the sender's server, address hidden", PATH + "Received: from mail.example.com (mail.example.com [172.17.0.1]) by mx.recipient.example (Postfix) with ESMTPS id 1; d\n" + DESK,
     None, None, {"dmarc": "unknown", "says": "172.17.0.1"}),
    ("a service's server, address hidden", PATH + "Received: from o1.mailer.example (gateway [172.18.0.1]) by mx.recipient.example (Postfix) with ESMTPS id 1; d\n"
     "Received: by filter0001 with SMTP id f; d\nReceived: from MTIz (unknown) by geopod-1 (SG) with HTTP id x; d\n", None, None, {"dmarc": "unknown", "says": "172.18.0.1"}),
    ("no address told", PATH + "Received: from mail.example.com by mx.recipient.example with SMTP; d\n" + DESK.replace("ESMTPSA", "ESMTP"), None, None, {"dmarc": "unknown"}),
    ("no Received field", PATH, None, None, {"dmarc": "unknown"}),
    # Forgeries.
    ("HELO with the receiver's name", PATH + "Received: from mx.recipient.example (unknown [203.0.113.66]) by mx.recipient.example (Postfix) with ESMTP id 1; d\n",
     "203.0.113.66", "fail", {"dmarc": "fail"}),
    ("a server that has another name than in HELO is not the one that it talks to", PATH
     + "Received: from mx.recipient.example (evil.forger.example [203.0.113.66]) by mx.recipient.example (Postfix) with ESMTP id 1; d\n"
     + CLIENT + " by mx.recipient.example (Postfix) with ESMTP id 0; d\n", "203.0.113.66", "fail", {"dmarc": "fail"}),
    ("a name that may be forged", PATH + "Received: from x (mx.recipient.example [203.0.113.66] (may be forged)) by mx.recipient.example (8.17/8.17) with ESMTP id 1; d\n"
     + CLIENT + " by evil.forger.example with ESMTP id 1; d\n", "203.0.113.66", "fail", {"dmarc": "fail"}),
    ("a forged Received field below", PATH + "Received: from evil.forger.example (evil.forger.example [203.0.113.66]) by mx.recipient.example (Postfix) with ESMTP id 1; d\n"
     + CLIENT + " by mx2.recipient.example (Postfix) with ESMTP id 0; d\n", "203.0.113.66", "fail", {"dmarc": "fail"}),
    ("a forged field of the receiver's server below", PATH + "Received: from desk (unknown [203.0.113.66]) by mx.recipient.example (Postfix) with ESMTP id 1; d\n"
     + CLIENT + " by mx.recipient.example (Postfix) with ESMTP id 0; d\n", "203.0.113.66", "fail", {"dmarc": "fail"}),
    ("a gateway that HELO alone claims", PATH + "Received: from eu-smtp-1.mimecast.com (unknown [203.0.113.66]) by mx.recipient.example (Postfix) with ESMTP id 1; d\n"
     + CLIENT + " by relay.mimecast.com with ESMTP id 1; d\n", "203.0.113.66", "fail", {"dmarc": "fail"}),
    ("a customer of the receiver", PATH + "Received: from desk.example.net (dsl-203-0-113-66.recipient.example [203.0.113.66]) by mx.recipient.example (Postfix) with ESMTP id 1; d\n"
     + CLIENT + " by desk.example.net with ESMTP id 0; d\n", "203.0.113.66", "fail"),
    # MAIL FROM and HELO.
    ("null MAIL FROM aligns by HELO", "Return-Path: <>\n" + POSTFIX, "192.0.2.10", "pass", {"mail_from": "", "dmarc": "pass"}),
    ("MAIL FROM is not known", POSTFIX, "192.0.2.10", None, {"mail_from": None, "dmarc": "unknown"}),
    ("MAIL FROM of Authentication-Results", "Authentication-Results: mx.recipient.example; spf=pass smtp.mailfrom=ann@example.com\n" + POSTFIX, "192.0.2.10", "pass",
     {"mail_from": "ann@example.com"}),
    ("MAIL FROM in brackets, below the server's own Received field",
     POSTFIX + "Authentication-Results: mx.recipient.example; spf=pass smtp.mailfrom=<ann@example.com>\n", "192.0.2.10", "pass", {"mail_from": "ann@example.com"}),
    ("MAIL FROM of the sender's Authentication-Results", POSTFIX + DESK + "Authentication-Results: mx.recipient.example; spf=pass smtp.mailfrom=ann@example.com\n",
     "192.0.2.10", None, {"mail_from": None, "dmarc": "unknown"}),
    ("a field of a filter", "X-Envelope-From: <ann@example.com>\n" + POSTFIX, "192.0.2.10", "pass", {"mail_from": "ann@example.com"}),
    ("the receiver forwards with an address of its own", "Return-Path: <SRS0=x=y=example.com=ann@recipient.example>\n"
     + POSTFIX.replace(" for <", " (envelope-from <ann@example.com>) for <"), "192.0.2.10", "pass", {"mail_from": "ann@example.com"}),
    ("a domain for bounces", "Return-Path: <b+1@bounce.example.com>\n" + POSTFIX.replace("192.0.2.10", "198.51.100.7"), "198.51.100.7", "pass", {"dmarc": "pass"}),
    ("MAILER-DAEMON is no domain", "Return-Path: <MAILER-DAEMON>\n" + POSTFIX, "192.0.2.10", "pass", {"mail_from": "", "dmarc": "pass"}),
]


class Paths(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="mailauth-path-")
        self.addCleanup(folder.cleanup)
        self.zone = os.path.join(folder.name, "db.zone")
        with open(self.zone, "w", encoding="ascii") as file:
            file.write(ZONE)

    def read(self, header, *arguments):
        return program.run("message", "--offline", "--no-config", "--format", "json", "--zone", self.zone, *arguments, input=header + TAIL)

    def test_each(self):
        for name, header, ip, spf, *more in CASES:
            with self.subTest(case=name):
                found = self.read(header).json
                expected = {"dmarc": {"pass": "pass", "fail": "fail", None: "unknown"}[spf], **(more[0] if more else {})}
                said = {"ip": found["ip"], "spf": found["spf"], "dmarc": found["dmarc"]["result"], "kinds": [hop["kind"] for hop in found["hops"]],
                        **{key: found[key] for key in ("helo", "mail_from", "ip_source")}}
                says, two = expected.pop("says", ""), expected.pop("two", False)
                self.assertEqual({key: said[key] for key in ("ip", "spf", *expected)}, {"ip": ip, "spf": spf, **expected}, said)
                self.assertIn(says, found["ip_why"])
                self.assertEqual("two readings" in found["ip_why"], two)
                rules = {finding["rule"] for finding in found["findings"]}
                self.assertEqual("message-spf-untried" in rules, spf is None, rules)
                self.assertEqual("message-no-auth" in rules, spf == "fail", rules)
                self.assertEqual("message-dmarc-fail" in rules, spf == "fail", rules)
                taken = [hop for hop in found["hops"] if hop["taken"]]
                self.assertLessEqual(len(taken), 1)
                for hop in taken:
                    self.assertEqual((hop["ip"], hop["kind"]), (ip, "delivery"))

    def test_the_address_that_is_given_wins(self):
        found = self.read(PATH + POSTFIX + DESK, "--ip", "203.0.113.177").json
        self.assertEqual((found["ip"], found["ip_source"], found["helo"], found["spf"]), ("203.0.113.177", "--ip", "desk", "fail"))
        found = self.read(PATH + POSTFIX, "--ip", "2001:db8::25", "--mail-from", "ann@example.com").json
        self.assertEqual((found["ip"], found["spf"], found["dmarc"]["result"]), ("2001:db8::25", "pass", "pass"))

    def test_the_domain_for_bounces_is_not_the_domain_of_from(self):
        found = self.read("Return-Path: <b+1@bounce.example.com>\n" + POSTFIX.replace("192.0.2.10", "198.51.100.7")).json
        self.assertNotIn("spf-ip-not-authorised", {finding["rule"] for finding in found["check"]["findings"]})

    def test_hostile_fields_take_linear_time(self):
        for piece in ("(", "((a)", "from ", "<", "[1.2.3.4]", "(x [192.0.2.1] ", "by a.example ", ";", "\\", '"'):
            header = "Received: from " + piece * (100000 // len(piece)) + "\n"
            done = self.read(PATH + header + "Received-SPF: " + header[10:] + "Authentication-Results: " + header[10:])
            self.assertLess(done.seconds, 5, piece)
        done = self.read(PATH + (CLIENT + " by mx.recipient.example with LMTP; d\n") * 10000)
        self.assertLess(done.seconds, 10)
        self.assertEqual(len(done.json["hops"]), 200)


if __name__ == "__main__":
    unittest.main()
