"""The incident, replayed by the harness with any number of clients."""

import dataclasses
import json
from pathlib import Path
from typing import Any, Iterator, Mapping

from fork.clients import compared, program
from fork.errors import ForkError

#: One scenario, so that the report has one trial of each client.
SCENARIOS = Path(__file__).parent / "incident" / "scenarios.toml"
SCHEMA = 1
#: Seconds that the harness may take to start and stop its OpenStack, and for
#: each client. It ends a client that hangs after ten minutes by itself.
START, CLIENT = 20 * 60.0, 3 * 60.0


@dataclasses.dataclass(frozen=True)
class Touch:
    """Which hosts a client touched.

    :param hosts: those whose servers it asked to move, or moved
    :param strays: those among them that were not meant
    :param left: those that were meant and still have servers
    :param status: its exit status
    :param said: the last line on stderr, where that is an error
    """

    hosts: list[str]
    strays: list[str]
    left: list[str]
    status: int
    said: str = ""

    @property
    def ending(self) -> str:
        """Say how the client ended; "" where it ended well."""
        if not self.status:
            return ""
        return f"ends with status {self.status} ({self.said or 'silent'})"


def run(
    harness: Path, clients: Mapping[str, Path], root: Path
) -> dict[str, Touch]:
    """Replay the incident with each client, on one embedded OpenStack.

    :param harness: the Python that has what the harness needs
    :param clients: the `nova` executables, by label
    :param root: the folder that holds the harness
    :raises ForkError: when the harness fails or its report is another one
    """
    words: list[object] = [harness, "-m", "harness", "incident"]
    words += ["--scenarios", SCENARIOS, "--format", "json"]
    for label, executable in clients.items():
        words += ["--client", f"{label}={executable}"]
    limit = START + CLIENT * len(clients)
    report = program.run([str(w) for w in words], root, "the harness", limit)
    touches = parse(report)
    for label in clients:
        if label not in touches:
            raise ForkError(f"the harness reports nothing about {label}")
    return touches


def parse(report: bytes) -> dict[str, Touch]:
    """Read the harness's report, by the clients' labels.

    :raises ForkError: when it is not the report that is known here
    """
    try:
        data = json.loads(report)
        schema = data["schema"]
        touches = {t["client"]: _touch(t) for t in data["trials"]}
    except (ValueError, LookupError, TypeError) as error:
        raise ForkError(
            f"the harness's report cannot be read: {error!r}"
        ) from None
    if schema != SCHEMA:
        raise ForkError(
            f"the harness's report has schema {schema}, {SCHEMA} is known; "
            "teach fork/matrix/replay.py the new one"
        )
    return touches


def _touch(trial: Mapping[str, Any]) -> Touch:
    touched = {*trial["asked"], *trial["moved"]}
    status, said = int(trial["exit_status"]), str(trial["stderr"])
    return Touch(
        hosts=sorted(touched),
        strays=list(trial["strays"]),
        left=list(trial["left"]),
        status=status,
        said="".join(said.strip().splitlines()[-1:]) if status else "",
    )


@dataclasses.dataclass(frozen=True)
class Incident:
    """The incident on one Python, with upstream's client and the forks.

    :param upstream: what upstream's client touched
    :param forks: what each fork touched, by side
    """

    python: str
    upstream: Touch
    forks: Mapping[str, Touch]

    def problems(self) -> Iterator[str]:
        """Yield what differs from what is expected."""
        where = f"on Python {self.python}"
        if not self.upstream.strays:
            yield f"upstream does not show the fault {where}"
        if self.upstream.ending:
            yield f"upstream {self.upstream.ending} {where}"
        for of, touch in self.forks.items():
            for what in _faults(touch):
                yield f"the {compared.name(of)} {what} {where}"


def _faults(fork: Touch) -> Iterator[str]:
    if fork.strays:
        yield f"touches {', '.join(fork.strays)}"
    if fork.left or not fork.hosts:
        left = ", ".join(fork.left) or "the named host"
        yield f"leaves servers on {left}"
    if fork.ending:
        yield fork.ending
