/* Opens the sources that the options name, and what a run is judged with beside them. */
#include "cli/sources.h"

#include "cli/inputs.h"

#include "base/escape.h"
#include "dns/server_name.h"
#include "input/answers.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

bool servers_resolve(struct options *options)
{
	struct dns_live_options *live = &options->lookup.live;
	const char *servers[DNS_SERVERS_MOST] = { NULL }, *fault = NULL;
	size_t count = 0, added;

	for (size_t i = 0; i < live->server_count && count < DNS_SERVERS_MOST; i++) {
		const char *given = live->servers[i];

		if (dns_server_from_text(&options->arena, slice_of(given))) {
			servers[count++] = given;
			continue;
		}
		fault = dns_server_resolve(
			&options->arena, given, servers + count, DNS_SERVERS_MOST - count, &added);
		if (fault) {
			complain("cannot resolve the server %s: %s",
				escape_copy(&options->arena, slice_of(given)), fault);
			return false;
		}
		count += added;
	}
	memcpy(live->servers, servers, count * sizeof *servers);
	live->server_count = count;
	return true;
}

bool live_source_make(struct options *options, struct zone_set *zones, struct dns_source **ret_source)
{
	const char *system = getenv("SSL_CERT_FILE"), *fault;
	unsigned given_ms = options->lookup.has_timeout
				    ? options->lookup.live.timeout_ms * options->lookup.live.tries
				    : 0;

	*ret_source = NULL;
	if (!options->lookup.offline) {
		struct policy_options policies = {
			.timeout_ms = given_ms,
			.deadline_ms = options->lookup.live.deadline_ms,
			.port = options->lookup.policy_port,
			.authorities = options->lookup.authorities ? options->lookup.authorities : system,
			.named = options->check.has_policy_server,
			.helper = options->lookup.policy_helper,
			.fault = options->lookup.policy_fault,
		};

		if (!servers_resolve(options))
			return false;
		options->lookup.policy_helper.socket = -1;
		options->lookup.live.local_error = &options->lookup.local_error;
		*ret_source = live_source_open(&options->arena, &options->lookup.live, &policies, &fault);
		if (!*ret_source) {
			complain("%s", fault);
			return false;
		}
	}
	if (zones)
		*ret_source = dns_zone_source(zones, *ret_source);
	return true;
}

struct dns_source *answers_open(struct options *options, struct saved_answers *answers)
{
	struct dns_source *source;
	const char *fault;
	struct text text;

	*answers = (struct saved_answers){ 0 };
	if (!file_open(options, &text, options->lookup.answers, TEXT_DATA))
		return NULL;
	source = saved_answers_read(&options->arena, answers, &text, &fault);
	if (!source)
		complain("%s", fault);
	return source;
}

/* Zone files first, then what was pasted, then what the user saved or DNS says. */
static bool open_source(struct sources *sources, struct options *options, struct zone_set *zones)
{
	if (!options->lookup.answers && !live_source_make(options, NULL, &sources->source))
		return false;
	if (options->lookup.answers && !(sources->source = answers_open(options, &sources->answers)))
		return false;
	for (size_t i = 0; i < options->lookup.pasted.count; i++)
		sources->source = answers_source(options->lookup.pasted.at[i], sources->source);
	if (zones)
		sources->source = dns_zone_source(zones, sources->source);
	return true;
}

static void open_facts(struct sources *sources, const struct options *options)
{
	if (options->lookup.save_answers)
		bytes_add_text(&sources->saved, dns_script_recorded);
	sources->facts =
		facts_new(sources->source, FACTS_KEPT, options->lookup.save_answers ? &sources->saved : NULL);
	facts_set_deadline(sources->facts, options->lookup.live.deadline_ms);
}

static bool open_suffixes(struct sources *sources, struct options *options)
{
	const char *path = options->lookup.suffixes, *fault;
	struct text text;

	if (path && !file_open(options, &text, path, TEXT_SETTINGS))
		return false;
	sources->suffixes = path ? suffix_list_read(text.bytes, &fault) : suffix_list_open(NULL, NULL);
	if (path)
		text_close(&text);
	if (path && !sources->suffixes) {
		complain("cannot read %s: %s", escape_copy(&options->arena, slice_of(path)), fault);
		return false;
	}
	options->check.suffixes = sources->suffixes;
	options->check.helo = options->subject.helo;
	return true;
}

/* Reads --private-key. Nothing of the key but its public half is kept. */
static bool open_pair(struct sources *sources, struct options *options)
{
	const char *path = options->subject.private_key, *fault, *shown;
	struct stat status;
	struct text text;
	bool good;

	if (!path)
		return true;
	shown = escape_copy(&options->arena, slice_of(path));
	if (options->subject.selectors.count != 1) {
		complain("--private-key needs exactly one --selector, the one that the key signs with");
		return false;
	}
	if (!file_open(options, &text, path, TEXT_SETTINGS))
		return false;
	good = dkim_pair_read(&options->arena, text.bytes, &sources->pair, &fault);
	text_close(&text);
	if (!good) {
		complain("%s: %s", shown, fault);
		return false;
	}
	options->check.pair = &sources->pair;
	if (strcmp(path, "-") == 0)
		return true;
	if (stat(path, &status) != 0) {
		complain("cannot read the permissions of %s: %s", shown, strerror(errno));
		return false;
	}
	options->check.pair_is_readable = status.st_mode & (S_IRGRP | S_IROTH);
	return true;
}

bool sources_open(struct sources *sources, struct options *options, struct zone_set *zones)
{
	*sources = (struct sources){ 0 };
	if (!open_pair(sources, options) || !open_suffixes(sources, options) ||
		!open_source(sources, options, zones))
		return false;
	open_facts(sources, options);
	return true;
}

bool sources_open_on(struct sources *sources, struct options *options, struct dns_source *source)
{
	*sources = (struct sources){ .source = source };
	if (!open_pair(sources, options) || !open_suffixes(sources, options))
		return false;
	open_facts(sources, options);
	return true;
}

void sources_close(struct sources *sources)
{
	/* The source first: what it still waits for ends in the facts. */
	dns_source_close(sources->source);
	if (sources->facts)
		facts_free(sources->facts);
	saved_answers_close(&sources->answers);
	suffix_list_close(sources->suffixes);
	bytes_free(&sources->saved);
}

static const char *asked_text(struct options *options)
{
	const struct dns_live_options *live = &options->lookup.live;
	const char *servers = "";

	if (options->lookup.answers)
		return arena_printf(&options->arena, "answers saved in %s",
			escape_copy(&options->arena, slice_of(options->lookup.answers)));
	if (options->lookup.offline)
		return NULL;
	for (size_t i = 0; i < live->server_count; i++)
		servers = arena_printf(&options->arena, "%s%s%s", servers, i ? ", " : "", live->servers[i]);
	return live->server_count ? arena_printf(&options->arena, "resolver %s", servers)
				  : "the resolver of the system";
}

const char *sources_text(struct options *options)
{
	struct arena *arena = &options->arena;
	const char *asked = asked_text(options);
	bool from_zones = options->check.zone_names || options->command == COMMAND_ZONE;

	if (options->command == COMMAND_RECORD)
		return "the given records, nothing was looked up";
	if (options->command == COMMAND_DIFF && options->operands.count == 2)
		return arena_printf(arena, "%s, then %s",
			escape_copy(arena, slice_of(options->operands.at[0])),
			escape_copy(arena, slice_of(options->operands.at[1])));
	if (!asked)
		return from_zones ? "zone files, nothing was looked up" : "nothing was looked up";
	return from_zones ? arena_printf(&options->arena, "zone files, then %s", asked) : asked;
}
