"""Variants: the releases whose code the patches change looks the same."""

import ast
import hashlib
from typing import Iterator, Mapping

from fork.building import tree
from fork.building.project import Project
from fork.proofs.tree_pair import TESTS
from fork.releases import upstream


def representatives(digests: Mapping[str, str]) -> list[str]:
    """Choose a release of every variant: the oldest, or the newest of all.

    :param digests: the variant of every release, oldest first
    """
    newest_first = [*digests.items()][::-1]
    chosen = {variant: release for release, variant in newest_first}
    newest, variant = newest_first[0]
    chosen[variant] = newest
    return [release for release in digests if release in chosen.values()]


def digest(project: Project) -> str:
    """Return a digest of the code that the patches change in a release.

    It is the text of every function and class at the top of a module, tests
    left out, that is another one in the fork.

    :raises ForkError: when the release or the patches do not fit
    """
    release = upstream.fetched(project.name, project.upstream)
    fork = tree.assemble(project, release).files
    texts = [*_changed(release.files, fork)]
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def _changed(
    before: Mapping[str, bytes], after: Mapping[str, bytes]
) -> Iterator[str]:
    for path in sorted(before):
        if before[path] == after[path] or path.startswith(TESTS):
            continue
        texts, edited = _definitions(before[path]), _definitions(after[path])
        for name, text in texts.items():
            if edited.get(name) != text:
                yield text


def _definitions(source: bytes) -> dict[str, str]:
    """Return the text of every top-level definition, decorators included."""
    text = source.decode("utf-8")
    lines = text.splitlines(keepends=True)
    found = {}
    for node in ast.parse(text).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            starts = [node.lineno, *(d.lineno for d in node.decorator_list)]
            found[node.name] = "".join(
                lines[min(starts) - 1 : node.end_lineno]
            )
    return found
