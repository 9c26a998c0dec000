"""Where tests borrow a cloud: its start takes longer than most of them."""

import atexit
import contextlib

from rich.console import Console

from harness.cloud.cloud import Cloud
from harness.cloud.databases import SQLITE
from harness.cloud.fleet import Fleet
from harness.errors import HarnessError
from harness.progress import Progress
from harness.stage.account import Account


class Desk:
    """Lends a cloud to one borrower after the other, and ends it when the process ends."""

    def __init__(self, database: str = SQLITE) -> None:
        """Have no cloud yet.

        :param database: one of :data:`harness.cloud.databases.KINDS`.
        """
        self._database = database
        self._stack = contextlib.ExitStack()
        self._cloud: Cloud | None = None
        self._accounts: tuple[Account, ...] = ()
        atexit.register(self.close)

    def borrow(self, fleet: Fleet, accounts: tuple[Account, ...] = ()) -> Cloud:
        """Return the cloud that was lent last, after a reset, if it is alike; or a new one.

        :raises HarnessError: when it does not start.
        """
        if self._cloud and (self._cloud.fleet, self._accounts) == (fleet, accounts):
            # It may have died.
            with contextlib.suppress(HarnessError):
                self._cloud.reset(fleet)
                return self._cloud
        self.close()
        quiet = Progress(Console(quiet=True))
        cloud = Cloud(fleet, quiet, accounts=accounts, database=self._database)
        self._cloud, self._accounts = self._stack.enter_context(cloud), accounts
        return self._cloud

    def close(self) -> None:
        """End the cloud, if there is one."""
        self._cloud = None
        self._stack.close()
