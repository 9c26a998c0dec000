"""History: upstream's release and the fork as two commits."""

import os
import subprocess
from unittest import mock

from fork.building import tree
from fork.git import history
from fork.tests import support


class RecordTest(support.MiniatureTestCase):
    def setUp(self) -> None:
        super().setUp()
        release = support.release()
        self.assembly = tree.assemble(self.project, release)
        history.record(release, self.assembly, self.out)

    def git(self, *arguments: str) -> str:
        command = ["git", "-C", str(self.out), *arguments]
        return subprocess.check_output(command, encoding="utf-8")

    def test_last_commit_is_the_fork(self) -> None:
        self.assertEqual("", self.git("status", "--porcelain"))
        for path, data in self.assembly.files.items():
            self.assertEqual(data, (self.out / path).read_bytes())

    def test_only_our_change_stands_between_the_commits(self) -> None:
        changed = self.git("diff", "--name-status", history.UPSTREAM, "fork")
        self.assertEqual(
            "A\tnovaclient/mine.py\nM\tnovaclient/words.txt\n", changed
        )

    def test_made_anew_over_an_earlier_one(self) -> None:
        history.record(support.release(), self.assembly, self.out)
        subjects = self.git("log", "--format=%s", "fork")
        self.assertEqual("The fork\nUpstream 1.2\n", subjects)

    def test_nothing_is_written_where_git_is_missing(self) -> None:
        new = self.folder / "new"
        arguments = (support.release(), self.assembly, new)
        with mock.patch.dict(os.environ, {"PATH": str(self.folder)}):
            line = "git is not on PATH; install it"
            self.assertRefused(line, history.record, *arguments)
        self.assertFalse(new.exists())
