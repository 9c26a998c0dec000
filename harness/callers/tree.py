"""The files of a code tree."""

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from harness.errors import HarnessError

_SKIPPED = ".git"
_CLIENT = ("novaclient", "python_novaclient-")

Refused = Callable[[OSError], None]
"""Told of each file or folder that cannot be read."""


def files(paths: list[Path], refused: Refused) -> Iterator[Path]:
    """Yield every regular file under ``paths``, once, in the order of their names.

    Symbolic links are not followed, unless one is named in ``paths``.

    :raises HarnessError: before anything else, when one of ``paths`` is not there.
    """
    for path in paths:
        _require(path)
    seen = set()
    for path in paths:
        for file in _walk(path, refused) if path.is_dir() else [path]:
            if (real := file.resolve()) not in seen:
                seen.add(real)
                yield file


def _require(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise HarnessError(f"{path}: {error.strerror}; name files or folders") from error
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise HarnessError(f"{path}: neither a file nor a folder; name files or folders")


def _walk(top: Path, refused: Refused) -> Iterator[Path]:
    for folder, folders, names in os.walk(top, onerror=refused):
        folders[:] = sorted(name for name in folders if not _is_skipped(folder, name))
        for path in (Path(folder, name) for name in sorted(names) if name != _SKIPPED):
            try:
                if stat.S_ISREG(path.lstat().st_mode):
                    yield path
            except OSError as error:
                refused(error)


def _is_skipped(folder: str, name: str) -> bool:
    """Whether a folder is git's own, or the client that an environment has installed."""
    installed = Path(folder).absolute().name in ("site-packages", "dist-packages")
    return name == _SKIPPED or (installed and name.startswith(_CLIENT))
