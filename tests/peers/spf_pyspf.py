"""
check_host() of pyspf, for test_spf_peers.py: spf_pyspf.py PORT

Each line of standard input is "ADDRESS<tab>HELO<tab>MAIL FROM"; each line of output "RESULT<tab>EXPLANATION", the
explanation in hexadecimal digits. A program of its own, because the interpreter of the tests need not be Debian's.
"""
import sys
import warnings

warnings.simplefilter("ignore")

import dns.resolver
import spf


def check(address, helo, mail_from):
    query = spf.query(i=address, s=mail_from, h=helo, receiver="unknown", timeout=20, querytime=0)
    query.set_default_explanation("DEFAULT")
    result, _, explanation = query.check()
    return result, explanation if result == "fail" else ""


def main():
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers = ["127.0.0.1"]
    resolver.port = int(sys.argv[1])
    dns.resolver.default_resolver = resolver
    for line in sys.stdin:
        try:
            result, explanation = check(*line.rstrip("\n").split("\t"))
        except Exception as error: # what it does not catch is a finding about pyspf, not about the test
            result, explanation = "exception", "%s: %s" % (type(error).__name__, error)
        print("%s\t%s" % (result, explanation.encode("utf-8", "surrogateescape").hex()), flush=True)


main()
