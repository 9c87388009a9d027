"""Measures of Regions and operators: added, amended from a day on, ended; shown as theirs."""

import datetime as dt

import pytest

from ancrage.catalogue.actions.added import AddedRefusedError, amend_measure, end_measure
from ancrage.catalogue.models import AddedMeasure
from ancrage.catalogue.queries import basket, basket_at
from ancrage.catalogue.queries.owners import owner_names
from ancrage.catalogue.queries.searching import search_measures
from ancrage.catalogue.rules.reading import BasketRefusedError
from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from tests.catalogue.world import HOST, MEASURE, NOW, TODAY, added, copilot, national, referent
from tests.together import at_once

pytestmark = pytest.mark.django_db
LATER = dt.date(2025, 6, 1)


def amended(held: AddedMeasure, since: dt.date = LATER, by=HOST, **changes) -> AddedMeasure:
    return amend_measure(
        by=by,
        now=NOW,
        wording=held,
        revision=held.revision,
        since=since,
        measure=MEASURE | changes,
    )


def ended(held: AddedMeasure, until: dt.date = TODAY, by=HOST, reason="Plus de crédits."):
    return end_measure(
        by=by, now=NOW, wording=held, revision=held.revision, until=until, reason=reason
    )


def test_a_region_s_measure_is_in_the_basket_from_its_day_as_its_own():
    by = copilot()
    added(by)
    measure = basket_at(TODAY).measures["r84-atelier"]
    assert (measure.owner, measure.certainty) == ("region:84", "official")
    assert "r84-atelier" not in basket_at(dt.date(2023, 12, 31)).measures
    assert measure not in basket_at(TODAY).own
    held = basket("2023-11")
    assert held is not None
    assert "r84-atelier" not in held.measures
    assert JournalEntry.objects.get(command="catalogue.add_measure").places.filter(code="84")


def test_it_is_for_its_region_and_found_like_the_others():
    added()
    measure = basket_at(TODAY).measures["r84-atelier"]
    facts = {"applicant": "company", "size": "small", "region": "84"}
    assert measure.judge(facts).is_eligible
    assert not measure.judge(facts | {"region": "28"}).is_eligible
    hits = search_measures("partager des machines", day=TODAY)
    assert hits[0].measure.code == "r84-atelier"


def test_an_operator_s_measure_is_for_the_whole_country():
    added(referent(), owner="operator:ademe")
    found = basket_at(TODAY)
    assert (
        found.measures["r84-atelier"].judge({"applicant": "company", "size": "small"}).is_eligible
    )
    assert owner_names(found, found.measures.values()) == {"operator:ademe": "ADEME"}


def test_amended_from_a_day_on_the_earlier_wording_stays():
    held = added()
    made = amended(held, name="Atelier ouvert")
    held.refresh_from_db()
    assert held.until == LATER - dt.timedelta(days=1)
    assert made.pk != held.pk
    assert basket_at(held.until).measures["r84-atelier"].name == "Atelier partagé"
    assert basket_at(LATER).measures["r84-atelier"].name == "Atelier ouvert"


def test_amended_from_its_first_day_it_is_corrected_and_the_journal_tells():
    held = added()
    made = amended(held, since=held.since, name="Atelier corrigé")
    assert (made.pk, made.revision) == (held.pk, 2)
    entry = JournalEntry.objects.get(command="catalogue.amend_measure")
    assert entry.change["before"]["name"] == "Atelier partagé"


def test_amending_with_the_same_leaves_nothing():
    held = added()
    assert amended(held).pk == held.pk
    assert not JournalEntry.objects.filter(command="catalogue.amend_measure").exists()


def test_ended_it_leaves_the_basket_after_its_last_day():
    ended(added(), until=LATER)
    assert "r84-atelier" in basket_at(LATER).measures
    assert "r84-atelier" not in basket_at(LATER + dt.timedelta(days=1)).measures


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda held: amended(held, since=dt.date(2023, 1, 1), name="x"), "plus récent"),
        (lambda held: amended(ended(held), since=dt.date(2027, 1, 1), name="x"), "a pris fin"),
        (lambda held: ended(held, until=dt.date(2023, 1, 1)), "La fin précède"),
        (lambda held: ended(held, reason=" "), "Donnez la raison"),
        (lambda _held: added(), "porte déjà le code"),
        (lambda _held: added(measure=MEASURE | {"code": "vte"}), "porte déjà le code"),
        (lambda held: (amended(held, name="x"), amended(held, name="y")), "entre-temps"),
        (lambda _held: added(measure={"code": "nu", "needs": ["innover"]}), "Donnez un nom"),
    ],
)
def test_what_is_refused(change, said):
    held = added()
    with pytest.raises(AddedRefusedError, match=said):
        change(held)


def test_a_measure_that_cannot_be_read_is_refused_with_its_faults():
    with pytest.raises(BasketRefusedError, match="besoin inconnu"):
        added(measure=MEASURE | {"needs": ["dormir"]})


@pytest.mark.parametrize("act", [added, amended, ended])
def test_only_its_owner_writes_it(act):
    held = None if act is added else added()
    for by in (copilot("28"), referent(), national()):
        with pytest.raises(NotAllowedError):
            act(**({"by": by} if held is None else {"by": by, "held": held}))


@pytest.mark.django_db(transaction=True)
def test_two_at_once_one_is_told_to_read_again():
    held = added()
    found = at_once(
        lambda: amended(held, name="un"), lambda: amended(held, name="deux"), refusals=ValueError
    )
    assert sum(isinstance(one, AddedRefusedError) for one in found) == 1
