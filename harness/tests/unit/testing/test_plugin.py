"""pytest, in a process of its own, with the plugin and without a cloud."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

FLEET = '[[group]]\nhosts = ["a"]\n'
DESK = """
from unittest import mock
import pytest
from harness.testing import desk
variables = {"OS_AUTH_URL": "http://127.0.0.1:1/v3"}
def borrow(self, fleet, accounts=()):
    return mock.Mock(fleet=fleet, environment=variables)
desk.Desk.borrow = borrow
"""
USE = """
import os
import pytest

@pytest.mark.nova_fleet("small.toml")
def test_it(nova_cloud):
    assert nova_cloud.cloud.fleet.name == "small"
    assert os.environ["OS_AUTH_URL"] == "http://127.0.0.1:1/v3"
    assert "OS_TOKEN" not in os.environ

def test_that_nothing_is_left():
    assert os.environ["OS_TOKEN"] == "mine"
    assert "OS_AUTH_URL" not in os.environ
"""


class PluginTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "conftest.py").write_text(DESK)

    def run_it(self, text: str) -> tuple[int, str]:
        (self.folder / "test_it.py").write_text(text)
        root = pathlib.Path(__file__).parents[4]
        ended = subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "harness.testing.plugin", "--strict-markers"],
            cwd=self.folder,
            env=os.environ | {"PYTHONPATH": str(root), "OS_TOKEN": "mine"},
            capture_output=True,
            text=True,
        )
        return ended.returncode, ended.stdout + ended.stderr

    def test_a_cloud_to_which_the_environment_leads(self) -> None:
        (self.folder / "small.toml").write_text(FLEET)
        status, told = self.run_it(USE)
        self.assertEqual(0, status, told)
        self.assertIn("2 passed", told)

    def test_a_fleet_that_is_none(self) -> None:
        status, told = self.run_it(USE)
        self.assertEqual(1, status)
        self.assertIn(f"{self.folder}/small.toml: No such file", told)
        self.assertNotIn("Traceback", told)

    def test_no_marker(self) -> None:
        status, told = self.run_it("def test_it(nova_cloud): pass\n")
        self.assertEqual(1, status)
        self.assertIn('mark the test with @pytest.mark.nova_fleet("FILE")', told)

    def test_nothing_is_imported_unless_it_is_asked_for(self) -> None:
        (self.folder / "conftest.py").unlink()
        text = "import sys\ndef test_it(): assert 'harness.cloud' not in sys.modules\n"
        status, told = self.run_it(text)
        self.assertEqual(0, status, told)
