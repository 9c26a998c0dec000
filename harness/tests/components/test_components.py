"""What components do to the fleet of the incident, and to others, with either client.

It is as it is, also where it is bad: none of them is ours to mend. The manual tells of it.
"""

import os
import sys
import tomllib
from pathlib import Path
from typing import Any

import fixtures
from testtools.content import text_content

from harness.cloud import fleet
from harness.stage.world import World
from harness.tests.components import fetch
from harness.tests.functional import base
from harness.trials import component, scenario
from harness.trials.observation import Observation

FAILED = "XXXX-HOST-YYYY34"
NEIGHBOURS = [f"{FAILED}{digit}" for digit in range(10)]
ALL = [FAILED, *NEIGHBOURS]
SAMPLES = Path(__file__).with_name("samples")
FILTERS = "os_compute_api:servers:allow_all_filters"
LONG = """
[[group]]
hosts = ["cmp7", "cmp70"]
hypervisors = ["{host}.example.org"]
servers = 1
state = "down"
[[group]]
hosts = ["spare"]
"""
SMALL = fleet.parse("long", tomllib.loads(LONG))
CLIENTS = ("upstream", "fork")


def folder() -> Path:
    """Return where the components and the clients are."""
    return Path(os.environ["HARNESS_COMPONENTS"])


class ComponentTest(base.CloudTest):
    meant: str

    def run_it(
        self,
        label: str,
        executable: Path,
        *words: str | Path,
        policy: str = "",
        held: bool = False,
    ) -> Observation:
        """Run a component with the client of that label.

        :param policy: a rule that is denied to everybody.
        :param held: whether moves are accepted and never begin.
        """
        self.cloud.reset(self.fleet)
        self.cloud._tune(World(), held)
        self.cloud.set_policy({policy: "!"} if policy else {})
        path = str(fetch.client(folder(), label))
        self.useFixture(fixtures.EnvironmentVariable("PYTHONPATH", path))
        found, meant = component.find(str(executable)), self.fleet.find([self.meant])
        seen = component.run(self.cloud, meant, found, [str(word) for word in words], 300)
        self.addDetail(label, text_content("\n".join([str(seen.outcome), *seen.requests])))
        return seen

    def check(self, seen: Observation, asked: list[str], moved: list[str], status: int) -> None:
        """Assert which hosts' servers were asked for and moved, and how it ended."""
        self.assertEqual((asked, moved), (seen.asked, seen.moved))
        self.assertEqual(status, seen.outcome.status)
        touched = sorted({*asked, *moved} - {self.meant})
        self.assertEqual(touched, sorted(seen.strays))


class SamplesTest(ComponentTest):
    """Twenty lines of Python."""

    fleet = scenario.load_fleet("incident")
    meant = FAILED

    def run_python(self, label: str, how: str) -> Observation:
        python = folder() / label / "bin/python"
        return self.run_it(label, python, SAMPLES / "evacuate.py", how, FAILED)

    def test_a_search(self) -> None:
        for label in CLIENTS:
            self.check(self.run_python(label, "search"), ALL, ALL, 0)

    def test_an_equality(self) -> None:
        for label in CLIENTS:
            self.check(self.run_python(label, "equality"), [FAILED], [FAILED], 0)

    def test_the_servers_of_a_host(self) -> None:
        self.check(self.run_python("fork", "compute_hosts"), [FAILED], [FAILED], 0)
        seen = self.run_python("upstream", "compute_hosts")
        self.check(seen, [], [], 1)
        self.assertIn("has no attribute 'compute_hosts'", seen.outcome.stderr)


class ShellTest(ComponentTest):
    """As with the fleet of the incident, where it takes 22 times two starts of ``nova``."""

    fleet = SMALL
    meant = "cmp7"

    def test_a_search(self) -> None:
        hosts = ["cmp7", "cmp70"]
        for label in CLIENTS:
            nova = folder() / label / "bin/nova"
            self.check(self.run_it(label, SAMPLES / "evacuate.sh", nova, "cmp7"), hosts, hosts, 0)


class EngineTest(ComponentTest):
    """Tests of the engine of masakari 22."""

    @classmethod
    def setUpClass(cls) -> None:
        base.need(lambda: fetch.masakari(folder()))
        super().setUpClass()

    def run_engine(self, label: str, host: str, **options: Any) -> Observation:
        script = SAMPLES / "masakari_engine.py"
        return self.run_it(label, fetch.masakari(folder()), script, host, **options)

    def moves(self, seen: Observation) -> list[str]:
        """Return what the engine says of servers and host, without names of servers."""
        return [line.split(" ", 1)[-1] for line in seen.outcome.stdout.splitlines()]


class MasakariTest(EngineTest):
    fleet = scenario.load_fleet("incident")
    meant = FAILED

    def test_one_host(self) -> None:
        for label in CLIENTS:
            seen = self.run_engine(label, FAILED)
            self.check(seen, [FAILED], [FAILED], 0)
            self.assertEqual(["succeeded spare"] * 2 + ["finished"], self.moves(seen))
            self.assertEqual(["ACTIVE"], seen.arrivals)


class MasakariNamesTest(EngineTest):
    """The same where a hypervisor is called otherwise than its service host."""

    fleet = SMALL
    meant = "cmp7"

    def test_one_host(self) -> None:
        self.check(self.run_engine("upstream", "cmp7"), ["cmp7"], ["cmp7"], 0)

    def test_a_filter_that_policy_denies(self) -> None:
        hosts = ["cmp7", "cmp70"]
        self.check(self.run_engine("upstream", "cmp7", policy=FILTERS), hosts, hosts, 0)

    def test_moves_that_never_begin(self) -> None:
        """They have succeeded as soon as they are asked for."""
        seen = self.run_engine("upstream", "cmp7", held=True)
        self.check(seen, ["cmp7"], [], 0)
        self.assertEqual(["succeeded cmp7.example.org", "finished"], self.moves(seen))

    def test_the_name_of_the_hypervisor(self) -> None:
        seen = self.run_engine("upstream", "cmp7.example.org")
        self.check(seen, [], [], 1)
        self.assertEqual(["error"], self.moves(seen))


class FenceTest(ComponentTest):
    """``fence_compute`` and ``fence_evacuate`` of Debian's fence-agents."""

    fleet = scenario.load_fleet("incident")
    meant = FAILED

    @classmethod
    def setUpClass(cls) -> None:
        base.need(lambda: (fetch.fence_agents(folder()), fetch.fence_python(folder())))
        super().setUpClass()

    def run_agents(self, label: str, python: Path, **options: Any) -> Observation:
        agents = fetch.fence_agents(folder())
        return self.run_it(label, SAMPLES / "fence.sh", python, agents, FAILED, **options)

    def test_one_host(self) -> None:
        for label in CLIENTS:
            seen = self.run_agents(label, fetch.fence_python(folder()))
            self.check(seen, [FAILED], [FAILED], 0)
            # Not before it is fenced; which is done although attrd_updater is missing.
            statuses = ["fence_evacuate: 1", "fence_compute: 1", "fence_evacuate: 0"]
            self.assertEqual(statuses, seen.outcome.stdout.split("\n")[:-1])
            self.assertIn("Cannot resurrect instances", seen.outcome.stderr)
            self.assertIn("Unable to run attrd_updater", seen.outcome.stderr)

    def test_a_filter_that_policy_denies(self) -> None:
        seen = self.run_agents("upstream", fetch.fence_python(folder()), policy=FILTERS)
        self.check(seen, ALL, ALL, 0)

    def test_a_newer_python(self) -> None:
        seen = self.run_agents("upstream", Path(sys.executable))
        self.check(seen, [], [], 1)
        self.assertEqual(["fence_evacuate: 1"], seen.outcome.stdout.split("\n")[:1])
