"""The clients of one release that are compared, each a side of it."""

UPSTREAM, MINIMAL, FORK = "upstream", "minimal", "fork"
_NAMES = {MINIMAL: "minimal fork", FORK: "fork"}


def name(side: str) -> str:
    """Return what people call a side: minimal is the minimal fork."""
    return _NAMES.get(side, side)
