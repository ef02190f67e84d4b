"""Slips of the pen and of panels, made in sound records. Each takes a text and a random source, and returns the text with one slip more, or None."""

import re

SEMICOLON = re.compile(r"; ")


def sub(pattern, replacement, count=1):
    def slip(text, draw):
        spots = list(re.finditer(pattern, text))
        if not spots:
            return None
        spot = draw.choice(spots)
        return text[:spot.start()] + spot.expand(replacement) + text[spot.end():]
    return slip


def misspelled(words):
    """One of these words with two letters swapped, one left out, or one doubled."""
    def slip(text, draw):
        spots = [spot for spot in re.finditer("|".join(words), text)]
        if not spots:
            return None
        spot = draw.choice(spots)
        word = spot[0]
        at = draw.randrange(1, len(word) - 1)
        wrong = draw.choice((word[:at] + word[at + 1:], word[:at] + word[at] + word[at:],
                             word[:at] + word[at + 1] + word[at] + word[at + 2:]))
        return text[:spot.start()] + wrong + text[spot.end():] if wrong != word else None
    return slip


def whole(form):
    return lambda text, draw: form.format(text)


TAG_LIST = {
    "semicolon missing": sub("; ", " "),
    "semicolon doubled": sub("; ", ";; "),
    "comma for semicolon": sub("; ", ", "),
    "glued": sub("; ", ""),
    "version missing": sub("^v=[A-Za-z0-9]+; ", ""),
    "version in lower case": lambda text, draw: re.sub("^v=(\\w+)", lambda m: "v=" + m[1].lower(), text),
    "version last": lambda text, draw: re.sub("^(v=\\w+); (.*)$", r"\2; \1", text),
    "quotes around": whole('"{}"'),
    "curly quotes around": whole("\u201c{}\u201d"),
    "blank in front": whole(" {}"),
    "colon for equals": sub("(?<=; )(p|k|id|rua)=", "\\1:"),
    "no-break space": sub("; ", ";\u00a0"),
    "zero width space": sub("; ", "; \u200b"),
    "backslash": sub("; ", "\\\\; "),
}

DMARC = TAG_LIST | {
    "policy misspelled": misspelled(("reject", "quarantine")),
    "version misspelled": misspelled(("DMARC1",)),
    "policy quoted": sub("p=(\\w+)", 'p="\\1"'),
    "policy in curly quotes": sub("p=(\\w+)", "p=\u201c\\1\u201d"),
    "tag in upper case": sub("; p=", "; P="),
    "rua without mailto": sub("mailto:", ""),
    "mailto with slashes": sub("mailto:", "mailto://"),
    "addresses with a blank": sub(",mailto:", " mailto:"),
    "addresses with a semicolon": sub(",mailto:", "; mailto:"),
    "second without mailto": sub(",mailto:", ","),
    "relaxed in words": sub("adkim=r", "adkim=relaxed"),
    "test mode in words": sub("; rua", "; t=yes; rua"),
    "percent": sub("; rua", "; pct=100%; rua"),
    "policy twice": sub("(p=\\w+)", "\\1; \\1"),
    "policy last": sub("^(v=DMARC1; )(p=\\w+); (.*)$", "\\1\\3; \\2"),
    "policy by its name": sub("; p=", "; policy=") ,
    "mailto misspelled": misspelled(("mailto",)),
    "fo with comma": sub("; adkim", "; fo=1,d; adkim"),
    "sp empty": sub("; rua", "; sp=; rua"),
}

DKIM = TAG_LIST | {
    "key in quotes": sub("p=(.*)$", 'p="\\1"'),
    "key with PEM lines": sub("p=(.*)$", "p=-----BEGIN PUBLIC KEY-----\\1-----END PUBLIC KEY-----"),
    "key for URLs": lambda text, draw: text[:40] + text[40:].replace("/", "_").replace("+", "-"),
    "key type in upper case": sub("k=rsa", "k=RSA"),
    "key type with hash": sub("k=rsa", "k=rsa-sha256"),
    "tag in upper case": sub("; p=", "; P="),
    "version misspelled": misspelled(("DKIM1",)),
    "only sha1": sub("; p=", "; h=sha1; p="),
    "tag twice": sub("(k=rsa)", "\\1; \\1"),
    "key alone": sub("^.*p=", ""),
    "other service": sub("; p=", "; s=mail; p="),
}

MTA_STS = TAG_LIST | {
    "id with hyphens": sub("id=(\\d\\d\\d\\d)", "id=\\1-"),
    "id missing": sub("; id=\\w+", ";"),
    "field of the policy": sub("$", "; mode:enforce"),
    "id in upper case": sub("id=", "ID="),
    "version misspelled": misspelled(("STSv1",)),
    "blanks around equals": sub("id=", "id = "),
}

TLS_RPT = TAG_LIST | {
    "without mailto": sub("mailto:", ""),
    "second by semicolon": sub("$", "; mailto:second@example.com"),
    "version misspelled": misspelled(("TLSRPTv1",)),
    "rua in upper case": sub("rua=", "RUA="),
    "size": sub("$", "!10m"),
    "comma at the end": sub("$", ","),
    "blanks around equals": sub("rua=", "rua = "),
}

SPF = {
    "mechanism misspelled": misspelled(("include", "v=spf1")),
    "commas": lambda text, draw: text.replace(" ", ", "),
    "one comma": sub(" ", ", "),
    "semicolon at the end": sub("$", ";"),
    "semicolons": lambda text, draw: text.replace(" ", "; "),
    "glued": sub(" (?=[a-z])", ""),
    "version missing": sub("^v=spf1 ", ""),
    "version other": sub("^v=spf1", "v=spf2"),
    "version in upper case": sub("^v=spf1", "V=SPF1"),
    "quotes around": whole('"{}"'),
    "curly quotes around": whole("\u201c{}\u201d"),
    "en dash": sub("-all", "\u2013all"),
    "no-break space": sub(" ", "\u00a0"),
    "all in the middle": sub("^(v=spf1) (.*) (-all)$", "\\1 \\3 \\2"),
    "all twice": sub("-all$", "-all -all"),
    "two alls": sub("-all$", "~all -all"),
    "address in include": sub("ip4:(\\S+)", "include:11.0.9.1"),
    "address without ip4": sub("ip4:", ""),
    "ipv4": sub("ip4:", "ipv4:"),
    "ip": sub("ip4:", "ip:"),
    "ip4 with equals": sub("ip4:", "ip4="),
    "address in a": sub("ip4:11.0.9.0/28", "a:11.0.9.1"),
    "blank after colon": sub("(ip4|include):", "\\1: "),
    "dot at the end": sub("(include:\\S+)", "\\1."),
    "doubled blank": sub(" ", "  "),
    "plus and blank": sub(" -all", " - all"),
    "dot after all": sub("-all", "-all."),
    "backslash": sub(" ", "\\\\ "),
    "al": sub("-all", "-al"),
}

OF_PART = {"spf": SPF, "dmarc": DMARC, "dkim": DKIM, "mta-sts": MTA_STS, "tls-rpt": TLS_RPT}


def spoiled(part, text, count, draw):
    """The text with some slips of its kind, and their names; each once."""
    names = []
    kinds = list(OF_PART[part].items())
    while len(names) < count:
        name, slip = draw.choice(kinds)
        wrong = None if name in names else slip(text, draw)
        if wrong and wrong != text:
            text = wrong
            names.append(name)
    return text, names
