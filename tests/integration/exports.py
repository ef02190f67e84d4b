"""
Zones as DNS hostings, panels and servers write them, in their own forms. SPF, DMARC and KEY stand for the texts of the records. Each is a
pair: the name of a file (None for one that tells nothing), and its text.
"""

CLOUDFLARE = """;;
;; Domain:     example.com.
;; Exported:   2026-11-30 08:00:00
;;
;; This file is intended for use for informational and archival
;; purposes ONLY and MUST be edited before use on a production
;; DNS server.  In particular, you must:
;;   -- update the SOA record with the correct authoritative name server
;;
;; SOA Record
"""
CLOUDFLARE_RECORDS = """
;; NS Records
example.com.	86400	IN	NS	dalary.ns.cloudflare.com.
example.com.	86400	IN	NS	roman.ns.cloudflare.com.

;; A Records
example.com.	1	IN	A	11.0.0.80 ; cf_tags=cf-proxied:true
mail.example.com.	1	IN	A	11.0.0.25 ; the mail host cf_tags=cf-proxied:false,team

;; MX Records
example.com.	1	IN	MX	10 mail.example.com.

;; TXT Records
_dmarc.example.com.	1	IN	TXT	"DMARC"
s1._domainkey.example.com.	1	IN	TXT	"KEY"
example.com.	1	IN	TXT	"SPF"
"""
CLOUDFLARE_PLACEHOLDER = CLOUDFLARE_RECORDS.replace(
    "dalary.ns.cloudflare.com.", "REPLACE&ME$WITH^YOUR@NAMESERVER.").replace("example.com.	86400	IN	NS	roman.ns.cloudflare.com.\n", "")
START = "2052739344 10000 2400 604800 3600\n"

RECORDS = """@ 3600 IN NS ns1.provider.example.
@ 3600 IN A 11.0.0.80
mail 3600 IN A 11.0.0.25
@ 3600 IN MX 10 mail
@ 3600 IN TXT "SPF"
_dmarc 3600 IN TXT "DMARC"
s1._domainkey 3600 IN TXT "KEY"
"""

WINDOWS = """;
;  Database file example.com.dns for {0}.
;      Zone version:  42
;

@                       IN  SOA ns1.provider.example. hostmaster.example.com. (
                        42           ; serial number
                        900          ; refresh
                        600          ; retry
                        86400        ; expire
                        3600       ) ; default TTL

;
;  Zone NS records
;

@                       NS	ns1.provider.example.

;
;  WINS lookup record
;

@                       0	WINS	L2 C900 ( 11.0.0.3 )
@                       0	WINSR	L2 C900 example.com.

;
;  Zone records
;

@                       [AGE:3686744]	600	A	11.0.0.80
                        MX	10	mail.example.com.
                        TXT	( "SPF" )
_dmarc                  TXT	( "DMARC" )
s1._domainkey           3600	TXT	( "KEY" )
mail                    A	11.0.0.25

;
;  Delegated sub-zone:  branch.example.com.
;
branch                  NS	dc1.branch.example.com.
dc1.branch              A	11.0.0.7
;  End delegation

[AGE:3686744] laptop    1200	A	11.0.0.9
"""

GODADDY = """; Domain: example.com
; Exported (y-m-d hh:mm:ss): 2026-11-30 10:00:00
;
; This file is intended for use for informational and archival
; purposes ONLY and MUST be edited before use on a production
; DNS server.
;
{0}
; SOA Record
@	3600	 IN 	SOA	ns01.domaincontrol.com{1}	dns.jomax.net{1} (
				2026113000	; serial
				28800
				7200
				604800
				3600
				)

; A Records
@	600	 IN 	A	{2}
mail	600	 IN 	A	11.0.0.25

; CNAME Records
www	3600	 IN 	CNAME	@
shop	3600	 IN 	CNAME	shops.example.net{1}

; MX Records
@	3600	 IN 	MX	10	mail.example.com{1}

; TXT Records
@	3600	 IN 	TXT	"SPF"
_dmarc	3600	 IN 	TXT	"DMARC"
s1._domainkey	3600	 IN 	TXT	"KEY"

; SRV Records
_sip._tls.@	3600	 IN 	SRV	100	1	443	sipdir.online.lync.com.

; NS Records
@	3600	 IN 	NS	ns01.domaincontrol.com{1}
@	3600	 IN 	NS	ns02.domaincontrol.com{1}
"""

ABSOLUTE = """example.com. 21600 IN SOA ns-cloud-e1.googledomains.com. cloud-dns-hostmaster.google.com. 1 21600 3600 259200 300
example.com. 21600 IN NS ns-cloud-e1.googledomains.com.
example.com. 300 IN MX 10 mail.example.com.
mail.example.com. 300 IN A 11.0.0.25
example.com. 300 IN TXT "SPF"
_dmarc.example.com. 300 IN TXT "DMARC"
s1._domainkey.example.com. 300 IN TXT "KEY"
"""

WITHOUT_DOTS = """example.com	3600	IN	A	11.0.0.80
example.com	3600	IN	MX	10 mail.example.com
example.com	3600	IN	NS	ns1.provider.example.
example.com	3600	IN	SOA	ns1.provider.example. hostmaster.example.com. 1 10800 3600 604800 3600
example.com	3600	IN	TXT	"SPF"
_dmarc.example.com	3600	IN	TXT	"DMARC"
mail.example.com	3600	IN	A	11.0.0.25
s1._domainkey.example.com	3600	IN	TXT	"KEY"
www.example.com	3600	IN	ALIAS	lb.provider.example.
"""

PANEL_RECORDS = """example.com.	86400	IN	NS	ns1.provider.example.
example.com.	14400	IN	A	11.0.0.80
mail	14400	IN	A	11.0.0.25
example.com.	14400	IN	MX	10	mail.example.com.
example.com.	14400	IN	TXT	"SPF"
_dmarc	14400	IN	TXT	"DMARC"
s1._domainkey	14400	IN	TXT	"KEY"
"""

SOA = "{0} IN SOA ns1.provider.example. hostmaster.example.com. (2026113001 86400 3600 3600000 300)\n"


def bracketed(text):
    return "".join(f"[example.com.] {line.replace(' IN ', ' ')}\n" for line in text.splitlines())


# Name of the form -> (name of the file, text).
EXPORTS = {
    "cloudflare-a": (None, CLOUDFLARE + "example.com.	3600	IN	SOA	dalary.ns.cloudflare.com. dns.cloudflare.com. " + START +
                     CLOUDFLARE_RECORDS),
    "cloudflare-b": (None, CLOUDFLARE + "example.com	3600	IN	SOA	dalary.ns.cloudflare.com. dns.cloudflare.com. " + START +
                     CLOUDFLARE_RECORDS),
    "cloudflare-b-file": ("example.com.txt", CLOUDFLARE + "example.com	3600	IN	SOA	dalary.ns.cloudflare.com. dns.cloudflare.com. " +
                          START + CLOUDFLARE_RECORDS),
    "cloudflare-b-other-file": ("example.com (1).txt", CLOUDFLARE + "example.com	3600	IN	SOA	a.ns.cloudflare.com. dns.cloudflare.com. " +
                                START + CLOUDFLARE_RECORDS),
    "cloudflare-c": (None, CLOUDFLARE.replace("example.com.", "example.com") +
                     "$ORIGIN .\n@	3600	IN	SOA	example.com. root.example.com. (\n\t\t2026113000\t; serial\n\t\t7200\n\t\t3600\n"
                     "\t\t86400\n\t\t3600)\n" + CLOUDFLARE_PLACEHOLDER.replace("; p", r"\; p")),
    "cloudflare-c-mixed": ("export.txt", CLOUDFLARE + "$ORIGIN .\n@	3600	IN	SOA	example.com. root.example.com. " + START +
                           CLOUDFLARE_RECORDS.replace("example.com.	1", "example.com	1")),
    "cloudflare-a-placeholder": (None, CLOUDFLARE + "example.com.	3600	IN	SOA	a.ns.cloudflare.com. dns.cloudflare.com. " + START +
                                 CLOUDFLARE_PLACEHOLDER),
    "cloudflare-without-ns": (None, CLOUDFLARE + "example.com.	3600	IN	SOA	a.ns.cloudflare.com. dns.cloudflare.com. " + START +
                              CLOUDFLARE_RECORDS.split(";; A Records", 1)[1]),
    "cloudflare-crlf": (None, (CLOUDFLARE + "example.com	3600	IN	SOA	a.ns.cloudflare.com. dns.cloudflare.com. " + START +
                               CLOUDFLARE_RECORDS).replace("\n", "\r\n")),
    "godaddy": ("example.com.txt", GODADDY.format("$ORIGIN example.com.", ".", "11.0.0.80")),
    "godaddy-parked": (None, GODADDY.format("$ORIGIN example.com.", ".", "Parked")),
    "godaddy-builder": (None, GODADDY.format("$ORIGIN example.com.", ".", "WebsiteBuilder Site")),
    "godaddy-without-origin": (None, GODADDY.format("", ".", "11.0.0.80")),
    "godaddy-old": (None, GODADDY.format("$ORIGIN example.com", "", "11.0.0.80")),
    "hetzner": (None, ";; Exported on 2026-11-30T08:00:00Z\n$ORIGIN	example.com.\n$TTL	86400\n\n; SOA Records\n" + SOA.format("@") + RECORDS),
    "hetzner-long": (None, ";; Exported on 2026-11-30T08:00:00Z\n$ORIGIN	example.com.\n$TTL	86400\n" + SOA.format("@") + RECORDS +
                     f'long IN TXT "{"a" * 700}"\n'),
    "ovh": ("example.com.zone", "$TTL 3600\n" + SOA.format("@") + RECORDS + 'www IN TXT "1|www.example.com"\n    IN TXT "3|welcome"\n'),
    "ovh-origin": (None, "$TTL 3600\n" + SOA.format("@") + RECORDS),
    "gandi": ("example.com.txt", "@ 10800 IN SOA ns1.gandi.net. hostmaster.gandi.net. 1764489600 10800 3600 604800 10800\n" + RECORDS),
    "azure": (None, "; Exported zone file from Azure DNS\n;      Zone name: example.com\n;      Resource Group Name: dns\n"
              ";      Date and time (UTC): Mon, 30 Nov 2026\n\n$TTL 3600\n$ORIGIN example.com\n\n" +
              SOA.format("@") + '  3600 IN NS ns1-01.azure-dns.com.\n \n@ 3600 IN MX 10 mail.example.com.\n  3600 IN TXT "SPF"\n  \n'
              'mail 3600 IN A 11.0.0.25\n_dmarc 3600 IN TXT "DMARC"\n\ns1._domainkey 3600 IN TXT "KEY"\n'),
    "azure-dot": (None, "; Exported zone file from Azure DNS\n;      Zone name: example.com\n\n$TTL 3600\n$ORIGIN example.com.\n\n" +
                  SOA.format("@") + RECORDS),
    "google": ("zone.txt", ABSOLUTE),
    "google-stdin": (None, ABSOLUTE),
    "route53-cli53": (None, "$ORIGIN example.com.\n@	900	IN	SOA	ns-1.awsdns-01.com. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400\n" +
                      RECORDS + "www	86400	AWS	ALIAS	A lb-1.eu-west-1.elb.amazonaws.com. Z32O12XQLNTSW2 true\n"
                      "cdn	60	IN	A	11.0.0.81 ; AWS routing=\"WEIGHTED\" weight=10 identifier=\"a\"\n"),
    "cpanel": (None, "; cPanel first:11.94 (update_time):1622222222 Cpanel::ZoneFile::VERSION:1.3 hostname:cp.example.net latest:110.0.9\n"
               "; Zone file for example.com\n$TTL 14400\nexample.com.	86400	IN	SOA	ns1.provider.example.	hostmaster.example.com.	(\n"
               "\t\t2026113001 ;Serial Number\n\t\t3600 ;refresh\n\t\t1800 ;retry\n\t\t1209600 ;expire\n\t\t86400	)\n" + PANEL_RECORDS),
    "directadmin": ("example.com.db", "$TTL 14400\n@       IN      SOA     ns1.provider.example.      hostmaster.example.com. (\n"
                    "\t\t\t\t\t\t2026113001\n\t\t\t\t\t\t14400\n\t\t\t\t\t\t3600\n\t\t\t\t\t\t1209600\n\t\t\t\t\t\t86400 )\n\n" +
                    PANEL_RECORDS.replace('"SPF"', '( "SPF" )')),
    "ispconfig": ("pri.example.com", "$TTL        3600\n@       IN      SOA     ns1.provider.example. hostmaster.example.com. (\n"
                  "                        2026113001       ; serial, todays date + todays serial #\n                        7200\n"
                  "                        540\n                        604800\n                        3600 )\n;\n\n" + PANEL_RECORDS),
    "plesk-file": ("example.com", "; *** This file is automatically generated by Plesk ***\n$TTL	86400\n\n"
                   "@	IN	SOA	ns1.provider.example.	admin.example.com. (\n\t\t\t2026113001	; Serial\n\t\t\t10800\n\t\t\t3600\n\t\t\t604800\n"
                   "\t\t\t10800 )\n\n" + PANEL_RECORDS),
    "plesk-info": (None, "example.com.	NS	ns1.provider.example.\nexample.com.	A	11.0.0.80\nmail.example.com.	A	11.0.0.25\n"
                   "example.com.	MX (10)	mail.example.com.\nexample.com.	TXT	SPF\n_dmarc.example.com.	TXT	DMARC\n"
                   "s1._domainkey.example.com.	TXT	KEY\n\nSUCCESS: Getting information for DNS zone example.com complete.\n"),
    "plesk-info-cut": (None, "example.com.	NS	ns1.provider.example.\nexample.com.	A	11.0.0.80\nmail.example.com.	A	11.0.0.25\n"
                   "example.com.	MX	10	mail.example.com.\nexample.com.	TXT	SPF\n_dmarc.example.com.	TXT	DMARC\n"
                   "s1._domainkey.example.com.	TXT	KEY\n"),
    "windows": (None, WINDOWS.format("example.com zone").replace("\n", "\r\n")),
    "windows-scope": ("example.com.dns", WINDOWS.format("Default zone scope in zone example.com").replace("\n", "\r\n")),
    "windows-null": (None, WINDOWS.format("example.com zone").replace("file example.com.dns", "file (null)")),
    "pdnsutil": (None, "$ORIGIN .\n" + WITHOUT_DOTS.replace("mail.example.com\n", "mail.example.com.\n")),
    "pdnsutil-file": ("dump.txt", "$ORIGIN .\n" + WITHOUT_DOTS),
    "knotc": (None, bracketed(ABSOLUTE)),
    "knot-dump": (None, ";; Zone dump (Knot DNS 3.2.6)\n" + ABSOLUTE.replace(" IN ", " ") + ";; Written 7 records\n;; Time 2026-11-30 08:00:00 UTC\n"),
    "bind-dump": (None, "$ORIGIN .\n$TTL 3600	; 1 hour\nexample.com		IN SOA	ns1.provider.example. hostmaster.example.com. (\n"
                  "\t\t\t\t7          ; serial\n\t\t\t\t7200\n\t\t\t\t900\n\t\t\t\t604800\n\t\t\t\t3600\n\t\t\t\t)\n"
                  "\t\t\tNS	ns1.provider.example.\n\t\t\tMX	10 mail.example.com.\n\t\t\tTXT	\"SPF\"\n$ORIGIN example.com.\n"
                  "_dmarc\t\t\tTXT	\"DMARC\"\nmail\t\t\tA	11.0.0.25\n$ORIGIN _domainkey.example.com.\ns1\t\t\tTXT	\"KEY\"\n"),
    "dig-axfr": (None, "\n; <<>> DiG 9.18.28 <<>> @192.0.2.53 AXFR example.com\n; (1 server found)\n;; global options: +cmd\n" + ABSOLUTE +
                 ABSOLUTE.splitlines()[0] + "\n;; Query time: 1 msec\n;; SERVER: 192.0.2.53#53(192.0.2.53) (TCP)\n"
                 ";; WHEN: Mon Nov 30 08:00:00 UTC 2026\n;; XFR size: 8 records (messages 1, bytes 412)\n"),
    "kdig-axfr": (None, ";; AXFR for example.com.\n" + ABSOLUTE + ABSOLUTE.splitlines()[0] +
                  "\n\n;; Received 712 B (1 messages, 8 records)\n;; Time 2026-11-30 08:00:00 UTC\n"),
    "dnscontrol": (None, "$ORIGIN example.com.\n$TTL 300\n" + SOA.format("@") + "                 IN NS    ns1.provider.example.\n" + RECORDS +
                   "; www            IN R53_ALIAS  A lb\n; CF_PROXY_ON\n"),
    "all-without-dots": ("example.com.zone", ";; Domain: example.com\n" + WITHOUT_DOTS),
    "doubled-apex": (None, CLOUDFLARE + "example.com.example.com.	3600	IN	SOA	a.ns.cloudflare.com. dns.cloudflare.com. " + START +
                     CLOUDFLARE_RECORDS),
    "answer-section": (None, "".join(ABSOLUTE.splitlines(True)[2:])),
}

# What is none, or whose zone is in doubt: the file's name, its text, and what the sentence about it says.
DOUBTS = {
    "header-and-soa": (None, CLOUDFLARE + ABSOLUTE.replace("example.com.", "example.org."), ("example.com", "example.org")),
    "header-and-soa-without-dot": (None, CLOUDFLARE + "example.org 60 SOA a. b. 1 2 3 4 5\n", ("example.com", "example.org")),
    "header-and-origin": (None, CLOUDFLARE + "$ORIGIN example.org.\n" + SOA.format("@") + RECORDS, ("example.com", "example.org")),
    "no-name": (None, SOA.format("@") + RECORDS, ("--origin",)),
}
