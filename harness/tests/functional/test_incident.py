"""The incident: one failed host whose name begins the names of ten others."""

from testscenarios import load_tests_apply_scenarios as load_tests  # noqa: F401

from harness.tests.functional import trials
from harness.trials.scenario import load_fleet


class IncidentTest(trials.TrialTest):
    fleet = load_fleet("incident")
    scenarios = trials.table("incident")
