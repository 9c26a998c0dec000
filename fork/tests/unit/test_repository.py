"""Repository: git, run where and as whom it must be."""

import os
from unittest import mock

from fork.repository import Repository
from fork.tests import support


class MakeTest(support.TestCase):
    def setUp(self) -> None:
        super().setUp()
        self.repository = Repository.make(self.folder, "upstream")

    def test_branch(self) -> None:
        head = self.repository.git("symbolic-ref", "--short", "HEAD")
        self.assertEqual(b"upstream\n", head)

    def test_commit_of_every_file_by_nobody_in_particular(self) -> None:
        ignored = {".gitignore": b"*.log\n", "a.log": b""}
        support.fill(self.folder, ignored)
        self.repository.commit_all("What")
        form = "--format=%an <%ae>, %cn <%ce>: %s"
        log = self.repository.git("log", form)
        fork = b"fork <fork@localhost>"
        self.assertEqual(fork + b", " + fork + b": What\n", log)
        names = self.repository.git("ls-files")
        self.assertEqual(b".gitignore\na.log\n", names)


class GitTest(support.TestCase):
    def test_failure_is_one_line(self) -> None:
        repository = Repository(self.folder, {"LANGUAGE": "C"})
        line = (
            "git log failed (128): fatal: not a git repository (or any of "
            "the parent directories): .git"
        )
        self.assertRefused(line, repository.git, "log")

    def test_git_is_missing(self) -> None:
        line = "git is not on PATH; install it"
        with mock.patch.dict(os.environ, {"PATH": str(self.folder)}):
            self.assertRefused(line, Repository.make, self.folder, "main")

    def test_repository_of_a_hook_that_runs_us_is_not_meant(self) -> None:
        repository = Repository.make(self.folder / ".." / self.folder, "main")
        elsewhere = {"GIT_DIR": str(self.folder / "elsewhere")}
        with mock.patch.dict(os.environ, elsewhere):
            top = repository.git("rev-parse", "--show-toplevel")
        self.assertEqual(f"{self.folder}\n".encode(), top)
