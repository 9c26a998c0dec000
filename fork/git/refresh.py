"""The way back: the commits of a proposal become the patches again.

To change a patch, change its commit on upstream's tree and write it anew.
"""

import itertools
from pathlib import Path
from typing import Iterator

from fork.building.project import Project
from fork.building.tree import overwrite
from fork.errors import ForkError
from fork.git.repository import FORM, Repository
from fork.patches.lint import OWNED
from fork.patches.message import BOOKKEEPING
from fork.patches.patch import Patch
from fork.patches.series import Series


def run(project: Project, folder: Path) -> list[str]:
    """Write the patches, and the files that they add, from commits.

    :param folder: a git work tree whose last commits are a proposal
    :returns: the paths of the files that changed
    :raises ForkError: when the commits are not those of the series, or one
        is more than a patch can hold; then nothing changes
    """
    repository = Repository.open(folder).alone
    repository.require_clean()
    series = Series.read(project.patches)
    new: dict[str, bytes] = {}
    old: set[str] = set()
    commits = _commits(series, repository)
    for patch, commit in zip(series.patches, commits):
        new.update(_files(series, patch, repository, commit))
        old.update(patch.adds)
    return sorted(_write(new, old.difference(new), project.root))


def _commits(series: Series, repository: Repository) -> list[str]:
    """Return the commits of the first patches, oldest first."""
    names = {_change(patch): patch.name for patch in series.patches}
    # A commit without one is upstream's.
    names.pop("", None)
    form = "--format=%H %(trailers:key=Change-Id,valueonly,separator=)"
    count = f"--max-count={len(series.patches)}"
    log = repository.ask("log", count, form)
    pairs = [line.partition(" ") for line in log.split("\n")]
    ours = itertools.takewhile(lambda pair: pair[2] in names, pairs)
    found = [(commit, names[change]) for commit, _, change in ours][::-1]
    wanted = [patch.name for patch in series.patches][: len(found)]
    if not found or [name for _, name in found] != wanted:
        raise ForkError(
            f"the last commits of {repository.folder} are not the patches of "
            "the series in its order; Change-Id trailers tell which is which"
        )
    return [commit for commit, _ in found]


def _change(patch: Patch) -> str:
    return "".join(patch.message.trailers.get("Change-Id", []))


def _files(
    series: Series, patch: Patch, repository: Repository, commit: str
) -> Iterator[tuple[str, bytes]]:
    """Yield the patch that a commit makes, and the files that it adds."""
    changed = _changed(repository, commit)
    new = _changed(repository, commit, "--diff-filter=A")
    edited = [path for path in changed if path not in new]
    _require_owned(new, edited, series, patch)
    words = ("format-patch", "-1", "--stdout", *FORM, commit, "--", *edited)
    text = _bookkept(repository.git(*words).decode("utf-8"), patch, new)
    # What can be parsed only edits files.
    Patch.parse(patch.name, text)
    yield f"patches/{patch.name}.patch", text.encode("utf-8")
    for path in new:
        yield path, repository.git("show", f"{commit}:{path}")


def _changed(repository: Repository, commit: str, *options: str) -> list[str]:
    words = ("diff-tree", "--no-commit-id", "--name-only", "-r", "-z")
    names = repository.ask(*words, *options, commit)
    return names.split("\0")[:-1]


def _require_owned(
    new: list[str], edited: list[str], series: Series, patch: Patch
) -> None:
    for path in new:
        if not path.startswith(tuple(f"{folder}/" for folder in OWNED)):
            raise ForkError(
                f"the commit of {patch.name} adds {path}; the fork adds files "
                f"below {' and '.join(OWNED)} only"
            )
    for path in set(edited).intersection(series.adds):
        raise ForkError(
            f"the commit of {patch.name} edits {path}, which another patch "
            "adds; amend the commit of that one"
        )
    if not edited:
        raise ForkError(
            f"the commit of {patch.name} edits no file of upstream's"
        )


def _bookkept(text: str, patch: Patch, adds: list[str]) -> str:
    """Put the fork's own trailers among those of the commit."""
    head, end, diff = text.partition("\n---\n")
    body, gap, trailers = head.rpartition("\n\n")
    values = {**patch.message.trailers, "Adds": adds}
    ours = {
        key: [f"{key}: {value}" for value in values.get(key, [])]
        for key in BOOKKEEPING
    }
    lines: list[str] = []
    for line in trailers.split("\n"):
        key = line.partition(":")[0]
        if key == "Change-Id":
            lines += ours["Forwarded"]
        if key not in BOOKKEEPING:
            lines.append(line)
    lines += ours["Applies-from"] + ours["Adds"]
    return body + gap + "\n".join(lines) + end + diff


def _write(new: dict[str, bytes], gone: set[str], root: Path) -> Iterator[str]:
    changed = {
        path: data
        for path, data in new.items()
        if not (root / path).is_file() or (root / path).read_bytes() != data
    }
    overwrite(changed, root)
    yield from changed
    for path in gone:
        (root / path).unlink(missing_ok=True)
        yield path
