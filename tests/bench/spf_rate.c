/*
 * SPF evaluations a second, from memory, beside libspf2 in the same run:
 *
 *   spf_rate WORLD [SECONDS]
 *
 * WORLD is written by spf_world.py. Both have all answers of DNS in memory, libspf2 in a hash table; it parses a record each time that
 * it evaluates one. mailauth-check keeps what it parsed with the answer, as it does in a run over many domains: `kept` is the rate
 * when all records were met before, `anew` that of rounds in which every answer is looked up and every record parsed again,
 * once for all who include it. Clients that the two see differently are left out, and counted. Prints, on one line: evaluations a second kept,
 * anew, of libspf2; the number of clients, and of those left out.
 */
#include "dns/source.h"
#include "spf/check_host.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include <spf2/spf.h>
#include <spf2/spf_dns_zone.h>

enum { FIELDS = 4, KEPT = 1 << 20, SLOTS = 1 << 16 };

/* One RRset of libspf2's table. */
struct answer {
	SPF_dns_rr_t *rr;
	struct answer *next;
};

struct client {
	char *domain, *address;
	char sender[512];
	struct dns_address ip;
	bool left_out;
};

struct world {
	struct bytes zone; /* for us */
	struct answer *answers[SLOTS];
	SPF_dns_server_t *dns;
	struct client *clients;
	size_t count, left_out;
};

struct ours {
	struct text text;
	struct zone_set *zones;
	struct dns_source *source;
	struct arena arena;
};

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static size_t slot_of(const char *name, int type)
{
	size_t hash = (size_t)type;

	for (; *name; name++)
		hash = hash * 31 + (unsigned char)(*name | 0x20);
	return hash % SLOTS;
}

static SPF_dns_rr_t *find(const struct world *world, const char *name, ns_type type)
{
	for (const struct answer *answer = world->answers[slot_of(name, type)]; answer; answer = answer->next)
		if (answer->rr->rr_type == type && !strcasecmp(answer->rr->domain, name))
			return answer->rr;
	return NULL;
}

/* The same as libspf2's cache does: a copy for each question. */
static SPF_dns_rr_t *look_up(SPF_dns_server_t *server, const char *name, ns_type type, int should_cache)
{
	SPF_dns_rr_t *found = find(server->hook, name, type), *copy = NULL;

	(void)should_cache;
	if (!found)
		return SPF_dns_rr_new_init(server, name, type, 60, HOST_NOT_FOUND);
	SPF_dns_rr_dup(&copy, found);
	return copy;
}

static void add_for_libspf2(struct world *world, const char *name, ns_type type, const char *data)
{
	SPF_dns_rr_t *rr = find(world, name, type);
	size_t length = strlen(data) + 1;
	int number;

	if (!rr) {
		struct answer *answer = calloc(1, sizeof *answer);
		size_t slot = slot_of(name, type);

		rr = answer->rr = SPF_dns_rr_new_init(world->dns, name, type, 60, NETDB_SUCCESS);
		answer->next = world->answers[slot];
		world->answers[slot] = answer;
	}
	number = rr->num_rr++;
	SPF_dns_rr_buf_realloc(
		rr, number, length < sizeof(SPF_dns_rr_data_t) ? sizeof(SPF_dns_rr_data_t) : length);
	if (type == ns_t_a)
		inet_pton(AF_INET, data, &rr->rr[number]->a);
	else if (type == ns_t_aaaa)
		inet_pton(AF_INET6, data, &rr->rr[number]->aaaa);
	else
		memcpy(rr->rr[number]->txt, data, length);
}

static void add_record(struct world *world, const char *name, const char *kind, const char *data)
{
	enum { STRING_MOST = 255 };

	bytes_printf(&world->zone, "%s. 60 %s ", name, kind);
	if (strcmp(kind, "TXT") == 0) {
		for (size_t at = 0; at < strlen(data); at += STRING_MOST)
			bytes_printf(&world->zone, "\"%.*s\" ", STRING_MOST, data + at);
		bytes_add_text(&world->zone, "\n");
		add_for_libspf2(world, name, ns_t_txt, data);
	} else if (strcmp(kind, "MX") == 0) {
		bytes_printf(&world->zone, "10 %s.\n", data);
		add_for_libspf2(world, name, ns_t_mx, data);
	} else {
		bytes_printf(&world->zone, "%s\n", data);
		add_for_libspf2(world, name, strcmp(kind, "A") == 0 ? ns_t_a : ns_t_aaaa, data);
	}
}

static void add_client(struct world *world, const char *domain, const char *address)
{
	struct client *client;

	world->clients = realloc(world->clients, (world->count + 1) * sizeof *world->clients);
	client = &world->clients[world->count++];
	memset(client, 0, sizeof *client);
	client->domain = strdup(domain);
	client->address = strdup(address);
	snprintf(client->sender, sizeof client->sender, "postmaster@%s", domain);
	dns_address_from_text(slice_of(address), &client->ip);
}

static void read_world(struct world *world, const char *path)
{
	static char line[1 << 16];
	FILE *file = fopen(path, "r");

	if (!file) {
		perror(path);
		exit(2);
	}
	world->dns = calloc(1, sizeof *world->dns);
	world->dns->lookup = look_up;
	world->dns->name = "table";
	world->dns->hook = world;
	bytes_add_text(&world->zone, ". SOA . . 1 2 3 4 5\n");
	while (fgets(line, sizeof line, file)) {
		char *fields[FIELDS] = { 0 }, *rest = line;

		line[strcspn(line, "\n")] = '\0';
		for (int i = 0; i < FIELDS && rest; i++)
			fields[i] = strsep(&rest, "\t");
		if (strcmp(fields[0], "record") == 0)
			add_record(world, fields[1], fields[2], fields[3]);
		else
			add_client(world, fields[1], fields[2]);
	}
	fclose(file);
}

static void open_ours(struct ours *ours, struct world *world)
{
	struct dns_name root = dns_name_root();
	const char *fault;
	uint32_t line;

	ours->text = text_of("zone", bytes_slice(&world->zone));
	ours->zones = zone_set_new();
	zone_set_read(ours->zones, &ours->text, &root);
	zone_set_finish(ours->zones);
	ours->source = dns_script_source(ours->zones, &ours->text, NULL, &line, &fault);
}

static enum spf_result ask_ours(struct ours *ours, struct facts *facts, const struct client *client)
{
	struct slice domain = slice_of(client->domain);
	struct spf_request request = {
		.ip = client->ip, .domain = domain, .sender = slice_of(client->sender), .helo = domain
	};
	struct facts_view view = { .facts = facts };
	const struct spf_evaluation *evaluation;
	enum spf_result result;

	do {
		arena_rewind(&ours->arena);
		evaluation = spf_check_host(&ours->arena, &view, &request);
		if (evaluation->pending)
			facts_send(facts);
	} while (evaluation->pending);
	result = evaluation->result;
	facts_release(&view);
	return result;
}

static SPF_result_t ask_theirs(SPF_server_t *server, const struct client *client)
{
	SPF_request_t *request = SPF_request_new(server);
	SPF_response_t *response = NULL;
	SPF_result_t result;

	if (strchr(client->address, ':'))
		SPF_request_set_ipv6_str(request, client->address);
	else
		SPF_request_set_ipv4_str(request, client->address);
	SPF_request_set_helo_dom(request, client->domain);
	SPF_request_set_env_from(request, client->sender);
	SPF_request_query_mailfrom(request, &response);
	result = SPF_response_result(response);
	SPF_response_free(response);
	SPF_request_free(request);
	return result;
}

/* libspf2 has a word of its own for a record that it cannot parse. */
static bool is_same(enum spf_result ours, SPF_result_t theirs)
{
	return strcmp(spf_result_text(ours), SPF_strresult(theirs)) == 0 ||
	       (ours == SPF_PERMERROR && theirs == SPF_RESULT_INVALID);
}

static void leave_out_differences(
	struct world *world, struct ours *ours, struct facts *facts, SPF_server_t *server)
{
	for (size_t i = 0; i < world->count; i++) {
		struct client *client = &world->clients[i];

		client->left_out = !is_same(ask_ours(ours, facts, client), ask_theirs(server, client));
		world->left_out += client->left_out;
	}
}

static double spent_by_ours(const struct world *world, struct ours *ours, struct facts *facts)
{
	double start = now();

	for (size_t i = 0; i < world->count; i++)
		if (!world->clients[i].left_out)
			ask_ours(ours, facts, &world->clients[i]);
	return now() - start;
}

static double spent_by_theirs(const struct world *world, SPF_server_t *server)
{
	double start = now();

	for (size_t i = 0; i < world->count; i++)
		if (!world->clients[i].left_out)
			ask_theirs(server, &world->clients[i]);
	return now() - start;
}

int main(int argc, char **argv)
{
	static struct world world;
	double seconds = argc > 2 ? atof(argv[2]) : 3, kept = 0, anew = 0, theirs = 0, evaluations = 0;
	struct ours ours = { 0 };
	struct facts *facts;
	SPF_server_t *server;

	if (argc < 2) {
		fprintf(stderr, "usage: spf_rate WORLD [SECONDS]\n");
		return 2;
	}
	read_world(&world, argv[1]);
	open_ours(&ours, &world);
	facts = facts_new(ours.source, KEPT, NULL);
	server = SPF_server_new_dns(world.dns, 0);
	leave_out_differences(&world, &ours, facts, server);
	/* In turns, so that a busy machine is slow for all. */
	while (theirs < seconds) {
		struct facts *fresh = facts_new(ours.source, KEPT, NULL);

		kept += spent_by_ours(&world, &ours, facts);
		anew += spent_by_ours(&world, &ours, fresh);
		theirs += spent_by_theirs(&world, server);
		evaluations += (double)(world.count - world.left_out);
		facts_free(fresh);
	}
	printf("%.0f %.0f %.0f %zu %zu\n", evaluations / kept, evaluations / anew, evaluations / theirs,
		world.count, world.left_out);
	return 0;
}
