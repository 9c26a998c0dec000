import json
import unittest

from harness.names import audit, clash, pattern, renaming
from harness.names.roster import Roster

DEAD = "XXXX-HOST-YYYY34"
NEIGHBOURS = [f"{DEAD}{digit}" for digit in range(10)]


def lines(*names: str, match_case: bool = False) -> list[str]:
    roster = Roster(names)
    fold = str if match_case else pattern.fold
    found = clash.find(roster, fold)
    called = roster.shortened
    short = {k: v for k, v in clash.find(called, fold).items() if k not in found}
    proposed = renaming.propose(called, found | short, fold)
    return list(audit.lines(roster, found, short, proposed, match_case))


def head(names: int, clashes: int) -> str:
    text = "would evacuate other hosts in substring mode."
    return f"{names} names (letter case does not count): {clashes} {text}"


class LinesTest(unittest.TestCase):
    def test_the_incident(self) -> None:
        expected = [
            head(12, 1),
            "",
            "NAME              EVACUATED WITH IT",
            f"{DEAD}  {', '.join(NEIGHBOURS)}",
            "",
            "Padded with zeros, no name is contained in another:",
            "",
            "NAME              NEW NAME",
            f"{DEAD}  XXXX-HOST-YYYY034",
        ]
        self.assertEqual(expected, lines(DEAD, *NEIGHBOURS, "spare"))

    def test_no_clash(self) -> None:
        (line,) = lines("a1", "A2", match_case=True)
        self.assertEqual("2 names (letter case counts): none is contained in another.", line)

    def test_names_that_clash_without_their_domain(self) -> None:
        expected = [
            "3 names (letter case does not count): none is contained in another.",
            "",
            "Without their domain, 1 would evacuate other hosts:",
            "",
            "NAME  EVACUATED WITH IT",
            "a1    a10.example.org",
            "",
            "Padded with zeros, no name is contained in another:",
            "",
            "NAME            NEW NAME",
            "a1.example.org  a01.example.org",
            "a1              a01",
        ]
        self.assertEqual(expected, lines("a1.example.org", "a10.example.org", "b.example.org"))

    def test_what_padding_does_not_remove(self) -> None:
        shown = lines("web", "web1", "web10")
        expected = [
            "Padding these with zeros removes some of it:",
            "",
            "NAME  NEW NAME",
            "web1  web01",
            "",
            "Padding does not tell these apart; give one of them a name of its own:",
            "",
            "NAME  STILL EVACUATED WITH IT",
            "web   web1, web10",
        ]
        self.assertEqual(expected, shown[-9:])

    def test_nothing_that_padding_removes(self) -> None:
        expected = [
            head(2, 1),
            "",
            "NAME  EVACUATED WITH IT",
            "web   web-db",
            "",
            "Padding does not tell these apart; give one of them a name of its own:",
            "",
            "NAME  STILL EVACUATED WITH IT",
            "web   web-db",
        ]
        self.assertEqual(expected, lines("web", "web-db"))

    def test_at_most_ten_are_named(self) -> None:
        names = [f"a-{letter}" for letter in "bcdefghijklm"]
        self.assertIn(f"a     {', '.join(names[:10])}", lines("a", *names[:10]))
        for more in (1, 2):
            shown = lines("a", *names[: 10 + more])
            self.assertIn(f"a     {', '.join(names[:10])} and {more} more", shown)

    def test_what_a_terminal_might_act_upon(self) -> None:
        shown = "\n".join(lines("a\x1b[2J1", "a\x1b[2J10", "\u202eb", "\u202eb\udcff", "é", "éa"))
        for text in (r"a\x1b[2J1 ", r"a\x1b[2J01", r"\u202eb ", r"\u202eb\udcff", "é "):
            self.assertIn(text, shown)
        self.assertTrue(shown.replace("\n", "").isprintable())

    def test_columns_are_aligned_by_what_a_terminal_shows(self) -> None:
        shown = [line for line in lines("計算1", "計算10", "a1", "a10") if "10" in line]
        self.assertEqual(["計算1  計算10", "a1     a10"], shown)


class JsonTest(unittest.TestCase):
    def test_all_of_it(self) -> None:
        roster = Roster(("web", "web1", "web10"), ("w",))
        found = clash.find(roster, pattern.fold)
        proposed = renaming.propose(roster, found, pattern.fold)
        content = audit.as_json(roster, found, {"a1": ("a10.org",)}, proposed)
        expected = {
            "schema": 1,
            "names": 4,
            "clashes": [
                {"name": "web", "evacuated": ["web1", "web10"]},
                {"name": "web1", "evacuated": ["web10"]},
                {"name": "w", "evacuated": ["web", "web1", "web10"]},
            ],
            "short": [{"name": "a1", "evacuated": ["a10.org"]}],
            "renaming": [{"name": "web1", "new": "web01"}],
            "left": [
                {"name": "web", "evacuated": ["web1", "web10"]},
                {"name": "w", "evacuated": ["web", "web1", "web10"]},
            ],
        }
        self.assertEqual(expected, json.loads(json.dumps(content)))
