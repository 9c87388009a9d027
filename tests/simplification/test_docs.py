"""docs/reference/simplification.md says what the tables say."""

from pathlib import Path

import pytest

from ancrage.simplification.definitions import workflows

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "simplification.md"
TITLES = {"report": "A report", "case": "A case"}


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
    diagram = f"```mermaid\n{workflows()[kind].diagram()}\n```"
    assert f"## {TITLES[kind]}\n\n{diagram}\n\n{table(kind)}\n" in text
