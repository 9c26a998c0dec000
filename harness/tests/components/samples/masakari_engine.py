"""Masakari's engine, told that a host has failed: ``masakari_engine.py HOST``.

It is the service that ``masakari-engine`` starts, with a message bus in memory, a database in a
file, and no pause where it waits for Nova to notice. What its API would write on the call of a
monitor is written here: a segment, a host of it and the notification. It ends when the engine
has said what became of that.
"""

# ruff: noqa: I001

import os
import sys
import tempfile
from pathlib import Path

# Before all else: it has eventlet replace what others import.
import masakari.cmd

import eventlet
import masakari.conf
from masakari import config, context, objects, service, utils
from masakari.db.sqlalchemy import migration
from masakari.engine import rpcapi
from oslo_log import log as logging
from oslo_utils import timeutils, uuidutils

CONFIGURATION = """
[DEFAULT]
log_file = {folder}/masakari.log
transport_url = fake://
os_privileged_user_name = {OS_USERNAME}
os_privileged_user_password = {OS_PASSWORD}
os_privileged_user_tenant = {OS_PROJECT_NAME}
os_privileged_user_auth_url = {OS_AUTH_URL}
os_user_domain_name = {OS_USER_DOMAIN_NAME}
os_project_domain_name = {OS_PROJECT_DOMAIN_NAME}
os_region_name = {OS_REGION_NAME}
wait_period_after_service_update = 0
verify_interval = 1
[database]
connection = sqlite:///{folder}/masakari.sqlite
[taskflow]
connection = sqlite:///{folder}/taskflow.sqlite
[keystone_authtoken]
auth_type = password
[oslo_concurrency]
lock_path = {folder}
"""
FAILED = {"event": "STOPPED", "host_status": "NORMAL", "cluster_status": "OFFLINE"}
UNFINISHED = ("new", "running")


def start(folder: str) -> None:
    """Start the engine in a folder."""
    path = Path(folder, "masakari.conf")
    path.write_text(CONFIGURATION.format(folder=folder, **os.environ))
    config.parse_args(["masakari-engine", "--config-file", str(path)])
    logging.setup(masakari.conf.CONF, "masakari")
    utils.monkey_patch()
    objects.register_all()
    migration.db_sync()
    topic = masakari.conf.CONF.masakari_topic
    service.Service.create(binary="masakari-engine", topic=topic).start()


def notify(caller: object, name: str) -> str:
    """Tell the engine that a host has failed.

    :returns: the id of the notification.
    """
    segment = objects.FailoverSegment(
        context=caller, name="all", recovery_method="auto", service_type="compute"
    )
    segment.create()
    host = objects.Host(
        context=caller, name=name, failover_segment=segment, type="COMPUTE", reserved=False,
        control_attributes="SSH", on_maintenance=False,
    )  # fmt: skip
    host.create()
    notification = objects.Notification(
        context=caller,
        type="COMPUTE_HOST",
        generated_time=timeutils.utcnow(),
        source_host_uuid=host.uuid,
        payload=FAILED,
        status="new",
        notification_uuid=uuidutils.generate_uuid(),
    )
    notification.create()
    rpcapi.EngineAPI().process_notification(caller, notification)
    return str(notification.notification_uuid)


def main() -> int:
    """Print what became of each server, and of the host."""
    with tempfile.TemporaryDirectory() as folder:
        start(folder)
        caller = context.get_admin_context()
        identity = notify(caller, sys.argv[1])
        while (found := objects.Notification.get_by_uuid(caller, identity)).status in UNFINISHED:
            eventlet.sleep(0.2)
        for move in objects.VMoveList.get_all_vmoves(caller, identity):
            print(move.instance_name, move.status, move.dest_host)
        print(found.status)
    return 0 if found.status == "finished" else 1


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    # Threads of the engine would go on.
    os._exit(status)
