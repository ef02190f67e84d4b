/* A table of result words, by method and by what the comment or reason= beside them says; the first row that fits counts. */
#include "message/meaning.h"

struct row {
	const char *method; /* NULL: any */
	const char *word;   /* of the result; NULL: any but pass */
	const char *detail; /* within the comment or the reason; NULL: any */
	enum claim_meaning meaning;
	const char *explanation;
};

#define BODY_CHANGED "the body changed after it was signed"
#define SIGNATURE_WRONG "the signature does not match the header fields or the key"
#define KEY_MISSING "the receiver found no key at the selector"
#define NO_RECORD "the domain had no record; the receiver guessed that one would pass"

static const struct row rows[] = {
	/* Gmail calls a signature that does not verify neutral, others soft. */
	{ "dkim", NULL, "body hash", CLAIM_FAIL, BODY_CHANGED },
	{ "dkim", NULL, "bodyhash", CLAIM_FAIL, BODY_CHANGED },
	{ "dkim", NULL, "altered", CLAIM_FAIL, BODY_CHANGED },
	{ "dkim", NULL, "body has been", CLAIM_FAIL, BODY_CHANGED },
	{ "dkim", NULL, "not signed", CLAIM_NONE, NULL },
	{ "dkim", NULL, "no signature", CLAIM_NONE, NULL },
	{ "dkim", NULL, "no key", CLAIM_PERMERROR, KEY_MISSING },
	{ "dkim", NULL, "key not found", CLAIM_PERMERROR, KEY_MISSING },
	{ "dkim", NULL, "not available", CLAIM_PERMERROR, KEY_MISSING },
	{ "dkim", NULL, "nxdomain", CLAIM_PERMERROR, KEY_MISSING },
	{ "dkim", NULL, "revoked", CLAIM_PERMERROR, "the key was revoked (empty p= tag)" },
	{ "dkim", NULL, "expired", CLAIM_FAIL, "the signature had expired (x= tag)" },
	{ "dkim", NULL, "timeout", CLAIM_TEMPERROR, "the DNS lookup of the key timed out" },
	{ "dkim", NULL, "did not verify", CLAIM_FAIL, SIGNATURE_WRONG },
	{ "dkim", NULL, "bad signature", CLAIM_FAIL, SIGNATURE_WRONG },
	{ "dkim", NULL, "verification failed", CLAIM_FAIL, SIGNATURE_WRONG },
	{ "dkim", NULL, "verify failed", CLAIM_FAIL, SIGNATURE_WRONG },
	{ "dkim", "dkim_pass", NULL, CLAIM_PASS, NULL },
	{ "dkim", "softfail", NULL, CLAIM_FAIL, "the signature does not verify" },
	{ "dkim", "invalid", NULL, CLAIM_PERMERROR, NULL },
	{ "dkim", "policy", NULL, CLAIM_POLICY,
		"the receiver does not accept this signature by local policy" },
	{ "dkim", "unknown", NULL, CLAIM_UNKNOWN, "the receiver checked no signature" },
	/* A guessed record is none (Gmail says so in the comment, Microsoft in the word). */
	{ "spf", "pass", "best guess", CLAIM_NONE, NO_RECORD },
	{ "spf", "neutral", "best guess", CLAIM_NONE, "the domain had no SPF record" },
	{ NULL, "bestguesspass", NULL, CLAIM_NONE, NO_RECORD },
	{ NULL, "best_guess_pass", NULL, CLAIM_NONE, NO_RECORD },
	{ "spf", "hardfail", NULL, CLAIM_FAIL, NULL },
	{ "spf", "policy", NULL, CLAIM_POLICY,
		"the receiver does not accept the SPF result by local policy" },
	{ "dmarc", "success", NULL, CLAIM_PASS, NULL },
	{ "dmarc", "unknown", NULL, CLAIM_UNKNOWN, "the receiver found no policy, or did not look for one" },
	{ "compauth", "softpass", NULL, CLAIM_PASS,
		"Microsoft's own checks accepted the message, not DMARC" },
	{ "iprev", "fail", NULL, CLAIM_FAIL, "the PTR name does not resolve back to the address" },
	{ "iprev", "permerror", NULL, CLAIM_PERMERROR, "the address has no PTR record" },
	{ "bimi", "skipped", NULL, CLAIM_NONE, "the receiver did not look for a logo" },
	{ "bimi", "declined", NULL, CLAIM_NONE, "the domain declares that it has no logo" },
	/* Words of all methods: RFC 8601 section 2.7 and older spellings. */
	{ NULL, "pass", NULL, CLAIM_PASS, NULL },
	{ NULL, "success", NULL, CLAIM_PASS, NULL },
	{ NULL, "fail", NULL, CLAIM_FAIL, NULL },
	{ NULL, "failed", NULL, CLAIM_FAIL, NULL },
	{ NULL, "hardfail", NULL, CLAIM_FAIL, NULL },
	{ NULL, "dkim_fail", NULL, CLAIM_FAIL, NULL },
	{ NULL, "softfail", NULL, CLAIM_SOFTFAIL, NULL },
	{ NULL, "neutral", NULL, CLAIM_NEUTRAL, NULL },
	{ NULL, "none", NULL, CLAIM_NONE, NULL },
	{ NULL, "nosig", NULL, CLAIM_NONE, NULL },
	{ NULL, "policy", NULL, CLAIM_POLICY, NULL },
	{ NULL, "temperror", NULL, CLAIM_TEMPERROR, NULL },
	{ NULL, "temp_error", NULL, CLAIM_TEMPERROR, NULL },
	{ NULL, "tempfail", NULL, CLAIM_TEMPERROR, NULL },
	{ NULL, "temp_fail", NULL, CLAIM_TEMPERROR, NULL },
	{ NULL, "error", NULL, CLAIM_TEMPERROR, NULL },
	{ NULL, "permerror", NULL, CLAIM_PERMERROR, NULL },
	{ NULL, "perm_error", NULL, CLAIM_PERMERROR, NULL },
	{ NULL, "permfail", NULL, CLAIM_PERMERROR, NULL },
	{ NULL, "perm_fail", NULL, CLAIM_PERMERROR, NULL },
};

/* Microsoft's reason codes of compauth: by their first digits, the longer ones first. */
static const struct {
	const char *code, *explanation;
} compauth_reasons[] = {
	{ "000", "DMARC failed, and the policy is quarantine or reject" },
	{ "001", "DMARC failed or found no policy, and Microsoft's own checks did not accept the message" },
	{ "002", "a rule of the receiver does not allow the sender to use this domain" },
	{ "010", "DMARC failed, and From is a domain of the receiver itself" },
	{ "100", "SPF or DKIM passed and is aligned" },
	{ "109", "the domain has no DMARC record; the message would pass with one" },
	{ "111", "the DMARC lookup failed; SPF or DKIM passed and is aligned" },
	{ "112", "the DMARC lookup timed out" },
	{ "115", "the message came from the Microsoft 365 organization that owns the From domain" },
	{ "116", "the MX record of the From domain matches the client's PTR name" },
	{ "130", "DMARC failed, but an ARC seal that the receiver trusts says that it passed before" },
	{ "1", "DMARC passed, or would pass" },
	{ "2", "no explicit result; the client's address is near those of the From domain" },
	{ "3", "the message was not checked" },
	{ "4", "a rule of the receiver skipped the check" },
	{ "5", "DMARC was not enforced for this bounce" },
	{ "6", "DMARC failed, and From is a domain of the receiver itself" },
	{ "7", "DMARC was not enforced, because the receiver knows this sender from earlier mail" },
	{ "9", "a rule of the receiver skipped the check" },
};

static const char *compauth_reason(struct slice reason)
{
	for (size_t i = 0; i < sizeof compauth_reasons / sizeof *compauth_reasons; i++)
		if (slice_starts(reason, compauth_reasons[i].code))
			return compauth_reasons[i].explanation;
	return NULL;
}

/* What was done with a message that fails DMARC: action= of Microsoft, dis= in the comment of others. */
static const char *disposition(const struct authentication_result *result)
{
	struct slice action = authentication_property_of(result, NULL, "action");

	if (slice_is_nocase(action, "oreject") || slice_is_nocase(action, "o.reject"))
		return "the policy is reject, but the receiver delivered the message as spam by local policy";
	if (slice_is_nocase(action, "pct.quarantine") || slice_is_nocase(action, "pct.reject"))
		return "the policy was not applied to this message (pct= tag)";
	if (slice_is_nocase(action, "none") || slice_find_nocase(result->comment, "dis=none", 0) >= 0)
		return "the receiver took no action";
	return NULL;
}

static bool fits(const struct row *row, const struct authentication_result *result)
{
	if (row->method && !slice_is_nocase(result->method, row->method))
		return false;
	if (row->word ? !slice_is_nocase(result->result, row->word)
		      : slice_is_nocase(result->result, "pass") ||
				slice_is_nocase(result->result, "dkim_pass"))
		return false;
	return !row->detail || slice_find_nocase(result->comment, row->detail, 0) >= 0 ||
	       slice_find_nocase(result->reason, row->detail, 0) >= 0;
}

enum claim_meaning claim_meaning_of(const struct authentication_result *result, const char **ret_explanation)
{
	enum claim_meaning meaning = CLAIM_UNKNOWN;

	*ret_explanation = NULL;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (fits(&rows[i], result)) {
			meaning = rows[i].meaning;
			*ret_explanation = rows[i].explanation;
			break;
		}
	if (slice_is_nocase(result->method, "compauth") && compauth_reason(result->reason))
		*ret_explanation = compauth_reason(result->reason);
	if (slice_is_nocase(result->method, "dmarc") && meaning == CLAIM_FAIL)
		*ret_explanation = disposition(result);
	return meaning;
}

const char *claim_meaning_text(enum claim_meaning meaning)
{
	static const char *const texts[] = { "unknown", "pass", "fail", "softfail", "neutral", "none",
		"policy", "temperror", "permerror" };

	return texts[meaning];
}
