"""Other files, each with the lines of its calls and their kinds: see the samples of shell."""

CODE = {
    "Java, a list": ("A.java", 'List.of(\n  "nova",\n  "host-evacuate",\n  host);', "3d"),
    "Java, a list and strict": (
        "A.java",
        'Arrays.asList("nova",\n  "host-evacuate",\n  "--strict", h)',
        "",
    ),
    "Java, words added": (
        "A.java",
        'c.add("/bin/nova");\nc.add("--debug");\nc.add("host-evacuate");\nc.add(h);',
        "3d",
    ),
    "Java, words added and strict": (
        "A.java",
        'c.add("nova");\nc.add("host-evacuate");\nc.add("--strict");\nc.add(h);',
        "",
    ),
    "Java, another statement": (
        "A.java",
        'c.add("nova");\nc.add("host-evacuate");\nString s = "--strict";',
        "2d",
    ),
    "Java, a sum": (
        "A.java",
        'String c = "nova --os-cloud " + cloud +\n    " host-evacuate " + h;',
        "2d",
    ),
    "Java, a sum and strict": (
        "A.java",
        'String c = "nova host-evacuate " + h +\n    " --strict";',
        "",
    ),
    "Java, comments": (
        "A.java",
        "// nova host-evacuate a\n/* nova host-evacuate b\n * nova host-evacuate c */",
        "",
    ),
    "Java, a log": (
        "A.java",
        'log.info("nova host-evacuate " + h); throw new IOException("nova host-evacuate failed");',
        "",
    ),
    "Java, a builder": (
        "A.java",
        'new ProcessBuilder("nova", "host-servers-migrate", h).start();',
        "1d",
    ),
    "Kotlin": ("a.kt", 'val p = ProcessBuilder("nova")\np.command().add("host-evacuate")', "2d"),
    "Go": ("a.go", 'exec.Command("nova", "host-evacuate", h)', "1d"),
    "Go, arguments apart": (
        "a.go",
        'args := []string{"--debug", "host-evacuate", h}\nexec.Command("nova", args...)',
        "1d",
    ),
    "Go, a format": ("a.go", 'c := fmt.Sprintf("nova host-evacuate %s", h)', "1d"),
    "Go, a log": ("a.go", 'log.Printf("nova host-evacuate %s", h)', ""),
    "Rust": (
        "a.rs",
        'Command::new("nova")\n    .arg("--debug")\n    .arg("host-evacuate")\n    .arg(h)',
        "3d",
    ),
    "Rust, strict": (
        "a.rs",
        'Command::new("nova")\n    .arg("host-evacuate")\n    .arg("--strict")\n    .arg(h)',
        "",
    ),
    "Rust, a log": ("a.rs", 'println!("nova host-evacuate {}", h);', ""),
    "C#": (
        "A.cs",
        'new ProcessStartInfo {\n  FileName = "nova.exe",\n  Arguments = $"host-evacuate {h}"\n}',
        "3d",
    ),
    "C#, strict": ("A.cs", 'Process.Start("nova", "host-evacuate --strict " + h);', ""),
    "C": (
        "a.c",
        'snprintf(b, n, "nova host-evacuate %s", h);  /* nova host-evacuate */\n'
        'execl("/bin/nova", "nova", "host-evacuate", h, NULL);',
        "1d2d",
    ),
    "Ruby": (
        "a.rb",
        'out = `nova --os-cloud #{c} host-evacuate #{h}`\nsystem("nova", "host-meta", h)',
        "1d2d",
    ),
    "Ruby, strict": ("a.rb", "system(*%w[nova host-evacuate --strict], h)", ""),
    "Ruby, words": (
        "a.rb",
        "x = %w(nova host-evacuate) + [h]\n# nova host-evacuate a\nputs 'nova host-evacuate a'",
        "1d",
    ),
    "Perl": (
        "a.pl",
        'my @c = ("nova", "host-evacuate", $h);\nmy $o = qx{nova host-evacuate $h};',
        "1d2d",
    ),
    "JavaScript": (
        "a.js",
        'execFile("nova", ["host-evacuate", h]);\nexec(`${cli} host-evacuate ${h}`)',
        "1d2d",
    ),
    "JavaScript, strict": (
        "a.ts",
        'spawn("nova", [\n  "host-evacuate",\n  "--strict",\n  h,\n]);',
        "",
    ),
    "JavaScript, comments": (
        "a.js",
        '/** nova host-evacuate a */\nfetch("http://x//y") // nova host-evacuate b',
        "",
    ),
    "JavaScript, a route": (
        "a.js",
        'get("/os-hypervisors/" + h + "/servers"); get(u, '
        "{params: {hypervisor_hostname_pattern: h}})",
        "1s1q",
    ),
    "PHP": ("a.php", "shell_exec('nova host-evacuate ' . escapeshellarg($h));", "1d"),
    "Groovy": (
        "Jenkinsfile",
        'sh "nova host-evacuate ${params.H}"\nsh """\n  nova host-evacuate --strict a\n"""',
        "1d",
    ),
    "Terraform": (
        "a.tf",
        'provisioner "local-exec" {\n  command = "nova host-evacuate ${self.name}"\n}',
        "2d",
    ),
    "Nomad": ("a.nomad", 'command = "nova"\nargs = ["host-evacuate",\n  "--strict"]\n', ""),
    "TOML": ("a.toml", 'c = ["nova", "host-evacuate", "a"]  # nova host-evacuate b', "1d"),
    "Lua": ("a.lua", "-- nova host-evacuate a\nos.execute('nova host-evacuate ' .. h)", "2d"),
    "SQL": (
        "a.sql",
        "-- nova host-evacuate a\nINSERT INTO c VALUES ('nova host-evacuate a');",
        "2d",
    ),
    "batch": (
        "a.bat",
        "rem nova host-evacuate a\r\n:: nova host-evacuate b\r\n"
        '"%NOVA%" host-evacuate %1\r\n@echo nova host-evacuate c',
        "3d",
    ),
    "batch, continued": (
        "a.cmd",
        "nova ^\r\n  host-evacuate ^\r\n  --strict %1\r\n%CLI% host-meta a\r\n",
        "",
    ),
    "PowerShell": (
        "a.ps1",
        '& $nova host-evacuate $h\n<# nova host-evacuate a #>\nWrite-Host "nova host-evacuate a"',
        "1d",
    ),
    "PowerShell, continued": (
        "a.ps1",
        "nova host-evacuate $h `\n  --strict\n"
        "Start-Process nova -ArgumentList 'host-evacuate', $h",
        "3d",
    ),
    "XML": (
        "a.xml",
        '<exec executable="nova">\n <arg value="host-evacuate"/>\n <arg value="${h}"/>\n'
        "</exec><!-- nova host-evacuate -->",
        "2d",
    ),
    "XML, strict": (
        "a.xml",
        '<exec executable="nova">\n <arg value="host-evacuate"/>\n'
        ' <arg value="--strict"/>\n</exec>',
        "",
    ),
    "XML, text": (
        "a.xml",
        "<command>nova host-evacuate</command>\n<c>nova</c>\n<a>host-meta</a>",
        "1d3d",
    ),
    "Dockerfile": (
        "Dockerfile",
        'RUN x && \\\n  nova host-evacuate a\nENTRYPOINT ["nova"]\nCMD ["host-evacuate", "a"]',
        "2d4d",
    ),
    "Dockerfile, strict": (
        "Dockerfile",
        'ENTRYPOINT ["nova", "--debug"]\nCMD ["host-evacuate", "--strict", "a"]',
        "",
    ),
    "systemd": (
        "a.service",
        "# nova host-evacuate\nExecStart=/usr/bin/nova \\\n  host-evacuate %i\n"
        "ExecStop=nova host-evacuate --strict %i",
        "3d",
    ),
    "cron": ("crontab", "*/5 * * * * root . /rc; nova host-evacuate a > /dev/null 2>&1", "1d"),
    "settings": (
        "a.cfg",
        "command_line  /usr/bin/nova host-evacuate $HOSTNAME$\n# nova host-evacuate",
        "1d",
    ),
    "settings with quotes": ("a.conf", 'exec { command => "nova host-evacuate %{host}" }', "1d"),
    "settings apart": (
        "a.ini",
        "command = /usr/bin/nova\nargs = host-evacuate a\n; nova host-evacuate b",
        "2d",
    ),
    "a template of a script": (
        "a.sh.erb",
        "<%= @nova %> host-evacuate <%= @h %>\n<%# nova host-evacuate a %>",
        "1d",
    ),
    "a template of Jinja": (
        "a.sh.j2",
        "{# nova host-evacuate a #}\n{% if x %}\nnova host-evacuate {{ h }}\n{% endif %}",
        "3d",
    ),
    "a template of Go": (
        "a.tpl",
        "nova --os-cloud {{ .Values.c | quote }} host-evacuate {{ .Values.h }} --strict\n"
        "nova host-meta {{ .h }} set a=b",
        "2d",
    ),
    "a template of Python": ("a.py.j2", "x = {{ n }}.hypervisors.search(h, servers = True)", "1s"),
    "a patch": (
        "a.patch",
        "-nova host-evacuate a\n+nova host-evacuate --strict a\n+nova host-evacuate b\n"
        " nova host-evacuate c",
        "3d4d",
    ),
    "a session": (
        "typescript",
        "\x1b[1m$\x1b[0m nova host-evacuate a\n[root@ctl ~(admin)]# nova host-evacuate b",
        "1d2d",
    ),
    "a first line": ("tool", "#!/bin/sh\necho 'nova host-evacuate a'\nnova host-evacuate b", "3d"),
    "another first line": (
        "tool",
        '#!/usr/bin/env python3\n"""nova host-evacuate a"""\nx = ["nova", "host-evacuate"]',
        "3d",
    ),
    "a remark": ("a.go", 'exec.Command("nova", "host-evacuate", h) // strict-scan: ignore', ""),
    "another program": ("a.rb", "system('xe', 'host-evacuate', u)\n`xe host-evacuate uuid=1`", ""),
    "a neighbour": ("a.rb", "`nova hypervisor-list --matching #{h}`", "1q"),
}

PROSE = {
    "a heading": ("a.md", "# nova host-evacuate\n\n## nova host-evacuate command\n", ""),
    "root's prompt": (
        "a.md",
        "# nova host-evacuate compute-1\n# sudo nova host-evacuate c2\n"
        "# . rc; nova host-meta a set b=c",
        "1d2d3d",
    ),
    "a prompt": (
        "a.rst",
        "   $ nova host-evacuate --strict a\n   (venv) $ nova host-evacuate a",
        "2d",
    ),
    "a document in capitals": ("GUIDE.MD", "# nova host-evacuate compute-1", "1d"),
    "a document without a suffix": ("README", "    # nova host-evacuate compute-1", "1d"),
    "a table": (
        "a.md",
        "| `nova host-evacuate <host>` | all |\n| `nova host-evacuate --strict <host>` | one |",
        "1d",
    ),
    "a word in code": (
        "a.md",
        "`nova host-evacuate` moves; ``nova host-meta`` sets; 'nova host-evacuate' too",
        "",
    ),
    "a word in a role": (
        "a.rst",
        "Run :command:`nova host-evacuate` or :command:`nova host-evacuate HOST` now.",
        "1d",
    ),
    "a title": ("a.rst", "nova host-evacuate\n==================\n", ""),
    "usage": (
        "a.rst",
        "  usage: nova host-evacuate [--target_host <host>]\n                     <host>",
        "",
    ),
    "a sentence": (
        "a.txt",
        "Nova host-evacuate fails when it is up.\n"
        "The nova host-evacuate command moves all.\nUse nova host-evacuate, or not.",
        "",
    ),
    "a sentence with other words": (
        "a.md",
        "The nova commands host-evacuate and host-meta are old; we renovate host-evacuate x.",
        "",
    ),
    "a list of changes": (
        "ChangeLog",
        "* nova: add --strict to host-evacuate and its siblings",
        "",
    ),
    "markup": (
        "a.html",
        "<code>nova host-evacuate &lt;host&gt;</code>\n"
        "<code>nova host-evacuate</code> moves\n<pre>\n# nova host-evacuate c1\n</pre>",
        "1d4d",
    ),
    "markup of strictness": (
        "a.html",
        "<code>nova host-evacuate --strict &lt;host&gt;</code><!-- nova host-evacuate a -->",
        "",
    ),
    "a block": ("a.adoc", "[source]\n----\n# nova host-evacuate a\n----", "3d"),
    "a dash that is none": ("a.md", "nova host-evacuate \u2013strict compute-1", "1d"),
    "quotes of a typographer": (
        "a.md",
        "Use \u201cnova host-evacuate HOST\u201d, not \u201cnova host-evacuate\u201d.",
        "1d",
    ),
    "a search": (
        "a.rst",
        "``cs.hypervisors.search(host, servers=True)`` and ``hypervisors.search``",
        "1s",
    ),
    "a search over lines": (
        "a.txt",
        "cs.hypervisors.search(host,  # one\n    servers=True)",
        "1s",
    ),
    "a remark": ("a.md", "`nova host-evacuate HOST` <!-- strict-scan: ignore -->", ""),
    "a route": ("a.md", "GET /v2.1/os-hypervisors/{hypervisor}/servers", "1s"),
    "another client": ("a.md", "`compute.hypervisors(hypervisor_hostname_pattern=h)`", ""),
    "the library's own page": ("a.md", "Pass `hypervisor_hostname_pattern` and so on.", ""),
}

BYTES = {
    "UTF-16": ("a.ps1", "\ufeffnova host-evacuate $h\r\n".encode("utf-16-le"), "1d"),
    "UTF-16, the other way": (
        "a.txt",
        "\ufeff\nnova host-evacuate h1\n".encode("utf-16-be"),
        "2d",
    ),
    "UTF-16 of a program": (
        "a.py",
        "\ufeffrun(['nova', 'host-evacuate', h])".encode("utf-16-le"),
        "",
    ),
    "a mark in front": ("a.sh", b"\xef\xbb\xbf# nova host-evacuate a\nnova host-evacuate b", "2d"),
    "Latin": ("a.sh", b"# caf\xe9\nnova host-evacuate caf\xe9", "2d"),
    "Chinese": ("a.py", "x = '\u758f\u6563 nova host-evacuate ' + h".encode("gbk"), "1d"),
    "a zero soon": ("a.log", b"\0\nnova host-evacuate a", ""),
    "a zero late": ("a.log", b"x" * 9000 + b"\0\nnova host-evacuate a", "2d"),
    "lines of old": ("a.sh", b"nova list\rnova host-evacuate a\r", "1d"),
}

MORE_CODE = (
    (
        "a.js",
        "const { stdout } = await $`nova host-evacuate ${h}`",
        "1d",
    ),
    (
        "a.js",
        "spawn('nova', ['--os-cloud', c, 'host-evacuate', h])",
        "1d",
    ),
    (
        "a.go",
        'cmd := exec.Command("nova",\n\t"host-evacuate",\n\thost)',
        "2d",
    ),
    (
        "a.go",
        "args := []string{}\n"
        'args = append(args, "host-evacuate", h)\n'
        'exec.Command("nova", args...)',
        "2d",
    ),
    (
        "a.rb",
        'system "nova", "host-evacuate", host',
        "1d",
    ),
    (
        "a.rb",
        '# nova host-evacuate a\nsystem("nova host-evacuate #{host} --strict")',
        "",
    ),
    (
        "A.java",
        'Runtime.getRuntime().exec(new String[]{"nova", "host-evacuate", h});',
        "1d",
    ),
    (
        "A.java",
        'System.out.println("nova host-evacuate " + h);',
        "",
    ),
    (
        "a.pl",
        'system("nova", "host-evacuate", $h);\n# nova host-evacuate',
        "1d",
    ),
    (
        "a.pl",
        "my $out = `nova host-evacuate $h`;",
        "1d",
    ),
    (
        "a.ps1",
        'Invoke-Expression "nova host-evacuate $h"',
        "1d",
    ),
    (
        "a.ps1",
        '$args = @("host-evacuate", $h)\n& nova @args',
        "1d",
    ),
    (
        "a.tf",
        'resource "null_resource" "x" {\n'
        '  provisioner "local-exec" {\n'
        '    command = "nova host-evacuate ${var.h}"\n'
        "  }\n"
        "}",
        "3d",
    ),
    (
        "a.service",
        "[Service]\nExecStart=/bin/sh -c 'nova host-evacuate %i'\n",
        "2d",
    ),
    (
        "Dockerfile",
        "CMD nova host-evacuate a",
        "1d",
    ),
    (
        "Dockerfile",
        'CMD ["nova", "host-evacuate", "a"]',
        "1d",
    ),
    (
        "a.c",
        'char *argv[] = {"nova", "host-evacuate", h, NULL};',
        "1d",
    ),
    (
        "a.cpp",
        'std::string c = "nova host-evacuate " + h;\nsystem(c.c_str());',
        "1d",
    ),
    (
        "a.lua",
        'os.execute("nova host-evacuate " .. h)',
        "1d",
    ),
    (
        "a.ini",
        "[x]\ncommand = nova host-evacuate %(host)s",
        "2d",
    ),
    (
        "a.csv",
        'id,command\n1,"nova host-evacuate a"',
        "2d",
    ),
    (
        "a.txt",
        "To evacuate a host run:\n\n    nova host-evacuate compute-1\n\nand wait.",
        "3d",
    ),
    (
        "a.md",
        "```bash\nnova host-evacuate $HOST\n```",
        "2d",
    ),
    (
        "a.md",
        "Use `nova host-evacuate --strict HOST` instead of `nova host-evacuate HOST`.",
        "1d",
    ),
    (
        "a.rst",
        ".. code-block:: console\n"
        "\n"
        "   # nova host-evacuate FAILED_HOST\n"
        "   $ nova hypervisor-servers x",
        "3d4s",
    ),
    (
        "a.groovy",
        "sh '''\n  nova host-evacuate ${H}\n'''",
        "2d",
    ),
    (
        "Jenkinsfile",
        "// nova host-evacuate\nsh(script: 'nova host-evacuate h', returnStdout: true)",
        "2d",
    ),
    (
        "a.xml",
        "<shell>nova host-evacuate ${host}</shell>",
        "1d",
    ),
    (
        "a.xml",
        "<argument>host-evacuate</argument><executable>nova</executable>",
        "1d",
    ),
    (
        "a.diff",
        "+++ b/nova\n--- a/x\n-nova host-evacuate a\n+nova host-evacuate b",
        "4d",
    ),
    (
        "a.bat",
        "set CMD=nova host-evacuate\r\n%CMD% --strict a",
        "1d",
    ),
    (
        "a.vbs",
        '\' nova host-evacuate\nshell.Run "nova host-evacuate " & h',
        "2d",
    ),
    (
        "a.php",
        '<?php exec("nova host-evacuate $h"); // nova host-evacuate',
        "1d",
    ),
    (
        "a.scala",
        'Seq("nova", "host-evacuate", h).!',
        "1d",
    ),
    (
        "a.ex",
        'System.cmd("nova", ["host-evacuate", host])',
        "1d",
    ),
    (
        "a.tcl",
        "exec nova host-evacuate $h",
        "1d",
    ),
    (
        "a.html",
        "<p>The command nova host-evacuate is old</p>",
        "",
    ),
    (
        "a.adoc",
        "= nova host-evacuate\n\nThe `nova host-evacuate` command.",
        "",
    ),
    (
        "a.md",
        "- [nova host-evacuate](x.md)\n- **nova host-evacuate**: moves",
        "",
    ),
    (
        "a.md",
        "1. Run **nova host-evacuate compute-1**.",
        "1d",
    ),
    (
        "a.rst",
        "nova host-evacuate\n  usage: nova host-evacuate [--strict] <host>",
        "",
    ),
    (
        "history",
        " 1001  nova host-evacuate compute-1",
        "1d",
    ),
    (
        "a.toml",
        '[tool]\nargs = ["host-evacuate", "x"]\ncommand = "nova"',
        "2d",
    ),
    (
        "a.properties",
        "cmd=nova host-evacuate ${h}",
        "1d",
    ),
    (
        "a.exp",
        'spawn nova host-evacuate $host\nsend "nova host-evacuate b\\r"',
        "1d2d",
    ),
    (
        "a.robot",
        "Run Process    nova    host-evacuate    ${h}",
        "1d",
    ),
    (
        "a.sh.in",
        "@NOVA@ host-evacuate $h\nnova host-evacuate @HOST@",
        "1d2d",
    ),
    (
        "a.js",
        "const args = ['host-evacuate'];\nargs.push(host);\nspawn('nova', args);",
        "1d",
    ),
    (
        "a.rs",
        'let out = Command::new("nova").args(&["host-evacuate", host]).output()?;',
        "1d",
    ),
    (
        "a.rs",
        '// nova host-evacuate\neprintln!("nova host-evacuate failed");',
        "",
    ),
    (
        "A.cs",
        'Process.Start("nova", $"--os-cloud {c} host-evacuate {h}");',
        "1d",
    ),
    (
        "A.kt",
        'Runtime.getRuntime().exec(arrayOf("nova", "host-evacuate", h))',
        "1d",
    ),
    (
        "a.cmd",
        "@echo off\r\n"
        'if "%1"=="x" nova host-evacuate %2\r\n'
        "call nova host-evacuate --strict %2\r\n",
        "2d",
    ),
    (
        "a.ps1",
        "if ($x) { nova host-evacuate $h }\n$out = nova host-evacuate --strict $h",
        "1d",
    ),
    (
        "a.nomad",
        'task "x" {\n'
        "  config {\n"
        '    command = "/bin/sh"\n'
        '    args = ["-c", "nova host-evacuate $H"]\n'
        "  }\n"
        "}",
        "4d",
    ),
    (
        "a.xml",
        '<property name="cmd" value="nova host-evacuate ${h}"/>',
        "1d",
    ),
    (
        "a.md",
        "> nova host-evacuate compute-1\n\n    root# nova host-evacuate compute-2",
        "1d3d",
    ),
    (
        "a.rst",
        "``nova host-evacuate``\n   Moves. See `nova host-evacuate`_ and *nova host-evacuate*.",
        "",
    ),
    (
        "a.rst",
        ".. option:: nova host-evacuate\n\n:program:`nova host-evacuate`",
        "",
    ),
    (
        "CHANGELOG.md",
        "- nova host-evacuate now takes --strict\n- Fixed nova host-evacuate when down",
        "",
    ),
    (
        "a.log",
        "2026-01-01 INFO nova host-evacuate failed for compute1",
        "",
    ),
    (
        "a.txt",
        "After a failure we ran nova host-evacuate compute-12 and lost ten hosts.",
        "1d",
    ),
    (
        "a.html",
        "<li>Run <tt>nova host-evacuate compute1</tt></li>",
        "1d",
    ),
    (
        "a.tex",
        "% nova host-evacuate\n\\texttt{nova host-evacuate host1}",
        "2d",
    ),
    (
        "sudoers",
        "ha ALL=(root) NOPASSWD: /usr/bin/nova host-evacuate *",
        "1d",
    ),
    (
        "a.env",
        'EVACUATE_CMD="nova host-evacuate"',
        "1d",
    ),
    (
        "a.groovy",
        'def c = ["nova", "host-evacuate", host]\nc.execute()',
        "1d",
    ),
    (
        "a.gradle",
        "commandLine 'nova', 'host-evacuate', host",
        "1d",
    ),
)
