"""A running cloud with somebody who does what is asked, and tells what was seen."""

import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any, Self

from rich.console import Console
from rich.table import Table

from harness.cloud import faults
from harness.cloud.cloud import Cloud
from harness.trials import report
from harness.trials.observation import Seen, Watch

_PADDING = (0, 2, 0, 0)


class MannedCloud:
    """A running cloud, watched from its start or its last reset on."""

    def __init__(self, cloud: Cloud) -> None:
        """Watch a cloud, which its owner starts and ends."""
        self.cloud = cloud
        self._watch = Watch(cloud)

    @property
    def environment(self) -> dict[str, str]:
        """The ``OS_*`` variables with which a client finds the cloud."""
        return self.cloud.environment

    def state(self, host: str, state: str) -> None:
        """Bring a host, or all that a shell's pattern fits, into a state.

        :param state: ``up``, ``down`` or ``forced-down``.
        :raises HarnessError: when there is no such host or state.
        """
        self.cloud.change({host: state})

    def states(self) -> dict[str, str]:
        """Return the state into which each host was brought last."""
        return {host.name: host.state for host in self.cloud.current.hosts}

    def fault(self, route: str, kind: str, **described: Any) -> None:
        """Have one more fault befall requests to Nova; see :class:`harness.cloud.faults.Fault`.

        :raises HarnessError: when the route is none.
        """
        made = faults.make({"route": route, "kind": kind, **described})
        self.cloud.set_faults([*self.cloud.faults, made])

    def reset(self) -> Self:
        """Put every server and host back to where it was, and watch anew."""
        self.cloud.reset(self.cloud.fleet)
        self._watch = Watch(self.cloud)
        return self

    def report(self, *meant: str) -> Seen:
        """Wait until nothing moves any more, and return what was seen.

        :param meant: the service hosts that were to be emptied; another one that was touched
            is a stray.
        :raises HarnessError: when there is no such host.
        """
        return self._watch.see(self.cloud.fleet.find(meant))


class Orders:
    """What other processes may ask, in words and answers that are JSON."""

    def __init__(self, manned: MannedCloud) -> None:
        """Obey on this cloud."""
        self._manned = manned
        self._known: dict[str, Callable[..., dict[str, Any]]] = {
            "state": self._state,
            "reset": self._reset,
            "report": self._report,
            "fault": self._fault,
        }

    def obey(self, do: str, **words: Any) -> dict[str, Any]:
        """Do what is asked.

        :raises HarnessError: when that is refused.
        :raises KeyError: when nobody knows such an order.
        """
        return self._known[do](**words)

    def _state(self, host: str | None = None, state: str = "") -> dict[str, Any]:
        if host is not None:
            self._manned.state(host, state)
        return {"states": self._manned.states()}

    def _fault(self, fault: dict[str, Any] | None = None, clear: bool = False) -> dict[str, Any]:
        if clear:
            self._manned.cloud.set_faults(())
        if fault:
            self._manned.fault(**fault)
        return {"faults": [asdict(each) for each in self._manned.cloud.faults]}

    def _reset(self) -> dict[str, Any]:
        self._manned.reset()
        return {}

    def _report(self, meant: list[str], width: int, color: bool) -> dict[str, Any]:
        seen = self._manned.report(*meant)
        fleet, stream = self._manned.cloud.fleet, io.StringIO()
        console = Console(file=stream, width=width, force_terminal=color, highlight=False)
        report.show_cloud(fleet, seen, console)
        return {
            "exact": seen.exact,
            "text": stream.getvalue(),
            "facts": report.cloud_as_json(fleet, seen),
        }


def table(rows: Iterable[Mapping[str, Any]]) -> Table:
    """Lay out rows, which have the same keys, below these; a value that is missing is a dash."""
    rows = list(rows)
    laid = Table(box=None, padding=_PADDING)
    for head in rows[0] if rows else ():
        laid.add_column(head.upper().replace("_", " "), no_wrap=True)
    for row in rows:
        laid.add_row(*("-" if value is None else str(value) for value in row.values()))
    return laid
