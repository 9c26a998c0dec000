"""By which keys the databases are known."""

KEYS = ("keystone", "placement", "api", "cell0", "cell")
SECOND_CELL = "cell2"
"""A cell that some stages have; there is none otherwise."""
