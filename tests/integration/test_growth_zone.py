"""Hostile records, pasted answers, zones and changes: memory stays under the bound, and no run hangs."""

import unittest

import growth
import growth_zone


class Promises(growth.PromisesOf):
    shapes = growth_zone.SHAPES


if __name__ == "__main__":
    unittest.main()
