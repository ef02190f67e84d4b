/* The table of services, and how an include, an exchange or an alias is recognised in it. */
#include "mail/providers.h"

#include <string.h>

static const struct provider providers[] = {
	{ "Google Workspace", PROVIDER_SPF_OWN, "_spf.google.com _netblocks.google.com aspmx.googlemail.com",
		"smtp.google.com l.google.com googlemail.com", "google", NULL },
	{ "Microsoft 365", PROVIDER_SPF_OWN, "spf.protection.outlook.com",
		"mail.protection.outlook.com mx.microsoft", "selector1 selector2",
		"onmicrosoft.com dkim.mail.microsoft" },
	{ "Amazon SES", PROVIDER_SPF_OWN, "amazonses.com", "amazonses.com amazonaws.com", "amazonses ses",
		"dkim.amazonses.com" },
	{ "SendGrid", PROVIDER_SPF_BOUNCE, "sendgrid.net", NULL, "s1 s2 m1 smtpapi", "sendgrid.net" },
	{ "Mailgun", PROVIDER_SPF_OWN, "mailgun.org", "mailgun.org",
		"pdk1 pdk2 k1 pic smtp mailo krs mx mta mg", "mailgun.com mailgun.org mgsend.org" },
	{ "Mailchimp", PROVIDER_SPF_BOUNCE, "servers.mcsv.net", NULL, "k1 k2 k3", "mcsv.net" },
	{ "Mandrill", PROVIDER_SPF_OWN, "spf.mandrillapp.com", NULL, "mte1 mte2 mandrill",
		"mandrillapp.com" },
	{ "Postmark", PROVIDER_SPF_BOUNCE, "spf.mtasv.net", NULL, "pm postmark", "mtasv.net" },
	{ "SparkPost", PROVIDER_SPF_OWN, "sparkpostmail.com", NULL, "scph0118 sparkpost", NULL },
	{ "Brevo", PROVIDER_SPF_OWN, "spf.brevo.com spf.sendinblue.com", NULL, "brevo1 brevo2 mail sib",
		"dkim.brevo.com" },
	{ "Zoho Mail", PROVIDER_SPF_OWN, "zohomail.com zohomail.eu zohomail.in zoho.com zoho.eu zoho.in",
		"zoho.com zoho.eu zoho.in zoho.com.au", "zmail zoho default", NULL },
	{ "Zoho Campaigns", PROVIDER_SPF_OWN, "zcsend.net spf.zeptomail.com", NULL, NULL, NULL },
	{ "Fastmail", PROVIDER_SPF_OWN, "spf.messagingengine.com", "messagingengine.com",
		"fm1 fm2 fm3 fm4 mesmtp", "dkim.fmhosted.com" },
	{ "Proton Mail", PROVIDER_SPF_OWN, "_spf.protonmail.ch", "protonmail.ch",
		"protonmail protonmail2 protonmail3", "domains.proton.ch" },
	{ "iCloud", PROVIDER_SPF_OWN, "icloud.com", "mail.icloud.com", "sig1", "icloudmailadmin.com" },
	{ "Yandex 360", PROVIDER_SPF_OWN, "_spf.yandex.net", "mx.yandex.net mx.yandex.ru", "mail", NULL },
	{ "Mail.ru", PROVIDER_SPF_OWN, "_spf.mail.ru", "emx.mail.ru", "mailru", NULL },
	{ "HubSpot", PROVIDER_SPF_BOUNCE, "hubspotemail.net", NULL, "hs1 hs2", "hubspotemail.net" },
	{ "Salesforce", PROVIDER_SPF_OWN, "_spf.salesforce.com", NULL, "sf1 sf2 salesforce",
		"custdkim.salesforce.com" },
	{ "Pardot", PROVIDER_SPF_OWN, "aspmx.pardot.com", NULL, "200608", NULL },
	{ "Salesforce Marketing Cloud", PROVIDER_SPF_OWN, "cust-spf.exacttarget.com", "exacttarget.com",
		"sfmc et", NULL },
	{ "Zendesk", PROVIDER_SPF_OWN, "mail.zendesk.com", NULL, "zendesk1 zendesk2", "zendesk.com" },
	{ "Klaviyo", PROVIDER_SPF_BOUNCE, "send.klaviyo.com", NULL, "kl kl2 km1 km2 kt1 kt2 ks1 ks2", NULL },
	{ "Mailjet", PROVIDER_SPF_OWN, "spf.mailjet.com", NULL, "mailjet", NULL },
	{ "Kit", PROVIDER_SPF_BOUNCE, NULL, NULL, "cka cka2", "convertkit.com" },
	{ "ActiveCampaign", PROVIDER_SPF_OWN, "emsd1.com", NULL, "acdkim1 acdkim2 dk", NULL },
	{ "Constant Contact", PROVIDER_SPF_OWN, "spf.constantcontact.com", NULL, "ctct1 ctct2",
		"ccsend.com" },
	{ "Campaign Monitor", PROVIDER_SPF_OWN, "_spf.createsend.com", NULL, "cm", NULL },
	{ "AWeber", PROVIDER_SPF_OWN, "send.aweber.com", NULL, "aweber_key_a aweber_key_b aweber_key_c",
		NULL },
	{ "MailerLite", PROVIDER_SPF_OWN, "_spf.mlsend.com", NULL, "litesrv ml mlsend", NULL },
	{ "Sailthru", PROVIDER_SPF_OWN, "aspmx.sailthru.com", NULL, "sailthru mail", NULL },
	{ "Elastic Email", PROVIDER_SPF_OWN, "_spf.elasticemail.com", NULL, "api", NULL },
	{ "Mailtrap", PROVIDER_SPF_OWN, "_spf.smtp.mailtrap.live", NULL, "rwmt1 rwmt2",
		"dkim.smtp.mailtrap.live" },
	{ "SMTP2GO", PROVIDER_SPF_BOUNCE, NULL, NULL, NULL, "dkim.smtp2go.net" },
	{ "SocketLabs", PROVIDER_SPF_OWN, "email-od.com", NULL, "dkim", "email-od.com" },
	{ "Help Scout", PROVIDER_SPF_OWN, "helpscoutemail.com", NULL, "strong1 strong2", NULL },
	{ "Intercom", PROVIDER_SPF_OWN, "intercom-mail.com", NULL, "intercom", "dkim.intercom.io" },
	{ "Freshdesk", PROVIDER_SPF_OWN, "email.freshdesk.com", NULL, "fd fwdkim1 freshdesk", NULL },
	{ "Shopify", PROVIDER_SPF_OWN, "shops.shopify.com", NULL, "pdk1 pdk2", "email.myshopify.com" },
	{ "Firebase", PROVIDER_SPF_OWN, "_spf.firebasemail.com", NULL, "firebase1 firebase2", NULL },
	{ "Atlassian", PROVIDER_SPF_OWN, "_spf.atlassian.net", NULL, NULL, NULL },
	{ "Statuspage", PROVIDER_SPF_OWN, "stspg-customer.com", NULL, NULL, NULL },
	{ "Marketo", PROVIDER_SPF_OWN, "mktomail.com", NULL, "m1 mkto", NULL },
	{ "Keap", PROVIDER_SPF_OWN, "infusionmail.com", NULL, NULL, NULL },
	{ "Cloudflare Email Routing", PROVIDER_SPF_OWN, "_spf.mx.cloudflare.net", "mx.cloudflare.net",
		"cf2024-1", NULL },
	{ "ImprovMX", PROVIDER_SPF_OWN, "spf.improvmx.com", "improvmx.com", "dkimprovmx1 dkimprovmx2",
		"improvmx.com" },
	{ "Forward Email", PROVIDER_SPF_OWN, "spf.forwardemail.net", "forwardemail.net", NULL, NULL },
	{ "SimpleLogin", PROVIDER_SPF_OWN, "simplelogin.co", "simplelogin.co", "dkim dkim02 dkim03",
		"simplelogin.co" },
	{ "OVHcloud", PROVIDER_SPF_OWN, "mx.ovh.com", "mail.ovh.net", NULL, NULL },
	{ "IONOS", PROVIDER_SPF_OWN, "_spf-eu.ionos.com _spf-us.ionos.com",
		"kundenserver.de ionos.com ionos.de ionos.co.uk ionos.es ionos.fr",
		"s1-ionos s2-ionos s42582890", "dkim.ionos.com" },
	{ "STRATO", PROVIDER_SPF_OWN, "_spf.strato.com smtpin.rzone.de", "smtpin.rzone.de",
		"strato-dkim-0002 strato-dkim-0003", NULL },
	{ "Hetzner", PROVIDER_SPF_OWN, "your-server.de", "your-server.de", "dkim", NULL },
	{ "Gandi", PROVIDER_SPF_OWN, "_mailcust.gandi.net", "mail.gandi.net", "gm1 gm2 gm3",
		"gandimail.net" },
	{ "Infomaniak", PROVIDER_SPF_OWN, "spf.infomaniak.ch", "infomaniak.ch", NULL, NULL },
	{ "Rackspace", PROVIDER_SPF_OWN, "emailsrvr.com", "emailsrvr.com", NULL, NULL },
	{ "GoDaddy", PROVIDER_SPF_OWN, "secureserver.net", "secureserver.net", NULL, NULL },
	{ "Namecheap", PROVIDER_SPF_OWN, "spf.privateemail.com", "privateemail.com", "default", NULL },
	{ "Namecheap forwarding", PROVIDER_SPF_OWN, "spf.efwd.registrar-servers.com", "registrar-servers.com",
		NULL, NULL },
	{ "Titan", PROVIDER_SPF_OWN, "spf.titan.email", "titan.email", "titan1 titan2", NULL },
	{ "Hostinger", PROVIDER_SPF_OWN, "_spf.mail.hostinger.com", "hostinger.com",
		"hostingermail-a hostingermail-b hostingermail-c", "dkim.mail.hostinger.com" },
	{ "Migadu", PROVIDER_SPF_OWN, "spf.migadu.com", "migadu.com", "key1 key2 key3", "migadu.com" },
	{ "Runbox", PROVIDER_SPF_OWN, "spf.runbox.com", "runbox.com", NULL, NULL },
	{ "mailbox.org", PROVIDER_SPF_OWN, "mailbox.org", "mailbox.org", "mbo0001 mbo0002 mbo0003 mbo0004",
		"_domainkey.mailbox.org" },
	{ "Tuta", PROVIDER_SPF_OWN, "spf.tutanota.de", "mail.tutanota.de", "s1 s2", "domainkey.tutanota.de" },
	{ "Mimecast", PROVIDER_SPF_OWN, "_netblocks.mimecast.com mim.ec", "mimecast.com",
		"mimecast20190104 mimecast", NULL },
	{ "Proofpoint", PROVIDER_SPF_OWN, "spf.has.pphosted.com", "pphosted.com", "pps1 proofpoint pp",
		NULL },
	{ "Proofpoint Essentials", PROVIDER_SPF_OWN, "ppe-hosted.com", "ppe-hosted.com", NULL, NULL },
	{ "Broadcom Email.cloud", PROVIDER_SPF_OWN, "spf.messagelabs.com", "messagelabs.com",
		"messagelabs symantec", NULL },
	{ "Barracuda", PROVIDER_SPF_OWN, "spf.ess.barracudanetworks.com", "ess.barracudanetworks.com",
		"barracuda", NULL },
	{ "Cisco Secure Email", PROVIDER_SPF_OWN, "iphmx.com", "iphmx.com", "ironport", NULL },
	{ "Trend Micro", PROVIDER_SPF_OWN, "spf.tmes.trendmicro.com", "in.tmes.trendmicro.com", NULL, NULL },
	{ "Sophos", PROVIDER_SPF_OWN, "_spf.prod.hydra.sophos.com", "prod.hydra.sophos.com", NULL, NULL },
	{ "DuoCircle", PROVIDER_SPF_OWN, "outbound.mailhop.org", "mailhop.org", NULL, NULL },
	{ "Yahoo Small Business", PROVIDER_SPF_OWN, NULL, "am0.yahoodns.net", "s2048 s1024", NULL },
	{ "Tencent Exmail", PROVIDER_SPF_OWN, "spf.mail.qq.com", "mxbiz1.qq.com mxbiz2.qq.com", NULL, NULL },
	{ "Alibaba Mail", PROVIDER_SPF_OWN, "spf.mxhichina.com", "mxhichina.com", "default", NULL },
	{ "Alibaba DirectMail", PROVIDER_SPF_OWN, "spf1.dm.aliyun.com", "dm.aliyun.com", "aliyun-cn-hangzhou",
		NULL },
	{ "Customer.io", PROVIDER_SPF_OWN, "customeriomail.com", NULL, NULL, NULL },
	{ "Greenhouse", PROVIDER_SPF_OWN, "mg-spf.greenhouse.io", NULL, NULL, NULL },
	{ "Xserver", PROVIDER_SPF_OWN, "spf.sender.xserver.jp", "xserver.jp", "default", NULL },
	{ "ConoHa WING", PROVIDER_SPF_OWN, "_spf.conoha.ne.jp", "conoha.ne.jp", "default", NULL },
	{ "Lolipop", PROVIDER_SPF_OWN, "_spf.lolipop.jp", "lolipop.jp", NULL, NULL },
	{ "Heteml", PROVIDER_SPF_OWN, "_spf.heteml.jp", NULL, NULL, NULL },
	{ "MakeShop", PROVIDER_SPF_OWN, "spf.makeshop.jp", NULL, NULL, NULL },
	{ "Marketo", PROVIDER_SPF_DEAD, "_spf.marketo.com", NULL, NULL, NULL },
	{ "Mimecast", PROVIDER_SPF_DEAD, "_spf.mimecast.com", NULL, NULL, NULL },
	{ "Proofpoint", PROVIDER_SPF_DEAD, "_spf.pphosted.com", NULL, NULL, NULL },
	{ "Google", PROVIDER_SPF_NEVER, "spf.google.com", NULL, NULL, NULL },
	{ "Sakura Internet", PROVIDER_SPF_NEVER, "_spf.sakura.ne.jp _spf.sakura.ad.jp", NULL, NULL, NULL },
	{ "Titan", PROVIDER_SPF_NEVER, "_spf.titan.email", NULL, NULL, NULL },
};

enum { PROVIDERS = sizeof providers / sizeof *providers };

bool provider_next_word(const char **list, struct slice *ret_word)
{
	struct slice rest = slice_trim(slice_of(*list));
	ptrdiff_t blank = slice_find(rest, ' ', 0);

	if (!rest.len)
		return false;
	*ret_word = slice_part(rest, 0, blank < 0 ? rest.len : (size_t)blank);
	*list = (const char *)ret_word->at + ret_word->len;
	return true;
}

/* A name as the lists write it: dots between labels. What no list holds (a dot in a label) is made to match nothing. */
struct host {
	uint8_t text[DNS_NAME_SIZE];
	size_t len;
};

static struct host host_of(const struct dns_name *name)
{
	struct host host;

	host.len = 0;
	for (size_t at = 0; name->wire[at]; at += name->wire[at] + 1U) {
		if (at)
			host.text[host.len++] = '.';
		for (size_t i = 1; i <= name->wire[at]; i++)
			host.text[host.len++] = name->wire[at + i] == '.' ? 0 : name->wire[at + i];
	}
	return host;
}

/* True when a host is one of the listed domains, or (`below`) lies below one. */
static bool is_listed(const char *list, const struct host *host, bool below)
{
	struct slice word;

	while (provider_next_word(&list, &word)) {
		size_t left = host->len - word.len;

		if (word.len <= host->len && memcmp(host->text + left, word.at, word.len) == 0 &&
			(!left || (below && host->text[left - 1] == '.')))
			return true;
	}
	return false;
}

const struct provider *provider_of_include(const struct dns_name *target)
{
	const struct host host = host_of(target);

	/* The names that lead nowhere are names of their own: they may lie below a provider's domain. */
	for (size_t i = PROVIDERS; i; i--)
		if (is_listed(providers[i - 1].includes, &host, providers[i - 1].spf < PROVIDER_SPF_DEAD))
			return &providers[i - 1];
	return NULL;
}

bool provider_has_include(const struct dns_name *target)
{
	const struct host host = host_of(target);

	for (size_t i = 0; i < PROVIDERS; i++)
		if (providers[i].spf < PROVIDER_SPF_DEAD && is_listed(providers[i].includes, &host, false))
			return true;
	return false;
}

bool provider_live_include(const struct dns_name *dead, struct dns_name *ret_live)
{
	struct slice label = dns_name_first_label(dead);
	struct dns_name parent = dns_name_parent(dead);
	char other[DNS_NAME_SIZE];
	size_t length = 0;

	if (!label.len)
		return false;
	if (label.at[0] != '_')
		other[length++] = '_';
	for (size_t i = label.at[0] == '_'; i < label.len; i++)
		other[length++] = (char)label.at[i];
	other[length] = 0;
	return dns_name_prepend(other, &parent, ret_live) && provider_has_include(ret_live);
}

const struct provider *provider_of_exchange(const struct dns_name *exchange)
{
	const struct host host = host_of(exchange);

	for (size_t i = 0; i < PROVIDERS; i++)
		if (is_listed(providers[i].exchanges, &host, true))
			return &providers[i];
	return NULL;
}

const struct provider *provider_of_key(const struct dns_name *target)
{
	const struct host host = host_of(target);

	for (size_t i = 0; i < PROVIDERS; i++)
		if (is_listed(providers[i].keys, &host, true))
			return &providers[i];
	return NULL;
}

/* Hosts that send for a service, where their names are of another domain than its include and its MX hosts. */
static const struct {
	const char *hosts, *include;
} hosts[] = {
	{ "mailgun.net mailgun.co", "mailgun.org" },
	{ "mcdlv.net rsgsv.net mailchimpapp.net", "servers.mcsv.net" },
	{ "mailin.fr brevosend.com sendinblue.com", "spf.brevo.com" },
	{ "mlsrv.com mailerlite.com", "_spf.mlsend.com" },
	{ "exchangelabs.com", "spf.protection.outlook.com" },
	{ "rzone.de", "_spf.strato.com" },
	{ "ovh.net", "mx.ovh.com" },
};

/* The last two labels of a name: "google.com" of "_spf.google.com". */
static struct slice last_labels(struct slice name)
{
	size_t first = name.len, dots = 0;

	while (first && (name.at[first - 1] != '.' || ++dots < 2))
		first--;
	return slice_part(name, first, name.len);
}

static bool is_of_list(const char *list, struct slice host)
{
	struct slice word;

	while (provider_next_word(&list, &word))
		if (slice_equal(last_labels(word), last_labels(host)))
			return true;
	return false;
}

const struct provider *provider_of_host(const struct dns_name *name)
{
	const struct host host = host_of(name);
	const struct slice text = { host.text, host.len };
	struct dns_name include;

	for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++)
		if (is_of_list(hosts[i].hosts, text) &&
			dns_name_from_unicode(slice_of(hosts[i].include), &include) == DNS_NAME_OK)
			return provider_of_include(&include);
	for (size_t i = 0; i < PROVIDERS; i++)
		if (providers[i].spf < PROVIDER_SPF_DEAD && providers[i].includes &&
			(is_of_list(providers[i].includes, text) || is_of_list(providers[i].exchanges, text)))
			return &providers[i];
	return NULL;
}

bool provider_shares_include(const struct provider *provider)
{
	/* Their customers' includes are below these names; and those that only forward send nothing of their own. */
	static const char *const others[] = { "HubSpot", "Hetzner", "IONOS", "Mimecast", "Proofpoint",
		"Proofpoint Essentials", "Cisco Secure Email", "Cloudflare Email Routing", "ImprovMX",
		"Forward Email", "SimpleLogin", "Namecheap forwarding" };

	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (strcmp(provider->name, others[i]) == 0)
			return false;
	return provider->spf == PROVIDER_SPF_OWN && provider->includes;
}
