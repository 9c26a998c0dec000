"""The prefixes of the series: each is a working fork by itself.

Upstream merges one change at a time, and a build may stop at any of them.
"""

import dataclasses
import sys
from pathlib import Path
from typing import Iterator

from fork.building import tree
from fork.building.project import Project
from fork.clients import suite
from fork.errors import ForkError
from fork.proofs.tree_pair import affected_tests, chosen
from fork.releases import upstream
from fork.releases.upstream import Release


def run(project: Project, folder: Path) -> None:
    """Run unit tests on every prefix but the whole series.

    They are those that its patches add, edit or are about; the whole series
    passes all others.

    Prints a line for each, and on stderr what is wrong with it.

    :param folder: where the trees are written; each is made anew
    :raises ForkError: when a prefix does not assemble or fails its tests
    """
    names = [patch.name for patch in project.series().patches]
    release = upstream.fetched(project.name, project.upstream)
    broken = 0
    for name in names[:-1]:
        prefix = dataclasses.replace(project, through=name)
        faults = [*_faults(prefix, release, folder / name)]
        print(*faults, sep="\n", end="\n" * bool(faults), file=sys.stderr)
        broken += bool(faults)
    if broken:
        raise ForkError(
            f"prefixes of the series that fail: {broken}; `stestr last` "
            f"says more in the tree of each, below {folder}"
        )


def _faults(prefix: Project, release: Release, folder: Path) -> Iterator[str]:
    files = tree.assemble(prefix, release).files
    tree.write(files, folder)
    tests = affected_tests(prefix.series(), files)
    results = suite.run_tree(folder, chosen(tests))
    print(f"{prefix.through}: {suite.told(results)}")
    yield from (f"{test} fails" for test in suite.failures(results))
    for module in tests:
        if not any(test.startswith(f"{module}.") for test in results):
            yield f"{module} did not run"
