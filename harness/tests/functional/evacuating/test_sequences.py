"""Runs of host-evacuate among all that happens meanwhile, in any order.

A machine of hypothesis evacuates a host, interrupts that, runs it again, and has the host return,
a destination die, a state be reset and an evacuation end, in random order. However that goes, a
server that is moving is never asked for, none is missing from the report, and what it says last
of a server is what Nova's records say. ``HARNESS_CASES`` and ``HARNESS_SEED`` are those of
:mod:`harness.tests.functional.test_property`; there is a sequence for every 20 cases.
"""

import sys
from collections import Counter

import hypothesis
from hypothesis.stateful import run_state_machine_as_test

from harness.tests.functional import base, staged
from harness.tests.functional.evacuating.machine import Machine

SEQUENCES = max(1, base.CASES // 20)
STEPS = 12
ENOUGH = 15
"""So many sequences show every kind of run."""
KINDS = ("run 0", "wait 5", "left alone")
SETTINGS = hypothesis.settings(
    max_examples=SEQUENCES,
    stateful_step_count=STEPS,
    database=None,
    deadline=None,
    # A sequence takes seconds, and is short as it is: none is made shorter.
    phases=[hypothesis.Phase.generate],
    suppress_health_check=list(hypothesis.HealthCheck),
)


class SequencesTest(base.CloudTest):
    fleet = staged.TEMPLATE
    accounts = staged.ACCOUNTS

    def test_any_order(self) -> None:
        chosen, counts = base.seed(), Counter[str]()
        print(f"\nHARNESS_SEED={chosen} HARNESS_CASES={base.CASES}", file=sys.stderr)
        words = {"cloud": self.cloud, "nova": base.find_client("fork"), "counts": counts}
        machine = hypothesis.seed(chosen)(type("Sequence", (Machine,), words))
        run_state_machine_as_test(machine, settings=SETTINGS)
        print(f"{SEQUENCES} sequences: {dict(sorted(counts.items()))}", file=sys.stderr)
        # Nothing would be seen where nobody acts, or nothing happens.
        for kind in KINDS if SEQUENCES >= ENOUGH else ():
            self.assertLess(0, counts[kind], counts)
