import json
import subprocess
import sys
import unittest
from typing import Any

ECHO = """
from harness.cloud.child import Line
line = Line()
print("to the log")
for command in line.commands():
    line.say(**command)
"""


class LineTest(unittest.TestCase):
    def setUp(self) -> None:
        pipes: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        self.child = subprocess.Popen([sys.executable, "-c", ECHO], bufsize=0, **pipes)
        self.addCleanup(self.child.communicate)
        self.addCleanup(self.child.kill)

    def answer(self) -> Any:
        assert self.child.stdout
        return json.loads(self.child.stdout.readline())

    def test_commands_come_in_pieces_and_together(self) -> None:
        assert self.child.stdin
        self.child.stdin.write(b'{"do": 1}\n{"do"')
        self.assertEqual({"do": 1}, self.answer())
        self.child.stdin.write(b': 2}\n{"do": 3}\n')
        self.assertEqual([{"do": 2}, {"do": 3}], [self.answer(), self.answer()])

    def test_it_ends_with_its_parent(self) -> None:
        out, log = self.child.communicate(b'{"do": 1}\n', timeout=60)
        self.assertEqual((b'{"do": 1}\n', b"to the log\n", 0), (out, log, self.child.returncode))
