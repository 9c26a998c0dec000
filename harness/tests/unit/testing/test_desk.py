import unittest
from typing import Any
from unittest import mock

from harness.errors import HarnessError
from harness.stage.account import Account
from harness.testing import desk
from harness.tests.unit import samples


class DeskTest(unittest.TestCase):
    def setUp(self) -> None:
        self.made: list[mock.MagicMock] = []

        def make(fleet: Any, *_: Any, **options: Any) -> mock.MagicMock:
            cloud = mock.MagicMock(fleet=fleet, options=options)
            cloud.__enter__.return_value = cloud
            self.made.append(cloud)
            return cloud

        patch = mock.patch.object(desk, "Cloud", make)
        patch.start()
        self.addCleanup(patch.stop)
        self.desk = desk.Desk("sqlite")

    def test_a_cloud_that_is_alike_is_lent_again(self) -> None:
        first = self.desk.borrow(samples.FLEET)
        self.assertIs(first, self.desk.borrow(samples.FLEET))
        self.made[0].reset.assert_called_once_with(samples.FLEET)

    def test_others_end_before_a_new_one_starts(self) -> None:
        first = self.desk.borrow(samples.FLEET)
        accounts = (Account("ha"),)
        second = self.desk.borrow(samples.FLEET, accounts)
        self.assertIsNot(first, second)
        self.made[0].__exit__.assert_called_once()
        self.assertEqual({"accounts": accounts, "database": "sqlite"}, self.made[1].options)

    def test_one_that_died(self) -> None:
        first = self.desk.borrow(samples.FLEET)
        self.made[0].reset.side_effect = HarnessError("compute died")
        self.assertIsNot(first, self.desk.borrow(samples.FLEET))
        self.made[0].__exit__.assert_called_once()

    def test_none_is_left(self) -> None:
        self.desk.borrow(samples.FLEET)
        for _ in range(2):
            self.desk.close()
        self.made[0].__exit__.assert_called_once()
