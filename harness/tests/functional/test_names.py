"""Names that are easily taken for one another."""

from testscenarios import load_tests_apply_scenarios as load_tests  # noqa: F401

from harness.tests.functional import trials
from harness.trials.scenario import load_fleet


class NamesTest(trials.TrialTest):
    fleet = load_fleet("names")
    scenarios = trials.table("names")
