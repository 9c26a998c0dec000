"""What is built: name, upstream release and local label, from setup.cfg."""

import configparser
import dataclasses
from pathlib import Path
from typing import Any, Mapping, Optional

from fork.building import label
from fork.errors import ForkError
from fork.patches.series import Series, listed
from fork.releases.lock import Lock

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = ("upstream", "through")


@dataclasses.dataclass(frozen=True)
class Project:
    """The fork of one upstream release.

    :param root: the repository, or an unpacked source distribution
    :param name: the distribution's name, which is upstream's
    :param upstream: the upstream release that is patched
    :param label: the word and the number of which :mod:`fork.building.label`
        makes the local version label (PEP 440) that marks the fork
    :param through: the last patch to apply; None for the whole series
    :param report: where to report faults of the fork, a URL; "" for nowhere
    """

    root: Path
    name: str
    upstream: str
    label: str
    through: Optional[str] = None
    report: str = ""

    @property
    def local(self) -> str:
        """The label of this build.

        A build that stops early says so, for instance 1of3.strict2.1.1, and
        installers prefer the whole series to it.
        """
        whole = label.local(self.label, self.upstream)
        if self.through is None:
            return whole
        names = listed(self.patches)
        place = names.index(self.through) + 1
        return f"{place}of{len(names)}.{whole}"

    @property
    def version(self) -> str:
        """The fork's version, for instance 18.13.1+strict2.1.1."""
        return f"{self.upstream}+{self.local}"

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

    def of(self, release: str) -> "Project":
        """Return the same fork of another upstream release."""
        return dataclasses.replace(self, upstream=release)

    def minimal(self) -> "Project":
        """Return the minimal fork: the first patch of the series alone."""
        return dataclasses.replace(self, through=listed(self.patches)[0])

    def series(self) -> Series:
        """Read the patches that a build takes.

        :raises ForkError: when the series cannot be read, or does not have
            the patch to stop at
        """
        series = Series.read(self.patches)
        return series.chosen(self.upstream, self.through)

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
        fork, name = config["fork"], config["metadata"]["name"]
        release, text = fork["upstream"], fork["label"]
        through, report = fork.get("through"), fork.get("report", "")
        label.require(text)
        return Project(root, name, release, text, through, report)
    except KeyError as missing:
        raise ForkError(f"setup.cfg does not state {missing}") from None
    except (configparser.Error, UnicodeDecodeError) as error:
        raise ForkError(f"setup.cfg cannot be read: {error}") from None


def configured(
    settings: Optional[Mapping[str, Any]], root: Path = ROOT
) -> Project:
    """Read the project as a build's config settings ask for it.

    :param settings: PEP 517 config settings; `upstream` names the release,
        `through` the last patch to apply
    :raises ForkError: on a setting, release or patch that is not known
    """
    settings = settings or {}
    for key in settings:
        if key not in SETTINGS:
            known = ", ".join(SETTINGS)
            raise ForkError(f"unknown config setting {key!r}; known: {known}")
    project = read(root)
    chosen = dataclasses.replace(
        project,
        upstream=str(settings.get("upstream", project.upstream)),
        through=settings.get("through", project.through),
    )
    chosen.lock().require(chosen.upstream)
    chosen.series()
    return chosen
