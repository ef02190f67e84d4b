#include "check/neighbours.h"

enum { TLSA_HOSTS_MOST = 20 };

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
		subject->record = tagged_parse(arena, kind, published.txt);
		set->selected = subject->record->selected ? subject->record : set->selected;
		set->selected_count += subject->record->selected;
	}
	if (set->selected_count != 1)
		set->selected = NULL;
}

/* The answer of the type STS-POLICY: how the fetch ended, and the policy. */
static void read_policy(struct arena *arena, struct sts_host *host)
{
	static const char as[] = "ok, but as ";
	const struct dns_txt *txt;
	struct slice status;

	if (!host->fetched || !host->fetched->records.count)
		return;
	txt = host->fetched->records.at[0].data.txt;
	status = slice_part(txt->joined, 0, txt->ends.at[0]);
	if (slice_starts(status, as))
		host->media_type =
			(const char *)arena_copy(arena, slice_part(status, sizeof as - 1, status.len)).at;
	else if (!slice_is(status, "ok"))
		host->failure = (const char *)arena_copy(arena, status).at;
	if (!host->failure)
		host->policy = sts_policy_parse(arena, slice_part(txt->joined, status.len, txt->joined.len));
}

static void collect_policy(struct arena *arena, struct facts_view *view, struct domain *domain)
{
	struct sts_host *host = &domain->sts_host;
	struct dns_question question = { .type = DNS_TYPE_STS_POLICY, .way = { .direct = true } };

	if (!domain->tagged[TAGGED_MTA_STS].selected ||
		!dns_name_prepend("mta-sts", &domain->name, &host->name))
		return;
	host->ip4 = facts_get(view, &host->name, DNS_TYPE_A);
	host->ip6 = facts_get(view, &host->name, DNS_TYPE_AAAA);
	question.name = host->name;
	if (domain->options->has_policy_server)
		question.way.server = domain->options->policy_server;
	else if (host->ip4->records.count)
		question.way.server = host->ip4->records.at[0].data.address;
	else if (host->ip6->records.count)
		question.way.server = host->ip6->records.at[0].data.address;
	else
		return;
	host->fetched = facts_ask(view, &question);
	read_policy(arena, host);
}

/*
 * TLSA records count only where the host's address is signed (RFC 7672 section 2.2.2): elsewhere nobody asks for them.
 * A zone file shows no signatures, and hosts of the domain's own are worth a look in any case.
 */
static void collect_tlsa(struct facts_view *view, struct domain *domain)
{
	for (size_t i = 0; i < domain->mx.count && i < TLSA_HOSTS_MOST; i++) {
		struct mx_subject *mx = &domain->mx.at[i];
		struct dns_question question = { .type = DNS_TYPE_TLSA };
		bool is_signed = mx->ip4 && (mx->ip4->authenticated || mx->ip6->authenticated);

		if (!mx->ip4 || (mx->ip4->outcome != DNS_ANSWER && mx->ip4->outcome != DNS_NO_DATA) ||
			(!is_signed && !dns_name_is_under(&mx->mx->exchange, &domain->name)) ||
			!dns_name_prepend("_25._tcp", dns_reply_owner(mx->ip4), &mx->tlsa_name))
			continue;
		question.name = mx->tlsa_name;
		question.way.aside = !is_signed;
		mx->tlsa = facts_ask(view, &question);
	}
}

void neighbours_collect(struct arena *arena, struct facts_view *view, struct domain *domain)
{
	for (int kind = 0; kind < TAGGED_KINDS; kind++)
		collect_tagged(arena, view, domain, (enum tagged_kind)kind);
	collect_policy(arena, view, domain);
	collect_tlsa(view, domain);
}
