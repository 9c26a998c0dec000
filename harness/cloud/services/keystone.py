"""Keystone as a process: bootstrapped by ``keystone-manage``, served by cheroot.

Run by :mod:`harness.cloud.cloud`, as ``python -m MODULE FOLDER DESCRIPTOR``.
"""

import getpass
import grp
import multiprocessing
import os
import socket
from pathlib import Path

from harness.cloud import child, settings
from harness.cloud.services import web


def _manage(folder: Path, *arguments: str) -> None:
    """Run ``keystone-manage`` in a fork: it shares the imports and leaves no global state.

    :raises RuntimeError: when it fails.
    """
    from keystone.cmd import cli

    argv = ["keystone-manage", "--config-file", str(folder / "keystone.conf"), *arguments]
    fork = multiprocessing.get_context("fork").Process(target=cli.main, kwargs={"argv": argv})
    fork.start()
    fork.join()
    if fork.exitcode:
        raise RuntimeError(f"keystone-manage {arguments[0]} ended with status {fork.exitcode}")


def _bootstrap(folder: Path, url: str) -> None:
    owner = ["--keystone-user", getpass.getuser()]
    owner += ["--keystone-group", grp.getgrgid(os.getgid()).gr_name]
    _manage(folder, "db_sync")
    _manage(folder, "fernet_setup", *owner)
    account = ["--bootstrap-password", settings.PASSWORD, "--bootstrap-region-id", settings.REGION]
    _manage(folder, "bootstrap", *account, "--bootstrap-public-url", url)


def service(folder: Path, listener: socket.socket, line: child.Line) -> dict[str, child.Command]:
    """Bootstrap Keystone and serve it; it understands no command."""
    from keystone.server import wsgi

    _bootstrap(folder, f"{settings.url(listener)}/v3")
    os.environ["OS_KEYSTONE_CONFIG_DIR"] = str(folder)
    web.serve(listener, wsgi.initialize_public_application(), threads=4)
    return {}


if __name__ == "__main__":
    child.run(service)
