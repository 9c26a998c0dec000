"""The names under which a cloud's compute hosts are called, from a list or from ``nova``."""

import os
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from harness.cloud import client
from harness.cloud.client import Client, Outcome
from harness.errors import HarnessError
from harness.names import listing, records
from harness.names.address import is_address
from harness.names.records import HYPERVISOR, SERVICE, Row

STDIN = "-"

_PATIENCE = 600.0


@dataclass(frozen=True)
class Roster:
    """All names that a caller may give, and those that Nova looks them up in."""

    hypervisors: tuple[str, ...]
    """A hypervisor hostname stands here as often as there are hypervisors of that name."""
    services: tuple[str, ...] = ()
    """Service hosts, by which callers call a host as often as by its hypervisor hostname."""
    repeated: tuple[str, ...] = ()
    """Names that a list has more than once, each of which was taken once."""

    @property
    def names(self) -> tuple[str, ...]:
        """Every name, once."""
        return tuple(dict.fromkeys(self.hypervisors + self.services))

    @property
    def shortened(self) -> "Roster":
        """The roster with the names that callers make of it by leaving out the domain."""
        long = [name for name in self.names if "." in name and not is_address(name)]
        short = [name.partition(".")[0] for name in long]
        known = set(self.names)
        added = dict.fromkeys(name for name in short if name and name not in known)
        return Roster(self.hypervisors, (*self.services, *added))

    def renamed(self, names: Mapping[str, str]) -> "Roster":
        """Return the roster with the names that ``names`` has replaced."""
        return Roster(
            tuple(names.get(name, name) for name in self.hypervisors),
            tuple(names.get(name, name) for name in self.services),
        )


def load(path: str) -> Roster:
    """Read hypervisor hostnames from a file, or from standard input if it is ``-``.

    :raises HarnessError: when the file cannot be read, or is no list of names.
    """
    try:
        content = sys.stdin.buffer.read() if path == STDIN else Path(path).read_bytes()
    except OSError as error:
        reason = error.strerror or error
        raise HarnessError(f"{path}: {reason}; name a file of hypervisor hostnames") from error
    names = listing.read(path, content)
    if not names:
        raise HarnessError(f"{path}: no names; write one hypervisor hostname a line")
    times = Counter(names)
    return Roster(tuple(times), repeated=tuple(name for name in times if times[name] > 1))


def ask(executable: str) -> Roster:
    """Ask a cloud, with a ``nova`` that finds it by the caller's environment.

    :raises HarnessError: when there is no such executable, it fails, or shows no hypervisor.
    """
    nova = client.find("nova", executable)
    hypervisors = [row[HYPERVISOR] for row in _hypervisors(nova)]
    if not hypervisors:
        raise HarnessError("the cloud shows no hypervisors; use an administrator's credentials")
    arguments = ["service-list", "--binary", "nova-compute"]
    services = [row[SERVICE] for row in _rows(_run(nova, arguments), arguments, SERVICE)]
    return Roster(tuple(hypervisors), tuple(services))


def _hypervisors(nova: Client) -> list[Row]:
    """List page after page: Nova shows 1,000 at a time unless it is configured otherwise."""
    listed: list[Row] = []
    page = _page(nova, [])
    while page and page[-1:] != listed[-1:]:
        listed += page
        page = _page(nova, ["--marker", page[-1].get("id", "")])
    return listed


def _page(nova: Client, marker: list[str]) -> list[Row]:
    arguments = ["hypervisor-list", *marker]
    outcome = _run(nova, arguments)
    if marker and "unrecognized arguments" in outcome.stderr:
        return []  # below microversion 2.33 there are no pages
    return _rows(outcome, arguments, HYPERVISOR)


def _run(nova: Client, arguments: list[str]) -> Outcome:
    return client.run(nova, arguments, dict(os.environ), _PATIENCE, lambda: None)


def _rows(outcome: Outcome, arguments: list[str], column: str) -> list[Row]:
    """Read the table that a command printed, by its heads in lower case.

    :param column: the head that has to be there; rows without a value under it are left out.
    """
    command = f"'nova {' '.join(arguments)}'"
    if outcome.status:
        hint = "check the OS_* variables and --nova"
        raise HarnessError(f"{command} failed: {_reason(outcome)}; {hint}")
    heads, rows = records.table(outcome.stdout)
    if column not in heads:
        raise HarnessError(f"{command} printed no column '{column}'; is it a nova command?")
    return [row for row in rows if row.get(column, "") not in ("", "-")]


def _reason(outcome: Outcome) -> str:
    """The line that says it: not the warnings before it, nor the usage around it."""
    lines = [line.strip() for line in outcome.stderr.split("\n") if line.strip()]
    errors = [line for line in lines if line.lower().startswith("error")]
    return (errors or lines or [f"exit status {outcome.status}"])[-1].rstrip(".")
