"""Every sample is read as it should be: all its calls, their lines and their kinds."""

import pathlib
import tempfile
import unittest
from collections.abc import Iterable, Mapping

from harness.callers import scan
from harness.tests.unit.callers import (
    document_samples,
    python_samples,
    shell_samples,
    text_samples,
    varied_samples,
)

LETTERS = {"DEFAULT": "d", "EXPLICIT": "e", "SERVERS": "s", "SEARCH": "q"}


def found(name: str, content: bytes) -> str:
    """Return the lines and kinds of what a file holds."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, name)
        path.write_bytes(content)
        findings = scan.run([path]).findings
    return "".join(f"{each.line}{LETTERS[each.call.kind.name]}" for each in findings)


class SamplesTest(unittest.TestCase):
    def check(self, name: str, samples: Mapping[str, tuple[str, str]]) -> None:
        for about, (content, expected) in samples.items():
            with self.subTest(about):
                self.assertEqual(expected, found(name, content.encode()), content)

    def check_more(self, name: str, samples: Iterable[tuple[str, str]]) -> None:
        self.check(name, {content: (content, expected) for content, expected in samples})

    def check_files(self, samples: Mapping[str, tuple[str, str | bytes, str]]) -> None:
        for about, (name, content, expected) in samples.items():
            given = content if isinstance(content, bytes) else content.encode()
            with self.subTest(about):
                self.assertEqual(expected, found(name, given), content)

    def test_shell(self) -> None:
        self.check("a.sh", shell_samples.SHELL)
        self.check_more("a.sh", shell_samples.MORE_SHELL)

    def test_shell_without_a_suffix(self) -> None:
        content, expected = shell_samples.SHELL["a function"]
        self.assertEqual("3d", found("tool", f"#!/usr/bin/env bash\n{content}".encode()))
        self.assertEqual("2d", expected)

    def test_what_was_once_misread(self) -> None:
        for name, content, expected in varied_samples.VARIED:
            with self.subTest(name):
                self.assertEqual(expected, found(name, content.encode()), content)

    def test_make(self) -> None:
        for name in ("Makefile", "a.mk", "GNUmakefile"):
            self.check(name, shell_samples.MAKE)
            self.check_more(name, shell_samples.MORE_MAKE)

    def test_python(self) -> None:
        self.check("a.py", python_samples.PYTHON)
        self.check_more("a.py", python_samples.MORE_PYTHON)

    def test_yaml(self) -> None:
        for name in ("a.yml", "a.yaml.j2"):
            self.check(name, document_samples.YAML)
        self.check_more("a.yml", document_samples.MORE_YAML)

    def test_json(self) -> None:
        self.check("a.json", document_samples.JSON)
        self.check_more("a.json", document_samples.MORE_JSON)

    def test_code(self) -> None:
        self.check_files(text_samples.CODE)
        self.check_files({row[1]: row for row in text_samples.MORE_CODE})

    def test_prose(self) -> None:
        self.check_files(text_samples.PROSE)

    def test_codings(self) -> None:
        self.check_files(text_samples.BYTES)

    def test_a_script_in_whatever_holds_it(self) -> None:
        """What a shell is given is read alike, in a text of Python, YAML or JSON."""
        for about in ("a text that grows", "another host", "a loop over commands", "a function"):
            content, expected = shell_samples.SHELL[about]
            kinds = "".join(filter(str.isalpha, expected))
            script = "set -e\n" + content
            for name, holder in (
                ("a.py", f"run({script!r})"),
                (
                    "a.json",
                    '{"s": "'
                    + script.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
                    + '"}',
                ),
                ("a.yml", "s: |\n  " + script.replace("\n", "\n  ")),
            ):
                calls = found(name, holder.encode())
                self.assertEqual(kinds, "".join(filter(str.isalpha, calls)), (name, about))
