"""
The documents tell the truth: each example in them is run and its output compared, and the manual pages name the commands and
options that the program has.

To add a document, add a row to DOCUMENTS. Its examples find the files of tests/documents in the folder that they run in.
`test_documents.py --write [PATH...]` writes the outputs of today into the documents; read the difference before you keep it.
"""

import glob
import os
import re
import shutil
import subprocess
import sys
import unittest

import documents
import program
from documents import Document, commands

sys.path.insert(0, os.path.join(program.REPOSITORY, "tests"))

from check_texts import BANNED

# In a terminal of 80 columns, a display of a manual page begins in the sixth one.
MANUAL_WIDTH = 74
EXAMPLE = os.path.join(program.REPOSITORY, "tests", "example")

DOCUMENTS = [
    Document("README.md"),
    Document("man/mailauth-check.1", MANUAL_WIDTH),
    Document("man/mailauth-check.conf.5", MANUAL_WIDTH, EXAMPLE),
    Document("man/mailauth-check-bounces.7", MANUAL_WIDTH),
    Document("man/mailauth-check-gate.7", MANUAL_WIDTH),
    Document("man/mailauth-check-many.7", MANUAL_WIDTH),
]


class Examples(unittest.TestCase):
    def test_examples(self):
        for document in DOCUMENTS:
            runner = documents.Runner(document)
            self.addCleanup(runner.close)
            for example in documents.examples(document):
                with self.subTest(place=f"{document.path}:{example.line + 1}", command=example.command):
                    done = runner.run(example.command)
                    printed = "\n".join(done.lines)
                    if example.output is None:
                        self.assertIn(done.status, (program.CLEAN, program.FINDINGS, program.UNKNOWN), printed)
                    elif not documents.agree(example.output, done.lines):
                        self.assertEqual("\n".join(documents.without_last_blanks(example.output)), printed)


REFERENCE = documents.Document("man/mailauth-check.1")
MANUALS = sorted(os.path.relpath(path, program.REPOSITORY) for path in glob.glob(os.path.join(program.REPOSITORY, "man", "*.*")))
MADE = re.compile(r"mailauth-check-(rules.*|gate)\.7$")  # from rows and tests
ALWAYS = {"help", "version"}  # of each command


def options_of_program():
    """option -> the commands that have it."""
    found = {}
    for command in commands():
        for line in program.run("help", command).output.split("Examples:", maxsplit=1)[0].splitlines():
            option = re.match(r" +(?:-[a-z], )?--([a-z-]+)", line)
            if option:
                found.setdefault(option.group(1), set()).add(command)
    return {option: commands for option, commands in found.items() if option not in ALWAYS}


def section(text, name):
    return re.search(rf"(?ms)^\.Sh {name}\n(.*?)(?=^\.Sh |\Z)", text).group(1)


def words_of(macro, text):
    return {word for line in re.findall(rf"(?m)^\.{macro} (.*)", text) for word in line.split() if re.match("[a-z]", word)}


def options_of_page(text):
    """The same, from a section OPTIONS: the commands that begin a part of it, and what an option says of its own."""
    found = {}
    for part in re.split(r"(?m)^\.Ss .*\n", section(text, "OPTIONS"))[1:]:
        intro, *items = re.split(r"(?m)^\.It ", part)
        usual = words_of("Cm", intro)
        for item in items:
            first, body = item.split("\n", maxsplit=1)
            own = set(usual)
            for word, names in re.findall(r"(?m)^(Only|Not|Also) for\n\.Cm (.*)", body):
                names = set(re.findall("[a-z-]+", names))
                own = names if word == "Only" else own - names if word == "Not" else own | names
            for option in re.findall(r"Fl -([a-z-]+)", first):
                found[option] = own
    return {option: commands for option, commands in found.items() if option not in ALWAYS}


class Reference(unittest.TestCase):
    """mailauth-check(1) and the program name the same commands, options and formats."""

    def test_commands(self):
        page = section(REFERENCE.text, "COMMANDS")
        self.assertEqual(set(re.findall(r"(?m)^\.It Cm ([a-z-]+)$", page)), {*commands(), "help"})
        synopsis = section(REFERENCE.text, "SYNOPSIS")
        self.assertEqual(set(re.findall(r"(?m)^\.(?:Op )?Cm ([a-z-]+)$", synopsis)), {*commands(), "help"})

    def test_options(self):
        page, known = options_of_page(REFERENCE.text), options_of_program()
        self.assertEqual(set(page), set(known))
        for option, having in known.items():
            self.assertEqual(page[option], having, option)

    def test_formats(self):
        usage = " ".join(program.run("help", "check").output.split())
        names = set(re.search(r"output format: (.*?) --", usage).group(1).replace(" (default)", "").split(", "))
        self.assertEqual(set(re.findall(r"(?m)^\.It Cm ([a-z]+)$", section(REFERENCE.text, "FORMATS"))), names | {"mdoc"})

    def test_each_command_has_an_example(self):
        for command in {*commands(), "help"} - {"check"}:
            self.assertTrue(any(f"mailauth-check {command}" in example.command for example in documents.examples(REFERENCE)), command)


class Configuration(unittest.TestCase):
    PAGE = Document("man/mailauth-check.conf.5")

    def test_examples_are_valid(self):
        lines = [documents.plain(line) for line in self.PAGE.text.splitlines()]
        texts = ["\n".join(lines[start:end]) + "\n" for start, end, _ in documents.blocks(self.PAGE)]
        texts = [text if text.startswith("[") else "[check]\n" + text for text in texts if not text.startswith("$ ")]
        self.assertGreaterEqual(len(texts), 3)
        for text in texts:
            done = program.run("show-config", files={".mailauth-check.conf": text})
            self.assertEqual((done.status, done.errors), (program.CLEAN, ""), text)

    def test_expectations(self):
        page = section(self.PAGE.text, "KEYS")
        explained = {name for line in re.findall(r"(?m)^\.It Cm (.*)", page) for name in re.findall("expect-[a-z-]+", line)}
        self.assertEqual(explained, {rule["id"] for rule in program.run("rules", "expect", "--format", "json").json["rules"]})


class Gate(unittest.TestCase):
    def test_what_a_repository_has_is_that_of_the_example(self):
        lines = set()
        for folder, _, names in os.walk(EXAMPLE):
            for name in names:
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    lines |= {line.strip() for line in file}
        page = Document("man/mailauth-check-gate.7")
        shown = [line.strip() for start, end, _ in documents.blocks(page) for line in page.text.splitlines()[start:end]
                 if not line.startswith(".Dl")]
        self.assertGreater(len(shown), 8)
        self.assertEqual([line for line in shown if line not in lines], [])


class Pages(unittest.TestCase):
    def test_options_exist(self):
        known = {*options_of_program(), *ALWAYS}
        for path in MANUALS:
            if path.endswith(".3"):
                continue  # of the library; its options are those of other programs
            text = Document(path).text
            named = set(re.findall(r"Fl -([a-z][a-z-]*)", text))
            for line in re.findall(r"(?m)^(?:\.Dl )?\$? ?mailauth-check .*", text):
                named |= set(re.findall(r"(?<=\s--)[a-z][a-z-]*", line))
            self.assertEqual(named - known - {"option"}, set(), path)

    @unittest.skipUnless(shutil.which("mandoc"), "mandoc is not installed")
    def test_lint(self):
        for path in MANUALS:
            done = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", path], cwd=program.REPOSITORY, capture_output=True,
                                  encoding="utf-8", check=False)
            self.assertEqual(done.stdout + done.stderr, "")

    def test_pages_that_are_named_exist(self):
        for path in MANUALS:
            for name, number in re.findall(r"(?m)^\.Xr (mailauth\S*) (\d)", Document(path).text):
                self.assertIn(f"man/{name}.{number}", MANUALS, path)

    def test_words(self):
        for path in MANUALS:
            if MADE.search(path):
                continue
            prose = re.sub(r"(?ms)^\.Bd.*?^\.Ed$", "", Document(path).text)
            for pattern, instead in BANNED:
                with self.subTest(path=path, pattern=pattern):
                    self.assertEqual([line for line in prose.splitlines() if re.search(pattern, line)], [], instead)


class Markdown(unittest.TestCase):
    PAGES = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "src/README.md", "tests/example/README.md")

    def test_readme_is_short(self):
        self.assertLessEqual(len(Document("README.md").text.splitlines()), 120)

    def test_readme_names_each_command(self):
        table = Document("README.md").text.split("## Commands")[1]
        self.assertEqual([command for command in commands() if not re.search(rf"`(mailauth-check )?{command}\b", table)
                          and command != "check"], [])

    def test_readme_leads_to_each_page_of_the_manual(self):
        text = Document("README.md").text
        self.assertEqual([path for path in MANUALS if f"({path})" not in text and not path.startswith("man/mailauth-check-rules-")], [])

    def test_links(self):
        for path in self.PAGES:
            for link in re.findall(r"\]\((?!https?:)([^)#]+)", Document(path).text):
                self.assertTrue(os.path.exists(os.path.join(program.REPOSITORY, os.path.dirname(path), link)), f"{path}: {link}")

    def test_options_exist(self):
        known = {*options_of_program(), *ALWAYS}
        for path in self.PAGES:
            text = Document(path).text
            named = set(re.findall(r"`--([a-z][a-z-]*)", text))
            for line in re.findall(r"mailauth-check .*", text):
                named |= set(re.findall(r"(?<=\s--)[a-z][a-z-]*", line.split("`")[0]))
            self.assertEqual(named - known - {"preset"}, set(), path)  # which is of cmake and ctest

    def test_words(self):
        for path in self.PAGES:
            prose = re.sub(r"(?ms)^```.*?^```$", "", Document(path).text)
            for pattern, instead in BANNED:
                with self.subTest(path=path, pattern=pattern):
                    self.assertEqual([line for line in prose.splitlines() if re.search(pattern, line)], [], instead)


def main():
    if sys.argv[1:2] != ["--write"]:
        return unittest.main()
    for document in DOCUMENTS:
        if not sys.argv[2:] or document.path in sys.argv[2:]:
            for line in documents.rewrite(document):
                print(f'{document.path}:{line}: the output has "..." and does not agree')
    return None


if __name__ == "__main__":
    main()
