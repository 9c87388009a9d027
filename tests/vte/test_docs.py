"""docs/reference/vte.md says what the table of steps says."""

from pathlib import Path

from ancrage.vte.definitions import workflow

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "vte.md"


def test_the_page_is_the_table():
    text, flow = PAGE.read_text(encoding="utf-8"), workflow()
    assert f"```mermaid\n{flow.diagram()}\n```" in text
    for step in flow.steps.values():
        before = ", ".join(flow.states[state].label for state in step.before)
        conditions, reason = ", ".join(step.guards) or "–", "yes" if step.needs_reason else ""
        line = f"| {step.label} | {before} | `{step.right}` | {conditions} | {reason} |"
        assert line in text
