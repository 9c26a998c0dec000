"""The patches for other projects fit the releases that they were made of."""

import tarfile
import tempfile
import unittest
from pathlib import Path

from fork.building import project
from fork.patches.patch import Patch
from fork.releases import archive

PATCHES = project.read().patches / "elsewhere"
RELEASES = {"horizon": "27.0.0", "nova": "34.0.0"}


class ElsewhereTest(unittest.TestCase):
    def patched(self, name: str) -> dict[str, str]:
        """Fetch a project's source, and return the files that are edited."""
        patch = Patch.read(PATCHES / f"{name}.patch")
        with tempfile.TemporaryDirectory() as folder:
            path = archive.fetch(name, RELEASES[name], folder)
            tree = _read(path, {edit.path for edit in patch.edits})
        # Without fuzz; and where they say, not lines away.
        offsets = patch.apply(tree)
        self.assertEqual({0}, {offset.lines for offset in offsets})
        return {path: data.decode("utf-8") for path, data in tree.items()}

    def test_every_patch_is_tried(self) -> None:
        found = {path.stem for path in PATCHES.glob("*.patch")}
        self.assertEqual({*RELEASES}, found)
        for name in found:
            message = Patch.read(PATCHES / f"{name}.patch").message
            self.assertIn("Change-Id", message.trailers)

    def test_nova(self) -> None:
        (page,) = self.patched("nova").values()
        (command,) = (
            line for line in page.splitlines() if "$ nova host-evac" in line
        )
        self.assertIn(" --strict ", command)

    def test_horizon(self) -> None:
        files = self.patched("horizon")
        code = files["openstack_dashboard/api/nova.py"]
        self.assertNotIn("hypervisors.search(", code)
        for path, text in files.items():
            compile(text, path, "exec")


def _read(path: Path, wanted: set[str]) -> dict[str, bytes]:
    tree = {}
    with tarfile.open(path) as opened:
        for member in opened:
            name = member.name.partition("/")[2]
            stream = opened.extractfile(member) if name in wanted else None
            if stream:
                tree[name] = stream.read()
    return tree
