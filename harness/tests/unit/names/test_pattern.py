import contextlib
import sqlite3
import unittest
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from harness.names import pattern

NAMES = st.lists(st.text("aA1_%.\\", max_size=6), max_size=12)


def like(parts: list[str], names: list[str], match_case: bool) -> dict[str, list[int]]:
    """Ask SQLite, whose LIKE takes nothing but ``_`` and ``%`` for special."""
    query = "SELECT at FROM names WHERE name LIKE '%' || ? || '%' ORDER BY at"
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        database.execute(f"PRAGMA case_sensitive_like = {match_case:d}")
        database.execute("CREATE TABLE names (at INTEGER, name TEXT)")
        database.executemany("INSERT INTO names VALUES (?, ?)", enumerate(names))
        return {part: [at for (at,) in database.execute(query, (part,))] for part in parts}


class FindTest(unittest.TestCase):
    def found(self, part: str, *names: str) -> Sequence[int]:
        return pattern.find([part], names)[part]

    @settings(deadline=None, derandomize=True, database=None, max_examples=400)
    @given(NAMES, NAMES, st.booleans())
    def test_it_is_what_a_database_finds(
        self, parts: list[str], names: list[str], match_case: bool
    ) -> None:
        fold = str if match_case else pattern.fold
        found = pattern.find(map(fold, parts), [*map(fold, names)])
        for part, expected in like(parts, names, match_case).items():
            self.assertEqual(expected, [*found[fold(part)]], (part, names))

    def test_a_part_at_every_place(self) -> None:
        self.assertEqual([0, 1, 2, 3], self.found("b", "b", "ab", "ba", "abba", "a"))

    def test_one_character_is_not_two(self) -> None:
        self.assertEqual([0, 1, 2], self.found("n_1", "n_1", "na1", "ann1n", "n1", "naa1"))

    def test_parts_of_several_shapes(self) -> None:
        names = ["host_1_2", "host_1_22", "host_11_2", "xhost_1_2.org", "host-1-2", "h_1"]
        found = pattern.find([*names, "_", "__1", "_1_"], names)
        self.assertEqual([0, 1, 3, 4], found["host_1_2"])
        self.assertEqual([2], found["host_11_2"])
        self.assertEqual([0, 1, 2, 3, 4, 5], found["_"])
        self.assertEqual([0, 1, 2, 3, 4, 5], found["__1"])
        self.assertEqual([0, 1, 2, 3, 4], found["_1_"])

    def test_any_text(self) -> None:
        self.assertEqual([0, 1, 4], self.found("a%b_", "ab_", "a--bc", "ab", "b-a", "xabcbx"))

    def test_nothing_but_wildcards(self) -> None:
        self.assertEqual([0, 1], self.found("__", "ab", "abc", "a", ""))
        self.assertEqual([0, 1], self.found("%", "", "a"))

    def test_a_text_is_not_used_twice(self) -> None:
        self.assertEqual([1], self.found("ab%b", "ab", "abb"))

    def test_what_a_regular_expression_would_take_for_special(self) -> None:
        self.assertEqual([0], self.found("a.1_", "a.1x", "ab1x"))
        self.assertEqual([1], self.found("a\n_", "a", "a\n\n"))


class FoldTest(unittest.TestCase):
    def test_the_length_stays(self) -> None:
        for name in ("İSTANBUL1", "Straße", "ΣΑΣ", "ﬁ", "\ud800", ""):
            self.assertEqual(len(name), len(pattern.fold(name)))

    def test_letter_case_goes(self) -> None:
        for one, other in (("Edge7", "eDGE7"), ("ÉTÉ", "été"), ("ÞÆÐ", "þæð"), ("İ1", "i1")):
            self.assertEqual(pattern.fold(one), pattern.fold(other))
