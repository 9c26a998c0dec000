import re
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from harness.errors import HarnessError
from harness.tests.servers import releases

PINNED = re.compile(r"^nova==(\S+)$", re.MULTILINE)
CURRENT = releases.ROOM.parent / "constraints.txt"


class ReleasesTest(unittest.TestCase):
    def test_each_is_pinned_and_has_its_column(self) -> None:
        self.assertEqual([25, 27, 29], releases.NUMBERS)
        files = [*map(releases.pins, releases.NUMBERS), CURRENT]
        pinned = [found for file in files for found in PINNED.findall(file.read_text())]
        self.assertEqual([25, 27, 29, 34], [int(each.split(".")[0]) for each in pinned])
        for fact, told in releases.table().items():
            self.assertEqual(pinned, list(told), fact)

    def test_a_release_of_no_time(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "nova-7.in").write_text("nova==7.*\n")
            with mock.patch.object(releases, "ROOM", Path(folder)):
                self.assertRaisesRegex(HarnessError, "nova-7.in names no day", releases.pin, 7)
