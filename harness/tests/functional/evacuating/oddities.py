"""What hardly any dry run knows: why Nova's API refuses servers that look like any other."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from nova.db.main import models

from harness.cloud.cell import opened

Databases = Mapping[str, str]
_HAS_SHARES = hasattr(models, "ShareMapping")


@dataclass(frozen=True)
class Oddity:
    """A server as Nova has few, and what Nova answers when it is to be evacuated."""

    name: str
    arrange: Callable[[Databases, str], None]
    """Makes a server of that id one."""
    status: int
    message: str
    """What the answer says, as the manual has it."""


def _run(url: str, statement: str, **values: Any) -> list[Any]:
    with opened(url) as database:
        return database.run(statement, **values)


def _unlaunch(databases: Databases, server: str) -> None:
    statement = "UPDATE instances SET launched_at = NULL WHERE uuid = :uuid"
    _run(databases["cell"], statement, uuid=server)


def _share(databases: Databases, server: str) -> None:
    columns = "uuid, instance_uuid, share_id, status, tag, export_location, share_proto"
    values = ":uuid, :uuid, :uuid, 'active', 'tag', :location, 'NFS'"
    statement = f"INSERT INTO share_mapping ({columns}) VALUES ({values})"
    _run(databases["cell"], statement, uuid=server, location="192.0.2.1:/share")


def _plug_accelerator(databases: Databases, server: str) -> None:
    network = {"id": server, "bridge": "br", "label": "net", "subnets": [], "meta": {}}
    port = {"id": server, "address": "fa:16:3e:00:00:01", "type": "ovs", "network": network}
    port["vnic_type"] = "accelerator-direct"
    statement = "UPDATE instance_info_caches SET network_info = :ports WHERE instance_uuid = :uuid"
    _run(databases["cell"], statement, ports=json.dumps([port]), uuid=server)


def _forget_request(databases: Databases, server: str) -> None:
    statement = "DELETE FROM request_specs WHERE instance_uuid = :uuid"
    _run(databases["api"], statement, uuid=server)


def _with_flavor(key: str, value: str) -> Callable[[Databases, str], None]:
    def arrange(databases: Databases, server: str) -> None:
        query = "SELECT flavor FROM instance_extra WHERE instance_uuid = :uuid"
        flavor = json.loads(_run(databases["cell"], query, uuid=server)[0][0])
        flavor["cur"]["nova_object.data"]["extra_specs"] = {key: value}
        statement = "UPDATE instance_extra SET flavor = :flavor WHERE instance_uuid = :uuid"
        _run(databases["cell"], statement, flavor=json.dumps(flavor), uuid=server)

    return arrange


EVERY = (
    Oddity("never launched", _unlaunch, 409, "is in an invalid state for 'evacuate'"),
    Oddity(
        "vtpm",
        _with_flavor("hw:tpm_version", "2.0"),
        400,
        "Operation 'evacuate' not supported for vTPM-enabled instance",
    ),
    Oddity("share", _share, 409, "Feature not supported with instances that have shares"),
    Oddity(
        "port", _plug_accelerator, 400, "Feature not supported with Ports that have accelerators"
    ),
    Oddity("no request", _forget_request, 500, "nova.exception.RequestSpecNotFound"),
)
ODDITIES = tuple(each for each in EVERY if each.name != "share" or _HAS_SHARES)
"""Those that this Nova knows."""
ACCELERATED = Oddity(
    "accelerator",
    _with_flavor("accel:device_profile", "gpu"),
    400,
    "Feature not supported with instances that have accelerators",
)
"""While one compute service of the cloud is of a Nova before that could be rebuilt."""
