"""What is said where a component cannot be fetched, and which client it gets."""

import os
import pathlib
import tempfile
import unittest
from unittest import mock

from harness.errors import HarnessError
from harness.tests.components import fetch


class FetchTest(unittest.TestCase):
    def setUp(self) -> None:
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)

    def test_what_is_not_there(self) -> None:
        for find, expected in (
            (fetch.masakari, "no masakari: run tox -e components"),
            (fetch.fence_python, "no fence agents: install CPython 3.10, and run tox"),
            (fetch.fence_agents, "no fence agents: on Debian or Ubuntu, run apt-get update and"),
        ):
            with self.assertRaises(HarnessError) as caught:
                find(self.folder)
            self.assertIn(expected, str(caught.exception))

    def test_a_component_gets_one_client_and_nothing_else(self) -> None:
        package = self.folder / "fork/lib/python3.11/site-packages/novaclient"
        package.mkdir(parents=True)
        for _ in range(2):
            found = fetch.client(self.folder, "fork")
            self.assertEqual([package], [each.resolve() for each in found.iterdir()])

    def test_a_python_that_pyenv_has_comes_first(self) -> None:
        python = self.folder / "versions/3.10.9/bin/python"
        python.parent.mkdir(parents=True)
        python.touch()
        with mock.patch.dict(os.environ, {"PYENV_ROOT": str(self.folder)}):
            self.assertEqual(str(python), fetch._python("3.10"))
            with mock.patch("shutil.which", return_value=None):
                self.assertIsNone(fetch._python("3.9"))

    def test_one_failure_keeps_nothing_from_the_others(self) -> None:
        fetched: list[pathlib.Path] = []

        def fail(folder: pathlib.Path) -> None:
            raise HarnessError("there is no apt-get")

        parts = (("a", fail), ("b", fetched.append))
        with (
            mock.patch.object(fetch, "FETCHED", parts),
            mock.patch("sys.argv", ["fetch", str(self.folder)]),
            mock.patch("sys.stderr") as stderr,
        ):
            self.assertEqual(0, fetch.main())
        self.assertEqual([self.folder], fetched)
        said = "".join(call.args[0] for call in stderr.write.call_args_list)
        self.assertEqual("not fetched: a: there is no apt-get\n", said)

    def test_a_command_that_fails_says_why(self) -> None:
        with self.assertRaises(HarnessError) as caught:
            fetch._run("sh", "-c", "echo first; echo last >&2; exit 3")
        self.assertEqual("sh ended with status 3: last", str(caught.exception))
