"""What is built: name, upstream release and local label, from setup.cfg."""

import configparser
import dataclasses
from pathlib import Path
from typing import Mapping, Optional

from fork.errors import ForkError
from fork.lock import Lock

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = ("upstream",)


@dataclasses.dataclass(frozen=True)
class Project:
    """The fork of one upstream release.

    :param root: the repository, or an unpacked source distribution
    :param name: the distribution's name, which is upstream's
    :param upstream: the upstream release that is patched
    :param label: the local version label (PEP 440) that marks the fork
    """

    root: Path
    name: str
    upstream: str
    label: str

    @property
    def version(self) -> str:
        """The fork's version, for instance 18.13.1+strict.1."""
        return f"{self.upstream}+{self.label}"

    @property
    def requirement(self) -> str:
        """What must be installed to build.

        Three equals signs: with two, an index that already holds the fork
        would hand the build its own output.
        """
        return f"{self.name}==={self.upstream}"

    @property
    def stem(self) -> str:
        """The name as file names spell it."""
        return self.name.replace("-", "_")

    @property
    def patches(self) -> Path:
        """The folder of the patch series and the upstream lock."""
        return self.root / "patches"

    def lock(self) -> Lock:
        """Read the lock of the reviewed upstream releases."""
        return Lock.read(self.patches / "upstream.lock")


def read(root: Path = ROOT) -> Project:
    """Read the project from setup.cfg.

    :raises ForkError: when setup.cfg does not say what is needed
    """
    config = configparser.ConfigParser()
    try:
        config.read(str(root / "setup.cfg"), encoding="utf-8")
        fork = config["fork"]
        name = config["metadata"]["name"]
        return Project(root, name, fork["upstream"], fork["label"])
    except KeyError as missing:
        raise ForkError(f"setup.cfg does not state {missing}") from None
    except (configparser.Error, UnicodeDecodeError) as error:
        raise ForkError(f"setup.cfg cannot be read: {error}") from None


def configured(
    settings: Optional[Mapping[str, object]], root: Path = ROOT
) -> Project:
    """Read the project as a build's config settings ask for it.

    :param settings: PEP 517 config settings; `upstream` names the release
    :raises ForkError: on a setting or a release that is not supported
    """
    settings = settings or {}
    for key in settings:
        if key not in SETTINGS:
            known = ", ".join(SETTINGS)
            raise ForkError(f"unknown config setting {key!r}; known: {known}")
    project = read(root)
    release = str(settings.get("upstream", project.upstream))
    project.lock().require(release)
    return dataclasses.replace(project, upstream=release)
