/* The table of the domains that the hosts of mail services have, and the organization of a host by it and the public suffix list. */
#include "message/organization.h"

#include "base/ascii.h"
#include "dns/reply.h"
#include "mail/providers.h"

/* Lists are words with spaces between them; the first domain is the name of all. */
static const struct service {
	const char *domains;
	bool is_gateway;
} services[] = {
	{ "outlook.com office365.com office.com microsoft.com hotmail.com live.com msn.com mx.microsoft exchangelabs.com "
	  "office365.us outlook.cn",
		false },
	{ "google.com gmail.com googlemail.com", false },
	{ "yahoo.com yahoodns.net yahooinc.com aol.com ymail.com verizonmedia.com", false },
	{ "icloud.com apple.com me.com mac.com", false },
	{ "amazonses.com amazonaws.com", false },
	{ "gmx.net gmx.de gmx.com gmx.at gmx.ch web.de kundenserver.de 1und1.de 1and1.com ionos.com ionos.de perfora.net "
	  "server.lan mail.com",
		false },
	{ "messagingengine.com fastmail.com fastmail.fm", false },
	{ "zoho.com zoho.eu zoho.in zohomail.com zohomail.eu zohomail.in", false },
	{ "protonmail.ch proton.ch proton.me protonmail.com", false },
	{ "yandex.net yandex.ru yandex.com", false },
	{ "mail.ru inbox.ru list.ru bk.ru", false },
	{ "ovh.net ovh.com ovh.ca ovhcloud.com", false },
	{ "one.com b-one.net", false },
	{ "emailsrvr.com mlsrvr.com rackspace.com", false },
	{ "secureserver.net godaddy.com", false },
	{ "rzone.de strato.de strato.com", false },
	{ "t-online.de telekom.de", false },
	{ "orange.fr wanadoo.fr", false },
	{ "free.fr proxad.net", false },
	{ "seznam.cz szn.cz", false },
	{ "qq.com tencent.com exmail.qq.com", false },
	{ "163.com 126.com netease.com yeah.net", false },
	{ "mimecast.com mimecast.co.za mimecast-offshore.com mimecastcybergraph.com", true },
	{ "pphosted.com ppops.net ppe-hosted.com gpphosted.com proofpoint.com", true },
	{ "barracudanetworks.com barracuda.com cudaops.com cudasvc.com", true },
	{ "iphmx.com cisco.com ironport.com", true },
	{ "messagelabs.com symanteccloud.com", true },
	{ "trendmicro.com trendmicro.eu trendmicro.co.jp tmase.com", true },
	{ "antispamcloud.com spamexperts.com spamexperts.eu mailspamprotection.com", true },
	{ "mailcontrol.com forcepoint.net", true },
	{ "hornetsecurity.com antispameurope.com", true },
	{ "retarus.com retarus.de", true },
	{ "mxlogic.net mcafee.com", true },
	{ "exghost.com appriver.com", true },
	{ "sophos.com reflexion.net", true },
	{ "vadesecure.com", true },
	{ "mailinblack.com", true },
	{ "fortimailcloud.com fortimail.com", true },
	{ "mailroute.net", true },
	{ "mxrecord.io mxrecord.mx", true },
	{ "esvacloud.com libraesva.com", true },
	{ "spamtitan.com titanhq.com", true },
	{ "spamhero.com", true },
	{ "securence.com", true },
	{ "postini.com", true },
	{ "mx.cloudflare.net", true },
	{ "ess.de eleven.de", true },
};

static const struct service *service_of(const struct dns_name *organization)
{
	struct arena scratch = { 0 };
	struct slice text = slice_of(dns_name_text(&scratch, organization)), word;
	const struct service *found = NULL;

	for (size_t i = 0; !found && i < sizeof services / sizeof *services; i++)
		for (const char *list = services[i].domains; !found && provider_next_word(&list, &word);)
			found = slice_equal_nocase(word, text) ? &services[i] : NULL;
	arena_release(&scratch);
	return found;
}

static bool has_private_ending(struct slice host)
{
	static const char *const endings[] = { ".local", ".localdomain", ".localhost", ".internal", ".lan",
		".corp", ".home", ".intra", ".intranet", ".private", ".arpa" };

	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (slice_ends_nocase(host, endings[i]))
			return true;
	return false;
}

bool organization_of(const struct suffix_list *suffixes, struct slice host, struct dns_name *ret_organization)
{
	const struct service *service;
	struct dns_address address;
	struct dns_name name;
	struct slice word;

	while (host.len && host.at[host.len - 1] == '.')
		host.len--;
	if (!host.len || host.at[0] == '[' || slice_find(host, '.', 0) < 0 || has_private_ending(host) ||
		dns_address_from_text(host, &address) || dns_name_from_unicode(host, &name) != DNS_NAME_OK)
		return false;
	*ret_organization = suffix_list_organizational_domain(suffixes, &name);
	service = service_of(ret_organization);
	if (service) {
		const char *list = service->domains;

		if (provider_next_word(&list, &word))
			dns_name_from_unicode(word, ret_organization);
	}
	return true;
}

void organizations_add(struct arena *arena, struct organizations *set, const struct dns_name *organization)
{
	if (!organizations_have(set, organization))
		*arena_append(arena, &set->list) = *organization;
}

bool organizations_have(const struct organizations *set, const struct dns_name *organization)
{
	for (size_t i = 0; i < set->list.count; i++)
		if (dns_name_equal(&set->list.at[i], organization))
			return true;
	return false;
}

bool organization_is_gateway(const struct dns_name *organization)
{
	const struct service *service = service_of(organization);

	return service && service->is_gateway;
}

bool organization_is_service(const struct dns_name *organization)
{
	return service_of(organization) != NULL;
}

/* "mail-sor-f41.google.com": the servers by which Gmail sends. */
static bool is_outbound_of_google(struct slice host)
{
	return slice_starts_nocase(host, "mail-") && slice_ends_nocase(host, ".google.com") &&
	       slice_find(host, '.', 0) + 11 == (ptrdiff_t)host.len;
}

bool host_is_outbound(struct slice host)
{
	return slice_ends_nocase(host, ".outbound.protection.outlook.com") || is_outbound_of_google(host) ||
	       slice_find_nocase(host, ".smtp-out.", 0) > 0 ||
	       (slice_starts_nocase(host, "sonic") && slice_ends_nocase(host, ".yahoo.com"));
}

bool host_is_inbound(struct slice host)
{
	static const char *const beginnings[] = { "mx", "mail-in", "mailin", "inbound", "smtp-in", "smtpin",
		"emig" };

	for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
		if (slice_starts_nocase(host, beginnings[i]))
			return true;
	return false;
}

bool host_is_internal(struct slice host)
{
	return slice_ends_nocase(host, ".prod.outlook.com") ||
	       slice_ends_nocase(host, ".outlook.office365.com");
}

bool host_is_border(struct slice host)
{
	return slice_is_nocase(host, "mx.google.com") || slice_is_nocase(host, "mx.microsoft.com");
}
