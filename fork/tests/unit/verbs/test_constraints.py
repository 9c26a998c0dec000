"""Constraints: all files are rewritten, or none."""

from fork.tests import support
from fork.tests.support import Ran


class ConstraintsTest(support.MainTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.files = [self.out / "one.txt", self.out / "two.txt"]
        for path in self.files:
            path.write_text("mini-client===1.2\n", encoding="utf-8")

    def test_rewrites_every_file_once(self) -> None:
        now = "mini-client===1.2+tiny.2.0.1"
        for what in (
            f"mini-client===1.2 is now {now}",
            f"{now} is the fork already",
        ):
            lines = [f"{path}, line 1: {what}\n" for path in self.files]
            ran = self.main("constraints", *self.files)
            self.assertEqual(Ran(None, "".join(lines), ""), ran)
        content = {*support.files(self.out).values()}
        self.assertEqual({f"{now}\n".encode()}, content)

    def test_none_is_rewritten_when_one_is_refused(self) -> None:
        self.files[1].write_text("mini-client===1.1\n", encoding="utf-8")
        before = support.files(self.out)
        ran = self.main("constraints", *self.files)
        line = (
            f"fork: error: {self.files[1]}: upstream release 1.1 is not "
            "supported; choose one of: 1.2\n"
        )
        self.assertEqual(Ran(1, "", line), ran)
        self.assertEqual(before, support.files(self.out))
