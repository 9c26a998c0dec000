"""Interpreter: the Pythons that a release declares, and those found."""

import os
from pathlib import Path
from typing import Optional
from unittest import mock

from fork.clients import interpreter
from fork.clients.interpreter import Declaration
from fork.tests import support

METADATA = b"""\
Metadata-Version: 2.1
Requires-Python: >=3.6
Classifier: Environment :: OpenStack
Classifier: Programming Language :: Python
Classifier: Programming Language :: Python :: 3
Classifier: Programming Language :: Python :: 3.6
Classifier: Programming Language :: Python :: 3.10
Classifier: Programming Language :: Python :: 3 :: Only
Classifier: Programming Language :: Python :: 3.12 :: Some day

Classifier: Programming Language :: Python :: 3.11
"""
OLD = Declaration(["2.7", "3.5"], "")
MIDDLE = Declaration(["2.7", "3.5", "3.6"], "")
NEW = Declaration(["3.9", "3.10", "3.11", "3.12"], ">=3.9")
#: Declares what it refuses to be installed on.
ODD = Declaration(["3.6", "3.7"], ">=3.7")
ALL = [*interpreter.VERSIONS]


class DeclarationTest(support.TestCase):
    def test_parse(self) -> None:
        expected = Declaration(["3.6", "3.10"], ">=3.6")
        self.assertEqual(expected, Declaration.parse(METADATA))

    def test_parse_nothing(self) -> None:
        expected = Declaration([], "")
        self.assertEqual(expected, Declaration.parse(b"Name: x\n"))

    def test_choose(self) -> None:
        table: list[tuple[Declaration, list[str], Optional[str]]] = [
            (OLD, ALL, "3.6"),
            (OLD, ["3.5", "3.6"], "3.5"),
            (OLD, ["2.7", "3.7", "3.13"], None),
            (MIDDLE, ALL, "3.6"),
            (MIDDLE, ["3.7", "3.8"], "3.7"),
            (MIDDLE, ["3.8"], None),
            (NEW, ALL, "3.12"),
            (NEW, ["3.9", "3.11"], "3.11"),
            (NEW, ["3.8", "3.9"], "3.9"),
            (NEW, ["3.13"], "3.13"),
            (NEW, ["3.8"], None),
            (NEW, [], None),
            (ODD, ["3.6"], None),
            (ODD, ALL, "3.7"),
            (Declaration(["2.7"], ""), ALL, None),
            (Declaration([], ">=3.9"), ALL, None),
        ]
        for declaration, found, expected in table:
            with self.subTest(declaration=declaration, found=found):
                self.assertEqual(expected, declaration.choose(found))

    def test_python2(self) -> None:
        self.assertTrue(OLD.python2)
        self.assertFalse(NEW.python2)


class FindTest(support.TestCase):
    def setUp(self) -> None:
        super().setUp()
        self.path, self.pyenv = self.folder / "bin", self.folder / "pyenv"
        self.path.mkdir()
        settings = {"PATH": f"{self.path}", "PYENV_ROOT": f"{self.pyenv}"}
        patcher = mock.patch.dict(os.environ, settings)
        patcher.start()
        self.addCleanup(patcher.stop)

    def python(self, path: Path, answer: str) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{answer}\n", encoding="utf-8")
        path.chmod(0o755)
        return path

    def in_pyenv(self, version: str, name: str) -> Path:
        return self.pyenv / "versions" / version / "bin" / name

    def test_none(self) -> None:
        self.assertEqual({}, interpreter.find())

    def test_on_path_before_pyenv(self) -> None:
        first = self.python(self.path / "python3.9", "echo 3.9")
        self.python(self.in_pyenv("3.9.1", "python3.9"), "echo 3.9")
        self.assertEqual({"3.9": first}, interpreter.find())

    def test_shim_that_stands_for_nothing(self) -> None:
        self.python(self.path / "python2.7", "echo 2.7; exit 127")
        real = self.python(self.in_pyenv("2.7.18", "python2.7"), "echo 2.7")
        self.assertEqual({"2.7": real}, interpreter.find())

    def test_another_version_than_its_name_says(self) -> None:
        self.python(self.path / "python3.9", "echo 3.8")
        self.assertEqual({}, interpreter.find())

    def test_minor_versions_are_not_mixed_up(self) -> None:
        self.python(self.in_pyenv("3.10.2", "python3.10"), "echo 3.10")
        self.assertEqual(["3.10"], [*interpreter.find()])
