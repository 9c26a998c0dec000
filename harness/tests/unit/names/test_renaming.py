import re
import unittest

from hypothesis import given, settings
from hypothesis import strategies as st

from harness.names import clash, pattern, renaming
from harness.names.clash import Clashes
from harness.names.renaming import Renaming
from harness.names.roster import Roster

FOUND = settings(deadline=None, derandomize=True, database=None, max_examples=400)
PIECES = st.sampled_from(["a", "A", "b", "-", "_", ".x", ".y1", "0", "1", "2", "10", "011"])
NAMES = st.lists(st.lists(PIECES, min_size=1, max_size=5).map("".join), max_size=10)


def propose(*hypervisors: str, services: tuple[str, ...] = ()) -> Renaming:
    roster = Roster(hypervisors, services)
    return renaming.propose(roster, clash.find(roster, pattern.fold), pattern.fold)


def pairs(clashes: Clashes) -> set[tuple[str, str]]:
    return {(name, other) for name, others in clashes.items() for other in others}


class PropertyTest(unittest.TestCase):
    """Whatever the names, the proposal is true."""

    def check(self, roster: Roster) -> None:
        before = clash.find(roster, pattern.fold)
        proposed = renaming.propose(roster, before, pattern.fold)
        after = clash.find(roster.renamed(proposed.names), pattern.fold)
        new = {name: proposed.names.get(name, name) for name in roster.names}
        self.assertEqual(len(new), len(set(new.values())), "two names became one")
        told = {(new[name], new[other]) for name, other in pairs(proposed.left)}
        self.assertEqual(pairs(after), told)
        self.assertLessEqual(pairs(proposed.left), pairs(before), "a clash came about")
        for old, padded in proposed.names.items():
            self.assertNotEqual(old, padded)
            self.assertEqual(self.unpadded(old), self.unpadded(padded))

    @staticmethod
    def unpadded(name: str) -> str:
        return re.sub("(?<![0-9])0+(?=[0-9])", "", name)

    @FOUND
    @given(NAMES, NAMES)
    def test_any_names(self, hypervisors: list[str], services: list[str]) -> None:
        self.check(Roster(tuple(hypervisors), tuple(services)))

    @FOUND
    @given(st.sets(st.integers(0, 2000)), st.sampled_from(["", "n", "n_"]), st.sampled_from("x "))
    def test_a_family_is_told_apart(self, numbers: set[int], before: str, after: str) -> None:
        names = tuple(f"{before}{number}{after.strip()}" for number in numbers)
        self.assertEqual({}, propose(*names).left)


class ProposeTest(unittest.TestCase):
    def assert_proposed(self, names: dict[str, str], *hypervisors: str) -> None:
        self.assertEqual(Renaming(names, {}), propose(*hypervisors))

    def assert_left(self, left: Clashes, *hypervisors: str) -> None:
        self.assertEqual(Renaming({}, left), propose(*hypervisors))

    def test_no_clash_no_change(self) -> None:
        self.assert_proposed({}, "a1", "a2", "b10", "c1.example.org", "c10.example.org")

    def test_the_incident(self) -> None:
        neighbours = (f"XXXX-HOST-YYYY34{digit}" for digit in range(10))
        self.assert_proposed(
            {"XXXX-HOST-YYYY34": "XXXX-HOST-YYYY034"}, "XXXX-HOST-YYYY34", *neighbours
        )

    def test_a_whole_family_gets_one_width(self) -> None:
        self.assert_proposed({"a1": "a001", "a22": "a022"}, "a1", "a22", "a100")

    def test_letter_case_does_not_part_a_family(self) -> None:
        self.assert_proposed({"A1": "A01"}, "A1", "a10")

    def test_zeros_that_are_there_count(self) -> None:
        self.assert_proposed({"a1": "a0001", "a10": "a0010"}, "a1", "a10", "a0002")

    def test_only_the_number_that_matters(self) -> None:
        names = ("rack1-node1", "rack1-node10", "rack12-node2")
        new = {"rack1-node1": "rack1-node01", "rack12-node2": "rack12-node02"}
        self.assert_proposed(new, *names)

    def test_a_number_at_the_beginning(self) -> None:
        self.assert_proposed({"1-a5": "01-a5"}, "1-a5", "11-a5")

    def test_a_name_within_another_family(self) -> None:
        self.assert_proposed({"web1": "web01"}, "web1", "web1-db")

    def test_a_family_within_another_gets_wider_than_it_needs(self) -> None:
        new = {"web1": "web001", "web10": "web010", "web1-db": "web01-db"}
        self.assert_proposed(new, "web1", "web10", "web1-db", "web1-db2", "web10-db")

    def test_a_number_that_stands_alone(self) -> None:
        self.assert_proposed({"1": "001", "10": "010"}, "1", "10", "n01")

    def test_a_short_name_changes_with_its_long_one(self) -> None:
        proposed = propose("a1.example.org", "a10.example.org", services=("a1", "a10"))
        new = {"a1": "a01", "a1.example.org": "a01.example.org"}
        self.assertEqual(Renaming(new, {}), proposed)

    def test_the_domain_stays(self) -> None:
        names = {"a1.rack1": "a01.rack1", "b-a1.rack10": "b-a1.rack10"}
        self.assert_proposed({"a1.rack1": names["a1.rack1"]}, *names)

    def test_a_number_that_is_not_what_tells_them_apart(self) -> None:
        self.assert_left({"el7-ovn": ("el7-ovn-2",)}, "el7-ovn", "el7-ovn-2")
        self.assert_left({"r1-node": ("r1-node2", "xr1-node")}, "r1-node", "r1-node2", "xr1-node")

    def test_a_name_without_a_number(self) -> None:
        self.assert_left({"web": ("web-db", "web1")}, "web", "web-db", "web1")

    def test_a_name_without_a_number_beside_those_that_can_be_padded(self) -> None:
        proposed = propose("web", "web1", "web10")
        self.assertEqual(Renaming({"web1": "web01"}, {"web": ("web1", "web10")}), proposed)

    def test_letter_case_alone(self) -> None:
        self.assert_left({"Edge7": ("edge7",), "edge7": ("Edge7",)}, "Edge7", "edge7")

    def test_the_domain_alone(self) -> None:
        self.assert_left({"a1": ("a1.example.org",)}, "a1", "a1.example.org")

    def test_one_number_written_in_two_ways(self) -> None:
        self.assert_left({"a1": ("a10",)}, "a1", "a01", "a10")
        proposed = propose("a10", services=("a1", "a01"))
        self.assertEqual(Renaming({}, {"a1": ("a10",)}), proposed)

    def test_hypervisors_of_one_name(self) -> None:
        self.assert_left({"twin1": ("twin1",)}, "twin1", "twin1")

    def test_addresses(self) -> None:
        self.assert_left({"10.0.0.1": ("10.0.0.10",)}, "10.0.0.1", "10.0.0.10")
        self.assert_proposed({"1": "01"}, "1", "192.168.2.10")

    def test_padding_that_would_bring_a_clash_about(self) -> None:
        self.assert_left({"a1b": ("a1bc",)}, "a1b", "a1bc", "a__b")

    def test_names_that_chase_each_other(self) -> None:
        proposed = propose("1", "12", "1_")
        self.assertEqual(Renaming({"1": "01"}, {"1_": ("12",)}), proposed)

    def test_a_number_too_long_for_an_integer(self) -> None:
        self.assert_proposed({"a1": "a" + "1".zfill(5000)}, "a1", "a1" + "0" * 4999)
