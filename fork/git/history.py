"""The fork as a git history: upstream's release, then our change to it.

Tools that look at changed lines only (coverage, mutation) read it.
"""

from pathlib import Path

from fork.building.tree import Assembly, overwrite, write
from fork.git.repository import Repository, require_git
from fork.releases.upstream import Release

#: The branch that holds upstream's release as it is.
UPSTREAM = "upstream"


def record(release: Release, assembly: Assembly, folder: Path) -> None:
    """Make a folder a git repository whose last commit is the fork.

    :raises ForkError: when git is missing or fails
    """
    require_git()
    write(release.files, folder)
    repository = Repository.make(folder, UPSTREAM)
    repository.commit_all(f"Upstream {release.version}")
    repository.git("checkout", "--quiet", "-b", "fork")
    overwrite(assembly.files, folder)
    repository.commit_all("The fork")
