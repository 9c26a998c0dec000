"""The report of several trials: as a table for people, as JSON for programs."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from harness.cloud.fleet import Fleet
from harness.trials.evidence import HostEvidence
from harness.trials.observation import Observation, Seen
from harness.trials.scenario import Scenario
from harness.trials.trial import Trial

SCHEMA = 1
"""Raised when a field of the JSON changes its meaning or goes away."""

_STOPPED = "SHUTOFF: from microversion 2.95 evacuated servers arrive stopped"
_MARK = "!"
_BESIDE = 3
_LINES = 4
_PADDING = (0, 2, 0, 0)
_PAGE = 80


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
        **_run(trial),
    }


def _run(seen: Observation) -> dict[str, Any]:
    return {
        "command": seen.command,
        "exit_status": seen.outcome.status,
        "stdout": seen.outcome.stdout,
        "stderr": seen.outcome.stderr,
        "seconds": round(seen.outcome.seconds, 2),
        **_seen(seen),
    }


def _seen(seen: Seen) -> dict[str, Any]:
    return {
        "requests": list(seen.requests),
        "verdict": verdict(seen),
        "asked": seen.asked,
        "moved": seen.moved,
        "strays": seen.strays,
        "left": seen.left,
        "arrivals": seen.arrivals,
        "hosts": [_host(host) for host in seen.hosts],
    }


def _host(host: HostEvidence) -> dict[str, Any]:
    counts = {"asked": host.asked, "refused": host.refused, "moved": host.moved}
    return asdict(host) | counts | {"stray": host.stray}


def verdict(seen: Seen) -> str:
    """Sum up in a few words what was seen."""
    if seen.strays:
        return f"{count(len(seen.strays), 'host')} touched that should not be"
    if seen.left:
        return f"nothing else touched, but {', '.join(seen.left)} not emptied"
    if not seen.asked:
        return "nothing touched, as it should be"
    return "exactly the hosts that were meant"


def show(trials: Sequence[Trial], console: Console) -> None:
    """Print a summary of all trials, and the hosts of each scenario."""
    for scenario, group in groupby(trials, key=lambda trial: trial.scenario):
        _show_scenario(scenario, list(group), console)
    console.print(_summary(trials))
    _explain(trials, console)


def _explain(seen: Iterable[Seen], console: Console) -> None:
    if any("SHUTOFF" in each.arrivals for each in seen):
        console.print(_STOPPED, markup=False, soft_wrap=True)


def cloud_as_json(fleet: Fleet, seen: Seen) -> dict[str, Any]:
    """Return what became of a cloud and its fleet as JSON-serialisable data."""
    run = _run(seen) if isinstance(seen, Observation) else _seen(seen)
    return {"schema": SCHEMA, "fleet": fleet.name, "meant": _meant(seen), **run}


def _meant(seen: Seen) -> list[str]:
    return [host.name for host in seen.hosts if host.meant]


def show_cloud(fleet: Fleet, seen: Seen, console: Console) -> None:
    """Print what became of each host of a fleet, and what was run on it, if that is known."""
    title = f"fleet {fleet.name}; meant: {', '.join(_meant(seen)) or 'none'}"
    console.print(title, markup=False, soft_wrap=True)
    if isinstance(seen, Observation):
        show_beside([seen], console)
    else:
        console.print(_hosts({"": seen}))
        console.print()
    _explain([seen], console)
    style = "green" if seen.exact else "red"
    console.print(verdict(seen), style=style, markup=False, soft_wrap=True)


def as_text(trials: Sequence[Trial]) -> str:
    """Return what :func:`show` prints, as wide as a page of the manual."""
    stream = io.StringIO()
    show(trials, Console(file=stream, width=_PAGE, highlight=False))
    return "".join(f"{line.rstrip()}\n" for line in stream.getvalue().splitlines())


def _show_scenario(scenario: Scenario, trials: list[Trial], console: Console) -> None:
    console.print(f"[bold]{scenario.name}[/]: {scenario.title}", soft_wrap=True)
    ordered = sorted(trials, key=lambda trial: trial.microversion)
    for _, group in groupby(ordered, key=lambda trial: trial.microversion):
        show_beside(list(group), console)


def show_beside(seen: Sequence[Observation], console: Console) -> None:
    """Print what one command, run by one client or several, did to each host."""
    console.print(f"$ {seen[0].command}\n", markup=False, soft_wrap=True)
    if len(seen) <= _BESIDE:
        console.print(_hosts({each.client: each for each in seen}))
        console.print()
    for each in seen:
        _show_outcome(each, console)
    console.print()


def _show_outcome(trial: Observation, console: Console) -> None:
    asked = _servers_on(sum(host.asked for host in trial.hosts), len(trial.asked))
    moved = _servers_on(sum(host.moved for host in trial.hosts), len(trial.moved))
    text = f"{trial.client}: asked for {asked}; moved {moved}; exit status"
    console.print(f"  {text} {trial.outcome.status}", markup=False, soft_wrap=True)
    for line in trial.outcome.stderr.strip().splitlines()[-_LINES:]:
        console.print(f"    {line}", markup=False, soft_wrap=True)


def _servers_on(servers: int, hosts: int) -> str:
    return f"{count(servers, 'server')} on {count(hosts, 'host')}" if servers else "nothing"


def count(number: int, noun: str) -> str:
    """Return a number with its noun in the right form."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _hosts(seen: Mapping[str, Seen]) -> Table:
    """Lay out what became of each host, side by side for each label."""
    table = Table(box=None, padding=_PADDING, caption_justify="left")
    table.caption = (
        f"{_MARK} touched, but should not be" if any(s.strays for s in seen.values()) else None
    )
    table.add_column("\nHOST", no_wrap=True)
    table.add_column("\nSERVICE", no_wrap=True)
    for label in seen:
        table.add_column(f"{label}\nasked", justify="right", no_wrap=True)
        table.add_column("\nmoved", justify="right", no_wrap=True)
        table.add_column("\nstatus", no_wrap=True)
    for row in zip(*(each.hosts for each in seen.values()), strict=True):
        cells = [cell for host in row for cell in _cells(host)]
        table.add_row(row[0].name, row[0].state, *cells)
    return table


def _cells(host: HostEvidence) -> list[Text]:
    style = "bold red" if host.stray else "green" if host.moved else ""
    numbers = [str(number or "-") for number in (host.asked, host.moved)]
    statuses = ", ".join(sorted({fate.status for fate in host.servers}))
    note = " ".join(filter(None, [statuses, _MARK if host.stray else ""]))
    return [Text(text, style=style) for text in (*numbers, note)]


def _summary(trials: Sequence[Trial]) -> Table:
    table = Table(box=None, padding=_PADDING)
    for head in ("SCENARIO", "API", "CLIENT"):
        table.add_column(head, no_wrap=True)
    for head in ("EXIT", "ASKED", "MOVED"):
        table.add_column(head, justify="right", no_wrap=True)
    table.add_column("STATUS", no_wrap=True)
    table.add_column("VERDICT")
    for trial in trials:
        table.add_row(*_row(trial), style="" if trial.exact else "red")
    return table


def _row(trial: Trial) -> list[str]:
    names = [trial.scenario.name, trial.microversion, trial.client]
    asked = sum(host.asked for host in trial.hosts)
    moved = sum(host.moved for host in trial.hosts)
    arrivals = ", ".join(trial.arrivals) or "-"
    return [*names, str(trial.outcome.status), str(asked), str(moved), arrivals, verdict(trial)]
