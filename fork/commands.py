"""The command line: its verbs and their options."""

import argparse
import os
from pathlib import Path
from typing import Any, Callable

from fork import verbs
from fork.releases import selection

_Verb = Callable[[argparse.Namespace], None]


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = argparse.ArgumentParser(
        prog="python -m fork",
        description="Build the fork of python-novaclient and look after it.",
    )
    added = top.add_subparsers(metavar="VERB", required=True)
    for add in (
        _add_tree,
        _add_client,
        _add_lint,
        _add_lock,
        _add_matrix,
        _add_index,
        _add_constraints,
        _add_new_release,
        _add_proposal,
        _add_refresh,
        _add_prefixes,
        _add_oldest,
        _add_pbr,
        _add_cover,
        _add_mutation,
    ):
        add(added)
    return top


def _add(
    added: Any, name: str, run: _Verb, brief: str, text: str, example: str
) -> argparse.ArgumentParser:
    verb: argparse.ArgumentParser = added.add_parser(
        name, help=brief, description=text, epilog=f"example: {example}"
    )
    verb.set_defaults(run=run)
    return verb


def _add_folder(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("folder", metavar="DIR", type=Path)


def _add_releases(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--releases",
        metavar="LIST",
        default="*",
        help=f"{selection.GRAMMAR} (default: all that are supported)",
    )


def _add_tree(added: Any) -> None:
    verb = _add(
        added,
        "tree",
        verbs.write_tree,
        "write the patched package to a folder",
        "Fetch an upstream release, apply the patches, add the fork's files, "
        "write the result to a folder that is made anew, and print where "
        "each hunk applied.",
        "python -m fork tree build/tree --upstream 17.7.0",
    )
    _add_folder(verb)
    verb.add_argument(
        "--upstream",
        metavar="RELEASE",
        help="the release to patch (default: the one in setup.cfg)",
    )
    verb.add_argument(
        "--through",
        metavar="PATCH",
        help="the last patch to apply (default: the whole series)",
    )
    verb.add_argument(
        "--git",
        action="store_true",
        help="make it a git repository: upstream's release, then the fork",
    )


def _add_client(added: Any) -> None:
    verb = _add(
        added,
        "client",
        verbs.install_clients,
        "install upstream's client and the fork's side by side",
        "Install upstream's release and the fork of it, each into a virtual "
        "environment of its own below a folder, and print where the `nova` "
        "executables are.",
        "python -m fork client build/clients",
    )
    _add_folder(verb)
    verb.add_argument(
        "--minimal",
        action="store_const",
        const=["minimal"],
        default=[],
        help="also install the fork of the first patch alone",
    )
    verb.add_argument(
        "--served",
        metavar="INDEX",
        type=Path,
        help="have pip take the fork from an index that the verb `index` "
        "built, served on loopback; fails unless that is what it installs",
    )


def _add_lint(added: Any) -> None:
    _add(
        added,
        "lint",
        verbs.lint_patches,
        "check patches/ as a reviewer would",
        "Check that every patch is listed once, parses, says what and why, "
        "and quotes no more of upstream than it needs, and that every file "
        "the fork adds belongs to one patch.",
        "python -m fork lint",
    )


def _add_lock(added: Any) -> None:
    verb = _add(
        added,
        "lock",
        verbs.lock_releases,
        "record the bytes of upstream releases",
        "Fetch upstream releases from the package index, record the SHA-256 "
        "of their files in patches/upstream.lock and print what changed "
        "there. Review the change before you commit it.",
        "python -m fork lock 18.13.1",
    )
    verb.add_argument(
        "releases",
        metavar="RELEASE",
        nargs="*",
        help="a release to add or renew (default: every one in the lock)",
    )


def _add_matrix(added: Any) -> None:
    verb = _add(
        added,
        "matrix",
        verbs.prove_releases,
        "prove the fork of every upstream release",
        "For each release: build the fork and, where it holds more than the "
        "first patch, the minimal fork, install them and upstream's client "
        "with a Python that the release declares, run upstream's unit suite "
        "on each, and replay the incident with each, on Python 2.7 too where "
        "that is declared. Prints a table; exits with 0 only if every "
        "release that could run shows the fault upstream and in no fork, and "
        "no test fails in a fork alone. A release whose Python is not here "
        "is `not run`, never ok. A second call goes on where the first "
        "stopped; delete DIR/RELEASE to try a release afresh.",
        "python -m fork matrix --work build/matrix --harness "
        ".tox/harness/bin/python --releases '17.7.0,18.*'",
    )
    verb.add_argument(
        "--work",
        metavar="DIR",
        type=Path,
        required=True,
        help="where results and environments are kept (some 5 GB for all)",
    )
    verb.add_argument(
        "--harness",
        metavar="PYTHON",
        type=Path,
        required=True,
        help="the Python that has what the embedded OpenStack needs",
    )
    _add_releases(verb)
    verb.add_argument(
        "--variants",
        action="store_true",
        help="of these releases, only one of every variant of the code that "
        "the patches change: the oldest, or the newest of all",
    )
    verb.add_argument(
        "--jobs",
        metavar="N",
        type=_jobs,
        default=os.cpu_count() or 1,
        help="how much is done at a time (default: the cores, %(default)s)",
    )
    verb.add_argument("--format", choices=("table", "json"), default="table")
    verb.add_argument(
        "--write",
        metavar="DIR",
        type=Path,
        help="write matrix.md, matrix.json and matrix.svg there, too, with "
        "those that failed; a part of the supported releases is refused "
        "where there is a matrix already",
    )


def _jobs(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of jobs")
    return int(text)


def _add_index(added: Any) -> None:
    verb = _add(
        added,
        "index",
        verbs.build_index,
        "build a package index of the fork",
        "Build the fork's wheels and a folder that any web server serves to "
        "pip and uv: packages/, simple/ (the index) and constraints.txt (a "
        "pin for each OpenStack series). Prints the index's address on this "
        "machine. The folder is made anew.",
        "python -m fork index build/index --releases '18.*'",
    )
    _add_folder(verb)
    _add_releases(verb)


def _add_constraints(added: Any) -> None:
    verb = _add(
        added,
        "constraints",
        verbs.pin_fork,
        "pin the fork in OpenStack's upper-constraints",
        "Rewrite files in place: the pin of an upstream release becomes the "
        "pin of the fork of that release. As it stands, ===18.13.1 never "
        "matches the fork, and pip silently installs upstream. Prints every "
        "pin.",
        "python -m fork constraints upper-constraints.txt",
    )
    verb.add_argument("files", metavar="FILE", type=Path, nargs="+")


def _add_new_release(added: Any) -> None:
    verb = _add(
        added,
        "new-release",
        verbs.try_release,
        "carry the fork to a release that upstream made",
        "Fetch a release, apply the patches, print where each hunk applied "
        "and, for each that does not fit, what it expects and what upstream "
        "has in its place. If all fit, add the release to "
        "patches/upstream.lock and say what is next.",
        "python -m fork new-release 18.14.0",
    )
    verb.add_argument(
        "release",
        metavar="RELEASE",
        nargs="?",
        help="the release (default: the newest that the package index has)",
    )
    verb.add_argument(
        "--check",
        action="store_true",
        help="change nothing; fail if the release is not in the lock",
    )


def _add_proposal(added: Any) -> None:
    verb = _add(
        added,
        "proposal",
        verbs.propose,
        "make the series commits on upstream's tree",
        "Commit each patch, with the files that belong to it, on a branch "
        "host-evacuate-strict of upstream's tree, as `git review` wants it, "
        "and write each commit to a folder as a file for `git am`. Prints "
        "where they are.",
        "python -m fork proposal build/proposal --onto 18.13.1",
    )
    _add_folder(verb)
    verb.add_argument(
        "--onto",
        metavar="ONTO",
        help="a git work tree of upstream's, or a release, whose source "
        "archive becomes one below DIR (default: the release in setup.cfg)",
    )
    verb.add_argument(
        "--first",
        action="store_true",
        help="the first patch alone, which is the minimal change",
    )


def _add_refresh(added: Any) -> None:
    verb = _add(
        added,
        "refresh",
        verbs.refresh_patches,
        "write the patches anew from the commits of a proposal",
        "Take the last commits of a git work tree, which a proposal made "
        "and a person may have amended, write patches/ and the files that "
        "the patches add from them, and print what changed.",
        "python -m fork refresh build/proposal/tree",
    )
    verb.add_argument("folder", metavar="TREE", type=Path)


def _add_prefixes(added: Any) -> None:
    verb = _add(
        added,
        "prefixes",
        verbs.try_prefixes,
        "prove that every prefix of the series is a working fork",
        "For each patch but the last: write the fork that ends with it below "
        "a folder, run upstream's whole unit suite on it with the fork's "
        "tests, and print a line. Fails when a test does. (`tox -e unit` "
        "runs the suite on the whole series.)",
        "tox -e prefixes",
    )
    _add_folder(verb)


def _add_oldest(added: Any) -> None:
    verb = _add(
        added,
        "oldest",
        verbs.try_oldest,
        "prove the fork on the oldest requirements that its wheel admits",
        "Install upstream's release and the fork below a folder, each with "
        "the oldest of what it requires (fork/proofs/oldest.txt says where "
        "that is too old), on the oldest Python that it declares and that is "
        "here, and run upstream's whole unit suite and the fork's. Prints "
        "what was installed and how many tests failed. Fails when a test "
        "fails on one of both alone.",
        "tox -e oldest",
    )
    _add_folder(verb)


def _add_pbr(added: Any) -> None:
    verb = _add(
        added,
        "pbr",
        verbs.read_versions,
        "show which version pbr reads of the fork's label",
        "Build forks of four releases with every form of the label, install "
        "them below a folder beside one pbr of each generation, and print "
        "which version `nova --version` prints. Fails when that is not "
        "upstream's. The last columns show what came of the label that the "
        "fork had once.",
        "python -m fork pbr build/pbr",
    )
    _add_folder(verb)


def _add_cover(added: Any) -> None:
    verb = _add(
        added,
        "cover",
        verbs.cover_lines,
        "run the fork's tests and show which of its lines they reach",
        "Run the tests that the fork adds and fail if a line that it adds or "
        "changes is not reached by them.",
        "tox -e cover",
    )
    _add_folder(verb)


def _add_mutation(added: Any) -> None:
    verb = _add(
        added,
        "mutation",
        verbs.break_lines,
        "break the fork on purpose and run its tests",
        "Break every line that the fork adds or changes, and the lines that "
        "fork/proofs/mutants/ names, one at a time, and run the fork's tests "
        "on each. Fails when they notice nothing.",
        "tox -e mutation",
    )
    _add_folder(verb)
    verb.add_argument(
        "--named",
        action="store_true",
        help="only the mutants that fork/proofs/mutants/ names",
    )
