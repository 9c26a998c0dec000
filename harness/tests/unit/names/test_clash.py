import unittest

from harness.names import clash, pattern
from harness.names.clash import Clashes
from harness.names.roster import Roster


def find(*hypervisors: str, services: tuple[str, ...] = ()) -> Clashes:
    return clash.find(Roster(hypervisors, services), pattern.fold)


class ClashTest(unittest.TestCase):
    def test_the_incident(self) -> None:
        neighbours = tuple(f"XXXX-HOST-YYYY34{digit}" for digit in range(10))
        found = find("XXXX-HOST-YYYY34", *neighbours, "spare")
        self.assertEqual({"XXXX-HOST-YYYY34": neighbours}, found)

    def test_a_name_within_or_at_the_end_of_another(self) -> None:
        expected = {"ab1": ("ab1c",), "b1": ("ab1", "ab1c")}
        self.assertEqual(expected, find("ab1", "b1", "ab2", "ab1c"))

    def test_domains_keep_long_names_apart(self) -> None:
        self.assertEqual({}, find("a1.example.org", "a10.example.org"))

    def test_letter_case(self) -> None:
        self.assertEqual({"Edge7": ("edge7",), "edge7": ("Edge7",)}, find("Edge7", "edge7"))
        self.assertEqual({}, clash.find(Roster(("Edge7", "edge7")), str))

    def test_an_underscore(self) -> None:
        self.assertEqual({"n_de1": ("node1",)}, find("n_de1", "node1"))

    def test_hypervisors_of_one_name(self) -> None:
        self.assertEqual({"twin": ("twin",)}, find("twin", "a", "twin"))

    def test_a_service_host_is_not_looked_for(self) -> None:
        self.assertEqual({}, find("a1", services=("a1", "a10")))

    def test_a_service_host_owns_its_long_name(self) -> None:
        found = find("a1.example.org", "a10.example.org", services=("a1", "a10"))
        self.assertEqual({"a1": ("a10.example.org",)}, found)

    def test_a_service_host_owns_its_name_in_another_letter_case(self) -> None:
        self.assertEqual({"A1": ("a10",), "a1": ("a10",)}, find("a1", "a10", services=("A1",)))

    def test_which_long_name_a_service_host_owns_cannot_be_told(self) -> None:
        found = find("a1.example.org", "a1.example.net", services=("a1",))
        self.assertEqual({"a1": ("a1.example.org", "a1.example.net")}, found)

    def test_a_service_host_owns_no_name_that_merely_begins_like_it(self) -> None:
        self.assertEqual({"metal": ("metal-1",)}, find("metal-1", services=("metal",)))
