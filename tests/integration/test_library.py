"""
libmailauth as it is installed: tests/api/example.c is built against a copy and run, the header is what the library exports, and
a report is the program's.
"""

import json
import os
import re
import shutil
import shlex
import subprocess
import tempfile
import unittest

import dns_wire as wire
import program
import servers

ROOT = program.REPOSITORY
COUNTED = os.path.basename(os.path.dirname(program.binary())) == "coverage"
EXAMPLE = os.path.join(ROOT, "tests", "api", "example.c")
HEADER = os.path.join(ROOT, "include", "mailauth.h")
ZONE = os.path.join(ROOT, "tests", "cases", "zone", "tour", "db.example.com")

# Checks a domain by asking the server that is given, and prints the JSON.
LIVE = """
#include <mailauth.h>
#include <stdio.h>

int main(int argc, char **argv)
{
	mailauth_source *source = mailauth_source_new();
	mailauth_report *report = NULL;
	int failed = argc != 3 || mailauth_source_add_server(source, argv[1]) ||
		     mailauth_source_set_timeout(source, 1000, 1) || mailauth_source_open(source) ||
		     mailauth_check(source, NULL, argv[2], &report);

	mailauth_source_free(source);
	puts(mailauth_report_json(report));
	mailauth_report_free(report);
	return failed;
}
"""


def run(command, **more):
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120, **more)
    if done.returncode:
        raise AssertionError(f"{shlex.join(command)}\n{done.stdout}{done.stderr}")
    return done.stdout


def declared():
    """The functions of the header."""
    with open(HEADER, encoding="utf-8") as file:
        return set(re.findall(r"^MAILAUTH_API [^;(]*?(\w+)\(", file.read(), re.MULTILINE))


def setting(build, name):
    """A variable of CMake's cache."""
    with open(os.path.join(build, "CMakeCache.txt"), encoding="utf-8") as file:
        return re.search(rf"^{name}:\w+=(.*)$", file.read(), re.MULTILINE)[1]


class Library(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.build = os.path.dirname(program.binary())
        if not os.path.exists(os.path.join(cls.build, "CMakeCache.txt")):
            raise unittest.SkipTest("the program under test does not stand in its build folder")
        folder = tempfile.TemporaryDirectory(prefix="mailauth-library-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = folder.name
        cls.prefix = os.path.join(cls.folder, "usr")
        run(["cmake", "--install", cls.build, "--prefix", cls.prefix])
        cls.libraries = os.path.join(cls.prefix, setting(cls.build, "CMAKE_INSTALL_LIBDIR"))
        # A copy without the shared library: there -lmailauth is the archive.
        cls.static_prefix = os.path.join(cls.folder, "static")
        shutil.copytree(cls.prefix, cls.static_prefix, symlinks=True,
                        ignore=shutil.ignore_patterns("libmailauth.so*"))

    def compile(self, source, prefix, *pkg_config_options):
        """cc file.c $(pkg-config --cflags --libs mailauth), with the compiler and flags of the build (sanitizers)."""
        where = os.path.join(prefix, os.path.relpath(self.libraries, self.prefix), "pkgconfig")
        env = os.environ | {"PKG_CONFIG_PATH": where}
        flags = run(["pkg-config", "--cflags", "--libs", *pkg_config_options, "mailauth"], env=env)
        program_path = os.path.join(self.folder, f"example-{len(os.listdir(self.folder))}")
        run([setting(self.build, "CMAKE_C_COMPILER"), *shlex.split(setting(self.build, "CMAKE_C_FLAGS")), "-std=c99",
             "-Wall", "-Wextra", "-Wpedantic", "-Werror", source, "-o", program_path, *shlex.split(flags)])
        return program_path

    def run_shared(self, *command):
        return run(list(command), env=program.environment() | {"LD_LIBRARY_PATH": self.libraries})

    def test_the_example_is_built_and_run_with_the_shared_library(self):
        example = self.compile(EXAMPLE, self.prefix)
        output = self.run_shared(example, ZONE)
        self.assertIn("example.com: 4 errors", output)
        self.assertIn(f"{ZONE}:12:60: error:", output)
        self.assertIn("[dmarc-p-invalid]", output)
        self.assertIn("libmailauth.so.1", run(["readelf", "-d", example]))

    def test_the_example_is_built_and_run_with_the_static_library(self):
        example = self.compile(EXAMPLE, self.static_prefix, "--static")
        self.assertIn("[dmarc-p-invalid]", run([example, ZONE], env=program.environment()))
        self.assertNotIn("libmailauth", run(["readelf", "-d", example]))

    def test_the_example_of_the_manual_is_built_and_run(self):
        with open(os.path.join(ROOT, "man", "mailauth.3"), encoding="utf-8") as file:
            code = re.search(r"\.Sh EXAMPLES\n.*?\.Bd [^\n]*\n(.*?)\.Ed", file.read(), re.DOTALL)[1].replace("\\e", "\\")
        source = os.path.join(self.folder, "manual.c")
        with open(source, "w", encoding="utf-8") as file:
            file.write(code)
        shutil.copy(ZONE, os.path.join(self.folder, "db.example.com"))
        example = self.compile(source, self.prefix)
        output = run([example], env=program.environment() | {"LD_LIBRARY_PATH": self.libraries}, cwd=self.folder)
        self.assertIn("invalid policy", output)

    def test_the_example_says_what_it_cannot_read(self):
        example = self.compile(EXAMPLE, self.prefix)
        done = subprocess.run([example, "/nonexistent"], capture_output=True, encoding="utf-8", timeout=60,
                              env=program.environment() | {"LD_LIBRARY_PATH": self.libraries})
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("cannot read /nonexistent", done.stderr)

    @unittest.skipIf(COUNTED, "what counts for gcov is linked in")
    def test_exported_are_the_functions_of_the_header_and_no_others(self):
        self.assertGreater(len(declared()), 50)
        shared = run(["nm", "-D", "--defined-only", os.path.join(self.libraries, "libmailauth.so")])
        archive = run(["nm", "-g", "--defined-only", os.path.join(self.libraries, "libmailauth.a")])
        for listing in (shared, archive):
            names = {line.split()[-1] for line in listing.splitlines() if len(line.split()) == 3}
            names = {name for name in names if not re.match(r"_|\.|asan|DW\.", name)}  # the linker's, the sanitizer's
            self.assertEqual(names, declared())

    @unittest.skipIf(COUNTED, "what counts for gcov is linked in")
    def test_what_only_a_program_may_do_is_not_in_it(self):
        """It does not print, end the process but by abort(), or touch signals, locale, folder and environment."""
        wanted = run(["nm", "-D", "--undefined-only", os.path.join(self.libraries, "libmailauth.so")])
        names = {re.sub("@.*", "", line.split()[-1]) for line in wanted.splitlines()}
        self.assertIn("abort", names)
        self.assertEqual(names & {"exit", "_exit", "_Exit", "atexit", "stdin", "stdout", "stderr", "puts", "putchar", "printf",
                                  "vprintf", "fprintf", "vfprintf", "fputs", "fputc", "putc", "fwrite", "perror", "setlocale",
                                  "signal", "sigaction", "sigprocmask", "raise", "kill", "alarm", "umask", "chdir", "setenv",
                                  "putenv", "unsetenv", "fork", "system"}, set())

    def test_names_of_its_own_are_free_for_the_program(self):
        """A static link with a program that has functions of the same names as the library's own."""
        source = os.path.join(self.folder, "names.c")
        with open(source, "w", encoding="ascii") as file:
            file.write("#include <mailauth.h>\nint report(void);\nint report(void) { return 0; }\n"
                       "int arena_take(void);\nint arena_take(void) { return 0; }\n"
                       "int main(void) { mailauth_options_free(mailauth_options_new()); return report() + arena_take(); }\n")
        run([self.compile(source, self.static_prefix, "--static")], env=program.environment())

    def test_a_report_is_the_programs(self):
        source = os.path.join(self.folder, "live.c")
        with open(source, "w", encoding="ascii") as file:
            file.write(LIVE)
        example = self.compile(source, self.prefix)
        server = servers.ScriptedServer({
            ("example.com", "TXT"): servers.answer(wire.txt("example.com", "v=spf1 mx ~all")),
            ("example.com", "MX"): servers.answer(wire.mx("example.com", 10, "mail.example.com")),
            ("mail.example.com", "A"): servers.answer(wire.address("mail.example.com", "127.0.0.1")),
            ("_dmarc.example.com", "TXT"): servers.answer(wire.txt("_dmarc.example.com", "v=DMARC1; p=rejct")),
        })
        self.addCleanup(server.stop)
        expected = program.check(server, "example.com").json
        self.assertEqual(json.loads(self.run_shared(example, server.address, "example.com")), expected)
        self.assertIn("dmarc-p-invalid", {finding["rule"] for finding in expected["domains"][0]["findings"]})

    def test_the_header_is_cxx_too(self):
        compiler = shutil.which("clang++") or shutil.which("c++")
        if not compiler:
            self.skipTest("there is no C++ compiler")
        source = os.path.join(self.folder, "header.cc")
        with open(source, "w", encoding="ascii") as file:
            file.write("#include <mailauth.h>\nconst char *version() { return mailauth_version(); }\n")
        run([compiler, "-std=c++11", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only",
             "-I", os.path.join(self.prefix, "include"), source])

    def test_the_header_needs_nothing_but_the_standard_library(self):
        with open(HEADER, encoding="utf-8") as file:
            self.assertEqual(re.findall(r"#include (\S+)", file.read()), ["<stddef.h>", "<stdint.h>"])

    def test_the_version_is_the_programs(self):
        self.assertIn(program.run("--version").output.split()[1],
                      run(["pkg-config", "--modversion", "mailauth"],
                          env=os.environ | {"PKG_CONFIG_PATH": os.path.join(self.libraries, "pkgconfig")}))

    def test_the_manual_tells_of_every_function(self):
        with open(os.path.join(ROOT, "man", "mailauth.3"), encoding="utf-8") as file:
            told = set(re.findall(r"^\.Fo (mailauth_\w+)$", file.read(), re.MULTILINE))
        self.assertEqual(told, declared())


if __name__ == "__main__":
    unittest.main()
