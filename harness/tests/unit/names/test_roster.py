import io
import os
import pathlib
import tempfile
import unittest
from unittest import mock

from harness.errors import HarnessError
from harness.names import roster
from harness.names.roster import Roster
from harness.tests.unit import fakes

SERVICES = "service-list --binary nova-compute"


class RosterTest(unittest.TestCase):
    def test_every_name_once(self) -> None:
        names = Roster(("a.org", "twin", "twin"), ("twin", "a")).names
        self.assertEqual(("a.org", "twin", "a"), names)

    def test_renamed(self) -> None:
        renamed = Roster(("a1", "b", "b"), ("a1", "c")).renamed({"a1": "a01", "c": "d"})
        self.assertEqual(Roster(("a01", "b", "b"), ("a01", "d")), renamed)

    def test_shortened(self) -> None:
        names = ("a1.x.org", "a2.x.org", "a2.y.org", "b", "10.0.0.1", "c.org", "fe80::1.2.3.4")
        expected = Roster(names, ("c", "a1", "a2"))
        self.assertEqual(expected, Roster(names, ("c",)).shortened)


class FolderTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)


class LoadTest(FolderTest):
    def load(self, content: bytes) -> Roster:
        path = self.folder / "names"
        path.write_bytes(content)
        return roster.load(str(path))

    def assert_refused(self, content: bytes, words: str) -> None:
        with self.assertRaisesRegex(HarnessError, words):
            self.load(content)

    def test_names_listed_twice(self) -> None:
        expected = Roster(("b", "a", "c"), repeated=("b", "c"))
        self.assertEqual(expected, self.load(b"b\na\nc\nb\nc\nb\n"))

    def test_standard_input(self) -> None:
        with mock.patch("sys.stdin", io.TextIOWrapper(io.BytesIO(b"a\nb"))):
            self.assertEqual(Roster(("a", "b")), roster.load("-"))

    def test_what_is_no_list(self) -> None:
        self.assert_refused(b"a\nb c\n", "names:2: 2 words instead of one name; write one ")

    def test_no_names(self) -> None:
        for content in (b"", b"\n# a\n"):
            self.assert_refused(content, "names: no names; write one hypervisor hostname a line$")

    def test_a_file_that_cannot_be_read(self) -> None:
        for path, reason in (("/nonexistent", "No such file"), ("/", "Is a directory")):
            with self.assertRaisesRegex(HarnessError, f"^{path}: {reason}.*; name a file"):
                roster.load(path)


class AskTest(FolderTest):
    def ask(self, answers: dict[str, str]) -> Roster:
        return roster.ask(str(fakes.nova(self.folder, answers)))

    def assert_refused(self, answers: dict[str, str], words: str) -> None:
        with self.assertRaisesRegex(HarnessError, words):
            self.ask(answers)

    def test_hypervisor_hostnames_and_service_hosts(self) -> None:
        asked = self.ask(
            {
                "hypervisor-list": fakes.hypervisors("a.org", "twin", "twin"),
                "hypervisor-list --marker 3": fakes.hypervisors(),
                SERVICES: fakes.services("a", "twin"),
            }
        )
        self.assertEqual(Roster(("a.org", "twin", "twin"), ("a", "twin")), asked)
        called = ["hypervisor-list", "hypervisor-list --marker 3", SERVICES]
        self.assertEqual(called, fakes.calls(self.folder))

    def test_all_pages(self) -> None:
        asked = self.ask(
            {
                "hypervisor-list": fakes.hypervisors("a", "b"),
                "hypervisor-list --marker 2": fakes.hypervisors("c", first=7),
                "hypervisor-list --marker 7": fakes.hypervisors(),
                SERVICES: fakes.services("a"),
            }
        )
        self.assertEqual(("a", "b", "c"), asked.hypervisors)

    def test_a_cloud_without_pages(self) -> None:
        answers = {"hypervisor-list": fakes.hypervisors("a"), SERVICES: fakes.services("a")}
        self.assertEqual(Roster(("a",), ("a",)), self.ask(answers))

    def test_a_cloud_that_repeats_the_page(self) -> None:
        page = fakes.hypervisors("a", "b", "c")
        answers = {
            "hypervisor-list": page,
            "hypervisor-list --marker 3": page,
            SERVICES: fakes.services("a"),
        }
        self.assertEqual(("a", "b", "c"), self.ask(answers).hypervisors)

    def test_what_people_write_into_a_table(self) -> None:
        reason = "broken | or\n|   |   |   |   | so | see | ticket 7"
        answers = {
            "hypervisor-list": "a warning\n" + fakes.hypervisors("a", "-"),
            SERVICES: fakes.services("a", "b", reason=reason),
        }
        self.assertEqual(Roster(("a",), ("a", "b")), self.ask(answers))

    def test_the_environment_reaches_nova(self) -> None:
        path = fakes.nova(self.folder, {})
        path.write_text('#!/bin/sh\necho "ERROR $OS_CLOUD" >&2; exit 1\n')
        with (
            mock.patch.dict(os.environ, {"OS_CLOUD": "mine"}),
            self.assertRaisesRegex(HarnessError, "ERROR mine"),
        ):
            roster.ask(str(path))

    def test_no_hypervisors(self) -> None:
        answers = {"hypervisor-list": fakes.hypervisors(), SERVICES: fakes.services()}
        self.assert_refused(answers, "^the cloud shows no hypervisors; use an administrator's")

    def test_something_else_than_a_table(self) -> None:
        for text in ("", "no", fakes.services("a")):
            words = "^'nova hypervisor-list' printed no column 'hypervisor hostname'; is it a nova"
            self.assert_refused({"hypervisor-list": text}, words)

    def test_no_such_executable(self) -> None:
        with self.assertRaisesRegex(HarnessError, "'/nonexistent/nova' is not an executable"):
            roster.ask("/nonexistent/nova")


class FailureTest(FolderTest):
    """Of all that nova says, one line tells why."""

    def reason(self, script: str) -> str:
        path = self.folder / "nova"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        with self.assertRaises(HarnessError) as caught:
            roster.ask(str(path))
        start, end = "'nova hypervisor-list' failed: ", "; check the OS_* variables and --nova"
        message = str(caught.exception)
        self.assertEqual((start, end), (message[: len(start)], message[-len(end) :]))
        return message[len(start) : -len(end)]

    def test_an_error_after_a_warning(self) -> None:
        text = "echo nova CLI is deprecated >&2; echo 'ERROR (A): no.' >&2; exit 1"
        self.assertEqual("ERROR (A): no", self.reason(text))

    def test_an_error_before_a_hint(self) -> None:
        text = "echo usage: nova >&2; echo error: bad >&2; echo Try help >&2; exit 2"
        self.assertEqual("error: bad", self.reason(text))

    def test_no_line_is_an_error(self) -> None:
        self.assertEqual("b", self.reason("echo a >&2; echo b >&2; echo >&2; exit 1"))

    def test_no_line_at_all(self) -> None:
        self.assertEqual("exit status 3", self.reason("exit 3"))

    def test_a_table_does_not_make_up_for_it(self) -> None:
        path = fakes.nova(self.folder, {"hypervisor-list": fakes.hypervisors("a")})
        with self.assertRaisesRegex(HarnessError, f"'nova {SERVICES}' failed: error: unrec"):
            roster.ask(str(path))
