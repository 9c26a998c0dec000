"""Mutants: faults put in on purpose, each of which a test must notice.

cosmic-ray breaks every line that the fork adds or changes, one at a time.
The mutants under fork/proofs/mutants/ are faults that no tool thinks of, in
lines that the fork relies on and does not change.
"""

import dataclasses
import itertools
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Iterator

from fork.building import tree
from fork.building.project import Project
from fork.errors import ForkError
from fork.git import history
from fork.patches.patch import Patch
from fork.proofs.cosmicray import Session
from fork.proofs.tree_pair import TreePair, command, passes

#: Upstream's tests of the commands that the fork changes.
UPSTREAM_TESTS = ["novaclient.tests.unit.v2.test_shell"]


def run(project: Project, folder: Path, named: bool = False) -> None:
    """Try every mutant, and print what became of it.

    :param folder: where the trees are written; made anew
    :param named: whether to try those of fork/proofs/mutants/ alone
    :raises ForkError: when a mutant survives, or the tests fail without one
    """
    survivors = [*_by_hand(project, folder)]
    if not named:
        survivors += _by_tool(project, folder)
    if survivors:
        raise ForkError(f"{len(survivors)} mutants survived")
    print("no mutant survived")


def _by_hand(project: Project, folder: Path) -> Iterator[str]:
    """Try the mutants of fork/proofs/mutants/ on upstream, then on the fork.

    A mutant says in a Through: trailer how much of the series its lines are
    in use for.
    """
    for path in sorted((project.root / "fork/proofs/mutants").glob("*.patch")):
        patch = Patch.read(path)
        (through,) = patch.message.trailers["Through"]
        chosen = dataclasses.replace(project, through=through)
        trial = _whole(chosen, folder / patch.name)
        missed = _survives(trial.upstream, patch, UPSTREAM_TESTS)
        survived = _survives(trial.fork, patch, trial.tests)
        print(f"mutant {patch.name}:")
        print(f"  upstream's tests {'miss' if missed else 'kill'} it")
        print(f"  the fork's tests {'MISS' if survived else 'kill'} it")
        if survived:
            yield patch.name


def _whole(project: Project, folder: Path) -> TreePair:
    trial = TreePair.write(project, folder)
    if not passes(trial.fork, trial.tests):
        raise ForkError("the fork's tests fail before anything is broken")
    return trial


def _survives(folder: Path, patch: Patch, tests: list[str]) -> bool:
    """Break a tree, run its tests, and mend it again."""
    paths = [edit.path for edit in patch.edits]
    whole = {path: (folder / path).read_bytes() for path in paths}
    broken = dict(whole)
    patch.apply(broken)
    tree.overwrite(broken, folder)
    try:
        return passes(folder, tests)
    finally:
        tree.overwrite(whole, folder)


def _by_tool(project: Project, folder: Path) -> Iterator[str]:
    """Have every line that the fork adds or changes broken.

    The modules are broken at the same time, each in a tree of its own.

    :raises ForkError: when there is no such line
    """
    trial = _whole(project, folder / "series")
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = pool.map(lambda module: _broken(trial, module), trial.modules)
        outcomes = [*itertools.chain.from_iterable(found)]
    if not outcomes:
        raise ForkError("no line was mutated; is the tree the fork's?")
    print(f"{len(outcomes)} mutants of changed lines tried")
    for lives, diff in outcomes:
        if lives:
            print("this mutant survived:", diff, sep="\n")
            yield diff


def _broken(trial: TreePair, module: str) -> list[tuple[bool, str]]:
    """Have the lines of a module broken; see Session.outcomes."""
    stem = Path(module).stem
    tree = trial.fork.parent / f"fork-{stem}"
    shutil.copytree(trial.fork, tree, symlinks=True)
    tests = command(_nearest_first(trial.tests, module))
    session = Session(tree, module, tests, history.UPSTREAM)
    session.run()
    return [*session.outcomes()]


def _nearest_first(tests: list[str], module: str) -> list[str]:
    """Order test modules so that most mutants are killed soon.

    First the module's own, then those of modules that share its first word,
    then those of its package.
    """
    path = Path(module)
    stem, package = path.stem, path.parent.name
    family = stem.split("_")[0]
    return sorted(
        tests,
        key=lambda test: (
            not test.endswith(f".test_{stem}"),
            f".test_{stem}" not in test,
            f".test_{family}" not in test,
            f".{package}.test_" not in test,
        ),
    )
