"""A program that calls ``Client.host_operations``."""

from harness.cloud.client import Client
from harness.tests.functional import base

VERSION = "2.95"
_PROGRAM = """
import os
from keystoneauth1 import loading, session
from novaclient import client, exceptions
keys = ("auth_url", "username", "password", "project_name",
        "user_domain_name", "project_domain_name")
plugin = loading.get_plugin_loader("password")
auth = plugin.load_from_options(**{key: os.environ["OS_" + key.upper()] for key in keys})
nova = client.Client("VERSION", session=session.Session(auth=auth))
try:
    print([(each.uuid, each.accepted, each.outcome) for each in nova.host_operations.CALL])
except exceptions.NotFound as error:
    raise SystemExit(str(error))
"""


def python() -> Client:
    """Return the interpreter that has the fork."""
    return Client("fork", base.find_client("fork").executable.with_name("python"))


def words(call: str) -> list[str]:
    """Return what the interpreter is told to print what a method yields.

    :param call: the method and its arguments.
    """
    return ["-c", _PROGRAM.replace("CALL", call).replace("VERSION", VERSION)]
