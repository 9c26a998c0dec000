"""What the wheel of the harness holds: this folder, and what it shares with the fork's build.

Both are packages at the top of an environment; here neither folder is inside the other.
"""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_ENDINGS = (".py", ".json", ".toml")


class Packages(BuildHookInterface):  # type: ignore[misc]
    """Names each file and the place where it is installed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Take everything but tests, and what is there for a clone alone.

        :raises SystemExit: when it is built elsewhere than in a clone.
        """
        root, shared = Path(self.root), Path(self.root).parent / "workbench"
        if not shared.is_dir():
            raise SystemExit(
                f"{shared} is missing; build a wheel, in a clone: pip wheel ./harness"
            )
        for folder in (root, shared):
            for path in sorted(folder.rglob("*")):
                place = path.relative_to(folder)
                alone = len(place.parts) == 1 and (place.suffix != ".py" or path == Path(__file__))
                if path.suffix in _ENDINGS and "tests" not in place.parts and not alone:
                    build_data["force_include"][str(path)] = str(Path(folder.name) / place)
