"""What financers' files are compared to: registers for their cells, the dossiers that are held."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Max, Sum

from ancrage.catalogue.queries import versions
from ancrage.catalogue.rules.basket import Measure
from ancrage.funding.models import (
    CommitmentLine,
    Dossier,
    Entry,
    Envelope,
    FiledPayment,
    Project,
    WaitingPayment,
)
from ancrage.funding.models.envelopes import OPENED
from ancrage.funding.models.waiting import WAITING
from ancrage.funding.queries.places import programme_of_money
from ancrage.funding.rules.filed import Filed
from ancrage.funding.rules.plan import Paid, Waiting, World
from ancrage.funding.rules.steps import Known
from ancrage.kernel.chunks import in_chunks
from ancrage.kernel.text import fold
from ancrage.requests.definitions import words as request_words
from ancrage.requests.models import ServiceRequest
from ancrage.requests.queries.places import Atlas, atlas, department_code
from ancrage.roadmaps.models import ActionSheet

HELD = {
    "siret": "siret",
    "siren": "siren",
    "beneficiary": "beneficiary",
    "measure": "measure",
    "scheme": "scheme_name",
    "purpose": "purpose",
    "commune": "commune",
    "asked_on": "asked_on",
    "instructed_on": "instructed_on",
    "decided_on": "decided_on",
    "eligible_amount": "eligible_cents",
    "project": "project__code",
    "sheet": "sheet",
    "request": "request",
    "aid_basis": "aid_basis",
    "reserved": "is_reserved",
    "outcome": "outcome",
}
"""Where a dossier keeps each field of a file."""
BALANCES = (
    *("pk", "code", "number", "year", "announced_cents", "asked_cents", "instruction_cents"),
    *("granted_cents", "paid_cents"),
)


@dataclass
class FileRegisters:
    """What the cells of a file are looked up in, each text once."""

    programme: str = field(default_factory=programme_of_money)
    _communes: dict[tuple[str, str, str], tuple[str, str]] = field(default_factory=dict)

    @cached_property
    def atlas(self) -> Atlas | None:
        """The lists of the programme over the loaded places."""
        return atlas(self.programme)

    @cached_property
    def measures(self) -> dict[str, Measure]:
        """The measures of every version of the basket, by code; the last version's first."""
        found: dict[str, Measure] = {}
        for held in versions():
            found |= {code: one for code, one in held.measures.items() if one.is_found}
        return found

    @cached_property
    def measure_words(self) -> dict[str, str]:
        """The codes of measures by folded code and name."""
        found: dict[str, str] = {}
        for code, measure in self.measures.items():
            found |= {fold(code): code, fold(measure.name): code}
        return found

    @cached_property
    def regions(self) -> dict[str, str]:
        """The region of each department."""
        held = self.atlas.of_communes.values() if self.atlas else ()
        return {department: region for region, department in held}

    def region_of(self, department: str) -> str:
        """The region of a department that a file names by its code, or by a postal code."""
        return self.regions.get(department_code(department), "") if department else ""

    def state(self, text: str) -> str:
        """The state of a request that a word means, "" for none."""
        return request_words().states.get(fold(text), "")

    def measure(self, text: str) -> str:
        """The code of a measure of the basket, "" for none."""
        return self.measure_words.get(fold(text), "")

    def commune(self, code: str, name: str, department: str) -> tuple[str, str]:
        """The code of a commune, or why there is none."""
        asked = (code, name, department)
        if asked not in self._communes:
            found = (
                self.atlas.commune(code=code, name=name, department=department)
                if (self.atlas)
                else None
            )
            self._communes[asked] = (found.code, found.fault) if found else ("", "")
        return self._communes[asked]


def world_of(financer: str, lines: Sequence[Filed]) -> World:
    """What is held of a financer that these lines may be about."""
    told = _told(lines)
    waiting = list(_waiting(financer))
    return World(
        dossiers=[known for pks in in_chunks(_about(financer, told)) for known in _known(pks)],
        paid=_paid(financer, waiting),
        waiting=[Waiting(w.pk, w.number, w.siren, w.commitment_number, w.cents) for w in waiting],
        envelopes=_envelopes(told["envelope"]),
        links=_links(financer, told["number"]),
        known_codes=frozenset(_codes(told)),
    )


def _told(lines: Iterable[Filed]) -> dict[str, set[str]]:
    """The texts that lines tell things by, by field."""
    found: dict[str, set[str]] = defaultdict(set)
    for filed in lines:
        for name in ("code", "number", "envelope", "sheet", "request", "project"):
            if name in filed.told:
                found[name].add(filed.told[name])
        found["commitment"] |= set(filed.told.get("commitment", ()))
    return found


def _about(financer: str, told: dict[str, set[str]]) -> list[int]:
    """The dossiers that lines may be about."""
    found: set[int] = set()
    held = Dossier.objects.filter(financer=financer).order_by()
    for name in ("code", "number"):
        for chunk in in_chunks(sorted(told[name])):
            found |= set(held.filter(**{f"{name}__in": chunk}).values_list("pk", flat=True))
    lines = CommitmentLine.objects.filter(commitment__financer=financer).order_by()
    for chunk in in_chunks(sorted(told["commitment"])):
        among = lines.filter(commitment__number__in=chunk)
        found |= set(among.values_list("dossier_id", flat=True))
    return sorted(found)


def _known(pks: Sequence[int]) -> Iterator[Known]:
    """Dossiers as files are compared to them. Three queries."""
    gross: dict[int, dict[str, int]] = defaultdict(dict)
    last: dict[int, dict[str, Any]] = defaultdict(dict)
    sums = Entry.objects.filter(dossier__in=pks).order_by().values_list("dossier_id", "stage")
    for dossier, stage, cents, day in sums.annotate(Sum("cents"), Max("event_on")):
        gross[dossier][stage] = cents
        last[dossier][stage] = day
    ordered: dict[int, int] = defaultdict(int)
    numbers: dict[int, list[str]] = defaultdict(list)
    lines = (
        CommitmentLine.objects.filter(dossier__in=pks)
        .order_by("pk")
        .values_list("dossier_id", "commitment__number", "ordered", "paid", "recovered")
    )
    for dossier, number, *cents in lines:
        ordered[dossier] += sum(cents)
        numbers[dossier].append(number)
    columns = (*BALANCES, *HELD.values())
    for row in Dossier.objects.filter(pk__in=pks).order_by("pk").values_list(*columns):
        pk, code, number, year, announced, asked, instruction, granted, paid = row[:9]
        fields = dict(zip(HELD, row[9:], strict=True))
        yield Known(
            pk=pk,
            code=code,
            number=number,
            siret=fields["siret"],
            siren=fields["siren"],
            year=year,
            fields=fields,
            announced=announced,
            live=asked + instruction,
            instruction=instruction,
            granted=granted,
            ordered=ordered[pk],
            paid=paid,
            gross=gross[pk],
            last=last[pk],
            commitments=tuple(numbers[pk]),
            outcome=fields["outcome"],
        )


def _waiting(financer: str) -> Iterable[Any]:
    held = WaitingPayment.objects.filter(financer=financer, state=WAITING).order_by("pk")
    names = ("pk", "number", "siren", "commitment_number", "key", "entry__cents")
    return (_Waiting(*row) for row in held.values_list(*names))


@dataclass(frozen=True, slots=True)
class _Waiting:
    pk: int
    number: str
    siren: str
    commitment_number: str
    key: str
    cents: int


def _paid(financer: str, waiting: Iterable[_Waiting]) -> dict[str, Paid]:
    """The payments that earlier files told, with what still waits of each."""
    by_key: dict[str, list[_Waiting]] = defaultdict(list)
    for one in waiting:
        by_key[one.key].append(one)
    held = FiledPayment.objects.filter(financer=financer).values_list("key", "cents")
    return {
        key: Paid(
            cents,
            tuple(one.pk for one in by_key.get(key, ())),
            sum(one.cents for one in by_key.get(key, ())),
        )
        for key, cents in held
    }


def _envelopes(codes: Iterable[str]) -> dict[str, int]:
    held = Envelope.objects.filter(code__in=sorted(codes), nature=OPENED)
    return {envelope.code: envelope.available for envelope in held}


def _links(financer: str, numbers: Iterable[str]) -> dict[tuple[str, str], str]:
    """The request of a number and a SIRET: an exact key, told by one request alone."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    held = ServiceRequest.objects.filter(operator=financer).exclude(siret="").order_by()
    for chunk in in_chunks(sorted(numbers)):
        for number, siret, code in held.filter(number__in=chunk).values_list(
            "number", "siret", "code"
        ):
            found[number, siret].append(code)
    return {key: codes[0] for key, codes in found.items() if len(codes) == 1}


def _codes(told: dict[str, set[str]]) -> Iterator[str]:
    """Of the codes that lines tell, those of things that are."""
    for name, model in (("sheet", ActionSheet), ("request", ServiceRequest), ("project", Project)):
        for chunk in in_chunks(sorted(told[name])):
            held = model._default_manager.filter(code__in=chunk)
            yield from held.values_list("code", flat=True)
