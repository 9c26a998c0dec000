"""Runs of the fork's commands on clouds whose servers really move."""

import contextlib
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]

from harness.cloud import access, client
from harness.cloud.api import Server
from harness.cloud.client import Outcome
from harness.tests.functional import base

_PATIENCE = 300.0
_SCHEMA = Path(__file__).parents[3] / "novaclient/v2/host_operations/document.schema.json"


@contextlib.contextmanager
def saved(plan: Any) -> Iterator[Path]:
    """Write a plan to a file."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(plan, file)
        file.flush()
        yield Path(file.name)


def read(text: str) -> Any:
    """Return the document that a command printed, which is as its schema says."""
    document = json.loads(text)
    jsonschema.validate(document, json.loads(_SCHEMA.read_text()))
    return document


class Operating(base.CloudTest):
    """Tests that each begin with the fleet as it was."""

    def setUp(self) -> None:
        super().setUp()
        self.cloud.reset(self.fleet)
        self.runner = base.find_client("fork")
        self.start = access.position(self.cloud.access_log)

    def nova(self, *words: str) -> Outcome:
        """Run a command to its end."""
        environment = self.cloud.environment
        return client.run(self.runner, [*words], environment, _PATIENCE, self.cloud.check)

    def document(self, outcome: Outcome) -> Any:
        """Return what it printed."""
        return read(outcome.stdout)

    def asked(self) -> list[str]:
        """The servers that Nova was asked to change, each as often as it was."""
        requests = access.read(self.cloud.access_log, self.start)
        return sorted(change.server for change in access.changes(requests))

    def servers(self, host: str) -> list[Server]:
        """The servers of a host."""
        return [each for each in self.cloud.administrator.servers() if each.host == host]

    def ids(self, host: str) -> list[str]:
        """Their ids."""
        return sorted(each.id for each in self.servers(host))
