"""A trial: one client runs one scenario at one microversion, on a cloud that was reset."""

from dataclasses import dataclass

from harness.cloud import client
from harness.cloud.client import Client
from harness.cloud.cloud import Cloud
from harness.trials.observation import Observation, Watch
from harness.trials.scenario import Scenario

_PATIENCE = 600.0


@dataclass(frozen=True, kw_only=True)
class Trial(Observation):
    """What a client was told to do, and all that was seen of it."""

    scenario: Scenario
    microversion: str


def run(cloud: Cloud, scenario: Scenario, runner: Client, microversion: str) -> Trial:
    """Reset the cloud, run the client and gather the evidence.

    :raises HarnessError: when the cloud dies, or the client cannot be run.
    """
    cloud.reset(cloud.fleet.with_states(scenario.states))
    arguments = scenario.arguments(microversion)
    watch = Watch(cloud)
    outcome = client.run(runner, arguments, cloud.environment, _PATIENCE, cloud.check)
    return Trial(
        client=runner.label,
        command=" ".join(["nova", *arguments]),
        outcome=outcome,
        scenario=scenario,
        microversion=microversion,
        **vars(watch.see(scenario.meant, scenario.moves)),
    )
