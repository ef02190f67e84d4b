"""Hostile messages, mailboxes, bounces, logs and pages."""

from growth import MEGABYTE, case, filled, shape_in

SHAPES = {}
shape = shape_in(SHAPES)

HEAD = "Return-Path: <a@example.com>\nReceived: from a.example.com (a.example.com [192.0.2.1]) by mx.example.net; Mon, 30 Nov 2026 10:00:00 +0000\n"
REST = "From: a@example.com\nTo: b@example.net\nSubject: c\nDate: Mon, 30 Nov 2026 10:00:00 +0000\nMessage-ID: <1@example.com>\n"
HALF = 400 * 1000  # of what is parsed as one thing
CLAIM = "dkim=pass header.d=example.com header.s=s1"


def message(fields, body="body\n", *words, first=True):
    text = HEAD + fields + REST if first else HEAD + REST + fields
    return case("message", "--offline", "--no-config", *words, "mail.eml", mail_eml=text + "\n" + body)


def bounce(text, *words):
    return case("bounce", "--offline", "--no-config", *words, "bounce.txt", bounce_txt=text)


@shape(HALF)
def message_claims(size):
    return message("Authentication-Results: mx.example.net" + filled(f";\n {CLAIM}", size) + "\n")


@shape(HALF)
def message_claims_that_differ(size):
    return message("Authentication-Results: mx.example.net"
                   + filled(lambda i: f";\n dkim=fail (why {i}) header.d=d{i}.example.com", size) + "\n")


@shape(HALF)
def message_claims_as_json(size):
    return message("Authentication-Results: mx.example.net" + filled(f";\n {CLAIM}", size) + "\n", "b\n", "--format", "json")


@shape(HALF)
def message_claims_of_spf(size):
    return message("Authentication-Results: mx.example.net" + filled(";\n spf=fail smtp.mailfrom=a@example.com", size) + "\n")


@shape(HALF)
def message_claims_of_unknown_methods(size):
    return message("Authentication-Results: mx.example.net" + filled(lambda i: f";\n m{i}=r{i} (a) p.q=v", size) + "\n")


@shape(HALF)
def message_claim_with_properties(size):
    return message("Authentication-Results: mx.example.net; dkim=pass" + filled(lambda i: f"\n header.p{i}=v{i}", size) + "\n")


@shape()
def message_fields_of_claims(size):
    return message(filled(f"Authentication-Results: mx.example.net; {CLAIM}\n", size))


@shape(10 * MEGABYTE)
def message_header_of_10_megabytes(size):
    return message(filled("Authentication-Results: mx.example; spf=pass smtp.mailfrom=a@b.example\n", size))


@shape()
def message_fields_of_claims_of_others(size):
    return message(filled(lambda i: f"Authentication-Results: mx{i}.example.net; spf=pass smtp.mailfrom=a@example.com\n", size))


@shape(HALF)
def message_claims_with_comments(size):
    return message("Authentication-Results: mx.example.net; dkim=pass " + filled("(", size) + "\n")


@shape()
def message_fields_of_received_spf(size):
    return message(filled("Received-SPF: fail (a) client-ip=192.0.2.1; envelope-from=a@example.com; helo=a\n", size))


@shape()
def message_hops(size):
    return message(filled(lambda i: f"Received: from h{i}.example.com (h{i}.example.com [192.0.2.{i % 250}]) by h{i + 1}.example.com"
                                    " with ESMTPS id 1; Mon, 30 Nov 2026 10:00:00 +0000\n", size))


@shape()
def message_hops_as_json(size):
    return message(filled(lambda i: f"Received: from h{i}.example.com by h{i}; Mon, 30 Nov 2026 10:00:00 +0000\n", size), "b\n",
                   "--format", "json")


@shape(HALF)
def message_hop_with_comments(size):
    return message("Received: from a " + filled("(b [192.0.2.1]) ", size) + "by c; Mon, 30 Nov 2026 10:00:00 +0000\n")


def signature(i, more=""):
    return (f"DKIM-Signature: v=1; a=rsa-sha256; d=d{i}.example.com; s=s{i}; h=from:to; bh=MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=;"
            f" b=YQ==;{more}\n")


@shape()
def message_signatures(size):
    return message(filled(signature, size))


@shape()
def message_signatures_as_json(size):
    return message(filled(signature, size), "b\n", "--format", "json")


@shape(HALF)
def message_signature_tags(size):
    return message(signature(1, filled(lambda i: f" t{i}=v;", size)))


@shape(HALF)
def message_signature_with_one_tag(size):
    return message(signature(1, filled(" a=b;", size)))


@shape(HALF)
def message_signature_of_many_fields(size):
    return message(signature(1).replace("h=from:to", "h=from" + filled(":to", size)))


@shape(HALF)
def message_signature_of_fields_that_are_there(size):
    return message(signature(1).replace("h=from:to", "h=from" + filled(":x", size // 2)) + filled("X: y\n", size // 2))


@shape()
def message_signature_over_a_large_body(size):
    return message(signature(1).replace("h=from:to", "c=relaxed/relaxed; h=from:to"), filled("a  b \t\n", size))


@shape()
def message_signatures_over_a_large_body(size):
    return message(filled(signature, 100 * 1000), filled("a  b\n", size))


@shape()
def message_sets_of_arc(size):
    return message(filled(lambda i: f"ARC-Seal: i={i % 60 + 1}; a=rsa-sha256; d=e.example; s=s; cv=none; b=YQ==\n"
                                    f"ARC-Message-Signature: i={i % 60 + 1}; a=rsa-sha256; d=e.example; s=s; h=from; bh=YQ==; b=YQ==\n"
                                    f"ARC-Authentication-Results: i={i % 60 + 1}; mx.e.example; spf=pass\n", size))


@shape()
def message_sets_of_arc_with_numbers(size):
    return message(filled(lambda i: f"ARC-Seal: i={i + 1}; a=rsa-sha256; d=e.example; s=s; cv=none; b=YQ==\n", size))


@shape()
def message_parts_within_parts(size):
    return message('Content-Type: multipart/mixed; boundary="b0"\n', filled(
        lambda i: f'--b{i}\nContent-Type: multipart/mixed; boundary="b{i + 1}"\n\n', size), first=False)


@shape()
def message_with_one_long_field(size):
    return message("X-Long: " + filled("a", size) + "\n")


@shape()
def message_with_one_long_subject(size):
    return message("Subject: " + filled("=?utf-8?q?a?= ", size) + "\n", first=False)


@shape()
def message_with_many_folds(size):
    return message("X-Folds: a" + filled("\n b", size) + "\n")


@shape()
def message_with_many_fields(size):
    return message(filled(lambda i: f"X-{i}: y\n", size))


@shape()
def message_from_many(size):
    return message("From: " + filled(lambda i: f"a{i}@d{i}.example.com, ", size) + "a@b.example\n", first=True)


@shape()
def message_from_many_fields(size):
    return message(filled(lambda i: f"From: a@d{i}.example.com\n", size))


@shape()
def message_from_comments(size):
    return message("From: " + filled("(", size) + " a@example.com\n")


@shape()
def message_from_quotes(size):
    return message("From: " + filled('"\\"" ', size) + " <a@example.com>\n")


@shape()
def message_to_groups(size):
    return message("To: " + filled("a: ", size) + "\n")


@shape()
def message_without_fields(size):
    return case("message", "--offline", "--no-config", "-", input=filled("no field\n", size))


@shape()
def message_of_blank_lines(size):
    return message("", filled("\n", size))


@shape()
def message_pasted_from_a_page(size):
    return message("", filled("<", size))


@shape()
def message_page(size):
    return case("message", "--offline", "--no-config", "page.html", page_html="<!DOCTYPE html><html><body><pre>Delivered-To: b@example.net\n"
                + HEAD + REST + "\n" + filled("<", size))


@shape()
def message_page_of_entities(size):
    return case("message", "--offline", "--no-config", "page.html", page_html="<!DOCTYPE html><html><body><pre>" + HEAD + REST
                + filled("&", size))


@shape()
def message_mailbox(size):
    return case("message", "--offline", "--no-config", "box.mbox", box_mbox=filled(
        "From a@example.com Mon Nov 30 10:00:00 2026\n" + HEAD + REST + "\nbody\n\n", size))


@shape(HALF)
def message_in_base64(size):
    return message("Content-Transfer-Encoding: base64\nContent-Type: message/rfc822\n", filled("YWFh\n", size), first=False)


REFUSAL = ("550-5.7.26 Unauthenticated email from example.com is not accepted due to domain's\n"
           "550 5.7.26 DMARC policy. https://support.google.com/mail/?p=DmarcRejection a1-20020\n")


@shape(HALF)
def bounce_lines_of_one_code(size):
    return bounce(filled("550-5.7.26 Unauthenticated email from example.com is not accepted\n", size))


@shape(HALF)
def bounce_lines_of_a_code_without_a_dash(size):
    return bounce(filled("550 a\n", size))


@shape(HALF)
def bounce_lines_that_differ(size):
    return bounce(filled(lambda i: f"550 5.7.{i % 1000} refused {i}\n", size))


@shape(HALF)
def bounce_refusals(size):
    return bounce(filled(REFUSAL, size))


@shape(HALF)
def bounce_refusals_as_json(size):
    return bounce(filled(REFUSAL, size), "--format", "json")


@shape(HALF)
def bounce_refusals_of_domains(size):
    return bounce(filled(lambda i: f"550 5.7.26 Unauthenticated email from d{i}.example is not accepted due to domain's DMARC policy."
                                   " https://support.google.com/mail/?p=DmarcRejection a1\n\n", size))


@shape()
def bounce_codes_in_a_line(size):
    return bounce("550 " + filled("5.7.26 ", size) + "\n")


@shape()
def bounce_one_line(size):
    return bounce("550 5.7.26 " + filled("a", size) + "\n")


@shape()
def bounce_one_line_of_words(size):
    return bounce("550 5.7.26 " + filled("spf dkim dmarc example.com 192.0.2.1 ", size) + "\n")


@shape()
def bounce_one_line_of_addresses(size):
    return bounce("550 5.7.26 " + filled("<a@example.com>: ", size) + "\n")


def status(i):
    return f"Final-Recipient: rfc822; b{i}@example.net\nAction: failed\nStatus: 5.7.26\nDiagnostic-Code: smtp; 550-5.7.26 refused {i}\n\n"


DSN = ("From: MAILER-DAEMON@mx.example.org\nTo: a@example.com\nSubject: Undelivered\nMIME-Version: 1.0\n"
       'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n')


@shape()
def bounce_recipients(size):
    return bounce(DSN + "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\n" + filled(status, size) + "--b--\n")


@shape()
def bounce_parts(size):
    return bounce(DSN + filled("--b\nContent-Type: message/delivery-status\n\n" + status(1), size) + "--b--\n")


@shape()
def bounce_parts_within_parts(size):
    return bounce(DSN + filled("--b\nContent-Type: message/rfc822\n\n" + DSN, size))


@shape()
def bounce_with_a_large_part(size):
    return bounce(DSN + "--b\nContent-Type: text/plain\n\n" + filled("550 is a number of words in a text\n", size) + "--b--\n")


@shape()
def bounce_with_a_large_part_in_base64(size):
    return bounce(DSN + "--b\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n" + filled("NTUwIGEgYiBjCjU1MCBh\n", size) + "--b--\n")


@shape(20 * MEGABYTE)
def bounce_with_a_text_of_20_megabytes(size):
    return bounce("From: MAILER-DAEMON@mx.example\nSubject: Undelivered\nContent-Type: text/plain\n\n"
                  + filled(lambda i: f"550 5.7.26 This mail has been blocked {i}\n", size))


@shape(20 * MEGABYTE)
def bounce_with_a_page_of_20_megabytes(size):
    return bounce("From: MAILER-DAEMON@mx.example\nSubject: Undelivered\nContent-Type: text/html\n\n"
                  + filled(lambda i: f"<p>a page {i}\n", size))


@shape(2 * MEGABYTE)
def bounce_short_lines_of_one_code(size):
    return bounce(filled("550 a\n", size))


@shape()
def bounce_boundaries(size):
    return bounce(DSN + filled("--b\n", size))


@shape()
def bounce_boundaries_that_nearly_match(size):
    return bounce(DSN.replace('"b"', '"' + "-" * 60 + '"') + filled("-", size))


@shape()
def bounce_nested_json(size):
    return bounce(filled('{"a":', size))


@shape()
def bounce_json_arrays(size):
    return bounce(filled("[", size))


@shape()
def bounce_json_events(size):
    return bounce(filled(lambda i: '{"event":"bounce","email":"a%d@example.net","reason":"550 5.7.26 refused","status":"5.7.26"}\n' % i, size))


@shape()
def bounce_json_array_of_events(size):
    return bounce("[" + filled(lambda i: '{"event":"bounce","email":"a%d@example.net","reason":"550 5.7.26 refused"},\n' % i, size) + "{}]")


@shape()
def bounce_json_escapes(size):
    return bounce('{"reason":"' + filled("\\u0035", size) + '"}')


@shape()
def bounce_html(size):
    return bounce("<html><body>550 5.7.26 refused " + filled("<", size))


@shape()
def bounce_html_tags(size):
    return bounce("<html><body>550 5.7.26 refused " + filled("<p a='", size))


@shape()
def bounce_html_comments(size):
    return bounce("<html><body>550 5.7.26 refused " + filled("<!--", size))


@shape()
def bounce_html_scripts(size):
    return bounce("<html><body>550 5.7.26 refused " + filled("<script>", size))


@shape()
def bounce_html_tables(size):
    return bounce("<html><body>" + filled("<table><tr><td>550 5.7.26 refused", size))


@shape()
def bounce_table(size):
    return bounce("Recipient | Status | Reason\n" + filled(lambda i: f"b{i}@example.net | 5.7.26 | 550 5.7.26 refused\n", size))


@shape()
def bounce_csv(size):
    return bounce("recipient,status,reason\n" + filled(lambda i: f'b{i}@example.net,5.7.26,"550 5.7.26 ""refused"""\n', size))


@shape()
def bounce_csv_with_an_open_quote(size):
    return bounce("recipient,status,reason\n" + filled('a,"b\n', size))


@shape()
def bounce_postfix_log(size):
    return bounce(filled(lambda i: f"Nov 30 10:00:00 mx postfix/smtp[1]: {i:X}A: to=<b{i}@example.net>, relay=mx.example.net[192.0.2.1]:25,"
                                   " delay=1, dsn=5.7.26, status=bounced (host mx.example.net[192.0.2.1] said: 550 5.7.26 refused)\n", size))


@shape()
def bounce_postfix_log_of_one_mail(size):
    return bounce(filled("Nov 30 10:00:00 mx postfix/qmgr[1]: 1A2B3C: from=<a@example.com>, size=1, nrcpt=1 (queue active)\n", size)
                  + "Nov 30 10:00:00 mx postfix/smtp[1]: 1A2B3C: to=<b@example.net>, status=bounced (host a said: 550 5.7.26 refused)\n")


@shape()
def bounce_exim_log(size):
    return bounce(filled(lambda i: f"2026-11-30 10:00:00 1abcde-{i:06d}-AB <= a@example.com H=a [192.0.2.1]\n"
                                   f"2026-11-30 10:00:00 1abcde-{i:06d}-AB ** b@example.net R=r T=t H=mx.example.net [192.0.2.1]: 550 5.7.26 no\n", size))


@shape()
def bounce_sendmail_log(size):
    return bounce(filled(lambda i: f"Nov 30 10:00:00 mx sendmail[1]: x{i:06d}: to=<b@example.net>, relay=mx.example.net. [192.0.2.1], dsn=5.7.26,"
                                   " stat=User unknown 550 5.7.26 refused\n", size))


@shape()
def bounce_qmail_log(size):
    return bounce(filled(lambda i: f"@4000000066000000 starting delivery {i}: msg 1 to remote b@example.net\n"
                                   f"@4000000066000000 delivery {i}: failure: 192.0.2.1_failed_after_I_sent_the_message./550_5.7.26_no/\n", size))


@shape()
def bounce_quotes(size):
    return bounce(filled(">", size) + " 550 5.7.26 refused\n")


@shape()
def bounce_quoted_lines(size):
    return bounce(filled(lambda i: "> " * (i % 50) + "550 5.7.26 refused\n", size))


@shape()
def bounce_stamps(size):
    return bounce(filled("2026-11-30T10:00:00Z [a] 10:00 Nov 30 ", size) + "550 5.7.26 refused\n")


@shape()
def bounce_mailbox(size):
    return bounce(filled("From MAILER-DAEMON Mon Nov 30 10:00:00 2026\n" + DSN + "--b\nContent-Type: message/delivery-status\n\n" + status(1)
                         + "--b--\n\n", size))


@shape(20 * MEGABYTE)
def bounce_with_a_part_of_20_megabytes(size):
    return bounce(DSN + "--b\nContent-Type: text/plain\n\n" + filled("the text of a mail\n", size)
                  + "--b\nContent-Type: message/delivery-status\n\n" + status(1) + "--b--\n")


@shape(20 * MEGABYTE)
def bounce_line_of_20_megabytes(size):
    return bounce("550 5.7.26 " + filled("a b ", size) + "\n")
