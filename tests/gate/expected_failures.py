"""What the gate does not hold, with the reason. The test fails for a change that is here and holds."""

EXPECTED = {
    "folders are not read": """
        customers-unchanged customers-shared-record-narrowed customers-shared-record-deleted customers-zone-deleted
        customers-zone-added customers-records-of-one-zone-changed
    """,
    "an export whose SOA owner lacks its final dot is judged as another zone": """
        panel-unchanged panel-network-removed panel-typographic-quotes panel-key-with-armor panel-policy-misspelled
        panel-mx-without-final-dot panel-mx-host-moved panel-zone-of-another-domain panel-network-much-wider
        panel-network-added panel-dmarc-final-semicolon panel-web-server-moved panel-case-of-names
    """,
    "diff does not block what the texts show": """
        bakery-spf-removed office-spf-removed newsletter-spf-removed parked-spf-removed-of-parked bakery-spf-removed-of-host
        workspace-include-removed workspace-include-removed-2 office-include-removed newsletter-include-removed
        agency-include-removed-from-shared workspace-include-replaced office-include-replaced workspace-include-misspelled
        office-include-misspelled workspace-include-given-a-qualifier office-include-given-a-qualifier
        newsletter-include-given-a-qualifier office-include-with-equals-sign office-include-becomes-a
        office-version-misspelled workspace-version-lost office-unfinished-template bakery-spf-at-doubled-name
        newsletter-spf-at-another-name workspace-spf-at-another-name hoster-others-record-deleted hoster-others-record-renamed
        agency-owner-lost wildcards-wildcard-spf-removed wildcards-wildcard-spf-narrowed bakery-keys-swapped
        office-key-cnames-swapped workspace-key-cname-of-another-customer workspace-key-cname-misspelled
        office-key-cname-misspelled bakery-keys-delegated workspace-dmarc-becomes-cname bank-dmarc-delegated
        office-mx-misspelled office-mx-of-another-customer wildcards-mx-host-moved six-mx-host-moved
        newsletter-mx-host-is-web-server newsletter-return-path-removed newsletter-return-path-of-another-customer
        wildcards-wildcard-mx-removed wildcards-wildcard-removed bakery-origin-misspelled university-origin-misspelled
        workspace-origin-without-final-dot university-origin-without-final-dot bakery-zone-of-another-domain six-zone-renamed
        bakery-zone-emptied newsletter-soa-removed office-name-servers-replaced newsletter-delegated university-delegated
        university-delegation-removed university-delegation-of-other-name
    """,
    "diff does not tell what the texts show": """
        office-all-softfails parked-all-softfails newsletter-dmarc-alignment-strict workspace-dmarc-alignment-strict
        bakery-dmarc-reports-removed parked-null-mx-removed wildcards-web-server-moved-beside-wildcard
        wildcards-web-server-moved-beside-wildcard-2 bakery-ttl-weeks bank-ttl-zero workspace-serial-lowered
        office-serial-not-raised hoster-name-server-removed university-glue-removed university-below-delegation
        bakery-mta-sts-removed bank-tls-reports-removed six-tlsa-removed bank-tlsa-changed bank-bimi-removed
    """,
    "what is added, or written otherwise, is a warning": """
        hoster-shared-record-widened bank-key-tags-without-spaces university-key-tags-left-out six-key-tags-added
        bakery-preferences-shifted university-preferences-shifted newsletter-mx-added agency-domain-added
        university-domain-added
    """,
}
