"""
The documents tell the truth: each example in them is run and its output compared, and the manual pages name the commands and
options that the program has.

To add a document, add a row to DOCUMENTS. Its examples find the files of tests/documents in the folder that they run in.
`test_documents.py --write [PATH...]` writes the outputs of today into the documents; read the difference before you keep it.
"""

import re
import subprocess
import shutil
import sys
import unittest

import documents
import program
from documents import Document

# In a terminal of 80 columns, a display of a manual page begins in the sixth one.
MANUAL_WIDTH = 74

DOCUMENTS = [
    Document("man/mailauth-check.1", MANUAL_WIDTH),
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
