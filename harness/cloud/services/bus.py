"""The message bus that needs no broker, without its pauses.

A listener of oslo.messaging's ``fake://`` looks every 50 ms whether there is a message
(``oslo_messaging._drivers.impl_fake.FakeListener.poll``). A cloud has dozens of listeners, which
look all the time, and an evacuation waits for several of them in turn.
"""

import threading
from typing import Any

from oslo_messaging._drivers import impl_fake

_arrived = threading.Condition()
_deliver: Any = impl_fake.FakeExchange.deliver_message
_poll: Any = impl_fake.FakeListener.poll
_stop: Any = impl_fake.FakeListener.stop


def install() -> None:
    """Have listeners wait instead of looking now and then."""
    impl_fake.FakeListener.poll = _wait
    impl_fake.FakeListener.stop = _stop_and_tell
    impl_fake.FakeExchange.deliver_message = _deliver_and_tell


def _wait(listener: Any, *_: Any, **__: Any) -> list[Any]:
    """Return the next message; whoever calls this asks for one, and has all the time."""
    with _arrived:
        while not listener._stopped.is_set():
            found: list[Any] = _poll(listener, timeout=0)
            if found:
                return found
            _arrived.wait()
    return []


def _stop_and_tell(listener: Any) -> None:
    _stop(listener)
    _tell()


def _deliver_and_tell(*words: Any, **options: Any) -> None:
    _deliver(*words, **options)
    _tell()


def _tell() -> None:
    with _arrived:
        _arrived.notify_all()
