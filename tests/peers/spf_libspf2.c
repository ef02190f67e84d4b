/*
 * check_host() of libspf2, for test_spf_peers.py:
 *
 *   spf_libspf2 PORT
 *
 * Each line of standard input is "ADDRESS<tab>HELO<tab>MAIL FROM"; each line of output "RESULT<tab>EXPLANATION", the
 * explanation in hexadecimal digits.
 *
 * libspf2 asks the name servers of resolv.conf and has no setting for others, and so has its program spfquery. But each
 * thread's resolver state comes from res_ninit(), and the one below stands before the C library's: the state that it
 * gives knows the server of the test only. All else is libspf2's own way to ask and to read answers.
 */
#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netinet/in.h>
#include <resolv.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <spf2/spf.h>

/* What is returned when no exp= gives an explanation. */
static const char no_explanation[] = "DEFAULT";

static uint16_t port;

/* glibc's header makes __res_ninit of the name, as the library has it. */
int res_ninit(res_state state)
{
	memset(state, 0, sizeof *state);
	state->retrans = 5;
	state->retry = 2;
	state->options = RES_INIT | RES_RECURSE;
	state->ndots = 1;
	state->_vcsock = -1;
	state->nscount = 1;
	state->nsaddr_list[0].sin_family = AF_INET;
	state->nsaddr_list[0].sin_port = htons(port);
	state->nsaddr_list[0].sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return 0;
}

/* The result is "invalid" where libspf2 ended before it evaluated a record: then its error says what it was. */
static const char *result_text(SPF_response_t *response, SPF_errcode_t error)
{
	SPF_result_t result = SPF_response_result(response);

	if (result == SPF_RESULT_INVALID)
		return error == SPF_E_DNS_ERROR ? "temperror" : "permerror";
	return SPF_strresult(result);
}

static void print_explanation(SPF_response_t *response)
{
	const char *text = SPF_response_get_explanation(response);

	if (SPF_response_result(response) == SPF_RESULT_FAIL && text)
		while (*text)
			printf("%02x", (unsigned)(uint8_t)*text++);
}

static bool check(SPF_server_t *server, const char *address, const char *helo, const char *mail_from)
{
	SPF_request_t *request = SPF_request_new(server);
	SPF_response_t *response = NULL;
	SPF_errcode_t error = strchr(address, ':') ? SPF_request_set_ipv6_str(request, address)
						   : SPF_request_set_ipv4_str(request, address);

	if (!error)
		error = SPF_request_set_helo_dom(request, helo);
	if (!error && *mail_from)
		SPF_request_set_env_from(request, mail_from);
	if (error)
		return false;
	error = SPF_request_query_mailfrom(request, &response);
	printf("%s\t", result_text(response, error));
	print_explanation(response);
	puts("");
	fflush(stdout);
	SPF_response_free(response);
	SPF_request_free(request);
	return true;
}

/* Cuts the text at the next tab or line feed; returns what stands behind it. */
static char *cut(char *text)
{
	text += strcspn(text, "\t\n");
	if (*text)
		*text++ = 0;
	return text;
}

int main(int argc, char **argv)
{
	static char line[8192];
	SPF_response_t *response = NULL;
	SPF_server_t *server;

	port = argc == 2 ? (uint16_t)strtoul(argv[1], NULL, 10) : 0;
	if (!port)
		return 2;
	server = SPF_server_new(SPF_DNS_RESOLV, 0);
	if (!server || SPF_server_set_rec_dom(server, "unknown") || SPF_server_set_sanitize(server, 0) ||
		SPF_server_set_explanation(server, no_explanation, &response))
		return 2;
	while (fgets(line, sizeof line, stdin)) {
		char *helo = cut(line), *mail_from = cut(helo);

		cut(mail_from);
		if (!check(server, line, helo, mail_from))
			return 2;
	}
	SPF_server_free(server);
	return 0;
}
