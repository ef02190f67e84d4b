"""Changes that no gate may stop: mail is what it was, or better."""

from change import add, again, cut, harmless, insert, move, numbered, rename, replace, rewrite, swap, text_of

AGENCY, CUSTOMER = "agency/werbekutter.example.zone", "agency/krabbenhof.example.zone"


def key_of(base, start):
    text = text_of(base)
    begin = text.index("p=", text.index(start)) + 2
    return text[begin:text.index(")" if "( " in text[begin - 40:begin] else "\n", begin)].strip()


def each_line(change):
    return rewrite(lambda text: "".join(change(line) for line in text.splitlines(True)))


def in_one_line(text):
    """Records in parentheses become single lines."""
    return text.replace('"\n\t\t"', '" "').replace('( "', '"').replace('" )', '"')


def customer_with(owner, address):
    return (f"{owner}\tA\t{address}\n\tMX\t10 brief\n\tTXT\t\"v=spf1 redirect=_kunden.werbekutter.example\"\n"
            f'wk1._domainkey.{owner}\tTXT\t( "v=DKIM1; k=rsa; p={key_of("bakery", "ofen27.")} )\n')


NEW_ZONE = text_of("customers", CUSTOMER).replace("krabbenhof", "austernbank").replace("11.153.2.40", "11.153.2.41")

CHANGES = numbered(
    harmless("network-added", "bakery", "one more server", replace("ip4:11.130.77.5", "ip4:11.130.77.5 ip4:11.130.77.9")),
    harmless("network-added", "bank", "one more network", replace("v=spf1 ", "v=spf1 ip4:11.192.1.16/28 ")),
    harmless("network-added", "six", "one more network", replace("ip4:11.180.0.64/27", "ip4:11.180.0.64/27 ip6:2a00:1:60:26::/64")),
    harmless("network-added", "panel", "one more server", replace("/28 -all", "/28 ip4:11.145.9.1 -all")),
    harmless("include-added", "office", "one more service sends", replace("v=spf1 include", "v=spf1 include:mail.rundbrief.example include")),
    harmless("include-added", "bank", "one service sends", replace(" -all", " include:mail.rundbrief.example -all")),
    harmless("host-of-mechanism-added", "bakery", "one more server", insert("theke\t\tIN A\t11.132.40.10\n", "kasse"),
             replace("a:kasse.brotkorb.example", "a:kasse.brotkorb.example a:theke.brotkorb.example")),
    harmless("shared-record-widened", "hoster", "one more network for customers", replace("ip4:11.151.8.0/23", "ip4:11.151.8.0/23 ip4:11.151.12.0/24")),
    harmless("terms-in-another-order", "bakery", "the same servers pass",
             replace("mx a:kasse.brotkorb.example ip4:11.129.9.64/27", "ip4:11.129.9.64/27 a:kasse.brotkorb.example mx")),
    harmless("terms-in-another-order", "workspace", "the same servers pass", swap("include:_spf.google.com", "include:mail.rundbrief.example")),
    harmless("networks-joined", "bank", "two halves of the same network",
             replace("ip4:11.190.1.16/28", "ip4:11.190.1.16/29 ip4:11.190.1.24/29")),
    harmless("include-written-out", "hoster", "the same networks pass",
             replace("include:_netz6.netzscheune.example", "ip6:2a00:1:150::/48")),
    harmless("mechanism-written-out", "bakery", "the same addresses pass", replace("a:kasse.brotkorb.example", "ip4:11.132.40.9")),
    harmless("record-moved-behind-include", "bank", "the same networks pass", cut("@\tIN TXT"), insert(
        '@\tIN TXT\t"v=spf1 include:_spf.sparkontor.example -all"\n'
        '_spf\tIN TXT\t"v=spf1 ip4:11.190.1.16/28 ip4:11.191.1.16/28 -all"\n', "ns1\t")),
    harmless("record-moved-behind-cname", "hoster", "the same networks pass", replace("_altkunden\tIN\tTXT", "_kunden2019\tIN\tTXT"),
             insert("_altkunden\tIN\tCNAME\t_kunden2019\n")),
    harmless("case-of-keywords", "newsletter", "the same record", replace("v=spf1 ip4:11", "v=spf1 IP4:11")),
    harmless("strings-split", "university", "the same record", replace("ip4:11.160.25.0/24 ip4", 'ip4:11.160.25.0/24 " "ip4')),
    harmless("softfail-becomes-fail", "six", "spoofed mail fails", replace("~all", "-all")),

    harmless("selector-added", "bakery", "the next key",
             insert(f'ofen28._domainkey\tIN TXT\t"v=DKIM1; k=ed25519; p={key_of("six", "neu._domainkey")}\n')),
    harmless("selector-added", "workspace", "a service signs",
             insert("rb3._domainkey IN CNAME wollwerk.rb2.keys.rundbrief.example.\n")),
    harmless("selector-added", "newsletter", "a service signs for the shop", insert("bq._domainkey IN CNAME bp.u5121.bestellpost.example.\n")),
    harmless("key-rewrapped", "bakery", "the same key", rewrite(in_one_line)),
    harmless("key-rewrapped", "agency", "the same key", rewrite(lambda text: text.replace('" "', '"\n\t"').replace(
        'TXT\t"v=DKIM1', 'TXT\t( "v=DKIM1').replace('QAB"\n', 'QAB" )\n'))),
    harmless("key-tags-without-spaces", "bank", "the same key", replace("v=DKIM1; k=rsa; p", "v=DKIM1;k=rsa;p")),
    harmless("key-tags-left-out", "university", "the same key", replace("v=DKIM1; k=rsa; p", "p")),
    harmless("key-tags-added", "six", "the same key", replace("v=DKIM1; k=ed25519; p", "v=DKIM1; k=ed25519; s=email; n=2026; p")),
    harmless("key-semicolons-escaped", "bakery", "the same key: a backslash escapes", replace("v=DKIM1; k=rsa; p", "v=DKIM1\\; k=rsa\\; p")),

    harmless("policy-stronger", "workspace", "spoofed mail is rejected", replace("p=quarantine", "p=reject")),
    harmless("policy-of-subdomains-stronger", "university", "spoofed mail is rejected", replace("sp=quarantine", "sp=reject")),
    harmless("policy-of-subdomain-added", "office", "spoofed invoices are rejected, and reported elsewhere",
             insert('_dmarc.rechnungen\tTXT\t"v=DMARC1; p=reject; rua=mailto:dmarc@rechnungen.hafenspedition.example"\n')),
    harmless("reports-added", "bakery", "one more address", replace("rua=mailto:berichte@", "rua=mailto:dmarc@brotkorb.example,mailto:berichte@")),
    harmless("reports-moved", "newsletter", "another mail box of the domain", replace("mailto:dmarc@", "mailto:postmaster@")),
    harmless("dmarc-defaults-written", "office", "the same policy", replace("p=reject; rua", "p=reject; adkim=r; aspf=r; pct=100; rua")),
    harmless("dmarc-defaults-left-out", "bank", "the same policy", replace(" adkim=r; aspf=r;", "")),
    harmless("dmarc-tags-without-spaces", "agency", "the same policy", replace("v=DMARC1; p=reject; sp=reject; rua", "v=DMARC1;p=reject;sp=reject;rua")),
    harmless("dmarc-final-semicolon", "panel", "the same policy", replace('dmarc@rosenhof.example"', 'dmarc@rosenhof.example;"')),
    harmless("dmarc-failure-reports", "university", "reports about single messages",
             replace("sp=quarantine; rua", "sp=quarantine; fo=1; rua")),

    harmless("preferences-shifted", "bakery", "the same order", replace("MX\t10 post", "MX\t20 post"), replace("MX\t50 spare", "MX\t30 spare")),
    harmless("preferences-shifted", "university", "the same order", replace("MX\t10 relay-a\n", "MX\t5 relay-a\n"),
             replace("MX\t10 relay-b\n", "MX\t5 relay-b\n")),
    harmless("mx-added", "newsletter", "a backup", replace("@ IN MX 5 mx\n", "@ IN MX 5 mx\n@ IN MX 20 mx2\n"),
             insert('mx2 IN A 11.143.15.25\nmx2 IN TXT "v=spf1 a -all"\n')),
    harmless("mx-host-renamed", "newsletter", "the same server takes the mail", replace("@ IN MX 5 mx\n", "@ IN MX 5 mail\n"),
             insert('mail IN A 11.142.15.25\nmail IN TXT "v=spf1 a -all"\n')),
    harmless("mx-host-renamed", "bakery", "the same server takes the mail", replace("MX\t10 post", "MX\t10 eingang"),
             insert('eingang\t\tIN A\t11.129.8.25\n\t\tIN TXT\t"v=spf1 a -all"\n', "www")),
    harmless("mx-host-gets-ipv6", "wildcards", "mail over IPv6 too", insert("gast\tIN AAAA\t2a00:1:70::25\n", "_dmarc")),
    harmless("mx-host-gets-address", "hoster", "one more address", insert("eingang1\tIN\tA\t11.150.0.26\n", "eingang2")),
    harmless("web-server-moved", "bakery", "the web site moves", rewrite(lambda text: text.replace("11.129.8.10", "11.129.8.12").replace("2026100701\t", "2026100702\t"))),
    harmless("web-server-moved", "workspace", "the web site moves", replace("@ IN A 11.140.6.20", "@ IN A 11.140.6.21"), replace("2026092204", "2026092205")),
    harmless("web-server-moved", "panel", "the web site moves", replace("11.145.7.80", "11.145.8.80"), replace("2050000117", "2050000118")),
    harmless("host-added", "hoster", "a new host", insert("intern\tIN\tA\t11.150.0.99\n"), replace("2026111500", "2026111501")),
    harmless("host-removed", "workspace", "the printer went", cut("drucker"), replace("2026092204", "2026092205")),
    harmless("service-name-removed", "office", "clients look elsewhere", cut("autodiscover"), replace("2026081500", "2026081501")),
    harmless("token-added", "newsletter", "a service wants proof", insert('@ IN TXT "pinnwand-site-verification=9sK2vQ7wXm"\n', "ns1"), replace("2026110902", "2026110903")),
    harmless("token-removed", "office", "the proof was given", cut('@\tTXT\t"MS='), replace("2026081500", "2026081501")),
    harmless("token-of-certificate", "bank", "a certificate is ordered", insert('_acme-challenge\tIN TXT\t"u6Yt0pLs3Wq"\n'), replace("2026112000", "2026112001")),
    harmless("domain-added", "agency", "a customer more", insert(customer_with("austern", "11.153.2.13"))),
    harmless("domain-added", "university", "a chair more", insert(
        "$ORIGIN verein.hochschule-moor.example.\n@\tIN MX\t10 relay-a.hochschule-moor.example.\n"
        '@\tIN TXT\t"v=spf1 ip4:11.160.25.0/24 -all"\n'
        f'moor26._domainkey\tIN TXT\t( "v=DKIM1; k=rsa; p={key_of("bank", "q3.")} )\n')),
    harmless("delegation-added", "university", "a department more",
             insert("physik\tIN NS\tdns1\nphysik\tIN NS\tns.physik\nns.physik\tIN A\t11.165.0.53\n", "; the library")),
    harmless("glue-moved", "university", "the name server of a department moves", replace("11.164.0.53", "11.164.1.53"), replace("2026111003", "2026111004")),
    harmless("name-server-moved", "newsletter", "the second name server moves", replace("ns2 IN A 11.143.15.3", "ns2 IN A 11.144.15.3"), replace("2026110902", "2026110903")),
    harmless("name-server-added", "bank", "one more name server", insert("@\tIN NS\tns3\n", "@\tIN A"), insert("ns3\tIN A\t11.192.1.53\n", "tresor1")),
    harmless("serial-raised", "bakery", "nothing else", replace("2026100701\t", "2026112900\t")),
    harmless("comment-added", "six", "nothing else", insert("; the mail host is in the cellar\n", "post\tIN AAAA")),
    harmless("records-in-another-order", "office", "the same records", move("_dmarc", "selector1._domainkey\t"), move("autodiscover", "www\t")),
    harmless("columns-aligned", "newsletter", "the same records", each_line(lambda line: line.replace(" IN ", "\t\tIN\t"))),
    harmless("class-left-out", "bank", "the same records", each_line(lambda line: line.replace("\tIN ", "\t"))),
    harmless("names-written-out", "hoster", "the same records", replace("MX\t10 eingang1", "MX\t10 eingang1.netzscheune.example."),
             replace("_dmarc\tIN", "_dmarc.netzscheune.example.\tIN")),
    harmless("case-of-names", "panel", "the same records", each_line(lambda line: line.replace("gaertner.rosenhof.example.", "Gaertner.Rosenhof.Example."))),
    harmless("owner-repeated", "agency", "the same records", rewrite(lambda text: text.replace("\n\tMX\t10 brief\n\tTXT\t\"v=spf1 include", "\n@\tMX\t10 brief\n@\tTXT\t\"v=spf1 include"))),
    harmless("line-ends-of-windows", "parked", "the same records", rewrite(lambda text: text.replace("\n", "\r\n"))),
    harmless("ttl-written-otherwise", "bakery", "two hours are 2h", replace("$TTL 7200", "$TTL 2h")),
    harmless("ttl-halved", "workspace", "before a move", replace("$TTL 1800", "$TTL 900"), replace("2026092204", "2026092205")),
    harmless("soa-timers-changed", "office", "secondaries ask more often", replace("2026081500 3h 1h", "2026081501 1h 30m")),
    harmless("caa-added", "newsletter", "who may issue certificates", insert('@ IN CAA 0 issue "zertifikate.example"\n', "ns1")),
    harmless("tlsa-rolled-over", "bank", "the digest of the next key, beside that of this one",
             insert("_25._tcp.tresor1\tIN TLSA\t3 1 1 4d5b2f7e90c1a86355d0e1f2a3948576b7c8d9e0f1a2b3c4d5e6f708192a3b4c\n", "_25._tcp.tresor2")),
    harmless("mta-sts-policy-changed", "bakery", "another id", replace("id=2026100701", "id=2026112901")),
    harmless("transport-added", "newsletter", "TLS is asked for", insert(
        '_mta-sts IN TXT "v=STSv1; id=1"\nmta-sts IN A 11.142.15.9\n_smtp._tls IN TXT "v=TLSRPTv1; rua=mailto:tls@wollwerk.example"\n')),
    harmless("guest-house-added", "wildcards", "a name with all that the wildcard gave it", insert(
        'koje\tIN A\t11.170.3.81\nkoje\tIN MX\t10 gast\nkoje\tIN TXT\t"v=spf1 ip4:11.170.3.25 -all"\n', "ns1")),
    harmless("zone-file-renamed", "bakery", "$ORIGIN tells the name", rename("db.brotkorb.example")),
    harmless("zone-added", "customers", "a customer more", add("agency/austernbank.example.zone", NEW_ZONE)),
    harmless("records-of-one-zone-changed", "customers", "the web site of a customer moves",
             replace("www\tA\t11.153.2.40", "www\tA\t11.153.2.44", CUSTOMER), replace("2026061101", "2026061102", CUSTOMER)),

    harmless("spaces-escaped", "bank", "the same record", replace(
             '"v=spf1 ip4:11.190.1.16/28 ip4:11.191.1.16/28 -all"', "v=spf1\\ ip4:11.190.1.16/28\\ ip4:11.191.1.16/28\\ -all")),
    harmless("terms-written-otherwise", "bakery", "the same record", replace("v=spf1 mx ", "v=spf1  +mx  ")),
    harmless("redirect-becomes-include", "agency", "the same servers pass", replace(
             '"v=spf1 redirect=_kunden.werbekutter.example"', '"v=spf1 include:_kunden.werbekutter.example -all"')),
    harmless("case-of-names", "six", "the same names", replace("alt._domainkey", "ALT._DomainKey")),
    harmless("dmarc-case", "office", "the same policy", replace("p=reject", "p=Reject")),
    harmless("policy-of-missing-names-added", "office", "the same policy", replace("p=reject", "p=reject; np=reject")),
    harmless("dmarc-failure-reports", "office", "reports about single messages",
             replace("dmarc@hafenspedition.example", "dmarc@hafenspedition.example; ruf=mailto:einzeln@hafenspedition.example")),
    harmless("mx-host-gets-address", "six", "one more address", insert("post\tIN A\t11.180.0.67\n", "www")),
    harmless("comment-added", "bakery", "nothing else", insert("; don't \"lose (this\n", "www"),
             replace("IN MX\t10 post", "IN MX\t10 post ; in the cellar (left")),
    harmless("empty-lines", "parked", "the same records", rewrite(lambda text: text.replace("\n", "\n\n"))),
    harmless("record-twice", "hoster", "the same records", again("tor1", lambda line: line)),
    harmless("token-unquoted", "workspace", "the same record", rewrite(lambda text: text.replace('"google', "google").replace('HkU"', "HkU"))),
    harmless("token-added", "hoster", "a service wants proof", insert('@\tIN\tTXT\t"ms-verification=4711 of netzscheune"\n')),
    harmless("origin-written", "six", "the same records", insert("$ORIGIN sechsnetz.example.\n", "$TTL")),
    harmless("cname-becomes-address", "workspace", "the web site", replace("www IN CNAME kieseldruck.example.", "www IN A 11.140.6.20"),
             replace("2026092204", "2026092205")),
    harmless("host-removed", "bank", "the web site has no www", cut("www"), replace("2026112000", "2026112001")),
    harmless("service-name-added", "office", "calls", insert("_sip._tls\tSRV\t100 1 443 sipdir.online.lync.com.\n"),
             replace("2026081500", "2026081501")),
    harmless("web-server-gets-ipv6", "office", "the web site", insert("www\tAAAA\t2a00:1:41::80\n"), replace("2026081500", "2026081501")),
    harmless("ttl-of-record", "bakery", "before a change", replace("_dmarc\t\tIN", "_dmarc\t600\tIN")),
    harmless("delegation-signed", "university", "a DS record", insert(
             "informatik\tIN DS\t12345 13 2 4D5B2F7E90C1A86355D0E1F2A3948576B7C8D9E0F1A2B3C4D5E6F708192A3B4C\n", "ns1.informatik")),
)
