"""Small problems, drawn for properties: few projects, so that everything can be tried."""

from hypothesis import strategies as st

from ancrage.allocation.engine.model import (
    Eligibility,
    Exclusion,
    Fairness,
    Limit,
    Objective,
    Place,
    Problem,
    Project,
    Rate,
    Rules,
)
from ancrage.allocation.engine.reading import OPTIONAL, REQUIRED

EURO = 100
REGIONS, TERRITORIES = ("84", "93"), ("T1", "T2", "T3")
COLUMNS = (*REQUIRED, *OPTIONAL)
ALPHABET = "ABC.éœ-'’\" #=[]12"
CODES = st.text(ALPHABET, max_size=6).map(lambda text: f"c{text.strip()}")
NAMES = st.text(max_size=12).map(
    lambda text: "".join(c for c in text if c.isprintable()).strip() or "x"
)


def project(code, asked, **told):
    """A project of so many euros."""
    return Project(code, asked * EURO, **{"result": float(asked)} | told)


def csv_of(projects):
    """Projects as the file that reads back the same."""
    names = {"project": "code"} | {f"{n}_cents": n for n in NAMES_IN_CENTS}
    lines = [",".join(COLUMNS)]
    for one in projects:
        values = [getattr(one, names.get(column, column)) for column in COLUMNS]
        lines.append(",".join(map(_cell, values)))
    return "\n".join(lines).encode()


NAMES_IN_CENTS = ("asked", "minimum", "eligible", "cofunding", "room")


def _cell(value):
    if isinstance(value, tuple):
        value = "|".join(map(str, value))
    return '"' + ("" if value is None else str(value)).replace('"', '""') + '"'


@st.composite
def projects(draw, *, least=2, most=5, structure=True):
    """Projects with every column; `structure`: whole, stepped, with dependencies."""
    drawn = []
    for number in range(draw(st.integers(least, most))):
        asked = draw(st.integers(1, 20))
        mode = draw(st.sampled_from(["partial", "whole", "stepped"])) if structure else "partial"
        steps = draw(st.lists(st.integers(1, asked), min_size=1, max_size=3, unique=True))
        before = [one.code for one in drawn]
        requires = st.lists(st.sampled_from(before), max_size=1) if before else st.just([])
        drawn.append(
            Project(
                code=f"P{number}",
                asked=asked * EURO,
                minimum=draw(st.integers(0, asked)) * EURO,
                eligible=draw(st.none() | st.integers(asked, 40).map(lambda v: v * EURO)),
                result=float(draw(st.integers(0, 30))),
                territory=draw(st.sampled_from(TERRITORIES)),
                region=draw(st.sampled_from(REGIONS)),
                need=draw(st.sampled_from(["", "N"])),
                measure="M",
                operator=draw(st.sampled_from(["O1", "O2"])),
                year=draw(st.none() | st.sampled_from([2024, 2025])),
                mode=mode,
                steps=tuple(sorted(step * EURO for step in steps)) if mode == "stepped" else (),
                jobs=float(draw(st.integers(0, 9))),
                maturity=draw(st.none() | st.integers(0, 3)),
                overrun=draw(st.none() | st.sampled_from([0.0, 0.1, 0.5])),
                room=draw(st.none() | st.integers(0, 30).map(lambda v: v * EURO)),
                requires=tuple(draw(requires)) if structure else (),
            )
        )
    return tuple(drawn)


@st.composite
def problems(draw, *, structure=True, tight=False, fair=True):
    """A problem; `tight`: its floors are high, so that many cannot hold; `fair`: perhaps with a
    floor per job."""
    found = draw(projects(structure=structure))
    total = sum(one.asked for one in found) // EURO
    envelope = draw(st.integers(1, total))
    floor = st.integers(0, total if tight else max(1, envelope // 3))
    limits = []
    for number in range(draw(st.integers(0, 3))):
        where = draw(st.sampled_from([{"region": r} for r in REGIONS] + [{"territory": "T1"}]))
        least = draw(st.none() | floor)
        ceiling = draw(st.none() | st.integers(least or 0, total))
        if least is None and ceiling is None:
            least = 1
        ends = (None if end is None else end * EURO for end in (least, ceiling))
        limits.append(Limit(f"L{number}", f"Limite {number}", where, *ends))
    rates = draw(st.sampled_from([(), (Rate("R", "Taux", {"operator": "O1"}, most=0.7),)]))
    least = draw(st.sampled_from([None, None, None, 10])) if fair else None
    rules = Rules(
        envelope=envelope * EURO,
        reserve=draw(st.sampled_from([0, 0, 1])) * EURO,
        objective=Objective(1.0, jobs=draw(st.sampled_from([0.0, 0.5])), need=2.0),
        limits=tuple(limits),
        rates=rates,
        exclusions=draw(st.sampled_from([(), (Exclusion("X", "L’un ou l’autre", ("P0", "P1")),)])),
        fairness=Fairness(least_per_job=least),
    )
    places = {"T1": Place(5, 0.5), "T2": Place(10, 0.1), "T3": Place(None)}
    return Problem(found, rules, places)


@st.composite
def any_rules(draw):
    """Rules with everything in them, whether or not they can hold, on projects P0 and P1."""
    codes = draw(st.lists(CODES, min_size=4, max_size=4, unique=True))
    cents, share = st.integers(0, 10**12), st.floats(0, 1)
    where = st.fixed_dictionaries({}, optional={"region": NAMES, "year": st.integers(1900, 2200)})
    floor, ceiling = sorted([draw(cents), draw(cents)])
    envelope = draw(cents)
    return Rules(
        envelope=envelope,
        reserve=draw(st.integers(0, envelope)),
        objective=Objective(*(draw(st.floats(0, 1e9)) for _ in range(5)), unit=draw(NAMES)),
        limits=(
            Limit(codes[0], draw(NAMES), draw(where), floor, draw(st.none() | st.just(ceiling))),
        ),
        rates=(Rate(codes[1], draw(NAMES), draw(where), draw(share), draw(st.none() | share)),),
        eligibility=(
            Eligibility(
                codes[2], draw(NAMES), draw(where), draw(st.none() | st.integers(0, 3)), 2024
            ),
        ),
        exclusions=(Exclusion(codes[3], draw(NAMES), ("P0", "P1"), draw(st.integers(0, 3))),),
        fairness=Fairness(
            draw(st.none() | cents), draw(st.none() | st.floats(1, 1e6)), draw(st.booleans()), 0.25
        ),
        held=draw(st.dictionaries(st.sampled_from(["P0", "P1"]), cents)),
    )


PLACES = st.dictionaries(
    NAMES,
    st.builds(Place, st.none() | st.integers(0, 10**6), st.floats(0, 1)),
    max_size=3,
)
