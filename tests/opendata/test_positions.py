"""Where agreements stand: what is kept and counted against the plain way, on a varied ledger."""

import datetime as dt
import random

import pytest

from ancrage.funding.actions.entries import reverse_entry
from ancrage.funding.models import Commitment, Dossier, Entry
from ancrage.opendata.actions.publishing import publish
from ancrage.opendata.actions.telling import tell_terms
from ancrage.opendata.models import Association
from ancrage.opendata.queries.conventions import conventions, find_convention, with_lacks
from ancrage.opendata.queries.delays import duties_of
from ancrage.opendata.queries.positions import legal_rows, positions
from ancrage.opendata.rules.duty import Standing
from tests.funding.world import amount, posted
from tests.opendata.oracle import plain, plain_counts, plain_rows
from tests.opendata.world import (
    COMMUNE,
    HOST,
    NOW,
    ONE,
    OPERATOR,
    OTHER,
    TERMS,
    THREE,
    TODAY,
    TWO,
    commitment,
    dossier,
    granted,
    grantor,
)

pytestmark = pytest.mark.django_db
WHO = (ONE, TWO, THREE, COMMUNE, "")
BEFORE = dt.date(2026, 9, 1)


@pytest.fixture(scope="module")
def _ledger(_made, django_db_blocker):
    """Agreements of every kind; some corrected, decommitted, paid, recovered, published."""
    draw = random.Random(2018)  # noqa: S311 - no secret
    with django_db_blocker.unblock():
        grantor()
        for rank in range(30):
            _agreed(draw, rank)
        _corrected()
        for made in Dossier.objects.order_by("pk"):
            basis = draw.choice(("", "de_minimis", "rgec"))
            Dossier.objects.filter(pk=made.pk).update(aid_basis=basis)
        publish(by=HOST, now=NOW - dt.timedelta(days=60), dataset="subventions")
        _moved_since()


@pytest.fixture(autouse=True)
def _varied(_ledger, db):
    """The ledger, made once for these tests."""


def _agreed(draw: random.Random, rank: int) -> None:
    """One to three beneficiaries, in two years around the law's threshold and delay."""
    who = draw.sample(WHO, draw.choice((1, 1, 2, 3)))
    signed = TODAY - dt.timedelta(days=draw.choice((20, 80, 95, 200, 400)))
    terms = draw.choice(
        (
            *(TERMS, TERMS, TERMS, {}, TERMS | {"purpose": "Dit autrement", "decision": "D-1"}),
            TERMS | {"withheld": "person", "reason": "Artisan"},
            TERMS | {"paid": "2026-12-31/2026-01-01"},
        )
    )
    granted(
        draw.choice(("", f"EJ-{rank}")),
        *((one, draw.randrange(2_000_00, 45_000_00)) for one in who),
        on=signed,
        terms=terms,
        financer=draw.choice((OPERATOR, OPERATOR, OTHER)),
        number=draw.choice(("", f"N-{rank}")),
        year=rank,
        is_reserved=rank % 9 == 4,
        is_demonstration=rank % 7 == 3,
        purpose=draw.choice(("Fours", "=1+1", "Une ligne\tde montage", "")),
    )


def _corrected() -> None:
    """A grant undone and given again, one undone for good, decommitments, payments, a recovery,
    a beneficiary in two dossiers, an association."""
    wrong = granted("EJ-W", (ONE, 90_000_00))
    gone = granted("EJ-G", (TWO, 90_000_00))
    granted("EJ-L", (TWO, 50_000_00), on=TODAY - dt.timedelta(days=200))
    for made in (wrong, gone):
        entry = Entry.objects.get(line__commitment=made)
        reverse_entry(by=HOST, now=NOW, entry=entry, reason="Erreur de saisie")
    held = Dossier.objects.get(lines__commitment=wrong)
    lived = granted("EJ-P", (THREE, 60_000_00), on=BEFORE)
    paid = Dossier.objects.get(lines__commitment=lived)
    twice = dossier(siret=THREE, siren=THREE[:9], beneficiary=THREE, number="N-twice")
    alone = dossier(siret="", siren="", beneficiary="Les Débrouillards", number="N-alone")
    again = dossier(siret="", siren="", beneficiary="Débrouillards", number="N-again")
    for one in (alone, again):
        Association.objects.create(dossier=one, rna="W380475558")
    shared, small = commitment("EJ-S"), commitment("EJ-R")
    posted(
        amount("granted", 70_000_00, BEFORE, dossier=held, commitment=wrong),
        amount("granted", 5_000_00, TODAY, dossier=twice, commitment=lived),
        amount("decommitted", 10_000_00, TODAY, dossier=paid),
        amount("paid", 40_000_00, TODAY, dossier=paid),
        amount("recovered", 15_000_00, TODAY, dossier=paid),
        amount("granted", 33_333_33, BEFORE, dossier=alone, commitment=shared),
        amount("granted", 1, BEFORE, dossier=twice, commitment=shared),
        amount("granted", 1_000_00, BEFORE, dossier=again, commitment=small),
    )
    for made in (shared, small):
        tell_terms(by=HOST, now=NOW, commitment=made, told=TERMS)


def _moved_since() -> None:
    """After the publication: one that is withheld, one whose terms lack, a second grantor."""
    for number, told in (
        ("EJ-P", {"withheld": "secret", "reason": "Procédé"}),
        ("EJ-W", {"paid": ""}),
    ):
        held = Commitment.objects.get(number=number)
        tell_terms(by=HOST, now=NOW, commitment=held, told=told)
    granted("EJ-N", (ONE, 31_000_00), financer=OTHER)


def short(day: dt.date) -> list[tuple[object, ...]]:
    return [
        (
            *(one.commitment, one.financer, one.grantor, one.grantor_siret, one.decision),
            *(one.signed_on, one.amount, one.is_demonstration, one.published_on),
            *(one.stands.standing, one.stands.due, one.stands.late, one.stands.lacks),
        )
        for one in with_lacks(positions(day).rows, day)
    ]


def plainly(day: dt.date) -> list[tuple[object, ...]]:
    return [
        (
            *(told["commitment"], told["financer"], held.grantor, held.grantor_siret),
            *(held.decision, held.signed_on, held.amount, told["invented"]),
            *(told["published_on"], told["standing"], told["due"], told["late"], told["lacks"]),
        )
        for told in plain(day)
        for held in (told["convention"],)
    ]


def test_the_ledger_is_varied():
    found = {one.stands.standing for one in positions(TODAY).rows}
    assert found == set(Standing)
    assert any(one.is_late for one in positions(TODAY).rows)
    moved = {one.stands.standing for one in positions(TODAY).rows if one.published_on}
    assert {Standing.WITHHELD, Standing.LACKING, Standing.PUBLISHED} <= moved
    assert any(duty.published_late for duty in duties_of(positions(TODAY)))


@pytest.mark.parametrize("day", [TODAY, BEFORE, TODAY + dt.timedelta(days=100)])
def test_every_position(day):
    assert short(day) == plainly(day)
    whole = [(one.commitment, one.convention, one.stands) for one in conventions(day=day)]
    assert [(one, convention) for one, convention, _stands in whole] == [
        (told["commitment"], told["convention"]) for told in plain(day)
    ]
    assert [stands for _one, _convention, stands in whole] == [
        one.stands for one in with_lacks(positions(day).rows, day)
    ]


def test_every_count():
    counted = {
        (one.financer, one.is_demonstration): {
            "counts": one.counts,
            "late": one.late,
            "published_late": one.published_late,
        }
        for one in duties_of(positions(TODAY))
    }
    assert counted == plain_counts(TODAY)


@pytest.mark.parametrize("invented", [False, True])
def test_every_row_of_the_legal_file_in_its_order(invented):
    rows = list(legal_rows(TODAY, is_demonstration=invented))
    assert rows == plain_rows(TODAY, invented=invented)
    assert rows


def test_one_agreement():
    for told in plain(TODAY):
        held = find_convention(told["commitment"], day=TODAY)
        assert held.convention == told["convention"]
        assert (held.stands.standing, held.stands.lacks) == (told["standing"], told["lacks"])
    assert find_convention(0, day=TODAY) is None
    small = Commitment.objects.get(number="EJ-R").pk
    assert find_convention(small, day=TODAY).stands.standing == Standing.PUBLISHED, "by its year"


def test_a_reserved_dossier_leaves_no_row_even_while_the_file_is_sent():
    rows = legal_rows(TODAY, is_demonstration=False)
    first = next(rows)
    Dossier.objects.update(is_reserved=True)
    others = list(legal_rows(TODAY, is_demonstration=False))
    assert first
    assert others == []
