/* The command line, described: what --help and the completions of the shells print. */
#ifndef MAILAUTH_PRINT_COMMAND_USAGE_H
#define MAILAUTH_PRINT_COMMAND_USAGE_H

#include "base/bytes.h"
#include "print/format.h"

struct usage_command {
	int bit;		/* in the sets of commands */
	enum document document; /* what it prints; that says which formats there are */
	const char *name;
	const char
		*operands; /* "FILE", "RULES", or the words there are with blanks between; NULL: any text */
	const char *usage;
	const char *summary;
	const char *examples;
};

struct usage_option {
	const char *name;
	char letter;	   /* 0 for none */
	const char *value; /* what follows it: "FILE", "RULES", "FORMAT", or another word; NULL for nothing */
	const char *
		words; /* the values there are, with blanks between; NULL: more than can be listed, or formats */
	int commands; /* the bits of those that it goes with */
	int main;     /* the bits of those whose --help explains it where not all options fit */
	const char *help;
};

struct usage {
	const struct usage_command *commands;
	size_t command_count;
	const struct usage_option *options;
	size_t option_count;
};

/* All commands, and how to go on from there. */
void print_usage(struct bytes *out, const struct usage *usage);

/*
 * One command. Unless `all`, it fits on a screen of 24 lines: of a command with more options than that the main ones are explained, and the
 * others are named.
 */
void print_usage_of_command(
	struct bytes *out, const struct usage *usage, const struct usage_command *command, bool all);

/* What a shell ("bash", "zsh" or "fish") needs to complete the command line. False for another shell. */
bool print_completion(struct bytes *out, const struct usage *usage, const char *shell);

#endif
