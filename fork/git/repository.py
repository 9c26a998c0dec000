"""A git repository, and git run in it."""

import contextlib
import dataclasses
import os
import shutil
import tempfile
from pathlib import Path
from typing import Iterator, Mapping

from fork.clients import program
from fork.errors import ForkError

#: Whom a repository of ours names, away from the caller's configuration.
ALONE = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{
        f"GIT_{role}_{key}": value
        for role in ("AUTHOR", "COMMITTER")
        for key, value in (("NAME", "fork"), ("EMAIL", "fork.localhost"))
    },
}
#: With these `git format-patch` writes the same bytes on every machine.
FORM = (
    "--zero-commit",
    "--no-signature",
    "--abbrev=7",
    "--unified=3",
    "--src-prefix=a/",
    "--dst-prefix=b/",
)


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

    @classmethod
    def open(cls, folder: Path) -> "Repository":
        """Open a repository of the caller's, with the caller's settings.

        :raises ForkError: when the folder is not the top of a work tree
        """
        opened = cls(folder.resolve(), {})
        top = Path(opened.ask("rev-parse", "--show-toplevel"))
        if top != opened.folder:
            raise ForkError(f"{folder} is a part of {top}; name that")
        return opened

    def ask(self, *words: object) -> str:
        """Run git; return what it says, without the line end.

        :raises ForkError: when git is missing or fails
        """
        return self.git(*words).decode("utf-8", "replace").rstrip("\n")

    @property
    def alone(self) -> "Repository":
        """The same, away from the caller's settings."""
        return dataclasses.replace(self, settings=ALONE)

    def require_clean(self) -> None:
        """Refuse a tree in which work is going on.

        :raises ForkError: when a file differs from the last commit
        """
        if self.git("status", "--porcelain", "--untracked-files=no"):
            raise ForkError(
                f"{self.folder} has changes that are in no commit; commit or "
                "stash them"
            )

    @contextlib.contextmanager
    def branch(self, name: str) -> Iterator["Repository"]:
        """Make a branch that starts at HEAD, in a work tree for the while.

        What is checked out stays as it is. An error inside takes the branch
        away again.

        :raises ForkError: when the branch exists
        """
        if self.ask("branch", "--list", name):
            raise ForkError(
                f"{self.folder} has a branch {name}; rename or delete it"
            )
        with tempfile.TemporaryDirectory() as place:
            tree = Path(place, "tree").resolve()
            self.git("worktree", "add", "--quiet", "-b", name, tree, "HEAD")
            try:
                yield dataclasses.replace(self, folder=tree)
            except BaseException:
                self.git("worktree", "remove", "--force", tree)
                self.git("branch", "--quiet", "-D", name)
                raise
            self.git("worktree", "remove", "--force", tree)
