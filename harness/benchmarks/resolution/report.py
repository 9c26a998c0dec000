"""The report of the bench: a table for people, and the files that are kept in ``doc/``."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from harness.benchmarks import aim, chart, pages
from harness.benchmarks.chart import Axis, Series
from harness.benchmarks.origin import Origin
from harness.benchmarks.resolution import comparison, measurement
from harness.benchmarks.resolution.bench import FORK, OPTIONS, UPSTREAM, Sample
from harness.benchmarks.resolution.comparison import Comparison
from harness.benchmarks.resolution.measurement import Measurement
from harness.trials.report import count
from harness.trials.scenario import LATEST

SCHEMA = 1
"""Raised when a field of the JSON changes its meaning or goes away."""
NAME = "bench-resolution"
TITLE = "What finding a host costs"

_HEADS = ("WALL s", "FIRST s", "FIND s", "NOVA s", "REQ", "SQL", "kB")
_MEANINGS = (
    "WALL: the whole process. FIRST: until its first evacuation reaches Nova. FIND:",
    "from its first request to Nova until then. NOVA, REQ, SQL, kB: Nova's time,",
    "requests, database queries and bytes of its answers until then.",
)
_TWICE = "* asked for the short name, in vain, and then for the hypervisor's FQDN"
_PADDING = (0, 1, 0, 0)
_AXIS = Axis("other hypervisors whose hostname contains the name", "look-alikes")
_METHOD = """\
`nova host-evacuate {options} NAME` of upstream beside `nova host-evacuate NAME` of the fork, by
turns, on the embedded OpenStack: {hosts} with {servers} each, medians of {repeats}. Nova booted
one server on one host; all others are copies of their rows in its databases (SQLite). Every
compute service is reported up, so Nova refuses each evacuation with 400 after the same checks on
both sides, and nothing moves. Every number but *wall* ends with the arrival of the first
evacuation.

- **wall**: seconds of the whole process, refused evacuations and all.
- **first**: seconds from the start of the process to the arrival of the first evacuation.
- **find**: seconds from the arrival of the first request to Nova, by which the client learns
  Nova's version, to that of the first evacuation.
- **Nova**: seconds that Nova spent on its answers until then; **requests**, **queries** of its
  databases and **kB** of its answers likewise. Requests to Keystone, the same on both sides, are
  not counted.
- **ratio**: upstream's number by the fork's; above 1 the fork needs less.

Whether the aims were met:

"""
_WHY = """\
Before the first evacuation the fork asks what upstream does not: for the servers of a host that
cannot exist, to know that Nova filters for this caller, and for servers that are being evacuated
already. Each is a request more, with some six queries. By FQDN it is three more: the name is no
service host, one hypervisor has it, and that belongs to which service host. Nova is one process
here, so that asking at the same time gains little: what a request costs Nova is what is measured.
"""
_LONG = """\
Here every hypervisor's hostname is the name of its service host and a domain. Upstream finds a
host by this FQDN alone: for somebody who knows only the short name, the search for that, which is
in vain, and the one for the FQDN are added up.
"""


@dataclass(frozen=True)
class Report:
    """Everything that was measured, and on what."""

    samples: list[Sample]
    origin: Origin
    hosts: int
    servers: int
    """On each host."""
    repeats: int

    @property
    def comparisons(self) -> list[Comparison]:
        """Both sides of each case."""
        return comparison.compare(self.samples)


def write(folder: Path, report: Report) -> None:
    """Write the table, all numbers and the chart."""
    pages.write(folder, NAME, as_markdown(report), as_json(report), draw(report))


def as_json(report: Report) -> dict[str, Any]:
    """Return all numbers as JSON-serialisable data."""
    return {
        "schema": SCHEMA,
        **report.origin.as_json(),
        "hosts": report.hosts,
        "servers": report.servers,
        "repeats": report.repeats,
        "aims": [asdict(each) for each in comparison.aims(report.comparisons)],
        "comparisons": [_compared(each) for each in report.comparisons],
        "runs": [_sampled(sample) for sample in report.samples],
    }


def _compared(each: Comparison) -> dict[str, Any]:
    ratios = {name: each.ratio(name) for name in measurement.NAMES}
    return asdict(each) | {"lookalikes": each.lookalikes, "ratios": ratios}


def _sampled(sample: Sample) -> dict[str, Any]:
    run = sample.run
    return {"case": asdict(run.case), "client": run.side, "name": run.name} | asdict(
        sample.measurement
    )


def show(report: Report, console: Console) -> None:
    """Print a table of all comparisons, and the aims."""
    for long, title in ((False, "named like the service host"), (True, "FQDN")):
        chosen = [each for each in report.comparisons if each.case.fqdn == long]
        console.print(f"[bold]{TITLE}[/], hypervisor hostname: {title}", soft_wrap=True)
        console.print(_table(chosen))
        if any(each.asked[1:] for each in chosen):
            console.print(_TWICE, markup=False, soft_wrap=True)
        console.print()
    for line in (*_MEANINGS, "", *map(str, comparison.aims(report.comparisons))):
        console.print(line, markup=False, soft_wrap=True)


def _table(comparisons: Iterable[Comparison]) -> Table:
    table = Table(box=None, padding=_PADDING)
    for head in ("NAME", "CLIENT"):
        table.add_column(head, no_wrap=True)
    for head in _HEADS:
        table.add_column(head.replace(" ", "\n"), justify="right", no_wrap=True)
    for each in comparisons:
        labels = (each.name, count(each.lookalikes, "look-alike"), each.case.microversion)
        for label, row in zip(labels, _rows(each), strict=True):
            table.add_row(label, *row)
        table.add_row()
    return table


def _rows(each: Comparison) -> Iterator[list[str]]:
    mark = "*" if each.asked[1:] else ""
    yield [UPSTREAM + mark, *numbers(each.upstream)]
    yield [FORK, *numbers(each.fork)]
    yield ["ratio", *(aim.times(each.ratio(name)) for name in measurement.NAMES)]


def numbers(measured: Measurement) -> list[str]:
    """Return a measurement as it stands in a table."""
    first = "-" if measured.first is None else f"{measured.first:.2f}"
    seconds = [f"{measured.wall:.2f}", first, f"{measured.finding:.2f}"]
    counts = [f"{measured.requests:.0f}", f"{measured.queries:,.0f}"]
    return [*seconds, f"{measured.answering:.2f}", *counts, _thousands(measured.size)]


def _thousands(number: float) -> str:
    return f"{number / 1000:,.0f}" if number >= 10_000 else f"{number / 1000:.1f}"


def as_markdown(report: Report) -> str:
    """Return the page."""
    short = [each for each in report.comparisons if not each.case.fqdn]
    long = [each for each in report.comparisons if each.case.fqdn]
    parts = [
        f"# {TITLE}\n",
        f"![{TITLE}, by the number of look-alikes]({NAME}.svg)\n",
        _method(report) + "".join(f"- {each}\n" for each in comparison.aims(report.comparisons)),
        _WHY,
        "## The hypervisor is named like its service host\n",
        _lines(short),
        "## The hypervisor has an FQDN, its service host a short name\n",
        _LONG,
        _lines(long),
        "## Where the numbers come from\n",
        report.origin.as_markdown(NAME),
    ]
    return "\n".join(parts)


def _method(report: Report) -> str:
    return _METHOD.format(
        options=" ".join(OPTIONS[UPSTREAM]),
        hosts=count(report.hosts, "host"),
        servers=count(report.servers, "server"),
        repeats=count(report.repeats, "run"),
    )


def _lines(comparisons: Sequence[Comparison]) -> str:
    names = ("name", "look-alikes", "API", "client")
    columns = ("wall s", "first s", "find s", "Nova s", "requests", "queries", "kB")
    rows = []
    for each in comparisons:
        case = [each.name, f"{each.lookalikes:,}", each.case.microversion]
        rows += [[*case, _client(label, each), *row] for label, *row in _rows(each)]
    return pages.table(names, columns, rows)


def _client(label: str, each: Comparison) -> str:
    twice = label.startswith(UPSTREAM) and each.asked[1:]
    return f"{UPSTREAM}, for {' and '.join(each.asked)}" if twice else label


def draw(report: Report) -> str:
    """Return the chart of the time to find a host."""
    short = [each for each in report.comparisons if not each.case.fqdn]
    series = [
        _series(short, microversion, side)
        for microversion in dict.fromkeys(each.case.microversion for each in short)
        for side in (UPSTREAM, FORK)
    ]
    size = f"{count(report.hosts, 'host')} with {count(report.servers, 'server')} each"
    return chart.draw(f"Time to find one host among {size}", _AXIS, series)


def _series(comparisons: Sequence[Comparison], microversion: str, side: str) -> Series:
    seconds = {
        each.lookalikes: getattr(each, side).finding
        for each in comparisons
        if each.case.microversion == microversion
    }
    client = {UPSTREAM: "upstream --strict", FORK: "the fork"}[side]
    mood = {UPSTREAM: "bad", FORK: "good"}[side]
    is_latest = microversion == LATEST
    return Series(
        client,
        f"microversion {microversion}",
        mood,
        seconds,
        style="solid" if is_latest else "dashed",
        marked=is_latest,
        above=side == UPSTREAM,
    )
