/* Received fields as the servers write them, one of each form. */
#include "mail/received.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Facts: A the client logged in, R fetched from a mailbox, L local, F the name may be forged, U no name was found. */
static const struct form {
	const char *what, *text;
	const char *helo, *name, *address, *by, *with, *recipient, *sender, *facts;
} forms
	[] = {
		{ "Postfix",
			"from mail.example.com (mail.example.com [192.0.2.10]) by mx.example.net (Postfix) with ESMTPS id 4DEE for <bob@example.net>; Mon, 30 Nov 2026 15:00:05 +0000 (UTC)",
			"mail.example.com", "mail.example.com", "192.0.2.10", "mx.example.net", "ESMTPS",
			"bob@example.net", NULL, "" },
		{ "Postfix without a name",
			"from mail.example.com (unknown [192.0.2.10]) by mx.example.net (Postfix) with ESMTP id 4DEE; date",
			"mail.example.com", "", "192.0.2.10", "mx.example.net", "ESMTP", "", NULL, "U" },
		{ "Postfix, IPv6",
			"from mail.example.com (mail.example.com [IPv6:2001:db8::25]) by mx.example.net (Postfix) with ESMTPS id 4DEE; date",
			"mail.example.com", "mail.example.com", "2001:db8::25", "mx.example.net", "ESMTPS",
			"", NULL, "" },
		{ "Postfix, TLS",
			"from mail.example.com (mail.example.com [192.0.2.10]) (using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange X25519 server-signature RSA-PSS (2048 bits)) (No client certificate requested) by mx.example.net (Postfix) with ESMTPS id 4DEE for <bob@example.net>; date",
			"mail.example.com", "mail.example.com", "192.0.2.10", "mx.example.net", "ESMTPS",
			"bob@example.net", NULL, "" },
		{ "Postfix, log-in",
			"from [10.0.0.5] (dsl-77.isp.example [203.0.113.177]) (Authenticated sender: ann@example.com) by mail.example.com (Postfix) with ESMTP id 4ABC; date",
			"[10.0.0.5]", "dsl-77.isp.example", "203.0.113.177", "mail.example.com", "ESMTP", "",
			NULL, "A" },
		{ "Postfix, ESMTPSA",
			"from desk7 (dsl-77.isp.example [203.0.113.177]) by mail.example.com (Postfix) with ESMTPSA id 4ABC; date",
			"desk7", "dsl-77.isp.example", "203.0.113.177", "mail.example.com", "ESMTPSA", "",
			NULL, "A" },
		{ "Postfix, sendmail(1)", "by mail.example.com (Postfix, from userid 1000) id 4ABC; date", "",
			"", "", "mail.example.com", "", "", NULL, "L" },
		{ "Postfix, UTF8",
			"from mail.example.com (mail.example.com [192.0.2.10]) by mx.example.net (Postfix) with UTF8SMTPS id 4; date",
			"mail.example.com", "mail.example.com", "192.0.2.10", "mx.example.net", "UTF8SMTPS",
			"", NULL, "" },
		{ "Postfix, UTF8 with a log-in",
			"from a (b.example [192.0.2.10]) by mx.example.net (Postfix) with UTF8SMTPSA id 4; date",
			"a", "b.example", "192.0.2.10", "mx.example.net", "UTF8SMTPSA", "", NULL, "A" },
		{ "Postfix, envelope-from",
			"from mail.example.com (mail.example.com [192.0.2.10]) by mx.example.net (Postfix) with ESMTPS id 4DEE (envelope-from <ann@example.com>) for <bob@example.net>; date",
			"mail.example.com", "mail.example.com", "192.0.2.10", "mx.example.net", "ESMTPS",
			"bob@example.net", "ann@example.com", "" },
		{ "Dovecot",
			"from mx.example.net ([10.0.0.2]) by mbox.example.net with LMTP id abc (envelope-from <ann@example.com>) for <bob@example.net>; date",
			"mx.example.net", "", "10.0.0.2", "mbox.example.net", "LMTP", "bob@example.net",
			"ann@example.com", "L" },
		{ "Cyrus",
			"from mx.example.net ([unix socket]) by mbox.example.net (Cyrus 3.4) with LMTPA; date",
			"mx.example.net", "", "", "mbox.example.net", "LMTPA", "", NULL, "L" },
		{ "Amavis",
			"from mx.example.net ([127.0.0.1]) by localhost (mx.example.net [127.0.0.1]) (amavisd-new, port 10024) with ESMTP id ab12; date",
			"mx.example.net", "", "127.0.0.1", "localhost", "ESMTP", "", NULL, "" },
		{ "Exim without a name",
			"from [192.0.2.10] (helo=mail.example.com) by mx.example.net with esmtps (TLS1.3) tls TLS_AES_256_GCM_SHA384 (Exim 4.96) (envelope-from <ann@example.com>) id 1abc-00-1 for bob@example.net; date",
			"mail.example.com", "", "192.0.2.10", "mx.example.net", "esmtps", "bob@example.net",
			"ann@example.com", "" },
		{ "Exim, HELO is no name of the address",
			"from rdns.example.org ([192.0.2.10] helo=mail.example.com) by mx.example.net with esmtps (Exim 4.96) id 1abc; date",
			"mail.example.com", "rdns.example.org", "192.0.2.10", "mx.example.net", "esmtps", "",
			NULL, "" },
		{ "Exim, HELO and name are one",
			"from mail.example.com ([192.0.2.10]) by mx.example.net with esmtp (Exim 4.96) id 1abc; date",
			"mail.example.com", "mail.example.com", "192.0.2.10", "mx.example.net", "esmtp", "",
			NULL, "" },
		{ "Exim, port and ident",
			"from rdns.example.org ([192.0.2.10]:44321 helo=mail.example.com ident=ann) by mx.example.net with esmtp (Exim 4.96) id 1abc; date",
			"mail.example.com", "rdns.example.org", "192.0.2.10", "mx.example.net", "esmtp", "",
			NULL, "" },
		{ "Exim, port in front",
			"from [192.0.2.10] (port=51234 helo=[10.1.1.1]) by mx.example.net with esmtpsa (Exim 4.96) id 1abc; date",
			"[10.1.1.1]", "", "192.0.2.10", "mx.example.net", "esmtpsa", "", NULL, "A" },
		{ "Exim, IPv6",
			"from [2001:db8::25] (helo=mail.example.com) by mx.example.net with esmtp (Exim 4.96) id 1abc; date",
			"mail.example.com", "", "2001:db8::25", "mx.example.net", "esmtp", "", NULL, "" },
		{ "Exim, port without HELO",
			"from mail.example.com ([192.0.2.10]:51234) by mx.example.net with esmtps (Exim 4.96) id 1abc; date",
			"mail.example.com", "mail.example.com", "192.0.2.10", "mx.example.net", "esmtps", "",
			NULL, "" },
		{ "Exim, local",
			"from www-data by web.example.com with local (Exim 4.96) (envelope-from <www-data@web.example.com>) id 1abc; date",
			"www-data", "", "", "web.example.com", "local", "", "www-data@web.example.com", "L" },
		{ "Exim, null sender",
			"from mail.example.com ([192.0.2.10]) by mx.example.net with esmtp (Exim 4.96) (envelope-from <>) id 1; date",
			"mail.example.com", "mail.example.com", "192.0.2.10", "mx.example.net", "esmtp", "",
			"", "" },
		{ "Sendmail",
			"from mail.example.com (mail.example.com [192.0.2.10]) by mx.example.net (8.17.1/8.17.1) with ESMTPS id 0AU (version=TLSv1.3 cipher=X bits=256 verify=NOT) for <bob@example.net>; date",
			"mail.example.com", "mail.example.com", "192.0.2.10", "mx.example.net", "ESMTPS",
			"bob@example.net", NULL, "" },
		{ "Sendmail, forged",
			"from mail.example.com (host.example.org [192.0.2.10] (may be forged)) by mx.example.net (8.17.1/8.17.1) with ESMTP id 0AU; date",
			"mail.example.com", "host.example.org", "192.0.2.10", "mx.example.net", "ESMTP", "",
			NULL, "F" },
		{ "Sendmail without a name",
			"from mail.example.com ([192.0.2.10]) by mx.example.net (8.17.1/8.17.1) with ESMTP id 0AU; date",
			"mail.example.com", "", "192.0.2.10", "mx.example.net", "ESMTP", "", NULL, "U" },
		{ "Sendmail, ident",
			"from mail.example.com (IDENT:ann@mail.example.com [192.0.2.10]) by mx.example.net (8.17.1/8.17.1) with ESMTP id 0AU; date",
			"mail.example.com", "mail.example.com", "192.0.2.10", "mx.example.net", "ESMTP", "",
			NULL, "" },
		{ "Sendmail, log-in",
			"from desk (dsl.isp.example [203.0.113.7]) (authenticated bits=0) by mail.example.com (8.17.1/8.17.1) with ESMTP id 0AU; date",
			"desk", "dsl.isp.example", "203.0.113.7", "mail.example.com", "ESMTP", "", NULL,
			"A" },
		{ "Sendmail, submission",
			"(from ann@localhost) by mail.example.com (8.17.1/8.17.1/Submit) id 0AU; date", "",
			"", "", "mail.example.com", "", "", NULL, "L" },
		{ "qmail",
			"from unknown (HELO mail.example.com) (192.0.2.10) by mx.example.net with SMTP; 30 Nov 2026 15:00:06 -0000",
			"mail.example.com", "", "192.0.2.10", "mx.example.net", "SMTP", "", NULL, "U" },
		{ "qmail with a name",
			"from host.example.org (HELO mail.example.com) (192.0.2.10) by 0 with SMTP; date",
			"mail.example.com", "host.example.org", "192.0.2.10", "0", "SMTP", "", NULL, "" },
		{ "qmail, name is HELO",
			"from mail.example.com (192.0.2.10) by mx.example.net with SMTP; date",
			"mail.example.com", "", "192.0.2.10", "mx.example.net", "SMTP", "", NULL, "" },
		{ "qmail, ident and TLS",
			"from unknown (HELO [10.0.0.9]) (ann@192.0.2.10) by mx.example.net with (AES256-SHA encrypted) ESMTPS; date",
			"[10.0.0.9]", "", "192.0.2.10", "mx.example.net", "ESMTPS", "", NULL, "U" },
		{ "qmail, log-in",
			"from unknown (HELO desk) (ann@example.com@203.0.113.7 with plain) by mail.example.com with ESMTPA; date",
			"desk", "", "203.0.113.7", "mail.example.com", "ESMTPA", "", NULL, "AU" },
		{ "qmail, invoked by a user", "(qmail 1234 invoked by uid 99); 30 Nov 2026 15:00:06 -0000",
			"", "", "", "", "", "", NULL, "L" },
		{ "qmail, invoked from the network",
			"(qmail 1234 invoked from network); 30 Nov 2026 15:00:06 -0000", "", "", "", "", "",
			"", NULL, "L" },
		{ "qmail, envelope-sender",
			"from unknown (HELO gate.example.net) ([10.1.2.3]) (envelope-sender <ann@example.com>) by mx.example.net (qmail-1.03) with SMTP for <bob@example.net>; date",
			"gate.example.net", "", "10.1.2.3", "mx.example.net", "SMTP", "bob@example.net",
			"ann@example.com", "U" },
		{ "Exchange",
			"from mail.example.com (192.0.2.10) by ex1.example.net (10.0.0.8) with Microsoft SMTP Server (version=TLS1_2, cipher=X) id 15.1.2507.6 via Frontend Transport; date",
			"mail.example.com", "", "192.0.2.10", "ex1.example.net", "Microsoft SMTP Server", "",
			NULL, "" },
		{ "Exchange, IPv6",
			"from mail.example.com (2001:db8::25) by ex1.example.net (2001:db8:1::8) with Microsoft SMTP Server id 15.1; date",
			"mail.example.com", "", "2001:db8::25", "ex1.example.net", "Microsoft SMTP Server",
			"", NULL, "" },
		{ "Exchange, mapi",
			"from EX1.example.net ([fe80::1:2]) by EX1.example.net ([fe80::1:2%4]) with mapi id 15.01.2507.006; date",
			"EX1.example.net", "", "fe80::1:2", "EX1.example.net", "mapi", "", NULL, "" },
		{ "Microsoft 365",
			"from NAM10-BN7-obe.outbound.protection.outlook.com (mail-bn7nam10on2100.outbound.protection.outlook.com [40.107.92.100]) by mx.example.net (Postfix) with ESMTPS id 4; date",
			"NAM10-BN7-obe.outbound.protection.outlook.com",
			"mail-bn7nam10on2100.outbound.protection.outlook.com", "40.107.92.100",
			"mx.example.net", "ESMTPS", "", NULL, "" },
		{ "Microsoft 365, HTTPS",
			"from DM6PR01MB1111.namprd01.prod.outlook.com (2603:10b6:5:2ab::11) by BN8PR01MB2222.namprd01.prod.outlook.com with HTTPS; date",
			"DM6PR01MB1111.namprd01.prod.outlook.com", "", "2603:10b6:5:2ab::11",
			"BN8PR01MB2222.namprd01.prod.outlook.com", "HTTPS", "", NULL, "" },
		{ "IIS",
			"from mail.example.com ([192.0.2.10]) by mx.example.net with Microsoft SMTPSVC(6.0.3790.4675); date",
			"mail.example.com", "", "192.0.2.10", "mx.example.net", "Microsoft SMTPSVC", "", NULL,
			"" },
		{ "IIS, pickup", "from mail pickup service by web.example.com with Microsoft SMTPSVC; date",
			"mail", "", "", "web.example.com", "Microsoft SMTPSVC", "", NULL, "L" },
		{ "Gmail",
			"from mail.example.com (mail.example.com. [192.0.2.10]) by mx.google.com with ESMTPS id d2e1a72fcca58-1si123.2026.11.30 for <bob@example.net> (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256); date",
			"mail.example.com", "mail.example.com", "192.0.2.10", "mx.google.com", "ESMTPS",
			"bob@example.net", NULL, "" },
		{ "Gmail without a name",
			"from mail.example.com ([2001:db8::25]) by mx.google.com with ESMTPS id x; date",
			"mail.example.com", "", "2001:db8::25", "mx.google.com", "ESMTPS", "", NULL, "" },
		{ "Gmail inside", "by 2002:a05:7022:6187:b0:1d2:4567:89ab with SMTP id x7csp123; date", "",
			"", "", "2002:a05:7022:6187:b0:1d2:4567:89ab", "SMTP", "", NULL, "L" },
		{ "Yahoo",
			"from 192.0.2.10 (EHLO mail.example.com) by 10.197.35.10 with SMTPs (version=TLS1_2 cipher=X); date",
			"mail.example.com", "", "192.0.2.10", "10.197.35.10", "SMTPs", "", NULL, "" },
		{ "Yahoo inside", "from 10.197.35.10 by atlas1.mail.example.net pod-id NONE with HTTP; date",
			"10.197.35.10", "", "10.197.35.10", "atlas1.mail.example.net", "HTTP", "", NULL, "" },
		{ "Apple inside",
			"from p57-asmtp-1 by p123-mailgateway-2 (mailgateway 2526B1) with SMTP id 1; date",
			"p57-asmtp-1", "", "", "p123-mailgateway-2", "SMTP", "", NULL, "" },
		{ "Zimbra",
			"from localhost (localhost.localdomain [127.0.0.1]) by zm.example.net (Postfix) with ESMTP id 4; date",
			"localhost", "localhost.localdomain", "127.0.0.1", "zm.example.net", "ESMTP", "",
			NULL, "" },
		{ "Haraka",
			"from mail.example.com (mail.example.com [192.0.2.10]) by mx.example.net (Haraka/3.0.3) with ESMTPS id 1A.1 envelope-from <ann@example.com> (version=TLSv1.3 cipher=X verify=NO); date",
			"mail.example.com", "mail.example.com", "192.0.2.10", "mx.example.net", "ESMTPS", "",
			"ann@example.com", "" },
		{ "OpenSMTPD",
			"from mail.example.com (mail.example.com [192.0.2.10]) by mx.example.net (OpenSMTPD) with ESMTPS id 1a2b (TLSv1.3:AEAD-AES256-GCM-SHA384:256:NO) for <bob@example.net>; date",
			"mail.example.com", "mail.example.com", "192.0.2.10", "mx.example.net", "ESMTPS",
			"bob@example.net", NULL, "" },
		{ "OpenSMTPD, local",
			"from localhost (mx.example.net [local]) by mx.example.net (OpenSMTPD) with ESMTPA id 1a2b for <bob@example.net>; date",
			"localhost", "", "", "mx.example.net", "ESMTPA", "bob@example.net", NULL, "A" },
		{ "Stalwart",
			"from mail.example.com (mail.example.com [192.0.2.10] (AS64496 net, XX)) (using TLSv1_3 with cipher TLS13_AES_256) by mx.example.net (Stalwart SMTP) with ESMTPS id 1; date",
			"mail.example.com", "mail.example.com", "192.0.2.10", "mx.example.net", "ESMTPS", "",
			NULL, "" },
		{ "fetchmail",
			"from pop.example.net [203.0.113.9] by desk with POP3 (fetchmail-6.4.38) for <bob@localhost> (single-drop); date",
			"pop.example.net", "", "203.0.113.9", "desk", "POP3", "bob@localhost", NULL, "R" },
		{ "fetchmail, IMAP",
			"from imap.example.net (imap.example.net [203.0.113.9]) by desk with IMAP (fetchmail-6.4.38); date",
			"imap.example.net", "imap.example.net", "203.0.113.9", "desk", "IMAP", "", NULL,
			"R" },
		{ "Courier",
			"from mail.example.com (mail.example.com [::ffff:192.0.2.10]) (TLS: TLSv1.3,256bits) by mx.example.net with esmtps; date",
			"mail.example.com", "mail.example.com", "192.0.2.10", "mx.example.net", "esmtps", "",
			NULL, "" },
		{ "MDaemon",
			"from mail.example.com (mail.example.com [192.0.2.10]) by example.net (example.net [203.0.113.9]) (MDaemon PRO v23.0.1) with ESMTPS id md50001.msg for <bob@example.net>; date",
			"mail.example.com", "mail.example.com", "192.0.2.10", "example.net", "ESMTPS",
			"bob@example.net", NULL, "" },
		{ "Lotus Domino",
			"from mail.example.com ([192.0.2.10]) by notes.example.net (Lotus Domino Release 8.5.3) with ESMTP id 2026113015-12; date",
			"mail.example.com", "", "192.0.2.10", "notes.example.net", "ESMTP", "", NULL, "" },
		{ "Oracle",
			"from mail.example.com (mail.example.com [192.0.2.10]) by ms.example.net (Oracle Communications Messaging Server 8.0.2 64bit (built Jan 1 2020)) with ESMTP id <0QAB@ms.example.net> for bob@example.net; date",
			"mail.example.com", "mail.example.com", "192.0.2.10", "ms.example.net", "ESMTP",
			"bob@example.net", NULL, "" },
		{ "IMail",
			"from mail.example.com [192.0.2.10] by example.net with ESMTP (SMTPD32-8.05) id A1B2; date",
			"mail.example.com", "", "192.0.2.10", "example.net", "ESMTP", "", NULL, "" },
		{ "GroupWise", "from GWIA-MTA by mail.example.net with Novell_GroupWise; date", "GWIA-MTA",
			"", "", "mail.example.net", "Novell_GroupWise", "", NULL, "" },
		{ "Mimecast",
			"from mail.example.com (mail.example.com [192.0.2.10]) by relay.mimecast.com with ESMTP with STARTTLS (version=TLSv1.3, cipher=X) id eu-mta-1; date",
			"mail.example.com", "mail.example.com", "192.0.2.10", "relay.mimecast.com", "ESMTP",
			"", NULL, "" },
		{ "Proofpoint",
			"from mail.example.com (mail.example.com [192.0.2.10]) by mx0a-0001.pphosted.com (PPS) with ESMTPS id 3a1 (version=TLSv1.3 verify=NOT) for <bob@example.net>; date",
			"mail.example.com", "mail.example.com", "192.0.2.10", "mx0a-0001.pphosted.com",
			"ESMTPS", "bob@example.net", NULL, "" },
		{ "Proofpoint, filter",
			"from pps.filterd (m000.ppops.net [127.0.0.1]) by mx0a-0001.ppops.net (8.18.1.2/8.18.1.2) with ESMTP id 3; date",
			"pps.filterd", "m000.ppops.net", "127.0.0.1", "mx0a-0001.ppops.net", "ESMTP", "",
			NULL, "" },
		{ "Barracuda",
			"from mail.example.com (mail.example.com [192.0.2.10]) by mx-inbound1.ess.example.net (version=TLSv1.3 cipher=X bits=256 verify=NO); date",
			"mail.example.com", "mail.example.com", "192.0.2.10", "mx-inbound1.ess.example.net",
			"", "", NULL, "" },
		{ "IronPort",
			"from mail.example.com ([192.0.2.10]) by esa1.example.net with ESMTP/TLS/ECDHE-RSA-AES256; date",
			"mail.example.com", "", "192.0.2.10", "esa1.example.net",
			"ESMTP/TLS/ECDHE-RSA-AES256", "", NULL, "" },
		{ "MessageLabs",
			"from [192.0.2.10] (using TLSv1.3 with cipher X) by server-3.tower-245.messagelabs.com id AB/CD-1234; date",
			"[192.0.2.10]", "", "192.0.2.10", "server-3.tower-245.messagelabs.com", "", "", NULL,
			"" },
		{ "SES",
			"from mail.example.com (mail.example.com [192.0.2.10]) by inbound-smtp.eu-west-1.amazonaws.com with SMTP id abc123 for bob@example.net; date",
			"mail.example.com", "mail.example.com", "192.0.2.10",
			"inbound-smtp.eu-west-1.amazonaws.com", "SMTP", "bob@example.net", NULL, "" },
		{ "SendGrid", "from [192.0.2.10] by geopod-1 (SG) with HTTP id abc; date", "[192.0.2.10]", "",
			"", "geopod-1", "HTTP", "", NULL, "" },
		{ "CommuniGate Pro",
			"from [192.0.2.10] (HELO mail.example.com) by mx.example.net (CommuniGate Pro SMTP 6.3) with ESMTP id 12 for bob@example.net; date",
			"mail.example.com", "", "192.0.2.10", "mx.example.net", "ESMTP", "bob@example.net",
			NULL, "" },
		{ "CommuniGate Pro, verified",
			"from mail.example.com ([192.0.2.10] verified) by mx.example.net (CommuniGate Pro SMTP 6.3) with ESMTP id 12; date",
			"mail.example.com", "", "192.0.2.10", "mx.example.net", "ESMTP", "", NULL, "" },
		{ "CommuniGate Pro, account",
			"from desk (account ann@example.com [203.0.113.7] verified) by mail.example.com (CommuniGate Pro SMTP 6.3) with ESMTPSA id 12; date",
			"desk", "", "203.0.113.7", "mail.example.com", "ESMTPSA", "", NULL, "A" },
		{ "PowerMTA",
			"from mail.example.com (192.0.2.10) by mx.example.net (PowerMTA(TM) v5.0r1) id h1 for <bob@example.net>; Mon, 30 Nov 2026 15:00:05 +0000 (envelope-from <ann@example.com>)",
			"mail.example.com", "", "192.0.2.10", "mx.example.net", "", "bob@example.net",
			"ann@example.com", "" },
		{ "Momentum",
			"from mail.example.com ([192.0.2.10:43210]) by mx.example.net (envelope-from <ann@example.com>) (ecelerity 4.2 r(Core:4.2)) with ESMTP id 1/2; date",
			"mail.example.com", "", "192.0.2.10", "mx.example.net", "ESMTP", "",
			"ann@example.com", "" },
		{ "XMail",
			"from mail.example.com ([192.0.2.10]:3456) by mx.example.net with [XMail 1.27 ESMTP Server] id <S1> for <bob@example.net> from <ann@example.com>; date",
			"mail.example.com", "", "192.0.2.10", "mx.example.net", "[XMail 1.27 ESMTP Server]",
			"bob@example.net", "ann@example.com", "" },
		{ "James",
			"from 192.0.2.10 (EHLO mail.example.com) ([192.0.2.10]) by mx.example.net (JAMES SMTP Server ) with ESMTP ID 12; date",
			"mail.example.com", "", "192.0.2.10", "mx.example.net", "ESMTP", "", NULL, "" },
		{ "GMX",
			"from mail.example.com ([192.0.2.10]) by mx.gmx.net (mxgmx016 [203.0.113.15]) with ESMTPS (Nemesis) id 1M for <bob@example.net>; date",
			"mail.example.com", "", "192.0.2.10", "mx.gmx.net", "ESMTPS", "bob@example.net", NULL,
			"" },
		{ "Zoho",
			"from mail.example.com (192.0.2.10 [192.0.2.10]) by mx.zohomail.com with SMTPS id 17; date",
			"mail.example.com", "", "192.0.2.10", "mx.zohomail.com", "SMTPS", "", NULL, "" },
		{ "Kerio",
			"from desk ([203.0.113.7]) (authenticated user ann@example.com) by mail.example.com (Kerio Connect 9.4) with ESMTPSA; date",
			"desk", "", "203.0.113.7", "mail.example.com", "ESMTPSA", "", NULL, "A" },
		{ "nested",
			"from mail.example.com (mail.example.com (x) [192.0.2.10]) by mx.example.net with ESMTP; date",
			"mail.example.com", "mail.example.com", "192.0.2.10", "mx.example.net", "ESMTP", "",
			NULL, "" },
		{ "nested with an address",
			"from mail.example.com (mail.example.com (x [10.0.0.1] (y)) [192.0.2.10]) by mx.example.net with ESMTP; date",
			"mail.example.com", "mail.example.com", "192.0.2.10", "mx.example.net", "ESMTP", "",
			NULL, "" },
		{ "a comment as a part of HELO",
			"from a(b[10.0.0.1]) (c.example [192.0.2.10]) by mx.example.net with ESMTP; date",
			"a", "c.example", "192.0.2.10", "mx.example.net", "ESMTP", "", NULL, "" },
		{ "HELO that is a keyword",
			"from with (c.example [192.0.2.10]) by mx.example.net with ESMTP; date", "with",
			"c.example", "192.0.2.10", "mx.example.net", "ESMTP", "", NULL, "" },
		{ "no HELO", "from  (c.example [192.0.2.10]) by mx.example.net with SMTP; date", "",
			"c.example", "192.0.2.10", "mx.example.net", "SMTP", "", NULL, "" },
		{ "an escaped parenthesis",
			"from mail.example.com (a\\) [192.0.2.10]) by mx.example.net with SMTP; date",
			"mail.example.com", "a\\", "192.0.2.10", "mx.example.net", "SMTP", "", NULL, "" },
		{ "a parenthesis without its partner",
			"from mail.example.com (mail.example.com [192.0.2.10] by mx.example.net with SMTP; date",
			"mail.example.com", "", "192.0.2.10", "mx.example.net", "SMTP", "", NULL, "" },
		{ "a partner without its parenthesis",
			"from mail.example.com) (x.example [192.0.2.10]) by mx.example.net with SMTP; date",
			"mail.example.com)", "x.example", "192.0.2.10", "mx.example.net", "SMTP", "", NULL,
			"" },
		{ "words before the name",
			"from mail.example.com (EHLO said mail.example.com (verified (twice)) host.example.org [192.0.2.10]) by mx.example.net with SMTP; date",
			"mail.example.com", "host.example.org", "192.0.2.10", "mx.example.net", "SMTP", "",
			NULL, "" },
		{ "words before the name",
			"from mail.example.com (EHLO said mail.example.com (verified (twice)) host.example.org [192.0.2.10]) by mx.example.net with SMTP; date",
			"mail.example.com", "host.example.org", "192.0.2.10", "mx.example.net", "SMTP", "",
			NULL, "" },
		{ "smap",
			"from mail.example.com(192.0.2.10) by mx.example.net via smap (V2.1) id xma012345; d",
			"mail.example.com", "", "192.0.2.10", "mx.example.net", "", "", NULL, "" },
		{ "getmail, IMAP with TLS",
			"from imap.example.net by desktop with IMAP4-SSL getmail6 (6.19.04 msgid:INBOX/1/5); d",
			"imap.example.net", "", "", "desktop", "IMAP4-SSL getmail6", "", NULL, "R" },
		{ "nothing", ";", "", "", "", "", "", "", NULL, "L" },
		{ "no address", "from mail.example.com by mx.example.net; date", "mail.example.com", "", "",
			"mx.example.net", "", "", NULL, "" },
	};

static const char *facts_of(struct arena *arena, const struct received *found)
{
	char facts[6] = { 0 };
	size_t len = 0;

	if (found->authenticated)
		facts[len++] = 'A';
	if (found->retrieved)
		facts[len++] = 'R';
	if (found->local)
		facts[len++] = 'L';
	if (found->name_may_be_forged)
		facts[len++] = 'F';
	if (found->name_is_unknown)
		facts[len++] = 'U';
	return arena_strdup(arena, facts);
}

/* 1 for a member that is not as expected. */
static unsigned compare(const struct form *form, const char *member, struct slice found, const char *expected)
{
	if (slice_is(found, expected))
		return 0;
	print_error("%s: %s is \"%.*s\", not \"%s\"\n", form->what, member, (int)found.len,
		found.len ? (const char *)found.at : "", expected);
	return 1;
}

static void every_form(void **state)
{
	struct arena arena = { 0 };
	unsigned wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		const struct form *form = &forms[i];
		const struct received found = received_read(slice_of(form->text));
		const char *facts = facts_of(&arena, &found);

		wrong += compare(form, "helo", found.helo, form->helo);
		wrong += compare(form, "name", found.name, form->name);
		wrong += compare(form, "address",
			slice_of(found.has_address ? dns_address_text(&arena, &found.address) : ""),
			form->address);
		wrong += compare(form, "by", found.by, form->by);
		wrong += compare(form, "with", found.with, form->with);
		wrong += compare(form, "recipient", found.recipient, form->recipient);
		wrong += compare(form, "has_sender", slice_of(found.has_sender ? "yes" : "no"),
			form->sender ? "yes" : "no");
		wrong += compare(form, "sender", found.sender, form->sender ? form->sender : "");
		wrong += compare(form, "facts", slice_of(facts), form->facts);
	}
	arena_release(&arena);
	assert_int_equal(wrong, 0);
}

/* Fields of 100 kB that hold nothing but what opens something end in no time, and without a word of it. */
static void hostile_fields_end(void **state)
{
	static const char *const pieces[] = { "(", ")", "<", "((", "(a ", "from ", "by ", "[", "\\", ";",
		"\"", "(helo=", "( envelope-from <", "a@" };
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
		const size_t step = strlen(pieces[i]), len = 100000;
		uint8_t *text = arena_take(&arena, len);

		for (size_t at = 0; at < len; at++)
			text[at] = (uint8_t)pieces[i][at % step];
		assert_false(received_read((struct slice){ text, len }).has_address);
	}
	arena_release(&arena);
}

static void a_nul_is_a_byte_like_others(void **state)
{
	static const char text[] = "from a\0b (c.example [192.0.2.10]) by mx.example.net";
	const struct received found = received_read((struct slice){ (const uint8_t *)text, sizeof text - 1 });

	(void)state;
	assert_true(found.has_address);
	assert_int_equal(found.helo.len, 3);
	assert_true(slice_is(found.by, "mx.example.net"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_form),
		cmocka_unit_test(hostile_fields_end),
		cmocka_unit_test(a_nul_is_a_byte_like_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
