"""The older releases of Nova: what each needs, pinned, and environments that hold it.

``python -m harness.tests.servers.releases`` pins it anew. The interpreter needs uv.
"""

import csv
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from harness.errors import HarnessError

ROOM = Path(__file__).parents[2] / "releases"
"""``nova-N.in`` says what is of a release, and ``nova-N.txt`` pins all that comes with it."""
MANUAL = ROOM.parents[1] / "doc/source/releases.rst"
NEEDS = ROOM.parent / "requirements-tests.txt"
NUMBERS = sorted(int(path.stem.removeprefix("nova-")) for path in ROOM.glob("nova-*.in"))
"""The major numbers of the releases."""

_YOUNGER = ("nova", "openstack-placement", "keystone", "psutil", "scrypt")
"""What may have been published later: OpenStack's stable releases, which go on; what the
harness wants itself; and what has no wheel for Python 3.11 otherwise."""
_TABLE = re.compile(r"^\.\. csv-table::.*\n((?:   .*\n|\n)+)", re.MULTILINE)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_UV = (sys.executable, "-m", "uv", "--quiet")
_COMPILE = (*_UV, "pip", "compile", "--python-version", "3.11", "--no-annotate")


def table() -> dict[str, dict[str, str]]:
    """Return what the manual says of each fact, by the versions of Nova."""
    lines = [line.strip() for line in _TABLE.findall(MANUAL.read_text())[0].splitlines()]
    rows = csv.reader(
        [line.removeprefix(":header: ") for line in lines if '"' in line], skipinitialspace=True
    )
    _, *versions = next(rows)
    return {fact: dict(zip(versions, told, strict=True)) for fact, *told in rows}


def pins(number: int) -> Path:
    """Return the file with what a release needs, pinned."""
    return ROOM / f"nova-{number}.txt"


def pin(number: int) -> None:
    """Write that file: what OpenStack needs is of the release's time, the rest is new.

    :raises HarnessError: when nothing fits.
    """
    wanted = ROOM / f"nova-{number}.in"
    text = wanted.read_text()
    dated = _DATE.search(text)
    if not dated:
        raise HarnessError(f"{wanted} names no day; say until when its release is tried with")
    until = ["--exclude-newer", dated[0]]
    for name in _YOUNGER:
        until += ["--exclude-newer-package", f"{name}=2100-01-01"]
    with tempfile.TemporaryDirectory() as folder:
        then = Path(folder, wanted.name)
        _run(*_COMPILE, "--no-header", *until, "--output-file", str(then), str(wanted))
        named = ["--custom-compile-command", "tox -e constraints", "--no-emit-index-url"]
        target = ["--constraint", str(then), "--output-file", str(pins(number))]
        _run(*_COMPILE, "--upgrade", *named, *target, str(NEEDS))


def install(number: int, folder: Path) -> Path:
    """Make an environment that holds a release and the tests' needs.

    :returns: its interpreter.
    :raises HarnessError: when something cannot be installed.
    """
    python = folder / "bin/python"
    _run(*_UV, "venv", "--clear", "--python", sys.executable, str(folder))
    needed = ["--constraint", str(pins(number)), "--requirement", str(NEEDS)]
    _run(*_UV, "pip", "install", "--python", str(python), *needed)
    return python


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        said = (done.stdout + done.stderr).strip() or "it says nothing"
        raise HarnessError(f"uv ended with status {done.returncode}: {said}")


def main() -> int:
    """Pin every release anew."""
    for number in NUMBERS:
        pin(number)
    return 0


if __name__ == "__main__":
    sys.exit(main())
