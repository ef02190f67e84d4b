/* `check`: domains from the command line, a file or standard input. */
#include "cli/commands.h"
#include "cli/inputs.h"
#include "cli/run.h"
#include "cli/zone_files.h"
#include "input/operand.h"

#include "input/answers.h"

#include "base/escape.h"

#include <string.h>

struct names {
	ARENA_LIST(struct dns_name) list;
};

/* One domain a line; blank lines and what follows a # are passed over. */
static bool read_list(struct options *options, const char *path, struct names *names)
{
	struct arena *arena = &options->arena;
	struct text text;
	bool good = true;
	size_t at = 0;

	if (!file_open(options, &text, path, TEXT_LIST))
		return false;
	for (uint32_t line = 1; at < text.bytes.len; line++) {
		ptrdiff_t end = slice_find(text.bytes, '\n', at);
		struct slice word = slice_part(text.bytes, at, end < 0 ? text.bytes.len : (size_t)end);
		struct dns_name name;

		at += word.len + 1;
		if (line == 1 && slice_starts(word, "\xef\xbb\xbf"))
			word = slice_part(word, 3, word.len);
		if (slice_find(word, '#', 0) >= 0)
			word = slice_part(word, 0, (size_t)slice_find(word, '#', 0));
		word = slice_trim(word);
		if (!word.len)
			continue;
		if (checked_domain_read(
			    options, word, arena_printf(arena, "%s:%u: ", text.name, line), &name))
			*arena_append(arena, &names->list) = name;
		else
			good = false;
	}
	text_close(&text);
	return good;
}

/* What is there under the name of a domain: a file that is no domain, or one that is passed over. False after a message. */
static bool is_only_domain(struct options *options, const char *word)
{
	struct arena *arena = &options->arena;
	enum operand_kind kind = operand_existing(word);
	const char *there = kind == OPERAND_FOLDER ? "folder" : "file";
	const char *shown = escape_copy(arena, slice_of(word)), *command;
	struct dns_name name;
	bool good;

	if (kind == OPERAND_MISSING)
		return true;
	command = arena_printf(arena, strchr(word, ' ') ? "mailauth-check %s '%s'" : "mailauth-check %s %s",
		operand_is_mail_name(word) ? "bounce" : "zone", shown);
	good = !domain_parse(options, slice_of(word), &name);
	if (good)
		complain("%s is read as a domain; to check the %s with this name: %s", shown, there, command);
	else
		complain("%s is a %s, not a domain; try: %s", shown, there, command);
	return good;
}

/* Of a word that is a file's name there is no domain to judge. False after a message. */
static bool is_domain(struct options *options, const char *word)
{
	enum operand_kind kind = operand_of_check(&options->arena, word);

	if (kind == OPERAND_DOMAIN)
		return is_only_domain(options, word);

	if (kind == OPERAND_MISSING)
		complain("%s", operand_missing_text(&options->arena, word));
	else
		complain("%s is a %s; try: mailauth-check zone %s (--from-file reads a list of domains)",
			escape_copy(&options->arena, slice_of(word)),
			kind == OPERAND_FOLDER ? "folder" : "file",
			escape_copy(&options->arena, slice_of(word)));
	return false;
}

static struct dns_name name_at(const void *context, size_t place)
{
	return ((const struct dns_name *)context)[place];
}

/* With --zone the domains are answered from that file first. What is wrong with it is told with the first of them. */
static enum exit_status judge_with_zone(
	struct options *options, const struct names *names, const struct zone_files *files)
{
	struct zone_set *zones = files && files->zone_count ? files->zones : NULL;
	struct run run;

	if (files)
		zone_files_lend(options, files);
	if (zones)
		options->check.zone_names = zone_names_find(&options->arena, zones);
	if (!run_open(&run, options, zones)) {
		run_close(&run);
		return EXIT_USAGE;
	}
	if (zones)
		known_read_comments(&run.known, zones);
	else if (files)
		zones = files->pasted.at[0]->zones;
	run_domains(&run, name_at, names->list.at, names->list.count, zones);
	return run_close(&run);
}

static enum exit_status judge(struct options *options, const struct names *names)
{
	enum exit_status status = EXIT_USAGE;
	struct zone_files files;

	if (!options->subject.zone)
		return judge_with_zone(options, names, NULL);
	zone_files_open(&files);
	if (zone_files_read(options, &files, options->subject.zone) && zone_files_finish(options, &files))
		status = judge_with_zone(options, names, &files);
	zone_files_close(&files);
	return status;
}

/* Nothing but "@SERVER" was given: it may be meant for the domain of a mail address. */
static enum exit_status complain_only_server(struct options *options)
{
	const char *server = escape_copy(&options->arena, slice_of(options->lookup.at_server));
	struct dns_name name;

	if (domain_parse(options, slice_of(options->lookup.at_server + 1), &name))
		complain("no domain given; try: mailauth-check %s example.com", server);
	else
		complain("no domain given; %s is the DNS server to query. To check the domain: "
			 "mailauth-check %s",
			server, server + 1);
	return EXIT_USAGE;
}

enum exit_status command_check(struct options *options)
{
	struct names names = { 0 };
	bool good = true;

	if (options->subject.from_file)
		good = read_list(options, options->subject.from_file, &names);
	for (size_t i = 0; i < options->operands.count; i++) {
		const char *word = options->operands.at[i];
		struct dns_name name;

		if (strcmp(word, "-") == 0)
			good = read_list(options, word, &names) && good;
		else if (is_domain(options, word) && checked_domain_read(options, slice_of(word), "", &name))
			*arena_append(&options->arena, &names.list) = name;
		else
			good = false;
	}
	if (!good)
		return EXIT_USAGE;
	if (!names.list.count && options->lookup.at_server)
		return complain_only_server(options);
	if (!names.list.count) {
		complain(options->subject.from_file || options->operands.count
				 ? "the list contains no domain"
				 : "no domain given; try: mailauth-check example.com");
		return EXIT_USAGE;
	}
	return judge(options, &names);
}
