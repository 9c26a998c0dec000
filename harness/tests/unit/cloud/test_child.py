import json
import socket
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
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


SERVICE = """
from harness.cloud import child
child.run(lambda folder, listener, line: {"fail": lambda: {}["key"]})
"""


class RunTest(unittest.TestCase):
    def run_child(self, said: bytes) -> tuple[list[Any], Path]:
        """Say something to a child and leave; return what it answered, and its folder."""
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()), "cloud")
        folder.mkdir()
        with socket.socket() as listener:
            place = [str(folder), str(listener.fileno())]
            ran = subprocess.run(
                [sys.executable, "-c", SERVICE, *place],
                input=said,
                capture_output=True,
                pass_fds=[listener.fileno()],
                timeout=60,
            )
        return [json.loads(line) for line in ran.stdout.splitlines()], folder

    def test_without_its_parent_it_takes_the_folder_with_it(self) -> None:
        answers, folder = self.run_child(b"")
        self.assertEqual(([{"ready": True}], False), (answers, folder.exists()))

    def test_one_that_fails_leaves_the_folder_to_the_others(self) -> None:
        answers, folder = self.run_child(b'{"do": "fail"}\n')
        self.assertEqual([{"ready": True}, {"error": "KeyError: 'key'"}], answers)
        self.assertTrue(folder.exists())
