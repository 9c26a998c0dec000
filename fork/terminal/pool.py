"""Work that is done on several things at a time."""

from concurrent.futures import ThreadPoolExecutor
from typing import Callable, Iterable, Iterator, TypeVar

from fork.clients import program

T = TypeVar("T")
U = TypeVar("U")


def each(jobs: int, work: Callable[[T], U], items: Iterable[T]) -> Iterator[U]:
    """Do as much at a time as there are jobs; yield results in order.

    When that is interrupted, what waits is not begun, and what runs is
    ended.
    """
    pool = ThreadPoolExecutor(jobs)
    try:
        for future in [pool.submit(work, item) for item in items]:
            yield future.result()
    except KeyboardInterrupt:
        pool.shutdown(wait=False, cancel_futures=True)
        program.stop()
        raise
    finally:
        pool.shutdown(cancel_futures=True)
