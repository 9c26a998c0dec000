"""The switch between Nova's API and its conductor."""

import unittest
from unittest import mock

from nova.conductor import api

from harness.stage import conductor

MOVES = ("rebuild_instance", "resize_instance", "live_migrate_instance")


class HoldTest(unittest.TestCase):
    def test_moves_are_kept_or_passed_on(self) -> None:
        passed_on = {name: mock.Mock() for name in MOVES}
        with mock.patch.multiple(api.ComputeTaskAPI, **passed_on):
            conductor.install()
            asked = api.ComputeTaskAPI.__new__(api.ComputeTaskAPI)
            for held in (True, False):
                conductor.hold(held)
                for name in MOVES:
                    getattr(asked, name)("context", host="h")
                    expected = [] if held else [mock.call(asked, "context", host="h")]
                    self.assertEqual(expected, passed_on[name].mock_calls)
