"""The ``nova`` executables under test, and how they are run."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from harness.errors import HarnessError
from workbench.interrupts import shielded

Process = subprocess.Popen[str]

_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR")
_LOOK = 0.5


@dataclass(frozen=True)
class Client:
    """An executable and the label under which the report shows it."""

    label: str
    executable: Path


@dataclass(frozen=True)
class Outcome:
    """How one run of an executable ended."""

    status: int
    stdout: str
    stderr: str
    seconds: float


def parse(text: str) -> Client:
    """Make a client of ``LABEL=EXECUTABLE``.

    :raises HarnessError: when the text has another form or names no executable.
    """
    label, separator, executable = text.partition("=")
    if not (label and separator and executable):
        raise HarnessError(f"client '{text}' has no label; write --client LABEL=EXECUTABLE")
    return find(label, executable)


def find(label: str, executable: str) -> Client:
    """Make a client of a path, or of a name that is looked up in ``PATH``.

    :raises HarnessError: when there is no such executable.
    """
    found = shutil.which(executable)
    if not found:
        hint = "give the path of a nova command, such as /path/to/venv/bin/nova"
        raise HarnessError(f"client {label}: '{executable}' is not an executable; {hint}")
    return Client(label, Path(found).absolute())


def version(client: Client) -> str:
    """Return what ``nova --version`` prints.

    :raises HarnessError: when it fails: whatever it is, it is no ``nova``.
    """
    outcome = run(client, ["--version"], {}, 60.0, lambda: None)
    found = re.search(r"\d+(\.\d+)+\S*", outcome.stdout + outcome.stderr)
    if outcome.status or not found:
        what = f"'{client.executable} --version' ended with status {outcome.status}"
        raise HarnessError(f"client {client.label}: {what}; is it a nova command that works?")
    return found[0]


def run(
    client: Client,
    arguments: list[str],
    credentials: dict[str, str],
    timeout: float,
    check: Callable[[], None],
) -> Outcome:
    """Run the executable to its end, in an environment of its own.

    :param credentials: the ``OS_*`` variables; none are inherited.
    :param check: called now and then; may raise, which ends the client.
    :raises HarnessError: when it cannot be started or does not end in time.
    """
    return perform(client, arguments, environment(credentials), timeout, check)


def perform(
    client: Client,
    arguments: Sequence[str],
    variables: Mapping[str, str],
    timeout: float,
    check: Callable[[], None],
    end: Callable[[Process], None] = Process.kill,
) -> Outcome:
    """Run the executable to its end, in a session of its own.

    :param variables: its whole environment.
    :param check: called now and then; may raise, which ends the executable.
    :param end: ends a process that may have ended; called when that of the executable has,
        and what it started keeps its output open, and in any case before this returns.
    :raises HarnessError: when it cannot be started or does not end in time.
    """
    began = time.monotonic()
    with ExitStack() as stack:
        with shielded():
            process = stack.enter_context(_spawn(client, arguments, variables))
            stack.callback(end, process)
        deadline = began + timeout
        stdout, stderr = _communicate(process, deadline, check, end, client)
        seconds = time.monotonic() - began
    return Outcome(process.returncode, stdout, stderr, seconds)


def environment(credentials: dict[str, str]) -> dict[str, str]:
    """Return all variables that a client is given.

    :param credentials: the ``OS_*`` variables; none are inherited.
    """
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | credentials


def _spawn(client: Client, arguments: Sequence[str], variables: Mapping[str, str]) -> Process:
    try:
        return subprocess.Popen(
            [client.executable, *arguments],
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
    except OSError as error:
        reason = f"cannot run '{client.executable}': {error.strerror}"
        raise HarnessError(f"{client.label}: {reason}; is its interpreter there?") from error


def _communicate(
    process: Process,
    deadline: float,
    check: Callable[[], None],
    end: Callable[[Process], None],
    client: Client,
) -> tuple[str, str]:
    while True:
        try:
            return process.communicate(timeout=_LOOK)
        except subprocess.TimeoutExpired:
            check()
        if process.poll() is not None:
            end(process)
        if time.monotonic() > deadline:
            raise HarnessError(f"{client.label} did not end in time; it was stopped")
