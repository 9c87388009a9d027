"""What a financer's file would do, as it is shown: kept, so that what was shown is what is done."""

import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ancrage.catalogue.rules.facts import euros
from ancrage.files.rules.headers import amount_unit
from ancrage.files.rules.tabling import Table
from ancrage.funding.definitions import chart
from ancrage.funding.queries.reading import Read
from ancrage.funding.rules.columns import PAYMENTS
from ancrage.funding.rules.filed import Fault, Note
from ancrage.funding.rules.plan import LEFT_BY_PAYMENTS, LOOSE, MADE, LoosePayment, Plan, Planned
from ancrage.funding.rules.steps import Step
from ancrage.kernel.chain import digest
from ancrage.kernel.text import long_date, typeset
from ancrage.requests.rules.outcomes import INSIDE, OUTSIDE, UNPLACED

EXAMPLE, LOOKED_AT, LONG = 60, 200, 300
CORRECTED = "corrected"
UNMATCHED = "unmatched"
LABELS = {
    "siret": "SIRET",
    "siren": "SIREN",
    "beneficiary": "bénéficiaire",
    "measure": "mesure",
    "scheme": "dispositif",
    "purpose": "objet",
    "commune": "commune",
    "asked_on": "demandé le",
    "instructed_on": "instruction commencée le",
    "decided_on": "décidé le",
    "eligible_amount": "dépense éligible",
    "project": "cofinancement",
    "sheet": "fiche action",
    "request": "sollicitation",
    "aid_basis": "base d’aide d’État",
    "reserved": "réservé",
    "outcome": "issue",
}


@dataclass(frozen=True, slots=True)
class Row:
    """What a dossier, or a payment to match, becomes: `row` its first line; `says` its changes."""

    row: int
    kind: str
    code: str
    name: str
    how: str
    says: str
    place: str
    territory: str


@dataclass(frozen=True, slots=True)
class Sum:
    """The amounts of a stage that the file posts, in cents; how many; what it takes back."""

    stage: str
    cents: int
    count: int
    inside: int
    outside: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Grouped:
    """What was inferred the same way of `count` lines, the first of them, an example."""

    column: str
    text: str
    count: int
    row: int
    example: str


@dataclass(frozen=True)
class Preview:
    """A file as it was shown. `columns`: (heading, field, example, unit)."""

    place: str = ""
    columns: Sequence[tuple[str, str, str, int]] = ()
    layout: str = ""
    why: str = ""
    apart: Sequence[str] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    sums: Sequence[Sum] = ()
    notes: Sequence[Grouped] = ()
    faults: Sequence[Fault] = ()
    rows: Sequence[Row] = ()
    lines: int = 0
    lower: int = 0
    recut: int = 0
    released: int = 0

    @property
    def left_out(self) -> list[str]:
        """The headings of what is not taken in: not recognised, or not of a line of payment."""
        left = {"", *(LEFT_BY_PAYMENTS if self.layout == PAYMENTS else ())}
        return [heading for heading, field, *_more in self.columns if field in left]

    @property
    def has_changes(self) -> bool:
        return any(self.counts.get(kind) for kind in (MADE, "changed", LOOSE))

    @property
    def needs_word(self) -> bool:
        """Whether somebody has to say that it is right: inferred, lowered, posted again."""
        return bool(self.notes or self.lower or self.recut)


def preview_of(read: Read) -> Preview:
    """What a file would do, to be shown."""
    plan, table = read.plan, _table(read)
    rows = [_row(read, one) for one in plan.dossiers] + [_loose(read, one) for one in plan.loose]
    return Preview(
        place=table.page,
        columns=[
            (heading, read.columns[heading], _example(read, rank), _unit(read, heading))
            for rank, heading in enumerate(table.headings)
            if heading
        ],
        layout=read.options.layout,
        why=read.why,
        apart=read.apart[:LOOKED_AT],
        counts=plan.counts,
        sums=_sums(plan, rows),
        notes=_grouped(plan.notes),
        faults=plan.faults,
        rows=sorted(rows, key=lambda row: row.row),
        lines=len(table.rows),
        lower=sum(1 for one in plan.dossiers if any(_is_lower(step) for step in one.steps))
        + sum(1 for one in plan.loose if one.corrects),
        recut=sum(1 for one in plan.dossiers if one.is_recut),
        released=sum(len(one.released) for one in plan.dossiers),
    )


def _table(read: Read) -> Table:
    if read.table is None:
        raise ValueError("only a file that was just read is shown")
    return read.table


def _example(read: Read, rank: int) -> str:
    cells = (cells[rank] for _row, cells in _table(read).rows[:LOOKED_AT] if rank < len(cells))
    return " ".join(next(filter(None, cells), "").split())[:EXAMPLE]


def _unit(read: Read, heading: str) -> int:
    return amount_unit(heading) if read.columns[heading].endswith("_amount") else 1


def _is_lower(step: Step) -> bool:
    return step.is_correction or step.stage in {"decommitted", "recovered"}


def _spot(read: Read, told: Mapping[str, Any], held: str) -> tuple[str, str]:
    """Where money lands, on the day of asking, else of the decision."""
    code = told.get("commune") or held
    atlas = read.registers.atlas
    if not code or atlas is None:
        return UNPLACED, ""
    day = told.get("asked_on") or told.get("decided_on") or read.options.as_at
    spot = atlas.spot(code, day)
    return spot.place, spot.territory_name


def _row(read: Read, one: Planned) -> Row:
    known, told = one.known, one.told
    place, territory = _spot(read, told, str(known.fields.get("commune") or ""))
    name = told.get("number") or known.number or told.get("beneficiary", "")
    says = _says(one)[:LONG]
    return Row(one.rows[0], one.kind, known.code, name, one.how, says, place, territory)


def _loose(read: Read, one: LoosePayment) -> Row:
    told = one.filed.told
    place, territory = _spot(read, told, "")
    name = told.get("number") or " ; ".join(told.get("commitment", ())) or _who(told)
    says = typeset(f"paiement de {euros(one.cents)} du {long_date(one.on)}")
    return Row(one.filed.row, LOOSE, "", name, "", says, place, territory)


def _who(told: Mapping[str, Any]) -> str:
    return str(told.get("beneficiary") or told.get("siret") or told.get("siren") or "")


def _says(one: Planned) -> str:
    """« accordé : 12 000 € ; payé : 3 000 € ; objet : … → … »."""
    sums: dict[tuple[str, bool], int] = defaultdict(int)
    for step in one.steps:
        sums[step.stage, step.is_correction] += step.cents
    said = [
        f"{chart().label(stage)} : {'erreur de ' if is_error else ''}{euros(cents)}"
        for (stage, is_error), cents in sums.items()
    ]
    if one.released:
        said.append(f"paiements rattachés : {len(one.released)}")
    if one.kind != MADE:
        said += [
            f"{LABELS[name]} : {_shown(before)} → {_shown(after)}"
            for name, (before, after) in one.changes.items()
        ]
    return typeset(" ; ".join(said))


def _shown(value: Any) -> str:  # noqa: ANN401 a field of a dossier
    if value is None or value == "":
        return "vide"
    if isinstance(value, bool):
        return "oui" if value else "non"
    return euros(value) if isinstance(value, int) else str(value)[:EXAMPLE]


def _sums(plan: Plan, rows: Sequence[Row]) -> list[Sum]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for one, row in zip(plan.dossiers, rows, strict=False):
        for step in one.steps:
            stage = f"{CORRECTED}:{step.stage}" if step.is_correction else step.stage
            found[stage].update({"cents": step.cents, "count": 1, row.place: step.cents})
    for loose, row in zip(plan.loose, rows[len(plan.dossiers) :], strict=True):
        found[UNMATCHED].update({"cents": loose.cents, "count": 1, row.place: loose.cents})
    order = list(chart().stages)
    return [
        Sum(
            stage,
            *(found[stage][name] for name in ("cents", "count", INSIDE, OUTSIDE, UNPLACED)),
        )
        for stage in sorted(found, key=lambda s: (CORRECTED in s, order.index(s.split(":")[-1])))
    ]


def _grouped(notes: Iterable[Note]) -> list[Grouped]:
    first: dict[tuple[str, str], Note] = {}
    counts: Counter[tuple[str, str]] = Counter()
    for note in notes:
        key = (note.column, note.text)
        first.setdefault(key, note)
        counts[key] += 1
    return [
        Grouped(*key, count, first[key].row, first[key].example) for key, count in counts.items()
    ]


def fingerprint(plan: Plan) -> str:
    """What a plan does, told apart from any other: what was shown is what is done."""
    told = [
        (one.rows, one.known.code, one.kind, [(s.stage, s.cents, s.on, s.is_correction)
         for s in one.steps], one.changes, one.released)
        for one in plan.dossiers
    ]  # fmt: skip
    loose = [(one.filed.row, one.cents, one.key, one.corrects) for one in plan.loose]
    return digest(repr((told, loose, sorted(plan.faulty))))


def packed(preview: Preview) -> bytes:
    """A preview, small enough to be kept."""
    document = {name: getattr(preview, name) for name in preview.__dataclass_fields__}
    for name, kind in KINDS.items():
        document[name] = [[getattr(one, n) for n in kind.__slots__] for one in document[name]]
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode(), level=3)


def unpacked(data: bytes) -> Preview:
    """The inverse of `packed`."""
    document = json.loads(zlib.decompress(data))
    for name, kind in KINDS.items():
        document[name] = [kind(*values) for values in document[name]]
    return Preview(**document)


KINDS: Mapping[str, Any] = {"sums": Sum, "notes": Grouped, "faults": Fault, "rows": Row}
