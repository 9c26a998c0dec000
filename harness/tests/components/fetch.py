"""Fetch the components that are not ours: ``python -m harness.tests.components.fetch FOLDER``.

They are installed below the folder, each for itself: the engine of masakari from the package
index, what Debian's package fence-agents holds, and an environment for that. What cannot be
fetched here is said, and the tests that need it are skipped.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from harness.errors import HarnessError

UPSTREAM = "python-novaclient==18.13.1"
MASAKARI = "masakari==22.0.0"
CONSTRAINTS = Path(__file__).parents[2] / "constraints.txt"
FENCE_NEEDS = (UPSTREAM, "pexpect", "pycurl", "python-keystoneclient", "requests")
FENCE_PYTHONS = ("3.10", "3.9")
"""Its agents ask ``inspect.getargspec``, which 3.11 does not have."""


def masakari(folder: Path) -> Path:
    """Return the interpreter of masakari's environment.

    :raises HarnessError: when it is not there.
    """
    return _found(folder / "masakari/bin/python", "masakari: run tox -e components")


def fence_python(folder: Path) -> Path:
    """Return the interpreter with which fence agents run.

    :raises HarnessError: when it is not there.
    """
    path = folder / "fence/bin/python"
    return _found(path, "fence agents: install CPython 3.10, and run tox -e components")


def fence_agents(folder: Path) -> Path:
    """Return what holds the files of Debian's package.

    :raises HarnessError: when it is not there.
    """
    path = folder / "fence-agents/usr/sbin/fence_evacuate"
    hint = "fence agents: on Debian or Ubuntu, run apt-get update and tox -e components"
    return _found(path, hint).parents[2]


def client(folder: Path, label: str) -> Path:
    """Return a folder in which ``novaclient`` is that of a client and nothing else is."""
    link = folder / f"novaclient-{label}"
    if not link.exists():
        (package,) = (folder / label).glob("lib/python*/site-packages/novaclient")
        link.mkdir()
        (link / "novaclient").symlink_to(package)
    return link


def _found(path: Path, hint: str) -> Path:
    if not path.exists():
        raise HarnessError(f"no {hint}")
    return path


def _install(python: str, environment: Path, *packages: str) -> None:
    uv = [sys.executable, "-m", "uv", "--quiet"]
    _run(*uv, "venv", "--clear", "--python", python, str(environment))
    into = ["pip", "install", "--python", str(environment)]
    _run(*uv, *into, *packages)


def _run(*command: str, folder: Path | None = None) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        said = (done.stdout + done.stderr).strip().splitlines() or ["it says nothing"]
        raise HarnessError(f"{command[0]} ended with status {done.returncode}: {said[-1]}")


def _fetch_masakari(folder: Path) -> None:
    needed = [MASAKARI, UPSTREAM, "-c", str(CONSTRAINTS)]
    _install(sys.executable, folder / "masakari", *needed)


def _fetch_fence(folder: Path) -> None:
    agents = folder / "fence-agents"
    shutil.rmtree(agents, ignore_errors=True)
    agents.mkdir()
    if not shutil.which("apt-get"):
        raise HarnessError("there is no apt-get")
    _run("apt-get", "download", "fence-agents", folder=agents)
    (package,) = agents.glob("*.deb")
    _run("dpkg-deb", "--extract", str(package), str(agents))


def _fetch_python(folder: Path) -> None:
    for version in FENCE_PYTHONS:
        python = _python(version)
        if python:
            _install(python, folder / "fence", *FENCE_NEEDS)
            return
    raise HarnessError(f"there is no CPython {' or '.join(FENCE_PYTHONS)}")


def _python(version: str) -> str | None:
    """Return an interpreter of that version: one that pyenv has, whose shims may not work."""
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    kept = sorted(root.glob(f"versions/{version}.*/bin/python"))
    return str(kept[-1]) if kept else shutil.which(f"python{version}")


FETCHED: tuple[tuple[str, Callable[[Path], None]], ...] = (
    ("masakari", _fetch_masakari),
    ("fence agents", _fetch_fence),
    ("a Python for them", _fetch_python),
)


def main() -> int:
    """Fetch what can be; say what cannot."""
    folder = Path(sys.argv[1])
    folder.mkdir(exist_ok=True)
    for name, fetch in FETCHED:
        try:
            fetch(folder)
        except HarnessError as error:
            print(f"not fetched: {name}: {error}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
