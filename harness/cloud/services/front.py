"""What stands in front of Nova's API, and does to requests what it is told."""

import errno
import json
import os
import re
import socket
import struct
import threading
import time
from collections.abc import Iterable
from dataclasses import asdict, replace
from fnmatch import fnmatchcase
from http import HTTPStatus
from typing import Any

from harness.cloud import settings
from harness.cloud.faults import DELAY, ENDLESS, EXPIRED, LOST, RESET, STATUSES, Fault, make
from harness.cloud.services.web import CONNECTION, FAULT, Application, read_body

_ENDPOINT = re.compile(r"^/v2(\.1)?(/[0-9a-f]{32})?(?=/|$)")
_UNKNOWN = "0" * 32
"""A token that Keystone does not know, as it knows none that has expired."""


class Front:
    """WSGI middleware through which all requests go, but those of the harness itself."""

    application: Application
    """What answers; set before the first request."""

    def __init__(self) -> None:
        """Begin without faults."""
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    def set(self, faults: list[dict[str, Any]]) -> None:
        """Have these faults from now on, and no other."""
        with self._lock:
            self._faults = [make(each) for each in faults]

    def left(self) -> list[dict[str, Any]]:
        """Return the faults that are still to come, as :meth:`set` takes them."""
        with self._lock:
            return [asdict(fault) for fault in self._faults]

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer a request, or do to it what is its turn.

        :raises ConnectionResetError: when there is no answer; the connection is reset.
        """
        fault = self._take(environ)
        if not fault:
            return self.application(environ, start_response)
        environ[FAULT] = fault.kind
        if fault.kind in STATUSES:
            return _refuse(fault, start_response)
        if fault.kind == RESET:
            raise reset(environ[CONNECTION])
        if fault.kind == DELAY:
            time.sleep(fault.seconds)
        if fault.kind == EXPIRED:
            environ["HTTP_X_AUTH_TOKEN"] = _UNKNOWN
        answer = self.application(environ, start_response)
        if fault.kind == LOST:
            raise reset(environ[CONNECTION])
        return answer

    def _take(self, environ: dict[str, Any]) -> Fault | None:
        """Return the fault that befalls a request, and note that it did."""
        if environ.get("HTTP_USER_AGENT", "").split()[:1] == [settings.AGENT]:
            return None
        with self._lock:
            for place, fault in enumerate(self._faults):
                if not _befalls(fault, environ):
                    continue
                if fault.after:
                    self._faults[place] = replace(fault, after=fault.after - 1)
                    continue
                if fault.count == 1:
                    del self._faults[place]
                elif fault.count != ENDLESS:
                    self._faults[place] = replace(fault, count=fault.count - 1)
                return fault
        return None


def _befalls(fault: Fault, environ: dict[str, Any]) -> bool:
    route = f"{environ['REQUEST_METHOD']} {_ENDPOINT.sub('', environ['PATH_INFO'])}"
    if not fnmatchcase(route, fault.route):
        return False
    if fault.action is None:
        return True
    try:
        asked = json.loads(read_body(environ))
    except ValueError:
        return False
    return isinstance(asked, dict) and fault.action in asked


def _refuse(fault: Fault, start_response: Any) -> Iterable[bytes]:
    status = HTTPStatus(int(fault.kind))
    line = f"{status.value} {status.phrase}"
    body = f"{line}\n".encode()
    headers = [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))]
    if fault.retry_after is not None:
        headers.append(("Retry-After", str(fault.retry_after)))
    start_response(line, headers)
    return [body]


def reset(connection: socket.socket) -> ConnectionResetError:
    """Reset a connection, as a peer does that has crashed.

    Another socket takes its place, one that is not connected: the server closes that.

    :returns: what the server takes for the peer's doing.
    """
    at_once = struct.pack("ii", 1, 0)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
    with socket.socket() as blank:
        os.dup2(blank.fileno(), connection.fileno())
    return ConnectionResetError(errno.ECONNRESET, "reset by the harness")
