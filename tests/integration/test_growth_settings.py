"""Hostile lists, settings, baselines, saved answers, keys and options: memory stays under the bound, and no run hangs."""

import unittest

import growth
import growth_settings


class Promises(growth.PromisesOf):
    shapes = growth_settings.SHAPES


if __name__ == "__main__":
    unittest.main()
