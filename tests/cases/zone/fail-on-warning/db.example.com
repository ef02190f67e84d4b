$TTL 1h
@ SOA ns hostmaster 1 3600 600 86400 300
@ NS ns
@ TXT "v=spf1 mx ?all"
