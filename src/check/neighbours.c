/* Collects MTA-STS with its policy, TLS-RPT, BIMI, and TLSA records of the mail hosts. */
#include "check/neighbours.h"

#include "base/ascii.h"
#include "dns/fetched_policy.h"

enum { TLSA_HOSTS_MOST = 20, ADDRESSES_MOST = 4 /* of a policy host, for each family */ };

static void collect_tagged(
	struct arena *arena, struct facts_view *view, struct domain *domain, enum tagged_kind kind)
{
	static const struct dns_reply no_such_name = { .outcome = DNS_NXDOMAIN };
	struct tagged_set *set = &domain->tagged[kind];

	set->reply = &no_such_name;
	set->name = domain->name;
	if (!dns_name_prepend(tagged_labels(kind), &domain->name, &set->name))
		return;
	set->reply = facts_get(view, &set->name, DNS_TYPE_TXT);
	for (size_t i = 0; i < set->reply->records.count; i++) {
		struct published published = published_txt(set->reply, i);
		struct tagged_subject *subject;

		if (!tagged_is_selected(kind, published.txt->joined) &&
			!tagged_is_near_miss(kind, published.txt->joined))
			continue;
		subject = arena_append(arena, &set->records);
		subject->published = published;
		subject->record = tagged_parse_kept(arena, kind, set->reply, i);
		set->selected = subject->record->selected ? subject->record : set->selected;
		set->selected_count += subject->record->selected;
	}
	if (set->selected_count != 1)
		set->selected = NULL;
}

/* What went wrong, in one clause. */
static const char *failure_text(
	struct arena *arena, const struct fetched_policy *policy, const struct dns_address *server)
{
	const char *detail = (const char *)arena_copy(arena, policy->detail).at;

	switch (policy->status) {
	case FETCH_NO_CONNECTION:
		return arena_printf(arena, "no connection to %s", dns_address_text(arena, server));
	case FETCH_TOO_LARGE:
		return "it is larger than 64 kilobytes";
	case FETCH_CERTIFICATE:
		return arena_printf(arena, "the certificate is invalid: %s", detail);
	case FETCH_REDIRECT:
		return arena_printf(arena, "the server redirects to %s; senders must not follow", detail);
	case FETCH_HTTP_STATUS:
		return arena_printf(arena, "HTTP status %s", detail);
	case FETCH_UNREACHABLE:
		return arena_printf(arena, "no sender on the Internet reaches %s (%s)",
			dns_address_text(arena, server), detail);
	default:
		return detail;
	}
}

/* How the fetch ended, and the policy. */
static void read_policy(struct arena *arena, struct sts_host *host)
{
	const struct fetched_policy *policy = host->fetched->policy;

	host->failure = NULL;
	if (!policy)
		return;
	if (policy->status != FETCH_DONE) {
		host->failure = failure_text(arena, policy, &host->fetched->question.way.server);
		return;
	}
	if (policy->detail.len && !slice_starts_nocase(policy->detail, "text/plain"))
		host->media_type = (const char *)arena_copy(arena, policy->detail).at;
	host->policy = sts_policy_parse(arena, policy->body);
}

/* Only a name that a URL can hold (RFC 1123 section 2.1). */
static bool is_host_name(const struct dns_name *name)
{
	for (size_t at = 0; name->wire[at]; at += name->wire[at] + 1U)
		for (size_t i = 1; i <= name->wire[at]; i++)
			if (!ascii_is_alnum(name->wire[at + i]) && name->wire[at + i] != '-' &&
				name->wire[at + i] != '_')
				return false;
	return true;
}

/* What the server at an address has; asked only aside as long as another one may do better. */
static const struct dns_reply *fetch_from(
	struct facts_view *view, const struct sts_host *host, const struct dns_address *address, bool aside)
{
	struct dns_question question = { .name = host->name,
		.way = { .aside = aside, .direct = true, .policy = true, .server = *address } };

	return facts_ask(view, &question);
}

/* There was no connection, or none could be made from here: another address is worth a try. Silence costs too much time for two. */
static bool is_worth_another(const struct dns_reply *fetched)
{
	return fetched->policy ? fetched->policy->status == FETCH_NO_CONNECTION ||
					 fetched->policy->status == FETCH_UNREACHABLE
			       : dns_outcome_is_ours(fetched->outcome) ||
					 (dns_outcome_is_heard(fetched->outcome) &&
						 !dns_outcome_is_answer(fetched->outcome));
}

/*
 * Senders try the addresses in turn. The one whose answer counts; NULL without addresses. Nothing is known when one that might have the
 * policy does not answer, and no other has it.
 */
static const struct dns_address *choose_address(struct facts_view *view, const struct sts_host *host)
{
	const struct dns_reply *const replies[] = { host->ip4, host->ip6 };
	const struct dns_address *last = NULL, *open = NULL;

	for (size_t family = 0; family < 2; family++) {
		for (size_t i = 0; i < replies[family]->records.count && i < ADDRESSES_MOST; i++) {
			const struct dns_reply *fetched;

			last = &replies[family]->records.at[i].data.address;
			fetched = fetch_from(view, host, last, true);
			if (!is_worth_another(fetched))
				return last;
			open = fetched->policy || open ? open : last;
		}
	}
	return open ? open : last;
}

static void collect_policy(struct arena *arena, struct facts_view *view, struct domain *domain)
{
	struct sts_host *host = &domain->sts_host;
	const struct dns_address *address;

	if (!domain->tagged[TAGGED_MTA_STS].selected ||
		!dns_name_prepend("mta-sts", &domain->name, &host->name))
		return;
	host->ip4 = facts_get(view, &host->name, DNS_TYPE_A);
	host->ip6 = facts_get(view, &host->name, DNS_TYPE_AAAA);
	if (!is_host_name(&host->name))
		return;
	address = domain->options->has_policy_server ? &domain->options->policy_server
						     : choose_address(view, host);
	if (address) {
		host->fetched = fetch_from(view, host, address, false);
		read_policy(arena, host);
	}
}

/*
 * TLSA records count only where the host's address is signed (RFC 7672 section 2.2.2): elsewhere nobody asks for them.
 * A zone file shows no signatures, and hosts of the domain's own are worth a look in any case.
 */
static void ask_tlsa(
	struct facts_view *view, struct mx_subject *mx, const struct dns_name *host, bool is_signed)
{
	struct dns_question question = { .type = DNS_TYPE_TLSA, .way = { .aside = !is_signed } };

	if (!dns_name_prepend("_25._tcp", host, &mx->tlsa_name))
		return;
	question.name = mx->tlsa_name;
	mx->tlsa = facts_ask(view, &question);
}

static void collect_tlsa(struct facts_view *view, struct domain *domain)
{
	for (size_t i = 0; i < domain->mx.count && i < TLSA_HOSTS_MOST; i++) {
		struct mx_subject *mx = &domain->mx.at[i];
		bool is_signed = mx->ip4 && (mx->ip4->authenticated || mx->ip6->authenticated);
		bool is_own = dns_name_is_under(&mx->mx->exchange, &domain->name);

		if (mx->ip4 && is_own) { /* together with the address, whatever that will be */
			ask_tlsa(view, mx, &mx->mx->exchange, false);
			mx->tlsa = NULL;
			mx->tlsa_name.len = 0;
		}
		if (!mx->ip4 ||
			(!dns_outcome_has_records(mx->ip4->outcome) &&
				!dns_outcome_has_no_type(mx->ip4->outcome)) ||
			(!is_signed && !is_own))
			continue;
		ask_tlsa(view, mx, dns_reply_owner(mx->ip4), is_signed);
		/* An alias without any at its end may have them itself (section 2.2.3). */
		if (mx->ip4->aliases.count && mx->tlsa && dns_outcome_is_void(mx->tlsa->outcome))
			ask_tlsa(view, mx, &mx->mx->exchange, is_signed);
	}
}

void neighbours_collect(struct arena *arena, struct facts_view *view, struct domain *domain)
{
	for (int kind = 0; kind < TAGGED_KINDS; kind++)
		collect_tagged(arena, view, domain, (enum tagged_kind)kind);
	collect_policy(arena, view, domain);
	collect_tlsa(view, domain);
}
