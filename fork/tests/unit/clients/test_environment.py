"""Environment: which installer makes it, and what it is told to install."""

import sys
from pathlib import Path
from typing import Sequence
from unittest import mock

from fork.clients import environment, program
from fork.clients.environment import Environment
from fork.errors import ForkError
from fork.tests import support

INTERPRETER = Path("/python")


class EnvironmentTest(support.TestCase):
    def setUp(self) -> None:
        super().setUp()
        self.ran: list[list[str]] = []
        patcher = mock.patch.object(program, "run", self.run_program)
        patcher.start()
        self.addCleanup(patcher.stop)

    def run_program(
        self, words: Sequence[str], folder: Path, what: str, limit: float
    ) -> bytes:
        self.assertEqual(environment.LIMIT, limit)
        self.assertTrue(folder.is_dir())
        self.what = what
        self.ran.append([*words])
        return b""

    def make(self, version: str) -> Environment:
        return Environment(self.folder / "1.2" / "fork", version)

    def test_places(self) -> None:
        made = self.make("3.10")
        self.assertEqual(made.folder / "bin/python", made.python)
        self.assertEqual(made.folder / "bin/nova", made.program("nova"))
        site = made.folder / "lib/python3.10/site-packages"
        self.assertEqual(site, made.site)

    def test_files_of_a_package(self) -> None:
        made = self.make("3.9")
        content = {"mini/a.py": b"1", "mini/deep/b.txt": b"2"}
        byte_code = {"mini/a.pyc": b"3", "mini/__pycache__/a.c.pyc": b"4"}
        support.fill(made.site, {**content, **byte_code, "other/c": b"5"})
        self.assertEqual(content, made.files("mini"))

    def test_python3_by_uv_with_what_the_tests_need(self) -> None:
        made = self.make("3.9")
        made.install(INTERPRETER, "mini===1.2")
        uv = [sys.executable, "-m", "uv", "--no-config"]
        install = ["pip", "install", "--python", f"{made.python}"]
        self.assertEqual(
            [
                [*uv, "venv", "--python", "/python", f"{made.folder}"],
                [*uv, *install, "mini===1.2", *environment.TESTS],
            ],
            self.ran,
        )

    def test_pbr_of_the_time_and_what_it_needs(self) -> None:
        made = self.make("3.9")
        made.install(INTERPRETER, "mini===1.2", "4.2.0")
        with_pbr = ["pbr==4.2.0", "setuptools<81", *environment.TESTS]
        count = 1 + len(with_pbr)
        self.assertEqual(["mini===1.2", *with_pbr], self.ran[1][-count:])

    def test_version_by_which_the_client_calls_itself(self) -> None:
        made, said = self.make("3.9"), mock.Mock(return_value=b"1.2\n")
        with mock.patch.object(program, "run", said):
            self.assertEqual("1.2", made.client_version())
        ask = "import novaclient; print(novaclient.__version__)"
        words = [str(made.python), "-c", ask]
        what = "importing the client in fork"
        said.assert_called_once_with(words, made.folder, what)

    def test_python2_by_virtualenv_with_what_it_can_read(self) -> None:
        made = self.make("2.7")
        made.install(INTERPRETER, "mini===1.2")
        virtualenv = [sys.executable, "-m", "virtualenv", "-p", "/python"]
        pip = [f"{made.python}", "-m", "pip", "install"]
        self.assertEqual(
            [
                [*virtualenv, f"{made.folder}"],
                [*pip, "mini===1.2", "keystoneauth1<4"],
            ],
            self.ran,
        )

    def test_error_names_the_client_and_the_python(self) -> None:
        self.make("3.9").install(INTERPRETER, "/somewhere/mini-1.2.whl")
        self.assertEqual("installing mini-1.2.whl on Python 3.9", self.what)

    def test_made_anew(self) -> None:
        made = self.make("3.9")
        support.fill(made.folder, {"half": b"done"})
        made.install(INTERPRETER, "mini")
        self.assertFalse(made.folder.exists())

    def test_says_what_is_installed(self) -> None:
        made = self.make("3.9")
        names = ["b-2.dist-info", "a-1.0.dist-info", "a"]

        def fill(*_: object) -> bytes:
            for name in names:
                (made.site / name).mkdir(parents=True, exist_ok=True)
            return b""

        with mock.patch.object(program, "run", fill):
            installed = made.install(INTERPRETER, "a")
        self.assertEqual(["a-1.0", "b-2"], installed)

    def test_stops_at_the_first_failure(self) -> None:
        failing = mock.Mock(side_effect=ForkError("no index"))
        made = self.make("3.9")
        with mock.patch.object(program, "run", failing):
            self.assertRefused("no index", made.install, INTERPRETER, "a")
        failing.assert_called_once()
