/* Collects a domain, protocol by protocol; its role is worked out last, from what was found. */
#include "check/domain.h"

#include "check/bounce_domain.h"
#include "check/claims.h"
#include "check/dns_state.h"
#include "check/name_servers.h"
#include "check/neighbours.h"
#include "check/record.h"
#include "check/role.h"
#include "check/selectors.h"
#include "dns/present.h"

#include <string.h>

struct collector {
	struct arena *arena;
	struct facts_view *view;
	struct domain *domain;
};

static void collect_spf(struct collector *c)
{
	struct domain *domain = c->domain;

	domain->txt = facts_get(c->view, &domain->name, DNS_TYPE_TXT);
	domain->exists = !dns_outcome_has_no_name(domain->txt->outcome) || domain->txt->aliases.count;
	for (size_t i = 0; i < domain->txt->records.count; i++) {
		struct published published = published_txt(domain->txt, i);

		*arena_append(c->arena, &domain->txts) = published;
		if (spf_is_selected(published.txt->joined) || spf_is_near_miss(published.txt->joined)) {
			struct spf_subject *spf = arena_append(c->arena, &domain->spf);

			spf->published = published;
			spf->record = spf_parse_kept(c->arena, domain->txt, i, &domain->name);
			domain->spf_selected += spf->record->selected;
		}
	}
}

/*
 * A record of the organization's own, which no domain's report holds: it is linted with the domain that includes it. In zone files
 * the other names with SPF records are domains themselves.
 */
static bool is_own_helper(const struct domain *domain, const struct spf_node *child)
{
	const struct dns_name *top = &domain->dmarc->rfc7489.organizational_domain;

	if (!child->rr || !child->record)
		return false;
	if (child->rr->place.text && zone_names_is_underscored(&child->name))
		return true;
	/* The list is asked only of names that may be the organization's: it takes a while. */
	return dns_name_is_under(&child->name, top) &&
	       suffix_list_same_organization(domain->options->suffixes, top, &child->name) &&
	       !(child->rr->place.text && domain->options->zone_names &&
		       zone_names_has_domain(domain->options->zone_names, &child->name));
}

static void collect_included(struct collector *c, const struct spf_node *node)
{
	struct domain *domain = c->domain;

	for (size_t i = 0; i < node->child_count; i++) {
		const struct spf_node *child = node->children[i];
		bool known = false;

		for (size_t k = 0; k < domain->spf.count; k++)
			known = known || dns_name_equal(&domain->spf.at[k].published.name, &child->name);
		if (!known && is_own_helper(domain, child)) {
			*arena_append(c->arena, &domain->spf) = (struct spf_subject){
				.published = { child->name, DNS_TYPE_TXT, child->rr->ttl, child->rr->data.txt,
					child->rr->place, 1, 1, NULL },
				.record = child->record,
				.included = true,
			};
		}
		collect_included(c, child);
	}
}

static void collect_tree(struct collector *c)
{
	const struct spf_subject *spf = domain_spf(c->domain);
	struct spf_tree *tree;

	if (!spf)
		return;
	tree = spf_tree_build(c->arena, c->view, &c->domain->name, spf->record);
	c->domain->spf_tree = tree;
	collect_included(c, tree->root);
}

static void collect_reverse(struct collector *c, struct sender *sender)
{
	struct dns_name reverse = dns_address_reverse(&sender->address);
	uint16_t type = sender->address.is_ip6 ? DNS_TYPE_AAAA : DNS_TYPE_A;

	sender->ptr = facts_get(c->view, &reverse, DNS_TYPE_PTR);
	for (size_t i = 0; i < sender->ptr->records.count && i < SENDER_NAMES_MOST; i++) {
		struct sender_name *name = arena_append(c->arena, &sender->names);

		name->name = *sender->ptr->records.at[i].data.target;
		name->forward = facts_get(c->view, &name->name, type);
		for (size_t k = 0; k < name->forward->records.count; k++)
			name->confirmed = name->confirmed ||
					  memcmp(name->forward->records.at[k].data.address.bytes,
						  sender->address.bytes, sizeof sender->address.bytes) == 0;
	}
}

static void collect_helo(struct collector *c)
{
	struct domain *domain = c->domain;

	if (!domain->options->helo ||
		dns_name_from_unicode(slice_of(domain->options->helo), &domain->helo) != DNS_NAME_OK ||
		domain->options->helo[0] == '[')
		return;
	domain->helo_ip4 = facts_get(c->view, &domain->helo, DNS_TYPE_A);
	domain->helo_ip6 = facts_get(c->view, &domain->helo, DNS_TYPE_AAAA);
}

/* Mail from each given address, with the domain in MAIL FROM and, unless another name is given, in HELO. */
static void collect_senders(struct collector *c)
{
	const struct check_options *options = c->domain->options;
	struct slice name = slice_of(dns_name_text(c->arena, &c->domain->name)),
		     helo = options->helo ? slice_of(options->helo) : name;

	for (size_t i = 0; i < options->address_count; i++) {
		struct spf_request request = {
			.ip = options->addresses[i], .domain = name, .sender = name, .helo = helo
		};
		struct sender *sender = arena_append(c->arena, &c->domain->senders);

		*sender = (struct sender){ .address = dns_address_unmapped(&options->addresses[i]),
			.evaluation = spf_check_host(c->arena, c->view, &request) };
		collect_reverse(c, sender);
	}
	collect_helo(c);
}

static void collect_dmarc(struct collector *c)
{
	struct domain *domain = c->domain;
	const struct dns_reply *reply;

	domain->dmarc =
		dmarc_discover(c->arena, c->view, domain->options->suffixes, &domain->name, domain->exists);
	reply = domain->dmarc->walk[0].reply;
	for (size_t i = 0; i < reply->records.count; i++) {
		struct published published = published_txt(reply, i);
		struct slice text = published.txt->joined;

		*arena_append(c->arena, &domain->dmarc_txts) = published;
		if (dmarc_is_selected(text) || dmarc_is_near_miss(text))
			*arena_append(c->arena, &domain->dmarcs) =
				(struct dmarc_subject){ published, dmarc_parse_kept(c->arena, reply, i) };
	}
}

/* Every decoded byte of the span comes from the same token of the file. */
static void trace_token(
	struct arena *arena, struct trace *trace, struct span decoded, struct text_place token)
{
	for (uint32_t i = decoded.first; i < decoded.end; i++)
		trace_add(arena, trace, i, token.first, token.end - token.first);
}

/* An MX record as text, so that its parts can be pointed at like those of a TXT record. */
static const struct dns_txt *mx_text(
	struct arena *arena, const struct dns_record *record, struct span *ret_exchange)
{
	const struct dns_mx *mx = record->data.mx;
	struct trace *trace = NULL;
	struct bytes out = { 0 };
	struct slice text;

	dns_present_rdata(&out, record);
	text = arena_copy(arena, bytes_slice(&out));
	bytes_free(&out);
	*ret_exchange = (struct span){ (uint32_t)slice_find(text, ' ', 0) + 1, (uint32_t)text.len };
	if (mx->exchange_place.text) {
		trace = arena_take(arena, sizeof *trace);
		trace->text = mx->exchange_place.text;
		trace_token(arena, trace, (struct span){ 0, ret_exchange->first }, mx->preference_place);
		trace_token(arena, trace, *ret_exchange, mx->exchange_place);
	}
	return dns_txt_traced(arena, text, trace);
}

/* An MX host must be no alias (RFC 2181 section 10.3): its target is the remedy, which is judged then. */
static void ask_target(struct facts_view *view, const struct dns_reply *reply)
{
	if (!reply->aliases.count || !dns_outcome_has_records(reply->outcome))
		return;
	facts_get_aside(view, dns_reply_owner(reply), DNS_TYPE_A);
	facts_get_aside(view, dns_reply_owner(reply), DNS_TYPE_AAAA);
}

static void collect_mx(struct collector *c)
{
	struct domain *domain = c->domain;

	domain->mx_reply = facts_get(c->view, &domain->name, DNS_TYPE_MX);
	/* NXDOMAIN is about the name, whatever was asked for (RFC 8020). */
	if (!dns_outcome_is_answer(domain->txt->outcome) && !domain->mx_reply->aliases.count)
		domain->exists = !dns_outcome_has_no_name(domain->mx_reply->outcome);
	for (size_t i = 0; i < domain->mx_reply->records.count; i++) {
		const struct dns_record *record = &domain->mx_reply->records.at[i];
		struct mx_subject *mx = arena_append(c->arena, &domain->mx);
		const struct dns_txt *text = mx_text(c->arena, record, &mx->exchange);

		mx->published = published_record(domain->mx_reply, i, text);
		mx->mx = record->data.mx;
		if (!dns_mx_is_null(mx->mx)) {
			mx->ip4 = facts_get(c->view, &mx->mx->exchange, DNS_TYPE_A);
			mx->ip6 = facts_get(c->view, &mx->mx->exchange, DNS_TYPE_AAAA);
			ask_target(c->view, mx->ip4);
		}
	}
	if (dns_outcome_has_no_type(
		    domain->mx_reply
			    ->outcome)) { /* RFC 5321 section 5.1: the name itself is the mail host then */
		domain->ip4 = facts_get(c->view, &domain->name, DNS_TYPE_A);
		domain->ip6 = facts_get(c->view, &domain->name, DNS_TYPE_AAAA);
	}
}

bool domain_is_settled(const struct domain *domain)
{
	bool part = !dns_name_equal(&domain->name, &domain->dmarc->rfc7489.organizational_domain);
	/* Without an address a name below an organizational domain may be there for others to include. */
	const struct dns_reply *const replies[] = { domain->txt, domain->mx_reply, domain->domainkey,
		domain->dmarc->walk[0].reply, domain->dns.soa, part && domain->spf.count ? domain->ip4 : NULL,
		part && domain->spf.count ? domain->ip6 : NULL };

	for (size_t i = 0; i < sizeof replies / sizeof *replies; i++)
		if (replies[i] && dns_outcome_is_pending(replies[i]->outcome))
			return false;
	for (size_t i = 0; i < domain->selectors.count; i++)
		if (dns_outcome_is_pending(domain->selectors.at[i].reply->outcome))
			return false;
	return true;
}

struct domain *domain_collect(struct arena *arena, struct facts_view *view, const struct dns_name *name,
	const struct check_options *options)
{
	struct domain *domain = arena_take(arena, sizeof *domain);
	struct collector collector = { .arena = arena, .view = view, .domain = domain };

	domain->name = *name;
	domain->options = options;
	domain->view = view;
	collect_spf(&collector);
	collect_mx(&collector);
	domain->reverse = name_is_reverse(name) ||
			  (domain->options->zone_names && domain->options->zone_names->no_mail);
	view->aside = domain->reverse; /* nobody's mail depends on a policy there */
	collect_dmarc(&collector);
	view->aside = false;
	selectors_collect(arena, view, domain);
	neighbours_collect(arena, view, domain);
	dns_state_collect(view, domain);
	name_servers_collect(arena, view, domain);
	collect_tree(&collector);
	collect_senders(&collector);
	bounce_domain_collect(view, domain);
	role_decide(arena, domain);
	domain->complete = !view->incomplete;
	return domain;
}

struct domain *domain_of_senders(
	struct arena *arena, struct facts_view *view, const struct check_options *options)
{
	struct dns_name root = dns_name_of(".");
	struct domain *domain = domain_unasked(arena, view, &root, options);
	struct collector collector = { .arena = arena, .view = view, .domain = domain };

	for (size_t i = 0; i < options->address_count; i++) {
		struct sender *sender = arena_append(arena, &domain->senders);

		/* No domain, no SPF. */
		*sender = (struct sender){ .address = dns_address_unmapped(&options->addresses[i]),
			.evaluation = arena_take(arena, sizeof *sender->evaluation) };
		collect_reverse(&collector, sender);
	}
	collect_helo(&collector);
	domain->complete = !view->incomplete;
	return domain;
}
