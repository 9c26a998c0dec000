"""Serving one WSGI application on a socket that is already bound."""

import io
import json
import socket
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from cheroot import wsgi

Application = Callable[..., Iterable[bytes]]


class Server(wsgi.Server):
    """cheroot, listening on a socket that its parent bound.

    A socket that is bound before any configuration is written leaves no moment
    in which another process could take the port.
    """

    def __init__(self, listener: socket.socket, application: Application, threads: int) -> None:
        """Serve ``application`` on ``listener`` with that many worker threads."""
        super().__init__(listener.getsockname(), application, numthreads=threads)
        self._listener = listener

    def bind(self, family: int, type: int, proto: int = 0) -> socket.socket:
        """Take the socket that was handed over instead of a new one."""
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

    def __init__(self, application: Application, path: Path) -> None:
        """Wrap ``application`` and append to the file at ``path``."""
        self._application = application
        self._file = path.open("ab", buffering=0)

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer the request and log it."""
        body = _read_body(environ)
        answered: list[str] = []

        def note_status(status: str, *rest: Any) -> Any:
            answered.append(status)
            return start_response(status, *rest)

        answer = self._application(environ, note_status)
        self._file.write(_line(environ, body, answered))
        return answer


def _read_body(environ: dict[str, Any]) -> bytes:
    body: bytes = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    return body


def _line(environ: dict[str, Any], body: bytes, answered: list[str]) -> bytes:
    query = environ.get("QUERY_STRING")
    entry = {
        "method": environ["REQUEST_METHOD"],
        "path": environ["PATH_INFO"] + (f"?{query}" if query else ""),
        "body": body.decode(errors="replace"),
        "status": int(answered[-1].split()[0]) if answered else None,
    }
    return json.dumps(entry).encode() + b"\n"
