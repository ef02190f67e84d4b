/*
 * Linked into the programs of the preset "coverage" only. What was reached is written when a process ends, to a file for each source.
 * A process that has run out of descriptors has none for that, and one that may not reach its counters' folder says so on its standard
 * error, where tests look for what the program itself says. So what the program is done with is closed before: the first of these
 * descriptors is what the counters' files are opened as, and nobody hears what is said of those that cannot be.
 */
#include <stdio.h>
#include <unistd.h>

/* Runs before gcov's own, which has the priority 100. */
__attribute__((destructor)) static void make_room(void)
{
	fflush(NULL);
	close(STDIN_FILENO);
	close(STDERR_FILENO);
}
