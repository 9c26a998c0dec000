"""Progress: plain lines on a pipe, and a bar on a terminal alone."""

import io
import os
import sys
import unittest
from unittest import mock

from rich.console import Console

from workbench import progress
from workbench.progress import Board

ODD = "[0:01] one [red]two[/] :bug: " + "long " * 40


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class BoardTest(unittest.TestCase):
    def show(self, console: Console) -> None:
        with Board(console) as board:
            board.say(ODD)
            board.show("counted: 2 of 3", 2, 3)
            self.has_bar = board.has_bar
        self.assertFalse(board.has_bar)

    def test_lines_alone_on_a_pipe(self) -> None:
        stream = io.StringIO()
        with mock.patch.dict(os.environ, FORCE_COLOR="1"):
            self.show(progress.console(stream))
        self.assertFalse(self.has_bar)
        self.assertEqual(f"{ODD}\n", stream.getvalue())

    def test_a_bar_too_on_a_terminal(self) -> None:
        stream = Terminal()
        with mock.patch.dict(os.environ, TERM="xterm", COLUMNS="100"):
            self.show(progress.console(stream))
        self.assertTrue(self.has_bar)
        self.assertIn("counted: 2 of 3", stream.getvalue())
        self.assertIn("one [red]two[/] :bug: long", stream.getvalue())

    def test_again(self) -> None:
        stream = Terminal()
        board = Board(progress.console(stream))
        for text in ("first", "second"):
            with board:
                board.show(text, 0, None)
            self.assertIn(text, stream.getvalue())

    def test_stdout_that_is_no_terminal_gets_what_it_is_sent(self) -> None:
        out = io.StringIO()
        with (
            mock.patch.object(sys, "stdout", out),
            Board(progress.console(Terminal())),
        ):
            print("for a file")
        self.assertEqual("for a file\n", out.getvalue())

    def test_stderr_by_default(self) -> None:
        stream = io.StringIO()
        with mock.patch.object(sys, "stderr", stream):
            Board().say("a line")
        self.assertEqual("a line\n", stream.getvalue())
