"""A conductor that does not get to what it is asked for: moves are accepted, and nothing moves.

Nova's API answers a request for a move as soon as the conductor's queue has it. Tests that ask
only what Nova accepted need not wait for the rest. What the API itself asks of compute
services is kept back as well: to confirm a cold migration, and to be disabled, for which it waits.
"""

from collections.abc import Callable
from typing import Any

from nova.compute import rpcapi
from nova.conductor import api

_KEPT = (
    (api.ComputeTaskAPI, "rebuild_instance"),
    (api.ComputeTaskAPI, "resize_instance"),
    (api.ComputeTaskAPI, "live_migrate_instance"),
    (rpcapi.ComputeAPI, "confirm_resize"),
    (rpcapi.ComputeAPI, "set_host_enabled"),
)
_held = False


def install() -> None:
    """Put a switch between Nova's API and whom it asks; it is off."""
    for owner, name in _KEPT:
        _switch(owner, name, getattr(owner, name))


def hold(held: bool) -> None:
    """Turn the switch: whether requests are kept from whom they are for."""
    global _held
    _held = held


def _switch(owner: type, name: str, passed_on: Callable[..., Any]) -> None:
    def ask(*words: Any, **options: Any) -> Any:
        return None if _held else passed_on(*words, **options)

    setattr(owner, name, ask)
