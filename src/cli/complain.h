/* What the program has to say beside its report. */
#ifndef MAILAUTH_CLI_COMPLAIN_H
#define MAILAUTH_CLI_COMPLAIN_H

/* "mailauth-check: " and a message on standard error; bytes from outside must be escaped already. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
