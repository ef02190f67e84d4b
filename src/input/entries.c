/*
 * Only what tells whose names they are is looked at: owner, type, the first and the last word of the data.
 *
 *   entry = [ "[" word "]" ] [ owner ] *( TTL / class / "[" word "]" ) type *word / directive [ word ]
 */
#include "input/entries.h"

#include "base/ascii.h"
#include "dns/type.h"
#include "dns/zone_dialect.h"

/* Takes a word into the entry; *ret_typed becomes true with the type. */
static void take_word(struct entry *entry, struct zone_token token, struct slice word, bool *ret_typed)
{
	entry->last = token;
	if (entry->is_directive || *ret_typed) {
		if (!entry->data.end)
			entry->data = token;
		return;
	}
	*ret_typed = token.kind == ZONE_TOKEN_WORD && dns_type_from_text(word, &entry->type);
}

bool entry_next(struct zone_lexer *lexer, struct entry *ret_entry)
{
	const struct slice bytes = lexer->text->bytes;
	struct zone_token token;
	bool owned, typed = false;

	do {
		owned = lexer->at < bytes.len && !ascii_is_space(bytes.at[lexer->at]);
		token = zone_lexer_next(lexer);
	} while (token.kind == ZONE_TOKEN_END);
	*ret_entry = (struct entry){ 0 };
	if (owned && token.kind == ZONE_TOKEN_WORD && zone_is_bracketed(zone_token_bytes(lexer, token)))
		token = zone_lexer_next(lexer);
	if (owned && token.kind == ZONE_TOKEN_WORD) {
		ret_entry->owner = token;
		ret_entry->is_directive = bytes.at[token.first] == '$';
		token = zone_lexer_next(lexer);
	}
	for (; token.kind != ZONE_TOKEN_END && token.kind != ZONE_TOKEN_FILE_END;
		token = zone_lexer_next(lexer)) {
		if (token.kind == ZONE_TOKEN_UNCLOSED_PARENTHESIS) {
			lexer->at = (uint32_t)bytes.len;
			lexer->depth = 0;
			break;
		}
		take_word(ret_entry, token, zone_token_bytes(lexer, token), &typed);
	}
	return ret_entry->owner.end || ret_entry->last.end || token.kind == ZONE_TOKEN_END;
}
