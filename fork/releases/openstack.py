"""OpenStack's series: the upstream releases and the pbr of each of them."""

import dataclasses
from pathlib import Path
from typing import Mapping

from fork.errors import ForkError
from fork.text import decode

PATH = Path(__file__).with_name("openstack.txt")


@dataclasses.dataclass(frozen=True)
class Series:
    """What is known of a series.

    :param pbr: the version of pbr that its upper-constraints name
    :param releases: those of the project that it made, oldest first
    """

    pbr: str
    releases: list[str]


def read(path: Path = PATH) -> dict[str, Series]:
    """Read what is known of every series, oldest first, by name.

    :raises ForkError: when the file is not UTF-8, or a line ends too soon
    """
    lines = decode(path.read_bytes(), path.name).splitlines()
    stated = (line.split() for line in lines if not line.startswith("#"))
    return dict(_series(words, path.name) for words in stated if words)


def series(release: str, calendar: Mapping[str, Series]) -> str:
    """Return the series that made a release; "" if none is known."""
    made = (name for name, s in calendar.items() if release in s.releases)
    return next(made, "")


def _series(words: list[str], name: str) -> tuple[str, Series]:
    if len(words) < 2:
        raise ForkError(
            f"{name} states no pbr for {words[0]}; write the one that its "
            "upper-constraints name behind it"
        )
    return words[0], Series(words[1], words[2:])
