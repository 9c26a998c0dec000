"""The cloud as its administrator sees it: Keystone's and Nova's REST APIs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from harness.cloud import settings
from harness.cloud.fleet import Kind
from harness.errors import HarnessError

_MICROVERSION = "2.90"
_VOLUME = {
    "block_device_mapping_v2": [
        {
            "boot_index": 0,
            "uuid": settings.IMAGE,
            "source_type": "image",
            "destination_type": "volume",
            "volume_size": 1,
        }
    ]
}
_ACTIONS: dict[str, Any] = {
    "SHUTOFF": {"os-stop": None},
    "PAUSED": {"pause": None},
    "SUSPENDED": {"suspend": None},
    "ERROR": {"os-resetState": {"state": "error"}},
}
"""What gives a server a status."""


@dataclass(frozen=True)
class Server:
    """A server as ``GET /servers/detail`` shows it."""

    id: str
    name: str
    host: str | None
    """The service host."""
    hypervisor: str | None
    status: str
    task: str | None
    instance: str
    """The hypervisor's name for it."""


@dataclass(frozen=True)
class Migration:
    """A move of a server as ``GET /os-migrations`` shows it."""

    server: str
    source: str
    destination: str | None
    status: str
    kind: str = ""
    """Such as ``evacuation``."""


def open_session(identity: str, user: str, project: str) -> Any:
    """Return a session of a user, whose token is asked for when it is needed.

    :param identity: Keystone's address, without the version.
    """
    # Imported where a cloud is run: the verbs that need none work without it.
    from keystoneauth1.identity import v3
    from keystoneauth1.session import Session

    auth = v3.Password(
        auth_url=f"{identity}/v3",
        username=user,
        password=settings.PASSWORD,
        project_name=project,
        user_domain_id="default",
        project_domain_id="default",
    )
    return Session(auth=auth, user_agent=settings.AGENT)


class Administrator:
    """Talks to the cloud with the administrator's password."""

    def __init__(self, identity: str, compute: str) -> None:
        """Use Keystone at ``identity`` and Nova at ``compute``, both without version."""
        self._identity, self._compute = f"{identity}/v3", f"{compute}/v2.1"
        self._session = open_session(identity, settings.USER, settings.PROJECT)

    def identity(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """Send Keystone a request.

        :raises HarnessError: when it refuses.
        """
        return self._call(method, self._identity, path, body)

    def add_endpoint(self, kind: str, url: str) -> None:
        """Enter a service of that type and its public endpoint in Keystone's catalog."""
        service = self.identity("POST", "/services", {"service": {"type": kind}})
        endpoint = {
            "service_id": service["service"]["id"],
            "interface": "public",
            "region_id": settings.REGION,
            "url": url,
        }
        self.identity("POST", "/endpoints", {"endpoint": endpoint})

    def boot(self, host: str, hypervisor: str, count: int) -> None:
        """Ask for ``count`` plain servers on one hypervisor; does not wait for them."""
        self._boot(host, hypervisor, Kind(count))

    def boot_kind(self, host: str, hypervisor: str, kind: Kind) -> list[str]:
        """Ask for servers of a kind on one hypervisor; does not wait for them.

        :returns: their ids.
        """
        one = replace(kind, count=1)
        return [self._boot(host, hypervisor, one) for _ in range(kind.count)]

    def _boot(self, host: str, hypervisor: str, kind: Kind) -> str:
        server = {
            "name": hypervisor,
            "flavorRef": self._flavor(kind.extra_specs),
            "networks": "none",
            "host": host,
            "hypervisor_hostname": hypervisor,
            "min_count": kind.count,
            "metadata": dict(kind.metadata),
            "tags": list(kind.tags),
            **(_VOLUME if kind.volume_backed else {"imageRef": settings.IMAGE}),
        }
        return str(self._nova("POST", "/servers", {"server": server})["server"]["id"])

    def bring(self, server: str, status: str) -> None:
        """Ask that a server that is active gets another status; does not wait for it."""
        self._nova("POST", f"/servers/{server}/action", _ACTIONS[status])

    def gather(self, name: str, zone: str | None, hosts: Iterable[str]) -> None:
        """Put hosts into a new host aggregate, which perhaps makes an availability zone."""
        aggregate = {"name": name} | ({"availability_zone": zone} if zone else {})
        found = self._nova("POST", "/os-aggregates", {"aggregate": aggregate})["aggregate"]
        for host in hosts:
            added = {"add_host": {"host": host}}
            self._nova("POST", f"/os-aggregates/{found['id']}/action", added)

    def servers(self) -> list[Server]:
        """List every project's servers."""
        answer = self._nova("GET", "/servers/detail?all_tenants=1")
        return [_server(shown) for shown in answer["servers"]]

    def migrations(self) -> list[Migration]:
        """List every move of a server, the oldest first."""
        answer = self._nova("GET", "/os-migrations")
        shown = sorted(answer["migrations"], key=lambda migration: migration["id"])
        return [_migration(migration) for migration in shown]

    def compute_states(self) -> dict[str, str]:
        """Return ``up`` or ``down`` for each host's compute service, as Nova sees it."""
        services = self._nova("GET", "/os-services?binary=nova-compute")["services"]
        return {service["host"]: service["state"] for service in services}

    def force_down(self, hosts: Iterable[str], forced: bool = True) -> None:
        """Mark the compute services of ``hosts`` as forced down, or no longer so."""
        wanted = set(hosts)
        if not wanted:
            return
        services = self._nova("GET", "/os-services?binary=nova-compute")["services"]
        for service in services:
            if service["host"] in wanted and service["forced_down"] != forced:
                self._nova("PUT", f"/os-services/{service['id']}", {"forced_down": forced})

    def _flavor(self, specs: Mapping[str, str]) -> str:
        """Return the id of the flavor with these extra specs, which may have to be made."""
        name = " ".join(["small", *(f"{key}={value}" for key, value in sorted(specs.items()))])
        for found in self._nova("GET", "/flavors")["flavors"]:
            if found["name"] == name:
                return str(found["id"])
        size = {"name": name, "ram": 64, "vcpus": 1, "disk": 1}
        flavor = str(self._nova("POST", "/flavors", {"flavor": size})["flavor"]["id"])
        if specs:
            made = {"extra_specs": dict(specs)}
            self._nova("POST", f"/flavors/{flavor}/os-extra_specs", made)
        return flavor

    def _nova(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        return self._call(method, self._compute, path, body)

    def _call(self, method: str, base: str, path: str, body: Any = None) -> dict[str, Any]:
        from keystoneauth1 import exceptions

        headers = {"X-OpenStack-Nova-API-Version": _MICROVERSION}
        try:
            answer = self._session.request(base + path, method, json=body, headers=headers)
        except exceptions.ClientException as error:
            reason = str(error).splitlines()[0]
            raise HarnessError(f"the cloud did not answer: {reason}; start it again") from error
        found: dict[str, Any] = answer.json() if answer.content else {}
        return found


def _server(shown: dict[str, Any]) -> Server:
    return Server(
        id=shown["id"],
        name=shown["name"],
        host=shown["OS-EXT-SRV-ATTR:host"],
        hypervisor=shown["OS-EXT-SRV-ATTR:hypervisor_hostname"],
        status=shown["status"],
        task=shown["OS-EXT-STS:task_state"],
        instance=shown["OS-EXT-SRV-ATTR:instance_name"],
    )


def _migration(shown: dict[str, Any]) -> Migration:
    return Migration(
        server=shown["instance_uuid"],
        source=shown["source_compute"],
        destination=shown["dest_compute"],
        status=shown["status"],
        kind=shown["migration_type"],
    )
