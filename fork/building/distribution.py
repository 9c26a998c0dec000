"""The archives a build hands out: wheel, editable wheel, source archive."""

import configparser
import gzip
import io
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Iterator

from fork.building import sbom
from fork.building.project import Project
from fork.building.tree import assemble, write
from fork.errors import ForkError
from fork.releases.upstream import METADATA, Release

#: The first moment that a zip archive can state. An archive's bytes depend on
#: what it holds alone, so a SOURCE_DATE_EPOCH from outside does not count.
EPOCH = "315532800"
SOURCES = ("fork", "novaclient", "patches", "releasenotes", "workbench")
README = "README.md"
#: What a wheel has beside the patched release, and neither upstream nor the
#: patches know.
SHIPPED = Path(__file__).with_name("shipped") / "fork.py"
SOURCE_FILES = ("LICENSE", README, "pyproject.toml")
#: On what the source archive builds; upstream's releases want no newer one.
PYTHON = ">=3.9"


def wheel(project: Project, release: Release, folder: Path) -> str:
    """Build the fork's wheel of a release; return its file name.

    :raises ForkError: when upstream's bytes or the patches do not fit
    """
    files = _package(project, release)
    return _pack(project.of(release.version), files, folder)


def editable_wheel(project: Project, release: Release, folder: Path) -> str:
    """Build a wheel that points at the tree under build/; return its name.

    :raises ForkError: when upstream's bytes or the patches do not fit
    """
    files, place = _package(project, release), project.root / "build" / "tree"
    code = {path for path in files if path.startswith("novaclient/")}
    write({path: files[path] for path in code}, place)
    pointer = {f"_{project.stem}.pth": f"{place}\n".encode()}
    rest = {path: files[path] for path in files if path not in code}
    return _pack(project.of(release.version), {**rest, **pointer}, folder)


def source_archive(project: Project, folder: Path) -> str:
    """Build the source archive; return its file name.

    It holds what this repository holds and nothing of upstream's; a build
    from it takes upstream's release from the package index, too.
    """
    stem = f"{project.stem}-{project.version}"
    target = folder / f"{stem}.tar.gz"
    with (
        gzip.GzipFile(target, "wb", mtime=int(EPOCH)) as stream,
        tarfile.open(fileobj=stream, mode="w") as archive,
    ):
        for path, data in _sources(project):
            _add(archive, f"{stem}/{path}", data)
    return target.name


def _package(project: Project, release: Release) -> dict[str, bytes]:
    project = project.of(release.version)
    files = assemble(project, release).files
    files |= _told(project, files)
    folder = f"{project.stem}-{release.version}.dist-info"
    return {
        path.replace(f"{METADATA}/", f"{folder}/", 1)
        if path.startswith(f"{METADATA}/")
        else path: data
        for path, data in files.items()
    }


def _told(project: Project, files: dict[str, bytes]) -> dict[str, bytes]:
    """Return the files by which a wheel says that it is a fork."""
    told = {
        f"novaclient/{SHIPPED.name}": SHIPPED.read_bytes(),
        f"{METADATA}/{sbom.PATH}": sbom.text(project).encode("utf-8"),
    }
    for path in sorted({*files} & {*told}):
        raise ForkError(f"{path} is upstream's; call the fork's otherwise")
    if project.report:
        path = f"{METADATA}/METADATA"
        line = f"Project-URL: Strict fork, {project.report}\n".encode()
        head, version, rest = files[path].partition(b"\nVersion: ")
        number, end, rest = rest.partition(b"\n")
        told[path] = head + version + number + end + line + rest
    return told


def _pack(project: Project, files: dict[str, bytes], folder: Path) -> str:
    with tempfile.TemporaryDirectory() as place:
        write(files, Path(place, "tree"))
        command = [sys.executable, "-m", "wheel", "pack", f"{place}/tree"]
        command += ["--dest-dir", place, "--local-version", project.local]
        environment = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH}
        result = subprocess.run(
            command, env=environment, capture_output=True, text=True
        )
        if result.returncode:
            raise ForkError(f"wheel pack failed: {result.stderr}")
        (built,) = Path(place).glob("*.whl")
        (folder / built.name).write_bytes(built.read_bytes())
        return built.name


def _sources(project: Project) -> Iterator[tuple[str, bytes]]:
    yield "PKG-INFO", _package_info(project).encode()
    yield "setup.cfg", _settings(project).encode()
    for name in SOURCE_FILES:
        yield name, (project.root / name).read_bytes()
    for name in SOURCES:
        for path in sorted((project.root / name).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                relative = path.relative_to(project.root).as_posix()
                yield relative, path.read_bytes()


def _package_info(project: Project) -> str:
    readme = (project.root / README).read_text(encoding="utf-8")
    fields = [
        "Metadata-Version: 2.1",
        f"Name: {project.name}",
        f"Version: {project.version}",
        f"Summary: {project.name} {project.upstream}, strict fork",
        f"Requires-Python: {PYTHON}",
        "Description-Content-Type: text/markdown; charset=UTF-8",
    ]
    return "\n".join([*fields, "", readme])


def _settings(project: Project) -> str:
    """State what was chosen, so that the archive builds the same."""
    config = configparser.ConfigParser()
    config.read(project.root / "setup.cfg", encoding="utf-8")
    config["fork"]["upstream"] = project.upstream
    if project.through:
        config["fork"]["through"] = project.through
    text = io.StringIO()
    config.write(text)
    return text.getvalue()


def _add(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mtime, member.mode = len(data), int(EPOCH), 0o644
    archive.addfile(member, io.BytesIO(data))
