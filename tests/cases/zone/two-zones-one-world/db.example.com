$TTL 1h
@ SOA ns hostmaster 1 3600 600 86400 300
@ NS ns
@ MX 0 .
@ TXT "v=spf1 include:_spf.example.net -all"
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@example.com"
ns A 11.0.0.53
