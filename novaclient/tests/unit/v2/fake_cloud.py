# Licensed under the Apache License, Version 2.0 (the "License"); you may
# not use this file except in compliance with the License. You may obtain
# a copy of the License at
#
#      http://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing, software
# distributed under the License is distributed on an "AS IS" BASIS, WITHOUT
# WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the
# License for the specific language governing permissions and limitations
# under the License.

"""A Keystone and a Nova behind requests-mock that answer from one fleet.

The other fakes answer a URL with a canned body, so their tests fix the route
that a command takes. Here every route that finds hypervisors, services or
servers tells the same truth, as Nova tells it at each microversion: a test
can ask what a command did to the cloud, however it looked the servers up.
"""

import collections
import itertools
import json
import re
from urllib import parse

from keystoneauth1 import fixture

KEYSTONE = 'http://keystone.example/v3'
TOKENS = KEYSTONE + '/auth/tokens'
NOVA = 'http://nova.example/v2.1'
PATTERN = 'hypervisor_hostname_pattern'
#: What Nova takes for a name where it verifies one.
NAME = r'[a-zA-Z0-9-._]{1,255}\Z'
HOST = 'OS-EXT-SRV-ATTR:host'
NODE = 'OS-EXT-SRV-ATTR:hypervisor_hostname'
TASK = 'OS-EXT-STS:task_state'
LAUNCHED = 'OS-SRV-USG:launched_at'
#: The hypervisor's name for a server, which its own routes tell.
DOMAIN = 'OS-EXT-SRV-ATTR:instance_name'
#: Statuses that Nova shows for a task, with the other statuses of servers
#: that may have it.
TASKS = {
    'REBUILD': (['rebuilding', 'rebuild_block_device_mapping',
                 'rebuild_spawning'], ['ACTIVE', 'SHUTOFF', 'ERROR']),
    'REBOOT': (['rebooting', 'reboot_pending', 'reboot_started'], ['ACTIVE']),
    'HARD_REBOOT': (['rebooting_hard', 'reboot_pending_hard',
                     'reboot_started_hard'], ['ACTIVE']),
    'PASSWORD': (['updating_password'], ['ACTIVE']),
    'MIGRATING': (['migrating'], ['ACTIVE', 'PAUSED']),
    'RESIZE': (['resize_prep', 'resize_migrating', 'resize_migrated',
                'resize_finish'], ['ACTIVE', 'SHUTOFF']),
    'REVERT_RESIZE': (['resize_reverting'], ['VERIFY_RESIZE'])}
STATUSES = ['ACTIVE', 'BUILD', 'DELETED', 'ERROR', 'PAUSED', 'RESCUE',
            'SHELVED', 'SHELVED_OFFLOADED', 'SHUTOFF', 'SOFT_DELETED',
            'SUSPENDED', 'VERIFY_RESIZE']
#: Nova's vm_states, where they have another name than the status.
STATES = {'SHUTOFF': 'stopped', 'BUILD': 'building', 'RESCUE': 'rescued',
          'SOFT_DELETED': 'soft-delete', 'VERIFY_RESIZE': 'resized'}
#: All that Nova says of a compute service that is too old for 2.95.
OLD_SERVICE = "{'currently': %d, 'expected': 62}"
EVACUABLE = ['ACTIVE', 'SHUTOFF', 'ERROR']
#: Those of servers whose metadata may change.
CHANGEABLE = ['ACTIVE', 'PAUSED', 'SHUTOFF', 'SUSPENDED']
#: The policies that Nova asks for, without their common prefix.
RULES = frozenset([
    'os-evacuate', 'os-extended-server-attributes', 'os-hypervisors:list',
    'os-hypervisors:list-detail', 'os-hypervisors:search',
    'os-hypervisors:servers', 'os-hypervisors:show',
    'os-migrate-server:migrate', 'os-migrate-server:migrate_live',
    'os-migrate-server:migrate_live:host', 'os-migrations:index',
    'os-migrations:index:all_projects', 'os-migrations:index:host',
    'os-services:list', 'os-services:update', 'server-metadata:create',
    'server-metadata:delete', 'servers:allow_all_filters',
    'servers:confirm_resize', 'servers:detail',
    'servers:detail:get_all_tenants', 'servers:index',
    'servers:index:get_all_tenants', 'servers:migrations:index',
    'servers:migrations:index:host', 'servers:show'])
#: The statuses that the records of moves that came to a good end have.
ARRIVED = {'evacuation': 'done', 'live-migration': 'completed',
           'migration': 'finished'}
#: The statuses in which Nova counts a live migration as in progress.
IN_PROGRESS = ['queued', 'preparing', 'running', 'post-migrating']
#: What a hypervisor tells of how far a live migration is.
PROGRESS = ['%s_%s_bytes' % pair for pair in itertools.product(
    ['disk', 'memory'], ['processed', 'remaining', 'total'])]
UUID = r'[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z'
#: Filters of servers that everybody may use, with the microversion from
#: which they may; those that only some may use, and what sorts and pages.
FILTERS = {'all_tenants': (2, 1), 'status': (2, 1), 'task_state': (2, 83)}
MORE_FILTERS = {'host'}
TRUE_WORDS = ('1', 't', 'true', 'on', 'y', 'yes')
FALSE_WORDS = ('0', 'f', 'false', 'off', 'n', 'no')
#: What a parameter must be that Nova verifies by a schema.
TRUE = ['1'] + [form(word) for word in ('true', 'on', 'yes')
                for form in (str.lower, str.upper, str.title)]
FALSE = ['0'] + [form(word) for word in ('false', 'off', 'no')
                 for form in (str.lower, str.upper, str.title)]
PAGING = {'limit', 'marker', 'sort_key', 'sort_dir'}

Request = collections.namedtuple('Request', 'method url body')
#: An answer without a body: its status.
Reply = collections.namedtuple('Reply', 'status')


class Refusal(Exception):
    """An error answer of Nova: its status, its message, its headers."""

    def __init__(self, status, message, **headers):
        super(Refusal, self).__init__(status, message)
        self.headers = {key.replace('_', '-'): headers[key]
                        for key in headers}


class Garbage(Exception):
    """An answer of something that is not Nova: its text."""


class Query(dict):
    """A query string: the last value of each key, or all of them."""

    def __init__(self, text):
        self.pairs = parse.parse_qsl(text, keep_blank_values=True)
        super(Query, self).__init__(self.pairs)

    def getall(self, wanted):
        return [value for key, value in self.pairs if key == wanted]

    def without(self, unwanted):
        return Query(parse.urlencode(
            [pair for pair in self.pairs if pair[0] not in unwanted]))


class Hypervisor(object):
    """A hypervisor and the ids of its servers.

    Several may share one service host, as Ironic's nodes do. Its state is
    'deleted' when its service was deleted and it was left behind.
    """

    def __init__(self, hostname, servers=(), host=None, state='down',
                 cell='cell1'):
        self.hostname, self.servers = hostname, servers
        self.host, self.state, self.cell = host or hostname, state, cell


class Service(object):
    """A compute service without a hypervisor, as one leaves when renamed."""

    hostname, servers = None, ()

    def __init__(self, host, state='down', cell='cell1'):
        self.host, self.state, self.cell = host, state, cell


def folded(name):
    """Return what MariaDB and MySQL take a name for, accents left out."""
    return name.rstrip(' ').lower()


def _is_forced(sent):
    return sent.get('force') in [True] + TRUE


class Nova(object):
    """Answers a request as Nova's controllers do.

    What was sent is the query of a GET and the body of others. The caller is
    an administrator whom policy allows everything but the rules denied here.

    A contract test sends the same requests to this and to Nova 34.
    """

    max_limit = 1000
    is_admin = True
    project = 'own'
    denied = frozenset()
    down_cells = frozenset()
    database_folds = False
    #: Whether a move leaves a record and makes the server busy. It stays
    #: under way until it is moved on.
    keeps_records = False
    #: Whether the records of live and cold migrations, which the conductor
    #: makes after Nova's answer, are yet to come.
    conductor_rests = False
    #: Whether a server that has a task is refused its evacuation, as Nova
    #: did before 23.2.2, 24.2.0, 25.1.0 and 26.0.0. Not seen: their release
    #: notes say so.
    refuses_tasks = False
    #: The oldest compute service, by Nova's own count of its releases.
    oldest_service = 74

    def __init__(self, fleet):
        self.fleet, self.servers, self.records = fleet, [], []
        #: Why compute services are disabled, by their hosts.
        self.disabled = {}
        #: Statuses of servers before they were to be verified, by their IDs.
        self._verified = {}
        for node in fleet:
            for uuid in node.servers:
                age = len(self.servers)
                self.add_server(uuid, 'server-%d' % age, node.host,
                                node.hostname,
                                project=['own', 'other'][age % 2])

    def answer(self, method, path, version, sent):
        for pattern, controller in self.ROUTES[method]:
            match = re.match(pattern + '$', path)
            if match:
                return controller(self, version, sent, *match.groups())
        raise Refusal(404, 'The resource could not be found.')

    def allow_only(self, *rules):
        """Let the caller be no administrator, who may do only this."""
        self.is_admin, self.denied = False, RULES.difference(rules)

    def add_server(self, uuid, name, host, node, status='ACTIVE', task=None,
                   project='own', minutes=None, volume=False):
        """Add a server, which is a minute younger than the one before."""
        minutes = len(self.servers) if minutes is None else minutes
        created = '2026-01-01T%02d:%02d:00' % divmod(minutes, 60)
        number = 1 + len([each for each in self.servers if
                          self._cell(each[HOST]) == self._cell(host)])
        self.servers.append({
            'id': uuid, 'name': name, 'links': [], 'status': status,
            'tenant_id': project, 'created': created + 'Z', 'metadata': {},
            'image': '' if volume else {'id': 'image'},
            LAUNCHED: created + '.000000', TASK: task, HOST: host, NODE: node,
            DOMAIN: 'instance-%08x' % number})

    def server(self, uuid):
        return next(each for each in self.servers if each['id'] == uuid)

    def record(self, uuid):
        """The newest record of a server."""
        return [each for each in self.records
                if each['instance_uuid'] == uuid][-1]

    def add_record(self, uuid, status='accepted', target=None, source=None,
                   kind='evacuation'):
        """Record a move of a server."""
        source = source or self.server(uuid)[HOST]
        cell = [each for each in self.records
                if self._cell(each['source_compute']) == self._cell(source)]
        self.records.append({
            'id': len(cell) + 1, 'status': status,
            'uuid': 'record-%d' % (len(self.records) + 1),
            'instance_uuid': uuid, 'migration_type': kind,
            'source_compute': source, 'dest_compute': target})

    def move(self, uuid, target):
        """Bring the move of a server to a good end.

        For a cold migration that is one that is to be confirmed.
        """
        server, record = self.server(uuid), self.record(uuid)
        kind = record['migration_type']
        server.update({HOST: target, TASK: None})
        record.update(status=ARRIVED[kind], dest_compute=target)
        if kind == 'migration':
            self._verified[uuid] = server['status']
            server['status'] = 'VERIFY_RESIZE'

    def lose(self, uuid, status='error'):
        """Let the move of a server fail, as without a valid host.

        A migration leaves it as it was.
        """
        server, record = self.server(uuid), self.record(uuid)
        server[TASK] = None
        if record['migration_type'] == 'evacuation':
            server['status'] = 'ERROR'
        record['status'] = status

    def confirm(self, uuid):
        """Do on the source of a cold migration what was asked for."""
        self.server(uuid)['status'] = self._verified.pop(uuid, 'ACTIVE')
        self.record(uuid)['status'] = 'confirmed'

    def conduct(self, uuid):
        """Make the record of a live or cold migration that was asked for."""
        task = self.server(uuid)[TASK]
        if task == 'migrating':
            self.add_record(uuid, kind='live-migration')
        elif task == 'resize_prep':
            self.add_record(uuid, 'pre-migrating', kind='migration')

    @property
    def hypervisors(self):
        """Those of one cell after those of the other."""
        return sorted((node for node in self.fleet if node.hostname),
                      key=lambda node: node.cell)

    def _read_hypervisors(self):
        """Read one after the other, as far as the caller wants."""
        cells = sorted(set(node.cell for node in self.fleet))
        for cell in cells:
            if cell in self.down_cells:
                raise Refusal(500, 'Unexpected API Error.')
            for node in self.hypervisors:
                if node.cell == cell:
                    yield node

    def _cell(self, host):
        return next((node.cell for node in self.fleet if node.host == host),
                    'cell1')

    def _require(self, rule):
        if rule in self.denied:
            raise Refusal(403, "Policy doesn't allow os_compute_api:%s to be "
                          'performed.' % rule)

    def _show_version(self, version, sent):
        return {'version': {'id': 'v2.1', 'status': 'CURRENT', 'links': [],
                            'version': '2.104', 'min_version': '2.1'}}

    def _list_hypervisors(self, version, sent, detail):
        known = {'limit', 'marker'} if version >= (2, 33) else set()
        if version >= (2, 53):
            known |= {PATTERN, 'with_servers'}
            if not known.issuperset(sent):
                raise Refusal(400, 'Additional properties are not allowed.')
        sent = {key: sent[key] for key in known.intersection(sent)}
        with_servers = self._is_asked_for_servers(sent)
        self._require('os-hypervisors:list' + ('-detail' if detail else ''))
        found = self._matching_query(sent) if PATTERN in sent else (
            self._fleet_page(version, sent))
        views = [self._view(version, node, detail, with_servers)
                 for node in found if node.state != 'deleted']
        linked = version >= (2, 33) and PATTERN not in sent
        return self._collection('hypervisors', views, sent, linked)

    def _is_asked_for_servers(self, sent):
        value = sent.get('with_servers', 'no')
        if value not in TRUE + FALSE:
            raise Refusal(400, 'Invalid input for query parameters.')
        return value in TRUE

    def _fleet_page(self, version, sent):
        nodes = self._read_hypervisors()
        if version < (2, 33):
            return list(nodes)
        if 'marker' in sent:
            for node in nodes:
                if sent['marker'] in (self._number(node), self._uuid(node)):
                    break
            else:
                raise Refusal(400, 'marker [%s] not found' % sent['marker'])
        return list(itertools.islice(nodes, self._limit(sent)))

    def _matching_query(self, sent):
        if not re.match(NAME, sent[PATTERN]):
            raise Refusal(400, 'Invalid input for query parameters.')
        if 'limit' in sent or 'marker' in sent:
            raise Refusal(400, 'The server could not comply with the request '
                          'since it is either malformed or otherwise '
                          'incorrect.')
        return self._matching(sent[PATTERN])

    def _matching(self, pattern):
        sql = {'%': '.*', '_': '.'}
        like = ''.join(sql.get(char, re.escape(char)) for char in pattern)
        found = [node for node in self._read_hypervisors()
                 if re.search(like, node.hostname, re.IGNORECASE)]
        if not found:
            raise Refusal(404, "No hypervisor matching '%s' could be found."
                          % pattern)
        return found

    def _search_hypervisors(self, version, sent, pattern, route):
        if version >= (2, 53):
            raise Refusal(404, 'The resource could not be found.')
        self._require('os-hypervisors:' + route)
        found = self._matching(pattern)
        for node in found:
            if node.state == 'deleted':
                raise Refusal(404, "Host '%s' is not mapped to any cell"
                              % node.host)
        return {'hypervisors': [
            self._view(version, node, None, route == 'servers')
            for node in found]}

    def _show_hypervisor(self, version, sent, wanted):
        unique = version >= (2, 53)
        with_servers = unique and self._is_asked_for_servers(sent)
        self._require('os-hypervisors:show')
        if unique and not re.match('[0-9a-f-]{36}$', wanted):
            raise Refusal(400, 'Invalid uuid %s' % wanted)
        for node in self._read_hypervisors() if unique or (
                wanted.isdigit()) else ():
            if str(self._id(version, node)) == wanted:
                break
        else:
            node = None
        if node and node.state != 'deleted':
            return {'hypervisor': self._view(version, node, '/detail',
                                             with_servers)}
        raise Refusal(404, "Hypervisor with ID '%s' could not be found."
                      % wanted)

    def _id(self, version, node):
        return self._uuid(node) if version >= (2, 53) else int(
            self._number(node))

    def _uuid(self, node):
        place = [each for each in self.fleet if each.hostname].index(node)
        return '%08d-0000-4000-8000-000000000000' % (place + 1)

    def _number(self, node):
        """Tell the number that its cell counts by itself."""
        return str(1 + [each for each in self.hypervisors
                        if each.cell == node.cell].index(node))

    def _view(self, version, node, detail, with_servers):
        view = {'id': self._id(version, node), 'state': node.state,
                'hypervisor_hostname': node.hostname,
                'status': self._service_status(node.host)}
        if detail:
            view['service'] = {
                'id': view['id'], 'host': node.host,
                'disabled_reason': self.disabled.get(node.host)}
        servers = [{'uuid': server['id'], 'name': server[DOMAIN]}
                   for server in self.servers
                   if server[HOST] == node.host and
                   server['status'] != 'DELETED']
        if with_servers and (servers or version >= (2, 75)):
            view['servers'] = servers
        return view

    def _list_services(self, version, sent):
        self._require('os-services:list')
        nodes = collections.OrderedDict()
        for node in sorted(self.fleet, key=lambda node: node.cell):
            if node.state != 'deleted' and (
                    version >= (2, 69) or node.cell not in self.down_cells):
                nodes.setdefault(node.host, node)
        services = [self._view_service(node) for node in nodes.values()]
        return {'services': [
            service for service in services
            if all(sent.get(key, '') in ('', service[key])
                   for key in ('host', 'binary'))]}

    def _view_service(self, node):
        view = {'host': node.host, 'binary': 'nova-compute'}
        if node.cell in self.down_cells:
            return dict(view, status='UNKNOWN')
        return dict(view, id='service-' + node.host, state=node.state,
                    status=self._service_status(node.host),
                    disabled_reason=self.disabled.get(node.host),
                    zone='nova', updated_at=None)

    def _service_status(self, host):
        return 'disabled' if host in self.disabled else 'enabled'

    def _update_service(self, version, sent, wanted):
        if version < (2, 53):
            return self._update_service_of_host(sent, wanted)
        reason = self._validate_reason(sent)
        if not wanted.startswith('service-') and not re.match(UUID, wanted):
            raise Refusal(400, 'Invalid uuid %s' % wanted)
        self._require('os-services:update')
        for node in self.fleet:
            if node.state != 'deleted' and 'service-' + node.host == wanted:
                break
        else:
            raise Refusal(404, 'Service %s could not be found.' % wanted)
        if 'status' not in sent:
            raise NotImplementedError(sent)
        if sent['status'] == 'enabled' and reason:
            raise Refusal(400, "Specifying 'disabled_reason' with status "
                          "'enabled' is invalid.")
        self._disable(node.host, sent['status'] == 'disabled', reason)
        return {'service': self._view_service(node)}

    def _update_service_of_host(self, sent, action):
        """Do what was asked by the name of the host, as up to 2.52."""
        reason, host = self._validate_reason(sent), sent['host']
        self._require('os-services:update')
        if action == 'disable-log-reason' and not reason:
            raise Refusal(400, 'Missing disabled reason field')
        if action == 'disable':
            reason = None
        if host not in [each.host for each in self.fleet
                        if each.state != 'deleted']:
            raise Refusal(404, "Host '%s' is not mapped to any cell" % host)
        self._disable(host, action != 'enable', reason)
        view = {'host': host, 'binary': sent['binary'],
                'status': self._service_status(host)}
        if reason and host in self.disabled:
            view['disabled_reason'] = reason
        return {'service': view}

    def _validate_reason(self, sent):
        reason = sent.get('disabled_reason')
        if reason is not None and not 1 <= len(reason) <= 255:
            raise Refusal(400, 'Invalid input for disabled_reason.')
        return reason

    def _disable(self, host, is_disabled, reason):
        if is_disabled:
            self.disabled[host] = reason
        else:
            self.disabled.pop(host, None)

    def _list_servers(self, version, sent, detail):
        if not PAGING.union(FILTERS, MORE_FILTERS).issuperset(sent):
            raise NotImplementedError(sent)
        rule = 'servers:' + ('detail' if detail else 'index')
        self._require(rule)
        sent = self._drop_filters(version, sent)
        is_in_state = self._state_filter(version, sent)
        if not is_in_state:
            return {'servers': []}
        if self._is_everywhere(sent):
            self._require(rule + ':get_all_tenants')
        found = [server for server in self._sorted(sent)
                 if self._is_listed(server, sent) and is_in_state(server)]
        known = ('id', 'links') + (('tenant_id', 'created') if detail else ())
        far = [dict({key: server[key] for key in known}, status='UNKNOWN')
               for server in self.servers
               if server in found and not self._is_near(server)]
        near = [self._view_server(server, detail) for server in self._page(
            sent, [each for each in found if self._is_near(each)])]
        shows_far = version >= (2, 69) and {'all_tenants'}.issuperset(sent)
        return self._collection('servers', near, sent,
                                first=far if shows_far else [])

    def _is_near(self, server):
        return self._cell(server[HOST]) not in self.down_cells

    def _drop_filters(self, version, sent):
        """Drop the filters that the caller may not use, without a word."""
        if 'servers:allow_all_filters' not in self.denied:
            return sent
        dropped = [key for key in sent if key not in PAGING and
                   version < FILTERS.get(key, (3, 0))]
        return sent.without(dropped)

    def _is_everywhere(self, sent):
        value = sent.get('all_tenants', 'no').strip().lower()
        if value not in TRUE_WORDS + FALSE_WORDS + ('',):
            raise Refusal(400, "Unrecognized value '%s'" % value)
        return value not in FALSE_WORDS

    def _is_listed(self, server, sent):
        fold = folded if self.database_folds else str
        wanted = (server['status'] == 'DELETED'
                  if self._named(sent).intersection(STATUSES) == {'DELETED'}
                  else server['status'] not in ('SOFT_DELETED', 'DELETED'))
        return (wanted and
                ('host' not in sent or
                 fold(sent['host']) == fold(server[HOST])) and
                (self._is_everywhere(sent) or self._is_own(server)))

    def _is_own(self, server):
        return server['tenant_id'] == self.project

    def _view_server(self, server, detail):
        if not detail:
            return {key: server[key] for key in ('id', 'name', 'links')}
        hidden = ([HOST, NODE, DOMAIN] if 'os-extended-server-attributes' in
                  self.denied else [])
        view = {key: server[key] for key in set(server).difference(hidden)}
        for status, (tasks, statuses) in TASKS.items():
            if server[TASK] in tasks and server['status'] in statuses:
                view['status'] = status
        return view

    def _state_filter(self, version, sent):
        """Combine statuses and tasks the way Nova does.

        A status other than those of tasks stands for servers with any task,
        or none, and it makes Nova forget the tasks of the others.

        :returns: a function that tells whether a server is meant; None if
            none is, whatever else was asked for
        """
        statuses, tasks, named = set(), set(), self._named(sent)
        for status in named:
            if status in TASKS:
                tasks.update(TASKS[status][0])
                statuses.update(TASKS[status][1])
            elif status in STATUSES:
                statuses.add(status)
        if 'status' in sent and not statuses:
            if version >= (2, 38):
                raise Refusal(400, 'Invalid status value')
            return None
        if statuses == {'DELETED'} and not self.is_admin:
            raise Refusal(403, 'Only administrators may list deleted '
                          'instances')
        if not tasks or named.intersection(STATUSES):
            tasks = {sent['task_state']} if 'task_state' in sent else None
        return lambda server: (
            ('status' not in sent or server['status'] in statuses) and
            (tasks is None or server[TASK] in tasks))

    def _named(self, sent):
        """The statuses that were asked for."""
        return set(map(str.upper, sent.getall('status')))

    def _sorted(self, sent):
        """Sort all servers and leave out those up to the marker.

        Nova sorts by ID at last, and adds the direction for that before it
        fills in those that were not said.
        """
        columns = {'created_at': 'created', 'host': HOST, 'uuid': 'id'}
        keys = (sent.getall('sort_key') or ['created_at']) + ['uuid']
        dirs = (sent.getall('sort_dir') or ['desc']) + ['asc']
        dirs += dirs[:1] * (len(keys) - len(dirs))
        if 'host' in keys and not self.is_admin:
            raise Refusal(403, 'Only administrators can sort servers by host')
        servers = list(self.servers)
        for key, direction in reversed(list(zip(keys, dirs))):
            servers.sort(key=lambda server: server[columns[key]],
                         reverse=direction == 'desc')
        ids = [server['id'] for server in servers]
        self._check_marker(sent, ids)
        if 'marker' in sent and not self._is_near(self.server(
                sent['marker'])):
            raise Refusal(500, 'Unexpected API Error.')
        return servers[ids.index(sent['marker']) + 1 if 'marker' in sent
                       else 0:]

    def _show_server(self, version, sent, uuid):
        server = self._find(uuid)
        if not self._is_near(server):
            raise NotImplementedError(uuid)
        self._require('servers:show')
        return {'server': self._view_server(server, True)}

    def _list_migrations(self, version, sent):
        filters = {'status', 'migration_type', 'source_compute',
                   'instance_uuid'}
        if version >= (2, 59) and not (
                filters | {'limit', 'marker'}).issuperset(sent):
            raise Refusal(400, 'Additional properties are not allowed.')
        self._require('os-migrations:index')
        self._require('os-migrations:index:all_projects')
        if version < (2, 59) and self.down_cells:
            raise Refusal(500, 'Unexpected API Error.')
        found = [each for each in self.records
                 if self._cell(each['source_compute']) not in
                 self.down_cells and all(
                     each[key] == sent[key]
                     for key in filters.intersection(sent))]
        found = (self._newest_first(sent, found) if version >= (2, 59) else
                 found[1::2] + found[::2])  # In no order.
        views = [self._view_record(version, each) for each in found]
        return self._collection('migrations', views, sent,
                                version >= (2, 59))

    def _list_live_migrations(self, version, sent, uuid):
        if version < (2, 23):
            raise Refusal(404, 'The resource could not be found.')
        self._find(uuid)
        self._require('servers:migrations:index')
        return {'migrations': [
            self._view_live_migration(version, each) for each in self.records
            if each['instance_uuid'] == uuid and
            each['migration_type'] == 'live-migration' and
            each['status'] in IN_PROGRESS]}

    def _view_live_migration(self, version, record):
        view = dict(dict.fromkeys(PROGRESS), **record)
        view['server_uuid'] = view.pop('instance_uuid')
        del view['migration_type']
        if version < (2, 59):
            del view['uuid']
        if 'servers:migrations:index:host' in self.denied:
            view.update(source_compute=None, dest_compute=None)
        return view

    def _newest_first(self, sent, records):
        ids = [each['uuid'] for each in reversed(self.records)]
        self._check_marker(sent, ids, 'Marker %s could not be found.')
        later = ids[ids.index(sent['marker']) + 1 if 'marker' in sent else 0:]
        return self._page(sent, [each for each in reversed(records)
                                 if each['uuid'] in later])

    def _view_record(self, version, record):
        hidden = set() if version >= (2, 59) else {'uuid'}
        if version < (2, 23):
            hidden.add('migration_type')
        view = {key: record[key]
                for key in set(record).difference(hidden, PROGRESS)}
        if 'os-migrations:index:host' in self.denied:
            view.update(source_compute=None, dest_compute=None)
        return view

    def _check_marker(self, sent, ids, message='marker [%s] not found'):
        if 'marker' in sent and sent['marker'] not in ids:
            raise Refusal(400, message % sent['marker'])

    def _page(self, sent, items):
        return items[:self._limit(sent)]

    def _limit(self, sent):
        limit = sent.get('limit', str(self.max_limit))
        if not limit.isdigit():
            raise Refusal(400, 'Invalid input for query parameters limit.')
        return min(int(limit), self.max_limit)

    def _collection(self, key, views, sent, linked=True, first=()):
        body = {key: list(first) + views}
        if linked and views and len(views) == self._limit(sent):
            marker = views[-1].get('uuid', views[-1]['id'])
            body[key + '_links'] = [{'rel': 'next',
                                     'href': '?marker=%s' % marker}]
        return body

    def _act(self, version, sent, uuid):
        name, = sent
        if name not in self.ACTIONS:
            raise NotImplementedError(sent)
        return self.ACTIONS[name](self, version, sent, uuid)

    def _find(self, uuid):
        for server in self.servers:
            if server['id'] == uuid and server['status'] != 'DELETED' and (
                    self.is_admin or self._is_own(server)):
                return server
        raise Refusal(404, 'Instance %s could not be found.' % uuid)

    def _evacuate(self, version, sent, uuid):
        sent = sent['evacuate']
        self._validate_evacuation(version, sent)
        server = self._find(uuid)
        self._require('os-evacuate')
        if version >= (2, 95) and self.oldest_service < 62:
            raise Refusal(400, OLD_SERVICE % self.oldest_service)
        if _is_forced(sent) and 'host' not in sent:
            raise Refusal(400, "Can't force to a non-provided destination")
        target, host = sent.get('host'), server[HOST]
        states = {node.host: node.state for node in self.fleet}
        if target is not None and states.get(target) in (None, 'deleted'):
            raise Refusal(404, 'Compute host %s not found.' % target)
        if target == host:
            raise Refusal(400, "The target host can't be the same one.")
        self._require_state('evacuate', server, EVACUABLE,
                            self.refuses_tasks)
        if states[host] == 'deleted' or target is not None and (
                self._cell(target) != self._cell(host)):
            raise Refusal(500, 'Unexpected API Error.')
        if states[host] == 'up':
            raise Refusal(400, 'Compute service of %s is still in use.' % host)
        if self.keeps_records:
            server[TASK] = 'rebuilding'
            self.add_record(server['id'], target=target)
        if (version >= (2, 29) and target is not None and not
                _is_forced(sent) and target not in [
                    node.host for node in self.hypervisors]):
            # Too late: it is recorded and under way for good.
            raise Refusal(500, 'Unexpected API Error.')
        return {'adminPass': 'secret'} if version < (2, 14) else None

    def _require_state(self, action, server, statuses, is_idle=True):
        if server['status'] not in statuses:
            self._refuse_state(action, server, 'vm_state', STATES.get(
                server['status'], server['status'].lower()))
        if is_idle and server[TASK] is not None:
            self._refuse_state(action, server, 'task_state', server[TASK])
        if server[LAUNCHED] is None:
            raise Refusal(409, "Instance %s is in an invalid state for '%s'"
                          % (server['id'], action))

    def _refuse_state(self, action, server, kind, state):
        raise Refusal(409, "Cannot '%s' instance %s while it is in %s %s" % (
            action, server['id'], kind, state))

    def _migrate(self, version, sent, uuid):
        if version >= (2, 56) and sent['migrate']:
            raise NotImplementedError(sent)
        server = self._find(uuid)
        self._require('os-migrate-server:migrate')
        self._require_state('migrate', server, ['ACTIVE', 'SHUTOFF'])
        self._require_service(server[HOST])
        return self._begin(server, 'resize_prep')

    def _require_service(self, host):
        if self._state(host) != 'up':
            raise Refusal(409, 'Service is unavailable at this time.')

    def _confirm_resize(self, version, sent, uuid):
        server = self._find(uuid)
        self._require('servers:confirm_resize')
        self._require_state('confirmResize', server, ['VERIFY_RESIZE'])
        finished = [each for each in self.records if each['status'] ==
                    'finished' and each['instance_uuid'] == uuid]
        if not finished:
            raise Refusal(400, 'Instance has not been resized.')
        source = finished[-1]['source_compute']
        if self._state(source) == 'deleted':
            raise Refusal(500, 'Unexpected API Error.')
        self._require_service(source)
        finished[-1]['status'] = 'confirming'
        return Reply(204)

    def _migrate_live(self, version, sent, uuid):
        sent = sent['os-migrateLive']
        self._validate_live(version, sent)
        server, target = self._find(uuid), sent['host']
        self._require('os-migrate-server:migrate_live' + (
            ':host' if target else ''))
        if _is_forced(sent) and not target:
            raise Refusal(400, "Can't force to a non-provided destination")
        self._require_state('os-migrateLive', server, ['ACTIVE', 'PAUSED'])
        if target and target not in [node.host for node in self.hypervisors]:
            raise Refusal(400, 'Compute host %s could not be found.' % target)
        reply = self._begin(server, 'migrating')
        if self.keeps_records and not self.conductor_rests and (
                self._state(server[HOST]) != 'up'):
            self.lose(uuid)
            if version < (2, 34):  # It waits for the conductor.
                raise Refusal(400, 'Compute service of %s is unavailable at '
                              'this time.' % server[HOST])
        return reply

    def _validate_live(self, version, sent):
        known = {'host', 'block_migration'}
        if version < (2, 25):
            known.add('disk_over_commit')
        optional = {'force'} if (2, 30) <= version < (2, 68) else set()
        blocks = [False, True] + TRUE + FALSE
        if version >= (2, 25):
            blocks.append('auto')
        if not known <= set(sent) <= known | optional or (
                sent['block_migration'] not in blocks):
            raise Refusal(400, 'Invalid input for os-migrateLive.')
        self._validate_host(sent['host'])

    def _begin(self, server, task):
        if self.keeps_records:
            server[TASK] = task
            if not self.conductor_rests:
                self.conduct(server['id'])
        return Reply(202)

    def _state(self, host):
        return next(node.state for node in self.fleet if node.host == host)

    def _set_metadata(self, version, sent, uuid):
        server = self._find(uuid)
        self._require('server-metadata:create')
        self._require_state('update metadata', server, CHANGEABLE,
                            is_idle=False)
        server['metadata'].update(sent['metadata'])
        return {'metadata': server['metadata']}

    def _delete_metadata(self, version, sent, uuid, key):
        server = self._find(uuid)
        self._require('server-metadata:delete')
        if key not in server['metadata']:
            raise Refusal(404, 'Metadata item was not found')
        self._require_state('delete metadata', server, CHANGEABLE,
                            is_idle=False)
        del server['metadata'][key]
        return Reply(204)

    def _validate_evacuation(self, version, sent):
        needed = {'onSharedStorage'} if version < (2, 14) else set()
        known = needed | {'host', 'adminPass'}
        if (2, 29) <= version < (2, 68):
            known.add('force')
        if not needed <= set(sent) <= known:
            raise Refusal(400, 'Invalid input for field/attribute evacuate.')
        self._validate_host(sent.get('host'))

    def _validate_host(self, host):
        if host is not None and not re.match(NAME, host):
            raise Refusal(400, 'Invalid input for field/attribute host.')

    ACTIONS = {'confirmResize': _confirm_resize, 'evacuate': _evacuate,
               'migrate': _migrate, 'os-migrateLive': _migrate_live}
    ROUTES = {
        'GET': [('/?', _show_version),
                ('/os-hypervisors(/detail)?', _list_hypervisors),
                ('/os-hypervisors/([^/]+)', _show_hypervisor),
                ('/os-hypervisors/([^/]+)/(servers|search)',
                 _search_hypervisors),
                ('/os-services', _list_services),
                ('/os-migrations', _list_migrations),
                ('/servers(/detail)?', _list_servers),
                ('/servers/([^/]+)', _show_server),
                ('/servers/([^/]+)/migrations', _list_live_migrations)],
        'POST': [('/servers/([^/]+)/action', _act),
                 ('/servers/([^/]+)/metadata', _set_metadata)],
        'PUT': [('/os-services/([^/]+)', _update_service)],
        'DELETE': [('/servers/([^/]+)/metadata/([^/]+)', _delete_metadata)]}


class FakeCloud(object):
    """A cloud made of the given hypervisors, in the order Nova lists them.

    Servers are ever younger along the fleet, and every second one belongs to
    a project that is not the caller's.
    """

    def __init__(self, mocker, fleet):
        self.mocker, self.nova, self.faults = mocker, Nova(fleet), []
        self.tokens, self._expired = [], set()
        self.forget_requests()
        token = fixture.V3Token()
        token.set_project_scope(id='own')
        token.add_service('compute').add_standard_endpoints(public=NOVA)
        mocker.get(KEYSTONE, json={'version': fixture.V3Discovery(KEYSTONE)})
        mocker.post(TOKENS, json=lambda request, context: self._log_in(
            token, context))
        for method in Nova.ROUTES:
            mocker.register_uri(method, re.compile(re.escape(NOVA)),
                                text=self._answer)

    def forget_requests(self):
        """Begin anew with the list of what was sent."""
        self._forgotten = len(self.mocker.request_history)

    @property
    def history(self):
        """All that was sent, in order, as requests-mock recorded it."""
        return self.mocker.request_history[self._forgotten:]

    @property
    def requests(self):
        """All that was sent, in order, answered or not."""
        return [Request(sent.method, sent.url,
                        sent.json() if sent.body else None)
                for sent in self.history]

    @property
    def reads(self):
        """The path and query of all that was read, but for the version."""
        return [sent.url[len(NOVA):] for sent in self.requests
                if sent.method == 'GET' and
                sent.url.rstrip('/').startswith(NOVA + '/')]

    @property
    def changes(self):
        """All that was sent but for reads and requests for a token."""
        return [sent for sent in self.requests
                if sent.method != 'GET' and sent[:2] != ('POST', TOKENS)]

    def expire_token(self):
        """Accept none of the tokens that were given out so far."""
        self._expired.update(self.tokens)

    def fault(self, method, path, fault):
        """Raise an exception, or make a call, before a request is served."""
        self.faults.append((method, path + '$', fault))

    def _log_in(self, body, context):
        self.tokens.append('token' + '+' * len(self.tokens))
        context.headers['X-Subject-Token'] = self.tokens[-1]
        return body

    def _answer(self, request, context):
        context.headers['X-Compute-Request-Id'] = 'req-fake'
        try:
            body = self._serve(request)
        except Refusal as refusal:
            context.status_code, message = refusal.args
            context.headers.update(refusal.headers)
            body = {'fault': {'code': refusal.args[0], 'message': message}}
        except Garbage as garbage:
            return str(garbage)
        if isinstance(body, Reply):
            context.status_code, body = body.status, None
        return '' if body is None else json.dumps(body)

    def _serve(self, request):
        url = parse.urlsplit(request.url)
        # WSGI hands over bytes as characters, and Nova leaves them so.
        path = parse.unquote(url.path, 'latin-1')[
            len(parse.urlsplit(NOVA).path):]
        self._raise_faults(request.method, path)
        if request.headers.get('X-Auth-Token') in self._expired:
            raise Refusal(401, 'The request you have made requires '
                          'authentication.')
        version = request.headers.get('X-OpenStack-Nova-API-Version', '2.1')
        sent = (request.json() if request.method in ('POST', 'PUT')
                else Query(url.query))
        return self.nova.answer(request.method, path,
                                tuple(map(int, version.split('.'))), sent)

    def _raise_faults(self, method, path):
        for faulty_method, faulty_path, fault in self.faults:
            if method == faulty_method and re.match(faulty_path, path):
                if isinstance(fault, BaseException):
                    raise fault
                fault()
