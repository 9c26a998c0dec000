"""Nova and its model, side by side."""

import re
import sys
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from harness.cloud.databases import MYSQL
from harness.stage import collation
from harness.stage.caller import Answer, Caller
from harness.stage.world import World, identify
from harness.tests.functional import base, staged
from harness.tests.functional.contract import comparison, spelling
from harness.tests.functional.contract.catalogue import Request
from harness.tests.functional.contract.model import Model, number
from harness.tests.functional.contract.role import Role

_RECORDS, _SHOWN = 40, 40
_HERE = "harness/tests/functional/contract"


class ContractTest(base.CloudTest):
    """Sends what a test says to both, and fails at the end if any answers differ."""

    fleet = staged.TEMPLATE
    accounts = staged.ACCOUNTS
    compared = found = 0

    @classmethod
    def tearDownClass(cls) -> None:
        super().tearDownClass()
        if cls.compared:
            counts = f"{cls.compared:,} requests compared, {cls.found:,} differences"
            print(f"{_HERE}: {cls.__name__}: {counts}", file=sys.stderr)

    def setUp(self) -> None:
        super().setUp()
        self.differences: dict[str, list[str]] = {}
        self.callers: dict[str, Caller] = {}

    def stage(self, world: World, role: Role) -> None:
        """Set both up alike."""
        if base.DATABASE == MYSQL:
            world = number(collation.holdable(world, MYSQL))
        self.world = world
        self.cloud.stage(world)
        self.model = Model(world, role)
        self.addCleanup(self.model.close)
        self.take(role)

    def take(self, role: Role) -> None:
        """Ask as somebody else from now on."""
        self.role = role
        self.cloud.set_policy(role.policy)
        self.model.take(role)
        name = role.account.name
        if name not in self.callers:
            self.callers[name] = self.cloud.caller(name)

    def compare(self, requests: Iterable[Request]) -> None:
        """Send requests to both and keep what differs."""
        for request in requests:
            if base.DATABASE == MYSQL and not spelling.told(request.path, self.world):
                continue
            type(self).compared += 1
            theirs, ours = self.ask_nova(request), self.ask_model(request)
            if theirs != ours:
                type(self).found += 1
                self.note(request, theirs, ours)

    def ask_nova(self, request: Request) -> Any:
        path = re.sub(r"record-(\d+)", lambda found: _record(int(found[1])), request.path)
        path = re.sub(r"service-(.+)", lambda found: identify("service", found[1]), path)
        caller = self.callers[self.role.account.name]
        answer = caller.ask(request.method, path, request.version, request.body)
        return comparison.digest(self.translate(answer), _ordered(request))

    def translate(self, answer: Answer) -> Answer:
        """Call projects and records what the model calls them."""
        if not isinstance(answer.body, dict):
            return answer
        return Answer(answer.status, comparison.translate(answer.body, self.names))

    @cached_property
    def names(self) -> dict[str, str]:
        """What the model calls projects and records, by their ids in Nova."""
        projects = {own: name for name, own in self.cloud.projects.items()}
        records = {_record(number): f"record-{number}" for number in range(1, _RECORDS)}
        # A record has a target as it was written, not as the host is called.
        return projects | records | {"SPARE": "spare"}

    def ask_model(self, request: Request) -> Any:
        answer = self.model.ask(request.method, request.path, request.version, request.body)
        return comparison.digest(answer, _ordered(request))

    def note(self, request: Request, theirs: Any, ours: Any) -> None:
        """Keep a difference, together with those that are the same at other microversions."""
        lines = [f"{self.role.name}: {request.words}", *comparison.differences(theirs, ours)]
        self.differences.setdefault("\n    ".join(lines), []).append(request.version)

    def conclude(self) -> None:
        """Fail if any answers differed."""
        shown = [f"{' '.join(self.differences[each])} {each}" for each in self.differences]
        if shown:
            self.fail("\n".join([f"{len(shown)} differences:", *shown[:_SHOWN]]))


def _ordered(request: Request) -> bool:
    """Tell whether the order of what is listed means anything.

    On MariaDB a moment has whole seconds: of the records that a test makes in one, those of one
    cell are in order alone.
    """
    made = request.path == "/os-migrations" and base.DATABASE == MYSQL
    return request.ordered and not made


def _record(number: int) -> str:
    """Return the UUID that the record of that place has in the databases."""
    return identify("record", str(number - 1))
