$ORIGIN example.com.
$TTL 3600
@ SOA ns hostmaster 1 3600 600 1209600 300
@ NS ns
@ NS ns2
ns A 11.0.0.1
ns2 A 11.1.0.1
@ A 11.0.0.1
@ MX 10 mail
mail A 11.0.0.25
@ TXT "v=spf1 mx -all"
s1._domainkey TXT "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAuExbcLkDUnU2zlBL3yFuEL9/LfMy10YZK01JWwPEZw5dFyN4MT9ju1pWv2ygsf0X6altQDhUaIFU/q+kC4BnI6pbYvorNHIrJJeNWKdMaz09rnSfrcPM5RtVMAu8roSjsaCilU/7eeXcCuPLUJ9oxG6UItoW" "FgsD8AVRuJAPiyiSUXUdFR9rZQoPbBN/D+r8iFQfAGlbz3ZF2BpWDByAGFBU2XIju7DudX0pPhsiY/5EfqCBD20PWgQIOPYWk4HfyrG9b7XFBaPqGmxfkBNlzwUKOLkWaxcE/YZjBeAHNaPl99vRGnlrWk0aRExr0qUbWTz0wKHAlsi3hbctSb/bzQIDAQAB"
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"

