"""Files of all kinds that were once misread, with the lines of their calls and their kinds."""

VARIED = (
    ("a.sh", "find . -exec nova host-evacuate {} \\;", "1d"),
    ("a.py", 'cli = functools.partial(run, "nova")\ncli("host-evacuate", h)', "2d"),
    ("a.py", 'cli = lambda *a: run(["nova", *a])\ncli("host-evacuate", h)', "2d"),
    ("a.py", 'local["nova"]["host-evacuate", h]()', "1d"),
    ("a.py", 'OpenStackComputeShell().main(["host-evacuate", h])', "1d"),
    ("a.py", "exec('''\nrun([\"nova\", \"host-evacuate\", h])\n''')", "2d"),
    ("a.yml", "- vars: {o: --strict}\n  command: nova host-evacuate {{ o }} x", ""),
    (
        "job.yaml",
        'command: ["/bin/nova"]\nargs:\n- "--debug"\n- "host-servers-migrate"\n- "$(H)"',
        "4d",
    ),
    ("a.c", 'snprintf(buf, n, "nova host-evacuate "\n  "--strict %s", h);', ""),
    ("a.diff", " # nova host-evacuate a\n+# nova host-evacuate a\n+  nova host-evacuate b", "3d"),
    ("a.md", "`nova host-evacuate $(cat host)`", "1d"),
    ("a.sh", 'find /x -name "nova host-evacuate*"', ""),
    ("a.sh", 'declare -a cmd\ncmd[0]=nova\ncmd[1]=host-evacuate\n"${cmd[@]}"', "3d"),
    ("a.sh", "python -m novaclient host-evacuate a", "1d"),
    ("a.sh", "python -m novaclient.shell host-evacuate --strict a", ""),
    (
        "tool",
        "#!/usr/bin/env node\n// nova host-evacuate a\nexec('nova host-evacuate ' + h)",
        "3d",
    ),
    ("a.py", 'click.echo("nova host-evacuate"); click.secho(f"nova host-evacuate {h}")', ""),
    ("a.py", "threading.Thread(target=shell.do_host_evacuate, args=(cs, a))", "1d"),
    (
        "a.yml",
        "- hosts: all\n"
        "  tasks:\n"
        "  - name: x\n"
        "    shell: >-\n"
        "      nova host-evacuate\n"
        "      {% if s %}--strict{% endif %}\n"
        "      {{ h }}",
        "5d",
    ),
    ("a.yml", "input:\n  cmd: <% $.nova %> host-evacuate <% $.host %>", "2d"),
    ("a.yml", "hosts:\n  host-evacuate: nova", ""),
    ("a.json", '{"x": ["set -e\\n", "nova host-evacuate \\\\\\n", "--strict h\\n"]}', ""),
    ("a.json5", "{b: 'nova host-evacuate h', /* nova host-evacuate a */}", "1d"),
    ("A.java", 'cmd.add("nova"); cmd.add("host-evacuate"); cmd.add("--strict");', ""),
    ("A.java", '@Command(name = "host-evacuate", description = "nova host-evacuate")', ""),
    (
        "a.go",
        'c := []string{\n\t"nova",\n\t"host-evacuate",\n\t// one host\n\t"--strict",\n\th,\n}',
        "",
    ),
    ("a.go", 'return fmt.Errorf("nova host-evacuate %s: %w", h, err)', ""),
    ("a.rs", "/// nova host-evacuate h\n//! nova host-evacuate h\nfn f() {}", ""),
    ("a.js", "const re = /nova host-evacuate/; exec('nova host-evacuate ' + h)", "1d"),
    ("a.cs", 'Console.WriteLine("nova host-evacuate");', ""),
    ("a.awk", '# nova host-evacuate\n{ system("nova host-evacuate " $1) }', "2d"),
    ("a.awk", "/nova host-evacuate/ { print }", ""),
    ("a.sed", "s/nova host-evacuate/nova host-evacuate --strict/", ""),
    ("a.c", 'fprintf(stderr, "nova host-evacuate %s\\n", h);', ""),
    ("a.c", 'syslog(LOG_INFO, "nova host-evacuate %s", h);', ""),
    (
        "a.properties",
        "! nova host-evacuate\n# nova host-evacuate\nc=nova host-evacuate --strict",
        "",
    ),
    (
        "a.html",
        '<span class="nv">nova</span> <span>host-evacuate</span> compute1\n'
        '<a href="#nova-host-evacuate">x</a>',
        "1d",
    ),
    ("a.txt", "nova-host-evacuate compute1; see /docs/nova/host-evacuate x", ""),
    ("a.pl", "=pod\n\nnova host-evacuate h\n\n=cut\nsystem('nova host-evacuate h');", "6d"),
    ("a.conf", "; nova host-evacuate a\n# nova host-evacuate a\nrun = nova host-evacuate a", "3d"),
    ("a.cpp", 'std::cout << "nova host-evacuate " << h;\nsystem("nova host-evacuate h");', "2d"),
    ("a.rb", 'raise "nova host-evacuate #{h}"\nlogger.info "nova host-evacuate h"', ""),
    ("a.yml", "- pause:\n    prompt: nova host-evacuate h?", ""),
    ("a.py", 'session.get("/os-hypervisors", params=dict(hypervisor_hostname_pattern=h))', "1q"),
    ("a.py", 'getattr(shell, "do_host_evacuate")(cs, args)', "1d"),
    (
        "a.yml",
        "- vars: {o: --strict}\n"
        "  command: nova host-evacuate {{ o }} x\n"
        "- vars: {o: ''}\n"
        "  command: nova host-evacuate {{ o }} x",
        "2d4d",
    ),
    (
        "a.patch",
        "diff --git a/A.java b/A.java\n"
        "--- a/A.java\n"
        "+++ b/A.java\n"
        "+// nova host-evacuate a\n"
        '+run("nova host-evacuate " + h);',
        "5d",
    ),
    ("a.py", "q = dict(hypervisor_hostname_pattern=h, with_servers=True)", "1s"),
    ("a.sh", "nova host-evacuate a \\\n  `# one host` \\\n  --strict", ""),
    ("a.sh", "sudo -u nova host-evacuate h; sudo -u nova nova host-evacuate h", "1d"),
    ("a.py", 'from plumbum.cmd import nova\nnova["host-evacuate", h] & FG', "2d"),
    (
        "a.py",
        'c = []\nc.append("nova")\nc.append("host-evacuate")\n'
        'if s:\n    c.append("--strict")\nrun(c)',
        "3d",
    ),
    ("a.sh", "nova host-evacuate --target_host --strict $h", ""),
)
