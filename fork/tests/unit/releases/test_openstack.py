"""OpenStack: the series of every release that is supported."""

import itertools

from packaging.version import Version

from fork.building import project
from fork.releases import openstack
from fork.releases.openstack import Series
from fork.tests import support

TEXT = """\
# A comment.
alpha  4.2.0  1.0 1.1

beta   5.0  2.0
"""
CALENDAR = {
    "alpha": Series("4.2.0", ["1.0", "1.1"]),
    "beta": Series("5.0", ["2.0"]),
}


class ReadTest(support.TestCase):
    def read(self, text: bytes) -> dict[str, Series]:
        path = self.folder / "some.txt"
        path.write_bytes(text)
        return openstack.read(path)

    def test_what_is_known_by_series(self) -> None:
        self.assertEqual(CALENDAR, self.read(TEXT.encode()))

    def test_not_utf_8(self) -> None:
        line = "some.txt is not UTF-8 (byte 2); save it as UTF-8"
        self.assertRefused(line, self.read, b"# \xff")

    def test_line_that_ends_too_soon(self) -> None:
        line = (
            "some.txt states no pbr for beta; write the one that its "
            "upper-constraints name behind it"
        )
        self.assertRefused(line, self.read, b"alpha 4.2.0\nbeta\n")


class SeriesTest(support.TestCase):
    def test_of_a_release(self) -> None:
        self.assertEqual("alpha", openstack.series("1.1", CALENDAR))
        self.assertEqual("beta", openstack.series("2.0", CALENDAR))

    def test_of_none(self) -> None:
        self.assertEqual("", openstack.series("1.2", CALENDAR))


class RealTest(support.TestCase):
    def test_every_supported_release_once_and_in_order(self) -> None:
        made = [series.releases for series in openstack.read().values()]
        releases = [*itertools.chain(*made)]
        self.assertEqual([*project.read().lock().releases], releases)
        self.assertEqual(sorted(releases, key=Version), releases)

    def test_pbr_is_a_version_and_never_goes_back(self) -> None:
        pbrs = [Version(series.pbr) for series in openstack.read().values()]
        self.assertEqual(sorted(pbrs), pbrs)
        self.assertLess(pbrs[-1], Version("10"))
