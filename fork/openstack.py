"""OpenStack's series: which upstream releases each of them made."""

from pathlib import Path
from typing import Mapping

from fork.text import decode

PATH = Path(__file__).with_name("openstack.txt")


def read(path: Path = PATH) -> dict[str, list[str]]:
    """Read the releases of every series, oldest first.

    :raises ForkError: when the file is not UTF-8
    """
    lines = decode(path.read_bytes(), path.name).splitlines()
    rows = [line.split() for line in lines if not line.startswith("#")]
    return {row[0]: row[1:] for row in rows if row}


def series(release: str, calendar: Mapping[str, list[str]]) -> str:
    """Return the series that made a release; "" if none is known."""
    made = (name for name, releases in calendar.items() if release in releases)
    return next(made, "")
