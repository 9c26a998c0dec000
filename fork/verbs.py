"""What the verbs of the command line do."""

import argparse
import datetime
import json
import os
import sys
from pathlib import Path

from fork.building import constraints, index, project, tree
from fork.clients import client, interpreter
from fork.errors import ForkError
from fork.git import history, proposal, refresh
from fork.matrix import page, record, row, table
from fork.matrix.bench import Bench
from fork.matrix.journal import Journal
from fork.matrix.matrix import Matrix
from fork.matrix.visit import Visits
from fork.patches import lint
from fork.proofs import cover, oldest, pbr, prefixes
from fork.releases import candidate, lock, selection, upstream
from fork.terminal.progress import Progress


def write_tree(args: argparse.Namespace) -> None:
    """Write the patched package, and print where each hunk applied."""
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


def install_clients(args: argparse.Namespace) -> None:
    """Install the clients to compare, and print where they are."""
    labels = ["upstream", *args.minimal, "fork"]
    found = client.install(project.read(), args.folder, labels, args.served)
    print(*found, sep="\n")


def lint_patches(args: argparse.Namespace) -> None:
    """Print what a reviewer would object to; fail if that is anything."""
    found = list(lint.findings(project.read()))
    if found:
        print(*found, sep="\n", file=sys.stderr)
        raise ForkError(f"{len(found)} findings in patches/")


def lock_releases(args: argparse.Namespace) -> None:
    """Record the bytes of releases, and print what changed."""
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


def prove_releases(args: argparse.Namespace) -> None:
    """Print the table of releases; fail unless it is as expected."""
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


def build_index(args: argparse.Namespace) -> None:
    """Build a package index, and print its address."""
    chosen = project.read()
    releases = selection.select(chosen.lock().releases, args.releases)
    index.build(chosen, releases, args.folder)
    print(f"{args.folder.resolve().as_uri()}/{index.PAGES}")


def pin_fork(args: argparse.Namespace) -> None:
    """Rewrite constraints files, and print every pin."""
    chosen = project.read()
    # All are read first: one that is refused leaves all as they are.
    rewritings = [
        constraints.Rewriting.of(path, chosen) for path in args.files
    ]
    for rewriting in rewritings:
        rewriting.write()
        print(*rewriting.changes, sep="\n")


def try_release(args: argparse.Namespace) -> None:
    """Apply the patches to a release, and admit it to the lock."""
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


def propose(args: argparse.Namespace) -> None:
    """Make the series commits and mail, and print where they are."""
    chosen = project.read()
    onto = args.onto or chosen.upstream
    made = proposal.write(chosen, onto, args.folder, args.first)
    print(*made, sep="\n")


def refresh_patches(args: argparse.Namespace) -> None:
    """Write the patches from the commits, and print what changed."""
    changed = refresh.run(project.read(), args.folder)
    print(*(changed or ["no change"]), sep="\n")


def cover_lines(args: argparse.Namespace) -> None:
    """Print which lines of the fork its tests reach."""
    cover.run(project.read(), args.folder)


def try_prefixes(args: argparse.Namespace) -> None:
    """Print what the tests make of every prefix of the series."""
    prefixes.run(project.read(), args.folder)


def try_oldest(args: argparse.Namespace) -> None:
    """Print what the unit suites make of the oldest requirements."""
    oldest.compare(project.read(), args.folder, interpreter.find())


def read_versions(args: argparse.Namespace) -> None:
    """Print what every pbr reads of the fork's versions."""
    pbr.run(project.read(), args.folder)


def break_lines(args: argparse.Namespace) -> None:
    """Print what the tests make of every mutant."""
    # Imported here: only this verb needs the mutation tool installed.
    from fork.proofs import mutation

    mutation.run(project.read(), args.folder, args.named)
