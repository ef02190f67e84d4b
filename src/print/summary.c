/* Writes the lines of the summary; a protocol that was not answered says so. */
#include "print/summary.h"

#include "base/escape.h"
#include "check/claims.h"

struct writer {
	struct arena *arena;
	struct summary *summary;
	struct bytes text; /* of the last line, which is still being written */
};

static void end_line(struct writer *writer)
{
	struct slice text = bytes_slice(&writer->text);

	if (!writer->summary->lines.count)
		return;
	while (text.len && text.at[text.len - 1] == '\n')
		text.len--;
	writer->summary->lines.at[writer->summary->lines.count - 1].text =
		arena_printf(writer->arena, "%.*s", (int)text.len, (const char *)text.at);
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

/* What to say of a question without an answer; %s is the word for its outcome. */
static const char *unanswered_format(enum dns_outcome outcome)
{
	if (outcome == DNS_UNREAD)
		return "not known: lines of the zone file could not be read";
	return outcome == DNS_OFFLINE ? "not asked" : "not answered (%s)";
}

/* "(timeout)" for a question that has no answer; false when it has one. */
static bool say_unanswered(struct writer *writer, const struct dns_reply *reply)
{
	if (dns_outcome_is_answer(reply->outcome))
		return false;
	bytes_printf(&writer->text, unanswered_format(reply->outcome), dns_outcome_word(reply->outcome));
	bytes_add_byte(&writer->text, '\n');
	return true;
}

static void summarize_spf(struct writer *writer, const struct domain *domain)
{
	const struct spf_subject *spf = domain_spf(domain);
	const struct spf_node *redirected = domain_redirected(domain);
	const struct spf_term *all;

	begin_line(writer, "SPF");
	if (say_unanswered(writer, domain->txt))
		return;
	if (!spf) {
		bytes_add_text(&writer->text, domain->spf_selected ? "more than one record"
					      : domain->spf.count  ? "no record that receivers can find"
								   : "none");
		bytes_add_byte(&writer->text, '\n');
		return;
	}
	all = redirected ? redirected->record->all : spf->record->all;
	bytes_printf(&writer->text, "%s%u of %d look-ups", spf->record->valid ? "" : "invalid (permerror); ",
		domain->spf_tree->lookups, SPF_LOOKUPS_MOST);
	writer->summary->lines.at[writer->summary->lines.count - 1].tree = domain->spf_tree;
	if (redirected)
		bytes_printf(
			&writer->text, ", redirects to %s", dns_name_text(writer->arena, &redirected->name));
	if (all)
		bytes_printf(&writer->text, ", ends in %call", all->qualifier);
	else
		bytes_add_text(&writer->text, spf_find_term(spf->record, SPF_TERM_REDIRECT)
						      ? ", ends in a redirect"
						      : ", has no \"all\"");
	bytes_add_byte(&writer->text, '\n');
}

static void summarize_dkim(struct writer *writer, const struct domain *domain)
{
	begin_line(writer, "DKIM");
	for (size_t i = 0; i < domain->selectors.count; i++) {
		const struct dkim_selector *selector = &domain->selectors.at[i];
		const struct dkim_key *key = selector->keys.count ? selector->keys.at[0].key : NULL;

		if (i)
			bytes_printf(&writer->text, "\n");
		escape_text(&writer->text, slice_of(selector->selector));
		bytes_add_text(&writer->text, ": ");
		if (key && key->bits)
			bytes_printf(
				&writer->text, "%s, ", key->type == DKIM_KEY_ED25519 ? "Ed25519" : "RSA");
		if (key && key->bits && key->type == DKIM_KEY_RSA)
			bytes_printf(&writer->text, "%u bits, ", key->bits);
		bytes_add_text(&writer->text, dkim_status_text(selector->status));
		if (selector->reply->aliases.count) {
			bytes_add_text(&writer->text, ", by CNAME at ");
			add_name(writer, dns_reply_owner(selector->reply));
		}
	}
	if (!domain->selectors.count) {
		if (domain->domainkey && domain->domainkey->outcome == DNS_NXDOMAIN)
			bytes_add_text(&writer->text, "none (nothing exists below _domainkey)");
		else if (domain->domainkey && say_unanswered(writer, domain->domainkey))
			return;
		else if (domain->selectors_tried)
			bytes_printf(&writer->text,
				"none found among %zu selectors tried; --selector names another",
				domain->selectors_tried);
		else
			bytes_add_text(&writer->text, "no selector given (--selector)");
	}
	bytes_add_byte(&writer->text, '\n');
}

static void say_reading(struct writer *writer, const char *receiver, const struct dmarc_reading *reading)
{
	bytes_printf(&writer->text, "%s: ", receiver);
	if (reading->outcome != DNS_ANSWER)
		bytes_printf(&writer->text, unanswered_format(reading->outcome),
			dns_outcome_word(reading->outcome));
	else
		bytes_add_text(
			&writer->text, reading->applies ? dmarc_policy_text(reading->policy) : "no policy");
}

static void summarize_dmarc(struct writer *writer, const struct domain *domain)
{
	const struct dmarc_discovery *dmarc = domain->dmarc;
	const struct dmarc_answer *found = dmarc->rfc9989.found ? dmarc->rfc9989.found : dmarc->rfc7489.found;

	begin_line(writer, "DMARC");
	say_reading(writer, "RFC 7489", &dmarc->rfc7489);
	bytes_add_text(&writer->text, ", ");
	say_reading(writer, "RFC 9989", &dmarc->rfc9989);
	if (found && !dns_name_equal(&found->name, &domain->name)) {
		bytes_add_text(&writer->text, ", inherited from ");
		add_name(writer, &found->name);
	}
	bytes_add_byte(&writer->text, '\n');
}

static void summarize_mx(struct writer *writer, const struct domain *domain)
{
	begin_line(writer, "MX");
	if (say_unanswered(writer, domain->mx_reply))
		return;
	for (size_t i = 0; i < domain->mx.count; i++) {
		if (i)
			bytes_printf(&writer->text, "\n");
		bytes_printf(&writer->text, "%u ", domain->mx.at[i].mx->preference);
		add_name(writer, &domain->mx.at[i].mx->exchange);
	}
	if (!domain->mx.count)
		bytes_add_text(&writer->text, domain->ip4 && domain->ip4->outcome == DNS_ANSWER
						      ? "none; mail goes to the address of the name"
						      : "none");
	else if (domain_has_null_mx(domain))
		bytes_add_text(&writer->text, " (null MX: receives no mail)");
	bytes_add_byte(&writer->text, '\n');
}

/* The records that few domains have: one line for those that are there. */
static void summarize_neighbours(struct writer *writer, const struct domain *domain)
{
	static const char *const names[TAGGED_KINDS] = { "MTA-STS", "TLS-RPT", "BIMI" };
	static const char *const modes[] = { "invalid policy", "mode none", "mode testing", "mode enforce" };
	const struct sts_policy *policy = domain->sts_host.policy;
	size_t hosts = 0;

	for (int kind = 0; kind < TAGGED_KINDS; kind++) {
		const struct tagged_set *set = &domain->tagged[kind];

		if (!set->records.count)
			continue;
		begin_line(writer, names[kind]);
		bytes_add_text(&writer->text, set->selected	    ? "has a record"
					      : set->selected_count ? "more than one record"
								    : "no record that anybody can find");
		if (kind == TAGGED_MTA_STS && set->selected)
			bytes_printf(&writer->text, ", %s",
				policy ? modes[policy->mode_value] : "policy not fetched");
		bytes_add_byte(&writer->text, '\n');
	}
	for (size_t i = 0; i < domain->mx.count; i++)
		hosts += domain->mx.at[i].tlsa && domain->mx.at[i].tlsa->outcome == DNS_ANSWER;
	if (hosts) {
		begin_line(writer, "DANE");
		bytes_printf(
			&writer->text, "TLSA records for %zu of %zu exchanges\n", hosts, domain->mx.count);
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

		if (soa->outcome != DNS_ANSWER || !soa->authoritative)
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
	bytes_add_text(&writer->text, differ ? ", with different serials\n" : "\n");
}

/* What SPF says about each address of --ip, and its name in reverse DNS. */
static void summarize_senders(struct writer *writer, const struct domain *domain)
{
	for (size_t i = 0; i < domain->senders.count; i++) {
		const struct sender *sender = &domain->senders.at[i];
		struct arena scratch = { 0 };

		begin_line(writer, "sender");
		bytes_printf(&writer->text, "%s: SPF %s, ", dns_address_text(&scratch, &sender->address),
			spf_result_text(sender->evaluation->result));
		if (!sender->names.count && !say_unanswered(writer, sender->ptr))
			bytes_add_text(&writer->text, "no name in reverse DNS\n");
		for (size_t k = 0; k < sender->names.count; k++) {
			bytes_add_text(&writer->text, k ? ", " : "");
			add_name(writer, &sender->names.at[k].name);
			bytes_add_text(
				&writer->text, sender->names.at[k].confirmed ? " (leads back)"
					       : dns_outcome_is_answer(sender->names.at[k].forward->outcome)
						       ? " (does not lead back)"
						       : " (not answered)");
		}
		if (sender->names.count)
			bytes_add_byte(&writer->text, '\n');
		arena_release(&scratch);
	}
}

struct summary summarize(struct arena *arena, const struct domain *domain)
{
	static const char *const roles[] = { "", "sends mail", "receives mail only", "no mail",
		"for others to include", "not known" };
	struct summary summary = { 0 };
	struct writer writer = { .arena = arena, .summary = &summary };

	begin_line(&writer, "role");
	bytes_printf(&writer.text, "%s (%s)", roles[domain->role], domain->role_reason);
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
