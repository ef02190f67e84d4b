$TTL 1h
@ SOA ns hostmaster 1 3600 600 86400 300
@ NS ns
@ MX 10 mail
@ TXT "v=spf1 mx -all"
ns A 11.0.0.1
mail A 11.0.0.2
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@example.com"
s1._domainkey TXT "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
