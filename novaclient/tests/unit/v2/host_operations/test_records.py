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

"""What is read of evacuations and hosts, and by which requests."""

from keystoneauth1 import exceptions as ksa_exceptions
from keystoneauth1 import session
from keystoneauth1 import token_endpoint
import testscenarios

from novaclient import api_versions
from novaclient import client
from novaclient import exceptions
from novaclient.tests.unit import utils
from novaclient.tests.unit.v2 import fake_cloud
from novaclient.tests.unit.v2 import nova_command
from novaclient.v2.host_operations.kinds import evacuation
from novaclient.v2.host_operations import records

MICROVERSIONS = nova_command.microversions(
    '2.1', '2.22', '2.52', '2.53', '2.58', '2.59', '2.94', '2.95')
MIGRATIONS = '/os-migrations?migration_type=evacuation&source_compute='
Record = records.Record
STATUSES = evacuation.Evacuation.statuses


class TestCase(testscenarios.TestWithScenarios, utils.TestCase):

    microversion = '2.53'

    def setUp(self):
        super(TestCase, self).setUp()
        node = fake_cloud.Hypervisor
        self.cloud = fake_cloud.FakeCloud(self.requests_mock, [
            node('node.example.org', ['a', 'b', 'c', 'd'], host='node'),
            node('node0', ['e']), node('spare', state='up')])
        auth = token_endpoint.Token(fake_cloud.NOVA, 'token')
        version = self.microversion.replace('2.latest', '2.95')
        self.records = records.RecordManager(
            client.Client(version, session=session.Session(auth=auth)),
            evacuation.Evacuation)

    def assert_read(self, *urls):
        self.assertEqual(list(urls), self.cloud.reads)
        self.cloud.forget_requests()

    def is_paged(self):
        return self.microversion in ('2.59', '2.94', '2.95', '2.latest')

    def page(self, rest):
        return MIGRATIONS + 'node' + (rest if self.is_paged() else '')


class RecordsTest(TestCase):

    scenarios = MICROVERSIONS

    def setUp(self):
        super(RecordsTest, self).setUp()
        for uuid, status in [('a', 'error'), ('e', 'accepted'),
                             ('b', 'done'), ('a', 'accepted')]:
            self.cloud.nova.add_record(uuid, status, 'spare')
        self.expected = [
            Record(number, uuid, status, 'spare',
                   'record-%d' % number if self.is_paged() else None)
            for number, uuid, status in [
                (1, 'a', 'error'), (3, 'b', 'done'), (4, 'a', 'accepted')]]

    def test_all(self):
        self.assertEqual(self.expected, self.records.records('node'))
        self.assert_read(self.page('&limit=1000'))

    def test_zero_is_no_id(self):
        self.cloud.nova.records[0]['id'] = 0
        self.assertEqual(self.expected[1:], self.records.records('node'))

    def test_of_another_kind(self):
        self.cloud.nova.add_record('a')
        self.cloud.nova.records[-1]['migration_type'] = 'resize'
        self.assertEqual(self.expected, self.records.records('node'))

    def test_none(self):
        self.assertEqual([], self.records.records('spare'))
        self.assertEqual([], self.records.records('nod'))

    def test_after(self):
        for after, count in [(0, 3), (1, 2), (2, 2), (3, 1), (4, 0), (5, 0)]:
            self.assertEqual(self.expected[3 - count:],
                             self.records.records('node', after))

    def test_pages(self):
        """They are read down to the one that does not matter."""
        for after, markers in [(0, [4, 3, 1]), (1, [4, 3]), (2, [4, 3]),
                               (3, [4]), (4, []), (5, [])]:
            self.assertEqual(
                [each for each in self.expected if each.id > after],
                self.records.records('node', after, 1))
            self.assert_read(self.page('&limit=1'), *[
                self.page('&limit=1&marker=record-%d' % marker)
                for marker in markers if self.is_paged()])

    def test_pages_of_two(self):
        for after, markers in [(0, [3]), (1, [3]), (2, [3]), (3, []),
                               (4, [])]:
            self.assertEqual(
                [each for each in self.expected if each.id > after],
                self.records.records('node', after, 2))
            self.assert_read(self.page('&limit=2'), *[
                self.page('&limit=2&marker=record-%d' % marker)
                for marker in markers if self.is_paged()])

    def test_what_nova_limits(self):
        self.cloud.nova.max_limit = 1
        self.assertEqual(self.expected, self.records.records('node'))

    def test_refused(self):
        self.cloud.nova.denied = {'os-migrations:index'}
        self.assertRaises(exceptions.Forbidden, self.records.records, 'node')

    def test_garbage(self):
        self.cloud.fault('GET', '/os-migrations', fake_cloud.Garbage('<html>'))
        self.assertRaises(ksa_exceptions.InvalidResponse,
                          self.records.records, 'node')


class OutcomeTest(utils.TestCase):

    def test_outcome(self):
        for status, outcome in [
                ('accepted', 'unfinished'), ('pre-migrating', 'unfinished'),
                ('done', 'moved'), ('completed', 'moved'),
                ('failed', 'failed'), ('error', 'failed'),
                ('of-tomorrow', 'unfinished')]:
            self.assertEqual(outcome, Record(1, 'a', status, None,
                                             None).outcome)


class ServersTest(TestCase):

    scenarios = MICROVERSIONS

    def setUp(self):
        super(ServersTest, self).setUp()
        for uuid, status, task in [
                ('a', 'ERROR', None), ('b', 'ERROR', 'rebuilding'),
                ('c', 'ACTIVE', 'rebuild_spawning'), ('d', 'ACTIVE', None),
                ('e', 'ERROR', None)]:
            self.cloud.nova.server(uuid).update(
                {'status': status, fake_cloud.TASK: task})

    def url(self, query):
        return '/servers?all_tenants=1&host=node&' + query

    def test_by_status(self):
        for statuses, uuids in [(['ERROR'], 'ab'), (['REBUILD'], 'bc'),
                                (['ACTIVE'], 'cd'), (['PAUSED'], ''),
                                (['ACTIVE', 'ERROR'], 'abcd'),
                                (['REBUILD', 'REBOOT'], 'bc')]:
            pairs = [('status', each) for each in statuses]
            self.assertEqual(set(uuids),
                             self.records.servers_with('node', *pairs))
            self.assert_read(self.url('&'.join(
                'status=' + each for each in statuses)))

    def test_by_task(self):
        self.assertEqual({'c'}, self.records.servers_with(
            'node', ('task_state', 'rebuild_spawning')))
        self.assert_read(self.url('task_state=rebuild_spawning'))

    def test_pages(self):
        self.cloud.nova.max_limit = 1
        self.assertEqual({'b', 'a'}, self.records.servers_with(
            'node', ('status', 'ERROR')))
        self.assert_read(*[self.url('status=ERROR' + marker)
                           for marker in ('', '&marker=b', '&marker=a')])

    def test_given_up(self):
        self.assertEqual({'a'}, self.records.failed('node', set('abcd')))
        self.assert_read(*[self.url('status=' + status) for status in
                           ('ERROR', 'REBUILD', 'ERROR')])

    def test_given_up_of_some(self):
        for uuids, expected in [('a', 'a'), ('b', ''), ('ac', 'a'),
                                ('bd', ''), ('ae', 'a')]:
            self.assertEqual(set(expected),
                             self.records.failed('node', set(uuids)))

    def test_none_in_error(self):
        self.assertEqual(set(), self.records.failed('node', set('cde')))
        self.assert_read(self.url('status=ERROR'))

    def test_given_up_while_it_ends(self):
        """It was in ERROR before, and it is rebuilt while that is read."""
        def end():
            if len(self.cloud.reads) == 2:
                self.cloud.nova.server('b').update(
                    {'status': 'ACTIVE', fake_cloud.TASK: None})
        self.cloud.fault('GET', '/servers', end)
        self.assertEqual(set(), self.records.failed('node', {'b'}))
        self.assertEqual(3, len(self.cloud.reads))


class HostTest(TestCase):

    scenarios = nova_command.microversions('2.52', '2.53', '2.87', '2.88')

    def test_service_state(self):
        for host, state in [('node', 'down'), ('spare', 'up'),
                            ('node.example.org', None)]:
            self.assertEqual(state, self.records.service_state(host))
            self.assert_read('/os-services?host=%s&binary=nova-compute'
                             % host)

    def test_forcing_down(self):
        command = 'nova service-force-down '
        is_by_id = self.microversion != '2.52'
        self.assertEqual(
            command + ('service-node' if is_by_id else 'node'),
            self.records.forcing_down('node'))
        self.assertEqual(command + 'gone', self.records.forcing_down('gone'))

    def test_forcing_down_where_nobody_can(self):
        for version, option in [
                ('2.10', ' --os-compute-api-version 2.11'), ('2.11', '')]:
            self.records.api.api_version = api_versions.APIVersion(version)
            self.assertEqual('nova%s service-force-down node' % option,
                             self.records.forcing_down('node'))

    def test_host_called(self):
        self.assertEqual('node', self.records.host_called(
            'node.example.org'))
        self.assertEqual(2, len(self.cloud.reads))
