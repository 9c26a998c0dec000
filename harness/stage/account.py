"""Who asks: the users of a cloud, beside its administrator."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from harness.cloud import settings
from harness.errors import HarnessError

Ask = Callable[[str, str, Any], dict[str, Any]]
"""Sends Keystone a request: its method, its path, its body."""


@dataclass(frozen=True)
class Account:
    """A user of a cloud, with roles in one project."""

    name: str
    project: str = settings.PROJECT
    roles: tuple[str, ...] = ("member", "reader")


ADMINISTRATOR = Account(settings.USER, settings.PROJECT, ("admin",))


class Directory:
    """Keystone's users, projects and roles."""

    def __init__(self, ask: Ask) -> None:
        """Use Keystone by means of ``ask``."""
        self._ask = ask
        self._accounts = {ADMINISTRATOR.name: ADMINISTRATOR}
        self.projects: dict[str, str] = {}
        """The id of each project by its name."""

    def add(self, accounts: Iterable[Account]) -> None:
        """Create users, and those of their projects and roles that Keystone does not have."""
        for account in accounts:
            user = {"name": account.name, "password": settings.PASSWORD}
            created = self._create("user", user)
            project = self._take("project", account.project)
            for role in account.roles:
                granted = f"users/{created}/roles/{self._take('role', role)}"
                self._ask("PUT", f"/projects/{project}/{granted}", None)
            self._accounts[account.name] = account
        found = self._ask("GET", "/projects", None)["projects"]
        self.projects = {project["name"]: project["id"] for project in found}

    def account(self, name: str) -> Account:
        """Return the user of that name.

        :raises HarnessError: when there is none.
        """
        if name not in self._accounts:
            raise HarnessError(f"no user '{name}'; choose from {', '.join(self._accounts)}")
        return self._accounts[name]

    def _take(self, kind: str, name: str) -> str:
        found = self._ask("GET", f"/{kind}s?name={name}", None)[f"{kind}s"]
        return str(found[0]["id"]) if found else self._create(kind, {"name": name})

    def _create(self, kind: str, described: dict[str, str]) -> str:
        return str(self._ask("POST", f"/{kind}s", {kind: described})[kind]["id"])
