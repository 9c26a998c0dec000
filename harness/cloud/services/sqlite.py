"""SQLite for services that expect a database server."""

from typing import Any

from oslo_db.sqlalchemy import engines
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
