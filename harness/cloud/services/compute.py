"""Nova as a process: API, conductor, scheduler and the fleet's compute services.

Run by :mod:`harness.cloud.cloud`, as ``python -m MODULE FOLDER DESCRIPTOR``.
They share a process because ``fake://``, the message bus that needs no broker,
ends at its border. API and cell database are separate, as in a deployment.
"""

import os
import socket
import sys
from pathlib import Path
from typing import Any

from harness.cloud import child, settings
from harness.cloud.services import release

_API = ("osapi_compute", "nova-api-os-compute")
"""The names of the API in its configuration, and as a service."""


class Fleet:
    """The compute services that run."""

    def __init__(self) -> None:
        """Start with none."""
        self._services: dict[str, Any] = {}

    def start(self, hosts: dict[str, dict[str, Any]], line: child.Line) -> None:
        """Start one compute service per host and make new ones known to the cell.

        :param hosts: for each service host its ``hypervisors`` and ``guests``.
        """
        from harness.cloud.services import hypervisor

        for number, (host, machine) in enumerate(hosts.items()):
            line.say(progress=number, total=len(hosts))
            hypervisor.MACHINES[host] = hypervisor.Machine(**machine)
            self._services[host] = _start("nova-compute", host=host, topic_alt="compute-alt")
        _manage("CellV2Commands", "discover_hosts")

    def stop(self, hosts: list[str] | None = None) -> None:
        """Stop the compute services of these hosts, or all; their rows in the database stay."""
        for host in [*self._services] if hosts is None else hosts:
            self._services.pop(host).stop()


def _start(binary: str, **options: Any) -> Any:
    from nova import service

    create = service.Service.create
    started = create(binary=binary, **release.known(create, options))
    started.start()
    return started


def _manage(category: str, command: str, **options: Any) -> None:
    """Run a ``nova-manage`` command.

    :raises RuntimeError: when it reports failure.
    """
    from nova.cmd import manage

    status = getattr(getattr(manage, category)(), command)(**options)
    if status:
        raise RuntimeError(f"nova-manage {category} {command} ended with status {status}")


def _configure(folder: Path) -> None:
    os.environ["OS_NOVA_CONFIG_DIR"] = str(folder)
    sys.argv = ["harness"]
    from nova.api.openstack import wsgi_app

    files = [str(folder / "api-paste.ini"), str(folder / "nova.conf")]
    release.call(wsgi_app.init_global_data, files, *_API)


def _create_databases() -> None:
    from nova.conf import CONF

    _manage("ApiDbCommands", "sync")
    _manage("CellV2Commands", "map_cell0")
    _manage("DbCommands", "sync")
    _manage("CellV2Commands", "create_cell", name="cell1")
    os.makedirs(CONF.state_path, exist_ok=True)


def _serve(folder: Path, listener: socket.socket, front: Any, glance: Any) -> None:
    from nova.api.openstack import wsgi_app

    from harness.cloud.services import images, queries, web

    # Without heartbeats: nobody asks for them, and their queries would be taken for a client's.
    _start("nova-conductor", report_interval=0)
    _start("nova-scheduler", report_interval=0)
    front.application = release.call(wsgi_app.init_application, *_API)
    logged = web.AccessLog(front, folder / settings.ACCESS_LOG, queries.Counter().count)
    answered = images.Beside(logged, lambda: glance.detail(None))
    web.serve(listener, answered, threads=8)


def service(folder: Path, listener: socket.socket, line: child.Line) -> dict[str, child.Command]:
    """Create the databases.

    :returns: the command ``serve``, for the controller, which looks Placement up
        in Keystone's catalog once and for all; ``start`` and ``stop``, for compute
        services; ``keep`` and ``restore``, for volumes; ``remap``, for other cells; ``hold``,
        for the conductor; ``trouble``, for hypervisors; ``fault`` and ``faults``, for what
        stands in front of the API.
    """
    _configure(folder)
    from harness.cloud.services import bus, doubles, hypervisor, sqlite, threads
    from harness.cloud.services.front import Front
    from harness.stage import conductor

    sqlite.keep_connections()
    bus.install()
    threads.install()
    glance, volumes = doubles.install()
    hypervisor.install()
    conductor.install()
    _create_databases()
    fleet, front = Fleet(), Front()
    return {
        "serve": lambda: _serve(folder, listener, front, glance),
        "start": lambda hosts: fleet.start(hosts, line),
        "stop": fleet.stop,
        "keep": volumes.keep,
        "restore": volumes.restore,
        "remap": release.forget_cells,
        "hold": conductor.hold,
        "trouble": hypervisor.trouble,
        "fault": front.set,
        "faults": lambda: {"faults": front.left()},
    }


if __name__ == "__main__":
    release.prepare()
    child.run(service)
