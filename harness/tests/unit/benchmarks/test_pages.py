import json
import os
import pathlib
import tempfile
import unittest
from unittest import mock

from harness.benchmarks import pages
from harness.errors import HarnessError


class FolderTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def test_a_folder(self) -> None:
        pages.check(self.folder)
        for wrong in (self.folder / "no", pathlib.Path(__file__)):
            with self.assertRaisesRegex(HarnessError, f"'{wrong}' is not a folder"):
                pages.check(wrong)

    def test_a_folder_that_is_not_ours(self) -> None:
        with mock.patch("os.access", return_value=False) as access:
            self.assertRaises(HarnessError, pages.check, self.folder)
        access.assert_called_once_with(self.folder, os.W_OK)

    def test_three_files(self) -> None:
        pages.write(self.folder, "bench", "# Page\n", {"schema": 1}, "<svg/>\n")
        found = {path.name: path.read_text() for path in self.folder.iterdir()}
        numbers = json.loads(found.pop("bench.json"))
        self.assertEqual({"bench.md": "# Page\n", "bench.svg": "<svg/>\n"}, found)
        self.assertEqual({"schema": 1}, numbers)


class TableTest(unittest.TestCase):
    def test_labels_and_numbers(self) -> None:
        expected = "| a | b s |\n| --- | ---: |\n| x | 1 |\n| y | 2 |\n"
        self.assertEqual(expected, pages.table(["a"], ["b s"], [["x", "1"], ["y", "2"]]))
