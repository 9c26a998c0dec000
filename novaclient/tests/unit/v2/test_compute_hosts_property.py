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

"""For any fleet and any name: the servers of one host are touched, or none.

What is touched is compared with what a few lines here say it should be.
"""

import unittest

from oslo_utils import importutils
import requests_mock

from novaclient.tests.unit.v2 import fake_cloud
from novaclient.tests.unit.v2 import nova_command

hypothesis = importutils.try_import('hypothesis')
st = importutils.try_import('hypothesis.strategies')

STEMS = ['node', 'NODE', 'node1', 'node10', 'n_de', 'no%e', 'no/de', 'no de',
         'node.example.org', 'node.example.com', 'n\u00f6de', 'n\u00d6de',
         '\u043dode', '\u7bc0\u9ede', '%', '_', '.', '..', '/', '?', '#',
         '&host=node', 'no+de', 'no\nde', 'node;', '*', "'", '\U0001f600']


def _named_host(fleet, name):
    """The one service host that a name stands for, or None."""
    hosts = {node.host for node in fleet}
    if name in hosts and _servers(fleet, name):
        return name
    others = {node.host for node in fleet if node.hostname == name} - {name}
    if others:
        host = others.pop() if len(others) == 1 else None
    else:
        host = name if name in hosts else None
    if host is None or not _servers(fleet, host) and _has_near(
            fleet, {name, host}):
        return None
    return host


def _servers(fleet, host):
    return [server for node in fleet if node.host == host
            for server in node.servers]


def _has_near(fleet, names):
    """Whether another host of one of these first labels has servers."""
    labels = {_label(name) for name in names}
    near = {node.host for node in fleet
            for each in (node.host, node.hostname)
            if each not in names and _label(each) in labels}
    return any(_servers(fleet, host) for host in near - names)


def _label(name):
    digits = name.translate({ord(char): None for char in '.0123456789'})
    return (name.partition('.')[0] if digits else name).lower()


def _look_alikes(name):
    return [name, name + '0', 'x' + name, name[:-1], name[1:], name.upper(),
            name.lower(), name.swapcase(), name + '.example.org',
            name.split('.')[0], name.replace('o', '_'),
            name.replace('o', '%'), name + ' ', name[:-1] + '_']


def _names():
    """Names that are typical, that are like those, and that are neither.

    None begins with a hyphen, which argparse would take for an option.
    """
    text = st.text(st.characters(blacklist_categories=['Cs']), max_size=8)
    return st.one_of(
        st.sampled_from(STEMS),
        st.sampled_from(STEMS).flatmap(
            lambda name: st.sampled_from(_look_alikes(name))),
        text.map(lambda name: name.lstrip('-')))


def _fleets():
    """Fleets as Nova can have: no host has two nodes of one hostname."""
    names = _names().filter(bool)
    nodes = st.tuples(names, st.one_of(st.none(), names), st.integers(0, 2))
    return st.lists(nodes, min_size=1, max_size=8, unique_by=lambda node: (
        node[0], node[1] or node[0])).map(_fleet)


def _fleet(nodes):
    return [fake_cloud.Hypervisor(hostname, [
        '%d-%d' % (number, each) for each in range(servers)], host=host)
        for number, (hostname, host, servers) in enumerate(nodes)]


def _hosts(fleet):
    """Names to call a host by: one of the fleet's, one like it, or any."""
    known = st.sampled_from(sorted({
        name for node in fleet for name in (node.hostname, node.host)}))
    return st.one_of(known, known, known.map(str.swapcase), known.flatmap(
        lambda name: st.sampled_from(_look_alikes(name))), _names())


@unittest.skipUnless(hypothesis, 'hypothesis is not installed')
class ResolutionTest(unittest.TestCase):

    def test_one_host_or_none(self):
        cases = _fleets().flatmap(
            lambda fleet: st.tuples(st.just(fleet), _hosts(fleet)))

        @hypothesis.settings(derandomize=True, deadline=None, database=None,
                             max_examples=200)
        @hypothesis.given(cases, st.sampled_from(['2.52', '2.53']),
                          st.sampled_from([2, 3, 1000]))
        def check(case, microversion, max_limit):
            self._check(case[0], case[1], microversion, max_limit)
        check()

    def _check(self, fleet, name, microversion, max_limit):
        with requests_mock.Mocker() as mocker:
            cloud = fake_cloud.FakeCloud(mocker, fleet)
            cloud.nova.max_limit = max_limit
            result = nova_command.run(['host-evacuate', name],
                                      microversion)
        host = _named_host(fleet, name)
        self.assertEqual(
            [nova_command.url(server) for server in _servers(fleet, host)],
            [sent.url for sent in cloud.changes])
        self._check_result(host, result)

    def test_one_host_or_none_where_nova_drops_the_filter(self):
        cases = _fleets().flatmap(
            lambda fleet: st.tuples(st.just(fleet), _hosts(fleet)))

        @hypothesis.settings(derandomize=True, deadline=None, database=None,
                             max_examples=100)
        @hypothesis.given(cases, st.sampled_from(['2.52', '2.53']))
        def check(case, microversion):
            self._check_dropped(case[0], case[1], microversion)
        check()

    def _check_dropped(self, fleet, name, microversion):
        """The servers of the hypervisor of this name, as with --strict."""
        with requests_mock.Mocker() as mocker:
            cloud = fake_cloud.FakeCloud(mocker, fleet)
            cloud.nova.denied = {'servers:allow_all_filters'}
            nova_command.run(['host-evacuate', name], microversion)
        touched = [sent.url for sent in cloud.changes]
        hosts = {node.host for node in fleet if node.hostname == name}
        if touched:
            host = hosts.pop() if hosts else name
            self.assertEqual(set(), hosts)
            self.assertEqual([nova_command.url(server)
                              for server in _servers(fleet, host)], touched)

    def _check_result(self, host, result):
        if host is not None:
            self.assertEqual((0, ''), (result.status, result.err))
            return
        self.assertEqual((1, ''), (result.status, result.out))
        self.assertRegex(result.err.splitlines()[-1],
                         r'^ERROR \((NotFound|NoUniqueMatch)\): ')
