"""Intake: upstream's release from where pip put it, or fetched."""

import os
from unittest import mock

from fork.building import intake
from fork.errors import ForkError
from fork.releases import upstream
from fork.releases.upstream import Release
from fork.tests import support

FETCHED = support.release()
WHEEL = "mini_client-1.2.dist-info/WHEEL"


class IntakeTestCase(support.MiniatureTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.fetch = mock.Mock(return_value=FETCHED)
        self._patch(upstream, "fetched", self.fetch)
        self.path = self.folder / "constraints.txt"
        self.constrain(str(self.path))

    def constrain(self, text: str) -> None:
        patcher = mock.patch.dict(os.environ, {"PIP_CONSTRAINT": text})
        patcher.start()
        self.addCleanup(patcher.stop)

    def asked(self, pins: str) -> list[str]:
        self.path.write_text(pins, encoding="utf-8")
        return intake.requirements(self.project)

    def assertFetched(self) -> None:
        self.assertIs(FETCHED, intake.release(self.project))
        self.fetch.assert_called_once_with("mini-client", "1.2")

    def assertInstalled(self) -> Release:
        found = intake.release(self.project)
        self.fetch.assert_not_called()
        return found


class ConstraintTest(IntakeTestCase):
    OURS = "other===1\nMini_Client===1.2+tiny.2.0.1 ; python_version>'3'\n"

    def test_pin_of_the_fork(self) -> None:
        for pin in ("===1.2+tiny.2.0.1", "==1.2+tiny.1", "===1.1", "==1.*"):
            self.assertEqual(["pip"], self.asked(f"mini-client{pin}\n"))

    def test_release_is_fetched(self) -> None:
        self.assertEqual(["pip"], self.asked(self.OURS))
        self.assertFetched()

    def test_one_of_several_files(self) -> None:
        self.path.write_text(self.OURS, encoding="utf-8")
        for text in (f"/none.txt {self.path}", f" {self.path.as_uri()} x"):
            self.constrain(text)
            self.assertEqual(["pip"], intake.requirements(self.project))

    def test_no_obstacle(self) -> None:
        asked = ["mini-client===1.2"]
        for pins in ("", "mini-client===1.2\n", "mini-clients===2\n"):
            self.assertEqual(asked, self.asked(pins))
        for text in ("", "/none.txt", "https://localhost/c.txt", "/"):
            self.constrain(text)
            self.assertEqual(asked, intake.requirements(self.project))
        del os.environ["PIP_CONSTRAINT"]
        self.assertEqual(asked, intake.requirements(self.project))
        self.assertInstalled()

    def test_file_that_is_not_utf_8(self) -> None:
        self.path.write_bytes(b"\xff")
        asked = ["mini-client===1.2"]
        self.assertEqual(asked, intake.requirements(self.project))


class RebuiltTest(IntakeTestCase):
    def change(self, path: str, data: bytes) -> None:
        (self.site / path).write_bytes(data)

    def test_wheel_that_was_reviewed(self) -> None:
        self.assertEqual(support.UPSTREAM, self.assertInstalled().files)

    def test_wheel_that_somebody_else_made(self) -> None:
        self.change(WHEEL, b"Wheel-Version: 1.0\nGenerator: pip\n")
        self.change(WHEEL.replace("WHEEL", "METADATA"), b"Version: 1.2\n")
        self.assertFetched()

    def test_no_wheel(self) -> None:
        (self.site / WHEEL).unlink()
        self.assertFetched()

    def test_code_that_was_not_reviewed(self) -> None:
        self.change(WHEEL, b"Generator: pip\n")
        self.change("novaclient/words.txt", b"changed\n")
        found = self.assertInstalled()
        self.assertEqual(b"changed\n", found.files["novaclient/words.txt"])

    def test_metadata_that_was_not_reviewed(self) -> None:
        self.change(WHEEL.replace("WHEEL", "METADATA"), b"Version: 1.2\n")
        self.assertInstalled()

    def test_nothing_to_fetch(self) -> None:
        self.change(WHEEL, b"Generator: pip\n")
        self.fetch.side_effect = ForkError("cannot fetch it: no index")
        self.assertRefused(
            "pip was not to install upstream's wheel, so the build fetches "
            "it: cannot fetch it: no index; build with `--only-binary "
            "mini-client`, and without the fork in PIP_CONSTRAINT",
            intake.release,
            self.project,
        )
