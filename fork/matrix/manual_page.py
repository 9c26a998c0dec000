"""The matrix as pages of the manual: Markdown, JSON and a picture."""

import datetime
import json
from pathlib import Path
from typing import Iterator

from fork.building.project import Project
from fork.errors import ForkError
from fork.matrix import json_report, picture, table
from fork.matrix.finding import Finding, summary

PAGE, DATA, PICTURE = "matrix.md", "matrix.json", "matrix.svg"

EXPLANATION = """\
Each release was built, installed beside upstream's, and tried: the unit suite
of each client, of a fork what its patches can change, then the incident on the
embedded OpenStack, where `XXXX-HOST-YYYY34` has failed and the services of ten
look-alikes are down too. Where the fork holds more than the first patch, the
*minimal fork*, which is that patch alone, was tried as well. A release that
failed stays in the table, and the reason stands above it.

- **pbr**: the version that the upper-constraints of the series name, which was
  installed with each client; each had to call itself by upstream's version.
- **Patches**: those of the series that the fork's wheel holds; **Offset**: how
  many lines off a hunk applied, at most.
- **Tests upstream**, **Tests fork**: the tests of the unit suite that ran;
  **Added**: those that only the fork has.
- **Failures**: on upstream's release / the minimal fork, if any / the fork;
  of the tests that ran on both, they must be the same.
- **Hosts upstream**, **Hosts minimal**, **Hosts fork**: how many hosts the
  client touched when it was to evacuate one; **On 2.7**: upstream's and the
  fork's where the release declares Python 2.7.
"""


def require_room(folder: Path) -> None:
    """Make sure that a part of the matrix would replace no matrix.

    :raises ForkError: when the folder holds one
    """
    held = [n for n in (PAGE, DATA, PICTURE) if (folder / n).exists()]
    if held:
        raise ForkError(
            f"{folder} has {', '.join(held)}, which a part of the supported "
            "releases does not replace; name another folder, or delete them"
        )


def write(
    rows: list[Finding], project: Project, date: datetime.date, folder: Path
) -> None:
    """Write the page, the data and the picture to a folder of the manual."""
    folder.mkdir(parents=True, exist_ok=True)
    data = json.dumps(json_report.as_json(rows, project, date), indent=1)
    for name, text in (
        (PAGE, markdown(rows, project, date)),
        (DATA, f"{data}\n"),
        (PICTURE, picture.draw(rows)),
    ):
        (folder / name).write_text(text, encoding="utf-8")


def markdown(
    rows: list[Finding], project: Project, date: datetime.date
) -> str:
    """Lay the rows out as a page."""
    return "\n\n".join(_parts(rows, project, date)) + "\n"


def _parts(
    rows: list[Finding], project: Project, date: datetime.date
) -> Iterator[str]:
    yield f"# The release matrix of {project.label}, {date.isoformat()}"
    yield f"{summary(rows)}{_part(rows, project)}."
    reasons = [f"- {reason}" for reason in table.reasons(rows)]
    if reasons:
        yield "\n".join(reasons)
    yield f"![{picture.told(rows)}]({PICTURE})"
    yield EXPLANATION.rstrip()
    yield "\n".join(f"- {line}" for line in table.legend(rows))
    yield table.markdown(rows)


def _part(rows: list[Finding], project: Project) -> str:
    supported = len(project.lock().releases)
    return f", of {supported} supported" if len(rows) < supported else ""
