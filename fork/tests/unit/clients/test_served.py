"""Served: what pip is told, and what may come of it."""

import dataclasses
import json
import urllib.request
from pathlib import Path
from typing import Any, Optional
from unittest import mock

from fork.clients import program, served
from fork.tests import support

PINS = """\
# A pin for each series.
mini-client===1.1+tiny.1.0.1  # alpha
mini-client===1.2+tiny.2.0.1  # beta
"""


class AddressTest(support.TestCase):
    def test_files_are_served_while_it_lasts(self) -> None:
        support.fill(self.folder, {"simple/page": b"links"})
        with served.address(self.folder) as url:
            self.assertTrue(url.startswith("http://127.0.0.1:"), url)
            with urllib.request.urlopen(f"{url}/simple/page") as answer:
                self.assertEqual(b"links", answer.read())
        with self.assertRaises(OSError):
            urllib.request.urlopen(f"{url}/simple/page")


class InstallTest(support.MiniatureTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.index, self.place = self.out / "index", self.out / "venv"
        support.fill(self.index, {"constraints.txt": PINS.encode()})
        self._patch(program, "ended", self.run_command)
        self.status, self.version = 0, "1.2+tiny.2.0.1"
        self.wheel: Optional[str] = None
        self.ran: list[list[str]] = []

    def run_command(
        self, command: list[str], *args: Any, **kwargs: Any
    ) -> mock.Mock:
        self.ran.append(command)
        if "pip" not in command:
            stdout = f"{self.version}\n".encode()
            return mock.Mock(returncode=0, stdout=stdout)
        self.assertEqual("127.0.0.1", kwargs["settings"]["NO_PROXY"])
        given = dict(zip(command, command[1:]))
        self.pins = Path(given["--constraint"]).read_text("utf-8")
        self.url = given["--extra-index-url"]
        with urllib.request.urlopen(self.url) as answer:
            self.assertEqual(200, answer.status)
        self.report(Path(given["--report"]))
        return mock.Mock(returncode=self.status)

    def report(self, path: Path) -> None:
        ours = self.url.replace("/simple", "/packages/mini.whl")
        items = {"words": "https://elsewhere/words.whl"}
        items["mini-client"] = self.wheel or ours
        installed = [
            {"metadata": {"name": name}, "download_info": {"url": url}}
            for name, url in items.items()
        ]
        path.write_text(json.dumps({"install": installed}), encoding="utf-8")

    def install(self) -> None:
        (self.index / "simple").mkdir(exist_ok=True)
        served.install(self.project, self.index, self.place)

    def test_pip_is_held_to_the_pin(self) -> None:
        self.install()
        self.assertEqual("mini-client===1.2+tiny.2.0.1\n", self.pins)
        pip, asked = self.ran
        self.assertEqual("mini-client", pip[-1])
        self.assertEqual(str(self.place), pip[pip.index("--python") + 1])
        self.assertEqual(str(self.place / "bin" / "python"), asked[0])
        self.assertEqual("mini-client", asked[-1])

    def refused(self, line: str) -> None:
        self.assertRefused(line, self.install)

    def test_pip_fails(self) -> None:
        self.status = 1
        self.refused("pip install mini-client failed; it says why above")

    def test_wheel_from_elsewhere(self) -> None:
        self.wheel = "https://elsewhere/mini.whl"
        self.refused(f"pip took {self.wheel}, which is not the index's")

    def test_upstream_is_installed(self) -> None:
        self.version = "1.2"
        self.refused("1.2 is installed, not 1.2+tiny.2.0.1")

    def test_index_without_the_release(self) -> None:
        self.project = dataclasses.replace(self.project, upstream="1")
        path = self.index / "constraints.txt"
        self.refused(
            f"{path} has no mini-client===1+tiny.1.0.0.1; build the index anew"
        )
        self.assertEqual([], self.ran)

    def test_folder_that_is_no_index(self) -> None:
        (self.index / "constraints.txt").unlink()
        path = self.index / "constraints.txt"
        self.refused(
            f"{path} cannot be read: No such file or directory; build the "
            f"index with `python -m fork index {self.index}`"
        )
        self.assertEqual([], self.ran)
