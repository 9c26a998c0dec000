"""What `nova` says in a fake cloud: the manual's sessions, run.

A program for the Python of a venv that has a client and requests-mock. Its
argument is the fork's fake_cloud.py. It reads sessions from stdin, as JSON,
and prints for each what its commands did: pairs of status and output, or the
report of doctest, which is empty where all is as shown.
"""

import contextlib
import doctest
import importlib.util
import io
import itertools
import json
import os
import shlex
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Callable, Iterator
from unittest import mock

import requests_mock

from novaclient import client, shell

#: What main() says first, at every start; the manual says so once.
DEPRECATED = "nova CLI is deprecated"
UUID = "{:08x}-5f0c-4d5a-9c1e-0123456789ab"
LONGER = [f"XXXX-HOST-YYYY34{digit}" for digit in range(10)]


def _load(path: str) -> Any:
    spec = importlib.util.spec_from_file_location("fake_cloud", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


fake_cloud = _load(sys.argv[1])
ENVIRONMENT = {
    "COLUMNS": "80",
    "OS_AUTH_URL": fake_cloud.KEYSTONE,
    "OS_COMPUTE_API_VERSION": "2.latest",
    "OS_PASSWORD": "secret",
    "OS_PROJECT_NAME": "admin",
    "OS_USERNAME": "admin",
    "PATH": os.environ["PATH"],
}


def _fleet() -> list[Any]:
    """Return the hypervisors of which the manual speaks."""
    node = fake_cloud.Hypervisor
    fleet = [node("XXXX-HOST-YYYY34", [UUID.format(34), UUID.format(35)])]
    fleet += [
        node(name, [UUID.format(number)])
        for number, name in enumerate(LONGER, 0x340)
    ]
    return [
        *fleet,
        node("cmp7.example.org", [UUID.format(7)], host="cmp7"),
        node("cmp70.example.org", [UUID.format(0x70)], host="cmp70"),
        node("localhost.localdomain", [UUID.format(8)], host="cmp8"),
        node("localhost.localdomain", [UUID.format(9)], host="cmp9"),
        node("edge1", [UUID.format(0xE1)], cell="cell2"),
        node("spare", state="up"),
    ]


def _all_up(cloud: Any) -> None:
    for node in cloud.nova.fleet:
        node.state = "up"


def _no_administrator(cloud: Any) -> None:
    cloud.nova.allow_only("os-evacuate")


def _cell_down(cloud: Any) -> None:
    cloud.nova.down_cells = {"cell2"}


def _interrupted(cloud: Any) -> None:
    path = f"/servers/{cloud.nova.servers[0]['id']}/action"
    cloud.fault("POST", path, lambda: signal.raise_signal(signal.SIGINT))


def _recorded(cloud: Any) -> None:
    """Let Nova record evacuations, all of which go on forever."""
    cloud.nova.keeps_records = True


def _under_way(cloud: Any, end: Callable[[Any, str], None]) -> None:
    """Bring to an end what goes on, as soon as it is looked at."""
    _recorded(cloud)

    def look() -> None:
        for record in cloud.nova.records:
            if record["status"] in ("accepted", "pre-migrating"):
                end(cloud.nova, record["instance_uuid"])
            elif record["status"] == "confirming":
                cloud.nova.confirm(record["instance_uuid"])

    cloud.fault("GET", "/os-migrations", look)


def _to_spare(nova: Any, uuid: str) -> None:
    nova.move(uuid, "spare")


def _half_to_spare(nova: Any, uuid: str) -> None:
    if uuid == nova.servers[0]["id"]:
        nova.move(uuid, "spare")
    else:
        nova.lose(uuid)


def _on_its_way(nova: Any, uuid: str) -> None:
    nova.record(uuid)["status"] = "running"


def _no_microversion(cloud: Any) -> None:
    del os.environ["OS_COMPUTE_API_VERSION"]


def _in_two_states(cloud: Any) -> None:
    cloud.nova.servers[0]["OS-EXT-STS:task_state"] = "powering-off"
    cloud.nova.servers[1]["status"] = "PAUSED"


def _up_but(cloud: Any, status: str) -> None:
    """Let all services be up, and one server be in a state of its own."""
    _all_up(cloud)
    cloud.nova.servers[1]["status"] = status


def _migrating(cloud: Any, end: Callable[[Any, str], None]) -> None:
    _all_up(cloud)
    _under_way(cloud, end)


def _renamed(cloud: Any) -> None:
    cloud.nova.fleet.append(fake_cloud.Service("edge1.example.org"))


SITUATIONS = {
    "": lambda cloud: None,
    "upstream's client": lambda cloud: None,
    "Ctrl-C at the first server": _interrupted,
    "there is room": lambda cloud: _under_way(cloud, _to_spare),
    "there is no room": lambda cloud: _under_way(cloud, _half_to_spare),
    "evacuations take hours": _recorded,
    "the servers find a place": lambda cloud: _migrating(cloud, _to_spare),
    "a migration fails": lambda cloud: _migrating(cloud, _half_to_spare),
    "migrations take hours": lambda cloud: _migrating(cloud, _on_its_way),
    "every compute service is up and a server is paused": (
        lambda cloud: _up_but(cloud, "PAUSED")
    ),
    "every compute service is up and a server is being rescued": (
        lambda cloud: _up_but(cloud, "RESCUE")
    ),
    "no microversion is chosen": _no_microversion,
    "a server is busy and one is paused": _in_two_states,
    "edge1 had another name": _renamed,
    "every compute service is up": _all_up,
    "the caller is no administrator": _no_administrator,
    "the cell of edge1 is down": _cell_down,
}


def _hurry(stack: contextlib.ExitStack) -> None:
    """Let minutes pass in no time, for clients that wait."""
    if importlib.util.find_spec("novaclient.v2.host_operations"):
        sleep = "novaclient.v2.host_operations.interruption.Interruption.sleep"
        minutes = itertools.count(step=60).__next__
        stack.enter_context(mock.patch(sleep, return_value=False))
        stack.enter_context(mock.patch("time.monotonic", minutes))


@contextlib.contextmanager
def _cloud(situation: str) -> Iterator[None]:
    with contextlib.ExitStack() as stack:
        stack.enter_context(mock.patch.dict(os.environ))
        mocker = stack.enter_context(requests_mock.Mocker())
        _hurry(stack)
        SITUATIONS[situation](fake_cloud.FakeCloud(mocker, _fleet()))
        yield


def _run(command: str) -> tuple[int, str]:
    """Run what a person types, and write it into a file if it says so."""
    command, _, path = command.partition(" > ")
    program, *argv = shlex.split(command)
    status, shown = (_nova if program == "nova" else _other)(program, argv)
    if not path:
        return status, shown
    Path(path).write_text(shown)
    return status, ""


def _other(program: str, argv: list[str]) -> tuple[int, str]:
    assert program == "python3", program
    ran = subprocess.run(
        [sys.executable, *argv],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    return ran.returncode, ran.stdout


def _nova(program: str, argv: list[str]) -> tuple[int, str]:
    """Run nova as a terminal shows it, stdout and stderr together."""
    with contextlib.ExitStack() as stack:
        shown = stack.enter_context(contextlib.redirect_stdout(io.StringIO()))
        stack.enter_context(contextlib.redirect_stderr(shown))
        stack.enter_context(mock.patch.object(sys, "argv", [program, *argv]))
        status = _status(argv)
    lines = shown.getvalue().splitlines(keepends=True)
    if lines and lines[0].startswith(DEPRECATED):
        del lines[0]
    return status, "".join(lines)


def _status(argv: list[str]) -> int:
    try:
        return shell.main(argv) or 0
    except SystemExit as exit:
        return int(exit.code or 0)


def _doctest(text: str) -> str:
    names = ("USERNAME", "PASSWORD", "PROJECT_NAME", "AUTH_URL")
    arguments = [ENVIRONMENT[f"OS_{name}"] for name in names]
    nova = client.Client("2.95", *arguments)
    parsed = doctest.DocTestParser().get_doctest(
        text, {"nova": nova}, "manual", None, None
    )
    report = io.StringIO()
    doctest.DocTestRunner().run(parsed, out=report.write)
    return report.getvalue()


def main() -> None:
    """Run the sessions."""
    results: list[Any] = []
    # It is ignored in what a script starts in the background.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    folder = tempfile.TemporaryDirectory()
    os.chdir(folder.name)
    with folder, mock.patch.dict(os.environ, ENVIRONMENT, clear=True):
        for session in json.load(sys.stdin):
            with _cloud(session["situation"]):
                if "doctest" in session:
                    results.append(_doctest(session["doctest"]))
                else:
                    results.append([*map(_run, session["commands"])])
    json.dump(results, sys.stdout)


if __name__ == "__main__":
    main()
