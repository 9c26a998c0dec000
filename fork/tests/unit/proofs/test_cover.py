"""Cover: what is measured, and what fails the run."""

from pathlib import Path
from unittest import mock

from fork.clients import program
from fork.errors import ForkError
from fork.proofs import cover
from fork.releases import upstream
from fork.tests import support


class RunTest(support.MiniatureTestCase):
    def cover(self, failing: str = "") -> None:
        self.commands: list[list[str]] = []

        def show(words: list[object], folder: Path, failed: str) -> None:
            self.assertEqual(self.out / "fork", folder)
            name, *rest = (str(word) for word in words)
            self.commands.append([Path(name).name, *rest])
            if failing in rest:
                raise ForkError(failed)

        release = support.release()
        with (
            mock.patch.object(upstream, "fetched", return_value=release),
            mock.patch.object(program, "show", show),
        ):
            cover.run(self.project, self.out)

    def test_the_changed_lines_of_the_package_but_its_tests(self) -> None:
        self.cover()
        measure, report, compare = self.commands
        start = ["-B", "-m", "coverage", "run", "--source", "novaclient"]
        omitted = ["--omit", "novaclient/tests/*"]
        self.assertEqual([*start, *omitted], measure[1:9])
        self.assertEqual(["-m", "unittest"], measure[9:])
        self.assertEqual(["xml", "-q"], report[-2:])
        names = ["diff-cover", "coverage.xml", "--compare-branch", "upstream"]
        self.assertEqual([*names, "--fail-under", "100"], compare)

    def test_tests_fail(self) -> None:
        line = "the fork's tests fail; their output is above"
        self.assertRefused(line, self.cover, "run")

    def test_line_that_is_not_reached(self) -> None:
        line = "a line that the fork adds or changes is not covered"
        self.assertRefused(line, self.cover, "--fail-under")
