$ORIGIN example.com.
$TTL 60
@ SOA ns h 1 2 3 4 5
@ NS ns
ns A 11.0.0.1
@ MX 10 ns
; mailauth-check: ignore[spf-plus-all] we are a test
; another comment
@ TXT "v=spf1 mx +all"
_dmarc TXT ( "v=DMARC1; p=rejct;" ; mailauth-check: ignore[dmarc-p-invalid, dmarc-p-invalidd]
  " rua=mailto:d@example.com" )
www A 11.0.0.2 ; mailauth-check: ignore[mx-*]
