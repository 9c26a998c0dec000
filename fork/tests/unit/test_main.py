"""The command line: how it begins and ends."""

import os
import signal
import subprocess
import sys
from unittest import mock

from fork.building.project import ROOT
from fork.patches import lint
from fork.tests import support
from fork.tests.support import Ran


class MainTest(support.MainTestCase):
    def test_no_verb(self) -> None:
        ran = self.main()
        self.assertEqual((2, ""), (ran.status, ran.out))
        line = "error: the following arguments are required: VERB\n"
        self.assertIn(line, ran.err)

    def test_error_is_one_line(self) -> None:
        self.write("patches/series", "")
        line = "series lists no patch; nothing would be forked"
        self.assertEqual(
            Ran(1, "", f"fork: error: {line}\n"), self.main("lint")
        )

    def test_package_that_is_not_installed(self) -> None:
        script = (
            "import sys; sys.modules['pypi_simple'] = None; "
            "from fork.__main__ import main; main(['proposal', 'x'])"
        )
        ran = subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        line = (
            "fork: error: import of pypi_simple halted; None in sys.modules; "
            "[fork] in tox.ini names what to install\n"
        )
        self.assertEqual(
            (1, "", line), (ran.returncode, ran.stdout, ran.stderr)
        )

    def test_signal_is_the_status(self) -> None:
        for number, status in (
            (signal.SIGINT, 130),
            (signal.SIGTERM, 143),
            (signal.SIGHUP, 129),
        ):
            earlier = signal.signal(number, signal.SIG_DFL)
            self.addCleanup(signal.signal, number, earlier)
            line = f"fork: error: stopped by {number.name}\n"
            ran = self.interrupted(lambda _, n=number: os.kill(os.getpid(), n))
            self.assertEqual(Ran(status, "", line), ran)

    def test_interruption_of_no_signal(self) -> None:
        ran = self.interrupted(KeyboardInterrupt)
        self.assertEqual(130, ran.status)

    def interrupted(self, effect: object) -> Ran:
        with mock.patch.object(lint, "findings", side_effect=effect):
            return self.main("lint")
