"""Every read, at both sides of every border, by everybody."""

from harness.tests.functional.contract import base, catalogue, role
from harness.tests.functional.contract.catalogue import Request
from harness.tests.functional.contract.model import fake_cloud


class ReadsTest(base.ContractTest):
    def test_a_difference_is_noticed(self) -> None:
        # It does not count.
        for count in ("compared", "found"):
            self.addCleanup(setattr, type(self), count, getattr(self, count))
        self.stage(catalogue.WORLD, role.ADMIN)
        server = catalogue.WORLD.server("node1-a")
        self.model.nova.server(server.id)["status"] = "ERROR"
        self.compare(Request(f"/servers/{server.id}", version) for version in ("2.1", "2.53"))
        error = self.assertRaises(AssertionError, self.conclude)
        expected = [
            f"2.1 2.53 administrator: GET /servers/{server.id}",
            '    [1].server.status Nova "ACTIVE", model "ERROR"',
        ]
        self.assertEqual(expected, str(error).splitlines()[-2:])

    def test_every_name(self) -> None:
        self.stage(catalogue.WORLD, role.ADMIN)
        self.compare(catalogue.reads(catalogue.EVERY_NAME))
        self.conclude()

    def test_every_state_and_page(self) -> None:
        self.stage(catalogue.WORLD, role.ADMIN)
        self.compare(catalogue.reads(catalogue.EVERY_STATE))
        self.conclude()

    def test_both_sides_of_every_border(self) -> None:
        self.stage(catalogue.WORLD, role.ADMIN)
        self.compare(catalogue.reads(catalogue.EVERY_VERSION))
        self.conclude()

    def test_a_cell_that_is_down(self) -> None:
        self.stage(catalogue.DARK, role.ADMIN)
        self.compare(catalogue.reads(catalogue.EVERY_PLACE))
        self.conclude()


class PolicyTest(base.ContractTest):
    def test_each_rule_denied(self) -> None:
        self.stage(catalogue.WORLD, role.ADMIN)
        for rule in sorted(fake_cloud.RULES):
            self.take(role.without(rule))
            self.compare(catalogue.reads_about(rule))
        self.conclude()

    def test_who_is_no_administrator(self) -> None:
        self.stage(catalogue.WORLD, role.ADMIN)
        for each in role.others():
            self.take(each)
            self.compare(catalogue.reads(catalogue.EVERY_ROUTE))
        self.conclude()
