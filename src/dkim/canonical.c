/* The two canonicalizations, fields one by one and bodies line by line, so that no body is held twice. */
#include "dkim/canonical.h"

#include "base/ascii.h"

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t';
}

/* Section 3.4.1: as it is, with CRLF. */
static void simple_field(struct bytes *out, struct slice whole)
{
	for (size_t i = 0; i < whole.len; i++) {
		if (whole.at[i] == '\n' && (!i || whole.at[i - 1] != '\r'))
			bytes_add_byte(out, '\r');
		bytes_add_byte(out, whole.at[i]);
	}
	if (!whole.len || whole.at[whole.len - 1] != '\n')
		bytes_add_text(out, "\r\n");
}

/* Section 3.4.2: name in lower case, lines joined, one space for many, none at the ends. */
static void relaxed_field(struct bytes *out, const struct mail_field *field)
{
	bool blank = false, begun = false;

	for (size_t i = 0; i < field->name.len; i++)
		bytes_add_byte(out, ascii_lower(field->name.at[i]));
	bytes_add_byte(out, ':');
	for (size_t i = 0; i < field->body.len; i++) {
		uint8_t c = field->body.at[i];
		bool line_end =
			c == '\n' || (c == '\r' && i + 1 < field->body.len && field->body.at[i + 1] == '\n');

		if (is_blank(c) || line_end) {
			blank = begun && (blank || is_blank(c));
			continue;
		}
		if (blank)
			bytes_add_byte(out, ' ');
		blank = false;
		begun = true;
		bytes_add_byte(out, c);
	}
	bytes_add_text(out, "\r\n");
}

void canonical_field(struct bytes *out, const struct mail_field *field, bool relaxed)
{
	if (relaxed)
		relaxed_field(out, field);
	else
		simple_field(out, field->whole);
}

struct body_hash {
	struct digest digest;
	size_t left;  /* of the limit */
	size_t total; /* of the canonical form */
	size_t empty; /* line ends that are hashed when something follows */
};

static void add(struct body_hash *hash, struct slice bytes)
{
	hash->total += bytes.len;
	bytes = slice_part(bytes, 0, hash->left);
	hash->left -= bytes.len;
	digest_add(&hash->digest, bytes);
}

static void add_line_ends(struct body_hash *hash)
{
	for (; hash->empty; hash->empty--)
		add(hash, slice_of("\r\n"));
}

/* Blanks at the end of a line are dropped, and those within are one. */
static void add_relaxed_line(struct body_hash *hash, struct slice line)
{
	size_t at = 0;

	while (line.len && is_blank(line.at[line.len - 1]))
		line.len--;
	while (at < line.len) {
		size_t end = at;

		while (end < line.len && !is_blank(line.at[end]))
			end++;
		add(hash, slice_part(line, at, end));
		if (end < line.len)
			add(hash, slice_of(" "));
		for (at = end; at < line.len && is_blank(line.at[at]);)
			at++;
	}
}

static bool is_empty(struct slice line, bool relaxed)
{
	for (size_t i = 0; i < line.len; i++)
		if (!relaxed || !is_blank(line.at[i]))
			return false;
	return true;
}

/* A line such as ">From here on" or ">>From". */
static bool is_quoted(struct slice line)
{
	size_t end = 0;

	while (end < line.len && line.at[end] == '>')
		end++;
	return end && slice_starts(slice_part(line, end, line.len), "From ");
}

static void add_line(struct body_hash *hash, struct slice line, bool relaxed)
{
	add_line_ends(hash);
	if (relaxed)
		add_relaxed_line(hash, line);
	else
		add(hash, line);
	hash->empty = 1;
}

/* Sections 3.4.3 and 3.4.4: empty lines at the end do not count. */
size_t canonical_body(struct slice body, const struct text *source, struct body_form form, bool *ret_quoted,
	uint8_t result[DIGEST_SIZE])
{
	struct body_hash hash = { .left = form.limit };
	size_t forgotten = 0;

	*ret_quoted = false;
	digest_open(&hash.digest);
	for (size_t at = 0; at < body.len && hash.left;) {
		ptrdiff_t lf = slice_find(body, '\n', at);
		size_t end = lf < 0 ? body.len : (size_t)lf;
		struct slice line = slice_part(body, at, end);

		at = end + (lf >= 0);
		if (source && at - forgotten > TEXT_FORGET_STEP) {
			text_forget(source);
			forgotten = at;
		}
		if (lf >= 0 && line.len && line.at[line.len - 1] == '\r')
			line.len--;
		if (is_empty(line, form.relaxed)) {
			hash.empty += lf >= 0;
			continue;
		}
		if (is_quoted(line)) {
			*ret_quoted = true;
			line = slice_part(line, form.unquoted, line.len);
		}
		add_line(&hash, line, form.relaxed);
	}
	if (hash.total ||
		!form.relaxed) /* an empty body is one line end in simple form, and nothing in relaxed form */
		add(&hash, slice_of("\r\n"));
	digest_close(&hash.digest, result);
	return hash.total;
}
