"""Other upstream releases, and archives that build them by themselves."""

import tarfile
from pathlib import Path

from packaging.metadata import Metadata, parse_email

from fork.patches.series import listed
from fork.tests.packaging import tools
from fork.tests.packaging.tools import PIP, PROJECT, UV, succeed

OLDER = "17.7.0"


class ReleaseTest(tools.TestCase):
    def check(self, release: str) -> None:
        wheel = ("wheel", "--no-deps", "--wheel-dir", self.out)
        settings = ("--config-settings", f"upstream={release}")
        succeed(*PIP, *wheel, *settings, self.source)
        (built,) = self.out.iterdir()
        version = PROJECT.of(release).version
        self.assertTrue(built.name.startswith(f"{PROJECT.stem}-{version}-py"))
        self.assertTrue(built.name.endswith("-none-any.whl"))
        self.assertEqual(version, tools.metadata(built)["Version"])
        shell = tools.content(built)["novaclient/v2/shell.py"]
        self.assertIn(b"'--no-strict'", shell)

    def test_the_oldest(self) -> None:
        self.check(next(iter(PROJECT.lock().releases)))

    def test_an_older_one(self) -> None:
        self.check(OLDER)


class SourceArchiveTest(tools.TestCase):
    def archive(self, *args: object) -> Path:
        command = (*UV, "build", "--sdist", "--out-dir", self.out)
        succeed(*command, *args, self.source)
        (built,) = self.out.glob("*.tar.gz")
        return built

    def wheel(self, archive: Path) -> Path:
        command = (*UV, "build", "--wheel", "--out-dir", self.folder)
        succeed(*command, archive)
        (built,) = self.folder.glob("*.whl")
        return built

    def test_builds_the_same_wheel(self) -> None:
        archive = self.archive()
        self.assertEqual(tools.SDIST, archive.name)
        self.assertSameWheel(self.wheel(archive))

    def test_holds_nothing_of_upstreams(self) -> None:
        with tarfile.open(self.archive()) as opened:
            names = {name.partition("/")[2] for name in opened.getnames()}
        self.assertEqual(set(), names & set(PROJECT.lock().require(OLDER)))
        inside = {name for name in names if name.startswith("novaclient/")}
        self.assertEqual(set(tools.adds()), inside)

    def test_says_what_it_is(self) -> None:
        folder = f"{PROJECT.stem}-{PROJECT.version}"
        with tarfile.open(self.archive()) as opened:
            stated = opened.extractfile(f"{folder}/PKG-INFO")
            assert stated
            text = stated.read().decode("utf-8")
        info, unknown = parse_email(text)
        self.assertEqual({}, unknown)
        Metadata.from_email(text)
        self.assertEqual(PROJECT.version, info["version"])
        readme = (PROJECT.root / "README.md").read_text(encoding="utf-8")
        self.assertEqual(readme, info["description"])
        wheel = tools.metadata(tools.upstream_wheel())
        self.assertEqual(wheel["Requires-Python"], info["requires_python"])

    def test_builds_its_own_release(self) -> None:
        archive = self.archive("--config-setting", f"upstream={OLDER}")
        version = PROJECT.of(OLDER).version
        self.assertArchive(version, archive)

    def test_stops_where_it_was_told(self) -> None:
        first, *rest = listed(PROJECT.patches)
        archive = self.archive("--config-setting", f"through={first}")
        part = f"1of{1 + len(rest)}.{PROJECT.local}"
        self.assertArchive(f"{PROJECT.upstream}+{part}", archive)

    def assertArchive(self, version: str, archive: Path) -> None:
        """Assert that an archive and the wheel it builds have a version."""
        self.assertEqual(f"{PROJECT.stem}-{version}.tar.gz", archive.name)
        wheel = self.wheel(archive)
        self.assertEqual(version, tools.metadata(wheel)["Version"])
