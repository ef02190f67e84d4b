"""Cases of ARC validation: name, message, result by RFC 8617. Each message has one fault at most, and good signatures beside it."""

import functools
import hashlib

from arc_messages import BODY, FIELDS, RESULTS, SEAL, SIGNATURE, Sealer, ed25519, public_key, split

PASS, FAIL, NONE, UNKNOWN = "pass", "fail", "none", "unknown"
FUTURE, PAST, SINCE = 4000000000, 1600000001, 1600090000  # SINCE: after the message was received
TO = {"M": "signature", "S": "seal"}  # the template that a kind of case edits


class Case:
    def __init__(self, name, message, result, keys=None, unanswered=(), oldest=None):
        self.name, self.result, self.oldest = name, result, oldest
        self.message = message if isinstance(message, str) else message.message()
        self.keys, self.unanswered = keys or {}, unanswered


def edited(kind, old, new, **more):
    """A message with one set, whose template was edited before it was signed."""
    template = {"M": SIGNATURE, "S": SEAL}[kind]
    if old not in template:
        raise ValueError(f"{old!r} is not in the template")
    return Sealer().seal(**{TO[kind]: template.replace(old, new, 1)}, **more)


def changed(chain, old, new):
    """The message with something changed after it was sealed."""
    if old not in chain.message():
        raise ValueError(f"{old!r} is not in the message")
    return chain.message().replace(old, new, 1)


def without(chain, name, number=0):
    """The message without the n-th field of a name, from the top."""
    fields = split(chain.header)
    found = [index for index, field in enumerate(fields) if field.lower().startswith(name.lower() + ":")]
    del fields[found[number]]
    return "".join(fields) + "\r\n" + chain.body


def forms():
    """Syntax of the tag list (RFC 6376 section 3.2), of both signatures."""
    for kind in "MS":
        for name, old, new, result in (
                ("semicolon at the end", "b={b}", "b={b};", PASS), ("semicolon and blank at the end", "b={b}", "b={b}; ", PASS),
                ("semicolon and fold at the end", "b={b}", "b={b};\r\n ", PASS), ("two semicolons at the end", "b={b}", "b={b};;", FAIL),
                ("two semicolons", "t=1600000000;", "t=1600000000;;", FAIL), ("blank between semicolons", "t=1600000000;", "t=1600000000; ;", FAIL),
                ("semicolon first", " i={i};", " ; i={i};", FAIL), ("blanks around equals", "a=rsa-sha256", "a = rsa-sha256", PASS),
                ("fold around equals", "a=rsa-sha256", "a\r\n =\r\n\trsa-sha256", PASS), ("blanks before semicolons", "a=rsa-sha256;", "a=rsa-sha256  ;", PASS),
                ("no blanks", "; a=rsa-sha256; ", ";a=rsa-sha256;", PASS), ("unknown tag", "a=rsa-sha256;", "a=rsa-sha256; w=catparty;", PASS),
                ("unknown tag without value", "a=rsa-sha256;", "a=rsa-sha256; w=;", PASS), ("unknown tag with underscore", "a=rsa-sha256;", "a=rsa-sha256; w_2=1;", PASS),
                ("tag begins with underscore", "a=rsa-sha256;", "a=rsa-sha256; _w=1;", FAIL), ("tag begins with digit", "a=rsa-sha256;", "a=rsa-sha256; 1w=1;", FAIL),
                ("tag with hyphen", "a=rsa-sha256;", "a=rsa-sha256; w-w=1;", FAIL), ("tag without equals", "a=rsa-sha256;", "a=rsa-sha256; w;", FAIL),
                ("name of a tag in upper case", "a=rsa-sha256", "A=rsa-sha256", FAIL), ("value in upper case", "a=rsa-sha256", "a=RSA-SHA256", FAIL),
                ("domain in upper case", "d=lists.example.org", "d=Lists.Example.ORG", PASS), ("tag whose name ends in b", "a=rsa-sha256;", "a=rsa-sha256; xb=b=1;", PASS),
                ("equals within a value", "a=rsa-sha256;", "a=rsa-sha256; w=b=c;", PASS)):
            yield Case(f"{kind} {name}", edited(kind, old, new), result)
        for tag in ("a=rsa-sha256", "d=lists.example.org", "s={s}", "t=1600000000", "i={i}"):
            yield Case(f"{kind} {tag[0]}= twice", edited(kind, tag + ";", f"{tag}; {tag};"), FAIL)
        yield Case(f"{kind} unknown tag twice", edited(kind, "a=rsa-sha256;", "a=rsa-sha256; w=1; w=2;"), FAIL)
        yield Case(f"{kind} name of the field in lower case", edited(kind, *{"M": ("ARC-Message-Signature", "arc-message-signature"), "S": ("ARC-Seal", "arc-SEAL")}[kind]), PASS)
        yield Case(f"{kind} blank before the colon", edited(kind, ": i", " : i"), PASS)
        yield Case(f"{kind} no blank after the colon", edited(kind, ": i", ":i"), PASS)
        yield Case(f"{kind} fold after the colon", edited(kind, ": i", ":\r\n i"), PASS)


def fields_of_both():
    for kind in "MS":
        for tag in ("a=rsa-sha256", "d=lists.example.org", "s={s}", "b={b}"):
            old = (" " + tag + ";" if tag != "b={b}" else "; b={b}").replace("a=rsa", "a=rsa")
            old = "\r\n" + old if kind == "M" and tag == "s={s}" else old
            yield Case(f"{kind} {tag[0]}= missing", edited(kind, old, ""), FAIL)
            yield Case(f"{kind} {tag[0]}= empty", edited(kind, tag, tag[:2]), FAIL)
        for name, value, result in (("missing", None, PASS), ("empty", "t=", FAIL), ("a word", "t=never", FAIL), ("negative", "t=-1", FAIL), ("a fraction", "t=1.5", FAIL),
                                    ("future", f"t={FUTURE}", FAIL), ("zero", "t=0", PASS), ("leading zeros", "t=001600000000", PASS), ("huge", "t=" + "9" * 30, FAIL)):
            yield Case(f"{kind} t= {name}", edited(kind, " t=1600000000;" if value is None else "t=1600000000", value or ""), result)
        for value in ("rsa-sha1", "rsa-md5", "sha256", "rsa", "rsa-sha256x"):
            yield Case(f"{kind} a={value}", edited(kind, "a=rsa-sha256", "a=" + value), FAIL)
        yield Case(f"{kind} a=ed25519-sha256", Sealer().seal(s="e" if kind == "M" else "s", **({"signature": SIGNATURE.replace("rsa-", "ed25519-"), "algorithm": ed25519,
                   "key": "ed25519", "seal": SEAL.replace("rsa-", "ed25519-")})) if kind == "M" else edited("S", "a=rsa-sha256", "a=ed25519-sha256"), PASS if kind == "M" else FAIL)
        for value, result in (("lists.example.com", FAIL), ("example.org", FAIL), (".", FAIL), ("a..b", FAIL), ("a b", FAIL), ("lists.example.org.", PASS),
                              ("b\u00fccher.example", PASS), ("xn--bcher-kva.example", PASS)):
            yield Case(f"{kind} d={value}", edited(kind, "d=lists.example.org", "d=" + value), result)
        for value, result in (("none", FAIL), ("two.labels", PASS), ("b\u00fccher", FAIL)):
            yield Case(f"{kind} s={value}", edited(kind, "s={s}", "s=" + value), result)
        for name, value, result in (("two digits", "01", PASS), ("zero", "0", FAIL), ("empty", "", FAIL), ("a word", "one", FAIL), ("negative", "-1", FAIL), ("plus", "+1", FAIL),
                                    ("a fraction", "1.0", FAIL), ("two", "2", FAIL), ("51", "51", FAIL), ("huge", "9" * 30, FAIL), ("blanks", "  1  ", PASS), ("a fold", "\r\n 1\r\n ", PASS),
                                    ("a comment", "1 (one)", PASS), ("a comment first", "(one) 1", PASS), ("a word after it", "1 x", FAIL), ("quotes", '"1"', FAIL)):
            yield Case(f"{kind} i= {name}", edited(kind, "i={i}", "i=" + value), result)
        yield Case(f"{kind} i= missing", edited(kind, " i={i};", ""), FAIL)
        yield Case(f"{kind} I=", edited(kind, "i={i}", "I={i}"), FAIL)
        yield Case(f"{kind} i= last", edited(kind, " i={i};", "").header and Sealer().seal(**{TO[kind]: {"M": SIGNATURE, "S": SEAL}[kind].replace(" i={i};", "") + "; i={i}"}), PASS)


def values_of_signatures():
    """b= and bh= (RFC 6376 sections 3.5 and 3.7)."""
    for kind in "MS":
        for name, edit, result in (("folded by tabs", ("b={b}", "b=\r\n\t{b}"), PASS), ("blank before it", ("b={b}", "b= {b}"), PASS), ("blank before equals", ("b={b}", "b ={b}"), PASS),
                                   ("blank after it", ("b={b}", "b={b} "), PASS)):
            yield Case(f"{kind} b= {name}", edited(kind, *edit), result)
        moved = {"M": SIGNATURE, "S": SEAL}[kind].replace("; b={b}", "").replace("\r\n bh={bh}", "\r\n bh={bh}").replace(" a=rsa-sha256;", " b={b}; a=rsa-sha256;")
        yield Case(f"{kind} b= in the middle", Sealer().seal(**{TO[kind]: moved}), PASS)
    good = Sealer().seal()
    for index, kind in ((1, "M"), (2, "S")):
        field = good.sets[0][index]
        value = field.rpartition("b=")[2]
        for name, new, result in (("with an asterisk", "*" + value[1:], FAIL), ("changed", ("A" if value[0] != "A" else "B") + value[1:], FAIL),
                                  ("cut off", value[:20] + "\r\n", FAIL), ("of one letter", "A\r\n", FAIL), ("with a tab", "\t" + value[:5] + "\t" + value[5:], PASS if kind == "S" else FAIL)):
            yield Case(f"{kind} b= {name}", changed(good, field, field.replace(value, new)), result)
    for name, new, result in (("missing", "", FAIL), ("empty", "bh=;", FAIL), ("of another body", "bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=;", FAIL), ("garbage", "bh=%%%;", FAIL),
                              ("short", "bh=AAAA;", FAIL), ("folded", "bh={bh};", PASS)):
        yield Case(f"M bh= {name}", edited("M", "bh={bh};", new) if name != "folded" else
                   Sealer().seal(signature=SIGNATURE.replace("bh={bh}", "bh=\r\n\t " + "{bh}")), result)
    yield Case("M bh= of SHA-1", Sealer().seal(hashed=hashlib.sha1), FAIL)


def fields_of_message_signatures():
    for canonical in ("relaxed/relaxed", "relaxed/simple", "simple/relaxed", "simple/simple"):
        yield Case(f"M c={canonical}", edited("M", "c=relaxed/relaxed", "c=" + canonical, canonical=canonical), PASS)
    yield Case("M c=relaxed", edited("M", "c=relaxed/relaxed", "c=relaxed", canonical="relaxed/simple"), PASS)
    yield Case("M c=simple", edited("M", "c=relaxed/relaxed", "c=simple", canonical="simple/simple"), PASS)
    yield Case("M c= missing, simple", edited("M", " c=relaxed/relaxed;", "", canonical="simple/simple"), PASS)
    yield Case("M c= missing, relaxed", edited("M", " c=relaxed/relaxed;", ""), PASS)
    for value in ("", "relaxed/", "/relaxed", "nofws", "relaxed/relaxed/relaxed", "Relaxed/relaxed", "relaxed/nofws"):
        yield Case(f"M c={value!r}", edited("M", "c=relaxed/relaxed", "c=" + value), FAIL)
    for name, value, names, result in (
            ("missing", None, "", FAIL), ("empty", "", "", FAIL), ("From alone", "from", "from", PASS), ("upper case", "FROM:TO", "from:to", PASS),
            ("blanks", "from : to :\r\n date", "from:to:date", PASS), ("names without a field", "from:x-none:to", "from:to", PASS), ("a name twice", "from:from:to", "from:to", PASS),
            ("another order", "subject:to:from", "subject:to:from", PASS), ("no From", "to:date:subject", "to:date:subject", FAIL), ("empty item", "from::to", "from:to", PASS),
            ("ARC-Seal", "from:to:arc-seal", "from:to", FAIL), ("ARC-Seal in upper case", "from:ARC-SEAL:to", "from:to", FAIL),
            ("ARC-Authentication-Results", "from:to:arc-authentication-results", "from:to:arc-authentication-results", PASS),
            ("Authentication-Results", "from:to:authentication-results", "from:to:authentication-results", PASS),
            ("Return-Path", "from:return-path:received", "from:return-path:received", PASS)):
        old, new = (" h=from:to:date:subject:mime-version;", "") if value is None else ("h=from:to:date:subject:mime-version", "h=" + value)
        yield Case(f"M h= {name}", edited("M", old, new, names=names), result)
    header = FIELDS.replace("Subject", "Received: 2\r\nReceived: 3\r\nSubject")
    chain = Sealer(header).seal(signature=SIGNATURE.replace("subject", "received:received"), names="from:to:date:received:received:mime-version")
    yield Case("M h= repeated fields from the bottom", chain, PASS)
    yield Case("M h= a repeated field changed", changed(chain, "Received: 3", "Received: 4"), FAIL)
    yield Case("M h= a repeated field that is not signed changed", changed(chain, "Received: by", "Received: from"), PASS)
    yield Case("M h= one From of two", Sealer("From: B <b@example.com>\r\n" + FIELDS).seal(), PASS)
    for value, length, result in (("l=10", 10, PASS), ("l=0", 0, PASS), ("l=010", 10, PASS), ("l=1000", None, FAIL), ("l=", None, FAIL), ("l=x", None, FAIL), ("l=-1", None, FAIL)):
        yield Case(f"M {value}", edited("M", "t=1600000000;", f"t=1600000000; {value};", length=length), result)
    yield Case("M l=10 and more text", edited("M", "t=1600000000;", "t=1600000000; l=10;", length=10).message() + "more\r\n", PASS)
    for tag, result in ((f"x={FUTURE}", PASS), (f"x={PAST}", FAIL), (f"x={SINCE}", PASS), ("x=", FAIL), ("x=never", FAIL), ("x=1000", FAIL), ("q=dns/txt", PASS), ("q=", FAIL), ("q=http", FAIL),
                        ("v=1", PASS), ("v=2", PASS), ("z=From:a@example.com", PASS), ("cv=pass", PASS)):
        yield Case(f"M {tag}", edited("M", "t=1600000000;", f"t=1600000000; {tag};"), result)


def fields_of_seals():
    for name, value, result in (("missing", None, FAIL), ("empty", "cv=", FAIL), ("pass", "cv=pass", FAIL), ("fail", "cv=fail", FAIL), ("None", "cv=None", FAIL), ("a word", "cv=yes", FAIL),
                                ("a comment", "cv=none (new)", FAIL), ("blanks", "cv = none ", PASS)):
        yield Case(f"S cv= {name}", edited("S", " cv={cv};" if value is None else "cv={cv}", value or ""), result)
    yield Case("S cv= twice", edited("S", "cv={cv};", "cv={cv}; cv={cv};"), FAIL)
    for tag, result in (("h=from", FAIL), ("h=", FAIL), ("h=arc-seal", FAIL), ("bh=AAAA", PASS), ("c=simple/simple", PASS), ("c=relaxed", PASS), (f"x={PAST}", PASS), ("l=0", PASS),
                        ("v=1", PASS), ("v=2", PASS), ("q=http", PASS), ("z=a", PASS)):
        yield Case(f"S {tag}", edited("S", "t=1600000000;", f"t=1600000000; {tag};"), result)


def results():
    """ARC-Authentication-Results: only the instance counts (section 3.4)."""
    for name, new, result in (
            ("none", "i={i}; lists.example.org; none", PASS), ("empty", "i={i};", PASS), ("no semicolon", "i={i} lists.example.org; spf=pass", PASS),
            ("instance alone", "i={i}", PASS), ("blanks", " i = {i} ; lists.example.org; spf=pass", PASS), ("instance later", "lists.example.org; i={i}; spf=pass", PASS),
            ("fold in the instance", "i\r\n =\r\n\t{i}; a", PASS), ("comment", "(a;b) i={i} (c) ; lists.example.org; spf=pass (i=2; x)", PASS), ("version", "i={i}; host 1; spf=pass", PASS),
            ("two digits", "i=01; a; spf=pass", PASS), ("garbage", "i={i}; ;;=(((=\"", PASS), ("UTF-8", "i={i}; b\u00fccher.example; spf=pass", PASS),
            ("no instance", "lists.example.org; spf=pass", FAIL), ("instance empty", "i=; a; spf=pass", FAIL), ("instance zero", "i=0; a; spf=pass", FAIL),
            ("instance of another set", "i=2; a; spf=pass", FAIL), ("instance a word", "i=one; a; spf=pass", FAIL), ("header.i of DKIM", "lists.example.org; dkim=pass header.i=@example.com", FAIL),
            ("nothing", "", FAIL)):
        yield Case(f"R {name}", Sealer().seal(results="ARC-Authentication-Results: " + new), result)
    yield Case("R twice", Sealer("ARC-Authentication-Results: i=1; a; spf=pass\r\n" + FIELDS).seal(), FAIL)
    yield Case("R name in lower case", Sealer().seal(results=RESULTS.replace("ARC-A", "arc-a")), PASS)


def chains():
    for count in (1, 2, 3, 5):
        chain = Sealer()
        for _ in range(count):
            chain.seal()
        yield Case(f"{count} sets", chain, PASS, oldest=0)
        message = chain.message()
        yield Case(f"{count} sets, body changed", changed(chain, "test.\t", "test!"), FAIL)
        yield Case(f"{count} sets, signed field changed", changed(chain, "Subject:  a", "Subject: b"), FAIL)
        yield Case(f"{count} sets, unsigned field changed", changed(chain, "Received: by", "Received: from"), PASS, oldest=0)
        yield Case(f"{count} sets, field added above", "X-More: 1\r\n" + message, PASS, oldest=0)
        yield Case(f"{count} sets, white space of the body changed", changed(chain, "Hello,  world", "Hello, \t world"), PASS, oldest=0)
        for name in ("ARC-Authentication-Results", "ARC-Message-Signature", "ARC-Seal"):
            for number in {0, count - 1}:
                yield Case(f"{count} sets, {name} {number} missing", without(chain, name, number), FAIL)
        for number, one in enumerate(chain.sets):
            for name, field in zip("RMS", one):
                yield Case(f"{count} sets, {name}{number + 1} twice", field + message, FAIL)
            yield Case(f"{count} sets, R{number + 1} changed", message.replace(one[0], one[0].replace("spf=pass", "spf=fail")), FAIL)
            yield Case(f"{count} sets, M{number + 1} changed", message.replace(one[1], one[1].replace("t=16", "t=15")), FAIL)
            yield Case(f"{count} sets, S{number + 1} changed", message.replace(one[2], one[2].replace("t=16", "t=15")), FAIL)
            yield Case(f"{count} sets, set {number + 1} missing", functools.reduce(lambda text, field: text.replace(field, ""), one, message),
                       (NONE if count == 1 else PASS) if number == count - 1 else FAIL)
    for order in ("SMR", "SRM", "MSR", "MRS", "RSM", "RMS"):
        yield Case(f"fields of sets as {order}", Sealer().seal(order=order).seal(order=order), PASS)
    chain = Sealer().seal().seal()
    yield Case("set 2 below set 1", "".join(chain.sets[0][::-1] + chain.sets[1][::-1]) + FIELDS + "\r\n" + BODY, PASS)
    yield Case("sets at the end of the header", FIELDS + "".join(chain.sets[0][::-1] + chain.sets[1][::-1]) + "\r\n" + BODY, PASS)
    for name in ("ARC-Authentication-Results: i=1; a; spf=pass", "ARC-Message-Signature: i=1; a=rsa-sha256", "ARC-Seal: i=1; cv=none", "ARC-Seal: i=1; cv=fail", "ARC-Seal: x"):
        yield Case(f"{name} alone", name + "\r\n" + FIELDS + "\r\n" + BODY, FAIL)
    for name in ("ARC-Message-Signature: a=rsa-sha256; b=abcd", "ARC-Seal: a=rsa-sha256; cv=none", "ARC-Authentication-Results: a; spf=pass"):
        yield Case(f"{name} without an instance beside a set", name + "\r\n" + Sealer().seal().message(), PASS)
    yield Case("no ARC fields", FIELDS + "\r\n" + BODY, NONE)
    yield Case("ARC-Other", "ARC-Other: i=1\r\n" + FIELDS + "\r\n" + BODY, NONE)


def statuses():
    """cv= of each set, each with good signatures (section 5.2, steps 2 and 3)."""
    for second in ("none", "pass", "fail", "x"):
        yield Case(f"cv none {second}", Sealer().seal().seal(cv=second), PASS if second == "pass" else FAIL)
        for third in ("none", "pass", "fail"):
            yield Case(f"cv none {second} {third}", Sealer().seal().seal(cv=second).seal(cv=third), PASS if (second, third) == ("pass", "pass") else FAIL)
    for first in ("pass", "fail"):
        yield Case(f"cv {first} pass", Sealer().seal(cv=first).seal(), FAIL)
    yield Case("cv fail, sealed alone", Sealer().seal().seal(cv="fail", scope=lambda fields: fields[-2:]), FAIL)
    yield Case("cv fail, after a change", changed(Sealer().seal().seal(cv="fail", scope=lambda fields: fields[-2:]), "Hello", "Bye"), FAIL)


def scopes():
    """What a seal has to cover (section 5.1.1)."""
    for name, scope in (("sets from the newest", lambda fields: fields[3:] + fields[:3]), ("own set alone", lambda fields: fields[-2:]), ("results alone", lambda fields: [fields[-2]]),
                        ("signature before results", lambda fields: fields[:-2] + fields[:-3:-1]), ("nothing", lambda fields: [])):
        yield Case(f"seal 2 covers {name}", Sealer().seal().seal(scope=scope), FAIL)


def footers():
    """A list that changes the message: the older message signature fails, and the chain holds."""
    for name, old, new in (("body", "test.\t", "test, with a footer"), ("subject", "Subject:  a", "Subject: [list] a")):
        chain = Sealer().seal()
        chain.header, chain.body = (changed(chain, old, new).split("\r\n\r\n", 1)[0] + "\r\n", changed(chain, old, new).split("\r\n\r\n", 1)[1])
        yield Case(f"{name} changed after set 1", chain.seal(), PASS, oldest=2)
        yield Case(f"{name} changed after set 1 of 3", chain.seal(), PASS, oldest=2)
        yield Case(f"{name} changed after set 1 of 4, again after set 4", changed(chain.seal(), "world", "World"), FAIL)
    broken = SIGNATURE.replace("a=rsa-sha256; ", "")
    yield Case("message signature of set 1 without a=", Sealer().seal(signature=broken).seal(), PASS, oldest=2)
    yield Case("message signature of set 1 with h=ARC-Seal", Sealer().seal(signature=SIGNATURE.replace("subject", "arc-seal")).seal(), PASS, oldest=2)
    yield Case("message signature of set 1 without a key", Sealer().seal(signature=SIGNATURE.replace("s={s}", "s=none")).seal(), PASS, oldest=2)
    yield Case("message signature of set 1 with bad b=", Sealer().seal(signed=lambda field: field[:-6] + "AA==\r\n").seal(), PASS, oldest=2)
    yield Case("seal of set 1 without a key", Sealer().seal(seal=SEAL.replace("s={s}", "s=none")).seal(), FAIL)
    yield Case("seal of set 1 without a=", Sealer().seal(seal=SEAL.replace("a=rsa-sha256; ", "")).seal(), FAIL)


def limits():
    chain = Sealer()
    for _ in range(51):
        if len(chain.sets) == 50:
            yield Case("50 sets", chain, PASS, oldest=0)
        chain.seal()
    yield Case("51 sets", chain, FAIL)


def keys():
    name, good = "k._domainkey.lists.example.org", public_key("rsa2048")
    for label, record, result in (
            ("as usual", good, PASS), ("without v=", good.replace("v=DKIM1; ", ""), PASS), ("without k=", good.replace("k=rsa; ", ""), PASS), ("v=DKIM2", good.replace("DKIM1", "DKIM2"), FAIL),
            ("revoked", "v=DKIM1; p=", FAIL), ("garbage", "v=DKIM1; k=rsa; p=%%%", FAIL), ("cut off", good[:150], FAIL), ("not a key", "some text", FAIL), ("h=sha256", good.replace("k=", "h=sha256; k="), PASS),
            ("h=sha1", good.replace("k=", "h=sha1; k="), FAIL), ("s=email", good.replace("k=", "s=email; k="), PASS), ("s=*", good.replace("k=", "s=*; k="), PASS),
            ("s=other", good.replace("k=", "s=other; k="), FAIL), ("t=y", good.replace("k=", "t=y; k="), PASS), ("t=s", good.replace("k=", "t=s; k="), PASS), ("t=y:s", good.replace("k=", "t=y:s; k="), PASS),
            ("n=", good.replace("k=", "n=note; k="), PASS), ("of another type", public_key("ed25519"), FAIL), ("k=unknown", good.replace("k=rsa", "k=dsa"), FAIL), ("another key", public_key("rsa1024"), FAIL),
            ("none", None, FAIL)):
        for part, more in (("", {"s": "k"}), (" of the seal", {"seal": SEAL.replace("s={s}", "s=k")}), (" of the message signature", {"signature": SIGNATURE.replace("s={s}", "s=k")})):
            yield Case(f"key {label}{part}", Sealer().seal(**more), result, {name: record} if record else {})
    for kind, result in (("rsa512", FAIL), ("rsa768", FAIL), ("rsa1024", PASS), ("rsa4096", PASS)):
        yield Case(f"key {kind}", Sealer().seal(s="k", key=kind), result, {name: public_key(kind)})
    yield Case("key of each sealer", Sealer().seal(s="k", key="rsa1024").seal(), PASS, {name: public_key("rsa1024")})
    yield Case("key not answered", Sealer().seal(s="k"), UNKNOWN, unanswered=(name,))
    yield Case("key of set 1 not answered", Sealer().seal(s="k").seal(), UNKNOWN, unanswered=(name,))
    yield Case("key of set 1 not answered, body changed", changed(Sealer().seal(s="k").seal(), "Hello", "Bye"), FAIL, unanswered=(name,))
    yield Case("key of message signature 1 not answered", Sealer().seal(signature=SIGNATURE.replace("s={s}", "s=k")).seal(), PASS, unanswered=(name,))


def messages():
    """Messages as they lie in files: none is refused."""
    chain = Sealer().seal().seal()
    message = chain.message()
    yield Case("LF alone", message.replace("\r\n", "\n"), PASS)
    yield Case("mbox", "From a@example.com Sat Sep 12 12:00:00 2020\r\n" + message, PASS)
    yield Case("no body", Sealer(body="").seal(), PASS)
    yield Case("no body, simple", Sealer(body="").seal(signature=SIGNATURE.replace("c=relaxed/relaxed", "c=simple/simple"), canonical="simple/simple"), PASS)
    yield Case("body of empty lines", Sealer(body="\r\n\r\n\r\n").seal(), PASS)
    yield Case("body without an end", Sealer(body="no end").seal(), PASS)
    yield Case("body with a dot", Sealer(body=".\r\n..\r\n").seal(), PASS)
    yield Case("no From", Sealer(FIELDS.replace("From: A <a@example.com>\r\n", "")).seal(), PASS)
    yield Case("ARC fields alone", Sealer("", "").seal(), PASS)
    yield Case("ARC fields alone, two sets", Sealer("", BODY).seal().seal(), PASS)
    yield Case("one ARC field alone", "ARC-Seal: i=1; cv=none\r\n", FAIL)
    yield Case("one ARC field without a line end", "ARC-Seal: i=1; cv=none", FAIL)
    yield Case("one ARC field without anything", "ARC-Seal:\r\n\r\n", FAIL)
    yield Case("ARC fields of blanks", "ARC-Seal: \r\n\t\r\nARC-Message-Signature: ;;;\r\n\r\nbody\r\n", FAIL)
    yield Case("NUL in a field", changed(chain, "a=rsa", "a=\0rsa"), FAIL)
    yield Case("8-bit in a field", changed(chain, "a=rsa", "a=\udcff\udcfersa"), FAIL)
    yield Case("long line", Sealer(body="x" * 70000 + "\r\n").seal(), PASS)


def all_cases():
    for group in (forms, fields_of_both, values_of_signatures, fields_of_message_signatures, fields_of_seals, results, chains, statuses, scopes, footers, limits, keys, messages):
        yield from group()


def usual_keys():
    good = public_key("rsa2048")
    names = ("s._domainkey.lists.example.org", "two.labels._domainkey.lists.example.org", "s._domainkey.xn--bcher-kva.example")
    return {name: good for name in names} | {"e._domainkey.lists.example.org": public_key("ed25519")}
