"""Lock: the bytes that were reviewed, and nothing else."""

import hashlib
import unittest

from fork.building import project
from fork.releases import lock
from fork.releases.lock import Lock
from fork.releases.upstream import Release
from fork.tests import support

A, B, C = (hashlib.sha256(name).hexdigest() for name in (b"a", b"b", b"c"))
RELEASES = {
    "9.2": {"x": A, "y": B},
    "10.0": {"x": A, "z": C},
    "10.1": {"x": B, "y": B, "z": C},
}
TEXT = f"""{lock.HEADER}
[9.2]
{A} x
{B} y

[10.0]
- y
{C} z

[10.1]
{B} x
{B} y
"""
MEND = "; install it afresh from a trusted index"


class TextTest(support.TestCase):
    def read(self, text: bytes) -> Lock:
        path = self.folder / "some.lock"
        path.write_bytes(text)
        return Lock.read(path)

    def assertLineRefused(self, number: int, *lines: str) -> None:
        line = (
            f"some.lock, line {number} is neither a release nor a file; "
            "restore it, or run `python -m fork lock`"
        )
        self.assertRefused(line, self.read, "\n".join(lines).encode())

    def test_releases_state_what_they_change(self) -> None:
        self.assertEqual(TEXT, Lock(RELEASES).text())

    def test_what_is_written_is_read(self) -> None:
        self.assertEqual(Lock(RELEASES), self.read(TEXT.encode()))

    def test_wheel(self) -> None:
        written = Lock({"1.0": {"x": A}, "1.1": {"x": B}}, {"1.1": C})
        text = written.text()
        self.assertIn(f"\n[1.0]\n{A} x\n\n[1.1] {C}\n{B} x\n", text)
        self.assertEqual(written, self.read(text.encode()))

    def test_wheel_without_its_digest(self) -> None:
        self.assertLineRefused(1, "[1.0] x", f"{A} x")

    def test_none_is_empty(self) -> None:
        self.assertEqual(Lock({}), Lock.read(self.folder / "some.lock"))

    def test_file_before_a_release(self) -> None:
        self.assertLineRefused(2, "# lock", f"{A} x")

    def test_line_without_a_digest(self) -> None:
        self.assertLineRefused(2, "[1.0]", "x")

    def test_line_without_a_path(self) -> None:
        self.assertLineRefused(2, "[1.0]", f"{A} ")

    def test_digest_cut_short(self) -> None:
        self.assertLineRefused(2, "[1.0]", f"{A[1:]} x")

    def test_digest_too_long(self) -> None:
        self.assertLineRefused(2, "[1.0]", f"{A}0 x")

    def test_conflict_marker(self) -> None:
        self.assertLineRefused(3, "[1.0]", f"{A} x", "<<<<<<< HEAD")

    def test_not_utf_8(self) -> None:
        line = "some.lock is not UTF-8 (byte 2); save it as UTF-8"
        self.assertRefused(line, self.read, b"# \xff")

    def test_file_dropped_that_never_was(self) -> None:
        read = self.read(b"[1.0]\n- x\n")
        self.assertEqual(Lock({"1.0": {}}), read)

    def test_the_real_one_is_as_it_would_be_written(self) -> None:
        path = project.read().patches / "upstream.lock"
        text = path.read_text(encoding="utf-8")
        self.assertEqual(text, Lock.read(path).text())


class ReleaseTest(support.TestCase):
    def test_extended_is_in_the_order_of_versions(self) -> None:
        renewed = Release("9.2", {"x": b"c"}, B)
        added = Release("9.10", {})
        extended = Lock(RELEASES, {"9.2": A}).extended([added, renewed])
        order = ["9.2", "9.10", "10.0", "10.1"]
        self.assertEqual(order, list(extended.releases))
        self.assertEqual({"x": C}, extended.releases["9.2"])
        self.assertEqual({"9.2": B}, extended.wheels)
        self.assertEqual({"x": A, "y": B}, RELEASES["9.2"])

    def test_require(self) -> None:
        self.assertEqual(RELEASES["10.0"], Lock(RELEASES).require("10.0"))

    def test_require_lists_what_there_is(self) -> None:
        line = (
            "upstream release 10 is not supported; choose one of: "
            "9.2 10.0 10.1"
        )
        self.assertRefused(line, Lock(RELEASES).require, "10")

    def test_require_of_an_empty_lock(self) -> None:
        line = "upstream release 10 is not supported; choose one of: none"
        self.assertRefused(line, Lock({}).require, "10")


class VerifyTest(support.TestCase):
    def verify(self, **files: bytes) -> None:
        Lock(RELEASES).verify("9.2", files)

    def assertChanged(self, fault: str, **files: bytes) -> None:
        line = f"upstream 9.2 is not the release that was reviewed: {fault}"
        self.assertRefused(line + MEND, lambda: self.verify(**files))

    def test_same_bytes(self) -> None:
        self.verify(x=b"a", y=b"b")

    def test_other_bytes(self) -> None:
        fault = f"y has SHA-256 {C}, the lock says {B}"
        self.assertChanged(fault, x=b"a", y=b"c")

    def test_missing_file(self) -> None:
        self.assertChanged("x is missing", y=b"b")

    def test_file_that_was_not_reviewed(self) -> None:
        fault = "w is not in patches/upstream.lock"
        self.assertChanged(fault, w=b"", x=b"a", y=b"b")

    def test_a_part_of_the_files(self) -> None:
        other = {"x": b"a", "z": b"beside"}
        Lock(RELEASES).verify("9.2", other, below="x")
        line = (
            f"upstream 9.2 is not the release that was reviewed: y {{}}{MEND}"
        )
        for data, fault in (
            ({}, "is missing"),
            ({"y": b"c"}, f"has SHA-256 {C}, the lock says {B}"),
        ):
            files = {**other, **data}
            self.assertRefused(
                line.format(fault), Lock(RELEASES).verify, "9.2", files, "y"
            )

    def test_unsupported_release(self) -> None:
        line = (
            "upstream release 9.1 is not supported; choose one of: "
            "9.2 10.0 10.1"
        )
        self.assertRefused(line, Lock(RELEASES).verify, "9.1", {})


class DifferenceTest(unittest.TestCase):
    def test_every_kind(self) -> None:
        after = {
            "9.2": {"x": C, "z": C},
            "10.0": RELEASES["10.0"],
            "10.1": RELEASES["10.1"],
            "11": {"x": A},
        }
        expected = [
            f"9.2: x has SHA-256 {C}, the lock says {A}",
            "9.2: y is missing",
            "9.2: z is not in patches/upstream.lock",
            "11: new, 1 files",
        ]
        found = lock.difference(Lock(RELEASES), Lock(after))
        self.assertEqual(expected, list(found))

    def test_wheel(self) -> None:
        before, after = Lock(RELEASES, {"9.2": A}), Lock(RELEASES, {"9.2": B})
        line = f"9.2: its wheel has SHA-256 {B}, the lock says {A}"
        self.assertEqual([line], list(lock.difference(before, after)))
        line = f"9.2: its wheel has SHA-256 {A}, the lock says nothing"
        found = lock.difference(Lock(RELEASES), before)
        self.assertEqual([line], list(found))

    def test_none(self) -> None:
        found = lock.difference(Lock(RELEASES), Lock(RELEASES))
        self.assertEqual(["no change"], list(found))
