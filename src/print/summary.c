/* Writes the lines of the summary, each as a person says it; what was not answered is never told as missing. */
#include "print/summary.h"

#include "base/escape.h"
#include "check/claims.h"

enum { HOSTS_SHOWN = 4 }; /* of the MX records */

struct writer {
	struct arena *arena;
	struct summary *summary;
	struct bytes text; /* of the last line, which is still being written */
};

static struct summary_line *last_line(struct writer *writer)
{
	return &writer->summary->lines.at[writer->summary->lines.count - 1];
}

static void end_line(struct writer *writer)
{
	struct slice text = bytes_slice(&writer->text);

	if (!writer->summary->lines.count)
		return;
	last_line(writer)->text = arena_printf(writer->arena, "%.*s", (int)text.len, (const char *)text.at);
	writer->text.len = 0;
}

static void begin_line(struct writer *writer, const char *label)
{
	end_line(writer);
	*arena_append(writer->arena, &writer->summary->lines) = (struct summary_line){ .label = label };
}

static void add_name(struct writer *writer, const struct dns_name *name)
{
	struct arena scratch = { 0 };

	escape_text(&writer->text, slice_of(dns_name_unicode(&scratch, name)));
	arena_release(&scratch);
}

static void say_outcome(struct writer *writer, enum dns_outcome outcome)
{
	bytes_add_text(&writer->text, dns_outcome_clause(outcome));
}

/* "not answered (timeout)" for a question that has no answer; false when it has one. */
static bool say_unanswered(struct writer *writer, const struct dns_reply *reply)
{
	if (dns_outcome_is_answer(reply->outcome))
		return false;
	say_outcome(writer, reply->outcome);
	return true;
}

/* Of a tree with such a node more lookups may follow than are counted. */
static bool is_open(const struct spf_node *node)
{
	if (node->status == SPF_NODE_UNANSWERED || node->status == SPF_NODE_CUT)
		return true;
	for (size_t i = 0; i < node->child_count; i++)
		if (is_open(node->children[i]))
			return true;
	return false;
}

static void say_lookups(struct writer *writer, const struct spf_tree *tree)
{
	if (tree->lookups > SPF_LOOKUPS_MOST)
		bytes_printf(&writer->text, "%u lookups, %d are allowed (permerror)", tree->lookups,
			SPF_LOOKUPS_MOST);
	else
		bytes_printf(&writer->text, "%s%u of %d lookups", is_open(tree->root) ? "at least " : "",
			tree->lookups, SPF_LOOKUPS_MOST);
}

static void say_no_spf(struct writer *writer, const struct domain *domain)
{
	if (domain->spf_selected)
		bytes_printf(&writer->text, "%zu SPF records (permerror)", domain->spf_selected);
	else
		bytes_add_text(&writer->text,
			domain->spf.count ? "no SPF record that receivers recognize" : "no SPF record");
}

static void say_all(struct writer *writer, const struct spf_record *record, const struct spf_term *all)
{
	if (!all)
		bytes_add_text(&writer->text, spf_find_term(record, SPF_TERM_REDIRECT)
						      ? ", ends in a redirect"
						      : ", has no \"all\"");
	else
		bytes_printf(&writer->text, ", ends in %call%s", all->qualifier,
			all->qualifier == '+' ? " (anyone may send)" : "");
}

static void summarize_spf(struct writer *writer, const struct domain *domain)
{
	const struct spf_subject *spf = domain_spf(domain);
	const struct spf_node *redirected = domain_redirected(domain);

	begin_line(writer, "SPF");
	if (say_unanswered(writer, domain->txt))
		return;
	if (!spf) {
		say_no_spf(writer, domain);
		return;
	}
	last_line(writer)->tree = domain->spf_tree;
	if (spf->record->valid && domain_lets_nobody_send(domain)) {
		bytes_add_text(&writer->text, "no server may send (-all)");
		return;
	}
	if (!spf->record->valid)
		bytes_add_text(&writer->text, "invalid (permerror), ");
	say_lookups(writer, domain->spf_tree);
	if (redirected) {
		bytes_add_text(&writer->text, ", redirects to ");
		add_name(writer, &redirected->name);
	}
	say_all(writer, spf->record, redirected ? redirected->record->all : spf->record->all);
}

static void say_key(struct writer *writer, const struct dkim_key *key)
{
	if (key->type == DKIM_KEY_RSA)
		bytes_printf(&writer->text, "%u-bit RSA", key->bits);
	else
		bytes_add_text(&writer->text, "Ed25519");
}

static void say_selector(struct writer *writer, const struct dkim_selector *selector)
{
	static const char *const states[] = { [DKIM_STATUS_INVALID] = "invalid",
		[DKIM_STATUS_REVOKED] = "revoked",
		[DKIM_STATUS_TESTING] = "testing (t=y)",
		[DKIM_STATUS_MISSING] = "no key record" };
	const struct dkim_key *key = selector->keys.count ? selector->keys.at[0].key : NULL;
	bool has_size = key && key->bits && key->type != DKIM_KEY_UNKNOWN;

	escape_visible(&writer->text, slice_of(selector->selector));
	bytes_add_byte(&writer->text, ' ');
	if (selector->status == DKIM_STATUS_UNANSWERED) {
		say_outcome(writer, selector->reply->outcome);
		return;
	}
	if (has_size)
		say_key(writer, key);
	if (states[selector->status])
		bytes_printf(&writer->text, "%s%s", has_size ? " " : "", states[selector->status]);
	if (selector->status == DKIM_STATUS_MISSING && selector->reply->aliases.count) {
		bytes_add_text(&writer->text, " (CNAME to ");
		add_name(writer, dns_reply_owner(selector->reply));
		bytes_add_byte(&writer->text, ')');
	}
}

static void summarize_dkim(struct writer *writer, const struct domain *domain)
{
	begin_line(writer, "DKIM");
	for (size_t i = 0; i < domain->selectors.count; i++) {
		bytes_add_text(&writer->text, i ? ", " : "");
		say_selector(writer, &domain->selectors.at[i]);
	}
	if (domain->selectors.count || (domain->domainkey && say_unanswered(writer, domain->domainkey)))
		return;
	if (domain->domainkey && dns_outcome_has_no_name(domain->domainkey->outcome)) {
		bytes_add_text(&writer->text, "no keys (nothing exists below _domainkey)");
		return;
	}
	if (domain->selectors_tried)
		bytes_printf(&writer->text, "no key found at %zu common selector%s", domain->selectors_tried,
			plural(domain->selectors_tried));
	else if (domain->selectors_unanswered)
		bytes_add_text(&writer->text, "not known");
	else
		bytes_add_text(&writer->text, "not checked, no selector is known");
	if (domain->selectors_unanswered)
		bytes_printf(&writer->text, ", %zu not answered", domain->selectors_unanswered);
	last_line(writer)->hint = "check yours with --selector";
}

/* "p=reject", or the tag of the record above that gives it; the rest of what decides how strict it is. */
static void say_policy(struct writer *writer, const struct dmarc_reading *reading)
{
	const struct dmarc_record *record = reading->found ? reading->found->record : NULL;

	if (!reading->tag)
		bytes_add_text(&writer->text, "invalid policy, treated as ");
	bytes_printf(&writer->text, "%s=%s", reading->tag ? reading->tag : "p",
		dmarc_policy_text(reading->policy));
	if (reading->policy == DMARC_NONE)
		bytes_add_text(&writer->text, " (monitoring only)");
	if (record && record->pct < 100 && reading->policy != DMARC_NONE)
		bytes_printf(&writer->text, ", pct=%u", record->pct);
	if (record && record->test_mode)
		bytes_add_text(&writer->text, ", t=y (testing)");
}

static void say_reading(
	struct writer *writer, const struct domain *domain, const struct dmarc_reading *reading)
{
	if (!dns_outcome_is_answer(reading->outcome)) {
		say_outcome(writer, reading->outcome);
	} else if (reading->applies) {
		say_policy(writer, reading);
		if (reading->found && !dns_name_equal(&reading->found->name, &domain->name)) {
			bytes_add_text(&writer->text, ", from ");
			add_name(writer, &reading->found->name);
		}
	} else if (domain_dmarc_count(domain) > 1) {
		bytes_printf(&writer->text, "%zu DMARC records, none is used", domain_dmarc_count(domain));
	} else {
		bytes_add_text(
			&writer->text, domain->dmarcs.count ? "no valid DMARC record" : "no DMARC record");
	}
}

/* In what is said of them. */
static bool is_same_reading(const struct dmarc_reading *a, const struct dmarc_reading *b)
{
	if (a->outcome != b->outcome || a->applies != b->applies)
		return false;
	return !a->applies || (a->policy == b->policy && a->found && b->found &&
				      dns_name_equal(&a->found->name, &b->found->name));
}

static void summarize_dmarc(struct writer *writer, const struct domain *domain)
{
	const struct dmarc_discovery *dmarc = domain->dmarc;

	begin_line(writer, "DMARC");
	/* Offline, names above the files are not asked: what is there is told by the public suffix list. */
	if (dns_outcome_is_wished(dmarc->rfc9989.outcome) ||
		is_same_reading(&dmarc->rfc7489, &dmarc->rfc9989)) {
		say_reading(writer, domain, &dmarc->rfc7489);
		return;
	}
	say_reading(writer, domain, &dmarc->rfc7489);
	bytes_add_text(&writer->text, " at RFC 7489 receivers; ");
	say_reading(writer, domain, &dmarc->rfc9989);
	bytes_add_text(&writer->text, " at RFC 9989 receivers");
}

static void summarize_mx(struct writer *writer, const struct domain *domain)
{
	begin_line(writer, "MX");
	if (say_unanswered(writer, domain->mx_reply))
		return;
	if (domain_has_null_mx(domain)) {
		bytes_add_text(&writer->text, "null MX (receives no mail)");
		return;
	}
	for (size_t i = 0; i < domain->mx.count && i < HOSTS_SHOWN; i++) {
		bytes_printf(&writer->text, "%s%u ", i ? ", " : "", domain->mx.at[i].mx->preference);
		add_name(writer, &domain->mx.at[i].mx->exchange);
	}
	if (domain->mx.count > HOSTS_SHOWN)
		bytes_printf(&writer->text, " and %zu more", domain->mx.count - HOSTS_SHOWN);
	if (!domain->mx.count)
		bytes_add_text(&writer->text, domain->ip4 && dns_outcome_has_records(domain->ip4->outcome)
						      ? "no MX record; mail goes to the A record"
						      : "no MX record");
}

/* Begins the line, or goes on with it. */
static void add_part(struct writer *writer, const char *label, bool *begun)
{
	if (*begun)
		bytes_add_text(&writer->text, ", ");
	else
		begin_line(writer, label);
	*begun = true;
}

static void say_sts(struct writer *writer, const struct domain *domain)
{
	static const char *const modes[] = { "with an invalid policy", "none", "testing", "enforce" };
	const struct sts_policy *policy = domain->sts_host.policy;

	bytes_printf(
		&writer->text, "MTA-STS %s", policy ? modes[policy->mode_value] : "(policy not fetched)");
}

/* The records that few domains have: one line for those that are there. */
static void summarize_neighbours(struct writer *writer, const struct domain *domain)
{
	static const char *const names[TAGGED_KINDS] = { "MTA-STS", "TLS-RPT", "BIMI" };
	size_t hosts = 0;
	bool begun = false;

	for (int kind = 0; kind < TAGGED_KINDS; kind++) {
		const struct tagged_set *set = &domain->tagged[kind];

		if (!set->records.count)
			continue;
		add_part(writer, "also", &begun);
		if (kind == TAGGED_MTA_STS && set->selected)
			say_sts(writer, domain);
		else
			bytes_printf(&writer->text, "%s%s", names[kind],
				set->selected	      ? ""
				: set->selected_count ? " (more than one record)"
						      : " (no valid record)");
	}
	for (size_t i = 0; i < domain->mx.count; i++)
		hosts += domain->mx.at[i].tlsa && dns_outcome_has_records(domain->mx.at[i].tlsa->outcome);
	if (hosts) {
		add_part(writer, "also", &begun);
		bytes_printf(&writer->text, "TLSA records at %zu of %zu MX hosts", hosts, domain->mx.count);
	}
}

/* Of --authoritative: who was asked, and which state of the zone they have. */
static void summarize_servers(struct writer *writer, const struct domain *domain)
{
	const struct dns_state *dns = &domain->dns;
	const struct dns_reply *first = NULL;
	size_t serving = 0;
	bool differ = false;

	for (size_t i = 0; i < dns->servers.count; i++) {
		const struct dns_reply *soa = dns->servers.at[i].soa;

		if (!dns_outcome_has_records(soa->outcome) || !soa->authoritative)
			continue;
		first = first ? first : soa;
		differ = differ ||
			 soa->records.at[0].data.soa->serial != first->records.at[0].data.soa->serial;
		serving++;
	}
	if (!dns->servers.count)
		return;
	begin_line(writer, "DNS");
	bytes_printf(&writer->text, "%zu of %zu name servers answer", serving, dns->servers.count);
	if (first && !differ)
		bytes_printf(&writer->text, ", serial %u", first->records.at[0].data.soa->serial);
	if (differ)
		bytes_add_text(&writer->text, ", with different serials");
}

static void say_ptr(struct writer *writer, const struct sender_name *name)
{
	bytes_add_text(&writer->text, "PTR ");
	add_name(writer, &name->name);
	if (!name->confirmed)
		bytes_add_text(&writer->text, dns_outcome_is_answer(name->forward->outcome)
						      ? " (does not resolve back)"
						      : " (its address was not answered)");
}

/* What SPF says about each address of --ip, and its name in reverse DNS. */
static void summarize_senders(struct writer *writer, const struct domain *domain)
{
	for (size_t i = 0; i < domain->senders.count; i++) {
		const struct sender *sender = &domain->senders.at[i];
		struct arena scratch = { 0 };

		begin_line(writer, "IP");
		bytes_printf(&writer->text, "%s: SPF %s, ", dns_address_text(&scratch, &sender->address),
			spf_result_text(sender->evaluation->result));
		for (size_t k = 0; k < sender->names.count; k++) {
			bytes_add_text(&writer->text, k ? ", " : "");
			say_ptr(writer, &sender->names.at[k]);
		}
		if (!sender->names.count && dns_outcome_is_answer(sender->ptr->outcome)) {
			bytes_add_text(&writer->text, "no PTR record");
		} else if (!sender->names.count) {
			bytes_add_text(&writer->text, "PTR ");
			say_outcome(writer, sender->ptr->outcome);
		}
		arena_release(&scratch);
	}
}

static void summarize_role(struct writer *writer, const struct domain *domain)
{
	static const char *const roles[] = { "", "sends mail", "receives mail only", "no mail",
		"for others to include", "not known" };

	begin_line(writer, "role");
	bytes_printf(&writer->text, "%s (%s)", roles[domain->role], domain->role_reason);
	last_line(writer)->detail = true;
}

struct summary summarize(struct arena *arena, const struct domain *domain)
{
	struct summary summary = { 0 };
	struct writer writer = { .arena = arena, .summary = &summary };

	summarize_role(&writer, domain);
	summarize_spf(&writer, domain);
	summarize_dkim(&writer, domain);
	summarize_dmarc(&writer, domain);
	summarize_mx(&writer, domain);
	summarize_neighbours(&writer, domain);
	summarize_senders(&writer, domain);
	summarize_servers(&writer, domain);
	end_line(&writer);
	bytes_free(&writer.text);
	return summary;
}

struct summary summarize_authentication(struct arena *arena, const struct domain *domain)
{
	struct summary summary = { 0 };
	struct writer writer = { .arena = arena, .summary = &summary };

	summarize_spf(&writer, domain);
	summarize_dkim(&writer, domain);
	summarize_dmarc(&writer, domain);
	end_line(&writer);
	bytes_free(&writer.text);
	return summary;
}
