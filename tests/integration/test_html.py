"""The HTML report in a browser: it shows what it should, runs nothing, fetches nothing, whatever the records hold."""

import html.parser
import http.server
import os
import re
import shutil
import subprocess
import tempfile
import threading
import unittest
import unittest.mock

import program
from test_formats import CLEAN_ZONE, FAULTY

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


class Elements(html.parser.HTMLParser):
    """Notes what a page holds; each element that is opened has to be closed in its order."""

    VOID = {"meta", "link", "br", "hr"}

    def __init__(self, page):
        super().__init__()
        self.open, self.ids, self.links, self.text, self.faults = [], [], [], {}, []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.ids += [attributes["id"]] if "id" in attributes else []
        self.links += [attributes["href"]] if "href" in attributes else []
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append((tag, self.getpos()))

    def handle_data(self, data):
        element = self.open[-1] if self.open else ""
        self.text[element] = self.text.get(element, "") + data + "\n"


class Page(unittest.TestCase):
    """What the page says to a reader who did not run the program."""

    def pages(self):
        with tempfile.TemporaryDirectory(prefix="mailauth-html-") as folder:
            paths = {}
            for name, zone in (("db.example.com", ZONE.format(harm=HARM)), ("clean", CLEAN_ZONE), ("faulty", FAULTY)):
                paths[name] = os.path.join(folder, name)
                with open(paths[name], "w", encoding="utf-8") as file:
                    file.write(zone)
            many = [f"d{i}.example" for i in range(30)]
            for arguments in (["zone", "--offline", paths["db.example.com"]], ["zone", "--offline", "-v", "-q", paths["clean"]],
                              ["check", "--offline", "--zone", paths["faulty"], "example.com", "shop.example.com", *many],
                              ["record", "v=spf1 ip4:11.0.0.300 -all"], ["diff", "--offline", paths["clean"], paths["faulty"]],
                              ["check", "--offline", "example.com"]):
                yield arguments, program.run(arguments[0], "--format", "html", *arguments[1:]).output

    def test_well_formed(self):
        for arguments, page in self.pages():
            with self.subTest(arguments=arguments):
                elements = Elements(page)
                self.assertEqual((elements.faults, elements.open), ([], []))
                self.assertEqual(len(elements.ids), len(set(elements.ids)))
                for link in elements.links:
                    if link.startswith("#"):
                        self.assertIn(link[1:], elements.ids)
                    else:
                        self.assertRegex(link, r"^https://(www\.rfc-editor\.org/rfc/rfc[0-9]+(#[a-z]+-[A-Z0-9.]+)?|datatracker\.ietf\.org/doc/[a-z-]+/)$")

    def test_no_options(self):
        for arguments, page in self.pages():
            with self.subTest(arguments=arguments):
                shown = re.sub("(?s)<pre.*?</pre>|<style>.*?</style>|<h4>.*?</h4>|<nav>.*?</nav>", "", page)
                self.assertNotRegex(shown, r"[\s(`>](--[a-z]|-[vq]\b)")

    def test_title_date_resolver_and_version(self):
        with unittest.mock.patch.object(program, "environment", lambda env=program.environment(): env | {"SOURCE_DATE_EPOCH": "1796068365"}):
            page = program.run("check", "--server", "127.0.0.1:9", "--timeout", "0.1", "--tries", "1", "--format", "html", "example.com").output
        elements = Elements(page)
        self.assertEqual(elements.text["title"].strip(), elements.text["h1"].strip())
        self.assertIn("example.com", elements.text["title"])
        for text in ("30 November 2026, 19:52 UTC", "resolver 127.0.0.1:9", "mailauth-check " + program.run("--version").output.split()[1]):
            self.assertIn(f"<dd>{text}</dd>", page)

    def test_each_finding_has_its_parts(self):
        for arguments, page in self.pages():
            for article in re.findall("(?s)<article .*?</article>", page):
                labels = re.findall("<dt>(.*?)</dt>", article)
                self.assertLessEqual({"Where", "Why", "Rule"}, set(labels))

    def test_several_domains(self):
        page = next(page for arguments, page in self.pages() if arguments[0] == "check")
        self.assertLess(page.index("<h2>Overview</h2>"), page.index("<nav>"))
        self.assertEqual(len(re.findall("<tr><th scope=row><a href=", page)), 32)
        self.assertIn("32 domains", Elements(page).text["title"])


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
