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
Acting on every server of a host: who calls whom

The shell calls :mod:`.command` with one of the :mod:`.kinds` of operations.
It defines the options and has :mod:`.run` take the steps: that finds the
servers, makes a :class:`.change.Change` of each, keeps to a :mod:`.plan`, and
either asks :mod:`.forecast`, or :mod:`.guard` what is under way already,
:mod:`.sender` to send and :mod:`.progress` to follow. They read Nova by
:mod:`.records`, and ask the operation for what only it knows. :mod:`.report`
prints tables, :mod:`.document` JSON; :mod:`.status` decides the exit status.
:mod:`.interruption` and :mod:`.patient_session` serve all of them.
"""
