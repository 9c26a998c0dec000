"""No page hides a command, and no command what it prints."""

import tempfile
import unittest
from pathlib import Path

from fork.tests.packaging import manual
from fork.tests.packaging.manual import Block, Ran


class BlocksTest(unittest.TestCase):
    def blocks(self, name: str, text: str) -> list[Block]:
        with tempfile.TemporaryDirectory() as folder:
            page = Path(folder, name)
            page.write_text(text, encoding="utf-8")
            return manual.blocks(page)

    def test_blocks(self) -> None:
        rst = (
            "a\n\n#. b\n\n   .. code-block:: console\n\n      $ c\n        d\n"
        )
        (block,) = self.blocks("x.rst", rst)
        self.assertEqual(Block("x.rst:7", "console", "", "$ c\n  d\n"), block)
        md = "a\n\n<!-- situation: b -->\n```console\n$ c \\\n  d\n```\n\ne\n"
        (block,) = self.blocks("x.md", md)
        self.assertEqual(("x.md:5", "b"), (block.place, block.situation))
        self.assertEqual([manual.Step("c   d", "")], block.steps())

    def test_hidden_blocks(self) -> None:
        for name, text in (
            ("x.rst", "This::\n\n   nova list\n"),
            ("x.rst", "::\n\n   nova list\n"),
            ("x.rst", ".. parsed-literal::\n\n   nova list\n"),
            ("x.rst", "#. .. code-block:: console\n\n      $ nova list\n"),
            ("x.rst", ".. code-block:: sh\n   :name: x\n\n   nova list\n"),
            ("x.rst", ".. literalinclude:: ../other.txt\n"),
            ("x.rst", ".. situation: x\n.. code-block:: console\n\n   $ a\n"),
            ("x.rst", ">>> nova\n"),
            ("x.md", "```\nnova list\n```\n"),
            ("x.md", "  ```console\n  $ nova list\n  ```\n"),
            ("x.md", "~~~sh\nnova list\n~~~\n"),
            ("x.md", "a\n\n    nova list\n"),
            ("x.md", "<pre>nova list</pre>\n"),
        ):
            with self.subTest(text), self.assertRaises(AssertionError):
                self.blocks(name, text)

    def test_a_block_without_a_command(self) -> None:
        (block,) = self.blocks("x.md", "```text\nnova list\n```\n")
        self.assertRaises(AssertionError, block.steps)

    def faults(self, text: str, *results: Ran) -> list[str]:
        block = Block("x:1", "console", "", text)
        return list(manual.faults(block, manual.replay(results)))

    def test_what_is_shown(self) -> None:
        self.assertEqual([], self.faults("$ a\nb\n$ c\n", (0, "b\n"), (0, "")))
        self.assertEqual([], self.faults("$ a\nb...\n", (0, "bcd\n")))
        for text in ("$ a\n", "$ a\nbc\n", "$ a\nb\nc\n", "$ a\n...c\n"):
            self.assertEqual(["$ a\nb\n"], self.faults(text, (0, "b\n")))

    def test_status(self) -> None:
        shown = "$ a\n$ echo $?\n1\n"
        self.assertEqual([], self.faults(shown, (1, "")))
        self.assertEqual([], self.faults("$ a\n$ echo $?\n0\n", (0, "")))
        self.assertEqual(["$ echo $?\n2\n"], self.faults(shown, (2, "")))
        self.assertEqual(["ends with status 1"], self.faults("$ a\n", (1, "")))
        self.assertEqual(
            ["status 1 goes unmentioned before b"],
            self.faults("$ a\n$ b\n", (1, ""), (0, "")),
        )
