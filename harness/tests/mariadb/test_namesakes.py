"""The last test of all: it ends the cloud that others share."""

from harness.cloud.fleet import UP, Host
from harness.errors import HarnessError
from harness.tests.functional import base
from harness.tests.functional.staged import ACCOUNTS, TEMPLATE


class NamesakeTest(base.CloudTest):
    fleet = TEMPLATE
    accounts = ACCOUNTS

    def test_nova_compute_refuses_the_record_of_its_namesake(self) -> None:
        self.cloud.reset(TEMPLATE)
        namesake = Host("TEMPLATE", ("TEMPLATE",), 0, UP)
        error = self.assertRaises(HarnessError, self.cloud._start_computes, [namesake], [])
        reason = "Resource tracker initialized with service that does not match host"
        self.assertIn(f"ServiceNotUnique: {reason}", str(error))
