/*
 * Mutations that know what texts are made of, for libFuzzer's LLVMFuzzerCustomMutator: bytes alone rarely keep a term, a tag, a label or a
 * line whole, and never the base64 of a key. Every second time libFuzzer's own mutations are used.
 */
#ifndef MAILAUTH_FUZZ_MUTATE_H
#define MAILAUTH_FUZZ_MUTATE_H

#include <stddef.h>
#include <stdint.h>

/* What a text is made of. */
enum mutate_parts {
	MUTATE_LINES = 1,
	MUTATE_TERMS = 2,  /* between blanks */
	MUTATE_TAGS = 4,   /* between semicolons */
	MUTATE_LABELS = 8, /* between dots */
	MUTATE_BASE64 = 16 /* the bytes within the base64 of a key or a signature */
};

/* Changes a text of at most `most` bytes in place, and returns its new size. `parts` is a mask of enum mutate_parts. */
size_t mutate_text(uint8_t *data, size_t size, size_t most, unsigned seed, int parts);

/*
 * The same for a DNS message (RFC 1035 section 4) behind `skip` bytes: whole records are copied, dropped and swapped, and the lengths of
 * their data and the counts of the header are put right.
 */
size_t mutate_packet(uint8_t *data, size_t size, size_t most, unsigned seed, size_t skip);

/* libFuzzer's; tests/fuzz/standalone.c has a small one. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed);

#endif
