"""The options that several verbs have."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from harness.cloud import client, databases, fleet
from harness.cloud.client import Client
from harness.cloud.fleet import Fleet
from harness.errors import HarnessError
from harness.running import address

Verb = Callable[[argparse.Namespace], int]


def add(
    verbs: Any, name: str, verb: Verb, brief: str, text: str, example: str
) -> argparse.ArgumentParser:
    """Add a verb and return the parser of its options.

    :param verb: what is run; returns the exit status.
    :param example: its options in an example.
    """
    added: argparse.ArgumentParser = verbs.add_parser(
        name,
        help=brief,
        description=text,
        epilog=f"example:\n  python -m harness {name} {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    added.set_defaults(verb=verb)
    return added


def add_fleet(added: argparse.ArgumentParser) -> None:
    """Add the options that describe a fleet."""
    added.add_argument(
        "--fleet", type=Path, required=True, metavar="FILE", help="the TOML file of the fleet"
    )
    added.add_argument(
        "--state",
        action="extend",
        nargs="+",
        default=[],
        metavar="HOST=STATE",
        help=f"another state of hosts: {', '.join(fleet.STATES)}",
    )


def find_fleet(arguments: argparse.Namespace) -> Fleet:
    """Return the fleet that these options describe.

    :raises HarnessError: when the file does not describe one, or has no such host.
    """
    return fleet.load(arguments.fleet).with_states(dict(map(_state, arguments.state)))


def _state(text: str) -> tuple[str, str]:
    host, separator, state = text.rpartition("=")
    if not (host and separator):
        raise HarnessError(f"'{text}' gives no host a state; write --state HOST=STATE")
    return host, state


def add_database(added: argparse.ArgumentParser) -> None:
    """Add the option that says what the cloud keeps its state in."""
    added.add_argument(
        "--database",
        choices=databases.KINDS,
        default=databases.SQLITE,
        help="what the cloud's state is kept in: SQLite's files, or a MariaDB that is started "
        "for it and compares names as most deployments do; default: %(default)s",
    )


def add_meant(added: argparse.ArgumentParser) -> None:
    """Add the option that names the hosts that are to be emptied."""
    added.add_argument(
        "--meant",
        action="extend",
        nargs="+",
        default=[],
        metavar="HOST",
        help="a service host that is to be emptied",
    )


def add_cloud(added: argparse.ArgumentParser) -> None:
    """Add the option that says which running cloud is told."""
    added.add_argument(
        "--cloud",
        metavar="DIR",
        help=f"the folder of a running cloud; default: what ${address.VARIABLE} says, or the only "
        "one that runs",
    )


def add_port(added: argparse.ArgumentParser) -> None:
    """Add the option that says where Keystone listens."""
    added.add_argument(
        "--port", type=_port, default=0, help="Keystone's port; a free one by default"
    )


def _port(text: str) -> int:
    port = int(text) if text.isdecimal() else -1
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"'{text}' is not a port; choose one from 0 to 65535")
    return port


def positive(text: str) -> int:
    """Return the number that an option was given.

    :raises argparse.ArgumentTypeError: when it is none, or zero.
    """
    number = int(text) if text.isdecimal() else 0
    if not number:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number; write one from 1 up")
    return number


def natural(text: str) -> int:
    """Return the number that an option was given, which may be zero.

    :raises argparse.ArgumentTypeError: when it is none.
    """
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"'{text}' is not a number; write one from 0 up")
    return int(text)


def add_number(added: argparse.ArgumentParser, name: str, default: int, what: str) -> None:
    """Add an option that takes a number from 1 up."""
    text = f"{what}; default: %(default)s"
    added.add_argument(f"--{name}", type=positive, default=default, metavar="N", help=text)


def add_format(added: argparse.ArgumentParser, default: str) -> None:
    """Add the option that asks for JSON."""
    added.add_argument(
        "--format", choices=(default, "json"), default=default, help="default: %(default)s"
    )


def add_clients(added: argparse.ArgumentParser) -> None:
    """Add the options that name the two clients to compare."""
    for label in ("upstream", "fork"):
        added.add_argument(
            f"--{label}", required=True, metavar="EXECUTABLE", help=f"the {label}'s nova"
        )


def find_clients(arguments: argparse.Namespace) -> list[Client]:
    """Return what these options name.

    :raises HarnessError: when one of them is not an executable.
    """
    return [client.find("upstream", arguments.upstream), client.find("fork", arguments.fork)]


def add_folder(added: argparse.ArgumentParser, name: str) -> None:
    """Add the option of a bench that says where its report is kept, under that name."""
    added.add_argument(
        "--write",
        type=Path,
        metavar="DIR",
        help=f"where to write {name}.md, .json and .svg",
    )
