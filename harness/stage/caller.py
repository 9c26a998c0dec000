"""Requests as a user of the cloud sends them, without a client in between."""

import json
from dataclasses import dataclass
from typing import Any

from harness.cloud.api import open_session
from harness.stage.account import Account


@dataclass(frozen=True)
class Answer:
    """What Nova answered."""

    status: int
    body: Any
    """What the JSON says; None if there is none."""

    @property
    def message(self) -> str | None:
        """What a refusal says."""
        if self.status < 400 or not isinstance(self.body, dict):
            return None
        return next((str(fault["message"]) for fault in self.body.values()), None)


class Caller:
    """A user with a token, which is asked for once."""

    def __init__(self, identity: str, compute: str, account: Account) -> None:
        """Use Keystone at ``identity`` and Nova at ``compute``, both without version."""
        self._compute = f"{compute}/v2.1"
        self._session = open_session(identity, account.name, account.project)

    def ask(self, method: str, path: str, version: str = "2.1", body: Any = None) -> Answer:
        """Send Nova a request.

        :param path: what follows the endpoint, with its query.
        :param version: the microversion.
        :raises keystoneauth1.exceptions.ClientException: when there is no answer.
        """
        headers = {"X-OpenStack-Nova-API-Version": version}
        answer = self._session.request(
            self._compute + path, method, json=body, headers=headers, raise_exc=False
        )
        return Answer(answer.status_code, _read(answer.text))


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
