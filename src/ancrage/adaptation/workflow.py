"""The workflow in force, read from its data file."""

from functools import lru_cache
from importlib.resources import files

import yaml

from ancrage.adaptation.rules.workflow import State, Workflow, read_workflow


@lru_cache(maxsize=1)
def workflow() -> Workflow:
    """The table of `data/workflow.yaml`."""
    text = (files("ancrage.adaptation") / "data" / "workflow.yaml").read_text(encoding="utf-8")
    return read_workflow(yaml.safe_load(text))


def state_of(code: str) -> State:
    """A state with its words."""
    return workflow().states[code]
