"""A git repository, and git run in it."""

import dataclasses
import os
import shutil
from pathlib import Path
from typing import Mapping

from fork import program
from fork.errors import ForkError

#: Whom a repository of ours names, away from the caller's configuration.
ALONE = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{
        f"GIT_{role}_{key}": value
        for role in ("AUTHOR", "COMMITTER")
        for key, value in (("NAME", "fork"), ("EMAIL", "fork@localhost"))
    },
}


def require_git() -> None:
    """Refuse to begin where git is missing.

    :raises ForkError: when it is
    """
    if not shutil.which("git"):
        raise ForkError("git is not on PATH; install it")


@dataclasses.dataclass(frozen=True)
class Repository:
    """The work tree of a git repository.

    :param folder: its top
    :param settings: the environment variables that git gets there
    """

    folder: Path
    settings: Mapping[str, str]

    @classmethod
    def make(cls, folder: Path, branch: str) -> "Repository":
        """Make a folder a repository of ours, with a branch to commit on.

        :raises ForkError: when git is missing or fails
        """
        made = cls(folder, ALONE)
        made.git("init", "--quiet", "--initial-branch", branch)
        return made

    def git(self, *words: object) -> bytes:
        """Run git; return what it wrote to stdout.

        :raises ForkError: when git is missing or fails
        """
        require_git()
        command = ["git", *map(str, words)]
        what = f"git {words[0]}"
        return program.run(command, self.folder, what, settings=self.settings)

    def commit_all(self, message: str) -> None:
        """Commit every file that there is, ignored ones as well.

        :raises ForkError: when git fails
        """
        self.git("add", "--all", "--force")
        self.git("commit", "--quiet", "--message", message)
