"""What the package index has of a project, fetched with pip."""

import subprocess
import sys
from pathlib import Path

from fork.errors import ForkError


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
    command = [sys.executable, "-m", "pip", "download", "--quiet"]
    command += ["--disable-pip-version-check"]
    command += ["--no-deps", kind, "--ignore-requires-python"]
    command += ["--dest", folder, requirement]
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode:
        reason = result.stderr.strip().splitlines()[-1:]
        raise ForkError(
            f"cannot fetch {requirement} from the package index: "
            + "".join(reason)
        )
    (found,) = Path(folder).iterdir()
    return found
