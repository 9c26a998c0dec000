"""A release that upstream made: does the fork fit it still?"""

import sys
from typing import Iterator

from packaging.version import Version

from fork.building import tree
from fork.building.project import Project
from fork.errors import ForkError
from fork.patches.misfit import Misfit
from fork.releases import lock, openstack
from fork.releases.upstream import Release


def try_on(project: Project, release: Release) -> None:
    """Apply the series to a release, and print where each hunk applied.

    What does not fit is printed on stderr, beside what is closest to it.

    :raises ForkError: when something does not fit, or when the lock has the
        release with other bytes
    """
    if release.version in project.lock().releases:
        project.lock().verify(release.version, release.files)
    misfits = list(_misfits(project, release))
    for misfit in misfits:
        print(*misfit.report(), sep="\n", file=sys.stderr)
    if misfits:
        raise ForkError(
            f"hunks that do not fit {release.version}: {len(misfits)}; mend "
            "the patches and try again"
        )
    tree.patched(project, release)


def admit(project: Project, release: Release) -> None:
    """Add a release to the lock; print what that changed and what is next."""
    before = project.lock()
    after = before.extended([release])
    path = project.patches / "upstream.lock"
    path.write_text(after.text(), encoding="utf-8")
    print(*lock.difference(before, after), sep="\n")
    print("next:", *_steps(project, release.version), sep="\n- ")


def _misfits(project: Project, release: Release) -> Iterator[Misfit]:
    series, files = project.of(release.version).series(), dict(release.files)
    for name, outcome in series.packaged.attempt(files):
        if isinstance(outcome, Misfit):
            yield outcome
        else:
            print(f"{name}: {outcome}")


def _steps(project: Project, version: str) -> Iterator[str]:
    calendar = openstack.read()
    if not openstack.series(version, calendar):
        last = " ".join([*calendar][-1:])
        yield (
            f"add {version} to its OpenStack series in "
            f"fork/releases/openstack.txt, which ends with {last}"
        )
    if Version(version) > Version(project.upstream):
        yield f"set upstream = {version} in setup.cfg"
    yield "run `tox -p 2 -m all`, and commit what changed"
