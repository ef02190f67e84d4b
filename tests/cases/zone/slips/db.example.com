$TTL 3600
@ SOA ns h 1 2 3 4 5
@ NS ns
ns A 185.0.0.1
mail A 185.0.0.2
; an address, and a host that is not there: neither lacks a final dot
@ MX 10 mail
@ MX 20 mx1.mail
@ MX 30 185.1.1.9
; the key that proves ownership to Google receives nothing
@ MX 40 abcdef.mx-verification.google.com.
@ MX 50 example-com.mail.protection.outlook.com.
@ TXT "v=spf1 mx -all"
; text without quotes ends at the semicolon
_smtp._tls TXT v=TLSRPTv1; rua=mailto:d@example.com
; the version is not first
_mta-sts TXT "id=1; v=STSv1"
; a comma for a semicolon
default._bimi TXT "v=BIMI1; l=https://example.com/a.svg, a=https://example.com/a.pem"
; t=y lowers sp, too
_dmarc TXT "v=DMARC1; p=none; sp=reject; t=y; rua=mailto:d@example.com"
; a sending name that is an alias
em CNAME web
web A 185.1.1.6
web MX 10 mail
