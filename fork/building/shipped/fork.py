#    Licensed under the Apache License, Version 2.0 (the "License"); you may
#    not use this file except in compliance with the License. You may obtain
#    a copy of the License at
#
#         http://www.apache.org/licenses/LICENSE-2.0
#
#    Unless required by applicable law or agreed to in writing, software
#    distributed under the License is distributed on an "AS IS" BASIS, WITHOUT
#    WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the
#    License for the specific language governing permissions and limitations
#    under the License.

"""
Say which fork of novaclient is installed: ``python -m novaclient.fork``

The build puts this module into every wheel of the fork, so importing it tells
the fork from upstream's client, too. It runs wherever the release does, which
may be Python 2.7.
"""

import glob
import io
import json
import os
import sys

import novaclient

#: Beside the package, or wherever metadata is when the package is elsewhere.
SBOM = os.path.join(
    "python_novaclient-*.dist-info", "sboms", "strict-fork.cdx.json"
)
#: Faults of the fork are not upstream's.
NOWHERE = "to whoever gave you this client, not to OpenStack"


def sbom():
    # type: () -> str
    """Return the path of the bill of materials.

    :raises SystemExit: when the metadata is gone
    """
    package = os.path.dirname(os.path.abspath(__file__))
    for folder in [os.path.dirname(package)] + sys.path:
        for path in glob.glob(os.path.join(folder, SBOM)):
            return path
    raise SystemExit(
        "the metadata of python-novaclient is gone; install it again"
    )


def lines(path):
    # type: (str) -> list[str]
    """Return what a person is told.

    :param path: the bill of materials
    """
    with io.open(path, encoding="utf-8") as stream:
        fork = json.load(stream)["metadata"]["component"]
    pedigree = fork["pedigree"]
    release, _, label = fork["version"].partition("+")
    told = ["release: " + release, "label: " + label, "patches:"]
    for commit, patch in zip(pedigree["commits"], pedigree["patches"]):
        url = patch["diff"]["url"].partition("#")[0]
        name = os.path.splitext(os.path.basename(url))[0]
        told.append("- {}: {}".format(name, commit["message"]))
    places = [each["url"] for each in fork.get("externalReferences", [])]
    oldest, newest = novaclient.API_MIN_VERSION, novaclient.API_MAX_VERSION
    return told + [
        "microversions: {} to {}".format(
            oldest.get_string(), newest.get_string()
        ),
        "report faults: " + " ".join(places or [NOWHERE]),
        "bill of materials: " + path,
    ]


def main():
    # type: () -> None
    """Print which fork is installed."""
    sys.stdout.write("\n".join(lines(sbom())) + "\n")


if __name__ == "__main__":
    main()
