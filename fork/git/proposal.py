"""The proposal: the series as commits on upstream's tree, and as mail."""

import tempfile
from pathlib import Path
from typing import Sequence

from fork.building.project import Project
from fork.building.tree import added, overwrite
from fork.errors import ForkError
from fork.git.repository import FORM, Repository
from fork.patches.patch import Patch
from fork.releases import source
from fork.text import decode

#: `git review` makes it the topic.
BRANCH = "host-evacuate-strict"
#: The repository that is made of a release, beside the mail.
TREE = "tree"
#: What comes before the mail. No patch, so `git am *.patch` leaves it out.
COVER = "0000-cover-letter.txt"
#: Its text: the subject, an empty line, and why the series should be taken.
TEXT = "cover-letter.txt"


def write(project: Project, onto: str, folder: Path, first: bool) -> list[str]:
    """Commit the series on upstream's tree and write a mail for each commit.

    A letter that says why goes beside them.

    :param onto: a supported release, whose source archive becomes a
        repository, or the path of a git work tree of upstream's
    :param folder: where the mail goes; it must be empty
    :param first: whether to take the first patch alone
    :returns: what was made, a line each
    :raises ForkError: when a patch does not fit; then nothing was made
    """
    if folder.exists() and (folder.is_file() or any(folder.iterdir())):
        raise ForkError(f"{folder} is not empty; name an empty folder")
    if onto in project.lock().releases:
        tree = folder / TREE
        names = _on_release(project.of(onto), folder, first)
    else:
        repository = _opened(project, onto)
        tree = repository.folder
        names = _made(project, first, repository, folder)
    mail = [str(folder / name) for name in names]
    return [f"{tree}: branch {BRANCH}", *mail]


def _on_release(project: Project, folder: Path, first: bool) -> list[str]:
    files = source.fetched(project)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as place:
        made = Path(place, "made")
        overwrite(files, made / TREE)
        # Branch and tag are upstream's, whose tools look for them.
        repository = Repository.make(made / TREE, "master")
        repository.commit_all(f"Upstream {project.upstream}")
        repository.git("tag", project.upstream)
        names = _made(project, first, repository, made)
        repository.git("checkout", "--quiet", BRANCH)
        made.rename(folder)
    return names


def _opened(project: Project, onto: str) -> Repository:
    if not Path(onto).is_dir():
        known = " ".join(project.lock().releases)
        raise ForkError(
            f"{onto} is neither a git work tree nor a supported release; "
            f"choose one of: {known}"
        )
    repository = Repository.open(Path(onto))
    repository.require_clean()
    return repository


def _made(
    project: Project, first: bool, repository: Repository, folder: Path
) -> list[str]:
    """Commit on a branch; return the names of the mail files."""
    patches = project.series().patches[: 1 if first else None]
    with repository.branch(BRANCH) as tree:
        for patch in patches:
            _commit(patch, project.root, tree)
        words = ("format-patch", f"-{len(patches)}", *FORM, "-o")
        mail = tree.alone.ask(*words, folder.resolve())
        letter = _letter(project, patches, tree)
    (folder / COVER).write_text(letter, encoding="utf-8")
    return [Path(path).name for path in mail.splitlines()]


def _letter(
    project: Project, patches: Sequence[Patch], tree: Repository
) -> str:
    """Return the cover letter, laid out as git does."""
    path = project.patches / TEXT
    try:
        text = decode(path.read_bytes(), path.name)
    except OSError as error:
        raise ForkError(
            f"{path} cannot be read: {error.strerror}; it says why the "
            "series should be taken"
        ) from None
    subject, _, why = text.partition("\n\n")
    count, last = len(patches), patches[-1].message
    subjects = [f"  {patch.message.subject}" for patch in patches]
    changed = tree.alone.ask("diff", "--stat=72", f"HEAD~{count}", "HEAD")
    return "\n".join(
        [
            f"From: {last.author}",
            f"Date: {last.date}",
            f"Subject: [PATCH 0/{count}] {subject}",
            "",
            why,
            f"{last.author.partition(' <')[0]} ({count}):",
            *subjects,
            "",
            changed,
            "",
        ]
    )


def _commit(patch: Patch, root: Path, tree: Repository) -> None:
    message = patch.message
    if not (message.author and message.date):
        raise ForkError(
            f"patch {patch.name} does not say who wrote it and when; write "
            "it with `git format-patch`"
        )
    files = _files(patch, root, tree)
    overwrite(files, tree.folder)
    tree.git("add", "--force", "--", *files)
    by = [f"--author={message.author}", f"--date={message.date}"]
    tree.git("commit", "--quiet", *by, f"--message={message.proposed}")


def _files(patch: Patch, root: Path, tree: Repository) -> dict[str, bytes]:
    """Return every file that a patch edits or adds, as it leaves it."""
    paths = [*(edit.path for edit in patch.edits), *patch.adds]
    # What git has, not what lies there: line ends may differ.
    known = tree.ask("ls-tree", "--name-only", "HEAD", "--", *paths)
    files = {
        path: tree.git("show", f"HEAD:{path}") for path in known.splitlines()
    }
    for path in set(files).intersection(patch.adds):
        raise ForkError(f"{path} is upstream's; edit it with a patch")
    patch.apply(files)
    return {**files, **{path: added(root, path) for path in patch.adds}}
