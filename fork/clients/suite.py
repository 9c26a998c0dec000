"""Upstream's unit suite, run where a client is installed."""

import csv
import dataclasses
import io
import re
import sys
import tempfile
from pathlib import Path
from typing import Iterable, Iterator, Mapping

from fork.clients import compared, program
from fork.clients.environment import Environment
from fork.errors import ForkError

#: The result of every test, by its id.
Results = Mapping[str, str]

TESTS = "novaclient/tests/unit"
#: Seconds that a suite may take; one minute is usual, ten under heavy load.
LIMIT = 60 * 60.0
PASSED = frozenset({"success", "skip", "xfail"})
_HEADER = ["test", "status", "start_time", "stop_time"]


def run(environment: Environment, tests: Iterable[str] = ()) -> dict[str, str]:
    """Run the suite as it is installed.

    In one process: the matrix runs as many releases at a time as there are
    cores, and this spares listing the tests first.

    :param tests: regular expressions; those that match one; none for all
    :raises ForkError: when it cannot be run to its end
    """
    stream = _run(environment.python, environment.site, "--serial", *tests)
    path = environment.folder / "results.subunit"
    path.write_bytes(stream)
    return read(path)


def run_tree(tree: Path, tests: Iterable[str] = ()) -> dict[str, str]:
    """Run the suite of a tree with this interpreter, on every core.

    :param tests: regular expressions; those that match one; none for all
    :raises ForkError: when it cannot be run to its end
    """
    stream = _run(Path(sys.executable), tree, *tests)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "results.subunit")
        path.write_bytes(stream)
        return read(path)


def command(python: Path) -> list[str]:
    """Return the command that runs the suite of the folder it is started in.

    That folder matters: some of upstream's tests open files relative to it.
    """
    stestr = [str(python), "-m", "stestr"]
    return [*stestr, "--test-path", TESTS, "--top-dir", ".", "run"]


def _run(python: Path, folder: Path, *options: str) -> bytes:
    return program.run(
        [*command(python), *options, "--subunit"],
        folder,
        "the unit suite",
        LIMIT,
        tolerated=(0, 1),
    )


def read(path: Path) -> dict[str, str]:
    """Read results with the reader beside this interpreter.

    That of an old environment breaks off at the first test that is skipped.
    """
    reader = Path(sys.executable).with_name("subunit2csv")
    read = [str(reader), "--no-passthrough", str(path)]
    what = "reading the unit suite's results"
    table = program.run(read, path.parent, what, LIMIT, tolerated=(0, 1))
    return parse(table)


def parse(data: bytes) -> dict[str, str]:
    """Read results from subunit's CSV.

    :raises ForkError: when it has another form or holds no test
    """
    rows = list(csv.reader(io.StringIO(data.decode("utf-8", "replace"))))
    if not rows or rows[0] != _HEADER:
        raise ForkError("the unit suite's results cannot be read as CSV")
    results = {row[0]: row[1] for row in rows[1:]}
    if not results:
        raise ForkError("the unit suite ran no test")
    return results


def failures(results: Results) -> list[str]:
    """Return the tests that neither passed nor were skipped."""
    return [test for test, status in results.items() if status not in PASSED]


def told(results: Results) -> str:
    """Sum results up in a few words."""
    return f"{len(results)} tests, {len(failures(results))} failures"


@dataclasses.dataclass(frozen=True)
class Comparison:
    """The suite on upstream's release and on the forks of it.

    :param upstream: the results on upstream's release
    :param forks: those on each fork, by side
    :param parts: the regular expressions that chose the tests of a fork, by
        side; of the other forks all tests ran
    """

    upstream: Results
    forks: Mapping[str, Results]
    parts: Mapping[str, list[str]] = dataclasses.field(default_factory=dict)

    def added(self, of: str) -> list[str]:
        """Return the tests that a fork has and upstream's release has not."""
        return [test for test in self.forks[of] if test not in self.upstream]

    def problems(self) -> Iterator[str]:
        """Yield what keeps a fork from being as good as upstream."""
        for of, results in self.forks.items():
            theirs = self._theirs(of)
            yield from _problems(theirs, results, compared.name(of))
            if not self.added(of):
                yield f"the {compared.name(of)} adds no test"

    def _theirs(self, of: str) -> Results:
        """Return what upstream made of the tests that a fork was to run."""
        # None were chosen: that matches all.
        chosen = re.compile("|".join(self.parts.get(of, [])))
        return {t: r for t, r in self.upstream.items() if chosen.search(t)}


def _problems(theirs: Results, ours: Results, name: str) -> Iterator[str]:
    broken = set(failures(ours)) - set(failures(theirs))
    mended = set(failures(theirs)) - set(failures(ours))
    lost = set(theirs) - set(ours)
    for what, tests in [
        (f"fails on the {name} alone", broken),
        (f"fails upstream and not on the {name}", mended - lost),
        (f"is missing from the {name}", lost),
    ]:
        if tests:
            yield _named(sorted(tests), what)


def _named(tests: list[str], what: str) -> str:
    more = f" (and {len(tests) - 1} more)" if tests[1:] else ""
    return f"{tests[0]} {what}{more}"
