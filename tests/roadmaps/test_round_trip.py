"""Export and import again: the same roadmap, field by field."""

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ancrage.roadmaps.definitions import form, words
from ancrage.roadmaps.exporting import sheets_table
from ancrage.roadmaps.models import ActionSheet, Roadmap
from ancrage.roadmaps.queries.reading import Choices, Given, understand
from ancrage.roadmaps.queries.registers import reader_for
from ancrage.roadmaps.rules import fields as kinds
from ancrage.roadmaps.rules.content import deep
from ancrage.roadmaps.rules.funding import STAGES, Line
from ancrage.roadmaps.rules.planning import planned
from ancrage.ui.exports import csv_text, ods_bytes, xlsx_bytes
from tests.roadmaps.world import ARVE, SIRET, TODAY

pytestmark = pytest.mark.django_db
TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"]) | st.just("\n"),
    min_size=1, max_size=60,
)  # fmt: skip
SIMPLE = {
    kinds.LINE: TEXT,
    kinds.TEXT: TEXT,
    kinds.LIST: st.lists(TEXT.filter(lambda t: ";" not in t and "\n" not in t), max_size=3),
    kinds.SIRET: st.just(SIRET),
    kinds.PERIOD: st.sampled_from(["2027", "2027-T3", "2027-03", "2027-03-15"]),
    kinds.EUROS: st.integers(0, 10**12),
    kinds.NUMBER: st.decimals(0, 10**6, places=2).map(str),
    kinds.POINT: st.just("46.060000,6.580000"),
}


def value_of(field):
    if field.kind == kinds.CHOICE:
        return st.sampled_from(sorted(words(field.of)))
    if field.kind == kinds.CODES:
        return st.just(["S-2026-000001"] if field.of == "requests" else [])
    if field.kind in {kinds.LINE, kinds.TEXT}:
        return TEXT.map(lambda text: text[: field.most])
    return SIMPLE[field.kind]


def rows_of(field):
    columns = {one.code: value_of(one) for one in field.columns}
    return st.lists(st.fixed_dictionaries({}, optional=columns), max_size=3)


@st.composite
def contents(draw):
    """What a sheet may hold, as typed, by path."""
    told = {"title": draw(TEXT), "reference": "A1"}
    for field in form():
        if field.code in told or field.code in {"starts", "ends"} or not draw(st.booleans()):
            continue
        if field.kind == kinds.ROWS:
            for number, row in enumerate(draw(rows_of(field)), start=1):
                told |= {f"{field.code}.r{number}.{code}": value for code, value in row.items()}
        else:
            told[field.code] = draw(value_of(field))
    return told


NAMES = TEXT.map(lambda text: " ".join(text.split())).filter(bool)
LINES = st.builds(
    Line,
    NAMES,
    st.sampled_from(sorted(words("financer_kinds"))),
    st.integers(2020, 2040),
    *(st.none() | st.integers(1, 10**11) for _stage in STAGES),
).filter(lambda line: any(line.at(stage) for stage in STAGES))


class Codes:
    def name(self, _register, code):
        return code


def rows_alone(content):
    """A content with its rows in order, whatever their keys."""
    return {
        code: list(value.values()) if isinstance(value, dict) else value
        for code, value in content.items()
    }


def kept(told):
    reader = reader_for(ARVE, day=TODAY)
    return deep({path: reader.read(form().field(path), value) for path, value in told.items()})


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(told=contents(), line=st.none() | LINES, kind=st.sampled_from(["xlsx", "ods", "csv"]))
def test_an_export_that_comes_back_says_the_same(world, told, line, kind):
    content = kept(told)
    if not content.get("title"):
        return
    sheet = ActionSheet(pk=1, code="F-2026-000001", content=content, roadmap=Roadmap(scope=ARVE))
    table = sheets_table(
        [sheet], plans={1: [line] if line else []}, names=Codes(), as_of="", title="Fiches"
    )
    write = {"xlsx": xlsx_bytes, "ods": ods_bytes, "csv": lambda t: csv_text(t).encode("utf-8-sig")}
    given_file = Given(f"f.{kind}", write[kind](table))
    said = understand([given_file], scope=ARVE, day=TODAY, choices=Choices())
    plan = planned(said.lines, held=[], form=form(), faults=said.faults)
    assert not plan.all_faults
    (row,) = plan.rows
    assert rows_alone(row.content) == rows_alone(content)
    amounts = {(m.financer, m.kind, m.year, m.stage): m.cents for m, _held in row.money}
    expected = {
        (line.financer, line.kind, line.year, stage): line.at(stage)
        for stage in STAGES
        if line and line.at(stage)
    }
    assert amounts == expected
    assert io.BytesIO(given_file.content).read(1)
