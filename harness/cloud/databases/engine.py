"""The harness's own connections to the cloud's databases."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy import pool

from harness.errors import HarnessError

_AS_SQLITE = "SET sql_mode = CONCAT(@@sql_mode, ',PIPES_AS_CONCAT'), foreign_key_checks = 0"


def engine(url: str) -> sa.engine.Engine:
    """Return a way to a database that services write to, and that may be replaced.

    On either kind ``||`` joins strings, as the standard has it, and foreign keys are not checked.
    """
    return sa.create_engine(url, poolclass=pool.NullPool, connect_args=_arguments(url))


def _arguments(url: str) -> dict[str, Any]:
    if url.startswith("sqlite:"):
        return {"timeout": 30}
    return {"init_command": _AS_SQLITE}


@contextmanager
def answered() -> Iterator[None]:
    """Say in a line what a database refuses.

    :raises HarnessError: when it does.
    """
    try:
        yield
    except sa.exc.SQLAlchemyError as error:
        reason = str(error).splitlines()[0]
        raise HarnessError(f"the database did not answer: {reason}; try again") from error
