/* Handlers that note the first signal. */
#include "cli/interrupt.h"

#include "cli/written_file.h"

#include <signal.h>
#include <stddef.h>

static volatile sig_atomic_t came;

static void end_by(int number)
{
	sigset_t one;

	signal(number, SIG_DFL);
	sigemptyset(&one);
	sigaddset(&one, number);
	sigprocmask(SIG_UNBLOCK, &one, NULL);
	raise(number);
}

static void note(int number)
{
	if (came) {
		written_files_abandon();
		end_by(number);
	}
	came = number;
}

void interrupt_watch(void)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
	const struct sigaction action = { .sa_handler = note, .sa_flags = SA_RESTART };
	struct sigaction before;

	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		if (sigaction(numbers[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
			sigaction(numbers[i], &action, NULL);
}

bool interrupt_came(void)
{
	return came;
}

void interrupt_end(void)
{
	if (came)
		end_by(came);
}
