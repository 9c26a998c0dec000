"""MariaDB as a process that ends with the cloud, whatever becomes of who started it.

Run by :mod:`harness.cloud.databases.mariadb`, as ``python -m MODULE FOLDER``. The server gets
a data directory of its own in the cloud's folder, listens on a socket in it alone, and runs as
nobody when root starts it.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from harness.cloud import child
from harness.cloud.databases import mariadb

_PAUSE = 0.05
_USER = "nobody"
_OPTIONS = (
    "--no-defaults",
    # So no system tables need be made. Only who may enter the data directory gets in.
    "--skip-grant-tables",
    "--skip-networking",
    "--skip-log-bin",
    # As OpenStack's installation guide has it, and most deployments.
    "--character-set-server=utf8mb3",
    "--collation-server=utf8mb3_general_ci",
    "--max-connections=500",
    # Nothing here is to outlive a crash.
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-flush-method=nosync",
    "--innodb-doublewrite=0",
    "--innodb-stats-persistent=0",
    # One file for all tables, of which there are some hundreds.
    "--innodb-file-per-table=0",
    "--innodb-log-file-size=32M",
)


def _prepare(folder: Path) -> list[str]:
    """Make the data directory.

    :returns: the options that tell of it.
    """
    data = folder / "mariadb"
    data.mkdir(mode=0o700)
    options = [f"--datadir={data}", f"--socket={data / 'socket'}", f"--pid-file={data / 'pid'}"]
    if os.geteuid():
        return options
    owner = pwd.getpwnam(_USER)
    os.chown(data, owner.pw_uid, owner.pw_gid)
    folder.chmod(0o711)
    return [*options, f"--user={_USER}"]


def _accepts(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return not probe.connect_ex(str(path))


def _watch(server: "subprocess.Popen[bytes]", leaving: threading.Event) -> None:
    """End with the server, so that the parent notices."""
    server.wait()
    if not leaving.is_set():
        os._exit(1)


def main() -> None:
    """Start the server, and end it when nobody is there any more to use it."""
    folder, line = Path(sys.argv[1]), child.Line()
    options = _prepare(folder)
    server = subprocess.Popen([mariadb.find(), *_OPTIONS, *options], stdin=subprocess.DEVNULL)
    leaving = threading.Event()
    threading.Thread(target=_watch, args=(server, leaving), daemon=True).start()
    while not _accepts(folder / "mariadb" / "socket"):
        time.sleep(_PAUSE)
    line.say(ready=True)
    for _ in line.commands():
        pass
    leaving.set()
    server.kill()
    server.wait()
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
