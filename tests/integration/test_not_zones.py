"""What is no zone is named, in one sentence that says how to get one; it is never a list of findings, and never passes."""

import gzip
import json
import os
import shutil
import tempfile
import unittest

from program import USAGE, run

RECORD_SETS = {"ResourceRecordSets": [{"Name": "example.com.", "Type": "TXT", "TTL": 300,
                                       "ResourceRecords": [{"Value": '"v=spf1 -all"'}]}]}
PLAN = {"format_version": "1.2", "terraform_version": "1.9.8", "planned_values": {"root_module": {"resources": [
    {"address": "aws_route53_record.spf", "type": "aws_route53_record", "values": {"type": "TXT", "records": ["v=spf1 -all"]}}]}}}
STATE = {"version": 4, "terraform_version": "1.9.8", "serial": 3, "resources": [{"type": "cloudflare_record", "instances": []}]}
IR = {"registrars": [], "dns_providers": [], "domains": [{"name": "example.com", "records": [
    {"type": "TXT", "name": "_dmarc", "ttl": 300, "target": "v=DMARC1; p=reject"}]}]}
ZONE = '$ORIGIN example.com.\n$TTL 300\n@ IN SOA ns1 h 1 2 3 4 5\n@ IN NS ns1\n@ IN TXT "v=spf1 -all"\n'

# Name of the file, its text, words of the sentence.
NOT_ZONES = [
    ("example.com.yaml", "---\n'':\n  - type: MX\n    values:\n      - exchange: mx1.example.net.\n        preference: 10\n"
     "  - ttl: 300\n    type: TXT\n    values:\n      - v=spf1 include:_spf.example.net -all\n_dmarc:\n  type: TXT\n"
     "  value: v=DMARC1\\; p=reject\n", ("octoDNS", "ZoneFileProvider")),
    ("zone", "_dmarc:\n  type: TXT\n  value: v=DMARC1\\; p=reject\nmail:\n  ttl: 60\n  type: A\n  value: 192.0.2.1\n", ("octoDNS",)),
    ("example.com.yaml", "? ''\n: - octodns:\n      cloudflare:\n        proxied: true\n    type: A\n    value: 192.0.2.1\n"
     "  - type: TXT\n    values:\n    - v=spf1 -all\n", ("octoDNS",)),
    ("config.yaml", "---\nproviders:\n  config:\n    class: octodns.provider.yaml.YamlProvider\n    directory: ./zones\n"
     "zones:\n  example.com.:\n    sources:\n      - config\n", ("octoDNS configuration", "octodns-dump")),
    ("plan.json", json.dumps(PLAN), ("Terraform plan", "dig AXFR")),
    ("plan.json", json.dumps(PLAN, indent=2), ("Terraform plan",)),
    ("state.json", json.dumps({"format_version": "1.0", "values": PLAN["planned_values"]}), ("Terraform state",)),
    ("terraform.tfstate", json.dumps(STATE, indent=2), ("Terraform state",)),
    ("plan.jsonl", '{"@level":"info","@message":"Terraform 1.9.8","type":"version"}\n{"@level":"info","@message":"x"}\n',
     ("terraform plan -json",)),
    ("dns.tf", 'terraform {\n  required_version = ">= 1.0"\n}\n\nresource "aws_route53_record" "spf" {\n  name = "example.com"\n'
     '  type = "TXT"\n  records = ["v=spf1 -all"]\n}\n', ("Terraform configuration",)),
    ("main.tf", '# records\nlocals {\n  spf = "v=spf1 -all"\n}\n', ("Terraform configuration",)),
    ("ir.json", json.dumps(IR), ("DNSControl", "get-zones --format=zone")),
    ("dnsconfig.js", 'var REG_NONE = NewRegistrar("none");\nvar DSP = NewDnsProvider("bind");\n\nD("example.com", REG_NONE, DnsProvider(DSP),\n'
     '\tTXT("@", "v=spf1 -all"),\n\tMX("@", 10, "mail.example.com.")\n);\n', ("DNSControl", "get-zones --format=zone")),
    ("report.json", '[{"domain":"example.com","corrections":1,"provider":"bind"}]', ("DNSControl report",)),
    ("zone.tsv", "example.com\t@\t300\tIN\tTXT\tv=spf1 -all\nmail.example.com\tmail\t300\tIN\tA\t192.0.2.1\n"
     "example.com\t@\t300\tIN\tMX\t10 mail.example.com.\n", ("table",)),
    ("r53.json", json.dumps(RECORD_SETS, indent=4), ("Route 53", "cli53 export")),
    ("change.json", '{"Changes":[{"Action":"UPSERT","ResourceRecordSet":{"Name":"example.com.","Type":"TXT"}}]}', ("Route 53",)),
    ("r53.txt", "RESOURCERECORDSETS\texample.com.\t300\tTXT\nRESOURCERECORDS\t\"v=spf1 -all\"\n", ("Route 53", "cli53 export")),
    ("stack.yaml", "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Spf:\n    Type: AWS::Route53::RecordSet\n    Properties:\n"
     "      Type: TXT\n      ResourceRecords: ['\"v=spf1 -all\"']\n", ("CloudFormation", "cli53 export")),
    ("stack.json", '{"AWSTemplateFormatVersion":"2010-09-09","Resources":{"Spf":{"Type":"AWS::Route53::RecordSet"}}}', ("CloudFormation",)),
    ("cf.json", '{"result":[{"name":"example.com","type":"TXT","content":"v=spf1 -all","ttl":1}],"success":true,"errors":[],'
     '"result_info":{"page":1}}', ("Cloudflare", "dns_records/export")),
    ("gcloud.json", '[{"kind":"dns#resourceRecordSet","name":"example.com.","rrdatas":["\\"v=spf1 -all\\""],"ttl":300,"type":"TXT"}]',
     ("Cloud DNS", "gcloud dns record-sets export", "--zone-file-format")),
    ("gcloud.yaml", "---\nkind: dns#resourceRecordSet\nname: example.com.\nrrdatas:\n- '\"v=spf1 -all\"'\nttl: 300\ntype: TXT\n",
     ("Cloud DNS", "--zone-file-format")),
    ("az.json", '[{"name":"@","fqdn":"example.com.","type":"Microsoft.Network/dnszones/TXT","TXTRecords":[{"value":["v=spf1 -all"]}]}]',
     ("Azure", "az network dns zone export")),
    ("pdns.json", '{"name":"example.com.","rrsets":[{"name":"example.com.","type":"TXT","records":[{"content":"\\"v=spf1 -all\\""}]}]}',
     ("PowerDNS", "pdnsutil list-zone")),
    ("gandi.json", '[{"rrset_name":"@","rrset_type":"TXT","rrset_ttl":300,"rrset_values":["\\"v=spf1 -all\\""]}]', ("Gandi",)),
    ("do.json", '{"domain_records":[{"type":"TXT","name":"@","data":"v=spf1 -all","ttl":300}]}', ("JSON",)),
    ("any.json", '{"hello": "world"}', ("JSON",)),
    ("cut.json", json.dumps(RECORD_SETS)[:70], ("Route 53",)),
    ("data", "# example.com\n.example.com:192.0.2.53:a:259200\n'example.com:v=spf1 mx -all:300\n@example.com:192.0.2.25:mx:10:300\n"
     "'_dmarc.example.com:v=DMARC1; p=none; rua=mailto\\072d@example.com:300\n+www.example.com:192.0.2.80:300\n", ("tinydns", "axfrdns")),
    ("local.conf", "server:\n    local-zone: \"example.com.\" static\n    local-data: \"example.com. IN TXT v=spf1 -all\"\n"
     "    local-data: 'mail.example.com. IN A 192.0.2.1'\n", ("Unbound", "list_local_data")),
    ("dnsmasq.conf", "# mail\ntxt-record=example.com,\"v=spf1 -all\"\nmx-host=example.com,mail.example.com,10\n", ("dnsmasq",)),
    ("db.example.com", "% +300 SOA % email@% 1 7200 3600 604800 1800 ~\n% TXT 'v=spf1 -all' ~\n% MX 10 mail.% ~\nmail.% A 192.0.2.1 ~\n",
     ("MaraDNS",)),
    ("named.conf", 'options {\n\tdirectory "/var/cache/bind";\n};\n\nzone "example.com" {\n\ttype master;\n\tfile "db.example.com";\n};\n',
     ("BIND", "zone file")),
    ("named.conf.local", '// local zones\nzone "example.com" { type master; file "/etc/bind/db.example.com"; };\n', ("BIND",)),
    ("nsd.conf", "server:\n  ip-address: 192.0.2.53\nzone:\n  name: example.com\n  zonefile: example.com.zone\n", ("NSD",)),
    ("changes", "server 192.0.2.53\nzone example.com\nupdate add example.com 300 TXT \"v=spf1 -all\"\nsend\n", ("nsupdate",)),
    ("page.html", "<!DOCTYPE html>\n<html><head><title>DNS</title></head><body><pre>" + ZONE + "</pre></body></html>\n", ("HTML",)),
    ("page.htm", "\n\n<HTML><BODY>404 Not Found</BODY></HTML>\n", ("HTML",)),
    ("hosts.xml", '<?xml version="1.0" encoding="utf-8"?>\n<ApiResponse Status="OK"><host Name="@" Type="MX" Address="mx1." MXPref="10"/>'
     '</ApiResponse>\n', ("XML",)),
    ("records.csv", 'Type,Name,Content,TTL\nTXT,example.com,"v=spf1 -all",300\nMX,example.com,10 mx1.example.com,300\n', ("table",)),
    ("records.csv", '"Typ";"Name";"Wert"\n"TXT";"@";"v=spf1 -all"\n"MX";"@";"mx1.example.com"\n', ("table",)),
    ("records.tsv", "Name\tType\tTTL\tValue\n@\tTXT\t300\tv=spf1 -all\n@\tMX\t300\t10 mx1.example.com\n", ("table",)),
    ("template", "TXT|example.com.|v=spf1 mx a ~all|0|3600\nMX|example.com.|mail.example.com.|10|3600\n", ("table",)),
    ("mail.eml", "Return-Path: <a@example.com>\nReceived: from mail.example.com by mx.example.net\nFrom: a@example.com\nSubject: our zone\n\n" +
     ZONE, ("e-mail",)),
    ("mail", "From: Anna <a@example.com>\nDate: Mon, 30 Nov 2026 08:00:00 +0000\nSubject: our zone\n\n" + ZONE, ("e-mail",)),
    ("mail.key", "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----\n", ("private key",)),
    ("k.key", "-----BEGIN RSA PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END RSA PRIVATE KEY-----\n", ("private key",)),
    ("zone.pdf", "%PDF-1.7\n1 0 obj\n", ("PDF",)),
    ("zone.zip", b"PK\x03\x04\x14\x00\x00\x00", ("ZIP",)),
    ("example.com.zone", gzip.compress(ZONE.encode()), ("gzip", "gunzip")),
    ("zone.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", ("PNG",)),
    ("zone", bytes(range(256)) * 4, ("binary",)),
    ("zone", b"\x00\x00\x00\x02\x00\x00\x00\x01\x67\x4b\x00\x00example" * 3, ("raw format", "named-compilezone")),
    ("zone", ZONE.encode() + b"\x00" * 512, ("NUL",)),
    ("zone", b"\x00" * 4096, ("binary",)),
    ("zone", "ключ к зоне домена".encode("koi8-r") * 8, ("binary",)),
    ("zone", "", ("empty",)),
    ("zone", "\n  \n\r\n", ("empty",)),
    ("zone", "; nothing yet\n", ("comments",)),
    ("table.txt", "\nName                           Type   TTL   Section    Strings\n----                           ----   ---   -------    -------\n"
     "example.com                    TXT    300   Answer     {v=spf1 include:_spf.google.com include:sp...\n", ("cut", "Format-List")),
    ("table.txt", "\nHostName  RecordType Type Timestamp TimeToLive RecordData\n--------  ---------- ---- --------- ---------- ----------\n"
     "@         TXT        16   0         01:00:00   v=spf1 -all\n", ("Get-DnsServerResourceRecord", "Export-DnsServerZone")),
    ("letter", "Dear colleague,\n\nplease publish the records below. The MX is fine.\nWe send from mail.example.com. It has one A record.\n"
     "Kind regards\n", ("without DNS records",)),
    ("readme.md", "# Zones\n\nThe zones are in `zones/`. Run `make check` before you push.\n\n- `example.com.zone` is the main one\n"
     "- others are parked\n", ("without DNS records",)),
    ("spf.txt", "v=spf1 mx -all\n", ("SPF record", "mailauth-check record")),
    ("fix.diff", "diff --git a/db b/db\nindex 1..2 100644\n--- a/db\n+++ b/db\n@@ -1,2 +1,2 @@\n $TTL 300\n-@ IN TXT \"v=spf1 -all\"\n"
     "+@ IN TXT \"v=spf1 mx -all\"\n", ("patch",)),
    ("zone", "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", ("Git LFS", "git lfs pull")),
    ("zone", "$ANSIBLE_VAULT;1.1;AES256\n6538346237\n", ("Ansible",)),
    ("example.com.zone", ZONE.replace("example.com", "{{ domain }}"), ("template", "render")),
    ("example.com.zone", ZONE + '<<<<<<< HEAD\n@ IN TXT "a"\n=======\n@ IN TXT "b"\n>>>>>>> topic\n', ("merge",)),
    ("changes", "zone example.com\nadd example.com 300 TXT \"v=spf1 -all\"\nsend\n", ("nsupdate",)),
    ("pdns.sql", "INSERT INTO records (domain_id, name, type, content) VALUES (1, 'example.com', 'TXT', '\"v=spf1 -all\"');\n",
     ("database", "pdnsutil list-zone")),
    ("zone", ";BIND LOG V9\n\x00\x00\x01", ("journal",)),
    ("xfr", "\n; <<>> DiG 9.18.28 <<>> AXFR example.com @192.0.2.53\n;; global options: +cmd\n; Transfer failed.\n", ("transfer that failed",)),
]


class NotZones(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="mailauth-not-zones-")
        self.addCleanup(shutil.rmtree, self.folder)

    def refused(self, name, data, command="zone"):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(data)
        done = run(command, "--offline", path, *((path,) if command == "diff" else ()))
        self.assertEqual((done.status, done.output), (USAGE, ""), done)
        self.assertEqual(done.errors.count("\n"), 1, done)
        return done.errors

    def test_each_is_named(self):
        for name, text, words in NOT_ZONES:
            data = text if isinstance(text, bytes) else text.encode()
            with self.subTest(name=name, text=data[:60]):
                for command in ("zone", "diff"):
                    errors = self.refused(name, data, command)
                    for word in words:
                        self.assertIn(word, errors)

    def test_in_utf16(self):
        for name, text, words in NOT_ZONES:
            if isinstance(text, bytes) or len(text) < 20:
                continue
            with self.subTest(name=name, text=text[:60]):
                errors = self.refused(name, text.encode("utf-16"))
                self.assertIn(words[0], errors)

    def test_a_damaged_zone_is_not_passed_over(self):
        """In a folder, too: the check must not pass because the file is no zone any more."""
        for text in ("", "; nothing\n", ZONE + "<<<<<<< HEAD\n@ IN A 192.0.2.1\n=======\n>>>>>>> topic\n", ZONE + "\0" * 100,
                     "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"):
            with self.subTest(text=text[-40:]):
                for name, content in (("example.com.zone", ZONE), ("example.org.zone", text)):
                    with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
                        file.write(content)
                done = run("zone", "--offline", self.folder)
                self.assertEqual(done.status, USAGE, done)
                self.assertIn("example.org.zone", done.errors)

    def test_a_zone_with_a_fault_is_still_one(self):
        """A broken line is a finding; what is left of the zone is judged."""
        for line in ('x IN TXT "a\x00b"', "x IN XXX 1", "{", "-----BEGIN PRIVATE KEY-----", "<html>", "<<<<<<< HEAD", "k\xe4se IN A 192.0.2.1"):
            with self.subTest(line=line):
                path = os.path.join(self.folder, "example.com.zone")
                with open(path, "wb") as file:
                    file.write((ZONE + line + "\n").encode("latin-1"))
                done = run("zone", "--offline", "--format", "json", path)
                self.assertEqual(done.domain["domain"], "example.com")
                self.assertEqual(done.domain["records"]["spf"]["text"], "v=spf1 -all")


if __name__ == "__main__":
    unittest.main()
