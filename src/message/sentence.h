/* The verdict on a message in one sentence: who sent it, what passed, and whether DMARC passes. */
#ifndef MAILAUTH_MESSAGE_SENTENCE_H
#define MAILAUTH_MESSAGE_SENTENCE_H

#include "message/message.h"

/*
 * "From example.com, sent by 192.0.2.25 (mail.example.com): SPF fails, DKIM passes for example.com; DMARC passes." Escaped for a
 * terminal, owned by the arena.
 */
const char *message_sentence(struct arena *arena, const struct message *message);

#endif
