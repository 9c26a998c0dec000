"""The command line as a person uses it, in processes of its own."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import testtools

ROOT = pathlib.Path(__file__).parents[4]


def descendants_of(folder: pathlib.Path) -> list[int]:
    """Return the ids of the processes that were told of a folder."""
    found = []
    for entry in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = entry.read_bytes()
        except OSError:
            continue
        if os.fsencode(folder) in command:
            found.append(int(entry.parent.name))
    return found


class TerminalTest(testtools.TestCase):  # type: ignore[misc]
    """Tests of commands that leave nothing behind."""

    def setUp(self) -> None:
        super().setUp()
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(self.folder.rmdir)  # fails when anything is left in it

    def write(self, text: str, suffix: str = ".toml") -> str:
        """Return the path of a file with that text, outside of the folder."""
        folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, folder)
        path = folder / f"small{suffix}"
        path.write_text(text)
        return str(path)

    def start(self, *words: str, **environment: str) -> subprocess.Popen[str]:
        """Start ``python -m harness`` with these words; its temporary files go to the folder."""
        process = subprocess.Popen(
            [sys.executable, "-m", "harness", *words],
            cwd=ROOT,
            env=os.environ | {"TMPDIR": str(self.folder)} | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        return process
