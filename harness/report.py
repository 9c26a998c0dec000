"""The report of several trials: as a table for people, as JSON for programs."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from harness.evidence import HostEvidence
from harness.scenario import Scenario
from harness.trial import Trial

SCHEMA = 1
"""Raised when a field of the JSON changes its meaning or goes away."""

_MARK = "<- not meant"
_BESIDE = 3
_LINES = 4


def as_json(trials: Iterable[Trial], versions: dict[str, str]) -> dict[str, Any]:
    """Return all evidence as JSON-serialisable data.

    :param versions: what each client, by label, prints for ``--version``.
    """
    return {
        "schema": SCHEMA,
        "clients": [{"label": label, "version": text} for label, text in versions.items()],
        "trials": [_trial(trial) for trial in trials],
    }


def _trial(trial: Trial) -> dict[str, Any]:
    return {
        "scenario": trial.scenario.name,
        "title": trial.scenario.title,
        "client": trial.client,
        "microversion": trial.microversion,
        "command": trial.command,
        "exit_status": trial.outcome.status,
        "stdout": trial.outcome.stdout,
        "stderr": trial.outcome.stderr,
        "seconds": round(trial.outcome.seconds, 2),
        "requests": list(trial.requests),
        "verdict": verdict(trial),
        "asked": trial.asked,
        "moved": trial.moved,
        "strays": trial.strays,
        "left": trial.left,
        "arrivals": trial.arrivals,
        "hosts": [_host(host) for host in trial.hosts],
    }


def _host(host: HostEvidence) -> dict[str, Any]:
    counts = {"asked": host.asked, "refused": host.refused, "moved": host.moved}
    return asdict(host) | counts | {"stray": host.stray}


def verdict(trial: Trial) -> str:
    """Sum a trial up in a few words."""
    if trial.strays:
        hosts = "host" if len(trial.strays) == 1 else "hosts"
        moved = sum(host.moved for host in trial.hosts if host.stray)
        return f"{len(trial.strays)} {hosts} touched that were not meant, {moved} servers moved"
    if trial.left:
        return f"nothing else touched, but {', '.join(trial.left)} not emptied"
    if not trial.asked:
        return "nothing touched, as it should be"
    return "exactly the hosts that were meant"


def show(trials: Sequence[Trial], console: Console) -> None:
    """Print a summary of all trials, and the hosts of each scenario."""
    for scenario, group in groupby(trials, key=lambda trial: trial.scenario):
        _show_scenario(scenario, list(group), console)
    console.print(_summary(trials))


def _show_scenario(scenario: Scenario, trials: list[Trial], console: Console) -> None:
    console.print(f"[bold]{scenario.name}[/]: {scenario.title}")
    ordered = sorted(trials, key=lambda trial: trial.microversion)
    for microversion, group in groupby(ordered, key=lambda trial: trial.microversion):
        beside = list(group)
        console.print(f"$ {beside[0].command}    (microversion {microversion})", markup=False)
        if len(beside) <= _BESIDE:
            console.print(_hosts(beside))
        for trial in beside:
            _show_stderr(trial, console)
        console.print()


def _show_stderr(trial: Trial, console: Console) -> None:
    lines = trial.outcome.stderr.strip().splitlines()
    head = f"{trial.client}: exit status {trial.outcome.status}"
    console.print(f"  {head}{', stderr:' if lines else ''}", markup=False)
    for line in lines[-_LINES:]:
        console.print(f"    {line}", markup=False, soft_wrap=True)


def _hosts(trials: list[Trial]) -> Table:
    """Lay out what each client did to each host, side by side."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("HOST", no_wrap=True)
    table.add_column("SERVICE", no_wrap=True)
    table.add_column("SERVERS", justify="right")
    for trial in trials:
        for head in ("asked", "refused", "moved"):
            table.add_column(f"{trial.client}\n{head}", justify="right", no_wrap=True)
        table.add_column("\nstatus", no_wrap=True)
    for row in zip(*(trial.hosts for trial in trials), strict=True):
        cells = [cell for host in row for cell in _cells(host)]
        table.add_row(row[0].name, row[0].state, str(len(row[0].servers) or "-"), *cells)
    return table


def _cells(host: HostEvidence) -> list[Text]:
    style = "bold red" if host.stray else "green" if host.moved else ""
    numbers = [str(number or "-") for number in (host.asked, host.refused, host.moved)]
    statuses = ", ".join(sorted({fate.status for fate in host.servers if fate.moved}))
    note = " ".join(filter(None, [statuses, _MARK if host.stray else ""]))
    return [Text(text, style=style) for text in (*numbers, note)]


def _summary(trials: Sequence[Trial]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head in ("SCENARIO", "MICROVERSION", "CLIENT"):
        table.add_column(head, no_wrap=True)
    for head in ("EXIT", "HOSTS\nASKED", "HOSTS\nMOVED", "SERVERS\nASKED", "SERVERS\nMOVED"):
        table.add_column(head, justify="right")
    table.add_column("ARRIVED AS")
    table.add_column("VERDICT")
    for trial in trials:
        table.add_row(*_row(trial), style="" if trial.exact else "red")
    return table


def _row(trial: Trial) -> list[str]:
    asked = sum(host.asked for host in trial.hosts)
    moved = sum(host.moved for host in trial.hosts)
    numbers = (trial.outcome.status, len(trial.asked), len(trial.moved), asked, moved)
    names = [trial.scenario.name, trial.microversion, trial.client]
    arrivals = ", ".join(trial.arrivals) or "-"
    return [*names, *map(str, numbers), arrivals, verdict(trial)]
