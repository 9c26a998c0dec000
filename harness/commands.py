"""The verbs of the command line."""

import argparse

from harness.verbs import (
    audit,
    bench_evacuation,
    bench_resolution,
    cloud,
    demo,
    incident,
    picture,
    run,
    scan,
)
from harness.verbs.running import fault, report, reset, state, stop


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = argparse.ArgumentParser(
        prog="python -m harness",
        description="An embedded OpenStack, and what any component or any nova does to it.",
    )
    verbs = top.add_subparsers(required=True, metavar="VERB")
    run.add(verbs)
    cloud.add(verbs)
    for verb in (state, fault, reset, report, stop):
        verb.add(verbs)
    incident.add(verbs)
    demo.add(verbs)
    picture.add(verbs)
    bench_resolution.add(verbs)
    bench_evacuation.add(verbs)
    audit.add(verbs)
    scan.add(verbs)
    return top
