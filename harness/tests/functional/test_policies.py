"""One host, whatever policy allows the caller and whatever the hosts were once called."""

import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from testtools.matchers import MismatchError

from harness.stage.warm import WarmClient
from harness.stage.world import Hypervisor, Server, Service, World, hosts
from harness.tests.functional import base, broken
from harness.tests.functional.staged import AVAILABILITY, FILTERS, HA, Run, StagedTest

VERSIONS = ("2.52", "2.53", "2.latest")
NAMED = "XXXX-HOST-YYYY34"
ALIKE = [NAMED, *(f"{NAMED}{digit}" for digit in range(10))]
OWN = [f"{NAMED}-a", f"{NAMED}-b"]
SIBLINGS = (("host-evacuate-live",), ("host-servers-migrate",), ("host-meta", "set", "key=value"))
DENIED: dict[str, Any] = {"policy": {FILTERS: "!"}}
GRANTED: dict[str, Any] = {"user": HA, "policy": AVAILABILITY}
DEPRECATED = "nova CLI is deprecated and will be removed in a future release\n"
STOPPED = (base.NEWEST >= base.STOPPING) * (
    "NOTE: Evacuated servers arrive stopped, as they do from microversion 2.95 on. To keep "
    'their state, use "nova --os-compute-api-version 2.94 host-evacuate".\n'
)
UNKNOWN = "ERROR (NotFound): No hypervisor matching '{}' could be found. (HTTP 404)\n"
STALE = World(
    (
        Service("cmp7"),
        Service("cmp7.example.org"),
        Service("cmp70"),
        Service("cmp71"),
        Service("spare", "up"),
    ),
    (
        Hypervisor("cmp7.example.org", "cmp7.example.org"),
        Hypervisor("cmp70.example.org", "cmp70"),
        Hypervisor("xcmp7.example.org", "cmp71"),
        Hypervisor("spare.example.org", "spare"),
    ),
    (
        Server("a", "cmp7.example.org"),
        Server("b", "cmp7.example.org", project="tenant"),
        Server("c", "cmp70"),
        Server("d", "cmp71"),
    ),
)
"""What a rename left: ``cmp7`` was ``cmp7.example.org`` once."""
MEANT = (
    "ERROR (NoUniqueMatch): Compute host 'cmp7' has no servers, but there are servers on "
    "cmp7.example.org, which may be meant. Name the host that is, or say with --by what 'cmp7' "
    "is the name of.\n"
)
NO_ROWS = """\
+-------------+-------------------+---------------+
| Server UUID | Evacuate Accepted | Error Message |
+-------------+-------------------+---------------+
+-------------+-------------------+---------------+
"""


def incident(state: str) -> World:
    """Return the named host and its ten look-alikes, with two servers each."""
    world = hosts([*ALIKE, "spare"], state)
    servers = tuple(Server(f"{name}-{each}", name) for name in ALIKE for each in "ab")
    return World(world.services, world.hypervisors, servers)


def spoken(command: tuple[str, ...], name: str, *options: str) -> list[str]:
    """Return the words that have a command act on a host."""
    return [command[0], *options, name, *command[1:]]


class OneHost(StagedTest):
    """What is the same for everybody who can run upstream's ``--strict``."""

    def check_named(self, command: tuple[str, ...], state: str, **caller: Any) -> None:
        """The fork does what upstream does with ``--strict``, and says the same."""
        for version in VERSIONS:
            options = {"world": incident(state), "version": version, **caller}
            upstream = self.run_client("upstream", *spoken(command, NAMED, "--strict"), **options)
            self.assertEqual((OWN, DEPRECATED, 0), self.without_stdout(upstream))
            found = self.run_client("fork", *spoken(command, NAMED), **options)
            note = STOPPED if (command[0], version) == ("host-evacuate", VERSIONS[-1]) else ""
            self.assertEqual((OWN, DEPRECATED + note, 0), self.without_stdout(found))
            self.assertEqual(upstream.stdout, found.stdout)
            self.assertEqual(upstream.sent, found.sent)
            if command[0] == "host-evacuate" or version == "2.53":
                self.check_other_ways(command, upstream, **options)

    def check_other_ways(self, command: tuple[str, ...], strict: Run, **options: Any) -> None:
        """The first patch alone changes ``host-evacuate``; upstream needs ``--strict``."""
        minimal = self.run_client("minimal", *spoken(command, NAMED, "--strict"), **options)
        self.assertEqual(strict.told, minimal.told)
        every = self.run_client("upstream", *spoken(command, NAMED), **options)
        self.assertEqual(22, len(every.touched))
        minimal = self.run_client("minimal", *spoken(command, NAMED), **options)
        self.assertEqual((strict if command[0] == "host-evacuate" else every).told, minimal.told)

    def check_unknown(self, command: tuple[str, ...], **caller: Any) -> None:
        """Nothing is sent of a name that no host has, though it is part of some."""
        for version in VERSIONS:
            options = {"world": incident("up"), "version": version, **caller}
            for name in ("nosuchhost", NAMED[:-1]) if version == "2.53" else ("nosuchhost",):
                found = self.run_client("fork", *spoken(command, name), **options)
                self.assertEqual(([], "", 1), (found.touched, found.stdout, found.outcome.status))
                self.assertTrue(found.stderr.endswith(UNKNOWN.format(name)), found.stderr)

    def without_stdout(self, run: Run) -> tuple[list[str], str, int]:
        return run.touched, run.stderr, run.outcome.status


class FiltersDeniedTest(OneHost):
    """An administrator for whom Nova drops ``host=`` without a word."""

    def test_nova_drops_the_filter(self) -> None:
        self.cloud.stage(incident("down"))
        self.cloud.set_policy(DENIED["policy"])
        path = f"/servers?all_tenants=1&host={NAMED}&sort_key=host"
        answer = self.cloud.caller().ask("GET", path)
        self.assertEqual((200, 22), (answer.status, len(answer.body["servers"])))

    def test_evacuation(self) -> None:
        self.check_named(("host-evacuate",), "down", **DENIED)

    def test_siblings(self) -> None:
        for command in SIBLINGS:
            self.check_named(command, "up", **DENIED)

    def test_unknown(self) -> None:
        for command in (("host-evacuate",), ("host-servers-migrate",)):
            self.check_unknown(command, **DENIED)

    def test_what_is_shown(self) -> None:
        """No server of a look-alike is called one of the named host's."""
        world = incident("down")
        words = ["host-evacuate", "--format", "json", NAMED]
        for each in ([], ["--dry-run"]):
            found = self.run_client("fork", *words, *each, world=world, **DENIED)
            self.assertEqual(0, found.outcome.status, found.told)
            shown = json.loads(found.stdout)
            self.assertEqual(NAMED, shown["service_host"])
            ids = [world.server(name).id for name in OWN]
            self.assertEqual(ids, [server["id"] for server in shown["servers"]])
            self.assertEqual([] if each else OWN, found.touched)


class AvailabilityTest(OneHost):
    """A role that may use what ``--strict`` uses, and nothing else."""

    def test_it_may_list_neither_servers_nor_services(self) -> None:
        self.cloud.stage(incident("down"))
        self.cloud.set_policy(AVAILABILITY)
        for path in ("/servers?all_tenants=1", "/os-services"):
            self.assertEqual(403, self.cloud.caller(HA).ask("GET", path).status, path)

    def test_evacuation(self) -> None:
        self.check_named(("host-evacuate",), "down", **GRANTED)

    def test_siblings(self) -> None:
        for command in SIBLINGS:
            self.check_named(command, "up", **GRANTED)

    def test_unknown(self) -> None:
        for command in (("host-evacuate",), ("host-servers-migrate",)):
            self.check_unknown(command, **GRANTED)


class Renamed(StagedTest):
    """A service record that died long ago, beside what its host is called now."""

    def evacuate(self, *words: str, label: str = "fork", **options: Any) -> Run:
        return self.run_client(label, "host-evacuate", *words, world=STALE, **options)

    def check_what_may_be_meant(self) -> None:
        for options in ([], ["--wait", "--fail"], ["--dry-run"], ["--format", "json"]):
            found = self.evacuate(*options, "cmp7")
            self.assertEqual(([], "", DEPRECATED + MEANT, 1), found.told)


class RenamedTest(Renamed):
    def test_upstream(self) -> None:
        """It evacuates by chance, with two neighbours, or says that there is no such host."""
        self.assertEqual(["a", "b", "c", "d"], self.evacuate("cmp7", label="upstream").touched)
        for words, label in ((["--strict", "cmp7"], "upstream"), (["cmp7"], "minimal")):
            found = self.evacuate(*words, label=label)
            self.assertEqual(([], "", 1), (found.touched, found.stdout, found.outcome.status))
            self.assertIn("ERROR (NotFound): No hypervisor matching 'cmp7'", found.stderr)

    def test_what_may_be_meant(self) -> None:
        self.check_what_may_be_meant()
        for version in VERSIONS:
            found = self.evacuate("cmp7", version=version)
            self.assertEqual(([], "", DEPRECATED + MEANT, 1), found.told)

    def test_what_may_be_meant_by_the_siblings(self) -> None:
        for command in SIBLINGS:
            found = self.run_client("fork", *spoken(command, "cmp7"), world=STALE)
            self.assertEqual(([], "", DEPRECATED + MEANT, 1), found.told)

    def test_the_record_itself(self) -> None:
        found = self.evacuate("--by", "service", "cmp7")
        self.assertEqual(([], NO_ROWS, DEPRECATED, 0), found.told)

    def test_what_it_is_called_now(self) -> None:
        for by in ([], ["--by", "service"], ["--by", "hypervisor"]):
            found = self.evacuate(*by, "cmp7.example.org")
            self.assertEqual(["a", "b"], found.touched)
            self.assertEqual((DEPRECATED + STOPPED, 0), (found.stderr, found.outcome.status))

    def test_a_target_by_either_name(self) -> None:
        for target in ("spare", "spare.example.org"):
            found = self.evacuate("--target_host", target, "cmp7.example.org")
            self.assertEqual(["a", "b"], found.touched)
            sent = [json.loads(each.body) for each in found.requests if each.changed]
            self.assertEqual([{"evacuate": {"host": "spare"}}] * 2, sent)

    def test_a_target_that_nobody_has(self) -> None:
        found = self.evacuate("--target_host", "spar", "cmp7.example.org")
        near = "Did you mean:\n  spare\n  spare.example.org\n"
        self.assertEqual(([], "", DEPRECATED + near + UNKNOWN.format("spar"), 1), found.told)


class MutantsTest(OneHost, Renamed):
    """Forks without one of the rules: a test that runs on Nova notices each."""

    def test_every_listing_is_believed(self) -> None:
        with self.mutant(
            "host_routes", "def is_filtered(self):", "return True", "def whole(self):"
        ):
            self.check_killed(self.check_named, ("host-evacuate",), "down", **DENIED)
            found = self.run_client(
                "fork", "host-evacuate", NAMED, world=incident("down"), **DENIED
            )
            self.assertEqual((22, 0), (len(found.touched), found.outcome.status))

    def test_an_idle_service_host_is_believed(self) -> None:
        with self.mutant(
            "compute_hosts",
            "def _find_idle_or_renamed(self, name):",
            "return ComputeHost(name, [])",
            "def whole(self, name):",
        ):
            self.check_killed(self.check_what_may_be_meant)
            found = self.evacuate("cmp7")
            self.assertEqual(([], NO_ROWS, 0), (found.touched, found.stdout, found.outcome.status))

    def check_killed(self, check: Callable[..., None], *words: Any, **options: Any) -> None:
        self.assertRaises(MismatchError, check, *words, **options)

    @contextlib.contextmanager
    def mutant(self, module: str, head: str, body: str, rest: str) -> Iterator[None]:
        """Let the fork be one whose method does no more than ``body``.

        :param head: the line that begins the method.
        :param rest: what its own lines become instead.
        """
        whole = self.clients["fork"]
        with contextlib.ExitStack() as stack:
            folder = Path(stack.enter_context(TemporaryDirectory()))
            cold = broken.copy(base.find_client("fork"), folder)
            path = folder / "novaclient" / "v2" / f"{module}.py"
            text = path.read_text()
            self.assertEqual(1, text.count(f"    {head}\n"))
            path.write_text(
                text.replace(f"    {head}\n", f"    {head}\n        {body}\n\n    {rest}\n")
            )
            self.clients["fork"] = stack.enter_context(WarmClient(cold))
            try:
                yield
            finally:
                self.clients["fork"] = whole
