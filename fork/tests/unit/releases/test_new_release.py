"""New release: one of the miniature, which fits or does not."""

from fork.releases import new_release, openstack
from fork.releases.lock import Lock, digests
from fork.releases.openstack import Series
from fork.releases.upstream import Release
from fork.tests import support
from fork.tests.support import Ran

WORDS = "novaclient/words.txt"
SAME = support.UPSTREAM[WORDS]
HUNK = f"words: {WORDS}, hunk 1, offset"


def release(words: bytes, version: str = "1.3") -> Release:
    """Return a release of upstream's with these words."""
    return Release(version, support.release(**{WORDS: words}).files)


class CandidateTestCase(support.MiniatureTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.know("1.2")
        self.before = support.files(self.root)

    def know(self, *releases: str) -> None:
        """Let a series have made these releases."""
        calendar = {"alpha": Series("4.2.0", [*releases])}
        self._patch(openstack, "read", lambda: calendar)

    def lock(self) -> Lock:
        return Lock.read(self.root / "patches" / "upstream.lock")


class TryOnTest(CandidateTestCase):
    def try_on(self, words: bytes) -> Ran:
        new = release(words)
        ran = support.run(new_release.try_on, self.project, new)
        self.assertEqual(self.before, support.files(self.root))
        return ran

    def test_fits_where_it_said(self) -> None:
        self.assertEqual(Ran(None, f"{HUNK} +0\n", ""), self.try_on(SAME))

    def test_fits_elsewhere(self) -> None:
        ran = self.try_on(b"zero\none\ntwo\nthree\n")
        self.assertEqual(Ran(None, f"{HUNK} +1\n", ""), ran)

    def test_does_not_fit(self) -> None:
        new = release(b"zero\none\nzwei\nthree\n")
        line = "hunks that do not fit 1.3: 1; mend the patches and try again"
        ran = support.run(
            self.assertRefused, line, new_release.try_on, self.project, new
        )
        expected = f"""\
patch words, {WORDS}, hunk 1 does not apply: its lines are not in the file \
(expected at line 1)
  the patch expects, at line 1:
    | one
    | two
    | three
  upstream has, at line 2:
    | one
    | zwei
    | three
"""
        self.assertEqual(Ran(None, "", expected), ran)

    def test_hunks_that_fit_beside_one_that_does_not(self) -> None:
        text = support.PATCH + "@@ -4,2 +4,2 @@\n four\n-five\n+FIVE\n"
        self.write("patches/words.patch", text)
        new = release(b"one\nzwei\nthree\nfour\nfive\n")
        line = "hunks that do not fit 1.3: 1; mend the patches and try again"
        ran = support.run(
            self.assertRefused, line, new_release.try_on, self.project, new
        )
        self.assertEqual(f"words: {WORDS}, hunk 2, offset +0\n", ran.out)
        self.assertEqual(1, ran.err.count("does not apply"))

    def test_hunk_behind_one_that_fits_elsewhere(self) -> None:
        text = support.PATCH + "@@ -4,2 +4,2 @@\n four\n-five\n+FIVE\n"
        self.write("patches/words.patch", text)
        new = release(b"zero\none\ntwo\nthree\nfour\nfunf\n")
        ran = support.run(
            self.assertRaises, Exception, new_release.try_on, self.project, new
        )
        self.assertEqual(f"{HUNK} +1\n", ran.out)
        self.assertIn("  the patch expects, at line 5:\n", ran.err)
        self.assertIn("  upstream has, at line 5:\n    | four\n", ran.err)

    def test_patch_that_needs_a_newer_release_than_the_projects(self) -> None:
        needs = "Change-Id: I1\nApplies-from: 1.3\n"
        text = support.PATCH.replace("Change-Id: I1\n", needs)
        self.write("patches/words.patch", text)
        self.before = support.files(self.root)
        self.assertEqual(Ran(None, f"{HUNK} +0\n", ""), self.try_on(SAME))

    def test_file_that_upstream_dropped(self) -> None:
        new = release(SAME)
        del new.files[WORDS]
        line = f"patch words, {WORDS}: upstream has no such file"
        self.assertRefused(line, new_release.try_on, self.project, new)

    def test_file_that_upstream_has_now(self) -> None:
        new = release(SAME)
        new.files["novaclient/mine.py"] = b""
        line = "novaclient/mine.py is upstream's; edit it with a patch"
        ran = support.run(
            self.assertRefused, line, new_release.try_on, self.project, new
        )
        self.assertEqual(Ran(None, f"{HUNK} +0\n", ""), ran)

    def test_release_in_the_lock(self) -> None:
        known = support.release()
        ran = support.run(new_release.try_on, self.project, known)
        self.assertEqual(Ran(None, f"{HUNK} +0\n", ""), ran)

    def test_release_in_the_lock_with_other_bytes(self) -> None:
        changed = release(b"one\ntwo\nthree\nfour\n", "1.2")
        with self.assertRaisesRegex(Exception, f"reviewed: {WORDS} has SHA"):
            new_release.try_on(self.project, changed)


class AdmitTest(CandidateTestCase):
    def admit(self, version: str) -> list[str]:
        """Admit a release, and return what is next."""
        new = release(b"one\ntwo\nthree\nfour\n", version)
        ran = support.run(new_release.admit, self.project, new)
        first, title, *steps = ran.out.splitlines()
        count = len(support.UPSTREAM)
        self.assertEqual(f"{version}: new, {count} files", first)
        self.assertEqual("next:", title)
        self.assertEqual(digests(new.files), self.lock().releases[version])
        self.assertEqual(digests(support.UPSTREAM), self.lock().require("1.2"))
        return steps

    def test_newer_release(self) -> None:
        expected = [
            "- add 1.10 to its OpenStack series in "
            "fork/releases/openstack.txt, which ends with alpha",
            "- set upstream = 1.10 in setup.cfg",
            "- run `tox -p 2 -m all`, and commit what changed",
        ]
        self.assertEqual(expected, self.admit("1.10"))

    def test_older_release(self) -> None:
        steps = self.admit("1.1")
        self.assertEqual(2, len(steps))
        self.assertNotIn("setup.cfg", "".join(steps))
        self.assertEqual(["1.1", "1.2"], list(self.lock().releases))

    def test_release_of_a_known_series(self) -> None:
        self.know("1.2", "1.3")
        self.assertNotIn("openstack.txt", "".join(self.admit("1.3")))

    def test_nothing_but_the_lock_is_written(self) -> None:
        self.admit("1.3")
        after = support.files(self.root)
        changed = {path for path in after if after[path] != self.before[path]}
        self.assertEqual({"patches/upstream.lock"}, changed)
        self.assertEqual(set(self.before), set(after))
