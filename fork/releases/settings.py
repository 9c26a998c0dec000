"""What pip is told of package indexes, by its files and its variables."""

import ast
import dataclasses
import subprocess
from typing import Iterator, Mapping

from fork.errors import ForkError
from fork.releases import download

PYPI = "https://pypi.org/simple"
#: Whose word counts, the last for most, as for `pip download`.
_SECTIONS = ("global", "download", ":env:")
_YES = {"1", "on", "t", "true", "y", "yes"}


@dataclasses.dataclass(frozen=True)
class Settings:
    """Where packages are looked for.

    :param indexes: the addresses of indexes, first to last
    :param links: addresses or folders of files, looked at before
    :param cert: the certificates to trust; "" for those of the library
    :param proxy: the proxy to ask; "" for what the environment says
    """

    indexes: list[str]
    links: list[str]
    cert: str = ""
    proxy: str = ""


def read() -> Settings:
    """Ask pip for its settings.

    :raises ForkError: when there is no pip, or it cannot read its files
    """
    command = [*download.pip(), "config", "list"]
    asked = subprocess.run(command, capture_output=True, text=True)
    if asked.returncode:
        reason = "".join(asked.stderr.strip().splitlines()[-1:])
        raise ForkError(f"pip does not tell its settings: {reason}")
    return parse(asked.stdout)


def parse(shown: str) -> Settings:
    """Read what `pip config list` prints."""
    stated = dict(_stated(shown))
    first = _last(stated, "index-url") or PYPI
    indexes = [first, *_last(stated, "extra-index-url").split()]
    if _last(stated, "no-index").lower() in _YES:
        indexes = []
    links = _last(stated, "find-links").split()
    cert, proxy = _last(stated, "cert"), _last(stated, "proxy")
    return Settings(indexes, links, cert, proxy)


def _stated(shown: str) -> Iterator[tuple[str, str]]:
    for line in shown.splitlines():
        name, _, value = line.partition("=")
        yield name, str(ast.literal_eval(value))


def _last(stated: Mapping[str, str], name: str) -> str:
    found = [stated.get(f"{section}.{name}") for section in _SECTIONS]
    return next((value for value in found[::-1] if value is not None), "")
