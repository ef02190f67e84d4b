"""What the gate does not hold, with the reason. The test fails for a change that is here and holds."""

EXPECTED = {
    "diff does not look at wildcards": """
        wildcards-wildcard-spf-removed wildcards-wildcard-spf-narrowed wildcards-wildcard-mx-removed
        wildcards-wildcard-removed wildcards-wildcard-mx-null wildcards-wildcard-mx-misspelled
        wildcards-web-server-moved-beside-wildcard wildcards-web-server-moved-beside-wildcard-2
    """,
    "diff does not compare name servers, delegations and the addresses of MX hosts": """
        wildcards-mx-host-moved panel-mx-host-moved six-mx-host-moved newsletter-mx-host-is-web-server
        office-name-servers-replaced university-delegation-removed university-delegation-of-other-name
    """,
    "diff does not look at the CNAMEs of return paths": """
        newsletter-return-path-removed newsletter-return-path-of-another-customer newsletter-return-path-cname-renamed
    """,
    "diff does not compare TTLs, serial numbers and what belongs to transport and logos": """
        bakery-ttl-weeks bank-ttl-zero workspace-serial-lowered office-serial-not-raised hoster-name-server-removed
        bakery-mta-sts-removed bank-tls-reports-removed six-tlsa-removed bank-tlsa-changed bank-bimi-removed
        bakery-name-server-with-final-dot bank-ttl-of-mx-weeks
    """,
}
