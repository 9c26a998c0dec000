"""Without an option, a sibling does and says what upstream's ``--strict`` does and says."""

from dataclasses import replace

from harness.cloud.fleet import DOWN, UP
from harness.stage.world import Hypervisor, Server, Service, World
from harness.tests.functional.staged import Run, StagedTest

NAMED = "cmp7"
COMMANDS = (
    ("host-evacuate-live",),
    ("host-servers-migrate",),
    ("host-meta", "set", "key=value", "other=value"),
    ("host-meta", "delete", "key"),
)
MORE = (
    ("2.latest", ("host-evacuate-live", "--max-servers", "2")),
    ("2.latest", ("host-evacuate-live", "--target-host", "spare")),
    ("2.latest", ("host-evacuate-live", "--block-migrate")),
    ("2.24", ("host-evacuate-live", "--disk-over-commit")),
    ("2.67", ("host-evacuate-live", "--target-host", "spare", "--force")),
)
VERSIONS = ("2.24", "2.53", "2.latest")


def world(state: str, *states: tuple[str, str | None]) -> World:
    """Return the named host, in a state, with servers in others, and two look-alikes."""
    names = (NAMED, f"{NAMED}0", f"x{NAMED}")
    servers = [Server(f"{number}", NAMED, *each) for number, each in enumerate(states)]
    return World(
        (Service(NAMED, state), *(Service(name, UP) for name in (*names[1:], "spare"))),
        tuple(Hypervisor(name, name) for name in (*names, "spare")),
        (*servers, *(Server(name, name) for name in names[1:])),
    )


MIXED = world(
    UP,
    ("active", None),
    ("stopped", None),
    ("active", "rebooting"),
    ("paused", None),
    ("error", None),
    ("active", None),
)
FINE = world(UP, ("active", None), ("active", None), ("active", None))


class PlainTest(StagedTest):
    def check(self, command: tuple[str, ...], staged: World, version: str) -> Run:
        """The fork sends what upstream sends, and tells the same.

        :returns: the fork's run.
        """
        runs = []
        for client, options in (("upstream", ["--strict"]), ("fork", [])):
            words = self.words(command, options)
            runs.append(self.run_client(client, *words, world=staged, version=version))
        upstream, fork = runs
        self.assertEqual(upstream.told, fork.told)
        self.assertEqual(*(each.sent for each in runs))
        return fork

    def words(self, command: tuple[str, ...], options: list[str]) -> list[str]:
        """Put the name of the host where it belongs."""
        name, *rest = command
        if name == "host-meta":
            return [name, *options, NAMED, *rest]
        return [name, *options, *rest, NAMED]

    def test_servers_that_are_refused(self) -> None:
        for command in COMMANDS[:2]:
            for version in VERSIONS:
                run = self.check(command, MIXED, version)
                self.assertEqual(6, len(run.touched))
                self.assertEqual(0, run.outcome.status)

    def test_metadata_stops_at_the_first_failure(self) -> None:
        run = self.check(COMMANDS[2], MIXED, "2.latest")
        self.assertEqual((1, 5), (run.outcome.status, len(run.touched)))
        run = self.check(COMMANDS[3], MIXED, "2.latest")
        self.assertEqual((1, ["0"]), (run.outcome.status, run.touched))

    def test_all_are_accepted(self) -> None:
        for command in COMMANDS[:3]:
            run = self.check(command, FINE, "2.latest")
            self.assertEqual((0, 3), (run.outcome.status, len(run.touched)))

    def test_a_host_that_is_down(self) -> None:
        staged = replace(FINE, services=(Service(NAMED, DOWN), *FINE.services[1:]))
        for command in COMMANDS[:2]:
            self.check(command, staged, "2.latest")

    def test_other_options(self) -> None:
        for version, command in MORE:
            self.check(command, FINE, version)
