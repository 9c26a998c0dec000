"""Refresh: which commits become which patches, and what is refused."""

import os
from unittest import mock

from fork.git.repository import ALONE, Repository
from fork.patches.patch import Patch
from fork.tests import support
from fork.tests.support import Ran

OURS = ("novaclient/", "patches/", "releasenotes/")


class RefreshTest(support.ProposalTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.main("proposal", self.proposed)
        # As `git format-patch` would have written them.
        self.main("refresh", self.tree)
        self.repository = Repository(self.tree, ALONE)
        self.before = self.ours()

    def ours(self) -> dict[str, bytes]:
        return {
            path: data
            for path, data in support.files(self.root).items()
            if path.startswith(OURS)
        }

    def refresh(self) -> Ran:
        return self.main("refresh", self.tree)

    def amend(self, *words: str, **files: bytes) -> None:
        self.commit("--amend", *(words or ("--no-edit",)), **files)

    def commit(self, *words: str, **files: bytes) -> None:
        paths = {p.replace("__", "/"): data for p, data in files.items()}
        support.fill(self.tree, paths)
        self.repository.git("add", "--all", "--force")
        self.repository.git("commit", "--quiet", *words)

    def patch(self, name: str) -> Patch:
        return Patch.read(self.root / "patches" / f"{name}.patch")

    def assertRefusedAndUnchanged(self, line: str) -> None:
        self.assertEqual(Ran(1, "", f"fork: error: {line}\n"), self.refresh())
        self.assertEqual(self.before, self.ours())

    def test_round_trip_changes_nothing(self) -> None:
        self.assertEqual(Ran(None, "no change\n", ""), self.refresh())
        self.assertEqual(self.before, self.ours())
        text = self.before["patches/words.patch"].decode()
        self.assertTrue(text.startswith(f"From {'0' * 40} Mon Sep 17 "))
        self.assertIn(" 2 files changed, 2 insertions(+)", text)
        trailers = (
            "Related-Bug: #1\nForwarded: no\nChange-Id: I1\n"
            "Adds: novaclient/mine.py\nAdds: releasenotes/notes/mine.yaml\n"
        )
        self.assertIn(f"\n\n{trailers}---\n", text)
        second = self.before["patches/second.patch"].decode()
        self.assertIn("\nChange-Id: I2\nApplies-from: 1.1\nAdds: ", second)

    def test_mail_and_back_changes_nothing(self) -> None:
        support.fill(self.out, support.SOURCE)
        other = Repository.make(self.out, "upstream")
        other.commit_all("Upstream")
        other.git("am", *sorted(self.proposed.glob("*.patch")))
        ran = self.main("refresh", self.out)
        self.assertEqual(Ran(None, "no change\n", ""), ran)
        self.assertEqual(self.before, self.ours())

    def test_what_was_lost_comes_back(self) -> None:
        for path in ("novaclient/mine.py", "releasenotes/notes/ours.yaml"):
            self.write(path, "damaged")
        (self.root / "novaclient/ours.py").unlink()
        text = self.before["patches/words.patch"].decode()
        self.write("patches/words.patch", text.replace("Nobody", "Somebody"))
        lines = (
            "novaclient/mine.py\nnovaclient/ours.py\npatches/words.patch\n"
            "releasenotes/notes/ours.yaml\n"
        )
        self.assertEqual(Ran(None, lines, ""), self.refresh())
        self.assertEqual(self.before, self.ours())

    def test_amended(self) -> None:
        manual = b"Words\nTWO\nEND\n"
        self.repository.git("rm", "--quiet", "novaclient/ours.py")
        self.amend(
            "--message=Sing\n\nLouder.\n\nRelated-Bug: #2\nChange-Id: I2",
            **{"doc__words.rst": manual, "novaclient__v2__more.py": b"\n"},
        )
        lines = (
            "novaclient/ours.py\nnovaclient/v2/more.py\npatches/second.patch\n"
        )
        self.assertEqual(Ran(None, lines, ""), self.refresh())
        self.assertFalse((self.root / "novaclient/ours.py").exists())
        more = self.root / "novaclient/v2/more.py"
        self.assertEqual(b"\n", more.read_bytes())
        patch = self.patch("second")
        self.assertEqual("Sing", patch.message.subject)
        expected = {
            "Related-Bug": ["#2"],
            "Forwarded": ["no"],
            "Change-Id": ["I2"],
            "Applies-from": ["1.1"],
            "Adds": ["novaclient/v2/more.py", "releasenotes/notes/ours.yaml"],
        }
        self.assertEqual(expected, patch.message.trailers)
        paths = [edit.path for edit in patch.edits]
        self.assertEqual(["doc/words.rst", "novaclient/words.txt"], paths)
        self.assertEqual(Ran(None, "no change\n", ""), self.refresh())

    def test_where_it_was_forwarded_is_kept(self) -> None:
        text = self.before["patches/words.patch"].decode()
        url = "https://review.example.org/1"
        text = text.replace("Forwarded: no", f"Forwarded: {url}")
        self.write("patches/words.patch", text)
        self.assertEqual("no change\n", self.refresh().out)

    def test_the_forks_own_trailers_in_a_commit_do_not_count(self) -> None:
        self.amend(
            "--message=Whisper the first word\n\nNobody hears it otherwise."
            "\n\nRelated-Bug: #1\nForwarded: yes\nChange-Id: I2\nAdds: x"
        )
        self.assertEqual("no change\n", self.refresh().out)

    def test_first_alone(self) -> None:
        self.repository.git("checkout", "--quiet", "HEAD~1")
        self.amend(**{"novaclient__mine.py": b"MINE = 2\n"})
        self.assertEqual("novaclient/mine.py\n", self.refresh().out)
        second = "patches/second.patch"
        self.assertEqual(self.before[second], self.ours()[second])

    def test_settings_of_the_tree_do_not_count(self) -> None:
        for key, value in (
            ("core.abbrev", "12"),
            ("diff.context", "0"),
            ("diff.noprefix", "true"),
            ("diff.renames", "copies"),
            ("format.signature", "me"),
        ):
            self.repository.git("config", key, value)
        self.assertEqual("no change\n", self.refresh().out)

    def test_settings_of_the_caller_do_not_count(self) -> None:
        config = self.folder / ".gitconfig"
        config.write_text("[format]\nattach = true\n", encoding="utf-8")
        with mock.patch.dict(os.environ, {"HOME": str(self.folder)}):
            self.assertEqual("no change\n", self.refresh().out)

    def test_dropped_file_that_is_gone_already(self) -> None:
        (self.root / "novaclient/ours.py").unlink()
        self.repository.git("rm", "--quiet", "novaclient/ours.py")
        self.amend()
        lines = "novaclient/ours.py\npatches/second.patch\n"
        self.assertEqual(Ran(None, lines, ""), self.refresh())

    def test_commit_of_no_patch(self) -> None:
        line = (
            f"the last commits of {self.tree} are not the patches of the "
            "series in its order; Change-Id trailers tell which is which"
        )
        self.commit("--message=Mend", **{"novaclient__words.txt": b"1\n"})
        self.assertRefusedAndUnchanged(line)
        self.amend("--message=Mend\n\nChange-Id: I3")
        self.assertRefusedAndUnchanged(line)

    def test_patches_in_another_order(self) -> None:
        line = (
            f"the last commits of {self.tree} are not the patches of the "
            "series in its order; Change-Id trailers tell which is which"
        )
        self.write("patches/series", "second.patch\nwords.patch\n")
        self.before = self.ours()
        self.assertRefusedAndUnchanged(line)

    def test_no_proposal(self) -> None:
        self.repository.git("checkout", "--quiet", "master")
        ran = self.refresh()
        self.assertEqual((1, ""), (ran.status, ran.out))
        self.assertIn("are not the patches of the series", ran.err)

    def test_patch_without_change_id_is_no_commit_without_one(self) -> None:
        text = self.before["patches/words.patch"].decode()
        self.write("patches/words.patch", text.replace("Change-Id", "Id"))
        self.repository.git("checkout", "--quiet", "master")
        ran = self.refresh()
        self.assertEqual((1, ""), (ran.status, ran.out))
        self.assertIn("are not the patches of the series", ran.err)

    def test_file_of_a_room_that_is_the_forks(self) -> None:
        for path in ("fork/evil.txt", "novaclient.txt"):
            self.amend(**{path.replace("/", "__"): b""})
            self.assertRefusedAndUnchanged(
                f"the commit of second adds {path}; the fork adds files "
                "below novaclient and releasenotes/notes only"
            )
            self.assertFalse((self.root / path).exists())
            self.repository.git("rm", "--quiet", path)

    def test_edit_of_what_another_patch_adds(self) -> None:
        self.amend(**{"novaclient__mine.py": b"MINE = 2\n"})
        self.assertRefusedAndUnchanged(
            "the commit of second edits novaclient/mine.py, which another "
            "patch adds; amend the commit of that one"
        )

    def test_commit_that_edits_nothing(self) -> None:
        words = b"one\nTWO\nthree\n"
        self.amend(**{"novaclient__words.txt": words})
        self.assertRefusedAndUnchanged(
            "the commit of second edits no file of upstream's"
        )

    def test_deletion(self) -> None:
        self.repository.git("rm", "--quiet", "tox.ini")
        self.amend()
        self.assertRefusedAndUnchanged(
            "patch second, tox.ini is deleted; a patch only edits files"
        )

    def test_changes_that_are_not_committed(self) -> None:
        support.fill(self.tree, {"tox.ini": b"mine"})
        self.assertRefusedAndUnchanged(
            f"{self.tree} has changes that are in no commit; commit or stash "
            "them"
        )
