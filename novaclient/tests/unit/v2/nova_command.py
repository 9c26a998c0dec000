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

"""Runs ``nova`` as an executable against a fake cloud."""

import collections
import contextlib
import io
import os
import signal
import sys
import types
from unittest import mock
import warnings

import testscenarios
from testtools import matchers

import novaclient
from novaclient import api_versions
from novaclient import client
from novaclient import shell
from novaclient.tests.unit import utils
from novaclient.tests.unit.v2 import fake_cloud

#: HOME: no .netrc of a person is looked for, at every request; COLUMNS and
#: LINES: as wide as without a terminal, which every option asks otherwise.
ENV = {'OS_USERNAME': 'admin', 'OS_PASSWORD': 'secret',
       'OS_PROJECT_NAME': 'admin', 'OS_AUTH_URL': fake_cloud.KEYSTONE,
       'HOME': os.devnull, 'COLUMNS': '80', 'LINES': '24'}
WARNING = (
    "WARNING: Option '--no-strict' is deprecated: it acts on every "
    "hypervisor whose hostname contains '%s'. It will be removed in the "
    "first release after the Nova server 35.0.0 (2027.1) release. Run the "
    "command once per hypervisor, with its full hostname, instead.\n")
REQUEST_ID = r'\(Request-ID: req-fake\)'
NOT_FOUND = (r"ERROR \(NotFound\): No hypervisor matching '%s' could be found"
             r"\. \(HTTP 404\)( \(Request-ID: req-fake\))?")

#: Commands that need no parser of the others, which takes most of a test.
COMMANDS = frozenset(['host-evacuate', 'host-evacuate-live', 'host-meta',
                      'host-servers-migrate'])

Result = collections.namedtuple('Result', 'status out err')


def microversions(*candidates):
    """Scenarios for those of the microversions that this release knows."""
    return [(version, {'microversion': version}) for version in candidates
            if api_versions.APIVersion(version) <= novaclient.API_MAX_VERSION
            ] + [('latest', {'microversion': '2.latest'})]


EVERY_MICROVERSION = microversions(
    '2.1', '2.13', '2.14', '2.28', '2.29', '2.52', '2.53', '2.67', '2.68',
    '2.87', '2.88', '2.95')
EVERY_ROUTE = microversions('2.52', '2.53')
EVERY_MODE = [
    ('default', {'options': [], 'strict': True}),
    ('strict', {'options': ['--strict'], 'strict': True}),
    ('no-strict', {'options': ['--no-strict'], 'strict': False}),
    ('strict no-strict', {'options': ['--strict', '--no-strict'],
                          'strict': False}),
    ('no-strict strict', {'options': ['--no-strict', '--strict'],
                          'strict': True})]


def url(server):
    return '%s/servers/%s/action' % (fake_cloud.NOVA, server)


def table(titles, rows):
    """Draw the table that print_list should, without its help."""
    rows = [titles] + rows
    widths = [max(map(len, column)) for column in zip(*rows)]
    rule = '+-%s-+\n' % '-+-'.join('-' * width for width in widths)
    lines = ['| %s |\n' % ' | '.join(map(str.ljust, row, widths))
             for row in rows]
    return rule + lines[0] + rule + ''.join(lines[1:]) + rule


def default_signals(test):
    """Have signals do what they do in a terminal until a test ends.

    SIGINT may be ignored, as it is for the background jobs of a script.
    """
    for each, handler in [(signal.SIGINT, signal.default_int_handler),
                          (signal.SIGTERM, signal.SIG_DFL)]:
        test.addCleanup(signal.signal, each, signal.signal(each, handler))


def _exit_status(argv):
    """Run the executable's entry point; before 18.0.0 it takes no argv."""
    try:
        return shell.main(*[argv][:shell.main.__code__.co_argcount]) or 0
    except SystemExit as exc:
        return exc.code


def _quickly(argv):
    """Patches that leave out what is the same for all of these commands."""
    if 'help' in argv or not COMMANDS.intersection(argv):
        return []
    find_actions = shell.OpenStackComputeShell._find_actions

    def find_wanted(parser, subparsers, actions_module, *args):
        wanted = {name: getattr(actions_module, name)
                  for name in dir(actions_module) if name[3:].replace(
                      '_', '-') in COMMANDS}
        find_actions(parser, subparsers, types.SimpleNamespace(**wanted),
                     *args)
    return [mock.patch.object(shell.OpenStackComputeShell, '_find_actions',
                              find_wanted),
            mock.patch.object(client, 'discover_extensions',
                              lambda *args, **kwargs: [])]


def run(argv, microversion):
    """Run nova as an executable, in an environment of its own.

    Since 18.0.0, as its entry point takes arguments, each run starts by
    telling that all of nova is deprecated. That line is left out.
    """
    env = dict(ENV, OS_COMPUTE_API_VERSION=microversion)
    streams = {'stdout': io.StringIO(), 'stderr': io.StringIO()}
    with mock.patch.dict(os.environ, env, clear=True), \
            mock.patch.multiple(sys, argv=['nova'] + argv, **streams), \
            warnings.catch_warnings(), contextlib.ExitStack() as stack:
        warnings.simplefilter('ignore')
        for each in _quickly(argv):
            stack.enter_context(each)
        status = _exit_status(argv)
    out, err = [streams[name].getvalue() for name in ('stdout', 'stderr')]
    if shell.main.__code__.co_argcount:
        first, err = err.split('\n', 1)
        assert first.startswith('nova CLI is deprecated'), first
    return Result(status, out, err)


class TestCase(testscenarios.TestWithScenarios, utils.TestCase):
    microversion = '2.latest'
    fleet = ()

    def setUp(self):
        super(TestCase, self).setUp()
        self.cloud = fake_cloud.FakeCloud(self.requests_mock, self.fleet)

    def nova(self, *argv):
        result = run(list(argv), self.microversion)
        self.assertNotIn('Traceback', result.err)
        return result

    def speaks(self, first, last):
        """Whether the microversion in use is one of these."""
        version = api_versions.APIVersion(self.microversion)
        if version.is_latest():
            version = novaclient.API_MAX_VERSION
        return version.matches(api_versions.APIVersion(first),
                               api_versions.APIVersion(last))

    def assert_evacuated(self, servers, **arguments):
        """These servers were, in this order, and nothing else was done."""
        if self.speaks('2.1', '2.13'):
            arguments.setdefault('onSharedStorage', False)
        self.assertEqual(
            [('POST', url(server), {'evacuate': arguments})
             for server in servers], self.cloud.changes)

    def assert_failed(self, error, result):
        """One line says why, and the cloud is as it was."""
        self.assertEqual((1, ''), (result.status, result.out))
        errors = [line for line in result.err.splitlines()
                  if line.startswith('ERROR')]
        self.assertThat(errors, matchers.MatchesListwise(
            [matchers.MatchesRegex(error + '$')]))
        self.assertEqual([], self.cloud.changes)
