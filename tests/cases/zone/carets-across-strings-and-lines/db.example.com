$TTL 1h
@ SOA ns hostmaster 1 3600 600 86400 300
@ NS ns
@ MX 0 .
@ TXT ( "v=spf1 include:https://_spf.exa"
        "mple.net -all" )
_dmarc TXT ( "v=DMARC1; p=rej\101ct; "
	"rua=\"mailto:d@example.com\"" )
ns A 11.0.0.1
