$ORIGIN example.com.
$TTL 3600
@	SOA	ns hostmaster 1 3600 600 86400 300
	NS	ns
	MX	10 ns
	TXT	"v=spf1 +all"	; we know
_dmarc	TXT	"v=DMARC1; p=none; rua=mailto:d@example.com" ; mailauth-check: ignore[dmarc-p-none] until 2020-01-31 we read the reports first
ns	A	11.0.0.1
www	1x A	11.0.0.9
; mailauth-check: ignore[spf-plus-all, spf-*] until 2019-02-29 a day that there was not
old	TXT	"v=spf1 +all"
