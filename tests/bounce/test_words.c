/* What words say of authentication and reverse DNS, in nine languages, and what they do not say. */
#include "bounce/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

struct saying {
	enum bounce_kind kind;
	const char *text;
};

static void check(const struct saying *sayings, size_t count)
{
	struct arena arena = { 0 };
	const struct vocabulary *vocabulary = vocabulary_new(&arena);

	for (size_t i = 0; i < count; i++) {
		struct words words = words_read(vocabulary, slice_of(sayings[i].text));

		if (words.kind != sayings[i].kind)
			fail_msg("%s: %s, not %s", sayings[i].text, bounce_kind_word(words.kind),
				bounce_kind_word(sayings[i].kind));
	}
	arena_release(&arena);
}

#define CHECK(sayings) check(sayings, sizeof sayings / sizeof *(sayings))

static void english(void **state)
{
	static const struct saying sayings[] = {
		{ BOUNCE_SPF, "SPF check failed for example.org" },
		{ BOUNCE_SPF, "Message rejected due to: SPF fail - not authorized." },
		{ BOUNCE_SPF, "SPF softfail for 192.0.2.1" },
		{ BOUNCE_SPF, "rejected because of Sender Policy Framework violation" },
		{ BOUNCE_SPF, "the sender did not pass SPF" },
		{ BOUNCE_SPF, "failed to meet SPF requirements" },
		{ BOUNCE_SPF, "SPF unauthorized mail is prohibited." },
		{ BOUNCE_SPF, "192.0.2.9 is not allowed to send mail from example.org" },
		{ BOUNCE_SPF, "your host '192.0.2.4' is not a designated sender" },
		{ BOUNCE_SPF, "The SPF record of example.org does not permit 192.0.2.4" },
		{ BOUNCE_SPF, "Gmail requires all bulk senders to authenticate with SPF." },
		{ BOUNCE_SPF,
			"Your host is not permitted to send for oak.example: see its TXT record (v=spf1)" },
		{ BOUNCE_SPF, "SPF Sender Invalid - envelope rejected" },
		{ BOUNCE_SPF_RECORD, "SPF PermError: too many DNS lookups" },
		{ BOUNCE_DNS, "SPF temperror for example.org" },
		{ BOUNCE_SPF_RECORD, "no SPF record found for example.org" },
		{ BOUNCE_SPF_RECORD, "example.org does not have an SPF record" },
		{ BOUNCE_SPF_RECORD, "invalid SPF record" },
		{ BOUNCE_DKIM, "DKIM = did not pass" },
		{ BOUNCE_DKIM, "the DKIM signature is invalid" },
		{ BOUNCE_DKIM, "missing DKIM signature" },
		{ BOUNCE_DKIM, "DomainKeys verification failed" },
		{ BOUNCE_DMARC, "rejected by DMARC policy for example.org" },
		{ BOUNCE_DMARC, "DMARC unauthenticated mail is prohibited." },
		{ BOUNCE_DMARC, "not accepted due to domain (example.org) owner DMARC policy" },
		{ BOUNCE_DMARC, "could not be delivered due to domain owner policy restrictions" },
		{ BOUNCE_DMARC, "DMARC failed: SPF fail, DKIM fail" },
		{ BOUNCE_DMARC_MISSING, "the sending domain doesn't have a DMARC record" },
		{ BOUNCE_DMARC_MISSING, "No DMARC record found" },
		{ BOUNCE_ALIGNMENT,
			"the From: header isn't aligned with either the authenticated SPF or DKIM domain" },
		{ BOUNCE_ALIGNMENT, "SPF alignment failed" },
		{ BOUNCE_NO_AUTH, "neither SPF nor DKIM passed" },
		{ BOUNCE_NO_AUTH, "requires all senders to authenticate with either SPF or DKIM" },
		{ BOUNCE_NO_AUTH, "Multiple authentication checks failed" },
		{ BOUNCE_NO_AUTH, "This mail is unauthenticated" },
		{ BOUNCE_NO_AUTH, "SPF and DKIM checks failed" },
		{ BOUNCE_PTR, "no PTR record for 192.0.2.1" },
		{ BOUNCE_PTR, "Reverse DNS lookup failed" },
		{ BOUNCE_PTR, "all mail servers must have a PTR record with a valid Reverse DNS entry" },
		{ BOUNCE_PTR, "Your rDNS does not match your HELO" },
		{ BOUNCE_PTR, "Hostname mismatch" },
		{ BOUNCE_PTR, "25.2.0.192.in-addr.arpa not found" },
		{ BOUNCE_SPF, "SPF (Sender Policy Framework) check for example.org failed" },
		{ BOUNCE_SPF, "SPF MAIL FROM check failed: The address is not allowed" },
		{ BOUNCE_SPF, "Sender rejected by SPF" },
		{ BOUNCE_SPF, "SPF validation error: fail" },
		{ BOUNCE_SPF, "Rejected: SPF hard fail" },
		{ BOUNCE_SPF, "Message failed SPF check (fail)" },
		{ BOUNCE_SPF, "192.0.2.1 is not authorised to send mail for example.org (SPF)" },
		{ BOUNCE_SPF,
			"SPF: 192.0.2.1 is not allowed to send mail from example.org: Please see http://www.openspf.org/Why?scope=mfrom" },
		{ BOUNCE_SPF, "Your domain's SPF record does not authorize this server (192.0.2.1) to send" },
		{ BOUNCE_SPF, "Denied (Mode: normal) SPF fail" },
		{ BOUNCE_SPF,
			"permanent failure for one or more recipients (user@example.com:blocked by SPF)" },
		{ BOUNCE_SPF, "SPF softfail, try again later" },
		{ BOUNCE_SPF, "SPF FAIL" },
		{ BOUNCE_SPF, "Blocked by SPF (domain example.org)" },
		{ BOUNCE_SPF, "Sender Policy Framework (SPF) fail -- example.org" },
		{ BOUNCE_SPF, "The message was rejected because of Sender Policy Framework violation" },
		{ BOUNCE_SPF, "<a@example.org> sender rejected : SPF check failed" },
		{ BOUNCE_SPF, "Content rejected because SPF not pass" },
		{ BOUNCE_SPF, "MAIL FROM SPF check fail" },
		{ BOUNCE_SPF, "Domain may not exist or SPF check failed. http://service.mail.qq.com/" },
		{ BOUNCE_SPF, "SPF check failed. The sender server is not in the SPF record." },
		{ BOUNCE_SPF, "Mail from 192.0.2.1 refused, does not designate permitted sender hosts" },
		{ BOUNCE_SPF,
			"domain of transitioning a@example.org does not designate 192.0.2.1 as permitted sender" },
		{ BOUNCE_SPF, "Mail server 192.0.2.1 is not a permitted sender for example.org" },
		{ BOUNCE_SPF,
			"IP address 192.0.2.1 is not authorized by the domain owner to send mail for example.org" },
		{ BOUNCE_SPF, "Refused by local policy. SPF does not match" },
		{ BOUNCE_SPF, "Command rejected: SPF does not pass" },
		{ BOUNCE_SPF, "The sending server is not listed in the SPF record of example.org" },
		{ BOUNCE_SPF_RECORD, "SPF permanent error: too many DNS lookups" },
		{ BOUNCE_SPF_RECORD, "Invalid SPF record: syntax error" },
		{ BOUNCE_DNS, "SPF temporary error, try later" },
		{ BOUNCE_SPF_RECORD, "No SPF record found for example.org" },
		{ BOUNCE_SPF_RECORD, "Sender domain has no SPF record" },
		{ BOUNCE_SPF_RECORD, "your domain must have an SPF record" },
		{ BOUNCE_SPF_RECORD, "SPF record missing" },
		{ BOUNCE_SPF_RECORD, "SPF none" },
		{ BOUNCE_SPF_RECORD, "PermError in SPF record of example.org" },
		{ BOUNCE_SPF_RECORD, "SPF record is malformed" },
		{ BOUNCE_SPF_RECORD, "multiple SPF records found" },
		{ BOUNCE_DKIM, "DKIM verification failed for example.org" },
		{ BOUNCE_DKIM, "DKIM signature verification failed (body hash did not verify)" },
		{ BOUNCE_DKIM, "Message has no DKIM signature" },
		{ BOUNCE_DKIM, "message is not DKIM signed" },
		{ BOUNCE_DKIM, "Bad DKIM signature" },
		{ BOUNCE_DKIM, "invalid DKIM signature: key not found" },
		{ BOUNCE_DKIM, "Message rejected: DKIM signature is required" },
		{ BOUNCE_DKIM, "mail must be signed with DKIM" },
		{ BOUNCE_DKIM, "Unsigned mail is not accepted, please sign with DKIM" },
		{ BOUNCE_DMARC, "Rejected due to example.org's DMARC policy" },
		{ BOUNCE_DMARC, "Email rejected per DMARC policy for example.org" },
		{ BOUNCE_DMARC, "Message rejected by DMARC" },
		{ BOUNCE_DMARC, "DMARC verification failed (policy=reject)" },
		{ BOUNCE_DMARC, "DMARC check failed: p=reject" },
		{ BOUNCE_DMARC, "Message quarantined: DMARC" },
		{ BOUNCE_DMARC_MISSING, "Permanent error evaluating DMARC policy" },
		{ BOUNCE_DMARC, "This message failed DMARC evaluation. (SPF: fail, DKIM: none)" },
		{ BOUNCE_DMARC, "DMARC Policy violation" },
		{ BOUNCE_DMARC, "message did not pass DMARC: example.org requires reject" },
		{ BOUNCE_DMARC,
			"Unauthenticated email from example.org is not accepted due to domain's DMARC policy." },
		{ BOUNCE_DMARC, "The domain owner's DMARC policy says this should be rejected" },
		{ BOUNCE_DMARC, "Message not accepted for DMARC policy reasons" },
		{ BOUNCE_DMARC, "Action: reject by the sender's domain owner policy" },
		{ BOUNCE_DMARC_MISSING, "No DMARC record for example.org" },
		{ BOUNCE_DMARC_MISSING, "domain example.org does not publish a DMARC policy" },
		{ BOUNCE_DMARC_MISSING, "DMARC record is missing" },
		{ BOUNCE_DMARC_MISSING, "sending domain must have a DMARC record" },
		{ BOUNCE_ALIGNMENT, "DMARC alignment failed" },
		{ BOUNCE_ALIGNMENT, "From domain is not aligned with SPF or DKIM" },
		{ BOUNCE_ALIGNMENT, "misaligned DKIM signature" },
		{ BOUNCE_ALIGNMENT, "SPF and DKIM are not aligned with the From domain" },
		{ BOUNCE_NO_AUTH, "Message failed SPF and DKIM" },
		{ BOUNCE_NO_AUTH, "SPF and DKIM both failed" },
		{ BOUNCE_NO_AUTH, "message does not pass SPF or DKIM authentication" },
		{ BOUNCE_NO_AUTH, "SPF failed and DKIM failed" },
		{ BOUNCE_NO_AUTH, "SPF: fail, DKIM: fail" },
		{ BOUNCE_NO_AUTH, "This mail has been blocked because the sender is unauthenticated." },
		{ BOUNCE_NO_AUTH, "This email failed authentication checks" },
		{ BOUNCE_NO_AUTH, "You must use SPF or DKIM to send to us" },
		{ BOUNCE_NO_AUTH, "Neither SPF nor DKIM validated for example.org" },
		{ BOUNCE_NO_AUTH, "email authentication failed" },
		{ BOUNCE_SEVERAL, "Sender must have SPF, DKIM and DMARC configured" },
		{ BOUNCE_SEVERAL, "SPF, DKIM, DMARC are required" },
		{ BOUNCE_PTR, "Client host rejected: cannot find your reverse hostname, [192.0.2.1]" },
		{ BOUNCE_PTR, "reverse DNS validation failed" },
		{ BOUNCE_PTR, "Your mail server has no reverse DNS" },
		{ BOUNCE_PTR, "Your host's reverse DNS does not match" },
		{ BOUNCE_PTR, "No PTR for 192.0.2.1" },
		{ BOUNCE_PTR, "PTR lookup failure for 192.0.2.1" },
		{ BOUNCE_PTR, "Access denied - Invalid HELO or missing rDNS" },
		{ BOUNCE_PTR, "Reverse lookup failed for your IP" },
		{ BOUNCE_PTR, "Sender's IP has generic PTR" },
		{ BOUNCE_PTR, "The PTR record of 192.0.2.1 is invalid" },
		{ BOUNCE_PTR, "Please set up reverse DNS for your server" },
		{ BOUNCE_PTR, "rDNS/PTR mandatory" },
		{ BOUNCE_PTR, "inconsistent forward/reverse DNS" },
		{ BOUNCE_PTR, "IP 192.0.2.1 has no PTR record" },
		{ BOUNCE_PTR, "Client host [192.0.2.1] has no rDNS" },
	};

	(void)state;
	CHECK(sayings);
}

static void other_languages(void **state)
{
	static const struct saying sayings[] = {
		{ BOUNCE_SPF_RECORD, "SPF MAIL FROM-Überprüfung fehlgeschlagen (PermError)" },
		{ BOUNCE_SPF, "SPF-Prüfung fehlgeschlagen" },
		{ BOUNCE_SPF_RECORD, "kein SPF-Eintrag gefunden" },
		{ BOUNCE_DKIM, "ungültige DKIM-Signatur" },
		{ BOUNCE_DMARC, "abgelehnt wegen der DMARC-Richtlinie von example.org" },
		{ BOUNCE_PTR, "kein PTR-Eintrag für 192.0.2.1" },
		{ BOUNCE_NO_AUTH, "weder SPF noch DKIM bestanden" },
		{ BOUNCE_SPF, "échec de la vérification SPF" },
		{ BOUNCE_SPF, "la vérification SPF a échoué" },
		{ BOUNCE_SPF_RECORD, "aucun enregistrement SPF" },
		{ BOUNCE_DKIM, "signature DKIM invalide" },
		{ BOUNCE_DMARC, "message rejeté par la politique DMARC" },
		{ BOUNCE_PTR, "pas de DNS inverse" },
		{ BOUNCE_SPF, "verifica SPF fallita" },
		{ BOUNCE_SPF, "il controllo SPF non è stato superato" },
		{ BOUNCE_DKIM, "firma DKIM mancante" },
		{ BOUNCE_DMARC, "rifiutato per la politica DMARC" },
		{ BOUNCE_PTR, "DNS inverso mancante" },
		{ BOUNCE_SPF, "la comprobación SPF ha fallado" },
		{ BOUNCE_SPF, "no pasó SPF" },
		{ BOUNCE_SPF_RECORD, "el dominio no tiene registro SPF" },
		{ BOUNCE_DKIM, "firma DKIM no válida" },
		{ BOUNCE_DMARC, "rechazado por la política DMARC" },
		{ BOUNCE_PTR, "falta la resolución inversa" },
		{ BOUNCE_SPF, "falha na verificação SPF" },
		{ BOUNCE_SPF, "não passou no SPF" },
		{ BOUNCE_DMARC, "rejeitado pela política DMARC" },
		{ BOUNCE_PTR, "sem DNS reverso" },
		{ BOUNCE_SPF, "SPF-controle mislukt" },
		{ BOUNCE_DMARC, "geweigerd door het DMARC-beleid" },
		{ BOUNCE_PTR, "geen omgekeerde DNS" },
		{ BOUNCE_SPF, "SPF認証に失敗しました" },
		{ BOUNCE_DKIM, "DKIMの署名がありません" },
		{ BOUNCE_DMARC, "DMARCポリシーにより拒否されました" },
		{ BOUNCE_PTR, "逆引きが設定されていません" },
		{ BOUNCE_SPF, "SPF检查未通过" },
		{ BOUNCE_SPF, "ＳＰＦ验证失败。" },
		{ BOUNCE_SPF_RECORD, "没有SPF记录" },
		{ BOUNCE_DKIM, "DKIM签名无效" },
		{ BOUNCE_DMARC, "邮件因DMARC策略被拒绝" },
		{ BOUNCE_PTR, "没有反向解析" },
		{ BOUNCE_NO_AUTH, "SPF和DKIM均未通过" },
		{ BOUNCE_SPF,
			"Ihre Nachricht wurde abgelehnt, da die SPF-Prüfung für example.org nicht bestanden wurde" },
		{ BOUNCE_SPF,
			"Der sendende Server 192.0.2.1 ist laut SPF nicht berechtigt, E-Mails für example.org zu versenden" },
		{ BOUNCE_SPF, "Nachricht abgewiesen: SPF-Fehler" },
		{ BOUNCE_SPF,
			"Die E-Mail wurde vom Empfänger zurückgewiesen: Absender-IP nicht im SPF-Eintrag enthalten" },
		{ BOUNCE_SPF, "SPF-Verletzung" },
		{ BOUNCE_DKIM, "Die DKIM-Signatur konnte nicht verifiziert werden" },
		{ BOUNCE_DKIM, "DKIM-Prüfung fehlgeschlagen" },
		{ BOUNCE_DKIM, "Es fehlt eine gültige DKIM-Signatur" },
		{ BOUNCE_DMARC, "Die Nachricht entspricht nicht der DMARC-Richtlinie der Absenderdomain" },
		{ BOUNCE_DMARC, "Nachricht aufgrund der DMARC-Policy von example.org abgelehnt" },
		{ BOUNCE_DMARC, "DMARC nicht bestanden" },
		{ BOUNCE_DMARC_MISSING, "Für example.org ist kein DMARC-Eintrag vorhanden" },
		{ BOUNCE_PTR, "Ihr Mailserver hat keinen gültigen Reverse-DNS-Eintrag" },
		{ BOUNCE_PTR, "Reverse Lookup fehlgeschlagen" },
		{ BOUNCE_PTR, "PTR-Eintrag fehlt" },
		{ BOUNCE_NO_AUTH, "Die Nachricht hat weder SPF noch DKIM bestanden" },
		{ BOUNCE_NO_AUTH, "E-Mail-Authentifizierung fehlgeschlagen" },
		{ BOUNCE_SPF,
			"Le serveur 192.0.2.1 n'est pas autorisé par SPF à envoyer des courriels pour example.org" },
		{ BOUNCE_SPF, "Message rejeté : échec SPF" },
		{ BOUNCE_SPF, "Le contrôle SPF n'a pas réussi" },
		{ BOUNCE_SPF_RECORD, "Le domaine example.org n'a pas d'enregistrement SPF valide" },
		{ BOUNCE_DKIM, "La signature DKIM est absente ou invalide" },
		{ BOUNCE_DMARC, "Votre message a été refusé en raison de la politique DMARC de example.org" },
		{ BOUNCE_DMARC, "Le message ne respecte pas la politique DMARC" },
		{ BOUNCE_PTR, "Votre adresse IP ne possède pas d'enregistrement PTR" },
		{ BOUNCE_PTR, "La résolution DNS inverse de votre serveur a échoué" },
		{ BOUNCE_NO_AUTH, "Ni SPF ni DKIM ne sont valides" },
		{ BOUNCE_SPF, "Messaggio respinto: il mittente non è autorizzato dal record SPF" },
		{ BOUNCE_SPF, "Verifica SPF non superata per il dominio example.org" },
		{ BOUNCE_SPF, "Il server non è tra quelli autorizzati nell'SPF" },
		{ BOUNCE_DKIM, "Verifica della firma DKIM fallita" },
		{ BOUNCE_DKIM, "Firma DKIM assente" },
		{ BOUNCE_DMARC, "Messaggio rifiutato in base alla policy DMARC del dominio mittente" },
		{ BOUNCE_DMARC, "Il controllo DMARC non è stato superato" },
		{ BOUNCE_PTR, "Il tuo indirizzo IP non ha un record PTR" },
		{ BOUNCE_PTR, "Manca la risoluzione inversa" },
		{ BOUNCE_SPF, "El servidor no está autorizado por SPF para enviar correo de example.org" },
		{ BOUNCE_SPF, "Mensaje rechazado: fallo de SPF" },
		{ BOUNCE_SPF, "La verificación SPF falló" },
		{ BOUNCE_SPF_RECORD, "No se encontró registro SPF" },
		{ BOUNCE_DKIM, "La firma DKIM no es válida" },
		{ BOUNCE_DMARC, "El mensaje no cumple la política DMARC del dominio" },
		{ BOUNCE_DMARC, "Rechazado debido a la política DMARC de example.org" },
		{ BOUNCE_PTR, "Su servidor no tiene registro PTR" },
		{ BOUNCE_PTR, "La IP no tiene resolución inversa" },
		{ BOUNCE_SPF, "Mensagem rejeitada: o servidor não está autorizado pelo SPF" },
		{ BOUNCE_SPF, "Verificação de SPF falhou" },
		{ BOUNCE_DMARC, "Mensagem recusada devido à política DMARC" },
		{ BOUNCE_DKIM, "Assinatura DKIM inválida" },
		{ BOUNCE_PTR, "O endereço IP não tem DNS reverso configurado" },
		{ BOUNCE_SPF, "Bericht geweigerd: SPF-controle niet geslaagd" },
		{ BOUNCE_SPF, "De server is niet geautoriseerd volgens SPF" },
		{ BOUNCE_DKIM, "DKIM-handtekening ontbreekt" },
		{ BOUNCE_DMARC, "Bericht afgewezen vanwege het DMARC-beleid van example.org" },
		{ BOUNCE_PTR, "Uw mailserver heeft geen reverse DNS" },
		{ BOUNCE_SPF, "送信元サーバーはSPFで許可されていません" },
		{ BOUNCE_SPF, "SPFの検証に失敗したため拒否されました" },
		{ BOUNCE_SPF, "SPFレコードと一致しません" },
		{ BOUNCE_SPF_RECORD, "SPFレコードが見つかりません" },
		{ BOUNCE_DKIM, "DKIM署名の検証に失敗しました" },
		{ BOUNCE_DMARC, "このメールは送信元ドメインのDMARCポリシーに従い受信を拒否しました" },
		{ BOUNCE_DMARC, "DMARC認証に失敗しました" },
		{ BOUNCE_PTR, "送信元IPアドレスの逆引きができません" },
		{ BOUNCE_PTR, "PTRレコードが設定されていません" },
		{ BOUNCE_NO_AUTH, "SPFまたはDKIMの認証が必要です" },
		{ BOUNCE_SPF, "发件域名的SPF校验失败" },
		{ BOUNCE_SPF, "该IP不在发信域名的SPF记录中" },
		{ BOUNCE_SPF, "发信服务器未通过SPF检查,邮件被拒收" },
		{ BOUNCE_SPF_RECORD, "发件域名未设置SPF记录" },
		{ BOUNCE_DKIM, "DKIM验证不通过" },
		{ BOUNCE_DMARC, "该邮件未通过DMARC验证,被拒绝" },
		{ BOUNCE_DMARC, "由于发件人域名的DMARC策略,邮件被退回" },
		{ BOUNCE_PTR, "发信IP没有反向解析记录" },
		{ BOUNCE_PTR, "IP缺少PTR记录" },
		{ BOUNCE_NO_AUTH, "邮件未通过SPF和DKIM验证" },
	};

	(void)state;
	CHECK(sayings);
}

static void what_is_no_matter_of_dns(void **state)
{
	static const struct saying sayings[] = {
		{ BOUNCE_UNKNOWN, "Requested action not taken: mailbox unavailable" },
		{ BOUNCE_UNKNOWN, "User unknown" },
		{ BOUNCE_UNKNOWN, "Mailbox full" },
		{ BOUNCE_UNKNOWN, "Message rejected, although it passed SPF" },
		{ BOUNCE_UNKNOWN, "SPF pass, DKIM pass, DMARC pass, but the message was rejected" },
		{ BOUNCE_UNKNOWN, "Your message (SPF pass, DKIM pass) was rejected" },
		{ BOUNCE_UNKNOWN, "Blocked, see https://www.example.com/spf/dmarc-fail" },
		{ BOUNCE_UNKNOWN, "This was not because of SPF" },
		{ BOUNCE_UNKNOWN, "Rejected. For more information on SPF and DKIM see our site" },
		{ BOUNCE_UNKNOWN, "Message is spam (SPF fail, DKIM fail)" },
		{ BOUNCE_UNKNOWN, "Spam score 9.1: R_SPF_FAIL, DKIM_INVALID" },
		{ BOUNCE_UNKNOWN, "unusual rate of unsolicited mail originating from your SPF domain" },
		{ BOUNCE_UNKNOWN, "Basic authentication is not supported for Client Submission" },
		{ BOUNCE_UNKNOWN, "Client does not have permissions to send as this sender" },
		{ BOUNCE_UNKNOWN, "Relay access denied" },
		{ BOUNCE_UNKNOWN, "Error: need EHLO and AUTH first !" },
		{ BOUNCE_UNKNOWN, "Mail from must equal authorized user" },
		{ BOUNCE_UNKNOWN, "Unauthenticated senders not allowed" },
		{ BOUNCE_UNKNOWN, "authentication failed" },
		{ BOUNCE_UNKNOWN, "<spf@dmarc.example.org>: Recipient address rejected" },
		{ BOUNCE_UNKNOWN, "host spf.example.org refused to talk to me" },
		{ BOUNCE_UNKNOWN, "policyd-spf[463355]: rejected" },
		{ BOUNCE_UNKNOWN, "You are not authorized to send to this group" },
		{ BOUNCE_UNKNOWN, "Empfänger unbekannt" },
		{ BOUNCE_UNKNOWN, "邮箱已满" },
		{ BOUNCE_UNKNOWN, "用户不存在" },
		{ BOUNCE_UNKNOWN, "宛先不明" },
		{ BOUNCE_UNKNOWN, "<user@spf.example.com>: user unknown" },
		{ BOUNCE_UNKNOWN, "No such user - dmarc@example.com" },
		{ BOUNCE_UNKNOWN, "mailbox full; DMARC report could not be delivered" },
		{ BOUNCE_UNKNOWN, "Message rejected as spam" },
		{ BOUNCE_UNKNOWN, "spam (SPF_FAIL,DKIM_INVALID,RDNS_NONE)" },
		{ BOUNCE_UNKNOWN, "High probability of spam; tests: SPF_PASS, DKIM_VALID" },
		{ BOUNCE_UNKNOWN, "rejected as spam although SPF, DKIM and DMARC pass" },
		{ BOUNCE_UNKNOWN, "Rejected by content filter. SPF: pass DKIM: pass" },
		{ BOUNCE_UNKNOWN, "Message passed SPF but was rejected by our policy" },
		{ BOUNCE_UNKNOWN, "Sender is not authorized to post to this list" },
		{ BOUNCE_UNKNOWN, "You are not allowed to send mail to this recipient" },
		{ BOUNCE_UNKNOWN,
			"RESOLVER.RST.SenderNotAuthenticatedForGroup; Delivery restriction check failed because the sender was not authenticated when sending to this group" },
		{ BOUNCE_UNKNOWN, "<a@example.org>: Sender address rejected: Access denied" },
		{ BOUNCE_UNKNOWN, "Service unavailable; Client host [192.0.2.1] blocked" },
		{ BOUNCE_UNKNOWN, "The account is not permitted to send" },
		{ BOUNCE_UNKNOWN,
			"message refused, learn more about SPF, DKIM and DMARC at https://example.com" },
		{ BOUNCE_UNKNOWN, "Greylisting in action, please come back later" },
		{ BOUNCE_UNKNOWN, "rejected, see https://example.com/help/ptr-record" },
		{ BOUNCE_UNKNOWN, "routing loop detected" },
		{ BOUNCE_UNKNOWN, "Recipient not authorized, your IP has been found on a block list" },
		{ BOUNCE_UNKNOWN, "too many connections from your IP" },
		{ BOUNCE_UNKNOWN, "Message size exceeds fixed limit" },
		{ BOUNCE_UNKNOWN, "certificate hostname mismatch" },
		{ BOUNCE_UNKNOWN, "Verification failed for <a@example.org>: no such user" },
		{ BOUNCE_UNKNOWN, "User not authenticated" },
		{ BOUNCE_UNKNOWN, "authentication failed for user x" },
		{ BOUNCE_UNKNOWN, "Administrative prohibition" },
		{ BOUNCE_UNKNOWN, "Transport rules: message rejected by organization policy" },
		{ BOUNCE_UNKNOWN, "Not our customer. " },
		{ BOUNCE_UNKNOWN, "We do not accept mail from this address (checked SPF ok)" },
		{ BOUNCE_UNKNOWN, "Reverse alias not allowed" },
		{ BOUNCE_UNKNOWN, "Invalid recipient <reverse@example.com>" },
		{ BOUNCE_UNKNOWN, "SPF wurde bestanden, aber die Nachricht wurde als Spam eingestuft" },
		{ BOUNCE_UNKNOWN, "Empfängerpostfach ist voll" },
		{ BOUNCE_UNKNOWN,
			"Weitere Informationen zu SPF und DKIM finden Sie unter https://example.com" },
		{ BOUNCE_UNKNOWN, "boîte aux lettres pleine" },
		{ BOUNCE_UNKNOWN, "casella di posta piena" },
		{ BOUNCE_UNKNOWN, "El buzón está lleno" },
		{ BOUNCE_UNKNOWN, "SPF認証は成功しましたが、迷惑メールと判定されました" },
		{ BOUNCE_UNKNOWN, "あて先のメールアドレスが見つかりません" },
		{ BOUNCE_UNKNOWN, "收件人邮箱空间已满" },
		{ BOUNCE_UNKNOWN, "SPF验证通过,但邮件内容被判定为垃圾邮件" },
	};

	(void)state;
	CHECK(sayings);
}

static void results_are_told_apart(void **state)
{
	struct arena arena = { 0 };
	const struct vocabulary *vocabulary = vocabulary_new(&arena);
	struct words words = words_read(vocabulary, slice_of("spf= Fail , dkim= Pass , dmarc= Fail"));

	(void)state;
	assert_int_equal(words.results[SUBJECT_SPF], WORD_FAIL);
	assert_int_equal(words.results[SUBJECT_DKIM], WORD_PASS);
	assert_int_equal(words.results[SUBJECT_DMARC], WORD_FAIL);
	words = words_read(
		vocabulary, slice_of("DKIM = FAILURE - SPF example.org with ip 192.0.2.170 = FAILURE."));
	assert_int_equal(words.results[SUBJECT_SPF], WORD_FAIL);
	assert_int_equal(words.results[SUBJECT_DKIM], WORD_FAIL);
	words = words_read(vocabulary, slice_of("passed SPF but failed DKIM"));
	assert_int_equal(words.results[SUBJECT_SPF], WORD_PASS);
	assert_int_equal(words.results[SUBJECT_DKIM], WORD_FAIL);
	assert_int_equal(words.kind, BOUNCE_DKIM);
	words = words_read(vocabulary, slice_of("rejected Authentication-Results: mx; spf=fail"));
	assert_int_equal(words.results[SUBJECT_SPF], WORD_NOTHING);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(english),
		cmocka_unit_test(other_languages),
		cmocka_unit_test(what_is_no_matter_of_dns),
		cmocka_unit_test(results_are_told_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
