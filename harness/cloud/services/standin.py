"""A stand-in for Keystone and Nova that takes as long for each evacuation as it is told.

It answers what clients ask to evacuate a host, and nothing else. Run by
:mod:`harness.benchmarks.evacuation.loopback`, as ``python -m MODULE FOLDER DESCRIPTOR``.

It is no WSGI application: cheroot closes connections when there are more than ten.
"""

import asyncio
import json
import re
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from harness.cloud import child, settings

HOST, LOOKALIKE = "node1", "node10"
"""The failed host, and one that is not to be touched."""
NEWEST = "2.100"
TOKEN = "t" * 183
"""As long as Keystone's tokens are."""

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_VERSION = {"status": "stable", "updated": "2026-01-01T00:00:00Z"}

Document = dict[str, Any]


def server_ids(number: int) -> list[str]:
    """Return the ids of the servers of :data:`HOST`, of which there are so many."""
    return [f"{index:08x}-0000-4000-8000-000000000001" for index in range(number)]


@dataclass(frozen=True)
class Answer:
    """What a request is answered with."""

    document: Document | None
    status: HTTPStatus = HTTPStatus.OK
    delay: float = 0.0
    """Seconds to wait before it is sent."""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def body(self) -> bytes:
        """The document as JSON."""
        return b"" if self.document is None else json.dumps(self.document).encode()

    def as_bytes(self) -> bytes:
        """Return it as HTTP/1.1 writes it."""
        headers = {"Content-Type": "application/json", "Content-Length": str(len(self.body))}
        lines = [f"{name}: {value}\r\n" for name, value in (headers | self.headers).items()]
        start = f"HTTP/1.1 {self.status.value} {self.status.phrase}\r\n"
        return f"{start}{''.join(lines)}\r\n".encode() + self.body


_MISSING = Answer({"error": "the stand-in does not know this"}, HTTPStatus.NOT_FOUND)


class StandIn:
    """Two hosts with servers, and the routes that tell of them."""

    def __init__(self, url: str) -> None:
        """Answer on ``url``; there is no server yet."""
        self._url = url
        self.arrange(0, 0.0)

    def arrange(self, servers: int, delay: float) -> None:
        """Give the host that many servers, each of which takes ``delay`` seconds to evacuate."""
        self._delay = delay
        self._servers = {HOST: server_ids(servers), LOOKALIKE: ["f" * 8 + server_ids(1)[0][8:]]}

    def answer(self, method: str, target: str) -> Answer:
        """Answer a request, whatever its body is."""
        parts = urlsplit(target)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        route = (method, *parts.path.strip("/").split("/"))
        match route:
            case ("GET", "v3"):
                return Answer({"version": self._identity()})
            case ("POST", "v3", "auth", "tokens"):
                headers = {"X-Subject-Token": TOKEN}
                return Answer({"token": self._token()}, HTTPStatus.CREATED, headers=headers)
            case ("GET", "v2.1"):
                return Answer({"version": self._compute()})
            case ("POST", "v2.1", "servers", _, "action"):
                return Answer({"adminPass": "secret"}, delay=self._delay)
            case ("GET", "v2.1", *words):
                return self._read(words, query)
        return _MISSING

    def _read(self, words: list[str], query: dict[str, str]) -> Answer:
        match words:
            case ["os-hypervisors"]:
                named = query.get("hypervisor_hostname_pattern", "")
                found = [self._hypervisor(each, query) for each in self._hosts if named in each]
                return Answer({"hypervisors": found})
            case ["os-hypervisors", identifier]:
                for host in self._hosts:
                    if identifier == _hypervisor_id(host):
                        shown = self._hypervisor(host, query) | {"service": {"host": host}}
                        return Answer({"hypervisor": shown})
            case ["os-services"]:
                asked = query.get("host")
                known = [_service(each) for each in self._hosts if asked in (None, each)]
                return Answer({"services": known})
            case ["servers"] | ["servers", "detail"]:
                return Answer({"servers": self._listed(query)})
            case ["servers", identifier] if server := self._find(identifier):
                return Answer({"server": server})
            case ["flavors", "detail"]:
                return Answer({"flavors": []})
            case ["os-migrations"]:
                return Answer({"migrations": []})
        return _MISSING

    @property
    def _hosts(self) -> list[str]:
        return list(self._servers)

    def _hypervisor(self, host: str, query: dict[str, str]) -> Document:
        shown: Document = {
            "id": _hypervisor_id(host),
            "hypervisor_hostname": host,
            "state": "down",
            "status": "enabled",
        }
        if query.get("with_servers", "").lower() == "true" and self._servers[host]:
            servers = [{"uuid": each, "name": f"server-{each}"} for each in self._servers[host]]
            shown["servers"] = servers
        return shown

    def _listed(self, query: dict[str, str]) -> list[Document]:
        """List a host's servers as Nova does, all on the first page."""
        asked = query.get("host")
        hosts = [each for each in self._hosts if asked in (None, each)]
        if query.get("status", "ACTIVE") != "ACTIVE":
            return []
        return [_server(i, h) for h in hosts for i in self._servers[h] if "marker" not in query]

    def _find(self, identifier: str) -> Document | None:
        hosts = [each for each, servers in self._servers.items() if identifier in servers]
        return _server(identifier, hosts[0]) if hosts else None

    def _identity(self) -> Document:
        link = {"rel": "self", "href": f"{self._url}/v3/"}
        return _VERSION | {"id": "v3.14", "links": [link], "media-types": []}

    def _compute(self) -> Document:
        link = {"rel": "self", "href": f"{self._url}/v2.1/"}
        versions = {"version": NEWEST, "min_version": "2.1"}
        return _VERSION | versions | {"id": "v2.1", "status": "CURRENT", "links": [link]}

    def _token(self) -> Document:
        domain = {"id": "default", "name": "Default"}
        kinds = {"identity": f"{self._url}/v3", "compute": f"{self._url}/v2.1"}
        return {
            "methods": ["password"],
            "expires_at": "2099-01-01T00:00:00.000000Z",
            "issued_at": "2026-01-01T00:00:00.000000Z",
            "user": {"id": "u" * 32, "name": settings.USER, "domain": domain},
            "project": {"id": "p" * 32, "name": settings.PROJECT, "domain": domain},
            "roles": [{"id": "r" * 32, "name": "admin"}],
            "catalog": [_entry(kind, url) for kind, url in kinds.items()],
        }


def _entry(kind: str, url: str) -> Document:
    names = {"region": settings.REGION, "region_id": settings.REGION, "interface": "public"}
    return {"id": kind, "type": kind, "name": kind, "endpoints": [names | {"id": "e", "url": url}]}


def _hypervisor_id(host: str) -> str:
    return host.encode().hex()


def _service(host: str) -> Document:
    return {
        "id": host.encode().hex(),
        "binary": "nova-compute",
        "host": host,
        "zone": "nova",
        "status": "enabled",
        "state": "down",
        "updated_at": "2026-01-01T00:00:00.000000",
        "disabled_reason": None,
    }


def _server(identifier: str, host: str) -> Document:
    return {
        "id": identifier,
        "name": f"server-{identifier}",
        "status": "ACTIVE",
        "image": "",
        "flavor": {"original_name": "small", "ram": 64, "vcpus": 1, "disk": 1, "extra_specs": {}},
        "addresses": {},
        "links": [],
        "metadata": {},
        "OS-EXT-SRV-ATTR:host": host,
        "OS-EXT-SRV-ATTR:hypervisor_hostname": host,
    }


class Service:
    """Serves a stand-in over HTTP/1.1 and logs what :class:`.access.Request` reads."""

    def __init__(self, answer: Callable[[str, str], Answer], log: Path) -> None:
        """Append to ``log``; each line is there before its answer is sent."""
        self._answer = answer
        self._log = log.open("ab", buffering=0)

    async def serve(self, listener: socket.socket) -> None:
        """Serve on a bound socket for good."""
        server = await asyncio.start_server(self._converse, sock=listener)
        await server.serve_forever()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection until the client closes it."""
        try:
            while True:
                await self._exchange(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        body = await reader.readexactly(int(length[1]) if length else 0)
        arrived = time.monotonic()
        method, target, _ = head.decode("latin-1").split(" ", 2)
        answer = self._answer(method, target)
        await asyncio.sleep(answer.delay)
        self._note(method, target, body, answer, arrived)
        writer.write(answer.as_bytes())
        await writer.drain()

    def _note(self, method: str, target: str, body: bytes, answer: Answer, arrived: float) -> None:
        asked = {"method": method, "path": target, "body": body.decode(errors="replace")}
        answered = {"status": answer.status.value, "length": len(answer.body)}
        times = {"arrived": arrived, "seconds": time.monotonic() - arrived}
        self._log.write(json.dumps(asked | answered | times).encode() + b"\n")


def service(folder: Path, listener: socket.socket, line: child.Line) -> dict[str, child.Command]:
    """Serve the stand-in; it understands ``arrange``."""
    standin = StandIn(settings.url(listener))
    served = Service(standin.answer, folder / settings.ACCESS_LOG)
    threading.Thread(target=asyncio.run, args=(served.serve(listener),), daemon=True).start()
    return {"arrange": standin.arrange}


if __name__ == "__main__":
    child.run(service)
