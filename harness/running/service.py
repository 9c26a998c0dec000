"""Obeying other processes, one order at a time, until one of them says stop."""

import json
import select
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from harness.cloud.processes import listen
from harness.errors import HarnessError

Obey = Callable[..., dict[str, Any]]

STOP = "stop"
_PAUSE = 1.0
_PATIENCE = 5.0


class Service:
    """Takes orders on a port of loopback."""

    def __init__(self, listener: socket.socket) -> None:
        """Take them from a socket that listens."""
        self.listener = listener
        self._last: socket.socket | None = None

    def run(self, obey: Obey, check: Callable[[], None]) -> None:
        """Obey until somebody says stop, who gets an answer when this service is closed.

        :param obey: is given an order and its words.
        :param check: called now and then; may raise.
        """
        while not self._last:
            check()
            if select.select([self.listener], [], [], _PAUSE)[0]:
                line, _ = self.listener.accept()
                line.settimeout(_PATIENCE)
                self._serve(line, obey)

    def _serve(self, line: socket.socket, obey: Obey) -> None:
        order = _read(line)
        if order.get("do") == STOP:
            self._last = line
            return
        with line:
            if order:
                _answer(line, _obeyed(obey, order))

    def close(self) -> None:
        """Take no more orders, and tell who said stop that all is gone."""
        self.listener.close()
        if self._last:
            with self._last as line:
                _answer(line, {})


def _read(line: socket.socket) -> dict[str, Any]:
    """Return an order; an empty one if what comes is none."""
    try:
        order = json.loads(line.makefile("rb").readline())
    except (OSError, ValueError):
        return {}
    return order if isinstance(order, dict) else {}


def _obeyed(obey: Obey, order: dict[str, Any]) -> dict[str, Any]:
    try:
        return obey(**order)
    except HarnessError as error:
        return {"error": str(error)}
    except (KeyError, TypeError) as error:
        return {"error": f"the cloud does not understand {order}: {error}; is it of this version?"}


def _answer(line: socket.socket, answer: dict[str, Any]) -> None:
    # Who has gone away needs none.
    with suppress(OSError):
        line.sendall(json.dumps(answer).encode() + b"\n")


@contextmanager
def opened() -> Iterator[Service]:
    """Open a service; whoever said stop is answered when the block has ended."""
    with listen() as listener:
        service = Service(listener)
        try:
            yield service
        finally:
            service.close()
