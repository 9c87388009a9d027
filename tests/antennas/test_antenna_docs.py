"""What the reference says of the workflows is what the table says."""

import re
from pathlib import Path

from ancrage.antennas.definitions import workflows

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "antennas.md"


def test_the_diagrams_are_those_of_the_workflows():
    drawn = re.findall(r"```mermaid\n(.*?)\n```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert drawn == [workflow.diagram() for workflow in workflows().values()]
