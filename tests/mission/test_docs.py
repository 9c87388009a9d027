"""docs/reference/missions.md says what the table of steps says, and how a seal is made."""

import json
from pathlib import Path

import pytest

from ancrage.kernel.chain import canonical, digest
from ancrage.mission.definitions import workflows

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "missions.md"
FIRST = {"mission": ("preparing",), "candidate": ("draft", "admissible"), "reading": ("assigned",)}
TITLES = {"mission": "A mission", "candidate": "A candidate", "reading": "A reading"}


def diagram(kind: str) -> str:
    """The states and steps of one kind, as a Mermaid diagram."""
    flow = workflows()[kind]
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{state.label}" as {code}' for code, state in flow.states.items()]
    lines += [f"    [*] --> {code}" for code in FIRST[kind]]
    lines += [
        f"    {before} --> {step.after}: {step.label}"
        for step in flow.steps.values()
        for before in step.before
    ]
    if kind == "candidate":
        lines.append("    scored --> closed: Clore la mission")
    return "\n".join([*lines, "```"])


def table(kind: str) -> str:
    """The steps of one kind with their right and their conditions."""
    flow = workflows()[kind]
    lines = ["| Step | From | Right | Conditions | Reason |", "|---|---|---|---|---|"]
    lines += [
        f"| {step.label} | {', '.join(flow.states[s].label for s in step.before)} | "
        f"`{step.right}` | {', '.join(step.guards) or '–'} | {'yes' if step.needs_reason else ''} |"
        for step in flow.steps.values()
    ]
    return "\n".join(lines)


@pytest.mark.parametrize("kind", sorted(workflows()))
def test_the_page_is_the_table(kind):
    text = PAGE.read_text(encoding="utf-8")
    assert f"## {TITLES[kind]}\n\n{diagram(kind)}\n\n{table(kind)}\n" in text


def test_the_recipe_of_a_seal_is_the_one_that_is_told():
    text = PAGE.read_text(encoding="utf-8")
    block = text.partition("```json\n")[2].partition("\n```")[0]
    seal = text.partition("gives the seal\n`")[2].partition("`")[0]
    assert digest(canonical(json.loads(block))) == seal
