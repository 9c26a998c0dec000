"""Run by a client's interpreter: it imports the client once, and forks for each run of it.

It reads one JSON object per line (``arguments``, ``environment``) and answers each with one
(``status``, ``stdout``, ``stderr``). It knows nothing of the harness, and runs on any Python
that its client runs on.
"""

import contextlib
import importlib
import inspect
import json
import os
import sys
import tempfile
from typing import Any, BinaryIO


def _serve(answers: int) -> None:
    modules: list[str] = []
    with os.fdopen(answers, "w") as stream:
        for line in sys.stdin:
            _import(modules)
            answer = _run(json.loads(line))
            modules = answer.pop("modules")
            stream.write(json.dumps(answer) + "\n")
            stream.flush()


def _import(names: list[str]) -> None:
    """Import what a run imported, so that the next one need not."""
    for name in names:
        if name not in sys.modules:
            try:
                importlib.import_module(name)
            except Exception:
                continue


def _run(asked: dict[str, Any]) -> dict[str, Any]:
    with contextlib.ExitStack() as stack:
        files = [stack.enter_context(tempfile.TemporaryFile()) for _ in range(3)]
        child = os.fork()
        if not child:
            _be_client(asked, *files)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        stdout, stderr, modules = [_read(file) for file in files]
    names = json.loads(modules or "[]")
    return {"status": status, "stdout": stdout, "stderr": stderr, "modules": names}


def _be_client(asked: dict[str, Any], out: BinaryIO, err: BinaryIO, modules: BinaryIO) -> None:
    """Do what the client's executable does, and end."""
    os.dup2(out.fileno(), 1)
    os.dup2(err.fileno(), 2)
    os.environ.clear()
    os.environ.update(asked["environment"])
    status = _status(asked["arguments"])
    modules.write(json.dumps(sorted(sys.modules)).encode())
    for stream in (sys.stdout, sys.stderr, modules):
        stream.flush()
    os._exit(status)


def _status(arguments: list[str]) -> int:
    from novaclient import shell

    sys.argv = ["nova", *arguments]
    # Where it takes arguments, it remembers those of the moment when it was imported.
    taken = len(inspect.signature(shell.main).parameters)
    try:
        status = shell.main(*[arguments][:taken])
    except SystemExit as leaving:
        status = leaving.code
    except BaseException:
        sys.excepthook(*sys.exc_info())
        return 1
    if status is None or isinstance(status, int):
        return status or 0
    print(status, file=sys.stderr)
    return 1


def _read(file: BinaryIO) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")


if __name__ == "__main__":
    answers = os.dup(1)
    os.dup2(2, 1)
    _serve(answers)
