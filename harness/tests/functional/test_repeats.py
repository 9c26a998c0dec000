"""Nothing is sent twice, and what waits for a service that is up says so."""

import subprocess
import threading
import time
import tomllib

from harness.cloud import access, fleet
from harness.stage.world import Hypervisor, Record, Server, Service, World
from harness.tests.functional import base
from harness.tests.functional.staged import Run, StagedTest

_PATIENCE = 120.0
NAMED = "XXXX-HOST-YYYY34"
OWN = [f"own-{number}" for number in range(4)]
OPTIONS: tuple[tuple[str, ...], ...] = ((), ("--concurrency", "8"), ("--format", "json"))
UNDER_WAY = "{}: an evacuation is already under way ({}); not sent again\n"
GIVEN_UP = (
    "{}: the evacuation that is under way ({}) is given up, since its destination {} is down\n"
)


def world(tasks: dict[str, str], *records: Record) -> World:
    """Return the named host and a look-alike, with what goes on there."""
    names = (NAMED, f"{NAMED}0", "dead")
    return World(
        (*(Service(name) for name in names), Service("spare", "up")),
        tuple(Hypervisor(name, name) for name in (*names, "spare")),
        (
            *(Server(name, NAMED, task=tasks.get(name)) for name in OWN),
            Server("other", f"{NAMED}0", task="rebuilding"),
        ),
        records,
    )


class RepeatTest(StagedTest):
    """What a run finds that Nova is at, or was."""

    def again(self, *words: str) -> list[str]:
        """Run once more on what the run before left; return the servers that were asked for."""
        start = access.position(self.cloud.access_log)
        arguments = ["--os-compute-api-version", "2.latest", "host-evacuate", NAMED, *words]
        environment = self.cloud.environment_of("admin")
        self.outcome = self.clients["fork"].run(arguments, environment)
        requests = access.read(self.cloud.access_log, start)
        return [change.server for change in access.changes(requests)]

    def evacuate(self, staged: World, *words: str) -> Run:
        return self.run_client("fork", "host-evacuate", NAMED, *words, world=staged)

    def under_way(self, run: Run) -> set[str]:
        return {UNDER_WAY.format(run.world.server(name).id, "accepted") for name in OWN}

    def test_repeated_at_once(self) -> None:
        for options in OPTIONS:
            with self.subTest(options=options):
                run = self.evacuate(world({}), *options)
                self.assertEqual(sorted(OWN), sorted(run.touched))
                for more in OPTIONS:
                    self.assertEqual([], self.again(*more))
                    told = self.outcome.stderr.splitlines(keepends=True)[-4:]
                    self.assertEqual((0, self.under_way(run)), (self.outcome.status, {*told}))

    def test_upstream_repeats_all(self) -> None:
        """So this is no doing of Nova's."""
        run = self.run_client("upstream", "host-evacuate", "--strict", NAMED, world=world({}))
        arguments = ["host-evacuate", "--strict", NAMED]
        start = access.position(self.cloud.access_log)
        self.clients["upstream"].run(arguments, self.cloud.environment_of("admin"))
        requests = access.read(self.cloud.access_log, start)
        again = [change.server for change in access.changes(requests)]
        self.assertEqual({run.world.server(name).id for name in OWN}, {*again})

    def test_stale_records(self) -> None:
        """Nobody rebuilds these servers, whatever their records say."""
        records = [
            Record(name, status, NAMED, target)
            for name, status, target in (
                (OWN[0], "accepted", None),
                (OWN[1], "pre-migrating", "spare"),
                (OWN[2], "pre-migrating", "dead"),
            )
        ]
        run = self.evacuate(world({OWN[1]: "powering-off"}, *records))
        self.assertEqual(OWN, run.touched)
        self.assertNotIn("given up", run.stderr)
        self.assertNotIn("under way", run.stderr)

    def test_dead_destination(self) -> None:
        tasks = {OWN[0]: "rebuild_spawning", OWN[1]: "rebuilding"}
        records = (
            Record(OWN[0], "pre-migrating", NAMED, "dead"),
            Record(OWN[1], "pre-migrating", NAMED, "spare"),
            Record("other", "pre-migrating", f"{NAMED}0", "spare"),
        )
        staged = world(tasks, *records)
        run = self.evacuate(staged)
        self.assertEqual([OWN[0], OWN[2], OWN[3]], run.touched)
        first, second = (staged.server(name).id for name in OWN[:2])
        self.assertIn(GIVEN_UP.format(first, "pre-migrating", "dead"), run.stderr)
        self.assertIn(UNDER_WAY.format(second, "pre-migrating"), run.stderr)


WAITING = """
[[group]]
hosts = ["node1"]
servers = 2
[[group]]
hosts = ["node10"]
servers = 1
state = "down"
[[group]]
hosts = ["spare"]
"""


class WaitTest(base.CloudTest):
    """A monitor calls in the minute in which Nova still counts the service as up."""

    fleet = fleet.parse("waiting", tomllib.loads(WAITING))

    def test_it_waits_and_sends(self) -> None:
        self.cloud.reset(self.fleet)
        start = access.position(self.cloud.access_log)
        process = subprocess.Popen(
            [str(base.find_client("fork").executable), "host-evacuate", "--wait", "node1"],
            env=self.cloud.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        guard = threading.Timer(_PATIENCE, process.kill)
        guard.start()
        assert process.stderr
        said = next(line for line in process.stderr if "counts the compute service" in line)
        self.assertEqual([], access.changes(access.read(self.cloud.access_log, start)))
        # The words that it gave are those that end it.
        words = said.strip().rsplit(": ", 1)[1].split()
        time.sleep(1)
        forced = subprocess.run(
            [str(base.find_client("upstream").executable), *words[1:]],
            env=self.cloud.environment,
            capture_output=True,
        )
        self.assertEqual(0, forced.returncode, forced.stderr)
        stdout, _ = process.communicate()
        guard.cancel()
        self.assertEqual((0, 2), (process.returncode, stdout.count("| True")))
        hosts = sorted(str(each.host) for each in self.cloud.administrator.servers())
        self.assertEqual(["node10", "spare", "spare"], hosts)

    def test_it_is_up_until_the_end(self) -> None:
        self.cloud.reset(self.fleet)
        start = access.position(self.cloud.access_log)
        ran = subprocess.run(
            [
                *(str(base.find_client("fork").executable), "host-evacuate", "--wait"),
                *("--timeout", "2", "node1"),
            ],
            env=self.cloud.environment,
            capture_output=True,
            encoding="utf-8",
        )
        self.assertEqual((6, 2), (ran.returncode, ran.stdout.count("its compute service is up")))
        self.assertEqual([], access.changes(access.read(self.cloud.access_log, start)))
