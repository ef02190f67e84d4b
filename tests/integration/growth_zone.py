"""Hostile zones, records, pasted answers and changes."""

from growth import MEGABYTE, case, filled, shape_in

SHAPES = {}
shape = shape_in(SHAPES)

TOP = ("$ORIGIN example.com.\n$TTL 1h\n@ SOA ns hostmaster 1 7200 3600 1209600 3600\n@ NS ns\nns A 192.0.2.1\n@ MX 10 mail\n"
       'mail A 192.0.2.2\n@ TXT "v=spf1 mx -all"\n')
HALF = 60 * 1000  # of one record: it has at most 65,535 octets


def zone(text, *words):
    return case("zone", "--offline", "--no-config", *words, "db.example.com", **{"db_example_com": TOP + text})


def record(text, *words):
    return case("record", "--no-config", *words, "record.txt", record_txt=text)


def diff(old, new, *words):
    return case("diff", "--offline", "--no-config", *words, "old", "new", old=TOP + old, new=TOP + new)


def strings(text):
    """A record's text in strings of 255 octets."""
    return " ".join(f'"{text[at:at + 250]}"' for at in range(0, len(text), 250))


# Records.

@shape(HALF)
def record_spf_terms(size):
    return record("v=spf1 " + filled("a ", size) + "-all")


@shape(HALF)
def record_spf_networks(size):
    return record("v=spf1 " + filled(lambda i: f"ip4:10.{i // 65536 % 256}.{i // 256 % 256}.{i % 256} ", size) + "-all")


@shape(HALF)
def record_spf_ip6_networks(size):
    return record("v=spf1 " + filled(lambda i: f"ip6:2001:db8:{i % 65536:x}::/48 ", size) + "-all")


@shape(HALF)
def record_spf_includes(size):
    return record("v=spf1 " + filled(lambda i: f"include:a{i}.example.net ", size) + "-all")


@shape(HALF)
def record_spf_unknown_terms(size):
    return record("v=spf1 " + filled(lambda i: f"x{i} ", size) + "-all")


@shape(HALF)
def record_spf_modifiers(size):
    return record("v=spf1 " + filled(lambda i: f"m{i}=a ", size) + "-all")


@shape(HALF)
def record_spf_macros(size):
    return record("v=spf1 exists:" + filled("%{ir}.%{d2}.", size) + "example.com -all")


@shape(HALF)
def record_spf_open_macros(size):
    return record("v=spf1 exists:" + filled("%{", size) + " -all")


@shape(HALF)
def record_spf_of_blanks(size):
    return record("v=spf1" + filled(" ", size) + "-all")


@shape(HALF)
def record_spf_of_punctuation(size):
    return record("v=spf1 " + filled(",;:", size) + " -all")


@shape(HALF)
def record_spf_versions(size):
    return record(filled("v=spf1 ", size))


@shape(HALF)
def record_dmarc_tags(size):
    return record("v=DMARC1; p=none; " + filled(lambda i: f"t{i}=v; ", size))


@shape(HALF)
def record_dmarc_one_tag(size):
    return record("v=DMARC1; p=none; " + filled("sp=none; ", size))


@shape(HALF)
def record_dmarc_addresses(size):
    return record("v=DMARC1; p=none; rua=" + filled(lambda i: f"mailto:a@d{i}.example,", size))


@shape(HALF)
def record_dmarc_semicolons(size):
    return record("v=DMARC1; p=none" + filled(";", size))


@shape(HALF)
def record_dkim_tags(size):
    return record("v=DKIM1; " + filled(lambda i: f"t{i}=v; ", size) + "p=YQ==")


@shape(MEGABYTE)
def record_dkim_key(size):
    return record("v=DKIM1; k=rsa; p=" + filled("MIIBIjANBgkqhkiG", size))


@shape(HALF)
def record_dkim_flags(size):
    return record("v=DKIM1; t=" + filled("y:", size) + "; h=" + filled("sha256:", size) + "; p=YQ==")


@shape(HALF)
def record_bimi_tags(size):
    return record("v=BIMI1; " + filled(lambda i: f"t{i}=v; ", size))


@shape(HALF)
def record_tls_rpt_addresses(size):
    return record("v=TLSRPTv1; rua=" + filled(lambda i: f"mailto:a@d{i}.example,", size))


@shape(HALF)
def record_strings(size):
    return record('_dmarc IN TXT "v=DMARC1; p=none; " ' + filled('"a" ', size))


@shape(HALF)
def record_quotes(size):
    return record('"v=spf1 ' + filled('" "', size) + '-all"')


@shape(HALF)
def record_escapes(size):
    return record('@ TXT "v=spf1 ' + filled("\\032", size) + '-all"')


@shape()
def record_lines(size):
    return record(filled("v=spf1 -all\n", size))


@shape()
def record_lines_of_names(size):
    return record(filled(lambda i: f'd{i}.example.com. IN TXT "v=spf1 -all"\n', size))


@shape()
def pasted_dig(size):
    return record(";; ANSWER SECTION:\n" + filled(lambda i: f'example.com. 300 IN TXT "v=spf1 ip4:192.0.2.{i % 256} -all"\n', size))


@shape()
def pasted_dig_of_many_questions(size):
    return record(filled(lambda i: f"; <<>> DiG 9.18 <<>> TXT d{i}.example.com\n;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1\n"
                                   f';; ANSWER SECTION:\nd{i}.example.com. 300 IN TXT "v=spf1 -all"\n', size))


@shape()
def pasted_nslookup(size):
    return record("Server: 192.0.2.1\nAddress: 192.0.2.1#53\n\n" + filled(lambda i: f'd{i}.example.com\ttext = "v=spf1 -all"\n', size))


@shape()
def pasted_host(size):
    return record(filled(lambda i: f'd{i}.example.com descriptive text "v=spf1 -all"\n', size))


@shape()
def pasted_json(size):
    return record('{"Status":0,"Question":[{"name":"example.com","type":16}],"Answer":['
                  + filled('{"name":"example.com","type":16,"TTL":300,"data":"v=spf1 -all"},', size) + "{}]}")


@shape()
def pasted_json_that_nests(size):
    return record(filled('{"Answer":[', size))


@shape()
def pasted_page(size):
    return record("<html><body>v=spf1 -all " + filled("<", size))


@shape()
def pasted_markup(size):
    return record(filled("**`[a](", size) + "v=spf1 -all")


@shape()
def pasted_prompts(size):
    return record(filled("$ dig TXT example.com\n", size) + 'example.com. IN TXT "v=spf1 -all"\n')


@shape()
def pasted_powershell(size):
    return record("Name Type TTL Section Strings\n---- ---- --- ------- -------\n" + filled("example.com TXT 300 Answer {v=spf1 -all}\n", size))


# Zones.

@shape()
def zone_names(size):
    return zone(filled(lambda i: f"h{i} A 192.0.2.{i % 256}\n", size))


@shape()
def zone_names_with_mail(size):
    return zone(filled(lambda i: f'h{i} MX 10 mail\nh{i} TXT "v=spf1 mx -all"\n', size), "--format", "jsonl")


@shape()
def zone_records_of_one_name(size):
    return zone(filled(lambda i: f"many A 10.{i // 65536 % 256}.{i // 256 % 256}.{i % 256}\n", size))


@shape()
def zone_equal_records(size):
    return zone(filled("many A 192.0.2.1\n", size))


@shape()
def zone_texts_of_one_name(size):
    return zone(filled(lambda i: f'@ TXT "verification={i}"\n', size))


@shape()
def zone_spf_records_of_one_name(size):
    return zone(filled(lambda i: f'@ TXT "v=spf1 ip4:10.{i // 65536 % 256}.{i // 256 % 256}.{i % 256} -all"\n', size))


@shape()
def zone_dmarc_records_of_one_name(size):
    return zone(filled('_dmarc TXT "v=DMARC1; p=none"\n', size))


@shape()
def zone_mx_records_of_one_name(size):
    return zone(filled(lambda i: f"@ MX {i % 65536} m{i}\n", size))


@shape()
def zone_mx_hosts_with_addresses(size):
    return zone(filled(lambda i: f"@ MX {i % 65536} m{i}\nm{i} A 192.0.2.{i % 256}\n", size))


@shape()
def zone_selectors(size):
    return zone(filled(lambda i: f's{i}._domainkey TXT "v=DKIM1; p=YQ=="\n', size))


@shape()
def zone_selectors_of_names(size):
    return zone(filled(lambda i: f's._domainkey.h{i} TXT "v=DKIM1; p=YQ=="\n', size), "--format", "jsonl")


@shape()
def zone_large_text(size):
    return zone("@ TXT " + strings(filled("a", size)) + "\n")


@shape(65000)
def zone_text_of_64_kilobytes(size):
    return zone("_dmarc TXT " + strings("v=DMARC1; p=none; " + filled(lambda i: f"t{i}=v; ", size)) + "\n")


@shape(65000)
def zone_spf_of_64_kilobytes(size):
    return zone("sub TXT " + strings("v=spf1 " + filled(lambda i: f"include:a{i}.example.com ", size) + "-all") + "\n")


@shape()
def zone_one_line(size):
    return zone("@ TXT " + filled('"a" ', size) + "\n")


@shape(50 * MEGABYTE)
def zone_one_line_of_50_megabytes(size):
    return zone("; " + filled("a", size) + "\n")


@shape()
def zone_parentheses(size):
    return zone("@ A ( 192.0.2.1" + filled("\n", size) + ")\n")


@shape()
def zone_open_parentheses(size):
    return zone("@ A " + filled("(", size) + "\n")


@shape()
def zone_records_in_parentheses(size):
    return zone(filled("( a A 192.0.2.1\n", size))


@shape()
def zone_open_quotes(size):
    return zone(filled('@ TXT "a\n', size))


@shape()
def zone_errors(size):
    return zone(filled(lambda i: f"h{i} BAD x\n", size))


@shape()
def zone_errors_as_sarif(size):
    return zone(filled(lambda i: f"h{i} BAD x\n", size), "--format", "sarif")


@shape()
def zone_errors_as_html(size):
    return zone(filled(lambda i: f"h{i} A x\n", size), "--format", "html")


@shape()
def zone_comments(size):
    return zone(filled("; a\n", size))


@shape()
def zone_suppressions(size):
    return zone(filled("; mailauth-check: ignore[spf-none] a\n", size))


@shape()
def zone_suppressions_of_records(size):
    return zone(filled(lambda i: f"h{i} A 192.0.2.1 ; mailauth-check: ignore[spf-none] a\n", size))


@shape()
def zone_suppressions_that_are_used(size):
    return zone(filled(lambda i: f'h{i} TXT "v=spf1 +all" ; mailauth-check: ignore[spf-*]\n', size), "--format", "jsonl")


@shape()
def zone_suppressions_among_findings(size):
    return zone(filled("; mailauth-check: ignore[dns-*]\n", size // 2) + filled(lambda i: f'h{i} TXT "v=spf1 +all"\n', size // 2),
                "--format", "jsonl")


@shape()
def zone_suppressions_above_a_record(size):
    return zone(filled("; mailauth-check: ignore[spf-*]\n", size) + 'sub TXT "v=spf1 ' + filled("x:y ", 200) + '-all"\n')


@shape()
def zone_suppression_of_many_rules(size):
    return zone("@ A 192.0.2.1 ; mailauth-check: ignore[" + filled("spf-none,", size) + "] a\n")


@shape()
def zone_suppression_of_unknown_rules(size):
    return zone("@ A 192.0.2.1 ; mailauth-check: ignore[" + filled(lambda i: f"x{i},", size) + "] a\n")


@shape()
def zone_includes(size):
    return zone(filled("$INCLUDE missing\n", size))


@shape()
def zone_includes_of_itself(size):
    return zone(filled("$INCLUDE db.example.com\n", size))


@shape()
def zone_includes_of_a_file(size):
    files = zone(filled("$INCLUDE other\n", size))
    return case(*files.arguments, db_example_com=files.files["db.example.com"], other="a A 192.0.2.1\n")


@shape()
def zone_origins(size):
    return zone(filled(lambda i: f"$ORIGIN o{i}.example.com.\n", size))


@shape()
def zone_origins_that_grow(size):
    return zone(filled("$ORIGIN a\n", size))


@shape()
def zone_generate(size):
    return zone(filled("$GENERATE 1-1000 h$ A 192.0.2.1\n", size))


@shape(60)
def zone_generate_without_end(size):
    return zone("$GENERATE 1-2147483647 h$ A 192.0.2.1\n" * (size // 30))


@shape()
def zone_wildcards(size):
    return zone(filled(lambda i: f"*.w{i} MX 10 mail\n", size))


@shape()
def zone_wildcards_that_nest(size):
    return zone(filled(lambda i: "*." * (i % 100 + 1) + "w A 192.0.2.1\n", size))


@shape()
def zone_delegations(size):
    return zone(filled(lambda i: f"d{i} NS ns.d{i}\nns.d{i} A 192.0.2.1\n", size))


@shape()
def zone_delegations_that_nest(size):
    return zone(filled(lambda i: "a." * (i % 100) + "d NS ns\n", size))


@shape()
def zone_aliases_in_a_row(size):
    return zone(filled(lambda i: f"c{i} CNAME c{i + 1}\n", size))


@shape()
def zone_mx_with_aliases_in_a_row(size):
    return zone("@ MX 10 c0\n" + filled(lambda i: f"c{i} CNAME c{i + 1}\n", size))


@shape()
def zone_aliases_to_one_name(size):
    return zone(filled(lambda i: f"c{i} CNAME c\n", size))


@shape()
def zone_name_alias_in_a_row(size):
    return zone(filled(lambda i: f"c{i} DNAME c{i + 1}\n", size))


@shape()
def zone_names_of_127_labels(size):
    return zone(filled(lambda i: "a." * 110 + f"b{i} A 192.0.2.1\n", size))


@shape()
def zone_names_below_names(size):
    return zone(filled(lambda i: f"a.b.c{i}.d.e.f.g A 192.0.2.1\n", size))


@shape()
def zone_starts_of_authority(size):
    return zone(filled(lambda i: f"z{i}.example. SOA ns.example. h.example. 1 2 3 4 5\n", size))


@shape()
def zone_starts_of_authority_of_one_name(size):
    return zone(filled("@ SOA ns hostmaster 1 2 3 4 5\n", size))


@shape()
def zone_names_that_are_near(size):
    return zone(filled(lambda i: f'_dmarx{i} TXT "v=DMARC1; p=none"\n', size))


@shape()
def zone_strays(size):
    return zone(filled(lambda i: f'h{i} TXT "v=DMARC1; p=none"\n', size))


@shape()
def zone_names_with_the_origin_twice(size):
    return zone(filled(lambda i: f"h{i}.example.com A 192.0.2.1\n", size))


@shape()
def zone_other_names(size):
    return zone(filled(lambda i: f"h{i}.example.net. A 192.0.2.1\n", size))


@shape()
def zone_bytes(size):
    return zone(filled("\x01\x02\u00ff ", size))


@shape()
def zone_tinydns(size):
    return case("zone", "--offline", "--no-config", "data", data=".example.com:192.0.2.1:a\n@example.com:192.0.2.1:a\n"
                + filled(lambda i: f"+h{i}.example.com:192.0.2.1:300\n", size))


@shape()
def zone_route_53(size):
    return case("zone", "--offline", "--no-config", "r.json", r_json='{"ResourceRecordSets":[' + filled(
        lambda i: f'{{"Name":"h{i}.example.com.","Type":"A","TTL":300,"ResourceRecords":[{{"Value":"192.0.2.1"}}]}},', size)
        + '{"Name":"example.com.","Type":"MX","TTL":300,"ResourceRecords":[{"Value":"10 mail.example.com."}]}]}')


@shape()
def zone_octodns(size):
    return case("zone", "--offline", "--no-config", "example.com.yaml", **{"example_com_yaml": "---\n'':\n  type: MX\n  values:\n  - exchange: mail.example.com.\n    preference: 10\n"
                + filled(lambda i: f"h{i}:\n  type: A\n  value: 192.0.2.1\n", size)})


@shape()
def zone_yaml_that_nests(size):
    return case("zone", "--offline", "--no-config", "example.com.yaml", **{"example_com_yaml": "---\n" + filled("- ", size)})


@shape()
def zone_json_that_nests(size):
    return case("zone", "--offline", "--no-config", "r.json", r_json=filled('{"resources":[', size))


@shape()
def zone_terraform(size):
    return case("zone", "--offline", "--no-config", "t.json", t_json='{"format_version":"1.0","planned_values":{"root_module":{"resources":[' + filled(
        lambda i: f'{{"type":"aws_route53_record","name":"h{i}","values":{{"name":"h{i}.example.com","type":"A","ttl":300,"records":["192.0.2.1"]}}}},', size)
        + "{}]}}}")


# Changes.

@shape()
def diff_all_names_changed(size):
    return diff(filled(lambda i: f"h{i} A 192.0.2.{i % 200}\n", size // 2), filled(lambda i: f"h{i} A 192.0.2.{i % 200 + 1}\n", size // 2))


@shape()
def diff_all_names_new(size):
    return diff("", filled(lambda i: f"h{i} A 192.0.2.{i % 200}\n", size))


@shape()
def diff_all_names_gone(size):
    return diff(filled(lambda i: f"h{i} MX 10 mail\n", size), "")


@shape()
def diff_mail_of_all_names_changed(size):
    return diff(filled(lambda i: f'h{i} MX 10 mail\nh{i} TXT "v=spf1 mx -all"\n', size // 2),
                filled(lambda i: f'h{i} MX 20 mail\nh{i} TXT "v=spf1 ?all"\n', size // 2), "--format", "jsonl")


@shape()
def diff_records_of_one_name(size):
    return diff(filled(lambda i: f"@ MX {i % 60000} m{i}\n", size // 2), filled(lambda i: f"@ MX {i % 60000 + 1} m{i}\n", size // 2))


@shape()
def diff_texts_of_one_name(size):
    return diff(filled(lambda i: f'@ TXT "a{i}"\n', size // 2), filled(lambda i: f'@ TXT "b{i}"\n', size // 2))


@shape()
def diff_selectors(size):
    return diff(filled(lambda i: f's{i}._domainkey TXT "v=DKIM1; p=YQ=="\n', size // 2),
                filled(lambda i: f's{i}._domainkey TXT "v=DKIM1; p="\n', size // 2))


@shape(65000)
def diff_spf_records(size):
    return diff("sub TXT " + strings("v=spf1 " + filled(lambda i: f"ip4:10.0.{i // 256}.{i % 256} ", size) + "-all") + "\n",
                "sub TXT " + strings("v=spf1 " + filled(lambda i: f"ip4:10.1.{i // 256}.{i % 256} ", size) + "-all") + "\n")


@shape()
def diff_delegations(size):
    return diff(filled(lambda i: f"d{i} NS ns\n", size // 2), filled(lambda i: f"d{i} NS other\n", size // 2))


@shape()
def diff_aliases(size):
    return diff(filled(lambda i: f"c{i} CNAME a\n", size // 2), filled(lambda i: f"c{i} CNAME b\n", size // 2))
