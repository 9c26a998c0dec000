"""The machine and the commit that measurements come from."""

import os
import platform
import subprocess
from dataclasses import dataclass
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_CPUS = Path("/proc/cpuinfo")


@dataclass(frozen=True)
class Machine:
    """What a time depends on; no name that would tell whose machine it is."""

    cpu: str
    cores: int
    python: str
    system: str
    load: float
    """The load average of the last minute, before the bench added its own."""


def describe() -> Machine:
    """Describe this machine as it is now."""
    return Machine(
        cpu=_cpu(),
        cores=os.cpu_count() or 1,
        python=f"{platform.python_implementation()} {platform.python_version()}",
        system=_system(),
        load=round(os.getloadavg()[0], 1),
    )


def _cpu() -> str:
    """Return the model from ``/proc/cpuinfo``, or else the architecture."""
    lines = _CPUS.read_text().splitlines() if _CPUS.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.machine()


def _system() -> str:
    try:
        name = platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return f"{platform.system()} {platform.release()}"
    return f"{name}, {platform.system()} {platform.release()}"


def commit() -> str:
    """Return the commit of the repository, with ``, changed`` if files differ from it.

    Where there is no repository, or no git, return ``unknown``.
    """
    head = _git("rev-parse", "--short=12", "HEAD")
    if not head:
        return "unknown"
    return f"{head}, changed" if _git("status", "--porcelain", "--untracked-files=no") else head


def _git(*arguments: str) -> str:
    try:
        found = subprocess.run(["git", *arguments], cwd=_ROOT, capture_output=True, text=True)
    except OSError:
        return ""
    return found.stdout.strip()
