/* The vocabulary of what can be given to the program: kinds of texts, and what they are called. */
#ifndef MAILAUTH_INPUT_INPUT_H
#define MAILAUTH_INPUT_INPUT_H

#include "base/slice.h"

enum input_kind {
	INPUT_EMPTY,	     /* nothing but whitespace and comments */
	INPUT_MASTER_FILE,   /* zone files, exports and zone transfers */
	INPUT_SAVED_ANSWERS, /* of --save-answers */
	INPUT_TOOL_ANSWERS, /* printed by dig, kdig, drill, host, nslookup, resolvectl or Resolve-DnsName; no transfer */
	INPUT_ANSWER_JSON, /* of DNS over HTTPS, kdig +json, Resolve-DnsName | ConvertTo-Json */
	INPUT_FOREIGN,	   /* anything else */
};

struct input {
	enum input_kind kind;
	const char *what;   /* a noun with its article: "a Terraform plan" */
	const char *advice; /* how to get a zone file out of it, as a clause without a final dot; or NULL */
	bool is_damaged;    /* what is left of a zone file, perhaps: it is not to be passed over */
};

#endif
