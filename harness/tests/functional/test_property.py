"""For random clouds, names, policies and commands: one host or none, and none less than upstream.

The fork is compared with upstream's ``--strict`` on a cloud that is staged anew for each run, and
with what the description of the cloud says. ``HARNESS_CASES`` is how many cases are tried,
``HARNESS_SEED`` which: the same seed makes the same cases. It is 0 unless the variable says
otherwise, so that a run of the tests is the same as the last one, and ``random`` for one that
nobody chose. The seed is printed in any case.
"""

import contextlib
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import hypothesis

from harness.stage import collation
from harness.stage.world import Server, World
from harness.tests.functional.base import CASES, DATABASE, seed
from harness.tests.functional.random_worlds import Case, cases
from harness.tests.functional.staged import ADMIN, FILTERS, Run, StagedTest

SETTINGS = hypothesis.settings(
    max_examples=CASES,
    database=None,
    deadline=None,
    # A case takes a second, and is small as it is: none is made smaller.
    phases=[hypothesis.Phase.generate],
    suppress_health_check=list(hypothesis.HealthCheck),
)


class PropertyTest(StagedTest):
    def test_one_host_or_none(self) -> None:
        chosen, self.counts = seed(), Counter[str]()
        print(f"\nHARNESS_SEED={chosen} HARNESS_CASES={CASES}", file=sys.stderr)

        @hypothesis.seed(chosen)
        @SETTINGS
        @hypothesis.given(cases())
        def check(case: Case) -> None:
            self.check(case)

        check()
        print(dict(sorted(self.counts.items())), file=sys.stderr)
        # Nothing would be seen of clouds on which nobody acts.
        for outcome in ("both act", "upstream fails", "fork refuses", "fork acts alone"):
            self.assertLess(CASES // 100, self.counts[outcome], self.counts)

    def check(self, case: Case) -> None:
        case = replace(case, world=collation.holdable(case.world, DATABASE))
        upstream = self.run_client("upstream", *case.words("--strict"), **case.options)
        fork = self.run_client("fork", *case.words(), **case.options)
        with shown(upstream, fork):
            self.check_one_host(case, fork)
            self.check_against(case, upstream, fork)
            self.check_silence(case, fork)
        self.count(case, upstream, fork)

    def check_one_host(self, case: Case, fork: Run) -> None:
        """Every server of one host that has this name, each once; or an error."""
        self.assertIn(fork.outcome.status, (0, 1))
        self.assertNotIn("Traceback", fork.stderr)
        for host in {case.world.server(name).host for name in fork.touched}:
            self.assertIn(case.name, names_of(case.world, host))
            self.assertEqual(living(case.world, host), sorted(alive(case.world, fork.touched)))
        if fork.touched:
            self.assertEqual(0, fork.outcome.status)

    def check_against(self, case: Case, upstream: Run, fork: Run) -> None:
        """Where upstream acts the fork does, unless the name is that of several hosts."""
        asked = alive(case.world, upstream.touched)
        if not asked:
            return
        called = {each.host for each in case.world.hypervisors if each.hostname == case.name}
        if fork.touched:
            host = case.world.server(fork.touched[0]).host
            self.assertIn(host, called | {case.name})
            if host in called and len(called) == 1:
                self.assertEqual(sorted(asked), sorted(alive(case.world, fork.touched)))
            return
        self.assertEqual(1, fork.outcome.status)
        self.assertLess(1, len(called))
        self.assertIn("ERROR (NoUniqueMatch): Several hypervisors", fork.stderr)

    def check_silence(self, case: Case, fork: Run) -> None:
        """Who may see everything is told of each host that may be meant, filtered or not."""
        sees = case.user == ADMIN and case.policy.keys() <= {FILTERS}
        if fork.outcome.status or fork.touched or not sees:
            return
        label = label_of(case.name)
        # Nova shows no hypervisor whose service was deleted.
        shown = {each.host for each in case.world.services if not each.deleted}
        busy = {
            each.host
            for each in case.world.servers
            if _lives(each) and label in map(label_of, names_of(case.world, each.host))
        }
        self.assertEqual(set(), busy & shown)

    def count(self, case: Case, upstream: Run, fork: Run) -> None:
        acted = bool(upstream.touched), bool(fork.touched)
        outcomes = {(True, True): "both act", (False, True): "fork acts alone"}
        self.counts[outcomes.get(acted, "fork refuses" if fork.outcome.status else "idle")] += 1
        self.counts["upstream acts, no filter"] += acted[0] and FILTERS in case.policy
        self.counts["upstream fails"] += bool(upstream.outcome.status)
        self.counts["cases"] += 1


@contextlib.contextmanager
def shown(*runs: Run) -> Iterator[None]:
    """Show runs beside the case when an assertion about them fails."""
    try:
        yield
    except AssertionError:
        for run in runs:
            asked = [(each.method, each.path, each.status) for each in run.requests]
            hypothesis.note(f"{run.told} {asked}")
        raise


def names_of(world: World, host: str) -> set[str]:
    """Return what a service host is called."""
    return {host, *(each.hostname for each in world.hypervisors_of(host))}


def living(world: World, host: str) -> list[str]:
    """Return the servers of a host that are not soft-deleted, which some routes leave out."""
    return sorted(each.name for each in world.servers if each.host == host and _lives(each))


def alive(world: World, names: list[str]) -> list[str]:
    """Return those of the servers that are not soft-deleted."""
    return [name for name in names if _lives(world.server(name))]


def label_of(name: str) -> str:
    """Return what a short name of a host would be; an address has none."""
    return (name if not name.strip("0123456789.") else name.split(".")[0]).lower()


def _lives(server: Server) -> bool:
    return server.vm != "soft-delete"
