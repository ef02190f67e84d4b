$TTL 1h
@ SOA ns hostmaster 1 3600 600 86400 300
@ NS ns
@ MX 10 mail
@ TXT "v=spf1 mx -all"
ns A 11.0.0.1
mail A 11.0.0.2
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@example.com"
s1._domainkey TXT "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA+FEdJ/96VP0UBDRe94MkuDsPCnFxVGmGmKO+IbF4QeutlyQOekuhvMWEjZ+UmpirIEtNV52WBy9wHnegpaR5jBJEVfQlI6SSYcIXNens33Af8BiYv5s20TjS3EVuJlomPDWBdr4LO9O0Al4oHOwJ" "mKGCMzNM4kB8wD2d9BADGpKgmNHOUAyVhdacHZbemZDurvnymuk5/KUmI9Wc/0oyZW8UpbD7OzxI4VxhVuIakse9hX9W5k2F6O5I1NL87DN16tICta4H4fAK2AqhorbBvmJ3BqnUVdC9hwzja/d65vdklvD7bP4y5mkBAqThnq08cY966GBHD6pXcc40gNAl" "dQIDAQAB"
