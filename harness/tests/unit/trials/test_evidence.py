import dataclasses
import unittest
from collections.abc import Iterable

from harness.cloud.access import Change
from harness.cloud.api import Migration, Server
from harness.tests.unit import samples
from harness.trials import evidence, incident, report
from harness.trials.observation import Seen
from harness.trials.trial import Trial


class CollectTest(unittest.TestCase):
    def collect(
        self,
        after: Iterable[Server] = samples.BEFORE,
        asked: Iterable[Change] = (),
        migrations: Iterable[Migration] = (),
        spared: tuple[str, ...] = (),
    ) -> dict[str, evidence.HostEvidence]:
        hosts = evidence.collect(
            samples.FLEET, samples.SCENARIO.meant, samples.BEFORE, after, asked, migrations, spared
        )
        return {host.name: host for host in hosts}

    def test_hosts_keep_the_order_of_the_fleet(self) -> None:
        self.assertEqual(["web1", "web10", "spare"], list(self.collect()))

    def test_servers_are_counted_where_they_were(self) -> None:
        moved = [samples.server(server, "spare") for server in samples.BEFORE]
        hosts = self.collect(after=moved)
        self.assertEqual([2, 1, 0], [len(host.servers) for host in hosts.values()])
        self.assertEqual([2, 1, 0], [host.moved for host in hosts.values()])

    def test_asked_twice_counts_twice(self) -> None:
        hosts = self.collect(asked=[Change("id-a", 200), Change("id-a", 409)])
        self.assertEqual((2, 1), (hosts["web1"].asked, hosts["web1"].refused))
        self.assertEqual((200, 409), hosts["web1"].servers[0].asked)

    def test_a_fate_tells_status_and_migrations(self) -> None:
        after = [samples.server(samples.BEFORE[0], "spare", "SHUTOFF"), *samples.BEFORE[1:]]
        migrations = [
            Migration("id-a", "web1", "spare", "failed"),
            Migration("id-a", "web1", "spare", "done"),
            Migration("id-b", "web1", "spare", "error"),
        ]
        first, second = self.collect(after=after, migrations=migrations)["web1"].servers
        self.assertEqual(
            ("web1", "spare", "SHUTOFF"), (first.source, first.destination, first.status)
        )
        self.assertEqual((("failed", "done"), ("error",)), (first.migrations, second.migrations))
        self.assertEqual((True, False), (first.moved, second.moved))

    def test_a_server_that_is_gone_did_not_move(self) -> None:
        hosts = self.collect(after=samples.BEFORE[:2], asked=[Change("id-c", 204)])
        (fate,) = hosts["web10"].servers
        self.assertEqual((False, None, "DELETED"), (fate.moved, fate.destination, fate.status))
        self.assertTrue(hosts["web10"].stray)

    def test_a_stray_is_asked_or_moved_and_not_meant(self) -> None:
        self.assertFalse(any(host.stray for host in self.collect().values()))
        asked = self.collect(asked=[Change("id-a", 200), Change("id-c", 400)])
        self.assertEqual((False, True), (asked["web1"].stray, asked["web10"].stray))
        after = [*samples.BEFORE[:2], samples.server(samples.BEFORE[2], "spare")]
        self.assertTrue(self.collect(after=after)["web10"].stray)

    def test_a_server_that_was_to_stay(self) -> None:
        after = [samples.server(samples.BEFORE[0], "spare"), *samples.BEFORE[1:]]
        spared = tuple(self.collect(after=after, spared=("id-b",)).values())
        self.assertFalse(spared[0].stray)
        self.assertTrue(Seen(hosts=spared, requests=()).exact)
        moved = tuple(self.collect(after=after, spared=("id-a",)).values())
        self.assertTrue(moved[0].stray)
        self.assertEqual(["web1"], Seen(hosts=moved, requests=()).left)


class TrialTest(unittest.TestCase):
    def test_exact(self) -> None:
        trial = samples.trial(moved="ab")
        self.assertEqual((["web1"], ["web1"]), (trial.asked, trial.moved))
        self.assertEqual(([], []), (trial.strays, trial.left))
        self.assertEqual(["SHUTOFF"], trial.arrivals)
        self.assertTrue(trial.exact)

    def test_a_neighbour_that_was_asked_is_a_stray_even_if_refused(self) -> None:
        trial = samples.trial(moved="ab", refused="c")
        self.assertEqual((["web1", "web10"], ["web1"]), (trial.asked, trial.moved))
        self.assertEqual(["web10"], trial.strays)
        self.assertFalse(trial.exact)

    def test_a_host_is_left_until_all_its_servers_moved(self) -> None:
        self.assertEqual(["web1"], samples.trial(moved="a").left)
        self.assertEqual(["web1"], samples.trial().left)
        self.assertFalse(samples.trial(moved="a").exact)

    def test_what_is_not_to_move_is_left_until_it_was_changed(self) -> None:
        def left(refused: str, moved: str = "") -> list[str]:
            return dataclasses.replace(samples.trial(moved, refused), moves=False).left

        self.assertEqual(["web1"], left(refused="b", moved="a"))
        self.assertEqual(["web1"], left(refused="", moved="a"))
        self.assertEqual([], left(refused="", moved="ab"))

    def test_the_command_leaves_out_the_folder_of_the_executable(self) -> None:
        self.assertEqual("nova host-evacuate --target_host spare web1", samples.trial().command)
        self.assertEqual(
            "nova --os-compute-api-version 2.52 host-evacuate --target_host spare web1",
            samples.trial(microversion="2.52").command,
        )

    def test_verdicts(self) -> None:
        cases: tuple[tuple[str, dict[str, str]], ...] = (
            ("exactly the hosts that were meant", {"moved": "ab"}),
            ("1 host touched that should not be", {"moved": "abc"}),
            ("1 host touched that should not be", {"refused": "c"}),
            ("nothing else touched, but web1 not emptied", {"moved": "b"}),
        )
        for expected, options in cases:
            trial = samples.trial(options.get("moved", ""), options.get("refused", ""))
            self.assertEqual(expected, report.verdict(trial))

    def test_a_name_that_nobody_meant(self) -> None:
        trial = samples.trial()
        unknown = dataclasses.replace(
            trial, hosts=tuple(dataclasses.replace(host, meant=False) for host in trial.hosts)
        )
        self.assertTrue(unknown.exact)
        self.assertEqual("nothing touched, as it should be", report.verdict(unknown))


class DemonstratedTest(unittest.TestCase):
    """The demo succeeds only if the fault is there upstream and absent in the fork."""

    FAULT = samples.trial(moved="abc")
    EXACT = samples.trial(moved="ab", client="fork")

    def assert_not_shown(self, upstream: list[Trial], fork: list[Trial], *words: str) -> None:
        reasons = " / ".join(incident.demonstrated(upstream, fork))
        for word in words:
            self.assertIn(word, reasons)

    def test_shown(self) -> None:
        asked = samples.trial(moved="ab", refused="c")
        self.assertEqual([], incident.demonstrated([self.FAULT, asked], [self.EXACT, self.EXACT]))

    def test_upstream_touched_nothing_else(self) -> None:
        self.assert_not_shown([samples.trial(moved="ab")], [self.EXACT], "touched no host")

    def test_upstream_asked_and_moved_nothing_else(self) -> None:
        asked = samples.trial(moved="ab", refused="c")
        self.assert_not_shown([asked], [self.EXACT], "moved no server")

    def test_the_fork_touched_a_neighbour(self) -> None:
        stray = samples.trial(moved="ab", refused="c", client="fork")
        self.assert_not_shown([self.FAULT], [stray], "fork touched web10")

    def test_the_fork_did_nothing(self) -> None:
        self.assert_not_shown([self.FAULT], [samples.trial(client="fork")], "left", "web1")

    def test_the_fork_failed(self) -> None:
        failed = samples.trial(moved="ab", client="fork", status=1)
        self.assert_not_shown([self.FAULT], [failed], "ended with 1")
