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


"""That the fake cloud tells on every route what Nova would."""

from keystoneauth1 import session
from keystoneauth1 import token_endpoint

from novaclient import client
from novaclient import exceptions
from novaclient.tests.unit import utils
from novaclient.tests.unit.v2 import fake_cloud

UUID = '%08d-0000-4000-8000-000000000000'


class FakeCloudTest(utils.TestCase):

    def setUp(self):
        super(FakeCloudTest, self).setUp()
        self.cloud = fake_cloud.FakeCloud(self.requests_mock, [
            fake_cloud.Hypervisor('ironic1', ['a', 'b'], host='conductor'),
            fake_cloud.Hypervisor('ironic2', ['c'], host='conductor'),
            fake_cloud.Hypervisor('node', ['d'], state='up'),
            fake_cloud.Hypervisor('empty')])

    def client(self, version):
        auth = token_endpoint.Token(fake_cloud.NOVA, 'token')
        return client.Client(version, session=session.Session(auth=auth))

    def hypervisors(self, version, query):
        url = '/os-hypervisors' + query
        return self.client(version).client.get(url)[1]['hypervisors']

    def evacuate(self, version, server, **arguments):
        return self.client(version).client.post(
            '/servers/%s/action' % server, body={'evacuate': arguments})[1]

    def servers(self, **search_opts):
        found = self.client('2.53').servers.list(
            limit=-1, detailed='host' not in search_opts,
            search_opts=search_opts)
        return [server.id for server in found]

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

    def test_a_filter_that_the_fake_lacks(self):
        self.assertRaises(NotImplementedError, self.servers, node='node')

    def test_services(self):
        services = self.client('2.53').services
        self.assertEqual(
            [(UUID % 1, 'conductor', 'down'), (UUID % 3, 'node', 'up'),
             (UUID % 4, 'empty', 'down')],
            [(one.id, one.host, one.state) for one in services.list()])
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
                ('2.33', '?marker=3', 1),
                ('2.52', '?hypervisor_hostname_pattern=node', 4),
                ('2.53', '?hypervisor_hostname_pattern=IRON_C', 2)]:
            self.assertEqual(expected, len(self.hypervisors(version, query)))
        for query in ('?marker=3', '?other=1', '?hypervisor_hostname_pattern=',
                      '?hypervisor_hostname_pattern=a&limit=1'):
            self.assertRaises(exceptions.BadRequest, self.hypervisors, '2.53',
                              query)

    def test_legacy_search_ends_at_2_53(self):
        self.assertEqual(1, len(self.hypervisors('2.52', '/node/search')))
        self.assertRaises(exceptions.NotFound, self.hypervisors, '2.53',
                          '/node/search')

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
                ('2.53', 'z', {}, exceptions.NotFound)]:
            self.assertRaises(error, self.evacuate, version, server,
                              **arguments)
