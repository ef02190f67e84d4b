#include "mailauth/check/providers.h"

static const struct provider providers[] = {
	{ "Google Workspace", "_spf.google.com", PROVIDER_SPF_OWN },
	{ "Microsoft 365", "spf.protection.outlook.com", PROVIDER_SPF_OWN },
	{ "Amazon SES", "amazonses.com", PROVIDER_SPF_OWN },
	{ "SendGrid", "sendgrid.net", PROVIDER_SPF_BOUNCE },
	{ "Mailgun", "mailgun.org", PROVIDER_SPF_OWN },
	{ "Mailchimp", "servers.mcsv.net", PROVIDER_SPF_BOUNCE },
	{ "Mandrill", "spf.mandrillapp.com", PROVIDER_SPF_OWN },
	{ "Postmark", "spf.mtasv.net", PROVIDER_SPF_BOUNCE },
	{ "SparkPost", "sparkpostmail.com", PROVIDER_SPF_OWN },
	{ "Brevo", "spf.brevo.com", PROVIDER_SPF_OWN },
	{ "Brevo", "spf.sendinblue.com", PROVIDER_SPF_OWN },
	{ "Zoho Mail", "zohomail.com", PROVIDER_SPF_OWN },
	{ "Zoho Mail", "zohomail.eu", PROVIDER_SPF_OWN },
	{ "Zoho Mail", "zohomail.in", PROVIDER_SPF_OWN },
	{ "Zoho Mail", "zoho.com", PROVIDER_SPF_OWN },
	{ "Zoho Campaigns", "zcsend.net", PROVIDER_SPF_OWN },
	{ "Fastmail", "spf.messagingengine.com", PROVIDER_SPF_OWN },
	{ "Proton Mail", "_spf.protonmail.ch", PROVIDER_SPF_OWN },
	{ "iCloud", "icloud.com", PROVIDER_SPF_OWN },
	{ "Yandex 360", "_spf.yandex.net", PROVIDER_SPF_OWN },
	{ "Mail.ru", "_spf.mail.ru", PROVIDER_SPF_OWN },
	{ "HubSpot", "hubspotemail.net", PROVIDER_SPF_BOUNCE },
	{ "Salesforce", "_spf.salesforce.com", PROVIDER_SPF_OWN },
	{ "Pardot", "aspmx.pardot.com", PROVIDER_SPF_OWN },
	{ "Salesforce Marketing Cloud", "cust-spf.exacttarget.com", PROVIDER_SPF_OWN },
	{ "Zendesk", "mail.zendesk.com", PROVIDER_SPF_OWN },
	{ "Klaviyo", "send.klaviyo.com", PROVIDER_SPF_BOUNCE },
	{ "Mailjet", "spf.mailjet.com", PROVIDER_SPF_OWN },
	{ "ActiveCampaign", "emsd1.com", PROVIDER_SPF_OWN },
	{ "Constant Contact", "spf.constantcontact.com", PROVIDER_SPF_OWN },
	{ "Campaign Monitor", "_spf.createsend.com", PROVIDER_SPF_OWN },
	{ "AWeber", "send.aweber.com", PROVIDER_SPF_OWN },
	{ "MailerLite", "_spf.mlsend.com", PROVIDER_SPF_OWN },
	{ "Sailthru", "aspmx.sailthru.com", PROVIDER_SPF_OWN },
	{ "Elastic Email", "_spf.elasticemail.com", PROVIDER_SPF_OWN },
	{ "Mailtrap", "_spf.smtp.mailtrap.live", PROVIDER_SPF_OWN },
	{ "SocketLabs", "email-od.com", PROVIDER_SPF_OWN },
	{ "Help Scout", "helpscoutemail.com", PROVIDER_SPF_OWN },
	{ "Freshdesk", "email.freshdesk.com", PROVIDER_SPF_OWN },
	{ "Shopify", "shops.shopify.com", PROVIDER_SPF_OWN },
	{ "Firebase", "_spf.firebasemail.com", PROVIDER_SPF_OWN },
	{ "Atlassian", "_spf.atlassian.net", PROVIDER_SPF_OWN },
	{ "Marketo", "mktomail.com", PROVIDER_SPF_OWN },
	{ "Keap", "infusionmail.com", PROVIDER_SPF_OWN },
	{ "OVHcloud", "mx.ovh.com", PROVIDER_SPF_OWN },
	{ "Gandi", "_mailcust.gandi.net", PROVIDER_SPF_OWN },
	{ "Infomaniak", "spf.infomaniak.ch", PROVIDER_SPF_OWN },
	{ "Rackspace", "emailsrvr.com", PROVIDER_SPF_OWN },
	{ "GoDaddy", "secureserver.net", PROVIDER_SPF_OWN },
	{ "Namecheap", "spf.privateemail.com", PROVIDER_SPF_OWN },
	{ "Titan", "spf.titan.email", PROVIDER_SPF_OWN },
	{ "Hostinger", "_spf.mail.hostinger.com", PROVIDER_SPF_OWN },
	{ "Migadu", "spf.migadu.com", PROVIDER_SPF_OWN },
	{ "mailbox.org", "mailbox.org", PROVIDER_SPF_OWN },
	{ "Tuta", "spf.tutanota.de", PROVIDER_SPF_OWN },
	{ "Broadcom Email.cloud", "spf.messagelabs.com", PROVIDER_SPF_OWN },
	{ "Barracuda", "spf.ess.barracudanetworks.com", PROVIDER_SPF_OWN },
	{ "Customer.io", "customeriomail.com", PROVIDER_SPF_OWN },
	{ "Marketo", "_spf.marketo.com", PROVIDER_SPF_DEAD },
	{ "Mimecast", "_spf.mimecast.com", PROVIDER_SPF_DEAD },
	{ "Proofpoint", "_spf.pphosted.com", PROVIDER_SPF_DEAD },
	{ "Google", "spf.google.com", PROVIDER_SPF_NEVER },
	{ "Sakura Internet", "_spf.sakura.ne.jp", PROVIDER_SPF_NEVER },
	{ "Sakura Internet", "_spf.sakura.ad.jp", PROVIDER_SPF_NEVER },
	{ "Titan", "_spf.titan.email", PROVIDER_SPF_NEVER },
};

const struct provider *provider_of_include(const struct dns_name *target)
{
	for (size_t i = 0; i < sizeof providers / sizeof *providers; i++) {
		struct dns_name include = dns_name_of(providers[i].include);

		if (providers[i].spf >= PROVIDER_SPF_DEAD ? dns_name_equal(target, &include)
							  : dns_name_is_under(target, &include))
			return &providers[i];
	}
	return NULL;
}
