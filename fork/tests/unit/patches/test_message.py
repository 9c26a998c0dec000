"""Message: the parts of a commit message."""

import unittest

from fork.patches.message import Message


def parse(subject: str, body: str) -> Message:
    return Message.parse(f"From: A <a@b>\nSubject: {subject}\n\n{body}\n---\n")


class MessageTest(unittest.TestCase):
    def test_parts(self) -> None:
        message = parse("[PATCH] What", "Why one.\n\nWhy two.\n\nA: 1\nB: 2")
        self.assertEqual("What", message.subject)
        self.assertEqual("Why one.\n\nWhy two.", message.why)
        self.assertEqual({"A": ["1"], "B": ["2"]}, message.trailers)

    def test_trailer_that_repeats_keeps_its_order(self) -> None:
        message = parse("What", "Why.\n\nAdds: b\nForwarded: no\nAdds: a")
        self.assertEqual(["b", "a"], message.trailers["Adds"])

    def test_number_of_a_series_is_no_part_of_the_subject(self) -> None:
        self.assertEqual("What", parse("[PATCH 2/3] What", "").subject)

    def test_brackets_of_the_subject_stay(self) -> None:
        subject = "Type list[str] words"
        self.assertEqual(subject, parse(f"[PATCH] {subject}", "").subject)

    def test_folded_subject_is_one_line(self) -> None:
        self.assertEqual("One two", parse("[PATCH] One\n two", "").subject)

    def test_encoded_subject(self) -> None:
        subject = "=?UTF-8?q?[PATCH]=20Zw=C3=B6lf?="
        self.assertEqual("Zwölf", parse(subject, "").subject)

    def test_body_that_is_not_ascii(self) -> None:
        self.assertEqual("Zwölf.", parse("What", "Zwölf.\n\nA: 1").why)

    def test_message_without_trailers_has_its_why(self) -> None:
        message = parse("What", "Why one.\n\nWhy two: because.")
        self.assertEqual("Why one.\n\nWhy two: because.", message.why)
        self.assertEqual({}, message.trailers)

    def test_trailers_alone_are_no_why(self) -> None:
        self.assertEqual("", parse("What", "A: 1").why)

    def test_diff_is_no_part_of_the_why(self) -> None:
        text = "Subject: What\n\nWhy.\n---\n words | 1 +\n\nA: 1\n---\n"
        message = Message.parse(text)
        self.assertEqual(("Why.", {}), (message.why, message.trailers))

    def test_nothing(self) -> None:
        self.assertEqual(Message("", "", {}), Message.parse(""))


class AuthorTest(unittest.TestCase):
    def test_author_and_date(self) -> None:
        date = "Sun, 22 Nov 2026 07:05:20 +0000"
        message = Message.parse(f"From: A B\n <a@b>\nDate: {date}\n\nX\n")
        self.assertEqual("A B <a@b>", message.author)
        self.assertEqual(date, message.date)

    def test_author_that_is_not_ascii(self) -> None:
        message = Message.parse("From: =?UTF-8?q?J=C3=B6rg?= <j@b>\n\nX\n")
        self.assertEqual("Jörg <j@b>", message.author)


class ProposedTest(unittest.TestCase):
    def test_without_what_the_fork_keeps_for_itself(self) -> None:
        trailers = (
            "Related-Bug: #1\nForwarded: no\nChange-Id: I1\n"
            "Applies-from: 1\nAdds: a\nRelated-Bug: #2\nAdds: b"
        )
        message = parse("[PATCH] What", f"One.\n\nTwo.\n\n{trailers}")
        self.assertEqual(
            "What\n\nOne.\n\nTwo.\n\n"
            "Related-Bug: #1\nRelated-Bug: #2\nChange-Id: I1",
            message.proposed,
        )
