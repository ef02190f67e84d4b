/* How the libraries that the program uses are set up. */
#ifndef MAILAUTH_CLI_LIBRARIES_H
#define MAILAUTH_CLI_LIBRARIES_H

/*
 * To be called before any of them is used. Their memory comes from where that of the program does, and what they cannot get ends the
 * run: none of them can take it for a fault of what it reads. OpenSSL reads no configuration: what a signature is worth does not depend
 * on the machine.
 */
void libraries_begin(void);

#endif
