"""Run tests with each older Nova: ``python -m harness.tests.servers.run FOLDER REGEX...``.

The folder holds the clients that the fork built; the environments are made there. All releases
are tried; the status is 0 if every test passed with each.
"""

import os
import subprocess
import sys
from pathlib import Path

from harness.errors import HarnessError
from harness.tests.servers import releases

WORKERS = Path(__file__).with_name("workers.yaml")
TESTS = WORKERS.parents[1] / "functional"
CLIENTS = ("upstream", "minimal", "fork")


def _environment(folder: Path) -> dict[str, str]:
    named = {f"HARNESS_{each.upper()}": str(folder / each / "bin/nova") for each in CLIENTS}
    return {**os.environ, **named}


def _test(python: Path, folder: Path, patterns: list[str]) -> bool:
    """Tell whether the tests pass that one of the patterns names."""
    chosen = ["--worker-file", str(WORKERS), *patterns]
    tests = [str(python), "-m", "stestr", "--test-path", str(TESTS), "run", *chosen]
    return not subprocess.run(tests, env=_environment(folder)).returncode


def main() -> int:
    """Say which release it is, and run the tests with it, one release after the other."""
    folder, patterns = Path(sys.argv[1]), sys.argv[2:]
    failed = []
    for number in releases.NUMBERS:
        print(f"\nNova {number}", flush=True)
        try:
            python = releases.install(number, folder / f"nova-{number}")
        except HarnessError as error:
            print(error, file=sys.stderr)
            failed.append(number)
            continue
        if not _test(python, folder, patterns):
            failed.append(number)
    if failed:
        print(f"not with Nova {', '.join(map(str, failed))}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
