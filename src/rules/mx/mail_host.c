/* Looks up where mail to a host would go; what is not answered is no reason. */
#include "rules/mx/mail_host.h"

#include "check/claims.h"

const char *why_no_mail(struct rule_run *run, const struct dns_name *host)
{
	struct facts_view *view = run->domain->view;
	const struct dns_reply *mx = facts_get_aside(view, host, DNS_TYPE_MX), *ip4, *ip6;

	if (dns_outcome_has_no_name(mx->outcome))
		return "does not exist";
	if (dns_outcome_has_records(mx->outcome))
		return dns_reply_is_null_mx(mx) ? "has a null MX and accepts no mail" : NULL;
	if (!dns_outcome_has_no_type(mx->outcome))
		return NULL;
	ip4 = facts_get_aside(view, host, DNS_TYPE_A);
	ip6 = facts_get_aside(view, host, DNS_TYPE_AAAA);
	return has_no_address(ip4, ip6) ? "has no MX, A or AAAA record" : NULL;
}
