"""Tests that foretell, and then ask."""

import json
import sys
from collections.abc import Callable, Iterable
from typing import Any

from harness.cloud import access
from harness.cloud.client import Outcome
from harness.stage.world import Server, World
from harness.tests.functional.evacuating import forecasts
from harness.tests.functional.evacuating.forecasts import Asked, Table
from harness.tests.functional.staged import ADMIN, StagedTest

Doubt = Callable[[Asked, Server], bool]


class Forecasting(StagedTest):
    """Tests that foretell, and then ask."""

    def nova(self, asked: Asked, *options: str, user: str = ADMIN) -> Outcome:
        return self.clients["fork"].run(asked.words(*options), self.cloud.environment_of(user))

    def changes(self, start: int) -> list[access.Change]:
        return access.changes(access.read(self.cloud.access_log, start))

    def foretell(
        self, asked: Asked, user: str = ADMIN, doomed: frozenset[str] = frozenset()
    ) -> list[Outcome]:
        """Foretell, which changes nothing, and then ask, on the cloud as it is.

        :param doomed: the servers that Nova accepts and fails to move.
        :returns: both outcomes; the documents agree with the statuses and with what was sent.
        """
        start = access.position(self.cloud.access_log)
        foretold = self.nova(asked, "--dry-run", user=user)
        self.assertEqual([], self.changes(start), asked)
        answered = self.nova(asked, user=user)
        if foretold.stdout and answered.stdout:
            document = json.loads(foretold.stdout)
            is_bad = any(
                not each["accepted"] or each["id"] in doomed for each in document["servers"]
            )
            self.assertEqual(3 if is_bad else 0, foretold.status, asked)
            self.check_answers(json.loads(answered.stdout), self.changes(start))
        else:
            self.assertEqual([], self.changes(start), asked)
        return [foretold, answered]

    def check_answers(self, document: Any, changes: Iterable[access.Change]) -> None:
        """The document says what Nova answered, and each server was asked for once."""
        told = [(each["id"], each["accepted"]) for each in document["servers"] if each["sent"]]
        self.assertEqual(told, [(each.server, each.accepted) for each in changes])


class TableTest(Forecasting):
    """Tests that note in a table what was foretold, beside what was answered."""

    def setUp(self) -> None:
        super().setUp()
        self.table = Table()

    def check(
        self,
        asked: Asked,
        world: World,
        is_doubtful: Doubt = forecasts.is_doubtful,
        user: str = ADMIN,
        policy: dict[str, str] | None = None,
        doomed: frozenset[str] = frozenset(),
        held: bool = True,
    ) -> Any:
        """Compare what is foretold with what Nova answers.

        :param doomed: the servers that Nova accepts and fails to move.
        :param held: whether Nova's conductor rests.
        :returns: the document of the run; None if the client refused.
        """
        self.cloud.stage(world, held=held)
        self.cloud.set_policy(policy or {})
        outcomes = self.foretell(asked, user, doomed)
        if not outcomes[0].stdout:
            told = [(each.status, each.stdout, each.stderr) for each in outcomes]
            self.assertEqual(told[0], told[1], asked)
            self.assertIn(outcomes[0].status, (1, 2), asked)
            return None
        foretold, answered = (json.loads(each.stdout) for each in outcomes)
        doubtful = {each.id: is_doubtful(asked, each) for each in world.servers}
        self.table.compare(asked, foretold, answered, doubtful, doomed)
        return answered

    def conclude(self) -> None:
        print(f"\n{self.id().split('.')[-1]}: {self.table}", file=sys.stderr)
        wrong = self.table.wrong
        self.assertEqual([], wrong[:20], f"{len(wrong)} in all")
