import os
import pathlib
import tempfile
import unittest
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st

from harness.callers import content, reader, scan
from harness.errors import HarnessError

PIECES = (
    *("nova ", "host-evacuate", " --strict", " h ", "$x", "${a}", "$(", ")", "`", "'", '"', "\\"),
    *("\n", ";", "|", "&&", "#", "<<E\n", "\nE\n", "[", "]", "{", "}", "{{", "}}", ",", ":", "- "),
    *("x=", "x+=", "run(", "if ", "hypervisors.search(", "/os-hypervisors/x/servers", "\t", "f'"),
)
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

    def test_the_client_that_an_environment_has(self) -> None:
        for name in (
            "venv/lib/python3.11/site-packages/novaclient/v2/shell.py",
            "usr/lib/python3/dist-packages/novaclient/tests/x.py",
            "site-packages/python_novaclient-18.1.dist-info/METADATA",
            "site-packages/other/x",
            "src/novaclient/x",
        ):
            self.write(name)
        expected = [("site-packages/other/x", 1), ("src/novaclient/x", 1)]
        self.assertEqual(expected, self.found())

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
        opened = pathlib.Path.open

        def refuse(path: pathlib.Path, mode: str) -> object:
            if path.name == "a":
                raise PermissionError(13, "Permission denied", str(path))
            return opened(path, mode)

        with mock.patch.object(pathlib.Path, "open", refuse):
            scanned = scan.run([self.folder])
        unread = [(error.filename, error.strerror) for error in scanned.unread]
        self.assertEqual([(str(self.folder / "a"), "Permission denied")], unread)
        self.assertEqual("1 call in 1 file; 1 path could not be read", scanned.summary)

    def test_a_file_whose_reading_fails(self) -> None:
        self.write("a")
        self.write("b")
        file = mock.MagicMock()
        file.__enter__.return_value.read.side_effect = [CALL, OSError(5, "Input/output error")]
        opened = pathlib.Path.open

        def fail(path: pathlib.Path, mode: str) -> object:
            return file if path.name == "a" else opened(path, mode)

        with mock.patch.object(pathlib.Path, "open", fail):
            scanned = scan.run([self.folder])
        unread = [(error.filename, error.strerror) for error in scanned.unread]
        self.assertEqual([(str(self.folder / "a"), "Input/output error")], unread)
        self.assertEqual(["b"], [finding.path.name for finding in scanned.findings])

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


class PrintedTest(ScanTest):
    def test_a_finding(self) -> None:
        path = self.write("a\x1b")
        (finding,) = scan.run([self.folder]).findings
        what = f"nova host-evacuate without --strict: {DEFAULT}"
        self.assertEqual(f"{path.parent}/a\\x1b:1: {what}", str(finding))

    def test_what_to_write_instead(self) -> None:
        path = self.write(
            "a.py",
            b'x("nova host-meta a; nova host-meta --no-strict a")\ny.hypervisors.search(h)\n'
            b'hypervisors.search(h, True)\nget("/os-hypervisors/%s/servers" % h)\n'
            b'x("nova hypervisor-servers a")\nx("nova hypervisor-list --matching a")\n',
        )
        servers = (
            "it returns the servers of every hypervisor whose hostname contains the text; take "
            "only the one whose hypervisor_hostname equals it, or call the fork's "
            "compute_hosts.servers"
        )
        search = (
            "it returns every hypervisor whose hostname contains the text; take only the one "
            "whose hypervisor_hostname equals it"
        )
        expected = [
            f"1: nova host-meta without --strict: {DEFAULT}",
            "1: nova host-meta --no-strict: it asks for substring mode; write --strict instead",
            f"2: hypervisors.search(…): {search}",
            f"3: hypervisors.search(…, servers=True): {servers}",
            f"4: /os-hypervisors/…/servers: {servers}",
            f"5: nova hypervisor-servers: {servers}",
            f"6: nova hypervisor-list --matching: {search}",
        ]
        printed = [str(f).removeprefix(f"{path}:") for f in scan.run([path]).findings]
        self.assertEqual(expected, printed)

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


class LongTest(ScanTest):
    """What is longer than a block, or than what a parser is given."""

    def setUp(self) -> None:
        super().setUp()
        for where, name, value in (
            (content, "_BLOCK", 16_384),
            (content, "_END", 256),
            (reader, "LONGEST", 30_000),
        ):
            patch = mock.patch.object(where, name, value)
            patch.start()
            self.addCleanup(patch.stop)

    def test_lines(self) -> None:
        line = b"nova host-evacuate a; nova host-evacuate --strict b\n"
        for name in ("a.sh", "a.py", "a.json", "a.yml", "a.txt", "a"):
            path = self.write(name, line * 2000)
            found = [number for _, number in self.found(path)]
            self.assertEqual([*range(1, 2001)], found, name)

    def test_a_line(self) -> None:
        for name in ("a.sh", "a.log", "a.md"):
            path = self.write(name, b"\n" + b"nova host-evacuate h1; " * 3000)
            self.assertEqual([(name, 2)] * 3000, self.found(path))

    def test_a_list_on_a_line(self) -> None:
        path = self.write("a.json", b"[" + b'["nova","host-evacuate","h"],' * 3000 + b"1]")
        self.assertEqual([("a.json", 1)] * 3000, self.found(path))

    def test_a_call_in_a_long_line(self) -> None:
        path = self.write("a.log", b"x" * 40_000 + b" nova host-evacuate a " + b"y" * 40_000)
        self.assertEqual([("a.log", 1)], self.found(path))

    def test_a_letter_of_several_bytes_between_blocks(self) -> None:
        path = self.write("a", "é".encode() * 30_001 + b"\nnova host-evacuate a")
        self.assertEqual([("a", 2)], self.found(path))

    def test_a_zero_beyond_the_first_block(self) -> None:
        path = self.write("a", b"x" * 9000 + b"\0\nnova host-evacuate a")
        self.assertEqual([("a", 2)], self.found(path))

    def test_an_image_is_passed_over_after_its_first_block(self) -> None:
        path = self.write("disk.img", b"")
        os.truncate(path, 1 << 40)
        self.write("on-failure.sh")
        self.assertEqual([("on-failure.sh", 1)], self.found())

    def test_what_is_nested_deeper_than_any_person_writes(self) -> None:
        for name, text in (
            ("a.py", "(" * 9000 + "'nova host-evacuate a'" + ")" * 9000),
            ("a.py", "x = " + "[" * 9000 + "'nova host-evacuate a'" + "]" * 9000),
            ("a.json", "[" * 9000 + '"nova host-evacuate a"' + "]" * 9000),
            ("a.yml", "[" * 9000 + '"nova host-evacuate a"' + "]" * 9000),
            ("a.yml", "- " * 500 + "nova host-evacuate a"),
            ("a.sh", "(" * 9000 + "nova host-evacuate a" + ")" * 9000),
            ("a.sh", "x && " * 3000 + "nova host-evacuate a"),
            ("a.py", "x = " + "a + " * 5000 + "'nova host-evacuate a'"),
        ):
            self.assertEqual([(name, 1)], self.found(self.write(name, text.encode())), text[:9])


class AnythingTest(unittest.TestCase):
    """Whatever a file holds, it is read: and what is called plainly is found."""

    @settings(deadline=None, derandomize=True, database=None, max_examples=150)
    @given(
        st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=12).map("".join),
        st.sampled_from(["a.sh", "a.py", "a.yml", "a.json", "a.mk", "a.java", "a.md", "a.j2"]),
    )
    def test_broken_text(self, text: str, name: str) -> None:
        written, calls = reader.find(name, text)
        self.assertEqual([], [c for c in calls if not 0 <= c.position <= len(written)])
        self.assertLessEqual(len(calls), 2 * written.count("h"))
