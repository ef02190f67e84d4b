/* Text as its reader sees it: what web pages, markdown, JSON and typography put around words is taken off. */
#ifndef MAILAUTH_BOUNCE_PLAIN_H
#define MAILAUTH_BOUNCE_PLAIN_H

#include "base/arena.h"
#include "base/slice.h"

/*
 * The text with the plain characters that are meant: entities and elements of HTML, escapes of JSON, links and emphasis of
 * markdown, typographic quotes and dashes, brackets and full-width forms of East Asian text. Line ends stay. Owned by the arena,
 * or the text itself when there is nothing of the kind in it.
 */
struct slice plain_read(struct arena *arena, struct slice text);

#endif
