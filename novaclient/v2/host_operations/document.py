#    Licensed under the Apache License, Version 2.0 (the "License"); you may
#    not use this file except in compliance with the License. You may obtain
#    a copy of the License at
#
#         http://www.apache.org/licenses/LICENSE-2.0
#
#    Unless required by applicable law or agreed to in writing, software
#    distributed under the License is distributed on an "AS IS" BASIS, WITHOUT
#    WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the
#    License for the specific language governing permissions and limitations
#    under the License.

"""
The documents of an operation on a host, for programs

``document.schema.json`` beside this module is their JSON Schema.
"""

import json

from novaclient.v2.host_operations import change

#: Raised by one when a program that reads the document must be changed.
SCHEMA = 1


def print_document(head, changes, describe):
    """Print one document on stdout.

    :param head: a dict of what concerns all servers
    :param changes: a list of :class:`.Change`
    :param describe: a function that returns of one a dict of what the options
        in use add to it
    """
    content = dict(head, schema=SCHEMA, servers=[
        dict(describe(each), id=each.uuid, name=each.name, host=each.host,
             accepted=each.accepted, error=each.error or None,
             **_request(each)) for each in changes])
    print(json.dumps(content, indent=2, sort_keys=True))


def state(one):
    """Tell in which state a server is.

    :param one: a :class:`.Change`
    :returns: a dict
    """
    return {'server_status': one.state.status, 'task': one.state.task,
            'root_disk': one.state.disk}


def ending(one, done):
    """Tell how a move ended.

    :param one: a :class:`.Change`
    :param done: what has become of a server if all went well
    :returns: a dict
    """
    record = one.record
    outcome = done if one.outcome == change.MOVED else one.outcome
    return {'status': record and record.status,
            'destination': record and record.destination,
            'record': record and record.uuid, 'outcome': outcome}


def _request(one):
    return {'sent': one.sent, 'request_id': one.request_id,
            'sent_at': _shown(one.sent_at),
            'answered_at': _shown(one.answered_at)}


def _shown(time):
    return time and time.isoformat(timespec='milliseconds')
