"""Placement as a process, with Keystone in front of it, served by cheroot.

Run as ``python -m harness.placement FOLDER DESCRIPTOR`` by :mod:`harness.cloud`.
"""

import os
import socket
from pathlib import Path

from harness import child, web


def service(folder: Path, listener: socket.socket, line: child.Line) -> dict[str, child.Command]:
    """Create the database and serve Placement; it understands no command."""
    os.environ["OS_PLACEMENT_CONFIG_DIR"] = str(folder)
    from harness import sqlite
    from placement import wsgi

    sqlite.keep_connections()
    # sync_on_startup in placement.conf creates the tables. One thread: an
    # allocation reads and then writes, which two SQLite connections cannot do at once.
    web.serve(listener, wsgi.init_application(), threads=1)
    return {}


if __name__ == "__main__":
    child.run(service)
