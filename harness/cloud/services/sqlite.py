"""SQLite for services that expect a database server."""

import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from oslo_db.sqlalchemy import enginefacade, engines
from sqlalchemy import pool
from sqlalchemy.dialects.sqlite import pysqlite


class KeptConnections(pool.QueuePool):
    """Keeps connections open between queries, as many as there are threads."""

    def __init__(self, creator: Any, **options: Any) -> None:
        """Make a pool without a limit, unless ``options`` say otherwise."""
        super().__init__(creator, **{"pool_size": 0, **options})


def keep_connections() -> None:
    """Make oslo.db keep SQLite connections.

    It opens one per query (``_init_connection_args`` for SQLite sets ``NullPool``),
    and each new connection parses Nova's whole schema: half of all its CPU time. Those that
    are kept serve any thread; SQLAlchemy before 2.0 does not ask for that by itself.
    """
    pools: Any = engines.pool
    pools.NullPool = KeptConnections
    dialect: Any = pysqlite.dialect
    describe = dialect.create_connect_args

    def describe_shared(own: Any, url: Any) -> tuple[Any, dict[str, Any]]:
        words, options = describe(own, url)
        return words, {**options, "check_same_thread": False}

    dialect.create_connect_args = describe_shared


def serialise_writers() -> None:
    """Let one transaction at a time write to a database, as Nova's fixture does that newer has.

    SQLite would make the second wait where no other thread of eventlet's can run, and so for
    nothing: the first could not end.
    """
    manager: Any = enginefacade._TransactionContextManager
    scope = manager._transaction_scope
    locks: defaultdict[Any, Any] = defaultdict(threading.RLock)

    @contextmanager
    def locked_scope(own: Any, context: Any) -> Iterator[Any]:
        writes = own._mode is enginefacade._WRITER
        lock = locks[own.reader.get_engine().url] if writes else nullcontext()
        with lock, scope(own, context) as resource:
            yield resource

    manager._transaction_scope = locked_scope
