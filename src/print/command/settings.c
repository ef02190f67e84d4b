/* Prints the settings of a configuration. */
#include "print/command/settings.h"

#include "base/escape.h"
#include "print/members.h"

#include <string.h>

enum { COMMENT_COLUMN = 40, WIDTH = 80, INDENT = 4 };

static const char *origin_text(struct arena *arena, const struct setting *setting)
{
	return setting->file ? arena_printf(arena, "%s:%u", setting->file, setting->line) : "default";
}

/* A list goes on in the next line when that begins with whitespace. */
static void print_wrapped(struct bytes *out, const char *line)
{
	size_t column = 0;
	struct slice item;

	for (size_t at = 0; slice_next_item(slice_of(line), ',', &at, &item);) {
		if (column && column + strlen(", ") + item.len > WIDTH - 1) {
			bytes_printf(out, ",\n%*s", INDENT, "");
			column = INDENT;
		} else if (column) {
			bytes_add_text(out, ", ");
			column += strlen(", ");
		}
		bytes_add(out, item);
		column += item.len;
	}
	bytes_add_byte(out, '\n');
}

/* Where it comes from is a comment: after a short line, in the line before a long one. */
static void print_setting(struct bytes *out, const struct setting *setting)
{
	struct arena scratch = { 0 };
	const char *line = arena_printf(&scratch, "%s = %s", setting->key,
			   escape_copy(&scratch, slice_of(setting->value))),
		   *origin = escape_copy(&scratch, slice_of(origin_text(&scratch, setting)));
	size_t column = strlen(line) < COMMENT_COLUMN ? COMMENT_COLUMN : strlen(line);

	if (column + strlen(" ; ") + strlen(origin) <= WIDTH) {
		bytes_printf(out, "%-*s ; %s\n", COMMENT_COLUMN, line, origin);
	} else {
		bytes_printf(out, "; %s\n", origin);
		print_wrapped(out, line);
	}
	arena_release(&scratch);
}

void print_settings_text(struct print *print, const struct settings *settings)
{
	struct arena scratch = { 0 };
	const char *section = "";

	if (!settings->files.count)
		bytes_add_text(&print->out, "; no configuration file\n");
	for (size_t i = 0; i < settings->files.count; i++)
		bytes_printf(&print->out, "; %s%s\n", i ? "extends " : "",
			escape_copy(&scratch, slice_of(settings->files.at[i])));
	for (size_t i = 0; i < settings->list.count; i++) {
		const struct setting *setting = &settings->list.at[i];

		if (!setting->value)
			continue;
		if (strcmp(section, setting->section) != 0)
			bytes_printf(
				&print->out, "\n[%s]\n", escape_copy(&scratch, slice_of(setting->section)));
		section = setting->section;
		print_setting(&print->out, setting);
	}
	arena_release(&scratch);
}

void print_settings_json(struct print *print, const struct settings *settings)
{
	struct json *json = &print->json;

	*json = (struct json){ .out = &print->out };
	json_object_begin(json);
	members_of_document(json);
	member_text(json, "domain", settings->domain);
	json_key(json, "files");
	json_array_begin(json);
	for (size_t i = 0; i < settings->files.count; i++)
		json_text(json, settings->files.at[i]);
	json_array_end(json);
	json_key(json, "settings");
	json_array_begin(json);
	for (size_t i = 0; i < settings->list.count; i++) {
		const struct setting *setting = &settings->list.at[i];

		json_object_begin(json);
		member_text(json, "section", setting->section);
		member_text(json, "key", setting->key);
		member_text(json, "value", setting->value);
		member_text(json, "file", setting->file);
		if (setting->file)
			member_number(json, "line", setting->line);
		else
			member_null(json, "line");
		json_object_end(json);
	}
	json_array_end(json);
	json_object_end(json);
	bytes_add_byte(&print->out, '\n');
}
