"""Shell scripts and makefiles, each with the lines of its calls and their kinds.

A kind is written by its first letter, but ``q`` for SEARCH, which only asks.
"""

SHELL = {
    # what is substituted before or behind the command
    "a token that a command prints": (
        'nova --os-token "$(get token | tr -d x)" host-evacuate n1',
        "1d",
    ),
    "a password from a file": (
        "nova --os-password `head -1 /etc/pw` host-servers-migrate n1",
        "1d",
    ),
    "strict behind a substitution": ('nova host-evacuate "$(pick | head -1)" --strict', ""),
    "strict behind a backtick": (
        "nova host-evacuate-live `uname -n` --strict --max-servers 2",
        "",
    ),
    "strict behind arithmetic": ("nova host-evacuate node$((i + 1)) --strict", ""),
    "strict within a substitution": ('nova host-evacuate "$(pick --strict)"', "1d"),
    "strict that may be empty": ('nova host-evacuate ${SAFE:+--strict} "$h"', "1d"),
    "strict behind two dashes": ('nova host-evacuate -- "$h" --strict', "1d"),
    "strict in a variable": (
        'opts="--strict --target_host n2"\nnova host-evacuate $opts "$h"',
        "",
    ),
    "strict in a variable of a branch": (
        "if x; then o=--strict; fi\nnova host-evacuate $o h",
        "2d",
    ),
    "strict in a list": ('o=(--strict)\no+=(--force)\nnova host-evacuate "${o[@]}" h', ""),
    "no strict in a list": ('o=(--no-strict)\nnova host-evacuate "${o[@]}" h', "2e"),
    "strict of another command": ("nova host-evacuate a |\n tee --strict", "1d"),
    "strict on the next line": ("nova host-evacuate a \\\n  --strict", ""),
    "strict behind a pipe within quotes": ("nova host-evacuate 'a|b;c&d' --strict", ""),
    "an address with an ampersand": (
        "nova --os-auth-url 'http://k/?a=1&b=2' host-evacuate n1",
        "1d",
    ),
    "a quoted semicolon": ('nova --os-password "x;y|z" host-meta n1 set a=b', "1d"),
    "quotes within a word": ("nova host-'evacuate' n1; nova 'host-evacuate' n1", "1d"),
    # how the words get there
    "a list of arguments": ('a=(host-evacuate "$h")\na+=(--force)\n"$NOVA" "${a[@]}"', "1d"),
    "a list that is strict": ('a=(host-evacuate --strict "$h")\nnova "${a[@]}"', ""),
    "a list whose strictness is added": (
        'a=(nova host-evacuate)\na+=(--strict "$h")\n"${a[@]}"',
        "",
    ),
    "a list that is the command": (
        'c=(nova --debug)\nc+=(host-servers-migrate)\n"${c[@]}" h',
        "2d",
    ),
    "a function": (
        'osc() { command nova --os-cloud "$1" "${@:2}"; }\nosc eu host-evacuate "$h"',
        "2d",
    ),
    "a function with all arguments": ("function n { nova $*; }\nn host-meta h set a=b", "2d"),
    "a function that is strict": ('n() { nova "$@" --strict; }\nn host-evacuate h', ""),
    "a function that is used before": (
        'main() { n host-evacuate h; }\nn() { nova "$@"; }\nmain',
        "1d",
    ),
    "a function of another program": ('x() { xe "$@"; }\nx host-evacuate uuid=1', ""),
    "an alias": ("alias n='nova --debug'\nn host-evacuate h", "2d"),
    "an alias of all of it": ("alias evac='nova host-evacuate'", "1d"),
    "a text that grows": ('c=nova\nc+=" --debug"\nc+=" host-evacuate-live $h"\n$c', "3d"),
    "a text made of itself": ('c="nova "\nc="$c host-evacuate $h"\neval "$c"', "2d"),
    "a text that gets strict": ('c="nova host-evacuate"\nc="$c --strict $h"\n$c', ""),
    "a text that is used strictly": ('C="nova host-evacuate"\n$C --strict a', ""),
    "a text that is used in both ways": ('C="nova host-evacuate"\n$C --strict a\n$C b', "1d"),
    "a text that nobody uses": ('export CMD="nova host-evacuate $1"', "1d"),
    "a command of several": (
        "if x; then s=host-evacuate; else s=host-evacuate-live; fi\nnova $s h",
        "1d",
    ),
    "a command from a table": (
        "declare -A S=([a]=host-evacuate [b]=list)\nnova ${S[$k]} $h",
        "2d",
    ),
    "a loop over commands": ("for s in host-meta host-evacuate; do\n nova $s $h\ndone", "1d"),
    "positional parameters": ('set -- host-evacuate "$h"\nnova "$@"', "1d"),
    "a client that is found": ("N=$(command -v nova)\n$N host-evacuate h", "2d"),
    "a client with a default": ('"${CLIENT:-nova}" host-evacuate h', "1d"),
    "a client that is unknown": ("$CLIENT --insecure host-evacuate h", "1d"),
    "a variable of which nothing follows": ("$A b host-evacuate h", ""),
    # what starts it
    "sudo and env": ("sudo -u nova env OS_CLOUD=x nova host-evacuate h", "1d"),
    "a container": ("podman exec -i nova_api nova --insecure host-evacuate h", "1d"),
    "a pod": ("kubectl exec nova-api-0 -c nova -- nova host-servers-migrate h", "1d"),
    "xargs": ("cat down | xargs -I% -P4 nova host-evacuate %", "1d"),
    "parallel": ("parallel nova host-evacuate {} ::: a b", "1d"),
    "find": ("timeout 60 nova host-evacuate h || exit 1", "1d"),
    "another shell": ("bash -c 'source rc; nova host-evacuate \"$0\"' h", "1d"),
    "another host": ("ssh ctl \"sudo bash -lc 'nova host-evacuate $h'\"", "1d"),
    "another host, strictly": ("ssh ctl \"nova host-evacuate --strict '$h'\"", ""),
    "trap": ("trap 'nova host-evacuate $h' EXIT", "1d"),
    "a condition": (
        "if ! nova host-evacuate h; then :; fi; [ x ] && nova host-meta h set a=b",
        "1d1d",
    ),
    "a loop": ("while ! nova host-evacuate h; do sleep 1; done", "1d"),
    "in the background": ("nova host-evacuate a & nova host-evacuate --strict b & wait", "1d"),
    "a substitution": ('out=$(nova host-evacuate "$h" 2>&1) || die', "1d"),
    "a redirection before it": ("nova 2>/dev/null host-evacuate h >log", "1d"),
    "a redirection and strict": ("nova 2>&1 host-evacuate --strict h", ""),
    "a wrapper": ("supernova prod host-evacuate h", "1d"),
    "a snap": ("openstackclients.nova host-evacuate h", "1d"),
    # documents
    "a document for another host": (
        "ssh ctl <<EOF\n# nova host-evacuate a\nnova host-evacuate b\nEOF",
        "3d",
    ),
    "a document that becomes a script": ("cat > /usr/bin/x <<'E'\nnova host-evacuate $1\nE", "2d"),
    "a document for a shell": ("cat <<E | sudo bash\nnova host-evacuate a\nE", "2d"),
    "a document in a variable": ("x=$(cat <<E\nnova host-evacuate a\nE\n)", "2d"),
    "a document for people": ("cat <<E\nUsage: nova host-evacuate a\nE", ""),
    "a document for people, as an error": ("cat >&2 <<E\nnova host-evacuate a\nE", ""),
    "a document for nobody": (": <<'E'\nnova host-evacuate a\nE", ""),
    "a document for Python": (
        "python3 <<E\nimport os\n# nova host-evacuate\nos.system('nova host-evacuate h')\nE",
        "4d",
    ),
    "Python on the command line": (
        "python -c \"import os; os.system('nova host-evacuate h')\"",
        "1d",
    ),
    "a search on the command line": ("python -c 'n.hypervisors.search(h, servers=True)'", "1s"),
    # who only speaks of it
    "echo": ('echo "then: nova host-evacuate $h"; printf "nova host-evacuate %s" $h', ""),
    "echo into a shell": ('echo "nova host-evacuate $h" | ssh ctl', "1d"),
    "echo into a script": ('echo "nova host-evacuate $h" >> todo.sh', "1d"),
    "echo into a log": ('echo "nova host-evacuate $h" >> run.log', ""),
    "a function that logs": (
        'log_info "nova host-evacuate $h"; die "nova host-evacuate failed"',
        "",
    ),
    "a function that logs and runs": ("log_and_run nova host-evacuate $h", "1d"),
    "who looks for it": ("ps ax | grep 'nova host-evacuate' | grep -v grep", ""),
    "who kills it": ("pkill -f 'nova host-evacuate' || true", ""),
    "who compares it": ('[[ "$c" == "nova host-evacuate"* ]] && exit', ""),
    "a commit": ("git commit -m 'nova host-evacuate a'", ""),
    "a text of the usage": ('USAGE="nova host-evacuate HOST"', ""),
    "help of it": (
        "nova help host-evacuate; nova host-evacuate -h; nova --help host-evacuate",
        "",
    ),
    "a case": ("case $1 in nova) host-evacuate x;; esac", ""),
    "a comment": ("x=1 # nova host-evacuate a\n  # nova host-evacuate b", ""),
    "a comment behind quotes": ("echo 'a' \"b\" # nova host-evacuate a", ""),
    "another program": ("XE=xe\n$XE host-evacuate uuid=$u; $xe_cmd host-evacuate host=$u", ""),
    "another client": ("nova-manage host-evacuate a; nova list host-evacuate a", ""),
    # neighbours of the command
    "hypervisor-servers": ("nova hypervisor-servers $h", "1s"),
    "hypervisor-servers, strictly": (
        "nova hypervisor-servers --strict $h | awk '{print $2}'",
        "1s",
    ),
    "hypervisor-list": ("nova hypervisor-list; nova hypervisor-list --limit 5", ""),
    "hypervisor-list that matches": ("nova hypervisor-list --matching=$h", "1q"),
    "an abbreviation": ("nova hypervisor-list --match $h", "1q"),
    "routes": (
        'curl "$N/os-hypervisors/$h/servers"\ncurl $N/os-hypervisors/x/search\n'
        "curl $N/os-hypervisors/7/uptime",
        "1s2q",
    ),
    "a pattern": ('curl -G "$N/os-hypervisors" -d hypervisor_hostname_pattern=$h', "1q"),
    "a pattern and servers": (
        'curl "$N/x?hypervisor_hostname_pattern=$h&with_servers=true"',
        "1s",
    ),
    # what silences
    "a remark": ("nova host-evacuate a # strict-scan: ignore\nnova host-evacuate b", "2d"),
    "a remark behind a continued line": ("nova host-evacuate \\\n  a # strict-scan: ignore", ""),
    # what is broken
    "a script that does not end": ("if x; then\nnova host-evacuate a", "2d"),
    "a quote that does not end": ("nova host-evacuate a\necho 'x", "1d"),
    "lines of Windows": ("nova host-evacuate a\r\nnova host-evacuate \\\r\n --strict\r\n", "1d"),
}

MAKE = {
    "a variable": ("OS ?= nova\ndrain:\n\t@$(OS) --debug host-evacuate $(HOST)", "3d"),
    "braces": ("x: ; ${NOVA} host-evacuate ${HOST}", "1d"),
    "strict": ("x:\n\t-$(NOVA) host-evacuate $(HOST) \\\n\t  --strict", ""),
    "a loop": ("x:\n\tfor h in $(HOSTS); do \\\n\t  nova host-evacuate $$h; \\\n\tdone", "3d"),
    "a variable of the shell": ("x:\n\tO=--strict; nova host-evacuate $$O a", ""),
    "a variable of make's": ("O = --strict\nx:\n\tnova host-evacuate $(O) a", ""),
    "echo": ("x:\n\t@echo nova host-evacuate $(HOST)", ""),
    "a comment": ("# nova host-evacuate\nx:\n\t# nova host-evacuate a\n\ttrue", ""),
    "a function of make's": ("X := $(shell nova host-evacuate a)", "1d"),
    "a whole command": ("EVAC = nova host-evacuate # not strict\nx:\n\t$(EVAC) a", "1d"),
    "a whole command, strictly": ("EVAC = nova host-evacuate\nx:\n\t$(EVAC) --strict a", ""),
    "another program": ("XE = /opt/xe\nx:\n\t$(XE) host-evacuate host=a", ""),
    "a condition": ("ifdef A\nx:\n\tnova host-meta a set b=c\nendif", "3d"),
    "a recipe of its own": ("define R\nnova host-evacuate $(1)\nendef", "2d"),
    "a remark": ("x:\n\tnova host-evacuate a # strict-scan: ignore", ""),
}

MORE_SHELL = (
    (
        'NOVA_CMD="nova --os-cloud $c"\n$NOVA_CMD host-evacuate "$h"',
        "2d",
    ),
    (
        "for h in $(nova hypervisor-list | awk '/down/{print $4}'); do\n"
        "  nova host-evacuate --target_host x $h\n"
        "done",
        "2d",
    ),
    (
        'nova host-evacuate --target-host "$t" "$h" --strict',
        "",
    ),
    (
        'run() { "$@"; }\nrun nova host-evacuate "$h"',
        "2d",
    ),
    (
        'nova --debug host-evacuate \\\n    --on-shared-storage \\\n    "$1"',
        "1d",
    ),
    (
        'cmd=(nova --os-cloud "$c" host-evacuate)\n'
        '[ -n "$t" ] && cmd+=(--target_host "$t")\n'
        '"${cmd[@]}" "$h"',
        "1d",
    ),
    (
        'cmd=(nova host-evacuate)\nif supports_strict; then cmd+=(--strict); fi\n"${cmd[@]}" "$h"',
        "1d",
    ),
    (
        'eval "nova host-evacuate $h"',
        "1d",
    ),
    (
        "nohup nova host-evacuate $h > /tmp/x 2>&1 &",
        "1d",
    ),
    (
        'watch -n 5 "nova host-evacuate $h"',
        "1d",
    ),
    (
        'su -c "nova host-evacuate $h" nova',
        "1d",
    ),
    (
        "cat <<-EOF | at now\n\tnova host-evacuate $h\n\tEOF",
        "2d",
    ),
    (
        "echo nova host-evacuate $h | at now + 5 minutes",
        "1d",
    ),
    (
        "tee /usr/local/bin/drain <<EOF\n#!/bin/sh\nnova host-evacuate \\$1\nEOF",
        "3d",
    ),
    (
        "nova host-evacuate $h | grep -- --strict",
        "1d",
    ),
    (
        "[ -x /usr/bin/nova ] && /usr/bin/nova host-evacuate $h",
        "1d",
    ),
    (
        'nova() { docker run novaclient nova "$@"; }\nnova host-evacuate h',
        "2d",
    ),
    (
        "local sub='host-evacuate'\n/usr/bin/nova $sub $h",
        "1d",
    ),
    (
        "sub=${1:-host-evacuate}\nnova $sub $h",
        "1d",
    ),
    (
        'logger -t ha "nova host-evacuate $h"\nnova host-evacuate $h 2>&1 | logger -t ha',
        "2d",
    ),
    (
        "printf 'nova host-evacuate %s\\n' $hosts | bash",
        "1d",
    ),
    (
        "#nova host-evacuate a\n##  nova host-evacuate b",
        "",
    ),
    (
        'if [ "$1" = host-evacuate ]; then nova list; fi',
        "",
    ),
    (
        "nova host-evacuate $(cat hosts) ; nova host-evacuate-live --strict x "
        "&& nova host-servers-migrate y",
        "1d1d",
    ),
    (
        "PATH=/opt/bin:$PATH nova host-evacuate h1",
        "1d",
    ),
    (
        "openstack host-evacuate h; openstack server list --host h",
        "",
    ),
    (
        'OPTS="--strict"\nnova host-evacuate $OPTS "$h"',
        "",
    ),
    (
        "exec 3< <(nova host-evacuate $h)",
        "1d",
    ),
    (
        "function evac {\n  local host=$1\n  nova host-evacuate $host || return 1\n}\nevac a",
        "3d",
    ),
    (
        'nova host-evacuate "$h" >>"$LOG" 2>&1 --strict',
        "",
    ),
    (
        "select c in host-evacuate list; do nova $c $h; done",
        "1d",
    ),
    (
        "read -r -d '' S <<'EOF'\nnova host-evacuate $1\nEOF\nbash -c \"$S\"",
        "2d",
    ),
    (
        "typeset -a A=(nova host-evacuate)\n${A[*]} $h",
        "1d",
    ),
    (
        "echo $(nova host-evacuate $h)",
        "1d",
    ),
    (
        "awk '{system(\"nova host-evacuate \" $1)}' hosts",
        "1d",
    ),
    (
        "curl -s -H x $NOVA/os-hypervisors/${h}/servers | jq .",
        "1s",
    ),
    (
        "sed -i 's/nova host-evacuate/nova host-evacuate --strict/' x.sh",
        "",
    ),
    (
        "nova host-evacuate 'a b'; nova host-evacuate \"\"",
        "1d1d",
    ),
    (
        "nova \\\n  --os-cloud x \\\n  host-evacuate \\\n  h",
        "3d",
    ),
    (
        'STRICT=--strict\nnova host-evacuate ${STRICT} $h\nnova host-evacuate "$STRICT" $h',
        "",
    ),
    (
        "nova host-evacuate $h --strict=true",
        "",
    ),
    (
        "ssh root@$c nova host-evacuate $h",
        "1d",
    ),
    (
        "ssh root@$c <<'E'\n. rc\nnova host-evacuate a\nE",
        "3d",
    ),
    (
        "HE='nova host-evacuate'\neval $HE $h",
        "1d",
    ),
    (
        "echo '*/5 * * * * root nova host-evacuate h' > /etc/cron.d/x",
        "1d",
    ),
    (
        'x="$(nova host-evacuate "$h")"',
        "1d",
    ),
    (
        'nova hypervisor-list --matching "$h" | grep x',
        "1q",
    ),
    (
        "alias nova='nova --os-cloud x'\nnova host-evacuate h",
        "2d",
    ),
    (
        "dry_run echo nova host-evacuate",
        "1d",
    ),
    (
        "nova --os-auth-token $(openstack token issue -f value -c id | tail "
        "-n1) host-evacuate $1 --strict",
        "",
    ),
    (
        'args=()\nargs+=(host-evacuate)\nargs+=("$1")\nnova --debug "${args[@]}"',
        "2d",
    ),
    (
        'drain() { local cmd=$1; shift; nova "$cmd" "$@"; }\n'
        "drain host-evacuate h1\n"
        "drain host-servers-migrate --strict h1",
        "2d",
    ),
    (
        "base='nova --os-cloud x'\nfull=\"$base host-evacuate\"\n$full h1",
        "2d",
    ),
    (
        'echo "nova host-evacuate h1" | tee -a run.log',
        "",
    ),
    (
        "cat >> ~/.bashrc <<'EOF'\nalias ev='nova host-evacuate'\nEOF",
        "2d",
    ),
    (
        "  # usage: nova host-evacuate <host>\n  :",
        "",
    ),
    (
        "fail \"nova host-evacuate $h failed\"\nwarn 'about to nova host-evacuate'",
        "",
    ),
    (
        'test "$(nova host-evacuate a)" = x',
        "1d",
    ),
    (
        "cat <<USAGE\n  $0 [host]\n  runs nova host-evacuate host\nUSAGE\nexit 1",
        "",
    ),
    (
        "if grep -q 'nova host-evacuate' x; then nova host-evacuate-live --no-strict a; fi",
        "1e",
    ),
    (
        "screen -dmS x bash -c 'nova host-evacuate a; exec bash'",
        "1d",
    ),
    (
        "crontab -l | { cat; echo '0 * * * * nova host-evacuate a'; } | crontab -",
        "1d",
    ),
    (
        "pssh -h hosts -i 'nova host-evacuate $(hostname)'",
        "1d",
    ),
    (
        'nova host-evacuate $h || { echo "nova host-evacuate failed" >&2; exit 1; }',
        "1d",
    ),
    (
        "python3 -c \"\nimport subprocess\nsubprocess.run(['nova','host-evacuate','$h'])\n\"",
        "3d",
    ),
    (
        "NOVA=nova; SUB=host-evacuate; $NOVA $SUB --strict $h",
        "",
    ),
    (
        "unset STRICT\nnova host-evacuate $STRICT h",
        "2d",
    ),
    (
        "expect <<E\nspawn nova host-evacuate a\nE",
        "2d",
    ),
    (
        "for i in 1 2; do echo nova host-evacuate h$i; done | xargs -0",
        "",
    ),
)

MORE_MAKE = (
    (
        "drain:\n\tssh ctl 'nova host-evacuate $(HOST)'",
        "2d",
    ),
    (
        "CMD := nova\nSUB := host-evacuate\nx:\n\t$(CMD) $(SUB) a",
        "2d",
    ),
    (
        "help:\n\t@echo \"drain: nova host-evacuate\"\n\t@printf 'nova host-evacuate'",
        "",
    ),
    (
        ".PHONY: x\nx:\n\t@set -e; for h in $(H); do $(NOVA) host-evacuate --strict $$h; done",
        "",
    ),
)
