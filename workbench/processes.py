"""Ending child processes, each together with all that it started."""

import contextlib
import os
import subprocess
import time
from typing import Any, Iterator, Sequence

import psutil

#: Seconds in which what was killed is gone, unless the system is stuck.
REAPING = 1.0

Child = subprocess.Popen[Any]


def end(children: Sequence[Child], grace: float = 0.0) -> None:
    """End children, each of which leads a session, and all they started.

    What they started is whatever descends from them, or is in one of their
    sessions still though its parent is gone.

    :param grace: the seconds in which they may clean up, when they are asked
        before they are killed; 0 when they are not
    """
    asked = _ask(children, grace) if grace else []
    deadline = time.monotonic() + REAPING
    while True:
        found = {*_started(children), *filter(_runs, asked)}
        for process in found:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        _reap(children, found)
        if not found or time.monotonic() > deadline:
            return


def _ask(children: Sequence[Child], grace: float) -> list[psutil.Process]:
    """Ask all to end, and give the children time to; return who was asked.

    Once a child is gone, nothing tells what it started elsewhere.
    """
    asked = [*_started(children)]
    for process in asked:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.terminate()
    deadline = time.monotonic() + grace
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(max(0.0, deadline - time.monotonic()))
    return asked


def _reap(children: Sequence[Child], found: set[psutil.Process]) -> None:
    # Popen has to learn the status; psutil would take it.
    for child in children:
        child.wait()
    ours = {child.pid for child in children}
    rest = [process for process in found if process.pid not in ours]
    psutil.wait_procs(rest, timeout=REAPING / 10)


def _started(children: Sequence[Child]) -> Iterator[psutil.Process]:
    """Yield the children that run, and all they started, each once."""
    leaders = {child.pid for child in children}
    members = [pid for pid in psutil.pids() if _session(pid) in leaders]
    found: dict[psutil.Process, None] = {}
    for pid in members:
        with contextlib.suppress(psutil.NoSuchProcess):
            member = psutil.Process(pid)
            family = (member, *member.children(recursive=True))
            found.update(dict.fromkeys(filter(_runs, family)))
    yield from found


def _runs(process: psutil.Process) -> bool:
    try:
        status = process.status() if process.is_running() else ""
        return status not in ("", psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _session(pid: int) -> int:
    try:
        return os.getsid(pid)
    except OSError:
        return 0
