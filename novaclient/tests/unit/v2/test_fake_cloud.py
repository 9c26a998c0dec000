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


"""That the fake cloud tells on every route what Nova would.

What Nova would is not known here: the contract test of the harness asks both.
"""

from keystoneauth1.identity import v3
from keystoneauth1 import session
from keystoneauth1 import token_endpoint

from novaclient import client
from novaclient import exceptions
from novaclient.tests.unit import utils
from novaclient.tests.unit.v2 import fake_cloud

UUID = '%08d-0000-4000-8000-000000000000'


class TestCase(utils.TestCase):

    fleet = [fake_cloud.Hypervisor('ironic1', ['a', 'b'], host='conductor'),
             fake_cloud.Hypervisor('ironic2', ['c'], host='conductor'),
             fake_cloud.Hypervisor('node', ['d'], state='up'),
             fake_cloud.Hypervisor('empty')]

    def setUp(self):
        super(TestCase, self).setUp()
        self.cloud = fake_cloud.FakeCloud(self.requests_mock, self.fleet)

    def client(self, version):
        auth = token_endpoint.Token(fake_cloud.NOVA, 'token')
        return client.Client(version, session=session.Session(auth=auth))

    def get(self, url, version='2.53'):
        return self.client(version).client.get(url)[1]

    def hypervisors(self, version, query):
        return self.get('/os-hypervisors' + query, version)['hypervisors']

    def evacuate(self, version, server, **arguments):
        return self.client(version).client.post(
            '/servers/%s/action' % server, body={'evacuate': arguments})[1]

    def servers(self, **search_opts):
        found = self.client('2.53').servers.list(
            limit=-1, detailed='host' not in search_opts,
            search_opts=search_opts)
        return [server.id for server in found]


class FakeCloudTest(TestCase):

    def test_servers_of_a_service_host(self):
        self.assertEqual(['c', 'b', 'a'],
                         self.servers(host='conductor', all_tenants=1))
        for host in ('Conductor', 'ironic1', 'conduct'):
            self.assertEqual([], self.servers(host=host, all_tenants=1))

    def test_servers_of_other_projects_must_be_asked_for(self):
        self.assertEqual(['c', 'a'], self.servers())

    def test_servers_are_paged(self):
        self.cloud.nova.max_limit = 1
        self.assertEqual(['d', 'c', 'b', 'a'], self.servers(all_tenants=1))
        self.assertEqual(5, len(self.cloud.requests))

    def test_servers_oldest_first(self):
        found = self.client('2.53').servers.list(
            search_opts={'all_tenants': 1}, sort_keys=['created_at'],
            sort_dirs=['asc'])
        self.assertEqual(['a', 'b', 'c', 'd'], [one.id for one in found])

    def test_a_full_page_links_to_the_next(self):
        self.cloud.nova.max_limit = 2
        for url, marker in [
                ('/servers', 'a'), ('/servers?limit=1', 'c'),
                ('/servers?all_tenants=1', 'c'),
                ('/servers?all_tenants=1&limit=3', 'c'),
                ('/servers?all_tenants=1&marker=b', None),
                ('/os-hypervisors', UUID % 2),
                ('/os-hypervisors?marker=' + UUID % 3, None),
                ('/os-hypervisors?hypervisor_hostname_pattern=ironic', None)]:
            body = self.get(url)
            key = url[1:].split('?')[0].replace('os-', '')
            links = [{'rel': 'next', 'href': '?marker=%s' % marker}]
            self.assertEqual(links if marker else None,
                             body.get(key + '_links'))

    def test_hypervisors_have_no_pages_up_to_2_32(self):
        self.cloud.nova.max_limit = 1
        body = self.get('/os-hypervisors', '2.32')
        self.assertEqual(4, len(body['hypervisors']))
        self.assertNotIn('hypervisors_links', body)

    def test_servers_by_several_keys(self):
        for query, expected in [
                ('sort_key=host&sort_dir=asc', 'abcd'),
                ('sort_key=host', 'dabc'),
                ('sort_key=host&sort_dir=asc&sort_key=created_at&sort_dir='
                 'desc', 'cbad'),
                ('sort_key=host&sort_key=created_at&sort_dir=desc', 'dabc'),
                ('sort_key=host&sort_key=created_at&sort_dir=asc', 'abcd')]:
            self.assertEqual(list(expected), [
                server['id'] for server in self.get(
                    '/servers?all_tenants=1&' + query)['servers']])

    def test_soft_deleted_servers(self):
        self.cloud.nova.servers[0]['status'] = 'SOFT_DELETED'
        self.assertEqual(['c', 'b'],
                         self.servers(host='conductor', all_tenants=1))
        self.assertEqual(3, len(self.hypervisors(
            '2.53', '?with_servers=True')[0]['servers']))

    def test_deleted_servers(self):
        self.cloud.nova.servers[0]['status'] = 'DELETED'
        url = '/servers?all_tenants=1&status=DELETED'
        self.assertEqual(['a'], [one['id'] for one in self.get(url)[
            'servers']])
        self.assertEqual(['c', 'b'],
                         self.servers(host='conductor', all_tenants=1))
        self.assertEqual(2, len(self.hypervisors(
            '2.53', '?with_servers=True')[0]['servers']))
        self.assertRaises(exceptions.NotFound, self.get, '/servers/a')
        self.cloud.nova.is_admin = False
        self.assertRaises(exceptions.Forbidden, self.get, url)

    def test_a_page_after_a_server_that_is_left_out(self):
        self.assertEqual(['a'], [one['id'] for one in self.get(
            '/servers?all_tenants=1&host=conductor&marker=b')['servers']])
        self.assertEqual(['c', 'b', 'a'], [one['id'] for one in self.get(
            '/servers?all_tenants=1&host=conductor&marker=d')['servers']])
        self.assertRaises(exceptions.BadRequest, self.get,
                          '/servers?marker=z')

    def test_servers_of_the_same_age(self):
        for uuid in 'zy':
            self.cloud.nova.add_server(uuid, uuid, 'node', 'node', minutes=9)
        self.assertEqual(['y', 'z', 'd'],
                         self.servers(host='node', all_tenants=1))

    def test_one_server(self):
        server = self.get('/servers/c')['server']
        self.assertEqual(
            ('conductor', 'ironic2', 'instance-00000003', {'id': 'image'}),
            tuple(server[key] for key in (
                fake_cloud.HOST, fake_cloud.NODE, fake_cloud.DOMAIN,
                'image')))
        self.cloud.nova.add_server('v', 'v', 'node', 'node', volume=True)
        self.assertEqual('', self.get('/servers/v')['server']['image'])
        self.cloud.nova.denied = {'os-extended-server-attributes'}
        self.assertNotIn(fake_cloud.HOST, self.get('/servers/c')['server'])

    def test_a_database_that_takes_names_for_others(self):
        for name in ('NODE', 'node '):
            self.cloud.nova.database_folds = False
            self.assertEqual([], self.servers(host=name, all_tenants=1))
            self.cloud.nova.database_folds = True
            self.assertEqual(['d'], self.servers(host=name, all_tenants=1))
            self.assertEqual([], self.client('2.53').services.list(host=name))

    def test_a_caller_whose_filter_is_dropped(self):
        """Nova says nothing, unless it is asked to sort."""
        self.cloud.nova.is_admin = False
        self.cloud.nova.denied = {'servers:allow_all_filters'}
        self.assertEqual(['d', 'c', 'b', 'a'],
                         self.servers(host='node', all_tenants=1))
        self.assertRaises(exceptions.Forbidden, self.get,
                          '/servers?host=node&sort_key=host')

    def test_filters_that_everybody_may_use(self):
        self.cloud.nova.denied = {'servers:allow_all_filters'}
        self.cloud.nova.server('a').update(
            {'status': 'ERROR', fake_cloud.TASK: 'deleting'})
        for version, query, expected in [
                ('2.1', 'status=ERROR', 'a'), ('2.1', 'limit=1', 'd'),
                ('2.82', 'task_state=deleting', 'dcba'),
                ('2.83', 'task_state=deleting', 'a'),
                ('2.83', 'task_state=deleting&host=node', 'a')]:
            self.assertEqual(list(expected), [
                server['id'] for server in self.get(
                    '/servers?all_tenants=1&' + query, version)['servers']])

    def test_who_is_no_administrator(self):
        self.cloud.nova.allow_only('os-evacuate', 'servers:index')
        self.assertEqual(['c', 'a'], [one['id'] for one in self.get(
            '/servers?host=node')['servers']])
        self.evacuate('2.53', 'a')
        # Of another project.
        self.assertRaises(exceptions.NotFound, self.evacuate, '2.53', 'b')
        for url in ('/servers/detail', '/servers?all_tenants=1', '/servers/a',
                    '/os-services', '/os-migrations', '/os-hypervisors'):
            self.assertRaises(exceptions.Forbidden, self.get, url)
        self.cloud.nova.project = 'other'
        self.assertRaises(exceptions.NotFound, self.evacuate, '2.53', 'a')

    def test_what_policy_denies(self):
        for rule, url, version in [
                ('servers:index:get_all_tenants', '/servers?all_tenants=1',
                 '2.53'),
                ('os-services:list', '/os-services', '2.53'),
                ('servers:index', '/servers', '2.53'),
                ('servers:detail', '/servers/detail', '2.53'),
                ('servers:detail:get_all_tenants',
                 '/servers/detail?all_tenants=1', '2.53'),
                ('servers:show', '/servers/a', '2.53'),
                ('os-hypervisors:list', '/os-hypervisors', '2.53'),
                ('os-hypervisors:list-detail', '/os-hypervisors/detail',
                 '2.53'),
                ('os-hypervisors:show', '/os-hypervisors/1', '2.52'),
                ('os-hypervisors:search', '/os-hypervisors/node/search',
                 '2.52'),
                ('os-hypervisors:servers', '/os-hypervisors/node/servers',
                 '2.52')]:
            self.cloud.nova.denied = {rule}
            exc = self.assertRaises(exceptions.Forbidden, self.get, url,
                                    version)
            self.assertIn(' os_compute_api:%s ' % rule, str(exc))
            self.cloud.nova.denied = frozenset()
            self.get(url, version)

    def test_a_filter_that_the_fake_lacks(self):
        self.assertRaises(NotImplementedError, self.servers, node='node')

    def test_services(self):
        services = self.client('2.53').services
        self.assertEqual(
            [('conductor', 'down'), ('node', 'up'), ('empty', 'down')],
            [(one.host, one.state) for one in services.list()])
        self.assertEqual(['node'], [one.host for one in services.list(
            host='node', binary='nova-compute')])
        self.assertEqual([], services.list(host='ironic1'))
        self.assertEqual([], services.list(binary='nova-scheduler'))

    def test_hypervisors_of_one_service_host_have_the_same_servers(self):
        for version in ('2.53', '2.75'):
            found = self.hypervisors(version, '?with_servers=True')
            self.assertEqual(['a', 'b', 'c'], [
                one['uuid'] for one in found[1]['servers']])
            self.assertEqual(found[0]['servers'], found[1]['servers'])
            self.assertEqual('instance-00000001',
                             found[0]['servers'][0]['name'])
            self.assertEqual([] if version == '2.75' else None,
                             found[3].get('servers'))

    def test_hypervisor_ids(self):
        for version, ident in [('2.52', 3), ('2.53', UUID % 3)]:
            found = self.client(version).hypervisors.get(ident)
            self.assertEqual(('node', 'node'), (found.hypervisor_hostname,
                                                found.service['host']))
        for version, ident, error in [
                ('2.52', 9, exceptions.NotFound),
                ('2.53', UUID % 9, exceptions.NotFound),
                ('2.53', 3, exceptions.BadRequest)]:
            self.assertRaises(error, self.client(version).hypervisors.get,
                              ident)

    def test_hypervisor_queries(self):
        """Ignored by the older microversions, verified by the newer."""
        for version, query, expected in [
                ('2.32', '?limit=1', 4), ('2.33', '?limit=1', 1),
                ('2.33', '?marker=3', 1), ('2.53', '?marker=3', 1),
                ('2.33', '?marker=' + UUID % 3, 1),
                ('2.52', '?hypervisor_hostname_pattern=node', 4),
                ('2.53', '?hypervisor_hostname_pattern=IRON_C', 2)]:
            self.assertEqual(expected, len(self.hypervisors(version, query)))
        for query in ('?marker=9', '?other=1', '?limit=many',
                      '?with_servers=', '?hypervisor_hostname_pattern=',
                      '?hypervisor_hostname_pattern=a&limit=1'):
            self.assertRaises(exceptions.BadRequest, self.hypervisors, '2.53',
                              query)

    def test_legacy_search_ends_at_2_53(self):
        self.assertEqual(1, len(self.hypervisors('2.52', '/node/search')))
        self.assertRaises(exceptions.NotFound, self.hypervisors, '2.53',
                          '/node/search')

    def test_legacy_search_knows_no_letters_beyond_ascii(self):
        self.cloud.nova.fleet[0].hostname = 'n\u00f6de'
        self.assertRaises(exceptions.NotFound, self.hypervisors, '2.52',
                          '/n%C3%B6de/servers')

    def test_evacuate(self):
        self.assertEqual({'adminPass': 'secret'}, self.evacuate(
            '2.13', 'a', onSharedStorage=False))
        self.assertIsNone(self.evacuate('2.14', 'a', host='node'))
        self.assertIsNone(self.evacuate('2.67', 'a', host='node', force=True))

    def test_evacuate_refused(self):
        for version, server, arguments, error in [
                ('2.13', 'a', {}, exceptions.BadRequest),
                ('2.14', 'a', {'onSharedStorage': True},
                 exceptions.BadRequest),
                ('2.28', 'a', {'force': True, 'host': 'node'},
                 exceptions.BadRequest),
                ('2.29', 'a', {'force': True}, exceptions.BadRequest),
                ('2.68', 'a', {'force': True, 'host': 'node'},
                 exceptions.BadRequest),
                ('2.53', 'a', {'host': 'conductor'}, exceptions.BadRequest),
                ('2.53', 'd', {}, exceptions.BadRequest),
                ('2.53', 'a', {'host': 'ironic2'}, exceptions.NotFound),
                ('2.53', 'a', {'host': ''}, exceptions.BadRequest),
                ('2.53', 'z', {}, exceptions.NotFound)]:
            self.assertRaises(error, self.evacuate, version, server,
                              **arguments)

    def test_evacuate_in_a_state(self):
        for status, task, is_refused in [
                ('PAUSED', None, True), ('VERIFY_RESIZE', None, True),
                ('SOFT_DELETED', None, True), ('ACTIVE', None, False),
                ('SHUTOFF', None, False), ('ERROR', None, False),
                ('ACTIVE', 'deleting', False), ('ERROR', 'rebuilding', False)]:
            self.cloud.nova.server('a').update(
                {'status': status, fake_cloud.TASK: task})
            if is_refused:
                self.assertRaises(exceptions.Conflict, self.evacuate, '2.53',
                                  'a')
            else:
                self.evacuate('2.53', 'a')

    def test_evacuate_what_never_ran(self):
        self.cloud.nova.server('a')[fake_cloud.LAUNCHED] = None
        self.assertRaises(exceptions.Conflict, self.evacuate, '2.53', 'a')

    def test_an_older_compute_service(self):
        self.cloud.nova.oldest_service = 61
        self.evacuate('2.94', 'a')
        self.assertRaises(exceptions.BadRequest, self.evacuate, '2.95', 'a')

    def test_an_older_nova_refuses_what_has_a_task(self):
        self.cloud.nova.refuses_tasks = True
        self.evacuate('2.53', 'a')
        self.cloud.nova.server('a')[fake_cloud.TASK] = 'deleting'
        self.assertRaises(exceptions.Conflict, self.evacuate, '2.53', 'a')

    def test_tasks_are_shown_as_statuses(self):
        self.cloud.nova.server('a').update(
            {'status': 'ERROR', fake_cloud.TASK: 'rebuilding'})
        self.assertEqual('REBUILD', self.get('/servers/a')['server'][
            'status'])
        self.cloud.nova.server('a')['status'] = 'PAUSED'
        self.assertEqual('PAUSED', self.get('/servers/a')['server']['status'])

    def test_servers_in_a_state(self):
        for uuid, status, task in [
                ('a', 'ACTIVE', 'rebuilding'), ('b', 'ERROR', None),
                ('c', 'SHUTOFF', 'rebuild_spawning'),
                ('d', 'ACTIVE', 'deleting')]:
            self.cloud.nova.server(uuid).update(
                {'status': status, fake_cloud.TASK: task})
        for query, expected in [
                ('status=ACTIVE', 'da'), ('status=REBUILD', 'ca'),
                ('status=rebuild', 'ca'),
                ('status=ERROR&status=REBUILD', 'dcba'),
                ('status=REBUILD&status=REBOOT', 'ca'), ('status=PAUSED', ''),
                ('task_state=deleting', 'd'), ('task_state=delet', ''),
                ('status=ACTIVE&task_state=rebuilding', 'a')]:
            self.assertEqual(list(expected), [
                server['id'] for server in self.get(
                    '/servers?all_tenants=1&' + query)['servers']])

    def test_a_status_that_nova_does_not_know(self):
        url = '/servers?all_tenants=1&status=LOST'
        self.assertEqual([], self.get(url, '2.37')['servers'])
        self.assertRaises(exceptions.BadRequest, self.get, url, '2.38')

    def post(self, version, url, body):
        response, _body = self.client(version).client.post(url, body=body)
        return response.status_code

    def test_migrate(self):
        for version, body in [('2.55', None), ('2.56', {})]:
            sent = (version, '/servers/%s/action', {'migrate': body})
            self.assertEqual(202, self.post(sent[0], sent[1] % 'd', sent[2]))
            self.assertRaises(exceptions.NotFound, self.post, sent[0],
                              sent[1] % 'z', sent[2])
            # Its compute service is down.
            self.assertRaises(exceptions.Conflict, self.post, sent[0],
                              sent[1] % 'a', sent[2])
        self.assertRaises(NotImplementedError, self.post, '2.56',
                          '/servers/d/action', {'migrate': {'host': 'empty'}})

    def test_what_moves_is_busy(self):
        self.cloud.nova.keeps_records = True
        self.cloud.nova.conductor_rests = True
        live = {'os-migrateLive': {'host': None, 'block_migration': 'auto'}}
        for uuid, body, task in [('d', {'migrate': None}, 'resize_prep'),
                                 ('a', live, 'migrating')]:
            url = '/servers/%s/action' % uuid
            self.assertEqual(202, self.post('2.53', url, body))
            self.assertEqual(task, self.cloud.nova.server(uuid)[
                fake_cloud.TASK])
            self.assertRaises(exceptions.Conflict, self.post, '2.53', url,
                              body)

    def test_live_migrate(self):
        for version, arguments in [
                ('2.24', {'block_migration': True, 'disk_over_commit': True}),
                ('2.25', {'block_migration': 'auto'}),
                ('2.30', {'block_migration': 'auto', 'force': True}),
                ('2.68', {'block_migration': False})]:
            servers = self.client(version).servers
            servers.live_migrate('d', 'empty', **arguments)
            self.assertRaises(exceptions.BadRequest, servers.live_migrate,
                              'd', 'elsewhere', **arguments)

    def test_live_migrate_refused(self):
        for version, body in [
                ('2.24', {'block_migration': 'auto',
                          'disk_over_commit': True}),
                ('2.24', {'block_migration': True}),
                ('2.25', {'block_migration': True,
                          'disk_over_commit': True}),
                ('2.29', {'block_migration': True, 'force': False}),
                ('2.30', {'block_migration': True, 'force': True}),
                ('2.68', {'block_migration': True, 'force': False}),
                ('2.68', {'block_migration': 'some'})]:
            self.assertRaises(
                exceptions.BadRequest, self.client(version).client.post,
                '/servers/d/action',
                body={'os-migrateLive': dict(body, host=None)})

    def test_metadata(self):
        servers = self.client('2.53').servers
        servers.set_meta('a', {'k': 'v'})
        servers.delete_meta('a', ['k'])
        self.assertRaises(exceptions.NotFound, servers.delete_meta, 'a',
                          ['k'])
        self.assertRaises(exceptions.NotFound, servers.set_meta, 'z', {})
        self.cloud.nova.server('a')['status'] = 'ERROR'
        self.assertRaises(exceptions.Conflict, servers.set_meta, 'a', {})

    def test_an_action_that_the_fake_lacks(self):
        self.assertRaises(NotImplementedError,
                          self.client('2.53').servers.stop, 'a')


class RecordTest(TestCase):
    """The records of evacuations."""

    def setUp(self):
        super(RecordTest, self).setUp()
        self.cloud.nova.keeps_records = True

    def records(self, query='', version='2.59'):
        return self.get('/os-migrations' + query, version)['migrations']

    def test_none_unless_they_are_kept(self):
        self.cloud.nova.keeps_records = False
        self.evacuate('2.53', 'a')
        self.evacuate('2.53', 'a')
        self.assertEqual([], self.records())

    def test_evacuation(self):
        self.evacuate('2.53', 'a', host='node')
        self.assertEqual(
            [{'id': 1, 'uuid': 'record-1', 'instance_uuid': 'a',
              'status': 'accepted', 'migration_type': 'evacuation',
              'source_compute': 'conductor', 'dest_compute': 'node'}],
            self.records())
        self.assertEqual('rebuilding', self.cloud.nova.server('a')[
            fake_cloud.TASK])
        # Nova does not mind that it is under way.
        self.evacuate('2.53', 'a')
        self.assertEqual([2, 1], [one['id'] for one in self.records()])

    def test_a_good_end(self):
        self.evacuate('2.53', 'a')
        self.cloud.nova.move('a', 'node')
        self.assertEqual(('done', 'node'), tuple(
            self.records()[0][key] for key in ('status', 'dest_compute')))
        self.assertEqual(['d', 'a'],
                         self.servers(host='node', all_tenants=1))
        self.assertRaises(exceptions.BadRequest, self.evacuate, '2.53', 'a')

    def test_a_bad_end(self):
        for status in ('error', 'failed'):
            self.evacuate('2.53', 'a')
            self.cloud.nova.lose('a', status)
            self.assertEqual(status, self.records()[0]['status'])
            self.assertEqual(['a'], [
                one['id'] for one in self.get('/servers?status=ERROR')[
                    'servers']])

    def test_fields(self):
        self.cloud.nova.add_record('a')
        for version, missing in [('2.22', {'uuid', 'migration_type'}),
                                 ('2.23', {'uuid'}), ('2.58', {'uuid'}),
                                 ('2.59', set())]:
            self.assertEqual(
                {'id', 'uuid', 'instance_uuid', 'status', 'migration_type',
                 'source_compute', 'dest_compute'} - missing,
                set(self.records(version=version)[0]))

    def test_filters(self):
        for uuid, status in [('a', 'done'), ('d', 'accepted'),
                             ('a', 'accepted')]:
            self.cloud.nova.add_record(uuid, status)
        for query, expected in [
                ('', [1, 2, 3]), ('?source_compute=conductor', [1, 3]),
                ('?source_compute=conduct', []), ('?status=accepted', [2, 3]),
                ('?instance_uuid=d', [2]), ('?migration_type=resize', []),
                ('?status=accepted&source_compute=conductor', [3])]:
            self.assertEqual(expected, sorted(
                one['id'] for one in self.records(query, '2.58')))
            self.assertEqual(expected[::-1], [
                one['id'] for one in self.records(query)])

    def test_other_moves(self):
        self.cloud.nova.add_record('a', kind='resize', source='node')
        self.assertEqual([('resize', 'node')], [
            (one['migration_type'], one['source_compute'])
            for one in self.records()])

    def test_no_order_up_to_2_58(self):
        for uuid in 'abc':
            self.cloud.nova.add_record(uuid)
        ids = [one['id'] for one in self.records(version='2.58')]
        self.assertNotIn(ids, ([1, 2, 3], [3, 2, 1]))

    def test_pages(self):
        for uuid in 'abc':
            self.cloud.nova.add_record(uuid)
        body = self.get('/os-migrations?limit=2', '2.59')
        self.assertEqual([3, 2], [one['id'] for one in body['migrations']])
        self.assertEqual([{'rel': 'next', 'href': '?marker=record-2'}],
                         body['migrations_links'])
        body = self.get('/os-migrations?limit=2&marker=record-2', '2.59')
        self.assertEqual([1], [one['id'] for one in body['migrations']])
        self.assertNotIn('migrations_links', body)

    def test_no_pages_up_to_2_58(self):
        for uuid in 'abc':
            self.cloud.nova.add_record(uuid)
        self.cloud.nova.max_limit = 1
        body = self.get('/os-migrations?limit=1', '2.58')
        self.assertEqual(3, len(body['migrations']))
        self.assertNotIn('migrations_links', body)

    def test_queries(self):
        self.records('?other=1', '2.58')
        self.assertRaises(exceptions.BadRequest, self.records, '?other=1')

    def test_policy(self):
        self.cloud.nova.denied = {'os-migrations:index'}
        self.assertRaises(exceptions.Forbidden, self.records)
        self.cloud.nova.denied = {'os-migrations:index:all_projects'}
        self.assertRaises(exceptions.Forbidden, self.records)

    def test_hosts_that_are_hidden(self):
        self.cloud.nova.add_record('a', target='node')
        self.cloud.nova.denied = {'os-migrations:index:host'}
        self.assertEqual([(None, None)], [
            (one['source_compute'], one['dest_compute'])
            for one in self.records('?source_compute=conductor')])


class MigrationTest(TestCase):
    """Live and cold migrations, from the answer to the end."""

    LIVE = {'os-migrateLive': {'host': None, 'block_migration': 'auto'}}
    COLD = {'migrate': None}

    def setUp(self):
        super(MigrationTest, self).setUp()
        self.cloud.nova.keeps_records = True

    def act(self, uuid, body, version='2.59'):
        url = '/servers/%s/action' % uuid
        response, _body = self.client(version).client.post(url, body=body)
        return response.status_code

    def shown(self, uuid='d'):
        shown = self.get('/servers/%s' % uuid)['server']
        return shown['status'], shown[fake_cloud.HOST]

    def test_the_record_is_made_by_the_conductor(self):
        for body, kind, status in [
                (self.LIVE, 'live-migration', 'accepted'),
                (self.COLD, 'migration', 'pre-migrating')]:
            self.cloud.nova.server('d')[fake_cloud.TASK] = None
            self.cloud.nova.conductor_rests = True
            found = len(self.cloud.nova.records)
            self.act('d', body)
            self.assertEqual(found, len(self.cloud.nova.records))
            self.cloud.nova.conduct('d')
            record = self.cloud.nova.record('d')
            self.assertEqual((kind, status, 'node', None), (
                record['migration_type'], record['status'],
                record['source_compute'], record['dest_compute']))
            self.cloud.nova.server('d')[fake_cloud.TASK] = None
            self.cloud.nova.conductor_rests = False
            self.act('d', body)
            self.assertEqual(found + 2, len(self.cloud.nova.records))

    def test_good_ends(self):
        self.act('d', self.LIVE)
        self.assertEqual(('MIGRATING', 'node'), self.shown())
        self.cloud.nova.move('d', 'empty')
        self.assertEqual(('ACTIVE', 'empty'), self.shown())
        self.assertEqual('completed', self.cloud.nova.record('d')['status'])
        self.cloud.nova.server('d').update(
            {'status': 'SHUTOFF', fake_cloud.HOST: 'node'})
        self.act('d', self.COLD)
        self.assertEqual(('RESIZE', 'node'), self.shown())
        self.cloud.nova.move('d', 'empty')
        self.assertEqual(('VERIFY_RESIZE', 'empty'), self.shown())
        self.assertEqual('finished', self.cloud.nova.record('d')['status'])

    def test_bad_ends(self):
        for body, status in [(self.LIVE, 'failed'), (self.COLD, 'error')]:
            self.act('d', body)
            self.cloud.nova.lose('d', status)
            self.assertEqual(('ACTIVE', 'node'), self.shown())
            self.assertEqual(status, self.cloud.nova.record('d')['status'])

    def test_a_live_one_off_a_host_that_is_down(self):
        self.assertRaises(exceptions.BadRequest, self.act, 'a', self.LIVE,
                          '2.33')
        self.assertEqual('error', self.cloud.nova.record('a')['status'])
        self.assertEqual(202, self.act('a', self.LIVE, '2.34'))
        self.assertEqual(('ACTIVE', 'conductor'), self.shown('a'))
        self.assertEqual(['error'] * 2, [
            one['status'] for one in self.cloud.nova.records])

    def test_confirmed(self):
        confirm = {'confirmResize': None}
        self.assertRaises(exceptions.Conflict, self.act, 'd', confirm)
        self.cloud.nova.server('d')['status'] = 'SHUTOFF'
        self.act('d', self.COLD)
        self.cloud.nova.move('d', 'empty')
        self.assertEqual(204, self.act('d', confirm))
        self.assertEqual('confirming', self.cloud.nova.record('d')['status'])
        self.assertRaises(exceptions.BadRequest, self.act, 'd', confirm)
        self.cloud.nova.confirm('d')
        self.assertEqual('confirmed', self.cloud.nova.record('d')['status'])
        self.assertEqual(('SHUTOFF', 'empty'), self.shown())

    def test_not_confirmed(self):
        confirm = {'confirmResize': None}
        self.cloud.nova.server('d')['status'] = 'VERIFY_RESIZE'
        self.assertRaises(exceptions.BadRequest, self.act, 'd', confirm)
        self.cloud.nova.add_record('d', 'finished', source='conductor')
        self.assertRaises(exceptions.Conflict, self.act, 'd', confirm)
        self.cloud.nova.denied = {'servers:confirm_resize'}
        self.assertRaises(exceptions.Forbidden, self.act, 'd', confirm)

    def test_those_in_progress(self):
        self.act('d', self.LIVE)
        url = '/servers/d/migrations'
        self.assertRaises(exceptions.NotFound, self.get, url, '2.22')
        self.assertEqual([], self.get(url)['migrations'])
        self.cloud.nova.record('d').update(
            status='running', memory_remaining_bytes=7)
        for version, extra in [('2.23', set()), ('2.59', {'uuid'})]:
            shown, = self.get(url, version)['migrations']
            self.assertEqual(
                ('d', 7, None), (shown['server_uuid'],
                                 shown['memory_remaining_bytes'],
                                 shown['disk_remaining_bytes']))
            self.assertEqual(
                {'id', 'server_uuid', 'status', 'source_compute',
                 'dest_compute'} | extra, set(shown) - set(
                     fake_cloud.PROGRESS))
        self.assertNotIn('memory_remaining_bytes', self.get(
            '/os-migrations', '2.59')['migrations'][0])
        self.cloud.nova.denied = {'servers:migrations:index:host'}
        shown, = self.get(url)['migrations']
        self.assertIsNone(shown['source_compute'])
        self.cloud.nova.denied = {'servers:migrations:index'}
        self.assertRaises(exceptions.Forbidden, self.get, url)


class ServiceTest(TestCase):
    """Compute services that are disabled and enabled."""

    def told(self):
        found = self.client('2.53').services.list(host='node')
        return [(one.status, one.disabled_reason) for one in found]

    def test_by_id(self):
        services = self.client('2.53').services
        services.disable_log_reason('service-node', 'work')
        self.assertEqual([('disabled', 'work')], self.told())
        shown = self.hypervisors('2.53', '/detail')[2]
        self.assertEqual(('disabled', 'work'), (
            shown['status'], shown['service']['disabled_reason']))
        services.disable('service-node')
        self.assertEqual([('disabled', None)], self.told())
        services.enable('service-node')
        self.assertEqual([('enabled', None)], self.told())

    def test_by_host(self):
        services = self.client('2.52').services
        services.disable_log_reason('node', 'nova-compute', 'work')
        self.assertEqual([('disabled', 'work')], self.told())
        services.disable('node', 'nova-compute')
        self.assertEqual([('disabled', None)], self.told())
        services.enable('node', 'nova-compute')
        self.assertEqual([('enabled', None)], self.told())

    def test_refused(self):
        services = self.client('2.53').services
        for reason in ('', 'a' * 256):
            self.assertRaises(
                exceptions.BadRequest, services.disable_log_reason,
                'service-node', reason)
        self.assertRaises(exceptions.NotFound, services.disable,
                          'service-nowhere')
        self.assertRaises(exceptions.BadRequest, services.disable, '7')
        self.assertRaises(exceptions.NotFound,
                          self.client('2.52').services.disable, 'nowhere',
                          'nova-compute')
        self.assertRaises(NotImplementedError, services.force_down,
                          'service-node', True)
        self.cloud.nova.denied = {'os-services:update'}
        self.assertRaises(exceptions.Forbidden, services.disable,
                          'service-node')
        self.assertEqual([('enabled', None)], self.told())


class OtherFleetTest(TestCase):
    """Services that were deleted, and cells."""

    fleet = [fake_cloud.Hypervisor('left', ['a'], 'gone', state='deleted'),
             fake_cloud.Hypervisor('right'),
             fake_cloud.Service('stale'),
             fake_cloud.Hypervisor('far', ['b'], cell='cell2')]

    def test_a_service_that_was_deleted(self):
        self.assertEqual(['a'], self.servers(host='gone', all_tenants=1))
        self.assertEqual([], self.client('2.53').services.list(host='gone'))
        for version, ident in [('2.52', 1), ('2.53', UUID % 1)]:
            self.assertNotIn('left', [
                one['hypervisor_hostname']
                for one in self.hypervisors(version, '')])
            self.assertRaises(exceptions.NotFound, self.get,
                              '/os-hypervisors/%s' % ident, version)

    def test_a_server_whose_service_was_deleted(self):
        self.assertRaises(exceptions.ClientException, self.evacuate, '2.53',
                          'a')
        self.assertRaises(exceptions.NotFound, self.evacuate, '2.53', 'b',
                          host='gone')

    def test_a_service_without_a_hypervisor(self):
        self.assertEqual(['right', 'stale', 'far'], [
            one.host for one in self.client('2.53').services.list()])
        self.assertEqual(['right', 'far'], [
            one['hypervisor_hostname'] for one in self.hypervisors('2.53', '')
        ])
        self.assertRaises(exceptions.NotFound, self.hypervisors, '2.53',
                          '?hypervisor_hostname_pattern=stale')

    def test_a_target_without_a_hypervisor(self):
        """Nova says no, and has begun."""
        self.cloud.nova.keeps_records = True
        self.cloud.nova.add_server('r', 'r', 'right', 'right')
        self.assertRaises(exceptions.ClientException, self.evacuate, '2.29',
                          'r', host='stale')
        self.assertEqual('stale', self.cloud.nova.record('r')['dest_compute'])
        self.evacuate('2.28', 'r', host='stale')

    def test_a_target_in_another_cell(self):
        self.cloud.nova.keeps_records = True
        self.assertRaises(exceptions.ClientException, self.evacuate, '2.53',
                          'b', host='right')
        self.assertEqual([], self.cloud.nova.records)

    def test_legacy_search_stumbles_on_it(self):
        self.assertEqual([], self.hypervisors(
            '2.53', '?hypervisor_hostname_pattern=left'))
        for route in ('search', 'servers'):
            self.assertRaises(exceptions.NotFound, self.hypervisors, '2.52',
                              '/left/' + route)

    def test_a_page_that_lacks_it_has_no_link(self):
        self.cloud.nova.max_limit = 2
        body = self.get('/os-hypervisors')
        self.assertEqual([UUID % 2],
                         [one['id'] for one in body['hypervisors']])
        self.assertNotIn('hypervisors_links', body)
        self.assertEqual('far', self.hypervisors(
            '2.53', '?marker=' + UUID % 2)[0]['hypervisor_hostname'])

    def test_hypervisor_ids_of_cells(self):
        self.assertEqual([2, 1], [one['id'] for one in self.hypervisors(
            '2.52', '')])
        self.assertRaises(exceptions.NotFound, self.get,
                          '/os-hypervisors/1', '2.52')
        self.assertEqual('far', self.get('/os-hypervisors/' + UUID % 3)[
            'hypervisor']['hypervisor_hostname'])

    def test_a_cell_that_is_down(self):
        self.cloud.nova.down_cells = {'cell2'}
        self.assertEqual([], self.servers(host='far', all_tenants=1))
        url = '/os-services?host=far'
        self.assertEqual([], self.get(url, '2.68')['services'])
        self.assertEqual(
            [{'binary': 'nova-compute', 'host': 'far', 'status': 'UNKNOWN'}],
            self.get(url, '2.69')['services'])
        for url in ('', '/9', '/far/search', '/right/servers'):
            self.assertRaises(exceptions.ClientException, self.get,
                              '/os-hypervisors' + url, '2.52')
        # Cells are read in their order until the hypervisor is found.
        self.get('/os-hypervisors/2', '2.52')

    def test_hypervisors_that_are_read_before_a_cell_that_is_down(self):
        self.cloud.nova.down_cells = {'cell2'}
        for url in ('/2', '?limit=2', '?limit=1&marker=1'):
            self.get('/os-hypervisors' + url, '2.52')
        self.assertRaises(exceptions.ClientException, self.get,
                          '/os-hypervisors?limit=3', '2.52')

    def test_servers_of_a_cell_that_is_down(self):
        self.cloud.nova.down_cells = {'cell2'}
        url = '/servers?all_tenants=1'
        self.assertEqual(['a'], [one['id'] for one in self.get(
            url, '2.68')['servers']])
        found = self.get(url, '2.69')['servers']
        self.assertEqual({'id': 'b', 'status': 'UNKNOWN', 'links': []},
                         found[0])
        self.assertEqual('a', found[1]['id'])
        self.assertEqual(['a'], [one['id'] for one in self.get(
            url + '&limit=9', '2.69')['servers']])
        self.assertRaises(exceptions.ClientException, self.get,
                          url + '&marker=b', '2.69')

    def test_records_of_a_cell_that_is_down(self):
        for uuid in 'ab':
            self.cloud.nova.add_record(uuid)
        self.assertEqual([1, 1], [one['id'] for one in self.get(
            '/os-migrations', '2.59')['migrations']])
        self.cloud.nova.down_cells = {'cell2'}
        self.assertEqual(['a'], [one['instance_uuid'] for one in self.get(
            '/os-migrations', '2.59')['migrations']])
        self.assertRaises(exceptions.ClientException, self.get,
                          '/os-migrations', '2.58')


class CloudTest(TestCase):
    """What a test can ask of the cloud, and make it do."""

    def test_what_was_read_and_changed(self):
        self.get('')
        self.get('/servers')
        self.client('2.53').servers.set_meta('a', {'k': 'v'})
        url = fake_cloud.NOVA + '/servers'
        change = ('POST', url + '/a/metadata', {'metadata': {'k': 'v'}})
        self.assertEqual(['/servers'], self.cloud.reads)
        self.assertEqual([change], self.cloud.changes)
        self.assertEqual([('GET', url, None), change],
                         self.cloud.requests[1:])
        self.cloud.forget_requests()
        self.assertEqual([], self.cloud.history)
        self.get('/os-services')
        self.assertEqual(['/os-services'], self.cloud.reads)

    def test_faults(self):
        self.cloud.fault('GET', '/servers', fake_cloud.Garbage('text'))
        self.assertIsNone(self.get('/servers'))
        self.get('/servers/detail')

    def test_headers_of_a_refusal(self):
        self.cloud.fault('GET', '/servers', fake_cloud.Refusal(
            429, 'Slow.', Retry_After='7'))
        exc = self.assertRaises(exceptions.RateLimit, self.get, '/servers')
        self.assertEqual(7, exc.retry_after)

    def test_tokens(self):
        auth = v3.Password(
            fake_cloud.KEYSTONE, username='admin', user_domain_id='default',
            password='secret', project_name='admin',
            project_domain_id='default')
        client_session = session.Session(auth=auth)
        self.assertEqual('token', client_session.get_token())
        self.cloud.expire_token()
        url = fake_cloud.NOVA + '/servers'
        response = client_session.get(url, raise_exc=False, allow_reauth=False)
        self.assertEqual(401, response.status_code)
        client_session.get(url)
        self.assertEqual('token+', client_session.get_token())
        self.assertEqual(['token', 'token+'], self.cloud.tokens)
