"""Runs of clients on a cloud whose databases, policy and users are what a test says."""

import contextlib
import re
import tomllib
from dataclasses import dataclass
from typing import Any

from harness.cloud import access, fleet
from harness.cloud.access import Request
from harness.cloud.client import Outcome
from harness.stage.account import Account
from harness.stage.warm import WarmClient
from harness.stage.world import World
from harness.tests.functional import base

ADMIN, HA = "admin", "ha"
FILTERS = "os_compute_api:servers:allow_all_filters"
RULES = (
    "os-evacuate",
    "os-migrate-server:migrate",
    "os-migrate-server:migrate_live",
    "server-metadata:create",
)
"""What the four commands do to a server."""
ROUTES = ("os-hypervisors:list", "os-hypervisors:servers")
"""What upstream's ``--strict`` looks with: from microversion 2.53 on, and before."""
AVAILABILITY = {f"os_compute_api:{rule}": "role:ha" for rule in RULES + ROUTES}
"""Policies with which that role can run upstream's ``host-evacuate --strict``, and no more."""
_FLEET = """
[[group]]
hosts = ["template"]
servers = 1
state = "down"
"""
TEMPLATE = fleet.parse("template", tomllib.loads(_FLEET))
"""The least from which a stage can be set."""
ACCOUNTS = (Account(HA, roles=(HA,)), Account("member", "tenant"))
"""The users of every such cloud, so that test classes share one."""


@dataclass(frozen=True)
class Run:
    """What one run of a client did and said."""

    outcome: Outcome
    requests: tuple[Request, ...]
    """What Nova was asked."""
    world: World

    @property
    def touched(self) -> list[str]:
        """The names of the servers that it asked to be changed, in order."""
        names = {server.id: server.name for server in self.world.servers}
        return [names[each.server] for each in access.changes([*self.requests])]

    @property
    def sent(self) -> list[tuple[str, str, str, int | None]]:
        """What it asked to be changed, and the statuses of the answers, in order."""
        changes = [each for each in self.requests if each.changed]
        return [(each.method, each.path, each.body, each.status) for each in changes]

    @property
    def stdout(self) -> str:
        """What it printed, without the numbers of the requests."""
        return re.sub("req-[0-9a-f-]+", "req", self.outcome.stdout)

    @property
    def stderr(self) -> str:
        """The same of its errors."""
        return re.sub("req-[0-9a-f-]+", "req", self.outcome.stderr)

    @property
    def told(self) -> tuple[list[str], str, str, int]:
        """All of it: the servers, stdout, stderr and the status."""
        return self.touched, self.stdout, self.stderr, self.outcome.status


class StagedTest(base.CloudTest):
    """Tests that stage a world for each run, which takes a tenth of a second."""

    fleet = TEMPLATE
    accounts = ACCOUNTS
    clients: dict[str, WarmClient]

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        stack = contextlib.ExitStack()
        cls.addClassCleanup(stack.close)
        cls.clients = {
            label: stack.enter_context(WarmClient(base.find_client(label)))
            for label in base.LABELS
        }

    def run_client(self, label: str, *words: str, **options: Any) -> Run:
        """Run one of the clients; see :meth:`run_warm`."""
        return self.run_warm(self.clients[label], *words, **options)

    def run_warm(
        self,
        nova: WarmClient,
        *words: str,
        world: World,
        version: str = "2.latest",
        user: str = ADMIN,
        policy: dict[str, str] | None = None,
    ) -> Run:
        """Run a client on a world that nobody has touched.

        :param words: the command and its arguments.
        :param version: the microversion.
        :param policy: the rules that differ from Nova's.
        """
        self.cloud.stage(world)
        self.cloud.set_policy(policy or {})
        start = access.position(self.cloud.access_log)
        arguments = ["--os-compute-api-version", version, *words]
        outcome = nova.run(arguments, self.cloud.environment_of(user))
        return Run(outcome, tuple(access.read(self.cloud.access_log, start)), world)
