import json
import os
import pathlib
import tempfile
import unittest
from unittest import mock

from harness.cloud.processes import listen
from harness.errors import HarnessError
from harness.running import address


class FolderTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        for patch in (
            mock.patch("tempfile.tempdir", folder.name),
            mock.patch.dict(os.environ, clear=True),
        ):
            patch.start()
            self.addCleanup(patch.stop)

    def publish(self, name: str) -> pathlib.Path:
        folder = self.folder / name
        folder.mkdir()
        listener = listen()
        self.addCleanup(listener.close)
        address.publish(folder, listener)
        return folder


class FindTest(FolderTest):
    def test_no_cloud(self) -> None:
        (self.folder / "harness-begun").mkdir()
        with self.assertRaisesRegex(HarnessError, "^no cloud runs; start one with: .* cloud$"):
            address.find(None)

    def test_the_only_one(self) -> None:
        folder = self.publish("harness-x")
        self.publish("other")
        self.assertEqual(folder, address.find(None))

    def test_one_of_two_has_to_be_chosen(self) -> None:
        folders = [self.publish(name) for name in ("harness-x", "harness-y")]
        with self.assertRaisesRegex(
            HarnessError, f"^2 clouds run; .* {folders[0]}, {folders[1]}$"
        ):
            address.find(None)
        with mock.patch.dict(os.environ, {address.VARIABLE: str(folders[0])}):
            self.assertEqual(folders[0], address.find(None))
            self.assertEqual(folders[1], address.find(str(folders[1])))

    def test_one_that_is_gone(self) -> None:
        self.publish("harness-x")
        for named in (None, "/nonexistent"):
            with (
                mock.patch.dict(os.environ, {address.VARIABLE: "/nonexistent"}),
                self.assertRaisesRegex(HarnessError, "^no cloud runs in '/nonexistent'; "),
            ):
                address.find(named)


class AskTest(FolderTest):
    def test_nobody_listens(self) -> None:
        folder = self.folder / "harness-x"
        folder.mkdir()
        with listen() as listener:
            address.publish(folder, listener)
        with self.assertRaisesRegex(HarnessError, "does not answer: .*refused"):
            address.ask(folder, {})

    def test_nothing_is_written_halfway(self) -> None:
        folder = self.publish("harness-x")
        self.assertEqual(["control.json"], os.listdir(folder))
        self.assertEqual({"port"}, set(json.loads((folder / "control.json").read_text())))
