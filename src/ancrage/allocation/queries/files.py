"""A scenario as the files of `ancrage allocate`: projects.csv, rules.toml, plan.json."""

import csv
import io
import json
import tomllib
from typing import Any

from ancrage.allocation.engine.model import Project
from ancrage.allocation.engine.reading import FIELDS, OPTIONAL, REQUIRED, SEPARATOR
from ancrage.allocation.engine.rules_reading import read_rules
from ancrage.allocation.engine.toml import toml_text
from ancrage.allocation.models import Scenario
from ancrage.allocation.queries.problems import project_of, tree_of
from ancrage.allocation.queries.scenarios import lines_of
from ancrage.kernel.text import escape_formula


def projects_text(scenario: Scenario, *, with_rooms: bool = False) -> str:
    """The projects as a `projects.csv`, which reads back the same; `with_rooms`: with what State
    aid leaves to each (`access.reads_rooms`)."""
    columns = tuple(name for name in (*REQUIRED, *OPTIONAL) if with_rooms or name != "room_cents")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for line in lines_of(scenario):
        project = project_of(line)
        writer.writerow([_cell(project, column) for column in columns])
    return text.getvalue()


def _cell(project: Project, column: str) -> str:
    value: Any = getattr(project, FIELDS.get(column, column))
    if isinstance(value, tuple):
        return SEPARATOR.join(map(str, value))
    return escape_formula("" if value is None else str(value))


def rules_text(scenario: Scenario) -> str:
    """The rules as a `rules.toml`, with the figures of territories and what was set by hand."""
    return toml_text(tree_of(scenario, lines_of(scenario)))


def rules_from(scenario: Scenario, content: bytes, *, name: str) -> dict[str, Any]:
    """The rules that a `rules.toml` states, for `set_rules`: as they are written, without the
    figures of territories that the scenario has already. InputRefused, with every fault, each with
    its line."""
    read_rules(content, [project_of(line) for line in lines_of(scenario)], file=name)
    tree = tomllib.loads(content.decode("utf-8-sig"))
    known = scenario.places.get("territories", {})
    told = {k: v for k, v in tree.pop("territories", {}).items() if v != known.get(k)}
    return tree | ({"territories": told} if told else {})


def plan_text(scenario: Scenario) -> str:
    """The last plan as a `plan.json`; {} before one."""
    return json.dumps(scenario.plan or {}, ensure_ascii=False, indent=2)
