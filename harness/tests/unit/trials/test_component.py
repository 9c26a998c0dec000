import os
import pathlib
import tempfile
import unittest
from unittest import mock

from harness.errors import HarnessError
from harness.trials import component


class ComponentTest(unittest.TestCase):
    def test_it_is_called_as_its_file(self) -> None:
        found = component.find("sh")
        self.assertEqual("sh", found.label)
        self.assertTrue(found.executable.is_absolute())

    def test_a_command_that_is_none(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            plain = pathlib.Path(folder, "plain")
            plain.write_text("")
            for path in (str(plain), folder, f"{folder}/x", ""):
                with self.assertRaisesRegex(HarnessError, f"'{path}' is no command; write"):
                    component.find(path)

    def test_its_environment_leads_to_one_cloud(self) -> None:
        own = {"OS_CLOUD": "prod", "OS_TOKEN": "t", "NO_PROXY": "a.example", "X": "y"}
        with mock.patch.dict(os.environ, own, clear=True):
            found = component.variables({"OS_USERNAME": "admin"})
        proxies = dict.fromkeys(("NO_PROXY", "no_proxy"), "a.example,127.0.0.1")
        self.assertEqual({"X": "y", "OS_USERNAME": "admin", **proxies}, found)
