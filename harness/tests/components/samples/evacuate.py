"""Evacuate a failed host: ``evacuate.py HOW HOST``, in twenty lines, as operators write it."""

import os
import sys

from keystoneauth1 import loading, session

from novaclient import client

how, host = sys.argv[1:]
auth = loading.get_plugin_loader("password").load_from_options(
    auth_url=os.environ["OS_AUTH_URL"],
    username=os.environ["OS_USERNAME"],
    password=os.environ["OS_PASSWORD"],
    project_name=os.environ["OS_PROJECT_NAME"],
    user_domain_name=os.environ["OS_USER_DOMAIN_NAME"],
    project_domain_name=os.environ["OS_PROJECT_DOMAIN_NAME"],
)
nova = client.Client("2.60", session=session.Session(auth=auth))
if how == "compute_hosts":
    servers = [each["uuid"] for each in nova.compute_hosts.servers(host)]
else:
    found = nova.hypervisors.search(host, servers=True)
    if how == "equality":
        found = [each for each in found if each.hypervisor_hostname == host]
    servers = [each["uuid"] for node in found for each in getattr(node, "servers", [])]
for server in servers:
    nova.servers.evacuate(server)
