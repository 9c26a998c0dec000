"""Matrix: the verdict, what is written, and how it ends."""

import json
import os
import signal
from unittest import mock

from fork.clients import interpreter
from fork.matrix import table
from fork.matrix.matrix import Matrix
from fork.releases.upstream import Release
from fork.tests import findings, support
from fork.tests.support import Ran


class MatrixTest(support.MainTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.harness = self.folder / "python"
        self.harness.touch(0o755)
        self.rows = mock.Mock(return_value=[findings.good()])
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
        out = table.plain([findings.good()]) + "\n"
        self.assertEqual(Ran(None, out, ""), ran)
        self.rows.assert_called_once_with(["1.2"], ())
        self.variants.assert_not_called()

    def test_not_as_expected(self) -> None:
        self.rows.return_value = [findings.good(), findings.bad()]
        ran = self.matrix()
        line = (
            "fork: error: the matrix is not as expected: 2 releases: 1 ok, "
            "1 failed, 0 not run\n"
        )
        self.assertEqual((1, line), (ran.status, ran.err))
        self.assertIn("1.3 failed: the fork touches n10", ran.out)

    def test_nothing_ran(self) -> None:
        self.rows.return_value = [findings.absent()]
        self.assertEqual(1, self.matrix().status)

    def test_variants(self) -> None:
        self.variants.return_value = ["1.0", "1.1"]
        self.matrix("--variants")
        self.variants.assert_called_once_with(["1.2"])
        self.rows.assert_called_once_with(["1.0", "1.1"], ["1.0"])

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
        def terminate(*_: object) -> None:
            os.kill(os.getpid(), signal.SIGTERM)

        self.rows.side_effect = terminate
        ran = self.matrix()
        self.assertEqual((143, ""), (ran.status, ran.out))
        self.assertIn("fork: error: stopped by SIGTERM\n", ran.err)

    def test_part_replaces_no_matrix(self) -> None:
        text = self.project.lock().extended([Release("1.1", {})]).text()
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
        self.rows.return_value = [findings.bad()]
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
