"""Changes that somebody should look at: mail suffers at some receivers, later, or only if it is not meant."""

from change import cut, insert, numbered, replace, rewrite, tell, text_of

def strings_of(base, start):
    """The text of a key in a zone, as it is written."""
    text = text_of(base)
    begin = text.index('"v=DKIM1', text.index(start))
    return text[begin:text.index(")", begin)]


def other_digest(text):
    """The digest of the second mail host, with another first digit."""
    at = text.index("3 1 1 ", text.index("_25._tcp.tresor2")) + len("3 1 1 ")
    return text[:at] + ("0" if text[at] != "0" else "1") + text[at + 1:]


CHANGES = numbered(
    tell("all-softfails", "office", "spoofed mail softfails", replace("/28 -all", "/28 ~all"), diff="diff-spf-all-weaker"),
    tell("all-softfails", "parked", "spoofed mail softfails", replace("-all", "~all"), diff="diff-spf-all-weaker"),
    tell("all-neutral", "bakery", "SPF says nothing about strangers", replace("77.5 -all", "77.5 ?all"),
         zone="spf-neutral-all", diff="spf-neutral-all"),
    tell("all-missing", "bank", "SPF says nothing about strangers", replace(" -all", ""), zone="spf-missing-all",
         diff="spf-missing-all"),
    tell("network-much-wider", "panel", "a /8 passes", replace("11.145.7.32/28", "11.145.7.32/8"), zone="spf-ip4-broad",
         diff="spf-ip4-broad"),
    tell("deprecated-ptr", "bakery", "receivers may ignore it, and it is slow", replace("v=spf1 mx", "v=spf1 ptr mx"),
         zone="spf-ptr", diff="spf-ptr"),
    tell("lookups-near-limit", "hoster", "one more term is a permerror for customers",
         replace("a:tor2.netzscheune.example ~all", "a:tor2.netzscheune.example a:eingang1.netzscheune.example "
                 "a:eingang2.netzscheune.example a:www.netzscheune.example ~all"), zone="spf-near-lookup-limit"),
    tell("network-of-a-template", "university", "no mail comes from documentation networks", replace("v=spf1 ip4:11.160.25",
         "v=spf1 ip4:192.0.2.0/24 ip4:11.160.25"), zone="spf-reserved-ip"),
    tell("mechanism-without-address", "newsletter", "a void DNS lookup", replace("15.24/30 -all", "15.24/30 a:mail2.wollwerk.example -all"),
         zone="spf-a-no-address"),
    tell("include-twice", "workspace", "DNS lookups for nothing", replace("include:_spf.google.com ",
         "include:_spf.google.com include:_spf.google.com "), zone="spf-include-duplicate"),

    tell("key-replaced", "bakery", "mail under way does not verify, nor that of servers with the old key",
         replace(strings_of("bakery", "ofen26."), strings_of("bank", "q3.")),
         diff="diff-dkim-changed"),
    tell("key-in-test-mode", "six", "receivers may ignore failures", replace("k=ed25519; p=", "k=ed25519; t=y; p="),
         zone="dkim-t-y"),
    tell("keys-of-anybody", "newsletter", "a wildcard answers for every selector",
         insert('*._domainkey IN TXT "v=DKIM1; p="\n'), zone="dkim-wildcard"),

    tell("dmarc-pct", "office", "half of the spoofed mail meets a weaker policy", replace("p=reject", "p=reject; pct=50"),
         zone="dmarc-pct-under-100"),
    tell("dmarc-alignment-strict", "newsletter", "mail of subdomains is not aligned any longer",
         replace("p=quarantine", "p=quarantine; adkim=s"), diff="diff-dmarc-alignment"),
    tell("dmarc-alignment-strict", "workspace", "the newsletter's return path is not aligned any longer",
         replace("p=quarantine", "p=quarantine; aspf=s"), diff="diff-dmarc-alignment"),
    tell("dmarc-reports-removed", "bakery", "nobody learns of failures", replace("; rua=mailto:berichte@brotkorb.example\"\nofen", "\"\nofen"),
         diff="dmarc-rua-missing", zone="dmarc-rua-missing"),
    tell("dmarc-reports-to-stranger", "workspace", "the other firm did not agree: no reports",
         replace("kieseldruck@auswertung", "kieseldruck@zaehlwerk"), live="dmarc-rua-external-unauthorised"),
    tell("dmarc-reports-without-mailto", "bank", "no reports", replace("rua=mailto:", "rua="), zone="dmarc-rua-no-scheme"),
    tell("dmarc-reports-to-missing-host", "university", "no reports", replace("dmarc@hochschule-moor", "dmarc@berichte.hochschule-moor"),
         zone="dmarc-rua-host-no-mail"),

    tell("mx-backup-removed", "bakery", "one host receives all mail", cut("\t\tIN MX\t50"), diff="diff-mx-changed"),
    tell("mx-order-reversed", "bakery", "the backup receives mail first", replace("MX\t10 post", "MX\t60 post"), diff="diff-mx-changed"),
    tell("mx-host-is-cname", "agency", "some senders refuse it",
         replace("brief\tA", "brief.alt\tCNAME\tbrief\nbrief\tA"), replace("\tMX\t10 brief\n", "\tMX\t10 brief.alt\n"),
         zone="mx-target-cname"),
    tell("mx-of-other-provider-added", "workspace", "half of the mail goes to hosts that know no mail box",
         insert("@ IN MX 1 hafenspedition-example.mail.protection.outlook.com.\n", "@ IN TXT"), diff="mx-mixed-providers", zone="mx-mixed-providers"),
    tell("null-mx-removed", "parked", "senders try the web server", cut("@ IN MX"), diff="diff-mx-null-removed"),
    tell("web-server-moved-beside-wildcard", "wildcards", "a name of its own ends what the wildcard gave it",
         insert("koje\tIN A\t11.170.3.81\n", "ns1"), diff="diff-wildcard-shadowed"),
    tell("web-server-moved-beside-wildcard", "wildcards", "names below exist, and end the wildcard too",
         insert('_acme-challenge.koje\tIN TXT\t"Kq4vT9bXw2"\n', "ns1"), diff="diff-wildcard-shadowed"),
    tell("wildcard-with-txt", "newsletter", "every name has an SPF record", insert('* IN TXT "v=spf1 -all"\n'),
         zone="spf-wildcard-record"),

    tell("ttl-weeks", "bakery", "a wrong record stays for weeks", replace("$TTL 7200", "$TTL 4w"), diff="diff-ttl-long"),
    tell("ttl-zero", "bank", "each mail asks again", replace("$TTL 3600", "$TTL 0"), diff="diff-ttl-zero"),
    tell("serial-lowered", "workspace", "the secondaries keep the old zone", replace("2026092204", "2026029204"),
         diff="diff-serial-lower"),
    tell("serial-not-raised", "office", "the secondaries keep the old zone", replace("www\tA\t11.141.2.80", "www\tA\t11.141.2.81"),
         diff="diff-serial-same"),
    tell("name-server-removed", "hoster", "one name server answers", cut("@\tIN\tNS\tns2"), cut("ns2\t"), diff="diff-ns-changed"),
    tell("glue-removed", "university", "the department depends on one name server", cut("ns.chemie"), zone="zone-delegation-glue"),
    tell("below-delegation", "university", "records below a delegation are not answered",
         insert('_dmarc.informatik\tIN TXT\t"v=DMARC1; p=reject"\n', "ns1.informatik"), zone="zone-hidden-record"),

    tell("mta-sts-removed", "bakery", "mail may travel without TLS", cut("_mta-sts"), diff="diff-mta-sts-removed"),
    tell("mta-sts-host-removed", "bank", "the policy cannot be fetched", cut("mta-sts\t"), zone="mta-sts-host-missing"),
    tell("tls-reports-removed", "bank", "nobody learns that TLS fails", cut("_smtp._tls"), diff="diff-tls-rpt-removed"),
    tell("tlsa-removed", "bank", "the host is not authenticated", cut("_25._tcp.tresor2"), zone="dane-partial"),
    tell("tlsa-removed", "six", "the host is not authenticated", cut("_25._tcp.post"), diff="diff-tlsa"),
    tell("tlsa-changed", "bank", "senders that use DANE keep mail back",
         rewrite(other_digest), diff="diff-tlsa"),
    tell("bimi-removed", "bank", "no logo is shown", cut("default._bimi"), diff="diff-bimi-removed"),

    tell("name-server-with-final-dot", "bakery", "the name server is in another zone", replace("NS\ta.ns\n", "NS\ta.ns.\n"),
         diff="diff-ns-changed"),
    tell("mx-host-is-cname", "hoster", "some senders refuse it", replace("eingang2\tIN\tA\t11.151.0.25", "eingang2\tIN\tCNAME\teingang1"),
         zone="mx-target-cname"),
    tell("tlsa-at-another-name", "bank", "the host is not authenticated", replace("_25._tcp.tresor1", "_25._tcp.tresor3"), zone="dane-partial"),
    tell("tls-reports-misspelled", "bank", "nobody learns that TLS fails", replace("v=TLSRPTv1", "v=TLSRPT1"), zone="tlsrpt-version"),
    tell("mta-sts-id-invalid", "bank", "mail may travel without TLS", replace("id=20261120a", "id=2026-11-20"), zone="mta-sts-id-syntax"),
    tell("bimi-over-http", "bank", "no logo is shown", replace("l=https", "l=http"), zone="bimi-l-https"),
    tell("dmarc-reports-separated", "bakery", "one of two addresses gets no reports", replace(
         "mailto:berichte@brotkorb.example\"\nofen", "mailto:berichte@brotkorb.example;mailto:dmarc@brotkorb.example\"\nofen"),
         zone="dmarc-rua-separator"),
    tell("ttl-of-mx-weeks", "bank", "a wrong record stays for weeks", rewrite(lambda text: text.replace("@\tIN MX", "@\t2419200\tIN MX")),
         diff="diff-ttl-long"),
    tell("mx-of-another-customer", "office", "mail goes to another provider", replace(
         "0 hafenspedition-example.mail.protection.outlook.com.\n@", "1 smtp.google.com.\n@"), diff="diff-mx-changed"),
)
