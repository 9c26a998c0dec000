"""The configuration files of the embedded services."""

import configparser
import json
import socket
import sys
from pathlib import Path

from harness.cloud.databases import Databases

USER = "admin"
PROJECT = "admin"
PASSWORD = "embedded"
REGION = "RegionOne"
CLOUD = "harness"
"""What the cloud is called in its ``clouds.yaml``."""
IMAGE = "155d900f-4e14-4e4c-a73d-069cbf4541e6"
"""An image of Nova's stand-in for Glance (``nova.tests.fixtures.GlanceFixture.image1``)."""

AGENT = "harness"
"""The user agent of what the harness itself asks."""
ACCESS_LOG = "access.jsonl"
POLICY = "policy.yaml"
CLOUDS = "clouds.yaml"

Sections = dict[str, dict[str, str]]


def url(listener: socket.socket) -> str:
    """Return the address at which a bound socket is reached."""
    host, port = listener.getsockname()[:2]
    return f"http://{host}:{port}"


def environment(identity: str, user: str = USER, project: str = PROJECT) -> dict[str, str]:
    """Return the ``OS_*`` variables of a user, or of the administrator.

    :param identity: Keystone's address, without the version.
    """
    return {
        "OS_AUTH_URL": f"{identity}/v3",
        "OS_USERNAME": user,
        "OS_PASSWORD": PASSWORD,
        "OS_PROJECT_NAME": project,
        "OS_USER_DOMAIN_NAME": "Default",
        "OS_PROJECT_DOMAIN_NAME": "Default",
        "OS_REGION_NAME": REGION,
        "OS_IDENTITY_API_VERSION": "3",
    }


def write_clouds(path: Path, identity: str) -> None:
    """Write a ``clouds.yaml`` with the cloud :data:`CLOUD` and its administrator."""
    keys = ("auth_url", "username", "password", "project_name")
    credentials = _credentials(identity)
    auth = {key: credentials[key] for key in (*keys, "user_domain_id", "project_domain_id")}
    entry = {"auth": auth, "region_name": REGION, "identity_api_version": 3}
    # JSON is YAML.
    path.write_text(json.dumps({"clouds": {CLOUD: entry}}, indent=1) + "\n")


def write(folder: Path, identity: str, databases: Databases) -> None:
    """Write ``keystone.conf``, ``placement.conf`` and ``nova.conf``.

    :param identity: Keystone's address, without the version.
    """
    _save(folder / "keystone.conf", _keystone(folder, databases))
    _save(folder / "placement.conf", _placement(folder, identity, databases))
    _save(folder / "nova.conf", _nova(folder, identity, databases))
    paste = Path(sys.prefix, "etc", "nova", "api-paste.ini")
    (folder / paste.name).write_bytes(paste.read_bytes())


def _save(path: Path, sections: Sections) -> None:
    parser = configparser.RawConfigParser(default_section="none")
    parser.read_dict(sections)
    with path.open("w") as file:
        parser.write(file)


def _database(databases: Databases, key: str) -> dict[str, str]:
    return {"connection": databases.url(key), **databases.options}


def _credentials(identity: str) -> dict[str, str]:
    return {
        "auth_type": "password",
        "auth_url": f"{identity}/v3",
        "username": USER,
        "password": PASSWORD,
        "project_name": PROJECT,
        "user_domain_id": "default",
        "project_domain_id": "default",
        "region_name": REGION,
    }


def _middleware(identity: str) -> dict[str, str]:
    return _credentials(identity) | {"www_authenticate_uri": identity, "interface": "public"}


def _keystone(folder: Path, databases: Databases) -> Sections:
    return {
        "DEFAULT": {"log_file": str(folder / "keystone.log")},
        "database": _database(databases, "keystone"),
        "fernet_tokens": {"key_repository": str(folder / "fernet")},
        # The shortest hash that bcrypt allows: the password is no secret here.
        "identity": {"password_hash_rounds": "4"},
        "cache": {"enabled": "true", "backend": "dogpile.cache.memory_pickle"},
    }


def _placement(folder: Path, identity: str, databases: Databases) -> Sections:
    return {
        "DEFAULT": {"log_file": str(folder / "placement.log")},
        "placement_database": _database(databases, "placement") | {"sync_on_startup": "true"},
        "keystone_authtoken": _middleware(identity),
    }


def _nova(folder: Path, identity: str, databases: Databases) -> Sections:
    return {
        "DEFAULT": {
            "host": "controller",
            "log_file": str(folder / "nova.log"),
            "state_path": str(folder / "nova"),
            "transport_url": "fake://",
            "compute_driver": "fake.FleetDriver",
            # Nothing moves but what a client asked for.
            "periodic_enable": "false",
            "manager_shutdown_timeout": "0",
            # A busy machine must not make a service look dead; those that are
            # to look dead were last seen an hour ago.
            "service_down_time": "600",
            # More evacuations at a time would only wait for each other.
            "executor_thread_pool_size": "4",
        },
        "api_database": _database(databases, "api"),
        # A cell that is down is down at once, not after ten attempts.
        "database": _database(databases, "cell") | {"max_retries": "0"},
        "keystone_authtoken": _middleware(identity),
        "placement": _credentials(identity) | {"valid_interfaces": "public"},
        "filter_scheduler": {"track_instance_changes": "false"},
        "quota": {"instances": "-1", "cores": "-1", "ram": "-1"},
        "vnc": {"enabled": "false"},
        "notifications": {"notification_format": "unversioned"},
        "oslo_concurrency": {"lock_path": str(folder / "locks")},
        "oslo_messaging_notifications": {"driver": "noop"},
        "oslo_policy": {
            "policy_file": str(folder / POLICY),
            # There is none.
            "policy_dirs": str(folder / "policy.d"),
        },
    }
