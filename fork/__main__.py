"""The command line of the fork's build: `python -m fork VERB --help`."""

import argparse
import datetime
import json
import os
import sys
from pathlib import Path
from typing import Optional

from fork import (
    candidate,
    client,
    constraints,
    cover,
    history,
    index,
    interpreter,
    interrupts,
    lint,
    lock,
    page,
    project,
    record,
    row,
    selection,
    table,
    tree,
    upstream,
)
from fork.bench import Bench
from fork.errors import ForkError, reported
from fork.journal import Journal
from fork.matrix import Matrix
from fork.progress import Progress
from fork.visit import Visits


def _tree(args: argparse.Namespace) -> None:
    asked = {"upstream": args.upstream, "through": args.through}
    chosen = project.configured({k: v for k, v in asked.items() if v})
    release = upstream.fetched(chosen.name, chosen.upstream)
    assembly = tree.assemble(chosen, release)
    if args.git:
        history.record(release, assembly, args.folder)
    else:
        tree.write(assembly.files, args.folder)
    for name, offsets in assembly.offsets.items():
        for at in offsets:
            print(f"{name}: {at}")


def _client(args: argparse.Namespace) -> None:
    labels = ["upstream", *args.minimal, "fork"]
    found = client.install(project.read(), args.folder, labels, args.served)
    print(*found, sep="\n")


def _lint(args: argparse.Namespace) -> None:
    found = list(lint.findings(project.read()))
    if found:
        print(*found, sep="\n", file=sys.stderr)
        raise ForkError(f"{len(found)} findings in patches/")


def _lock(args: argparse.Namespace) -> None:
    chosen = project.read()
    before = chosen.lock()
    releases = args.releases or list(before.releases)
    fetched = {}
    for number, version in enumerate(releases, 1):
        print(f"[{number}/{len(releases)}] {version}", file=sys.stderr)
        release = upstream.fetched(chosen.name, version)
        fetched[version] = lock.digests(release.files)
    after = before.extended(fetched)
    print(*lock.difference(before, after), sep="\n")
    path = chosen.patches / "upstream.lock"
    path.write_text(after.text(), encoding="utf-8")


def _matrix(args: argparse.Namespace) -> None:
    chosen = project.read()
    supported = chosen.lock().releases
    releases = selection.select(supported, args.releases)
    if args.write and (args.variants or len(releases) < len(supported)):
        page.require_room(args.write)
    journal = Journal(args.work.resolve(), Progress(args.jobs))
    bench = Bench(chosen, journal, interpreter.find())
    matrix = Matrix(bench, Visits(bench, _executable(args.harness)), args.jobs)
    try:
        if args.variants:
            releases = matrix.variants(releases)
        rows = matrix.run(releases)
    except KeyboardInterrupt:
        print("fork: the same command goes on from here", file=sys.stderr)
        raise
    today = datetime.date.today()
    if args.write:
        page.write(rows, chosen, today, args.write)
    if args.format == "json":
        print(json.dumps(record.as_json(rows, chosen, today), indent=1))
    else:
        print(table.plain(rows))
    if not row.passed(rows):
        raise ForkError(f"the matrix is not as expected: {row.summary(rows)}")


def _executable(path: Path) -> Path:
    # Its own path, not what it links to: that is another environment.
    found = Path(os.path.abspath(path))
    if not os.access(found, os.X_OK):
        raise ForkError(
            f"{path} is no Python; name the one of the harness's environment"
        )
    return found


def _jobs(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of jobs")
    return int(text)


def _index(args: argparse.Namespace) -> None:
    chosen = project.read()
    releases = selection.select(chosen.lock().releases, args.releases)
    index.build(chosen, releases, args.folder)
    print(f"{args.folder.resolve().as_uri()}/{index.PAGES}")


def _constraints(args: argparse.Namespace) -> None:
    chosen = project.read()
    # All are read first: one that is refused leaves all as they are.
    rewritings = [
        constraints.Rewriting.of(path, chosen) for path in args.files
    ]
    for rewriting in rewritings:
        rewriting.write()
        print(*rewriting.changes, sep="\n")


def _new_release(args: argparse.Namespace) -> None:
    chosen = project.read()
    version = args.release or upstream.newest(chosen.name)
    release = upstream.fetched(chosen.name, version)
    candidate.try_on(chosen, release)
    if version in chosen.lock().releases:
        what = "in the lock" if args.release else "newest and in the lock"
        print(f"{version} is {what}")
    elif args.check:
        raise ForkError(
            f"{version} fits, and is not in the lock; run `python -m fork "
            f"new-release {version}`"
        )
    else:
        candidate.admit(chosen, release)


def _cover(args: argparse.Namespace) -> None:
    cover.run(project.read(), args.folder)


def _mutation(args: argparse.Namespace) -> None:
    # Imported here: only this verb needs the mutation tool installed.
    from fork import mutation

    mutation.run(project.read(), args.folder)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m fork",
        description="Build the fork of python-novaclient and look after it.",
    )
    verbs = parser.add_subparsers(metavar="VERB", required=True)

    verb = verbs.add_parser(
        "tree",
        help="write the patched package to a folder",
        description="Fetch an upstream release, apply the patches, add the "
        "fork's files, write the result to a folder that is made anew, and "
        "print where each hunk applied.",
        epilog="example: python -m fork tree build/tree --upstream 17.7.0",
    )
    verb.add_argument("folder", metavar="DIR", type=Path)
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
    verb.set_defaults(run=_tree)

    verb = verbs.add_parser(
        "client",
        help="install upstream's client and the fork's side by side",
        description="Install upstream's release and the fork of it, each "
        "into a virtual environment of its own below a folder, and print "
        "where the `nova` executables are.",
        epilog="example: python -m fork client build/clients",
    )
    verb.add_argument("folder", metavar="DIR", type=Path)
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
    verb.set_defaults(run=_client)

    verb = verbs.add_parser(
        "lint",
        help="check patches/ as a reviewer would",
        description="Check that every patch is listed once, parses, says "
        "what and why, and quotes no more of upstream than it needs, and "
        "that every file the fork adds belongs to one patch.",
    )
    verb.set_defaults(run=_lint)

    verb = verbs.add_parser(
        "lock",
        help="record the bytes of upstream releases",
        description="Fetch upstream releases from the package index, record "
        "the SHA-256 of their files in patches/upstream.lock and print what "
        "changed there. Review the change before you commit it.",
        epilog="example: python -m fork lock 18.13.1",
    )
    verb.add_argument(
        "releases",
        metavar="RELEASE",
        nargs="*",
        help="a release to add or renew (default: every one in the lock)",
    )
    verb.set_defaults(run=_lock)

    verb = verbs.add_parser(
        "matrix",
        help="prove the fork of every upstream release",
        description="For each release: build the fork and, where it holds "
        "more than the first patch, the minimal fork, install them and "
        "upstream's client with a Python that the release declares, run "
        "upstream's unit suite on each, and replay the incident with each, "
        "on Python 2.7 too where that is declared. Prints a table; exits "
        "with 0 only if every release that could run shows the fault "
        "upstream and in no fork, and no test fails in a fork alone. "
        "A release whose Python is not here is `not run`, never ok. A second "
        "call goes on where the first stopped; delete DIR/RELEASE to try a "
        "release afresh.",
        epilog="example: python -m fork matrix --work build/matrix "
        "--harness .tox/harness/bin/python --releases '17.7.0,18.*'",
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
    verb.add_argument(
        "--releases",
        metavar="LIST",
        default="*",
        help=f"{selection.GRAMMAR} (default: all that are supported)",
    )
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
    verb.set_defaults(run=_matrix)

    verb = verbs.add_parser(
        "index",
        help="build a package index of the fork",
        description="Build the fork's wheels and a folder that any web "
        "server serves to pip and uv: packages/, simple/ (the index) and "
        "constraints.txt (a pin for each OpenStack series). Prints the "
        "index's address on this machine. The folder is made anew.",
        epilog="example: python -m fork index build/index --releases '18.*'",
    )
    verb.add_argument("folder", metavar="DIR", type=Path)
    verb.add_argument(
        "--releases",
        metavar="LIST",
        default="*",
        help=f"{selection.GRAMMAR} (default: all that are supported)",
    )
    verb.set_defaults(run=_index)

    verb = verbs.add_parser(
        "constraints",
        help="pin the fork in OpenStack's upper-constraints",
        description="Rewrite files in place: the pin of an upstream release "
        "becomes the pin of the fork of that release. As it stands, "
        "===18.13.1 never matches the fork, and pip silently installs "
        "upstream. Prints every pin.",
        epilog="example: python -m fork constraints upper-constraints.txt",
    )
    verb.add_argument("files", metavar="FILE", type=Path, nargs="+")
    verb.set_defaults(run=_constraints)

    verb = verbs.add_parser(
        "new-release",
        help="carry the fork to a release that upstream made",
        description="Fetch a release, apply the patches, print where each "
        "hunk applied and, for each that does not fit, what it expects and "
        "what upstream has in its place. If all fit, add the release to "
        "patches/upstream.lock and say what is next.",
        epilog="example: python -m fork new-release 18.14.0",
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
    verb.set_defaults(run=_new_release)

    verb = verbs.add_parser(
        "cover",
        help="run the fork's tests and show which of its lines they reach",
        description="Run the tests that the fork adds and fail if a line "
        "that it adds or changes is not reached by them.",
        epilog="example: tox -e cover",
    )
    verb.add_argument("folder", metavar="DIR", type=Path)
    verb.set_defaults(run=_cover)

    verb = verbs.add_parser(
        "mutation",
        help="break the fork on purpose and run its tests",
        description="Break every line that the fork adds or changes, and "
        "the lines that fork/mutants/ names, one at a time, and run the "
        "fork's tests on each. Fails when they notice nothing.",
        epilog="example: tox -e mutation",
    )
    verb.add_argument("folder", metavar="DIR", type=Path)
    verb.set_defaults(run=_mutation)
    return parser


@reported
def main(argv: Optional[list[str]] = None) -> None:
    """Run the verb that the command line names."""
    args = _parser().parse_args(argv)
    with interrupts.heeded():
        args.run(args)


if __name__ == "__main__":
    main()
