"""Source archives, found, fetched and read without a build.

pip asks an archive for its name by running the build that it brings, so the
pages of the index are read with pypi-simple, and pip is asked where that is.
"""

import io
import tarfile
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, Callable, Iterator
from urllib.parse import urlsplit
from urllib.request import url2pathname

import requests
from packaging.utils import canonicalize_name
from pypi_simple import (
    DistributionPackage,
    Link,
    NoSuchProjectError,
    ProjectPage,
    PyPISimple,
)
from requests.adapters import BaseAdapter

from fork.errors import ForkError
from fork.releases import settings
from fork.releases.settings import Settings

#: Seconds in which a server must begin to answer.
PATIENCE = 60.0


def fetch(name: str, version: str, folder: str) -> Path:
    """Fetch the source archive of a release into a folder.

    :raises ForkError: when no index has it, or its bytes are not those that
        the index announces
    """
    failed = f"cannot fetch {name}==={version} from the package index"
    stated, reason = settings.read(), "it has no source archive of it"
    with PyPISimple(session=_session(stated)) as client:
        for listed in _places(client, stated, name):
            try:
                for found in listed():
                    if _is(found, name, version):
                        return _download(client, found, folder)
            # Another place may have it, as with pip.
            except requests.RequestException as error:
                reason = _told(error)
            except ValueError as error:
                raise ForkError(f"{failed}: {error}") from None
    raise ForkError(f"{failed}: {reason}")


def files(path: Path) -> dict[str, bytes]:
    """Read an archive; return its files, by their paths below its top.

    :raises ForkError: when one lies outside
    """
    with tarfile.open(path) as opened:
        return dict(_files(opened))


def _files(opened: tarfile.TarFile) -> Iterator[tuple[str, bytes]]:
    for member in opened:
        # The first part names the release.
        path = PurePosixPath(*PurePosixPath(member.name).parts[1:])
        if ".." in path.parts:
            raise ForkError(f"{member.name} lies outside upstream's archive")
        stream = opened.extractfile(member) if member.isfile() else None
        if stream:
            yield path.as_posix(), stream.read()


def _places(
    client: PyPISimple, stated: Settings, name: str
) -> list[Callable[[], list[DistributionPackage]]]:
    """Return what lists the files of each place, in pip's order."""
    linked = [partial(_linked, client, at, name) for at in stated.links]
    indexed = [partial(_indexed, client, at, name) for at in stated.indexes]
    return [*linked, *indexed]


def _is(found: DistributionPackage, name: str, version: str) -> bool:
    """Say whether a file is the one that is looked for."""
    if (found.version, found.package_type) != (version, "sdist"):
        return False
    return canonicalize_name(found.project or "") == canonicalize_name(name)


def _download(
    client: PyPISimple, found: DistributionPackage, folder: str
) -> Path:
    path = Path(folder, found.filename)
    # A folder of files announces no digests.
    verify = bool(found.digests)
    client.download_package(found, path, verify, timeout=PATIENCE)
    return path


def _indexed(
    client: PyPISimple, index: str, name: str
) -> list[DistributionPackage]:
    client.endpoint = index.rstrip("/") + "/"
    try:
        return client.get_project_page(name, timeout=PATIENCE).packages
    except NoSuchProjectError:
        return []


def _linked(
    client: PyPISimple, place: str, name: str
) -> list[DistributionPackage]:
    """Return what a folder holds, or what a page links to."""
    url = urlsplit(place)
    local = url2pathname(url.path) if url.scheme == "file" else place
    if Path(local).is_dir():
        paths = sorted(Path(local).resolve().iterdir())
        links = [Link(path.name, path.as_uri(), {}) for path in paths]
        return [DistributionPackage.from_link(link, name) for link in links]
    response = client.s.get(place, timeout=PATIENCE)
    response.raise_for_status()
    page = ProjectPage.from_html(name, response.content, response.url)
    return page.packages


def _session(stated: Settings) -> requests.Session:
    session = requests.Session()
    session.mount("file://", _Local())
    if stated.cert:
        session.verify = stated.cert
    if stated.proxy:
        session.proxies = {"http": stated.proxy, "https": stated.proxy}
    return session


def _told(error: requests.RequestException) -> str:
    """Say what failed, without the address: it may hold a password."""
    answer = error.response
    if answer is None:
        return type(error).__name__
    return f"{answer.status_code} {answer.reason}"


class _Local(BaseAdapter):
    """Files of this machine, as an index in a folder has them."""

    def send(
        self, request: requests.PreparedRequest, *_: Any, **__: Any
    ) -> requests.Response:
        """Answer with a file, or with the page of a folder."""
        path = Path(url2pathname(urlsplit(str(request.url)).path))
        answer = requests.Response()
        answer.request, answer.url = request, str(request.url)
        answer.headers["Content-Type"] = "text/html"
        try:
            page = path / "index.html" if path.is_dir() else path
            answer.raw, answer.status_code = page.open("rb"), 200
        except OSError:
            answer.raw, answer.status_code = io.BytesIO(), 404
            answer.reason = "Not Found"
        return answer

    def close(self) -> None:
        """Hold nothing."""
