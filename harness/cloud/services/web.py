"""Serving one WSGI application on a socket that is already bound."""

import io
import json
import selectors
import socket
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from cheroot import wsgi

Application = Callable[..., Iterable[bytes]]

CONNECTION, FAULT = "harness.connection", "harness.fault"
"""Keys of a request's environment: its socket; and what befell it, if anything did."""


_Gateway: Any = wsgi.Gateway_10


class Gateway(_Gateway):  # type: ignore[misc]
    """cheroot's, which tells an application the socket as well."""

    def get_environ(self) -> dict[str, Any]:
        """Return the environment of a request."""
        found: dict[str, Any] = super().get_environ()
        return found | {CONNECTION: self.req.conn.socket}


class Server(wsgi.Server):
    """cheroot, listening on a socket that its parent bound.

    A socket that is bound before any configuration is written leaves no moment
    in which another process could take the port.
    """

    def __init__(self, listener: socket.socket, application: Application, threads: int) -> None:
        """Serve ``application`` on ``listener`` with that many worker threads."""
        super().__init__(listener.getsockname(), application, numthreads=threads)
        self.gateway = Gateway
        chosen: Any = selectors.DefaultSelector
        if chosen is selectors.SelectSelector:
            # As where threads are eventlet's. It learns of a connection that is kept only
            # when it looks again; by default, that is after half a second.
            self.expiration_interval = 0.01
        self._listener = listener

    def bind(self, family: int, type: int, proto: int = 0) -> socket.socket:
        """Take the socket that was handed over instead of a new one.

        Its connections send at once what is written, as those of cheroot's own socket do:
        otherwise all but a connection's first answer take 40 ms.
        """
        self._listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket = self._listener
        return self._listener


def serve(listener: socket.socket, application: Application, threads: int) -> Server:
    """Start serving in a background thread.

    :param threads: 1 where the application's SQLite file would not bear concurrent writers.
    :returns: the running server; call its ``stop()``.
    """
    server = Server(listener, application, threads)
    server.prepare()
    threading.Thread(target=server.serve, name="cheroot", daemon=True).start()
    return server


class AccessLog:
    """WSGI middleware that writes each request as a line of JSON.

    The line is on disk before the client receives the first byte of the answer,
    so whoever reads the log after a client has ended sees all that it asked.
    """

    def __init__(
        self, application: Application, path: Path, count: Callable[[], int] = lambda: 0
    ) -> None:
        """Wrap ``application`` and append to the file at ``path``.

        :param count: how many database queries there have been so far; what is logged
            for a request is right while no other is answered and nothing else runs.
        """
        self._application = application
        self._file = path.open("ab", buffering=0)
        self._count = count

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer the request and log it."""
        arrived, counted = time.monotonic(), self._count()
        body = read_body(environ)
        answered: list[tuple[int, int]] = []

        def note_answer(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            answered.append((int(status.split()[0]), _length(headers)))
            return start_response(status, headers, *rest)

        try:
            return self._application(environ, note_answer)
        finally:
            status, length = answered[-1] if answered else (None, 0)
            entry = _asked(environ, body) | {"status": status, "length": length}
            entry |= {"arrived": arrived, "seconds": time.monotonic() - arrived}
            entry["queries"] = self._count() - counted
            self._file.write(json.dumps(entry).encode() + b"\n")


def _length(headers: list[tuple[str, str]]) -> int:
    return int({name.lower(): value for name, value in headers}.get("content-length", 0))


def read_body(environ: dict[str, Any]) -> bytes:
    """Return the body of a request, which whoever comes next can read, too."""
    body: bytes = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    return body


def _asked(environ: dict[str, Any], body: bytes) -> dict[str, Any]:
    query = environ.get("QUERY_STRING")
    return {
        "method": environ["REQUEST_METHOD"],
        "path": environ["PATH_INFO"] + (f"?{query}" if query else ""),
        "body": body.decode(errors="replace"),
        "agent": environ.get("HTTP_USER_AGENT", ""),
        "fault": environ.get(FAULT, ""),
    }
