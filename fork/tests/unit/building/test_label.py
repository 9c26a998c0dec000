"""Label: what a wheel is labelled, and what installers make of the order."""

from packaging.version import Version

from fork.building import label, project
from fork.tests import support

#: By release: what follows the word, before the last number.
MISSED = {
    "18.13.1": "1.",
    "17.7.0": "0.",
    "13.0.21": "21.",
    "19.2": "2.0.",
    "19": "19.0.0.",
    "18.13.1.4": "",
    "19.0.0rc1": "0.",
    "19.0.0.0rc1": "",
    "19.0rc1": "0.0.",
    "19.0.0.dev7": "",
}
#: In the order of the installers.
ORDER = [
    "1.2.0",
    "1.2.0+1of4.tiny.0.1",
    "1.2.0+1of4.tiny2.0.1",
    "1.2.0+3of4.tiny2.0.1",
    "1.2.0+tiny.0.1",
    "1.2.0+tiny.1",
    "1.2.0+tiny2.0.1",
    "1.2.0+tiny2.0.2",
    "1.2.0+tiny2.0.10",
    "1.2.0+tiny3.0.1",
    "1.2.1",
]


class LocalTest(support.TestCase):
    def test_numbers_that_pbr_misses(self) -> None:
        for release, missed in MISSED.items():
            with self.subTest(release):
                local = label.local("tiny2.10", release)
                self.assertEqual(f"tiny2.{missed}10", local)

    def test_order(self) -> None:
        self.assertEqual(ORDER, sorted(reversed(ORDER), key=Version))


class RequireTest(support.TestCase):
    def test_form(self) -> None:
        for text in ("strict.1", "strict2.1", "a.10", "a10.100"):
            self.assertEqual(text, label.require(text))

    def test_refused(self) -> None:
        for text in (
            *("", "strict", "strict.", "strict.0", "strict.01", "strict.1.1"),
            *("Strict.1", "2strict.1", "strict2x.1", "strict-1.1", "1.1"),
            *("strict.1 ", "strict.1\n", "strict.x", "strict.\u0661"),
        ):
            line = (
                f"setup.cfg states the label {text!r}; write a word, a dot "
                "and a number from 1 on, like strict2.1"
            )
            self.assertRefused(line, label.require, text)


class WithoutTest(support.TestCase):
    def check(self, expected: str, version: str) -> None:
        self.assertEqual(expected, label.without("tiny2.1", version))

    def test_ours(self) -> None:
        for version in ORDER[:-1]:
            self.check("1.2.0", version)

    def test_others(self) -> None:
        for version in (
            *("1.2+corp.7", "1.2+tinyer.1", "1.2+atiny.1", "1.2+tiny2x.1"),
            *("1.2+2", "1.2+2tiny.1"),
        ):
            self.check(version, version)


class RealTest(support.TestCase):
    def test_sorts_above_the_label_as_it_once_was(self) -> None:
        real = project.read()
        for release in real.lock().releases:
            was = Version(f"{release}+strict.1")
            self.assertLess(was, Version(real.of(release).version))
