/* The report for a person at a terminal. */
#include "mailauth/base/escape.h"
#include "mailauth/dns/present.h"
#include "print/excerpt.h"
#include "print/printers.h"
#include "print/spf_tree.h"
#include "print/style.h"

#include <string.h>

enum { LABEL = 8, UNANSWERED_SHOWN = 5 };

static const char *plural(size_t count)
{
	return count == 1 ? "" : "s";
}

static void label(struct print *print, const char *text)
{
	bytes_add_text(&print->out, "  ");
	style_text(print, STYLE_BOLD, text);
	bytes_printf(&print->out, "%*s", (int)(LABEL - strlen(text)), "");
}

static void add_name(struct print *print, const struct dns_name *name)
{
	struct arena scratch = { 0 };

	escape_text(&print->out, slice_of(dns_name_unicode(&scratch, name)));
	arena_release(&scratch);
}

/* "(timeout)" for a question that has no answer; false when it has one. */
static bool say_unanswered(struct print *print, const struct dns_reply *reply)
{
	if (dns_outcome_is_answer(reply->outcome))
		return false;
	bytes_printf(&print->out, reply->outcome == DNS_OFFLINE ? "not asked\n" : "not answered (%s)\n",
		dns_outcome_word(reply->outcome));
	return true;
}

static void summarize_spf(struct print *print, const struct domain *domain)
{
	const struct spf_subject *spf = domain_spf(domain);
	const struct spf_term *all;

	label(print, "SPF");
	if (say_unanswered(print, domain->txt))
		return;
	if (!spf) {
		bytes_add_text(&print->out, domain->spf_selected ? "more than one record"
					    : domain->spf.count	 ? "no record that receivers can find"
								 : "none");
		bytes_add_byte(&print->out, '\n');
		return;
	}
	all = spf_find_term(spf->record, SPF_TERM_ALL);
	bytes_printf(&print->out, "%s%u of %d look-ups", spf->record->valid ? "" : "invalid (permerror); ",
		domain->spf_tree->lookups, SPF_LOOKUPS_MOST);
	if (all)
		bytes_printf(&print->out, ", ends in %call", all->qualifier);
	else
		bytes_add_text(&print->out, spf_find_term(spf->record, SPF_TERM_REDIRECT)
						    ? ", ends in a redirect"
						    : ", has no \"all\"");
	bytes_add_byte(&print->out, '\n');
	if (print->verbose)
		print_spf_tree(print, domain->spf_tree, "          ");
}

static void summarize_dkim(struct print *print, const struct domain *domain)
{
	label(print, "DKIM");
	for (size_t i = 0; i < domain->selectors.count; i++) {
		const struct dkim_selector *selector = &domain->selectors.at[i];
		const struct dkim_key *key = selector->keys.count ? selector->keys.at[0].key : NULL;

		if (i)
			bytes_printf(&print->out, "\n%*s", LABEL + 2, "");
		escape_text(&print->out, slice_of(selector->selector));
		bytes_add_text(&print->out, ": ");
		if (key && key->bits)
			bytes_printf(&print->out, "%s, ", key->type == DKIM_KEY_ED25519 ? "Ed25519" : "RSA");
		if (key && key->bits && key->type == DKIM_KEY_RSA)
			bytes_printf(&print->out, "%u bits, ", key->bits);
		bytes_add_text(&print->out, dkim_status_text(selector->status));
		if (selector->reply->aliases.count) {
			bytes_add_text(&print->out, ", by CNAME at ");
			add_name(print, dns_reply_owner(selector->reply));
		}
	}
	if (!domain->selectors.count) {
		if (domain->domainkey && domain->domainkey->outcome == DNS_NXDOMAIN)
			bytes_add_text(&print->out, "none (nothing exists below _domainkey)");
		else if (domain->domainkey && say_unanswered(print, domain->domainkey))
			return;
		else if (domain->selectors_tried)
			bytes_printf(&print->out,
				"none found among %zu selectors tried; --selector names another",
				domain->selectors_tried);
		else
			bytes_add_text(&print->out, "no selector given (--selector)");
	}
	bytes_add_byte(&print->out, '\n');
}

static void say_reading(struct print *print, const char *receiver, const struct dmarc_reading *reading)
{
	bytes_printf(&print->out, "%s: ", receiver);
	if (reading->outcome != DNS_ANSWER)
		bytes_printf(&print->out, reading->outcome == DNS_OFFLINE ? "not asked" : "not answered (%s)",
			dns_outcome_word(reading->outcome));
	else
		bytes_add_text(
			&print->out, reading->applies ? dmarc_policy_text(reading->policy) : "no policy");
}

static void summarize_dmarc(struct print *print, const struct domain *domain)
{
	const struct dmarc_discovery *dmarc = domain->dmarc;
	const struct dmarc_answer *found = dmarc->rfc9989.found ? dmarc->rfc9989.found : dmarc->rfc7489.found;

	label(print, "DMARC");
	say_reading(print, "RFC 7489", &dmarc->rfc7489);
	bytes_add_text(&print->out, ", ");
	say_reading(print, "RFC 9989", &dmarc->rfc9989);
	if (found && !dns_name_equal(&found->name, &domain->name)) {
		bytes_add_text(&print->out, ", inherited from ");
		add_name(print, &found->name);
	}
	bytes_add_byte(&print->out, '\n');
}

static void summarize_mx(struct print *print, const struct domain *domain)
{
	label(print, "MX");
	if (say_unanswered(print, domain->mx_reply))
		return;
	for (size_t i = 0; i < domain->mx.count; i++) {
		if (i)
			bytes_printf(&print->out, "\n%*s", LABEL + 2, "");
		bytes_printf(&print->out, "%u ", domain->mx.at[i].mx->preference);
		add_name(print, &domain->mx.at[i].mx->exchange);
	}
	if (!domain->mx.count)
		bytes_add_text(&print->out, domain->ip4 && domain->ip4->outcome == DNS_ANSWER
						    ? "none; mail goes to the address of the name"
						    : "none");
	else if (domain_has_null_mx(domain))
		bytes_add_text(&print->out, " (null MX: receives no mail)");
	bytes_add_byte(&print->out, '\n');
}

/* The records that few domains have: one line for those that are there. */
static void summarize_neighbours(struct print *print, const struct domain *domain)
{
	static const char *const names[TAGGED_KINDS] = { "MTA-STS", "TLS-RPT", "BIMI" };
	static const char *const modes[] = { "invalid policy", "mode none", "mode testing", "mode enforce" };
	const struct sts_policy *policy = domain->sts_host.policy;
	size_t hosts = 0;

	for (int kind = 0; kind < TAGGED_KINDS; kind++) {
		const struct tagged_set *set = &domain->tagged[kind];

		if (!set->records.count)
			continue;
		label(print, names[kind]);
		bytes_add_text(&print->out, set->selected	  ? "has a record"
					    : set->selected_count ? "more than one record"
								  : "no record that anybody can find");
		if (kind == TAGGED_MTA_STS && set->selected)
			bytes_printf(&print->out, ", %s",
				policy ? modes[policy->mode_value] : "policy not fetched");
		bytes_add_byte(&print->out, '\n');
	}
	for (size_t i = 0; i < domain->mx.count; i++)
		hosts += domain->mx.at[i].tlsa && domain->mx.at[i].tlsa->outcome == DNS_ANSWER;
	if (hosts) {
		label(print, "DANE");
		bytes_printf(&print->out, "TLSA records for %zu of %zu exchanges\n", hosts, domain->mx.count);
	}
}

/* Of --authoritative: who was asked, and which state of the zone they have. */
static void summarize_servers(struct print *print, const struct domain *domain)
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
	label(print, "DNS");
	bytes_printf(&print->out, "%zu of %zu name servers answer", serving, dns->servers.count);
	if (first && !differ)
		bytes_printf(&print->out, ", serial %u", first->records.at[0].data.soa->serial);
	bytes_add_text(&print->out, differ ? ", with different serials\n" : "\n");
}

/* What SPF says about each address of --ip, and its name in reverse DNS. */
static void summarize_senders(struct print *print, const struct domain *domain)
{
	for (size_t i = 0; i < domain->senders.count; i++) {
		const struct sender *sender = &domain->senders.at[i];
		struct arena scratch = { 0 };

		label(print, "sender");
		bytes_printf(&print->out, "%s: SPF %s, ", dns_address_text(&scratch, &sender->address),
			spf_result_text(sender->evaluation->result));
		if (!sender->names.count && !say_unanswered(print, sender->ptr))
			bytes_add_text(&print->out, "no name in reverse DNS\n");
		for (size_t k = 0; k < sender->names.count; k++) {
			bytes_add_text(&print->out, k ? ", " : "");
			add_name(print, &sender->names.at[k].name);
			bytes_add_text(
				&print->out, sender->names.at[k].confirmed ? " (leads back)"
					     : dns_outcome_is_answer(sender->names.at[k].forward->outcome)
						     ? " (does not lead back)"
						     : " (not answered)");
		}
		if (sender->names.count)
			bytes_add_byte(&print->out, '\n');
		arena_release(&scratch);
	}
}

static void summarize(struct print *print, const struct domain *domain)
{
	struct arena scratch = { 0 };
	const char *unicode = dns_name_unicode(&scratch, &domain->name),
		   *ascii = dns_name_text(&scratch, &domain->name);

	style_text(print, STYLE_BOLD, unicode);
	if (strcmp(unicode, ascii) != 0)
		bytes_printf(&print->out, " (%s)", ascii);
	bytes_add_byte(&print->out, '\n');
	if (!domain->exists) {
		bytes_add_text(&print->out, "  the name does not exist in DNS\n");
	} else if (!print->quiet) {
		static const char *const roles[] = { "", "sends mail", "receives mail only", "no mail" };

		label(print, "role");
		bytes_printf(&print->out, "%s (%s)\n", roles[domain->role], domain->role_reason);
		summarize_spf(print, domain);
		summarize_dkim(print, domain);
		summarize_dmarc(print, domain);
		summarize_mx(print, domain);
		summarize_neighbours(print, domain);
		summarize_senders(print, domain);
		summarize_servers(print, domain);
	}
	arena_release(&scratch);
}

static void print_fix(struct print *print, const struct finding *finding)
{
	struct arena scratch = { 0 };
	struct slice text = slice_of(finding->fix_text);

	bytes_add_text(&print->out, "   = ");
	style_text(print, STYLE_GOOD, "publish: ");
	if (!print->record_only)
		bytes_printf(&print->out, "%s. %s ", dns_name_text(&scratch, &finding->fix_name),
			dns_type_text(&scratch, finding->fix_type));
	if (finding->fix_type == DNS_TYPE_TXT)
		dns_present_text(&print->out, text);
	else
		escape_visible(&print->out, text);
	bytes_add_byte(&print->out, '\n');
	arena_release(&scratch);
}

static void print_finding(struct print *print, const struct finding *finding)
{
	enum { INDENT = 11 };
	struct arena scratch = { 0 };

	bytes_add_byte(&print->out, '\n');
	style_text(print, style_of_severity(finding->severity), severity_text(finding->severity));
	bytes_add_text(&print->out, ": ");
	style_begin(print, STYLE_BOLD);
	style_wrap(print,
		arena_printf(&scratch, "%s [%s]%s%s", finding->message, finding->rule->id,
			finding->confidence == LIKELY ? " (likely)" : "", finding->known ? " (known)" : ""),
		(unsigned)strlen(severity_text(finding->severity)) + 2);
	style_end(print);
	bytes_add_byte(&print->out, '\n');
	style_begin(print, STYLE_GUTTER);
	bytes_printf(&print->out, "%*s--> ", 3, "");
	style_end(print);
	escape_text(&print->out, slice_of(excerpt_location(&scratch, finding)));
	bytes_add_byte(&print->out, '\n');
	excerpt_print(print, finding);
	for (size_t i = 0; i < finding->related.count; i++)
		excerpt_print_related(print, &finding->related.at[i]);
	bytes_add_text(&print->out, "   = why:  ");
	style_wrap(print, finding->rule->why, INDENT);
	bytes_add_text(&print->out, "\n   = fix:  ");
	style_wrap(print, finding->help, INDENT);
	bytes_add_byte(&print->out, '\n');
	if (finding->fix_text)
		print_fix(print, finding);
	bytes_add_text(&print->out, "   = see:  ");
	style_wrap(print, finding->rule->reference, INDENT);
	bytes_add_byte(&print->out, '\n');
	arena_release(&scratch);
}

static void print_unanswered(struct print *print, const struct report *report)
{
	for (int reason = DNS_TIMEOUT; reason <= DNS_LIMIT; reason++) {
		size_t count = 0;

		for (size_t i = 0; i < report->unanswered.count; i++) {
			const struct unanswered *unanswered = &report->unanswered.at[i];
			struct arena scratch = { 0 };

			if ((int)unanswered->reason != reason)
				continue;
			if (!count)
				bytes_printf(&print->out, "\n%s:",
					reason == DNS_OFFLINE ? "not asked (offline)"
					: reason == DNS_LIMIT
						? "not asked (limit of questions or time)"
						: arena_printf(&scratch, "not answered (%s)",
							  dns_outcome_word((enum dns_outcome)reason)));
			if (count++ < UNANSWERED_SHOWN || print->verbose)
				bytes_printf(&print->out, "\n  %s %s",
					dns_name_text(&scratch, &unanswered->question.name),
					dns_type_text(&scratch, unanswered->question.type));
			arena_release(&scratch);
		}
		if (count > UNANSWERED_SHOWN && !print->verbose)
			bytes_printf(
				&print->out, "\n  and %zu more (-v lists them)", count - UNANSWERED_SHOWN);
		if (count)
			bytes_add_byte(&print->out, '\n');
	}
}

static void begin(struct print *print)
{
	(void)print;
}

static void domain(struct print *print, const struct report *report)
{
	if (print->started)
		bytes_add_byte(&print->out, '\n');
	if (!print->record_only)
		summarize(print, report->domain);
	for (size_t i = 0; i < report->findings.count; i++)
		if (report->findings.at[i].severity > SEVERITY_INFO || print->verbose)
			print_finding(print, &report->findings.at[i]);
	print_unanswered(print, report);
}

static void end(struct print *print)
{
	const struct print_totals *totals = &print->totals;
	size_t errors = totals->counts[SEVERITY_ERROR], warnings = totals->counts[SEVERITY_WARNING],
	       infos = totals->counts[SEVERITY_INFO];
	size_t unanswered = totals->unanswered - totals->unasked;

	bytes_add_byte(&print->out, '\n');
	if (!print->record_only)
		bytes_printf(&print->out, "%zu domain%s: ", totals->domains, plural(totals->domains));
	if (!errors && !warnings)
		style_text(print, totals->unanswered ? STYLE_WARNING : STYLE_GOOD,
			totals->unanswered ? "nothing found" : "clean");
	if (errors) {
		style_begin(print, STYLE_ERROR);
		bytes_printf(&print->out, "%zu error%s", errors, plural(errors));
		style_end(print);
	}
	if (warnings) {
		bytes_add_text(&print->out, errors ? ", " : "");
		style_begin(print, STYLE_WARNING);
		bytes_printf(&print->out, "%zu warning%s", warnings, plural(warnings));
		style_end(print);
	}
	if (infos)
		bytes_printf(&print->out, print->verbose ? ", %zu note%s" : ", %zu note%s hidden (-v shows)",
			infos, plural(infos));
	if (totals->known)
		bytes_printf(&print->out, ", %zu known", totals->known);
	if (totals->suppressed)
		bytes_printf(&print->out, ", %zu ignored by comments", totals->suppressed);
	if (unanswered)
		bytes_printf(&print->out, ", %zu question%s without answer", unanswered, plural(unanswered));
	if (totals->unasked)
		bytes_printf(
			&print->out, ", %zu question%s not asked", totals->unasked, plural(totals->unasked));
	bytes_add_byte(&print->out, '\n');
}

const struct printer text_printer = { "text", "for people: each finding with its record and what to publish",
	begin, domain, end };
