"""A made-up journal, as the site exports it, for the measure of its checkers."""

import datetime as dt
import random
from pathlib import Path
from typing import Any

from ancrage.kernel.chain import FIRST, canonical, entry_hash, seal, written_instant

ROLES = ("national", "copilot", "elected_lead", "referent")
BEGIN = dt.datetime(2019, 1, 7, 9, tzinfo=dt.UTC)


def write_export(path: Path, *, entries: int, seed: int) -> None:
    """Write an export of so many chained entries, each with a change and a name."""
    draw, previous = random.Random(seed), FIRST  # noqa: S311 - no secret
    lines = []
    for number in range(1, entries + 1):
        line, previous = _entry(draw, number, previous)
        lines.append(line)
    header = {"journal": "ancrage-1", "first": 1, "last": entries, "previous": FIRST}
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f"{canonical(header | {'head': previous})}\n")
        file.writelines(lines)


def _entry(draw: random.Random, number: int, previous: str) -> tuple[str, str]:
    change = {
        "before": {"state": "submitted"},
        "after": {"state": "accepted", "until": "2026-12-31"},
        "details": {"reason": "Motif de la décision, en une phrase."},
        "salt": f"{draw.getrandbits(128):032x}",
    }
    personal = {"actor_name": "Une personne", "salt": f"{draw.getrandbits(128):032x}"}
    region = f"{draw.randrange(11, 95)}"
    body: dict[str, Any] = {
        "number": number,
        "at": written_instant(BEGIN + dt.timedelta(minutes=40 * number)),
        "actor": f"{draw.getrandbits(128):032x}",
        "as": {"role": draw.choice(ROLES), "scope": f"region:{region}", "organisation": "Région"},
        "through": "site",
        "command": "adaptation.accept_amendment",
        "about": {"kind": "amendment", "reference": str(number), "label": "Une modification"},
        "says": "Modification acceptée : la liste a une nouvelle version",
        "where": {"region": [region]},
        "private": number % 10 == 0,
        "seals": {"change": seal(change), "personal": seal(personal)},
        "previous": previous,
    }
    told = entry_hash(body)
    parts = {"change": change, "personal": personal}
    return f"{canonical(body | {'parts': parts, 'hash': told})}\n", told
