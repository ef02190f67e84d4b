$ORIGIN example.com.
$TTL 3600
@ SOA ns hostmaster 2026113001 3600 600 1209600 300
@ NS ns
@ NS ns2.example.net.
ns A 11.0.0.1
@ A 11.0.0.1
@ MX 10 mail
mail A 11.0.0.25
mail TXT "v=spf1 a -all"
@ TXT "v=spf1 mx -all"
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
s1._domainkey TXT "v=DKIM1; k=rsa; p=MIICWwIBAAKBgQCW1GhR/u8NWHnxSveA9M9KZutlVWT3A+K6NAjvT+FJqdOB8GUJccDvn/gSKvakB4IZkh4lm6Py5RkoJEIzobGjGtG/uxyE7B+eM9nwwt9s1NQWV/fj8yC1z2Qnt1X8A90LguCC+ZtrKziRfBrt8BdTNQ1zIKLYj0tTiVL3RfQbIwIDAQAB" "AoGAMUdMnh2QtOeHT9KScsuJPmHJ3t27kwjt9rAxix6qGIsn03hbSm6j/qZhQm5PDuB1HS2kM91Z/23ifj76ciwOAR/CLrIn96bn7ZjUnm20FD/ehVusCjad5SmgiWkn54ZJAkUnnwkAM1By3hDPxTheCay+AlNmqdSAaQgY3WjVoCECQQDH+VXBOHUkAS24" "G807O2iGKM6Df1zuw6wpEDJNnEnMTLcXxFO9syd5nm+b1a9NAqPKoueuj7lVEjCH7mjM/I4dAkEAwRZQ9deCnqkrdvtQaJK6qNTTHTGhVguAQhG8AR6MUIV3lzqM3YM1k/kgu2ygh8hJU6fp4WV1p53uP/il+0AKPwJANdDnACHWfIMIr8Rjne4l+fzfXsoW" "03a7TS27q+FEhwOaPn4qXyHonLVDqfd+vsXYGH9wxCyPntJPVzWU5J2PDQJADjTsJAqFS9M6pXh8RBV3snBmUCGUs1YJS9MuOA7dWBdZ40ClmK7MxGRyKhgl/5eW/Za/OJxUec6+9un+nGvr1QJAdRNp4T6xAQnBAjCwLf6HXOBFtxxLpFM1cqegPyWx9Umr" "41EXxdz8echt2AtsFdTRAqccsL88ynTAfR58NX5xfg=="
