"""The PEP 517 and PEP 660 backend: each hook is a few lines."""

from pathlib import Path
from typing import Mapping, Optional

from fork.building import distribution, intake
from fork.building.project import Project, configured
from fork.errors import reported
from fork.releases import upstream

Settings = Optional[Mapping[str, object]]


@reported
def get_requires_for_build_wheel(
    config_settings: Settings = None,
) -> list[str]:
    """Ask for the upstream release that is patched."""
    return intake.requirements(configured(config_settings))


@reported
def build_wheel(
    wheel_directory: str,
    config_settings: Settings = None,
    metadata_directory: Optional[str] = None,
) -> str:
    """Build the fork's wheel."""
    project, release = _chosen(config_settings)
    return distribution.wheel(project, release, Path(wheel_directory))


# An editable build patches the same release.
get_requires_for_build_editable = get_requires_for_build_wheel


@reported
def build_editable(
    wheel_directory: str,
    config_settings: Settings = None,
    metadata_directory: Optional[str] = None,
) -> str:
    """Build a wheel that points at build/tree."""
    project, release = _chosen(config_settings)
    return distribution.editable_wheel(project, release, Path(wheel_directory))


@reported
def build_sdist(sdist_directory: str, config_settings: Settings = None) -> str:
    """Build the source archive, which holds nothing of upstream's."""
    project = configured(config_settings)
    return distribution.source_archive(project, Path(sdist_directory))


def _chosen(config_settings: Settings) -> tuple[Project, upstream.Release]:
    project = configured(config_settings)
    return project, intake.release(project)
