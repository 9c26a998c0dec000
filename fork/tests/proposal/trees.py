"""What the tests of the proposal share: upstream's tree, with our mail."""

import sys
import tempfile
import unittest
from pathlib import Path
from typing import ClassVar

from fork.building import project
from fork.clients import program
from fork.git import proposal
from fork.git.repository import ALONE, Repository

PROJECT = project.read()


def succeed(words: list[object], folder: Path, **settings: str) -> str:
    """Run a program in a folder; return its output, or fail with it."""
    command = [str(word) for word in words]
    done = program.ended(command, folder, command[0], settings=settings)
    output = (done.stdout + done.stderr).decode("utf-8", "replace")
    if done.returncode:
        line = " ".join(command)
        raise AssertionError(f"{line}: {done.returncode}\n{output}")
    return output


def python(folder: Path, *words: object) -> str:
    """Run this Python in a folder of upstream's."""
    version = {"PBR_VERSION": PROJECT.upstream}
    return succeed([sys.executable, *words], folder, **version)


class TestCase(unittest.TestCase):
    """A test with a proposal on upstream's release, made once."""

    first: ClassVar[bool] = False
    folder: ClassVar[Path]
    mail: ClassVar[list[str]]
    repository: ClassVar[Repository]

    @classmethod
    def setUpClass(cls) -> None:
        place = tempfile.TemporaryDirectory()
        cls.addClassCleanup(place.cleanup)
        cls.folder = Path(place.name).resolve()
        made = cls.folder / "proposal"
        release = PROJECT.upstream
        _, *cls.mail = proposal.write(PROJECT, release, made, cls.first)
        cls.repository = Repository(made / proposal.TREE, ALONE)

    def mailed(self) -> Path:
        """Return a tree of upstream's release to which `git am` was put."""
        tree = self.folder / self.id()
        release = PROJECT.upstream
        add = ("worktree", "add", "--quiet", "--detach")
        self.repository.git(*add, tree, release)
        am = ["git", "am", "--whitespace=error", *self.mail]
        self.said = succeed([*am], tree, **ALONE)
        return tree
