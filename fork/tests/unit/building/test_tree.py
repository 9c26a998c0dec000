"""Tree: upstream's release, patched, with our own files."""

import os
import stat

from fork.building import tree
from fork.patches.patch import Offset
from fork.releases.upstream import Release
from fork.tests import support


class AssembleTest(support.MiniatureTestCase):
    def assemble(self, **changes: bytes) -> tree.Assembly:
        return tree.assemble(self.project, support.release(**changes))

    def test_patched_with_our_files(self) -> None:
        release = support.release()
        assembly = tree.assemble(self.project, release)
        expected = {
            **support.UPSTREAM,
            "novaclient/words.txt": b"one\nTWO\nthree\n",
            "novaclient/mine.py": support.ADDED["novaclient/mine.py"],
        }
        self.assertEqual(expected, assembly.files)
        offsets = {"words": [Offset("novaclient/words.txt", 1, 0)]}
        self.assertEqual(offsets, assembly.offsets)
        self.assertEqual(support.UPSTREAM, release.files)

    def test_patches_that_the_release_takes_not_the_project(self) -> None:
        needs = "Change-Id: I1\nApplies-from: 1.3\n"
        text = support.PATCH.replace("Change-Id: I1\n", needs)
        self.write("patches/words.patch", text)
        for version, words in (("1.2", b"two"), ("1.3", b"TWO")):
            release = Release(version, support.UPSTREAM)
            files = tree.patched(self.project, release).files
            self.assertIn(words, files["novaclient/words.txt"])

    def test_without_the_manual(self) -> None:
        text = support.PATCH + support.MANUAL_EDIT
        self.write("patches/words.patch", text)
        assembly = self.assemble()
        self.assertEqual(["words"], [*assembly.offsets])
        self.assertNotIn("doc/words.rst", assembly.files)
        words = assembly.files["novaclient/words.txt"]
        self.assertEqual(b"one\nTWO\nthree\n", words)

    def test_other_bytes_than_were_reviewed(self) -> None:
        words = {"novaclient/words.txt": b"one\ntwo\nthree\nfour\n"}
        with self.assertRaisesRegex(Exception, r"words\.txt has SHA-256"):
            self.assemble(**words)

    def test_verified_before_it_is_patched(self) -> None:
        with self.assertRaisesRegex(Exception, "not the release"):
            self.assemble(**{"novaclient/words.txt": b""})

    def assertAddsRefused(self, path: str, line: str) -> None:
        text = support.PATCH.replace("novaclient/mine.py", path)
        self.write("patches/words.patch", text)
        self.assertRefused(line, self.assemble)

    def test_added_file_that_is_upstreams(self) -> None:
        path = "novaclient/words.txt"
        line = f"{path} is upstream's; edit it with a patch"
        self.assertAddsRefused(path, line)

    def test_added_file_that_is_missing(self) -> None:
        path = "novaclient/gone.py"
        self.assertAddsRefused(path, f"Adds: {path} does not exist")

    def test_added_folder(self) -> None:
        (self.root / "novaclient" / "more").mkdir()
        path = "novaclient/more"
        self.assertAddsRefused(path, f"Adds: {path} does not exist")

    def test_added_file_outside_the_tree(self) -> None:
        path = "novaclient/../setup.cfg"
        self.assertAddsRefused(path, f"Adds: {path} lies outside the tree")


FILES = {"novaclient/__init__.py": b"", "dist-info/METADATA": b"\r\n\xff"}


class WriteTest(support.TestCase):
    def setUp(self) -> None:
        super().setUp()
        self.addCleanup(os.umask, os.umask(0o077))

    def test_files_at_one_mode_under_any_umask(self) -> None:
        tree.write(FILES, self.folder / "tree")
        self.assertEqual(FILES, support.files(self.folder / "tree"))
        for path in FILES:
            mode = (self.folder / "tree" / path).stat().st_mode
            self.assertEqual(0o644, stat.S_IMODE(mode))

    def test_earlier_tree_is_gone(self) -> None:
        tree.write({**FILES, "novaclient/old": b""}, self.folder / "tree")
        tree.write(FILES, self.folder / "tree")
        self.assertEqual(FILES, support.files(self.folder / "tree"))

    def test_earlier_tree_is_gone_with_its_history(self) -> None:
        tree.write({**FILES, ".git/HEAD": b"ref"}, self.folder / "tree")
        tree.write(FILES, self.folder / "tree")
        self.assertEqual(FILES, support.files(self.folder / "tree"))

    def test_earlier_tree_of_an_editable_build_is_gone(self) -> None:
        package = {"novaclient/__init__.py": b""}
        old = {**package, "novaclient/old": b""}
        tree.write(old, self.folder / "tree")
        tree.write(package, self.folder / "tree")
        self.assertEqual(package, support.files(self.folder / "tree"))

    def test_empty_folder(self) -> None:
        tree.write(FILES, self.folder)
        self.assertEqual(FILES, support.files(self.folder))

    def assertKept(self, *paths: str) -> None:
        support.fill(self.folder, dict.fromkeys(paths, b"precious"))
        line = f"{self.folder} is not a tree; name an empty folder"
        self.assertRefused(line, tree.write, FILES, self.folder)
        self.assertEqual(sorted(paths), list(support.files(self.folder)))

    def test_folder_of_other_files_is_kept(self) -> None:
        self.assertKept("letters/mother.txt")

    def test_repository_is_kept(self) -> None:
        self.assertKept(".git/HEAD", "novaclient/__init__.py")

    def test_file_is_kept(self) -> None:
        path = self.folder / "tree"
        path.write_bytes(b"precious")
        line = f"{path} is not a tree; name an empty folder"
        self.assertRefused(line, tree.write, FILES, path)
        self.assertEqual(b"precious", path.read_bytes())
