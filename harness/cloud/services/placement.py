"""Placement as a process, with Keystone in front of it, served by cheroot.

Run by :mod:`harness.cloud.cloud`, as ``python -m MODULE FOLDER DESCRIPTOR``.
"""

import os
import socket
from pathlib import Path

from harness.cloud import child
from harness.cloud.services import web


def service(folder: Path, listener: socket.socket, line: child.Line) -> dict[str, child.Command]:
    """Create the database and serve Placement; it understands no command."""
    os.environ["OS_PLACEMENT_CONFIG_DIR"] = str(folder)
    from placement import wsgi

    from harness.cloud.services import sqlite

    sqlite.keep_connections()
    # sync_on_startup in placement.conf creates the tables. One thread: an
    # allocation reads and then writes, which two SQLite connections cannot do at once.
    web.serve(listener, wsgi.init_application(), threads=1)
    return {}


if __name__ == "__main__":
    child.run(service)
