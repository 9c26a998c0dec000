"""Text: UTF-8, or one line that says whose bytes are not."""

from fork.tests import support
from fork.text import decode


class DecodeTest(support.TestCase):
    def test_utf_8(self) -> None:
        self.assertEqual("zwölf\r\n", decode("zwölf\r\n".encode(), "x"))

    def test_other_bytes(self) -> None:
        line = "the list is not UTF-8 (byte 2); save it as UTF-8"
        self.assertRefused(line, decode, b"zw\xf6lf", "the list")
