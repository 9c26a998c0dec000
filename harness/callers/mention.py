"""Who only speaks of a command and does not run it."""

import re

_SPEAKS = re.compile(
    r"(.*[_.])?(abort|alert|bail|banner|[a-z]?echo|complain|critical|debug|deprecated|die|e?info|"
    r"e?error|err|exception|fail|fail_json|fatal|help|log|logger|msg|message|note|notice|notify|"
    r"e?print\w*|puts|raise|say|syslog|throw|trace|usage|verbose|warn|warning|warnings|"
    r"write_?line|writeln|write-\w+)(f|ln)?([_.].*)?",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_RUNS = re.compile(
    r"(?i)(^|_)(call|check|cmd|command|do|exec|execute|retry|run|spawn|system|try)(_|$)"
)
_FAULT = re.compile(r"\w*(Error|Exception|Warning|Failed|Failure|NotFound|Exit)")
_ALWAYS = {
    *("echo", "printf", "print", "logger", "wall", "mail", "sendmail", "notify-send", "say"),
    *("grep", "egrep", "fgrep", "zgrep", "rg", "ag", "ack", "pgrep", "pkill", "pidof"),
    *(
        "sed",
        "awk",
        "gawk",
        "mawk",
        "git",
        "man",
        "which",
        "type",
        "whatis",
        "apropos",
        "test",
        "[",
    ),
    *("dialog", "whiptail", "zenity", "read", "cat", "less", "more", "tput", "banner", "figlet"),
    *("compgen", "complete", "basename", "dirname", "expr", "diff", "cowsay", "write", "xe"),
}
_NAMES = re.compile(
    r"(?i)(.*_)?(banner|desc|descr|description|doc|docs|epilog|err|error|errmsg|example|examples|"
    r"help|hint|label|log|message|metavar|msg|note|pattern|prompt|reason|re|regex|regexp|"
    r"summary|synopsis|text|title|usage|warning)s?(_.*)?"
)


def is_awk(name: str) -> bool:
    """Whether a program is given another one, which may run commands."""
    return name in ("awk", "gawk", "mawk", "mawk")


def always(name: str) -> bool:
    """Whether a program prints or looks for its arguments, and runs none of them."""
    return name in _ALWAYS


def speaks(name: str) -> bool:
    """Whether a function's name says that its arguments are text for people."""
    parted = _CAMEL.sub("_", name)
    speaks = _SPEAKS.fullmatch(parted) and not _RUNS.search(parted)
    return bool(speaks or _FAULT.fullmatch(name))


def is_text(name: str) -> bool:
    """Whether the name of a variable or an option says that it holds text for people."""
    return bool(_NAMES.fullmatch(name))
