"""The fork as a git history: upstream's release, then our change to it.

Tools that look at changed lines only (coverage, mutation) read it.
"""

import os
import subprocess
from pathlib import Path

from fork.tree import Assembly, overwrite, write
from fork.upstream import Release

#: The branch that holds upstream's release as it is.
UPSTREAM = "upstream"

_IDENTITY = {
    f"GIT_{role}_{key}": value
    for role in ("AUTHOR", "COMMITTER")
    for key, value in (("NAME", "fork"), ("EMAIL", "fork@localhost"))
}


def record(release: Release, assembly: Assembly, folder: Path) -> None:
    """Make a folder a git repository whose last commit is the fork."""
    write(release.files, folder)
    git(folder, "init", "--quiet", "--initial-branch", UPSTREAM)
    _commit(folder, f"Upstream {release.version}")
    git(folder, "checkout", "--quiet", "-b", "fork")
    overwrite(assembly.files, folder)
    _commit(folder, "The fork")


def git(folder: Path, *arguments: str) -> None:
    """Run git in a folder, away from the caller's own configuration."""
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("GIT_")},
        **_IDENTITY,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    subprocess.run(
        ["git", "-C", str(folder), *arguments], check=True, env=environment
    )


def _commit(folder: Path, message: str) -> None:
    git(folder, "add", "--all", "--force")
    git(folder, "commit", "--quiet", "--message", message)
