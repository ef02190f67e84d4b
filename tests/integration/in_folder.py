"""A test whose runs share a folder, and whose processes end with it."""

import os
import shutil
import subprocess
import tempfile
import time
import unittest

import program


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="mailauth-check-streams-")
        self.addCleanup(shutil.rmtree, self.folder)
        self.started = []
        self.addCleanup(self.end_all)

    def end_all(self):
        for process in self.started:
            if process.poll() is None:
                process.kill()
            process.communicate()

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write(text)
        return name

    def read(self, name):
        with open(os.path.join(self.folder, name), encoding="utf-8") as file:
            return file.read()

    def exists(self, name):
        return os.path.exists(os.path.join(self.folder, name))

    def start(self, *arguments):
        process = subprocess.Popen([program.binary(), *arguments], cwd=self.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, encoding="utf-8", env=program.environment())
        self.started.append(process)
        return process

    def run_it(self, *arguments, **options):
        return subprocess.run([program.binary(), *arguments], cwd=self.folder, capture_output=True, encoding="utf-8",
                              env=program.environment(), timeout=program.HANG_SECONDS, check=False, **options)

    def wait_for(self, holds):
        end = time.monotonic() + program.HANG_SECONDS
        while not holds():
            self.assertLess(time.monotonic(), end)
            time.sleep(0.02)
