"""The series: the patches in their order, and the files they add."""

import dataclasses
import itertools
from pathlib import Path
from typing import Callable, Iterator, Optional

from packaging.version import Version

from fork.errors import ForkError
from fork.patches.patch import Offset, Outcome, Patch, Tree
from fork.text import decode


@dataclasses.dataclass(frozen=True)
class Series:
    """The patches in the order in which they apply."""

    patches: tuple[Patch, ...]

    @classmethod
    def read(cls, folder: Path) -> "Series":
        """Read the patches that `series` lists.

        :param folder: the folder with `series` and the patches
        :raises ForkError: when a patch is listed twice, missing, or not
            listed
        """
        names = listed(folder)
        found = {path.stem for path in folder.glob("*.patch")}
        _require_once(names)
        _require_same(set(names), found)
        return cls(
            tuple(Patch.read(folder / f"{name}.patch") for name in names)
        )

    def chosen(self, release: str, through: Optional[str] = None) -> "Series":
        """Return the patches that a build of a release takes.

        :param release: the upstream release; the series ends before the
            first patch that needs a newer one
        :param through: the last patch to take
        :raises ForkError: when that patch does not exist, or needs a newer
            release
        """
        names = [patch.name for patch in self.patches]
        fitting = list(itertools.takewhile(_fits(release), self.patches))
        if through is None:
            return Series(tuple(fitting))
        if through not in names:
            known = ", ".join(names)
            raise ForkError(f"series has no patch {through}; it has: {known}")
        end = names.index(through) + 1
        if end > len(fitting):
            raise ForkError(
                f"patch {through} needs a newer release than {release}"
            )
        return Series(self.patches[:end])

    @property
    def adds(self) -> list[str]:
        """Every file that the patches add, in the order of the patches."""
        return [path for patch in self.patches for path in patch.adds]

    @property
    def packaged(self) -> "Series":
        """The series as a wheel takes it: without the manual."""
        return Series(tuple(patch.packaged for patch in self.patches))

    def apply(self, tree: Tree) -> dict[str, list[Offset]]:
        """Apply to the tree: every patch, or none.

        :returns: by patch, where each of its hunks applied
        :raises ForkError: at the first hunk that does not apply
        """
        edited = dict(tree)
        offsets = {patch.name: patch.apply(edited) for patch in self.patches}
        tree.update(edited)
        return offsets

    def attempt(self, tree: Tree) -> Iterator[tuple[str, Outcome]]:
        """Edit the tree by every hunk that fits; say what became of each.

        :returns: pairs of a patch's name and what became of a hunk
        :raises ForkError: naming a file that is missing or not UTF-8
        """
        for patch in self.patches:
            for outcome in patch.attempt(tree):
                yield patch.name, outcome


def listed(folder: Path) -> list[str]:
    """Return the names of the patches that `series` lists, in order.

    :raises ForkError: when it is missing, empty, or lists something else
    """
    path = folder / "series"
    if not path.exists():
        raise ForkError(f"{path.name} is missing from {folder.name}/")
    lines = decode(path.read_bytes(), path.name).splitlines()
    names = [line for line in lines if line and not line.startswith("#")]
    for name in names:
        if not name.endswith(".patch") or "/" in name:
            raise ForkError(f"series lists {name}, which is not NAME.patch")
    if not names:
        raise ForkError("series lists no patch; nothing would be forked")
    return [name[: -len(".patch")] for name in names]


def _fits(release: str) -> Callable[[Patch], bool]:
    return lambda patch: Version(patch.applies_from) <= Version(release)


def _require_once(names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise ForkError(f"series lists {name}.patch twice; list it once")


def _require_same(listed: set[str], found: set[str]) -> None:
    for name in sorted(listed - found):
        raise ForkError(f"series lists {name}.patch, which does not exist")
    for name in sorted(found - listed):
        raise ForkError(f"{name}.patch is not in series; list or delete it")
