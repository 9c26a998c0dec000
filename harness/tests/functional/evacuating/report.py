"""What a run must tell of each server, as Nova's databases have it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from harness.tests.functional.evacuating.ground import UNFINISHED, Move, View

INTERRUPTED = 130
_STATUSES = (("failed", 4), (UNFINISHED, 5), (None, 6))


@dataclass(frozen=True)
class Row:
    """What a document says of a server."""

    id: str
    sent: bool
    accepted: bool
    status: str | None = None
    destination: str | None = None
    outcome: str | None = None


def read(document: Any) -> list[Row]:
    """Return the rows of a document."""
    return [
        Row(
            each["id"],
            each["sent"],
            each["accepted"],
            *(each.get(key) for key in ("status", "destination", "outcome")),
        )
        for each in document["servers"]
    ]


@dataclass(frozen=True)
class Deeds:
    """What a run has done."""

    before: View
    """What the databases said when it began."""
    answers: dict[str, bool]
    """Which servers it has asked for, and whether Nova accepted that."""
    has_begun: bool = True
    """Whether it came to the point at which it sends."""
    is_followed: bool = False
    """Whether it follows what Nova has accepted."""

    def rows(self, now: View) -> list[Row]:
        """Return what it must say if it has last looked at ``now``."""
        return [self._row(server, now) for server in self.before.servers]

    def _row(self, server: str, now: View) -> Row:
        sent = server in self.answers
        joined = self.has_begun and not sent and server in self.before.moving
        accepted = joined or self.answers.get(server, False)
        if not self.is_followed or not accepted:
            return Row(server, sent, accepted)
        older = self.before.moves[-1].id if sent and self.before.moves else 0
        move = now.last(server, older)
        if move is None:
            return Row(server, sent, accepted, outcome=UNFINISHED)
        return Row(server, sent, accepted, move.status, move.destination, _outcome(move, now))


def _outcome(move: Move, now: View) -> str:
    state = now.servers.get(move.server, ("", None))[0]
    if move.outcome == UNFINISHED and state == "error" and not now.is_rebuilt(move.server):
        return "failed"
    return move.outcome


def exit_status(rows: Iterable[Row], is_followed: bool) -> int:
    """Return the status of a run that nobody interrupts."""
    outcomes = {row.outcome for row in rows}
    found = [status for outcome, status in _STATUSES if outcome in outcomes]
    return found[0] if found and is_followed else 0
