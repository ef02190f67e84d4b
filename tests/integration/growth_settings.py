"""Hostile lists of domains, configurations, baselines, saved answers, keys, lists of suffixes and options."""

from growth import case, filled, shape_in

SHAPES = {}
shape = shape_in(SHAPES)

ZONE = ("$ORIGIN example.com.\n$TTL 1h\n@ SOA ns hostmaster 1 7200 3600 1209600 3600\n@ NS ns\nns A 192.0.2.1\n@ MX 10 mail\n"
        'mail A 192.0.2.2\n@ TXT "v=spf1 mx -all"\n')
SCRIPT = "; @recorded by mailauth-check\n"


def configured(text, *words):
    return case("zone", "--offline", "--config", "settings", *words, "zone", settings=text, zone=ZONE)


def listed(text, *words):
    return case("check", "--offline", "--no-config", "--format", "jsonl", *words, "--from-file", "list", list=text)


@shape()
def list_of_one_name(size):
    return listed(filled("a.example\n", size))


@shape(200 * 1000)
def list_of_names(size):
    return listed(filled(lambda i: f"d{i}.example\n", size))


@shape()
def list_of_long_names(size):
    return listed(filled(".".join(["a" * 61] * 4) + "\n", size))


@shape(200 * 1000)
def list_of_names_of_127_labels(size):
    return listed(filled(lambda i: "a." * 120 + f"b{i}\n", size))


@shape()
def list_of_words(size):
    return listed(filled("no name at all ", size) + "\n")


@shape()
def list_of_names_in_a_line(size):
    return listed(filled("a.example, ", size) + "\n")


@shape()
def list_in_one_word(size):
    return listed(filled("a", size) + "\n")


@shape()
def list_of_comments(size):
    return listed(filled("# a\n", size))


@shape()
def list_of_unicode(size):
    return listed(filled("m\u00fcnchen\u3002example\n", size))


@shape()
def configuration_sections(size):
    return configured(filled(lambda i: f'[domain "d{i}.example"]\nrole = sends\n', size))


@shape()
def configuration_sections_of_one_name(size):
    return configured(filled('[domain "example.com"]\nrole = sends\n', size))


@shape()
def configuration_patterns(size):
    return configured(filled(lambda i: f'[domain "*.d{i}.example"]\nrole = sends\n', size))


@shape()
def configuration_paths(size):
    return configured(filled(lambda i: f'[path "p{i}/*"]\nseverity.spf-none = warning\n', size))


@shape()
def configuration_keys(size):
    return configured("[check]\n" + filled("role = sends\n", size))


@shape()
def configuration_ignores(size):
    return configured("[check]\nignore = spf-none" + filled(",\n spf-none", size) + "\n")


@shape()
def configuration_ignores_of_keys(size):
    return configured("[check]\n" + filled("ignore = spf-none\n", size))


@shape()
def configuration_unknown_ignores(size):
    return configured("[check]\nignore = spf-none" + filled(lambda i: f",\n x{i}", size) + "\n")


@shape()
def configuration_selectors(size):
    return configured('[domain "example.com"]\nselectors = s' + filled(lambda i: f",\n s{i}", size) + "\n")


@shape()
def configuration_selectors_of_keys(size):
    return configured('[domain "example.com"]\n' + filled(lambda i: f"selectors = s{i}\n", size))


@shape()
def configuration_expected_selectors(size):
    return configured('[domain "example.com"]\nexpect-selectors = s' + filled(lambda i: f",\n s{i}", size) + "\n")


@shape()
def configuration_expected_hosts(size):
    return configured('[domain "example.com"]\nexpect-mx = m' + filled(lambda i: f",\n m{i}", size) + "\n")


@shape()
def configuration_selections(size):
    return configured("[check]\n" + filled("select = spf-none\n", size))


@shape()
def configuration_expectations(size):
    return configured('[domain "example.com"]\nexpect-spf-pass = 192.0.2.1' + filled(
        lambda i: f",\n 10.{i // 65536 % 256}.{i // 256 % 256}.{i % 256}", size) + "\n")


@shape()
def configuration_severities(size):
    return configured("[check]\n" + filled("severity.spf-none = warning\n", size))


@shape()
def configuration_acceptances(size):
    return configured("[check]\n" + filled(lambda i: f"accept = diff-mx-gone d{i}.example until 2030-01-01\n", size))


@shape(40 * 1000)
def configuration_acceptances_of_changes(size):
    hosts = filled(lambda i: f"h{i} MX 10 mail\n", size)
    return case("diff", "--offline", "--config", "settings", "old", "new", old=ZONE + hosts, new=ZONE,
                settings="[check]\n" + filled(lambda i: f"accept = diff-domain-gone h{i}.example.com until 2030-01-01\n", size))


@shape()
def configuration_extends(size):
    return configured("[check]\n" + filled("extends = other\n", size))


@shape()
def configuration_comments(size):
    return configured(filled("; a\n", size))


@shape()
def configuration_line(size):
    return configured("[check]\nignore = " + filled("spf-none,", size) + "\n")


@shape()
def configuration_without_sections(size):
    return configured(filled("a\n", size))


@shape()
def baseline_lines(size):
    return case("zone", "--offline", "--no-config", "--baseline", "known", "zone", zone=ZONE,
                known=filled(lambda i: f"spf-none\td{i}.example\ta\n", size))


@shape()
def baseline_unknown_rules(size):
    return case("zone", "--offline", "--no-config", "--baseline", "known", "zone", zone=ZONE,
                known="spf-none\texample.com\ta\n" + filled(lambda i: f"x{i}\td.example\ta\n", size))


@shape()
def baseline_of_one_line(size):
    return case("zone", "--offline", "--no-config", "--baseline", "known", "zone", zone=ZONE, known=filled("a", size))


@shape(100 * 1000)
def option_ignore(size):
    return case("zone", "--offline", "--no-config", "--ignore", filled("spf-none,", size) + "spf-none", "zone", zone=ZONE)


@shape(100 * 1000)
def option_ignore_unknown(size):
    return case("zone", "--offline", "--no-config", "--ignore", filled(lambda i: f"x{i},", size) + "spf-none", "zone", zone=ZONE)


@shape(100 * 1000)
def option_ignore_often(size):
    return case("zone", "--offline", "--no-config", *["--ignore=spf-*"] * (size // 12), "zone", zone=ZONE)


@shape(100 * 1000)
def option_selectors(size):
    return case("zone", "--offline", "--no-config", *[f"--selector=s{i}" for i in range(size // 14)], "zone", zone=ZONE)


@shape(100 * 1000)
def option_ips(size):
    return case("zone", "--offline", "--no-config", *[f"--ip=10.0.{i // 256}.{i % 256}" for i in range(size // 16)], "zone", zone=ZONE)


@shape(100 * 1000)
def option_domains(size):
    return case("zone", "--offline", "--no-config", *[f"--domain=d{i}.example.com" for i in range(size // 22)], "zone", zone=ZONE)


@shape(100 * 1000)
def option_record_text(size):
    return case("record", "--no-config", "v=spf1 " + filled("a:b ", size) + "-all")


@shape(100 * 1000)
def option_bounce_text(size):
    return case("bounce", "--offline", "--no-config", "550 5.7.26 " + filled("spf ", size))


@shape(100 * 1000)
def option_domain_of_many_octets(size):
    return case("check", "--offline", "--no-config", filled("a.", size) + "example")


@shape(100 * 1000)
def option_many_domains(size):
    return case("check", "--offline", "--no-config", "--format", "jsonl", *["a.example"] * (size // 10))


@shape(100 * 1000)
def option_many_zones(size):
    return case("zone", "--offline", "--no-config", *["zone"] * (size // 5), zone=ZONE)


@shape()
def answers_lines(size):
    return case("check", "--no-config", "--answers", "saved", "example.com", saved=SCRIPT + filled(
        lambda i: f"; @answer d{i}.example. TXT nxdomain zone=example. negative-ttl=5\n", size))


@shape()
def answers_of_one_question(size):
    return case("check", "--no-config", "--answers", "saved", "example.com", saved=SCRIPT + filled(
        'example.com. 300 IN TXT "v=spf1 -all"\n', size))


@shape()
def answers_of_questions(size):
    return case("check", "--no-config", "--answers", "saved", "example.com", saved=SCRIPT + filled(
        lambda i: f'd{i}.example. 300 IN TXT "v=spf1 -all"\n', size))


@shape()
def private_key(size):
    return case("zone", "--offline", "--no-config", "--selector", "s", "--private-key", "key", "zone", zone=ZONE,
                key="-----BEGIN PRIVATE KEY-----\n" + filled("MIIBIjANBgkqhkiG\n", size) + "-----END PRIVATE KEY-----\n")


@shape()
def private_keys(size):
    return case("zone", "--offline", "--no-config", "--selector", "s", "--private-key", "key", "zone", zone=ZONE,
                key=filled("-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n", size))


@shape()
def public_suffixes(size):
    return case("zone", "--offline", "--no-config", "--psl", "list", "zone", zone=ZONE,
                list="// ===BEGIN ICANN DOMAINS===\ncom\n" + filled(lambda i: f"s{i}\n", size) + "// ===END ICANN DOMAINS===\n")


@shape()
def public_suffixes_of_many_labels(size):
    return case("zone", "--offline", "--no-config", "--psl", "list", "zone", zone=ZONE,
                list="// ===BEGIN ICANN DOMAINS===\ncom\n" + filled("a.", size) + "\n// ===END ICANN DOMAINS===\n")


@shape()
def files_from(size):
    return case("zone", "--offline", "--no-config", "--files-from", "list", zone=ZONE, list=filled("zone\n", size))


@shape()
def files_from_that_are_missing(size):
    return case("zone", "--offline", "--no-config", "--files-from", "list", zone=ZONE, list=filled(lambda i: f"zone{i}\n", size))
