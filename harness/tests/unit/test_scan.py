import os
import pathlib
import tempfile
import unittest
from unittest import mock

from harness import scan
from harness.calls import Kind
from harness.errors import HarnessError

CALL = b"nova host-evacuate a\n"
DEFAULT = "with upstream's client it asks for substring mode; add --strict, which both understand"


class ScanTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name: str, content: bytes = CALL) -> pathlib.Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def found(self, *paths: pathlib.Path) -> list[tuple[str, int]]:
        scanned = scan.run(paths or [self.folder])
        self.assertEqual([], scanned.unread)
        return [(str(f.path.relative_to(self.folder)), f.line) for f in scanned.findings]


class TreeTest(ScanTest):
    def test_every_file_in_the_order_of_names(self) -> None:
        for name in ("b/c", "b/a", "a.sh", "b.txt"):
            self.write(name, b"\n" + CALL)
        self.assertEqual([("a.sh", 2), ("b.txt", 2), ("b/a", 2), ("b/c", 2)], self.found())

    def test_a_file(self) -> None:
        self.assertEqual([("a", 1)], self.found(self.write("a")))

    def test_a_file_that_is_named_twice(self) -> None:
        path = self.write("a")
        self.assertEqual([("a", 1)], self.found(path, self.folder, path))

    def test_symbolic_links_are_not_followed(self) -> None:
        with tempfile.TemporaryDirectory() as other:
            pathlib.Path(other, "a").write_bytes(CALL)
            (self.folder / "folder").symlink_to(other)
            (self.folder / "file").symlink_to(pathlib.Path(other, "a"))
            (self.folder / "nowhere").symlink_to("nonexistent")
            self.assertEqual([], self.found())

    def test_a_symbolic_link_that_is_named(self) -> None:
        self.write("a/b")
        (self.folder / "link").symlink_to("a")
        self.assertEqual([("link/b", 1)], self.found(self.folder / "link"))

    def test_git(self) -> None:
        self.write(".git/hooks/a")
        self.write("b/.git")
        self.write("b/.github/c")
        self.assertEqual([("b/.github/c", 1)], self.found())

    def test_what_is_no_text(self) -> None:
        self.write("a", b"\0" + CALL)
        self.write("b", b"\xff" + CALL)
        scanned = scan.run([self.folder])
        self.assertEqual((1, ["b"]), (scanned.files, [f.path.name for f in scanned.findings]))

    def test_a_pipe_is_not_opened(self) -> None:
        os.mkfifo(self.folder / "a")
        self.assertEqual([], self.found())
        with self.assertRaisesRegex(HarnessError, "a: neither a file nor a folder; name files"):
            self.found(self.folder / "a")

    def test_a_path_that_is_not_there(self) -> None:
        with self.assertRaisesRegex(HarnessError, "x: No such file or directory; name files or"):
            self.found(self.write("a"), self.folder / "x")

    def test_a_file_that_cannot_be_read(self) -> None:
        self.write("a")
        self.write("b")
        read = pathlib.Path.read_bytes

        def refuse(path: pathlib.Path) -> bytes:
            if path.name == "a":
                raise PermissionError(13, "Permission denied", str(path))
            return read(path)

        with mock.patch.object(pathlib.Path, "read_bytes", refuse):
            scanned = scan.run([self.folder])
        unread = [(error.filename, error.strerror) for error in scanned.unread]
        self.assertEqual([(str(self.folder / "a"), "Permission denied")], unread)
        self.assertEqual("1 call in 1 file; 1 path could not be read", scanned.summary)

    def test_a_folder_that_cannot_be_read(self) -> None:
        (self.folder / "a").mkdir()
        scandir = os.scandir

        def refuse(path: str) -> object:
            if pathlib.Path(path) == self.folder / "a":
                raise PermissionError(13, "Permission denied", path)
            return scandir(path)

        with mock.patch("os.scandir", refuse):
            scanned = scan.run([self.folder])
        self.assertEqual([str(self.folder / "a")], [error.filename for error in scanned.unread])


class FindTest(unittest.TestCase):
    def find(self, name: str, content: bytes) -> list[tuple[int, Kind]]:
        found = scan.find(pathlib.Path(name), content)
        return [(finding.line, finding.call.kind) for finding in found]

    def test_python_is_known_by_its_name_or_its_first_line(self) -> None:
        content = b'"""nova host-evacuate a"""\nx = ["nova", "host-meta", h]\n'
        for name in ("a.py", "a.pyw"):
            self.assertEqual([(2, Kind.DEFAULT)], self.find(name, content))
        self.assertEqual(2, len(self.find("a", content)))
        self.assertEqual([(3, Kind.DEFAULT)], self.find("a", b"#!/usr/bin/python3\n" + content))

    def test_python_that_does_not_parse_is_text(self) -> None:
        content = b'print "x"\ncs.hypervisors.search(h, True)\nx = ["nova", "host-evacuate", h]\n'
        self.assertEqual([(2, Kind.SERVERS), (3, Kind.DEFAULT)], self.find("a.py", content))

    def test_calls_stand_in_the_order_of_lines(self) -> None:
        for name in ("a.py", "a.txt"):
            content = (
                b'x("nova host-evacuate a")\nhypervisors.search(h)\nx("nova host-evacuate b")\n'
            )
            kinds = [Kind.DEFAULT, Kind.SEARCH, Kind.DEFAULT]
            self.assertEqual([*enumerate(kinds, 1)], self.find(name, content))

    def test_a_prompt_in_prose(self) -> None:
        for name, number in (("a.rst", 1), ("a.md", 1), ("a.sh", 0)):
            self.assertEqual(number, len(self.find(name, b"# nova host-evacuate a")), name)

    def test_every_kind_of_call_is_looked_for(self) -> None:
        for command in (b"host-evacuate", b"host-evacuate-live", b"host-servers-migrate"):
            self.assertEqual(1, len(self.find("a", b"nova " + command + b" a")))


class PrintedTest(ScanTest):
    def test_a_finding(self) -> None:
        path = self.write("a\x1b")
        (finding,) = scan.run([self.folder]).findings
        what = f"nova host-evacuate without --strict: {DEFAULT}"
        self.assertEqual(f"{path.parent}/a\\x1b:1: {what}", str(finding))

    def test_what_to_write_instead(self) -> None:
        content = b'x("nova host-meta a; nova host-meta --no-strict a")\ny.hypervisors.search(h)\n'
        printed = [str(f) for f in scan.find(pathlib.Path("a.py"), content)]
        text = "returns every hypervisor whose hostname contains the text; take only the one whose"
        expected = [
            f"a.py:1: nova host-meta without --strict: {DEFAULT}",
            "a.py:1: nova host-meta --no-strict: it asks for substring mode; "
            "write --strict instead",
            f"a.py:2: hypervisors.search(…): it {text} hypervisor_hostname equals it",
        ]
        self.assertEqual(expected, printed)
        (servers,) = scan.find(pathlib.Path("a.py"), b"hypervisors.search(h, True)")
        text = (
            "returns the servers of every hypervisor whose hostname contains the text; take only"
        )
        expected_servers = (
            f"a.py:1: hypervisors.search(…, servers=True): it {text} the one whose "
            "hypervisor_hostname equals it, or call the fork's compute_hosts.servers"
        )
        self.assertEqual(expected_servers, str(servers))

    def test_the_summary(self) -> None:
        self.assertEqual("0 calls in 0 files", scan.run([self.folder]).summary)
        self.write("a", CALL * 2)
        self.assertEqual("2 calls in 1 file", scan.run([self.folder]).summary)

    def test_json(self) -> None:
        path = self.write("a")
        scanned = scan.run([path])
        scanned.unread.append(PermissionError(13, "Permission denied", "b"))
        finding = {
            "path": str(path),
            "line": 1,
            "kind": "default",
            "call": "nova host-evacuate without --strict",
            "advice": DEFAULT,
        }
        expected = {
            "schema": 1,
            "files": 1,
            "findings": [finding],
            "unread": [{"path": "b", "reason": "Permission denied"}],
        }
        self.assertEqual(expected, scanned.as_json())
