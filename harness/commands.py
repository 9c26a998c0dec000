"""The verbs of the command line."""

import argparse

from harness.verbs import audit, cloud, evacuation, incident, picture, resolution, scan


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = argparse.ArgumentParser(
        prog="python -m harness",
        description="An embedded OpenStack, and scenarios that any nova executable runs on it.",
    )
    verbs = top.add_subparsers(required=True, metavar="VERB")
    cloud.add(verbs)
    incident.add(verbs)
    incident.add_demo(verbs)
    picture.add(verbs)
    resolution.add(verbs)
    evacuation.add(verbs)
    audit.add(verbs)
    scan.add(verbs)
    return top
