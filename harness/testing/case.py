"""For testtools: test cases that have a cloud."""

from typing import ClassVar

import testtools

from harness.cloud.cloud import Cloud
from harness.cloud.fleet import Fleet
from harness.stage.account import Account
from harness.testing.desk import Desk


class CloudTest(testtools.TestCase):  # type: ignore[misc]
    """Tests that share one cloud, also with other classes of that fleet.

    The cloud is reset for each class; a test that changes it has it reset as well, in its
    ``setUp``: ``self.cloud.reset(self.fleet)``.
    """

    fleet: Fleet
    accounts: tuple[Account, ...] = ()
    """The users of the cloud, beside its administrator."""
    cloud: Cloud
    desk: ClassVar[Desk] = Desk()

    @classmethod
    def setUpClass(cls) -> None:
        """Borrow the cloud."""
        super().setUpClass()
        cls.cloud = cls.desk.borrow(cls.fleet, cls.accounts)
