/*
 * Finding the selectors of a domain. DNS cannot be asked for a list of them (RFC 6376 section 3.1), so what is not found
 * among the names that were tried is never called missing, unless the user named it.
 */
#include "check/selectors.h"

#include "base/date.h"
#include "check/claims.h"
#include "mail/providers.h"

#include <string.h>

/* Selectors by the number of public lists that have them: what signing software and services use by default. */
static const char likeliest_selectors[] = "google default dkim mail selector1 k1 s1 s2 ";
static const char likely_selectors[] =
	"selector2 mandrill k2 smtp everlytickey1 mxvault email cm pm protonmail amazonses k3 everlytickey2 sig1 zoho zendesk1 smtpapi dkim1 dkim2 protonmail2 "
	"protonmail3 fm1 fm2 fm3 hs1 hs2 mimecast zendesk2 key1 mailo mailjet sendgrid key2 zmail mx mailgun "
	"s2048 s1024 krs proofpoint mimecast20190104 hubspot mta dk m1 selector s3 ses postmark brevo1 "
	"resend x ";

/* Those that fewer lists have: tried with --probe all. */
static const char other_selectors[] =
	"kl mg 20230601 20161025 sailthru turbo-smtp selector3 s4 salesforce barracuda sendinblue outbound "
	"postfix sparkpost intercom 20210112 20221208 pic pmta google2 mailchimp ml smtp2go primary em s et "
	"pm-bounces zohomail scph eversrv sf1 sf2 symantec messagelabs yandex ironport yahoo a1 mkto "
	"constantcontact aweber qualtrics brevo2 mx1 mx2 server1 server2 office365 mail1 pp pphosted dksel "
	"sf scph0118 news mdaemon server responsys mkt smtpauth exim key v1 dk1 class main sm sel1 "
	"googleapps www test prod smtpout yousendit omnisend klaviyo freshdesk ac sib sfmc fd mc "
	"elasticemail mailerlite brevo mg1 exacttarget aws cc activecampaign hs3 dynect marketo ic pardot "
	"zendesk kl2 drip sg campaignmonitor scph1 scph2 mandrill1 mandrill2 ppk1 ppk2 salesforce1 b1 sig2 "
	"mlsend mlsend2 zohocorp ovh firebase1 firebase2 neolane smtp2 mindbox fnc whs1 whs2 whs3 scph0223 "
	"scph0224 sm1 sm2 defaultdkim signing email1 email2 2022 2023 2024 2025 2026 crsend google1 "
	"google2048 gm1 gm2 gm3 ev1 e1 e2 cf2024-1 cf2024-2 cf2025-1 cf2025-2 scph0918 ctct1 ctct2 acdkim1 "
	"acdkim2 mte1 mte2 litesrv cka cka2 e2ma-k1 e2ma-k2 e2ma-k3 api pepipost gor gor2 km1 km2 strong1 "
	"strong2 s1-ionos s2-ionos aweber_key_a aweber_key_b aweber_key_c 20120113 200608 key3 dkim3 dkim01 "
	"dkim02 dkim03 fm4 mbo0001 mbo0002 mesmtp modoboa ";

/* A name that was tried: found by its hash, and made again where another one has the same. */
struct tried {
	uint64_t hash;
	const char *selector;
};

struct finder {
	struct arena *arena;
	struct facts_view *view;
	struct domain *domain;
	struct dns_name
		domainkey; /* below which the selectors are; of length 0 when the domain's name is too long for it */
	ARENA_LIST(struct tried) tried;
	bool waits; /* one of them is not answered yet */
};

enum dkim_status dkim_status_of_key(const struct dkim_key *key)
{
	if (key->revoked)
		return DKIM_STATUS_REVOKED;
	if (!key->valid)
		return DKIM_STATUS_INVALID;
	return key->testing ? DKIM_STATUS_TESTING : DKIM_STATUS_OK;
}

static enum dkim_status status_of(const struct dkim_selector *selector)
{
	const struct dkim_key *key;

	if (!dns_outcome_is_answer(selector->reply->outcome))
		return DKIM_STATUS_UNANSWERED;
	if (!selector->keys.count)
		return DKIM_STATUS_MISSING;
	key = selector->keys.at[0].key;
	return selector->keys.count > 1 && !key->revoked ? DKIM_STATUS_INVALID : dkim_status_of_key(key);
}

bool dkim_selector_is_split(const struct dkim_selector *selector)
{
	bool key = false, rest = false;

	for (size_t i = 0; i < selector->keys.count; i++) {
		key = key || selector->keys.at[i].key->is_key;
		rest = rest || dkim_is_base64_only(selector->keys.at[i].key->text);
	}
	return key && rest;
}

static bool is_guess(enum selector_origin origin)
{
	return origin >= SELECTOR_OF_PROVIDER;
}

/* A key, or an alias that was to lead to one. */
static bool has_something(const struct dns_reply *reply)
{
	return dns_outcome_has_records(reply->outcome) ||
	       (reply->aliases.count &&
		       (dns_outcome_is_answer(reply->outcome) || dns_outcome_is_loop(reply->outcome)));
}

/* The answer of a wildcard, which says nothing about this selector: told by the zone file, or by a name that nobody has. */
static bool is_wildcard(const struct domain *domain, const struct dns_reply *reply)
{
	const struct dns_reply *other = domain->wildcard_selector;

	if (reply->wildcard)
		return true;
	if (!other || !has_something(other) || other->records.count != reply->records.count)
		return false;
	for (size_t i = 0; i < reply->records.count; i++)
		if (!dns_record_same_data(&reply->records.at[i], &other->records.at[i]))
			return false;
	return true;
}

/* A key is in parts: that is the fault, and what is wrong with each part is no news. */
static void forget_problems(struct arena *arena, struct dkim_selector *selector)
{
	for (size_t i = 0; i < selector->keys.count; i++) {
		struct dkim_key *part = arena_take(arena, sizeof *part);

		*part = *selector->keys.at[i].key;
		part->problems.list.count = 0;
		selector->keys.at[i].key = part;
	}
}

static bool was_tried(const struct finder *f, const struct dns_name *name, uint64_t hash)
{
	struct dns_name tried;

	for (size_t i = 0; i < f->tried.count; i++)
		if (f->tried.at[i].hash == hash &&
			dns_name_prepend(f->tried.at[i].selector, &f->domainkey, &tried) &&
			dns_name_equal(&tried, name))
			return true;
	return false;
}

static void collect_selector(struct finder *f, const char *name, enum selector_origin origin)
{
	struct dkim_selector selector = { .selector = name, .origin = origin };
	uint64_t hash;

	if (!f->domainkey.len || !dns_name_prepend(name, &f->domainkey, &selector.name))
		return;
	hash = dns_name_hash(&selector.name);
	if (was_tried(f, &selector.name, hash))
		return;
	if (origin != SELECTOR_IN_ZONE) /* these come once each, and there may be thousands of them */
		*arena_append(f->arena, &f->tried) = (struct tried){ hash, name };
	selector.reply = facts_get(f->view, &selector.name, DNS_TYPE_TXT);
	f->waits = f->waits || dns_outcome_is_pending(selector.reply->outcome);
	if (dns_outcome_is_answer(selector.reply->outcome))
		f->domain->selectors_tried++;
	else
		f->domain->selectors_unanswered++;
	selector.wildcard = is_wildcard(f->domain, selector.reply);
	if (is_guess(origin) && (!has_something(selector.reply) || selector.wildcard))
		return;
	for (size_t i = 0; i < selector.reply->records.count; i++) {
		struct dkim_subject *key = arena_append(f->arena, &selector.keys);

		key->published = published_txt(selector.reply, i);
		key->key = dkim_parse_kept(f->arena, selector.reply, i);
	}
	if (is_guess(origin) && selector.keys.count && !selector.keys.at[0].key->is_key)
		return;
	if (dkim_selector_is_split(&selector))
		forget_problems(f->arena, &selector);
	if (selector.wildcard && selector.keys.count && !selector.keys.at[0].key->is_key)
		selector.keys.count = 0; /* some other record of a wildcard: there is no key of this name */
	selector.status = status_of(&selector);
	*arena_append(f->arena, &f->domain->selectors) = selector;
}

static void collect_list(struct finder *f, const char *list, enum selector_origin origin)
{
	struct slice word;

	while (provider_next_word(&list, &word))
		collect_selector(f, (const char *)arena_copy(f->arena, word).at, origin);
}

static size_t count_words(const char *list)
{
	struct slice word;
	size_t count = 0;

	while (provider_next_word(&list, &word))
		count++;
	return count;
}

static void collect_provider(struct finder *f, const struct provider *provider)
{
	if (provider)
		collect_list(f, provider->selectors, SELECTOR_OF_PROVIDER);
}

/* The selectors of services that the domain's MX, its SPF record or the aliases of its keys show. */
static void collect_providers(struct finder *f)
{
	const struct domain *domain = f->domain;
	const struct spf_subject *spf = domain_spf(domain);
	size_t known = domain->selectors.count;

	for (size_t i = 0; i < domain->mx.count; i++)
		collect_provider(f, provider_of_exchange(&domain->mx.at[i].mx->exchange));
	for (size_t i = 0; spf && i < spf->record->terms.count; i++) {
		const struct spf_term *term = &spf->record->terms.at[i];
		struct dns_name target;

		if ((term->kind == SPF_TERM_INCLUDE || term->kind == SPF_TERM_REDIRECT) &&
			spf_term_target(spf->record, term, &domain->name, &target))
			collect_provider(f, provider_of_include(&target));
	}
	for (size_t i = 0; i < known; i++) {
		const struct dns_reply *reply = domain->selectors.at[i].reply;

		for (size_t k = 0; k < reply->aliases.count; k++)
			collect_provider(f, provider_of_key(&reply->aliases.at[k].target));
	}
}

/* Keys that a change publishes, as when they are moved from a wrong name: they are judged like those of the file. */
static void collect_changed(struct finder *f)
{
	const struct dns_overlay *overlay = f->view->overlay;

	if (!overlay || !f->domainkey.len)
		return;
	for (size_t i = 0; i < overlay->changes.count; i++) {
		const struct dns_change *change = &overlay->changes.at[i];
		struct dns_name parent = dns_name_parent(&change->name);

		if (change->added && change->type == DNS_TYPE_TXT && dns_name_equal(&parent, &f->domainkey))
			collect_selector(f,
				(const char *)arena_copy(f->arena, dns_name_first_label(&change->name)).at,
				SELECTOR_IN_ZONE);
	}
}

/* Of a domain in a zone file, for the memory that a domain may take; the others are told to be one question too many. */
enum { SELECTORS_IN_ZONE_MOST = 3000 };

/* The names that were given: asked for in the first round. */
static void collect_known(struct finder *f)
{
	const struct check_options *options = f->domain->options;
	const struct zone_selector *in_zone = NULL;
	const struct zone_names *names = options->zone_names;
	size_t count = 0, strays = 0;

	if (names) {
		in_zone = zone_names_selectors(names, &f->domain->name, &count);
		zone_names_below(names, &names->stray_keys, &f->domain->name, &strays);
	}
	/* Of a key at a wrong name two names are looked at: that one, and the right one. */
	if (count > SELECTORS_IN_ZONE_MOST) {
		count = SELECTORS_IN_ZONE_MOST;
		f->view->limited = true;
	}
	f->view->extra = options->selector_count + count + 2 * strays;
	for (size_t i = 0; i < options->selector_count; i++)
		collect_selector(f, options->selectors[i], SELECTOR_GIVEN);
	for (size_t i = 0; in_zone && i < count; i++)
		collect_selector(f, in_zone[i].selector, SELECTOR_IN_ZONE);
	collect_changed(f);
}

/* A key was found, or the domain sends no mail: to guess more is not worth the questions. */
static bool is_enough(const struct domain *domain)
{
	const struct spf_subject *spf = domain_spf(domain);

	return domain->selectors.count || domain_has_null_mx(domain) ||
	       (spf && spf_lets_nobody_send(spf->record));
}

/*
 * The names that are only likely: first the few that most domains have, and the others when none of these is there. Those of a zone
 * file are known without a guess.
 */
static void collect_guesses(struct finder *f)
{
	const struct check_options *options = f->domain->options;
	bool all = options->probe == PROBE_ALL;

	if (options->probe == PROBE_NONE || (!all && options->zone_names))
		return;
	if (all || !options->selector_count)
		collect_list(f, likeliest_selectors, SELECTOR_GUESSED);
	if (all || (!options->selector_count && !f->waits && !is_enough(f->domain)))
		collect_list(f, likely_selectors, SELECTOR_GUESSED);
	if (all) {
		f->view->extra += count_words(other_selectors);
		collect_list(f, other_selectors, SELECTOR_GUESSED);
	}
}

void selectors_collect(struct arena *arena, struct facts_view *view, struct domain *domain)
{
	struct finder finder = { .arena = arena, .view = view, .domain = domain };
	struct dns_name *domainkey = &finder.domainkey, adsp, nobodys;

	if (!dns_name_prepend("_domainkey", &domain->name, domainkey))
		domainkey->len = 0;
	if (!domainkey->len || !dns_name_prepend("_adsp", domainkey, &adsp) ||
		!dns_name_prepend(DNS_LABEL_OF_NOBODY, domainkey, &nobodys)) {
		collect_known(&finder);
		return;
	}
	domain->domainkey = facts_get(view, domainkey, DNS_TYPE_TXT);
	if (dns_outcome_is_answer(domain->domainkey->outcome) &&
		!dns_outcome_has_no_name(domain->domainkey->outcome) && !domain->options->zone_names &&
		domain->options->probe != PROBE_NONE)
		domain->wildcard_selector = facts_get(view, &nobodys, DNS_TYPE_TXT);
	collect_known(&finder);
	if (dns_outcome_has_no_name(domain->domainkey->outcome)) /* RFC 8020: nothing exists below it */
		return;
	/* Whether it was answered or not: what the domain's services give to all customers is worth a question. */
	if (!dns_outcome_is_pending(domain->domainkey->outcome) && domain->options->probe != PROBE_NONE &&
		!domain->options->zone_names)
		collect_providers(&finder);
	if (!dns_outcome_is_pending(domain->domainkey->outcome) && domain_is_asked_all(domain))
		domain->adsp = facts_get(view, &adsp, DNS_TYPE_TXT);
	if (dns_outcome_is_answer(domain->domainkey->outcome))
		collect_guesses(&finder);
}

static const char digits[] = "0123456789";

unsigned selector_year(const char *selector)
{
	enum { FIRST_YEAR = 2004, LAST_YEAR = 2099 };
	struct slice name = slice_of(selector);

	for (size_t at = 0, run; at < name.len; at += run ? run : 1) {
		uint64_t year;

		run = slice_run(name, at, digits);
		if ((run == 4 || run == 6 || run == 8) &&
			slice_number(slice_part(name, at, at + 4), LAST_YEAR, &year) && year >= FIRST_YEAR)
			return (unsigned)year;
	}
	return 0;
}

bool selector_day(const char *selector, uint32_t *ret_day)
{
	enum { DIGITS = 8 };
	struct slice name = slice_of(selector);
	char day[] = "2026-01-31";

	for (size_t at = 0, run; at < name.len; at += run ? run : 1) {
		const char *date = selector + at;

		run = slice_run(name, at, digits);
		if (run != DIGITS)
			continue;
		memcpy(day, date, 4);
		memcpy(day + 5, date + 4, 2);
		memcpy(day + 8, date + 6, 2);
		if (date_read(slice_of(day), ret_day))
			return true;
	}
	return false;
}
