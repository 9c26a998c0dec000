"""The hypervisors of the fleet: Nova's fake driver, told what each host runs."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nova import exception
from nova.compute import power_state
from nova.virt import fake

from harness.stage.world import Hypervisor, World


@dataclass
class Machine:
    """What stands under one compute service, and outlives its restarts."""

    hypervisors: list[str]
    guests: dict[str, str] = field(default_factory=dict)
    """Names of the running guests by server id."""


MACHINES: dict[str, Machine] = {}
"""The machine of each service host; filled before its compute service starts."""


@dataclass
class Trouble:
    """What hinders the moves of one server."""

    kind: str
    """``hangs`` and ``turns back`` befall live migrations; ``breaks`` any move, on its source."""
    over: threading.Event = field(default_factory=threading.Event)
    """Set when a move that hangs is given up."""


TROUBLES: dict[str, Trouble] = {}
"""The trouble of servers by id; the moves of others come to a good end."""


def trouble(kinds: Mapping[str, str]) -> None:
    """Have only these servers be in trouble.

    :param kinds: the kind of trouble by server id.
    """
    for each in TROUBLES.values():
        each.over.set()
    TROUBLES.clear()
    TROUBLES.update((server, Trouble(kind)) for server, kind in kinds.items())


class FleetDriver(fake.FakeDriver):  # type: ignore[misc]
    """The fake driver, with the hypervisors and the guests of its machine."""

    def init_host(self, host: str) -> None:
        """Find the hypervisors of ``host``, and the guests that run on them."""
        super().init_host(host)
        machine = MACHINES[host]
        self._set_nodes(machine.hypervisors)
        for server, name in machine.guests.items():
            self.instances[server] = fake.FakeInstance(name, power_state.RUNNING, server)

    def get_nodenames_by_uuid(self, refresh: bool = False) -> dict[str, str]:
        """Identify each hypervisor by its host and its place there, whatever its name."""
        return {self._identify(name): name for name in self._nodes}

    def get_available_resource(self, nodename: str) -> dict[str, Any]:
        """Describe a hypervisor under the same identity."""
        found: dict[str, Any] = super().get_available_resource(nodename)
        return found | {"uuid": self._identify(nodename)}

    def live_migration(
        self,
        context: Any,
        instance: Any,
        dest: str,
        post_method: Callable[..., None],
        recover_method: Callable[..., None],
        block_migration: bool = False,
        migrate_data: Any = None,
    ) -> None:
        """Move a guest, unless something hinders it."""
        trouble = self._meet_trouble(instance)
        if not trouble:
            post_method(context, instance, dest, block_migration, migrate_data)
        elif trouble.kind == "hangs":
            trouble.over.wait()
            recover_method(context, instance, dest, migrate_data, migration_status="cancelled")
        else:
            recover_method(context, instance, dest, migrate_data)

    def live_migration_abort(self, instance: Any) -> None:
        """Give up the move of a guest."""
        if instance.uuid in TROUBLES:
            TROUBLES[instance.uuid].over.set()

    def migrate_disk_and_power_off(self, context: Any, instance: Any, *words: Any) -> None:
        """Begin the cold move of a guest, unless something hinders it."""
        self._meet_trouble(instance)

    def _meet_trouble(self, instance: Any) -> Trouble | None:
        trouble = TROUBLES.get(instance.uuid)
        if trouble and trouble.kind == "breaks":
            raise exception.MigrationError(reason="the hypervisor fails")
        return trouble

    def _identify(self, name: str) -> str:
        nodes = tuple(Hypervisor(each, self._host) for each in self._nodes)
        return World(hypervisors=nodes).id_of(Hypervisor(name, self._host))


def install() -> None:
    """Make the driver loadable; ``compute_driver`` only names modules of Nova's own."""
    driver: Any = FleetDriver
    fake.FleetDriver = driver
