"""Settings: what pip prints of them, and what it counts."""

import os
import subprocess
from unittest import mock

from fork.releases import settings
from fork.releases.settings import PYPI, Settings
from fork.tests import support

ONE, TWO, THREE = (f"https://{n}.example.org/simple" for n in "abc")


class ParseTest(support.TestCase):
    def assertStated(self, expected: Settings, *lines: str) -> None:
        text = "".join(f"{line}\n" for line in lines)
        self.assertEqual(expected, settings.parse(text))

    def test_nothing_stated(self) -> None:
        self.assertStated(Settings([PYPI], []))

    def test_all_that_counts(self) -> None:
        self.assertStated(
            Settings(
                [ONE, TWO, THREE], ["/wheels", "/more"], "/ca.pem", "p:1"
            ),
            "global.cert='/ca.pem'",
            f"global.extra-index-url='\\n{TWO}\\n{THREE}'",
            "global.find-links='/wheels /more'",
            f"global.index-url='{ONE}'",
            "global.proxy='p:1'",
            "global.trusted-host='a.example.org'",
        )

    def test_last_word(self) -> None:
        """A variable beats the command's section, and that all commands'."""
        lines = [
            f":env:.index-url='{ONE}'",
            f"download.index-url='{TWO}'",
            f"global.index-url='{THREE}'",
            f"install.index-url='{PYPI}'",
        ]
        self.assertStated(Settings([ONE], []), *lines)
        self.assertStated(Settings([TWO], []), *lines[1:])
        self.assertStated(Settings([THREE], []), *lines[2:])
        self.assertStated(Settings([PYPI], []), *lines[3:])

    def test_variable_that_is_empty(self) -> None:
        lines = (":env:.find-links=''", "global.find-links='/wheels'")
        self.assertStated(Settings([PYPI], []), *lines)

    def test_no_index(self) -> None:
        extra = f"global.extra-index-url='{TWO}'"
        none, both = Settings([], []), Settings([PYPI, TWO], [])
        for value, expected in (("1", none), ("True", none), ("0", both)):
            self.assertStated(expected, f":env:.no-index='{value}'", extra)


class ReadTest(support.TestCase):
    def test_variables_and_file(self) -> None:
        """What pip itself makes of both."""
        file = self.folder / "pip.conf"
        file.write_text(f"[global]\nindex-url = {ONE}\ncert = /ca.pem\n")
        stated = {"PIP_CONFIG_FILE": str(file), "PIP_FIND_LINKS": "/wheels"}
        kept = {k: v for k, v in os.environ.items() if k[:4] != "PIP_"}
        kept.update(stated, HOME=str(self.folder), XDG_CONFIG_DIRS="/none")
        with mock.patch.dict(os.environ, kept, clear=True):
            found = settings.read()
        self.assertEqual(([ONE], "/ca.pem"), (found.indexes[:1], found.cert))
        self.assertEqual(["/wheels"], found.links)

    def test_pip_that_fails(self) -> None:
        failed = mock.Mock(returncode=1, stderr="\nERROR: broken file\n")
        line = "pip does not tell its settings: ERROR: broken file"
        with mock.patch.object(subprocess, "run", return_value=failed):
            self.assertRefused(line, settings.read)
