"""docs/reference/basket.md says what the data says, and its example is read."""

from collections import Counter
from pathlib import Path

import yaml

from ancrage.catalogue.definitions import shared, workflow
from ancrage.catalogue.queries import shipped_versions
from ancrage.catalogue.rules.eligibility import TESTS
from ancrage.catalogue.rules.reading import MEASURE, read_basket

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "basket.md"
TEXT = PAGE.read_text(encoding="utf-8")


def test_the_diagram_is_the_table_of_steps():
    assert f"```mermaid\n{workflow().diagram()}\n```" in TEXT


def test_the_numbers_of_measures_are_those_of_the_versions():
    for held in shipped_versions():
        counts = Counter(measure.certainty.value for measure in held.measures.values())
        numbers = [len(held.measures), *(counts[c] for c in ("official", "reported", "unknown"))]
        (line,) = [one for one in TEXT.splitlines() if one.startswith(f"| `{held.code}`")]
        assert line.endswith(f"| {' | '.join(map(str, numbers))} |")


def test_the_example_is_read_and_shows_every_field():
    example = yaml.safe_load(TEXT.partition("```yaml\n")[2].partition("\n```")[0])
    read = read_basket(example, shared=shared())
    assert read.measures["aide-machine"].criteria
    assert example["measures"][0].keys() == {*MEASURE, "criteria", "amounts"}


def test_every_test_is_told():
    assert all(f"`{test}`" in TEXT for test in TESTS)
