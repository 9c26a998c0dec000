"""Proposal: what is committed and mailed, and what is left as it was."""

import os
from pathlib import Path
from unittest import mock

from fork.errors import ForkError
from fork.git import proposal
from fork.git.repository import Repository
from fork.releases.upstream import Release
from fork.tests import support
from fork.tests.support import Ran

NAMES = [
    "0001-Shout-the-second-word.patch",
    "0002-Whisper-the-first-word.patch",
]
MESSAGE = """\
A Person <a@example.org> 2026-11-22T07:05:20+00:00
Shout the second word

Nobody hears it otherwise.

Related-Bug: #1
Change-Id: I1
"""
COVER = """\
From: A Person <a@example.org>
Date: Sun, 22 Nov 2026 07:05:20 +0000
Subject: [PATCH 0/2] Shout

They are deaf.

A Person (2):
  Shout the second word
  Whisper the first word

 doc/words.rst                | 2 +-
 novaclient/mine.py           | 1 +
 novaclient/ours.py           | 1 +
 novaclient/words.txt         | 4 ++--
 releasenotes/notes/mine.yaml | 1 +
 releasenotes/notes/ours.yaml | 1 +
 6 files changed, 7 insertions(+), 3 deletions(-)
"""


def lines(*words: object) -> str:
    return "".join(f"{word}\n" for word in words)


class ReleaseTest(support.ProposalTestCase):
    def git(self, *words: str) -> str:
        return Repository.open(self.tree).ask(*words)

    def test_says_where_all_is(self) -> None:
        ran = self.main("proposal", self.proposed, "--onto", "1.2")
        branch = f"{self.tree}: branch {proposal.BRANCH}"
        mail = [self.proposed / name for name in NAMES]
        cover = self.proposed / proposal.COVER
        self.assertEqual(Ran(None, lines(branch, *mail, cover), ""), ran)
        made = sorted(path.name for path in self.proposed.iterdir())
        self.assertEqual([proposal.COVER, *NAMES, "tree"], made)
        self.assertEqual([], [*self.out.iterdir()])

    def test_release_of_the_project_unless_told(self) -> None:
        self.main("proposal", self.proposed)
        (asked,) = self.fetched.call_args.args
        self.assertEqual("1.2", asked.upstream)

    def test_another_release(self) -> None:
        lock = self.project.lock().extended([Release("1.3", {})]).text()
        self.write("patches/upstream.lock", lock)
        self.main("proposal", self.proposed, "--onto", "1.3")
        (asked,) = self.fetched.call_args.args
        self.assertEqual("1.3", asked.upstream)
        self.assertIn("Upstream 1.3", self.git("log", "--format=%s", "1.3"))

    def test_folder_below_others_and_from_here(self) -> None:
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(self.folder)
        ran = self.main("proposal", "a/b/c")
        mail = [f"a/b/c/{name}" for name in NAMES]
        branch = f"a/b/c/tree: branch {proposal.BRANCH}"
        cover = f"a/b/c/{proposal.COVER}"
        self.assertEqual(Ran(None, lines(branch, *mail, cover), ""), ran)
        made = sorted(path.name for path in Path("a/b/c").iterdir())
        self.assertEqual([proposal.COVER, *NAMES, "tree"], made)

    def test_cover_letter(self) -> None:
        self.main("proposal", self.proposed)
        cover = self.proposed / proposal.COVER
        self.assertEqual(COVER, cover.read_text(encoding="utf-8"))

    def test_no_cover_letter(self) -> None:
        path = self.root / "patches" / "cover-letter.txt"
        path.unlink()
        line = (
            f"{path} cannot be read: No such file or directory; it says why "
            "the series should be taken"
        )
        ran = self.main("proposal", self.proposed)
        self.assertEqual(Ran(1, "", f"fork: error: {line}\n"), ran)
        self.assertFalse(self.proposed.exists())

    def test_commits(self) -> None:
        self.main("proposal", self.proposed)
        subjects = self.git("log", "--format=%s", "HEAD")
        expected = "Whisper the first word\nShout the second word\n"
        self.assertEqual(f"{expected}Upstream 1.2", subjects)
        form = "--format=%an <%ae> %aI%n%B"
        self.assertEqual(MESSAGE, self.git("log", "-1", form, "HEAD~1") + "\n")
        self.assertEqual("fork", self.git("log", "-1", "--format=%cn"))

    def test_each_with_the_files_that_belong_to_it(self) -> None:
        self.main("proposal", self.proposed)
        for commit, files in {
            "HEAD~1": [
                "M doc/words.rst",
                "A novaclient/mine.py",
                "M novaclient/words.txt",
                "A releasenotes/notes/mine.yaml",
            ],
            "HEAD": [
                "A novaclient/ours.py",
                "M novaclient/words.txt",
                "A releasenotes/notes/ours.yaml",
            ],
        }.items():
            words = ("diff-tree", "-r", "--no-commit-id", "--name-status")
            changed = self.git(*words, commit).replace("\t", " ")
            self.assertEqual(files, changed.splitlines())

    def test_branch_is_checked_out(self) -> None:
        self.main("proposal", self.proposed)
        head = self.git("symbolic-ref", "--short", "HEAD")
        self.assertEqual(proposal.BRANCH, head)
        self.assertEqual("", self.git("status", "--porcelain"))
        release = self.git("rev-parse", "1.2")
        self.assertEqual(
            self.git("rev-parse", "master", "HEAD~2"), f"{release}\n{release}"
        )
        self.assertEqual(1, len(self.git("worktree", "list").splitlines()))
        words = (self.tree / "novaclient/words.txt").read_bytes()
        self.assertEqual(b"(one)\nTWO\nthree\n", words)
        manual = (self.tree / "doc/words.rst").read_bytes()
        self.assertEqual(b"Words\nTWO\nend\n", manual)

    def test_mail_makes_the_same_tree(self) -> None:
        self.main("proposal", self.proposed)
        support.fill(self.out, support.SOURCE)
        other = Repository.make(self.out, "upstream")
        other.commit_all("Upstream")
        other.git("am", *(self.proposed / name for name in NAMES))
        tree = self.git("rev-parse", "HEAD^{tree}")
        self.assertEqual(tree, other.ask("rev-parse", "HEAD^{tree}"))
        form = "--format=%an %ae %aI %B"
        mailed = other.ask("log", "-2", form)
        self.assertEqual(self.git("log", "-2", form), mailed)

    def test_mail_is_the_same_each_time(self) -> None:
        again = self.folder / "again"
        for folder in (self.proposed, again):
            self.main("proposal", folder)
        for name in NAMES:
            first, second = (f / name for f in (self.proposed, again))
            self.assertEqual(first.read_bytes(), second.read_bytes())
            start = f"From {'0' * 40} Mon Sep 17 ".encode()
            self.assertTrue(first.read_bytes().startswith(start))

    def test_first(self) -> None:
        ran = self.main("proposal", self.proposed, "--first")
        self.assertIn(f"{NAMES[0]}\n", ran.out)
        self.assertEqual(3, ran.out.count("\n"))
        subjects = self.git("log", "--format=%s", "HEAD")
        self.assertEqual("Shout the second word\nUpstream 1.2", subjects)

    def test_folder_is_empty_already(self) -> None:
        self.proposed.mkdir()
        self.assertEqual(None, self.main("proposal", self.proposed).status)

    def assertNothingMade(self, line: str) -> None:
        before, names = support.files(self.root), {*self.folder.iterdir()}
        ran = self.main("proposal", self.proposed)
        self.assertEqual(Ran(1, "", f"fork: error: {line}\n"), ran)
        self.assertEqual(before, support.files(self.root))
        self.assertEqual(names, {*self.folder.iterdir()})

    def test_folder_that_is_not_empty(self) -> None:
        support.fill(self.proposed, {"mine": b""})
        for folder in (self.proposed, self.proposed / "mine"):
            ran = self.main("proposal", folder)
            line = f"{folder} is not empty; name an empty folder"
            self.assertEqual(Ran(1, "", f"fork: error: {line}\n"), ran)
        self.fetched.assert_not_called()

    def test_manual_does_not_fit(self) -> None:
        other = {"doc/words.rst": b"Terms\n"}
        self.fetched.return_value = {**support.SOURCE, **other}
        self.assertNothingMade(
            "patch words, doc/words.rst, hunk 1 does not apply: its lines "
            "are not in the file (expected at line 1)"
        )

    def test_manual_is_missing(self) -> None:
        self.fetched.return_value = {
            path: data
            for path, data in support.SOURCE.items()
            if not path.startswith("doc/")
        }
        self.assertNothingMade(
            "patch words, doc/words.rst: upstream has no such file"
        )

    def test_added_file_that_is_upstreams(self) -> None:
        note = "releasenotes/notes/ours.yaml"
        self.fetched.return_value = {**support.SOURCE, note: b""}
        self.assertNothingMade(f"{note} is upstream's; edit it with a patch")

    def test_added_file_that_is_missing(self) -> None:
        (self.root / "novaclient/ours.py").unlink()
        self.assertNothingMade("Adds: novaclient/ours.py does not exist")

    def test_patch_of_nobody(self) -> None:
        line = (
            "patch words does not say who wrote it and when; write it with "
            "`git format-patch`"
        )
        for start in ("From: ", "Date: "):
            patch = support.PATCH.replace(start, f"X-{start}")
            self.write("patches/words.patch", patch)
            self.assertNothingMade(line)

    def test_index_lacks_it(self) -> None:
        self.fetched.side_effect = ForkError("cannot fetch it")
        self.assertNothingMade("cannot fetch it")


class TreeTest(support.ProposalTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.clone = self.folder / "clone"
        support.fill(self.clone, support.SOURCE)
        self.repository = Repository.make(self.clone, "master")
        self.repository.commit_all("Upstream")
        for key, value in (("name", "Me"), ("email", "me@example.org")):
            self.repository.git("config", f"user.{key}", value)
        self.repository.git("checkout", "--quiet", "-b", "work")
        self.before = self.state()

    def git(self, *words: str) -> str:
        return self.repository.ask(*words)

    def state(self) -> list[str]:
        """Return what is checked out, every work tree and every branch."""
        return [
            self.git("rev-parse", "HEAD"),
            self.git("symbolic-ref", "HEAD"),
            self.git("status", "--porcelain"),
            self.git("worktree", "list"),
            self.git("branch", "--format=%(refname:short) %(objectname)"),
        ]

    def propose(self) -> Ran:
        return self.main("proposal", self.proposed, "--onto", self.clone)

    def test_a_branch_beside_what_is_checked_out(self) -> None:
        ran = self.propose()
        branch = f"{self.clone}: branch {proposal.BRANCH}"
        mail = [self.proposed / name for name in NAMES]
        cover = self.proposed / proposal.COVER
        self.assertEqual(Ran(None, lines(branch, *mail, cover), ""), ran)
        self.assertEqual(self.before[:4], self.state()[:4])
        base = self.git("rev-parse", f"{proposal.BRANCH}~2")
        self.assertEqual(self.before[0], base)
        self.assertFalse(self.tree.exists())
        self.fetched.assert_not_called()

    def test_folder_from_here(self) -> None:
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(self.folder)
        ran = self.main("proposal", "mail", "--onto", "clone")
        mail = [f"mail/{name}" for name in NAMES]
        branch = f"{self.clone}: branch {proposal.BRANCH}"
        cover = f"mail/{proposal.COVER}"
        self.assertEqual(Ran(None, lines(branch, *mail, cover), ""), ran)
        made = sorted(path.name for path in Path("mail").iterdir())
        self.assertEqual([proposal.COVER, *NAMES], made)

    def test_whoever_commits_it_proposes_it(self) -> None:
        self.propose()
        form = "--format=%an, %cn <%ce>"
        log = self.git("log", "-1", form, proposal.BRANCH)
        self.assertEqual("A Person, Me <me@example.org>", log)

    def test_settings_of_the_caller_do_not_shape_the_mail(self) -> None:
        self.propose()
        plain = support.files(self.proposed)
        config = self.folder / ".gitconfig"
        config.write_text("[format]\ncoverLetter = true\n", encoding="utf-8")
        self.git("branch", "-D", proposal.BRANCH)
        self.proposed.rename(self.folder / "plain")
        with mock.patch.dict(os.environ, {"HOME": str(self.folder)}):
            self.propose()
        self.assertEqual(plain, support.files(self.proposed))

    def test_line_ends_of_the_work_tree_do_not_count(self) -> None:
        self.git("config", "core.autocrlf", "true")
        (self.clone / "novaclient/words.txt").unlink()
        self.git("checkout", "--", "novaclient/words.txt")
        crlf = (self.clone / "novaclient/words.txt").read_bytes()
        self.assertEqual(b"one\r\ntwo\r\nthree\r\n", crlf)
        self.assertEqual(None, self.propose().status)
        path = f"{proposal.BRANCH}:novaclient/words.txt"
        words = self.repository.git("show", path)
        self.assertEqual(b"(one)\nTWO\nthree\n", words)

    def assertRefusedAndUnchanged(self, line: str) -> None:
        ran = self.propose()
        self.assertEqual((1, ""), (ran.status, ran.out))
        self.assertRegex(ran.err, f"^fork: error: {line}\n$")
        self.assertEqual(self.before, self.state())
        self.assertFalse(self.proposed.exists())

    def test_patch_that_does_not_fit(self) -> None:
        support.fill(self.clone, {"novaclient/words.txt": b"eins\n"})
        self.repository.commit_all("Translate")
        self.before = self.state()
        self.assertRefusedAndUnchanged("patch words, .* does not apply: .*")

    def test_second_patch_that_does_not_fit(self) -> None:
        damaged = support.SECOND.replace("-one", "-eins")
        self.write("patches/second.patch", damaged)
        self.assertRefusedAndUnchanged("patch second, .* does not apply: .*")

    def test_changes_that_are_not_committed(self) -> None:
        support.fill(self.clone, {"tox.ini": b"mine"})
        self.before = self.state()
        self.assertRefusedAndUnchanged(f"{self.clone} has changes .*")

    def test_branch_that_exists(self) -> None:
        self.git("branch", proposal.BRANCH)
        self.before = self.state()
        self.assertRefusedAndUnchanged(
            f"{self.clone} has a branch {proposal.BRANCH}; rename or delete it"
        )

    def test_caller_without_a_name(self) -> None:
        self.git("config", "--remove-section", "user")
        self.git("config", "user.useConfigOnly", "true")
        home = {"HOME": str(self.out), "XDG_CONFIG_HOME": str(self.out)}
        with mock.patch.dict(os.environ, home):
            self.assertRefusedAndUnchanged("git commit failed .*")

    def test_neither_a_tree_nor_a_release(self) -> None:
        gone = self.folder / "gone"
        ran = self.main("proposal", self.proposed, "--onto", gone)
        line = (
            f"{gone} is neither a git work tree nor a supported release; "
            "choose one of: 1.2"
        )
        self.assertEqual(Ran(1, "", f"fork: error: {line}\n"), ran)

    def test_no_tree(self) -> None:
        ran = self.main("proposal", self.proposed, "--onto", self.out)
        self.assertEqual((1, ""), (ran.status, ran.out))
        self.assertIn("not a git repository", ran.err)
