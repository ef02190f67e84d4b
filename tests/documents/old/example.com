$ORIGIN example.com.
$TTL 3600
@       SOA   ns1 hostmaster 2026112901 3600 600 1209600 300
@       NS    ns1
@       NS    ns2
@       MX    10 mail
@       TXT   "v=spf1 mx ip4:198.51.100.0/24 include:_spf.example.net -all"
s1._domainkey TXT ( "v=DKIM1; k=rsa; p="
        "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAy3bGA/v7uA18dmoVTHA9GdIai+ndBCf4HAbT7/kRV2Jz0ttrEut9Nv45qMaBGb8vPx+HCGmbGS5RO5Vzm2NnAE2CLAWWe+UFPXpdCAP7+deyWrvgiH8FHgRoR7d1ZBs6qFDHvCv9lTMTT/tIvfmphR92mmrv"
        "d0bf7u3l0pVYsL5GokDvr3Jv1f4qaMmIG4bfd4/OJO27KtG9vyq1CLNsp461rZJMTMnWFqgOxXdFYdIFJwVGucthamPAF1T2PBVi7h8aBRvDXe8Ruk7IjrVpd6dsMf9Ncy2klWWLIo/dpApIVqWXFwFfpSvcmOxiRd9K3JJMu+eTc+QNJl0oHZvepQIDAQAB" )
_dmarc  TXT   "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
ns1     A     192.0.2.53
ns2     A     198.51.100.53
mail    A     192.0.2.25
