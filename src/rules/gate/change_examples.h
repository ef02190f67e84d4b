/* The states of which the examples of the rules about changes are made. */
#ifndef MAILAUTH_RULES_GATE_CHANGE_EXAMPLES_H
#define MAILAUTH_RULES_GATE_CHANGE_EXAMPLES_H

#include "check/rule.h"

#define OLD \
	"@ TXT \"v=spf1 ip4:11.0.0.0/24 -all\"\n@ MX 10 ns\n_dmarc TXT \"v=DMARC1; p=quarantine; " \
	"rua=mailto:d@example.com\"\n"
#define OLD_SPF "@ TXT \"v=spf1 ip4:11.0.0.0/24 -all\"\n"
#define KEY "s1._domainkey TXT \"v=DKIM1; k=ed25519; p=Us9vjYJDCG7FfJSc+i3HlUXbEZ+wWPgtu6oFsDkfe9s=\"\n"
#define OTHER_KEY "s1._domainkey TXT \"v=DKIM1; k=ed25519; p=mL8oI7xLLSUa+mrZqaySPp9Ej+sNXvF5EDD2pKHJylg=\"\n"
#define NEW EXAMPLE_AFTER

#endif
