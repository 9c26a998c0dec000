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

"""hypervisor-servers, where a name is part of others."""

import testscenarios

from novaclient.tests.unit.v2 import fake_cloud
from novaclient.tests.unit.v2 import nova_command

TITLES = ('ID', 'Name', 'Hypervisor ID', 'Hypervisor Hostname')
NOTE = "NOTE: %d hypervisors match '%s': %s.%s\n"
STRICT = ' --strict lists the servers of one hostname only.'
UUID = '%08d-0000-4000-8000-000000000000'


class HypervisorServersTest(nova_command.TestCase):
    scenarios = testscenarios.multiply_scenarios(nova_command.EVERY_ROUTE)
    fleet = [
        fake_cloud.Hypervisor('node34', ['a', 'b']),
        fake_cloud.Hypervisor('node340', ['c']),
        fake_cloud.Hypervisor('NODE34', ['d']),
        fake_cloud.Hypervisor('alone', ['e']),
        fake_cloud.Hypervisor('twin', ['f'], host='twin-of-1'),
        fake_cloud.Hypervisor('twin', ['g'], host='twin-of-2')]

    def run_on(self, name, *options):
        result = self.nova('hypervisor-servers', name, *options)
        self.assertEqual(1, len(self.cloud.reads))
        self.cloud.forget_requests()
        return result

    def table(self, *servers):
        is_unique = self.speaks('2.53', '2.99')
        rows = []
        for number, node in enumerate(self.fleet, 1):
            for each in node.servers:
                if each in servers:
                    domain = self.cloud.nova.server(each)[fake_cloud.DOMAIN]
                    rows.append((each, domain, UUID % number if is_unique
                                 else str(number), node.hostname))
        return nova_command.table(TITLES, rows)

    def test_several(self):
        """They are listed as ever, and stderr says so."""
        self.assertEqual(nova_command.Result(
            0, self.table('a', 'b', 'c', 'd'), NOTE % (
                3, 'node34', 'node34, node340, NODE34', STRICT)),
            self.run_on('node34'))

    def test_one(self):
        for name in ('alone', 'node340'):
            servers = {'alone': 'e', 'node340': 'c'}[name]
            self.assertEqual(nova_command.Result(0, self.table(servers), ''),
                             self.run_on(name))

    def test_strict(self):
        for name, servers in [('node34', 'ab'), ('NODE34', 'd'),
                              ('node340', 'c')]:
            self.assertEqual(
                nova_command.Result(0, self.table(*servers), ''),
                self.run_on(name, '--strict'))

    def test_several_of_one_hostname(self):
        self.assertEqual(nova_command.Result(
            0, self.table('f', 'g'), NOTE % (2, 'twin', 'twin, twin', '')),
            self.run_on('twin', '--strict'))

    def test_part_of_a_name(self):
        result = self.run_on('node3', '--strict')
        self.assertEqual(nova_command.Result(
            1, '', "ERROR (NotFound): No hypervisor matching 'node3' could be "
            'found. (HTTP 404)\n'), result)

    def test_help(self):
        words = ' '.join(self.nova('help', 'hypervisor-servers').out.split())
        self.assertIn('nova hypervisor-servers [--strict] <hostname>', words)
        self.assertIn('List only servers of hypervisors with exactly this '
                      'hostname.', words)


class ManyHypervisorsTest(nova_command.TestCase):
    fleet = [fake_cloud.Hypervisor('node%d' % number, ['s%d' % number])
             for number in range(11)]

    def test_some_are_named(self):
        shown = ', '.join('node%d' % number for number in range(10))
        self.assertEqual(
            NOTE % (11, 'node', shown + ', ...', STRICT),
            self.nova('hypervisor-servers', 'node').err)
