"""The verbs: what each prints and writes, with no package index."""

import json
import os
import signal
from unittest import mock

from fork.clients import client, interpreter
from fork.errors import ForkError
from fork.matrix import table
from fork.matrix.matrix import Matrix
from fork.releases import upstream
from fork.releases.lock import Lock, digests
from fork.tests import rows, support
from fork.tests.support import Ran


class TreeTest(support.MainTestCase):
    def test_writes_the_tree_and_prints_offsets(self) -> None:
        ran = self.main("tree", self.out / "tree")
        line = "words: novaclient/words.txt, hunk 1, offset +0\n"
        self.assertEqual(Ran(None, line, ""), ran)
        written = support.files(self.out / "tree")
        self.assertEqual(b"one\nTWO\nthree\n", written["novaclient/words.txt"])
        self.fetched.assert_called_once_with("mini-client", "1.2")

    def test_unsupported_release(self) -> None:
        ran = self.main("tree", self.out / "tree", "--upstream", "1.1")
        line = (
            "fork: error: upstream release 1.1 is not supported; choose one "
            "of: 1.2\n"
        )
        self.assertEqual(Ran(1, "", line), ran)
        self.fetched.assert_not_called()

    def test_nothing_is_written_when_a_patch_fails(self) -> None:
        damaged = support.PATCH.replace("-two", "-zwei")
        self.write("patches/words.patch", damaged)
        ran = self.main("tree", self.out / "tree")
        self.assertEqual((1, ""), (ran.status, ran.out))
        self.assertEqual(1, ran.err.count("\n"))
        self.assertEqual([], list(self.out.iterdir()))

    def test_repository_is_not_overwritten(self) -> None:
        before = support.files(self.root)
        ran = self.main("tree", self.root)
        line = (
            f"fork: error: {self.root} is not a tree; name an empty folder\n"
        )
        self.assertEqual(Ran(1, "", line), ran)
        self.assertEqual(before, support.files(self.root))


class ClientTest(support.MainTestCase):
    def client(self, *arguments: object) -> Ran:
        self.install = mock.Mock(return_value=["/one", "/two"])
        self._patch(client, "install", self.install)
        return self.main("client", self.out, *arguments)

    def test_from_this_repository(self) -> None:
        self.assertEqual(Ran(None, "/one\n/two\n", ""), self.client())
        both = ["upstream", "fork"]
        expected = (mock.ANY, self.out, both, None)
        self.assertEqual(expected, self.install.call_args.args)

    def test_from_an_index(self) -> None:
        self.client("--served", self.out / "index", "--minimal")
        three = ["upstream", "minimal", "fork"]
        expected = (mock.ANY, self.out, three, self.out / "index")
        self.assertEqual(expected, self.install.call_args.args)


class LintTest(support.MainTestCase):
    def test_clean(self) -> None:
        self.assertEqual(Ran(None, "", ""), self.main("lint"))

    def test_findings(self) -> None:
        text = support.PATCH.replace("Change-Id", "Id")
        self.write("patches/words.patch", text.replace("Forwarded", "Sent"))
        lines = (
            "words.patch: has no Change-Id trailer\n"
            "words.patch: has no Forwarded trailer\n"
            "fork: error: 2 findings in patches/\n"
        )
        self.assertEqual(Ran(1, "", lines), self.main("lint"))

    def test_series_that_cannot_be_read(self) -> None:
        self.write("patches/series", "gone.patch\n")
        line = "fork: error: series lists gone.patch, which does not exist\n"
        self.assertEqual(Ran(1, "", line), self.main("lint"))


class LockTest(support.MainTestCase):
    def lock(self) -> Lock:
        return Lock.read(self.root / "patches" / "upstream.lock")

    def test_renews_every_release(self) -> None:
        before = self.lock()
        ran = self.main("lock")
        self.assertEqual(Ran(None, "no change\n", "[1/1] 1.2\n"), ran)
        self.assertEqual(before, self.lock())

    def test_adds_a_release(self) -> None:
        ran = self.main("lock", "1.10", "1.3")
        count = len(support.UPSTREAM)
        out = f"1.3: new, {count} files\n1.10: new, {count} files\n"
        self.assertEqual(Ran(None, out, "[1/2] 1.10\n[2/2] 1.3\n"), ran)
        expected = dict.fromkeys(
            ["1.2", "1.3", "1.10"], digests(support.UPSTREAM)
        )
        self.assertEqual(Lock(expected), self.lock())
        self.assertEqual(["1.2", "1.3", "1.10"], list(self.lock().releases))

    def test_nothing_is_written_when_a_fetch_fails(self) -> None:
        path = self.root / "patches" / "upstream.lock"
        before = path.read_bytes()
        self.fetched.side_effect = [support.release(), ForkError("no index")]
        ran = self.main("lock", "1.3", "1.4")
        err = "[1/2] 1.3\n[2/2] 1.4\nfork: error: no index\n"
        self.assertEqual(Ran(1, "", err), ran)
        self.assertEqual(before, path.read_bytes())


class MatrixTest(support.MainTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.harness = self.folder / "python"
        self.harness.touch(0o755)
        self.rows = mock.Mock(return_value=[rows.good()])
        self._patch(Matrix, "run", self.rows)
        self.variants = mock.Mock(return_value=["1.1"])
        self._patch(Matrix, "variants", self.variants)
        self._patch(interpreter, "find", dict)

    def matrix(self, *args: object) -> Ran:
        work, harness = self.out / "work", self.harness
        given = ("--work", work, "--harness", harness, *args)
        return self.main("matrix", *given)

    def test_table(self) -> None:
        ran = self.matrix()
        out = table.plain([rows.good()]) + "\n"
        self.assertEqual(Ran(None, out, ""), ran)
        self.rows.assert_called_once_with(["1.2"])
        self.variants.assert_not_called()

    def test_not_as_expected(self) -> None:
        self.rows.return_value = [rows.good(), rows.bad()]
        ran = self.matrix()
        line = (
            "fork: error: the matrix is not as expected: 2 releases: 1 ok, "
            "1 failed, 0 not run\n"
        )
        self.assertEqual((1, line), (ran.status, ran.err))
        self.assertIn("1.3 failed: the fork touches n10", ran.out)

    def test_nothing_ran(self) -> None:
        self.rows.return_value = [rows.absent()]
        self.assertEqual(1, self.matrix().status)

    def test_variants(self) -> None:
        self.matrix("--variants")
        self.variants.assert_called_once_with(["1.2"])
        self.rows.assert_called_once_with(["1.1"])

    def test_json_and_the_manual(self) -> None:
        ran = self.matrix("--format", "json", "--write", self.out / "doc")
        data = json.loads(ran.out)
        self.assertEqual("1.2", data["releases"][0]["release"])
        path = self.out / "doc" / "matrix.json"
        written = json.loads(path.read_text(encoding="utf-8"))
        self.assertEqual(data, written)

    def test_interrupted(self) -> None:
        self.rows.side_effect = KeyboardInterrupt
        ran = self.matrix("--write", self.out / "doc")
        lines = (
            "fork: the same command goes on from here\n"
            "fork: error: stopped by SIGINT\n"
        )
        self.assertEqual(Ran(130, "", lines), ran)
        self.assertFalse((self.out / "doc").exists())

    def test_terminated(self) -> None:
        def terminate(_: object) -> None:
            os.kill(os.getpid(), signal.SIGTERM)

        self.rows.side_effect = terminate
        ran = self.matrix()
        self.assertEqual((143, ""), (ran.status, ran.out))
        self.assertIn("fork: error: stopped by SIGTERM\n", ran.err)

    def test_part_replaces_no_matrix(self) -> None:
        text = self.project.lock().extended({"1.1": {}}).text()
        self.write("patches/upstream.lock", text)
        support.fill(self.out / "doc", {"matrix.md": b"all"})
        for part in (["--releases", "1.2"], ["--variants"]):
            ran = self.matrix("--write", self.out / "doc", *part)
            self.assertEqual((1, ""), (ran.status, ran.out))
            self.assertIn("doc has matrix.md, which a part of", ran.err)
        self.rows.assert_not_called()
        written = support.files(self.out / "doc")
        self.assertEqual({"matrix.md": b"all"}, written)

    def test_all_replace_a_matrix(self) -> None:
        support.fill(self.out / "doc", {"matrix.md": b"all"})
        self.rows.return_value = [rows.bad()]
        ran = self.matrix("--write", self.out / "doc")
        self.assertEqual(1, ran.status)
        page = (self.out / "doc" / "matrix.md").read_text("utf-8")
        self.assertIn("1.3 failed: the fork touches", page)

    def test_part_in_a_folder_of_its_own(self) -> None:
        ran = self.matrix("--variants", "--write", self.out / "doc")
        self.assertEqual(None, ran.status)
        self.assertIn("matrix.md", support.files(self.out / "doc"))

    def test_harness_that_is_no_python(self) -> None:
        self.harness.chmod(0o644)
        line = (
            f"fork: error: {self.harness} is no Python; name the one of the "
            "harness's environment\n"
        )
        self.assertEqual(Ran(1, "", line), self.matrix())

    def test_no_release_matches(self) -> None:
        ran = self.matrix("--releases", "9.*")
        self.assertEqual((1, ""), (ran.status, ran.out))
        self.rows.assert_not_called()

    def test_no_jobs(self) -> None:
        for number in ("0", "-1", "two"):
            ran = self.matrix(f"--jobs={number}")
            self.assertEqual(2, ran.status)
            self.assertIn(f"'{number}' is no number of jobs", ran.err)


class NewReleaseTest(support.MainTestCase):
    HUNK = "words: novaclient/words.txt, hunk 1, offset +0\n"

    def setUp(self) -> None:
        super().setUp()
        self.before = support.files(self.root)
        self.newest = mock.Mock(return_value="1.3")
        self._patch(upstream, "newest", self.newest)

    def offer(self, version: str, **changes: bytes) -> None:
        """Have the package index offer a release as its newest."""
        files = support.release(**changes).files
        self.fetched.return_value = upstream.Release(version, files)
        self.newest.return_value = version

    def assertUnchanged(self) -> None:
        self.assertEqual(self.before, support.files(self.root))

    def test_admits_the_release(self) -> None:
        self.offer("1.3")
        ran = self.main("new-release", "1.3")
        lines = f"{self.HUNK}1.3: new, {len(support.UPSTREAM)} files\nnext:\n"
        self.assertEqual((None, ""), (ran.status, ran.err))
        self.assertTrue(ran.out.startswith(lines), ran.out)
        self.fetched.assert_called_once_with("mini-client", "1.3")
        self.newest.assert_not_called()
        self.assertIn("1.3", self.project.lock().releases)

    def test_admits_the_newest(self) -> None:
        self.offer("1.4")
        self.assertEqual(None, self.main("new-release").status)
        self.fetched.assert_called_once_with("mini-client", "1.4")
        self.assertIn("1.4", self.project.lock().releases)

    def test_release_in_the_lock(self) -> None:
        ran = self.main("new-release", "1.2")
        expected = Ran(None, f"{self.HUNK}1.2 is in the lock\n", "")
        self.assertEqual(expected, ran)
        self.assertUnchanged()

    def test_newest_is_in_the_lock(self) -> None:
        self.offer("1.2")
        ran = self.main("new-release", "--check")
        line = "1.2 is newest and in the lock\n"
        self.assertEqual(Ran(None, self.HUNK + line, ""), ran)
        self.assertUnchanged()

    def test_newest_is_not_in_the_lock(self) -> None:
        self.offer("1.3")
        ran = self.main("new-release", "--check")
        line = (
            "fork: error: 1.3 fits, and is not in the lock; run `python -m "
            "fork new-release 1.3`\n"
        )
        self.assertEqual(Ran(1, self.HUNK, line), ran)
        self.assertUnchanged()

    def test_manual_is_no_part_of_a_release(self) -> None:
        text = support.PATCH + support.MANUAL_EDIT
        self.write("patches/words.patch", text)
        self.offer("1.3")
        ran = self.main("new-release", "1.3")
        self.assertEqual((None, ""), (ran.status, ran.err))
        self.assertTrue(ran.out.startswith(f"{self.HUNK}1.3: new"), ran.out)

    def test_does_not_fit(self) -> None:
        self.offer("1.3", **{"novaclient/words.txt": b"eins\nzwei\n"})
        for arguments in (["1.3"], [], ["--check"], ["1.3", "--check"]):
            ran = self.main("new-release", *arguments)
            self.assertEqual((1, ""), (ran.status, ran.out))
            self.assertIn("    | two\n", ran.err)
            self.assertIn("    | zwei\n", ran.err)
            line = (
                "fork: error: hunks that do not fit 1.3: 1; mend the patches "
                "and try again\n"
            )
            self.assertTrue(ran.err.endswith(line), ran.err)
            self.assertUnchanged()

    def test_in_the_lock_with_other_bytes(self) -> None:
        self.offer("1.2", **{"novaclient/words.txt": b"one\ntwo\nthree\n4"})
        ran = self.main("new-release", "1.2")
        self.assertEqual((1, ""), (ran.status, ran.out))
        self.assertIn("is not the release that was reviewed", ran.err)
        self.assertUnchanged()

    def test_index_lacks_it(self) -> None:
        self.fetched.side_effect = ForkError("cannot fetch it")
        ran = self.main("new-release", "99")
        self.assertEqual(Ran(1, "", "fork: error: cannot fetch it\n"), ran)
        self.assertUnchanged()


class IndexTest(support.MainTestCase):
    def test_builds_what_is_chosen_and_prints_where(self) -> None:
        folder = self.out / "an index"
        ran = self.main("index", folder, "--releases", "1.*")
        address = f"file://{self.out}/an%20index/simple\n"
        self.assertEqual(Ran(None, address, "[1/1] 1.2\n"), ran)
        self.assertIn("simple/index.html", support.files(folder))

    def test_all_that_are_supported(self) -> None:
        ran = self.main("index", self.out / "index")
        self.assertEqual((None, "[1/1] 1.2\n"), (ran.status, ran.err))

    def test_release_that_is_not_known(self) -> None:
        ran = self.main("index", self.out / "index", "--releases", "2.*")
        line = "no supported release matches '2.*'; choose from: 1.2"
        self.assertEqual(Ran(1, "", f"fork: error: {line}\n"), ran)
        self.fetched.assert_not_called()


class ConstraintsTest(support.MainTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.files = [self.out / "one.txt", self.out / "two.txt"]
        for path in self.files:
            path.write_text("mini-client===1.2\n", encoding="utf-8")

    def test_rewrites_every_file_once(self) -> None:
        now = "mini-client===1.2+tiny.2.0.1"
        for what in (
            f"mini-client===1.2 is now {now}",
            f"{now} is the fork already",
        ):
            lines = [f"{path}, line 1: {what}\n" for path in self.files]
            ran = self.main("constraints", *self.files)
            self.assertEqual(Ran(None, "".join(lines), ""), ran)
        content = {*support.files(self.out).values()}
        self.assertEqual({f"{now}\n".encode()}, content)

    def test_none_is_rewritten_when_one_is_refused(self) -> None:
        self.files[1].write_text("mini-client===1.1\n", encoding="utf-8")
        before = support.files(self.out)
        ran = self.main("constraints", *self.files)
        line = (
            f"fork: error: {self.files[1]}: upstream release 1.1 is not "
            "supported; choose one of: 1.2\n"
        )
        self.assertEqual(Ran(1, "", line), ran)
        self.assertEqual(before, support.files(self.out))
