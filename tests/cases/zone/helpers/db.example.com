; spf.example.com only holds part of the record, and mail.example.com is the name in HELO: neither is a domain that needs an MX
$TTL 3600
@ SOA ns h 1 2 3 4 5
@ NS ns
ns A 185.0.0.1
@ MX 10 mail
mail A 185.0.0.2
mail TXT "v=spf1 a -all"
@ TXT "v=spf1 include:spf.example.com -all"
spf TXT "v=spf1 mx:example.com ip4:185.1.1.2 -all"
_dmarc TXT "v=DMARC1; p=none; rua=mailto:d@example.com"
