"""Nova's tables, and writing rows into them."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from nova.db.api import models as api_models
from nova.db.main import models

SERVICES: Any = models.Service.__table__
NODES: Any = models.ComputeNode.__table__
SERVERS: Any = models.Instance.__table__
HOSTS: Any = api_models.HostMapping.__table__
PLACES: Any = api_models.InstanceMapping.__table__
BELONGINGS: tuple[Any, ...] = (
    models.InstanceExtra.__table__,
    models.InstanceInfoCache.__table__,
    models.InstanceSystemMetadata.__table__,
)
"""What every server has rows in."""

Row = dict[str, Any]


def insert(connection: sa.engine.Connection, table: Any, rows: Iterable[Row]) -> None:
    """Add rows to a table, of which there may be none."""
    listed = list(rows)
    if listed:
        connection.execute(sa.insert(table), listed)
