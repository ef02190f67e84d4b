; A zone with some of the faults that mail-authentication records have in the wild.
$TTL 1h
@       IN SOA  ns1 hostmaster ( 2026112201 4h 1h 2w 5m )
        IN NS   ns1
        IN MX   10 mail
        IN MX   20 backup.example.com        ; a final dot is missing
        IN TXT  ( "v=spf1 mx ip4:11.22.33.0/24 "
                  "include:_spf.example.net"  ; the blank between the strings is missing
                  "-all" )
ns1     IN A    11.22.33.1
mail    IN A    11.22.33.2
_dmarc  IN TXT  "v=DMARC1; rua=mailto:dmarc@example.com; p=rejct"
s1._domainkey   IN TXT  ( "v=DKIM1; k=rsa; "
        "p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAw70mritMAWZSaJYvmW1LMueoQa0quvoupOhpbvvJkEe" )
parked  IN MX   0 .
parked  IN TXT  "v=spf1 -all"
