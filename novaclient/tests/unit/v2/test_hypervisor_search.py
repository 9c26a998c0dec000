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

"""The routes of a search for hypervisors, as they go over the wire."""

import inspect

from keystoneauth1 import session
from keystoneauth1 import token_endpoint
import testscenarios

import novaclient
from novaclient import client
from novaclient import exceptions
from novaclient.tests.unit import utils
from novaclient.tests.unit.v2 import fake_cloud
from novaclient.v2 import hypervisors

NEWEST = novaclient.API_MAX_VERSION.get_string()
NUMBERS = [1, 2]
UUIDS = ['00000001-0000-4000-8000-000000000000',
         '00000002-0000-4000-8000-000000000000']
PATTERN = '/os-hypervisors?hypervisor_hostname_pattern=%s'
# What each of these names becomes in a URL.
QUOTED = [('x/y', 'x%2Fy'), ('x y', 'x%20y'), ('x%y', 'x%25y'),
          ('x%2Fy', 'x%252Fy'), ('x?y', 'x%3Fy'), ('x#y', 'x%23y'),
          ('x&y=z', 'x%26y%3Dz'), ('x+y', 'x%2By'), ('x:y', 'x%3Ay'),
          (u'\xe9', '%C3%A9'), ('x_y', 'x_y'), ('x.y-z', 'x.y-z')]


class TestCase(testscenarios.TestWithScenarios, utils.TestCase):

    def setUp(self):
        super(TestCase, self).setUp()
        self.cloud = fake_cloud.FakeCloud(self.requests_mock, [
            fake_cloud.Hypervisor('node.a_1', ['uuid1', 'uuid2']),
            fake_cloud.Hypervisor('NODE.ab1')])

    def search(self, *args, **kwargs):
        auth = token_endpoint.Token(fake_cloud.NOVA, 'token')
        cs = client.Client(self.version, session=session.Session(auth=auth))
        return cs.hypervisors.search(*args, **kwargs)

    def assert_sent(self, path):
        """This was all that was sent."""
        self.assertEqual([('GET', fake_cloud.NOVA + path, None)],
                         self.cloud.requests)


class RouteTest(TestCase):
    """Every route at the first and the last microversion that has it."""

    scenarios = [
        ('%s, servers=%s' % (version, servers),
         {'version': version, 'servers': servers, 'ids': ids, 'path': path})
        for version, servers, ids, path in [
            ('2.1', False, NUMBERS, '/os-hypervisors/%s/search'),
            ('2.52', False, NUMBERS, '/os-hypervisors/%s/search'),
            ('2.1', True, NUMBERS, '/os-hypervisors/%s/servers'),
            ('2.52', True, NUMBERS, '/os-hypervisors/%s/servers'),
            ('2.53', False, UUIDS, PATTERN),
            (NEWEST, False, UUIDS, PATTERN),
            ('2.53', True, UUIDS, PATTERN + '&with_servers=True'),
            (NEWEST, True, UUIDS, PATTERN + '&with_servers=True')]]

    def test_found(self):
        found = self.search('node.a_', servers=self.servers)
        self.assert_sent(self.path % 'node.a_')
        self.assertEqual(
            [(self.ids[0], 'node.a_1'), (self.ids[1], 'NODE.ab1')],
            [(node.id, node.hypervisor_hostname) for node in found])
        self.assertEqual(
            ['uuid1', 'uuid2'] if self.servers else [],
            [server['uuid'] for node in found
             for server in node.to_dict().get('servers', [])])

    def test_microversion_is_sent(self):
        self.search('node', servers=self.servers)
        headers = self.requests_mock.last_request.headers
        self.assertEqual(self.version,
                         headers['X-OpenStack-Nova-API-Version'])
        modern = tuple(map(int, self.version.split('.'))) >= (2, 27)
        self.assertEqual('compute ' + self.version if modern else None,
                         headers.get('OpenStack-API-Version'))

    def test_nothing_found(self):
        self.assertRaises(exceptions.NotFound, self.search, 'elsewhere',
                          servers=self.servers)

    def test_names_are_quoted(self):
        for name, quoted in QUOTED:
            self.assertRaises((exceptions.BadRequest, exceptions.NotFound),
                              self.search, name, servers=self.servers)
            self.assertEqual(fake_cloud.NOVA + self.path % quoted,
                             self.cloud.requests[-1].url)


class DetailedTest(TestCase):
    """Details come from a route of their own, from 2.53 only."""

    def setUp(self):
        super(DetailedTest, self).setUp()
        search = hypervisors.HypervisorManager.search
        if 'detailed' not in inspect.signature(search).parameters:
            self.skipTest('This release cannot search for details.')

    def _test_detailed(self, suffix='', **kwargs):
        self.version = NEWEST
        found = self.search('node', detailed=True, **kwargs)
        self.assert_sent('/os-hypervisors/detail'
                         '?hypervisor_hostname_pattern=node' + suffix)
        self.assertEqual(['node.a_1', 'NODE.ab1'],
                         [node.service['host'] for node in found])

    def test_detailed(self):
        self._test_detailed()

    def test_detailed_with_servers(self):
        self._test_detailed('&with_servers=True', servers=True)

    def test_detailed_is_refused_until_2_53(self):
        self.version = '2.52'
        self.assertRaises(exceptions.UnsupportedVersion, self.search, 'node',
                          detailed=True)
        self.assertEqual([], self.cloud.requests)
