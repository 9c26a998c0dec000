"""Repository: git, run where and as whom it must be."""

import os
from unittest import mock

from fork.errors import ForkError
from fork.git.repository import Repository
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
        fork = b"fork <fork.localhost>"
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


class OpenTest(support.TestCase):
    def setUp(self) -> None:
        super().setUp()
        self.tree = self.folder / "tree"
        (self.tree / "inner").mkdir(parents=True)
        Repository.make(self.tree, "main")

    def test_top(self) -> None:
        opened = Repository.open(self.tree / "inner" / "..")
        self.assertEqual(Repository(self.tree, {}), opened)

    def test_part(self) -> None:
        inner = self.tree / "inner"
        line = f"{inner} is a part of {self.tree}; name that"
        self.assertRefused(line, Repository.open, inner)

    def test_none(self) -> None:
        with self.assertRaisesRegex(ForkError, "not a git repository"):
            Repository.open(self.folder)

    def test_settings_of_the_caller_or_none(self) -> None:
        config = self.folder / "config"
        config.write_text("[user]\nname = Caller\n", encoding="utf-8")
        opened = Repository.open(self.tree)
        given = {"HOME": str(self.folder), "XDG_CONFIG_HOME": "/nowhere"}
        config.rename(self.folder / ".gitconfig")
        with mock.patch.dict(os.environ, given):
            self.assertEqual("Caller", opened.ask("config", "user.name"))
            with self.assertRaises(ForkError):
                opened.alone.ask("config", "user.name")


class CleanTest(support.TestCase):
    def setUp(self) -> None:
        super().setUp()
        support.fill(self.folder, {"a": b"one"})
        self.repository = Repository.make(self.folder, "main")
        self.repository.commit_all("What")

    def test_clean(self) -> None:
        self.repository.require_clean()

    def test_file_that_git_does_not_know(self) -> None:
        support.fill(self.folder, {"b": b""})
        self.repository.require_clean()

    def test_changes(self) -> None:
        line = (
            f"{self.folder} has changes that are in no commit; commit or "
            "stash them"
        )
        support.fill(self.folder, {"a": b"two"})
        self.assertRefused(line, self.repository.require_clean)
        self.repository.git("add", "a")
        self.assertRefused(line, self.repository.require_clean)


class BranchTest(support.TestCase):
    def setUp(self) -> None:
        super().setUp()
        support.fill(self.folder, {"a": b"one"})
        self.repository = Repository.make(self.folder, "main")
        self.repository.commit_all("What")

    def state(self) -> list[str]:
        """Return what is checked out, every work tree and every branch."""
        ask = self.repository.ask
        return [
            ask("symbolic-ref", "HEAD"),
            ask("status", "--porcelain"),
            *ask("worktree", "list").splitlines()[1:],
            *ask("branch", "--format=%(refname:short)").splitlines(),
        ]

    def commit(self, tree: Repository) -> None:
        support.fill(tree.folder, {"a": b"two"})
        tree.commit_all("More")

    def test_commits_stay_and_nothing_else(self) -> None:
        with self.repository.branch("topic") as tree:
            self.commit(tree)
        expected = ["refs/heads/main", "", "main", "topic"]
        self.assertEqual(expected, self.state())
        self.assertEqual(b"two", self.repository.git("show", "topic:a"))
        self.assertEqual(b"one", (self.folder / "a").read_bytes())
        self.assertFalse(tree.folder.exists())

    def test_error_takes_all_away(self) -> None:
        for error in (ForkError("no"), KeyboardInterrupt()):
            with (
                self.assertRaises(type(error)),
                self.repository.branch("topic") as tree,
            ):
                self.commit(tree)
                support.fill(tree.folder, {"a": b"three", "b": b""})
                raise error
            expected = ["refs/heads/main", "", "main"]
            self.assertEqual(expected, self.state())

    def test_branch_that_exists(self) -> None:
        self.repository.git("branch", "topic")
        line = f"{self.folder} has a branch topic; rename or delete it"
        branch = self.repository.branch("topic")
        self.assertRefused(line, branch.__enter__)
        expected = ["refs/heads/main", "", "main", "topic"]
        self.assertEqual(expected, self.state())
