"""The policy file, as the library that Nova reads it with sees it."""

import pathlib
import tempfile
import unittest

import oslo_policy.policy
from oslo_config import cfg

from harness.stage.policy import PolicyFile


class PolicyFileTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name, "policy.yaml")
        self.file = PolicyFile(self.path)
        self.enforcer = oslo_policy.policy.Enforcer(cfg.ConfigOpts(), str(self.path))
        self.enforcer.conf([])
        self.enforcer.conf.set_override("policy_dirs", [], "oslo_policy")
        self.enforcer.register_default(oslo_policy.policy.RuleDefault("rule", "role:admin"))

    def allowed(self) -> list[str]:
        roles = ("admin", "ha")
        return [role for role in roles if self.enforcer.enforce("rule", {}, {"roles": [role]})]

    def test_each_version_is_read(self) -> None:
        self.assertEqual(["admin"], self.allowed())
        for _ in range(20):
            self.file.write({"rule": "!"})
            self.assertEqual([], self.allowed())
            self.file.write({"rule": "role:ha"})
            self.assertEqual(["ha"], self.allowed())
            self.file.write({})
            self.assertEqual(["admin"], self.allowed())

    def test_what_it_says_already_is_not_written(self) -> None:
        self.file.write({"rule": "@"})
        written = self.path.stat()
        self.file.write({"rule": "@"})
        self.assertEqual(written, self.path.stat())
