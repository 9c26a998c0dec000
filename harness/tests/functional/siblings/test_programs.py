"""A program that calls the client's own Python, and ``nova hypervisor-servers``."""

import ast
from dataclasses import replace

from harness.cloud import access, client
from harness.cloud.fleet import DOWN
from harness.stage.world import Service, World
from harness.tests.functional import program
from harness.tests.functional.siblings.test_plain import FINE, MIXED, NAMED
from harness.tests.functional.staged import ADMIN, AVAILABILITY, HA, Run, StagedTest

CALLS = {
    "live_migrate('cmp7')": ("host-evacuate-live", NAMED),
    "live_migrate('cmp7', 'spare')": ("host-evacuate-live", "--target-host", "spare", NAMED),
    "migrate('cmp7')": ("host-servers-migrate", NAMED),
    "set_metadata('cmp7', {'key': 'value'})": ("host-meta", NAMED, "set", "key=value"),
}
"""What a program calls, and what a person types."""
EVACUATIONS = {
    "evacuate('cmp7')": ("host-evacuate", NAMED),
    "evacuate('cmp7', 'spare')": ("host-evacuate", "--target_host", "spare", NAMED),
}
FAILED = replace(MIXED, services=(Service(NAMED, DOWN), *MIXED.services[1:]))


class ProgramTest(StagedTest):
    def call(
        self, call: str, staged: World, user: str = ADMIN, policy: dict[str, str] | None = None
    ) -> Run:
        """Run a program that calls a method of ``Client.host_operations``."""
        self.cloud.stage(staged)
        self.cloud.set_policy(policy or {})
        start = access.position(self.cloud.access_log)
        credentials = self.cloud.environment_of(user)
        outcome = client.run(
            program.python(), program.words(call), credentials, 60, self.cloud.check
        )
        return Run(outcome, tuple(access.read(self.cloud.access_log, start)), staged)

    def check(
        self,
        call: str,
        words: tuple[str, ...],
        staged: World,
        user: str = ADMIN,
        policy: dict[str, str] | None = None,
    ) -> None:
        """It sends what upstream's ``--strict`` sends, and yields what came of it."""
        name, *rest = words
        words = (name, "--strict", *rest)
        options = {"world": staged, "user": user, "policy": policy, "version": program.VERSION}
        upstream = self.run_client("upstream", *words, **options)
        fork = self.call(call, staged, user, policy)
        self.assertEqual(0, fork.outcome.status, fork.told)
        self.assertEqual(*(each.sent for each in (upstream, fork)))
        yielded = [each[:2] for each in ast.literal_eval(fork.stdout)]
        expected = [
            (each.server, (each.status or 0) < 400) for each in access.changes([*fork.requests])
        ]
        self.assertEqual(expected, yielded)

    def test_a_host_that_is_up(self) -> None:
        for call, words in CALLS.items():
            staged = FINE if "metadata" in call else MIXED
            self.check(call, words, staged)

    def test_a_host_that_is_down(self) -> None:
        for call, words in EVACUATIONS.items():
            self.check(call, words, FAILED)

    def test_who_may_do_no_more_than_upstream_needs(self) -> None:
        self.check("evacuate('cmp7')", EVACUATIONS["evacuate('cmp7')"], FAILED, HA, AVAILABILITY)

    def test_a_host_that_is_unknown(self) -> None:
        for name in ("cmp", "CMP7", "cmp_", ""):
            run = self.call(f"evacuate({name!r})", FAILED)
            self.assertEqual((1, []), (run.outcome.status, run.touched), run.told)
            self.assertEqual(1, run.stderr.count("\n"), run.told)


class ServersOfHypervisorsTest(StagedTest):
    def test_without_an_option(self) -> None:
        runs = [
            self.run_client(label, "hypervisor-servers", NAMED, world=FINE)
            for label in ("upstream", "fork")
        ]
        upstream, fork = runs
        self.assertEqual((upstream.stdout, 0), (fork.stdout, fork.outcome.status))
        self.assertEqual(*([each.path for each in run.requests] for run in runs))
        note = "NOTE: 3 hypervisors match 'cmp7': cmp7, cmp70, xcmp7. "
        note += "--strict lists the servers of one hostname only.\n"
        self.assertEqual(upstream.stderr + note, fork.stderr)

    def test_strictly(self) -> None:
        run = self.run_client("fork", "hypervisor-servers", "--strict", NAMED, world=FINE)
        ids = [server.id for server in FINE.servers if server.host == NAMED]
        self.assertEqual(0, run.outcome.status, run.told)
        self.assertNotIn("NOTE", run.stderr)
        for server in FINE.servers:
            self.assertEqual(server.id in ids, server.id in run.stdout, server.name)
        for name in ("cmp", "CMP7"):
            run = self.run_client("fork", "hypervisor-servers", "--strict", name, world=FINE)
            self.assertEqual((1, ""), (run.outcome.status, run.stdout), run.told)
