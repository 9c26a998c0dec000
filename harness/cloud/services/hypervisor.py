"""The hypervisors of the fleet: Nova's fake driver, told what each host runs."""

from dataclasses import dataclass, field
from typing import Any

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

    def _identify(self, name: str) -> str:
        nodes = tuple(Hypervisor(each, self._host) for each in self._nodes)
        return World(hypervisors=nodes).id_of(Hypervisor(name, self._host))


def install() -> None:
    """Make the driver loadable; ``compute_driver`` only names modules of Nova's own."""
    driver: Any = FleetDriver
    fake.FleetDriver = driver
