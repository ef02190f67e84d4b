; Two SPF records, one of which goes, and a policy that is misspelled.
$TTL 1h
@ SOA ns hostmaster 1 3600 600 86400 300
@ NS ns
ns A 11.0.0.1
@ MX 10 mail
mail A 11.0.0.2
@ TXT "v=spf1 mx -all"
@ TXT "v=spf1 ip4:11.0.0.9 -all"
_dmarc TXT "v=DMARC1; p=rejct; rua=mailto:d@example.com"
