"""The HTML report in a browser: it shows what it should, runs nothing, fetches nothing, whatever the records hold."""

import http.server
import os
import re
import shutil
import subprocess
import tempfile
import threading
import unittest

import program

BROWSER = shutil.which("chromium")
QUIET = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-default-apps", "--disable-extensions",
         "--disable-features=OptimizationHints,MediaRouter", "--enable-logging=stderr")
# What a page does that must not: a word on the console, a request, a change of what is shown.
HARM = "<script>console.error(`owned`)</script><img src=http://canary.example/a.png onerror=console.error(`owned`)>" \
    "<style>@import url(http://canary.example/b.css)</style><link rel=stylesheet href=http://canary.example/c.css>" \
    "<iframe src=http://canary.example/d></iframe><svg onload=console.error(`owned`)>"
ZONE = "$ORIGIN example.com.\n$TTL 3600\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 11.0.0.1\n@ MX 10 ns\n" \
    '@ TXT "v=spf1 mx include:other.example.com ip4:11.0.0.300 {harm} -all"\nother TXT "v=spf1 a:ns.example.com ?all"\n' \
    '_dmarc TXT "v=DMARC1; p=rejct; rua={harm}"\n'


class Proxy(http.server.BaseHTTPRequestHandler):
    """Notes which pages the browser wants, and has none of them."""

    def do_GET(self):
        self.server.wanted.append(self.path)
        self.send_error(404)

    do_CONNECT = do_POST = do_GET

    def log_message(self, *arguments):
        pass


@unittest.skipUnless(BROWSER, "no browser is installed (chromium)")
class Html(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="mailauth-html-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.proxy = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
        self.proxy.wanted = []
        threading.Thread(target=self.proxy.serve_forever, daemon=True).start()
        self.addCleanup(self.proxy.server_close)
        self.addCleanup(self.proxy.shutdown)

    def path(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def open(self, page):
        """What the browser makes of a page: the document, words on the console, pages that it wanted."""
        done = subprocess.run(
            [BROWSER, *QUIET, f"--user-data-dir={self.folder}/profile", f"--proxy-server=127.0.0.1:{self.proxy.server_port}",
             "--proxy-bypass-list=<-loopback>", "--virtual-time-budget=2000", "--dump-dom", f"file://{page}"],
            capture_output=True, timeout=program.HANG_SECONDS, encoding="utf-8", check=True)
        console = re.findall(r":CONSOLE[:(].*", done.stderr)
        return done.stdout, console, [url for url in self.proxy.wanted if "canary" in url or "127.0.0.1" in url]

    def report(self, harm, *arguments):
        zone = self.path("db.example.com", ZONE.format(harm=harm))
        done = program.run("zone", "--offline", "--format", "html", *arguments, zone)
        self.assertEqual(done.status, program.FINDINGS)
        return self.path("report.html", done.output), done.output

    def test_the_browser_would_tell(self):
        """The same bytes in a page without defence do all that the other tests look for."""
        _, console, wanted = self.open(self.path("control.html", f"<!DOCTYPE html><p>{HARM}"))
        self.assertTrue(any("owned" in line for line in console), console)
        self.assertTrue({f"http://canary.example/{name}" for name in ("a.png", "b.css", "c.css", "d")} <= set(wanted), wanted)

    def test_hostile_records_are_inert(self):
        page, source = self.report(HARM, "-v")
        self.assertIn("console.error", source)
        document, console, wanted = self.open(page)
        self.assertEqual(console, [])
        self.assertEqual(wanted, [])
        self.assertNotRegex(document, "<(script|img|iframe|svg|link|object|base|form)[ >]")
        self.assertEqual(document.count("<style>"), 1)

    def test_shows_tree_budget_marks_and_fixes(self):
        page, _ = self.report("")
        document, console, wanted = self.open(page)
        self.assertEqual((console, wanted), ([], []))
        self.assertRegex(document, r'<meter [^>]*value="3"')
        self.assertRegex(document, r"(?s)<li><code>include:other.example.com</code>.*<ul>\s*<li><code>a:ns.example.com</code>")
        self.assertIn("<mark>11.0.0.300</mark>", document)
        self.assertIn("dmarc-p-invalid", document)
        self.assertRegex(document, '(?s)<pre class="fix">_dmarc.example.com. TXT "v=DMARC1; p=reject')

    def test_well_formed(self):
        """The browser finds nothing to repair: it closes no element that the report left open, and opens none."""
        page, source = self.report(HARM, "-v")
        document, _, _ = self.open(page)
        for element in ("section", "article", "p", "pre", "ul", "li", "dl", "dt", "dd", "mark", "h4", "small", "div", "footer"):
            with self.subTest(element=element):
                opened = len(re.findall(f"<{element}[ >]", source))
                self.assertEqual(source.count(f"</{element}>"), opened)
                self.assertEqual(document.count(f"</{element}>"), opened)


if __name__ == "__main__":
    unittest.main()
