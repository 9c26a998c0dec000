"""Other programs, run away from the caller's own Python settings."""

import os
import subprocess
from pathlib import Path
from typing import Sequence, Union

from fork.errors import ForkError
from fork.processes import Processes

#: What would change how a program of another environment behaves.
FOREIGN = ("OS_", "PYTHON", "VIRTUAL_ENV", "CONDA_", "STESTR_")
_processes = Processes()


def run(
    words: Sequence[Union[str, Path]],
    folder: Path,
    what: str,
    limit: float,
    tolerated: Sequence[int] = (0,),
) -> bytes:
    """Run a program in a folder; return what it wrote to stdout.

    :param what: what it does, as the subject of an error
    :param limit: the seconds that it may take; it is ended when it needs more
    :param tolerated: the statuses that are no error
    :raises ForkError: when it cannot be run, takes longer or ends with
        another status
    :raises KeyboardInterrupt: when `stop` was called
    """
    command = [str(word) for word in words]
    try:
        done = _processes.run(command, folder, environment(), limit)
    except OSError as error:
        reason = f"{command[0]}: {error.strerror}"
        raise ForkError(f"{what} cannot be run: {reason}") from None
    except subprocess.TimeoutExpired:
        raise ForkError(
            f"{what} did not end within {limit / 60:.0f} minutes; it was "
            "stopped"
        ) from None
    if done.returncode not in tolerated:
        reason = _last_lines(done.stderr.decode("utf-8", "replace"))
        raise ForkError(f"{what} failed ({done.returncode}): {reason}")
    return done.stdout


def stop() -> None:
    """End all programs that run, with what they started; start no more."""
    _processes.stop()


def environment() -> dict[str, str]:
    """Return the environment in which programs run."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(FOREIGN)}
    # Python 3.6 reads text as ASCII unless it is told otherwise.
    return {**kept, "LC_ALL": "C.UTF-8"}


def _last_lines(text: str) -> str:
    return "\n".join(text.strip().splitlines()[-5:]) or "it said nothing"
