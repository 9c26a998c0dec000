"""Names that are easily taken for one another."""

from testscenarios import load_tests_apply_scenarios as load_tests  # noqa: F401

from harness.scenario import load_fleet
from harness.tests.functional import trials


class NamesTest(trials.TrialTest):
    fleet = load_fleet("names")
    scenarios = trials.table("names")
