"""What the gate does not hold, with the reason. The test fails for a change that is here and holds."""

EXPECTED = {
    "folders are not read": """
        customers-unchanged customers-shared-record-narrowed customers-zone-deleted customers-zone-added
        customers-records-of-one-zone-changed
    """,
    "an export whose SOA owner lacks its final dot is judged as another zone": """
        panel-unchanged panel-network-removed panel-typographic-quotes panel-key-with-armor panel-policy-misspelled
        panel-mx-without-final-dot panel-mx-host-moved panel-zone-of-another-domain panel-network-much-wider
        panel-network-added panel-dmarc-final-semicolon panel-web-server-moved panel-case-of-names
    """,
    "diff does not block what the texts show": """
        wildcards-wildcard-spf-removed wildcards-wildcard-spf-narrowed bakery-keys-swapped office-key-cnames-swapped
        workspace-key-cname-of-another-customer workspace-key-cname-misspelled office-key-cname-misspelled
        workspace-dmarc-becomes-cname office-mx-misspelled office-mx-of-another-customer wildcards-mx-host-moved
        six-mx-host-moved newsletter-mx-host-is-web-server newsletter-return-path-removed
        newsletter-return-path-of-another-customer wildcards-wildcard-mx-removed wildcards-wildcard-removed
        bakery-origin-misspelled workspace-origin-without-final-dot bakery-zone-of-another-domain six-zone-renamed
        bakery-zone-emptied newsletter-soa-removed office-name-servers-replaced university-delegation-removed
        university-delegation-of-other-name
    """,
    "diff does not tell what the texts show": """
        newsletter-dmarc-alignment-strict workspace-dmarc-alignment-strict parked-null-mx-removed
        wildcards-web-server-moved-beside-wildcard wildcards-web-server-moved-beside-wildcard-2 bakery-ttl-weeks bank-ttl-zero
        workspace-serial-lowered office-serial-not-raised hoster-name-server-removed bakery-mta-sts-removed
        bank-tls-reports-removed six-tlsa-removed bank-tlsa-changed bank-bimi-removed
    """,
    "what is added, or written otherwise, is a warning": """
        bank-key-tags-without-spaces university-key-tags-left-out six-key-tags-added bakery-preferences-shifted
        university-preferences-shifted newsletter-mx-added agency-domain-added university-domain-added
    """,
}
