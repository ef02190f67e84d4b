"""What the gate does not hold, with the reason. The test fails for a change that is here and holds."""

EXPECTED = {}
