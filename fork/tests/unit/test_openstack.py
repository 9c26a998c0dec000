"""OpenStack: the series of every release that is supported."""

import itertools

from packaging.version import Version

from fork import openstack, project
from fork.tests import support

TEXT = """\
# A comment.
alpha  1.0 1.1

beta   2.0
"""
CALENDAR = {"alpha": ["1.0", "1.1"], "beta": ["2.0"]}


class ReadTest(support.TestCase):
    def read(self, text: bytes) -> dict[str, list[str]]:
        path = self.folder / "some.txt"
        path.write_bytes(text)
        return openstack.read(path)

    def test_releases_by_series(self) -> None:
        self.assertEqual(CALENDAR, self.read(TEXT.encode()))

    def test_not_utf_8(self) -> None:
        line = "some.txt is not UTF-8 (byte 2); save it as UTF-8"
        self.assertRefused(line, self.read, b"# \xff")


class SeriesTest(support.TestCase):
    def test_of_a_release(self) -> None:
        self.assertEqual("alpha", openstack.series("1.1", CALENDAR))
        self.assertEqual("beta", openstack.series("2.0", CALENDAR))

    def test_of_none(self) -> None:
        self.assertEqual("", openstack.series("1.2", CALENDAR))


class RealTest(support.TestCase):
    def test_every_supported_release_once_and_in_order(self) -> None:
        releases = [*itertools.chain(*openstack.read().values())]
        self.assertEqual([*project.read().lock().releases], releases)
        self.assertEqual(sorted(releases, key=Version), releases)
