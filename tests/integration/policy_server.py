"""A domain with an MTA-STS policy (RFC 8461): its records, a web server on loopback that serves the policy, and certificates."""

import http.server
import os
import shutil
import ssl
import subprocess
import tempfile
import threading
import time
import unittest

import dns_wire as wire
from servers import answer

DOMAIN = "sts.example"
HOST = "mta-sts." + DOMAIN
POLICY = f"version: STSv1\r\nmode: enforce\r\nmx: mail.{DOMAIN}\r\nmax_age: 1209600\r\n"


def openssl(folder, *arguments):
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


def make_certificates(folder):
    """An authority, and certificates of it: for the policy host, for another name, and one that signs itself."""
    openssl(folder, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem",
            "-subj", "/CN=Test CA", "-days", "2")
    for name, host in (("good", HOST), ("other", "www." + DOMAIN)):
        with open(os.path.join(folder, name + ".ext"), "w", encoding="ascii") as file:
            file.write(f"subjectAltName=DNS:{host}\n")
        openssl(folder, "req", "-newkey", "rsa:2048", "-nodes", "-keyout", name + ".key", "-out", name + ".csr",
                "-subj", f"/CN={host}")
        openssl(folder, "x509", "-req", "-in", name + ".csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
                "-out", name + ".pem", "-days", "2", "-extfile", name + ".ext")
    openssl(folder, "req", "-newkey", "rsa:2048", "-nodes", "-keyout", "cn.key", "-out", "cn.csr", "-subj", f"/CN={HOST}")
    openssl(folder, "x509", "-req", "-in", "cn.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out",
            "cn.pem", "-days", "2")
    openssl(folder, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "self.key", "-out", "self.pem",
            "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}", "-days", "2")


class WebServer:
    """Serves one policy in one way."""

    def __init__(self, folder, certificate="good", body=POLICY, status=200, headers=(), delay=0.0):
        self.requests = requests = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                requests.append((self.headers["Host"], self.path))
                time.sleep(delay)
                self.send_response(status)
                for name, value in headers or (("Content-Type", "text/plain"),):
                    self.send_header(name, value)
                self.end_headers()
                try:
                    self.wfile.write(body.encode())
                except OSError:
                    pass  # the program has had enough

            def log_message(self, *_):
                pass

        class Quiet(http.server.ThreadingHTTPServer):
            def handle_error(self, *_):
                pass

        self._server = Quiet(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(os.path.join(folder, certificate + ".pem"), os.path.join(folder, certificate + ".key"))
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.address = "127.0.0.1:%d" % self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()

    def stop(self):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def script(record="v=STSv1; id=20261122", host=True):
    mail = "mail." + DOMAIN
    answers = {
        (DOMAIN, "TXT"): answer(wire.txt(DOMAIN, "v=spf1 mx -all")),
        (DOMAIN, "MX"): answer(wire.mx(DOMAIN, 10, mail)),
        (mail, "A"): answer(wire.address(mail, "11.0.0.10")),
        ("_dmarc." + DOMAIN, "TXT"): answer(wire.txt("_dmarc." + DOMAIN, f"v=DMARC1; p=none; rua=mailto:d@{DOMAIN}")),
        ("_mta-sts." + DOMAIN, "TXT"): answer(wire.txt("_mta-sts." + DOMAIN, record)),
        ("_smtp._tls." + DOMAIN, "TXT"): answer(
            wire.txt("_smtp._tls." + DOMAIN, f"v=TLSRPTv1; rua=mailto:tls@{DOMAIN}")),
    }
    if host:
        answers[(HOST, "A")] = answer(wire.address(HOST, "127.0.0.1"))
    return answers


class CertificateTest(unittest.TestCase):
    """Has the certificates in self.folder."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="mailauth-https-")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        make_certificates(cls.folder)
