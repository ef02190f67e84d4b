/*
 * Tells files from domains by what exists and by how words look.
 *
 *   file   = any word with a slash / prefix name / name suffix     prefixes such as "db.", suffixes such as ".conf"
 *   domain = a word that ends in a dot / all others
 *
 * ".zone" is a top-level domain as well as a suffix: such a word is a file when the other operand is one, or when a file of nearly
 * the same name is there.
 */
#include "input/operand.h"

#include "base/escape.h"
#include "base/nearest.h"
#include "dns/reply.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

enum {
	NEAR_MOST = 2,	/* edits from one name to the other */
	NEAR_LEAST = 5, /* octets of a name that is not near to just anything */
};

static const char zone_suffix[] = ".zone";

static bool has_slash(const char *word)
{
	return strchr(word, '/') && !strstr(word, "://");
}

static bool ends_in(const char *word, const char *suffix)
{
	return slice_ends_nocase(slice_of(word), suffix);
}

/* None of them is a top-level domain, and what is before them is often the name of a zone. */
static bool has_suffix_of_zones(const char *word)
{
	static const char *const suffixes[] = { ".db", ".dns", ".hosts", ".signed", ".axfr" };

	for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
		if (ends_in(word, suffixes[i]))
			return true;
	return false;
}

/* Nor is one of these. */
static bool has_suffix(const char *word)
{
	static const char *const suffixes[] = { ".txt", ".answers", ".conf", ".yaml", ".yml", ".json", ".old",
		".orig", ".bak", ".new", ".tf", ".tfstate" };

	for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
		if (ends_in(word, suffixes[i]))
			return true;
	return has_suffix_of_zones(word);
}

/* "db.example.com", and not "db.com". */
static bool has_prefix(const char *word)
{
	static const char *const prefixes[] = { "db.", "named.", "zone." };

	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
		if (slice_starts_nocase(slice_of(word), prefixes[i]))
			return strchr(word + strlen(prefixes[i]), '.');
	return false;
}

static bool is_domain_for_sure(const char *word)
{
	return ends_in(word, ".") || strchr(word, '@') || strstr(word, "://");
}

enum operand_kind operand_existing(const char *word)
{
	struct stat status;

	if (strcmp(word, "-") == 0)
		return OPERAND_FILE;
	if (stat(word, &status) != 0)
		return OPERAND_MISSING;
	return S_ISDIR(status.st_mode) ? OPERAND_FOLDER : OPERAND_FILE;
}

const char *operand_neighbour(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *best = NULL;
	const char *folder = slash ? arena_printf(arena, "%.*s", (int)(slash + 1 - path), path) : "";
	DIR *entries = strlen(name) >= NEAR_LEAST ? opendir(slash ? folder : ".") : NULL;
	size_t least = NEAR_MOST + 1;

	for (struct dirent *entry; entries && (entry = readdir(entries));) {
		size_t distance = edit_distance(slice_of(name), slice_of(entry->d_name));

		if (entry->d_name[0] == '.' || !distance || distance > least ||
			(distance == least && (!best || strcmp(entry->d_name, best) > 0)))
			continue;
		least = distance;
		best = arena_strdup(arena, entry->d_name);
	}
	if (entries)
		closedir(entries);
	return best ? arena_printf(arena, "%s%s", folder, best) : NULL;
}

/* By its form alone, ".zone" being left aside. */
static bool is_file_name(const char *word)
{
	return has_slash(word) || has_suffix(word) || has_prefix(word);
}

bool operand_is_mail_name(const char *word)
{
	static const char *const suffixes[] = { ".eml", ".msg", ".mbox", ".log" };

	for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
		if (ends_in(word, suffixes[i]))
			return true;
	return false;
}

bool operand_is_zone_file_name(const char *word)
{
	return has_suffix_of_zones(word) || has_prefix(word) || ends_in(word, zone_suffix);
}

enum operand_kind operand_of_side(struct arena *arena, const char *word, const char *other)
{
	enum operand_kind kind = operand_existing(word);

	if (kind != OPERAND_MISSING || has_slash(word))
		return kind;
	if (is_domain_for_sure(word))
		return OPERAND_DOMAIN;
	if (is_file_name(word))
		return OPERAND_MISSING;
	if (ends_in(word, zone_suffix) && (ends_in(other, zone_suffix) || is_file_name(other) ||
						  operand_existing(other) != OPERAND_MISSING))
		return OPERAND_MISSING;
	return operand_neighbour(arena, word) ? OPERAND_MISSING : OPERAND_DOMAIN;
}

/* "example.com/" of a browser's address bar, and "192.0.2.0/24": neither is a file that is there. */
static bool is_pasted_with_slash(const char *word)
{
	const char *slash = strchr(word, '/');
	struct dns_address address = { 0 };

	return slash && slash > word && operand_existing(word) == OPERAND_MISSING &&
	       ((!slash[1] && strchr(word, '.')) ||
		       dns_address_from_text(
			       slice_part(slice_of(word), 0, (size_t)(slash - word)), &address));
}

/* Whoever lists domains, quotes or asks as dig does gives no file. */
static bool is_pasted(const char *word)
{
	return strpbrk(word, " ,;<>'\"") && operand_existing(word) == OPERAND_MISSING;
}

enum operand_kind operand_of_check(struct arena *arena, const char *word)
{
	if (is_pasted_with_slash(word) || is_pasted(word))
		return OPERAND_DOMAIN;
	if (is_domain_for_sure(word) || ends_in(word, ".arpa"))
		return OPERAND_DOMAIN;
	if (has_slash(word) || has_suffix(word))
		return operand_existing(word);
	if (!operand_is_zone_file_name(word))
		return OPERAND_DOMAIN;
	/* A host may be called db.example.com: it is a file only when one is there. */
	if (operand_existing(word) == OPERAND_MISSING && !operand_neighbour(arena, word))
		return OPERAND_DOMAIN;
	return operand_existing(word);
}

enum operand_kind operand_of_record(const char *word)
{
	enum operand_kind kind = operand_existing(word);

	if (kind != OPERAND_MISSING)
		return kind;
	if (!*word || strpbrk(word, "=\" \t\r\n;"))
		return OPERAND_DOMAIN;
	return is_file_name(word) || ends_in(word, zone_suffix) ? OPERAND_MISSING : OPERAND_DOMAIN;
}

/* A refusal is several words, or begins with its code. */
enum operand_kind operand_of_bounce(const char *word)
{
	enum operand_kind kind = operand_existing(word);

	if (kind != OPERAND_MISSING)
		return kind;
	if (!*word || strpbrk(word, " \t\r\n"))
		return OPERAND_DOMAIN;
	return (word[0] == '4' || word[0] == '5') && strspn(word, "0123456789") == 3 ? OPERAND_DOMAIN
										     : OPERAND_MISSING;
}

const char *operand_missing_text(struct arena *arena, const char *word)
{
	const char *shown = escape_copy(arena, slice_of(word)), *near = operand_neighbour(arena, word);
	const char *question = nearest_question(arena, near ? escape_copy(arena, slice_of(near)) : NULL);

	if (has_slash(word))
		return arena_printf(arena, "no such file: %s%s", shown, question);
	return arena_printf(arena, "no such file: %s%s To check a domain with this name, write \"%s.\"",
		shown, near ? question : ".", shown);
}

const char *operand_domain_note(struct arena *arena, const char *word)
{
	const char *shown = escape_copy(arena, slice_of(word));

	if (!ends_in(word, zone_suffix))
		return NULL;
	return arena_printf(
		arena, "%s is read as a domain; for a file with this name, write ./%s", shown, shown);
}
