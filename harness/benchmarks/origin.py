"""Where the numbers of a bench come from."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from harness.benchmarks import machine
from harness.benchmarks.machine import Machine
from harness.cloud import client
from harness.cloud.client import Client
from harness.trials.report import count


@dataclass(frozen=True)
class Origin:
    """The clients that were measured, and on what."""

    versions: dict[str, str]
    machine: Machine
    commit: str
    date: str

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON-serialisable data."""
        return {
            "date": self.date,
            "commit": self.commit,
            "machine": asdict(self.machine),
            "clients": self.versions,
        }

    def as_markdown(self, name: str) -> str:
        """Return a list.

        :param name: what the file with all runs is called, without its suffix.
        """
        here = self.machine
        facts = {
            "commit": self.commit,
            "date": self.date,
            "clients": ", ".join(f"{side} {text}" for side, text in self.versions.items()),
            "machine": f"{here.cpu}, {count(here.cores, 'core')}, load {here.load} at the start",
            "system": f"{here.system}, {here.python}",
            "all runs": f"[{name}.json]({name}.json)",
            "again": "`tox -e bench`",
        }
        return "".join(f"- {fact}: {text}\n" for fact, text in facts.items())


def describe(clients: Sequence[Client]) -> Origin:
    """Describe this machine as it is before a bench, and its clients.

    :raises HarnessError: when one of them does not tell its version.
    """
    here, commit = machine.describe(), machine.commit()
    versions = {each.label: client.version(each) for each in clients}
    return Origin(versions, here, commit, datetime.now(UTC).date().isoformat())
