"""Cover: what is run and measured, and what fails the run."""

import configparser
import sysconfig
from pathlib import Path
from typing import Mapping, Optional
from unittest import mock

from fork.clients import program
from fork.errors import ForkError
from fork.proofs import cover
from fork.releases import upstream
from fork.tests import support

TEST = "novaclient/tests/unit/test_mine.py"
OURS = r"^novaclient\.tests\.unit\.test_mine\."
SUITE = ["-m", "stestr", "--test-path", "novaclient/tests/unit"]
SITE = Path(sysconfig.get_path("purelib"))


class RunTest(support.MiniatureTestCase):
    def setUp(self) -> None:
        super().setUp()
        adds = f"Adds: {TEST}\nAdds: novaclient/mine.py"
        patch = support.PATCH.replace("Adds: novaclient/mine.py", adds)
        self.write("patches/words.patch", patch)
        self.write(TEST, "")

    def cover(
        self, failing: str = "", tests: Optional[list[str]] = None
    ) -> None:
        self.commands: list[tuple[list[str], Path, Mapping[str, str]]] = []

        def show(
            words: list[object],
            folder: Path,
            failed: str,
            settings: Mapping[str, str],
        ) -> None:
            name, *rest = (str(word) for word in words)
            command = [Path(name).name, *rest]
            self.commands.append((command, folder, settings))
            if failing in rest:
                raise ForkError(failed)

        release = support.release()
        with (
            mock.patch.object(upstream, "fetched", return_value=release),
            mock.patch.object(program, "show", show),
        ):
            cover.run(self.project, self.out, tests or [])

    def test_ours_is_measured_and_upstreams_runs_too(self) -> None:
        self.cover()
        (ours, where, settings), (theirs, beside, plain), *_ = self.commands
        self.assertEqual((SITE, SITE), (where, beside))
        self.assertEqual(SUITE, ours[1:5])
        self.assertEqual(["run", OURS], ours[-2:])
        self.assertIn("coverage run", settings["PYTHON"])
        self.assertEqual(["run", "--exclude-regex", OURS], theirs[-3:])
        self.assertEqual({}, plain)

    def test_the_changed_lines_of_the_package_but_its_tests(self) -> None:
        self.cover()
        *_, combine, report, compare = self.commands
        self.assertEqual(["combine", "-q"], combine[0][-2:])
        self.assertEqual("xml", report[0][-4])
        names = ["diff-cover", "coverage.xml", "--compare-branch", "upstream"]
        self.assertEqual([*names, "--fail-under", "100"], compare[0])
        tree = self.out / "fork"
        for _, folder, settings in (combine, report, compare):
            self.assertEqual(tree, folder)
            config = configparser.ConfigParser()
            config.read(settings["COVERAGE_RCFILE"])
            self.assertEqual("novaclient", config["run"]["source"])
            self.assertEqual("*/novaclient/tests/*", config["run"]["omit"])
            places = f"\n{tree}/novaclient\n{SITE}/novaclient"
            self.assertEqual(places, config["paths"]["novaclient"])

    def test_chosen_tests_alone(self) -> None:
        self.cover(tests=["test_mine", "--serial"])
        ((words, folder, settings),) = self.commands
        self.assertEqual(SITE, folder)
        self.assertEqual(SUITE, words[1:5])
        self.assertEqual(["run", "test_mine", "--serial"], words[-3:])
        self.assertEqual({}, settings)

    def test_tests_fail(self) -> None:
        line = "unit tests fail; their output is above"
        for failing in (OURS, "--exclude-regex"):
            self.assertRefused(line, self.cover, failing)

    def test_line_that_is_not_reached(self) -> None:
        line = "a line that the fork adds or changes is not covered"
        self.assertRefused(line, self.cover, "--fail-under")
