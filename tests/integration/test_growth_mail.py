"""Hostile messages, bounces, logs and pages of a megabyte: memory stays under the bound, and no run hangs."""

import unittest

import growth
import growth_mail


class Promises(growth.PromisesOf):
    shapes = growth_mail.SHAPES


if __name__ == "__main__":
    unittest.main()
