"""Served: what pip is told, and what may come of it."""

import contextlib
import dataclasses
import json
import sys
import urllib.request
from pathlib import Path
from typing import Any, Iterator, Optional
from unittest import mock

from fork.clients import program, served
from fork.tests import support

PINS = """\
# A pin for each series.
mini-client===1.1+tiny.1.0.1  # alpha
mini-client===1.2+tiny.2.0.1  # beta
"""


class StartedTest(support.TestCase):
    def test_server_runs_while_the_context_lasts(self) -> None:
        port = served.free_port()
        url = f"http://127.0.0.1:{port}"
        words = [sys.executable, "-m", "http.server", str(port)]
        with served.started([*words, "--bind", "127.0.0.1"], url):
            urllib.request.urlopen(url).close()
        with self.assertRaises(OSError):
            urllib.request.urlopen(url)

    def test_server_that_does_not_run(self) -> None:
        url = "http://127.0.0.1:9"
        line = f"no answer from {url}; is this installed? false words"
        start = served.started(["false", "words"], url)
        self.assertRefused(line, start.__enter__)


class InstallTest(support.MiniatureTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.index, self.place = self.out / "index", self.out / "venv"
        support.fill(self.index, {"constraints.txt": PINS.encode()})
        self._patch(program, "ended", self.run_command)
        self._patch(served, "address", self.address)
        self.status, self.version = 0, "1.2+tiny.2.0.1"
        self.wheel: Optional[str] = None
        self.ran: list[list[str]] = []

    @contextlib.contextmanager
    def address(self, index: Path) -> Iterator[str]:
        self.assertEqual(self.index, index)
        yield "http://127.0.0.1:1"

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
