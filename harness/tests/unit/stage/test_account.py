"""The users of a cloud, against a Keystone that only remembers."""

import unittest
from typing import Any

from harness.errors import HarnessError
from harness.stage.account import Account, Directory


class Keystone:
    """Answers the few requests that a directory sends."""

    def __init__(self) -> None:
        self.known: dict[str, dict[str, str]] = {
            "users": {},
            "projects": {"admin": "project-admin"},
            "roles": {"reader": "role-reader"},
        }
        self.grants: list[str] = []

    def ask(self, method: str, path: str, body: Any) -> dict[str, Any]:
        if method == "PUT":
            self.grants.append(path)
            return {}
        kind, _, name = path.removeprefix("/").partition("?name=")
        known = self.known[kind]
        if method == "GET":
            found = [{"id": known[each], "name": each} for each in known if name in ("", each)]
            return {kind: found}
        (described,) = body.values()
        known[described["name"]] = f"{kind[:-1]}-{described['name']}"
        return {kind[:-1]: {"id": known[described["name"]]}}


class DirectoryTest(unittest.TestCase):
    def setUp(self) -> None:
        self.keystone = Keystone()
        self.directory = Directory(self.keystone.ask)

    def test_users_are_created_with_what_they_need(self) -> None:
        ha = Account("ha", roles=("ha",))
        self.directory.add([ha, Account("t", "tenant")])
        self.assertEqual({"ha": "user-ha", "t": "user-t"}, self.keystone.known["users"])
        self.assertEqual(["reader", "ha", "member"], list(self.keystone.known["roles"]))
        grants = [
            "/projects/project-admin/users/user-ha/roles/role-ha",
            "/projects/project-tenant/users/user-t/roles/role-member",
            "/projects/project-tenant/users/user-t/roles/role-reader",
        ]
        self.assertEqual(grants, self.keystone.grants)
        projects = {"admin": "project-admin", "tenant": "project-tenant"}
        self.assertEqual(projects, self.directory.projects)
        self.assertEqual(ha, self.directory.account("ha"))

    def test_the_administrator_is_known(self) -> None:
        self.assertEqual("admin", self.directory.account("admin").project)

    def test_a_name_that_nobody_has(self) -> None:
        with self.assertRaisesRegex(HarnessError, "no user 'x'; choose from admin$"):
            self.directory.account("x")
