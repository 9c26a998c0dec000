"""Who asks, and what policy allows them: told to Nova in its words, to the model in its own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from harness.stage.account import ADMINISTRATOR, Account
from harness.tests.functional.staged import ACCOUNTS

_PREFIX = "os_compute_api:"
_NOBODY = "!"

HA, MEMBER = ACCOUNTS

INHERITED = {
    "os-migrations:index": {"os-migrations:index:all_projects", "os-migrations:index:host"},
    "os-migrate-server:migrate_live": {"os-migrate-server:migrate_live:host"},
    "servers:migrations:index": {"servers:migrations:index:host"},
}
"""Rules that a policy file changes together with another one, which once stood for them."""

MEMBERS = frozenset(
    {"servers:index", "servers:detail", "servers:show", "servers:confirm_resize"}
    | {f"server-metadata:{verb}" for verb in ("create", "delete")}
)
"""Rules that Nova grants to members."""


@dataclass(frozen=True)
class Role:
    """An account and the policies that differ from Nova's for it."""

    name: str
    account: Account = ADMINISTRATOR
    grants: frozenset[str] = frozenset()
    """Rules that it has beside those that Nova gives it."""
    refusals: frozenset[str] = frozenset()
    """Rules that nobody has."""
    has: frozenset[str] = field(default=frozenset())
    """Rules that Nova gives it unless it is the administrator, who has all."""

    @property
    def policy(self) -> Mapping[str, str]:
        """The policy file."""
        allowed = f"rule:context_is_admin or role:{self.account.roles[0]}"
        granted = {_PREFIX + rule: allowed for rule in self.grants}
        return granted | {_PREFIX + rule: _NOBODY for rule in self.refusals}

    def denied(self, rules: Iterable[str]) -> frozenset[str]:
        """Return those of all rules that it does not have."""
        if self.account == ADMINISTRATOR:
            return _with_inherited(self.refusals)
        return frozenset(rules) - self.has - _with_inherited(self.grants)


def _with_inherited(rules: frozenset[str]) -> frozenset[str]:
    return rules.union(*(INHERITED[rule] for rule in rules if rule in INHERITED))


ADMIN = Role("administrator")
UPSTREAM = frozenset({"os-evacuate", "os-hypervisors:list", "os-hypervisors:servers"})
"""What upstream's ``host-evacuate`` asks for."""


def without(rule: str) -> Role:
    """Return an administrator whom one rule is denied."""
    return Role(f"denied {rule}", refusals=frozenset([rule]))


def others() -> list[Role]:
    """Return roles that are no administrators."""
    lists = UPSTREAM | {"servers:index", "servers:detail", "os-hypervisors:show"}
    everywhere = lists | {f"servers:{route}:get_all_tenants" for route in ("index", "detail")}
    return [
        Role("upstream's policies", HA, UPSTREAM),
        Role(
            "all of os-hypervisors",
            HA,
            UPSTREAM | {f"os-hypervisors:{route}" for route in ("list-detail", "search", "show")},
        ),
        Role("own servers", HA, lists),
        Role("all servers, few filters", HA, everywhere),
        Role("all servers, all filters", HA, everywhere | {"servers:allow_all_filters"}),
        Role("migrations", HA, frozenset({"os-migrations:index", "servers:migrations:index"})),
        Role("a member", MEMBER, has=MEMBERS),
    ]
