/*
 * The pieces of the messages that are examples of rules, and the DNS that they are judged with. The signatures are of the key
 * whose public half KEY is; it was made for this purpose.
 */
#ifndef MAILAUTH_RULES_MESSAGE_EXAMPLE_MAIL_H
#define MAILAUTH_RULES_MESSAGE_EXAMPLE_MAIL_H

#include "check/rule.h"

#define RECEIVED \
	"Received: from mail.example.com (mail.example.com [11.0.0.25])\n by mx.example.net; Sun, 22 Nov 2026 10:00:01 +0000\n"
#define SENT "Return-Path: <a@example.com>\n" RECEIVED
#define FROM "From: a@example.com\n"
#define DATE "Date: Sun, 22 Nov 2026 10:00:00 +0000\n"
#define ID "Message-ID: <1@example.com>\n"
#define UNSUBSCRIBE \
	"List-Unsubscribe: <https://example.com/u/1>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n"
#define BODY "\nhello\n"
#define MESSAGE SENT FROM DATE ID

#define SIGNATURE(tags, fields, signature) \
	"DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed; d=example.com; s=s1;" tags "\n h=" fields \
	";\n" \
	" bh=zS7KNTV0HyeorkDDGwxB1AV6enuRKzO5rthkhdHIRnY=;\n b=" signature "\n"
#define SIGNED \
	SIGNATURE("", "from:date", \
		"B4aS+799F4wJt4rurBed8xhXy1AEN/OFnULiemHuc5tt05ZtwCgPMNaP2nXi4gZN/tN51OYpZIBtt7JQ8lUYAA==")
#define SIGNED_LENGTH \
	SIGNATURE(" l=7;", "from:date", \
		"zBxduLlyaaE5+uv8jIQJcARDfoN4Od8oJzdnD7SPYx/7tRnN8aJT93wOX+SzXHFKVkf0rOP06xhtzOp20Xt2Dg==")
#define SIGNED_LATE SIGNATURE(" t=999999999999;", "from:date", "AAAA")
#define SIGNED_UNSUBSCRIBE \
	SIGNATURE("", "from:date:list-unsubscribe:list-unsubscribe-post", \
		"ufi0OfAm2MIZZtr3ZKx0vGxA2GCoIdwW0ZpqR0WQv4atM8+yqS14fJcEterMNeUOhYI9FJirCmONgKBWbU8GDg==")

#define DNS \
	EXAMPLE_DNS \
	"@ TXT \"v=spf1 ip4:11.0.0.25 -all\"\n_dmarc TXT \"v=DMARC1; p=reject; rua=mailto:d@example.com\"\n"
#define KEY "s1._domainkey TXT \"v=DKIM1; k=ed25519; p=mL8oI7xLLSUa+mrZqaySPp9Ej+sNXvF5EDD2pKHJylg=\"\n"

#endif
