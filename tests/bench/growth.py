#!/usr/bin/env python3
"""How time and memory grow with hostile inputs. Run by hand, on an idle machine:

    tests/bench/growth.py build/release/mailauth-check [SHAPE...]

For each shape of tests/integration/growth_*.py: bytes of input, seconds of processor time at half of the size and at the
size, their ratio (2 is linear), peak memory, exit status. What breaks a promise (2 s, 128 MB, ratio 2.6) has a mark.
"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "integration"))
os.environ["MAILAUTH_CHECK"] = os.path.abspath(sys.argv[1])

import growth  # pylint: disable=wrong-import-position
import growth_mail  # pylint: disable=wrong-import-position
import growth_settings  # pylint: disable=wrong-import-position
import growth_zone  # pylint: disable=wrong-import-position

SECONDS, MEMORY, RATIO, NOISE = 2, 128 * 1000 * 1000, 2.6, 0.25
LIMIT = int(os.environ.get("LIMIT", "20"))  # seconds of a run


def main():
    names = sys.argv[2:]
    for name, shape in (growth_zone.SHAPES | growth_settings.SHAPES | growth_mail.SHAPES).items():
        if names and not any(part in name for part in names):
            continue
        half, whole = (growth.run(shape.make(size), LIMIT) for size in (shape.size // 2, shape.size))
        ratio = whole.seconds / max(half.seconds, 0.001)
        marks = [mark for mark, broken in (("TIME", whole.seconds > SECONDS), ("MEMORY", whole.memory > MEMORY),
                                           ("RATIO", ratio > RATIO and whole.seconds > NOISE),
                                           ("STATUS", whole.status not in (0, 1, 2, 3))) if broken]
        print(f"{name:48} {shape.size:9} {half.seconds:7.2f} {whole.seconds:7.2f} {ratio:6.1f} {whole.memory / 1e6:7.0f} MB"
              f" {whole.output:9} exit {whole.status} {' '.join(marks)}", flush=True)


main()
