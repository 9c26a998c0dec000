"""Clients: which are installed, each where nothing else is."""

from pathlib import Path
from typing import Optional
from unittest import mock

from fork.clients import client, served
from fork.tests import support


class InstallTest(support.MiniatureTestCase):
    labels: tuple[str, ...] = ("upstream", "fork")
    index: Optional[Path] = None

    def install(self, *statuses: int) -> list[str]:
        results = [
            mock.Mock(returncode=status, stdout=b"", stderr=b"no such wheel\n")
            for status in statuses
        ]
        with mock.patch(
            "fork.clients.program.ended", side_effect=results
        ) as run:
            found = client.install(
                self.project, self.out, [*self.labels], self.index
            )
        self.commands = [call.args[0][4:] for call in run.call_args_list]
        return [str(path.relative_to(self.out)) for path in found]

    def test_upstream_and_the_fork_side_by_side(self) -> None:
        found = self.install(0, 0, 0, 0)
        self.assertEqual(["upstream/bin/nova", "fork/bin/nova"], found)
        ours, theirs = f"{self.out}/fork", f"{self.out}/upstream"
        pip = ["pip", "install", "--python"]
        self.assertEqual(
            [
                ["venv", "--clear", theirs],
                [*pip, theirs, "mini-client===1.2"],
                ["venv", "--clear", ours],
                [*pip, ours, str(self.root)],
            ],
            self.commands,
        )

    def test_the_first_patch_alone(self) -> None:
        self.labels = ("minimal",)
        self.assertEqual(["minimal/bin/nova"], self.install(0, 0))
        minimal = f"{self.out}/minimal"
        install = ["pip", "install", "--python", minimal]
        setting = ["--config-setting", "through=words"]
        self.assertEqual(
            [*install, *setting, str(self.root)], self.commands[1]
        )

    def test_fork_from_an_index(self) -> None:
        self.index, place = self.folder / "index", self.out / "fork"
        self._patch(served, "install", mock.Mock())
        found = self.install(0, 0, 0)
        self.assertEqual(["upstream/bin/nova", "fork/bin/nova"], found)
        self.assertEqual(["venv", "--clear", str(place)], self.commands[-1])
        served.install.assert_called_once_with(  # type: ignore[attr-defined]
            self.project, self.index, place
        )

    def test_installer_fails(self) -> None:
        line = "installing upstream's client failed (1): no such wheel"
        self.assertRefused(line, self.install, 0, 1)
