/* Commands that ask DNS, as they are in a paste before what they printed. */
#ifndef MAILAUTH_INPUT_COMMAND_H
#define MAILAUTH_INPUT_COMMAND_H

#include "base/slice.h"

/* True for a line that is a command, with or without the prompt of a shell: *ret_tool is the program, *ret_arguments what follows. */
bool input_command(struct slice line, struct slice *ret_tool, struct slice *ret_arguments);

/* True when one of the first lines is a command after a prompt, or of a program whose name is no other word. */
bool input_has_command(struct slice text);

/* True for bare records as dig +noall +answer prints them: absolute names, TTL, class, type, quoted texts, and nothing else. */
bool input_is_bare_answer(struct slice text);

#endif
