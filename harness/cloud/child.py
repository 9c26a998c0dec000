"""The child's end of the line between the cloud and each of its processes.

The parent writes one JSON object per line to the child's standard input; the
child answers with one JSON object per line on what was its standard output.
The end of the input means that the parent is gone: the child stops.
"""

import gc
import json
import os
import select
import shutil
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Command = Callable[..., dict[str, Any] | None]


class Line:
    """Reads commands and writes answers."""

    def __init__(self) -> None:
        """Keep standard output for answers; whatever a library prints goes to the log."""
        self._answers = open(os.dup(1), "w", buffering=1)  # noqa: SIM115
        os.dup2(2, 1)

    def say(self, **answer: Any) -> None:
        """Send one answer."""
        self._answers.write(json.dumps(answer) + "\n")

    def commands(self) -> Iterator[dict[str, Any]]:
        """Yield commands until the parent closes the line."""
        pending = b""
        while True:
            # Where threads are eventlet's, a plain read would stop them all, and its
            # select() passes over the number 0.
            select.select([sys.stdin], [], [])
            read = os.read(0, 65536)
            if not read:
                return
            *lines, pending = (pending + read).split(b"\n")
            yield from map(json.loads, lines)


def run(service: Callable[[Path, socket.socket, Line], dict[str, Command]]) -> None:
    """Be a child process: prepare the service, then obey commands.

    :param service: is given its folder, its bound socket and the line; it
        starts serving and returns the commands it understands.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    folder, descriptor = Path(sys.argv[1]), int(sys.argv[2])
    del sys.argv[1:]  # the services would parse them as options of their own
    line = Line()
    try:
        commands = service(folder, socket.socket(fileno=descriptor), line)
        _collect_rarely()
        line.say(ready=True)
        for command in line.commands():
            _obey(commands, command, line)
        shutil.rmtree(folder, ignore_errors=True)  # the parent, being gone, will not do it
    except Exception as error:
        # The other processes need the folder, until the parent stops them: who fails
        # because it is gone would be heard in place of this one.
        traceback.print_exc()
        line.say(error=f"{type(error).__name__}: {error}")
    os._exit(0)  # nothing is kept: no thread of Nova's need be waited for


def _collect_rarely() -> None:
    """Spare the garbage collector what was imported: it took a fifth of each request's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)


def _obey(commands: dict[str, Command], command: dict[str, Any], line: Line) -> None:
    answer = commands[command.pop("do")](**command)
    line.say(done=True, **(answer or {}))
