"""Threads that wait for work, and are woken when they are to end.

futurist's look once a second whether they are to (``ThreadWorker.MAX_IDLE_FOR``), which a stop of
a compute service would wait for; see https://bugs.launchpad.net/futurist/+bug/2160159. Nova's own
tests have them look every 10 ms instead, so that a cloud that does nothing used a tenth of a core.
"""

from typing import Any

import futurist

_pool: Any = futurist.ThreadPoolExecutor
_shut_down: Any = _pool.shutdown


class _Nothing:
    """Work after which a thread looks whether it is to end."""

    def run(self) -> None:
        """Do nothing."""


def install() -> None:
    """Have a pool that is shut down wake its threads."""
    _pool.shutdown = _shut_down_and_wake


def _shut_down_and_wake(pool: Any, wait: bool = True, **options: Any) -> None:
    with pool._shutdown_lock:
        if wait and pool.alive:
            pool._work_queue.join()
        _shut_down(pool, wait=False, **options)
    for _ in pool._workers:
        pool._work_queue.put(_Nothing())
    if wait:
        for worker in pool._workers:
            worker.join()
