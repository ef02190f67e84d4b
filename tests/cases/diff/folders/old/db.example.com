$ORIGIN example.com.
$TTL 3600
@ SOA ns h 1 2 3 4 5
@ NS ns
ns A 11.0.0.1
@ MX 10 ns
@ TXT "v=spf1 mx include:_spf.example.net -all"
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@example.com"
