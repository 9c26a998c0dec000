"""Everything that may happen around evacuations, in any order, and what must hold all the same."""

import signal
import time
from collections import Counter
from collections.abc import Callable

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from harness.cloud.client import Client
from harness.cloud.cloud import Cloud
from harness.tests.functional.evacuating import report
from harness.tests.functional.evacuating.ground import DESTINATIONS, HOST, Ground, Move, View
from harness.tests.functional.evacuating.report import INTERRUPTED, Deeds
from harness.tests.functional.evacuating.runs import Run

VERSIONS = ("2.53", "2.59", "2.94", "2.latest")
_PARALLEL = ("--concurrency", "3")
_OPTIONS = ((), (), _PARALLEL, *(("--target_host", name) for name in DESTINATIONS))
_TIMEOUT = "1"
_SIGNALLED = (INTERRUPTED, -signal.SIGINT)
_HOST_STATE = f"/os-services?binary=nova-compute&host={HOST}"
_MEANWHILE = ("", "arrives", "fails", "begins", "active", "error", "interrupt")

_places = st.integers(0, 4)
_options = st.sampled_from(_OPTIONS)
_versions = st.sampled_from(VERSIONS)


def _has_rebuilt(machine: "Machine") -> bool:
    return bool(machine.ground.look().rebuilt)


class Machine(RuleBasedStateMachine):
    """A host that fails and comes back, and whoever evacuates it."""

    cloud: Cloud
    nova: Client
    counts: Counter[str]

    def __init__(self) -> None:
        """Begin with a host that has failed."""
        super().__init__()
        self.ground = Ground(self.cloud)

    @rule(name=st.sampled_from([HOST, *DESTINATIONS]), is_down=st.booleans())
    def service_changes(self, name: str, is_down: bool) -> None:
        self.ground.set_down(name, is_down)

    @rule(place=_places, state=st.sampled_from(["active", "error"]))
    def state_is_reset(self, place: int, state: str) -> None:
        servers = list(self.ground.look().servers)
        if servers:
            self.ground.reset_state(servers[place % len(servers)], state)

    @precondition(_has_rebuilt)
    @rule(place=_places, what=st.sampled_from(["arrives", "fails", "begins"]))
    def evacuation_goes_on(self, place: int, what: str) -> None:
        self._happen(what, place)

    @precondition(lambda self: len(self.ground.look().servers) < 4)
    @rule()
    def servers_come_back(self) -> None:
        self.ground.bring_back()

    @rule(version=_versions, options=_options)
    def evacuate(self, version: str, options: tuple[str, ...]) -> None:
        before = self.ground.look()
        run = self._run(version, options)
        self._check(run, before, options)

    @rule(version=_versions, options=_options, sent=st.integers(1, 3))
    def interrupt(self, version: str, options: tuple[str, ...], sent: int) -> None:
        before = self.ground.look()
        run = self._run(version, options)
        run.await_(lambda: len(run.evacuations) >= sent)
        run.interrupt()
        self._check(run, before, options, may_end_early=True)

    @rule(version=_versions, options=_options, what=st.sampled_from(_MEANWHILE), place=_places)
    def wait(self, version: str, options: tuple[str, ...], what: str, place: int) -> None:
        """Follow evacuations, while something happens."""
        before = self.ground.look()
        run = self._run(version, (*options, "--wait", "--timeout", _TIMEOUT))
        due = len(before.servers) - len(before.moving)
        is_down = HOST in before.down

        def has_sent() -> bool:
            if not is_down:
                return run.count(_HOST_STATE) > 0
            # If nothing is to be sent, it reads the records twice before it follows them.
            return len(run.evacuations) >= due if due else run.count("/os-migrations") > 1

        run.await_(has_sent)
        if not is_down:
            what = what and "host fails"
        early, began = self.ground.look(), time.monotonic()
        self._happen(what, place, run)
        ended = time.monotonic()
        run.close()
        late = self.ground.look()
        views = [late]
        if what == "interrupt":
            views = [before, early]
        elif what and is_down:
            views = _last_seen(run, early, late, began, ended)
        has_begun = is_down or (what != "" and run.count(_HOST_STATE, ended) > 0)
        self._check(run, before, options, views, has_begun, what == "interrupt")

    def _run(self, version: str, options: tuple[str, ...]) -> Run:
        words = ["--os-compute-api-version", version, "host-evacuate", "--format", "json"]
        return Run(self.cloud, self.nova, [*words, *options, HOST])

    def _happen(self, what: str, place: int, run: Run | None = None) -> None:
        """Let something happen, to one of the servers that Nova rebuilds if it is to one."""
        view = self.ground.look()
        rebuilt = view.rebuilt
        if what == "interrupt" and run:
            run.interrupt()
        elif what == "host fails":
            self.ground.set_down(HOST, True)
        elif what and rebuilt:
            self._go_on(what, rebuilt[place % len(rebuilt)], DESTINATIONS[place % 2])

    def _go_on(self, what: str, move: Move, name: str) -> None:
        deeds: dict[str, Callable[[], None]] = {
            "arrives": lambda: self.ground.arrive(move, move.destination or name),
            "fails": lambda: self.ground.fail(move),
            "begins": lambda: self.ground.choose(move, move.destination or name),
            "active": lambda: self.ground.reset_state(move.server, "active"),
            "error": lambda: self.ground.reset_state(move.server, "error"),
        }
        deeds[what]()

    def _check(
        self,
        run: Run,
        before: View,
        options: tuple[str, ...],
        views: list[View] | None = None,
        has_begun: bool = True,
        may_end_early: bool = False,
    ) -> None:
        """Compare what a run did and said with what the databases said.

        :param views: what it may have seen last; None for a run that does not wait.
        :param has_begun: whether it came to the point at which it sends.
        """
        run.close()
        asked = [(str(each.changed), each.status == 200) for each in run.evacuations]
        deeds = Deeds(before, dict(asked), has_begun, views is not None)
        note(f"{run.status} {run.stdout} {run.stderr} {asked} {before} {views}")
        ended_early = may_end_early and run.document["interrupted"]
        self._check_requests(deeds, [server for server, _ in asked], options, ended_early)
        rows = report.read(run.document)
        assert rows in [deeds.rows(view) for view in views or [before]], "not what Nova says"
        if not (may_end_early and run.status in _SIGNALLED):
            assert run.status == report.exit_status(rows, deeds.is_followed)
        self._count(run, deeds, rows)

    def _check_requests(
        self, deeds: Deeds, asked: list[str], options: tuple[str, ...], ended_early: bool
    ) -> None:
        before = deeds.before
        assert len(asked) == len(deeds.answers), "asked twice in one run"
        assert not before.moving.keys() & set(asked), "asked for a server that is moving"
        due = [each for each in before.servers if each not in before.moving]
        if not ended_early:
            assert sorted(asked) == (sorted(due) if deeds.has_begun else []), "not all, or others"
        if _PARALLEL[0] not in options:
            assert asked == due[: len(asked)], "not in order"

    def _count(self, run: Run, deeds: Deeds, rows: list[report.Row]) -> None:
        kind = "wait" if deeds.is_followed else "run"
        self.counts[f"{kind} {run.status}"] += 1
        self.counts["left alone"] += sum(row.accepted and not row.sent for row in rows)
        self.counts["given up"] += run.stderr.count("is given up, since its destination")
        self.counts["sent"] += len(deeds.answers)


def _last_seen(run: Run, early: View, late: View, began: float, ended: float) -> list[View]:
    """Tell what a run may have seen last of what happened between two moments.

    A look is several requests: for states first, and at last for the records.
    """
    if not run.count("/os-migrations", began):
        return [early]
    earlier = [each.path for each in run.reads if each.arrived < began]
    if run.count("/os-migrations", ended) and "status=" not in earlier[-1]:
        return [late]
    return [early, late]
