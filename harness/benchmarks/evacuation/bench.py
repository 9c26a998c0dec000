"""Running the clients on a loopback Nova, and making sure that each did the same work."""

import shlex
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.benchmarks.estimate import Estimate
from harness.benchmarks.evacuation import bare, timing
from harness.benchmarks.evacuation.loopback import Loopback
from harness.benchmarks.evacuation.plan import BARE, FORK, OPENSTACK, UPSTREAM, Run, Side, StartUp
from harness.benchmarks.evacuation.timing import Timing
from harness.cloud import access, client
from harness.cloud.access import Request
from harness.cloud.client import Client, Outcome
from harness.cloud.services import standin
from harness.errors import HarnessError
from harness.progress import Progress

LOOP = """\
for id in $({openstack} server list --all-projects --host {host} -f value -c ID)
do {openstack} server evacuate "$id"
done
"""
"""As a user writes it who has read the help of both commands."""
OPTIONS = {UPSTREAM: ("--strict",), FORK: ()}

_PATIENCE = 1800.0


@dataclass(frozen=True)
class Sample:
    """A run and how long it took once."""

    run: Run
    timing: Timing


@dataclass(frozen=True)
class Start:
    """A start-up and how many seconds it took a client once."""

    startup: StartUp
    client: str
    seconds: float


def startups(repeats: int) -> list[StartUp]:
    """Return what is run to see how long a client takes before it has anything to do."""
    both = dict.fromkeys(OPTIONS)
    nothing = {each: ("host-evacuate", *OPTIONS[each], standin.HOST) for each in both}
    return [
        StartUp("nova --version", dict.fromkeys(both, ("--version",)), repeats),
        StartUp(
            "nova help host-evacuate", dict.fromkeys(both, ("help", "host-evacuate")), repeats
        ),
        StartUp("nova host-evacuate of a host without servers", nothing, repeats),
    ]


def check_fork(clients: Sequence[Client]) -> None:
    """Make sure that the fork sends several requests at a time.

    :raises HarnessError: when it does not know the option.
    """
    (fork,) = [each for each in clients if each.label == FORK]
    outcome = client.run(fork, ["help", "host-evacuate"], {}, _PATIENCE, lambda: None)
    if "--concurrency" not in outcome.stdout:
        what = f"'{fork.executable} host-evacuate' has no option --concurrency"
        raise HarnessError(f"client {FORK}: {what}; build it with every patch of the series")


class Bench:
    """A loopback Nova and the clients that are measured on it."""

    def __init__(
        self, loopback: Loopback, clients: Sequence[Client], estimate: Estimate, progress: Progress
    ) -> None:
        """Measure ``clients``, whose labels are those of the plan."""
        self._loopback, self._estimate, self._progress = loopback, estimate, progress
        self._clients = {each.label: each for each in clients}

    def start(self, startup: StartUp) -> Iterator[Start]:
        """Yield how long each client takes, by turns.

        :raises HarnessError: when a command fails.
        """
        self._estimate.announce(startup)
        self._loopback.arrange(0, 0.0)
        for label, arguments in startup.arguments.items():
            self._run(self._clients[label], arguments)  # unused: it may have to compile
        for number, label in enumerate(startup.turns, 1):
            outcome, _ = self._run(self._clients[label], startup.arguments[label])
            if outcome.status:
                raise HarnessError(f"{label}, {startup.command}: {_failure(outcome)}")
            self._progress.count("runs", number, len(startup.turns))
            yield Start(startup, label, outcome.seconds)

    def measure(self, run: Run) -> Sample:
        """Run a client once.

        :raises HarnessError: when it does other work than the others.
        """
        self._estimate.announce(run)
        self._loopback.arrange(run.case.servers, run.case.seconds)
        began = time.monotonic()
        outcome, requests = self._run(*self._command(run))
        verify(run, requests, outcome)
        posts = [request for request in requests if request.changed]
        return Sample(run, timing.measure(began, outcome.seconds, posts))

    def _run(self, program: Client, arguments: Sequence[str]) -> tuple[Outcome, list[Request]]:
        loopback = self._loopback
        start = access.position(loopback.access_log)
        outcome = client.run(
            program, [*arguments], loopback.environment, _PATIENCE, loopback.check
        )
        return outcome, access.read(loopback.access_log, start)

    def _command(self, run: Run) -> tuple[Client, list[str]]:
        side = run.side
        if side.client == OPENSTACK:
            executable = shlex.quote(str(self._clients[OPENSTACK].executable))
            script = LOOP.format(openstack=executable, host=standin.HOST)
            return Client(OPENSTACK, Path("/bin/sh")), ["-c", script]
        if side.client == BARE:
            return Client(BARE, Path(sys.executable)), self._bare(run)
        return self._clients[side.client], nova_arguments(side)

    def _bare(self, run: Run) -> list[str]:
        url = f"{self._loopback.url}/v2.1"
        words = [url, standin.TOKEN, standin.NEWEST, str(run.side.concurrency)]
        return [bare.__file__, *words, *standin.server_ids(run.case.servers)]


def nova_arguments(side: Side) -> list[str]:
    """Return what follows ``nova``; one at a time is what it does unless told otherwise."""
    several = ["--concurrency", str(side.concurrency)] if side.concurrency > 1 else []
    return ["host-evacuate", *OPTIONS[side.client], *several, standin.HOST]


def verify(run: Run, requests: Sequence[Request], outcome: Outcome) -> None:
    """Make sure that a run is worth comparing.

    :raises HarnessError: when it failed, asked something that was not answered, asked for other
        evacuations than one of each server, or for more at a time than it was told.
    """
    posts = [request for request in requests if request.changed]
    unknown = [each for each in requests if each.status is None or each.status >= 300]
    wrong = [post for post in posts if not _is_evacuation(post)]
    wanted = standin.server_ids(run.case.servers)
    if outcome.status:
        problem = _failure(outcome)
    elif unknown:
        problem = f"{unknown[0].method} {unknown[0].path} was answered {unknown[0].status}"
    elif wrong:
        problem = f"POST {wrong[0].path} was sent {wrong[0].body!r}"
    elif sorted(str(post.changed) for post in posts) != wanted:
        problem = f"{len(posts)} requests are not one for each of {len(wanted)} servers"
    elif timing.peak(posts) > run.side.concurrency:
        problem = f"{timing.peak(posts)} requests were under way at a time"
    else:
        return
    raise HarnessError(f"{run}: {problem}; there is nothing to compare")


def _is_evacuation(post: Request) -> bool:
    return post.path.endswith("/action") and post.body.replace(" ", "") == '{"evacuate":{}}'


def _failure(outcome: Outcome) -> str:
    said = outcome.stderr.strip().splitlines()[-1:] or ["it said nothing"]
    return f"it ended with status {outcome.status}: {said[0]}"
