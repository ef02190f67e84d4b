/*
 * Everything found out about one domain: the subject that the rules look at. Collected anew in each pass, from facts
 * and parsers alone.
 */
#ifndef MAILAUTH_CHECK_DOMAIN_H
#define MAILAUTH_CHECK_DOMAIN_H

#include "check/finding.h"
#include "check/zone_names.h"
#include "dkim/key.h"
#include "dkim/pair.h"
#include "dmarc/discover.h"
#include "dns/facts.h"
#include "spf/record.h"
#include "spf/tree.h"
#include "tags/tagged.h"
#include "tls/sts_policy.h"

struct report;

/*
 * AUTO is what the user may say; of a domain it is never. INCLUDE is that of a name whose SPF record is for others to include.
 * UNKNOWN is the role of a record alone: no rule presumes one.
 */
enum role { ROLE_AUTO, ROLE_SENDS, ROLE_RECEIVES, ROLE_NO_MAIL, ROLE_INCLUDE, ROLE_UNKNOWN };
enum volume { VOLUME_REGULAR, VOLUME_BULK };
enum probe { PROBE_AUTO, PROBE_ALL, PROBE_NONE };

/* What a message of the domain showed (the `message` command). */
struct mail_results {
	bool spf_known, spf_pass;
	bool dkim_pass, dkim_unknown; /* unknown: what a signature covers is not there */
	bool of_others; /* others sent it on, changed or spoofed it: what fails tells nothing of the domain */
	bool dmarc_known, aligned;
};

/* What the user has told about the domains. */
struct check_options {
	enum role role;
	const char *role_reason; /* of a role that the input implies; NULL for one that the user gave */
	enum volume volume;
	enum probe probe;
	bool thorough; /* questions that no verdict needs are asked, too: for notes, and for rare remnants */
	const char *const *selectors; /* DKIM selectors given by hand */
	size_t selector_count;
	const struct dns_address *addresses; /* of --ip: they send mail for the domain */
	size_t address_count;
	const struct dkim_pair *pair; /* of --private-key: it signs with the one given selector; or NULL */
	bool pair_is_readable;	      /* by others than the owner of its file */
	uint32_t now;		      /* seconds since 1970; 0 when it is not to matter */
	const struct expectations *expectations; /* house rules; NULL for none */
	const struct levels *levels;		 /* severities that the house gives to rules; NULL for none */
	const struct acceptances *acceptances;	 /* intended changes; NULL for none */
	const struct mail_results *mail;	 /* NULL but for `message` */
	const struct suffix_list *suffixes;
	const struct zone_names *zone_names; /* of the `zone` command; NULL otherwise */
	bool authoritative;		     /* each name server of the zone is asked, too */
	const char *helo;		     /* of the servers in `addresses`; NULL when not known */
	bool asks_any_server;	/* of --name-server-port: name servers of any network are asked */
	bool has_policy_server; /* of --policy-server: policies are fetched there, whatever DNS says */
	struct dns_address policy_server;
};

struct spf_subject {
	struct published published;
	const struct spf_record *record;
	bool included; /* a helper record of the same zone file, such as _spf.example.com */
};

enum dkim_status {
	DKIM_STATUS_OK,
	DKIM_STATUS_INVALID,
	DKIM_STATUS_REVOKED,
	DKIM_STATUS_TESTING,
	DKIM_STATUS_MISSING,
	DKIM_STATUS_UNANSWERED
};

/* One TXT record at a selector. */
struct dkim_subject {
	struct published published;
	const struct dkim_key *key;
};

enum selector_origin {
	SELECTOR_GIVEN,
	SELECTOR_IN_ZONE,
	SELECTOR_OF_PROVIDER, /* every customer of a service that the domain uses has it */
	SELECTOR_GUESSED
};

struct dkim_selector {
	const char *selector;
	struct dns_name name; /* selector._domainkey.domain */
	enum selector_origin origin;
	const struct dns_reply *reply;
	enum dkim_status status;
	bool wildcard; /* the same answer comes for any name below _domainkey */
	ARENA_LIST(struct dkim_subject) keys;
};

struct dmarc_subject {
	struct published published;
	const struct dmarc_record *record;
};

struct mx_subject {
	struct published published;
	const struct dns_mx *mx;
	struct span exchange;		   /* of the exchange in the published text */
	const struct dns_reply *ip4, *ip6; /* its addresses; NULL for a null MX */
	struct dns_name tlsa_name;	   /* _25._tcp.exchange */
	const struct dns_reply *tlsa;	   /* NULL when it was not asked */
};

/* A question that each name server of the zone is asked, beside the resolver. */
struct compared {
	struct dns_question question;
	const struct dns_reply *resolved; /* by the resolver */
};

/* One address of a name server, asked directly (--authoritative). */
struct name_server {
	struct dns_name name;
	struct dns_address address;
	const char *
		unreachable; /* why nobody on the Internet reaches the address: then it is not asked; or NULL */
	bool in_parent;	     /* the zone above names it; true when that is not known */
	const struct dns_reply *soa;	     /* of the zone, over UDP */
	const struct dns_reply *soa_tcp;     /* and over TCP */
	const struct dns_reply *const *told; /* one for each struct compared */
};

/* How DNS serves the domain, apart from its mail records. All of it is asked aside. */
struct dns_state {
	const struct dns_reply *soa; /* at the domain itself */
	struct dns_name apex;	     /* of the zone that holds the domain, when has_apex */
	bool has_apex;
	const struct dns_reply *ns;	    /* of the zone; NULL without an apex */
	bool bogus;			    /* resolvers that validate refuse what others answer */
	struct dns_name bogus_zone;	    /* then: the zone whose signatures are wrong */
	bool validating;		    /* the resolver sets the AD bit where it ought to */
	const struct dns_reply *nobody_txt; /* at a name below the domain that nobody publishes */
	const struct dns_reply *nobody_mx;
	/* With --authoritative only: */
	const struct dns_reply
		*parent_ns; /* NS of the zone, as a server of the zone above tells them; or NULL */
	ARENA_LIST(struct dns_name) homeless; /* name servers without an address */
	ARENA_LIST(const struct dns_reply *)
	unanswered; /* of what was asked of the name servers, and counts */
	ARENA_LIST(struct name_server) servers;
	ARENA_LIST(struct compared) compared;
};

/* One TXT record where MTA-STS, TLS-RPT or BIMI records are: selected, or meant to be. */
struct tagged_subject {
	struct published published;
	const struct tagged_record *record;
};

struct tagged_set {
	struct dns_name name;
	const struct dns_reply *reply;
	ARENA_LIST(struct tagged_subject) records;
	const struct tagged_record *selected; /* the only one; NULL when there is none or more than one */
	size_t selected_count;
};

/* The policy host of MTA-STS, mta-sts.DOMAIN. All NULL without a record that says to look there. */
struct sts_host {
	struct dns_name name;
	const struct dns_reply *ip4, *ip6;
	const struct dns_reply *fetched; /* the policy; NULL when there is nowhere to connect to */
	const char *failure;		 /* why there is no policy, or NULL */
	const char *media_type;		 /* other than text/plain; or NULL */
	const struct sts_policy *policy;
	struct text *source; /* the file that the policy is in; NULL for a fetched one */
};

/* A name of a sender's address, and whether it leads back to it (RFC 8601 section 3). */
struct sender_name {
	struct dns_name name;
	const struct dns_reply *forward; /* its addresses of the sender's family */
	bool confirmed;
};

enum { SENDER_NAMES_MOST = 10 }; /* that are looked up (RFC 7208 section 5.5) */

/* An address of --ip, what SPF says about it, and its reverse DNS. */
struct sender {
	struct dns_address address;
	const struct spf_evaluation *evaluation;
	const struct dns_reply *ptr;
	ARENA_LIST(struct sender_name) names;
};

struct domain {
	struct dns_name name;
	const struct check_options *options;
	struct facts_view *view;
	const struct dns_reply *txt;
	const struct dns_reply *mx_reply;
	const struct dns_reply *ip4, *ip6; /* of the domain itself; NULL when an MX makes them irrelevant */
	const struct dns_reply *domainkey; /* TXT at _domainkey.domain; NULL when it was not asked */
	const struct dns_reply
		*wildcard_selector;	   /* TXT at a selector that nobody has; NULL when it was not asked */
	const struct dns_reply *adsp;	   /* TXT at _adsp._domainkey.domain; NULL when it was not asked */
	bool exists;			   /* false when the name is NXDOMAIN */
	ARENA_LIST(struct published) txts; /* all TXT records at the domain */
	ARENA_LIST(struct spf_subject) spf; /* selected ones and near misses */
	size_t spf_selected;
	const struct spf_tree *spf_tree;	      /* of the one selected record, or NULL */
	ARENA_LIST(struct sender) senders;	      /* of --ip */
	struct dns_name helo;			      /* of --helo, when it is a domain name */
	const struct dns_reply *helo_ip4, *helo_ip6;  /* NULL without such a name */
	ARENA_LIST(struct dkim_selector) selectors;   /* those that were looked at and say something */
	size_t selectors_tried, selectors_unanswered; /* those that were answered, and the others */
	const struct dmarc_discovery *dmarc;
	ARENA_LIST(struct published) dmarc_txts; /* all TXT records at _dmarc.domain */
	ARENA_LIST(struct dmarc_subject) dmarcs; /* selected ones and near misses among them */
	ARENA_LIST(struct mx_subject) mx;
	struct tagged_set tagged[TAGGED_KINDS];
	struct sts_host sts_host;
	struct dns_state dns;
	bool reverse;	  /* a name of reverse DNS, or of other protocols, which has no mail */
	bool bounce_only; /* it is the domain in MAIL FROM alone: of bounces, and of no author */
	struct dns_name
		bounce_domain; /* a name below, with MX and SPF record, for MAIL FROM; when has_bounce_domain */
	bool has_bounce_domain;
	bool bounce_domain_unknown; /* what a CNAME at such a name leads to was not answered */
	enum role role;
	const char *role_reason;
	bool role_open; /* it is assumed: something that tells it was not answered */
	bool complete;	/* nothing of all this is still to be asked */
};

/* Collects what is known. view->incomplete tells that some of it is still to be asked. */
struct domain *domain_collect(struct arena *arena, struct facts_view *view, const struct dns_name *name,
	const struct check_options *options);

/* The servers of --ip alone: their reverse DNS and their name in HELO. It has the name of the root, and nothing else is asked. */
struct domain *domain_of_senders(
	struct arena *arena, struct facts_view *view, const struct check_options *options);

/*
 * True when the answers are there that decide what is worth a question: of the domain itself, its _dmarc and _domainkey, and the
 * selectors that are known. Before that a rule would take for missing what is not answered yet, and ask in vain.
 */
bool domain_is_settled(const struct domain *domain);

/* The n-th record (from 0) of an answer as findings show it, with a text for it. */
struct published published_record(const struct dns_reply *reply, size_t number, const struct dns_txt *txt);

/* The same of an answer for TXT or SPF, whose text it is itself. */
struct published published_txt(const struct dns_reply *reply, size_t number);

/* True when a key is spread over several TXT records: the start of one, and records of nothing but base64. */
bool dkim_selector_is_split(const struct dkim_selector *selector);

/* "sends", "receives", "no-mail", "include"; NULL for ROLE_UNKNOWN. */
const char *role_text(enum role role);

/* The status of a selector with this one key. */
enum dkim_status dkim_status_of_key(const struct dkim_key *key);

const char *dkim_status_text(enum dkim_status status);

#endif
