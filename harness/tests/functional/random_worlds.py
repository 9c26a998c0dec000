"""Random clouds, names, policies and commands, for a comparison of two clients.

Names come from families of look-alikes: what one is part of, what ``LIKE`` takes for it, what
differs in letter case or in the domain alone.
"""

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from harness.stage.world import Hypervisor, Server, Service, World
from harness.tests.functional.staged import ADMIN, AVAILABILITY, FILTERS, HA

STEMS = ("cmp7", "cmp_7", "CMP7", "cmp7.example.org", "10.0.0.7", "cmp-7", "cmp 7", "n\u00f6de7")
COMMANDS = (
    ("host-evacuate",),
    ("host-evacuate-live",),
    ("host-servers-migrate",),
    ("host-meta", "set", "key=value"),
)
VERSIONS = ("2.1", "2.14", "2.52", "2.53", "2.69", "2.87", "2.88", "2.latest")
_DENIED = (
    "servers:allow_all_filters",
    "servers:index",
    "servers:index:get_all_tenants",
    "servers:show",
    "os-services:list",
    "os-hypervisors:list",
    "os-hypervisors:list-detail",
    "os-hypervisors:show",
    "os-hypervisors:search",
    "os-hypervisors:servers",
)
_LISTED = {
    "os_compute_api:servers:index": "role:ha",
    "os_compute_api:servers:index:get_all_tenants": "role:ha",
}
CALLERS: tuple[tuple[str, dict[str, str]], ...] = (
    (ADMIN, {}),
    *((ADMIN, {f"os_compute_api:{rule}": "!"}) for rule in _DENIED),
    (HA, AVAILABILITY),
    (HA, AVAILABILITY | _LISTED),
    (HA, AVAILABILITY | {"os_compute_api:os-hypervisors:show": "role:ha"}),
)
"""Users and the rules that differ from Nova's; each of the last three lacks some of the fork's."""
assert any(FILTERS in policy for _, policy in CALLERS)


@dataclass(frozen=True)
class Case:
    """One command on one cloud."""

    world: World
    name: str
    command: tuple[str, ...]
    version: str
    user: str
    policy: dict[str, str]

    def words(self, *options: str) -> list[str]:
        """Return what a client is told."""
        return [self.command[0], *options, self.name, *self.command[1:]]

    @property
    def options(self) -> dict[str, Any]:
        """What the run of a client needs besides."""
        caller = {"user": self.user, "policy": self.policy}
        return {"world": self.world, "version": self.version, **caller}


def look_alikes(name: str) -> list[str]:
    """Return the name and what is easily taken for it."""
    short, _, domain = name.partition(".")
    found = [name, f"{name}0", f"x{name}", name[:-1], name.upper(), name.lower()]
    found += [name.replace("m", "_"), f"{name}.example.org", f"{name}0.example.org"]
    return found + ([short, f"{short}0.{domain}"] if domain else [f"{name}.example.com"])


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Make cases of every kind, the plain ones among them."""
    command = draw(st.sampled_from(COMMANDS))
    family = look_alikes(draw(st.sampled_from(STEMS)))
    world = draw(_worlds(family, command[0]))
    name = draw(_names(world, family))
    user, policy = draw(st.sampled_from(CALLERS))
    return Case(world, name, command, draw(st.sampled_from(VERSIONS)), user, policy)


def _names(world: World, family: list[str]) -> st.SearchStrategy[str]:
    """Name hypervisors and service hosts, those that have servers rather, or what is like them."""
    busy = {each.host for each in world.servers}
    nodes = [each for each in world.hypervisors if each.host in busy] or world.hypervisors
    known = [each.host for each in world.services]
    known += [each.hostname for each in world.hypervisors]
    hostnames = [each.hostname for each in nodes] or known
    return st.one_of(*map(st.sampled_from, (hostnames, hostnames, known, family)))


@st.composite
def _worlds(draw: st.DrawFn, family: list[str], command: str) -> World:
    """Make a cloud of hosts that are plain, renamed, namesakes, stale, of Ironic or deleted."""
    names = st.sampled_from(family)
    services, hypervisors, servers = [], [], []
    for host in draw(st.lists(names, min_size=1, max_size=6, unique=True)):
        nodes = draw(
            st.one_of(
                st.just([host]),
                st.lists(names, min_size=1, max_size=1),
                st.lists(names, max_size=3, unique=True),
            )
        )
        state = "down" if command == "host-evacuate" else "up"
        deleted = draw(st.sampled_from([False] * 19 + [True]))
        services.append(Service(host, state, deleted=deleted))
        hypervisors += [Hypervisor(node, host) for node in nodes]
        servers += [
            Server(f"{host}-{number}", host, draw(_states(command)))
            for number in range(draw(st.integers(0, 2)))
        ]
    return World(tuple(services), tuple(hypervisors), tuple(servers))


def _states(command: str) -> st.SearchStrategy[str]:
    """``host-meta`` ends at the first server that refuses, as upstream's does."""
    gone = [] if command == "host-meta" else ["soft-delete"]
    return st.sampled_from(["active"] * 8 + ["stopped", *gone])
