"""A ``nova`` without a cloud."""

import pathlib
from collections.abc import Sequence

_SCRIPT = """#!/bin/sh
echo "$@" >> {folder}/calls
echo 'nova CLI is deprecated' >&2
case "$*" in
{cases}
*) echo "error: unrecognized arguments: $*" >&2; exit 2;;
esac
"""


def table(heads: Sequence[str], *rows: Sequence[str]) -> str:
    """Return a table as ``nova`` prints it."""
    line = "+---+"
    cells = ["| " + " | ".join(row) + " |" for row in (heads, *rows)]
    return "\n".join([line, cells[0], line, *cells[1:], line])


def hypervisors(*names: str, first: int = 1) -> str:
    """Return what ``nova hypervisor-list`` prints, with ids from ``first`` on."""
    rows = [(str(at), name, "up", "enabled") for at, name in enumerate(names, first)]
    return table(("ID", "Hypervisor hostname", "State", "Status"), *rows)


def services(*hosts: str, reason: str = "-") -> str:
    """Return what ``nova service-list`` prints."""
    rows = [(str(at), "nova-compute", host, "nova", reason) for at, host in enumerate(hosts)]
    return table(("Id", "Binary", "Host", "Zone", "Disabled Reason"), *rows)


def nova(folder: pathlib.Path, answers: dict[str, str]) -> pathlib.Path:
    """Write a script that prints the answer to each command line and refuses all others."""
    cases = []
    for at, (arguments, answer) in enumerate(answers.items()):
        (folder / f"answer{at}").write_text(answer)
        cases.append(f'"{arguments}") cat {folder}/answer{at};;')
    path = folder / "nova"
    path.write_text(_SCRIPT.format(folder=folder, cases="\n".join(cases)))
    path.chmod(0o755)
    return path


def calls(folder: pathlib.Path) -> list[str]:
    """Return the command lines that were run."""
    return (folder / "calls").read_text().splitlines()
