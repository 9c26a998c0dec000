"""Upstream's own checks pass on the proposal, and on its first commit."""

import dataclasses
import json
import re
import shutil
import sys
from pathlib import Path
from typing import Mapping

from fork.building.tree import assemble
from fork.git import proposal, refresh
from fork.git.repository import ALONE, Repository
from fork.patches.patch import Patch
from fork.proofs.tree_pair import added_tests, affected_tests, chosen
from fork.releases import upstream
from fork.tests import support
from fork.tests.proposal import trees
from fork.tests.proposal.trees import PROJECT

ROOMS = ("novaclient", "patches", "releasenotes")
#: Prints the usage of commands, and the help of what they take.
HELP = """
import argparse
import json
import sys

from novaclient import api_versions, shell

main = shell.OpenStackComputeShell()
main.extensions = []
# The last at which every option of the manual is there.
version = api_versions.APIVersion("2.67")
main.get_subcommand_parser(version, do_help=True, argv=[])
texts = {}
for name in sys.argv[1:]:
    parser = main.subcommands[name]
    texts[name] = [parser.format_usage()]
    for action in parser._actions:
        if action.help != argparse.SUPPRESS:
            # Warnings stand apart in the manual.
            texts[name].append(action.help.partition("WARNING")[0])
print(json.dumps(texts))
"""
COMMANDS = (
    "host-evacuate",
    "host-evacuate-live",
    "host-meta",
    "host-servers-migrate",
)


class SeriesTest(trees.TestCase):
    def patches(self) -> list[Patch]:
        return [*PROJECT.series().patches]

    def test_mail_applies_cleanly(self) -> None:
        tree = Repository(self.mailed(), ALONE)
        subjects = [patch.message.subject for patch in self.patches()]
        said = [f"Applying: {subject}\n" for subject in subjects]
        self.assertEqual("".join(said), self.said)
        mailed = tree.ask("rev-parse", "HEAD^{tree}")
        made = tree.ask("rev-parse", f"{proposal.BRANCH}^{{tree}}")
        self.assertEqual(made, mailed)

    def test_code_is_that_of_the_wheel(self) -> None:
        """So the unit suites, which run on that, need not run here."""
        first = PROJECT.minimal() if self.first else PROJECT
        release = upstream.fetched(PROJECT.name, PROJECT.upstream)
        files = assemble(first, release).files
        mailed = support.files(self.mailed())
        self.assertEqual(_code(files), _code(mailed))

    def test_style_of_every_commit(self) -> None:
        tree = Repository(self.mailed(), ALONE)
        changed = ("diff", "--name-only", PROJECT.upstream, "--", "*.py")
        for back in range(len(self.patches())):
            tree.git("checkout", "--quiet", f"{proposal.BRANCH}~{back}")
            files = tree.ask(*changed).split()
            self.assertIn("novaclient/v2/shell.py", files)
            trees.python(tree.folder, "-m", "flake8", *files)
        bandit = ("-m", "bandit", "-q", "-r", "novaclient")
        trees.python(tree.folder, *bandit, "-x", "novaclient/tests")

    def test_manual(self) -> None:
        tree = self.mailed()
        built = self.folder / f"{self.id()}.html"
        build = ("-m", "sphinx", "-W", "-q", "-b", "html")
        trees.python(tree, *build, "doc/source", built)
        whereto = Path(sys.executable).with_name("whereto")
        redirects = "doc/test/redirect-tests.txt"
        trees.succeed([whereto, built / ".htaccess", redirects], tree)
        page = (built / "cli" / "nova.html").read_text(encoding="utf-8")
        self.assertIn("--no-strict", page)

    def test_manual_says_what_help_says(self) -> None:
        tree = self.mailed()
        path = tree / "doc" / "source" / "cli" / "nova.rst"
        manual = path.read_text(encoding="utf-8")
        texts = json.loads(trees.python(tree, "-c", HELP, *COMMANDS))
        for command, wanted in texts.items():
            start = manual.index(f".. _nova_{command}:")
            section = _plain(
                manual[start : manual.index(".. _nova_", start + 1)]
            )
            for text in wanted:
                self.assertIn(_plain(text), section)

    def test_release_notes(self) -> None:
        tree = self.mailed()
        self.make_branches_of_the_older_notes(tree)
        built = self.folder / f"{self.id()}.html"
        build = ("-m", "sphinx", "-W", "-q", "-b", "html")
        trees.python(tree, *build, "releasenotes/source", built)
        page = (built / "unreleased.html").read_text(encoding="utf-8")
        newest, older, rest = page.partition(f"<h2>{PROJECT.upstream}<")
        heading = f"<h2>{PROJECT.upstream}-{len(self.patches())}<"
        self.assertIn(heading, newest)
        self.assertIn("--no-strict", newest)
        self.assertTrue(older)
        self.assertNotIn("--no-strict", rest)

    def make_branches_of_the_older_notes(self, tree: Path) -> None:
        """Make the branches that upstream's pages name.

        An archive has none. All of them hold what the release holds, which
        is too much for their pages, and nothing of ours.
        """
        repository = Repository(tree, ALONE)
        for page in (tree / "releasenotes" / "source").glob("*.rst"):
            text = page.read_text(encoding="utf-8")
            for name in re.findall(r":branch: (\S+)", text):
                repository.git("branch", name, PROJECT.upstream)


class FirstTest(SeriesTest):
    first = True

    def patches(self) -> list[Patch]:
        return super().patches()[:1]


class SuiteTest(trees.TestCase):
    def test_upstreams_own_settings(self) -> None:
        """They run the tests that the first patch changes, and find all."""
        tree = self.mailed()
        first = PROJECT.minimal().series()
        tests = affected_tests(first, support.files(tree))
        said = trees.python(tree, "-m", "stestr", "run", *chosen(tests))
        for module in tests:
            self.assertIn(f" {module}.", said)
        listed = trees.python(tree, "-m", "stestr", "list")
        for module in added_tests(PROJECT.series()):
            self.assertIn(f"\n{module}.", listed)


class RoundTripTest(trees.TestCase):
    def setUp(self) -> None:
        self.root = self.folder / "repository"
        for room in ROOMS:
            ignore = shutil.ignore_patterns("__pycache__")
            source, target = PROJECT.root / room, self.root / room
            shutil.copytree(source, target, ignore=ignore)
        self.copy = dataclasses.replace(PROJECT, root=self.root)

    def test_mail_and_back_changes_nothing(self) -> None:
        before = support.files(self.root)
        tree = self.mailed()
        self.assertEqual([], refresh.run(self.copy, tree))
        self.assertEqual(before, support.files(self.root))
        damaged = self.damage()
        self.assertEqual(damaged, refresh.run(self.copy, tree))
        self.assertEqual(before, support.files(self.root))

    def damage(self) -> list[str]:
        """Change every file that the proposal holds, and say which."""
        series = self.copy.series()
        for path in series.adds:
            (self.root / path).write_bytes(b"damaged")
        names = [f"patches/{patch.name}.patch" for patch in series.patches]
        for name in names:
            text = (self.root / name).read_text(encoding="utf-8")
            mail, diff, rest = text.partition("\ndiff --git ")
            mail = re.sub(r"(Date|Subject|Adds): ", r"X-\1: ", mail)
            text = mail + diff + rest.replace("strict", "exact")
            (self.root / name).write_text(text, encoding="utf-8")
        return sorted([*series.adds, *names])


def _code(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {p: files[p] for p in files if p.startswith("novaclient/")}


def _plain(text: str) -> str:
    """Return the words of a text, however it is laid out."""
    return " ".join(text.split())
