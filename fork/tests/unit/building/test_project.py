"""Project: what setup.cfg and a build's config settings ask for."""

from pathlib import Path

from packaging.version import Version

from fork.building import project
from fork.tests import support


class ReadTest(support.TestCase):
    def read(self, text: str) -> project.Project:
        support.fill(self.folder, {"setup.cfg": text.encode("latin-1")})
        return project.read(self.folder)

    def test_names(self) -> None:
        read = self.read(support.REPOSITORY["setup.cfg"].decode())
        self.assertEqual("1.2+tiny.2.0.1", read.version)
        self.assertEqual("mini-client===1.2", read.requirement)
        self.assertEqual("mini_client", read.stem)
        self.assertEqual(self.folder / "patches", read.patches)

    def test_nothing(self) -> None:
        line = "setup.cfg does not state 'fork'"
        self.assertRefused(line, project.read, self.folder)

    def test_no_name(self) -> None:
        text = "[metadata]\n[fork]\nupstream = 1\nlabel = a\n"
        line = "setup.cfg does not state 'name'"
        self.assertRefused(line, self.read, text)

    def test_no_release(self) -> None:
        text = "[metadata]\nname = a\n[fork]\nlabel = a\n"
        line = "setup.cfg does not state 'upstream'"
        self.assertRefused(line, self.read, text)

    def test_no_label(self) -> None:
        text = "[metadata]\nname = a\n[fork]\nupstream = 1\n"
        line = "setup.cfg does not state 'label'"
        self.assertRefused(line, self.read, text)

    def test_label_that_pbr_misreads(self) -> None:
        text = "[metadata]\nname = a\n[fork]\nupstream = 1\nlabel = a.0\n"
        line = (
            "setup.cfg states the label 'a.0'; write a word, a dot and a "
            "number from 1 on, like strict2.1"
        )
        self.assertRefused(line, self.read, text)

    def test_conflict_marker(self) -> None:
        line = (
            "setup.cfg cannot be read: File contains no section headers. "
            f"file: '{self.folder}/setup.cfg', line: 1 '<<<<<<< HEAD\\n'"
        )
        self.assertRefused(line, self.read, "<<<<<<< HEAD\n[fork]\n")

    def test_not_utf_8(self) -> None:
        line = (
            "setup.cfg cannot be read: 'utf-8' codec can't decode byte 0xff "
            "in position 0: invalid start byte"
        )
        self.assertRefused(line, self.read, "\xff")


class ConfiguredTest(support.MiniatureTestCase):
    def test_release_of_setup_cfg(self) -> None:
        self.assertEqual("1.2", project.configured(None).upstream)
        self.assertEqual("1.2", project.configured({}).upstream)

    def test_release_of_the_settings(self) -> None:
        lock = self.root / "patches" / "upstream.lock"
        lock.write_text("[1.1]\n[1.2]\n", encoding="utf-8")
        chosen = project.configured({"upstream": "1.1"})
        self.assertEqual("mini-client===1.1", chosen.requirement)
        self.assertEqual("1.1+tiny.1.0.1", chosen.version)

    def assertSettingsRefused(self, line: str, **settings: object) -> None:
        self.assertRefused(line, project.configured, settings)

    def test_unsupported_release(self) -> None:
        line = "upstream release {} is not supported; choose one of: 1.2"
        for release in ("1.1", "1.2.0", ["1.2", "1.2"]):
            expected = line.format(release)
            self.assertSettingsRefused(expected, upstream=release)

    def test_unknown_setting(self) -> None:
        line = "unknown config setting 'release'; known: upstream, through"
        self.assertSettingsRefused(line, release="1.2", upstream="1.2")


class ThroughTest(support.MiniatureTestCase):
    def setUp(self) -> None:
        super().setUp()
        patch = support.PATCH.replace("mine", "later")
        patch = patch.replace("TWO", "ZWEI").replace("two", "TWO")
        patch = patch.replace("Adds:", "Applies-from: 1.2\nAdds:", 1)
        self.write("patches/later.patch", patch)
        self.write("patches/series", "words.patch\nlater.patch\n")
        self.write("novaclient/later.py", "LATER = True\n")

    def names(self, **settings: object) -> list[str]:
        chosen = project.configured(settings)
        return [patch.name for patch in chosen.series().patches]

    def test_whole_series(self) -> None:
        self.assertEqual(["words", "later"], self.names())
        self.assertEqual("1.2+tiny.2.0.1", project.configured(None).version)

    def test_stops_early_and_the_label_says_so(self) -> None:
        self.assertEqual(["words"], self.names(through="words"))
        version = project.configured({"through": "words"}).version
        self.assertEqual("1.2+1of2.tiny.2.0.1", version)
        self.assertLess(Version(version), Version("1.2+tiny.2.0.1"))
        self.assertLess(Version("1.2"), Version(version))

    def test_minimal_fork_is_the_first_patch_alone(self) -> None:
        minimal = project.configured(None).minimal()
        names = [patch.name for patch in minimal.series().patches]
        self.assertEqual(["words"], names)
        self.assertEqual("1.2+1of2.tiny.2.0.1", minimal.version)

    def test_last_patch(self) -> None:
        self.assertEqual(["words", "later"], self.names(through="later"))

    def test_older_release_gets_what_fits_it(self) -> None:
        self.write("patches/upstream.lock", "[1.1]\n[1.2]\n")
        self.assertEqual(["words"], self.names(upstream="1.1"))
        self.assertRefused(
            "patch later needs a newer release than 1.1",
            project.configured,
            {"upstream": "1.1", "through": "later"},
        )

    def test_unknown_patch(self) -> None:
        self.assertRefused(
            "series has no patch erster; it has: words, later",
            project.configured,
            {"through": "erster"},
        )


class RealTest(support.TestCase):
    def test_release_of_setup_cfg_is_locked(self) -> None:
        real = project.read()
        self.assertIn(real.upstream, real.lock().releases)
        self.assertEqual(Path(project.__file__).parents[2], real.root)
