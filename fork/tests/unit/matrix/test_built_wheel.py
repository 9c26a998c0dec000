"""BuiltWheel: the wheel of a release, and what it is made of."""

import dataclasses
import hashlib
from unittest import mock

from fork.clients.interpreter import Declaration
from fork.matrix import built_wheel
from fork.releases import upstream
from fork.releases.lock import Lock, digests
from fork.tests import findings, support

METADATA = support.UPSTREAM["dist-info/METADATA"].replace(
    b"\n\n",
    b"\nRequires-Python: >=3.8\n"
    b"Classifier: Programming Language :: Python :: 3.8\n\n",
)


class BuildTest(support.MiniatureTestCase):
    def build(self) -> built_wheel.BuiltWheel:
        release = support.release()
        with mock.patch.object(
            upstream, "fetched", return_value=release
        ) as self.fetched:
            return built_wheel.build(self.project, self.out / "1.2")

    def test_wheel_is_written(self) -> None:
        built = self.build()
        self.fetched.assert_called_once_with("mini-client", "1.2")
        self.assertEqual(findings.PRODUCT.wheel, built.wheel)
        data = (self.out / "1.2" / built.wheel).read_bytes()
        self.assertEqual(hashlib.sha256(data).hexdigest(), built.sha256)
        self.assertEqual({"words": [0]}, built.offsets)

    def test_declaration(self) -> None:
        files = {**support.UPSTREAM, "dist-info/METADATA": METADATA}
        lock = Lock({"1.2": digests(files)}).text()
        self.write("patches/upstream.lock", lock)
        with mock.patch.dict(support.UPSTREAM, files):
            built = self.build()
        self.assertEqual(Declaration(["3.8"], ">=3.8"), built.declaration)

    def test_patches(self) -> None:
        names = ["words", "letters", "marks"]
        self.assertEqual(names, findings.THREE.patches)

    def test_largest_offset(self) -> None:
        self.assertEqual(-7, findings.PRODUCT.largest)
        none = dataclasses.replace(findings.PRODUCT, offsets={})
        self.assertEqual(0, none.largest)


class FingerprintTest(support.MiniatureTestCase):
    def assertChanges(self, path: str, old: str, new: str) -> None:
        before = built_wheel.fingerprint(self.project)
        text = (self.root / path).read_text(encoding="utf-8")
        self.assertIn(old, text)
        self.write(path, text.replace(old, new))
        self.assertNotEqual(before, built_wheel.fingerprint(self.project))

    def test_same_for_the_same(self) -> None:
        before = built_wheel.fingerprint(self.project)
        self.write("README.md", "# Another page\n")
        self.assertEqual(before, built_wheel.fingerprint(self.project))

    def test_patch(self) -> None:
        self.assertChanges("patches/words.patch", "TWO", "Two")

    def test_added_file(self) -> None:
        self.assertChanges("novaclient/mine.py", "True", "False")

    def test_series(self) -> None:
        self.assertChanges("patches/series", "words", "# Why.\nwords")

    def test_locked_bytes(self) -> None:
        digest = digests(support.UPSTREAM)["novaclient/words.txt"]
        self.assertChanges("patches/upstream.lock", digest, "0" * 64)

    def test_label(self) -> None:
        other = dataclasses.replace(self.project, label="tiny.2")
        before = built_wheel.fingerprint(self.project)
        self.assertNotEqual(before, built_wheel.fingerprint(other))
