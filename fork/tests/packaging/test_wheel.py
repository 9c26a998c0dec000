"""The wheel is upstream's but for the version, the patches and the adds."""

import base64
import csv
import hashlib
import io
import unittest

from fork.building import sbom
from fork.tests.packaging import tools

#: By these it says that it is a fork.
TOLD = (f"dist-info/{sbom.PATH}", "novaclient/fork.py")


class WheelTest(unittest.TestCase):
    def setUp(self) -> None:
        self.ours = tools.content(tools.fork_wheel())
        self.theirs = tools.content(tools.upstream_wheel())

    def test_name(self) -> None:
        self.assertEqual(tools.WHEEL, tools.fork_wheel().name)

    def test_bill_of_materials(self) -> None:
        text = self.ours[f"dist-info/{sbom.PATH}"].decode("utf-8")
        self.assertEqual(sbom.text(tools.PROJECT), text)

    def test_metadata(self) -> None:
        ours = tools.metadata(tools.fork_wheel())
        theirs = tools.metadata(tools.upstream_wheel())
        self.assertEqual([tools.PROJECT.version], ours.get_all("Version"))
        del ours["Version"], theirs["Version"]
        self.assertEqual(theirs.items(), ours.items())
        self.assertEqual(theirs.get_payload(), ours.get_payload())

    def test_entry_points(self) -> None:
        name = "dist-info/entry_points.txt"
        self.assertEqual(self.theirs[name], self.ours[name])

    def test_files(self) -> None:
        expected = sorted([*self.theirs, *tools.adds(), *TOLD])
        self.assertEqual(expected, sorted(self.ours))

    def test_added_files_are_the_repositorys(self) -> None:
        for path in tools.adds():
            data = (tools.PROJECT.root / path).read_bytes()
            self.assertEqual(data, self.ours[path], path)

    def test_changed_files_are_the_patches(self) -> None:
        changed = {
            path
            for path, data in self.theirs.items()
            if data != self.ours[path]
        }
        # Wheels have no manual.
        edited = {
            path
            for path in tools.stated("+++ b/")
            if not path.startswith("doc/")
        }
        written = {"dist-info/METADATA", "dist-info/RECORD"}
        self.assertEqual(edited | written, changed)

    def test_record(self) -> None:
        text = self.ours["dist-info/RECORD"].decode("utf-8")
        stated = {row[0]: row[1:] for row in csv.reader(io.StringIO(text))}
        folder = f"{tools.DIST_INFO}/"
        actual = {
            path.replace("dist-info/", folder, 1): _row(data)
            for path, data in self.ours.items()
        }
        actual[f"{folder}RECORD"] = ["", ""]
        self.assertEqual(actual, stated)


def _row(data: bytes) -> list[str]:
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest())
    return [f"sha256={digest.decode().rstrip('=')}", str(len(data))]
