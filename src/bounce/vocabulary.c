/* The phrases by language: English, German, French, Italian, Spanish, Portuguese, Dutch, Japanese, Chinese. */
#include "bounce/vocabulary.h"

#include "base/ascii.h"

#include <string.h>

#define SPF PHRASE_SUBJECT, SUBJECT_SPF
#define DKIM PHRASE_SUBJECT, SUBJECT_DKIM
#define DMARC PHRASE_SUBJECT, SUBJECT_DMARC
#define PTR PHRASE_SUBJECT, SUBJECT_PTR
#define ALIGNMENT PHRASE_SUBJECT, SUBJECT_ALIGNMENT
#define AUTHENTICATION PHRASE_SUBJECT, SUBJECT_AUTHENTICATION
#define SPF_FAILS PHRASE_CLAIM, SUBJECT_SPF
#define PTR_FAILS PHRASE_CLAIM, SUBJECT_PTR
#define NO_AUTHENTICATION PHRASE_CLAIM, SUBJECT_AUTHENTICATION
#define FAIL PHRASE_STATE, STATE_FAIL
#define POLICY PHRASE_STATE, STATE_POLICY
#define MISSING PHRASE_STATE, STATE_MISSING
#define INVALID PHRASE_STATE, STATE_INVALID
#define ERROR PHRASE_STATE, STATE_ERROR
#define TEMPERROR PHRASE_STATE, STATE_TEMPERROR
#define REQUIRED PHRASE_STATE, STATE_REQUIRED
#define PASS PHRASE_STATE, STATE_PASS
#define VALID PHRASE_STATE, STATE_VALID
#define MISALIGNED PHRASE_STATE, STATE_MISALIGNED
#define ALIGNED PHRASE_STATE, STATE_ALIGNED
#define ALLOWED PHRASE_STATE, STATE_ALLOWED
#define THERE PHRASE_STATE, STATE_THERE
#define NOT PHRASE_NOT, 0
#define NEITHER PHRASE_NEITHER, 0
#define JOIN PHRASE_JOIN, 0
#define NOUN PHRASE_NOUN, 0
#define RECORD PHRASE_RECORD, 0
#define BUT PHRASE_BUT, 0
#define FOOTER PHRASE_FOOTER, 0
#define UNRELATED PHRASE_UNRELATED, 0
#define LOGIN PHRASE_OTHER, OTHER_LOGIN
#define RECIPIENT PHRASE_OTHER, OTHER_RECIPIENT
#define CONTENT PHRASE_OTHER, OTHER_CONTENT
#define LISTED PHRASE_OTHER, OTHER_LISTED
#define RATE PHRASE_OTHER, OTHER_RATE
#define RELAY PHRASE_OTHER, OTHER_RELAY
#define CERTIFICATE PHRASE_OTHER, OTHER_TLS
#define SIZE PHRASE_OTHER, OTHER_SIZE

static const struct phrase phrases[] = {
	/* English, and names that all languages have */
	{ SPF, "spf|sender policy framework|sender id (pra)|sender id validation" },
	{ DKIM, "dkim|domainkeys|domainkeys identified mail|domain keys identified mail|domainkey" },
	{ DMARC, "dmarc|domain owner policy|domain owner's policy|domain based message authentication" },
	{ PTR, "ptr|rdns|fcrdns|reverse dns|reverse lookup*|reverse ip lookup|reverse hostname|"
	       "reverse host name|reverse mapping|reverse record*|reverse name|reverse resolution|"
	       "reverse pointer|pointer record*|inverse dns|in addr arpa|reverse domain name" },
	{ ALIGNMENT, "alignment|dmarc alignment" },
	{ AUTHENTICATION, "authentication checks|authentication check|email authentication|"
			  "e mail authentication|mail authentication|message authentication|"
			  "domain authentication|sender authentication" },
	{ SPF_FAILS,
		"not a designated sender|not a permitted sender|not designated as a permitted sender|"
		"host is not permitted to send for|server is not permitted to send for|ip is not permitted to send for|~ is not permitted to send for ~|~ is not authorized to send for ~|~ is not allowed to send for ~|does not designate permitted|does not designate ~|doesn't designate ~|not an authorized sender for ~|"
		"not an authorised sender for ~|not an authorized sender of ~|"
		"~ is not allowed to send mail for ~|~ is not allowed to send mail from ~|"
		"~ is not allowed to send from ~|~ is not allowed to send email for ~|"
		"~ is not permitted to send mail for ~|~ is not permitted to send mail from ~|"
		"~ is not authorized to send mail for ~|~ is not authorized to send mail from ~|"
		"~ is not authorized to send on behalf of ~|~ is not authorized to send email for ~|"
		"~ is not authorised to send mail for ~|~ is not authorised to send mail from ~|"
		"host is not authorized to send mail for|ip is not authorized to send mail for|"
		"not permitted by the domain owner|not authorized by the domain owner" },
	{ NO_AUTHENTICATION,
		"mail is unauthenticated|email is unauthenticated|message is unauthenticated|"
		"sender is unauthenticated|domain is unauthenticated|domain ~ is unauthenticated|"
		"unauthenticated email|unauthenticated mail|unauthenticated e mail|"
		"unauthenticated message*|mail is not authenticated|email is not authenticated|"
		"message is not authenticated|domain is not authenticated|"
		"message was not authenticated|not have authentication information" },
	{ PTR_FAILS, "hostname mismatch|host name mismatch|ip name lookup failed|"
		     "does not resolve to a hostname|does not resolve to a host name|"
		     "cannot find your hostname|cannot find your reverse hostname|"
		     "cannot resolve your address|cannot resolve your ip|ip address has no name" },
	{ FAIL, "not listed in|not in the|not in|not respect*|fail|fails|failed|failing|failure*|softfail*|hardfail*|soft fail*|hard fail*|"
		"fails to pass|failed to pass|fail to pass|failing to pass|failed to meet|"
		"fails to meet|not meet|doesn't meet|not satisfy|not comply|noncompliant|"
		"not compliant|violat*|unauthorized|unauthorised|unauthenticated|not authenticated|"
		"denied|forbidden|prohibit*|mismatch*|not match*|doesn't match|don't match|"
		"not verif*|unverif*|disallow*|did not validate|could not be verified|"
		"unable to verify|cannot verify|could not be validated|unresolvable|not resolv*|"
		"doesn't resolve|generic|unknown" },
	{ POLICY, "reject*|refus*|block*|quarantin*|restriction*|not accepted|not accept|unacceptable|"
		  "bounced|discard*" },
	{ MISSING, "missing|absent|absence|lack*|none|unsigned|nonexist*|non exist*|not exist|"
		   "doesn't exist|empty" },
	{ INVALID, "invalid|bad|incorrect|wrong|error*|erroneous|improper*|corrupt*" },
	{ ERROR, "permerror|perm error|permanent error|syntax error*|parse error|too many dns lookups|"
		 "too many lookups|too many includes|malformed|broken|multiple|more than one|suspicious|"
		 "cannot be parsed|could not be parsed" },
	{ TEMPERROR, "temperror|temp error|temporary error|temporary failure|timeout|timed out|servfail|"
		     "temporary dns failure|transient error" },
	{ REQUIRED, "require*|must|need*|mandatory|should|ensure|make sure|have to|has to|check your|"
		    "inspect your" },
	{ THERE, "set up|found|find|configured|published|publish|present|available|signed|have|specify" },
	{ PASS, "pass|passed|passes|passing|success*|ok|satisfied" },
	{ VALID, "valid" },
	{ ALIGNED, "aligned|align" },
	{ MISALIGNED, "misaligned|unaligned|misalignment" },
	{ ALLOWED, "authorized|authorised|authorize|permitted|permit|allow|allowed|designated|designate|"
		   "include|included|list|contain" },
	{ NOT, "not|no|cannot|can't|didn't|doesn't|don't|isn't|aren't|wasn't|hasn't|haven't|without|"
	       "never|unable|couldn't|did n't|isnt|doesnt|doesn't have a" },
	{ NEITHER, "neither|none of" },
	{ JOIN, "nor|and|or|and or|of" },
	{ NOUN, "either|both|the|your|a|an|check|checks|checking|validation|verification|"
		"authentication|test|tests|result|results|policy|policies|settings|was|is|has|"
		"evaluation|lookup|status|sender|did|does|signature|signatures" },
	{ RECORD, "record|records|entry|setup" },
	{ BUT, "but|however|while|although|whereas|though|despite" },
	{ FOOTER, "for more info*|more information|learn more|to learn|for instructions|for help|"
		  "for details|for further|read more|documentation|information about|information on" },
	{ UNRELATED, "not related to|not because of|not due to|unrelated to|regardless of|even if|"
		     "even though|nothing to do with|not caused by|no problem with|thanks to" },
	{ LOGIN,
		"auth first|must equal authorized user|smtp auth*|basic authentication|authentication required|authentication is required|"
		"must authenticate|please authenticate|authenticate first|must be authenticated|"
		"authentication unsuccessful|authentication credentials|password|credentials|"
		"incorrect authentication|log in|login|logged in|send as|sendas*|permissions to send|"
		"permission to send|client was not authenticated|client not authenticated|"
		"smtpclientauthentication|unauthenticated senders|not owned by|sasl|"
		"authenticated users|authentication type|authentication mechanism|"
		"authenticated senders|unauthenticated users" },
	{ RELAY, "relay*" },
	{ RECIPIENT, "user unknown|unknown user|no such user|no such recipient|no such mailbox|"
		     "no mailbox here|mailbox not found|recipient not found|recipientnotfound|"
		     "not found by smtp address lookup|unknown recipient|recipient unknown|"
		     "invalid recipient|user not found|unknown address|that you tried to reach|"
		     "mailbox unknown|account is disabled|mailbox is disabled|account disabled|"
		     "mailbox full|mailbox is full|quota*|overquota|insufficient storage|out of storage|"
		     "address unknown|invalid mailbox|user doesn't exist|user does not exist" },
	{ CONTENT, "spam*|virus*|malware|phish*|unsolicited|junk|message content|content rejected|"
		   "attachment*|subject line" },
	{ LISTED, "spamhaus|spamcop|blocklist*|block list*|blacklist*|black list*|denylist*|rbl|dnsbl|"
		  "reputation|listed|banned|complaint*" },
	{ RATE, "rate limit*|too many|throttl*|greylist*|graylist*|unusual rate" },
	{ CERTIFICATE, "certificate*|tlsa" },
	{ SIZE, "size limit|too large|too big|maximum size" },
	/* German */
	{ PTR, "rdns eintrag|reverse eintrag|ruckwartsauflosung|rueckwaertsaufloesung" },
	{ SPF, "absenderrichtlinie" },
	{ AUTHENTICATION, "authentifizierungsprufung*|authentifizierungspruefung*|e mail authentifizierung|"
			  "absenderauthentifizierung" },
	{ FAIL, "fehlgeschlagen*|nicht im|nicht in|schlug fehl|schlagt fehl|gescheitert|durchgefallen|verletz*|"
		"verstoss*|verstosst|unberechtigt*|entspricht nicht|erfullt nicht|stimmt nicht|"
		"unautorisiert*" },
	{ NOUN, "erfullt die|hat|uberprufung|ueberpruefung|prufung|pruefung|richtlinie*|validierung|"
		"verifizierung|authentifizierung|die|der|das|signatur" },
	{ POLICY, "abgelehnt|abgewiesen|zuruckgewiesen|zurueckgewiesen|verweigert|blockiert|ablehnung" },
	{ MISSING, "fehlt|fehlen|fehlend*" },
	{ INVALID, "ungultig*|ungueltig*|fehlerhaft*|fehler|falsch*" },
	{ ERROR, "syntaxfehler|permanenter fehler" },
	{ TEMPERROR, "temporarer fehler|temporaerer fehler|zeituberschreitung" },
	{ REQUIRED, "erforderlich|benotig*|benoetig*|muss|mussen|muessen|verlangt|erfordert" },
	{ PASS, "bestanden|besteht|erfolgreich" },
	{ VALID, "gultig*|gueltig*" },
	{ ALIGNED, "ausgerichtet" },
	{ ALLOWED,
		"berechtigt|enthalten|aufgefuhrt|gelistet|erlaubt|autorisiert*|zugelassen*|befugt|gestattet|zulassig" },
	{ THERE, "gefunden|vorhanden|eingerichtet|konfiguriert|existiert|hinterlegt" },
	{ NOT, "nicht|kein*|ohne" },
	{ NEITHER, "weder" },
	{ JOIN, "noch|und|oder" },
	{ RECORD, "eintrag|eintrage" },
	{ BUT, "aber|jedoch|obwohl" },
	{ FOOTER, "weitere informationen|mehr informationen" },
	{ UNRELATED, "nicht wegen" },
	{ LOGIN, "anmeldung|anmelden|kennwort|passwort" },
	{ RECIPIENT, "postfach voll|empfanger unbekannt|benutzer unbekannt" },
	/* French */
	{ PTR, "dns inverse|resolution inverse|enregistrement inverse|nom inverse|recherche inverse" },
	{ AUTHENTICATION, "authentification de l expediteur|authentification du message" },
	{ FAIL, "echou*|respecte pas|respectent pas|pas dans|echec*|non conforme|non autorise*|non authentifie*|interdit*" },
	{ POLICY, "rejet*|bloque*" },
	{ MISSING, "manquant*|manque" },
	{ INVALID, "invalide*|erreur*|errone*" },
	{ ERROR, "erreur permanente|erreur de syntaxe" },
	{ TEMPERROR, "erreur temporaire" },
	{ REQUIRED, "exige*|requis*|doit|doivent|necessaire*|obligatoire*" },
	{ PASS, "reussi*|reussite|passe" },
	{ VALID, "valide*" },
	{ ALIGNED, "aligne*" },
	{ ALLOWED, "autorise*|permis*|habilite*" },
	{ THERE, "trouve*|existe*|configure*" },
	{ NOT, "pas|aucun*|sans|non" },
	{ NEITHER, "ni" },
	{ JOIN, "et|ou" },
	{ NOUN, "le|la|les|controle|politique|du|de" },
	{ RECORD, "enregistrement*" },
	{ BUT, "mais|cependant" },
	{ FOOTER, "pour plus d info*|plus d info*|en savoir plus" },
	{ LOGIN, "mot de passe" },
	{ RECIPIENT, "boite pleine|utilisateur inconnu|destinataire inconnu" },
	/* Italian */
	{ PTR, "dns inverso|risoluzione inversa|record inverso" },
	{ AUTHENTICATION, "autenticazione del mittente|autenticazione del messaggio" },
	{ FAIL, "fallit*|non rispetta|non e in|non nel|non e tra|non e nel|fallisc*|fallimento|viola*|vietat*" },
	{ POLICY, "rifiutat*|respint*|bloccat*|negat*" },
	{ MISSING, "mancant*|manca|mancanza|assente|assenza" },
	{ INVALID, "errat*|errore" },
	{ ERROR, "errore permanente|errore di sintassi" },
	{ TEMPERROR, "errore temporaneo" },
	{ REQUIRED, "richied*|richiest*|deve|devono|necessari*|obbligatori*" },
	{ PASS, "riuscit*|superat*|supera" },
	{ VALID, "valido|valida|validi|valide" },
	{ ALIGNED, "allineat*" },
	{ ALLOWED, "autorizzat*|permess*|consentit*|abilitat*" },
	{ THERE, "trovat*|esiste|presente|configurat*|impostat*" },
	{ NOT, "nessun*|senza" },
	{ JOIN, "ne|e|o" },
	{ NOUN, "il|lo|del|della|verifica|controllo|politica|firma" },
	{ BUT, "ma|tuttavia" },
	{ FOOTER, "maggiori informazioni|ulteriori informazioni" },
	{ RECIPIENT, "casella piena|utente sconosciuto" },
	/* Spanish and Portuguese */
	{ PTR, "resolucion inversa|registro inverso|busqueda inversa|dns reverso|resolucao reversa|"
	       "registro reverso" },
	{ AUTHENTICATION, "autenticacion del remitente|autenticacion del mensaje|autenticacion de correo|"
			  "autenticacao do remetente" },
	{ FAIL, "fallo|no respeta|no esta en|nao respeita|nao cumpre|nao esta em|nao esta no|fallid*|falla|fallaron|fallado|fracas*|incumpl*|no cumple*|no coincide*|"
		"prohibid*|falhou|falha|falhas|falharam|reprov*|nao corresponde|proibid*" },
	{ POLICY, "rechazad*|rechazo|denegad*|bloquead*|rejeitad*|recusad*|negad*" },
	{ MISSING, "falta|faltan|ausente*|ausencia|carece|faltando" },
	{ INVALID, "invalid*|erroneo*|incorrect*|erro|erros|incorret*" },
	{ ERROR, "error permanente|error de sintaxis|erro permanente" },
	{ TEMPERROR, "error temporal|erro temporario" },
	{ REQUIRED, "requier*|requerid*|debe|deben|obligatori*|exigid*|requer|devem|obrigatori*" },
	{ PASS, "superado|superada|supero|paso|pasa|pasado|passou|passa|aprovad*" },
	{ VALID, "valida*|validos" },
	{ ALIGNED, "alinead*|alinhad*" },
	{ ALLOWED, "autorizad*|permitid*|habilitad*" },
	{ THERE, "encontrad*|encontro|configurad*|publicad*|tiene|possui|tem" },
	{ NOT, "sin|ningun*|nao|sem|nenhum*" },
	{ JOIN, "y" },
	{ NOUN, "el|comprobacion|verificacion|validacion|autenticacion|verificacao|validacao|"
		"autenticacao" },
	{ RECORD, "registro|registros" },
	{ BUT, "pero|sin embargo|mas|porem" },
	{ FOOTER, "mas informacion|mais informacoes|saiba mais" },
	{ LOGIN, "contrasena|senha" },
	{ RECIPIENT, "buzon lleno|usuario desconocido" },
	{ NEITHER, "nem" },
	/* Dutch */
	{ PTR, "omgekeerde dns|reverse dns record" },
	{ AUTHENTICATION, "afzenderauthenticatie" },
	{ FAIL, "mislukt*|gefaald|faalt|faalde|schending|overtreding|voldoet niet|komt niet overeen" },
	{ POLICY, "geweigerd|afgewezen|geblokkeerd" },
	{ MISSING, "ontbreekt|ontbrekend*" },
	{ INVALID, "ongeldig*|fout|fouten|onjuist*" },
	{ ERROR, "permanente fout" },
	{ TEMPERROR, "tijdelijke fout" },
	{ REQUIRED, "vereist*|moet|moeten|verplicht*" },
	{ PASS, "geslaagd|doorstaan" },
	{ VALID, "geldig*" },
	{ ALIGNED, "uitgelijnd" },
	{ ALLOWED, "toegestaan|geautoriseerd|gemachtigd|bevoegd" },
	{ THERE, "gevonden|aanwezig|ingesteld|geconfigureerd" },
	{ NOT, "niet|geen|zonder" },
	{ JOIN, "en" },
	{ NOUN, "het|beleid" },
	{ BUT, "maar|echter" },
	{ FOOTER, "meer informatie" },
	{ LOGIN, "wachtwoord" },
	/* Japanese */
	{ PTR, "逆引き|逆引" },
	{ AUTHENTICATION, "送信ドメイン認証|送信元ドメイン認証|メール認証|送信者認証" },
	{ ALIGNMENT, "アライメント" },
	{ FAIL, "失敗|不合格|認証されていません|認証できません|認証エラー|"
		"通過しません|通過していません|合格しません|"
		"合格していません|パスしません|パスしていません|"
		"満たしていません|満たしていない|許可されていません|違反|"
		"一致しません|一致していません|不一致|検証できません" },
	{ POLICY, "拒否|拒絶|ブロック|隔離" },
	{ INVALID, "無効|不正|エラー" },
	{ ERROR, "永続的なエラー|永続エラー|構文エラー" },
	{ TEMPERROR, "一時的なエラー|一時エラー" },
	{ MISSING, "ありません|見つかりません|存在しません|未設定|"
		   "設定されていません|登録されていません" },
	{ REQUIRED, "必要|必須" },
	{ PASS, "成功|合格|通過|パス" },
	{ JOIN, "と|および|または" },
	{ RECORD, "レコード" },
	{ NOUN, "署名|認証|検証|チェック|ポリシー|が|に|の|は|を" },
	{ BUT, "しましたが" },
	{ FOOTER, "詳細" },
	{ LOGIN, "パスワード|ログイン" },
	{ RECIPIENT, "宛先不明|容量" },
	/* Chinese */
	{ PTR, "反向解析|反向域名解析|反向dns|反向记录|反解|反查|逆向解析" },
	{ SPF, "发件人策略框架|寄件者原則架構|发送方策略框架" },
	{ AUTHENTICATION, "发件人认证|发信认证|域名认证" },
	{ FAIL, "失败|未通过|未通過|不通过|不通過|没有通过|沒有通過|"
		"未能通过|未能通過|无法通过|未授权|未授權|没有授权|"
		"未被授权|未经授权|不允许|不允許|违反|不匹配|不符合|不满足|"
		"不滿足|不符|未对齐|不对齐" },
	{ POLICY, "拒绝|拒絕|拒收|隔离|拦截|攔截" },
	{ INVALID, "无效|無效|错误|錯誤|异常|不正确" },
	{ ERROR, "永久错误|永久錯誤|语法错误" },
	{ TEMPERROR, "临时错误|暫時錯誤" },
	{ MISSING, "没有|沒有|缺少|缺失|不存在|未找到|找不到|未设置|未設置|"
		   "未配置|未发布" },
	{ REQUIRED, "必须|需要|要求" },
	{ PASS, "通过" },
	{ VALID, "有效" },
	{ ALIGNMENT, "对齐" },
	{ JOIN, "和|及|与|與|或" },
	{ RECORD, "记录|記錄" },
	{ NOUN, "检查|檢查|验证|驗證|校验|策略|签名" },
	{ BUT, "但" },
	{ FOOTER, "详情|详细" },
	{ LOGIN, "密码|登录" },
	{ RECIPIENT, "用户不存在|收件人不存在|邮箱已满" },
	{ CONTENT, "垃圾邮件" },
};

enum { PHRASES_MOST = 2048 };

struct entry {
	const char *text;
	uint8_t len;
	const struct phrase *phrase;
	uint16_t next; /* that begins with the same byte: its place, from 1 */
};

struct vocabulary {
	uint16_t first[256];
	struct entry entries[PHRASES_MOST];
	size_t count;
};

static void add_phrases(struct vocabulary *vocabulary, const struct phrase *phrase)
{
	for (const char *at = phrase->texts; *at && vocabulary->count < PHRASES_MOST; at += *at == '|') {
		uint16_t *first = &vocabulary->first[(uint8_t)*at];
		size_t len = strcspn(at, "|");

		vocabulary->entries[vocabulary->count++] =
			(struct entry){ .text = at, .len = (uint8_t)len, .phrase = phrase, .next = *first };
		*first = (uint16_t)vocabulary->count;
		at += len;
	}
}

const struct vocabulary *vocabulary_new(struct arena *arena)
{
	struct vocabulary *vocabulary = arena_take(arena, sizeof *vocabulary);

	for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
		add_phrases(vocabulary, &phrases[i]);
	return vocabulary;
}

/* The length that an entry takes at an offset; 0 when it is not there. */
static size_t match_length(struct slice prose, size_t at, const struct entry *entry)
{
	bool open = entry->text[entry->len - 1] == '*';
	size_t len = entry->len - (size_t)open, end = at + len;

	if (end > prose.len || memcmp(prose.at + at, entry->text, len) != 0)
		return 0;
	if (open)
		while (end < prose.len && (ascii_is_alnum(prose.at[end]) || prose.at[end] == '\''))
			end++;
	else if (end < prose.len && ascii_is_alnum(prose.at[end - 1]) &&
		 (ascii_is_alnum(prose.at[end]) || prose.at[end] == '_' || prose.at[end] == '\''))
		return 0;
	return end - at;
}

const struct phrase *vocabulary_find(
	const struct vocabulary *vocabulary, struct slice prose, size_t at, size_t *ret_len)
{
	const struct phrase *longest = NULL;

	*ret_len = 0;
	for (size_t i = vocabulary->first[prose.at[at]]; i; i = vocabulary->entries[i - 1].next) {
		size_t len = match_length(prose, at, &vocabulary->entries[i - 1]);

		if (len > *ret_len) {
			*ret_len = len;
			longest = vocabulary->entries[i - 1].phrase;
		}
	}
	return longest;
}
