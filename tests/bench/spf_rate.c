/*
 * SPF evaluations a second, from memory, beside libspf2 in the same run. By hand:
 *
 *   cmake --build build/release --target spf_rate && build/release/tests/spf_rate [SECONDS]
 *
 * Each evaluation selects and parses every record it meets anew, expands, and compares; only the answers of DNS stay.
 */
#include "dns/source.h"
#include "spf/check_host.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <spf2/spf.h>
#include <spf2/spf_dns_zone.h>

static const struct {
	const char *name;
	ns_type type;
	const char *data;
} zone[] = {
	{ "plain.example.com", ns_t_txt,
		"v=spf1 ip4:192.0.2.0/24 ip4:198.51.100.0/24 ip6:2001:db8::/32 -all" },
	{ "shop.example.com", ns_t_txt,
		"v=spf1 a mx ip4:203.0.113.7 include:_spf.mail.example include:bulk.example ~all" },
	{ "shop.example.com", ns_t_a, "192.0.2.80" },
	{ "shop.example.com", ns_t_mx, "mx.example.com" },
	{ "mx.example.com", ns_t_a, "192.0.2.25" },
	{ "_spf.mail.example", ns_t_txt, "v=spf1 include:net1.mail.example include:net2.mail.example ~all" },
	{ "net1.mail.example", ns_t_txt,
		"v=spf1 ip4:35.190.247.0/24 ip4:64.233.160.0/19 ip4:66.102.0.0/20 ip4:66.249.80.0/20 "
		"ip4:72.14.192.0/18 ip4:74.125.0.0/16 ip4:108.177.8.0/21 ip4:173.194.0.0/16 ~all" },
	{ "net2.mail.example", ns_t_txt,
		"v=spf1 ip6:2001:4860:4000::/36 ip6:2404:6800:4000::/36 ip6:2607:f8b0:4000::/36 "
		"ip6:2800:3f0:4000::/36 ip6:2a00:1450:4000::/36 ip6:2c0f:fb50:4000::/36 ~all" },
	{ "bulk.example", ns_t_txt, "v=spf1 ip4:192.0.2.128/25 ip4:198.51.100.64/26 ~all" },
	{ "macro.example.com", ns_t_txt, "v=spf1 exists:%{ir}.%{v}._spf.%{d2} -all" },
	{ "25.2.0.192.in-addr._spf.example.com", ns_t_a, "127.0.0.2" },
};

static const struct {
	const char *domain;
	const char *ip;
	enum spf_result expected;
} cases[] = {
	{ "plain.example.com", "198.51.100.7", SPF_PASS },
	{ "plain.example.com", "203.0.113.9", SPF_FAIL },
	{ "shop.example.com", "192.0.2.25", SPF_PASS },
	{ "shop.example.com", "198.51.100.70", SPF_PASS },
	{ "shop.example.com", "203.0.113.9", SPF_SOFTFAIL },
	{ "macro.example.com", "192.0.2.25", SPF_PASS },
};

enum { RECORDS = sizeof zone / sizeof *zone, CASES = sizeof cases / sizeof *cases, BATCH = 1000 };

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void wrong(const char *who, size_t number, const char *result)
{
	fprintf(stderr, "%s: %s for %s gives %s\n", who, cases[number].domain, cases[number].ip, result);
	exit(1);
}

struct ours {
	struct text text;
	struct zone_set *zones;
	struct dns_source *source;
	struct facts *facts;
	struct arena arena;
	struct dns_address addresses[CASES];
};

static void open_ours(struct ours *ours)
{
	struct dns_name root = dns_name_root();
	struct bytes text = { 0 };
	const char *fault;
	uint32_t line;

	bytes_add_text(&text, ". SOA . . 1 2 3 4 5\n");
	for (size_t i = 0; i < RECORDS; i++)
		bytes_printf(&text,
			zone[i].type == ns_t_txt  ? "%s. 60 TXT \"%s\"\n"
			: zone[i].type == ns_t_mx ? "%s. 60 MX 10 %s.\n"
						  : "%s. 60 A %s\n",
			zone[i].name, zone[i].data);
	ours->text = text_of("zone", bytes_slice(&text));
	ours->zones = zone_set_new();
	zone_set_read(ours->zones, &ours->text, &root);
	zone_set_finish(ours->zones);
	ours->source = dns_script_source(ours->zones, &ours->text, NULL, &line, &fault);
	ours->facts = facts_new(ours->source, 1000, NULL);
	for (size_t i = 0; i < CASES; i++)
		dns_address_from_text(slice_of(cases[i].ip), &ours->addresses[i]);
}

static enum spf_result ask_ours(struct ours *ours, size_t number)
{
	struct slice domain = slice_of(cases[number].domain);
	struct spf_request request = {
		.ip = ours->addresses[number], .domain = domain, .sender = domain, .helo = domain
	};
	struct facts_view view = { .facts = ours->facts };
	const struct spf_evaluation *evaluation;
	enum spf_result result;

	do {
		arena_rewind(&ours->arena);
		evaluation = spf_check_host(&ours->arena, &view, &request);
		if (evaluation->pending)
			facts_send(ours->facts);
	} while (evaluation->pending);
	result = evaluation->result;
	facts_release(&view);
	if (result != cases[number].expected)
		wrong("mailauth-check", number, spf_result_text(result));
	return result;
}

static SPF_server_t *open_theirs(void)
{
	SPF_dns_server_t *dns = SPF_dns_zone_new(NULL, "zone", 0);

	for (size_t i = 0; i < RECORDS; i++)
		SPF_dns_zone_add_str(dns, zone[i].name, zone[i].type, NETDB_SUCCESS, zone[i].data);
	return SPF_server_new_dns(dns, 0);
}

static void ask_theirs(SPF_server_t *server, size_t number)
{
	static const SPF_result_t expected[] = { [SPF_PASS] = SPF_RESULT_PASS,
		[SPF_FAIL] = SPF_RESULT_FAIL,
		[SPF_SOFTFAIL] = SPF_RESULT_SOFTFAIL };
	SPF_request_t *request = SPF_request_new(server);
	SPF_response_t *response = NULL;
	char sender[128];

	snprintf(sender, sizeof sender, "postmaster@%s", cases[number].domain);
	SPF_request_set_ipv4_str(request, cases[number].ip);
	SPF_request_set_helo_dom(request, cases[number].domain);
	SPF_request_set_env_from(request, sender);
	SPF_request_query_mailfrom(request, &response);
	if (SPF_response_result(response) != expected[cases[number].expected])
		wrong("libspf2", number, SPF_strresult(SPF_response_result(response)));
	SPF_response_free(response);
	SPF_request_free(request);
}

int main(int argc, char **argv)
{
	double seconds = argc > 1 ? atof(argv[1]) : 3, spent_ours = 0, spent_theirs = 0;
	SPF_server_t *server = open_theirs();
	struct ours ours = { 0 };
	size_t rounds = 0;

	open_ours(&ours);
	/* In turns, so that a busy machine is slow for both. */
	while (spent_theirs < seconds) {
		double start = now();

		for (size_t i = 0; i < BATCH; i++)
			ask_ours(&ours, i % CASES);
		spent_ours += now() - start;
		start = now();
		for (size_t i = 0; i < BATCH; i++)
			ask_theirs(server, i % CASES);
		spent_theirs += now() - start;
		rounds++;
	}
	printf("mailauth-check %9.0f evaluations a second\nlibspf2        %9.0f evaluations a second\nratio  "
	       "        %9.1f\n",
		(double)(rounds * BATCH) / spent_ours, (double)(rounds * BATCH) / spent_theirs,
		spent_theirs / spent_ours);
	return 0;
}
