"""The series: the patches in their order, and the files they add."""

import dataclasses
from pathlib import Path

from fork.errors import ForkError
from fork.patch import Offset, Patch, Tree
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
        names = _names(folder / "series")
        found = {path.stem for path in folder.glob("*.patch")}
        _require_once(names)
        _require_same(set(names), found)
        return cls(
            tuple(Patch.read(folder / f"{name}.patch") for name in names)
        )

    @property
    def adds(self) -> list[str]:
        """Every file that the patches add, in the order of the patches."""
        return [path for patch in self.patches for path in patch.adds]

    def apply(self, tree: Tree) -> dict[str, list[Offset]]:
        """Apply to the tree: every patch, or none.

        :returns: by patch, where each of its hunks applied
        :raises ForkError: at the first hunk that does not apply
        """
        edited = dict(tree)
        offsets = {patch.name: patch.apply(edited) for patch in self.patches}
        tree.update(edited)
        return offsets


def _names(path: Path) -> list[str]:
    if not path.exists():
        raise ForkError(f"{path.name} is missing from {path.parent.name}/")
    listed = decode(path.read_bytes(), path.name).splitlines()
    names = [line for line in listed if line and not line.startswith("#")]
    for name in names:
        if not name.endswith(".patch") or "/" in name:
            raise ForkError(f"series lists {name}, which is not NAME.patch")
    if not names:
        raise ForkError("series lists no patch; nothing would be forked")
    return [name[: -len(".patch")] for name in names]


def _require_once(names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise ForkError(f"series lists {name}.patch twice; list it once")


def _require_same(listed: set[str], found: set[str]) -> None:
    for name in sorted(listed - found):
        raise ForkError(f"series lists {name}.patch, which does not exist")
    for name in sorted(found - listed):
        raise ForkError(f"{name}.patch is not in series; list or delete it")
