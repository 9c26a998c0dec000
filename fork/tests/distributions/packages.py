"""Packages of the first patch, made and installed as distributions do.

Debian's python-novaclient 18.1.0 is upstream's source archive and a folder
`debian/`; an RPM spec applies `Patch0` with `%autosetup -p1`. Neither source
package can be had here, so both are made anew around upstream's archive.
"""

import io
import tarfile
from pathlib import Path

from fork.building import project
from fork.releases import source
from fork.tests import support
from fork.tests.proposal.trees import succeed

PROJECT = project.read()
RELEASE = PROJECT.of("18.1.0")
NAME = "python3-novaclient"
PATCH = PROJECT.patches / f"{PROJECT.series().patches[0].name}.patch"
STEM = f"{RELEASE.name}-{RELEASE.upstream}"
#: The Python of the distribution; what tox runs on may be another.
PYTHON = Path("/usr/bin/python3")
DEB = f"{RELEASE.upstream}-1+strict1"
DEBIAN = {
    "changelog": f"""\
{RELEASE.name} ({DEB}) unstable; urgency=medium

  * Evacuate the named host only.

 -- A Person <a@example.org>  Sun, 22 Nov 2026 07:05:20 +0000
""",
    "control": f"""\
Source: {RELEASE.name}
Section: python
Priority: optional
Maintainer: A Person <a@example.org>
Build-Depends: debhelper-compat (= 13), dh-python, python3-all,
 python3-pbr, python3-setuptools
Standards-Version: 4.6.2
Rules-Requires-Root: no

Package: {NAME}
Architecture: all
Depends: ${{misc:Depends}}, ${{python3:Depends}}
Description: client library for OpenStack Compute API
 Its host-evacuate acts on the named host only.
""",
    "rules": f"""\
#!/usr/bin/make -f
export PBR_VERSION = {RELEASE.upstream}
%:
\tdh $@ --buildsystem=pybuild --with python3

override_dh_auto_test:
""",
    "source/format": "3.0 (quilt)\n",
    "patches/series": f"{PATCH.name}\n",
    f"patches/{PATCH.name}": PATCH.read_text(encoding="utf-8"),
}
SITE = "/usr/lib/python3/site-packages"
SPEC = f"""\
Name: {NAME}
Version: {RELEASE.upstream}
Release: 1.strict1
Summary: client library for OpenStack Compute API
License: Apache-2.0
Source0: {STEM}.tar.gz
Patch0: {PATCH.name}
BuildArch: noarch

%description
Its host-evacuate acts on the named host only.

%prep
%autosetup -n {STEM} -p1

%build
export PBR_VERSION=%{{version}}
{PYTHON} setup.py -q build

%install
export PBR_VERSION=%{{version}}
{PYTHON} setup.py -q install --skip-build --root %{{buildroot}} \\
    --install-scripts /usr/bin --install-lib {SITE}

%files
/usr/bin/nova
{SITE}/novaclient
{SITE}/python_novaclient*
"""


def upstream() -> dict[str, bytes]:
    """Return the files of upstream's source archive."""
    return source.fetched(RELEASE)


def archive(files: dict[str, bytes], path: Path) -> None:
    """Write upstream's archive under a distribution's name for it."""
    with tarfile.open(path, "w:gz") as opened:
        for name, data in files.items():
            member = tarfile.TarInfo(f"{STEM}/{name}")
            member.size = len(data)
            opened.addfile(member, io.BytesIO(data))


def debianize(tree: Path) -> None:
    """Add the folder `debian/` to upstream's tree."""
    content = {f"debian/{p}": t.encode() for p, t in DEBIAN.items()}
    support.fill(tree, content)
    (tree / "debian" / "rules").chmod(0o755)


def deb(files: dict[str, bytes], folder: Path) -> Path:
    """Build a .deb and its source package, and unpack it below a root.

    :returns: the root
    """
    support.fill(folder / STEM, files)
    debianize(folder / STEM)
    orig = f"{RELEASE.name}_{RELEASE.upstream}.orig.tar.gz"
    archive(files, folder / orig)
    # A Python of somebody's own would build for itself.
    path = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
    succeed(["dpkg-buildpackage", "-us", "-uc"], folder / STEM, **path)
    root = folder / "root"
    # What dpkg expects of a system.
    for name in ("info", "updates"):
        (root / "var/lib/dpkg" / name).mkdir(parents=True)
    (root / "var/lib/dpkg/status").touch()
    package = folder / f"{NAME}_{DEB}_all.deb"
    words = ["dpkg", f"--root={root}", "--force-not-root", "--unpack"]
    succeed([*words, package], folder)
    said = succeed(["dpkg", f"--root={root}", "--list", NAME], folder)
    assert DEB in said, said
    return root


def rpm(files: dict[str, bytes], folder: Path) -> Path:
    """Build an .rpm, and install it below a root.

    :returns: the root
    """
    archive(files, folder / f"{STEM}.tar.gz")
    spec = {"client.spec": SPEC.encode(), PATCH.name: PATCH.read_bytes()}
    support.fill(folder, spec)
    places = {"_topdir": "top", "_sourcedir": ".", "_rpmdir": "out"}
    defined = [
        f"--define={name} {folder / place}" for name, place in places.items()
    ]
    words = ["rpmbuild", "-bb", *defined, "client.spec"]
    succeed([*words], folder)
    root = folder / "root"
    root.mkdir()
    (package,) = (folder / "out").rglob("*.rpm")
    within = ["rpm", f"--root={root}"]
    succeed([*within, "--nodeps", "--install", package], folder)
    said = succeed([*within, "--query", NAME], folder)
    assert said.endswith(f"{NAME}-{RELEASE.upstream}-1.strict1.noarch\n"), said
    return root
