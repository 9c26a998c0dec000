"""Wheels that the package index has, fetched with pip."""

import importlib.util
import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Iterator

from fork.errors import ForkError

#: A person's settings for what they install; a wheel that is taken apart is
#: not installed, and is compared with the lock.
SETTINGS = {"PIP_CONSTRAINT": os.devnull, "PIP_NO_BINARY": ":none:"}


def wheel(requirement: str, folder: str) -> Path:
    """Fetch a wheel into an empty folder.

    :raises ForkError: when the index does not have it
    """
    command = [*pip(), "download", "--quiet"]
    command += ["--disable-pip-version-check", "--only-binary=:all:"]
    command += ["--no-deps", "--ignore-requires-python"]
    command += ["--dest", folder, requirement]
    result = subprocess.run(
        command,
        env={**os.environ, **SETTINGS},
        capture_output=True,
        text=True,
    )
    if result.returncode:
        reason = result.stderr.strip().splitlines()[-1:]
        raise ForkError(
            f"cannot fetch {requirement} from the package index: "
            + "".join(reason)
        )
    (found,) = Path(folder).iterdir()
    return found


def pip() -> list[str]:
    """Return pip's command: of the build, of what runs it, or of Python.

    :raises ForkError: when there is none
    """
    here = [sys.executable, "-m", "pip"]
    if importlib.util.find_spec("pip"):
        return here
    # pip hides what is installed, itself too, from the builds that it runs.
    outside = [sys.executable, "-I", "-m", "pip"]
    ask = [*outside, "--version"]
    if not subprocess.run(ask, capture_output=True).returncode:
        return outside
    for place in _bundles():
        for path in sorted(place.glob("pip-*.whl"))[-1:]:
            # A wheel is an archive that Python runs modules from.
            return [sys.executable, f"{path}/pip"]
    raise ForkError("there is no pip to fetch with; install pip")


def _bundles() -> Iterator[Path]:
    """Yield where Python keeps a pip for new environments."""
    bundled = importlib.util.find_spec("ensurepip")
    for place in (bundled and bundled.submodule_search_locations) or []:
        yield Path(place, "_bundled")
    # where distributions keep it, as Debian does
    shared = sysconfig.get_config_var("WHEEL_PKG_DIR")
    if shared:
        yield Path(shared)
