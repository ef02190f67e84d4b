/* Looks up where mail to a host would go; what is not answered is no reason. */
#include "rules/mx/mail_host.h"

#include "check/claims.h"

const char *why_no_mail(struct rule_run *run, const struct dns_name *host)
{
	struct facts_view *view = run->domain->view;
	const struct dns_reply *mx = facts_get_aside(view, host, DNS_TYPE_MX), *ip4, *ip6;

	switch (mx->outcome) {
	case DNS_NXDOMAIN:
		return "does not exist";
	case DNS_ANSWER:
		return dns_reply_is_null_mx(mx) ? "has a null MX and accepts no mail" : NULL;
	case DNS_NO_DATA:
		ip4 = facts_get_aside(view, host, DNS_TYPE_A);
		ip6 = facts_get_aside(view, host, DNS_TYPE_AAAA);
		return has_no_address(ip4, ip6) ? "has no MX, A or AAAA record" : NULL;
	default:
		return NULL;
	}
}
