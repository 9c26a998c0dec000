"""A MariaDB that runs as long as the cloud does, and what its databases held at one moment."""

import contextlib
import shutil
from contextlib import ExitStack
from pathlib import Path

import sqlalchemy as sa

from harness.cloud.databases.keys import KEYS, SECOND_CELL
from harness.cloud.databases.schema import Copy, Schema
from harness.cloud.processes import Process
from harness.errors import HarnessError

_NAMES = {
    "keystone": "keystone",
    "placement": "placement",
    "api": "nova_api",
    # Derived by ``nova-manage cell_v2 map_cell0``.
    "cell0": "nova_cell1_cell0",
    "cell": "nova_cell1",
    SECOND_CELL: "nova_cell2",
}
_PLACES = "/usr/sbin:/usr/local/sbin:/usr/libexec"
_LONGEST = 107
"""Bytes of a socket's path on Linux (``unix(7)``)."""
_PATIENCE = 60.0
# Rows are copied as they are: one may have the number 0, and come before what it refers to.
_LOOSE = "SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO', foreign_key_checks = 0"


def find() -> str:
    """Return the path of ``mariadbd``.

    :raises HarnessError: when it is not installed.
    """
    found = shutil.which("mariadbd") or shutil.which("mariadbd", path=_PLACES)
    if not found:
        hint = "install it (Debian: apt-get install mariadb-server-core), or do without"
        raise HarnessError(f"there is no mariadbd for --database mysql; {hint}")
    return found


def start(folder: Path, stack: ExitStack) -> "Instance":
    """Start an instance with empty databases below a folder; it ends with a stack.

    :raises HarnessError: when it is not installed or does not start.
    """
    find()
    socket = folder / "mariadb" / "socket"
    if len(bytes(socket)) > _LONGEST:
        raise HarnessError(f"{socket}: too long for a socket; set TMPDIR to a shorter path")
    process = Process.start(stack, "mariadb", folder)
    process.wait("ready", _PATIENCE)
    return Instance(process, socket)


class Instance:
    """The databases of a server, and one beside each that keeps what it held."""

    def __init__(self, process: Process, socket: Path) -> None:
        """Create the databases of a server that listens on ``socket``."""
        self.processes = [process]
        self._socket = socket
        self._server = sa.create_engine(
            self._address(""),
            isolation_level="AUTOCOMMIT",
            connect_args={"init_command": _LOOSE},
        ).connect()
        self._schemas = {key: Schema(self._server, name) for key, name in _NAMES.items()}
        self._copies: dict[str, Copy] = {}
        for schema in self._schemas.values():
            schema.create()

    @property
    def options(self) -> dict[str, str]:
        """What a service's configuration says besides: nothing."""
        return {}

    def url(self, key: str) -> str:
        """Return where a service finds a database."""
        return self._address(_NAMES[key])

    def keep(self) -> None:
        """Copy every database."""
        self._copies = {key: Copy(self._schemas[key]) for key in KEYS}

    def restore(self) -> None:
        """Write anew what differs from the copies."""
        for key in KEYS:
            self.lay_out(key, key)

    def lay_out(self, key: str, elsewhere: str) -> None:
        """Have another database say what was kept of that one."""
        self._copies[key].lay_out(self._schemas[elsewhere])

    def close(self) -> None:
        """Leave the server, with which the copies go, if it is there still."""
        with contextlib.suppress(sa.exc.SQLAlchemyError):
            self._server.close()

    def _address(self, name: str) -> str:
        return f"mysql+pymysql://root@localhost/{name}?unix_socket={self._socket}"
