$ORIGIN example.com.
$TTL 3600
@ SOA ns hostmaster 2026113001 3600 600 1209600 300
@ NS ns
@ NS ns2.example.net.
ns A 11.0.0.1
@ A 11.0.0.1
s1._domainkey TXT "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAuExbcLkDUnU2zlBL3yFuEL9/LfMy10YZK01JWwPEZw5dFyN4MT9ju1pWv2ygsf0X6altQDhUaIFU/q+kC4BnI6pbYvorNHIrJJeNWKdMaz09rnSfrcPM5RtVMAu8roSjsaCilU/7eeXcCuPLUJ9oxG6UItoWFgsD8AVRuJAPiyiSUXUdFR9rZQoPbBN/" "D+r8iFQfAGlbz3ZF2BpWDByAGFBU2XIju7DudX0pPhsiY/5EfqCBD20PWgQIOPYWk4HfyrG9b7XFBaPqGmxfkBNlzwUKOLkWaxcE/YZjBeAHNaPl99vRGnlrWk0aRExr0qUbWTz0wKHAlsi3hbctSb/bzQIDAQAB"
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
@ MX 10 mail
mail A 11.0.0.7
_25._tcp.mail TLSA 3 1 1 8cb0fc6c527506a053f4f14c8464bebbd6dede2738d11468dd953d7d6a3021f1
_25._tcp.mail TLSA 3 1 1 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
@ MX 20 backup
backup A 11.0.1.7
@ MX 10 mail.example.com.
@ MX 32767 ms12345678.msv1.invalid.
@ TXT "v=spf1 mx\194\160-all"
