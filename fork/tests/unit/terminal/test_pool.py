"""Pool: results in order, and what an error leaves undone."""

import threading
import time

from fork.errors import ForkError
from fork.terminal import pool
from fork.tests import support


class EachTest(support.TestCase):
    def test_results_in_order_as_soon_as_they_are_there(self) -> None:
        held = threading.Event()

        def work(item: int) -> int:
            if item == 2:
                held.wait(60)
            return item * 10

        results = pool.each(2, work, [1, 2, 3])
        self.assertEqual(10, next(results))
        held.set()
        self.assertEqual([20, 30], [*results])

    def test_error_begins_nothing_new(self) -> None:
        begun = []

        def work(item: int) -> None:
            begun.append(item)
            if item == 0:
                raise ForkError("no")
            time.sleep(0.01)

        def tried() -> None:
            list(pool.each(1, work, range(100)))

        self.assertRefused("no", tried)
        self.assertLess(len(begun), 100)
