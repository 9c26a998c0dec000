"""Anybody's component: any command that finds the cloud and does what it does."""

import contextlib
import os
import shlex
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil

from harness.cloud import client
from harness.cloud.client import Client, Process
from harness.cloud.cloud import Cloud
from harness.errors import HarnessError
from harness.trials.observation import Observation, Watch
from workbench import processes

_LOOPBACK = "127.0.0.1"
_MARK = "OS_CLIENT_CONFIG_FILE"
"""Tells whose processes are whose: its value is another one for each cloud."""


def find(executable: str) -> Client:
    """Make a client of a path, or of a name that is looked up in ``PATH``.

    :raises HarnessError: when there is no such executable.
    """
    found = shutil.which(executable)
    if not found:
        hint = "write the path of an executable, or a name in PATH, after --"
        raise HarnessError(f"'{executable}' is no command; {hint}")
    return Client(Path(found).name, Path(found).absolute())


def variables(credentials: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a component: this one, but that its cloud is the embedded one.

    :param credentials: the ``OS_*`` variables; none are inherited.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OS_")}
    proxied = kept.get("no_proxy") or kept.get("NO_PROXY")
    direct = ",".join(filter(None, [proxied, _LOOPBACK]))
    return kept | {"no_proxy": direct, "NO_PROXY": direct} | dict(credentials)


def run(
    cloud: Cloud,
    meant: frozenset[str],
    component: Client,
    arguments: Sequence[str],
    timeout: float,
) -> Observation:
    """Run a component on a cloud to its end, and gather the evidence.

    :param meant: the service hosts that it is to move all servers off.
    :param timeout: the seconds that it has.
    :raises HarnessError: when the cloud dies, or the component cannot be run or does not end;
        like whatever it started, it is stopped.
    """
    environment = variables(cloud.environment)
    watch = Watch(cloud)
    outcome = client.perform(
        component,
        arguments,
        environment,
        timeout,
        cloud.check,
        lambda process: _end(process, environment),
    )
    return Observation(
        client=component.label,
        command=shlex.join([component.label, *arguments]),
        outcome=outcome,
        **vars(watch.see(meant)),
    )


def _end(process: Process, environment: Mapping[str, str]) -> None:
    """End a component with all that it started, also what has left its session since."""
    processes.end([process])
    for other in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if other.environ().get(_MARK) == environment[_MARK]:
                other.kill()
