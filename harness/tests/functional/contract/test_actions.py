"""Every change that the client asks for, of servers in every state."""

from collections.abc import Callable, Iterable, Iterator

from harness.stage.world import World
from harness.tests.functional.contract import actions, base, role
from harness.tests.functional.contract.catalogue import Request
from harness.tests.functional.contract.model import fake_cloud


class ActionsTest(base.ContractTest):
    def check(
        self,
        *asked: Callable[[], Iterable[Request]],
        who: role.Role = role.ADMIN,
        world: World = actions.WORLD,
    ) -> None:
        """Compare changes, and what they left."""
        self.stage(world, who)
        for each in asked:
            self.compare(each())
        self.take(role.ADMIN)
        self.compare(actions.records())

    def test_evacuations(self) -> None:
        self.check(
            actions.evacuations_of_every_state,
            actions.evacuations_at_borders,
            actions.evacuations_to_targets,
            actions.evacuations_of_another_cell,
            actions.repeated,
        )
        self.conclude()

    def test_an_older_compute_service(self) -> None:
        self.check(actions.evacuations_at_borders, world=actions.OLD)
        self.conclude()

    def test_siblings(self) -> None:
        self.check(actions.migrations, actions.metadata)
        self.check(actions.live_migrations)
        self.check(actions.confirmations)
        self.conclude()

    def test_services(self) -> None:
        self.check(actions.services)
        self.conclude()

    def test_by_role(self) -> None:
        for who in [*map(role.without, self.rules()), *role.others()]:
            self.check(actions.by_role, who=who, world=actions.FEW)
        self.conclude()

    def rules(self) -> Iterator[str]:
        """Yield the rules of changes."""
        kinds = (
            "os-evacuate",
            "os-migrate-server",
            "os-services:update",
            "server-metadata",
            "servers:confirm_resize",
        )
        return (rule for rule in sorted(fake_cloud.RULES) if rule.startswith(kinds))
