"""Child processes, each ended together with all that it started."""

import contextlib
import subprocess
import threading
from pathlib import Path
from typing import Iterator, Mapping, Optional

from workbench import processes

#: Seconds in which a process may clean up before it is killed: the harness
#: removes its OpenStack.
GRACE = 10.0

Process = subprocess.Popen[bytes]


class Processes:
    """Processes that run at the same time; one call ends them all.

    Each leads a session of its own, so that what it started can be ended
    with it. What the terminal sends, therefore, reaches none of them.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._lock = threading.Lock()
        self._running: set[Process] = set()
        self._stopped = False

    def run(
        self,
        command: list[str],
        folder: Path,
        environment: Mapping[str, str],
        limit: Optional[float] = None,
        shown: bool = False,
    ) -> subprocess.CompletedProcess[bytes]:
        """Run a command to its end.

        :param limit: the seconds that it may take
        :param shown: whether its output is for the caller to see
        :raises OSError: when it cannot be started
        :raises subprocess.TimeoutExpired: when it took longer
        :raises KeyboardInterrupt: when all were stopped
        """
        with self._start(command, folder, environment, shown) as process:
            out, err = process.communicate(timeout=limit)
        if self._stopped:
            raise KeyboardInterrupt
        status = process.returncode
        return subprocess.CompletedProcess(command, status, out, err)

    def stop(self) -> None:
        """End all that run, and start no more."""
        with self._lock:
            self._stopped = True
            running = [*self._running]
        processes.end(running, GRACE)

    @contextlib.contextmanager
    def _start(
        self,
        command: list[str],
        folder: Path,
        environment: Mapping[str, str],
        shown: bool,
    ) -> Iterator[Process]:
        kept = None if shown else subprocess.PIPE
        with self._lock:
            if self._stopped:
                raise KeyboardInterrupt
            process = subprocess.Popen(
                command,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=kept,
                stderr=kept,
                start_new_session=True,
            )
            self._running.add(process)
        with process:
            try:
                yield process
            except BaseException:
                processes.end([process], GRACE)
                raise
            finally:
                self._running.discard(process)
