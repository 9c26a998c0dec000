"""The report: tables for people, and the files that are kept in ``doc/``."""

import textwrap
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from harness.benchmarks import aim, chart, pages
from harness.benchmarks.chart import Axis, Series
from harness.benchmarks.evacuation import comparison
from harness.benchmarks.evacuation.bench import LOOP as LOOP_SCRIPT
from harness.benchmarks.evacuation.bench import Sample, Start
from harness.benchmarks.evacuation.comparison import Comparison, Result, Results
from harness.benchmarks.evacuation.plan import (
    FORK,
    FORKS,
    LIMITS,
    LOOP,
    REFERENCE,
    UPSTREAM,
    Case,
    Run,
    Side,
)
from harness.benchmarks.origin import Origin
from harness.trials.report import count

SCHEMA = 1
"""Raised when a field of the JSON changes its meaning or goes away."""
NAME = "bench-evacuation"
TITLE = "What evacuating a host costs"

_ROWS = (LOOP, REFERENCE, *FORKS)
_DRAWN = 100
_HEADS = ("WHOLE s", "SPEED", "FIRST s", "REQUESTS s", "LIMIT s", "BY LIMIT", "RUNS")
_MEANINGS = (
    "WHOLE: the whole process. SPEED: upstream's time by it. FIRST: until its first",
    "evacuation reaches Nova. REQUESTS: from then to the last answer. LIMIT: the same of a",
    "bare client with as many requests at a time. BY LIMIT: REQUESTS by LIMIT. RUNS: whose",
    "median it is; ~ extrapolated from so many servers.",
)
_PADDING = (0, 1, 0, 0)
_METHOD = """\
Each client evacuates one host, on a stand-in for Keystone and Nova that runs on loopback, in a
process of its own, and answers each evacuation after the given delay. Medians of up to {repeats},
all clients by turns; long runs are not repeated. The stand-in counts what it is sent: every run
asked for each server exactly once, with the same body, and never for more at a time than it was
told.

- **upstream**: `nova host-evacuate --strict HOST`.
- **fork**: `nova host-evacuate HOST`, one request at a time, and with `--concurrency 8` and `32`.
- **openstack, in a loop**: as a user would write it, for {looped}, and extrapolated to
  more:

  ```sh
{loop}
  ```

- **whole**: seconds of the whole process. **speed**: upstream's by this one's; above 1 it is
  faster.
- **first**: seconds from the start of the process to the arrival of the first evacuation.
- **requests**: seconds from then until the last evacuation was answered.
- **limit**: the same of a client that sends these requests and does nothing else, as many at a
  time. **by limit**: requests by limit; 1 cannot be beaten.
- **runs**: whose median it is. `~10` means that the numbers are extrapolated from 10 servers, by
  the average time between two requests.

Whether the aims were met:

"""
_STARTING = """\
Seconds of the whole process, medians of {repeats}, by turns.
"""


@dataclass(frozen=True)
class Report:
    """Everything that was measured, and on what."""

    samples: list[Sample]
    starts: list[Start]
    origin: Origin
    repeats: int

    @property
    def results(self) -> Results:
        """Every client in every case."""
        return Results(self.samples)

    @property
    def startups(self) -> list[Comparison]:
        """Both clients' start-up."""
        return comparison.compare(self.starts)

    @property
    def aims(self) -> list[aim.Aim]:
        """Whether they were met."""
        return comparison.aims(self.results, self.startups)


def write(folder: Path, report: Report) -> None:
    """Write the tables, all numbers and the chart."""
    pages.write(folder, NAME, as_markdown(report), as_json(report), draw(report))


def as_json(report: Report) -> dict[str, Any]:
    """Return all numbers as JSON-serialisable data."""
    results = report.results
    return {
        "schema": SCHEMA,
        **report.origin.as_json(),
        "repeats": report.repeats,
        "aims": [asdict(each) for each in report.aims],
        "results": [_told(results, each) for each in results.all()],
        "startups": [
            {"command": each.startup.command, "seconds": each.seconds, "ratio": each.ratio}
            for each in report.startups
        ],
        "runs": [_identified(each.run) | asdict(each.timing) for each in report.samples],
        "starts": [
            {"command": each.startup.command, "client": each.client, "seconds": each.seconds}
            for each in report.starts
        ],
    }


def _identified(run: Run) -> dict[str, Any]:
    return asdict(run.case) | asdict(run.side)


def _told(results: Results, result: Result) -> dict[str, Any]:
    run = result.run
    ratios = {"speed": results.speed(run), "by_limit": results.by_limit(run)}
    measured = {"repeats": result.repeats, "measured_servers": result.servers}
    return _identified(run) | asdict(result.timing) | {"ratios": ratios} | measured


def show(report: Report, console: Console) -> None:
    """Print the tables and the aims."""
    console.print(f"[bold]{TITLE}[/]", soft_wrap=True)
    console.print(_cases(report.results))
    console.print("[bold]Start-up[/]", soft_wrap=True)
    console.print(_starts(report.startups))
    for line in ("", *_MEANINGS, "", *map(str, report.aims)):
        console.print(line, markup=False, soft_wrap=True)


def _cases(results: Results) -> Table:
    table = _table(("CASE", "CLIENT"), _HEADS)
    for case in results.cases:
        labels = [f"{case.delay} ms", count(case.servers, "server")]
        for label, side in zip(labels + [""] * len(_ROWS), _ROWS, strict=False):
            table.add_row(label, str(side), *numbers(results, Run(case, side)))
        table.add_row()
    return table


def _starts(comparisons: Sequence[Comparison]) -> Table:
    table = _table(("COMMAND",), ("UPSTREAM s", "FORK s", "FORK BY UPSTREAM"))
    for each in comparisons:
        table.add_row(each.startup.command, *_seconds_of(each))
    return table


def _table(labels: Sequence[str], heads: Sequence[str]) -> Table:
    table = Table(box=None, padding=_PADDING)
    for label in labels:
        table.add_column(label, no_wrap=True)
    for head in heads:
        table.add_column("\n".join(head.rsplit(" ", 1)), justify="right", no_wrap=True)
    return table


def _seconds_of(each: Comparison) -> list[str]:
    upstream, fork = each.seconds[UPSTREAM], each.seconds[FORK]
    return [f"{upstream:.3f}", f"{fork:.3f}", aim.times(each.ratio)]


def numbers(results: Results, run: Run) -> list[str]:
    """Return the result of a client as it stands in a table."""
    result = results.of(run.case, run.side)
    limit = results.limit(run).timing.requests
    taken = result.timing
    return [
        f"{taken.whole:.2f}",
        aim.times(results.speed(run)),
        f"{taken.first:.2f}",
        f"{taken.requests:.3f}",
        f"{limit:.3f}",
        aim.times(results.by_limit(run)),
        str(result.repeats) if result.is_measured else f"~{result.servers}",
    ]


def as_markdown(report: Report) -> str:
    """Return the page."""
    parts = [
        f"# {TITLE}\n",
        f"![{TITLE}, by the number of servers]({NAME}.svg)\n",
        _method(report) + "".join(f"- {each}\n" for each in report.aims),
        "## Evacuations\n",
        _page_of_cases(report.results),
        "## Start-up\n",
        _STARTING.format(repeats=count(report.starts[0].startup.repeats, "run")),
        _page_of_starts(report.startups),
        "## Where the numbers come from\n",
        report.origin.as_markdown(NAME),
    ]
    return "\n".join(parts)


def _method(report: Report) -> str:
    script = LOOP_SCRIPT.format(openstack="openstack", host="HOST")
    results = report.results
    looped = results.of(results.cases[0], LOOP).servers
    return _METHOD.format(
        repeats=count(report.repeats, "run"),
        looped=count(looped, "server"),
        loop=textwrap.indent(script, "  ").rstrip(),
    )


def _page_of_cases(results: Results) -> str:
    columns = [head.lower() for head in _HEADS]
    rows = [
        [str(case.delay), str(case.servers), str(side), *numbers(results, Run(case, side))]
        for case in results.cases
        for side in _ROWS
    ]
    return pages.table(("delay ms", "servers", "client"), columns, rows)


def _page_of_starts(comparisons: Sequence[Comparison]) -> str:
    rows = [[each.startup.command, *_seconds_of(each)] for each in comparisons]
    return pages.table(("command",), ("upstream s", "fork s", "fork by upstream"), rows)


def draw(report: Report) -> str:
    """Return the chart of the time that the requests take."""
    results = report.results
    delays = sorted({case.delay for case in results.cases}, key=lambda each: abs(each - _DRAWN))
    cases = [case for case in results.cases if case.delay == delays[0]]
    series = [
        _series(results, cases, LOOP, "other", above=True),
        _series(results, cases, REFERENCE, "bad", above=True),
        _series(results, cases, FORKS[1], "good", above=True),
        _series(results, cases, FORKS[2], "good"),
        _limit(results, cases, LIMITS[2]),
    ]
    title = f"From the first request to the last answer, when Nova takes {delays[0]} ms for each"
    return chart.draw(title, Axis("servers on the host", "servers"), series)


def _series(
    results: Results, cases: Sequence[Case], side: Side, mood: str, above: bool = False
) -> Series:
    found = [results.of(case, side) for case in cases]
    seconds = {each.run.case.servers: each.timing.requests for each in found}
    if all(each.is_measured for each in found):
        return Series(str(side), "measured", mood, seconds, above=above)
    variant = f"extrapolated from {found[-1].servers} servers"
    return Series(str(side), variant, mood, seconds, style="dashed", above=above)


def _limit(results: Results, cases: Sequence[Case], side: Side) -> Series:
    seconds = {case.servers: results.of(case, side).timing.requests for case in cases}
    variant = f"the limit, {side.concurrency} at a time"
    return Series(side.client, variant, "limit", seconds, style="dotted", marked=False)
