"""A running OpenStack: Keystone, Placement and Nova on free loopback ports."""

import socket
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import asdict, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from harness.cloud import databases, settings
from harness.cloud.api import Administrator, Server
from harness.cloud.cell import Cell
from harness.cloud.databases import SQLITE
from harness.cloud.databases.keys import KEYS, SECOND_CELL
from harness.cloud.faults import Fault
from harness.cloud.fleet import DOWN, FORCED_DOWN, UP, Fleet, Host, Kind
from harness.cloud.processes import Process, listen, make_folder
from harness.errors import HarnessError
from harness.progress import Progress
from harness.stage import collation
from harness.stage.account import Account, Directory
from harness.stage.caller import Caller
from harness.stage.policy import PolicyFile
from harness.stage.world import CELL1, CELL2, World

_PATIENCE = 180.0
_PAUSE = 0.2
_STALLED = 30.0


class Cloud:
    """A control plane with a fleet, for the length of a ``with`` block."""

    def __init__(
        self,
        fleet: Fleet,
        progress: Progress,
        port: int = 0,
        accounts: Collection[Account] = (),
        database: str = SQLITE,
    ) -> None:
        """Describe the cloud; it starts when the ``with`` block is entered.

        :param port: where Keystone listens; 0 for a free port.
        :param accounts: its users, beside the administrator.
        :param database: one of :data:`harness.cloud.databases.KINDS`.
        """
        self.fleet = fleet
        self.current = fleet
        """The same in the states that its hosts have now."""
        self._faulty = False
        self.spared: frozenset[str] = frozenset()
        """The ids of the servers that stay when their host is emptied."""
        self._progress = progress
        self._port = port
        self._accounts = accounts
        self._database = database
        self._cells = World().cells, World().down_cells
        self._held = self._in_trouble = False
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        """Start everything.

        :raises HarnessError: when the port is taken, a service does not start, or the database
            cannot tell the hosts apart.
        """
        collation.check(self.fleet, self._database)
        with ExitStack() as stack:
            self._folder = make_folder(stack)
            self._start(stack)
            self._populate()
            self._databases.keep()
            self._apply(self.fleet)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop every process and remove the folder."""
        self._stack.close()

    @property
    def environment(self) -> dict[str, str]:
        """The ``OS_*`` variables with which a client finds the cloud.

        One of them names a ``clouds.yaml`` for callers that choose a cloud of their own; none
        chooses one, so that it disturbs nobody who reads the others.
        """
        found = settings.environment(self._identity)
        return found | {"OS_CLIENT_CONFIG_FILE": str(self._folder / settings.CLOUDS)}

    def environment_of(self, user: str) -> dict[str, str]:
        """Return the ``OS_*`` variables with which a client finds the cloud as that user.

        :raises HarnessError: when there is no such user.
        """
        account = self._directory.account(user)
        return settings.environment(self._identity, account.name, account.project)

    def caller(self, user: str = settings.USER) -> Caller:
        """Return a user that sends requests of their own.

        :raises HarnessError: when there is no such user.
        """
        return Caller(self._identity, self._compute, self._directory.account(user))

    @property
    def projects(self) -> dict[str, str]:
        """The ids of the projects by their names."""
        return self._directory.projects

    def set_policy(self, rules: Mapping[str, str]) -> None:
        """Judge requests from now on by Nova's policy, but for these rules.

        :param rules: checks by the full names of rules; none for Nova's policy.
        """
        self._policy.write(rules)

    def set_faults(self, faults: Iterable[Fault]) -> None:
        """Have these faults befall requests to Nova from now on, and no other."""
        described = [asdict(fault) for fault in faults]
        self._nova.ask("fault", _PATIENCE, faults=described)
        self._faulty = bool(described)

    @property
    def faults(self) -> list[Fault]:
        """The faults that are still to come."""
        return [Fault(**each) for each in self._nova.ask("faults", _PATIENCE)["faults"]]

    @property
    def folder(self) -> Path:
        """Where its files are, for as long as it runs."""
        return self._folder

    @property
    def access_log(self) -> Path:
        """The file in which Nova's API notes each request as a line of JSON."""
        return self._folder / settings.ACCESS_LOG

    @property
    def databases(self) -> dict[str, str]:
        """The URLs of the databases, by :data:`harness.cloud.databases.keys.KEYS`."""
        return {key: self._databases.url(key) for key in KEYS}

    def check(self) -> None:
        """Make sure that every process of the cloud runs.

        :raises HarnessError: when one has ended.
        """
        for process in self._processes:
            if not process.alive:
                raise HarnessError(f"{process.name} died; the cloud is gone, start it again")

    def trouble(self, kinds: Mapping[str, str]) -> None:
        """Have hypervisors fail to move some servers; a reset ends that.

        :param kinds: for ids of servers, what becomes of their moves: a live one ``hangs`` until
            it is aborted, or ``turns back`` and leaves the server where it was; any move
            ``breaks``, and leaves it in error.
        """
        self._nova.ask("trouble", _PATIENCE, kinds=dict(kinds))
        self._in_trouble = bool(kinds)

    def rest(self) -> None:
        """Wait until nothing is under way on any server, or nothing changes any more.

        Nova leaves the record of an evacuation unfinished for good when another request
        for the same server overtakes it.

        :raises HarnessError: when the cloud dies or does not come to rest.
        """
        wait_for(Rest(self.cell, self.check), _PATIENCE, "the end of all moves")

    def reset(self, fleet: Fleet) -> None:
        """Put every server back where it was, with the states that ``fleet`` gives.

        All compute services are stopped, all databases restored, and those services
        started again that are up: nothing of what happened is left in their memory.

        :param fleet: the cloud's fleet, perhaps with other states.
        """
        self._restore()
        self._tune(World(), held=False)
        self._apply(fleet)

    def change(self, states: Mapping[str, str]) -> None:
        """Bring hosts into other states; everything else goes on.

        A host that comes up has the guests that it had, as after a power failure: Nova ends
        those that were evacuated meanwhile.

        :param states: as :meth:`.fleet.Fleet.with_states` takes them.
        :raises HarnessError: when the fleet has no such host, or there is no such state.
        """
        fleet = self.current.with_states(states)
        earlier = {host.name: host.state for host in self.current.hosts}
        changed = [host for host in fleet.hosts if host.state != earlier[host.name]]
        stopped = [host.name for host in changed if earlier[host.name] == UP]
        self._nova.ask("stop", _PATIENCE, hosts=stopped)
        self._bring(fleet, changed, self._guests())
        # Nova refuses that until the service has started again, if servers were evacuated.
        freed = [host.name for host in changed if host.state != FORCED_DOWN]
        self.administrator.force_down(freed, forced=False)
        self._verify(changed)

    def _guests(self) -> list[Server]:
        """List each server once for every host whose hypervisor has a guest of it."""
        servers = self.administrator.servers()
        known = {server.id: server for server in servers}
        return servers + [
            replace(known[move.server], host=move.source)
            for move in self.administrator.migrations()
            if move.server in known and (move.kind, move.status) == ("evacuation", "done")
        ]

    def stage(self, world: World, running: Collection[str] = (), held: bool = True) -> None:
        """Have the databases say what ``world`` describes instead of the fleet.

        That takes a tenth of a second if no compute service is started: a service that the
        world calls up counts as up for ten minutes, whether it runs or not.

        :param running: the service hosts whose compute services run; those of others do not,
            whatever their state, and nothing arrives there.
        :param held: whether moves are accepted and never begin.
        """
        self._restore()
        if CELL2 in world.cells:
            self._databases.lay_out("cell", SECOND_CELL)
        self._scenery.write(world, self.projects)
        self._tune(world, held)
        if running:
            self._start_staged(world, running)

    @cached_property
    def _scenery(self) -> Any:
        from harness.stage.scenery import Scenery

        found = self.databases
        cells = {CELL1: found["cell"], CELL2: self._databases.url(SECOND_CELL)}
        return Scenery(cells, found["api"], found["placement"])

    def _tune(self, world: World, held: bool) -> None:
        """Tell Nova's processes what no database tells them."""
        cells = world.cells, world.down_cells
        if cells != self._cells:
            self._nova.ask("remap", _PATIENCE)
        if held != self._held:
            self._nova.ask("hold", _PATIENCE, held=held)
        self._cells, self._held = cells, held

    def _start_staged(self, world: World, running: Collection[str]) -> None:
        """Start compute services that know the servers they have."""
        servers = self.administrator.servers()
        hosts = [
            Host(name, tuple(node.hostname for node in world.hypervisors_of(name)), 0, UP)
            for name in running
        ]
        self._start_computes(hosts, servers)

    def _restore(self) -> None:
        self.check()
        if self._in_trouble:
            self.trouble({})
        self._nova.ask("stop", _PATIENCE)
        self._databases.restore()
        self._nova.ask("restore", _PATIENCE)
        if self._faulty:
            self.set_faults(())
        self._policy.write({})

    def _start(self, stack: ExitStack) -> None:
        sockets = [
            stack.enter_context(listen(self._port)),
            stack.enter_context(listen()),
            stack.enter_context(listen()),
        ]
        self._identity, placement, self._compute = map(settings.url, sockets)
        self._databases = databases.start(self._database, self._folder, stack)
        settings.write(self._folder, self._identity, self._databases)
        settings.write_clouds(self._folder / settings.CLOUDS, self._identity)
        self._policy = PolicyFile(self._folder / settings.POLICY)
        self.cell = Cell(self._databases.url("cell"))
        self._progress.step("starting Keystone, Placement and Nova")
        started = self._spawn(stack, sockets)
        self._processes = [*self._databases.processes, *started]
        self._nova = started[-1]
        for process in started:
            process.wait("ready", _PATIENCE)
        self.administrator = Administrator(self._identity, self._compute)
        self.administrator.add_endpoint("placement", placement)
        self.administrator.add_endpoint("compute", f"{self._compute}/v2.1")
        self.administrator.add_endpoint("image", f"{self._compute}/image")
        self._directory = Directory(self.administrator.identity)
        self._directory.add(self._accounts)
        self._nova.ask("serve", _PATIENCE)

    def _spawn(self, stack: ExitStack, sockets: list[socket.socket]) -> list[Process]:
        names = ("keystone", "placement", "compute")
        return [
            Process.start(stack, name, self._folder, listener)
            for name, listener in zip(names, sockets, strict=True)
        ]

    def _populate(self) -> None:
        """Boot the fleet's servers while every compute service is up."""
        fleet, names = unambiguous(self.fleet)
        self._start_computes(fleet.hosts, [])
        self._gather(fleet)
        kinds = self._boot(fleet)
        wait_for(self._populated, _PATIENCE, "booting all servers")
        self._bring_servers({server: kind.status for server, kind in kinds.items()})
        self.spared = frozenset(server for server, kind in kinds.items() if not kind.meant)
        self._nova.ask("keep", _PATIENCE)
        self._servers = self.administrator.servers()
        self._nova.ask("stop", _PATIENCE)
        for name, own in names.items():
            self.cell.rename_hypervisor(name, own)

    def _gather(self, fleet: Fleet) -> None:
        """Put the hosts into their aggregates and availability zones."""
        aggregates: dict[tuple[str, str | None], list[str]] = {}
        for host in fleet.hosts:
            for name in host.aggregates:
                aggregates.setdefault((name, None), []).append(host.name)
            if host.zone:
                aggregates.setdefault((f"zone {host.zone}", host.zone), []).append(host.name)
        for (name, zone), hosts in aggregates.items():
            self.administrator.gather(name, zone, hosts)

    def _boot(self, fleet: Fleet) -> dict[str, Kind]:
        """Ask for all servers.

        :returns: the kinds of those that have one, by their ids.
        """
        kinds: dict[str, Kind] = {}
        for host in fleet.hosts:
            for hypervisor in host.hypervisors:
                if host.servers:
                    self.administrator.boot(host.name, hypervisor, host.servers)
                for kind in host.kinds:
                    booted = self.administrator.boot_kind(host.name, hypervisor, kind)
                    kinds |= dict.fromkeys(booted, kind)
        return kinds

    def _bring_servers(self, statuses: Mapping[str, str]) -> None:
        """Bring servers into statuses that they have not."""
        wanted = {server: status for server, status in statuses.items() if status != "ACTIVE"}
        for server, status in wanted.items():
            self.administrator.bring(server, status)

        def settled() -> bool:
            self.check()
            found = {s.id: s.status for s in self.administrator.servers() if not s.task}
            return found == found | wanted

        if wanted:
            wait_for(settled, _PATIENCE, "the statuses of all servers")

    def _populated(self) -> bool:
        self.check()
        if self.cell.count_failed():
            raise HarnessError("a server did not boot; try again")
        active = self.cell.count_active()
        self._progress.count("booting servers", active, self.fleet.size)
        return active == self.fleet.size

    def _apply(self, fleet: Fleet) -> None:
        """Bring the compute services into their states; none runs."""
        self._bring(fleet, fleet.hosts, self._servers)
        self._verify(fleet.hosts)
        if fleet.faults:
            self.set_faults(fleet.faults)

    def _bring(self, fleet: Fleet, hosts: Collection[Host], servers: list[Server]) -> None:
        """Bring the compute services of some hosts of a fleet into their states."""
        self.cell.beat(host.name for host in fleet.hosts if host.state == DOWN)
        self._start_computes([host for host in hosts if host.state == UP], servers)
        self.administrator.force_down(host.name for host in hosts if host.state == FORCED_DOWN)
        self.current = fleet

    def _verify(self, hosts: Iterable[Host]) -> None:
        expected = {host.name: UP if host.state == UP else DOWN for host in hosts}
        found = self.administrator.compute_states()
        if found != found | expected:
            raise HarnessError(f"Nova sees {found} instead of {expected}; try again")

    def _start_computes(self, hosts: Iterable[Host], servers: list[Server]) -> None:
        machines = {host.name: _machine(host, servers) for host in hosts}
        self._nova.ask("start", _PATIENCE, self._report_start, hosts=machines)

    def _report_start(self, done: int, total: int) -> None:
        self._progress.count("starting compute services", done, total)


def _machine(host: Host, servers: list[Server]) -> dict[str, Any]:
    guests = {server.id: server.instance for server in servers if server.host == host.name}
    return {"hypervisors": list(host.hypervisors), "guests": guests}


class Rest:
    """Tells whether a cell has come to rest."""

    def __init__(self, cell: Cell, check: Callable[[], None], stalled: float = _STALLED) -> None:
        """Look at ``cell``; call ``check`` each time.

        :param stalled: after so many seconds without a change, nothing more is expected.
        """
        self._cell, self._check, self._stalled = cell, check, stalled
        self._seen: list[tuple[str, str, str]] = []
        self._since = time.monotonic()

    def __call__(self) -> bool:
        """Return whether nothing is under way, or has not been for long."""
        self._check()
        found = self._cell.under_way()
        if found != self._seen:
            self._seen, self._since = found, time.monotonic()
        return not found or time.monotonic() - self._since >= self._stalled


def wait_for(condition: Callable[[], bool], timeout: float, what: str) -> None:
    """Poll until ``condition`` holds.

    :raises HarnessError: when it does not within ``timeout`` seconds.
    """
    deadline = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > deadline:
            raise HarnessError(f"{what} did not happen within {timeout:.0f} s; try again")
        time.sleep(_PAUSE)


def unambiguous(fleet: Fleet) -> tuple[Fleet, dict[str, str]]:
    """Name hypervisors apart that share a hostname: Placement takes a name once.

    :returns: the fleet with such names changed, and the own name for each changed one.
    """
    names: dict[str, str] = {}
    taken = Counter(name for host in fleet.hosts for name in host.hypervisors)

    def distinct(host: Host, name: str) -> str:
        if taken[name] == 1:
            return name
        names[f"{name}.{host.name}"] = name
        return f"{name}.{host.name}"

    hosts = [
        replace(host, hypervisors=tuple(distinct(host, name) for name in host.hypervisors))
        for host in fleet.hosts
    ]
    return replace(fleet, hosts=tuple(hosts)), names
