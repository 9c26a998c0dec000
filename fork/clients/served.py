"""The fork from an index that is served over HTTP, as operators get it."""

import contextlib
import functools
import http.server
import json
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any, Iterator

from fork.building.index import CONSTRAINTS
from fork.building.pages import PACKAGES, PAGES
from fork.building.project import Project
from fork.clients import program
from fork.errors import ForkError

#: Prints which client is installed; `nova --version` drops the label.
_VERSION = "import importlib.metadata as m, sys; print(m.version(sys.argv[1]))"


@contextlib.contextmanager
def address(folder: Path) -> Iterator[str]:
    """Serve a folder on a free port of loopback; give its address."""
    handler = functools.partial(_Handler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def install(project: Project, index: Path, place: Path) -> None:
    """Have pip install the fork of the project's release from an index.

    All else comes from where pip is used to look. Upstream's releases are
    there, too, so pip is held to the pin in the index's own constraints.

    :param index: the folder of an index that `fork.building.index` built
    :param place: the virtual environment to install into
    :raises ForkError: when the index does not pin the release, pip fails,
        or something else than the index's wheel is installed
    """
    pin = _pin(project, index)
    with address(index) as url:
        item = _pip(project.name, pin, f"{url}/{PAGES}", place)
        wheel = item["download_info"]["url"]
        if not wheel.startswith(f"{url}/{PACKAGES}/"):
            raise ForkError(f"pip took {wheel}, which is not the index's")
    version = _installed(project.name, place)
    if version != project.version:
        raise ForkError(f"{version} is installed, not {project.version}")


def _pin(project: Project, index: Path) -> str:
    pin = f"{project.name}==={project.version}"
    path = index / CONSTRAINTS
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise ForkError(
            f"{path} cannot be read: {error.strerror}; build the index with "
            f"`python -m fork index {index}`"
        ) from None
    if pin not in [line.partition(" ")[0] for line in lines]:
        raise ForkError(f"{path} has no {pin}; build the index anew")
    return pin


def _pip(name: str, pin: str, index: str, place: Path) -> dict[str, Any]:
    """Install a project; return what pip reports of it."""
    with tempfile.TemporaryDirectory() as folder:
        pins, report = Path(folder, "pins.txt"), Path(folder, "report.json")
        pins.write_text(f"{pin}\n", encoding="utf-8")
        command = [sys.executable, "-m", "pip", "--python", str(place)]
        command += ["--quiet", "--disable-pip-version-check", "install"]
        command += ["--extra-index-url", index, "--constraint", str(pins)]
        command += ["--report", str(report), name]
        # A server of this machine is not to be asked for through a proxy.
        local = {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
        failed = f"pip install {name} failed; it says why above"
        program.show(command, Path(), failed, local)
        items = json.loads(report.read_text(encoding="utf-8"))["install"]
    (item,) = (item for item in items if item["metadata"]["name"] == name)
    found: dict[str, Any] = item
    return found


def _installed(name: str, place: Path) -> str:
    command = [str(place / "bin" / "python"), "-c", _VERSION, name]
    return program.run(command, Path(), command[0]).decode().strip()


class _Handler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""
