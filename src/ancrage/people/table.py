"""The table of rights, read from `data/rights`: one file for each capability, checked as read."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from ancrage.kernel.rights import Reach, Right, Rights, merged
from ancrage.people.roles import IMPLICIT, role_kinds

FOLDER = Path(__file__).parent / "data" / "rights"
KEYS = {"label", "who", "writes", "condition", "private", "without", "routes", "commands"}


def load_rights() -> Rights:
    """Every capability's rights as one table. ValueError names the file and the line at fault."""
    sections = sorted(
        (entry for entry in FOLDER.iterdir() if entry.name.endswith(".yaml")),
        key=lambda entry: entry.name,
    )
    return merged(
        read_section(yaml.safe_load(entry.read_text(encoding="utf-8")) or {}, entry.name)
        for entry in sections
    )


def read_section(told: Mapping[str, Any], name: str) -> Rights:
    """One file's rights with the doors that they open."""
    table = Rights({}, {}, {})
    for action, line in told.items():
        table.rights[action] = _right(action, line, f"{name}, {action}")  # type: ignore[index]
        for kind in ("routes", "commands"):
            doors = getattr(table, kind)
            for door in line.get(kind, ()):
                if door in doors:
                    raise ValueError(f"{name}, {action}: the door {door!r} is told twice")
                doors[door] = action
    return table


def _right(action: str, line: Mapping[str, Any], place: str) -> Right:
    unknown = sorted(line.keys() - KEYS)
    strangers = sorted(line["who"].keys() - role_kinds().keys() - IMPLICIT.keys())
    if unknown or strangers:
        raise ValueError(f"{place}: unknown {', '.join(unknown + strangers)}")
    return Right(
        action=action,
        label=line["label"],
        writes=line.get("writes", False),
        who={role: Reach(reach) for role, reach in line["who"].items()},
        condition=line.get("condition", ""),
        private=line.get("private", False),
        without=line.get("without", {}),
    )
