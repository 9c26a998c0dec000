"""Constraints: a table of lines before, after, and what is said of them."""

from fork.building.constraints import Rewriting
from fork.tests import support

#: Before, after, and what is said; "" where the line is nobody's pin.
LINES = {
    "as_openstack_writes_it": (
        "mini-client===1.2",
        "mini-client===1.2+tiny.2.0.1",
        "mini-client===1.2 is now mini-client===1.2+tiny.2.0.1",
    ),
    "already_the_forks": (
        "mini-client===1.2+tiny.2.0.1",
        "mini-client===1.2+tiny.2.0.1",
        "mini-client===1.2+tiny.2.0.1 is the fork already",
    ),
    "earlier_label": (
        "mini-client===1.2+tiny.2.0.0",
        "mini-client===1.2+tiny.2.0.1",
        "mini-client===1.2+tiny.2.0.0 is now mini-client===1.2+tiny.2.0.1",
    ),
    "later_label": (
        "mini-client===1.2+tiny.2.0.10",
        "mini-client===1.2+tiny.2.0.1",
        "mini-client===1.2+tiny.2.0.10 is now mini-client===1.2+tiny.2.0.1",
    ),
    "label_as_it_once_was": (
        "mini-client===1.2+tiny.1",
        "mini-client===1.2+tiny.2.0.1",
        "mini-client===1.2+tiny.1 is now mini-client===1.2+tiny.2.0.1",
    ),
    "label_of_a_part_as_it_once_was": (
        "mini-client===1.2+1of2.tiny.1",
        "mini-client===1.2+tiny.2.0.1",
        "mini-client===1.2+1of2.tiny.1 is now mini-client===1.2+tiny.2.0.1",
    ),
    "label_of_another_scheme": (
        "mini-client===1.2+tiny2.2.0.1",
        "mini-client===1.2+tiny.2.0.1",
        "mini-client===1.2+tiny2.2.0.1 is now mini-client===1.2+tiny.2.0.1",
    ),
    "label_of_a_part_of_the_series": (
        "mini-client===1.2+1of2.tiny.2.0.1",
        "mini-client===1.2+tiny.2.0.1",
        "mini-client===1.2+1of2.tiny.2.0.1 is now "
        "mini-client===1.2+tiny.2.0.1",
    ),
    "two_equals_signs": (
        "mini-client==1.2",
        "mini-client==1.2+tiny.2.0.1",
        "mini-client==1.2 is now mini-client==1.2+tiny.2.0.1",
    ),
    "marker": (
        "mini-client===1.2;python_version=='3.6'",
        "mini-client===1.2+tiny.2.0.1;python_version=='3.6'",
        "mini-client===1.2 is now mini-client===1.2+tiny.2.0.1",
    ),
    "blank_and_marker": (
        "mini-client===1.2 ; python_version>='3.6'",
        "mini-client===1.2+tiny.2.0.1 ; python_version>='3.6'",
        "mini-client===1.2 is now mini-client===1.2+tiny.2.0.1",
    ),
    "comment": (
        "mini-client===1.2  # mini-client===1.1",
        "mini-client===1.2+tiny.2.0.1  # mini-client===1.1",
        "mini-client===1.2 is now mini-client===1.2+tiny.2.0.1",
    ),
    "comment_without_blank": (
        "mini-client===1.2#",
        "mini-client===1.2+tiny.2.0.1#",
        "mini-client===1.2 is now mini-client===1.2+tiny.2.0.1",
    ),
    "blanks": (
        "\t mini-client === 1.2 ",
        "\t mini-client === 1.2+tiny.2.0.1 ",
        "mini-client === 1.2 is now mini-client === 1.2+tiny.2.0.1",
    ),
    "underscore": (
        "mini_client===1.2",
        "mini_client===1.2+tiny.2.0.1",
        "mini_client===1.2 is now mini_client===1.2+tiny.2.0.1",
    ),
    "case_and_dots": (
        "Mini-._Client===1.2",
        "Mini-._Client===1.2+tiny.2.0.1",
        "Mini-._Client===1.2 is now Mini-._Client===1.2+tiny.2.0.1",
    ),
    "crlf": (
        "mini-client===1.2\r",
        "mini-client===1.2+tiny.2.0.1\r",
        "mini-client===1.2 is now mini-client===1.2+tiny.2.0.1",
    ),
    "longer_name": ("mini-clients===1.2", "mini-clients===1.2", ""),
    "name_before": ("a-mini-client===1.2", "a-mini-client===1.2", ""),
    "comment_alone": ("# mini-client===1.2", "# mini-client===1.2", ""),
    "range": ("mini-client>=1.2", "mini-client>=1.2", ""),
    "not_it": ("mini-client!=1.2", "mini-client!=1.2", ""),
}
NONE = "{} does not pin mini-client; add the line mini-client===1.2+tiny.2.0.1"
#: Texts that are refused, and the line that says why.
REFUSED = {
    "nothing": ("", NONE),
    "others": ("other===1.2\n# mini-client===1.2\n", NONE),
    "range": ("mini-client>=1.2\n", NONE),
    "unsupported": (
        "mini-client===1.1\n",
        "{}: upstream release 1.1 is not supported; choose one of: 1.2",
    ),
    "unsupported_pattern": (
        "mini-client==1.*\n",
        "{}: upstream release 1.* is not supported; choose one of: 1.2",
    ),
    "somebody_elses_label": (
        "mini-client===1.2+corp.7\n",
        "{}: upstream release 1.2+corp.7 is not supported; choose one of: 1.2",
    ),
    "label_that_starts_the_same": (
        "mini-client===1.2+tinyer.1\n",
        "{}: upstream release 1.2+tinyer.1 is not supported; choose one of: "
        "1.2",
    ),
    "several": (
        "mini-client===1.2;python_version>'3'\nMini_client===1.1\n",
        "{} pins mini-client to 1.1, 1.2; leave one of them",
    ),
    "not_utf_8": (
        "# \udcff\nmini-client===1.2\n",
        "{} is not UTF-8 (byte 2); save it as UTF-8",
    ),
}


class ConstraintsTestCase(support.MiniatureTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.path = self.out / "upper-constraints.txt"

    def rewrite(self, text: str) -> Rewriting:
        self.path.write_bytes(text.encode("utf-8", "surrogateescape"))
        return Rewriting.of(self.path, self.project)


class TableTest(ConstraintsTestCase):
    def test_lines(self) -> None:
        around = "first===1\n{}\nother===2+tiny.1\nmini.client===1.2{}\n"
        last = "mini.client===1.2 is now mini.client===1.2+tiny.2.0.1"
        for name, (before, after, said) in LINES.items():
            with self.subTest(name):
                rewriting = self.rewrite(around.format(before, ""))
                expected = around.format(after, "+tiny.2.0.1")
                self.assertEqual(expected, rewriting.text)
                lines = [f"line 2: {said}"] if said else []
                lines = [*lines, f"line 4: {last}"]
                stated = [f"{self.path}, {line}" for line in lines]
                self.assertEqual(stated, rewriting.changes)

    def test_refused(self) -> None:
        for name, (text, line) in REFUSED.items():
            with self.subTest(name):
                expected = line.format(self.path)
                self.assertRefused(expected, self.rewrite, text)


class FileTest(ConstraintsTestCase):
    def test_stays_until_it_is_written(self) -> None:
        rewriting = self.rewrite("mini-client===1.2\n")
        self.assertEqual(b"mini-client===1.2\n", self.path.read_bytes())
        rewriting.write()
        expected = {self.path.name: b"mini-client===1.2+tiny.2.0.1\n"}
        self.assertEqual(expected, support.files(self.out))

    def test_every_other_byte_is_kept(self) -> None:
        text = "\ufeff# \x0b\x85\r\nmini-client===1.2\r\n\u2028\n\n\r"
        self.rewrite(text).write()
        expected = text.replace("1.2", "1.2+tiny.2.0.1").encode()
        self.assertEqual(expected, self.path.read_bytes())

    def test_without_a_final_line_end(self) -> None:
        self.rewrite("mini-client===1.2").write()
        expected = b"mini-client===1.2+tiny.2.0.1"
        self.assertEqual(expected, self.path.read_bytes())

    def test_mode(self) -> None:
        rewriting = self.rewrite("mini-client===1.2")
        self.path.chmod(0o640)
        rewriting.write()
        self.assertEqual(0o640, self.path.stat().st_mode & 0o777)

    def test_link_stays_a_link(self) -> None:
        self.rewrite("mini-client===1.2")
        link = self.folder / "link.txt"
        link.symlink_to(self.path)
        Rewriting.of(link, self.project).write()
        self.assertTrue(link.is_symlink())
        self.assertIn(b"+tiny.2.0.1", self.path.read_bytes())

    def test_same_text_is_not_written_again(self) -> None:
        rewriting = self.rewrite("mini-client===1.2+tiny.2.0.1")
        before = self.path.stat()
        rewriting.write()
        after = self.path.stat()
        self.assertEqual(before.st_ino, after.st_ino)
        self.assertEqual(before.st_mtime_ns, after.st_mtime_ns)

    def test_missing(self) -> None:
        line = f"{self.path} cannot be read: No such file or directory"
        self.assertRefused(line, Rewriting.of, self.path, self.project)

    def test_folder(self) -> None:
        line = f"{self.out} cannot be read: Is a directory"
        self.assertRefused(line, Rewriting.of, self.out, self.project)

    def test_gone_since(self) -> None:
        rewriting = self.rewrite("mini-client===1.2")
        self.path.unlink()
        line = (
            f"{self.path} cannot be written: [Errno 2] No such file or "
            f"directory: '{self.path}'"
        )
        self.assertRefused(line, rewriting.write)
        self.assertEqual({}, support.files(self.out))
