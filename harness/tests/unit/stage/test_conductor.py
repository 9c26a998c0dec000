"""The switch between Nova's API and its conductor."""

import contextlib
import unittest
from typing import Any
from unittest import mock

from nova.compute import rpcapi
from nova.conductor import api

from harness.stage import conductor

KEPT = {
    api.ComputeTaskAPI: ("rebuild_instance", "resize_instance", "live_migrate_instance"),
    rpcapi.ComputeAPI: ("confirm_resize", "set_host_enabled"),
}


class HoldTest(unittest.TestCase):
    def test_requests_are_kept_or_passed_on(self) -> None:
        for owner, names in KEPT.items():
            for name in names:
                self.check(owner, name)

    def check(self, owner: Any, name: str) -> None:
        with contextlib.ExitStack() as stack:
            for each, names in KEPT.items():
                passed_on = {method: mock.Mock() for method in names}
                stack.enter_context(mock.patch.multiple(each, **passed_on))
            original = getattr(owner, name)
            conductor.install()
            asked = owner.__new__(owner)
            for held in (True, False):
                conductor.hold(held)
                getattr(asked, name)("context", host="h")
                expected = [] if held else [mock.call(asked, "context", host="h")]
                self.assertEqual(expected, original.mock_calls)
