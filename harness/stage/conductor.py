"""A conductor that does not get to what it is asked for: moves are accepted, and nothing moves.

Nova's API answers a request for a move as soon as the conductor's queue has it. Tests that ask
only what Nova accepted need not wait for the rest.
"""

from collections.abc import Callable
from typing import Any

from nova.conductor import api

_MOVES = ("rebuild_instance", "resize_instance", "live_migrate_instance")
_held = False


def install() -> None:
    """Put a switch between Nova's API and its conductor; it is off."""
    for name in _MOVES:
        _switch(name, getattr(api.ComputeTaskAPI, name))


def hold(held: bool) -> None:
    """Turn the switch: whether moves are kept from the conductor."""
    global _held
    _held = held


def _switch(name: str, passed_on: Callable[..., Any]) -> None:
    def ask(*words: Any, **options: Any) -> Any:
        return None if _held else passed_on(*words, **options)

    setattr(api.ComputeTaskAPI, name, ask)
