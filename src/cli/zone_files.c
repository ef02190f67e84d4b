/* Reads zone files into one set, and refuses folders of which nobody can tell which of two files is published. */
#include "cli/zone_files.h"

#include "cli/folder_report.h"
#include "cli/inputs.h"
#include "cli/pasted.h"

#include "base/escape.h"
#include "input/decode.h"

#include <string.h>
#include <sys/stat.h>

void zone_files_open(struct zone_files *files)
{
	*files = (struct zone_files){ .zones = zone_set_new() };
}

void zone_files_close(struct zone_files *files)
{
	if (files->zones)
		zone_set_free(files->zones);
	for (size_t i = 0; i < files->pasted.count; i++)
		answers_close(files->pasted.at[i]);
	for (size_t i = 0; i < files->texts.count; i++)
		text_close(files->texts.at[i]);
	*files = (struct zone_files){ 0 };
}

/* What query tools printed is no zone: of what it does not answer nothing is known. */
static bool read_pasted(struct options *options, struct zone_files *files, struct text *text)
{
	struct answers *answers = arena_take(&options->arena, sizeof *answers);

	*arena_append(&options->arena, &files->pasted) = answers;
	if (!pasted_answers_read(options, text, answers))
		return false;
	if (answers->nameless) {
		complain("%s: %zu answer%s without a name; paste the command in the line above the answer",
			escape_copy(&options->arena, slice_of(text->name)), answers->nameless,
			answers->nameless == 1 ? "" : "s");
		options->lookup.incomplete = true;
	}
	if (answers->domains.count)
		return true;
	complain("%s: the answers do not show which domain they belong to",
		escape_copy(&options->arena, slice_of(text->name)));
	return false;
}

bool zone_files_read_text(struct options *options, struct zone_files *files, struct text *text)
{
	struct text decoded = text_of(text->name, text->bytes);
	struct input input;

	*arena_append(&options->arena, &files->texts) = text;
	/* That a zone file is in UTF-16 is a finding: it stays as it is. */
	if (input_decode(&decoded))
		input = input_recognise(decoded.bytes, text->name);
	else
		input = input_recognise(text->bytes, text->name);
	if (pasted_is_answer(&input)) {
		if (decoded.owned) {
			text_close(text);
			*text = decoded;
		}
		return read_pasted(options, files, text);
	}
	text_close(&decoded);
	files->zone_count++;
	return zone_text_read(options, files->zones, text);
}

/* A pipe is another one each time. */
static bool is_read_already(struct options *options, struct zone_files *files, const char *path)
{
	struct stat status;

	if (strcmp(path, "-") == 0 || stat(path, &status) != 0 || !S_ISREG(status.st_mode))
		return false;
	return !identity_set_add(&options->arena, &files->read, identity_of(&status));
}

static bool read_file(struct options *options, struct zone_files *files, const char *path)
{
	struct text *text;

	if (is_read_already(options, files, path))
		return true;
	text = arena_take(&options->arena, sizeof *text);
	return operand_open(options, text, path) && zone_files_read_text(options, files, text);
}

/* What completes the names of one file is not that of all files: --domain only chooses then. */
static bool read_folder(struct options *options, struct zone_files *files, const char *path)
{
	size_t domain_count = options->subject.domains.count;
	const struct folder_search search = { .path = path,
		.exclude = options->subject.exclude.at,
		.exclude_count = options->subject.exclude.count,
		.roots = &options->subject.roots };
	struct folder folder;
	bool good, readable = true;

	if (options->subject.origin) {
		complain("--origin needs a single zone file; %s is a folder",
			escape_copy(&options->arena, slice_of(path)));
		return false;
	}
	folder_find_zones(&options->arena, &search, &folder);
	good = folder_report(options, &folder, files->spares_empty_folders);
	options->subject.domains.count = 0;
	for (size_t i = 0; good && i < folder.files.count; i++) {
		if (folder.files.at[i].passed_over)
			continue;
		*arena_append(&options->arena, &files->walked) = folder.files.at[i].path;
		readable = read_file(options, files, folder.files.at[i].path) && readable;
	}
	options->subject.domains.count = domain_count;
	if (!readable)
		complain("use --exclude to skip files of a folder that are not zone files");
	return good && readable;
}

bool zone_files_read(struct options *options, struct zone_files *files, const char *path)
{
	struct stat status;

	if (strcmp(path, "-") != 0 && stat(path, &status) == 0 && S_ISDIR(status.st_mode))
		return read_folder(options, files, path);
	return read_file(options, files, path);
}

static bool is_walked(const struct zone_files *files, const char *name)
{
	for (size_t i = 0; i < files->walked.count; i++)
		if (strcmp(files->walked.at[i], name) == 0)
			return true;
	return false;
}

/* Another text that holds an SOA record of the same owner, perhaps with the same data; NULL when there is none. */
static const struct text *second_text(const struct dns_reply *soa)
{
	const struct text *first = soa->records.at[0].place.text;

	for (size_t i = 0; i < soa->records.count; i++)
		for (const struct dns_record *record = &soa->records.at[i]; record; record = record->copy)
			if (record->place.text && record->place.text != first)
				return record->place.text;
	return NULL;
}

void zone_files_lend(struct options *options, const struct zone_files *files)
{
	for (size_t i = 0; i < files->pasted.count; i++)
		*arena_append(&options->arena, &options->lookup.pasted) = files->pasted.at[i];
}

bool zone_files_finish(struct options *options, struct zone_files *files)
{
	struct arena *arena = &options->arena, scratch = { 0 };
	bool good = true;

	/* A side of a comparison may have no file. */
	if (!files->zone_count && files->texts.count)
		return files->pasted.count;
	zone_set_finish(files->zones);
	for (size_t i = 0; files->walked.count && i < zone_set_apex_count(files->zones); i++) {
		struct dns_question question = { .name = zone_set_apex(files->zones, i),
			.type = DNS_TYPE_SOA };
		const struct dns_reply *soa = zone_set_records_at(files->zones, &scratch, &question);
		const struct text *second = soa ? second_text(soa) : NULL;
		const char *first = second ? soa->records.at[0].place.text->name : NULL;

		if (second && (is_walked(files, second->name) || is_walked(files, first))) {
			complain("%s and %s both contain the zone %s; skip one of them with --exclude",
				escape_copy(arena, slice_of(first)),
				escape_copy(arena, slice_of(second->name)),
				dns_name_text(arena, &question.name));
			good = false;
		}
		arena_rewind(&scratch);
	}
	arena_release(&scratch);
	return good;
}
