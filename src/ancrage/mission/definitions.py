"""The mission's data files, read once: grids, disciplines, the application form, the workflows."""

from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from ancrage.kernel.text import typeset
from ancrage.kernel.workflow import Workflow, read_workflows
from ancrage.mission.rules.application import Section, read_sections
from ancrage.mission.rules.grid import Grid, read_grid
from ancrage.mission.rules.guards import GUARDS, Facts

DATA = files("ancrage.mission") / "data"


@lru_cache(maxsize=1)
def grid_documents() -> dict[str, dict[str, Any]]:
    """Every grid that ships, by code, the most recent first."""
    held = [
        yaml.safe_load(entry.read_text(encoding="utf-8"))
        for entry in (DATA / "grids").iterdir()
        if entry.name.endswith(".yaml")
    ]
    for document in held:
        document["dated"] = str(document["dated"])
    return {d["code"]: d for d in sorted(held, key=lambda d: d["dated"], reverse=True)}


def shipped_grids() -> list[Grid]:
    """The grids that a new mission may choose, the most recent first."""
    return [read_grid(document, file=code) for code, document in grid_documents().items()]


@lru_cache(maxsize=1)
def disciplines() -> dict[str, str]:
    """The disciplines of the experts: their labels by code."""
    return {line["code"]: typeset(line["label"]) for line in _read("disciplines.yaml")}


@lru_cache(maxsize=1)
def sections() -> tuple[Section, ...]:
    """The application form."""
    return read_sections(_read("application.yaml"))


@lru_cache(maxsize=1)
def workflows() -> dict[str, Workflow[Facts]]:
    """What may be done, by whom, in which state: of a mission, a candidate, a reading."""
    return read_workflows(_read("workflow.yaml"), guards=GUARDS)


def _read(name: str) -> Any:  # noqa: ANN401 whatever the file holds
    return yaml.safe_load((DATA / name).read_text(encoding="utf-8"))
