"""The software bill of materials of a wheel: of what it is a fork, and how.

PEP 770 reserves the folder `sboms/` of a wheel's metadata for it. It is
CycloneDX, written by hand because a build is to need nothing more than it
does; the tests hold it against CycloneDX's own schema. It states no time and
no serial number, so that the same wheel has the same bytes.
"""

import json
from typing import Any
from urllib.parse import quote

from fork.building.project import Project
from fork.patches.patch import Patch

SCHEMA = "http://cyclonedx.org/schema/bom-1.6.schema.json"
#: Where it is, in the wheel's metadata.
PATH = "sboms/strict-fork.cdx.json"
LICENSES = [{"license": {"id": "Apache-2.0"}}]


def text(project: Project) -> str:
    """Return the bill of the fork of the project's release.

    :raises ForkError: when the series or the lock cannot be read
    """
    bill = {
        "$schema": SCHEMA,
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": _fork(project)},
    }
    return json.dumps(bill, indent=1) + "\n"


def _fork(project: Project) -> dict[str, Any]:
    patches = project.series().patches
    component = {
        **_component(project.name, project.version),
        "description": f"{project.name} {project.upstream}, strict fork",
        "licenses": LICENSES,
        "pedigree": {
            "ancestors": [_upstream(project)],
            "commits": [_commit(patch) for patch in patches],
            "patches": [_patch(patch) for patch in patches],
        },
    }
    if project.report:
        where = {"type": "issue-tracker", "url": project.report}
        component["externalReferences"] = [where]
    return component


def _component(name: str, version: str) -> dict[str, Any]:
    purl = f"pkg:pypi/{name}@{quote(version)}"
    stated = {"name": name, "version": version, "purl": purl}
    return {"type": "library", "bom-ref": purl, **stated}


def _upstream(project: Project) -> dict[str, Any]:
    component = _component(project.name, project.upstream)
    digest = project.lock().wheels.get(project.upstream)
    if digest:
        component["hashes"] = [{"alg": "SHA-256", "content": digest}]
    return {**component, "licenses": LICENSES}


def _commit(patch: Patch) -> dict[str, Any]:
    commit = {"message": patch.message.subject}
    for change in patch.message.trailers.get("Change-Id", []):
        commit["uid"] = change
    return commit


def _patch(patch: Patch) -> dict[str, Any]:
    # The schema has no place for a digest; links of an index have it there.
    url = f"patches/{patch.name}.patch#sha256={patch.sha256}"
    return {"type": "unofficial", "diff": {"url": url}}
