/* Two states of a domain: its DKIM selectors and their keys. */
#include "base/escape.h"
#include "check/change.h"
#include "check/claims.h"

#include "rules/common.h"
#include "rules/families.h"
#include "rules/gate/change_examples.h"

/* What is at a selector. */
enum state_kind {
	STATE_UNKNOWN, /* not answered */
	STATE_GONE,
	STATE_REVOKED,
	STATE_INVALID,
	STATE_OPEN, /* a CNAME of which it is not known where it leads: most are of a service that signs */
	STATE_KEY
};

struct state {
	enum state_kind kind;
	const struct dkim_key *key;    /* of STATE_KEY */
	const struct dns_name *target; /* of the last CNAME; NULL without one */
};

static const struct dns_name *target_of(const struct dns_reply *reply)
{
	return reply->aliases.count ? &reply->aliases.at[reply->aliases.count - 1].target : NULL;
}

static enum state_kind kind_of_key(const struct dkim_key *key)
{
	return key->revoked ? STATE_REVOKED : key->valid ? STATE_KEY : STATE_INVALID;
}

/* Of several keys nobody knows which one a verifier takes. */
static struct state state_of(struct arena *arena, const struct dns_reply *reply)
{
	struct state state = { STATE_GONE, NULL, target_of(reply) };

	if (!dns_outcome_is_answer(reply->outcome)) {
		state.kind = reply->aliases.count && !dns_outcome_is_loop(reply->outcome) ? STATE_OPEN
											  : STATE_UNKNOWN;
		return state;
	}
	for (size_t i = 0; i < reply->records.count; i++) {
		const struct dkim_key *key = dkim_parse_kept(arena, reply, i);

		if (key->is_key) {
			state.kind = state.key ? STATE_INVALID : kind_of_key(key);
			state.key = key;
		} else if (!state.key && !reply->wildcard) {
			state.kind = STATE_INVALID;
		}
	}
	return state;
}

/* The state after the change, asked for where the selector was not looked at. */
static struct state state_now(struct rule_run *run, const struct dkim_selector *selector)
{
	return state_of(run->arena, facts_get(run->domain->view, &selector->name, DNS_TYPE_TXT));
}

/* Nobody misses a key that verifiers could not use. */
static struct state state_before(struct rule_run *run, const struct dkim_selector *selector)
{
	struct state state = state_of(run->arena, selector->reply);

	if (selector->wildcard || (state.kind == STATE_KEY && !dkim_selector_works(selector)))
		state.kind = STATE_UNKNOWN;
	return state;
}

static bool is_same_key(const struct dkim_key *a, const struct dkim_key *b)
{
	return a->type == b->type && a->bytes.len && slice_equal(a->bytes, b->bytes);
}

static bool is_same_target(const struct state *a, const struct state *b)
{
	return a->target && b->target && dns_name_equal(a->target, b->target);
}

/* Both are known to have the same key, or lead to the same name. */
static bool is_same(const struct state *a, const struct state *b)
{
	return a->kind == STATE_KEY && b->kind == STATE_KEY ? is_same_key(a->key, b->key)
							    : is_same_target(a, b);
}

static const char *selector_text(struct rule_run *run, const struct dkim_selector *selector)
{
	return escape_visible_copy(run->arena, slice_of(selector->selector));
}

/* Another selector with what this one had; NULL for none. */
static const struct dkim_selector *other_with(struct rule_run *run, const struct domain *domain,
	const struct dkim_selector *selector, const struct state *state)
{
	for (size_t i = 0; i < domain->selectors.count; i++) {
		const struct dkim_selector *other = &domain->selectors.at[i];
		struct state theirs = state_of(run->arena, other->reply);

		if (!dns_name_equal(&other->name, &selector->name) && !other->wildcard &&
			is_same(state, &theirs))
			return other;
	}
	return NULL;
}

static bool has_error(const struct change *change, const struct dns_name *name)
{
	for (size_t i = 0; i < change->raised->list.count; i++)
		if (change->raised->list.at[i].severity == SEVERITY_ERROR &&
			dns_name_equal(&change->raised->list.at[i].name, name))
			return true;
	return false;
}

/* What was at the name: the key, or the CNAME to it. */
static void add_before(struct rule_run *run, struct finding *finding, const struct dkim_selector *old)
{
	if (old->reply->aliases.count)
		finding_add_before(run, finding,
			published_cname(run->arena, &old->name, &old->reply->aliases.at[0].target));
	else if (old->keys.count)
		finding_add_before(run, finding, &old->keys.at[0].published);
}

/* The CNAME is there and leads to a name without a key: "now leads to s1.example.net"; else NULL. */
static const char *led_astray(struct rule_run *run, const struct state *was, const struct state *now)
{
	if (!was->target || !now->target || is_same_target(was, now))
		return NULL;
	return arena_printf(run->arena, "now leads to %s", dns_name_text(run->arena, now->target));
}

static void report_removed(struct rule_run *run, const struct change *change, const struct dkim_selector *old,
	const struct state *was, const struct state *now)
{
	const char *end = now->kind == STATE_REVOKED   ? "was revoked"
			  : now->kind == STATE_INVALID ? "is now invalid"
						       : "was removed";
	const char *astray = now->kind == STATE_GONE ? led_astray(run, was, now) : NULL;
	const struct dkim_selector *other =
		now->kind == STATE_GONE ? other_with(run, change->after, old, was) : NULL;
	struct finding *finding = report_finding(run, NULL, (struct span){ 0 },
		"the %s of selector %s %s%s; mail signed with this selector no longer verifies",
		was->kind == STATE_OPEN || astray ? "CNAME" : "DKIM key", selector_text(run, old),
		astray ? astray : end,
		other ? arena_printf(run->arena, " (selector %s has it now)", selector_text(run, other))
		      : "");

	finding->name = old->name;
	if (astray)
		finding->help =
			"Restore the target of the CNAME record, or publish the key at the new target.";
	if (was->kind == STATE_OPEN)
		finding->confidence = LIKELY;
	add_before(run, finding, old);
}

/* A key that is not valid has an error of its own, as a rule. */
static void dkim_removed(struct rule_run *run, const struct change *change)
{
	for (size_t i = 0; i < change->before->selectors.count; i++) {
		const struct dkim_selector *old = &change->before->selectors.at[i];
		struct state was = state_before(run, old), now;

		if (was.kind < STATE_OPEN)
			continue;
		now = state_now(run, old);
		if (now.kind == STATE_GONE || now.kind == STATE_REVOKED ||
			(now.kind == STATE_INVALID && !has_error(change, &old->name)))
			report_removed(run, change, old, &was, &now);
	}
}

/* The CNAME of a selector leads to another name, and whether the key of the signer is there is not known. */
static void dkim_retargeted(struct rule_run *run, const struct change *change)
{
	for (size_t i = 0; i < change->before->selectors.count; i++) {
		const struct dkim_selector *old = &change->before->selectors.at[i], *other;
		struct state was = state_before(run, old), now;
		struct finding *finding;

		if (was.kind < STATE_OPEN || !was.target)
			continue;
		now = state_now(run, old);
		if (now.kind != STATE_OPEN || is_same_target(&was, &now))
			continue;
		other = other_with(run, change->before, old, &now);
		finding = report_finding(run, NULL, (struct span){ 0 },
			"the CNAME of selector %s now leads to %s%s instead of %s; the key at that name %s",
			selector_text(run, old), dns_name_text(run->arena, now.target),
			other ? arena_printf(run->arena, " (before: the target of selector %s)",
					selector_text(run, other))
			      : "",
			dns_name_text(run->arena, was.target),
			not_known_text(facts_get(run->domain->view, &old->name, DNS_TYPE_TXT)->outcome));
		finding->name = old->name;
		add_before(run, finding, old);
	}
}

static bool has_same_key(struct rule_run *run, const struct dns_reply *reply, const struct dkim_key *key)
{
	for (size_t i = 0; i < reply->records.count; i++)
		if (is_same_key(dkim_parse_kept(run->arena, reply, i), key))
			return true;
	return false;
}

/* A service changes a key where its CNAME led before; one who changes the CNAME may forget that the signer must follow. */
static bool is_led_elsewhere(const struct state *was, const struct state *now)
{
	return was->target && now->target && !is_same_target(was, now);
}

/* Most bytes are where they were: no new key is that much like an old one, but one that was mistyped is. */
static bool is_damaged(const struct dkim_key *old, const struct dkim_key *new)
{
	struct slice a = old->bytes, b = new->bytes;
	size_t shorter = a.len < b.len ? a.len : b.len, longer = a.len < b.len ? b.len : a.len;
	size_t same = 0, first = 0, last = 0;

	for (size_t i = 0; i < shorter; i++)
		same += a.at[i] == b.at[i];
	while (first < shorter && a.at[first] == b.at[first])
		first++;
	while (last < shorter - first && a.at[a.len - 1 - last] == b.at[b.len - 1 - last])
		last++;
	return old->type == new->type && (same > longer / 2 || first + last > longer / 2);
}

/* Given: the selector that had the new key before; NULL for none. */
static const char *replaced_text(struct rule_run *run, const struct dkim_selector *old,
	const struct state *was, const struct state *now, const struct dkim_selector *given)
{
	const char *selector = selector_text(run, old);

	if (given)
		return arena_printf(run->arena,
			"the DKIM key of selector %s was replaced by the key that selector %s had; mail "
			"signed with the old key no longer verifies",
			selector, selector_text(run, given));
	if (is_damaged(was->key, now->key))
		return arena_printf(run->arena,
			"the DKIM key of selector %s differs from the old key in a few bytes only and is "
			"probably damaged; mail signed with it no longer verifies",
			selector);
	return arena_printf(run->arena, "the DKIM key of selector %s was replaced%s", selector,
		is_led_elsewhere(was, now) ? "; its CNAME leads to another key" : "");
}

/* One clause for a selector that has another key now, or may have; NULL for the same. */
static const char *change_text(struct rule_run *run, const struct dkim_selector *old, const struct state *was,
	const struct state *now, const struct dkim_selector *given)
{
	const struct dns_reply *reply = facts_get(run->domain->view, &old->name, DNS_TYPE_TXT);
	const char *selector = selector_text(run, old);

	if (was->kind == STATE_KEY && now->kind == STATE_KEY)
		return has_same_key(run, reply, was->key) ? NULL : replaced_text(run, old, was, now, given);
	if (is_same_target(was, now))
		return NULL;
	if (was->kind == STATE_KEY && !was->target && now->kind == STATE_OPEN)
		return arena_printf(run->arena,
			"the DKIM key of selector %s was replaced by a CNAME to %s; whether it is the same key %s",
			selector, dns_name_text(run->arena, now->target), not_known_text(reply->outcome));
	if (was->kind == STATE_OPEN && now->kind == STATE_KEY)
		return arena_printf(run->arena,
			"the CNAME of selector %s to %s was replaced by a key; whether it is the same key %s",
			selector, dns_name_text(run->arena, was->target),
			not_known_text(old->reply->outcome));
	return NULL;
}

static void dkim_changed(struct rule_run *run, const struct change *change)
{
	for (size_t i = 0; i < change->before->selectors.count; i++) {
		const struct dkim_selector *old = &change->before->selectors.at[i];
		const struct dkim_selector *given;
		struct state was = state_before(run, old), now;
		struct finding *finding;
		const char *text;

		if (was.kind < STATE_OPEN)
			continue;
		now = state_now(run, old);
		given = now.kind == STATE_KEY ? other_with(run, change->before, old, &now) : NULL;
		text = now.kind < STATE_OPEN ? NULL : change_text(run, old, &was, &now, given);
		if (!text)
			continue;
		finding = report_finding(run, NULL, (struct span){ 0 }, "%s", text);
		finding->name = old->name;
		if (was.kind == STATE_OPEN || now.kind == STATE_OPEN)
			finding->confidence = LIKELY;
		else if (given || is_led_elsewhere(&was, &now) || is_damaged(was.key, now.key))
			finding->severity = SEVERITY_ERROR;
		if (!is_same_target(&was, &now))
			add_before(run, finding, old);
	}
}

static void dkim_added(struct rule_run *run, const struct change *change)
{
	for (size_t i = 0; i < change->after->selectors.count; i++) {
		const struct dkim_selector *new = &change->after->selectors.at[i],
					   *old = domain_selector(change->before, new->selector);
		struct state now = state_of(run->arena, new->reply),
			     was = old ? state_of(run->arena, old->reply)
				       : (struct state){ STATE_GONE, NULL, NULL };

		if (new->wildcard || was.kind >= STATE_OPEN)
			continue;
		if (dkim_selector_works(new))
			report_finding(run, &new->keys.at[0].published,
				whole_text(&new->keys.at[0].published), "selector %s now has a DKIM key",
				selector_text(run, new));
		else if (now.kind == STATE_OPEN)
			report_finding(run, NULL, (struct span){ 0 }, "selector %s now has a CNAME to %s",
				selector_text(run, new), dns_name_text(run->arena, now.target))
				->name = new->name;
	}
}

static const struct rule rows[] = {
	{
		.id = "diff-dkim-removed",
		CHANGE_ROW(ERROR, dkim_removed),
		.summary = "DKIM key, or the CNAME to it, was removed or revoked",
		.why = "Mail in transit, and mail that is still signed with the selector, fails DKIM.",
		.help = "Keep the DKIM key until a week after the last mail was signed with it.",
		.reference = "RFC 6376 section 3.1",
		.bad = OLD KEY NEW OLD,
		.good = OLD KEY NEW OLD KEY,
	},
	{
		.id = "diff-dkim-retargeted",
		CHANGE_ROW(ERROR, dkim_retargeted),
		.confidence = LIKELY,
		.summary = "CNAME of a DKIM selector leads to another name",
		.why = "Mail signed with the selector verifies only if the key of the signer is at the new "
		       "target. Services give each customer and each selector its own target.",
		.help = "Point the CNAME to the target that the service gives for this selector and this "
			"domain.",
		.reference = "RFC 6376 section 3.6.2 and RFC 1034 section 3.6.2",
		.bad = OLD "s1._domainkey CNAME s1.customer1.example.net.\n" NEW OLD
			   "s1._domainkey CNAME s1.customer2.example.net.",
		.good = OLD "s1._domainkey CNAME s1.customer1.example.net.\n" NEW OLD
			    "s1._domainkey CNAME S1.customer1.example.net.",
	},
	{
		.id = "diff-dkim-changed",
		CHANGE_ROW(WARNING, dkim_changed),
		.also = ALSO(ERROR),
		.summary = "DKIM key of a selector changed, or may have changed",
		.why = "Mail signed with the old key no longer verifies. New mail fails too if two "
		       "selectors swapped keys, if the CNAME leads to another key, or if the key was "
		       "damaged in an edit.",
		.help = "Publish a new key at a new selector, and keep the old key for a week.",
		.reference = "RFC 6376 section 3.1",
		.bad = OLD KEY NEW OLD OTHER_KEY,
		.good = OLD KEY NEW OLD
		"s1._domainkey TXT \"k=ed25519;p=Us9vjYJDCG7FfJSc+\" \"i3HlUXbEZ+wWPgtu6oFsDkfe9s=\"\n",
	},
	{
		.id = "diff-dkim-added",
		CHANGE_ROW(INFO, dkim_added),
		.summary = "DKIM selector now has a key, or a CNAME to one",
		.why = "Mail signed with this selector can pass DKIM.",
		.bad = OLD NEW OLD KEY,
		.good = OLD KEY NEW OLD KEY,
	},
};

RULE_FAMILY(diff_dkim_rules, "Changes of DKIM", rows);
