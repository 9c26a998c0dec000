"""Other programs, run away from the caller's own Python settings."""

import os
import subprocess
from pathlib import Path
from typing import Mapping, Optional, Sequence, Union

from fork.clients.processes import Processes
from fork.errors import ForkError

#: What would change how a program of another environment behaves, or which
#: repository git works on when a hook of its own runs us.
FOREIGN = ("OS_", "PYTHON", "VIRTUAL_ENV", "CONDA_", "STESTR_", "GIT_")

Words = Sequence[Union[str, Path]]
_processes = Processes()


def run(
    words: Words,
    folder: Path,
    what: str,
    limit: Optional[float] = None,
    tolerated: Sequence[int] = (0,),
    settings: Optional[Mapping[str, str]] = None,
) -> bytes:
    """Run a program in a folder; return what it wrote to stdout.

    :param what: what it does, as the subject of an error
    :param limit: the seconds that it may take; it is ended when it needs more
    :param tolerated: the statuses that are no error
    :param settings: environment variables that it needs
    :raises ForkError: when it cannot be run, takes longer or ends with
        another status
    :raises KeyboardInterrupt: when `stop` was called
    """
    done = ended(words, folder, what, limit, settings)
    if done.returncode not in tolerated:
        reason = _last_lines(done.stderr.decode("utf-8", "replace"))
        raise ForkError(f"{what} failed ({done.returncode}): {reason}")
    return done.stdout


def show(
    words: Words,
    folder: Path,
    failed: str,
    settings: Optional[Mapping[str, str]] = None,
) -> None:
    """Run a program whose output is for the caller to see.

    :param failed: the error when it ends with another status than 0
    :param settings: environment variables that it needs
    :raises ForkError: when it does, or when it cannot be run
    """
    what = Path(words[0]).name
    done = ended(words, folder, what, settings=settings, shown=True)
    if done.returncode:
        raise ForkError(failed)


def ended(
    words: Words,
    folder: Path,
    what: str,
    limit: Optional[float] = None,
    settings: Optional[Mapping[str, str]] = None,
    shown: bool = False,
) -> "subprocess.CompletedProcess[bytes]":
    """Run a program in a folder until it ends, in whichever way.

    :param what: what it does, as the subject of an error
    :param limit: the seconds that it may take; it is ended when it needs more
    :param settings: environment variables that it needs
    :param shown: whether its output is for the caller to see
    :raises ForkError: when it cannot be run, or takes longer
    :raises KeyboardInterrupt: when `stop` was called
    """
    command = [str(word) for word in words]
    variables = {**environment(), **(settings or {})}
    try:
        return _processes.run(command, folder, variables, limit, shown)
    except OSError as error:
        reason = f"{command[0]}: {error.strerror}"
        raise ForkError(f"{what} cannot be run: {reason}") from None
    except subprocess.TimeoutExpired as late:
        raise ForkError(
            f"{what} did not end within {late.timeout / 60:.0f} minutes; it "
            "was stopped"
        ) from None


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
