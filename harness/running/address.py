"""Where a running cloud is told what to do, and how it is found."""

import json
import os
import socket
import tempfile
from pathlib import Path
from typing import Any

from harness.cloud.processes import PREFIX
from harness.errors import HarnessError

VARIABLE = "HARNESS_CLOUD"
"""Names the folder of a running cloud."""
_FILE = "control.json"
_PATIENCE = 600.0
_START = "start one with: python -m harness cloud"


def publish(folder: Path, listener: socket.socket) -> None:
    """Write where a cloud is told what to do into its folder."""
    draft = folder / f"{_FILE}.draft"
    draft.write_text(json.dumps({"port": listener.getsockname()[1]}))
    draft.replace(folder / _FILE)


def find(named: str | None) -> Path:
    """Return the folder of a running cloud.

    :param named: what it is called on the command line; otherwise the environment says it, or
        it is the only one whose folder is where temporary files are.
    :raises HarnessError: when there is none, or more than one.
    """
    named = named or os.environ.get(VARIABLE)
    if named:
        if (Path(named) / _FILE).exists():
            return Path(named)
        raise HarnessError(f"no cloud runs in '{named}'; {_START}, or name another with --cloud")
    found = sorted(Path(tempfile.gettempdir()).glob(f"{PREFIX}*/{_FILE}"))
    if len(found) == 1:
        return found[0].parent
    if not found:
        raise HarnessError(f"no cloud runs; {_START}")
    names = ", ".join(str(path.parent) for path in found)
    raise HarnessError(f"{len(found)} clouds run; choose one with --cloud: {names}")


def ask(folder: Path, order: dict[str, Any]) -> dict[str, Any]:
    """Send an order to a running cloud, and wait until it is done.

    :returns: its answer.
    :raises HarnessError: when it refuses, or is gone.
    """
    try:
        port = json.loads((folder / _FILE).read_text())["port"]
        with socket.create_connection(("127.0.0.1", port), _PATIENCE) as line:
            line.sendall(json.dumps(order).encode() + b"\n")
            answer = line.makefile("rb").readline()
    except OSError as error:
        raise HarnessError(
            f"the cloud in '{folder}' does not answer: {error}; {_START}"
        ) from error
    if not answer:
        raise HarnessError(f"the cloud in '{folder}' ended; {_START}")
    told: dict[str, Any] = json.loads(answer)
    if "error" in told:
        raise HarnessError(told["error"])
    return told
