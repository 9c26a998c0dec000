"""What the package index has of a project, fetched with pip."""

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
    return _fetch(requirement, folder, "--only-binary=:all:")


def source(name: str, version: str, folder: str) -> Path:
    """Fetch a source archive into an empty folder.

    pip asks an archive for its name by running the build that it brings.

    :raises ForkError: when the index does not have it
    """
    return _fetch(f"{name}==={version}", folder, f"--no-binary={name}")


def _fetch(requirement: str, folder: str, kind: str) -> Path:
    command = [*_pip(), "download", "--quiet"]
    command += ["--disable-pip-version-check"]
    command += ["--no-deps", kind, "--ignore-requires-python"]
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


def _pip() -> list[str]:
    """Return pip's command: of the build, of what runs it, or of Python."""
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
