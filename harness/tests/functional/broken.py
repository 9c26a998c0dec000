"""A client to be broken: a copy of its ``novaclient``, which its interpreter finds first."""

import shutil
import subprocess
from pathlib import Path

from harness.cloud.client import Client

_WHERE = "import novaclient; print(novaclient.__path__[0])"


def copy(whole: Client, folder: Path) -> Client:
    """Make a client of the files under ``folder / "novaclient"``.

    :param whole: a client whose executable is a script of its interpreter.
    :param folder: where the copy is written.
    :raises subprocess.CalledProcessError: when the interpreter does not import ``novaclient``.
    """
    script = whole.executable.read_text()
    interpreter = script.splitlines()[0].removeprefix("#!").strip()
    found = subprocess.run([interpreter, "-c", _WHERE], check=True, capture_output=True, text=True)
    ignored = shutil.ignore_patterns("tests", "__pycache__")
    shutil.copytree(found.stdout.strip(), folder / "novaclient", ignore=ignored)
    python = _write(folder / "python", f'#!/bin/sh\nPYTHONPATH={folder} exec {interpreter} "$@"\n')
    _, rest = script.split("\n", 1)
    return Client(whole.label, _write(folder / "nova", f"#!{python}\n{rest}"))


def _write(path: Path, script: str) -> Path:
    path.write_text(script)
    path.chmod(0o755)
    return path
