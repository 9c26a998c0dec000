"""YAML and JSON, each with the lines of its calls and their kinds: see the samples of shell."""

YAML = {
    "a task": (
        "- name: x\n  command: nova host-evacuate {{ h }}\n- shell: nova host-evacuate --strict x",
        "2d",
    ),
    "filters": (
        "- command: nova --os-cloud {{ c | default('x') | quote }} host-evacuate {{ h | lower }}",
        "1d",
    ),
    "filters and strict": (
        "- command: nova host-evacuate {{ h | default(inventory_hostname) }} --strict",
        "",
    ),
    "folded": ("- shell: >\n    nova --debug\n    host-evacuate\n    {{ h }}", "3d"),
    "folded and strict": (
        "- shell: >-\n    nova host-evacuate {{ h }}\n\n    --force\n  x: >-\n"
        "    nova host-evacuate\n    --strict a",
        "2d",
    ),
    "plain over several lines": ("- command: nova\n    host-evacuate\n    --strict {{ h }}", ""),
    "a script": (
        "run: |\n  set -e\n  # nova host-evacuate a\n  nova host-evacuate $1\n"
        "  nova host-meta \\\n    --strict x",
        "4d",
    ),
    "a list of scripts": (
        "script:\n  - . rc\n  - nova host-evacuate a\n  - nova host-evacuate --strict b",
        "3d",
    ),
    "a list of words": (
        "argv:\n  - nova  # it\n\n  # all\n  - --os-cloud={{ c }}\n  - host-evacuate\n"
        "  - '{{ h }}'",
        "6d",
    ),
    "a list of words and strict": (
        "argv:\n  - nova\n  - host-evacuate\n  # one\n  - --strict\n  - x",
        "",
    ),
    "a list in brackets": (
        'argv: [nova, host-evacuate, "{{ h }}"]\nx: ["nova", "host-evacuate",\n  "--strict"]',
        "1d",
    ),
    "a list of lists": (
        "runcmd:\n  - [nova, host-evacuate, a]\n  - nova host-meta a set b=c",
        "2d3d",
    ),
    "a short task": ("- command: argv=nova\n- shell: nova host-evacuate a chdir=/x", "2d"),
    "a free-form task": (
        "- ansible.builtin.command:\n    cmd: nova host-evacuate {{ h }}\n    chdir: /x",
        "2d",
    ),
    "a container": ("- name: x\n  command: [nova]\n  args: [host-evacuate, $(H)]", "3d"),
    "a container of texts": (
        "drain:\n  entrypoint: /usr/bin/nova --debug\n  command: host-evacuate a",
        "3d",
    ),
    "a container and strict": (
        "c:\n  command:\n  - nova\n  args:\n  - host-evacuate\n  - --strict\n  - a",
        "",
    ),
    "a container of another program": ("c:\n  command: [xe]\n  args: [host-evacuate]", ""),
    "a shell in a container": ('command: ["sh", "-c", "nova host-evacuate $H"]', "1d"),
    "a file that is written": (
        "write_files:\n- path: /x\n  content: |\n    #!/usr/bin/env python3\n"
        "    # nova host-evacuate a\n"
        "    import os\n    os.system('nova host-evacuate ' + h)",
        "7d",
    ),
    "a name": ("- name: nova host-evacuate {{ h }}\n  debug: {msg: nova host-evacuate a}", ""),
    "a name that is the command": (
        "cmd.run:\n  - name: nova host-evacuate {{ grains['id'] }}",
        "2d",
    ),
    "a condition": ("- shell: x\n  when: \"'nova host-evacuate' in cmd\"", ""),
    "a command in a variable": (
        "vars:\n  sub: host-evacuate\ntasks:\n- command: nova {{ sub }} {{ h }}",
        "2d",
    ),
    "a loop": (
        "- command: nova {{ item }} {{ h }}\n  loop: [host-meta, host-evacuate-live]",
        "2d",
    ),
    "an expression": ("- shell: \"{{ 'nova host-evacuate ' + h }}\"", "1d"),
    "a client in a variable": ('- shell: "{{ nova_bin }} host-evacuate {{ h }}"', "1d"),
    "an alert": ('annotations:\n  description: "Run nova host-evacuate {{ $labels.host }}"', "2d"),
    "a release note": (
        "features:\n  - |\n    The ``nova host-evacuate`` command has ``--strict``.\n"
        "  - Adds nova host-evacuate, and more.",
        "",
    ),
    "an anchor": ("a: &c nova host-evacuate a\nb: *c", "1d"),
    "documents": ("a: 1\n---\n- nova host-evacuate a\n---\n- nova host-evacuate b", "3d5d"),
    "a line end": ('x: "set -e\\nnova host-evacuate a\\n"', "1d"),
    "quotes": (
        "x: 'ssh c ''nova host-evacuate a'''\ny: \"ssh c \\\"nova host-evacuate a\\\"\"",
        "1d2d",
    ),
    "a tag": ("x: !Sub 'nova host-evacuate ${H}'", "1d"),
    "lines of Windows": ("argv:\r\n  - nova\r\n  - host-evacuate\r\n  - a\r\n", "3d"),
    "a comment": ("# nova host-evacuate a\nx: 1 # nova host-evacuate b", ""),
    "a remark": ("- shell: nova host-evacuate a  # strict-scan: ignore", ""),
    "statements": ("{% if x %}\n- shell: nova host-evacuate a\n{% endif %}", "2d"),
    "statements of another kind": (
        "x:\n{{- if .Values.x }}\n  - nova host-evacuate a\n{{- end }}",
        "3d",
    ),
    "what is broken": ("x: [\n- nova host-evacuate a\n# nova host-evacuate b\n", "2d"),
    "a search": ("x: |\n  nova.hypervisors.search(h, servers=True)", "2s"),
    "a route": (
        "url: '{{ nova }}/os-hypervisors/{{ h }}/servers'  # /os-hypervisors/x/search",
        "1s",
    ),
    "a neighbour": ("- command: nova hypervisor-servers {{ h }}", "1s"),
}

JSON = {
    "a script": ('{"s": "#!/bin/sh\\n# nova host-evacuate a\\nnova host-evacuate $1\\n"}', "1d"),
    "a list of words": ('{"c": [\n  "nova",\n  "host-evacuate",\n  "a"\n]}', "3d"),
    "a list of words and strict": (
        '[["nova", "host-evacuate", "a"],\n["nova", "host-evacuate", "--strict"]]',
        "1d",
    ),
    "a program and arguments": (
        '{"entryPoint": ["nova"],\n "command": ["host-evacuate", "a"]}',
        "2d",
    ),
    "a program and its text": (
        '{"executable": "/bin/nova",\n "arguments": "host-evacuate --force a"}',
        "2d",
    ),
    "tabs": ('{\n\t"c":\t"nova host-evacuate a \\/ \\ud83d\\ude00"\n}', "2d"),
    "a notebook": (
        '{"source": [\n"x = 1\\n",\n"!nova host-evacuate $h\\n",\n"n.hypervisors.search(h)"]}',
        "3d4q",
    ),
    "lines of documents": ('{"c": "nova list"}\n{"c": "nova host-evacuate a"}', "2d"),
    "a description": ('{"description": "The nova command host-evacuate has an option"}', ""),
    "several in a line": ('["nova host-evacuate a", "nova host-evacuate b"]', "1d1d"),
    "what is broken": ('{"c": "nova host-evacuate a",}', "1d"),
    "what is broken, strictly": ('{"c": ["nova", "host-evacuate",\n "--strict"],,}', ""),
}

MORE_YAML = (
    (
        "- hosts: all\n"
        "  tasks:\n"
        "    - name: evacuate\n"
        "      ansible.builtin.shell: |\n"
        "        source rc\n"
        "        nova host-evacuate {{ inventory_hostname }}\n"
        "      register: x",
        "6d",
    ),
    (
        "- name: x\n"
        "  ansible.builtin.command:\n"
        "    argv:\n"
        "      - /usr/bin/nova\n"
        "      - host-evacuate\n"
        '      - "{{ host }}"',
        "5d",
    ),
    (
        "- shell: nova host-evacuate {{ h }} {{ '--strict' if strict else '' }}",
        "1d",
    ),
    (
        "jobs:\n"
        "  x:\n"
        "    steps:\n"
        "      - name: Run nova host-evacuate a\n"
        "        run: nova host-evacuate ${{ inputs.host }}",
        "5d",
    ),
    (
        "script:\n  - >-\n    nova\n    host-evacuate\n    $H",
        "4d",
    ),
    (
        "#cloud-config\n"
        "runcmd:\n"
        "  - nova host-evacuate a\n"
        '  - [ sh, -xc, "nova host-evacuate b" ]',
        "3d4d",
    ),
    (
        "spec:\n"
        "  containers:\n"
        "  - image: x\n"
        "    command: ['/bin/sh','-c']\n"
        "    args:\n"
        "    - |\n"
        "      nova host-evacuate $H",
        "7d",
    ),
    (
        "data:\n"
        "  drain.sh: |\n"
        "    #!/bin/bash\n"
        '    nova host-evacuate "$1"\n'
        "  x.py: |\n"
        "    #!/usr/bin/python\n"
        '    run(["nova", "host-evacuate"])',
        "4d7d",
    ),
    (
        'command: "nova host-evacuate {{ h }} --strict"',
        "",
    ),
    (
        "- local_action: command nova host-evacuate {{ h }}",
        "1d",
    ),
    (
        '- raw: "nova host-evacuate {{ h }}"\n- script: drain.sh',
        "1d",
    ),
    (
        '- debug:\n    msg: "run nova host-evacuate {{ h }}"',
        "",
    ),
    (
        "cmd: nova --insecure host-evacuate \\\n  a",
        "1d",
    ),
    (
        "- command: >\n    {{ nova }} host-evacuate {{ h }}",
        "2d",
    ),
    (
        "x: 'nova host-evacuate a' # strict-scan: ignore",
        "",
    ),
    (
        'handlers:\n- name: a\n  shell: "nova host-evacuate a"\n  when: x',
        "3d",
    ),
    (
        "nova_evacuate_command: nova host-evacuate",
        "1d",
    ),
    (
        "actions:\n  - shell:\n      cmd: >-\n        . rc &&\n        nova host-evacuate {{ h }}",
        "5d",
    ),
    (
        "livenessProbe:\n"
        "  exec:\n"
        "    command:\n"
        "    - nova\n"
        "    - host-evacuate\n"
        "    - --strict\n"
        "    - a",
        "",
    ),
    (
        '- uri:\n    url: "{{ nova_url }}/os-hypervisors/{{ host }}/servers"',
        "2s",
    ),
    (
        "- uri:\n"
        '    url: "{{ u }}/os-hypervisors/detail?hypervisor_hostname_pattern={{'
        ' h }}&with_servers=true"',
        "2s",
    ),
    (
        "command: nova host-evacuate {{ h }}\nargs:\n  chdir: /",
        "1d",
    ),
    (
        "tasks:\n- include_role: {name: x}\n- { name: drain, command: 'nova host-evacuate a' }",
        "3d",
    ),
    (
        'image: x\nentrypoint: ["nova"]\ncommand: ["host-evacuate", "--strict", "a"]',
        "",
    ),
    (
        "env:\n- name: CMD\n  value: nova host-evacuate a",
        "3d",
    ),
    (
        "- name: x\n  shell: |\n    nova host-evacuate {{ h }} \\\n      --strict",
        "",
    ),
    (
        "- name: x\n  command: nova {{ '--debug' if d }} host-evacuate {{ h }}",
        "2d",
    ),
    (
        "- name: x\n"
        "  vars:\n"
        '    cmd: "nova host-evacuate"\n'
        '  command: "{{ cmd }} --strict {{ h }}"',
        "",
    ),
    (
        '- set_fact:\n    evac_cmd: "nova host-evacuate {{ h }}"',
        "2d",
    ),
    (
        "description: |\n"
        "  The nova host-evacuate command moves servers.\n"
        "fixes:\n"
        "  - nova host-evacuate is fixed",
        "",
    ),
    (
        "x:\n  - nova\n  - --os-cloud\n  - prod\n  - host-evacuate\n  - $(HOST)\ny: [--strict]",
        "5d",
    ),
    (
        "- fail: msg='nova host-evacuate failed'\n- pause: prompt='run nova host-evacuate'",
        "",
    ),
    (
        "on_failure:\n  exec: /usr/bin/nova\n  args: host-evacuate --strict {host}",
        "",
    ),
)

MORE_JSON = (
    (
        '{\n "Type": "Task",\n "Command": ["sh", "-c", "nova host-evacuate $H"]\n}',
        "3d",
    ),
    (
        '{"scripts": {"drain": "nova host-evacuate", "safe": "nova host-evacuate --strict"}}',
        "1d",
    ),
    (
        '{"cells": [{"cell_type": "code", "source": ["import os\\n",\n'
        " \"os.system('nova host-evacuate ' + h)\"]}]}",
        "2d",
    ),
    (
        '{"name": "nova host-evacuate a", "command": "x"}',
        "",
    ),
    (
        '{"args": ["host-evacuate", "h"], "program": "nova"}',
        "1d",
    ),
    (
        '{"a": "nova hypervisor-servers x"}',
        "1s",
    ),
)
