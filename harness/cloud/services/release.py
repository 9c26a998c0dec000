"""What an older Nova wants otherwise than Nova 34, with which the cloud starts by default.

Each release is asked what it has; none is told by its number.
"""

import importlib.util
import inspect
import os
import sys
from collections.abc import Callable
from typing import Any
from unittest import mock


def prepare() -> None:
    """Decide how Nova waits: in threads or, if it cannot yet, in eventlet's.

    Those replace what waits in Python's own modules. So this comes before any import of what
    takes a function or a class from them.
    """
    # Before 26 Nova's fixtures take this from the package that it was once.
    sys.modules.setdefault("mock", mock)
    # Before it had a choice, Nova did so whenever it was imported.
    from nova import monkey_patch

    if hasattr(monkey_patch, "patch"):
        os.environ["OS_NOVA_DISABLE_EVENTLET_PATCHING"] = "true"
        monkey_patch.patch(backend="threading")


def known(function: Callable[..., Any], options: dict[str, Any]) -> dict[str, Any]:
    """Return those of ``options`` that a function takes."""
    taken = inspect.signature(function).parameters
    return {name: value for name, value in options.items() if name in taken}


def call(function: Callable[..., Any], *words: Any) -> Any:
    """Call a function with as many arguments as it takes."""
    return function(*words[: len(inspect.signature(function).parameters)])


def forget_cells() -> None:
    """Have no process remember what cells there are, and where their databases are."""
    from nova import context
    from nova.compute import api

    context.CELL_CACHE, context.CELLS, api.CELLS = {}, [], []


def has(module: str) -> bool:
    """Tell whether Nova has a module."""
    return importlib.util.find_spec(module) is not None
