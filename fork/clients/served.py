"""The fork from an index server, as operators get it: uploaded, installed."""

import contextlib
import json
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile
from pathlib import Path
from typing import Any, Iterator

from fork.building.index import CONSTRAINTS
from fork.building.pages import PACKAGES, PAGES
from fork.building.project import Project
from fork.clients import program
from fork.errors import ForkError

#: A server of this machine is not to be asked for through a proxy.
LOCAL = {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
#: Seconds after which a server that does not answer is given up.
PATIENCE = 300.0
#: Prints which client is installed; `nova --version` drops the label.
_VERSION = "import importlib.metadata as m, sys; print(m.version(sys.argv[1]))"


@contextlib.contextmanager
def address(index: Path) -> Iterator[str]:
    """Upload an index's wheels to a pypiserver on loopback; give its address.

    :raises ForkError: when the server does not answer, or twine fails
    """
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        words = [sys.executable, "-m", "pypiserver", "run"]
        words += ["--host", "127.0.0.1", "--port", str(port)]
        # Anybody may upload, and what it lacks is nowhere.
        words += ["-a", ".", "-P", ".", "--disable-fallback", folder]
        with started(words, url):
            _upload(url, index)
            yield url


@contextlib.contextmanager
def started(words: list[str], url: str) -> Iterator[None]:
    """Run a server that answers at an address, while the context lasts.

    :raises ForkError: when it does not answer
    """
    none = subprocess.DEVNULL
    with subprocess.Popen(words, stdout=none, stderr=none) as server:
        try:
            _await(url, server)
            yield
        finally:
            server.terminate()


def free_port() -> int:
    """Return a port of loopback on which nothing listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


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
        failed = f"pip install {name} failed; it says why above"
        program.show(command, Path(), failed, LOCAL)
        items = json.loads(report.read_text(encoding="utf-8"))["install"]
    (item,) = (item for item in items if item["metadata"]["name"] == name)
    found: dict[str, Any] = item
    return found


def _installed(name: str, place: Path) -> str:
    command = [str(place / "bin" / "python"), "-c", _VERSION, name]
    return program.run(command, Path(), command[0]).decode().strip()


def _await(url: str, server: "subprocess.Popen[bytes]") -> None:
    """Wait until the server answers."""
    end = time.monotonic() + PATIENCE
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while server.poll() is None and time.monotonic() < end:
        try:
            direct.open(url).close()
            return
        except OSError:
            time.sleep(0.1)
    name = " ".join(map(str, server.args))  # type: ignore[arg-type]
    raise ForkError(f"no answer from {url}; is this installed? {name}")


def _upload(url: str, index: Path) -> None:
    every = sorted((index / PACKAGES).glob("*.whl"))
    wheels = [wheel for wheel in every if _is_described(wheel)]
    words = [sys.executable, "-m", "twine", "upload", "--non-interactive"]
    words += ["--username", "any", "--password", "any"]
    words += ["--repository-url", f"{url}/", *map(str, wheels)]
    program.run(words, Path(), "twine upload", settings=LOCAL)


def _is_described(wheel: Path) -> bool:
    """Whether twine takes a wheel.

    Upstream's 17.1.0 to 17.2.1 state metadata 2.0, a version that never was.
    """
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.endswith(".dist-info/METADATA"):
                stated = archive.read(name).partition(b"\n")[0].strip()
                return stated != b"Metadata-Version: 2.0"
    return False
