"""The pages of a package index, as installers read them.

HTML (PEP 503) goes to whoever asks a plain server, or a folder. JSON
(PEP 691) lies beside it, for a server that can be told to prefer it. Upload
times are a matter of JSON (PEP 700); uv reads them from HTML as well, from the
attribute that is written here, and pip does not.
"""

import dataclasses
import datetime
import email
import hashlib
import html
import json
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

from packaging.utils import canonicalize_name, parse_wheel_filename

PACKAGES, PAGES = "packages", "simple"
API = "1.1"
PAGE = """\
<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta name="pypi:repository-version" content="{api}">
<title>{title}</title>
</head>
<body>
{links}</body>
</html>
"""


@dataclasses.dataclass(frozen=True)
class File:
    """What the pages tell of a wheel.

    :param name: its file name
    :param data: its bytes
    :param metadata: its METADATA, which lies beside it, too (PEP 658)
    :param uploaded: when it was put into the index
    """

    name: str
    data: bytes
    metadata: bytes
    uploaded: datetime.datetime

    @classmethod
    def read(cls, path: Path, uploaded: datetime.datetime) -> "File":
        """Read a wheel."""
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            (inside,) = (n for n in names if n.endswith(".dist-info/METADATA"))
            metadata = archive.read(inside)
        return cls(path.name, path.read_bytes(), metadata, uploaded)

    @property
    def project(self) -> str:
        """The name of its project, as addresses spell it."""
        return str(parse_wheel_filename(self.name)[0])

    @property
    def version(self) -> str:
        """The version of it."""
        return str(parse_wheel_filename(self.name)[1])

    @property
    def wanted(self) -> str:
        """The Python that it needs; "" for any."""
        stated = email.message_from_bytes(self.metadata)["Requires-Python"]
        return str(stated or "")

    @property
    def address(self) -> str:
        """Where it is, seen from the page of its project."""
        return f"../../{PACKAGES}/{quote(self.name)}"

    @property
    def moment(self) -> str:
        """When it was uploaded, as PEP 700 writes it."""
        when = self.uploaded.astimezone(datetime.timezone.utc)
        return when.strftime("%Y-%m-%dT%H:%M:%SZ")

    def link(self) -> str:
        """Return the line of it in HTML."""
        attributes = {
            "href": f"{self.address}#sha256={digest(self.data)}",
            "data-requires-python": self.wanted,
            "data-core-metadata": f"sha256={digest(self.metadata)}",
            "data-upload-time": self.moment,
        }
        return _link(self.name, attributes)

    def entry(self) -> dict[str, Any]:
        """Return what JSON says of it."""
        entry = {
            "filename": self.name,
            "url": self.address,
            "hashes": {"sha256": digest(self.data)},
            "requires-python": self.wanted,
            "core-metadata": {"sha256": digest(self.metadata)},
            "size": len(self.data),
            "upload-time": self.moment,
        }
        return {key: value for key, value in entry.items() if value}


def write(folder: Path, uploaded: datetime.datetime) -> None:
    """Write the pages of the wheels in a folder's `packages/`.

    Their links are relative: any web server will do, and `file://`.

    :param uploaded: what is said to be the time of their upload
    """
    wheels = sorted((folder / PACKAGES).glob("*.whl"))
    files = [File.read(path, uploaded) for path in wheels]
    for file in files:
        beside = folder / PACKAGES / f"{file.name}.metadata"
        beside.write_bytes(file.metadata)
    names = sorted({file.project for file in files})
    links = [_link(n, {"href": f"{n}/index.html"}) for n in names]
    listed = {"projects": [{"name": name} for name in names]}
    _write(folder / PAGES, "Packages", links, listed)
    for name in names:
        own = [file for file in files if file.project == name]
        _write(folder / PAGES / name, name, *_project(name, own))


def digest(data: bytes) -> str:
    """Return the SHA-256 of bytes."""
    return hashlib.sha256(data).hexdigest()


def _project(name: str, files: list[File]) -> tuple[list[str], dict[str, Any]]:
    versions = list(dict.fromkeys(file.version for file in files))
    entries = [file.entry() for file in files]
    stated = {"name": canonicalize_name(name), "versions": versions}
    return [file.link() for file in files], {**stated, "files": entries}


def _link(text: str, attributes: dict[str, str]) -> str:
    stated = [
        f'{key}="{html.escape(value)}"'
        for key, value in attributes.items()
        if value
    ]
    return f"<a {' '.join(stated)}>{html.escape(text)}</a><br>\n"


def _write(
    folder: Path, title: str, links: list[str], content: dict[str, Any]
) -> None:
    folder.mkdir(parents=True)
    page = PAGE.format(api=API, title=title, links="".join(links))
    (folder / "index.html").write_text(page, encoding="utf-8")
    whole = {"meta": {"api-version": API}, **content}
    text = json.dumps(whole, indent=1) + "\n"
    (folder / "index.json").write_text(text, encoding="utf-8")
