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
