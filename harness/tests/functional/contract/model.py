"""The model of Nova that the client's unit tests use, told of a world."""

import importlib.util
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import requests
import requests_mock

from harness.cloud.databases import MYSQL
from harness.stage.caller import Answer
from harness.stage.world import Hypervisor, Server, Service, World
from harness.tests.functional import base
from harness.tests.functional.contract import comparison, spelling
from harness.tests.functional.contract.role import Role

SOURCE = Path(__file__).parents[4] / "novaclient" / "tests" / "unit" / "v2" / "fake_cloud.py"
_STATUSES = {
    "stopped": "SHUTOFF",
    "building": "BUILD",
    "resized": "VERIFY_RESIZE",
    "rescued": "RESCUE",
    "soft-delete": "SOFT_DELETED",
}


def load() -> ModuleType:
    """Import the model, which is a file of the client's and no part of the harness."""
    spec = importlib.util.spec_from_file_location("fake_cloud", SOURCE)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


fake_cloud: Any = load()


class Model:
    """A fake cloud that a world was built in."""

    def __init__(self, world: World, role: Role) -> None:
        """Build it; the caller has a role."""
        self._session = requests.Session()
        self._mocker = requests_mock.Mocker(session=self._session)
        self._mocker.start()
        self._world = world
        fleet = _fleet(world)
        self.nova = fake_cloud.FakeCloud(self._mocker, fleet).nova
        self.nova.keeps_records = self.nova.conductor_rests = True
        self.nova.down_cells = world.down_cells
        versions = [service.version for service in world.services if service.version]
        self.nova.oldest_service = min([self.nova.oldest_service, *versions])
        for age, server in enumerate(world.servers):
            self._add(server, age)
        for record in world.records:
            server = world.server(record.server)
            self.nova.add_record(
                server.id, record.status, record.target, record.source, record.kind
            )
        self.take(role)

    def take(self, role: Role) -> None:
        """Give the caller another role."""
        self.nova.project = role.account.project
        self.nova.is_admin = "admin" in role.account.roles
        self.nova.denied = role.denied(fake_cloud.RULES)

    def ask(self, method: str, path: str, version: str, body: Any = None) -> Answer:
        """Send the model a request, with the names that the database takes those in it for."""
        if base.DATABASE == MYSQL:
            path, body = spelling.found(path, body, self._world)
        headers = {"X-OpenStack-Nova-API-Version": version}
        answer = self._session.request(
            method, fake_cloud.NOVA + path, json=body, headers=headers, timeout=10
        )
        own = {f"record-{number}": "new" for number in self._later()}
        body = answer.json() if answer.content else None
        return Answer(answer.status_code, comparison.translate(body, own))

    def _later(self) -> range:
        """Return the numbers of the records that the world does not have."""
        return range(len(self._world.records) + 1, len(self.nova.records) + 1)

    def close(self) -> None:
        """Give the session back."""
        self._mocker.stop()

    def _add(self, server: Server, age: int) -> None:
        nodes = self._world.hypervisors_of(server.host)
        node = server.hypervisor or (nodes[0].hostname if nodes else server.host)
        minutes = age if server.age is None else server.age
        self.nova.add_server(
            server.id,
            server.name,
            server.host,
            node,
            status=_STATUSES.get(server.vm, server.vm.upper().replace("-", "_")),
            task=server.task,
            project=server.project,
            minutes=minutes,
            volume=server.volume,
        )
        if not server.launched:
            self.nova.server(server.id)[fake_cloud.LAUNCHED] = None


def _fleet(world: World) -> list[Any]:
    """Return hypervisors and services without one, in the order of services."""
    fleet = []
    for service in world.services:
        nodes = world.hypervisors_of(service.host)
        fleet += [_node(world, service, node) for node in nodes] or [_service(service)]
    return fleet


def _node(world: World, service: Service, node: Hypervisor) -> Any:
    state = "deleted" if service.deleted else _state(service)
    return fake_cloud.Hypervisor(node.hostname, (), service.host, state, service.cell)


def _service(service: Service) -> Any:
    return fake_cloud.Service(service.host, _state(service), service.cell)


def _state(service: Service) -> str:
    return "up" if service.state == "up" else "down"


def number(world: World) -> World:
    """Give every hypervisor the UUID that the model gives it: that of its place."""
    nodes = [node for service in world.services for node in world.hypervisors_of(service.host)]
    numbered = [
        replace(node, own_id=f"{place:08d}-0000-4000-8000-000000000000")
        for place, node in enumerate(nodes, 1)
    ]
    return replace(world, hypervisors=tuple(numbered))
