/* `check`: domains from the command line, a file or standard input. */
#include "cli/run.h"
#include "dns/pasted.h"

#include "base/escape.h"

#include <errno.h>
#include <string.h>

struct names {
	ARENA_LIST(struct dns_name) list;
};

/* Reads one domain as people type it. False after a message; `where` is "" or "file:line: ". */
bool domain_read(struct options *options, struct slice word, const char *where, struct dns_name *ret_name)
{
	const char *what, *shown = escape_copy(&options->arena, slice_part(word, 0, 80));
	struct slice part = pasted_domain(word, &what);
	enum dns_name_fault fault = dns_name_from_unicode(part, ret_name);

	if (fault == DNS_NAME_OK && part.len && slice_find(part, ' ', 0) >= 0)
		fault = DNS_NAME_BAD_IDN;
	if (fault != DNS_NAME_OK) {
		complain("%s\"%s\" is not a domain name: %s", where, shown,
			slice_find(part, ' ', 0) >= 0 ? "it has a space in it" : dns_name_fault_text(fault));
		return false;
	}
	if (!dns_name_is_plausible(ret_name)) {
		complain("%s\"%s\" is not a domain name: a name such as example.com is expected", where,
			shown);
		return false;
	}
	if (what)
		complain("%s\"%s\" is %s; checking %s", where, shown, what,
			dns_name_text(&options->arena, ret_name));
	return true;
}

/* One domain a line; blank lines and what follows a # are passed over. */
static bool read_list(struct options *options, const char *path, struct names *names)
{
	struct arena *arena = &options->arena;
	struct text text;
	bool good = true;
	size_t at = 0;

	if (!text_open(&text, path)) {
		complain("cannot read %s: %s", escape_copy(arena, slice_of(path)), strerror(errno));
		return false;
	}
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
		if (domain_read(options, word, arena_printf(arena, "%s:%u: ", text.name, line), &name))
			*arena_append(arena, &names->list) = name;
		else
			good = false;
	}
	text_close(&text);
	return good;
}

static struct dns_name name_at(const void *context, size_t place)
{
	return ((const struct dns_name *)context)[place];
}

enum exit_status command_check(struct options *options)
{
	struct names names = { 0 };
	bool good = true;
	struct run run;

	if (options->from_file)
		good = read_list(options, options->from_file, &names);
	for (size_t i = 0; i < options->operands.count; i++) {
		const char *word = options->operands.at[i];
		struct dns_name name;

		if (strcmp(word, "-") == 0)
			good = read_list(options, word, &names) && good;
		else if (domain_read(options, slice_of(word), "", &name))
			*arena_append(&options->arena, &names.list) = name;
		else
			good = false;
	}
	if (!good)
		return EXIT_USAGE;
	if (!names.list.count) {
		complain(options->from_file || options->operands.count
				 ? "the list holds no domain"
				 : "no domain given; try: mailauth-check example.com");
		return EXIT_USAGE;
	}
	if (!run_open(&run, options, NULL)) {
		run_close(&run);
		return EXIT_USAGE;
	}
	run_domains(&run, name_at, names.list.at, names.list.count, NULL);
	return run_close(&run);
}
