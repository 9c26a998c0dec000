import unittest
from typing import Any

from harness.cloud.services import release


def now(files: list[str], name: str, service: str) -> Any:
    return files, name, service


def then(files: list[str], name: str) -> Any:
    return files, name


class ReleaseTest(unittest.TestCase):
    def test_a_function_gets_what_it_takes(self) -> None:
        words = (["nova.conf"], "osapi_compute", "nova-api")
        self.assertEqual(words, release.call(now, *words))
        self.assertEqual(words[:2], release.call(then, *words))

    def test_options_that_it_has_not_are_left_out(self) -> None:
        options = {"name": "osapi_compute", "service": "nova-api"}
        self.assertEqual(options, release.known(now, options))
        self.assertEqual({"name": "osapi_compute"}, release.known(then, options))

    def test_a_module_is_there_or_not(self) -> None:
        self.assertTrue(release.has("nova.context"))
        self.assertFalse(release.has("nova.nosuchmodule"))
