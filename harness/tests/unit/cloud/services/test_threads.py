"""Threads: what a pool that is shut down does with them, and with its work."""

import threading
import unittest
from typing import Any
from unittest import mock

import futurist

from harness.cloud.services import threads

PATIENCE = 30
"""Seconds after which a thread that should end is taken to go on for ever."""


class ShutDownTest(unittest.TestCase):
    def setUp(self) -> None:
        pool: Any = futurist.ThreadPoolExecutor
        self.enterContext(mock.patch.object(pool, "shutdown", pool.shutdown))
        worker: Any = futurist._thread.ThreadWorker
        # By itself, none would see that it is to end.
        self.enterContext(mock.patch.object(worker, "MAX_IDLE_FOR", 3600))
        threads.install()
        self.pool = futurist.ThreadPoolExecutor(3)

    def shut_down(self, **options: Any) -> bool:
        """Shut the pool down, and say whether that ended."""
        ended = threading.Thread(target=self.pool.shutdown, kwargs=options, daemon=True)
        ended.start()
        ended.join(PATIENCE)
        return not ended.is_alive()

    def ended(self) -> bool:
        for worker in self.pool._workers:
            worker.join(PATIENCE)
        return not any(worker.is_alive() for worker in self.pool._workers)

    def test_idle_threads_end(self) -> None:
        for _ in range(3):
            self.pool.submit(int).result()
        self.assertEqual(3, self.pool.num_workers)
        self.assertTrue(self.shut_down())
        self.assertTrue(self.ended())
        self.assertFalse(self.pool.alive)

    def test_work_that_was_accepted_is_done(self) -> None:
        go = threading.Event()
        done: list[Any] = []
        for _ in range(20):
            self.pool.submit(go.wait, PATIENCE).add_done_callback(done.append)
        threading.Timer(0.05, go.set).start()
        self.assertTrue(self.shut_down())
        self.assertEqual(20, len(done))
        self.assertTrue(self.ended())

    def test_without_waiting(self) -> None:
        self.pool.submit(int).result()
        self.assertTrue(self.shut_down(wait=False))
        self.assertTrue(self.ended())

    def test_twice(self) -> None:
        self.pool.submit(int).result()
        self.assertTrue(self.shut_down())
        self.assertTrue(self.shut_down())

    def test_a_pool_that_did_nothing(self) -> None:
        self.assertTrue(self.shut_down())
        with self.assertRaises(RuntimeError):
            self.pool.submit(int)
