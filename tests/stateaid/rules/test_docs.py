"""docs/reference/state-aid-rules.md says what the data and the readers of tables say."""

from pathlib import Path

from ancrage.stateaid.definitions import default_layout, method, regimes
from ancrage.stateaid.rules.tables_read import LAYOUT, RATES, ZONES
from tests.stateaid.rules.told import spaced

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "state-aid-rules.md"


def numbers(version):
    """The ceilings, or the rates, of a version of a regime."""
    if version.limits:
        return ", ".join(amount(limit) for limit in version.limits)
    rates = {"": version.rates} if version.zones is None else version.zones
    told = [
        f"{zone} {' / '.join(percent(held[size]) for size in held)}".strip()
        for zone, held in (rates or {}).items()
        if held
    ]
    return ", ".join(told)


def amount(limit):
    euros = f"{limit.cents // 100:,} €"
    return euros if limit.at_most == limit.cents else f"{euros} or {limit.at_most // 100:,} €"


def percent(rate):
    return "?" if rate is None else f"{rate} %"


def test_the_page_is_the_data():
    text = PAGE.read_text(encoding="utf-8")
    for regime in regimes().by_code.values():
        for version in regime.versions:
            end = version.valid_to or "–"
            told = f"{numbers(version)} | {version.text} | {version.certainty} |"
            line = f"| `{regime.code}` | {version.valid_from} | {end} | {told}"
            assert line in text, line


def test_the_page_tells_the_columns_of_each_table():
    text = PAGE.read_text(encoding="utf-8")
    for columns in (ZONES, RATES, LAYOUT):
        assert f"`{','.join(columns)}`" in text
    for field in default_layout():
        required = "yes" if field.required else ""
        line = f"| `{field.field}` | `{field.column}` | {spaced(field.label)} | {required} |"
        assert line in text, line


def test_the_page_tells_the_margins():
    text, held = PAGE.read_text(encoding="utf-8"), method()
    for code, margins in held.margins.items():
        told = " | ".join(str(margins[collateral]) for collateral in held.collaterals)
        line = f"| `{code}` {spaced(held.ratings[code])} | {told} |"
        assert line in text, line
