"""The JSON Schemas of the files that people write, and what is told of one that breaks its own."""

import json
import tomllib
from pathlib import Path
from typing import Any

from harness.errors import HarnessError

FLEET, SCENARIOS = "fleet", "scenarios"
_HERE = Path(__file__).parent
_LONGEST = 120


def path(name: str) -> Path:
    """Return where the schema of that name is."""
    return _HERE / f"{name}.schema.json"


def load(file: Path, name: str, hint: str) -> dict[str, Any]:
    """Read a TOML file that keeps to a schema.

    :param hint: how to name another file.
    :raises HarnessError: when it cannot be read, is no TOML or breaks the schema.
    """
    try:
        content = tomllib.loads(file.read_text())
    except OSError as error:
        raise HarnessError(f"{file}: {error.strerror or error}; {hint}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise HarnessError(f"{file}: not TOML: {error}; correct the file") from error
    try:
        check(content, name)
    except HarnessError as error:
        raise HarnessError(f"{file}: {error}") from error
    return content


def check(content: dict[str, Any], name: str) -> None:
    """Hold what a file says against the schema of that name.

    :raises HarnessError: at the first thing that is wrong; says where.
    """
    # Imported where a file is read: the verbs that read none work without it.
    import jsonschema  # type: ignore[import-untyped]

    validator = jsonschema.Draft202012Validator(json.loads(path(name).read_text()))
    found = jsonschema.exceptions.best_match(validator.iter_errors(content))
    if found:
        raise HarnessError(f"{found.json_path}: {_explain(found)}")


def _explain(found: Any) -> str:
    if found.validator == "additionalProperties":
        known = found.schema["properties"]
        unknown = next(key for key in found.instance if key not in known)
        return f"unknown key '{unknown}'; known here: {', '.join(sorted(known))}"
    if found.validator == "enum":
        choice = ", ".join(found.validator_value)
        return f"{found.instance!r} is none of {choice}; choose one of them"
    text = found.message
    if len(text) > _LONGEST:
        text = f"{text[: _LONGEST // 2]} ... {text[-_LONGEST // 2 :]}"
    described = found.schema.get("description")
    return f"{text}; here belongs: {described}" if described else str(text)
