"""The index, used by pip and uv as an operator would."""

import shutil
from pathlib import Path

from fork.building import index, pages
from fork.tests.packaging import indexes, tools
from fork.tests.packaging.indexes import OLDER, Pip, Uv
from fork.tests.packaging.tools import PIP, PROJECT, UV, succeed

PIN = f"{PROJECT.name}==={PROJECT.version}"
OLDER_FORK = PROJECT.of(OLDER).version


class IndexTestCase(tools.TestCase):
    def setUp(self) -> None:
        super().setUp()
        self.index = indexes.fork()

    def serve(self) -> str:
        return indexes.served(self, self.index)


class FolderTest(IndexTestCase):
    def test_wheel_is_the_one_that_a_build_makes(self) -> None:
        self.assertSameWheel(self.index / pages.PACKAGES / tools.WHEEL)

    def test_pin_per_series(self) -> None:
        text = (self.index / index.CONSTRAINTS).read_text("utf-8")
        pins = [
            line.split()[0] for line in text.splitlines() if line[0] != "#"
        ]
        self.assertEqual([f"{PROJECT.name}==={OLDER_FORK}", PIN], pins)


class InstallTest(IndexTestCase):
    """Whole, with dependencies from wherever this machine has them."""

    def assertInstalled(self, python: Path) -> None:
        shown = succeed("-c", tools.VERSION, python=python)
        self.assertEqual(f"{PROJECT.version}\n", shown)
        nova = python.parent / "nova"
        text = succeed(nova, "help", "host-evacuate", python=python)
        self.assertIn("--no-strict", text)
        succeed(*PIP, "--python", python, "check")

    def test_pip(self) -> None:
        python = tools.venv(self.folder / "venv")
        command = (*PIP, "--python", python, "install", "--extra-index-url")
        succeed(*command, self.serve(), PIN, environment=indexes.LOCAL)
        self.assertInstalled(python)

    def test_uv(self) -> None:
        python = tools.venv(self.folder / "venv")
        command = (*UV, "pip", "install", "--python", python, "--index")
        succeed(*command, self.serve(), PIN, environment=indexes.LOCAL)
        self.assertInstalled(python)


class PageTest(IndexTestCase):
    def choose(self, *arguments: object) -> None:
        """Assert that pip and uv choose the fork of the older release."""
        url = self.serve()
        for tool in (Pip(), Uv()):
            command = [*tool.choose([url]), *arguments]
            shown = succeed(*command, environment=indexes.alone())
            self.assertEqual([OLDER_FORK], tool.chosen(shown))

    def test_old_python_gets_the_release_that_it_can_run(self) -> None:
        old = ("--python-version", "3.8", "--only-binary=:all:")
        self.choose(*old, "--target", self.out, PROJECT.name)

    def test_not_this_release_is_an_older_one(self) -> None:
        self.choose(f"{PROJECT.name}!={PROJECT.upstream}")

    def test_wheel_that_was_changed_is_refused(self) -> None:
        self.index = shutil.copytree(self.index, self.folder / "index")
        wheel = self.index / pages.PACKAGES / tools.WHEEL
        wheel.write_bytes(wheel.read_bytes() + b"\0")
        python, url = tools.venv(self.folder / "venv"), self.serve()
        for tool, line in ((Pip(), "DO NOT MATCH"), (Uv(), "Hash mismatch")):
            command = [*tool.install(python, [url]), PIN]
            ran = tools.run(*command, environment=indexes.alone())
            self.assertNotEqual(0, ran.returncode)
            self.assertIn(line, ran.stdout)
