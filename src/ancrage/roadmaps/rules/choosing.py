"""What somebody says that columns and tables are, checked before it is kept."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from ancrage.kernel.text import fold, typeset
from ancrage.roadmaps.rules.recognising import PAGES, PLAN, Recogniser


def refusal(
    tables: Sequence[Mapping[str, Any]],
    *,
    columns: Mapping[str, str],
    pages: Mapping[str, str],
    known: Recogniser,
) -> str:
    """Why choices for the tables of files cannot be kept; "" when they can.

    `columns`: targets by folded title; `pages`: what tables hold, by key, "" to leave one.
    """
    kinds = {table["key"]: table["kind"] for table in tables}
    for key, kind in pages.items():
        if key not in kinds:
            return typeset(f"« {key} » n’est pas un tableau de ces fichiers.")
        if kind and kind not in PAGES:
            return typeset(f"« {kind} » : un tableau contient {', '.join(PAGES)}, ou rien.")
    titles = defaultdict(list)
    for table in tables:
        for heading, *_more in table["columns"]:
            titles[fold(heading)].append(pages.get(table["key"], table["kind"]))
    for heading, target in columns.items():
        if heading not in titles:
            return typeset(f"Aucune colonne de ces fichiers n’a pour titre « {heading} ».")
        if not any(known.is_target(target, kind) for kind in titles[heading]):
            return typeset(f"Colonne « {heading} » : « {target} » n’est pas un champ connu.")
    return next(filter(None, (_twice(table, columns) for table in tables)), "")


def _twice(table: Mapping[str, Any], columns: Mapping[str, str]) -> str:
    """Two columns of a table never say the same, amounts of financers excepted."""
    seen: dict[str, str] = {}
    for heading, *_more in table["columns"]:
        target = columns.get(fold(heading), "")
        if not target or target.startswith(f"{PLAN}."):
            continue
        first = seen.setdefault(target, heading)
        if first != heading:
            return typeset(
                f"« {first} » et « {heading} » ne peuvent pas dire la même chose : "
                "choisissez-en une."
            )
    return ""
