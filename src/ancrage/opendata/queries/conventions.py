"""The grant agreements of the ledger, as the legal file would tell them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from django.db.models import Min, Sum
from django.utils.timezone import localdate

from ancrage.funding.access import financer_where
from ancrage.funding.models import Entry
from ancrage.journal.policy import rights
from ancrage.kernel.rights import Actor
from ancrage.opendata.definitions import legal_format, parameters_at
from ancrage.opendata.models import Association, FirstPublication, Grantor, Terms
from ancrage.opendata.rules.conventions import Beneficiary, Convention, lacks, rows_of
from ancrage.opendata.rules.duty import Agreement, Standing, Stands, standings
from ancrage.opendata.rules.grants import IN_CASH, GrantRow

DE_MINIMIS = "de_minimis"
LINE = (
    "line__commitment",
    "line__commitment__number",
    "financer",
    "is_demonstration",
    "dossier",
    "dossier__number",
    "dossier__financer_name",
    "dossier__siret",
    "dossier__beneficiary",
    "dossier__purpose",
    "dossier__aid_basis",
    "dossier__is_reserved",
)
PUBLISHABLE = (Standing.READY, Standing.PUBLISHED)


@dataclass(frozen=True, slots=True)
class Held:
    """An agreement of the ledger: its commitment, whose it is, what is told, where it stands."""

    commitment: int
    financer: str
    agreement: Agreement
    stands: Stands

    @property
    def convention(self) -> Convention:
        return self.agreement.convention

    @property
    def is_demonstration(self) -> bool:
        return self.agreement.is_invented

    @property
    def is_late(self) -> bool:
        """Whether it should have been published before this day, and was not."""
        return self.stands.late > 0 and self.agreement.published_on is None


@dataclass(slots=True)
class _Told:
    """What is told around the ledger, read once; `nothing`: the terms of most agreements."""

    nothing: Terms = field(default_factory=Terms)
    terms: dict[int, Terms] = field(default_factory=dict)
    grantors: dict[str, Grantor] = field(default_factory=dict)
    rna: dict[int, str] = field(default_factory=dict)
    published: dict[int, dt.date] = field(default_factory=dict)


def conventions(*, day: dt.date, commitment: int | None = None) -> list[Held]:
    """Every agreement by which something was granted that day, the oldest first. Five queries.

    With a `commitment`, those of its financer alone are read, which its yearly sums need.
    """
    told = _told()
    groups: dict[int, list[Mapping[str, object]]] = defaultdict(list)
    for line in _granted(day, commitment):
        groups[line["line__commitment"]].append(line)  # type: ignore[index]
    agreements = [_agreement(key, lines, told) for key, lines in groups.items()]
    lacking = partial(lacks, columns=legal_format().columns)
    stands = standings(agreements, parameters_at(day).law, day=day, lacking=lacking)
    held = [
        Held(key, str(lines[0]["financer"]), agreement, standing)
        for (key, lines), agreement, standing in zip(
            groups.items(), agreements, stands, strict=True
        )
    ]
    return sorted(held, key=lambda one: (one.convention.signed_on, one.commitment))


def find_convention(commitment: int, *, day: dt.date) -> Held | None:
    """The agreement of a commitment."""
    held = conventions(day=day, commitment=commitment)
    return next((one for one in held if one.commitment == commitment), None)


def readable_by(actor: Actor, held: list[Held]) -> list[Held]:
    """Those that somebody reads one by one: his own financer's, or all."""
    may = {one.financer: _reads(actor, one.financer) for one in held}
    return [one for one in held if may[one.financer]]


def _reads(actor: Actor, financer: str) -> bool:
    grant = rights().decide(actor, "opendata.read_due", financer_where(financer))
    return grant is not None and not grant.outline


def legal_rows(held: list[Held], *, is_demonstration: bool) -> Iterator[GrantRow]:
    """The rows of the legal file: what is due and may be published, never the invented with the
    real."""
    for one in held:
        if one.is_demonstration == is_demonstration and one.stands.standing in PUBLISHABLE:
            yield from rows_of(one.convention)


def _granted(day: dt.date, commitment: int | None) -> Iterator[Mapping[str, object]]:
    rows = Entry.objects.filter(stage="granted", line__isnull=False, event_on__lte=day)
    if commitment is not None:
        of_commitment = Entry.objects.filter(stage="granted", line__commitment=commitment)
        rows = rows.filter(financer__in=of_commitment.values("financer"))
    found = rows.values(*LINE).annotate(cents=Sum("cents"), signed_on=Min("event_on"))
    yield from found.filter(cents__gt=0).order_by("line__commitment", "dossier").iterator()


def _told() -> _Told:
    published = FirstPublication.objects.values_list("commitment", "publication__published_at")
    return _Told(
        terms={one.commitment_id: one for one in Terms.objects.all()},
        grantors={one.financer: one for one in Grantor.objects.all()},
        rna=dict(Association.objects.values_list("dossier", "rna")),
        published={commitment: localdate(at) for commitment, at in published},
    )


def _agreement(commitment: int, lines: list[Mapping[str, object]], told: _Told) -> Agreement:
    terms = told.terms.get(commitment, told.nothing)
    convention = _convention(lines, terms, told)
    return Agreement(
        convention=convention,
        is_invented=any(line["is_demonstration"] for line in lines),
        is_withheld=bool(terms.withheld) or any(line["dossier__is_reserved"] for line in lines),
        published_on=told.published.get(commitment),
    )


def _convention(lines: list[Mapping[str, object]], terms: Terms, told: _Told) -> Convention:
    first = lines[0]
    grantor = told.grantors.get(str(first["financer"]))
    purposes = dict.fromkeys(str(line["dossier__purpose"]) for line in lines)
    numbers = {str(line["dossier__number"]) for line in lines}
    decision = terms.decision or str(first["line__commitment__number"])
    return Convention(
        grantor=grantor.name if grantor else str(first["dossier__financer_name"]),
        grantor_siret=grantor.siret if grantor else "",
        signed_on=min(line["signed_on"] for line in lines),  # type: ignore[type-var, arg-type]
        decision=decision or (numbers.pop() if len(numbers) == 1 else ""),
        purpose=terms.purpose or " ; ".join(filter(None, purposes)),
        nature=terms.nature or IN_CASH,
        conditions=terms.conditions,
        paid=terms.paid,
        aid=terms.aid,
        is_notified=_is_notified(lines, terms),
        scheme=terms.scheme,
        beneficiaries=tuple(_beneficiaries(lines, told)),
    )


def _is_notified(lines: list[Mapping[str, object]], terms: Terms) -> bool | None:
    if terms.is_notified is not None:
        return terms.is_notified
    bases = {str(line["dossier__aid_basis"]) for line in lines}
    return DE_MINIMIS in bases if "" not in bases else None


def _beneficiaries(lines: list[Mapping[str, object]], told: _Told) -> Iterator[Beneficiary]:
    """One for each that receives, whatever the number of its dossiers."""
    found: dict[str, Beneficiary] = {}
    for line in lines:
        rna = told.rna.get(line["dossier"], "")  # type: ignore[call-overload]
        siret, name = str(line["dossier__siret"]), str(line["dossier__beneficiary"])
        one = found.get(siret or rna or name, Beneficiary(name, siret, rna, 0))
        amount = one.amount + int(str(line["cents"]))
        found[siret or rna or name] = replace(one, rna=one.rna or rna, amount=amount)
    yield from found.values()
