/* Character classes of US-ASCII, whatever the locale says. */
#ifndef MAILAUTH_BASE_ASCII_H
#define MAILAUTH_BASE_ASCII_H

#include <stdbool.h>
#include <stdint.h>

static inline uint8_t ascii_lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
}

static inline uint8_t ascii_upper(uint8_t c)
{
	return c >= 'a' && c <= 'z' ? (uint8_t)(c - 32) : c;
}

static inline bool ascii_is_upper(uint8_t c)
{
	return c >= 'A' && c <= 'Z';
}

static inline bool ascii_is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static inline bool ascii_is_alpha(uint8_t c)
{
	return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z';
}

static inline bool ascii_is_alnum(uint8_t c)
{
	return ascii_is_alpha(c) || ascii_is_digit(c);
}

static inline bool ascii_is_hex(uint8_t c)
{
	return ascii_is_digit(c) || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'f');
}

/* Blank, tab, CR or LF. */
static inline bool ascii_is_space(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* VCHAR of RFC 5234: visible, so neither blank nor control. */
static inline bool ascii_is_visible(uint8_t c)
{
	return c > 0x20 && c < 0x7f;
}

#endif
