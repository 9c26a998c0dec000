"""Who imports the client: their unit tests, with upstream's and the fork's.

Each is a service of OpenStack's, of whose suite those tests run that touch
novaclient. They need nothing but the service's own source archive.
"""

import dataclasses
import re
import subprocess
import sys
from pathlib import Path
from typing import Iterator

from fork.building import distribution
from fork.building.project import Project
from fork.building.tree import overwrite
from fork.clients import compared, environment, program, suite
from fork.clients.compared import FORK, UPSTREAM
from fork.clients.suite import Results
from fork.errors import ForkError
from fork.releases import archive, upstream
from workbench import table

#: What a service's own test requirements may leave out.
RUNNER = "stestr"
#: The end of a traceback; stestr prints one of a test that it cannot import.
_RAISED = re.compile(r"^[\w.]+(?:Error|Exception)\b.*", re.MULTILINE)


@dataclasses.dataclass(frozen=True)
class Consumer:
    """A service that imports novaclient.

    :param name: how the package index calls it
    :param release: which release of it
    :param path: where its unit tests are
    :param tests: regular expressions, each of which some test matches; those
        that match one touch the client
    """

    name: str
    release: str
    path: str
    tests: tuple[str, ...]


CONSUMERS = (
    Consumer(
        "masakari",
        "22.0.0",
        "masakari/tests/unit",
        (r"compute\.test_nova", "taskflow", "test_engine_mgr"),
    ),
    Consumer(
        "blazar",
        "18.0.0",
        "blazar/tests",
        (
            r"openstack\.test_nova",
            "test_physical_host_plugin",
            "test_instance_plugin",
            "test_flavor_plugin",
        ),
    ),
    # The last series of it that imports the client.
    Consumer(
        "magnum",
        "22.0.0",
        "magnum/tests/unit",
        ("test_attr_validator",),
    ),
    # Its fakes are upstream's client but for what sends a request.
    Consumer(
        "openstack-heat",
        "27.0.1",
        "heat/tests",
        (
            r"clients\.test_nova_client",
            r"openstack\.nova",
            r"aws\.test_instance",
        ),
    ),
    Consumer(
        "manila",
        "23.0.1",
        "manila/tests",
        (r"compute\.test_nova",),
    ),
)


def compare(project: Project, folder: Path) -> None:
    """Run the tests of each service with both clients; print what came of it.

    :param folder: where the services are unpacked and installed
    :raises ForkError: when something cannot be installed, a test fails with
        one client alone, or a service has no such test any more
    """
    folder.mkdir(parents=True, exist_ok=True)
    release = upstream.fetched(project.name, project.upstream)
    wheel = folder / distribution.wheel(project, release, folder)
    rows = [("service", "release", "client", "tests", "failures")]
    problems: list[str] = []
    for consumer in CONSUMERS:
        print(f"{consumer.name} {consumer.release}", file=sys.stderr)
        place = folder.resolve() / consumer.name
        results = _results(consumer, place, project, wheel)
        for of, found in results.items():
            failed = str(len(suite.failures(found)))
            told = (compared.name(of), str(len(found)), failed)
            rows.append((consumer.name, consumer.release, *told))
        problems += _problems(consumer, results)
    print(*table.aligned(rows), sep="\n")
    if problems:
        raise ForkError("; ".join(problems))


def _results(
    consumer: Consumer, place: Path, project: Project, wheel: Path
) -> dict[str, Results]:
    """Install a service; run its tests with one client, then the other."""
    tree = _unpacked(consumer, place)
    python = place / "venv" / "bin" / "python"
    what = f"installing {consumer.name}"
    environment.uv(place, what, "venv", "--clear", str(place / "venv"))
    words = ["pip", "install", "--python", str(python)]
    needed = ["--requirement", str(tree / "test-requirements.txt"), RUNNER]
    environment.uv(
        place, what, *words, str(tree), *needed, project.requirement
    )
    theirs = _run(consumer, tree, python, UPSTREAM)
    environment.uv(place, what, *words, "--no-deps", str(wheel))
    return {UPSTREAM: theirs, FORK: _run(consumer, tree, python, FORK)}


def _unpacked(consumer: Consumer, place: Path) -> Path:
    """Fetch and unpack a service's source archive; return its top."""
    place.mkdir(exist_ok=True)
    path = archive.fetch(consumer.name, consumer.release, str(place))
    unpacked = place / path.name.removesuffix(".tar.gz")
    overwrite(archive.files(path), unpacked)
    return unpacked


def _run(consumer: Consumer, tree: Path, python: Path, of: str) -> Results:
    stestr = [str(python), "-m", "stestr", "--test-path", consumer.path]
    what = f"the unit suite of {consumer.name} ({compared.name(of)})"
    words = [*stestr, "--top-dir", ".", "run", *consumer.tests, "--subunit"]
    done = program.ended(words, tree, what, suite.LIMIT)
    if done.returncode not in (0, 1):
        failed = f"{what} failed ({done.returncode})"
        raise ForkError(f"{failed}: {_reason(done)}")
    results = tree / "results.subunit"
    results.write_bytes(done.stdout)
    return suite.read(results)


def _reason(done: "subprocess.CompletedProcess[bytes]") -> str:
    """Return why a suite did not run, which stestr tells on stdout."""
    said = (done.stderr + done.stdout).decode("utf-8", "replace").strip()
    told = _RAISED.findall(said) or said.splitlines()[-1:]
    return "; ".join(dict.fromkeys(told)) or "it said nothing"


def _problems(
    consumer: Consumer, results: dict[str, Results]
) -> Iterator[str]:
    theirs, ours = results[UPSTREAM], results[FORK]
    for pattern in consumer.tests:
        if not any(re.search(pattern, test) for test in theirs):
            yield f"no test of {consumer.name} matches {pattern}"
    if sorted(theirs) != sorted(ours):
        yield f"{consumer.name} ran other tests with the fork"
    for test in sorted({*suite.failures(theirs)} ^ {*suite.failures(ours)}):
        both = f"{theirs.get(test)} upstream, {ours.get(test)} on the fork"
        yield f"{consumer.name}: {test}: {both}"
