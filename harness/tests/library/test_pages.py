"""The pages for people with a component: every command in them runs, and prints what they say.

The harness is installed as the first of them says, from its folder, into an environment of its
own: ``HARNESS_LIBRARY`` names that, and ``HARNESS_UPSTREAM`` the ``nova`` that is found.
"""

import os
import tempfile
import unittest
from pathlib import Path

from harness.tests.library import pages
from harness.tests.library.pages import Step

ROOT = Path(__file__).parents[3]
README, MANUAL = ROOT / "harness/README.md", ROOT / "doc/source/trying.rst"
INSTALLED = (
    "python3 -m venv .venv && . .venv/bin/activate",
    "pip install -q -c harness/constraints.txt ./harness",
)
"""What ``tox -e library`` has run."""
FILES = {"names.txt": "rack1-1\nrack1-10\n"}


class PagesTest(unittest.TestCase):
    maxDiff = None

    def check(self, found: list[Step]) -> None:
        nova = Path(os.environ["HARNESS_UPSTREAM"]).absolute().parent
        library = Path(os.environ["HARNESS_LIBRARY"]).absolute() / "bin"
        path = os.pathsep.join([str(library), str(nova), os.environ["PATH"]])
        with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as temporary:
            for name, text in FILES.items():
                Path(folder, name).write_text(text)
            variables = {"PATH": path, "TMPDIR": temporary, "HOME": folder, "COLUMNS": "160"}
            wrong = list(pages.faults(found, Path(folder), variables))
            self.assertEqual([], os.listdir(temporary))
        self.assertEqual([], wrong, "\n".join(wrong))

    def test_the_readme(self) -> None:
        found = pages.steps(README)
        self.assertEqual(list(INSTALLED), [step.command for step in found[:2]])
        verbs = {step.command.split()[1] for step in found[2:] if "nova-host" in step.command}
        expected = {"run", "state", "fault", "report", "reset", "stop", "incident", "audit"}
        self.assertEqual(expected, verbs - {'"$(nova-host-harness'})
        self.check(found[2:])

    def test_the_manual(self) -> None:
        self.check(pages.steps(MANUAL))

    def test_every_module_is_installed(self) -> None:
        (installed,) = Path(os.environ["HARNESS_LIBRARY"]).glob("lib/python3*/site-packages")
        for name in ("harness", "workbench"):
            ours = {path.relative_to(ROOT) for path in (ROOT / name).rglob("*.py")}
            theirs = {path.relative_to(installed) for path in (installed / name).rglob("*.py")}
            missing = {path.name for path in ours - theirs if "tests" not in path.parts}
            self.assertLessEqual(missing, {"hatch_build.py"})
            self.assertEqual([], [path for path in theirs if "tests" in path.parts])
