"""Pages cut into commands and what they print, run in one shell, one after the other.

Lines of a ``console`` block that begin with ``$ `` are typed, the others are printed, and ``...``
stands for anything. A file that ``cat`` shows is written first.
"""

import doctest
import re
import subprocess
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_BLOCKS = {
    ".md": re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL),
    ".rst": re.compile(r"^\.\. code-block:: console\n\n((?: +.*\n|\n)+)", re.MULTILINE),
}
_MARK = "-- the end of a command:"
_MATCHES = doctest.OutputChecker().check_output
_OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@dataclass(frozen=True)
class Step:
    """A command, and what a page says that it prints."""

    command: str
    shown: str


def steps(page: Path) -> list[Step]:
    """Return the commands of a page."""
    found = []
    for text in _BLOCKS[page.suffix].findall(page.read_text()):
        block = textwrap.dedent(text).strip("\n") + "\n"
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            found.append(Step(command, shown))
    return found


def faults(found: list[Step], folder: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """Run commands in a folder; yield what the page says otherwise.

    A status other than 0 is one that the page tells with ``echo $?``.
    """
    for step in found:
        if step.command.startswith("cat "):
            (folder / step.command.split()[1]).write_text(step.shown)
    script = "".join(
        f'(exit $last)\n{step.command}\nlast=$?\necho "{_MARK}$last"\n' for step in found
    )
    ended = subprocess.run(
        ["bash", "-c", f"last=0\nexec 2>&1\n{script}"],
        cwd=folder,
        env=dict(environment),
        stdout=subprocess.PIPE,
        text=True,
    )
    parts = re.split(rf"{_MARK}(\d+)\n", ended.stdout)
    for number, step in enumerate(found):
        printed, status = parts[2 * number], parts[2 * number + 1]
        told = number + 1 < len(found) and found[number + 1].command == "echo $?"
        if status != "0" and not told:
            yield f"status {status}: $ {step.command}\n{printed}"
        elif not _MATCHES(step.shown, _spoken(printed), _OPTIONS):
            yield f"$ {step.command}\n{printed}"


def _spoken(printed: str) -> str:
    """Leave out what nova says about itself, and how far a cloud has come."""
    silent = re.compile(r"^(nova CLI is deprecated.*| *\d+\.\d s  .*)\n", re.MULTILINE)
    return silent.sub("", printed)
