"""Index servers that people run, started for a test on loopback."""

import base64
import contextlib
import json
import sys
import urllib.request
from pathlib import Path
from typing import Any, Iterator

from fork.clients import served
from fork.tests.packaging import indexes, tools

USER, PASSWORD = "root", "secret"


class Pypiserver:
    """pypiserver: a folder of files; what it lacks may be elsewhere."""

    def __init__(self, folder: Path, elsewhere: str = "") -> None:
        """Say where to look for what it lacks; "" for nowhere."""
        packages = folder / "pypiserver"
        packages.mkdir()
        self.port = served.free_port()
        self.address = f"http://127.0.0.1:{self.port}/"
        self.upload, self.simple = self.address, f"{self.address}simple/"
        fallback = (
            ("--fallback-url", elsewhere)
            if elsewhere
            else ("--disable-fallback",)
        )
        words = [sys.executable, "-m", "pypiserver", "run"]
        words += ["--host", "127.0.0.1"]
        # Anybody may upload.
        words += ["--port", str(self.port), "-a", ".", "-P", "."]
        self.words = [*words, *fallback, str(packages)]

    @contextlib.contextmanager
    def running(self) -> Iterator["Pypiserver"]:
        """Run it while the context lasts."""
        with served.started(self.words, self.address):
            yield self


class Devpi:
    """devpi-server: an index of one's own, above a mirror of upstream's."""

    def __init__(self, folder: Path, elsewhere: str, mixed: bool) -> None:
        """Say what it mirrors, and whether it mixes that with one's own."""
        self.folder, self.elsewhere = folder / "devpi", elsewhere
        self.mixed = ["*"] if mixed else []
        self.port = served.free_port()
        self.address = f"http://127.0.0.1:{self.port}/"
        self.upload = f"{self.address}{USER}/fork/"
        self.simple = f"{self.upload}+simple/"

    @contextlib.contextmanager
    def running(self) -> Iterator["Devpi"]:
        """Run it while the context lasts."""
        place = ("--serverdir", self.folder)
        words = ("-c", _MAIN, "init", *place, "--no-root-pypi")
        tools.succeed(*words, "--root-passwd", PASSWORD)
        listen = [*map(str, place), "--port", str(self.port)]
        command = [sys.executable, "-c", _MAIN, "server", *listen]
        with served.started(command, f"{self.address}+api"):
            self._make_indexes()
            yield self

    def _make_indexes(self) -> None:
        login = {"user": USER, "password": PASSWORD}
        token = self._put("+login", login, "POST")["result"]["password"]
        key = base64.b64encode(f"{USER}:{token}".encode()).decode()
        mirror = {"type": "mirror", "mirror_url": self.elsewhere}
        own = {"type": "stage", "bases": [f"{USER}/upstream"]}
        own["mirror_whitelist"] = self.mixed
        for name, content in (("upstream", mirror), ("fork", own)):
            self._put(f"{USER}/{name}", content, "PUT", key)

    def _put(
        self, path: str, content: dict[str, Any], method: str, key: str = ""
    ) -> Any:
        headers = {"Content-Type": "application/json", "X-Devpi-Auth": key}
        headers["Accept"] = "application/json"
        data = json.dumps(content).encode()
        url = f"{self.address}{path}"
        request = urllib.request.Request(url, data, headers, method=method)
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)


#: Runs a program of devpi's, which are no modules to run.
_MAIN = """
import sys
from devpi_server import init, main
sys.exit(init.init() if sys.argv.pop(1) == "init" else main.main())
"""


def upload(server: Any, wheel: Path) -> None:
    """Upload a wheel with twine."""
    words = ["-m", "twine", "upload", "--non-interactive", "-u", USER]
    words += ["-p", PASSWORD, "--repository-url", server.upload, str(wheel)]
    tools.succeed(*words, environment=indexes.LOCAL)
