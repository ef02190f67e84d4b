/* Sources of the library: set up piece by piece, opened once, then asked by mailauth_check(). */
#include "api/api.h"
#include "api/recovery.h"

#include "base/escape.h"
#include "dmarc/suffix_list.h"
#include "input/zone_input.h"
#include "text/open.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { TIMEOUT_MS = 2000, TRIES = 2, TIMEOUT_MS_MOST = 3600 * 1000, TRIES_MOST = 100, FACTS_KEPT = 2000 };

enum mailauth_result api_fail(mailauth_source *source, enum mailauth_result result, const char *sentence)
{
	source->error.len = 0;
	bytes_add_text(&source->error, sentence);
	bytes_add_byte(&source->error, 0);
	return result;
}

enum mailauth_result api_no_memory(mailauth_source *source)
{
	if (source)
		source->without_memory = true;
	return MAILAUTH_NO_MEMORY;
}

static enum mailauth_result fail_with_path(mailauth_source *source, const char *path, const char *fault)
{
	struct arena scratch = { 0 };
	int number = errno;

	api_fail(source, MAILAUTH_UNREADABLE,
		arena_printf(&scratch, "cannot read %s: %s", escape_copy(&scratch, slice_of(path)), fault));
	arena_release(&scratch);
	errno = number;
	return MAILAUTH_UNREADABLE;
}

/* MAILAUTH_OK while the source can be set up. */
static enum mailauth_result set_up(mailauth_source *source)
{
	if (!source || source->without_memory)
		return MAILAUTH_INVALID;
	return source->opened ? api_fail(source, MAILAUTH_INVALID, "the source is open already")
			      : MAILAUTH_OK;
}

static mailauth_source *make_source(void)
{
	mailauth_source *source = xrealloc(NULL, sizeof *source);

	*source = (struct mailauth_source){ .live = { .timeout_ms = TIMEOUT_MS, .tries = TRIES } };
	return source;
}

mailauth_source *mailauth_source_new(void)
{
	API_RECOVERS(NULL);

	return make_source();
}

void mailauth_source_free(mailauth_source *source)
{
	if (!source || source->without_memory)
		return;
	dns_source_close(source->source);
	if (source->facts)
		facts_free(source->facts);
	saved_answers_close(&source->answers);
	zone_set_free(source->zones);
	for (size_t i = 0; i < source->texts.count; i++)
		text_close(source->texts.at[i]);
	suffix_list_close(source->suffixes);
	bytes_free(&source->error);
	arena_release(&source->arena);
	free(source);
}

static enum mailauth_result add_server(mailauth_source *source, const char *server)
{
	const char *read;

	if (set_up(source))
		return MAILAUTH_INVALID;
	if (source->live.server_count == DNS_SERVERS_MOST)
		return api_fail(source, MAILAUTH_INVALID, "there are too many servers");
	read = server ? dns_server_from_text(&source->arena, slice_of(server)) : NULL;
	if (!read)
		return api_fail(source, MAILAUTH_INVALID, "a server is an address such as 192.0.2.53:53");
	source->live.servers[source->live.server_count++] = read;
	return MAILAUTH_OK;
}

enum mailauth_result mailauth_source_add_server(mailauth_source *source, const char *server)
{
	API_RECOVERS(api_no_memory(source));

	return add_server(source, server);
}

static enum mailauth_result set_timeout(mailauth_source *source, unsigned milliseconds, unsigned tries)
{
	if (set_up(source))
		return MAILAUTH_INVALID;
	if (!milliseconds || milliseconds > TIMEOUT_MS_MOST || !tries || tries > TRIES_MOST)
		return api_fail(source, MAILAUTH_INVALID, "a timeout is 1 ms to 1 hour, for 1 to 100 tries");
	source->live.timeout_ms = milliseconds;
	source->live.tries = tries;
	return MAILAUTH_OK;
}

enum mailauth_result mailauth_source_set_timeout(
	mailauth_source *source, unsigned milliseconds, unsigned tries)
{
	API_RECOVERS(api_no_memory(source));

	return set_timeout(source, milliseconds, tries);
}

static enum mailauth_result set_deadline(mailauth_source *source, uint64_t milliseconds)
{
	if (set_up(source))
		return MAILAUTH_INVALID;
	source->deadline_ms = milliseconds;
	return MAILAUTH_OK;
}

enum mailauth_result mailauth_source_set_deadline(mailauth_source *source, uint64_t milliseconds)
{
	API_RECOVERS(api_no_memory(source));

	return set_deadline(source, milliseconds);
}

static enum mailauth_result set_tcp(mailauth_source *source, int tcp)
{
	if (set_up(source))
		return MAILAUTH_INVALID;
	source->live.tcp_only = tcp;
	return MAILAUTH_OK;
}

enum mailauth_result mailauth_source_set_tcp(mailauth_source *source, int tcp)
{
	API_RECOVERS(api_no_memory(source));

	return set_tcp(source, tcp);
}

static enum mailauth_result set_offline(mailauth_source *source, int offline)
{
	if (set_up(source))
		return MAILAUTH_INVALID;
	source->offline = offline;
	return MAILAUTH_OK;
}

enum mailauth_result mailauth_source_set_offline(mailauth_source *source, int offline)
{
	API_RECOVERS(api_no_memory(source));

	return set_offline(source, offline);
}

static enum mailauth_result set_suffix_list(mailauth_source *source, const char *path)
{
	struct suffix_list *list = NULL;
	const char *fault;

	if (set_up(source))
		return MAILAUTH_INVALID;
	if (path && !(list = suffix_list_open(path, &fault)))
		return fail_with_path(source, path, fault);
	suffix_list_close(source->suffixes);
	source->suffixes = list;
	return MAILAUTH_OK;
}

enum mailauth_result mailauth_source_set_suffix_list(mailauth_source *source, const char *path)
{
	API_RECOVERS(api_no_memory(source));

	return set_suffix_list(source, path);
}

static enum mailauth_result fail_for_good(mailauth_source *source, const char *name, const char *what)
{
	struct arena scratch = { 0 };

	source->broken = true;
	api_fail(source, MAILAUTH_MALFORMED,
		arena_printf(&scratch, "%s: %s", escape_copy(&scratch, slice_of(name)), what));
	arena_release(&scratch);
	return MAILAUTH_MALFORMED;
}

static enum mailauth_result read_zone(mailauth_source *source, struct text *text, const char *origin)
{
	struct origin_wish wish = { 0 };
	struct dns_name name;
	const char *refusal;

	*arena_append(&source->arena, &source->texts) = text;
	if (origin) {
		if (dns_name_from_unicode(slice_of(origin), &name) != DNS_NAME_OK)
			return api_fail(source, MAILAUTH_INVALID, "the origin is not a domain name");
		wish.origin = &name;
	}
	if (!source->zones)
		source->zones = zone_set_new();
	refusal = zone_input_read(&source->arena, source->zones, text, &wish);
	return refusal ? fail_for_good(source, text->name, refusal) : MAILAUTH_OK;
}

static enum mailauth_result add_zone_file(mailauth_source *source, const char *path, const char *origin)
{
	const struct text_wish wish = { .kind = TEXT_DATA };
	const char *fault;
	struct text *text;

	if (set_up(source))
		return MAILAUTH_INVALID;
	if (!path)
		return api_fail(source, MAILAUTH_INVALID, "no file is given");
	text = arena_take(&source->arena, sizeof *text);
	/* "-" is a file like others here, and not standard input. */
	fault = text_open(text, arena_strdup(&source->arena, strcmp(path, "-") == 0 ? "./-" : path), &wish);
	if (fault)
		return fail_with_path(source, path, fault);
	return read_zone(source, text, origin);
}

enum mailauth_result mailauth_source_add_zone_file(
	mailauth_source *source, const char *path, const char *origin)
{
	API_RECOVERS(api_no_memory(source));

	return add_zone_file(source, path, origin);
}

static enum mailauth_result add_zone_text(
	mailauth_source *source, const char *name, const void *bytes, size_t size, const char *origin)
{
	struct text *text;

	if (set_up(source))
		return MAILAUTH_INVALID;
	if (!name || (!bytes && size) || size >= UINT32_MAX)
		return api_fail(source, MAILAUTH_INVALID, "a zone is a name and up to 4294967294 bytes");
	text = arena_take(&source->arena, sizeof *text);
	*text = text_of(arena_strdup(&source->arena, name),
		arena_copy(&source->arena, (struct slice){ bytes, size }));
	return read_zone(source, text, origin);
}

enum mailauth_result mailauth_source_add_zone_text(
	mailauth_source *source, const char *name, const void *bytes, size_t size, const char *origin)
{
	API_RECOVERS(api_no_memory(source));

	return add_zone_text(source, name, bytes, size, origin);
}

static enum mailauth_result set_answers_file(mailauth_source *source, const char *path)
{
	const char *fault;

	if (set_up(source))
		return MAILAUTH_INVALID;
	if (!path || source->source)
		return api_fail(source, MAILAUTH_INVALID, "a source takes one file of saved answers");
	path = arena_strdup(&source->arena, strcmp(path, "-") == 0 ? "./-" : path);
	source->source = saved_answers_open(&source->arena, &source->answers, path, &fault);
	if (source->source)
		return MAILAUTH_OK;
	saved_answers_close(&source->answers);
	source->answers = (struct saved_answers){ 0 };
	return api_fail(source, errno ? MAILAUTH_UNREADABLE : MAILAUTH_MALFORMED, fault);
}

enum mailauth_result mailauth_source_set_answers_file(mailauth_source *source, const char *path)
{
	API_RECOVERS(api_no_memory(source));

	return set_answers_file(source, path);
}

/* What the zone files are about, and the comments in them. */
static void look_into_zones(mailauth_source *source)
{
	zone_set_finish(source->zones);
	source->names = zone_names_find(&source->arena, source->zones);
	for (size_t i = 0; i < source->names->domains.count; i++) {
		struct dns_name name = zone_set_name(source->zones, source->names->domains.at[i]);

		*arena_append(&source->arena, &source->domains) = dns_name_text(&source->arena, &name);
	}
	source->known.arena = &source->arena;
	known_read_comments(&source->known, source->zones);
}

/* On the clock of live DNS; further away than the clock goes is never. */
static uint64_t deadline_of(uint64_t milliseconds)
{
	uint64_t now = dns_live_now();

	return milliseconds > UINT64_MAX - now ? 0 : now + milliseconds;
}

static enum mailauth_result open_source(mailauth_source *source)
{
	if (set_up(source))
		return MAILAUTH_INVALID;
	if (source->broken)
		return MAILAUTH_MALFORMED; /* its sentence is there already */
	if (source->deadline_ms)
		source->live.deadline_ms = deadline_of(source->deadline_ms);
	if (!source->offline && !source->source) {
		const struct policy_options policies = { .deadline_ms = source->live.deadline_ms,
			.helper = { .socket = -1 } };
		const char *fault;

		source->source = live_source_open(&source->arena, &source->live, &policies, &fault);
		if (!source->source)
			return api_fail(source, MAILAUTH_NO_RESOLVER, fault);
	}
	if (source->zones) {
		look_into_zones(source);
		source->source = dns_zone_source(source->zones, source->source);
	}
	if (!source->suffixes)
		source->suffixes = suffix_list_open(NULL, NULL);
	source->facts = facts_new(source->source, FACTS_KEPT, NULL);
	facts_set_deadline(source->facts, source->live.deadline_ms);
	source->opened = true;
	return MAILAUTH_OK;
}

enum mailauth_result mailauth_source_open(mailauth_source *source)
{
	API_RECOVERS(api_no_memory(source));

	return open_source(source);
}

const char *mailauth_source_error(const mailauth_source *source)
{
	if (source && source->without_memory)
		return "out of memory";
	return source && source->error.len ? (const char *)bytes_slice(&source->error).at : "";
}

size_t mailauth_source_domain_count(const mailauth_source *source)
{
	return source && !source->without_memory ? source->domains.count : 0;
}

const char *mailauth_source_domain(const mailauth_source *source, size_t number)
{
	return number < mailauth_source_domain_count(source) ? source->domains.at[number] : NULL;
}
