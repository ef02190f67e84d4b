/* Says what of a folder is read as zones, and why the rest is not. */
#include "cli/folder_report.h"

#include "base/bytes.h"
#include "base/escape.h"

enum { NAMED_MOST = 3 }; /* files on the line about those that are passed over */

static const char *shown(struct options *options, const char *text)
{
	return escape_copy(&options->arena, slice_of(text));
}

/* One line for all files of which the name or the content says that they are zones. */
static void say_passed_over(struct options *options, const struct folder *folder)
{
	struct bytes out = { 0 };
	size_t count = 0;

	for (size_t i = 0; i < folder->files.count; i++) {
		const struct folder_file *file = &folder->files.at[i];

		if (!file->passed_over || file->is_elsewhere || !(file->has_name_of_zone || file->is_zone))
			continue;
		if (count++ < NAMED_MOST)
			bytes_printf(&out, "%s%s (%s)", count > 1 ? ", " : "", shown(options, file->below),
				file->passed_over);
	}
	if (count)
		complain("%s: %zu %s skipped: %.*s%s", shown(options, folder->path), count,
			count == 1 ? "file that looks like a zone file was"
				   : "files that look like zone "
				     "files were",
			(int)out.len, (const char *)out.at, count > NAMED_MOST ? ", ..." : "");
	bytes_free(&out);
}

/* There is no zone: what there is says why, and most often it is all of one kind. */
static void say_none(struct options *options, const struct folder *folder)
{
	struct bytes out = { 0 };

	for (size_t i = 0; i < folder->files.count && i < NAMED_MOST; i++)
		bytes_printf(&out, "%s %s %s", i ? "," : ":", shown(options, folder->files.at[i].below),
			folder->files.at[i].passed_over);
	complain("%s contains no zone file%.*s%s", shown(options, folder->path), (int)out.len,
		(const char *)out.at, folder->files.count > NAMED_MOST ? ", ..." : "");
	bytes_free(&out);
}

bool folder_report(struct options *options, const struct folder *folder, bool may_be_empty)
{
	for (size_t i = 0; i < folder->faults.count; i++)
		complain("%s", folder->faults.at[i]);
	if (folder->faults.count)
		return false;
	for (size_t i = 0; i < folder->files.count; i++) {
		const struct folder_file *file = &folder->files.at[i];

		if (options->output.verbose && file->passed_over)
			complain("skipped: %s: %s", shown(options, file->path), file->passed_over);
		else if (options->output.verbose)
			complain("read: %s", shown(options, file->path));
	}
	if (!options->output.verbose && folder->taken)
		say_passed_over(options, folder);
	if (!folder->taken)
		say_none(options, folder);
	return folder->taken || (may_be_empty && !folder->like_zones);
}
