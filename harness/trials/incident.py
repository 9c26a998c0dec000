"""Running many trials: every client, scenario and microversion on as few clouds as possible."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from harness.cloud.client import Client
from harness.cloud.cloud import Cloud
from harness.cloud.databases import SQLITE
from harness.progress import Progress
from harness.stage.collation import holdable_fleet
from harness.trials import trial
from harness.trials.scenario import Scenario, load_fleet
from harness.trials.trial import Trial


def replay(
    clients: Sequence[Client],
    scenarios: Sequence[Scenario],
    microversions: Sequence[str],
    progress: Progress,
    database: str = SQLITE,
) -> Iterator[Trial]:
    """Yield a trial for each scenario, microversion and client, in that order.

    Scenarios that follow each other and share a fleet share a cloud, which is reset
    before each trial.

    :param database: one of :data:`harness.cloud.databases.KINDS`.
    :raises HarnessError: when a cloud does not start, dies, or a client cannot run.
    """
    for name, group in groupby(scenarios, key=lambda scenario: scenario.fleet):
        progress.step(f"starting a cloud with the fleet '{Path(name).stem}'")
        fleet = holdable_fleet(load_fleet(name), database)
        with Cloud(fleet, progress, database=database) as cloud:
            for scenario in group:
                for microversion in microversions:
                    for client in clients:
                        what = f"{scenario.name} with {client.label}, microversion {microversion}"
                        progress.step(what)
                        yield trial.run(cloud, scenario, client, microversion)


def demonstrated(upstream: Sequence[Trial], fork: Sequence[Trial]) -> list[str]:
    """Say what keeps trials from showing the fault upstream and its absence in the fork.

    :returns: one line for each reason; none when everything was shown.
    """
    reasons = [
        f"{t.scenario.name}: {t.client} touched no host that was not meant"
        for t in upstream
        if not t.strays
    ]
    for t in fork:
        if t.strays:
            reasons.append(f"{t.scenario.name}: {t.client} touched {', '.join(t.strays)}")
        if t.left:
            reasons.append(f"{t.scenario.name}: {t.client} left servers on {', '.join(t.left)}")
        if t.outcome.status:
            reasons.append(f"{t.scenario.name}: {t.client} ended with {t.outcome.status}")
    if not any(host.stray and host.moved for t in upstream for host in t.hosts):
        reasons.append("upstream moved no server off a host that was not meant")
    return reasons
