"""That both are asked all that the client asks, and all that the model answers."""

import re
import tempfile
import unittest
from collections.abc import Iterator
from functools import cache

from harness.cloud import access
from harness.stage.warm import WarmClient
from harness.tests.functional import base as functional
from harness.tests.functional.contract import actions, base, catalogue, role, shape
from harness.tests.functional.contract.model import SOURCE, fake_cloud

NAMES = ("node1", "cmp7", "cmp70.example.org", "twin", "far", "rack:7", "spare", "unknown")
VERSIONS = ("2.13", "2.52", "2.67", "2.100")
FEW_VERSIONS = ("2.52", "2.100")
OPTIONS = (
    (),
    ("--no-strict",),
    ("--dry-run",),
    ("--wait", "--timeout", "1"),
    ("--concurrency", "3", "--fail", "--format", "json"),
    ("--target_host", "spare"),
)
_WAIT = ("--wait", "--timeout", "1")
_Siblings = tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
SIBLINGS: _Siblings = (
    (("host-evacuate-live",), ()),
    (("host-evacuate-live", "--target-host", "spare"), ()),
    (("host-servers-migrate",), ()),
    (("host-meta",), ("set", "key=value")),
    (("host-meta",), ("delete", "key")),
)
"""What precedes the name of the host, and what follows it."""
SIBLINGS_WITH_OPTIONS: _Siblings = (
    (("host-evacuate-live", "--dry-run", "--target-host", "spare"), ()),
    (("host-evacuate-live", "--disable-reason", "work", *_WAIT), ()),
    (("host-servers-migrate", "--dry-run"), ()),
    (("host-servers-migrate", "--disable-reason", "work", "--confirm", *_WAIT), ()),
    (("host-meta", "--dry-run"), ("delete", "key")),
    (("host-meta", "--concurrency", "3"), ("set", "key=value")),
)
OTHER_VERSIONS = {
    "2.13": (("host-evacuate", "--on-shared-storage", "node1"),),
    "2.67": (("host-evacuate", "--target_host", "spare", "--force", "node1"),),
}
OF_OTHERS = (
    ("host-evacuate", "--dry-run", "cmp7"),
    ("host-evacuate", "--wait", "--timeout", "1", "--target_host", "spare", "cmp70.example.org"),
    ("host-evacuate-live", "node1"),
)
OTHERS = (
    role.without("servers:allow_all_filters"),
    role.without("servers:index"),
    role.without("os-hypervisors:show"),
    next(each for each in role.others() if each.grants == role.UPSTREAM),
)
"""Callers to whom the client's first way is closed."""


class ClientTest(base.ContractTest):
    def test_it_asks_nothing_else(self) -> None:
        asked = self.asked()
        self.assertEqual([], sorted(map(str, asked - known())))
        self.assertGreater(len(asked), 20)

    def asked(self) -> set[shape.Shape | None]:
        """Return what the client asks of Nova, whatever it is told to do, and by whom."""
        start = access.position(self.cloud.access_log)
        with WarmClient(functional.find_client("fork")) as client:
            for who, version, command in commands():
                self.stage(catalogue.WORLD, who)
                environment = self.cloud.environment_of(who.account.name)
                client.run(["--os-compute-api-version", version, *command], environment)
            self.obey_a_plan(client)
        requests = access.read(self.cloud.access_log, start)
        shapes = {shape.of_line(each.method, each.path, each.body) for each in requests}
        return shapes - {None}

    def obey_a_plan(self, client: WarmClient) -> None:
        self.stage(catalogue.WORLD, role.ADMIN)
        command, environment = ["host-evacuate", "--format", "json"], self.cloud.environment
        plan = client.run([*command, "--dry-run", "node1"], environment).stdout
        with tempfile.NamedTemporaryFile("w") as file:
            file.write(plan)
            file.flush()
            done = client.run([*command, "--plan", file.name, "node1"], environment)
        self.assertIn('"accepted": true', done.stdout)


class ModelTest(unittest.TestCase):
    """What the model can be asked is compared with Nova, on both sides of its borders."""

    def test_routes(self) -> None:
        for method, routes in fake_cloud.Nova.ROUTES.items():
            paths = {each.path.partition("?")[0] for each in everything() if each.method == method}
            for pattern, _ in routes:
                self.assertTrue(any(re.fullmatch(pattern, path) for path in paths), pattern)

    def test_words(self) -> None:
        words = set(fake_cloud.FILTERS).union(fake_cloud.MORE_FILTERS, fake_cloud.PAGING)
        words.update(fake_cloud.Nova.ACTIONS)
        self.assertEqual(set(), words.difference(*(each.names for each in known())))

    def test_statuses_and_tasks(self) -> None:
        statuses = {*fake_cloud.STATUSES, *fake_cloud.TASKS}
        self.assertEqual(set(), statuses.difference(catalogue.STATUSES))
        shown = {fake_cloud.STATES.get(each, each.lower()) for each in fake_cloud.STATUSES}
        self.assertEqual(shown, set(actions.VM_STATES))

    def test_borders(self) -> None:
        versions = {int(each.version.removeprefix("2.")) for each in everything()}
        borders = {int(each) for each in re.findall(r"\(2, (\d+)\)", SOURCE.read_text())}
        sides = {side for border in borders - {1} for side in (border - 1, border)}
        self.assertEqual(set(), sides - versions)
        self.assertGreater(len(borders), 10)


def commands() -> Iterator[tuple[role.Role, str, tuple[str, ...]]]:
    """Yield commands, each with who gives it and a microversion."""
    for version in VERSIONS:
        for command in _commands(version):
            yield role.ADMIN, version, command
    for who in OTHERS:
        for version in FEW_VERSIONS:
            for command in OF_OTHERS:
                yield who, version, command


def _commands(version: str) -> Iterator[tuple[str, ...]]:
    for name in NAMES if version in FEW_VERSIONS else ():
        yield "host-evacuate", "--dry-run", name
    for options in OPTIONS:
        yield "host-evacuate", *options, "node1"
    more = SIBLINGS_WITH_OPTIONS if version in FEW_VERSIONS else ()
    for before, after in SIBLINGS + more:
        yield *before, "node1", *after
    yield from OTHER_VERSIONS.get(version, ())


@cache
def everything() -> list[catalogue.Request]:
    """Return every request that is compared."""
    extents = (catalogue.EVERY_NAME, catalogue.EVERY_STATE, catalogue.EVERY_VERSION)
    reads = [each for extent in extents for each in catalogue.reads(extent)]
    return reads + [each for asked in actions.EVERYTHING for each in asked()]


@cache
def known() -> set[shape.Shape]:
    """Return the shapes of these requests."""
    return {shape.of(each.method, each.path, each.body) for each in everything()}
