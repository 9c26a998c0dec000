"""Batches of clients that meet the incident, one after the other."""

import dataclasses
import math
import time
from pathlib import Path
from typing import Iterator, Optional

from fork.clients.compared import UPSTREAM
from fork.matrix import replay
from fork.matrix.bench import Bench
from fork.matrix.finding import Finding
from fork.matrix.replay import Incident, Touch

#: How many clients one embedded OpenStack serves: its start is spared for
#: all but one, and an interruption loses no more than these.
BATCH = 24


@dataclasses.dataclass(frozen=True)
class Visit:
    """One client of one release on one Python."""

    row: Finding
    side: str
    python: str

    @property
    def label(self) -> str:
        """How the harness's report calls it."""
        return f"{self.row.release}-{self.side}-{self.python}"

    @property
    def step(self) -> tuple[str, str]:
        """The release and the step, as the journal names them."""
        return self.row.release, f"replay-{self.side}-{self.python}"


def visits(row: Finding) -> list[Visit]:
    """Return every visit that is due for a release."""
    return [
        Visit(row, side, python)
        for python in row.pythons
        for side in row.sides_on(python)
    ]


@dataclasses.dataclass(frozen=True)
class Visits:
    """Replays the incident and records what each client touched.

    :param bench: where the clients are installed
    :param harness: the Python that has what the harness needs
    """

    bench: Bench
    harness: Path

    def batches(self, rows: list[Finding], jobs: int) -> list[list[Visit]]:
        """Divide what is not recorded yet among runs of the harness."""
        due = [visit for row in rows for visit in visits(row)]
        due = [visit for visit in due if not self._read(visit)]
        size = max(1, min(BATCH, math.ceil(len(due) / jobs)))
        return [due[at : at + size] for at in range(0, len(due), size)]

    def replay(self, batch: list[Visit]) -> None:
        """Replay the incident with a batch of clients on one OpenStack.

        :raises ForkError: when the harness fails
        """
        began = time.monotonic()
        clients = {visit.label: self._nova(visit) for visit in batch}
        root = self.bench.project.root
        touches = replay.run(self.harness, clients, root)
        for visit in batch:
            touch = dataclasses.asdict(touches[visit.label])
            self.bench.journal.write(visit.step, self._key(visit), touch)
        seconds = time.monotonic() - began
        text = f"the incident, clients: {len(batch)}"
        progress = self.bench.journal.progress
        progress.done("replay", text, seconds, len(batch))

    def incidents(self, row: Finding) -> Iterator[Incident]:
        """Yield the incident on every Python on which all clients met it."""
        for python in row.pythons:
            touches = {
                side: touch
                for side in row.sides_on(python)
                if (touch := self._read(Visit(row, side, python)))
            }
            if [*touches] == row.sides_on(python):
                yield Incident(python, touches.pop(UPSTREAM), touches)

    def _read(self, visit: Visit) -> Optional[Touch]:
        found = self.bench.journal.read(visit.step, self._key(visit))
        return Touch(**found) if found else None

    def _key(self, visit: Visit) -> str:
        return self.bench.key(visit.row, visit.side, visit.python)

    def _nova(self, visit: Visit) -> Path:
        bench = self.bench
        place = bench.environment(visit.row, visit.side, visit.python)
        return place.program("nova")
