"""A client that is started once, against a ``novaclient`` of a few lines."""

import json
import os
import pathlib
import sys
import tempfile
import unittest
from typing import Any
from unittest import mock

from harness.cloud.client import Client
from harness.errors import HarnessError
from harness.stage.warm import WarmClient

SHELL = """
import json, os, sys

RUNS = []


def main({parameters}):
    RUNS.append(1)
    words = {words}
    print(json.dumps([words, os.environ.get("OS_X"), "SECRET" in os.environ, len(RUNS)]))
    print("no\\udce9el", file=sys.stderr)
    return {{"int": 3, "none": None}}.get(words[0]) or {{
        "exit": lambda: sys.exit(4), "words": lambda: sys.exit("sorry"),
        "broken": lambda: 1 / 0, "none": int}}[words[0]]()
"""


class WarmClientTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "novaclient").mkdir()
        (self.folder / "novaclient" / "__init__.py").write_text("")
        self.script("python", f"/bin/sh\nPYTHONPATH={folder.name} exec {sys.executable} $@")
        self.cold = Client("c", self.script("nova", f"{self.folder}/python\n"))

    def script(self, name: str, content: str) -> pathlib.Path:
        path = self.folder / name
        path.write_text(f"#!{content}")
        path.chmod(0o755)
        return path

    def start(self, parameters: str = "argv=sys.argv[1:]", words: str = "argv") -> WarmClient:
        content = SHELL.format(parameters=parameters, words=words)
        (self.folder / "novaclient" / "shell.py").write_text(content)
        warm = WarmClient(self.cold)
        with mock.patch.dict(os.environ, {"SECRET": "s", "OS_X": "o"}):
            warm.__enter__()
        self.addCleanup(warm.__exit__)
        return warm

    def run_in(self, warm: WarmClient, *words: str, **credentials: str) -> tuple[int, Any, str]:
        outcome = warm.run(list(words), credentials)
        return outcome.status, json.loads(outcome.stdout), outcome.stderr

    def test_each_run_is_the_first(self) -> None:
        warm = self.start()
        for value in ("1", "2"):
            found = self.run_in(warm, "int", "a b", OS_X=value)
            self.assertEqual((3, [["int", "a b"], value, False, 1], "no\\udce9el\n"), found)
        self.assertEqual((0, [["none"], None, False, 1]), self.run_in(warm, "none")[:2])

    def test_an_older_one_takes_no_arguments(self) -> None:
        warm = self.start("", "sys.argv[1:]")
        self.assertEqual((3, [["int", "x"], None, False, 1]), self.run_in(warm, "int", "x")[:2])

    def test_how_it_may_end(self) -> None:
        warm = self.start()
        self.assertEqual(4, self.run_in(warm, "exit")[0])
        status, _, stderr = self.run_in(warm, "words")
        self.assertEqual((1, "sorry"), (status, stderr.splitlines()[-1]))
        status, _, stderr = self.run_in(warm, "broken")
        self.assertEqual((1, "ZeroDivisionError"), (status, stderr.split("\n")[-2].split(":")[0]))

    def test_one_that_is_gone(self) -> None:
        warm = self.start()
        warm._process.kill()
        warm._process.wait()
        with self.assertRaisesRegex(HarnessError, "client c is gone"):
            warm.run(["int"], {})

    def test_what_is_no_script(self) -> None:
        self.cold.executable.write_bytes(b"\x7fELF")
        with self.assertRaisesRegex(HarnessError, "is no Python script"):
            WarmClient(self.cold).__enter__()
