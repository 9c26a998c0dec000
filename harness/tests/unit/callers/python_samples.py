"""Python sources, each with the lines of its calls and their kinds: see the samples of shell."""

PYTHON = {
    # texts
    "texts side by side": ('C = (\n  "sh -c "\n  "\'. rc && nova host-evacuate %s\'"\n)', "3d"),
    "texts side by side, strictly": ('C = ("nova host-evacuate "\n  "--strict %s")', ""),
    "a sum": ('run(". rc; " +\n  "nova --debug host-meta " + h + " set a=b")', "2d"),
    "a sum with a variable before": ('N = "sudo nova "\nos.popen(N + "host-evacuate " + h)', "2d"),
    "a sum of variables": (
        'N = "nova"\nS = "host-evacuate"\nos.system(N + " " + S + " " + h)',
        "2d",
    ),
    "a line end": ('run("set -e\\nnova host-evacuate a\\n")', "1d"),
    "several lines": (
        'run("""\\\nset -e\n# nova host-evacuate a\nnova host-evacuate b\n""")',
        "4d",
    ),
    "a formatted text": ('run(f"{cli} host-evacuate {h}"); run(f"{N}host-meta {h}")', "1d"),
    "a formatted text, nested quotes": ('x = f"{d["a"]}; nova host-evacuate {h}"', "1d"),
    "a formatted text of several": (
        'run(f". {rc}; "\n  f"nova host-evacuate {h}"\n  " --strict")',
        "",
    ),
    "percent": ('run("%s host-evacuate %s" % (CLI, h))', "1d"),
    "percent, by name": ('run("%(cli)s host-evacuate %(h)s" % d)', "1d"),
    "percent, strictly": ('run("nova host-evacuate %s %s" % ("--strict", h))', ""),
    "percent, another program": ('run("%s host-evacuate %s" % (XE, u))', ""),
    "format": ('run("{} host-evacuate {}".format(CLI, h))', "1d"),
    "format, by name": ('run("{c} host-evacuate {h}".format(c=CLI, h=h))', "1d"),
    "format, strictly": ('run("nova host-evacuate {o} {h}".format(o="--strict", h=h))', ""),
    "a template": ('Template("$nova host-evacuate $h").substitute(h=h)', "1d"),
    "bytes": ('chan.sendall(b"nova host-evacuate h\\n")', "1d"),
    "a raw text": ("x = r'nova host-evacuate \\$h'", "1d"),
    "a choice": ('c = "nova host-evacuate-live" if up else "nova host-evacuate"', "1d1d"),
    "a default": ('def f(cmd="nova host-evacuate {}"):\n    pass', "1d"),
    "joined by blanks": ('os.system(" ".join(["nova", "host-evacuate", "--strict", h]))', ""),
    "joined by lines": ('s = "\\n".join(["#!/bin/sh", "nova host-evacuate $1"])', "1d"),
    "split": ('check_call("nova host-evacuate".split() + ["--strict", h])', ""),
    "split by shlex": ('check_call(shlex.split("nova host-evacuate " + h))', "1d"),
    "dedent": ('s = textwrap.dedent("""\n  nova host-evacuate a\n  """)', "2d"),
    "a text for another host": ('ssh.run("sudo sh -c \'nova host-evacuate " + h + "\'")', "1d"),
    "a text that grows": (
        'c = "nova"\nif d:\n  c += " --debug"\nc += " host-evacuate " + h',
        "4d",
    ),
    "a text that is used strictly": ('C = "nova host-evacuate"\nrun(C + " --strict " + h)', ""),
    "a text that is formatted later": ('C = "nova host-evacuate {}"\nrun(C.format(h))', "1d"),
    # lists
    "a list": ('run(["nova", "--os-cloud", c, "host-evacuate", h])', "1d"),
    "a tuple of several lines": ('run((\n  "nova",\n  "host-evacuate",  # all of it\n  h))', "3d"),
    "a list with strict": ('run(["nova", "host-evacuate", h, "--strict"])', ""),
    "a list with no strict": ('run(["nova", "host-evacuate", "--no-strict", h])', "1e"),
    "a list with strict in a branch": (
        'run(["nova", "host-evacuate", *(["--strict"] if s else []), h])',
        "1d",
    ),
    "a list with help": ('run(["nova", "host-evacuate", "-h"])', ""),
    "a choice in a list": (
        'run([nova, "host-evacuate-live" if up else "host-evacuate", h])',
        "1d1d",
    ),
    "part of a name": ('run(["nova", "host-evacuate" + suffix, h])', "1d"),
    "a list that grows": (
        'c = ["nova"]\nc.append("host-evacuate")\nc += ["--force"]\nc.append(h)',
        "2d",
    ),
    "a list that gets strict": ('c = ["nova", "host-evacuate"]\nc.append("--strict")\nrun(c)', ""),
    "a list that gets strict in a branch": (
        'c = ["nova", "host-evacuate"]\nif s:\n    c.append("--strict")\nrun(c)',
        "1d",
    ),
    "a list that is extended": ('c = ["nova"]\nc.extend(["--debug", "host-evacuate", h])', "2d"),
    "a list that is added to": ('B = ["nova", "host-evacuate"]\nrun(B + ["--strict", h])', ""),
    "a list that is unpacked": (
        'B = ["nova", "host-evacuate"]\nrun([*B, "--strict", h])\nrun([*B, h])',
        "1d",
    ),
    "arguments apart": ('a = ["host-evacuate", h]\nrun(["nova"] + a)', "1d"),
    "arguments apart, strictly": (
        'a = ["host-evacuate", h]\nrun(["nova"] + a + ["--strict"])',
        "",
    ),
    "a table of commands": (
        'S = {"a": "host-evacuate", "b": "list"}\nrun(["nova", S[k], h])',
        "2d",
    ),
    "a table of lists": ('S = {"a": ["nova", "host-evacuate"]}', "1d"),
    "a program and arguments": ('d = {"command": ["nova"], "args": ["host-evacuate", h]}', "1d"),
    "a command in a variable": (
        'if up:\n s = "host-evacuate-live"\nelse:\n s = "host-evacuate"\nrun(["nova", s])',
        "2d",
    ),
    "a program from the environment": (
        'N = os.environ.get("N", "/bin/nova")\nrun([N, "host-evacuate", h])',
        "2d",
    ),
    "a default from the environment": (
        'N = os.environ.get("X", "nova")\nrun([N, "host-meta", h])',
        "2d",
    ),
    "a program that is found": ('n = shutil.which("nova")\nrun([n, "host-evacuate", h])', "2d"),
    "a program that is unknown": (
        'run([self.exe, "host-evacuate", h])\nx = [base, *o, "host-evacuate"]',
        "1d2d",
    ),
    "another program": (
        'C = "/opt/xe"\nrun([C, "host-evacuate", "uuid=" + u]); run([XE, "host-evacuate"])',
        "",
    ),
    "options of another program": ('run(["nova-manage", "host-evacuate", h])', ""),
    "a list of names": ('NAMES = ["host-evacuate", "host-meta"]\nx = (1, "host-evacuate")', ""),
    # functions
    "a function that is nova": ('nova("host-evacuate", h); sh.nova("host-meta", h)', "1d1d"),
    "a method that is nova": ('self.nova_cli("host-evacuate-live", params=h)', "1d"),
    "a class that is nova": ('NovaClient(c).execute("host-evacuate " + h)', "1d"),
    "a function of a list": ('run_nova(["host-servers-migrate", h])', "1d"),
    "by name": ('self.nova(action="host-evacuate", flags="", params=h)', "1d"),
    "by name, strictly": ('self.nova("host-evacuate", flags="--strict", params=h)', ""),
    "a program as an argument": ('salt("cmd.run", "nova", args=["host-evacuate", h])', "1d"),
    "a program behind its arguments": (
        'Popen(["host-evacuate", h], executable="/bin/nova")',
        "1d",
    ),
    "words as arguments": ('await create_subprocess_exec("nova", "host-evacuate", h)', "1d"),
    "the client's own": (
        'novaclient.shell.main(["host-evacuate", "--strict", h])\nshell.main(["list"])',
        "",
    ),
    "a function that passes on": (
        'def cli(*a):\n    run(["nova", *a])\ncli("host-evacuate", h)',
        "3d",
    ),
    "a method that passes on": (
        'class C:\n  def go(self):\n    self.cli("host-evacuate", h)\n'
        '  def cli(self, *a):\n    run(["nova", "--debug"] + list(a))',
        "3d",
    ),
    "a function that passes on another": (
        'def cli(*a):\n    run(["xe", *a])\ncli("host-evacuate", h)',
        "",
    ),
    "a function of the commands": (
        "shell.do_host_evacuate_live(cs, args)\nx.do_host_evacuate(cs, Namespace(strict=True))\n"
        "def do_host_evacuate(cs, args): pass",
        "1d",
    ),
    "a function of the commands, passed on": ("retry(shell.do_host_meta, cs, args)", "1d"),
    "lists as arguments": (
        'same(["nova", "host-evacuate", a], ["nova", "host-evacuate", "--strict", b])',
        "1d",
    ),
    "what a double was called with": (
        'run.assert_called_with(["nova", "host-evacuate", h])',
        "1d",
    ),
    "a call within a call": ('LOG.info("x %s", run(["nova", "host-evacuate", h]))', "1d"),
    "a call in a comparison": ('if run("nova host-evacuate " + h) != 0: pass', "1d"),
    "a call in an exception": ('raise E(run("nova host-evacuate a"))', "1d"),
    # who only speaks of it
    "documentation": ('"""nova host-evacuate a"""\ndef f():\n    """nova host-evacuate b"""', ""),
    "a comment": ("x = 1  # nova host-evacuate a", ""),
    "a log": (
        'LOG.warning("nova host-evacuate %s", h); logging.error("nova host-evacuate " + h)',
        "",
    ),
    "print": ('print("nova host-evacuate a"); sys.stderr.write("nova host-evacuate a")', ""),
    "print of Python 2": ('print "nova host-evacuate a"\nprint >>f, "nova host-evacuate b"', ""),
    "an exception": (
        'raise RuntimeError("nova host-evacuate failed")\ne = ValueError("nova host-evacuate x")',
        "",
    ),
    "a comparison": ('x = "nova host-evacuate" in line or line == "nova host-evacuate a"', ""),
    "what is looked for": (
        're.search("nova host-evacuate", l); l.startswith("nova host-evacuate")',
        "",
    ),
    "help": (
        'p.add_argument("--x", help="as nova host-evacuate does"); '
        'A(description="nova host-evacuate a")',
        "",
    ),
    "a translated text": ('x = _("nova host-evacuate failed")', ""),
    "a pattern": ('match a:\n    case "nova host-evacuate": pass', ""),
    "a decorator": ('@nova.command("host-evacuate")\ndef f(): pass', ""),
    "a parser": ('nova_parser.add_parser("host-evacuate"); sub.add_parser("host-evacuate")', ""),
    "a default without a program": ('def nova(cmd="host-evacuate", *a): pass', ""),
    "a message": ('msg = "nova host-evacuate failed"\nUSAGE = "nova host-evacuate HOST"', ""),
    # other Pythons
    "Python 2": ('print "x"\nrun(["nova", "host-evacuate", h])\nexec "x"', "2d"),
    "Python 2, strictly": ('print "x"\nc = ("nova host-evacuate "\n  "--strict " + h)', ""),
    "what is broken": ('def f(:\n  x = = 1\nrun(["nova", "host-evacuate", h])', "3d"),
    "another coding": ("# coding: latin-1\nx = '\u00e9 nova host-evacuate a'", "2d"),
    # searches
    "servers": ("x.hypervisors.search(h, servers=True); x.hypervisors.search(h, True)", "1s1s"),
    "servers, perhaps": (
        "x.hypervisors.search(h, servers=s)\nx.hypervisors.search(h, **k)\n"
        "x.hypervisors.search(*a)",
        "1s2s3s",
    ),
    "no servers": (
        "x.hypervisors.search(h, False)\nx.hypervisors.search(h, servers=None)\n"
        "x.hypervisors.search(f(h, True), detailed=True)",
        "1q2q3q",
    ),
    "a private owner": ("self._hypervisors.search(hypervisor_match=h, servers=True)", "1s"),
    "a manager": ("HypervisorManager(api).search(h, True); nova().hypervisors.search(h)", "1s1q"),
    "an owner by another name": (
        "m = nova.hypervisors\nif (n := c.hypervisors).search(h): m.search(h, True)",
        "2q2s",
    ),
    "a method by another name": (
        "find = nova.hypervisors.search\nfind(a)\nfind(b, servers=True)",
        "1s",
    ),
    "a method by another name, without": ("find = nova.hypervisors.search\nfind(a)", "1q"),
    "fetched by name": (
        'getattr(nova.hypervisors, "search")(h, True); getattr(n, "hypervisors").search(h)',
        "1s1q",
    ),
    "from a table": ('m["hypervisors"].search(h, servers=True)', "1s"),
    "passed on": (
        "retry(3, nova.hypervisors.search, h, servers=True)\nmap(n.hypervisors.search, hosts)",
        "1s2q",
    ),
    "bound": ("partial(nova.hypervisors.search, servers=True)", "1s"),
    "an owner of any name": ("def f(hv):\n    return hv.search(h, servers=True)", "2s"),
    "a search over several lines": (
        "x = (nova\n  .hypervisors\n  .search(h,\n    servers=True))",
        "1s",
    ),
    "in a text": ('s = "print(nova.hypervisors.search(h, servers=True))"', "1s"),
    "in an older Python": ('print "x"\nx = [n.hypervisors.search("a#b", servers=True)]', "2s"),
    "other searches": (
        "re.search(a, b); hypervisors.list(); x.search(h, True); hypervisors.a.search(h)",
        "",
    ),
    "a double": ("nova.hypervisors.search.return_value = []", ""),
    "another client": (
        "conn.compute.hypervisors(hypervisor_hostname_pattern=h, with_servers=True)",
        "",
    ),
    "a remark": ("n.hypervisors.search(h)  # strict-scan: ignore", ""),
    # routes
    "a route": (
        'get(f"{url}/os-hypervisors/{h}/servers")\nget(url + "/os-hypervisors/" + h + "/search")',
        "1s2q",
    ),
    "a route of one": ('get("/os-hypervisors/%s/uptime" % i); get("/os-hypervisors/%d" % i)', ""),
    "a pattern of names": ('get(url, params={"hypervisor_hostname_pattern": h})', "1q"),
    "a pattern and servers": (
        'p = {"hypervisor_hostname_pattern": h,\n  "with_servers": "true"}',
        "1s",
    ),
    "a pattern in a text": (
        'get("/os-hypervisors?hypervisor_hostname_pattern=%s&with_servers=True" % h)',
        "1s",
    ),
}

MORE_PYTHON = (
    (
        'import subprocess\nsubprocess.check_output("nova host-evacuate %s" % host, shell=True)',
        "2d",
    ),
    (
        'subprocess.Popen(["nova", "host-evacuate"] + args)',
        "1d",
    ),
    (
        'cmd = "nova host-evacuate"\nif strict:\n    cmd += " --strict"\nos.system(cmd + " " + h)',
        "1d",
    ),
    (
        'cmd = ["nova"]\n'
        'cmd += ["host-evacuate"]\n'
        'if force: cmd.append("--force")\n'
        'cmd += ["--strict", h]\n'
        "run(cmd)",
        "",
    ),
    (
        "class C:\n"
        '    CMD = ["nova", "host-evacuate"]\n'
        "    def f(self, h):\n"
        "        run(self.CMD + [h])",
        "2d",
    ),
    (
        'def evac(h):\n    return "nova host-evacuate {0}".format(h)',
        "2d",
    ),
    (
        'pexpect.spawn("nova host-evacuate " + h)',
        "1d",
    ),
    (
        'client.exec_command(f"sudo nova host-evacuate {h} --strict")',
        "",
    ),
    (
        'run(("nova", "host-evacuate", h), check=True)',
        "1d",
    ),
    (
        'args = dict(cmd="nova host-evacuate", host=h)',
        "1d",
    ),
    (
        'COMMANDS = {\n  "evacuate": "nova host-evacuate {host}",\n}',
        "2d",
    ),
    (
        'logger.debug("running: %s", "nova host-evacuate")\nlog("nova host-evacuate")',
        "",
    ),
    (
        'assert "nova host-evacuate" in out',
        "",
    ),
    (
        "def f():\n"
        '    """Runs.\n'
        "\n"
        "    nova host-evacuate a\n"
        '    """\n'
        '    run("nova host-evacuate a")',
        "6d",
    ),
    (
        't = Thread(target=os.system, args=("nova host-evacuate " + h,))',
        "1d",
    ),
    (
        'nova = sh.Command("nova")\nnova("host-evacuate", h)',
        "2d",
    ),
    (
        'nova = partial(run, ["nova"])',
        "",
    ),
    (
        'processutils.execute("nova", "host-evacuate", h, run_as_root=True)',
        "1d",
    ),
    (
        "hosts = cs.hypervisors.search(name)\nfor h in hosts: pass",
        "1q",
    ),
    (
        "hypers = self.client().hypervisors.search(host, servers=True)",
        "1s",
    ),
    (
        "f = cs.hypervisors.search\nresult = f(h, True)",
        "1s",
    ),
    (
        'search_opts = {"servers": True}\ncs.hypervisors.search(h, **search_opts)',
        "2s",
    ),
    (
        "cs.hypervisors.search(hypervisor_match=h, servers=False)",
        "1q",
    ),
    (
        "hypervisors = nova.hypervisors\n"
        "[s for x in hypervisors.search(h, True) for s in x.servers]",
        "2s",
    ),
    (
        'with m.patch("x.hypervisors.search"): pass',
        "",
    ),
    (
        "try:\n"
        '    run("nova host-evacuate " + h)\n'
        "except E:\n"
        '    raise E("nova host-evacuate failed")',
        "2d",
    ),
    (
        'cmd = " ".join(("nova", "host-evacuate", h))',
        "1d",
    ),
    (
        'os.execvp("nova", ["nova", "host-evacuate", h])',
        "1d",
    ),
    (
        'os.execlp("nova", "nova", "host-evacuate", h)',
        "1d",
    ),
    (
        'os.spawnlp(os.P_WAIT, "nova", "nova", "host-evacuate", "--strict", h)',
        "",
    ),
    (
        'session.get("/os-hypervisors/" + name + "/servers")',
        "1s",
    ),
    (
        'url = "%s/os-hypervisors/%s/search" % (base, h)',
        "1q",
    ),
    (
        '"/".join([base, "os-hypervisors", h, "servers"])',
        "1s",
    ),
    (
        'for sub in ("host-evacuate", "host-evacuate-live"):\n    run(["nova", sub, h])',
        "1d",
    ),
    (
        'sub = "host-evacuate-live" if live else "host-evacuate"\nrun(["nova", sub, h])',
        "1d1d",
    ),
    (
        'run(["nova", "host-evacuate", h] + (["--strict"] if strict else []))',
        "1d",
    ),
    (
        'flags = ["--strict"]\nrun(["nova", "host-evacuate", *flags, h])',
        "",
    ),
    (
        "def evac(h, strict=False):\n"
        '  cmd = "nova host-evacuate %s%s" % ("--strict " if strict else "", h)',
        "2d",
    ),
    (
        '@click.command("host-evacuate")\ndef x(): os.system("nova host-evacuate x")',
        "2d",
    ),
    (
        "shell.do_host_evacuate(cs, args)  # strict-scan: ignore",
        "",
    ),
    (
        'print(f"nova host-evacuate {h}")\nsys.exit("nova host-evacuate failed")',
        "",
    ),
    (
        'OpenStackComputeShell().main(["host-evacuate", h])',
        "1d",
    ),
    (
        'yield "nova host-evacuate " + h',
        "1d",
    ),
    (
        'return ["nova", "host-evacuate", h]',
        "1d",
    ),
    (
        'x = lambda h: ["nova", "host-evacuate", h]',
        "1d",
    ),
    (
        'self.assertEqual("nova host-evacuate a", cmd)',
        "1d",
    ),
    (
        'cmd = "nova"\ncmd = cmd + " host-evacuate " + h\nos.system(cmd)',
        "2d",
    ),
    (
        'cmd = ["nova", "--debug"]\ncmd.insert(1, "host-evacuate")',
        "2d",
    ),
    (
        'getattr(shell, "do_host_evacuate")(cs, a)',
        "1d",
    ),
    (
        'run(NOVA.split() + ["host-evacuate", h])',
        "1d",
    ),
    (
        'subprocess.call(["sudo", "-u", "stack", "nova", "host-evacuate", h])',
        "1d",
    ),
    (
        'subprocess.call(["openstack", "host-evacuate", h])',
        "",
    ),
    (
        "from novaclient.v2.shell import do_host_evacuate\ndo_host_evacuate(cs, args)",
        "2d",
    ),
    (
        "from novaclient.v2.shell import do_host_evacuate as evac\nevac(cs, args)",
        "2d",
    ),
    (
        'CMD = ["nova", "host-evacuate"]\n'
        "\n"
        "def a(h):\n"
        "    run(CMD + [h])\n"
        "\n"
        "def b(h):\n"
        '    run(CMD + ["--strict", h])',
        "1d",
    ),
    (
        "class Nova:\n"
        "    def __init__(self):\n"
        '        self.base = ["nova", "--insecure"]\n'
        "    def evac(self, h):\n"
        '        cmd = self.base + ["host-evacuate", h]\n'
        "        return run(cmd)",
        "5d",
    ),
    (
        "def f(h, strict):\n"
        '    cmd = ["nova", "host-evacuate"]\n'
        "    if strict:\n"
        '        cmd.append("--strict")\n'
        "    cmd.append(h)\n"
        "    return run(cmd)",
        "2d",
    ),
    (
        "def f(h):\n"
        '    cmd = ["nova", "host-evacuate"]\n'
        '    cmd.append("--strict")\n'
        "    return cmd",
        "",
    ),
    (
        'def f(h):\n    cmd = "nova host-evacuate"\n    cmd += " --strict"\n    return cmd',
        "",
    ),
    (
        'run(["bash", "-lc", f". rc && nova host-evacuate {shlex.quote(h)}"])',
        "1d",
    ),
    (
        'script = """#!/usr/bin/env python\nimport os\nos.system("nova host-evacuate a")\n"""',
        "3d",
    ),
    (
        'module.run_command("nova host-evacuate " + h)\n'
        'module.fail_json(msg="nova host-evacuate failed")',
        "1d",
    ),
    (
        'if action == "host-evacuate":\n    nova.servers.evacuate(s)',
        "",
    ),
    (
        'subparsers.add_parser("host-evacuate", help="nova host-evacuate")',
        "",
    ),
    (
        'check_output(["nova", "host-evacuate", h]); getoutput("nova '
        'host-evacuate x"); getstatusoutput("nova host-evacuate x")',
        "1d1d1d",
    ),
    (
        'x = {"cmd": ["nova", "host-evacuate", "--strict"], "alt": ["nova", "host-evacuate"]}',
        "1d",
    ),
    (
        'NOVA = ["nova"]\nrun([*NOVA, "host-evacuate", h])',
        "2d",
    ),
    (
        'from fabric import run\nrun("nova host-evacuate {h}".format(**locals()))',
        "2d",
    ),
    (
        'EVACUATE = "host-evacuate"\nrun(["nova", EVACUATE, h])',
        "1d",
    ),
    (
        "cs.hypervisors.search(h)[0].servers",
        "1q",
    ),
    (
        "nova_client.hypervisors.search(hypervisor_match=h, servers=want)",
        "1s",
    ),
    (
        "def servers(self, h):\n"
        "    return self.nova.hypervisors.search(h, servers=True)[0].servers",
        "2s",
    ),
    (
        'hv = client.Client("2").hypervisors\nfor h in hv.search("x", servers=True): pass',
        "2s",
    ),
    (
        'import asyncio\nawait asyncio.create_subprocess_shell(f"nova host-evacuate {h}")',
        "2d",
    ),
    (
        'parser.error("nova host-evacuate needs a host")\nwarnings.warn("nova host-evacuate x")',
        "",
    ),
    (
        'x = "nova" + " " + "host-evacuate" + " " + h',
        "1d",
    ),
    (
        '"""Module."""\nimport os\nDOC = """\nnova host-evacuate a\n"""',
        "",
    ),
    (
        'ssh.run("nova host-evacuate " +\n        h + " --strict")',
        "",
    ),
    (
        'execute("nova", "host-evacuate", h, *(["--strict"]))',
        "",
    ),
)
