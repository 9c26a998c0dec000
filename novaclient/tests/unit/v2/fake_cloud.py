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
import json
import re
from urllib import parse

from keystoneauth1 import fixture

KEYSTONE = 'http://keystone.example/v3'
TOKENS = KEYSTONE + '/auth/tokens'
NOVA = 'http://nova.example/v2.1'
PATTERN = 'hypervisor_hostname_pattern'
HOST = 'OS-EXT-SRV-ATTR:host'

Request = collections.namedtuple('Request', 'method url body')


class Refusal(Exception):
    """An error answer of Nova: its status and its message."""


class Hypervisor(object):
    """A hypervisor and the ids of its servers.

    Several may share one service host, as Ironic's nodes do.
    """

    def __init__(self, hostname, servers=(), host=None, state='down'):
        self.hostname, self.servers = hostname, servers
        self.host, self.state = host or hostname, state


def _is_true(sent, key):
    return sent.get(key, 'no').lower() in ('', '1', 'true')


class Nova(object):
    """Answers a request as Nova's controllers do.

    What was sent is the query of a GET and the body of a POST.
    """

    max_limit = 1000

    def __init__(self, fleet):
        self.fleet = fleet
        homes = [(uuid, node) for node in fleet for uuid in node.servers]
        self.servers = [
            {'id': uuid, 'name': 'server-%d' % age, 'links': [],
             'status': 'ACTIVE', 'tenant_id': ['own', 'other'][age % 2],
             'created': '2026-01-01T%02d:%02d:00Z' % divmod(age, 60),
             'OS-EXT-SRV-ATTR:hypervisor_hostname': node.hostname,
             HOST: node.host} for age, (uuid, node) in enumerate(homes)]

    def answer(self, method, path, version, sent):
        for pattern, controller in self.ROUTES[method]:
            match = re.match(pattern + '$', path)
            if match:
                return controller(self, version, sent, *match.groups())
        raise Refusal(404, 'The resource could not be found.')

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
        found = self._matching_query(sent) if PATTERN in sent else self.fleet
        return {'hypervisors': self._page(sent, [
            self._view(version, node, detail, _is_true(sent, 'with_servers'))
            for node in found])}

    def _matching_query(self, sent):
        if not re.match('[a-zA-Z0-9-._]{1,255}$', sent[PATTERN]):
            raise Refusal(400, 'Invalid input for query parameters.')
        if 'limit' in sent or 'marker' in sent:
            raise Refusal(400, 'Paging by pattern is not supported.')
        return self._matching(sent[PATTERN])

    def _matching(self, pattern):
        sql = {'%': '.*', '_': '.'}
        like = ''.join(sql.get(char, re.escape(char)) for char in pattern)
        found = [node for node in self.fleet
                 if re.search(like, node.hostname, re.IGNORECASE)]
        if not found:
            raise Refusal(404, "No hypervisor matching '%s' could be found."
                          % pattern)
        return found

    def _search_hypervisors(self, version, sent, pattern, route):
        if version >= (2, 53):
            raise Refusal(404, 'The resource could not be found.')
        return {'hypervisors': [
            self._view(version, node, None, route == 'servers')
            for node in self._matching(pattern)]}

    def _show_hypervisor(self, version, sent, wanted):
        if version >= (2, 53) and not re.match('[0-9a-f-]{36}$', wanted):
            raise Refusal(400, 'Invalid uuid %s' % wanted)
        with_servers = version >= (2, 53) and _is_true(sent, 'with_servers')
        for node in self.fleet:
            if str(self._id(version, node)) == wanted:
                return {'hypervisor': self._view(version, node, '/detail',
                                                 with_servers)}
        raise Refusal(404, "Hypervisor with ID '%s' could not be found."
                      % wanted)

    def _id(self, version, node):
        number = self.fleet.index(node) + 1
        return number if version < (2, 53) else (
            '%08d-0000-4000-8000-000000000000' % number)

    def _view(self, version, node, detail, with_servers):
        view = {'id': self._id(version, node), 'state': node.state,
                'hypervisor_hostname': node.hostname, 'status': 'enabled'}
        if detail:
            view['service'] = {'id': view['id'], 'host': node.host,
                               'disabled_reason': None}
        servers = [{'uuid': server['id'], 'name': server['name']}
                   for server in self.servers if server[HOST] == node.host]
        if with_servers and (servers or version >= (2, 75)):
            view['servers'] = servers
        return view

    def _list_services(self, version, sent):
        nodes = collections.OrderedDict()
        for node in self.fleet:
            nodes.setdefault(node.host, node)
        services = [{'id': self._id(version, node), 'host': node.host,
                     'binary': 'nova-compute', 'state': node.state,
                     'status': 'enabled', 'disabled_reason': None,
                     'zone': 'nova', 'updated_at': None}
                    for node in nodes.values()]
        return {'services': [
            service for service in services
            if all(sent.get(key, '') in ('', service[key])
                   for key in ('host', 'binary'))]}

    def _list_servers(self, version, sent, detail):
        if not {'host', 'all_tenants', 'limit', 'marker', 'sort_key',
                'sort_dir'}.issuperset(sent):
            raise NotImplementedError(sent)
        found = [server for server in self.servers
                 if sent.get('host', server[HOST]) == server[HOST] and
                 (_is_true(sent, 'all_tenants') or
                  server['tenant_id'] == 'own')]
        if sent.get('sort_dir') != 'asc':
            found.reverse()
        return {'servers': [
            server if detail else
            {key: server[key] for key in ('id', 'name', 'links')}
            for server in self._page(sent, found)]}

    def _page(self, sent, items):
        ids = [str(item['id']) for item in items]
        if sent.get('marker') not in [None] + ids:
            raise Refusal(400, 'marker [%s] not found' % sent['marker'])
        start = ids.index(sent['marker']) + 1 if 'marker' in sent else 0
        limit = min(int(sent.get('limit', self.max_limit)), self.max_limit)
        return items[start:start + limit]

    def _evacuate(self, version, sent, uuid):
        self._validate(version, sent['evacuate'])
        target = sent['evacuate'].get('host')
        host = {server['id']: server[HOST]
                for server in self.servers}.get(uuid)
        states = {node.host: node.state for node in self.fleet}
        if host is None:
            raise Refusal(404, 'Instance %s could not be found.' % uuid)
        if target is not None and target not in states:
            raise Refusal(404, 'Compute host %s not found.' % target)
        if target == host:
            raise Refusal(400, "The target host can't be the same one.")
        if states[host] == 'up':
            raise Refusal(400, 'Compute service of %s is still in use.' % host)
        return {'adminPass': 'secret'} if version < (2, 14) else None

    def _validate(self, version, sent):
        needed = {'onSharedStorage'} if version < (2, 14) else set()
        known = needed | {'host', 'adminPass'}
        if (2, 29) <= version < (2, 68):
            known.add('force')
        if not needed <= set(sent) <= known:
            raise Refusal(400, 'Invalid input for field/attribute evacuate.')
        if sent.get('force') and 'host' not in sent:
            raise Refusal(400, "Can't force to a non-provided destination")

    ROUTES = {
        'GET': [('/?', _show_version),
                ('/os-hypervisors(/detail)?', _list_hypervisors),
                ('/os-hypervisors/([^/]+)', _show_hypervisor),
                ('/os-hypervisors/([^/]+)/(servers|search)',
                 _search_hypervisors),
                ('/os-services', _list_services),
                ('/servers(/detail)?', _list_servers)],
        'POST': [('/servers/([^/]+)/action', _evacuate)]}


class FakeCloud(object):
    """A cloud made of the given hypervisors, in the order Nova lists them.

    Servers are ever younger along the fleet, and every second one belongs to
    a project that is not the caller's.
    """

    def __init__(self, mocker, fleet):
        self.mocker, self.nova, self.faults = mocker, Nova(fleet), []
        token = fixture.V3Token()
        token.set_project_scope(id='own')
        token.add_service('compute').add_standard_endpoints(public=NOVA)
        mocker.get(KEYSTONE, json={'version': fixture.V3Discovery(KEYSTONE)})
        mocker.post(TOKENS, json=token, headers={'X-Subject-Token': 'token'})
        for method in Nova.ROUTES:
            mocker.register_uri(method, re.compile(re.escape(NOVA)),
                                text=self._answer)

    @property
    def requests(self):
        """All that was sent, in order, answered or not."""
        return [Request(sent.method, sent.url,
                        sent.json() if sent.body else None)
                for sent in self.mocker.request_history]

    @property
    def changes(self):
        """All that was sent but for reads and requests for a token."""
        return [sent for sent in self.requests
                if sent.method != 'GET' and sent[:2] != ('POST', TOKENS)]

    def fault(self, method, path, fault):
        """Raise an exception, or make a call, before a request is served."""
        self.faults.append((method, path + '$', fault))

    def _answer(self, request, context):
        context.headers['X-Compute-Request-Id'] = 'req-fake'
        try:
            body = self._serve(request)
        except Refusal as refusal:
            context.status_code, message = refusal.args
            body = {'fault': {'code': refusal.args[0], 'message': message}}
        return '' if body is None else json.dumps(body)

    def _serve(self, request):
        url = parse.urlsplit(request.url)
        path = parse.unquote(url.path)[len(parse.urlsplit(NOVA).path):]
        self._raise_faults(request.method, path)
        version = request.headers.get('X-OpenStack-Nova-API-Version', '2.1')
        sent = request.json() if request.method == 'POST' else dict(
            parse.parse_qsl(url.query, keep_blank_values=True))
        return self.nova.answer(request.method, path,
                                tuple(map(int, version.split('.'))), sent)

    def _raise_faults(self, method, path):
        for faulty_method, faulty_path, fault in self.faults:
            if method == faulty_method and re.match(faulty_path, path):
                if isinstance(fault, BaseException):
                    raise fault
                fault()
