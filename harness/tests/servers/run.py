"""Run tests with each older Nova: ``python -m harness.tests.servers.run FOLDER REGEX...``.

The folder holds the clients that the fork built; the environments are made there. All releases
are tried; the status is 0 if every test passed with each.
"""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from harness.errors import HarnessError
from harness.tests.servers import releases
from workbench.interrupts import heeded, number, shielded
from workbench.processes import end

WORKERS = Path(__file__).with_name("workers.yaml")
TESTS = WORKERS.parents[1] / "functional"
CLIENTS = ("upstream", "minimal", "fork")
_PATIENCE = 20.0


def _environment(folder: Path) -> dict[str, str]:
    named = {f"HARNESS_{each.upper()}": str(folder / each / "bin/nova") for each in CLIENTS}
    return {**os.environ, **named}


def _test(python: Path, folder: Path, patterns: list[str]) -> bool:
    """Tell whether the tests pass that one of the patterns names."""
    chosen = ["--worker-file", str(WORKERS), *patterns]
    tests = [str(python), "-m", "stestr", "--test-path", str(TESTS), "run", *chosen]
    with _started(tests, _environment(folder)) as process:
        return not process.wait()


@contextlib.contextmanager
def _started(
    command: list[str], environment: dict[str, str]
) -> Iterator["subprocess.Popen[bytes]"]:
    """Start a command, and end it with all that it started, whose clouds end themselves first."""
    with shielded():
        process = subprocess.Popen(command, env=environment, start_new_session=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_PATIENCE)
        end([process])


def _try(release: int, folder: Path, patterns: list[str]) -> bool:
    print(f"\nNova {release}", flush=True)
    try:
        python = releases.install(release, folder / f"nova-{release}")
    except HarnessError as error:
        print(error, file=sys.stderr)
        return False
    return _test(python, folder, patterns)


def main() -> int:
    """Try one release after the other, and say with which it did not work."""
    folder, patterns = Path(sys.argv[1]), sys.argv[2:]
    try:
        with heeded():
            failed = [each for each in releases.NUMBERS if not _try(each, folder, patterns)]
    except KeyboardInterrupt as stop:
        return 128 + number(stop)
    if failed:
        print(f"not with Nova {', '.join(map(str, failed))}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
