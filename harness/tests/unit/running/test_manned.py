import io
import unittest
from typing import Any
from unittest import mock

from rich.console import Console

from harness.cloud.faults import Fault
from harness.errors import HarnessError
from harness.running import manned
from harness.running.manned import MannedCloud, Orders
from harness.tests.unit import samples
from harness.trials.observation import Seen


class OrdersTest(unittest.TestCase):
    def setUp(self) -> None:
        self.cloud = mock.Mock(fleet=samples.FLEET, current=samples.FLEET)
        trial = samples.trial(moved="abc")
        self.watches: list[mock.Mock] = []

        def watch(cloud: object) -> mock.Mock:
            self.watches.append(mock.Mock())
            self.watches[-1].see.return_value = Seen(hosts=trial.hosts, requests=())
            return self.watches[-1]

        patch = mock.patch.object(manned, "Watch", watch)
        patch.start()
        self.addCleanup(patch.stop)
        self.orders = Orders(MannedCloud(self.cloud))

    def test_states(self) -> None:
        states = {"states": {"web1": "down", "web10": "down", "spare": "up"}}
        self.assertEqual(states, self.orders.obey("state"))
        self.cloud.change.assert_not_called()
        self.assertEqual(states, self.orders.obey("state", host="web*", state="up"))
        self.cloud.change.assert_called_once_with({"web*": "up"})

    def test_a_reset_begins_anew(self) -> None:
        self.assertEqual({}, self.orders.obey("reset"))
        self.cloud.reset.assert_called_once_with(samples.FLEET)
        self.orders.obey("report", meant=[], width=80, color=False)
        self.assertEqual([0, 1], [watch.see.call_count for watch in self.watches])

    def test_a_report(self) -> None:
        told = self.orders.obey("report", meant=["web1"], width=80, color=False)
        self.watches[0].see.assert_called_once_with(frozenset({"web1"}))
        self.assertIs(False, told["exact"])
        self.assertEqual(("three", ["web10"]), (told["facts"]["fleet"], told["facts"]["strays"]))
        lines = [" ".join(line.split()) for line in told["text"].splitlines()]
        self.assertIn("web10 down 1 1 SHUTOFF !", lines)
        self.assertEqual("1 host touched that should not be", lines[-1])
        self.assertNotIn("\x1b", told["text"])

    def test_a_report_of_nobody(self) -> None:
        with self.assertRaisesRegex(HarnessError, "no host 'web'; choose from web1"):
            self.orders.obey("report", meant=["web"], width=80, color=False)

    def test_faults(self) -> None:
        earlier = Fault("GET /x", "reset")
        self.cloud.faults = [earlier]
        told = self.orders.obey("fault")
        self.assertEqual(("GET /x", 1), (told["faults"][0]["route"], told["faults"][0]["count"]))
        self.cloud.set_faults.assert_not_called()
        self.orders.obey("fault", fault={"route": "GET /y", "kind": "503", "retry_after": 1})
        added = Fault("GET /y", "503", retry_after=1)
        self.cloud.set_faults.assert_called_once_with([earlier, added])
        self.orders.obey("fault", clear=True)
        self.cloud.set_faults.assert_called_with(())

    def test_a_fault_of_no_route(self) -> None:
        for route in ("servers", "get /servers", "GET servers", ""):
            with self.assertRaisesRegex(HarnessError, f"'{route}' is no route; write a method"):
                self.orders.obey("fault", fault={"route": route, "kind": "reset"})

    def test_an_order_that_nobody_knows(self) -> None:
        self.assertRaises(KeyError, self.orders.obey, "dance")


class TableTest(unittest.TestCase):
    def show(self, *rows: dict[str, Any]) -> list[list[str]]:
        stream = io.StringIO()
        Console(file=stream, width=60).print(manned.table(rows))
        return [line.split() for line in stream.getvalue().splitlines()]

    def test_rows(self) -> None:
        rows: list[dict[str, Any]] = [
            {"host": "a", "retry_after": None},
            {"host": "b", "retry_after": 0},
        ]
        self.assertEqual([["HOST", "RETRY", "AFTER"], ["a", "-"], ["b", "0"]], self.show(*rows))

    def test_no_rows(self) -> None:
        self.assertEqual([], list(filter(None, self.show())))
