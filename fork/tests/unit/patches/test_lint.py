"""The lint: every fault that it finds is a folder of cases/."""

import unittest
from pathlib import Path

from fork.building import project
from fork.building.project import Project
from fork.patches import lint
from fork.tests import support


@support.each_case("findings")
class CaseTest(unittest.TestCase):
    def check(self, case: Path) -> None:
        found = list(lint.findings(Project(case, "mini-client", "1.2", "x")))
        expected = (case / "findings").read_text(encoding="utf-8")
        self.assertEqual(expected.splitlines(), found)


class RealTest(unittest.TestCase):
    def test_this_repository_is_clean(self) -> None:
        self.assertEqual([], list(lint.findings(project.read())))
